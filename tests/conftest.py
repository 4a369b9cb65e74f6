"""Fixtures for every test, and an honest end of the run: what was not tested, and why."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# As on a Binder and in a class run, here and in all that the tests start: beside other processes, several threads of
# one multiplication wait for each other, and a chapter that takes ten seconds took five minutes on a busy machine.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

for name in ("COLUMNS", "LINES"):  # what commands say is not to be wrapped as this terminal is wide
    os.environ.pop(name, None)
os.environ["GIT_CONFIG_GLOBAL"] = str(Path(__file__).parent / "support" / "gitconfig")

gc.disable()  # while thousands of tests are collected, and stay

pytest_plugins = [
    "tests.support.browser",
    "tests.support.gaps",
    "tests.support.installed",
    "tests.support.lab",
    "tests.support.executed",
    "tests.support.book",
    "tests.support.figures",
    "tests.support.measured",
    "tests.support.lite",
    "tests.support.sampling",
]


@pytest.fixture(autouse=True)
def _no_shell_is_left() -> Iterator[None]:
    """End the shell that IPython makes for a test that displays something: later tests would be in a notebook."""
    yield
    if (ipython := sys.modules.get("IPython.core.interactiveshell")) and ipython.InteractiveShell.initialized():
        type(ipython.InteractiveShell.instance()).clear_instance()


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the cyclic collector need not walk through it in each test."""
    gc.collect()
    gc.freeze()
    gc.enable()
