"""Waiting for what other processes bring about: for the state, with a bound that only a failure ever reaches."""

import time
from collections.abc import Callable

MOST_SECONDS = 300.0


def until(condition: Callable[[], object], what: str = "it never happened", seconds: float = MOST_SECONDS) -> None:
    """Return once `condition()` is true; fail with the sentence `what` when it never is."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)
