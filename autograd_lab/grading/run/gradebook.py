"""Writes a class into nbgrader's gradebook, many students in one transaction, and reads it back.

nbgrader's own way is a handful of commits for each cell, 55 s for a thousand students; and several processes that write
to one SQLite file lose grades. So one process writes, in bulk, exactly the rows that `nbgrader autograde` would have
written: formgrader, late penalties, feedback and export find what they expect. Grades and comments given by hand stay.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self

from nbgrader import api
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, Student, SubmittedAssignment, SubmittedNotebook
from nbgrader.utils import parse_utc
from sqlalchemy import Boolean, Float, bindparam, case, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from autograd_lab.errors import LabError
from autograd_lab.extras import install_command
from autograd_lab.grading.release import NotReleasedError
from autograd_lab.grading.run.penalties import noted_times, reckon_penalties
from autograd_lab.grading.run.sheet import NO_ANSWER, Sheet
from autograd_lab.grading.run.submission import Graded

Row = Mapping[str, Any]
ATTEMPTS = 5  # one of nbgrader's commands may enter the same rows at the same moment
WRITERS = int.from_bytes(b"autograd")  # the lock of a PostgreSQL gradebook; its students belong to all problem sets


class GradebookError(LabError, RuntimeError):
    """The gradebook's address asks for what is not installed."""


