"""Lists that went wrong as lists: one under two names, one that outlives the call, an array too many or too few."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Problem
from autograd_lab.mistakes import Array
from autograd_lab.mistakes.sightings import agree


def slip_of_lists(name: str, value: Mapping[str, Any], right: Sequence[Array], others: Sequence[Any]) -> Problem | None:
    """The problem of a list with another number of arrays than the right one, where it tells how that came about.

    `others` are the values that came with it, as described.
    """
    got = _arrays_of(value)
    if got is None:
        return None
    count, asked = f"{name} has {arrays_in_words(len(got))}; there should be {len(right)}", len(right)
    for other in others:
        twin = _arrays_of(other) if other is not value and other["kind"] in ("list", "tuple") else None
        if got and twin is not None and _same(got, twin):
            return Problem("one-list", f"{count}. Another list that you return holds the very same arrays.")
    if len(got) > asked + 1 and _same(got[-asked:], right):
        return Problem("list-kept", f"{count}. The last {asked} are right: those in front are from calls before.")
    for id_, words, one, two in (
        ("array-missing", "The first one is missing", got, right[1:]),
        ("array-missing", "The last one is missing", got, right[:-1]),
        ("array-extra", "The last one is too many", got[:-1], right),
        ("array-extra", "The first one is too many", got[1:], right),
    ):
        if _same(one, two):
            return Problem(id_, f"{count}. {words}; the others are right.")
    for words, some in (("first", right[: len(got)]), ("last", right[-len(got) or asked :])):
        if 0 < len(got) < asked - 1 and _same(got, some):
            there = f"{words} one is" if len(got) == 1 else f"{words} {len(got)} are"
            return Problem("layers-missing", f"{count}. Only the {there} there, and right.")
    return None


def arrays_in_words(count: int) -> str:
    """So many arrays, in words.

    >>> arrays_in_words(1), arrays_in_words(3)
    ('1 array', '3 arrays')
    """
    return f"{count} array{'' if count == 1 else 's'}"


def _arrays_of(value: Mapping[str, Any]) -> list[Array] | None:
    """The arrays of a described list; None where something else is among them."""
    items = value.get("items", ())
    if value.get("length") != len(items) or any("array" not in item for item in items):
        return None
    return [np.asarray(item["array"], dtype=float) for item in items]


def _same(some: Sequence[Array], others: Sequence[Array]) -> bool:
    return len(some) == len(others) and all(map(agree, some, others))
