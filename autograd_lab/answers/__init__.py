"""What the exercises of the chapters answer: `tell("1.2", answer_2)` says whether an answer is right.

A wrong answer gets a sentence about what it may be, where its numbers show that; a missing one is no error, so that a
notebook with nothing filled in runs from top to bottom. The questions themselves stand in `chNN.py`, one per chapter.
Nothing here is graded: problem sets have `check`.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from autograd_lab.answers.judging import Code, Exercise, Numbers, Verdict
from autograd_lab.errors import LabError

TYPE_CHECKING = False

__all__ = ["EXERCISES", "Code", "Exercise", "Numbers", "Verdict", "tell"]

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


def tell(exercise: str, answer: object) -> Verdict:
    """What can be said of an answer to the exercise "chapter.number"; never raises for anything that is in `answer`.

    exercise  as it stands in the exercise's heading, e.g. "1.2"
    answer    numbers (one, or a dictionary of them by name), or a function, as the exercise asks
    raises    LabError when there is no such exercise
    """
    chapter = f"ch{str(exercise).partition('.')[0]:0>2}"
    known = _of(chapter) if chapter in _CHAPTERS else {}
    if exercise not in known:
        every = [number for name in _CHAPTERS for number in _of(name)]
        raise LabError(f"tell: there is no exercise {exercise!r}; there are {', '.join(every)}")
    return known[exercise].judge(answer)


def _of(chapter: str) -> dict[str, Exercise]:
    exercises: dict[str, Exercise] = import_module(f"{__name__}.{chapter}").EXERCISES
    return exercises
