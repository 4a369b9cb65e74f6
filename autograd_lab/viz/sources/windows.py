"""Stride, padding, size of the windows, axis: what an operation was called with, found from the arrays that it left.

Each way that fits the shapes is tried, the usual ones first, until one gives the result and hands back the gradients
that the arrays hold.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograd_lab.viz.sources.pictures import Array

MOST_TRIES = 400  # settings that are tried for one pooling
Settings = dict[str, list[int]]
Pair = tuple[int, int]


def settings_of(kind: str, arrays: Mapping[str, Array]) -> Settings | None:
    """The settings of an operation that give the numbers which the arrays hold; None where none do."""
    with np.errstate(all="ignore"):  # nan and infinity are nobody's settings
        return _axis_of_softmax(arrays) if kind == "softmax" else _window_of(kind, arrays)


def _window_of(kind: str, arrays: Mapping[str, Array]) -> Settings | None:
    """Size, stride and padding of the windows of a convolution or a pooling."""
    if arrays["x"].ndim not in (3, 4):
        return None
    wide = {role: _in_four_axes(array) for role, array in arrays.items()}
    tried = _windows_of_conv(wide) if kind == "conv" else _windows_of_pool(wide)
    for size, stride, padding in itertools.islice(tried, MOST_TRIES):
        holds = _is_conv if kind == "conv" else _is_max_pool if kind == "max_pool" else _is_avg_pool
        if holds(wide, size, stride, padding):
            return {"size": [*size], "stride": [*stride], "padding": [*padding], "axes": [arrays["x"].ndim - 2]}
    return None


def _in_four_axes(array: Array) -> Array:
    """Floats, those of a one-dimensional convolution with an axis of one row."""
    floats = array if array.dtype.kind == "f" else array.astype(float)
    return floats[:, :, None, :] if array.ndim == 3 else floats


def _fits(long: int, short: int, size: int, most: int) -> list[tuple[int, int]]:
    """(stride, padding) with which windows of a size lead from `long` entries to `short` ones, the usual first."""
    return sorted(
        (
            (stride, padding)
            for padding in range(most + 1)
            for stride in range(1, max(long, size) + 1)
            if long + 2 * padding >= size and (long + 2 * padding - size) // stride + 1 == short
        ),
        key=lambda pair: (pair[1], pair[0]),
    )


def _windows_of_conv(arrays: Mapping[str, Array]) -> Iterator[tuple[Pair, Pair, Pair]]:
    """(size, stride, padding) for each way that fits the shapes, the same in both directions first."""
    (h, w), (down, across), size = (arrays[role].shape[2:] for role in ("x", "out", "w"))
    rows, columns = _fits(h, down, size[0], size[0]), _fits(w, across, size[1], size[1])
    pairs = sorted(itertools.product(rows, columns), key=lambda pair: (pair[0] != pair[1], pair))
    return (((size[0], size[1]), (r[0], c[0]), (r[1], c[1])) for r, c in pairs)


def _windows_of_pool(arrays: Mapping[str, Array]) -> Iterator[tuple[Pair, Pair, Pair]]:
    """(size, stride, padding) for each way that fits the shapes: square windows that touch first."""
    (h, w), (down, across) = (arrays[role].shape[2:] for role in ("x", "out"))

    def ways(long: int, short: int) -> list[tuple[int, int, int]]:
        found = [(k, s, p) for k in range(1, long + 1) for s, p in _fits(long, short, k, k // 2)]
        return sorted(found, key=lambda way: (way[2], abs(way[0] - way[1]), way[0]))

    rows, columns = ways(h, down), ways(w, across)
    square = [(way, way) for way in rows if way in columns]
    others = [pair for pair in itertools.product(rows, columns) if pair[0] != pair[1]]
    return (((r[0], c[0]), (r[1], c[1]), (r[2], c[2])) for r, c in (*square, *others))


def _view(x: Array, size: Pair, stride: Pair, padding: Pair, fill: float) -> Array:
    """All windows: (N, C, H', W', kh, kw)."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2), constant_values=fill)
    return sliding_window_view(padded, size, axis=(2, 3))[:, :, :: stride[0], :: stride[1]]


