"""Which editions of its exams a notebook is of: the released one by what it states, one handed in by what it asks.

A class is graded by the edition that it was handed. Work of another edition would lose the points of every question
that the two do not share, so it is not graded in the released notebook of this one: the instructor reads why.
"""

from collections.abc import Iterable, Iterator

from nbformat import NotebookNode

from autograd_lab.exams import registry
from autograd_lab.exams.editions import stated_editions
from autograd_lab.grading.intake.cells import NoQuestionError, is_autograded, read_graded_cell
from autograd_lab.grading.intake.decoding import unpack


def unknown_edition_sentence(released: NotebookNode) -> str:
    """A sentence about an edition that the released notebook states and this library lacks; "" when it has them all."""
    for name, edition in stated_editions(released.metadata).items():
        try:
            registry.exam_of(name, edition)
        except registry.NoEditionError as error:
            return str(error)
        except (LookupError, registry.PrivateExamError):
            continue  # a private exam, which may be missing here; a graded cell that asks it says so
    return ""


def other_edition_sentence(released: NotebookNode, data: bytes) -> str:
    """A sentence about a file that asks questions of another edition than the released notebook; "" where it does not.

    `data` is the file as handed in. A file that asks none, or some of both editions, is taken for one of this edition.
    """
    for name, ours in _asked_editions(released):
        others = [edition for edition in registry.editions_of(name) if edition != ours]
        text = unpack(data)[0] if others else b""
        for edition in others:
            here, there = (_questions(name, one) for one in (ours, edition))
            if _asks(text, name, there - here) and not _asks(text, name, here - there):
                return (
                    f"it is edition {edition} of {name}, and what is released here is edition {ours}. If the class was "
                    f"given edition {edition}, put assignments/{name} and solutions/{name} back as they were then"
                )
    return ""


def _asked_editions(released: NotebookNode) -> Iterator[tuple[str, int]]:
    """The course's exams that the released notebook asks, each with its edition; nothing that cannot be found."""
    stated = stated_editions(released.metadata)
    asked: dict[str, str] = {}
    for cell in released.cells:
        if is_autograded(cell):
            try:
                graded = read_graded_cell(cell)
            except NoQuestionError:
                continue
            asked.setdefault(graded.exam, graded.question)
    for name, question in asked.items():
        if name in registry.own_names() and len(registry.editions_of(name)) > 1:
            try:
                yield name, stated.get(name) or registry.exam_asking(name, question).edition
            except registry.PrivateExamError:
                continue


def _questions(name: str, edition: int) -> frozenset[str]:
    """The names of the questions of one edition; none for an edition that is not there."""
    try:
        return frozenset(question.name for question in registry.exam_of(name, edition).questions)
    except (LookupError, registry.PrivateExamError):
        return frozenset()


def _asks(text: bytes, name: str, questions: Iterable[str]) -> bool:
    """Whether one of these questions is asked in the file: the line of a graded cell, whatever is around it."""
    return any(f"check.{name}({question})".encode() in text for question in questions)
