"""The search itself: the edits of a formula, one or two at a time, that give the numbers of every draw.

On one draw every edit is tried; those that fit go on to the others. More pairs than `ROOM` allows are not tried, so
that a check stays quick.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import isclose
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Raised
from autograd_lab.mistakes.description import clarity
from autograd_lab.mistakes.search.calls import between_calls
from autograd_lab.mistakes.search.changes import Simple, changes_of
from autograd_lab.mistakes.search.finding import Explanation, shared
from autograd_lab.mistakes.search.formula import Change, Edit, Formula, Take, evaluated
from autograd_lab.mistakes.search.operations import Operation
from autograd_lab.mistakes.search.results import of_the_whole
from autograd_lab.mistakes.sightings import MATCH, Sighting, agree, ratio
from autograd_lab.mistakes.structure import FACTORS, factor_of

ROOM = 16_000  # ingredients taken in all pairs together, on one draw
FEW = 2  # draws that must tell a finding from the right answer

#: what often comes in twos, beside a factor on top
OFTEN = {"found-one", "found-zero", "found-absolute", "found-inverse", "found-operation", "found-exchanged"}
OFTEN_WORDS = {"the square of", "the root of", "transposed", "x(1 − x)", "1 − x"}
SELDOM = {"found-rounded", "found-through", "found-moved"}  # not tried in every layer of a network, which has many
FIRST = 5  # alternatives of an operation that are tried in pairs

SCOPES = (
    ("", lambda layer, last: True),
    ("in the hidden layers", lambda layer, last: layer < last),
    ("in the last layer", lambda layer, last: layer == last),
    ("in the first layer", lambda layer, last: layer == 0),
)


@dataclass(frozen=True)
class Draw:
    """One draw: its formulas with the number of their last layer, and a sighting of each part."""

    formulas: Sequence[Formula]
    last: int
    sightings: Sequence[Sighting]
    takes: list[Take] = field(default_factory=list)  # the right evaluation of each formula

    def ready(self) -> bool:
        """Whether the formulas could be evaluated; their ingredients are kept."""
        for formula in self.formulas[len(self.takes) :]:
            take = Take(last=self.last)
            evaluated(formula, take)
            take.right = {**take.offered, **take.seen}
            self.takes.append(take)
        return bool(self.takes)

    def would(self, number: int, edits: Sequence[Edit]) -> tuple[Array, ...] | Raised | None:
        """What formula `number` gives with these edits: parts, an error, or None where an edit has nothing to take."""
        take = Take(edits, self.takes[number].right, self.last)
        try:
            return evaluated(self.formulas[number], take)
        except KeyError:
            return None
        except Exception as error:
            return Raised(type(error).__name__)


def found_by_search(draws: Sequence[Draw], parts: Sequence[int], sound: Sequence[int]) -> dict[int, Explanation]:
    """The explanation of each part that has exactly one, or of what its explanations share.

    parts  those that fail and have no name yet; sound  those that hold, which a finding should leave as they are
    """
    found: dict[int, Explanation] = {}
    for part in parts:
        sightings = [draw.sightings[part] for draw in draws]
        if not _telling(sightings):
            continue
        kept = between_calls(sightings)
        explanation = kept or shared(of_the_whole(sightings))
        if explanation:
            found[part] = explanation
    left = [part for part in parts if part not in found and _telling([draw.sightings[part] for draw in draws])]
    if left and min([draw.ready() for draw in draws]):
        found |= _by_edits(draws, left, sound)
    return found


def _telling(sightings: Sequence[Sighting]) -> bool:
    """Whether enough draws differ, and one of them by its numbers."""
    telling = [s for s in sightings if not agree(s.got, s.expected)]
    return len(telling) >= FEW and any(isinstance(s.got, np.ndarray) for s in telling)


def _by_edits(draws: Sequence[Draw], parts: Sequence[int], sound: Sequence[int]) -> dict[int, Explanation]:
    found: dict[int, Explanation] = {}
    for number in range(len(draws[0].formulas)):
        open_ = [part for part in parts if part not in found]
        if open_:
            found |= _by_formula(draws, number, open_, sound)
    return found


Hit = tuple[tuple[Edit, ...], str]  # edits, and the mistake of a factor on top


def _by_formula(
    draws: Sequence[Draw], number: int, parts: Sequence[int], sound: Sequence[int]
) -> dict[int, Explanation]:
    """The explanations by one edit; else by one with a factor on top, or an ingredient too many; else by two."""
    deepest = max(draws, key=lambda draw: len(draw.takes[number].seen))
    edits = list(_edits(deepest.takes[number], deepest.last))
    probes = {part: _probe(draws, part) for part in parts}
    hits: dict[int, list[Hit]] = {part: [] for part in parts}
    for edit in edits:
        for part, hit in _tried(draws, number, (edit,), probes):
            hits[part].append(hit)
    found = {}
    for part in parts:
        together = [hit for hit in hits[part] if all(hit in hits[other] for other in parts)]
        hits[part] = together or hits[part]
        alone = [hit for hit in hits[part] if not hit[1]]
        one = _chosen(draws, number, part, alone, sound) or shared(_extra(draws, number, part))
        one = one or _chosen(draws, number, part, [hit for hit in hits[part] if hit[1]], sound)
        if one:
            found[part] = one
        elif alone:
            probes.pop(part)  # several edits explain it, and share nothing: no pair would say more
    open_ = {part: probe for part, probe in probes.items() if part not in found}
    return found | (_by_pairs(draws, number, edits, open_, sound) if open_ else {})


def _by_pairs(
    draws: Sequence[Draw], number: int, edits: Sequence[Edit], probes: dict[int, Draw], sound: Sequence[int]
) -> dict[int, Explanation]:
    often = list(_often(edits))
    room = ROOM // max(len(draw.takes[number].seen) for draw in draws)
    pairs = [(a, b) for a, b in combinations(often, 2) if a.name != b.name][:room]
    hits: dict[int, list[Hit]] = {part: [] for part in probes}
    for pair in pairs:
        for part, hit in _tried(draws, number, pair, probes, factors=False):
            hits[part].append(hit)
    chosen = {part: _chosen(draws, number, part, hits[part], sound) for part in probes}
    return {part: one for part, one in chosen.items() if one}


def _often(edits: Sequence[Edit]) -> Iterator[Edit]:
    count: dict[str, int] = {}
    for edit in edits:
        if edit.within:
            continue
        if edit.kind == "found-operation":
            count[edit.name] = count.get(edit.name, 0) + 1
            if count[edit.name] > FIRST:
                continue
        if edit.kind in OFTEN or edit.other in OFTEN_WORDS:
            yield edit


def _probe(draws: Sequence[Draw], part: int) -> Draw:
    """The draw on which edits are tried first: one that differs, has numbers and shows them clearly, with as few layers
    as can be, but two.
    """
    telling = [draw for draw in draws if not agree(draw.sightings[part].got, draw.sightings[part].expected)]

    def rank(draw: Draw) -> tuple[bool, bool, bool, int, int]:
        fits, finite, rows = clarity(draw.sightings[part])
        return fits, finite, draw.last > 0, -draw.last, rows

    return max(telling, key=rank)


def _tried(
    draws: Sequence[Draw], number: int, edits: tuple[Edit, ...], probes: dict[int, Draw], factors: bool = True
) -> Iterator[tuple[int, Hit]]:
    """The parts that these edits explain in every draw, alone or with a constant factor on top."""
    answers: dict[int, Any] = {}
    for part, probe in probes.items():
        if id(probe) not in answers:
            answers[id(probe)] = probe.would(number, edits)
        would = answers[id(probe)]
        if would is None or isinstance(would, Raised):
            continue
        sighting = probe.sightings[part]
        if agree(sighting.got, would[part]):
            if _everywhere(draws, number, edits, part):
                yield part, (edits, "")
            continue
        factor = ratio(sighting.got, would[part]) if factors else None
        for besides, rule in FACTORS if factor else ():
            size = factor_of(rule, sighting)
            if size and isclose(size, factor or 0.0, rel_tol=MATCH) and _everywhere(draws, number, edits, part, rule):
                yield part, (edits, besides)


def _everywhere(draws: Sequence[Draw], number: int, edits: Sequence[Edit], part: int, rule: Any = None) -> bool:
    """Whether the edits explain a part in all draws, with the factor of `rule` on top where there is one."""
    for draw in draws:
        would, sighting = draw.would(number, edits), draw.sightings[part]
        if would is None:
            return False
        one = would if isinstance(would, Raised) else would[part]
        factor = factor_of(rule, sighting) if rule else 1.0
        if factor is None or not agree(sighting.got, one if isinstance(one, Raised) else one * factor):
            return False
    return True


def _chosen(
    draws: Sequence[Draw], number: int, part: int, hits: Sequence[Hit], sound: Sequence[int]
) -> Explanation | None:
    """What the edits that explain a part share; those that leave the sound parts alone come first."""
    sparing = [hit for hit in hits if all(_spares(draw, number, hit[0], sound) for draw in draws)]
    explanations = []
    for edits, besides in sparing or hits:
        first, *more = edits
        explanations.append(Explanation(first.kind, first.it, first.other, besides or _besides(more)))
    within = {edit.within for edits, _ in sparing or hits for edit in edits}
    if len(within) > 1:  # the same in all layers and in some: the draws do not tell
        explanations = [
            Explanation(edits[0].kind, edits[0].name, edits[0].other, besides or _besides(edits[1:]))
            for edits, besides in sparing or hits
        ]
    return shared(explanations)


def _besides(edits: Sequence[Edit]) -> str:
    """A second edit in the form of a label: its kind, the ingredient, and how."""
    return "|".join((edits[0].kind, edits[0].name, edits[0].other)) if edits else ""


def _spares(draw: Draw, number: int, edits: Sequence[Edit], sound: Sequence[int]) -> bool:
    would = draw.would(number, edits)
    if would is None or isinstance(would, Raised):
        return not sound
    return all(agree(would[i], draw.sightings[i].expected) for i in sound)


# --- the edits of a formula ---


def _edits(take: Take, last: int) -> Iterator[Edit]:
    """Every edit of every ingredient, in all layers and in some of them."""
    places: dict[str, list[int]] = {}
    for name, layer in take.seen:
        places.setdefault(name, []).append(layer)
    for name, layers in places.items():
        value = take.seen[name, layers[0]]
        changes = _of_operation(value) if isinstance(value, Operation) else _of_value(name, value, take)
        for kind, other, change in changes:
            often = kind in OFTEN or other in OFTEN_WORDS
            if last and kind in SELDOM and other not in OFTEN_WORDS:
                continue
            for within, where in SCOPES if len(layers) > 1 and often else SCOPES[:1]:
                yield Edit(kind, name, change, other, where, within)
        scopes = SCOPES if len(layers) > 1 else SCOPES[:1]
        if len(layers) > 1:
            for step, other in ((1, "above"), (-1, "below")):
                for within, where in scopes:
                    yield Edit("found-layer", name, _neighbour(name, step), other, where, within)


def _of_operation(value: Operation) -> Iterator[tuple[str, str, Change]]:
    for number, (words, _) in enumerate(value.instead):
        yield "found-operation", words, _alternative(number)


def _of_value(name: str, value: Any, take: Take) -> Iterator[tuple[str, str, Change]]:
    for kind, words, change in changes_of(value):
        yield kind, words, _simple(change)
    for other in dict.fromkeys(place[0] for place in take.right):
        partner = next(v for place, v in take.right.items() if place[0] == other)
        if other != name and not isinstance(partner, Operation) and np.ndim(partner) == np.ndim(value):
            yield "found-exchanged", other, _exchange(other)


def _simple(change: Simple) -> Change:
    return lambda value, take, layer: change(np.asarray(value, dtype=float))


def _alternative(number: int) -> Change:
    return lambda value, take, layer: value.instead[number][1]


def _exchange(other: str) -> Change:
    return lambda value, take, layer: take.right[other, layer]


def _neighbour(name: str, step: int) -> Change:
    def taken(value: Any, take: Take, layer: int) -> Any:
        return take.right.get((name, layer + step), value)

    return taken


# --- an ingredient too many ---


def _extra(draws: Sequence[Draw], number: int, part: int) -> list[Explanation]:
    """Explanations by an ingredient that is added, or multiplied in once more."""
    found = []
    names = dict.fromkeys(place for place, value in draws[0].takes[number].right.items() if not callable(value))
    for name, layer in names:
        if draws[0].last:
            continue
        values = [np.asarray(draw.takes[number].right[name, layer], dtype=float) for draw in draws]
        sightings = [draw.sightings[part] for draw in draws]
        for kind, difference in (("found-added", np.subtract), ("found-again", np.divide)):
            times = _multiple(sightings, values, difference, alone=kind == "found-again")
            if times:
                found.append(Explanation(kind, name, times))
    return found


def _multiple(sightings: Sequence[Sighting], values: Sequence[Array], difference: Any, alone: bool) -> str:
    """The factor, in words, by which the values make up the difference between what came and what is right."""
    factors = []
    for sighting, value in zip(sightings, values, strict=True):
        if not isinstance(sighting.got, np.ndarray) or sighting.got.shape != sighting.expected.shape:
            return ""
        if value.shape != sighting.expected.shape or not value.any():
            return ""
        with np.errstate(all="ignore"):
            left = difference(sighting.got, sighting.expected)
        if not np.isfinite(left).all():
            return ""
        factor = ratio(left, value)
        if factor is None or not agree(left, factor * value):
            return ""
        factors.append(factor)
    if alone:
        return "once more" if np.allclose(factors, 1.0, rtol=MATCH) else ""
    if np.ptp(factors) <= MATCH * max(map(abs, factors)):
        return f"{factors[0]:.4g} times"
    return ""
