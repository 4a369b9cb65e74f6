"""Limits on the clock that a busy machine does not shorten.

What a student's code computes is limited in seconds of the processor (inside/worker.py, exams/plans). The clock is for
code that sleeps or is blocked. A process that is ready to run while others have the processors does neither: how long
it waits says how busy the machine is. Linux counts that, so these seconds are given back. Where it is not counted, none
are.
"""

import os
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
    return _waiting_seconds(f"/proc/{pid}/schedstat")


def are_waits_counted(pid: int) -> bool:
    """Whether the system counts how long this process waits."""
    return Path(f"/proc/{pid}/schedstat").exists()


def seconds_we_waited() -> float:
    """The same seconds for the grader's own process, of all its threads together."""
    return sum(_waiting_seconds(f"{thread}/schedstat") for thread in Path("/proc/self/task").glob("*"))


def seconds_computed(pid: int) -> float:
    """Seconds that a process has computed, in all its threads together; 0 where the system does not say."""
    fields = _stat(f"/proc/{pid}/stat")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def is_asleep(pid: int) -> bool:
    """Whether no thread of a process computes, is ready to, or waits for a disk."""
    states = [fields[0] for thread in Path(f"/proc/{pid}/task").glob("*") if (fields := _stat(f"{thread}/stat"))]
    return bool(states) and not set(states) & {"R", "D"}


def _waiting_seconds(schedstat: str) -> float:
    """The seconds waited in a file of the system's; 0 where there is none."""
    try:
        return int(Path(schedstat).read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def _stat(path: str) -> list[str]:
    """The fields of a process or thread from its state on; empty when it has gone, or is not shown."""
    try:
        return Path(path).read_text().rpartition(")")[2].split()
    except OSError:
        return []


def innermost_process(pid: int) -> int:
    """The last descendant in a chain of processes with one child each: the worker, below what started its sandbox.

    0, which is no process, where the system keeps no list of children: to what started it the worker would seem asleep.
    """
    try:
        while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            pid = int(children[-1])
    except (OSError, ValueError):
        return 0
    return pid
