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
from autograd_lab.grading.sandbox.patience import AFTER_A_STOP, LEAST, RESTART, Patience
from autograd_lab.grading.sandbox.workers import NO_ANSWER, Lender, Worker, WorkerLostError

AGAIN = 0.25  # seconds of computing for a cell that was stopped, when a new worker runs it again
FREE_STARTS = 10  # of Python, that cost a submission no time; a hostile one would crash for hours
# The worker keeps texts short, but the student's code runs there too, so what it sends is cut here again.
LONGEST_OUTPUT = OUTPUT_CAP + 100  # characters of one text of a cell
MOST_OUTPUT = 50 * OUTPUT_CAP  # of all cells; from then on each text keeps its beginning
LONGEST_TEXT = 1000  # of one in the outcome of a plan, or the beginning of a cell's
WITH_TEXTS = (dict, list, str)  # of what a message holds, the kinds that are texts or may have some in them
PLAN_SECONDS = 2.0  # for one that does not say
LATER = 0.5  # share of its seconds for a question behind one that ran out of time; as a rule both call the same loop

__all__ = ["CellRun", "Limits", "Session", "WorkerLostError"]


@dataclass(frozen=True)
class Limits:
    """Limits in seconds, on the clock but for `computing`, which is what a cell may compute.

    The clock stands still while the worker waits for a processor that others have (deadlines.py).
    After one cell was stopped the later ones get `AFTER_A_STOP` at most: as a rule they call the same endless loop.
    `patience` is what the whole submission may idle, or lose in what has to be stopped (patience.py).
    """

    computing: float = 5.0
    cell: float = 20.0
    question: float = 20.0
    submission: float = 180.0
    patience: float = 20.0


@dataclass(frozen=True)
class CellRun:
    """The result of running one cell; `error` has the keys type, message, line and traceback."""

    name: str
    stdout: str = ""
    stderr: str = ""
    error: dict[str, Any] | None = None


