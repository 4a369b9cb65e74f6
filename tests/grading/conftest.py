"""Fixtures of the grading tests."""

import os

import pytest

from tests.grading import sandboxed

# a class is graded on Linux: on Windows in WSL 2, which is one (docs/instructors.md)
collect_ignore_glob = ["*"] if os.name == "nt" else []


@pytest.fixture(scope="session")
def real_sandbox() -> None:
    """Skip where bubblewrap cannot make a sandbox."""
    if why := sandboxed.missing():
        pytest.skip(f"needs bubblewrap: {why}")
