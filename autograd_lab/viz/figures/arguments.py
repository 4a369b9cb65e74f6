"""Checks of what a figure is given: each returns the argument in a settled form, or raises LabError naming it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from autograd_lab.errors import LabError


def finite_numbers(what: str, given: Iterable[float]) -> list[float]:
    """A list of finite floats. Raises LabError, naming `what`, when it is empty or holds anything else."""
    try:
        found = [float(x) for x in given]
    except (TypeError, ValueError):
        found = []
    if not found or not all(map(math.isfinite, found)):
        raise LabError(f"{what}: expected finite numbers, at least one, got {given!r:.60}")
    return found


def finite_number(what: str, given: float) -> float:
    """One finite float. Raises LabError, naming `what`, for anything else."""
    return finite_numbers(what, [given])[0]


def whole_number(what: str, given: int, low: int, high: int, cure: str = "") -> int:
    """A whole number from low to high. Raises LabError, naming `what`, for anything else."""
    if not isinstance(given, int) or isinstance(given, bool) or not low <= given <= high:
        raise LabError(f"{what} is a whole number from {low} to {high}, got {given!r:.40}{cure}")
    return given


def checked_seed(what: str, seed: int) -> int:
    """A seed from 0 to 2³¹ − 1. Raises LabError, naming `what`, for anything else."""
    return whole_number(what, seed, 0, 2**31 - 1)


def number_between(what: str, given: float, low: float, high: float) -> float:
    """A number from low to high. Raises LabError, naming `what`, for anything else."""
    found = finite_number(what, given)
    if not low <= found <= high:
        raise LabError(f"{what} lies between {low:g} and {high:g}, got {found:g}")
    return found


def known_choice(what: str, given: Any, known: Iterable[Any]) -> Any:
    """The item of `known` that equals `given`. Raises LabError, naming `what` and the list, when there is none."""
    listed = list(known)
    if isinstance(given, (int, float, str)) and not isinstance(given, bool) and given in listed:
        return listed[listed.index(given)]  # 16 for 16.0
    names = ", ".join(x if isinstance(x, str) else f"{x:g}" for x in listed)
    raise LabError(f"{what} is one of {names}, got {given!r:.40}")


def range_ends(what: str, given: tuple[float, float] | None, low: float, high: float, *inside: float) -> list[float]:
    """[lowest, highest] of an axis or slider: `given`, else (low, high), widened to hold the numbers `inside`."""
    ends = finite_numbers(what, (low, high) if given is None else given)
    if len(ends) != 2 or not ends[0] < ends[1]:
        raise LabError(f"{what}: write (lowest, highest), got {given!r:.60}")
    return [min(ends[0], *inside), max(ends[1], *inside)] if inside else ends
