"""Finds an exam by its name: the course's own, and those that an instructor's private package brings.

A package on the instructor's machine declares them as entry points of the group `autograd_lab.exams`. Under a name that
the course does not have, the entry point gives an `Exam` of its own. Under the name of one of the course's (ps1 …) it
gives a function, which gets that exam and returns it changed: with more questions, other draws, more wrong variants.
Students do not have the package, so they cannot read what it holds. How this is done: docs/instructors.md.

A problem set whose questions change gets a new **edition**, and the earlier exam stays, in `psN/edition_K/`: what was
handed out with it is graded by it. A question whose contract changes takes a new name, so a name says which edition is
meant where nothing else does, as in `check.psN(function)`.
"""

import re
from contextlib import suppress
from functools import cache
from importlib import import_module, metadata
from pathlib import Path

from autograd_lab.equations import EQUATIONS
from autograd_lab.errors import LabError
from autograd_lab.exams.question import Exam
from autograd_lab.mistakes import MISTAKES

GROUP = "autograd_lab.exams"


class NoExamError(LabError, LookupError):
    """No exam has this name, neither one of the course's nor a private one."""


class NoProblemSetError(NoExamError, AttributeError):
    """The course has no problem set of this number; the text lists those that there are."""


class NoEditionError(NoExamError):
    """The exam is there, in other editions than the one that is asked for; the text lists them."""


class PrivateExamError(LabError, ValueError):
    """A private package declares something that cannot be used; the text names its entry point."""


@cache
def exam_of(name: str, edition: int | None = None) -> Exam:
    """The exam `name` in this edition, or in its newest, with the changes of the private packages that are installed.

    A package's function is called for each edition that is asked for.

    Raises NoExamError when neither the course nor a package has it, NoEditionError when they have it in other editions,
    PrivateExamError when a package declares something that is no exam.

    >>> [question.name for question in exam_of("ps1").questions]
    ['predict', 'mse', 'mse_gradients', 'gradient_step']
    """
    own = _own(name, edition) if name in own_names() else None
    entries = sorted(metadata.entry_points(group=GROUP, name=name), key=lambda entry: entry.value)
    if own is None:
        if not entries:
            raise NoExamError(f"there is no exam {name}; the course has {', '.join(own_names())}")
        if len(entries) > 1:
            listed = " and ".join(entry.value for entry in entries)
            raise PrivateExamError(f"two packages bring an exam {name}: {listed}. Rename one, or remove one package")
        exam = _valid_exam(_load(entries[0], None), entries[0], name)
        if edition not in (None, exam.edition):
            raise _no_edition(name, edition, (exam.edition,))
        return exam
    for entry in entries:
        own = _valid_exam(_load(entry, own), entry, name, own.edition)
    return own


@cache
def editions_of(name: str) -> tuple[int, ...]:
    """The editions of the exam `name` that there are, oldest first; raises as `exam_of` does.

    >>> editions_of("ps1")
    (1,)
    """
    return _own_editions(name) if name in own_names() else (exam_of(name).edition,)


def exam_asking(name: str, question: str) -> Exam:
    """The exam `name` in the newest edition that has this question; in its newest where none has.

    Raises as `exam_of` does, PrivateExamError only when no edition that can be used has the question.
    """
    for edition in reversed(editions_of(name)):
        with suppress(PrivateExamError):  # a package may know the questions of one edition alone
            exam = exam_of(name, edition)
            if any(one.name == question for one in exam.questions):
                return exam
    return exam_of(name)


def names_asked(name: str) -> list[str]:
    """The names of the questions of the exam `name`, of its newest edition first; raises as `exam_of` does.

    >>> names_asked("ps1")
    ['predict', 'mse', 'mse_gradients', 'gradient_step']
    """
    found: dict[str, None] = {}
    for edition in reversed(editions_of(name)):
        with suppress(PrivateExamError):
            found |= dict.fromkeys(question.name for question in exam_of(name, edition).questions)
    return list(found)


@cache
def own_names() -> tuple[str, ...]:
    """The names of the course's own exams, by number: the folders psN beside this module.

    >>> own_names()[:3]
    ('ps1', 'ps2', 'ps3')
    """
    folders = (path.parent.name for path in Path(__file__).parent.glob("ps*/__init__.py"))
    return tuple(sorted(filter(is_problem_set, folders), key=lambda name: int(name.removeprefix("ps"))))


