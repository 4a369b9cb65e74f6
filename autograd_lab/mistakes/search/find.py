"""The search itself: the edits of a formula, one or two at a time, that give the numbers of every draw.

On one draw every edit is tried; those that fit go on to the others. More pairs than `ROOM` allows are not tried, so
that a check stays quick.
"""

from collections.abc import Callable, Sequence
from itertools import combinations, islice
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Raised
from autograd_lab.mistakes.search.calls import FEW, between_calls
from autograd_lab.mistakes.search.draws import Draw, Hit, explains_everywhere, parts_explained, probe_of, spares
from autograd_lab.mistakes.search.edits import edits_of, often_in_twos
from autograd_lab.mistakes.search.extra import extra_ingredients
from autograd_lab.mistakes.search.finding import Explanation, common_explanation
from autograd_lab.mistakes.search.formula import Edit, Place
from autograd_lab.mistakes.search.kept import kept_ingredients
from autograd_lab.mistakes.search.numbered import Family, families, furthest_entry, numbers_that_fit
from autograd_lab.mistakes.search.results import of_the_whole, size_factors
from autograd_lab.mistakes.search.steps import steps_taken
from autograd_lab.mistakes.sightings import Sighting, agree

ROOM = 16_000  # ingredients taken in all pairs together, on one draw


def found_by_search(draws: Sequence[Draw], parts: Sequence[int], sound: Sequence[int]) -> dict[int, Explanation]:
    """The explanation of each part that has exactly one, or of what its explanations share.

    parts  those that fail and have no name yet; sound  those that hold, which a finding should leave as they are

    What says most comes first: something kept between calls, a factor made of sizes, one edit of the formula, a change
    of the whole answer, an ingredient too many, an edit with a factor on top, two edits.
    """
    sightings = {part: [draw.sightings[part] for draw in draws] for part in parts}
    open_ = [part for part in parts if _is_enough_to_tell(sightings[part])]
    found: dict[int, Explanation] = {}

    def keep(part: int, one: Explanation | None) -> None:
        if one:
            found[part] = one
            open_.remove(part)

    for part in parts:
        one = between_calls(sightings[part])
        if one and part not in open_:
            found[part] = one
        elif part in open_:
            keep(part, one or common_explanation(list(size_factors(sightings[part]))))
    searches = [_OneFormula(draws, n, open_, sound) for n in range(len(draws[0].formulas))] if _ready(draws) else []

    def each(step: Callable[[_OneFormula, int], Explanation | None]) -> None:
        for search in searches:
            for part in list(open_):
                keep(part, step(search, part))

    each(_OneFormula.by_steps)
    each(_OneFormula.by_one_edit)
    each(_OneFormula.by_state)
    each(_OneFormula.by_a_number)
    whole = {part: of_the_whole(sightings[part]) for part in open_}
    for part in list(open_):
        alike = [one for one in whole[part] if all(one in others for others in whole.values())]
        keep(part, common_explanation(alike or whole[part]))
    for step in (
        _OneFormula.by_crossing,
        _OneFormula.by_one_more,
        _OneFormula.by_an_edit_and_a_factor,
        _OneFormula.by_two_edits,
    ):
        each(step)
    return found


def _ready(draws: Sequence[Draw]) -> bool:
    return min([draw.ready() for draw in draws])


def _is_enough_to_tell(sightings: Sequence[Sighting]) -> bool:
    """Whether enough draws differ, and one of them by its numbers."""
    telling = [s for s in sightings if not agree(s.got, s.expected)]
    return len(telling) >= FEW and any(map(_differs_in_a_number, telling))


def _differs_in_a_number(sighting: Sighting) -> bool:
    """Whether an entry that is a number is wrong: NaN comes from too much to tell of any one thing."""
    got, expected = sighting.got, sighting.expected
    if not isinstance(got, np.ndarray) or got.dtype.kind not in "biuf":
        return False
    finite = np.isfinite(got)
    return bool(finite.any()) and not (got.shape == expected.shape and agree(got[finite], expected[finite]))


