"""Wrong ways to write `max_pool_backward` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.mistakes import Array


def _at(window: Array, place: Any) -> Array:
    """1 at one place of a window, which counts its entries in reading order."""
    mask = np.zeros(window.size)
    mask[place] = 1
    return mask.reshape(window.shape)


def _first(window: Array) -> Array:
    return _at(window, np.argmax(window))


def _by_windows(
    mask: Callable[..., Any] = lambda window: _at(window, np.argmax(window)),
    start: Callable[..., Any] = lambda i, k, stride: i * stride,
    give: Callable[..., Any] = lambda arriving, window: arriving,
    size: Callable[..., Any] = lambda k, stride: k,
    count: Callable[..., Any] = lambda M, H, k, stride: range(M),
) -> Callable[..., Any]:
    """The loops over images, channels and windows with one of the lines changed."""

    def max_pool_backward(x: Array, k: int, stride: int, g: Array) -> Any:
        dx = np.zeros_like(x)
        N, C, M, P = g.shape
        for n, c in np.ndindex(N, C):
            for i in count(M, x.shape[2], k, stride):
                for j in count(P, x.shape[3], k, stride):
                    top, left, reach = start(i, k, stride), start(j, k, stride), size(k, stride)
                    window = x[n, c, top : top + reach, left : left + reach]
                    share = mask(window) * give(g[n, c, i, j], window)
                    dx[n, c, top : top + reach, left : left + reach] += share
        return dx

    return max_pool_backward


def _with_places(put: Callable[..., Any]) -> Callable[..., Any]:
    """The loops with the place of the largest entry in numbers; `put` writes into dx of one channel."""

    def max_pool_backward(x: Array, k: int, stride: int, g: Array) -> Any:
        dx = np.zeros(x.shape)
        for n, c, i, j in np.ndindex(*g.shape):
            top, left = i * stride, j * stride
            window = x[n, c, top : top + k, left : left + k]
            a, b = np.unravel_index(window.argmax(), window.shape)
            put(dx[n, c], top, left, a, b, g[n, c, i, j])
        return dx

    return max_pool_backward


def _add(d: Array, top: int, left: int, a: int, b: int, arriving: float) -> None:
    d[top + a, left + b] += arriving


def _assign(d: Array, top: int, left: int, a: int, b: int, arriving: float) -> None:
    d[top + a, left + b] = arriving


def _once(d: Array, top: int, left: int, a: int, b: int, arriving: float) -> None:
    if d[top + a, left + b] == 0:
        d[top + a, left + b] = arriving


def _larger(d: Array, top: int, left: int, a: int, b: int, arriving: float) -> None:
    d[top + a, left + b] = max(d[top + a, left + b], arriving)


def _hand_to_exchanged_place(d: Array, top: int, left: int, a: int, b: int, arriving: float) -> None:
    d[top + b, left + a] += arriving


def _not_offset(d: Array, top: int, left: int, a: int, b: int, arriving: float) -> None:
    d[a, b] += arriving


def _windows_of(x: Array, k: int, stride: int, g: Array) -> Array:
    """A view of all windows, (N, C, M, P, k, k)."""
    views = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    return views[:, :, : g.shape[2], : g.shape[3]]


def _places(x: Array, k: int, stride: int, g: Array) -> Any:
    """Indices into x of the largest entry of each window, four arrays (N, C, M, P)."""
    a, b = np.divmod(_windows_of(x, k, stride, g).reshape(*g.shape, k * k).argmax(axis=-1), k)
    n, c, i, j = np.indices(g.shape)
    return n, c, i * stride + a, j * stride + b


def _assigned_windows(x: Array, k: int, stride: int, g: Array) -> Any:
    dx = np.zeros_like(x)
    N, C, M, P = g.shape
    for n in range(N):
        for c in range(C):
            for i in range(M):
                for j in range(P):
                    top, left = i * stride, j * stride
                    window = x[n, c, top : top + k, left : left + k]
                    dx[n, c, top : top + k, left : left + k] = _first(window) * g[n, c, i, j]
    return dx


def _gradient_by_fancy_index(x: Array, k: int, stride: int, g: Array) -> Any:
    n, c, ys, xs = _places(x, k, stride, g)
    dx = np.zeros_like(x)
    dx[n, c, ys, xs] += g
    return dx


def _cut_off(x: Array, k: int, stride: int, g: Array) -> Any:
    M, P = g.shape[2:]
    return _by_windows()(x[:, :, : (M - 1) * stride + k, : (P - 1) * stride + k], k, stride, g)


def _from_the_end(x: Array, k: int, stride: int, g: Array) -> Any:
    top, left = (x.shape[2] - k) % stride, (x.shape[3] - k) % stride
    dx = np.zeros_like(x)
    dx[:, :, top:, left:] = _by_windows()(x[:, :, top:, left:], k, stride, g)
    return dx


def _scan(begin: Callable[..., Any], better: Callable[..., Any], by_columns: bool = False) -> Callable[..., Any]:
    """Each window searched entry by entry."""

    def max_pool_backward(x: Array, k: int, stride: int, g: Array) -> Any:
        dx = np.zeros_like(x)
        for n, c, i, j in np.ndindex(*g.shape):
            top, left = i * stride, j * stride
            best, place = begin(x[n, c, top, left]), (top, left)
            for a, b in np.ndindex(k, k):
                here = (top + b, left + a) if by_columns else (top + a, left + b)
                if better(x[n, c][here], best):
                    best, place = x[n, c][here], here
            dx[n, c][place] += g[n, c, i, j]
        return dx

    return max_pool_backward


def _windows_turned(x: Array, k: int, stride: int, g: Array) -> Any:
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*g.shape):
        top, left = j * stride, i * stride
        window = x[n, c, top : top + k, left : left + k]
        dx[n, c, top : top + k, left : left + k] += _first(window) * g[n, c, i, j]
    return dx


def _square(x: Array, k: int, stride: int, g: Array) -> Any:
    M = g.shape[2]
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*g.shape[:2], M, M):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + k, left : left + k]
        dx[n, c, top : top + k, left : left + k] += _first(window) * g[n, c, i, j]
    return dx


def _overlap_averaged(x: Array, k: int, stride: int, g: Array) -> Any:
    times = _by_windows()(x, k, stride, np.ones_like(g))
    return _by_windows()(x, k, stride, g) / np.maximum(times, 1)


def _cover_averaged(x: Array, k: int, stride: int, g: Array) -> Any:
    cover = _by_windows(lambda window: np.ones(window.shape))(x, k, stride, np.ones_like(g))
    return _by_windows()(x, k, stride, g) / np.maximum(cover, 1)


def _gradient_with_x_doubled(x: Array, k: int, stride: int, g: Array) -> Any:
    dx = np.zeros_like(x)
    x *= 2
    for n, c, i, j in np.ndindex(*g.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + k, left : left + k]
        dx[n, c, top : top + k, left : left + k] += _first(window) * g[n, c, i, j]
    return dx


def _last(window: Array) -> Array:
    return _at(window, window.size - 1 - np.argmax(window.ravel()[::-1]))


POOL_WRONG = (
    wrong("pool-assigned", "= at the largest entry", _with_places(_assign)),
    wrong("pool-assigned", "= for the whole window", _assigned_windows),
    wrong("pool-assigned", "+= with an index that repeats", _gradient_by_fancy_index),
    wrong("pool-first-kept", "only where dx is 0", _with_places(_once)),
    wrong("pool-largest-kept", "max for +", _with_places(_larger)),
    wrong("pool-all-ties", "window == max", _by_windows(lambda window: window == window.max())),
    wrong("pool-other-tie", ">= in the search", _scan(lambda first: first, lambda value, best: value >= best)),
    wrong("pool-other-tie", "the last one", _by_windows(_last)),
    wrong(
        "pool-other-tie", "by columns", _scan(lambda first: -np.inf, lambda value, best: value > best, by_columns=True)
    ),
    wrong(
        "pool-ties-shared",
        "mask / mask.sum()",
        _by_windows(lambda window: (window == window.max()) / (window == window.max()).sum()),
    ),
    wrong("pool-averaged", "1/k²", _by_windows(lambda window: np.ones(window.shape) / window.size)),
    wrong("pool-whole-window", "g to all", _by_windows(lambda window: np.ones(window.shape))),
    wrong("pool-smallest", "argmin", _by_windows(lambda window: _at(window, np.argmin(window)))),
    wrong("pool-absolute", "argmax of |x|", _by_windows(lambda window: _at(window, np.argmax(np.abs(window))))),
    wrong("pool-stride-forgotten", "i : i + k", _by_windows(start=lambda i, k, stride: i)),
    wrong("pool-stride-is-k", "i * k", _by_windows(start=lambda i, k, stride: i * k)),
    wrong("pool-remainder-in-front", "windows up to the end", _from_the_end),
    wrong("pool-remainder-lost", "x cut to the windows", _cut_off),
    wrong("pool-one-window", "0 for i * stride", _by_windows(start=lambda i, k, stride: 0)),
    wrong("pool-window-shifted", "i * stride + 1", _by_windows(start=lambda i, k, stride: i * stride + 1)),
    wrong("pool-window-cut", "k − 1", _by_windows(size=lambda k, stride: k - 1)),
    wrong("pool-window-of-stride", "stride for k", _by_windows(size=lambda k, stride: stride)),
    wrong("pool-last-window", "range(M − 1)", _by_windows(count=lambda M, H, k, stride: range(M - 1))),
    wrong(
        "pool-last-window",
        "range(0, H − k, stride)",
        _by_windows(count=lambda M, H, k, stride: range(len(range(0, H - k, stride)))),
    ),
    wrong("pool-upstream-missing", "1 for g", _by_windows(give=lambda arriving, window: 1.0)),
    wrong("pool-value-for-gradient", "max for g", _by_windows(give=lambda arriving, window: window.max())),
    wrong("pool-times-value", "g · max", _by_windows(give=lambda arriving, window: arriving * window.max())),
    wrong("pool-negatives-dropped", "max(g, 0)", _by_windows(give=lambda arriving, window: max(arriving, 0.0))),
    wrong("pool-place-forgotten", "the upper left entry", _by_windows(lambda window: _at(window, 0))),
    wrong("pool-from-zero", "best = 0", _scan(lambda first: 0.0, lambda value, best: value > best)),
    wrong(
        "pool-from-zero", "nothing below 0", _by_windows(lambda window: _at(window, np.argmax(window)) * (window > 0))
    ),
    wrong("pool-place-turned", "row and column exchanged", _with_places(_hand_to_exchanged_place)),
    wrong("pool-offset-forgotten", "dx[a, b]", _with_places(_not_offset)),
    wrong("pool-windows-turned", "i and j exchanged", _windows_turned),
    wrong("pool-square-assumed", "M for both axes", _square),
    wrong("pool-overlap-averaged", "divided by the hits", _overlap_averaged),
    wrong("pool-overlap-averaged", "divided by the windows", _cover_averaged),
    wrong("pool-divided", "/ k²", _by_windows(give=lambda arriving, window: arriving / window.size)),
    wrong("sign", "−g", _by_windows(give=lambda arriving, window: -arriving)),
    wrong("inputs-changed", "x *= 2", _gradient_with_x_doubled),
)
