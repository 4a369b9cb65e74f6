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
        self._pid, self._waited = 0, 0.0  # the worker's, known as soon as it has answered once
        self._asked: queue.SimpleQueue[tuple[dict[str, Any], Lender | None] | None] = queue.SimpleQueue()
        self._heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
        # in a thread of its own, since a hostile worker can block the writing as well as the reading
        self._talk = threading.Thread(target=self._converse, daemon=True)
        self._talk.start()

    def greet(self) -> None:
        """Wait until the worker answers."""
        self.exchange({"do": "cell", "name": "start", "source": "", "seconds": START_SECONDS}, Deadline(START_SECONDS))
        self._pid = deadlines.innermost_process(self._leader)
        self._waited = deadlines.seconds_waited(self._pid)

    def exchange(self, request: dict[str, Any], *limits: Deadline, lender: Lender | None = None) -> dict[str, Any]:
        """Send one request and return its answer; raise WorkerLostError when none comes within all the limits.

        Before it answers, the worker may ask the `lender` for loans. Seconds in which the worker waits for a processor
        are given back to the limits.
        """
        self._count += 1
        self._asked.put(({**request, "id": self._count}, lender))
        seconds = max(_seconds_left(limits), 0.0)
        try:
            answer = self._await_answer(limits)
        except queue.Empty:
            raise WorkerLostError("timeout", f"was stopped after {seconds:.3g} s: an endless loop?") from None
        self._extend(limits)  # they may go on to the next request
        if isinstance(answer, (EOFError, OSError)):
            raise WorkerLostError("crash", f"ended the whole Python process ({self._exit_reason()})")
        if not isinstance(answer, dict) or answer.get("id") != self._count:
            raise WorkerLostError("crash", NO_ANSWER)
        return answer

    def _await_answer(self, limits: Sequence[Deadline]) -> Any:
        """The worker's answer; queue.Empty when one of the deadlines has passed."""
        while True:
            try:
                return self._heard.get(timeout=max(_seconds_left(limits), 0.0))
            except queue.Empty:
                self._extend(limits)
                if _seconds_left(limits) <= 0.0:
                    raise

    def _extend(self, limits: Sequence[Deadline]) -> None:
        """Extend the deadlines by the seconds that the worker has waited for a processor since the last call."""
        before, self._waited = self._waited, max(self._waited, deadlines.seconds_waited(self._pid))
        for limit in limits:
            limit.extend(self._waited - before)

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
