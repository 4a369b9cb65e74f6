"""Finds an exam by its name: the course's own, and those that an instructor's private package brings.

A package on the instructor's machine declares them as entry points of the group `autograd_lab.exams`. Under a name that
the course does not have it gives an `Exam` of its own. Under the name of one of the course's (ps1 …) it gives a
function, which gets that exam and returns it changed: with questions more, other draws, more wrong variants. Students
do not have the package, so what it holds they cannot read. How this is done: docs/instructors.md.
"""

import re
from functools import cache
from importlib import import_module, metadata
from importlib.util import find_spec

from autograd_lab.equations import EQUATIONS
from autograd_lab.errors import LabError
from autograd_lab.exams.question import Exam
from autograd_lab.mistakes import MISTAKES

GROUP = "autograd_lab.exams"


class NoExamError(LabError, LookupError):
    """There is no exam of this name, neither the course's nor a private one."""


class PrivateExamError(LabError, ValueError):
    """What a private package declares is not what it should be; the text names the entry point."""


@cache
def exam_of(name: str) -> Exam:
    """The exam `name`, as the private packages that are installed have it.

    Raises NoExamError when nobody has it, PrivateExamError when a package declares something else than an exam.
    """
    own = _own(name)
    entries = sorted(metadata.entry_points(group=GROUP, name=name), key=lambda entry: entry.value)
    if own is None:
        if not entries:
            raise NoExamError(f"there is no exam {name}; the course has {', '.join(own_names())}")
        if len(entries) > 1:
            listed = " and ".join(entry.value for entry in entries)
            raise PrivateExamError(f"two packages bring an exam {name}: {listed}. Rename one, or remove one package")
        return _adopted(_loaded(entries[0], None), entries[0], name)
    for entry in entries:
        own = _adopted(_loaded(entry, own), entry, name)
    return own


def own_names() -> list[str]:
    """The names of the course's own exams."""
    return [name for name in (f"ps{number}" for number in range(1, 10)) if _is_own(name)]


def _is_own(name: str) -> bool:
    return bool(re.fullmatch(r"ps\d", name)) and find_spec(f"autograd_lab.exams.{name}") is not None


def _own(name: str) -> Exam | None:
    """The course's exam of this name, if it has one."""
    if not _is_own(name):
        return None
    exam: Exam = getattr(import_module(f"autograd_lab.exams.{name}.exam"), name.upper())
    return exam


def _loaded(entry: metadata.EntryPoint, exam: Exam | None) -> object:
    """What an entry point gives: an exam of its own, or `exam` changed."""
    try:
        found = entry.load()
        return found if exam is None else found(exam)
    except Exception as error:
        raise PrivateExamError(
            f"the entry point {entry.name} = {entry.value} could not be used: {type(error).__name__}: {error}"
        ) from error


def _adopted(exam: object, entry: metadata.EntryPoint, name: str) -> Exam:
    """The exam, when it is one of that name whose mistakes and equations are known; its own ones are made known."""
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
