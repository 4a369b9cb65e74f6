"""The trusted side of the pipe: runs one submission's cells and plans in workers, and outlives whatever they do.

A worker that crashes, hangs or talks nonsense is killed; the next request starts a new one and runs the cells again,
without the cell that did it. So an endless loop in one question costs that question, not the others.
"""

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, cast

from autograd_lab.grading.inside.worker import OUTPUT_CAP, STOPPED
from autograd_lab.grading.sandbox import bubblewrap_processes
from autograd_lab.grading.sandbox.bubblewrap_command import Sandbox
from autograd_lab.grading.sandbox.deadlines import Deadline
from autograd_lab.grading.sandbox.workers import NO_ANSWER, Lender, Worker, WorkerLostError

AFTER_A_STOP = 1.0
FREE_STARTS = 10  # of Python, that cost a submission no time; a hostile one would crash for hours
# The worker keeps texts short, but the student's code runs there too, so what it sends is cut here again.
LONGEST_OUTPUT = OUTPUT_CAP + 100  # characters of one text of a cell
MOST_OUTPUT = 50 * OUTPUT_CAP  # of all cells; from then on each text keeps its beginning
LONGEST_TEXT = 1000  # of one in the outcome of a plan, or the beginning of a cell's

__all__ = ["CellRun", "Limits", "Session", "WorkerLostError"]


@dataclass(frozen=True)
class Limits:
    """Limits in seconds, on the clock but for `computing`, which is what a cell may compute.

    The clock stands still while the worker waits for a processor that others have (deadlines.py).
    After one cell was stopped the later ones get `AFTER_A_STOP` at most: as a rule they call the same endless loop.
    """

    computing: float = 10.0
    cell: float = 20.0
    question: float = 20.0
    submission: float = 180.0


@dataclass(frozen=True)
class CellRun:
    """The result of running one cell; `error` has the keys type, message, line and traceback."""

    name: str
    stdout: str = ""
    stderr: str = ""
    error: dict[str, Any] | None = None


