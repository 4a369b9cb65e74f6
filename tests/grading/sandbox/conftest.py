"""One processor for all that a test starts."""

import os
from collections.abc import Iterator

import pytest

from autograd_lab.grading.sandbox import bubblewrap_processes


@pytest.fixture
def one_processor() -> Iterator[None]:
    """What this test starts runs on one and the same processor."""
    before = os.sched_getaffinity(0)
    bubblewrap_processes.end_all()  # sandboxes that wait for a next submission run on any
    os.sched_setaffinity(0, {min(before)})
    yield
    os.sched_setaffinity(0, before)
    bubblewrap_processes.end_all()
