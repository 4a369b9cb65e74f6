"""Steps of descent gone wrong by a number: taken several times, at a rate of their own, or in place of a slope."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array
from autograd_lab.mistakes.search.finding import Explanation
from autograd_lab.mistakes.search.formula import Place
from autograd_lab.mistakes.sightings import MATCH, Sighting, agree, ratio

_PARAMETERS = ("w", "b")


def steps_taken(values: Sequence[Mapping[Place, Any]], sightings: Sequence[Sighting]) -> list[Explanation]:
    """Explanations of a part by its step; `values` are the ingredients of each draw.

    A step taken twice is a factor 2, which has a name already.
    """
    if not values:
        return []
    names = [place[0] for place in values[0]]
    if "lr" not in names:
        return _in_place_of_slopes(values, sightings, names)
    found = []
    for name in names:
        if not name.startswith("the step "):
            continue
        often = [_over(one, s, name) for one, s in zip(values, sightings, strict=True)]
        if None in often:
            continue
        times = np.array([1 - float(factor or 0.0) for factor in often])
        rates = times * [float(_value(one, "lr")) for one in values]
        if _is_one_number(times) and times[0] > 2 + MATCH and abs(times[0] - round(times[0])) <= MATCH * times[0]:
            found.append(Explanation("found-repeated", name, f"{round(times[0])}"))
        elif _is_one_number(rates) and not _is_one_number(times):
            found.append(Explanation("found-own-rate", "lr", f"{rates[0]:.4g}{_cut(times)}"))
    return found


def _cut(times: Array) -> str:
    """The words for a rate that is the larger in every draw, or the smaller: then lr may have been cut there."""
    if (times < 1).all():
        return " (or never more)"
    return " (or never less)" if (times > 1).all() else ""


def _in_place_of_slopes(
    values: Sequence[Mapping[Place, Any]], sightings: Sequence[Sighting], names: Sequence[str]
) -> list[Explanation]:
    """The explanations by a parameter from which a multiple of the right answer, its slope, has been subtracted."""
    found = []
    for name in _PARAMETERS if {*_PARAMETERS} <= {*names} else ():
        rates = [_multiple(s, _value(one, name), s.expected) for one, s in zip(values, sightings, strict=True)]
        if None not in rates and _is_one_number(numbers := -np.array(rates, dtype=float)) and numbers[0] > 0:
            found.append(Explanation("found-stepped", name, f"{numbers[0]:.4g}"))
    return found


def _over(values: Mapping[Place, Any], sighting: Sighting, name: str) -> float | None:
    """How many times the step is added to the right answer."""
    return _multiple(sighting, sighting.expected, _value(values, name))


def _multiple(sighting: Sighting, start: Array, of: Array) -> float | None:
    """The factor f by which what came is start + f · of; None where there is no such number."""
    got = sighting.got
    if not isinstance(got, np.ndarray) or not got.shape == np.shape(start) == np.shape(of) or not np.any(of):
        return None
    if got.dtype.kind not in "biuf" or not np.isfinite(got).all():
        return None
    factor = ratio(got - start, np.asarray(of))
    return factor if factor is not None and agree(got, np.asarray(start + factor * of)) else None


def _value(values: Mapping[Place, Any], name: str) -> Array:
    return np.asarray(next(value for place, value in values.items() if place[0] == name), dtype=float)


def _is_one_number(numbers: Array) -> bool:
    return bool(np.isfinite(numbers).all() and np.ptp(numbers) <= MATCH * np.max(np.abs(numbers)))