class Session:
    """Runs one submission in a sandbox. A context manager: leaving it ends the worker.

    Raises SandboxError when the sandbox cannot be started: no code of the student's has run then.

    >>> with Session(sandbox=Sandbox("none")) as session:  # without a sandbox, for code of our own
    ...     session.run_cell("answer", "def double(x):\\n    return 2 * x")
    CellRun(name='answer', stdout='', stderr='', error=None)
    """

    def __init__(self, limits: Limits | None = None, sandbox: Sandbox | None = None) -> None:
        self.limits, self.sandbox = limits or Limits(), sandbox or Sandbox()
        self.processes_started = 0
        self.sound: set[str] = set()  # functions of the student's that were found right, and need not be lent
        self._computing = self.limits.computing
        self._whole = Deadline(self.limits.submission)
        self._room = MOST_OUTPUT
        self._cells: list[tuple[str, str, float]] = []  # what a new worker has to run again, and for how long at most
        self._process: Worker | None = None

    def run_cell(self, name: str, source: str) -> CellRun:
        """Run one cell; one that loses the worker is reported and never run again.

        One that computes for too long is reported too. A new worker runs it for `AFTER_A_STOP`, which brings back what
        it defines above and below its loop.
        """
        try:
            answer = self._ask(self.ready(), _cell_request(name, source, self._computing), Deadline(self.limits.cell))
        except WorkerLostError as lost:
            if lost.reason == "timeout":
                self._computing = min(self._computing, AFTER_A_STOP)
            return CellRun(name, error={"type": STOPPED, "message": f"it {lost.text}", "line": None, "traceback": ""})
        error = self._error_of(answer)
        again = self.limits.computing
        if error and error["type"] == STOPPED:
            again = self._computing = min(self._computing, AFTER_A_STOP)
        self._cells.append((name, source, again))
        return CellRun(name, self._cut(answer.get("stdout")), self._cut(answer.get("stderr")), error)

    def question_deadline(self) -> Deadline:
        """A deadline for one question, from when a worker is ready; WorkerLostError when none can be had."""
        self.ready()
        return Deadline(self.limits.question)

    def run_plan(self, plan: dict[str, Any], limit: Deadline | None = None) -> dict[str, Any]:
        """Run one plan with the student's functions and return its outcome; without a limit, within a question's.

        The plan's lender stays here and is asked from there. Raises WorkerLostError when no readable outcome comes in
        time.
        """
        limit = limit or self.question_deadline()
        request = {"do": "plan", "plan": {key: value for key, value in plan.items() if key != "lender"}}
        outcome = self._ask(self.ready(), request, limit, plan.get("lender")).get("outcome")
        if not _looks_like_outcome(outcome, len(plan["steps"])):
            self._end_worker()
            raise WorkerLostError("crash", NO_ANSWER)
        return cast(dict[str, Any], _with_texts_cut(outcome))

    def _ask(
        self, process: Worker, request: dict[str, Any], limit: Deadline, lender: Lender | None = None
    ) -> dict[str, Any]:
        """One exchange with a living worker, within what is left of the submission's time.

        Whatever ends it early, an interrupt too, ends the worker: its answer would be taken for the next request's.
        """
        try:
            return process.exchange(request, limit, self._whole, lender=lender)
        except BaseException:
            self._end_worker()
            raise

    def ready(self) -> Worker:
        """The worker, or a new one that has run the cells again; WorkerLostError when it is lost while it does that."""
        try:
            self._check_time()  # else none is started
            if self._process is None:
                began = time.monotonic()
                self._process = bubblewrap_processes.start(self.sandbox)
                if self.processes_started < FREE_STARTS:
                    self._whole.leave_out(time.monotonic() - began)  # starting Python costs the student nothing
                self.processes_started += 1
                for cell in list(self._cells):
                    self._run_again(self._process, cell)
            return self._process
        except BaseException:
            self._end_worker()
            raise

    def _check_time(self) -> None:
        """WorkerLostError when the submission's time is used up."""
        if self._whole.left <= 0:
            used_up = f"was not run: the {self.limits.submission:g} s for it all were used up"
            raise WorkerLostError("timeout", used_up)

    def _run_again(self, process: Worker, cell: tuple[str, str, float]) -> None:
        """Run a cell in a new worker; one that did not lose its worker before and now does is dropped."""
        self._check_time()
        try:
            process.exchange(_cell_request(*cell), Deadline(self.limits.cell), self._whole)
        except WorkerLostError:
            self._cells.remove(cell)
            raise  # ready() ends the worker

    def _error_of(self, answer: dict[str, Any]) -> dict[str, Any] | None:
        """The error of a cell, reduced to the fields that are known and text that can be shown."""
        error = answer.get("error")
        if not isinstance(error, dict):
            return None
        line = error.get("line")
        shown = {key: self._cut(error.get(key)) for key in ("type", "message", "traceback")}
        return {**shown, "line": line if isinstance(line, int) else None}

    def _cut(self, text: object) -> str:
        """A text of a cell, cut to the room that is left."""
        kept = text[: max(min(LONGEST_OUTPUT, self._room), LONGEST_TEXT)] if isinstance(text, str) else ""
        self._room -= len(kept)
        return kept

    def _end_worker(self) -> None:
        """End the worker; the next request starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process, self._process = self._process, None
        if process is not None and error is None:
            process.finish()
        elif process is not None:
            process.end()


def _cell_request(name: str, source: str, computing: float) -> dict[str, Any]:
    """The request to run a cell that may compute for so many seconds."""
    return {"do": "cell", "name": name, "source": source, "seconds": computing}


def _looks_like_outcome(outcome: object, count: int) -> bool:
    """Whether the judge can be handed this: `count` records that each say how their step went."""
    steps = outcome.get("steps") if isinstance(outcome, dict) else None
    return (
        isinstance(steps, list)
        and len(steps) == count
        and all(isinstance(step, dict) and isinstance(step.get("status"), str) for step in steps)
    )


def _with_texts_cut(tree: Any) -> Any:
    """The data with every text cut to LONGEST_TEXT characters."""
    if isinstance(tree, dict):
        return {key[:LONGEST_TEXT]: _with_texts_cut(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_with_texts_cut(item) for item in tree]
    return tree[:LONGEST_TEXT] if isinstance(tree, str) else tree
