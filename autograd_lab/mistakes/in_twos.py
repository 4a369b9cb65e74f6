"""Two mistakes at once: two swaps in one answer, where no single one and no search explains it.

Each of two slips is known by itself; together they give numbers that neither predicts. So the swaps of an anatomy are
tried in twos, on the draw that is made of the least; the pairs that fit go on to the others. A draw with an axis of
length 1 comes first only where all have one: along it a transposed matrix, say, changes nothing.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from autograd_lab.mistakes.anatomy import Anatomy, Array, Raised, Swap, result_or_error
from autograd_lab.mistakes.sightings import Sighting, agree

FEW = 2  # draws that must tell


def two_at_once(
    draws: Sequence[Sequence[Anatomy]],
    swaps: Sequence[Swap],
    part: int,
    sightings: Sequence[Sighting],
    made: "dict[tuple[int, int], _Swapped] | None" = None,
) -> tuple[str, str] | None:
    """The two mistakes that explain one part in all draws together; None where no pair does, or more than one.

    draws      the anatomies of each draw, the same ones in the same order
    sightings  the part in each draw
    made       what pairs give, kept from one part of the same draws to the next

    >>> import numpy as np
    >>> draws = [np.array([1.0, 2.0]), np.array([3.0, -1.0])]
    >>> made_of = [[Anatomy({"a": x, "b": x + 1}, lambda i: (i["a"] * i["b"],))] for x in draws]
    >>> swaps = Swap("squared", "a", lambda i: i["a"] ** 2), Swap("exp", "b", lambda i: np.exp(i["b"]))
    >>> two_at_once(made_of, swaps, 0, [Sighting(x**2 * np.exp(x + 1), x * (x + 1)) for x in draws])
    ('squared', 'exp')
    """
    telling = [n for n, s in enumerate(sightings) if not agree(s.got, s.expected)]
    numbers = [n for n in telling if not isinstance(sightings[n].got, Raised)]
    if len(telling) < FEW or not numbers:
        return None
    first = min(numbers, key=lambda n: (1 in sightings[n].expected.shape, sightings[n].expected.size))
    found: dict[frozenset[str], tuple[str, str]] = {}
    made = {} if made is None else made
    for number in range(len(draws[0])):
        column = [_kept(made, (n, number), anatomies[number], swaps) for n, anatomies in enumerate(draws)]
        for one, other in combinations(column[first].edits_that_change(part, sightings[first].expected), 2):
            if one.role == other.role or one.mistake == other.mistake:
                continue
            if column[first].explains(one, other, part, sightings[first]) and all(
                column[n].explains(one, other, part, s) for n, s in enumerate(sightings) if n != first
            ):
                found[frozenset((one.mistake, other.mistake))] = (one.mistake, other.mistake)
    return next(iter(found.values())) if len(found) == 1 else None


def _kept(
    made: "dict[tuple[int, int], _Swapped]", place: tuple[int, int], anatomy: Anatomy, swaps: Sequence[Swap]
) -> "_Swapped":
    """The anatomy of one draw with its swaps, made once."""
    if place not in made:
        made[place] = _Swapped(anatomy, swaps)
    return made[place]


class _Swapped:
    """One anatomy with what its swaps put in; each is made once."""

    def __init__(self, anatomy: Anatomy, swaps: Sequence[Swap]) -> None:
        self.anatomy = anatomy
        self.edits = [swap for swap in swaps if swap.role in anatomy.ingredients]
        self.values: dict[int, Any] = {}
        self.pairs: dict[tuple[int, int], tuple[Array, ...] | Raised] = {}

    def edits_that_change(self, part: int, expected: Array) -> list[Swap]:
        """The edits by which this part comes out otherwise: of two slips in it, each alone would be one."""
        return [swap for swap in self.edits if not self._leaves(swap, part, expected)]

    def _leaves(self, swap: Swap, part: int, expected: Array) -> bool:
        would = self.parts({swap.role: self.value(swap)})
        return not isinstance(would, Raised) and agree(would[part], expected)

    def explains(self, one: Swap, other: Swap, part: int, sighting: Sighting) -> bool:
        """Whether both together give what came."""
        pair = id(one), id(other)
        if pair not in self.pairs:
            self.pairs[pair] = self.parts({one.role: self.value(one), other.role: self.value(other)})
        would = self.pairs[pair]
        return agree(sighting.got, would if isinstance(would, Raised) else would[part])

    def value(self, swap: Swap) -> Any:
        """What the swap puts in, or the error that it raises."""
        if id(swap) not in self.values:
            self.values[id(swap)] = result_or_error(lambda: swap.by(self.anatomy.ingredients))
        return self.values[id(swap)]

    def parts(self, put: Mapping[str, Any]) -> tuple[Array, ...] | Raised:
        """The answer with these ingredients, or the error of one of them."""
        errors = [value for value in put.values() if isinstance(value, Raised)]
        if errors:
            return errors[0]
        return result_or_error(lambda: self.anatomy.build({**self.anatomy.ingredients, **put}))
