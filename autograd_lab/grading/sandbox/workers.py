"""The trusted end of the pipe: a worker process that may crash, hang or talk nonsense, and one without a sandbox.

Workers in a sandbox are in `bubblewrap_processes.py`.
"""

import atexit
import contextlib
import os
import queue
import signal
import subprocess
import tempfile
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, cast

from autograd_lab.exams import plans
from autograd_lab.grading.sandbox import deadlines
from autograd_lab.grading.sandbox.bubblewrap_command import Sandbox
from autograd_lab.grading.sandbox.deadlines import Deadline
from autograd_lab.grading.sandbox.patience import LOOK, OVERTIME, Allowance, Stopwatch

NO_ANSWER = "wrote something that is no answer into the channel of the grader"
MOST_LOANS = 200  # that are asked for in one plan, refused ones too; a worker that asks for more talks nonsense
START_SECONDS = 60.0  # for Python and NumPy, on a machine that is busy with other submissions

Lender = Callable[[object], dict[str, Any]]  # answers or refuses a request for a loan, whatever it is

_HELD: list["Worker"] = []  # dead workers whose pipe is held open by a child that escaped


class WorkerLostError(Exception):
    """The worker gave no answer. `reason` is "crash" or "timeout"; `text` tells the student what their code did."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason, self.text = reason, text


class Worker(ABC):
    """One worker process, known by its two pipes."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        self._requests, self._answers = requests, answers
        self._count = 0
        self.stopwatch = Stopwatch(0)  # which process it is, is known as soon as it has answered once
        self._asked: queue.SimpleQueue[tuple[dict[str, Any], Lender | None] | None] = queue.SimpleQueue()
        self._heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
        # in a thread of its own, since a hostile worker can block the writing as well as the reading
        self._talk = threading.Thread(target=self._converse, daemon=True)
        self._talk.start()

    def greet(self) -> None:
        """Wait until the worker answers."""
        empty = {"do": "cell", "name": "start", "source": "", "seconds": START_SECONDS}
        self.exchange(empty, [Deadline(START_SECONDS)])
        self.stopwatch = Stopwatch(deadlines.innermost_process(self._leader))

    def exchange(
        self,
        request: dict[str, Any],
        limits: Sequence[Deadline],
        may: Allowance | None = None,
        lender: Lender | None = None,
    ) -> dict[str, Any]:
        """Send one request and return its answer.

        Before it answers, the worker may ask the `lender` for loans. Seconds in which the worker waits for a processor
        are given back to the limits. Raises WorkerLostError when no answer comes within all the limits, or the worker
        takes more than it may.
        """
        self._count += 1
        self.stopwatch.begin()
        self._asked.put(({**request, "id": self._count}, lender))
        answer = self._await_answer(limits, may)
        self._extend(limits, answered=True)  # they may go on to the next request
        if isinstance(answer, (EOFError, OSError)):
            raise WorkerLostError("crash", f"ended the whole Python process ({self._exit_reason()})")
        if not isinstance(answer, dict) or answer.get("id") != self._count:
            raise WorkerLostError("crash", NO_ANSWER)
        return answer

    def _await_answer(self, limits: Sequence[Deadline], may: Allowance | None) -> Any:
        """The worker's answer; WorkerLostError when a deadline has passed or the worker took more than it may."""
        seconds = max(_seconds_left(limits), 0.0)
        while True:
            try:
                return self._heard.get(timeout=max(min(_seconds_left(limits), LOOK), 0.0))
            except queue.Empty:
                self._extend(limits, answered=False)
            if excess := _excess(self.stopwatch, may):
                raise WorkerLostError("timeout", excess)
            if _seconds_left(limits) <= 0.0:
                raise WorkerLostError("timeout", f"was stopped after {seconds:.3g} s: an endless loop?")

    def _extend(self, limits: Sequence[Deadline], *, answered: bool) -> None:
        """Extend the deadlines by the seconds that the worker has waited for a processor since the last call."""
        waited = self.stopwatch.look(answered=answered)
        for limit in limits:
            limit.extend(waited)

    def _converse(self) -> None:
        """Send each request and queue its answer or its error; ends with the first error or the last request."""
        try:
            while (asked := self._asked.get()) is not None:
                self._heard.put(self._answer_to(*asked))
        except Exception as error:  # whatever the bytes provoke is one more way to give no answer
            self._heard.put(error)

    def _answer_to(self, request: dict[str, Any], lender: Lender | None) -> Any:
        """The worker's answer to a request; until it comes, its requests for loans are replied to."""
        plans.send(self._requests, request)
        answer = plans.receive(self._answers)
        for _ in range(MOST_LOANS):
            if lender is None or not isinstance(answer, dict) or "loan" not in answer:
                break
            plans.send(self._requests, {"loan": lender(answer["loan"])})
            answer = plans.receive(self._answers)
        return answer

    def _exit_reason(self) -> str:
        """The signal or the exit code with which the process ended."""
        status = self._status()
        if status is None:
            return "it closed its pipe"
        return f"signal {_signal_name(-status)}" if status < 0 else f"exit code {status}"

    @property
    @abstractmethod
    def _leader(self) -> int:
        """The process that was started, which is the worker's or has it as a descendant."""

    @abstractmethod
    def _status(self) -> int | None:
        """Exit code of the process, negative for a signal; None while it runs."""

    @abstractmethod
    def _kill(self) -> None:
        """End the process and all it started."""

    def end(self) -> None:
        """Kill the worker and what it started, and remove what it wrote."""
        self._kill()
        self._asked.put(None)
        self._talk.join(timeout=1.0)
        _HELD.append(self)
        close_pipes()  # those that a thread still reads are closed later

    def finish(self) -> None:
        """End a worker that has answered all it was asked."""
        self.end()

    @property
    def is_talking(self) -> bool:
        """Whether a thread still reads or writes."""
        return self._talk.is_alive()

    def close(self) -> None:
        """Close the pipes, when nothing more is to be asked."""
        self._asked.put(None)
        for pipe in (self._requests, self._answers):
            with contextlib.suppress(OSError):
                pipe.close()


