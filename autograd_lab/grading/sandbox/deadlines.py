"""Limits on the clock that a busy machine does not shorten.

What a student's code computes is limited in seconds of the processor (inside/worker.py, exams/plans). The clock is for
code that sleeps or is blocked. A process that is ready to run while others have the processors does neither: how long
it waits says how busy the machine is. Linux counts that, so these seconds are given back. Where it is not counted, none
are.
"""

import time
from pathlib import Path

# A limit never lasts longer than so many times its seconds: with threads, a process can make itself wait.
MOST_TIMES = 3


class Deadline:
    """A time limit of so many seconds on the clock, which can be extended."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._latest = self._ends + (MOST_TIMES - 1) * seconds

    @property
    def left(self) -> float:
        """Seconds until then; negative afterwards."""
        return self._ends - time.monotonic()

    def extend(self, seconds: float) -> None:
        """Extend it by seconds in which the student's process waited for a processor, up to MOST_TIMES its length."""
        self._ends = min(self._ends + seconds, self._latest)

    def leave_out(self, seconds: float) -> None:
        """Extend it by seconds that were not the student's at all, without a bound."""
        self._ends += seconds
        self._latest += seconds


def seconds_waited(pid: int) -> float:
    """Seconds that a process has been ready to run and waited for a processor; 0 where the system does not count."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def innermost_process(pid: int) -> int:
    """The last descendant in a chain of processes with one child each: the worker, below what started its sandbox."""
    try:
        while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            pid = int(children[-1])
    except (OSError, ValueError):  # the system keeps no such list
        pass
    return pid