@dataclass(frozen=True)
class _Kept:
    """A cell that a new worker has to run again, for how long at most, and how long it lasted and idled before."""

    name: str
    source: str
    computing: float
    lasted: float
    idle: float


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
        self._patience = Patience(self.limits.patience)
        self._is_late = False  # whether a question ran out of time
        self._room = MOST_OUTPUT
        self._cells: list[_Kept] = []
        self._process: Worker | None = None

    def run_cell(self, name: str, source: str, *, extra: bool = False) -> CellRun:
        """Run one cell; one that loses the worker is reported and never run again.

        One that computes for too long is reported too. A new worker runs it for `AGAIN`, which brings back what it
        defines above and below its loop. An `extra` cell, which is no answer, is not run when the patience with this
        submission is used up.
        """
        if extra and self._patience.is_used_up:
            return _stopped_run(
                name, f"was not run: {self._patience.seconds:g} s were used up by what had to be stopped"
            )
        request = _cell_request(name, source, self._computing)
        try:
            answer = self._ask(self.ready(), request, Deadline(self.limits.cell), self._computing)
        except WorkerLostError as lost:
            if lost.reason == "timeout":
                self._computing = min(self._computing, AFTER_A_STOP)
            return _stopped_run(name, lost.text)
        error = self._error_of(answer)
        again, spent = self.limits.computing, cast(Worker, self._process).stopwatch
        if error and answer["error"].get("stopped") is True:  # not by its type, which a student may give to any error
            again = min(self._computing, AGAIN)
            self._computing = min(self._computing, AFTER_A_STOP)
            self._patience.take_stopped(spent.lasted - spent.idle)
        self._cells.append(_Kept(name, source, again, spent.lasted, spent.idle))
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
        seconds = float(plan.get("seconds", PLAN_SECONDS)) * (LATER if self._is_late else 1.0)
        travels = {key: value for key, value in plan.items() if key != "lender"}
        request = {"do": "plan", "plan": {**travels, "seconds": seconds}}
        try:
            outcome = self._ask(self.ready(), request, limit, seconds, plan.get("lender")).get("outcome")
        except WorkerLostError as lost:
            self._is_late = self._is_late or lost.reason == "timeout"
            raise
        if not _looks_like_outcome(outcome, len(plan["steps"])):
            self._end_worker()
            raise WorkerLostError("crash", NO_ANSWER)
        told = cast(dict[str, Any], _with_texts_cut(outcome))
        if any(step["status"] == "timeout" for step in told["steps"]):
            spent = cast(Worker, self._process).stopwatch
            self._patience.take_stopped(spent.lasted - spent.idle)
            self._is_late = True
        return told

    def _ask(
        self,
        process: Worker,
        request: dict[str, Any],
        limit: Deadline,
        computing: float,
        lender: Lender | None = None,
    ) -> dict[str, Any]:
        """One exchange with a living worker, within what is left of the submission's time.

        Whatever ends it early, an interrupt too, ends the worker: its answer would be taken for the next request's.
        """
        try:
            may = self._patience.allowance(computing)
            answer = process.exchange(request, (limit, self._whole), may, lender)
        except BaseException as error:
            self._charge_lost(process, error)
            self._end_worker()
            raise
        self._patience.take(process.stopwatch.idle)
        return answer

    def _charge_lost(self, process: Worker, error: BaseException) -> None:
        """Charge a worker that was lost: all that the request lasted if it was stopped, and the start of another."""
        spent = process.stopwatch
        if isinstance(error, WorkerLostError) and error.reason == "timeout":
            self._patience.take_stopped(spent.lasted + RESTART)
        else:
            self._patience.take(spent.idle + RESTART)

    def ready(self) -> Worker:
        """The worker, or a new one that has run the cells again; WorkerLostError when none can be had in time.

        A cell that loses the new worker is dropped, and another one is started: what is asked next has no part in it.
        """
        while True:
            self._check_time()  # else none is started
            if self._process is not None:
                return self._process
            try:
                self._start_worker()
            except WorkerLostError:
                self._end_worker()
                if self._patience.is_used_up:
                    raise
            except BaseException:
                self._end_worker()
                raise

    def _start_worker(self) -> None:
        """Start a worker and run the cells again; of those that took long, none when the patience is used up."""
        began = time.monotonic()
        self._process = bubblewrap_processes.start(self.sandbox)
        if self.processes_started < FREE_STARTS:
            self._whole.leave_out(time.monotonic() - began)  # starting Python costs the student nothing
        self.processes_started += 1
        for cell in list(self._cells):
            if not self._patience.is_used_up or cell.lasted <= LEAST:
                self._run_again(self._process, cell)

    def _check_time(self) -> None:
        """WorkerLostError when the submission's time is used up."""
        if self._whole.left <= 0:
            used_up = f"was not run: the {self.limits.submission:g} s for it all were used up"
            raise WorkerLostError("timeout", used_up)

    def _run_again(self, process: Worker, cell: _Kept) -> None:
        """Run a cell in a new worker; one that did not lose its worker before and now does is dropped.

        That costs the student nothing the first time: what took the first worker may have been an accident.
        """
        self._check_time()
        request = _cell_request(cell.name, cell.source, cell.computing)
        may = self._patience.allowance(cell.computing, cell.idle)
        try:
            process.exchange(request, (Deadline(self.limits.cell), self._whole), may)
        except WorkerLostError as lost:
            self._charge_lost(process, lost)
            self._cells.remove(cell)
            raise
        if self.processes_started > 2:
            self._patience.take(process.stopwatch.lasted)

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


def _stopped_run(name: str, text: str) -> CellRun:
    """The run of a cell that was stopped or not begun; `text` says what it did, without a subject."""
    return CellRun(name, error={"type": STOPPED, "message": f"it {text}", "line": None, "traceback": ""})


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
        return {
            key[:LONGEST_TEXT]: _with_texts_cut(value) if isinstance(value, WITH_TEXTS) else value
            for key, value in tree.items()
        }
    if isinstance(tree, list):
        return [_with_texts_cut(item) if isinstance(item, WITH_TEXTS) else item for item in tree]
    return tree[:LONGEST_TEXT] if isinstance(tree, str) else tree