@atexit.register
def close_pipes() -> None:
    """Close the pipes of dead workers, but for those that a thread still reads: closing would wait for the reader."""
    for worker in [held for held in _HELD if not held.is_talking]:
        _HELD.remove(worker)
        worker.close()


def _excess(spent: Stopwatch, may: Allowance | None) -> str:
    """What a worker took beyond what it may, in words for the student; "" if it did not."""
    if may is None:
        return ""
    if spent.computed > may.computing + OVERTIME:
        return (
            f"was stopped after {spent.computed:.3g} s of computing: it did not heed its limit of {may.computing:g} s"
        )
    if spent.idle > may.idle:
        why = "; there was no more time, since others were stopped before" if may.after_a_stop else ""
        return f"was stopped after {spent.idle:.2g} s in which it computed nothing: it slept, or waited{why}"
    return ""


def _seconds_left(limits: Sequence[Deadline]) -> float:
    """Seconds until the earliest deadline."""
    return min(limit.left for limit in limits)


def _signal_name(number: int) -> str:
    """SIGKILL for 9; the number itself where the signal has no name, as most real-time signals."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def kill_group(popen: "subprocess.Popen[bytes]") -> None:
    """Kill a process that leads a group, and the group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(popen.pid, signal.SIGKILL)
        else:
            popen.kill()
    popen.wait()


class UnguardedWorker(Worker):
    """A worker without a sandbox: a process with this user's rights, in an empty folder."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="autograd-lab-", ignore_cleanup_errors=True)
        command, environment = sandbox.unguarded_command(self._scratch.name)
        self._popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._scratch.name,
            env=environment,
            start_new_session=True,
        )
        super().__init__(cast(BinaryIO, self._popen.stdin), cast(BinaryIO, self._popen.stdout))

    @property
    def _leader(self) -> int:
        return self._popen.pid

    def _status(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._popen.wait(timeout=1.0)
        return None

    def _kill(self) -> None:
        kill_group(self._popen)
        with contextlib.suppress(OSError):
            self._scratch.cleanup()
