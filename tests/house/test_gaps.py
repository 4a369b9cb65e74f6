"""What was not run is said, and a gap fails the run where everything is meant to be there; optional extras are none."""

import os
import subprocess
import sys

import pytest

from tests.support.repo import REPO

pytestmark = pytest.mark.slow
TESTS = """
import pytest

def test_always(): pass

@pytest.mark.{mark}
def test_of_a_framework(): {inside}
"""


def run(folder, packages, inside="pass", *options, extra="frameworks"):
    """(exit code, what pytest said) for a run of two tests where these packages are those of an optional extra."""
    (folder / "conftest.py").write_text(
        'pytest_plugins = ["tests.support.gaps"]\nfrom tests.support import gaps\n'
        f"assert {extra!r} in gaps.OPTIONAL\ngaps.OPTIONAL = {{'other': ('json',), {extra!r}: {packages!r}}}\n"
        f'def pytest_configure(config): config.addinivalue_line("markers", "{extra}")\n',
        encoding="utf-8",
    )
    (folder / "test_two.py").write_text(TESTS.format(inside=inside, mark=extra), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", folder, *options],
        cwd=folder,
        env={**os.environ, "LAB_REQUIRE_ALL": "1", "PYTHONPATH": str(REPO)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("options", [(), pytest.param(("-n", "2"), marks=pytest.mark.full)], ids=["one process", "two"])
@pytest.mark.parametrize("extra", ["frameworks", "trackers"])
def test_tests_of_an_absent_extra_are_counted_and_fail_nothing(tmp_path, options, extra):
    code, told = run(tmp_path, ("json", "no_such_package"), "pass", *options, extra=extra)
    assert code == 0, told
    assert "1 passed" in told
    assert f"   1  need the extra `{extra}`, which is optional: see docs/testing.md" in told


def test_tests_of_frameworks_that_are_there_run_and_may_fail(tmp_path):
    code, told = run(tmp_path, ("json",), "assert False")
    assert code == 1
    assert "1 failed, 1 passed" in told


def test_a_skip_is_still_a_gap(tmp_path):
    code, told = run(tmp_path, ("json",), 'pytest.skip("needs a thing")')
    assert code == 1
    assert "   1  needs a thing" in told
    assert "LAB_REQUIRE_ALL=1: a skipped test counts as a failure here" in told
