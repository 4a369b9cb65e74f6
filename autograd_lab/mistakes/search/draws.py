"""Draws as the search takes them, and whether edits of a formula explain what came in each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograd_lab.mistakes.anatomy import Array, Raised
from autograd_lab.mistakes.description import clarity
from autograd_lab.mistakes.search.formula import Edit, Formula, Take, parts_by_formula
from autograd_lab.mistakes.search.probe import Probe
from autograd_lab.mistakes.sightings import Sighting, agree
from autograd_lab.mistakes.structure import factor_of

Hit = tuple[tuple[Edit, ...], str]  # edits, and the mistake of a factor on top


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
            parts_by_formula(formula, take)
            take.right = {**take.offered, **take.seen}
            self.takes.append(take)
        return bool(self.takes)

    def would(self, number: int, edits: Sequence[Edit]) -> tuple[Array, ...] | Raised | None:
        """What formula `number` gives with these edits: parts, an error, or None where an edit has nothing to take."""
        take = Take(edits, self.takes[number].right, self.last)
        try:
            return parts_by_formula(self.formulas[number], take)
        except KeyError:
            return None
        except Exception as error:
            return Raised(type(error).__name__)


def probe_of(draws: Sequence[Draw], part: int) -> tuple[Draw, Probe]:
    """The draw on which edits are tried first: one that differs, has numbers and shows them clearly, with as few layers
    as can be, but two.
    """
    telling = [draw for draw in draws if not agree(draw.sightings[part].got, draw.sightings[part].expected)]

    def rank(draw: Draw) -> tuple[bool, bool, bool, int, int]:
        fits, finite, rows = clarity(draw.sightings[part])
        return finite, fits, draw.last > 0, -draw.last, rows

    chosen = max(telling, key=rank)
    return chosen, Probe(chosen.sightings[part])


def parts_explained(
    draws: Sequence[Draw],
    number: int,
    edits: tuple[Edit, ...],
    probes: dict[int, tuple[Draw, Probe]],
    factors: bool = True,
) -> Iterator[tuple[int, Hit]]:
    """The parts that these edits explain in every draw, alone or with a constant factor on top."""
    answers: dict[int, Any] = {}
    for part, (draw, probe) in probes.items():
        if id(draw) not in answers:
            answers[id(draw)] = draw.would(number, edits)
        would = answers[id(draw)]
        if would is None or isinstance(would, Raised):
            continue
        if probe.fits(would[part]):
            if explains_everywhere(draws, number, edits, part):
                yield part, (edits, "")
        elif factors:
            for besides, rule in probe.factors_on(would[part]):
                if explains_everywhere(draws, number, edits, part, rule):
                    yield part, (edits, besides)


def explains_everywhere(draws: Sequence[Draw], number: int, edits: Sequence[Edit], part: int, rule: Any = None) -> bool:
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


def spares(draw: Draw, number: int, edits: Sequence[Edit], sound: Sequence[int]) -> bool:
    """Whether the edits leave the sound parts as they should be."""
    would = draw.would(number, edits)
    if would is None or isinstance(would, Raised):
        return not sound
    return all(agree(would[i], draw.sightings[i].expected) for i in sound)
