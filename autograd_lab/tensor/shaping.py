"""Rules that add up, reorder, pick or join entries: a gradient goes back to where its entry came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import ShapeError
from autograd_lab.tensor.elementwise import Array, Pull, Ruled, same

Axis = int | tuple[int, ...] | None


def unbroadcast(g: Array, shape: tuple[int, ...]) -> Array:
    """Sum a gradient over the axes along which an operand of this shape was repeated; returns that shape."""
    if g.shape == shape:
        return g
    extra = g.ndim - len(shape)
    if extra > 0:
        g = np.add.reduce(g, axis=tuple(range(extra)))
    stretched = tuple(i for i, (have, want) in enumerate(zip(g.shape, shape, strict=True)) if want == 1 != have)
    return np.add.reduce(g, axis=stretched, keepdims=True) if stretched else g


def total(a: Array, axis: Axis = None, keepdims: bool = False) -> Ruled:
    """Σ over `axis`, with slope 1 for each entry; raises ShapeError for an axis that does not exist."""
    _entries_per_result("sum", a, axis)
    return np.sum(a, axis=axis, keepdims=keepdims), (_spread(a.shape, axis, keepdims, 1),)


def mean(a: Array, axis: Axis = None, keepdims: bool = False) -> Ruled:
    """The mean over `axis`, with slope 1/n for each entry; raises ShapeError for a missing axis and for no entries."""
    count = _entries_per_result("mean", a, axis)
    return np.mean(a, axis=axis, keepdims=keepdims), (_spread(a.shape, axis, keepdims, count),)


def largest(a: Array, axis: Axis = None, keepdims: bool = False) -> Ruled:
    """The largest entry along `axis`; entries that tie share the gradient equally."""
    return _extreme("max", np.max, a, axis, keepdims)


def smallest(a: Array, axis: Axis = None, keepdims: bool = False) -> Ruled:
    """The smallest entry along `axis`; entries that tie share the gradient equally."""
    return _extreme("min", np.min, a, axis, keepdims)


def _extreme(name: str, choose: Any, a: Array, axis: Axis, keepdims: bool) -> Ruled:
    """The largest or smallest entry along `axis`, as `choose` (np.max, np.min) finds it."""
    _entries_per_result(name, a, axis)
    out = choose(a, axis=axis, keepdims=keepdims)

    def pull(g: Array) -> Array:
        hit = a == _with_reduced_axes(out, a.ndim, axis, keepdims)
        share: Array = _with_reduced_axes(g, a.ndim, axis, keepdims) / np.sum(hit, axis=axis, keepdims=True)
        routed: Array = hit * share
        return routed

    return out, (pull,)


def _spread(shape: tuple[int, ...], axis: Axis, keepdims: bool, count: int) -> Pull:
    """The pull of a sum (count 1) or mean: repeat the gradient along the axes that were added up."""

    def pull(g: Array) -> Array:
        return np.broadcast_to(_with_reduced_axes(g if count == 1 else g / count, len(shape), axis, keepdims), shape)

    return pull


def _with_reduced_axes(g: Array, ndim: int, axis: Axis, keepdims: bool) -> Array:
    """A reduced array with its reduced axes back, of length 1."""
    if keepdims or axis is None:  # without axes left, any shape will do
        return g
    axes = (axis,) if isinstance(axis, (int, np.integer)) else axis
    return np.expand_dims(g, tuple(at % ndim for at in axes))


def _entries_per_result(name: str, a: Array, axis: Axis) -> int:
    """The number of entries behind each result.

    Raises ShapeError for a missing axis, and for no entries where a result needs one (all but "sum").
    """
    axes = range(a.ndim) if axis is None else (axis,) if isinstance(axis, (int, np.integer)) else axis
    count = 1
    for at in axes:
        if not -a.ndim <= at < a.ndim:
            raise ShapeError(f"{name}: axis {at} does not exist in shape {a.shape}; axes run from 0 to {a.ndim - 1}")
        count *= a.shape[at]
    if count == 0 and name != "sum":
        raise ShapeError(f"{name}: there is nothing to take the {name} of: the shape is {a.shape}. Check your data.")
    return count


def reshape(a: Array, shape: tuple[int, ...]) -> Ruled:
    """The same entries in another shape; one length may be −1."""
    try:
        out = a.reshape(shape)
    except ValueError:
        raise ShapeError(
            f"reshape: {a.size} entries of shape {a.shape} do not fill {shape}.\n"
            "  The product of the lengths must stay the same; write -1 for the one to be worked out."
        ) from None
    return out, (lambda g: g.reshape(a.shape),)


def axis_order(shape: tuple[int, ...], axes: Sequence[Any]) -> tuple[int, ...]:
    """The order of the axes that t.transpose(*axes) means: reversed for no axes, swapped for two, else as given.

    Raises ShapeError for axes that do not exist, or are named twice.
    """
    ndim = len(shape)
    order = list(axes[0]) if len(axes) == 1 and isinstance(axes[0], (tuple, list)) else list(axes)
    if not order:
        order = list(range(ndim))[::-1]
    elif any(not -ndim <= i < ndim for i in order) or len(order) not in (2, ndim):
        raise ShapeError(f"transpose: axes {tuple(order)} do not fit shape {shape}; name two, or all {ndim}")
    elif len(order) == 2:
        i, j = order
        order = list(range(ndim))
        order[i], order[j] = order[j], order[i]
    if sorted(i % ndim for i in order) != list(range(ndim)):
        raise ShapeError(f"transpose: axes {tuple(order)} name one axis twice; shape {shape}")
    return tuple(order)


def transpose(a: Array, axes: tuple[int, ...]) -> Ruled:
    """The axes in another order; the gradient's axes go back."""
    back = np.argsort(axes)
    return a.transpose(axes), (lambda g: g.transpose(back),)


def pick(a: Array, key: Any) -> Ruled:
    """a[key]; an entry that is picked several times gets the sum of the gradients."""

    def pull(g: Array) -> Array:
        full = np.zeros(a.shape, dtype=g.dtype)
        if _may_repeat(key):
            np.add.at(full, key, g)
        else:
            full[key] = g
        return full

    return a[key], (pull,)


def _may_repeat(key: Any) -> bool:
    """True for a key that may name an entry twice: one with an array of integers in it."""
    parts = key if isinstance(key, tuple) else (key,)
    return any(isinstance(part, (np.ndarray, list)) and np.asarray(part).dtype != bool for part in parts)


def concatenate(arrays: Sequence[Array], axis: int) -> Ruled:
    """Arrays one after another along an existing axis; each gets its slice of the gradient."""
    ends = np.cumsum([a.shape[axis] for a in arrays]).tolist()

    def slice_of(start: int, end: int) -> Pull:
        return lambda g: g[(slice(None),) * (axis % g.ndim) + (slice(start, end),)]

    return np.concatenate(arrays, axis=axis), tuple(map(slice_of, [0, *ends[:-1]], ends))


def stack(arrays: Sequence[Array], axis: int) -> Ruled:
    """Arrays of one shape side by side along a new axis; each gets its layer of the gradient."""

    def layer(i: int) -> Pull:
        return lambda g: np.take(g, i, axis=axis)

    return np.stack(arrays, axis=axis), tuple(map(layer, range(len(arrays))))


def cast(a: Array, dtype: Any) -> Ruled:
    """The entries in another dtype, with slope 1; the sweep casts the gradient back."""
    return a.astype(dtype), (same,)
