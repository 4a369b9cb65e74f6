"""The way back through a cross-correlation with a name for each ingredient, as the search edits them."""

from typing import Any

import numpy as np

from autograd_lab.exams.ps8 import correlation
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Array, Take
from autograd_lab.mistakes.search.operations import Operation


def _without(axis: int, place: slice) -> Any:
    """A sum over images and places that leaves some of them out."""
    return lambda g, seen: correlation.filter_gradient(
        g[(slice(None),) * axis + (place,)], seen[(slice(None),) * axis + (place,)]
    )


def _over_places(d: int) -> Operation:
    """Σ over images and places of g times what is seen there, with d axes of space."""
    edges = [(2, "row of places" if d > 1 else "place"), (3, "column of places")][:d]
    return Operation(
        correlation.filter_gradient,
        (
            ("a sum without the last image", _without(0, slice(-1))),
            ("a sum without the first image", _without(0, slice(1, None))),
            *((f"a sum without the last {what}", _without(axis, slice(-1))) for axis, what in edges),
            *((f"a sum without the first {what}", _without(axis, slice(1, None))) for axis, what in edges),
            ("a product of absolute values", lambda g, seen: correlation.filter_gradient(np.abs(g), np.abs(seen))),
            ("a sum of the squares", lambda g, seen: correlation.filter_gradient(g**2, seen**2)),
        ),
    )


def _sum(g: Array) -> Array:
    return np.asarray(g.sum(axis=(0, *range(2, g.ndim))))


def _of_places(d: int) -> Operation:
    """Σ over images and places, with d axes of space."""
    what = "row of places" if d > 1 else "place"
    return Operation(
        _sum,
        (
            ("the largest", lambda g: g.max(axis=(0, *range(2, g.ndim)))),
            ("the spread", lambda g: g.std(axis=(0, *range(2, g.ndim)))),
            ("a sum of the squares", lambda g: _sum(g**2)),
            ("a sum of the absolute values", lambda g: _sum(np.abs(g))),
            ("a sum without the last image", lambda g: _sum(g[:-1])),
            ("a sum without the first image", lambda g: _sum(g[1:])),
            (f"a sum without the last {what}", lambda g: _sum(g[:, :, :-1])),
            (f"a sum without the first {what}", lambda g: _sum(g[:, :, 1:])),
        ),
    )


def _at_places(keep: Any) -> Any:
    """The columns of some places alone, added up."""

    def some(cols: Array, sizes: Any, strides: Any) -> Array:
        kept = np.zeros_like(cols)
        kept[keep] = cols[keep]
        return correlation.sum_at_offsets(kept, sizes, strides)

    return some


def _added_up(d: int) -> Operation:
    """The columns added up where their windows lie, with d axes of space."""
    what = "row of places" if d > 1 else "place"
    return Operation(
        correlation.sum_at_offsets,
        (
            (f"a sum without the last {what}", _at_places((slice(None), slice(-1)))),
            (f"a sum without the first {what}", _at_places((slice(None), slice(1, None)))),
            ("a sum without the last image", _at_places(slice(-1))),
            ("a sum without the first image", _at_places(slice(1, None))),
            ("a sum of the absolute values", lambda cols, sizes, s: correlation.sum_at_offsets(np.abs(cols), sizes, s)),
            (
                "a mean over the windows that meet there",
                lambda cols, sizes, s: (
                    correlation.sum_at_offsets(cols, sizes, s)
                    / np.maximum(correlation.sum_at_offsets(np.ones_like(cols), sizes, s), 1)
                ),
            ),
        ),
    )


#: the three sums, for one axis of space and for two
_SUMS = {d: (_over_places(d), _added_up(d), _of_places(d)) for d in (1, 2)}


def backward(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """(dx, dw, db): the columns g · w added up, g times what was seen, and g summed."""
    x, w, stride, padding, g = inputs.values()
    d = x.ndim - 2
    p, s = (padding,) * d, (stride,) * d
    over_places, added_up, of_places = _SUMS[d]
    xp = take("the padded x", correlation.padded(take("x", x), p, p))
    seen = correlation.windows(np.ascontiguousarray(xp), w.shape[2:], s, g.shape[2:])
    dw = take("the sum for dw", over_places)(take("g for dw", g), seen)
    cols = correlation.columns(take("g for dx", g), take("w", w))
    dxp = take("the sum for dx", added_up)(cols, xp.shape[2:], s)
    db = take("the sum for db", of_places)(take("g for db", g))
    return correlation.part_at(take("the padded dx", dxp), p, x.shape[2:]), dw, db
