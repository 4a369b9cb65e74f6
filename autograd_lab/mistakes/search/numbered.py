"""Edits with a number of their own: a threshold, the length of a step. The number is found, not guessed.

In the entry that is furthest from the right one, the number is where the edit gives what came; it is then held against
all entries of all draws.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array
from autograd_lab.mistakes.search.formula import Change, Constant, Edit, Take
from autograd_lab.mistakes.search.operations import Operation

CLOSE = 1e-6  # relative distance within which the digits of a number can be read off
STEPS = 40  # halvings that reach it from anywhere
DIGITS = (2, 4)  # those that a number written by hand has

Numbers = Sequence[float]


@dataclass(frozen=True)
class Family:
    """Edits that differ in one number.

    `words` has a place {c} for it, `starts` are numbers between which it is looked for.

    >>> cut = Family("found-clipped", "a", "at {c} from above", lambda c: lambda v, take, layer: np.minimum(v, c), ())
    >>> cut.edit(2.5).other, cut.edit(2.5).change(np.array([1.0, 4.0]), Take(), 0).tolist()
    ('at 2.5 from above', [1.0, 2.5])
    """

    kind: str
    name: str
    words: str
    change: Callable[[float], Change]
    starts: Numbers

    def edit(self, number: float) -> Edit:
        """The edit with this number."""
        words = self.words.format(c=in_words(number), rest=in_words(1 - number))
        return Edit(self.kind, self.name, self.change(number), words)


def in_words(number: float) -> str:
    """A number with up to four digits and a minus of its own.

    >>> in_words(-0.25)
    '−0.25'
    """
    return f"{number:.4g}".replace("-", "−")


def _both_sides(c: float) -> Change:
    return lambda value, take, layer: np.clip(value, -c, c)


def _from_below(c: float) -> Change:
    return lambda value, take, layer: np.maximum(value, c)


def _from_above(c: float) -> Change:
    return lambda value, take, layer: np.minimum(value, c)


def _share(c: float) -> Change:
    return lambda value, take, layer: np.clip(value, c, 1 - c)


def _step_down(gradient: str) -> Callable[[float], Change]:
    return lambda c: lambda value, take, layer: value - c * take.right[gradient, layer]


def _quotient(c: float) -> Change:
    return lambda operation, take, layer: operation.with_step(c)


def families(take: Take) -> Iterator[Family]:
    """The families of every ingredient that was taken."""
    for name in dict.fromkeys(place[0] for place in take.seen):
        values = [value for place, value in take.seen.items() if place[0] == name]
        if isinstance(values[0], Operation):
            if values[0].with_step is not None:
                yield from _quotients(name)
        elif not isinstance(values[0], Constant) and np.ndim(values[0]):
            yield from _cuts(name, np.concatenate([np.ravel(value) for value in values]))
            gradient = f"the gradient of {name}"
            if (gradient, 0) in take.right:
                yield Family(
                    "found-mixed",
                    name,
                    "moved by a step of {c} times its gradient",
                    _step_down(gradient),
                    (1e-5, 1e-3, 0.03, 0.3, 3.0, 30.0),
                )


def _quotients(name: str) -> Iterator[Family]:
    steps = tuple(10.0**power for power in (-5, -4, -3, -2, -1, -0.5, 0, 0.5))
    yield Family("found-operation", name, "a difference quotient with the step {c}", _quotient, steps)
    backward: Callable[[float], Change] = lambda c: _quotient(-c)  # noqa: E731 - one of a family's changes
    yield Family("found-operation", name, "a difference quotient with the step −{c}", backward, steps)
    both: Callable[[float], Change] = lambda c: lambda operation, take, layer: operation.with_step(c, both=True)  # noqa: E731
    yield Family("found-operation", name, "a difference quotient with steps of {c} to both sides", both, steps)


def _cuts(name: str, values: Array) -> Iterator[Family]:
    """The families that clip: at thresholds from where nothing is left to where nothing is cut."""
    values = values[np.isfinite(values)]
    if not values.size:
        return
    shares = np.linspace(0.0, 1.0, 6)
    sizes = np.quantile(np.abs(values), shares)
    places = np.quantile(values, shares)
    places = np.unique([*places, 0.0]) if places[0] < 0 < places[-1] else places  # where a square turns
    if np.any(values < 0):
        yield Family("found-clipped", name, "between −{c} and {c}", _both_sides, (0.0, *sizes))
    if np.all((values >= 0) & (values <= 1)):
        beside = np.minimum(values, 1 - values)
        yield Family("found-clipped", name, "between {c} and {rest}", _share, (*np.quantile(beside, shares), 0.5))
    yield Family("found-clipped", name, "at {c} from below", _from_below, (*places, places[-1] + np.ptp(values)))
    yield Family("found-clipped", name, "at {c} from above", _from_above, (places[0] - np.ptp(values), *places))


def numbers_that_fit(
    family: Family, at_starts: Iterable[tuple[float, float]], away: Callable[[Edit], float]
) -> Iterator[Edit]:
    """The edits of a family by which one entry comes out as it came; `away` is the distance there, with its sign.

    `at_starts` are those at the numbers that the family starts from. The number is tried with the few digits that a
    hand would write.
    """
    distances = list(at_starts)
    for (low, at_low), (high, at_high) in pairwise(distances):
        if np.isfinite(at_low) and np.isfinite(at_high) and at_low * at_high <= 0 and at_low != at_high:
            root = _root(lambda number: away(family.edit(number)), low, high, at_low, at_high)
            for number in dict.fromkeys(float(f"{root:.{digits}g}") for digits in DIGITS):
                yield family.edit(number)


def _root(distance: Callable[[float], float], low: float, high: float, at_low: float, at_high: float) -> float:
    """The number between two of opposite signs where the distance is 0, by false position with halved weights."""
    for _ in range(STEPS):
        if at_low == 0 or at_high == 0 or abs(high - low) <= CLOSE * (abs(low) + abs(high)):
            break
        middle = high - at_high * (high - low) / (at_high - at_low)
        if not min(low, high) < middle < max(low, high):
            middle = (low + high) / 2
        there = distance(middle)
        if not np.isfinite(there):
            break
        if there * at_high < 0:
            low, at_low = high, at_high
        else:
            at_low /= 2
        if abs(middle - high) <= CLOSE * abs(middle):
            return middle
        high, at_high = middle, there
    return low if at_low == 0 else high


def furthest_entry(got: Any, expected: Array) -> int:
    """The place, in the flat array, of the entry that is furthest from the right one; −1 where there is none."""
    if not isinstance(got, np.ndarray) or got.shape != expected.shape or not got.size:
        return -1
    away = np.abs(np.subtract(got, expected, dtype=float)).ravel()
    return int(np.argmax(np.where(np.isfinite(away), away, -1.0)))
