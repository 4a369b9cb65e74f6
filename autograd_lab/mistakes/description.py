"""Describes one answer in words, without a guess at its cause."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Raised
from autograd_lab.mistakes.sightings import MATCH, Sighting, agree

LAST_DIGITS = 1e-12  # relative distance that the order of a sum explains


def clarity(sighting: Sighting) -> tuple[bool, bool, int]:
    """A rank for a sighting: numbers of the right shape first, then finite ones, then those with more rows."""
    got, expected = sighting.got, sighting.expected
    fits = isinstance(got, np.ndarray) and got.shape == expected.shape
    finite = isinstance(got, np.ndarray) and got.dtype.kind in "biuf" and bool(np.isfinite(got).all())
    return fits, finite, sighting.known.get("N", 0)


def facts(sighting: Sighting) -> dict[str, str]:
    """The numbers and shapes that fill the catalogue's templates."""
    found = {
        "got": "an error",
        "expected": "a number",
        "ratio": "another factor",
        "dtype": "",
        "got_shape": "",
        "expected_shape": str(sighting.expected.shape),
        "expected_size": str(sighting.expected.size),
        "N": str(sighting.known.get("N", "the number of rows")),
        "n_out": str(sighting.known.get("n_out", "the number of outputs")),
        "n_in": str(sighting.known.get("n_in", "the number of inputs")),
        "mean": "another number",
        "program": "",
        "it": "one of them",
        "other": "",
    }
    got = sighting.got
    if isinstance(got, Raised):
        return found
    found |= {"dtype": str(got.dtype), "got_shape": str(got.shape)}
    if got.shape == sighting.expected.shape and got.size:
        where = _first_difference(got, sighting.expected)
        found |= dict(zip(("got", "expected"), distinct(got[where], sighting.expected[where]), strict=True))
        if sighting.expected[where]:
            found["ratio"] = number(got[where] / sighting.expected[where])
    elif got.size:
        found["got"] = number(got.flat[0])
    return found


def describe(sighting: Sighting) -> str:
    """A sentence about an answer: a known array, one factor for all entries, or its first difference.

    >>> describe(Sighting(np.array([2.0, 4.0]), np.array([1.0, 2.0])))
    'Every entry is 2 times what it should be; entry [0] is 2, and should be 1.'
    """
    got, expected = sighting.got, sighting.expected
    if isinstance(got, Raised):
        return f"It raised {got.type}."
    if got.shape != expected.shape:
        return f"It has shape {got.shape}; it should have shape {expected.shape}."
    arrays = [(name, np.asarray(value)) for name, value in sighting.known.items() if np.shape(value) == got.shape]
    for name, value in arrays:
        if got.size and agree(got, value):
            return f"It is exactly {name}."
    where = _first_difference(got, expected)
    place = f"entry {[int(i) for i in where]}" if where else "it"
    first = "{} is {}, and should be {}".format(place, *distinct(got[where], expected[where]))
    if got.size > 1 and np.all(expected != 0):
        factor = _factor(got / expected, arrays)
        if factor:
            return f"Every entry is {factor} what it should be; {first}."
    away = _away(got, expected)
    wrong = int(away.sum())
    share = f"{wrong} of {got.size} entries differ; the first: " if got.size > 1 else ""
    return f"{share}{first}." if share else f"{first[0].upper()}{first[1:]}."


def in_the_last_digits(sightings: Sequence[Sighting]) -> str:
    """A sentence about answers that agree in six digits, all of them or all but a few entries, and not in all."""
    differing = [s for s in sightings if not np.array_equal(np.asarray(s.got), s.expected)]
    if not differing:
        return "No difference was found."
    first = max(differing, key=_distance)
    got = np.asarray(first.got)
    away = _away(got, first.expected)
    causes = "a rounded constant, a number that stands for ∞, a difference over a step, or float32 somewhere inside?"
    if got.size < 2 or away.all():
        where = _first_difference(got, first.expected)
        numbers = "{}, and should be {}".format(*distinct(got[where], first.expected[where]))
        place = f"entry {[int(i) for i in where]}" if where else "it"
        return f"It agrees in the first six digits and not in those after ({place} is {numbers}): {causes}"
    where = _first_difference(got, first.expected)
    numbers = "is {}, and should be {}".format(*distinct(got[where], first.expected[where]))
    some = f"{int(away.sum())} of {got.size} entries differ, after the sixth digit"
    return f"{some}; the first: entry {[int(i) for i in where]} {numbers}."


def _distance(sighting: Sighting) -> float:
    """The largest difference, against the largest entry."""
    scale = np.max(np.abs(sighting.expected), initial=0.0) or 1.0
    return float(np.max(np.abs(np.subtract(sighting.got, sighting.expected, dtype=float)), initial=0.0) / scale)  # type: ignore[arg-type]


def _factor(ratios: Array, arrays: list[tuple[str, Array]]) -> str:
    """The factor of all entries, in words; an empty text where there is none."""
    if np.ptp(ratios) <= MATCH * np.max(np.abs(ratios)):
        return f"{number(ratios.flat[0])} times"
    for name, value in arrays:
        if agree(ratios, value):
            return f"{name} times"
        if np.all(value != 0) and agree(ratios * value, np.ones_like(value)):
            return f"1/{name} times" if name.isidentifier() else f"1/({name}) times"
    return ""


def _first_difference(got: Array, expected: Array) -> tuple[int, ...]:
    away = _away(got, expected)
    return tuple(np.argwhere(away)[0]) if away.any() else (0,) * got.ndim


def _away(got: Array, expected: Array) -> Array:
    """A mask of the entries that differ, measured against the largest entry as the exams do; where none does by six
    digits, of those that differ in a digit after.
    """
    scale = np.max(np.abs(expected), initial=0.0)
    difference = np.abs(np.subtract(got, expected, dtype=float))
    away = ~(difference <= MATCH * scale)
    return np.asarray(away if away.any() else difference > LAST_DIGITS * scale)


def number(value: Any) -> str:
    """A number with four digits."""
    return f"{float(value) + 0.0:.4g}"  # and not −0


def distinct(a: Any, b: Any, digits: int = 4) -> tuple[str, str]:
    """Two numbers with four digits each, or with as many as show that they differ.

    >>> distinct(2.0611, 2.0612)
    ('2.0611', '2.0612')
    """
    pairs = ((f"{float(a):.{n}g}", f"{float(b):.{n}g}") for n in range(digits, 18))
    return next((pair for pair in pairs if pair[0] != pair[1]), (number(a), number(b)))