class _OneFormula:
    """The search over one of the formulas; its edits are tried once for all parts."""

    def __init__(self, draws: Sequence[Draw], number: int, parts: Sequence[int], sound: Sequence[int]) -> None:
        self.draws, self.number, self.sound = draws, number, sound
        self.probes = {part: probe_of(draws, part) for part in parts}
        deepest = max(draws, key=lambda draw: len(draw.takes[number].seen))
        self.edits = list(edits_of(deepest.takes[number])) if parts else []
        self.hits: dict[int, list[Hit]] = {part: [] for part in parts}
        for edit in self.edits:
            for part, hit in parts_explained(draws, number, (edit,), self.probes):
                self.hits[part].append(hit)
        self.paired: dict[int, list[Hit]] | None = None
        self.starts: dict[int, list[tuple[Family, list[tuple[float, Any]]]]] = {}
        self.crossings: dict[int, list[Explanation]] | None = None

    def by_one_edit(self, part: int) -> Explanation | None:
        """The explanation by one edit."""
        return self._common_explanation([hit for hit in self.hits[part] if not hit[1]])

    def _is_explained(self, part: int) -> bool:
        """Whether single edits explain the part, though they share nothing: then no other thing is to be named."""
        return any(not besides for _, besides in self.hits[part])

    def by_state(self, part: int) -> Explanation | None:
        """The explanation by ingredients of earlier calls that are still in."""
        if self._is_explained(part):
            return None
        return kept_ingredients(self.draws, self.number, part, list(self.probes))

    def by_steps(self, part: int) -> Explanation | None:
        """The explanation by a step of descent, taken several times, at its own rate, or in place of a slope."""
        return common_explanation(steps_taken(self._values(), [draw.sightings[part] for draw in self.draws]))

    def by_a_number(self, part: int) -> Explanation | None:
        """The explanation by an edit with a number of its own, such as a threshold."""
        draw, probe = self.probes[part]
        place = furthest_entry(probe.sighting.got, probe.sighting.expected)
        if place < 0 or self._is_explained(part):
            return None

        def distance(would: tuple[Array, ...] | Raised | None) -> float:
            if would is None or isinstance(would, Raised) or would[part].shape != probe.got.shape:
                return np.nan
            return float(would[part].flat[place] - probe.got.flat[place])

        def away(edit: Edit) -> float:
            return distance(draw.would(self.number, (edit,)))

        fits: list[Hit] = []
        for family, at_starts in self._at_starts(draw):
            near = [(start, distance(would)) for start, would in at_starts]
            edits = numbers_that_fit(family, near, away)
            fits += [((e,), "") for e in edits if explains_everywhere(self.draws, self.number, (e,), part)][:1]
        return self._common_explanation(fits, {part: fits})

    def _at_starts(self, draw: Draw) -> list[tuple[Family, list[tuple[float, Any]]]]:
        """The families of edits with a number of their own, with what the draw gives at the numbers they start from."""
        if id(draw) not in self.starts:
            self.starts[id(draw)] = [
                (family, [(start, draw.would(self.number, (family.edit(start),))) for start in family.starts])
                for family in families(draw.takes[self.number])
            ]
        return self.starts[id(draw)]

    def by_crossing(self, part: int) -> Explanation | None:
        """The explanation by two ingredients of one shape that stand in each other's place."""
        if self._is_explained(part):
            return None
        if self.crossings is None:
            self.crossings = {part: [] for part in self.probes}
            exchanges = {(e.name, e.other): e for e in self.edits if e.kind == "found-exchanged" and not e.within}
            for one, other in exchanges:
                if one < other and (other, one) in exchanges:
                    pair = exchanges[one, other], exchanges[other, one]
                    for where, _ in parts_explained(self.draws, self.number, pair, self.probes, factors=False):
                        self.crossings[where].append(Explanation("found-crossed", one, other))
        return common_explanation(self.crossings[part])

    def by_one_more(self, part: int) -> Explanation | None:
        """The explanation by an ingredient that is added, or multiplied in once more."""
        return common_explanation(extra_ingredients(self._values(), [draw.sightings[part] for draw in self.draws]))

    def _values(self) -> list[dict[Place, Any]]:
        """The ingredients of each draw; none for a network, where a layer's would have to be told apart."""
        return [] if any(draw.last for draw in self.draws) else [dict(d.takes[self.number].right) for d in self.draws]

    def by_an_edit_and_a_factor(self, part: int) -> Explanation | None:
        """The explanation by one edit and a constant factor on top."""
        return self._common_explanation([hit for hit in self.hits[part] if hit[1]])

    def by_two_edits(self, part: int) -> Explanation | None:
        """The explanation by two edits; none where several single ones explain the part, and share nothing."""
        if self._is_explained(part):
            return None
        if self.paired is None:
            self.paired = {part: [] for part in self.probes}
            often = list(often_in_twos(self.edits))
            room = ROOM // max(len(draw.takes[self.number].seen) for draw in self.draws)
            for pair in islice((pair for pair in combinations(often, 2) if pair[0].name != pair[1].name), room):
                for other, hit in parts_explained(self.draws, self.number, pair, self.probes, factors=False):
                    self.paired[other].append(hit)
        return self._common_explanation(self.paired[part], self.paired)

    def _common_explanation(self, hits: Sequence[Hit], among: dict[int, list[Hit]] | None = None) -> Explanation | None:
        """What the edits share; those that explain all open parts come first, then those that spare the sound ones."""
        every = (among or self.hits).values()
        together = [hit for hit in hits if all(hit in other for other in every)] or list(hits)
        sparing = [h for h in together if all(spares(draw, self.number, h[0], self.sound) for draw in self.draws)]
        left = sparing or together
        within = {edit.within for edits, _ in left for edit in edits}
        return common_explanation(
            [
                Explanation(
                    edits[0].kind,
                    edits[0].it if len(within) == 1 else edits[0].name,  # all layers or some: the draws do not tell
                    edits[0].other,
                    besides or _besides(edits[1:]),
                )
                for edits, besides in left
            ]
        )


def _besides(edits: Sequence[Edit]) -> str:
    """A second edit in the form of a label: its kind, the ingredient, and how."""
    return "|".join((edits[0].kind, edits[0].name, edits[0].other)) if edits else ""
