"""What stands around a student's code while it runs: a deadline, and a sink for what it prints."""

import contextlib
import io
import signal
import threading
import time
from collections.abc import Iterator

MAX_TEXT = 300  # characters kept of what was printed


class OutOfTime(BaseException):
    """The deadline passed. Not an Exception, so that `except Exception` in a student's loop lets it through."""


class Tally(io.TextIOBase):
    """Swallows what is printed; keeps the number of characters and the first line's worth of them."""

    def __init__(self) -> None:
        self.count = 0
        self.head = ""

    def write(self, text: str) -> int:
        """Count `text`; keep it while there is room."""
        self.count += len(text)
        self.head += text[: max(0, MAX_TEXT - len(self.head))]
        return len(text)


@contextlib.contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block after `seconds`, where the platform can: the main thread of a POSIX process."""
    if seconds <= 0:
        raise OutOfTime
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise OutOfTime

    previous = signal.signal(signal.SIGALRM, ring)
    delay, interval = signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)  # again: a bare `except:` swallows one
    started = time.monotonic()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        if delay:  # somebody else's alarm goes on
            signal.setitimer(signal.ITIMER_REAL, max(0.001, delay - (time.monotonic() - started)), interval)
