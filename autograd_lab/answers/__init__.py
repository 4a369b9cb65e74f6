"""The answers that the exercises of the chapters accept: `tell("1.2", answer_2)` says whether one is right.

A wrong answer gets a sentence about its likely cause, where its numbers show one; a missing answer is no error, so that
a notebook with nothing filled in runs from top to bottom. The questions stand in `chNN.py`, one module per chapter.
Nothing here is graded: problem sets have `check`.

Their slips are a catalogue apart from `mistakes/` on purpose: those are edits of a formula that hold for every draw and
are named only when several draws agree, these are wrong results of one exercise with its fixed numbers.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from autograd_lab.answers.exercises import Code, Exercise, Numbers, Reply
from autograd_lab.errors import LabError

TYPE_CHECKING = False

__all__ = ["EXERCISES", "Code", "Exercise", "Numbers", "Reply", "tell"]

_CHAPTERS = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("ch"))

if TYPE_CHECKING:
    EXERCISES: dict[str, Exercise]
else:

    def __getattr__(name: str) -> dict[str, Exercise]:
        """EXERCISES, of all chapters: put together when it is first asked for, since some chapters need NumPy."""
        if name != "EXERCISES":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = {number: found for chapter in _CHAPTERS for number, found in _of(chapter).items()}
        return globals()[name]


def tell(exercise: str, answer: object) -> Reply:
    """A reply to an answer to the exercise "chapter.number"; true when the answer is right.

    exercise  as it stands in the exercise's heading, e.g. "1.2" answer    numbers (one, or a dictionary of them by
    name), or a function, as the exercise asks raises    LabError when there is no such exercise; nothing for whatever
    is in `answer`

    >>> from autograd_lab.answers import tell
    >>> reply = tell("11.1", {"delta_cross": -10})
    >>> bool(reply)
    False
    >>> print(reply.lines[1])
    delta_cross: -10 is not it. That is ∂L/∂a, −1/a. On the way to z comes the slope of σ.
    """
    chapter = f"ch{str(exercise).partition('.')[0]:0>2}"
    known = _of(chapter) if chapter in _CHAPTERS else {}
    if exercise not in known:
        every = [number for name in _CHAPTERS for number in _of(name)]
        raise LabError(f"tell: there is no exercise {exercise!r}; there are {', '.join(every)}")
    return known[exercise].judge(answer)


def _of(chapter: str) -> dict[str, Exercise]:
    """The exercises of a chapter by number."""
    exercises: dict[str, Exercise] = import_module(f"{__name__}.{chapter}").EXERCISES
    return exercises
