"""What was not run is said, and a gap fails the run where everything is meant to be there; frameworks are no gap."""

import os
import subprocess
import sys

import pytest

from tests.support.repo import REPO

pytestmark = pytest.mark.slow
TESTS = """
import pytest

def test_always(): pass

@pytest.mark.frameworks
def test_of_a_framework(): {inside}
"""


def run(folder, frameworks, inside="pass", *options):
    """(exit code, what pytest said) for a run of two tests where these packages are the frameworks."""
    (folder / "conftest.py").write_text(
        'pytest_plugins = ["tests.support.gaps"]\nfrom tests.support import gaps\n'
        f"gaps.FRAMEWORKS = {frameworks!r}\n"
        'def pytest_configure(config): config.addinivalue_line("markers", "frameworks")\n',
        encoding="utf-8",
    )
    (folder / "test_two.py").write_text(TESTS.format(inside=inside), encoding="utf-8")
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
def test_tests_of_absent_frameworks_are_counted_and_fail_nothing(tmp_path, options):
    code, told = run(tmp_path, ("json", "no_such_package"), "pass", *options)
    assert code == 0, told
    assert "1 passed" in told
    assert "   1  need the extra `frameworks`, which is optional: see docs/testing.md" in told


def test_tests_of_frameworks_that_are_there_run_and_may_fail(tmp_path):
    code, told = run(tmp_path, ("json",), "assert False")
    assert code == 1
    assert "1 failed, 1 passed" in told


def test_a_skip_is_still_a_gap(tmp_path):
    code, told = run(tmp_path, ("json",), 'pytest.skip("needs a thing")')
    assert code == 1
    assert "   1  needs a thing" in told
    assert "LAB_REQUIRE_ALL=1: a skipped test counts as a failure here" in told
