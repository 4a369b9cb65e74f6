"""Rules for convolutional and normalised networks: conv2d, max_pool2d, batch_norm."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograd_lab.errors import ShapeError
from autograd_lab.tensor.elementwise import Array, Pull, Ruled

Pair = tuple[int, int]


def pair(name: str, number: int | Pair, least: int) -> Pair:
    """One number for both directions, or two, as (rows, columns); raises ShapeError below `least`."""
    both = (number, number) if isinstance(number, (int, np.integer)) else tuple(number)
    if len(both) != 2 or min(both) < least:
        raise ShapeError(f"{name} is one whole number or two (rows, columns), at least {least}; got {number!r}")
    return int(both[0]), int(both[1])


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
    windows = _windows("conv2d", padded, w.shape[2:], stride)  # (N, C, H', W', kh, kw)
    out = np.ascontiguousarray(np.tensordot(windows, w, axes=([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2))

    def pull_x(g: Array) -> Array:
        spread = np.tensordot(g, w, axes=([1], [0]))  # (N, H', W', C, kh, kw)
        full = np.zeros(padded.shape, dtype=g.dtype)
        for (i, j), at in _places(w.shape[2:], g.shape[2:], stride):
            full[(..., *at)] += spread[..., i, j].transpose(0, 3, 1, 2)
        return _unpad(full, padding)

    pulls: tuple[Pull, ...] = (pull_x, lambda g: np.tensordot(g, windows, axes=([0, 2, 3], [0, 2, 3])))
    if b is None:
        return out, pulls
    out += b[:, None, None]
    return out, (*pulls, lambda g: g.sum(axis=(0, 2, 3)))


def max_pool2d(x: Array, size: Pair, stride: Pair, padding: Pair) -> Ruled:
    """The largest entry of each window; the gradient goes to the first that is largest. x (N, C, H, W)."""
    if x.ndim != 4:
        raise ShapeError(f"max_pool2d: images are (N, channels, H, W), got shape {x.shape}")
    padded = _pad(x, padding, -np.inf)
    windows = _windows("max_pool2d", padded, size, stride)
    flat = windows.reshape(*windows.shape[:4], -1)
    winner = flat.argmax(axis=-1)
    out = np.take_along_axis(flat, winner[..., None], axis=-1)[..., 0]

    def pull(g: Array) -> Array:
        full = np.zeros(padded.shape, dtype=g.dtype)
        for (i, j), at in _places(size, g.shape[2:], stride):
            full[(..., *at)] += g * (winner == i * size[1] + j)
        return _unpad(full, padding)

    return out, (pull,)


def _pad(x: Array, padding: Pair, fill: float) -> Array:
    """(N, C, H, W) with `fill` on both sides of the rows and columns."""
    if padding == (0, 0):
        return x
    (up, left) = padding
    return np.pad(x, ((0, 0), (0, 0), (up, up), (left, left)), constant_values=fill)


def _unpad(x: Array, padding: Pair) -> Array:
    """(N, C, H, W) without the padding."""
    up, left = padding
    return x[:, :, up : x.shape[2] - up, left : x.shape[3] - left]


def _windows(name: str, x: Array, size: tuple[int, ...], stride: Pair) -> Array:
    """A view (N, C, H', W', kh, kw) of all windows; raises ShapeError for a window larger than the image."""
    if x.shape[2] < size[0] or x.shape[3] < size[1]:
        raise ShapeError(f"{name}: a window of {size} is larger than the (padded) image {x.shape[2:]}")
    return sliding_window_view(x, tuple(size), axis=(2, 3))[:, :, :: stride[0], :: stride[1]]


def _places(size: tuple[int, ...], out: tuple[int, ...], stride: Pair) -> list[tuple[Pair, tuple[slice, slice]]]:
    """For each entry (i, j) of a window, the slices of the image that it visits."""
    rows, columns = ((out[0] - 1) * stride[0] + 1, (out[1] - 1) * stride[1] + 1)
    return [
        ((i, j), (slice(i, i + rows, stride[0]), slice(j, j + columns, stride[1])))
        for i in range(size[0])
        for j in range(size[1])
    ]


def batch_norm(
    x: Array, mean: Array, var: Array, weight: Array | None, bias: Array | None, eps: float, frozen: bool
) -> Ruled:
    """(x − mean) / √(var + eps) · weight + bias, for each feature (axis 1).

    `frozen`: mean and var are given numbers, so the gradient does not go through them (evaluation).
    Source of the backward rule: Ioffe and Szegedy, "Batch Normalization" (2015), section 3.
    """
    axes = tuple(i for i in range(x.ndim) if i != 1)
    column = (-1, *(1,) * (x.ndim - 2))
    count = x.size // x.shape[1]
    inv_std = (1 / np.sqrt(var + eps)).reshape(column)
    x_hat = (x - mean.reshape(column)) * inv_std

    def scaled(values: Array) -> Array:
        return values if weight is None else values * weight.reshape(column)

    def pull_x(g: Array) -> Array:
        g = scaled(g)
        if not frozen:
            g = (
                g
                - g.sum(axis=axes, keepdims=True) / count
                - x_hat * ((g * x_hat).sum(axis=axes, keepdims=True) / count)
            )
        return g * inv_std

    out = scaled(x_hat) if bias is None else scaled(x_hat) + bias.reshape(column)
    pulls: list[Pull] = [pull_x]
    if weight is not None:
        pulls.append(lambda g: (g * x_hat).sum(axis=axes))
    if bias is not None:
        pulls.append(lambda g: g.sum(axis=axes))
    return out, tuple(pulls)


def update_running(running: Array, batch: Any, momentum: float) -> None:
    """running ← (1 − momentum) · running + momentum · batch, in place; both (features,)."""
    running *= 1 - momentum
    running += momentum * batch
