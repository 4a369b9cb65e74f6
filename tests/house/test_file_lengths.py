"""`.ci/file_lengths.py`: a long file of the library is named, a too long one fails the lint."""

import subprocess
import sys

import pytest

from tests.support.repo import REPO

pytestmark = pytest.mark.slow


def lengths(root):
    done = subprocess.run([sys.executable, REPO / ".ci" / "file_lengths.py", root], capture_output=True, text=True)
    assert not done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize("name", ["a.py", "viz/js/a.js", "viz/a.css"])
@pytest.mark.parametrize(
    ("lines", "code", "told"), [(501, 1, "501 lines, more than 500"), (301, 0, "(a warning"), (300, 0, "")]
)
def test_a_long_file_is_named_and_a_too_long_one_fails(tmp_path, name, lines, code, told):
    file = tmp_path / "autograd_lab" / name
    file.parent.mkdir(parents=True)
    file.write_text("x\n" * lines)
    found, text = lengths(tmp_path)
    assert found == code
    assert told in text
    assert (f"autograd_lab/{name}: " in text) is bool(told)


def test_what_is_derived_and_what_is_not_the_library_may_be_long(tmp_path):
    for name in ("autograd_lab/viz/static/player.js", "tests/test_a.py", "course/lessons/01_a.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("x\n" * 501)
    assert lengths(tmp_path) == (0, "")


def test_no_file_of_ours_is_too_long():
    code, text = lengths(REPO)
    assert code == 0, text
