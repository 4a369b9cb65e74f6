"""Waiting for what other processes bring about: for the state, with a bound that only a failure ever reaches."""

import time
from collections.abc import Callable

MOST_SECONDS = 300.0


def until(true: Callable[[], object], what: str = "it did not happen in time", seconds: float = MOST_SECONDS) -> None:
    """Return once this is true; fail and say `what` when it never is."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.05)
