"""Rules that add up, reorder, pick or join entries: a gradient goes back to where its entry came from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import ShapeError, ValueTypeError
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
    entries_per_result("sum", a, axis)
    return np.sum(a, axis=axis, keepdims=keepdims), (spread(a.shape, axis, keepdims, 1),)


def mean(a: Array, axis: Axis = None, keepdims: bool = False) -> Ruled:
    """The mean over `axis`, with slope 1/n for each entry; raises ShapeError for a missing axis and for no entries."""
    count = entries_per_result("mean", a, axis)
    return np.mean(a, axis=axis, keepdims=keepdims), (spread(a.shape, axis, keepdims, count),)


def variance(a: Array, axis: Axis, correction: int, keepdims: bool) -> Ruled:
    """Σ (a − mean)² / (n − correction) over `axis`, slope 2 (a − mean) / (n − correction); ShapeError for few n."""
    count = entries_per_result("var", a, axis)
    if count <= correction:
        raise ShapeError(
            f"var: {count} {'entry' if count == 1 else 'entries'} with correction={correction} leave nothing to "
            f"divide by (shape {a.shape}, axis {axis}). Take more entries, or correction=0."
        )
    away = a - a.mean(axis=axis, keepdims=True)
    out = np.sum(away * away, axis=axis, keepdims=keepdims) / (count - correction)

    def pull(g: Array) -> Array:
        spread: Array = away * (with_reduced_axes(g, a.ndim, axis, keepdims) * (2 / (count - correction)))
        return spread

    return out, (pull,)


def largest(a: Array, axis: Axis = None, keepdims: bool = False) -> Ruled:
    """The largest entry along `axis`; entries that tie share the gradient equally."""
    return _extreme("max", np.max, a, axis, keepdims)


def smallest(a: Array, axis: Axis = None, keepdims: bool = False) -> Ruled:
    """The smallest entry along `axis`; entries that tie share the gradient equally."""
    return _extreme("min", np.min, a, axis, keepdims)


def _extreme(name: str, choose: Any, a: Array, axis: Axis, keepdims: bool) -> Ruled:
    """The largest or smallest entry along `axis`, as `choose` (np.max, np.min) finds it."""
    entries_per_result(name, a, axis)
    out = choose(a, axis=axis, keepdims=keepdims)

    def pull(g: Array) -> Array:
        hit = a == with_reduced_axes(out, a.ndim, axis, keepdims)
        share: Array = with_reduced_axes(g, a.ndim, axis, keepdims) / np.sum(hit, axis=axis, keepdims=True)
        routed: Array = hit * share
        return routed

    return out, (pull,)


def spread(shape: tuple[int, ...], axis: Axis, keepdims: bool, count: int) -> Pull:
    """The pull of a sum (count 1) or mean: repeat the gradient along the axes that were added up."""

    def pull(g: Array) -> Array:
        return np.broadcast_to(with_reduced_axes(g if count == 1 else g / count, len(shape), axis, keepdims), shape)

    return pull


def with_reduced_axes(g: Array, ndim: int, axis: Axis, keepdims: bool) -> Array:
    """A reduced array with its reduced axes back, of length 1."""
    if keepdims or axis is None:  # without axes left, any shape will do
        return g
    axes = (axis,) if isinstance(axis, (int, np.integer)) else axis
    return np.expand_dims(g, tuple(at % ndim for at in axes))


def entries_per_result(name: str, a: Array, axis: Axis) -> int:
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


def whole_order(shape: tuple[int, ...], axes: Sequence[Any]) -> tuple[int, ...]:
    """The order that t.permute(*axes) means; raises ShapeError unless every axis is named once."""
    order = tuple(axes[0]) if len(axes) == 1 and isinstance(axes[0], (tuple, list)) else tuple(axes)
    ndim = len(shape)
    if any(not -ndim <= i < ndim for i in order) or sorted(i % ndim for i in order) != list(range(ndim)):
        raise ShapeError(f"permute: {order} must name each axis of shape {shape} once, 0 to {ndim - 1}")
    return order


def squeezed_shape(shape: tuple[int, ...], axis: Axis) -> tuple[int, ...]:
    """A shape without its axes of length 1, or without those of `axis`; raises ShapeError for a missing axis."""
    axes = range(len(shape)) if axis is None else (axis,) if isinstance(axis, (int, np.integer)) else axis
    gone = {existing_axis("squeeze", shape, at) for at in axes}
    return tuple(length for i, length in enumerate(shape) if length != 1 or i not in gone)


def unsqueezed_shape(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    """A shape with a new axis of length 1; raises ShapeError for a place beyond the last."""
    at = existing_axis("unsqueeze", (*shape, 1), axis)
    return (*shape[:at], 1, *shape[at:])


def flattened(shape: tuple[int, ...], start: int, end: int) -> tuple[int, ...]:
    """A shape with the axes from start to end as one; raises ShapeError when there are none between."""
    if not shape:
        return (1,)
    first, last = existing_axis("flatten", shape, start), existing_axis("flatten", shape, end)
    if first > last:
        raise ShapeError(f"flatten: start_axis {start} comes after end_axis {end} in shape {shape}")
    return (*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :])


def existing_axis(name: str, shape: tuple[int, ...], axis: int) -> int:
    """The axis counted from 0; raises ShapeError, naming the operation, for one that does not exist."""
    if not isinstance(axis, (int, np.integer)) or not -len(shape) <= axis < len(shape):
        raise ShapeError(f"{name}: axis {axis!r} does not exist in shape {shape}; axes run from 0 to {len(shape) - 1}")
    return int(axis % len(shape))


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


def lengths_of_pieces(name: str, shape: tuple[int, ...], size: int | Sequence[int], axis: int) -> list[int]:
    """The lengths of the pieces that split makes; raises ShapeError for lengths that do not add up to the axis."""
    length = shape[existing_axis(name, shape, axis)]
    if isinstance(size, (int, np.integer)):
        if size < 1:
            raise ShapeError(f"{name}: a piece has a length of at least 1, got {size}")
        return [min(int(size), length - start) for start in range(0, length, int(size))] or [0]
    lengths = [int(each) for each in size]
    if sum(lengths) != length or any(each < 0 for each in lengths):
        raise ShapeError(
            f"{name}: pieces of {lengths} make {sum(lengths)}, axis {axis} of shape {shape} has length {length}.\n"
            "  The lengths must be 0 or more and add up to the axis."
        )
    return lengths


def lengths_of_chunks(shape: tuple[int, ...], chunks: int, axis: int) -> list[int]:
    """The lengths of the pieces that chunk makes, as in PyTorch; raises ShapeError for a number of chunks below 1."""
    length = shape[existing_axis("chunk", shape, axis)]
    if chunks < 1:
        raise ShapeError(f"chunk: the number of pieces is at least 1, got {chunks}")
    return lengths_of_pieces("chunk", shape, max(1, -(-length // chunks)), axis)


def keys_of_pieces(ndim: int, lengths: Sequence[int], axis: int) -> list[tuple[slice, ...]]:
    """The indices of slices of these lengths one after another along `axis`."""
    before = (slice(None),) * (axis % ndim)
    ends = np.cumsum(lengths).tolist()
    return [(*before, slice(start, end)) for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def piece(a: Array, key: tuple[slice, ...]) -> Ruled:
    """The slice a[key]; the gradient goes back to its place, 0 elsewhere."""

    def pull(g: Array) -> Array:
        full = np.zeros(a.shape, dtype=g.dtype)
        full[key] = g
        return full

    return a[key], (pull,)


def gather(a: Array, axis: int, index: Array) -> Ruled:
    """a's entry at index[...] along `axis`; an entry taken several times gets the sum of the gradients."""
    at = existing_axis("gather", a.shape, axis)
    if index.dtype.kind not in "iu":
        raise ValueTypeError(f"gather: an index holds whole numbers, got {index.dtype}. Write index.astype(int).")
    fits = index.ndim == a.ndim and all(
        i == at or want <= have for i, (want, have) in enumerate(zip(index.shape, a.shape, strict=True))
    )
    if not fits:
        raise ShapeError(
            f"gather: the index has shape {index.shape}, the tensor {a.shape}.\n"
            f"  Both need as many axes, and only along axis {axis} may the index be longer. "
            "For one entry of each row: t.gather(1, index.reshape(-1, 1))."
        )
    if index.size and (index.min() < 0 or index.max() >= a.shape[at]):
        wrong = index[(index < 0) | (index >= a.shape[at])].flat[0]
        raise ShapeError(f"gather: place {wrong} is outside axis {axis}, 0 to {a.shape[at] - 1} (shape {a.shape})")
    key = tuple(
        index if i == at else np.arange(n).reshape((-1, *(1,) * (a.ndim - 1 - i))) for i, n in enumerate(index.shape)
    )

    def pull(g: Array) -> Array:
        full = np.zeros(a.shape, dtype=g.dtype)
        np.add.at(full, key, g)
        return full

    return a[key], (pull,)


