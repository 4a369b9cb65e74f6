"""How long the grader waits for one submission: what it may idle away, or lose in loops, of all its seconds.

A limit inside the worker is an alarm, which a student's code can switch off, and which rings for nobody who sleeps. So
the limits are kept here too, with what the system counts of the worker's process (`Stopwatch`): beyond its limit of
computing it is ended from outside, and what it idles away is counted for the submission as a whole (`Patience`). One
that sleeps in every cell then costs what it costs once.
"""

import time
from dataclasses import dataclass

from autograd_lab.grading.sandbox import deadlines

OVERTIME = 1.0  # seconds of computing beyond a limit: an alarm that is heeded ends a request, and its rest, before that
SHARE = 0.25  # of what is left, that one request may idle
AFTER_A_STOP = 1.0  # once one request was stopped, what a later one may idle, and a later cell may compute
LEAST = 0.5  # what each may idle in any case
RESTART = 0.5  # what a new worker costs, on a machine that has nothing else to do
LOOK = 0.25  # between two looks at a worker that has not answered
BRIEF = 0.005  # an answer within that is not looked into, but for one in fifty: the system's files cost time to read
UNSEEN = 0.02  # shorter idling is not looked into: the grader's own processor may have been with others


@dataclass(frozen=True)
class Allowance:
    """What one request may take, in seconds: idle, and of computing by the limit that it was given inside."""

    idle: float
    computing: float
    after_a_stop: bool = False


class Patience:
    """The seconds that one submission may idle, or lose in what has to be stopped, for all requests together."""

    def __init__(self, seconds: float) -> None:
        self.seconds = self._left = seconds
        self._has_stopped = False

    @property
    def is_used_up(self) -> bool:
        """Whether nothing is left but the LEAST, for what is graded."""
        return self._left <= 0.0

    def allowance(self, computing: float, known_idle: float = 0.0) -> Allowance:
        """What the next request may take: a share of what is left, and little after a stop.

        One that is known to idle for some seconds, because it did before, may do so again.
        """
        share = SHARE * self._left
        idle = min(share, AFTER_A_STOP) if self._has_stopped else share
        return Allowance(max(idle, known_idle + LEAST), computing, self._has_stopped)

    def take(self, seconds: float) -> None:
        """Charge what a request idled away, or what it costs that others were stopped."""
        self._left -= seconds

    def take_stopped(self, seconds: float) -> None:
        """Charge a request that had to be stopped."""
        self._left -= seconds
        self._has_stopped = True


class Stopwatch:
    """Counts for one request after the other how long it `lasted`, what the worker `computed`, how long it was `idle`.

    It does not last while the worker waits for a processor that others have. Idle are the seconds of it in which the
    worker computes nothing, and the grader itself does not wait. Where the system does not count how long processes
    wait, nothing is idle.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._counts = deadlines.are_waits_counted(pid)
        self._waited, self._computed = deadlines.seconds_waited(pid), deadlines.seconds_computed(pid)
        self._ours = deadlines.seconds_we_waited() if self._counts else 0.0
        self._at = time.monotonic()
        self._not_read = 0
        self.idle = self.computed = self.lasted = 0.0

    def begin(self) -> None:
        """Begin with the next request."""
        self.idle = self.computed = self.lasted = 0.0
        self._at = time.monotonic()

    def look(self, *, answered: bool) -> float:
        """Bring all three up to date; return the seconds waited for a processor since the last look.

        A worker that has not answered idles only if it is seen asleep: on a virtual machine, seconds pass that the
        machine below has given to others, and nobody counts them.
        """
        now = time.monotonic()
        passed, self._at = now - self._at, now
        if answered and passed < BRIEF and self._not_read < 50:
            self._not_read += 1
            return 0.0
        self._not_read = 0
        before, self._waited = self._waited, max(self._waited, deadlines.seconds_waited(self._pid))
        waited = self._waited - before
        before, self._computed = self._computed, max(self._computed, deadlines.seconds_computed(self._pid))
        computed = self._computed - before
        self.computed += computed
        self.lasted += max(passed - waited, 0.0)
        idle = passed - computed - waited
        if self._counts and idle > UNSEEN:
            before, self._ours = self._ours, deadlines.seconds_we_waited()
            idle -= self._ours - before
            if answered or deadlines.is_asleep(self._pid):
                self.idle += max(idle, 0.0)
        return waited
