"""Late penalties as they follow from what the gradebook holds now: due date, extensions, times, and every score.

nbgrader reckons a penalty when it autogrades, and never again. With a penalty of all points, three points that a person
gives afterwards would count. So whatever shows or exports a total has the penalties reckoned first.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import Assignment, BaseCell, Grade, Gradebook, Notebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import func, or_, select, update

from autograd_lab.errors import LabError


class PenaltyError(LabError, RuntimeError):
    """The instructor's own rule for late work failed; the text says for whom."""


def reckon_penalties(book: Gradebook, name: str, config: Any, students: Collection[str] | None = None) -> None:
    """Set the late penalties of problem set `name` as nbgrader's settings in `config` want them now.

    With `students`, only theirs. Nothing is written where all stand as they should. Raises PenaltyError when a rule of
    the instructor's own fails.
    """
    session = book.db
    session.rollback()  # another process may have written since this session last looked
    try:
        changed = _changed_penalties(book, name, config, students)
        if changed:
            session.execute(update(SubmittedNotebook), changed)
            session.commit()
    finally:
        session.rollback()


def noted_times(book: Gradebook, name: str) -> tuple[datetime | None, dict[str, datetime | None]]:
    """When problem set `name` is due, and when each student handed it in; None for what is not known, all in UTC."""
    book.db.rollback()
    times = (
        select(SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == name)
    )
    try:
        due = book.db.scalar(select(Assignment.duedate).where(Assignment.name == name))
        return due, {str(one.student_id): one.timestamp for one in book.db.execute(times)}
    finally:
        book.db.rollback()


def _changed_penalties(
    book: Gradebook, name: str, config: Any, students: Collection[str] | None
) -> list[dict[str, float | str | None]]:
    """The submitted notebooks whose penalty is another than it should be, each with the right one."""
    notebooks = list(book.db.scalars(select(Notebook.id).join(Assignment).where(Assignment.name == name)))
    punished = SubmittedNotebook.late_submission_penalty.is_not(None)
    late = (SubmittedAssignment.timestamp > Assignment.duedate) | SubmittedAssignment.extension.is_not(None)
    found = (
        select(
            SubmittedNotebook.id,
            SubmittedNotebook.late_submission_penalty,
            _score(book, notebooks),
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
            Assignment.duedate,
        )
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(
            SubmittedNotebook.notebook_id.in_(notebooks),
            or_(late, punished),
        )
    )
    if students is not None:
        found = found.where(SubmittedAssignment.student_id.in_(list(students)))
    rule = _rule(config)
    changed: list[dict[str, float | str | None]] = []
    for notebook, before, score, student, handed_in, extension, due in book.db.execute(found):
        seconds = (handed_in - due - (extension or timedelta())).total_seconds() if handed_in and due else 0.0
        penalty = _penalty(rule, student, float(score), seconds) if seconds > 0 else None
        if penalty != before:
            changed.append({"id": notebook, "late_submission_penalty": penalty})
    return changed


def first_line(error: BaseException) -> str:
    """The first line of an error's text; "" where it has none."""
    return next(iter(str(error).splitlines()), "")


def _rule(config: Any) -> AssignLatePenalties:
    """nbgrader's reckoner with the rule that the settings name; PenaltyError where that cannot be had."""
    try:
        rule = AssignLatePenalties(config=config)
        rule.init_plugin()
    except Exception as error:  # a name that cannot be imported, or a rule that fails when it is made
        raise PenaltyError(
            f"the rule for late work cannot be used: {type(error).__name__}: {first_line(error)}. "
            "c.AssignLatePenalties.plugin_class in nbgrader_config.py names it: write the class into that file, and "
            'the class itself behind `=`, as docs/instructors.md shows under "Late work"'
        ) from error
    return rule


def _score(book: Gradebook, notebooks: Sequence[str]) -> Any:
    """The score of a submitted notebook, as a column: nbgrader's own, whose rows an index of the gradebook finds.

    That index is by cell and notebook; `SubmittedNotebook.score` asks by notebook alone, and reads the whole table.
    """
    cells = list(book.db.scalars(select(BaseCell.id).where(BaseCell.notebook_id.in_(notebooks))))
    total = func.coalesce(func.sum(Grade.score), 0.0)
    mine = Grade.cell_id.in_(cells) & (Grade.notebook_id == SubmittedNotebook.id)
    return select(total).where(mine).correlate(SubmittedNotebook).scalar_subquery()


def _penalty(rule: AssignLatePenalties, student: str, score: float, seconds: float) -> float | None:
    """What lateness costs by the instructor's rule: no less than nothing and no more than the score, as in nbgrader."""
    try:
        wanted = rule.plugin_inst.late_submission_penalty(student, score, seconds)
        return None if wanted is None else min(max(float(wanted), 0.0), score)
    except Exception as error:  # the rule is the instructor's own code
        raise PenaltyError(
            f"the late penalty of {student} cannot be reckoned: {type(error).__name__}: {error}. "
            "The rule is AssignLatePenalties.plugin_class in nbgrader_config.py"
        ) from error
