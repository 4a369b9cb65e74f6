"""What the exercises of the chapters answer: `tell("1.2", answer_2)` says whether an answer is right.

A wrong answer gets a sentence about what it may be, where its numbers show that; a missing one is no error, so that a
notebook with nothing filled in runs from top to bottom. The questions themselves stand in `chNN.py`, one per chapter.
Nothing here is graded: problem sets have `check`.
"""

from __future__ import annotations

from autograd_lab.answers import ch01, ch02, ch06, ch07, ch09
from autograd_lab.answers.judging import Code, Exercise, Numbers, Verdict
from autograd_lab.errors import LabError

__all__ = ["EXERCISES", "Code", "Exercise", "Numbers", "Verdict", "tell"]

_CHAPTERS = (
    ch01,
    ch02,
    ch06,
    ch07,
    ch09,
)

EXERCISES: dict[str, Exercise] = {key: value for chapter in _CHAPTERS for key, value in chapter.EXERCISES.items()}


def tell(exercise: str, answer: object) -> Verdict:
    """What can be said of an answer to the exercise "chapter.number"; never raises for anything that is in `answer`.

    exercise  as it stands in the exercise's heading, e.g. "1.2"
    answer    numbers (one, or a dictionary of them by name), or a function, as the exercise asks
    raises    LabError when there is no such exercise
    """
    if exercise not in EXERCISES:
        raise LabError(f"tell: there is no exercise {exercise!r}; there are {', '.join(EXERCISES)}")
    return EXERCISES[exercise].judge(answer)
