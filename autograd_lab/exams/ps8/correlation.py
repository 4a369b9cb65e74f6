"""Cross-correlation over one axis or two, and its way back, as array expressions without a loop over places.

x is (N, C, *sizes), w (O, C, *k), g (N, O, *places). Each of the steps takes its sizes for itself, so that a formula
with one step changed is as quick as the right one.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from autograd_lab.mistakes import Array

Sizes = Sequence[int]


def padded(x: Array, before: Sizes, after: Sizes) -> Array:
    """x with zeros before and after, for each axis of space."""
    sizes = [b + n + a for b, n, a in zip(before, x.shape[2:], after, strict=True)]
    out = np.zeros((*x.shape[:2], *sizes))
    out[(slice(None), slice(None), *(slice(b, b + n) for b, n in zip(before, x.shape[2:], strict=True)))] = x
    return out


def windows(x: Array, k: Sizes, strides: Sizes, places: Sizes) -> Array:
    """What each place of the answer sees: (N, C, *places, *k), a view of x. ValueError where x is too short."""
    for n, size, stride, count in zip(x.shape[2:], k, strides, places, strict=True):
        if (count - 1) * stride + size > n or count < 1:
            raise ValueError(f"{count} windows of {size} with stride {stride} need more than {n} places")
    steps = x.strides[2:]
    moved = tuple(s * stride for s, stride in zip(steps, strides, strict=True))
    return np.lib.stride_tricks.as_strided(x, (*x.shape[:2], *places, *k), (*x.strides[:2], *moved, *steps))


def filter_gradient(g: Array, seen: Array) -> Array:
    """Σ over images and places of g times what was seen there: (O, C, *k)."""
    d = g.ndim - 2
    over = (0, *range(2, 2 + d))
    return np.asarray(np.tensordot(g, seen, axes=(over, over)))


def columns(g: Array, w: Array) -> Array:
    """What each place hands back to its window: (N, *places, C, *k)."""
    return np.tensordot(g, w, axes=(1, 0))


def _at(offsets: tuple[int, ...]) -> Any:
    """The index of one weight, in the last axes."""
    return (..., *offsets)


def sum_at_offsets(cols: Array, sizes: Sizes, strides: Sizes) -> Array:
    """The columns added up where their windows lie, in an array of these sizes; what lies outside is lost."""
    d = len(sizes)
    places, k = cols.shape[1 : 1 + d], cols.shape[2 + d :]
    room = [max(n, (m - 1) * s + size) for n, m, s, size in zip(sizes, places, strides, k, strict=True)]
    out = np.zeros((cols.shape[0], cols.shape[1 + d], *room))
    moved = np.moveaxis(cols, 1 + d, 1)
    for offsets in product(*map(range, k)):
        where = (slice(a, a + s * (m - 1) + 1, s) for a, s, m in zip(offsets, strides, places, strict=True))
        out[(slice(None), slice(None), *where)] += moved[_at(offsets)]
    return out[(slice(None), slice(None), *(slice(n) for n in sizes))]


def last_window_at_offsets(cols: Array, sizes: Sizes, strides: Sizes) -> Array:
    """The columns written where their windows lie, place after place, so that the last one stays."""
    d = len(sizes)
    places, k = cols.shape[1 : 1 + d], cols.shape[2 + d :]
    out = np.zeros((cols.shape[0], cols.shape[1 + d], *sizes))
    for place in np.ndindex(*places):
        where = (slice(m * s, m * s + size) for m, s, size in zip(place, strides, k, strict=True))
        out[(slice(None), slice(None), *where)] = cols[(slice(None), *place)]
    return out


def last_weight_at_offsets(cols: Array, sizes: Sizes, strides: Sizes) -> Array:
    """The columns written weight after weight, so that the last weight's share stays."""
    d = len(sizes)
    places, k = cols.shape[1 : 1 + d], cols.shape[2 + d :]
    out = np.zeros((cols.shape[0], cols.shape[1 + d], *sizes))
    moved = np.moveaxis(cols, 1 + d, 1)
    for offsets in product(*map(range, k)):
        where = (slice(a, a + s * (m - 1) + 1, s) for a, s, m in zip(offsets, strides, places, strict=True))
        out[(slice(None), slice(None), *where)] = moved[_at(offsets)]
    return out


def part_at(x: Array, starts: Sizes, sizes: Sizes) -> Array:
    """The part of this size that begins at these starts."""
    return x[(slice(None), slice(None), *(slice(a, a + n) for a, n in zip(starts, sizes, strict=True)))]