def _spread(shape: Sequence[int], terms: Array, stride: Pair, padding: Pair) -> Array:
    """The sum of what windows hand back, `terms` (N, C, H', W', kh, kw), at the places where they lie on the image."""
    down, across, *size = terms.shape[2:]
    full = np.zeros((*shape[:2], shape[2] + 2 * padding[0], shape[3] + 2 * padding[1]))
    for i, j in itertools.product(range(size[0]), range(size[1])):
        rows = slice(i, i + (down - 1) * stride[0] + 1, stride[0])
        columns = slice(j, j + (across - 1) * stride[1] + 1, stride[1])
        full[:, :, rows, columns] += terms[..., i, j]
    return full[:, :, padding[0] : padding[0] + shape[2], padding[1] : padding[1] + shape[3]]


def _same(found: Array, held: Array | None) -> bool:
    """Whether an array holds these numbers, as nearly as its dtype allows; true where it is not there."""
    if held is None:
        return True
    near = 1e-4 if held.dtype.itemsize < 8 else 1e-9
    return found.shape == held.shape and np.allclose(found, held, near, near * float(np.abs(held).max(initial=0)))


def _is_conv(arrays: Mapping[str, Array], size: Pair, stride: Pair, padding: Pair) -> bool:
    """Whether `out` is this convolution, and `dx` and `dw` are its gradients."""
    x, w, g = arrays["x"], arrays["w"], arrays["g"]
    windows = _view(x, size, stride, padding, 0.0)
    if windows.shape[1] != w.shape[1] or windows.shape[2:4] != arrays["out"].shape[2:]:
        return False
    out = np.einsum("nchwij,fcij->nfhw", windows, w) + (arrays["b"][:, None, None] if "b" in arrays else 0.0)
    if not _same(out, arrays["out"]) or not _same(np.einsum("nfhw,nchwij->fcij", g, windows), arrays.get("dw")):
        return False
    return _same(_spread(x.shape, np.einsum("nfhw,fcij->nchwij", g, w), stride, padding), arrays.get("dx"))


def _is_max_pool(arrays: Mapping[str, Array], size: Pair, stride: Pair, padding: Pair) -> bool:
    """Whether `out` has the largest entry of each window, and the gradient goes to the first of these."""
    windows = _view(arrays["x"], size, stride, padding, -np.inf)
    flat = windows.reshape(*windows.shape[:4], -1)
    if flat.shape[:4] != arrays["out"].shape or not _same(flat.max(axis=-1), arrays["out"]):
        return False
    taken = np.arange(flat.shape[-1]) == flat.argmax(axis=-1)[..., None]
    terms = (arrays["g"][..., None] * taken).reshape(windows.shape)
    return _same(_spread(arrays["x"].shape, terms, stride, padding), arrays.get("dx"))


def _is_avg_pool(arrays: Mapping[str, Array], size: Pair, stride: Pair, padding: Pair) -> bool:
    """Whether `out` has the mean of each window, padding counted, and each entry gets its share of the gradient."""
    windows = _view(arrays["x"], size, stride, padding, 0.0)
    if windows.shape[:4] != arrays["out"].shape or not _same(windows.mean(axis=(4, 5)), arrays["out"]):
        return False
    terms = np.broadcast_to((arrays["g"] / math.prod(size))[..., None, None], windows.shape)
    return _same(_spread(arrays["x"].shape, terms, stride, padding), arrays.get("dx"))


def _axis_of_softmax(arrays: Mapping[str, Array]) -> Settings | None:
    """The axis along which `out` is the softmax of `x`, the last one first; where x is not known, along which the rows
    of `out` add up to 1 and hand back what a softmax does."""
    out = np.asarray(arrays["out"], dtype=float)
    for axis in reversed(range(out.ndim)):
        if "x" in arrays:
            x = np.asarray(arrays["x"], dtype=float)
            raised = np.exp(x - x.max(axis=axis, keepdims=True))
            held = _same(raised / raised.sum(axis=axis, keepdims=True), arrays["out"])
        else:
            g = np.asarray(arrays["g"], dtype=float)
            handed = out * (g - (g * out).sum(axis=axis, keepdims=True))
            one = np.asarray(np.ones_like(arrays["out"]).mean(axis=axis), arrays["out"].dtype)
            held = _same(out.sum(axis=axis), one) and "dx" in arrays and _same(handed, arrays["dx"])
        if held:
            return {"axis": [axis]}
    return None
