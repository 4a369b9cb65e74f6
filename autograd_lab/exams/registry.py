"""Finds an exam by its name: the course's own, and those that an instructor's private package brings.

A package on the instructor's machine declares them as entry points of the group `autograd_lab.exams`. Under a name that
the course does not have, the entry point gives an `Exam` of its own. Under the name of one of the course's (ps1 …) it
gives a function, which gets that exam and returns it changed: with more questions, other draws, more wrong variants.
Students do not have the package, so they cannot read what it holds. How this is done: docs/instructors.md.
"""

import re
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


class PrivateExamError(LabError, ValueError):
    """A private package declares something that cannot be used; the text names its entry point."""


@cache
def exam_of(name: str) -> Exam:
    """The exam `name`, with the changes of the private packages that are installed.

    Raises NoExamError when neither the course nor a package has it, PrivateExamError when a package declares something
    that is no exam.

    >>> [question.name for question in exam_of("ps1").questions]
    ['predict', 'mse', 'mse_gradients', 'gradient_step']
    """
    own = _own(name) if name in own_names() else None
    entries = sorted(metadata.entry_points(group=GROUP, name=name), key=lambda entry: entry.value)
    if own is None:
        if not entries:
            raise NoExamError(f"there is no exam {name}; the course has {', '.join(own_names())}")
        if len(entries) > 1:
            listed = " and ".join(entry.value for entry in entries)
            raise PrivateExamError(f"two packages bring an exam {name}: {listed}. Rename one, or remove one package")
        return _valid_exam(_load(entries[0], None), entries[0], name)
    for entry in entries:
        own = _valid_exam(_load(entry, own), entry, name)
    return own


@cache
def own_names() -> tuple[str, ...]:
    """The names of the course's own exams, by number: the folders psN beside this module.

    >>> own_names()[:3]
    ('ps1', 'ps2', 'ps3')
    """
    folders = (path.parent.name for path in Path(__file__).parent.glob("ps*/__init__.py"))
    return tuple(sorted(filter(is_problem_set, folders), key=lambda name: int(name.removeprefix("ps"))))


def own_exams() -> tuple[Exam, ...]:
    """The course's own exams, as they are without private packages."""
    return tuple(map(_own, own_names()))


def private_names() -> tuple[str, ...]:
    """The names of the exams that installed private packages bring beside the course's own."""
    return tuple(sorted(metadata.entry_points(group=GROUP).names - set(own_names())))


def is_problem_set(name: str) -> bool:
    """Whether a name has the form of the course's own: ps and a number.

    >>> is_problem_set("ps10"), is_problem_set("midterm")
    (True, False)
    """
    return re.fullmatch(r"ps[1-9]\d*", name) is not None


def _own(name: str) -> Exam:
    """The course's exam of this name."""
    exam: Exam = getattr(import_module(f"autograd_lab.exams.{name}"), name.upper())
    return exam


def _load(entry: metadata.EntryPoint, exam: Exam | None) -> object:
    """The object of an entry point, or what its function makes of `exam`; PrivateExamError with the cause."""
    try:
        found = entry.load()
        return found if exam is None else found(exam)
    except Exception as error:
        raise PrivateExamError(
            f"the entry point {entry.name} = {entry.value} could not be used: {type(error).__name__}: {error}"
        ) from error


def _valid_exam(exam: object, entry: metadata.EntryPoint, name: str) -> Exam:
    """The exam, checked: its name, its variants' mistakes and its equations; its own mistakes join the catalogue."""
    where = f"the entry point {entry.name} = {entry.value}"
    if not isinstance(exam, Exam):
        raise PrivateExamError(f"{where} gives a {type(exam).__name__}; an Exam is needed (see docs/instructors.md)")
    if exam.name != name or any(question.exam != name for question in exam.questions):
        raise PrivateExamError(f"{where}: the exam, and each of its questions, should carry the name {name!r}")
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
