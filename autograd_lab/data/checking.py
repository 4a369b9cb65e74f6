"""What the functions of this package ask of their arguments: whole numbers, a seed, arrays of one length."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_lab.errors import LabError, ShapeError

Array = NDArray[Any]
Seed = int | np.random.Generator | None


class DataError(LabError, ValueError):
    """A setting from which no data set can be made."""


def checked_generator(what: str, n: int, least: int, noise: float, seed: Seed) -> np.random.Generator:
    """A Generator from the seed; raises DataError, naming `what`, for too few rows or a negative noise."""
    if whole_number(f"{what}: n", n) < least:
        raise DataError(f"{what}: needs at least {least} rows, {n} were asked for")
    if finite_number(f"{what}: noise", noise) < 0:
        raise DataError(f"{what}: noise is a standard deviation, it cannot be negative; got {noise!r}")
    return generator_of(what, seed)


def generator_of(what: str, seed: Seed) -> np.random.Generator:
    """A Generator from a seed, or a Generator as it is; raises DataError, naming `what`, for anything else."""
    try:
        return np.random.default_rng(seed)
    except (TypeError, ValueError):
        raise DataError(
            f"{what}: seed is a whole number from 0, or a NumPy Generator; got {seed!r:.40}. Write seed=0."
        ) from None


def whole_number(what: str, given: Any) -> int:
    """The argument as an int, if Python or NumPy counts it as one. Raises DataError, naming `what`, for the rest."""
    try:
        if isinstance(given, (bool, np.bool_)):
            raise TypeError
        return operator.index(given)
    except TypeError:
        raise DataError(f"{what} is a whole number, got {given!r:.40}") from None


def finite_number(what: str, given: Any) -> float:
    """The argument as a finite float. Raises DataError, naming `what`, for anything else."""
    try:
        finite = math.isfinite(given)
    except TypeError:
        finite = False
    if not finite:
        raise DataError(f"{what} is one finite number, got {given!r:.40}")
    return float(given)


def as_array(what: str, given: Any) -> Array:
    """The argument as an array. Raises ShapeError, naming `what`, for rows of unequal length."""
    try:
        return np.asarray(given)
    except ValueError:
        raise ShapeError(f"{what}: the rows are of unequal length, so they make no array: {given!r:.60}") from None


def arrays_of_one_length(what: str, arrays: Sequence[Any]) -> tuple[Array, ...]:
    """The arguments as arrays. Raises ShapeError, naming `what`, when their numbers of rows differ or are 0."""
    made = tuple(as_array(what, array) for array in arrays)
    if not made or any(array.ndim == 0 for array in made) or len({len(array) for array in made}) > 1:
        shapes = ", ".join(str(array.shape) for array in made) or "nothing"
        raise ShapeError(
            f"{what}: every array needs the same number of rows, got {shapes}. Row i of each belongs together."
        )
    if not len(made[0]):
        raise ShapeError(f"{what}: got arrays without rows. Give at least one.")
    return made