def masked_fill(a: Array, mask: Array, value: float) -> Ruled:
    """`value` wherever the mask holds, with slope 0 there and 1 elsewhere; the mask broadcasts to a's shape."""
    if mask.dtype.kind != "b":
        raise ValueTypeError(
            f"masked_fill: a mask is True or False at each place, got {mask.dtype}. Write mask == 0, or > 0."
        )
    try:
        hit = np.broadcast_to(mask, a.shape)
    except ValueError:
        raise ShapeError(
            f"masked_fill: a mask of shape {mask.shape} does not broadcast to the tensor's {a.shape}"
        ) from None
    return np.where(hit, np.asarray(value, a.dtype), a), (lambda g: np.where(hit, np.zeros((), g.dtype), g),)


def concatenate(arrays: tuple[Array, ...], axis: int) -> Ruled:
    """Arrays one after another along an existing axis; each gets its slice of the gradient."""
    ends = np.cumsum([a.shape[axis] for a in arrays]).tolist()

    def slice_of(start: int, end: int) -> Pull:
        return lambda g: g[(slice(None),) * (axis % g.ndim) + (slice(start, end),)]

    return np.concatenate(arrays, axis=axis), tuple(map(slice_of, [0, *ends[:-1]], ends))


def stack(arrays: tuple[Array, ...], axis: int) -> Ruled:
    """Arrays of one shape side by side along a new axis; each gets its layer of the gradient."""

    def layer(i: int) -> Pull:
        return lambda g: np.take(g, i, axis=axis)

    return np.stack(arrays, axis=axis), tuple(map(layer, range(len(arrays))))


def cast(a: Array, dtype: Any) -> Ruled:
    """The entries in another dtype, with slope 1; the sweep casts the gradient back."""
    return a.astype(dtype), (same,)
