"""Guards a student's code while it runs: a deadline, and a sink for what it prints."""

import contextlib
import io
from collections.abc import Iterator

from .alarms import PROCESSOR, WALL, Clock, alarm

__all__ = ["PROCESSOR", "WALL", "Clock", "OutOfTime", "Tally", "deadline"]

MAX_TEXT = 300  # characters kept of what was printed


class OutOfTime(BaseException):
    """Raised at the deadline; a BaseException, so that `except Exception` in a student's loop lets it through."""


class Tally(io.TextIOBase):
    """A stream that keeps the first MAX_TEXT characters of what is printed, and counts all of them."""

    def __init__(self) -> None:
        self.count = 0
        self.head = ""

    def write(self, text: str) -> int:
        """Count `text`; keep it while there is room."""
        self.count += len(text)
        self.head += text[: max(0, MAX_TEXT - len(self.head))]
        return len(text)


@contextlib.contextmanager
def deadline(seconds: float, clock: Clock = WALL) -> Iterator[None]:
    """A context that raises OutOfTime after `seconds`; a call into compiled code is not ended before it returns."""
    if seconds <= 0:
        raise OutOfTime
    with alarm(seconds, clock, OutOfTime):
        yield
