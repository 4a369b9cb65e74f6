"""The one line by which a wrong function differs from a right one: what a visitor of the zoo changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from types import FunctionType

import numpy as np

from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.question import Question, Variant
from autograd_lab.exams.zoo.trees import NotWrittenError, makes_functions
from autograd_lab.exams.zoo.written import arguments_used, callable_of, text_of

MOST_LINES = 2  # that are one place in a text
LONGEST = 110  # characters of a line that is still read
UNUSUAL, LONG = 0.08, 0.02  # what a right variant further down in its bank loses against one further up; for a line


@dataclass(frozen=True)
class Mend:
    """The text of a wrong function, and the one place where it is mended.

    lines  the text, wrong as it is
    first  the number of the line that is wrong, from 0
    wrong  the lines there, and
    right  those that belong there; none where a line is to go
    """

    lines: tuple[str, ...]
    first: int
    wrong: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def code(self) -> str:
        """The text of the wrong function."""
        return "\n".join(self.lines)

    @property
    def mended(self) -> str:
        """The text of the right one."""
        return self.with_lines(self.right)

    def with_lines(self, new: tuple[str, ...]) -> str:
        """The text with other lines in that place."""
        rest = self.first + len(self.wrong)
        return "\n".join((*self.lines[: self.first], *new, *self.lines[rest:]))


_found: dict[tuple[str, Variant], Mend | None] = {}  # a question with its bank would take long to hash


def mend_of(question: Question, variant: Variant) -> Mend | None:
    """The smallest change that makes a right function of this one; None where it is more than one place."""
    key = question.signature, variant
    if key not in _found:
        candidates = sorted(_mends(question, variant), key=_size)
        _found[key] = next((mend for _, mend in candidates if is_right(question, mend.mended)), None)
    return _found[key]


def is_right(question: Question, text: str) -> bool:
    """Whether a text is right in one draw, as the question's own judge says."""
    inputs = question.draw(np.random.default_rng(5))
    function = callable_of(text, question.subject)
    case = question.judge(inputs, run_plan(question.plan(inputs), question.space(function)))
    return all(seen.holds for seen in case.seen)


def _mends(question: Question, variant: Variant) -> Iterator[tuple[int, Mend]]:
    """Changes of one place, each with the number of the right variant that it leads to: the plain ones come first."""
    if not isinstance(variant.function, FunctionType):
        return
    used = arguments_used(variant.function)
    for place, right in enumerate(_right_ones(question, variant)):
        keep = used | arguments_used(right)
        try:
            old = _text(variant.function, question.signature, keep).splitlines()
            new = _text(right, question.signature, keep).splitlines()
        except NotWrittenError:
            continue
        places = [place for place in SequenceMatcher(None, old, new, False).get_opcodes() if place[0] != "equal"]
        if len(places) != 1:
            continue
        _, first, end, start, stop = places[0]
        if max(end - first, stop - start) <= MOST_LINES and max(map(len, [*old, *new])) <= LONGEST:
            yield place, Mend(tuple(old), first, tuple(old[first:end]), tuple(new[start:stop]))


@cache
def _text(function: FunctionType, signature: str, keep: frozenset[str]) -> str:
    return text_of(function, signature, keep)


def _right_ones(question: Question, variant: Variant) -> Iterator[FunctionType]:
    """The reference, the right variants, and what the variant's own factory makes when nothing is changed."""
    for function in (question.reference, *(one.function for one in question.right)):
        if isinstance(function, FunctionType):
            yield function
    made = _made_unchanged(variant)
    if made:
        yield made


def _made_unchanged(variant: Variant) -> FunctionType | None:
    factory, _, inner = getattr(variant.function, "__qualname__", "").partition(".<locals>.")
    function = getattr(variant.function, "__globals__", {}).get(factory)
    if not inner or not isinstance(function, FunctionType):
        return None
    return _function_of(function)


@cache
def _function_of(factory: FunctionType) -> FunctionType | None:
    """What a factory makes of its defaults; None where it needs more, or makes no functions."""
    made = factory() if makes_functions(factory) else None
    return made if isinstance(made, FunctionType) else None


def _size(candidate: tuple[int, Mend]) -> tuple[int, float]:
    """A rank, low where one line is changed a little, into a plain one."""
    place, mend = candidate
    likeness = SequenceMatcher(None, "\n".join(mend.wrong), "\n".join(mend.right), False).ratio()
    return int(len(mend.wrong) != 1 or len(mend.right) != 1), UNUSUAL * place + LONG * len(mend.lines) - likeness
