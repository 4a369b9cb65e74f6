"""The trusted side of the pipe: runs one submission's cells and plans in workers, and outlives whatever they do.

A worker that crashes, hangs or talks nonsense is killed; the next request starts a new one and runs the cells again,
without the cell that did it. So an endless loop in one question costs that question, not the others.
"""

import atexit
import contextlib
import importlib.util
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from autograd_lab.exams import plans
from autograd_lab.grading import worker

Tree = dict[str, Any]

_HELD: list["_Process"] = []  # dead workers whose pipe is held open by a child that escaped

NO_ANSWER = "wrote something that is no answer into the channel of the grader"
START_SECONDS = 60.0  # for Python and NumPy, on a machine that is busy with other submissions
KEPT_VARIABLES = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


@dataclass(frozen=True)
class Limits:
    """Wall-clock limits in seconds."""

    cell: float = 20.0
    question: float = 20.0
    submission: float = 180.0


@dataclass(frozen=True)
class CellRun:
    """What running one cell showed; `error` has the keys type, message, line and traceback."""

    name: str
    stdout: str = ""
    stderr: str = ""
    error: Tree | None = None


class WorkerLostError(Exception):
    """The worker gave no answer. `reason` is "crash" or "timeout"; `text` tells the student what their code did."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason, self.text = reason, text


@dataclass
class _Process:
    """One worker process with its scratch folder."""

    popen: subprocess.Popen[bytes]
    scratch: tempfile.TemporaryDirectory[str]
    requests: int = 0
    talk: threading.Thread | None = None

    def exchange(self, request: Tree, seconds: float) -> Tree:
        """Send one request and return its answer; raise WorkerLostError when none comes in time."""
        self.requests += 1
        answers: queue.Queue[Any] = queue.Queue()
        # in a thread of its own, since a hostile worker can block the writing as well as the reading
        self.talk = threading.Thread(target=self._talk, args=({**request, "id": self.requests}, answers), daemon=True)
        self.talk.start()
        try:
            answer = answers.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            raise WorkerLostError("timeout", f"was stopped after {seconds:.3g} s: an endless loop?") from None
        if isinstance(answer, (EOFError, OSError)):
            raise WorkerLostError("crash", f"ended the whole Python process ({self._last_words()})")
        if not isinstance(answer, dict) or answer.get("id") != self.requests:
            raise WorkerLostError("crash", NO_ANSWER)
        return answer

    def _talk(self, request: Tree, answers: "queue.Queue[Any]") -> None:
        """Put the answer to `request`, or what went wrong, into `answers`."""
        try:
            plans.send(cast(BinaryIO, self.popen.stdin), request)
            answers.put(plans.receive(cast(BinaryIO, self.popen.stdout)))
        except Exception as error:  # whatever the bytes provoke is one more way to give no answer
            answers.put(error)

    def _last_words(self) -> str:
        """How the process ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self.popen.wait(timeout=1.0)
            return f"signal {_signal_name(-code)}" if code < 0 else f"exit code {code}"
        return "it closed its pipe"

    def end(self) -> None:
        """Kill the worker and what it started, and remove its scratch folder."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self.popen.pid, signal.SIGKILL)
            else:
                self.popen.kill()
        self.popen.wait()
        if self.talk is not None:
            self.talk.join(timeout=1.0)
        _HELD.append(self)
        close_pipes()
        with contextlib.suppress(OSError):
            self.scratch.cleanup()


@atexit.register
def close_pipes() -> None:
    """Close the pipes of dead workers, but for those that a thread still reads: closing would wait for the reader."""
    for process in [held for held in _HELD if held.talk is None or not held.talk.is_alive()]:
        _HELD.remove(process)
        for pipe in (process.popen.stdin, process.popen.stdout):
            with contextlib.suppress(OSError):
                cast(BinaryIO, pipe).close()


def _signal_name(number: int) -> str:
    """SIGKILL for 9; the number itself where the signal has no name, as most real-time signals."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _site_of_numpy() -> str:
    """The folder that holds NumPy, found without importing it."""
    spec = importlib.util.find_spec("numpy")
    if spec is None or spec.origin is None:
        raise ImportError("grading needs NumPy: pip install numpy")
    return str(Path(spec.origin).parents[1])


