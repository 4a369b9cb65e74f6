"""`.ci/release_notes.py`: a tag is released only where the package, the citation and the changelog agree with it."""

import shutil
import subprocess
import sys

import pytest

from autograd_lab import __version__
from tests.support.repo import REPO

pytestmark = pytest.mark.slow

FILES = ("autograd_lab/__init__.py", "CITATION.cff", "CHANGELOG.md")


@pytest.fixture
def copied(tmp_path):
    """A folder with the files that state the version."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPO / name, tmp_path / name)
    return tmp_path


def run(*arguments):
    command = [sys.executable, "-X", "utf8", REPO / ".ci" / "release_notes.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


def replaced(file, there, instead):
    text = file.read_text(encoding="utf-8")
    assert there in text
    file.write_text(text.replace(there, instead), encoding="utf-8")


def test_the_version_of_today_can_be_released_and_its_notes_are_those_of_the_changelog():
    done = run(f"v{__version__}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert done.stdout.strip() in (REPO / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "\n## " not in f"\n{done.stdout}"


@pytest.mark.parametrize("tag", ["1.0.0", "v9.9.9", f"v{__version__}.1"])
def test_a_tag_of_another_version_is_refused(tag):
    done = run(tag)
    assert done.returncode == 1
    assert not done.stdout
    assert all(f"{name} says {__version__}, and the tag is {tag}" in done.stderr for name in FILES)
    assert f"git push --delete origin {tag}" in done.stderr


@pytest.mark.parametrize("name", FILES)
def test_one_file_that_was_forgotten_is_named(copied, name):
    replaced(copied / name, __version__, "0.9.0")
    done = run(f"v{__version__}", copied)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name} says 0.9.0, and the tag is v{__version__}\nNothing is released.")


def test_a_version_of_which_nothing_is_said_is_refused(copied):
    (copied / "CHANGELOG.md").write_text(f"# What is new\n\n## {__version__}\n\n## 0.9.0\n\nMuch.\n", encoding="utf-8")
    done = run(f"v{__version__}", copied)
    assert done.returncode == 1
    assert f"CHANGELOG.md says nothing under `## {__version__}`" in done.stderr


def test_what_is_not_released_yet_stands_above_and_is_not_in_the_notes(copied):
    replaced(copied / "CHANGELOG.md", f"## {__version__}\n", f"## Not released yet\n\n- Soon.\n\n## {__version__}\n")
    done = run(f"v{__version__}", copied)
    assert done.returncode == 0, done.stderr
    assert "Soon" not in done.stdout


def test_without_a_tag_it_says_what_it_is_for():
    done = run()
    assert done.returncode == 2
    assert "release_notes.py v1.0.0" in done.stderr