class AssignmentGrades:
    """The grades of one problem set in nbgrader's gradebook; use it in a `with`, which closes the gradebook.

    db_url     the gradebook, as SQLAlchemy names it
    course_id  nbgrader's name of the course
    name       the problem set
    config     nbgrader's settings, for its late penalties
    raises     NotReleasedError when the gradebook does not know the set, GradebookError for a database whose driver is
               not installed
    """

    def __init__(self, db_url: str, course_id: str, name: str, config: Any = None) -> None:
        try:
            self._book = Gradebook(db_url, course_id)
        except ModuleNotFoundError as error:
            raise GradebookError(
                f"the gradebook's address needs the package {error.name}: a PostgreSQL server is "
                f"postgresql+pg8000://user@host/course, after\n    {install_command('postgresql')}"
            ) from error
        self._name, self._db_url, self._config = name, db_url, config
        try:
            assignment: api.Assignment = self._book.find_assignment(name)
            [notebook] = [one for one in assignment.notebooks if one.name == name]
        except (MissingEntry, ValueError):
            self._book.close()
            raise NotReleasedError(
                f"the gradebook does not know {name}: `autograd-lab release {name}` enters it"
            ) from None
        self._assignment, self._notebook = str(assignment.id), str(notebook.id)
        self._graded = {cell.name: cell.id for cell in [*notebook.grade_cells, *notebook.task_cells]}
        self._answers = {cell.name: cell.id for cell in [*notebook.solution_cells, *notebook.task_cells]}
        self.maxima: dict[str, float] = {
            cell.name: float(cell.max_score) for cell in [*notebook.grade_cells, *notebook.task_cells]
        }
        self._book.db.rollback()  # no transaction stays open while students' code runs

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._book.close()

    def write(self, batch: Sequence[Graded]) -> None:
        """Enter these students' scores: all of them or, when the gradebook fails, none."""
        with self._exclusive():
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    with self._book.engine.begin() as connection:
                        self._write(connection, batch)
                    break
                except IntegrityError:
                    if attempt == ATTEMPTS:
                        raise
            self._penalise(batch)

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Hold the lock of a PostgreSQL gradebook (an advisory one): a command of another folder waits for it.

        Two that write the same students in another order would each wait for the other, and one would be turned away.
        """
        if self._book.engine.dialect.name != "postgresql":  # a file: the lock of its course folder does
            yield
            return
        with self._book.engine.connect() as connection:  # the lock goes with its transaction, however that ends
            connection.execute(select(func.pg_advisory_xact_lock(WRITERS)))
            yield

    def _write(self, connection: Connection, batch: Sequence[Graded]) -> None:
        """Write all rows of a batch: students, submissions with their times, notebooks, grades and comments."""
        students = [graded.student for graded in batch]
        submitted, notebook = SubmittedAssignment.__table__, SubmittedNotebook.__table__
        self._add(connection, Student, ("id",), [{"id": student} for student in students])
        self._add(
            connection,
            SubmittedAssignment,
            ("student_id", "assignment_id"),
            [{"assignment_id": self._assignment, "student_id": student} for student in students],
        )
        ours = submitted.c.assignment_id == self._assignment
        submissions = _ids_by_owner(connection, submitted.c.student_id, students, ours)
        if stamped := [graded for graded in batch if graded.timestamp]:
            self._stamp(
                connection,
                [{"_id": submissions[one.student], "_time": parse_utc(one.timestamp)} for one in stamped],
            )
        self._add(
            connection,
            SubmittedNotebook,
            ("assignment_id", "notebook_id"),
            [{"notebook_id": self._notebook, "assignment_id": one} for one in submissions.values()],
        )
        ours = notebook.c.notebook_id == self._notebook
        found = _ids_by_owner(connection, notebook.c.assignment_id, submissions.values(), ours)
        notebooks = {student: found[submission] for student, submission in submissions.items()}
        self._write_grades(connection, batch, notebooks)
        self._write_comments(connection, batch, notebooks)

    def _write_grades(self, connection: Connection, batch: Sequence[Graded], notebooks: Mapping[str, str]) -> None:
        """Set the machine's score of every graded cell; one that it gave none, or that a person changed, waits.

        Where neither the answer nor the machine's score has changed, the flag stays as it was: a person has read it.
        """
        cells = [(one, name, cell) for one in batch for name, cell in self._graded.items()]
        rows = [
            {"notebook_id": notebooks[one.student], "cell_id": cell, "auto_score": one.scores.get(name)}
            for one, name, cell in cells
        ]
        parameters = [
            {"_score": row["auto_score"], "_by_hand": row["auto_score"] is None, "_unchanged": name in one.unchanged}
            for row, (one, name, _) in zip(rows, cells, strict=True)
        ]
        table = Grade.__table__
        by_hand = table.c.manual_score.is_not(None)
        waits = by_hand | bindparam("_by_hand", type_=Boolean)
        same = bindparam("_unchanged", type_=Boolean) & table.c.auto_score.is_not_distinct_from(
            bindparam("_score", type_=Float)
        )
        flag = case((by_hand & same, table.c.needs_manual_grade), else_=waits)
        values = {"auto_score": bindparam("_score"), "needs_manual_grade": flag}
        self._write_cells(connection, Grade, rows, values, parameters)

    def _write_comments(self, connection: Connection, batch: Sequence[Graded], notebooks: Mapping[str, str]) -> None:
        """Set the machine's comment of every answer: NO_ANSWER where none was written, else none."""
        rows = [
            {
                "notebook_id": notebooks[one.student],
                "cell_id": cell,
                "auto_comment": NO_ANSWER if name in one.unanswered else None,
            }
            for one in batch
            for name, cell in self._answers.items()
        ]
        parameters = [{"_comment": row["auto_comment"]} for row in rows]
        self._write_cells(connection, Comment, rows, {"auto_comment": bindparam("_comment")}, parameters)

    def _write_cells(
        self, connection: Connection, model: Any, rows: Sequence[Row], values: Row, parameters: Sequence[Row]
    ) -> None:
        """Insert the rows that are not there yet, then set `values` in each row, with its own parameters."""
        if not rows:
            return
        self._add(connection, model, ("notebook_id", "cell_id"), rows)
        table = model.__table__
        here = (table.c.notebook_id == bindparam("_notebook")) & (table.c.cell_id == bindparam("_cell"))
        rows_set = [
            {"_notebook": row["notebook_id"], "_cell": row["cell_id"], **own}
            for row, own in zip(rows, parameters, strict=True)
        ]
        connection.execute(table.update().where(here).values(**values), rows_set)

    def _add(self, connection: Connection, model: Any, unique: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Insert the rows whose `unique` columns no row has yet.

        The search names all of these columns, in the way that the table's index has them: with one of them alone it
        would read the whole table, for each batch.
        """
        table = model.__table__
        columns = [table.c[name] for name in unique]
        wanted = [column.in_(sorted({row[column.name] for row in rows})) for column in columns]
        there = {tuple(row) for row in connection.execute(select(*columns).where(*wanted))}
        new = [dict(row) for row in rows if tuple(row[name] for name in unique) not in there]
        if "id" not in unique:
            new = [{"id": uuid.uuid4().hex, **row} for row in new]
        if model is Grade:
            new = [{**row, "needs_manual_grade": True} for row in new]  # until its score is set, a moment later
        if new:
            connection.execute(table.insert(), new)

    def _penalise(self, batch: Sequence[Graded]) -> None:
        """Set the late penalties of those who were just written."""
        reckon_penalties(self._book, self._name, self._config, [graded.student for graded in batch])

    def flag_scores_by_hand(self, cells: Collection[str]) -> dict[str, int]:
        """Have a person look again at the scores that a person gave for these cells; returns how many each has."""
        table, counts = Grade.__table__, {}
        with self._exclusive(), self._book.engine.begin() as connection:
            for name in cells:
                mine = (table.c.cell_id == self._graded[name]) & table.c.manual_score.is_not(None)
                done = connection.execute(table.update().where(mine).values(needs_manual_grade=True))
                counts[name] = int(done.rowcount)
        return {name: number for name, number in counts.items() if number}

    def reckon_penalties(self, students: Collection[str] | None = None) -> None:
        """Set the late penalties, of these students or of all, as dates, times and scores want them now."""
        with self._exclusive():
            reckon_penalties(self._book, self._name, self._config, students)

    def times(self) -> tuple[datetime | None, dict[str, datetime | None]]:
        """When the set is due, and when each student handed it in; None for what is not known, all in UTC."""
        return noted_times(self._book, self._name)

    def set_times(self, times: Mapping[str, str]) -> None:
        """Enter when these students handed in, where it is another time than the gradebook has."""
        table = SubmittedAssignment.__table__
        wanted = {student: parse_utc(time) for student, time in times.items() if time}
        with self._exclusive(), self._book.engine.begin() as connection:
            rows = connection.execute(
                select(table.c.id, table.c.student_id, table.c.timestamp).where(
                    table.c.assignment_id == self._assignment
                )
            )
            changed = [
                {"_id": one, "_time": wanted[student]}
                for one, student, time in rows
                if student in wanted and time != wanted[student]
            ]
            if changed:
                self._stamp(connection, changed)

    @staticmethod
    def _stamp(connection: Connection, rows: Sequence[Row]) -> None:
        """Set the time of handing in of the submissions `_id` to `_time`."""
        table = SubmittedAssignment.__table__
        here = table.c.id == bindparam("_id")
        connection.execute(table.update().where(here).values(timestamp=bindparam("_time")), list(rows))

    def students(self, *, overruled: bool = False) -> set[str]:
        """The students with a grade; with `overruled`, those whose score by hand was given for something else."""
        found = (
            select(SubmittedAssignment.student_id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .where(SubmittedNotebook.notebook_id == self._notebook)
        )
        if overruled:
            other = Grade.manual_score.is_not(None) & Grade.manual_score.is_distinct_from(Grade.auto_score)
            other &= Grade.needs_manual_grade
            found = found.join(Grade, Grade.notebook_id == SubmittedNotebook.id).where(other)
        with self._book.engine.connect() as connection:
            return set(connection.scalars(found))

    def sheets(self) -> dict[str, Sheet]:
        """The problem set's grades and comments, by student; the penalties are those last reckoned."""
        names = {cell: name for cells in (self._answers, self._graded) for name, cell in cells.items()}
        with self._book.engine.connect() as connection:
            of_notebook = self._empty_sheets(connection)
            columns = (Grade.score, Grade.needs_manual_grade, Grade.auto_score, Grade.manual_score, Grade.extra_credit)
            grades = select(Grade.notebook_id, Grade.cell_id, *columns)
            for notebook, cell, score, waits, auto, manual, extra in connection.execute(grades):
                if notebook not in of_notebook:
                    continue
                (_, sheet), name = of_notebook[notebook], names[cell]
                sheet.scores[name] = float(score or 0.0)
                if waits:
                    sheet.waiting.add(name)
                if manual is not None:
                    sheet.by_hand.add(name)
                    if waits and auto != manual:
                        sheet.overruled[name] = None if auto is None else float(auto)
                if extra:
                    sheet.extra[name] = float(extra)
            comments = select(Comment.notebook_id, Comment.cell_id, Comment.comment)
            for notebook, cell, comment in connection.execute(comments):
                if notebook in of_notebook and comment:
                    of_notebook[notebook][1].comments[names[cell]] = str(comment)
        return dict(of_notebook.values())

    def _empty_sheets(self, connection: Connection) -> dict[str, tuple[str, Sheet]]:
        """The student and a sheet with the late penalty alone, by the id of the submitted notebook."""
        notebooks, submissions = SubmittedNotebook.__table__, SubmittedAssignment.__table__
        source = notebooks.join(submissions, submissions.c.id == notebooks.c.assignment_id)
        mine = (submissions.c.assignment_id == self._assignment) & (notebooks.c.notebook_id == self._notebook)
        columns = (notebooks.c.id, submissions.c.student_id, notebooks.c.late_submission_penalty)
        rows = connection.execute(select(*columns).select_from(source).where(mine))
        return {
            notebook: (student, Sheet(penalty=penalty or 0.0, maxima=dict(self.maxima)))
            for notebook, student, penalty in rows
        }


def _ids_by_owner(connection: Connection, owner: Any, owners: Iterable[str], ours: Any) -> dict[str, str]:
    """The ids of the rows that satisfy `ours`, by the value of the column `owner`, for these owners alone."""
    rows = connection.execute(select(owner, owner.table.c.id).where(ours & owner.in_(list(owners))))
    return {row[0]: row[1] for row in rows}
