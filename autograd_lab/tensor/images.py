"""Rules for convolutional and normalised networks: conv2d, conv1d, the pools, batch_norm, layer_norm."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.errors import ShapeError
from autograd_lab.tensor.elementwise import Array, Pull, Ruled
from autograd_lab.tensor.short_rows import dot_along_rows, sum_along_rows, sum_over_rows

Pair = tuple[int, int]


def pair(name: str, number: int | Pair, least: int) -> Pair:
    """One number for both directions, or two, as (rows, columns); raises ShapeError below `least`."""
    both = (number, number) if isinstance(number, (int, np.integer)) else tuple(number)
    if len(both) != 2 or min(both) < least:
        raise ShapeError(f"{name} is one whole number or two (rows, columns), at least {least}; got {number!r}")
    return int(both[0]), int(both[1])


def least(name: str, number: int, smallest: int) -> None:
    """Raise ShapeError for what is no whole number of at least `smallest`."""
    if not isinstance(number, (int, np.integer)) or number < smallest:
        raise ShapeError(f"{name} is a whole number, at least {smallest}; got {number!r}")


def conv2d(x: Array, w: Array, b: Array | None, stride: Pair, padding: Pair) -> Ruled:
    """Slide each filter over each image, and take the dot product at every place.

    x (N, C, H, W), w (filters, C, kh, kw), b (filters,) -> (N, filters, H', W').
    """
    if x.ndim != 4 or w.ndim != 4 or x.shape[1] != w.shape[1]:
        raise ShapeError(
            f"conv2d: images are (N, channels, H, W), filters (filters, channels, kh, kw) with the same channels\n"
            f"  images {x.shape}   filters {w.shape}"
        )
    if b is not None and b.shape != w.shape[:1]:
        raise ShapeError(
            f"conv2d: a bias of shape {b.shape} does not fit {w.shape[0]} filters: it must be ({w.shape[0]},)"
        )
    padded = _pad(x, padding, 0.0)
    field = w.shape[2:]
    rows, columns = _require_room("conv2d", padded, field, stride), len(w)
    flat = w.reshape(columns, -1)
    seen = np.empty(
        (*x.shape[:2], *field, *rows), x.dtype
    )  # (N, C, kh, kw, H', W'): what each weight meets, place by place
    for (i, j), at in places_of(field, rows, stride):
        seen[:, :, i, j] = padded[(..., *at)]
    patches = seen.reshape(len(x), flat.shape[1], -1)
    out = (flat @ patches).reshape(len(x), columns, *rows)

    def pull_x(g: Array) -> Array:
        spread = (flat.T @ g.reshape(len(x), columns, -1)).reshape(seen.shape)
        full = np.zeros(padded.shape, dtype=g.dtype)
        for (i, j), at in places_of(field, rows, stride):
            full[(..., *at)] += spread[:, :, i, j]
        return array_without_padding(full, padding)

    def pull_w(g: Array) -> Array:
        of_images = g.reshape(len(x), columns, -1) @ patches.swapaxes(1, 2)
        summed: Array = np.add.reduce(of_images, axis=0).reshape(w.shape)
        return summed

    pulls: tuple[Pull, ...] = (pull_x, pull_w)
    if b is None:
        return out, pulls
    out += b[:, None, None]
    return out, (*pulls, lambda g: g.sum(axis=(0, 2, 3)))


def conv1d(x: Array, w: Array, b: Array | None, stride: int, padding: int) -> Ruled:
    """Slide each filter along each sequence: conv2d of images of one row. x (N, C, length), w (filters, C, k)."""
    if x.ndim != 3 or w.ndim != 3 or x.shape[1] != w.shape[1]:
        raise ShapeError(
            f"conv1d: sequences are (N, channels, length), filters (filters, channels, k) with the same channels\n"
            f"  sequences {x.shape}   filters {w.shape}"
        )
    if b is not None and b.shape != w.shape[:1]:
        raise ShapeError(
            f"conv1d: a bias of shape {b.shape} does not fit {w.shape[0]} filters: it must be ({w.shape[0]},)"
        )
    if x.shape[2] + 2 * padding < w.shape[2]:
        raise ShapeError(
            f"conv1d: a window of {w.shape[2]} is longer than the (padded) sequence of {x.shape[2] + 2 * padding}.\n"
            "  Take a shorter filter, or padding."
        )
    out, (pull_x, pull_w, *pull_b) = conv2d(x[:, :, None], w[:, :, None], b, (1, stride), (0, padding))
    of_bias = (lambda g: pull_b[0](g[:, :, None]),) if pull_b else ()
    return out[:, :, 0], (lambda g: pull_x(g[:, :, None])[:, :, 0], lambda g: pull_w(g[:, :, None])[:, :, 0], *of_bias)


def max_pool2d(x: Array, size: Pair, stride: Pair, padding: Pair) -> Ruled:
    """The largest entry of each window; the gradient goes to the first that is largest. x (N, C, H, W)."""
    if x.ndim != 4:
        raise ShapeError(f"max_pool2d: images are (N, channels, H, W), got shape {x.shape}")
    padded = _pad(x, padding, -np.inf)
    rows = _require_room("max_pool2d", padded, size, stride)
    places = places_of(size, rows, stride)
    out = padded[(..., *places[0][1])].copy()
    winner = np.zeros(out.shape, np.int32)
    for k, (_, at) in enumerate(places[1:], 1):
        part = padded[(..., *at)]
        winner[part > out] = k  # in a tie the first stays
        np.maximum(out, part, out=out)

    def pull(g: Array) -> Array:
        full = np.zeros(padded.shape, dtype=g.dtype)
        for k, (_, at) in enumerate(places):
            full[(..., *at)] += g * (winner == k)
        return array_without_padding(full, padding)

    return out, (pull,)


def avg_pool2d(x: Array, size: Pair, stride: Pair, padding: Pair, count_padding: bool) -> Ruled:
    """The mean of each window; each entry of a window gets g divided by how many were counted. x (N, C, H, W)."""
    if x.ndim != 4:
        raise ShapeError(f"avg_pool2d: images are (N, channels, H, W), got shape {x.shape}")
    padded = _pad(x, padding, 0.0)
    rows = _require_room("avg_pool2d", padded, size, stride)
    places = places_of(size, rows, stride)

    def sum_of_windows(array: Array) -> Array:
        return sum((array[(..., *at)] for _, at in places[1:]), array[(..., *places[0][1])])

    count: Any = size[0] * size[1]
    if not count_padding and padding != (0, 0):
        count = sum_of_windows(_pad(np.ones((1, 1, *x.shape[2:]), padded.dtype), padding, 0.0))

    def pull(g: Array) -> Array:
        full, share = np.zeros(padded.shape, dtype=g.dtype), g / count
        for _, at in places:
            full[(..., *at)] += share
        return array_without_padding(full, padding)

    return sum_of_windows(padded) / count, (pull,)


def _pad(x: Array, padding: Pair, fill: float) -> Array:
    """(N, C, H, W) with `fill` on both sides of the rows and columns."""
    if padding == (0, 0):
        return x
    (up, left) = padding
    return np.pad(x, ((0, 0), (0, 0), (up, up), (left, left)), constant_values=fill)


def array_without_padding(x: Array, padding: Pair) -> Array:
    """(N, C, H, W) without the padding."""
    up, left = padding
    return x[:, :, up : x.shape[2] - up, left : x.shape[3] - left]


def _require_room(name: str, x: Array, size: tuple[int, ...], stride: Pair) -> Pair:
    """(H', W'), how many windows there are; raises ShapeError for a window larger than the image."""
    if x.shape[2] < size[0] or x.shape[3] < size[1]:
        raise ShapeError(
            f"{name}: a window of {tuple(size)} is larger than the (padded) image {x.shape[2:]}.\n"
            "  Take a smaller window, or padding."
        )
    return (x.shape[2] - size[0]) // stride[0] + 1, (x.shape[3] - size[1]) // stride[1] + 1


def places_of(size: tuple[int, ...], out: tuple[int, ...], stride: Pair) -> list[tuple[Pair, tuple[slice, slice]]]:
    """For each entry (i, j) of a window, the slices of the image that it visits."""
    rows, columns = ((out[0] - 1) * stride[0] + 1, (out[1] - 1) * stride[1] + 1)
    return [
        ((i, j), (slice(i, i + rows, stride[0]), slice(j, j + columns, stride[1])))
        for i in range(size[0])
        for j in range(size[1])
    ]


def batch_norm(
    x: Array,
    weight: Array | None,
    bias: Array | None,
    running_mean: Array | None,
    running_var: Array | None,
    training: bool,
    momentum: float,
    eps: float,
) -> Ruled:
    """(x − mean) / √(var + eps) · weight + bias, for each feature (axis 1).

    In training mean and variance are the batch's, and the running ones are updated in place; else they are the running
    ones, and the gradient does not go through them.
    Source of the backward rule: Ioffe and Szegedy, "Batch Normalization" (2015), section 3.
    """
    column = (-1, *(1,) * (x.ndim - 2))
    count = x.size // x.shape[1]
    _, var, away = _statistics(x, count, running_mean, running_var, momentum if training else None)
    inv_std = (1 / np.sqrt(var + eps)).reshape(column)
    x_hat = away * inv_std

    def times_weight(values: Array) -> Array:
        return values if weight is None else values * weight.reshape(column)

    def pull_x(g: Array) -> Array:
        g = times_weight(g)
        if training:
            slope: Array = g - (_sum_per_feature(g) / count).reshape(column)
            slope -= x_hat * (_sum_per_feature(g * x_hat) / count).reshape(column)
            slope *= inv_std
            return slope
        return g * inv_std

    out = times_weight(x_hat) if bias is None else times_weight(x_hat) + bias.reshape(column)
    pulls: list[Pull] = [pull_x]
    if weight is not None:
        pulls.append(lambda g: _sum_per_feature(g * x_hat))
    if bias is not None:
        pulls.append(_sum_per_feature)
    return out, tuple(pulls)


def _sum_per_feature(a: Array) -> Array:
    """Σ over all axes but 1: (N, features, ...) -> (features,)."""
    return sum_over_rows(a, a.shape[1]) if a.ndim == 2 else a.sum(axis=(0, *range(2, a.ndim)))


def _statistics(
    x: Array, count: int, running_mean: Any, running_var: Any, momentum: float | None
) -> tuple[Array, Array, Array]:
    """Mean and variance (features,), and x − mean: by the running ones without a momentum, else by the batch's.

    With a momentum running ← (1 − momentum) · running + momentum · batch, in place, the variance unbiased.
    """
    column = (-1, *(1,) * (x.ndim - 2))
    if momentum is None:
        return running_mean, running_var, x - running_mean.reshape(column)
    mean = _sum_per_feature(x) / count
    away = x - mean.reshape(column)
    var = _sum_per_feature(away * away) / count
    for running, batch in ((running_mean, mean), (running_var, var * (count / (count - 1)))):
        if running is not None:
            running *= 1 - momentum
            running += momentum * batch
    return mean, var, away


def layer_norm(x: Array, axes: int, weight: Array | None, bias: Array | None, eps: float) -> Ruled:
    """(x − mean) / √(var + eps) · weight + bias over the last `axes` axes, for each sample on its own."""
    shape, width = x.shape, int(np.prod(x.shape[-axes:]))
    rows = x.reshape(-1, width)
    away = rows - sum_along_rows(rows) / width
    inv_std = 1 / np.sqrt(dot_along_rows(away, away) / width + eps)
    away *= inv_std
    x_hat, scale = away, None if weight is None else weight.reshape(-1)

    def pull_x(g: Array) -> Array:
        g = g.reshape(-1, width) if scale is None else g.reshape(-1, width) * scale
        slope: Array = g - sum_along_rows(g) / width
        slope -= x_hat * (dot_along_rows(g, x_hat) / width)
        slope *= inv_std
        return slope.reshape(shape)

    out = x_hat if scale is None else x_hat * scale
    pulls: list[Pull] = [pull_x]
    if weight is not None:
        pulls.append(lambda g: sum_over_rows(g.reshape(-1, width) * x_hat, width).reshape(shape[-axes:]))
    if bias is not None:
        out = out + bias.reshape(-1)
        pulls.append(lambda g: sum_over_rows(g, width).reshape(shape[-axes:]))
    return (out.copy() if out is x_hat else out).reshape(shape), tuple(pulls)
