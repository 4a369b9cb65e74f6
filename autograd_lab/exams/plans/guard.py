"""Guards a student's code while it runs: a deadline, and a sink for what it prints."""

import contextlib
import io
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Clock:
    """A clock, in seconds from any start, with its interval timer and signal; -1 on Windows, which has neither."""

    now: Callable[[], float]
    timer: int = -1
    signal: int = -1


WALL = Clock(time.monotonic, getattr(signal, "ITIMER_REAL", -1), getattr(signal, "SIGALRM", -1))
# counts what this process computed: a machine that is busy with others makes nobody late
PROCESSOR = Clock(time.process_time, getattr(signal, "ITIMER_PROF", -1), getattr(signal, "SIGPROF", -1))


@contextlib.contextmanager
def deadline(seconds: float, clock: Clock = WALL) -> Iterator[None]:
    """A context that raises OutOfTime after `seconds`, where the platform can: on POSIX, in the main thread."""
    if seconds <= 0:
        raise OutOfTime
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise OutOfTime

    previous = signal.signal(clock.signal, ring)
    delay, interval = signal.setitimer(clock.timer, seconds, 0.5)  # again: a bare `except:` swallows one
    started = clock.now()
    try:
        yield
    finally:
        signal.setitimer(clock.timer, 0)
        signal.signal(clock.signal, previous)
        if delay:  # somebody else's alarm goes on
            signal.setitimer(clock.timer, max(0.001, delay - (clock.now() - started)), interval)
