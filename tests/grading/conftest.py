"""Fixtures of the grading tests."""

import pytest

from tests.grading import sandboxed


@pytest.fixture(scope="session")
def real_sandbox() -> None:
    """Skip where bubblewrap cannot make a sandbox."""
    if why := sandboxed.missing():
        pytest.skip(f"needs bubblewrap: {why}")
