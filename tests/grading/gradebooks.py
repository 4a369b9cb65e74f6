"""Gradebooks in memory: nbgrader's own, made in milliseconds, for tests of what is written into them and read back."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count

from nbgrader.api import Base, Gradebook
from sqlalchemy import create_engine

from autograd_lab.grading.run.gradebook import AssignmentGrades
from autograd_lab.grading.run.submission import Graded

NAME = "ps1"
COURSE = "autograd-lab"
MAXIMA = {"check_predict": 2.0, "check_mse": 3.0, "explain": 4.0}  # the last one is graded by hand
ANSWERS = ("predict", "mse", "explain")

_NUMBERS = count()


@contextmanager
def gradebook(
    duedate: str = "",
    maxima: Mapping[str, float] = MAXIMA,
    answers: Iterable[str] = ANSWERS,
    by_hand: str = "explain",
    file: str = "",
) -> Iterator[tuple[Gradebook, str]]:
    """A gradebook that knows ps1, and its address: two checks, their answers, and an answer in words, or others.

    It is in memory, or in a `file`.
    """
    address = f"sqlite:///{file or f'file:/gradebook-{next(_NUMBERS)}?vfs=memdb&uri=true'}"
    engine = create_engine(address)
    with engine.connect():  # while somebody is connected the database is there
        Base.metadata.create_all(engine)  # with tables in it, nbgrader does not run alembic, which takes a second
        with Gradebook(address, COURSE) as book:
            about = {"duedate": duedate} if duedate else {}
            book.add_assignment(NAME, **about)
            book.add_notebook(NAME, NAME)
            for name, points in maxima.items():
                kind = "markdown" if name == by_hand else "code"
                book.add_grade_cell(name, NAME, NAME, max_score=points, cell_type=kind)
            for name in answers:
                book.add_solution_cell(name, NAME, NAME)
            yield book, address
    engine.dispose()


@contextmanager
def grades_in(address: str, config: object = None) -> Iterator[AssignmentGrades]:
    """Our side of that gradebook."""
    with AssignmentGrades(address, COURSE, NAME, config) as opened:
        yield opened


def graded(
    student: str,
    scores: Mapping[str, float | None],
    unanswered: Iterable[str] = (),
    when: str = "",
    unchanged: Iterable[str] = (),
) -> Graded:
    """The result of grading one student's work."""
    return Graded(student, "", scores, frozenset(unanswered), when, frozenset(unchanged))