def own_exams() -> tuple[Exam, ...]:
    """The course's own exams in their newest editions, as they are without private packages."""
    return tuple(map(_own, own_names()))


def earlier_exams() -> tuple[Exam, ...]:
    """The earlier editions of the course's own exams, by which work is still graded that was handed out with them."""
    return tuple(_own(name, edition) for name in own_names() for edition in _earlier_editions(name))


def private_names() -> tuple[str, ...]:
    """The names of the exams that installed private packages bring beside the course's own."""
    return tuple(sorted(metadata.entry_points(group=GROUP).names - set(own_names())))


def is_problem_set(name: str) -> bool:
    """Whether a name has the form of the course's own: ps and a number.

    >>> is_problem_set("ps10"), is_problem_set("midterm")
    (True, False)
    """
    return re.fullmatch(r"ps[1-9]\d*", name) is not None


def _own(name: str, edition: int | None = None) -> Exam:
    """The course's exam of this name, in its newest edition or in the one that is named."""
    newest: Exam = getattr(import_module(f"autograd_lab.exams.{name}"), name.upper())
    if edition in (None, newest.edition):
        return newest
    if edition not in _earlier_editions(name):
        raise _no_edition(name, edition, _own_editions(name))
    earlier: Exam = getattr(import_module(f"autograd_lab.exams.{name}.edition_{edition}"), name.upper())
    return earlier


def _own_editions(name: str) -> tuple[int, ...]:
    """The editions of the course's exam of this name, oldest first."""
    return (*_earlier_editions(name), _own(name).edition)


def _earlier_editions(name: str) -> tuple[int, ...]:
    """The editions before the newest: the folders edition_K of the exam's own."""
    folders = (path.parent.name for path in Path(__file__).parent.glob(f"{name}/edition_*/__init__.py"))
    return tuple(sorted(int(folder.removeprefix("edition_")) for folder in folders))


def _no_edition(name: str, edition: int | None, there: tuple[int, ...]) -> NoEditionError:
    """An error that says which editions of an exam there are."""
    listed = " and ".join(map(str, there))
    return NoEditionError(
        f"there is no edition {edition} of {name} in this autograd-lab, which has edition {listed}. Install the "
        "version that the notebook came with, or a newer one"
    )


def _load(entry: metadata.EntryPoint, exam: Exam | None) -> object:
    """The object of an entry point, or what its function makes of `exam`; PrivateExamError with the cause."""
    try:
        found = entry.load()
        return found if exam is None else found(exam)
    except Exception as error:
        raise PrivateExamError(
            f"the entry point {entry.name} = {entry.value} could not be used: {type(error).__name__}: {error}"
        ) from error


def _valid_exam(exam: object, entry: metadata.EntryPoint, name: str, edition: int | None = None) -> Exam:
    """The exam, checked: its name, its variants' mistakes and its equations; its own mistakes join the catalogue."""
    where = f"the entry point {entry.name} = {entry.value}"
    if not isinstance(exam, Exam):
        raise PrivateExamError(f"{where} gives a {type(exam).__name__}; an Exam is needed (see docs/instructors.md)")
    if exam.name != name or any(question.exam != name for question in exam.questions):
        raise PrivateExamError(f"{where}: the exam, and each of its questions, should carry the name {name!r}")
    if edition not in (None, exam.edition):
        raise PrivateExamError(
            f"{where}: it makes edition {exam.edition} of edition {edition}; keep the exam's edition"
        )
    for mistake in exam.mistakes:
        if MISTAKES.setdefault(mistake.id, mistake) != mistake:
            raise PrivateExamError(f"{where}: there is a mistake {mistake.id!r} already; give yours another id")
    for question in exam.questions:
        unknown = {variant.mistake for variant in question.wrong} - MISTAKES.keys()
        if unknown:
            listed = ", ".join(sorted(unknown))
            raise PrivateExamError(f"{where}: {question.name} has variants with unknown mistakes: {listed}")
        if question.equation and question.equation not in EQUATIONS:
            raise PrivateExamError(f"{where}: {question.name} names an unknown equation {question.equation!r}")
    return exam
