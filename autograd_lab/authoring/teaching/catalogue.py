"""The catalogue of wrong ideas, as notes for teachers name them: beliefs, mistakes, and slips of exercises.

A name says where an entry stands: `belief:wrong-layer` is a misconception of the concept inventory,
`mistake:mean-missing` one that the problem sets' exams know, and `slip:8.1:Your slope is 1/4` one that `tell` knows of
exercise 8.1, by the beginning of what it says, or by all of it where others begin with the same sentence.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from autograd_lab.answers import EXERCISES
from autograd_lab.answers.assembled import TRIALS, Assembled
from autograd_lab.authoring import inventory
from autograd_lab.mistakes import MISTAKES


def entry_text(root: Path, name: str) -> str | None:
    """What the catalogue says of an entry; None for a name that no entry has, or more than one.

    >>> entry_text(Path(), "mistake:mean-missing") == MISTAKES["mean-missing"].line
    True
    >>> entry_text(Path(), "slip:8.1:No such sentence") is None
    True
    """
    kind, _, rest = name.partition(":")
    if kind == "belief":
        file = root / inventory.FILE
        return _beliefs(root, file.stat().st_mtime_ns if file.exists() else 0).get(rest)
    if kind == "mistake":
        return MISTAKES[rest].line if rest in MISTAKES else None
    if kind == "slip":
        exercise, _, beginning = rest.partition(":")
        if beginning in slip_texts(exercise):
            return beginning
        found = {text for text in slip_texts(exercise) if beginning and text.startswith(beginning)}
        return found.pop() if len(found) == 1 else None
    return None


@cache
def _beliefs(root: Path, written: int) -> dict[str, str]:
    """What the inventory's misconceptions say, by their keys; read anew when the file has been `written` anew."""
    asked = inventory.load(root)
    return {key: belief.says for key, belief in asked.misconceptions.items()} if asked else {}


def inner_question(exercise: Any) -> Any:
    """The question to which a wrapper hands its answers, with the slips; the exercise itself where it is none."""
    return getattr(exercise, "arrays", getattr(exercise, "inner", exercise))


@cache
def slip_texts(exercise: str) -> tuple[str, ...]:
    """What `tell` says of each slip that it knows of an exercise, in the catalogue's order; () for no such exercise.

    >>> len(slip_texts("8.3"))
    5
    """
    return tuple(dict.fromkeys(_texts(EXERCISES.get(exercise))))


def _texts(exercise: Any) -> Iterator[str]:
    if isinstance(exercise, Assembled):
        yield from (text for trial in TRIALS for _, text in trial.slips)
    slips = getattr(inner_question(exercise), "slips", ())
    for pairs in slips.values() if isinstance(slips, Mapping) else [slips]:
        yield from (text for _, text in pairs)
