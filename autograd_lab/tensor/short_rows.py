"""Sums and maxima along the last axis where it is short: NumPy's reductions take their time over each row anew.

A product with a row of ones, a dot of each row, a maximum from column to column give the same in a fraction of it.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from autograd_lab.tensor.elementwise import Array

SHORT = 64  # up to so many entries a row


def largest_along(a: Array, axis: int) -> Array:
    """The largest entry along `axis`, which stays with length 1."""
    if a.ndim < 2 or axis not in (-1, a.ndim - 1) or a.shape[-1] > SHORT or not a.size:
        whole: Array = a.max(axis=axis, keepdims=True)
        return whole
    out: Array = np.maximum.reduce(np.ascontiguousarray(np.moveaxis(a, -1, 0)), axis=0)[..., None]
    return out


def sum_along_rows(a: Array) -> Array:
    """Σ of each row, (..., n) -> (..., 1)."""
    out: Array = (a @ ones(a.shape[-1], a.dtype))[..., None]
    return out


def dot_along_rows(a: Array, b: Array) -> Array:
    """Σ a · b of each row, (..., n) -> (..., 1)."""
    out: Array = np.einsum("...i,...i->...", a, b)[..., None]
    return out


def sum_over_rows(a: Array, width: int) -> Array:
    """Σ over all rows, (..., n) -> (n,)."""
    rows = a.reshape(-1, width)
    out: Array = ones(len(rows), a.dtype) @ rows
    return out


@functools.cache
def ones(n: int, dtype: np.dtype[Any]) -> Array:
    """n ones, made once."""
    ones = np.ones(n, dtype)
    ones.flags.writeable = False
    return ones
