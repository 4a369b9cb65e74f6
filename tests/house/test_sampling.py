"""`sampled(n)` leaves n cases of a test to `make test`, spread over all, and none out of `make full`."""

import os
import subprocess
import sys

import pytest

from tests.support.repo import REPO
from tests.support.sampling import evenly_spaced

TESTS = """
import pytest

@pytest.mark.sampled(3)
@pytest.mark.parametrize("k", range(7))
def test_of_seven(k): pass

@pytest.mark.parametrize("k", range(2))
def test_of_two(k): pass
"""


def test_a_sample_is_spread_over_all_and_never_larger_than_it_says():
    for count in range(1, 40):
        for n in range(1, 12):
            taken = evenly_spaced(count, n)
            assert len(taken) == min(n, count)
            assert min(taken) == 0
            assert n == 1 or max(taken) == count - 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "ran"),
    [
        (["-m", "not full"], ["of_seven[0]", "of_seven[3]", "of_seven[6]", "of_two[0]", "of_two[1]"]),
        ([], [*(f"of_seven[{k}]" for k in range(7)), "of_two[0]", "of_two[1]"]),
        (["-m", "not full", "test_cases.py::test_of_seven[4]"], ["of_seven[4]"]),
    ],
    ids=["test", "full", "one that is named"],
)
def test_the_others_are_left_to_full(tmp_path, options, ran):
    (tmp_path / "conftest.py").write_text(
        'pytest_plugins = ["tests.support.sampling"]\n'
        "def pytest_configure(config):\n"
        '    for mark in ("sampled(n)", "full"): config.addinivalue_line("markers", mark)\n',
        encoding="utf-8",
    )
    (tmp_path / "test_cases.py").write_text(TESTS, encoding="utf-8")
    quiet = ["-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(tmp_path), "--collect-only"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *quiet, *options],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(REPO)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line.partition("::test_")[2] for line in done.stdout.splitlines() if "::" in line] == ran, done.stdout
