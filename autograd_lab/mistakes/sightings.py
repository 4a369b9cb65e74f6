"""Sightings: one returned value in one draw each; and when two answers agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Raised

MATCH = 1e-6  # relative distance below which two answers count as the same


@dataclass(frozen=True)
class Sighting:
    """One answer in one draw: what came, what should have come, and what a mistake may have mixed in.

    `known` maps names to numbers and arrays ("N", "w"); `suspects` lists mistakes with their predictions; `unit` is
    what the entries are measured in.
    """

    got: Array | Raised
    expected: Array
    known: Mapping[str, Any] = field(default_factory=dict)
    suspects: Sequence[tuple[str, Array | Raised]] = ()
    unit: Array | float = 1.0


def agree(a: Array | Raised, b: Array | Raised) -> bool:
    """Whether two answers agree: both raise the same type of error, or shapes and numbers agree to six digits.

    >>> agree(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-9]))
    True
    """
    if isinstance(a, Raised) or isinstance(b, Raised):
        return isinstance(a, Raised) and isinstance(b, Raised) and a.type == b.type
    if a.shape != b.shape or a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
        return False
    if a.dtype == b.dtype and a.tobytes() == b.tobytes():  # most edits leave most parts as they were
        return True
    finite = np.isfinite(a)
    if not np.array_equal(finite, np.isfinite(b)):
        return False
    if not finite.all():
        return bool(np.array_equal(a[~finite], b[~finite], equal_nan=True)) and agree(a[finite], b[finite])
    scale = max(np.max(np.abs(a), initial=0.0), np.max(np.abs(b), initial=0.0))
    with np.errstate(over="ignore"):  # an answer may hold the largest numbers there are
        away = np.max(np.abs(np.subtract(a, b, dtype=float)), initial=0.0)
    return bool(away <= MATCH * scale)


def ratio(a: Array | Raised, b: Array | Raised) -> float | None:
    """The one number by which b must be multiplied to give a. None when there is none, NaN when any would do.

    >>> ratio(np.array([2.0, 4.0]), np.array([1.0, 2.0]))
    2.0
    """
    if isinstance(a, Raised) or isinstance(b, Raised):
        return float("nan") if agree(a, b) else None
    if a.shape != b.shape or a.dtype.kind not in "biuf" or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return None
    if not b.any():
        return None if a.any() else float("nan")
    where = np.unravel_index(int(np.argmax(np.abs(b))), b.shape)
    with np.errstate(over="ignore"):
        factor = float(a[where] / b[where])
    return factor if factor and np.isfinite(factor) and agree(a, factor * b) else None
