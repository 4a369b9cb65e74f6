"""Right ways to write `max_pool_backward` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.ps8.pooling_variants import _add, _at, _by_windows, _places, _scan, _windows_of, _with_places
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array


def _add_at(x: Array, k: int, stride: int, g: Array) -> Any:
    dx = np.zeros_like(x)
    np.add.at(dx, _places(x, k, stride, g), g)
    return dx


def _bincount(x: Array, k: int, stride: int, g: Array) -> Any:
    flat = np.ravel_multi_index(_places(x, k, stride, g), x.shape)
    return np.bincount(flat.ravel(), weights=g.ravel(), minlength=x.size).reshape(x.shape)


def _gradient_by_strides(x: Array, k: int, stride: int, g: Array) -> Any:
    N, C, M, P = g.shape
    s0, s1, s2, s3 = x.strides
    windows = np.lib.stride_tricks.as_strided(x, (N, C, M, P, k, k), (s0, s1, s2 * stride, s3 * stride, s2, s3))
    one_hot = np.eye(k * k)[windows.reshape(N, C, M, P, -1).argmax(-1)].reshape(windows.shape)
    dx = np.zeros_like(x)
    for a in range(k):
        for b in range(k):
            rows, columns = slice(a, a + M * stride, stride), slice(b, b + P * stride, stride)
            dx[:, :, rows, columns][:, :, :M, :P] += one_hot[..., a, b] * g
    return dx


def _by_offsets(x: Array, k: int, stride: int, g: Array) -> Any:
    """Offset by offset: the first that reaches the maximum takes it."""
    M, P = g.shape[2:]
    most = _windows_of(x, k, stride, g).max(axis=(4, 5))
    taken, dx = np.zeros(g.shape, dtype=bool), np.zeros_like(x)
    for a in range(k):
        for b in range(k):
            rows, columns = a + stride * np.arange(M), b + stride * np.arange(P)
            hit = (x[:, :, rows[:, None], columns] == most) & ~taken
            dx[:, :, rows[:, None], columns] += hit * g
            taken |= hit
    return dx


def _first_by_cumsum(window: Array) -> Any:
    ties = (window == window.max()).ravel()
    return (ties & (ties.cumsum() == 1)).reshape(window.shape)


def _backwards(window: Array) -> Array:
    best = window.size - 1
    for place in range(window.size - 1, -1, -1):
        if window.flat[place] >= window.flat[best]:
            best = place
    return _at(window, best)


def _columns(x: Array, k: int, stride: int, g: Array) -> Any:
    """By im2col: each window a row."""
    N, C, M, P = g.shape
    rows = _windows_of(x, k, stride, g).reshape(-1, k * k)
    drows = np.zeros(rows.shape)
    drows[np.arange(len(rows)), rows.argmax(axis=1)] = g.ravel()
    drows = drows.reshape(N, C, M, P, k, k)
    dx = np.zeros(x.shape)
    for i in range(M):
        for j in range(P):
            dx[:, :, i * stride : i * stride + k, j * stride : j * stride + k] += drows[:, :, i, j]
    return dx


def _with_cache(x: Array, k: int, stride: int, g: Array) -> Any:
    """Forward first, with the winners noted, then back."""
    winners = {}
    for n, c, i, j in np.ndindex(*g.shape):
        cells = [(i * stride + a, j * stride + b) for a in range(k) for b in range(k)]
        winners[n, c, i, j] = max(cells, key=x[n, c].__getitem__)
    dx = np.zeros(x.shape)
    for (n, c, i, j), (y, xx) in winners.items():
        dx[n, c, y, xx] = dx[n, c, y, xx] + g[n, c, i, j]
    return dx


POOL_RIGHT = (
    Variant("window by window", _by_windows()),
    Variant("the place in numbers", _with_places(_add)),
    Variant("np.add.at", _add_at),
    Variant("np.bincount", _bincount),
    Variant("as_strided", _gradient_by_strides),
    Variant("offset by offset", _by_offsets),
    Variant("> in the search", _scan(lambda first: -np.inf, lambda value, best: value > best)),
    Variant("> from the first", _scan(lambda first: first, lambda value, best: value > best)),
    Variant(">= from the end", _by_windows(_backwards)),
    Variant("ties counted", _by_windows(_first_by_cumsum)),
    Variant("sorted", _by_windows(lambda window: _at(window, np.argsort(-window, axis=None, kind="stable")[0]))),
    Variant("im2col", _columns),
    Variant("winners noted on the way forward", _with_cache),
)
