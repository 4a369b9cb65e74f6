"""The points of a graded cell: asks its question of the student's function, which lives in a worker, and has it judged.

The exam, its references and its judge stay in this process; the plan goes out, numbers come back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from autograd_lab.exams import plans, registry
from autograd_lab.exams.plans.describe import stamp
from autograd_lab.exams.question import Exam
from autograd_lab.exams.verdict import QuestionResult
from autograd_lab.grading.intake.cells import GradedCell, NoQuestionError
from autograd_lab.grading.run.nudging import Watch
from autograd_lab.grading.sandbox.deadlines import Deadline
from autograd_lab.grading.sandbox.session import CellRun, Session, WorkerLostError

GRADING = {
    "clock": "processor",  # the time of one call must not depend on how many submissions are graded beside it
    "lend_absent": True,  # a cell with a syntax error costs its own function, as a wrong one does
}


@dataclass(frozen=True)
class Verdict:
    """The exam's answer to one graded cell, with what went wrong on the way to it.

    `result` is None when the bytes that came back made the judge fail; `lost` says how the worker was lost, if it was;
    `failed` are the cells since the previous question that did not run to their end.
    """

    cell: GradedCell
    result: QuestionResult | None
    lost: str
    failed: tuple[CellRun, ...]
    incident: str = ""
    notice: str = ""  # what does not change the score, and should be known

    def score(self, max_points: float) -> float:
        """Points out of the cell's `max_points`: the share that the exam gives, whatever the cell is worth.

        Always a number from 0 to `max_points`: nbgrader takes a NaN or a negative score for full points.
        """
        if self.result is None:
            return 0.0
        share = self.result.points / self.result.maximum
        return max_points * min(share, 1.0) if share > 0 else 0.0


class _PlanRunner:
    """Runs the plans of one question, within the time of one question; once the worker is lost, none of the rest."""

    def __init__(self, session: Session, watch: Watch) -> None:
        self._session, self._watch = session, watch
        self._limit: Deadline | None = None
        self.lost: WorkerLostError | None = None

    def __call__(self, plan: dict[str, Any]) -> dict[str, Any]:
        if self.lost is None:
            try:
                self._limit = self._limit or self._session.question_deadline()
                outcome = self._session.run_plan({**self._watch.with_calls_counted(plan), **GRADING}, self._limit)
                self._watch.count_calls(outcome)
                _mark_changed_inputs(plan, outcome)
                return outcome
            except WorkerLostError as lost:
                self.lost = lost
        return plans.lost(self.lost.reason)


def _mark_changed_inputs(plan: dict[str, Any], outcome: dict[str, Any]) -> None:
    """Add to each record's `changed` the arrays whose checksum is another than when they were sent.

    What the worker says of them itself is said in the student's process, where anything can be put in its place.
    """
    for step, record in zip(plan["steps"], outcome["steps"], strict=False):
        for position, (given, after) in enumerate(zip(step.get("args", ()), record.get("stamps", ()), strict=False)):
            is_another = isinstance(given, np.ndarray) and after is not None and after != stamp(given)
            if is_another and position not in record["changed"]:
                record["changed"].append(position)


def exam_of_cell(cell: GradedCell, editions: Mapping[str, int] = MappingProxyType({})) -> Exam:
    """The exam that a graded cell names, in the edition that its notebook states, by name, in `editions`.

    Where it states none, the cell's question says which edition is meant. Raises NoQuestionError when there is no such
    exam, or it lacks the question.
    """
    try:
        if cell.exam in editions:
            exam = registry.exam_of(cell.exam, editions[cell.exam])
        else:
            exam = registry.exam_asking(cell.exam, cell.question)
        exam.question(cell.question)
    except (LookupError, registry.PrivateExamError) as error:
        text = error.args[0] if error.args else error
        raise NoQuestionError(
            f"check.{cell.exam}({cell.question}) asks for a question that is not there: {text}. "
            "Is the installed autograd-lab, or the private package, older than the assignment?"
        ) from error
    return exam


def judge_cell(
    cell: GradedCell,
    session: Session,
    seed: int,
    failed: tuple[CellRun, ...] = (),
    editions: Mapping[str, int] = MappingProxyType({}),
) -> Verdict:
    """The verdict on the function as the cells run so far have left it; `seed` reproduces the inputs.

    `editions` are those that the notebook states.
    """
    question = exam_of_cell(cell, editions).question(cell.question)
    watch = Watch(question)
    runner = _PlanRunner(session, watch)
    try:
        result = question.examine(runner, seed, watch.add, session.sound)
        notice = watch.notice(result)
    except Exception as error:  # what is judged was sent by a process that the student controls
        return Verdict(cell, None, "", failed, f"the answer could not be judged: {type(error).__name__}: {error}")
    if result.passed:
        session.sound.add(cell.question)
    return Verdict(cell, result, runner.lost.text if runner.lost else "", failed, notice=notice)