def _start() -> _Process:
    """A new worker in an empty folder of its own, with none of this process's settings."""
    scratch = tempfile.TemporaryDirectory(prefix="autograd-lab-", ignore_cleanup_errors=True)
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    command = [
        sys.executable,
        "-I",
        "-S",
        "-B",
        worker.__file__,
        str(Path(plans.__file__).parent),
        _site_of_numpy(),
    ]
    popen = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=scratch.name,
        env={**kept, "HOME": scratch.name, "TMPDIR": scratch.name, "OMP_NUM_THREADS": "1"},
        start_new_session=True,
    )
    return _Process(popen, scratch)


class Session:
    """Runs one submission. A context manager: leaving it ends the worker.

    >>> with Session() as session:
    ...     session.run_cell("answer", "def double(x):\\n    return 2 * x")
    CellRun(name='answer', stdout='', stderr='', error=None)
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.processes_started = 0
        self._end_of_time = time.monotonic() + self.limits.submission
        self._cells: list[tuple[str, str]] = []  # the cells that a new worker has to run again
        self._process: _Process | None = None

    def run_cell(self, name: str, source: str) -> CellRun:
        """Run one cell; a cell that loses the worker is reported, and never run again."""
        try:
            answer = self._ask({"do": "cell", "name": name, "source": source}, self.limits.cell)
        except WorkerLostError as lost:
            return CellRun(name, error={"type": "Stopped", "message": f"it {lost.text}", "line": None, "traceback": ""})
        self._cells.append((name, source))
        return CellRun(name, str(answer.get("stdout", "")), str(answer.get("stderr", "")), _error_of(answer))

    def run_plan(self, plan: Tree, seconds: float | None = None) -> Tree:
        """Run one plan with the student's functions and return its outcome; `seconds` is one question's at most.

        Raises WorkerLostError when no readable outcome comes in time.
        """
        limit = self.limits.question if seconds is None else seconds
        outcome = self._ask({"do": "plan", "plan": plan}, limit).get("outcome")
        if not _looks_like_outcome(outcome, len(plan["steps"])):
            self._lose()
            raise WorkerLostError("crash", NO_ANSWER)
        return cast(Tree, outcome)

    def _ask(self, request: Tree, seconds: float) -> Tree:
        """One exchange with a living worker, within what is left of the submission's time.

        Whatever ends it early, an interrupt too, ends the worker: its answer would be taken for the next request's.
        """
        try:
            process = self._living()
            left = self._end_of_time - time.monotonic()
            if left <= 0:
                used_up = f"was not run: the {self.limits.submission:g} s for it all were used up"
                raise WorkerLostError("timeout", used_up)
            return process.exchange(request, min(seconds, left))
        except BaseException:
            self._lose()
            raise

    def _living(self) -> _Process:
        """The worker, or a new one that has run the cells again."""
        if self._process is None:
            self._process = self._started()
            self.processes_started += 1
            for cell in list(self._cells):
                self._run_again(self._process, *cell)
        return self._process

    def _started(self) -> _Process:
        """A new worker that has answered once; starting Python and NumPy costs the student nothing."""
        process = _start()
        began = time.monotonic()
        try:
            process.exchange({"do": "cell", "name": "start", "source": ""}, START_SECONDS)
        except BaseException as lost:
            process.end()
            if not isinstance(lost, WorkerLostError):
                raise
            raise RuntimeError(
                f"grading: the worker {lost.text} before it had run anything.\n"
                f"  Does `{sys.executable} -c 'import numpy'` work on this machine?"
            ) from lost
        self._end_of_time += time.monotonic() - began
        return process

    def _run_again(self, process: _Process, name: str, source: str) -> None:
        """Run a cell in a new worker; one that went well before and now loses the worker is dropped."""
        left = self._end_of_time - time.monotonic()
        try:
            process.exchange({"do": "cell", "name": name, "source": source}, min(self.limits.cell, left))
        except WorkerLostError:
            self._cells.remove((name, source))
            raise  # _ask ends the worker

    def _lose(self) -> None:
        """End the worker; the next request starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lose()


def _looks_like_outcome(outcome: object, count: int) -> bool:
    """Whether the judge can be handed this: `count` records that each say how their step went."""
    steps = outcome.get("steps") if isinstance(outcome, dict) else None
    return (
        isinstance(steps, list)
        and len(steps) == count
        and all(isinstance(step, dict) and isinstance(step.get("status"), str) for step in steps)
    )


def _error_of(answer: Tree) -> Tree | None:
    """The error of a cell, reduced to the fields that are known and text that can be shown."""
    error = answer.get("error")
    if not isinstance(error, dict):
        return None
    line = error.get("line")
    shown = {key: str(error.get(key, "")) for key in ("type", "message", "traceback")}
    return {**shown, "line": line if isinstance(line, int) else None}
