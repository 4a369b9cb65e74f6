"""An ingredient too many: added to the right answer, or multiplied in once more."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array
from autograd_lab.mistakes.search.finding import Explanation
from autograd_lab.mistakes.search.formula import Constant, Place
from autograd_lab.mistakes.sightings import MATCH, Sighting, agree, ratio


def extra_ingredients(values: Sequence[Mapping[Place, Any]], sightings: Sequence[Sighting]) -> list[Explanation]:
    """Explanations of a part by one ingredient too many; `values` are the ingredients of each draw."""
    found = []
    if values:
        ones = [np.ones_like(sighting.expected, dtype=float) for sighting in sightings]
        times = _multiple(sightings, ones, np.subtract, alone=False)
        found += [Explanation("found-added", times.removesuffix(" times"), "the number")] if times else []
    for place, value in values[0].items() if values else ():
        if callable(value) or isinstance(value, Constant):
            continue
        column = [np.asarray(one[place], dtype=float) for one in values]
        for kind, difference in (("found-added", np.subtract), ("found-again", np.divide)):
            times = _multiple(sightings, column, difference, alone=kind == "found-again")
            if times:
                found.append(Explanation(kind, place[0], "all of" if times == "1 times" else times))
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
