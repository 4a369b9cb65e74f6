"""One answer in one draw, against which thousands of predictions are held, quickly."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array
from autograd_lab.mistakes.sightings import MATCH, Sighting, agree, ratio
from autograd_lab.mistakes.structure import FACTORS, factor_of

LOOSE = 1e-5  # a first look at one entry, well above MATCH


class Probe:
    """A sighting with its largest entry at hand: most predictions differ there, and need no second look."""

    def __init__(self, sighting: Sighting) -> None:
        self.sighting = sighting
        self.got = np.asarray(sighting.got, dtype=float) if isinstance(sighting.got, np.ndarray) else np.zeros(0)
        size = np.abs(self.got).ravel()
        self.place = int(np.argmax(np.where(np.isfinite(size), size, 0.0))) if size.size else 0
        self.entry = float(self.got.flat[self.place]) if size.size else np.nan
        sizes = ((besides, rule, factor_of(rule, sighting)) for besides, rule in FACTORS)
        self.factors = [(besides, rule, factor) for besides, rule, factor in sizes if factor and factor != 1.0]

    def fits(self, would: Array) -> bool:
        """Whether the prediction is what came."""
        if would.shape != self.got.shape or not self.got.size:
            return False
        near = abs(float(would.flat[self.place]) - self.entry) <= LOOSE * abs(self.entry)
        return (near or not np.isfinite(self.entry) or not self.entry) and agree(self.sighting.got, would)

    def factors_on(self, would: Array) -> Iterator[tuple[str, Any]]:
        """The constant factors that make the prediction what came, each with its mistake and its rule."""
        if would.shape != self.got.shape or not self.got.size or not self.entry:
            return
        there = float(would.flat[self.place])
        for besides, rule, factor in self.factors:
            if abs(there * factor - self.entry) <= LOOSE * abs(self.entry):
                exact = ratio(self.sighting.got, would)
                if exact is not None and abs(exact - factor) <= MATCH * abs(factor):
                    yield besides, rule
