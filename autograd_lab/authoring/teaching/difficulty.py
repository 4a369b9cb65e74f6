"""How many of a chapter's catalogued wrong ideas an exercise separates.

A wrong idea is one sentence of `tell`: several wrong answers may come from it. An exercise separates it when each of
these answers is refused and told that sentence, and no other wrong answer is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from autograd_lab.answers import EXERCISES
from autograd_lab.answers.assembled import TRIALS, Assembled, complaint
from autograd_lab.authoring.teaching.catalogue import inner_question, slip_texts
from autograd_lab.mistakes import MISTAKES


@dataclass(frozen=True)
class Difficulty:
    """Wrong ideas that an exercise separates, those that it knows, and those that the course knows of its chapter."""

    separated: int
    own: int
    chapter: int


@cache
def difficulty(exercise: str) -> Difficulty:
    """The difficulty of an exercise of the course, by its number.

    >>> difficulty("8.3").separated
    5
    """
    chapter = int(exercise.partition(".")[0])
    own = slip_texts(exercise)
    return Difficulty(len(separated_ideas(EXERCISES[exercise], own)), len(own), len(ideas_of(chapter)))


@cache
def ideas_of(chapter: int) -> frozenset[str]:
    """The wrong ideas that the course knows of a chapter: of its exercises, and of the problem sets' exams."""
    exercises = (number for number in EXERCISES if number.partition(".")[0] == str(chapter))
    told = {text for number in exercises for text in slip_texts(number)}
    return frozenset(told) | frozenset(f"mistake:{key}" for key in exam_mistakes(chapter))


def exam_mistakes(chapter: int) -> list[str]:
    """The mistakes that the exams know and this chapter teaches, by their keys."""
    return [key for key, mistake in MISTAKES.items() if mistake.chapter == f"{chapter:02d}"]


def separated_ideas(exercise: Any, ideas: tuple[str, ...]) -> list[str]:
    """Those of an exercise's wrong ideas that its own judge tells apart from all the others.

    >>> from autograd_lab.answers import Numbers
    >>> slips = [(6, "A product."), (1, "A difference."), (6, "A guess.")]
    >>> separated_ideas(Numbers(right={"sum": 5}, slips={"sum": slips}), ("A product.", "A difference.", "A guess."))
    ['A difference.']
    """
    heard: dict[str, set[str]] = defaultdict(set)  # of each idea, what its wrong answers are told
    for idea, lines in _replies(exercise):
        told = [text for text in ideas if any(line.endswith(text) for line in lines)]
        heard[idea].add(max(told, key=len, default=""))
    alone = {idea: told for idea, told in heard.items() if told == {idea}}
    return [
        idea for idea in ideas if idea in alone and not any(idea in heard[other] for other in heard if other != idea)
    ]


def _gives(number: float) -> Callable[[Any], float]:
    """The run of a trial in which every engine comes to one number."""
    return lambda _: number


def _replies(exercise: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each wrong idea with the lines of the reply to a wrong answer that comes from it; none where it is accepted."""
    if isinstance(exercise, Assembled):
        for trial in TRIALS:
            for wrong, idea in trial.slips:
                yield idea, complaint(replace(trial, run=_gives(wrong)), None) or ()
        return
    inner = inner_question(exercise)
    slips = getattr(inner, "slips", ())
    pairs = [(name, *pair) for name in slips for pair in slips[name]] if isinstance(slips, Mapping) else slips
    for *names, wrong, idea in pairs:
        reply = inner.judge({**inner.right, names[0]: wrong} if names else wrong)
        yield idea, () if reply else reply.lines
