"""Wrong ways to write `roi_pool_backward` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.mistakes import Array


def _at(window: Array, places: Any) -> Array:
    """1 at one place of each channel of a window (C, h, w); places count its entries in reading order."""
    flat = np.arange(window[0].size) == np.reshape(places, (-1, 1))
    return np.asarray(flat.reshape(-1, *window.shape[1:]), dtype=float)


def _flat(window: Array) -> Array:
    return window.reshape(len(window), -1)


def _first(window: Array) -> Array:
    return _at(window, np.argmax(_flat(window), axis=1))


def _by_cells(
    mask: Callable[..., Any] = lambda window: _at(window, _flat(window).argmax(axis=1)),
    box: Callable[..., Any] = lambda roi: roi,
    start: Callable[..., Any] = lambda i, h, size: i * h // size,
    end: Callable[..., Any] = lambda i, h, size: -(-(i + 1) * h // size),
    give: Callable[..., Any] = lambda arriving, window: arriving,
    used: Callable[..., Any] = range,
    sides: Callable[..., Any] = lambda h, w: (h, w),
) -> Callable[..., Any]:
    """The loops over regions, cells and channels with one of the lines changed."""

    def roi_pool_backward(x: Array, rois: Array, size: int, g: Array) -> Any:
        dx = np.zeros_like(x)
        for r in used(len(rois)):
            y0, x0, y1, x1 = box(rois[r])
            h, w = sides(y1 - y0, x1 - x0)
            for i in range(size):
                for j in range(size):
                    top, bottom = y0 + start(i, h, size), y0 + end(i, h, size)
                    left, right = x0 + start(j, w, size), x0 + end(j, w, size)
                    window = x[:, top:bottom, left:right]
                    share = mask(window) * give(g[r, :, i, j, None, None], window)
                    dx[:, top:bottom, left:right] += share
        return dx

    return roi_pool_backward


def _cells(roi: Any, size: int) -> Any:
    """(i, j, top, bottom, left, right) of each cell of a region."""
    y0, x0, y1, x1 = (int(n) for n in roi)
    for i in range(size):
        for j in range(size):
            yield (
                i,
                j,
                y0 + i * (y1 - y0) // size,
                y0 + -(-(i + 1) * (y1 - y0) // size),
                x0 + j * (x1 - x0) // size,
                x0 + -(-(j + 1) * (x1 - x0) // size),
            )


def _with_places(
    put: Callable[..., Any],
    arriving: Callable[..., Any] = lambda g, i, j: g[i, j],
    region: Callable[..., Any] = lambda r: r,
    width: Callable[..., Any] = lambda h, w: w,
) -> Callable[..., Any]:
    """The loops with the place of the largest entry in numbers; `put` writes into dx of one channel."""

    def roi_pool_backward(x: Array, rois: Array, size: int, g: Array) -> Any:
        dx = np.zeros(x.shape)
        for r, roi in enumerate(rois):
            for i, j, top, bottom, left, right in _cells(roi, size):
                for c in range(len(x)):
                    window = x[c, top:bottom, left:right]
                    a, b = divmod(int(window.argmax()), width(bottom - top, right - left))
                    inside = top - int(roi[0]), left - int(roi[1])
                    put(dx[c], (top, left), (a, b), inside, arriving(g[region(r), c], i, j))
        return dx

    return roi_pool_backward


def _add(d: Array, corner: Any, place: Any, inside: Any, arriving: float) -> None:
    d[corner[0] + place[0], corner[1] + place[1]] += arriving


def _assign(d: Array, corner: Any, place: Any, inside: Any, arriving: float) -> None:
    d[corner[0] + place[0], corner[1] + place[1]] = arriving


def _once(d: Array, corner: Any, place: Any, inside: Any, arriving: float) -> None:
    if d[corner[0] + place[0], corner[1] + place[1]] == 0:
        d[corner[0] + place[0], corner[1] + place[1]] = arriving


def _in_the_region(d: Array, corner: Any, place: Any, inside: Any, arriving: float) -> None:
    d[inside[0] + place[0], inside[1] + place[1]] += arriving


def _in_the_cell(d: Array, corner: Any, place: Any, inside: Any, arriving: float) -> None:
    d[place] += arriving


def _assigned_cells(x: Array, rois: Array, size: int, g: Array) -> Any:
    dx = np.zeros_like(x)
    for r, roi in enumerate(rois):
        for i, j, top, bottom, left, right in _cells(roi, size):
            window = x[:, top:bottom, left:right]
            dx[:, top:bottom, left:right] = _first(window) * g[r, :, i, j, None, None]
    return dx


def _indexed_by_region(x: Array, rois: Array, size: int, g: Array) -> Any:
    dx = np.zeros_like(x)
    for r, roi in enumerate(rois):
        places, arriving = _places(x, roi, size), g[r].reshape(len(x), -1)
        dx[np.arange(len(x))[:, None], *places] += arriving
    return dx


def _places(x: Array, roi: Any, size: int) -> Any:
    """Row and column of the largest entry of each cell, two arrays (C, size²)."""
    ys, xs = [], []
    for _, _, top, bottom, left, right in _cells(roi, size):
        best = x[:, top:bottom, left:right].reshape(len(x), -1).argmax(axis=1)
        ys.append(top + best // (right - left))
        xs.append(left + best % (right - left))
    return np.array(ys).T, np.array(xs).T


def _anew_for_each(x: Array, rois: Array, size: int, g: Array) -> Any:
    for roi, arriving in zip(rois, g, strict=True):
        dx = np.zeros_like(x)
        for i, j, top, bottom, left, right in _cells(roi, size):
            window = x[:, top:bottom, left:right]
            dx[:, top:bottom, left:right] += _first(window) * arriving[:, i, j, None, None]
    return dx


def _channels_joined(x: Array, rois: Array, size: int, g: Array) -> Any:
    dx = np.zeros_like(x)
    for roi, arriving in zip(rois, g, strict=True):
        for i, j, top, bottom, left, right in _cells(roi, size):
            window = x[:, top:bottom, left:right]
            one = _at(window.reshape(1, len(x), -1), window.argmax()).reshape(window.shape)
            dx[:, top:bottom, left:right] += one * arriving[:, i, j, None, None]
    return dx


def _skipping_empty(start: Callable[..., Any], end: Callable[..., Any]) -> Callable[..., Any]:
    def roi_pool_backward(x: Array, rois: Array, size: int, g: Array) -> Any:
        dx = np.zeros_like(x)
        for r, (y0, x0, y1, x1) in enumerate(rois):
            h, w = y1 - y0, x1 - x0
            for i in range(size):
                for j in range(size):
                    top, bottom = y0 + start(i, h, size), y0 + end(i, h, size)
                    left, right = x0 + start(j, w, size), x0 + end(j, w, size)
                    if bottom <= top or right <= left:
                        continue
                    window = x[:, top:bottom, left:right]
                    dx[:, top:bottom, left:right] += _first(window) * g[r, :, i, j, None, None]
        return dx

    return roi_pool_backward


def _overlap_averaged(x: Array, rois: Array, size: int, g: Array) -> Any:
    times = _by_cells()(x, rois, size, np.ones_like(g))
    return _by_cells()(x, rois, size, g) / np.maximum(times, 1)


def _gradient_of_last_region(x: Array, rois: Array, size: int, g: Array) -> Any:
    """Each region's own gradient, put over what the one before has left."""
    dx = np.zeros_like(x)
    for r, (y0, x0, y1, x1) in enumerate(rois):
        inner = np.array([[0, 0, y1 - y0, x1 - x0]])
        dx[:, y0:y1, x0:x1] = _by_cells()(x[:, y0:y1, x0:x1], inner, size, g[r : r + 1])
    return dx


def _gradient_with_rois_changed(x: Array, rois: Array, size: int, g: Array) -> Any:
    rois[:, 2:] -= rois[:, :2]
    return _by_cells(box=lambda roi: (*roi[:2], *(roi[:2] + roi[2:])))(x, rois, size, g)


def _floor_end(i: int, h: int, size: int) -> int:
    return (i + 1) * h // size


def _ceil_start(i: int, h: int, size: int) -> int:
    return -(-i * h // size)


ROI_WRONG = (
    wrong("roi-end-rounded-down", "floor for both", _by_cells(end=_floor_end)),
    wrong(
        "roi-end-rounded-down",
        "floor for both, empty cells skipped",
        _skipping_empty(lambda i, h, size: i * h // size, _floor_end),
    ),
    wrong(
        "roi-end-rounded-down",
        "floor, one pixel at least",
        _by_cells(end=lambda i, h, size: max(i * h // size + 1, (i + 1) * h // size)),
    ),
    wrong("roi-start-rounded-up", "ceil for both", _by_cells(start=_ceil_start)),
    wrong(
        "roi-rounded",
        "round for both",
        _by_cells(start=lambda i, h, size: round(i * h / size), end=lambda i, h, size: round((i + 1) * h / size)),
    ),
    wrong(
        "roi-cells-of-one-size",
        "h // size",
        _by_cells(start=lambda i, h, size: i * (h // size), end=lambda i, h, size: (i + 1) * (h // size)),
    ),
    wrong(
        "roi-cells-of-one-size",
        "the last takes the rest",
        _by_cells(
            start=lambda i, h, size: i * (h // size),
            end=lambda i, h, size: (i + 1) * (h // size) if i < size - 1 else h,
        ),
    ),
    wrong("roi-cell-too-long", "floor + 1", _by_cells(end=lambda i, h, size: (i + 1) * h // size + 1)),
    wrong(
        "roi-cell-ignored",
        "the whole region for each cell",
        _by_cells(start=lambda i, h, size: 0, end=lambda i, h, size: h),
    ),
    wrong("roi-axes-exchanged", "x0, y0, x1, y1", _by_cells(box=lambda roi: roi[[1, 0, 3, 2]])),
    wrong("roi-end-inside", "y1 + 1", _by_cells(box=lambda roi: roi + np.array([0, 0, 1, 1]))),
    wrong("roi-end-cut", "y1 − 1", _by_cells(box=lambda roi: roi - np.array([0, 0, 1, 1]))),
    wrong("roi-end-as-size", "h = y1", _by_cells(box=lambda roi: (*roi[:2], *(roi[:2] + roi[2:])))),
    wrong("pool-offset-forgotten", "put inside of the region", _with_places(_in_the_region)),
    wrong("pool-offset-forgotten", "put inside of the cell", _with_places(_in_the_cell)),
    wrong("pool-offset-forgotten", "read from the corner", _by_cells(box=lambda roi: roi - np.tile(roi[:2], 2))),
    wrong("pool-assigned", "= at the largest entry", _with_places(_assign)),
    wrong("pool-assigned", "= for the whole cell", _assigned_cells),
    wrong("pool-assigned", "+= with an index that repeats", _indexed_by_region),
    wrong("pool-assigned", "regions pasted", _gradient_of_last_region),
    wrong("pool-first-kept", "only where dx is 0", _with_places(_once)),
    wrong("roi-one-only", "dx anew for each region", _anew_for_each),
    wrong("roi-one-only", "the first region", _by_cells(used=lambda count: range(1))),
    wrong("roi-last-dropped", "range(R − 1)", _by_cells(used=lambda count: range(count - 1))),
    wrong("roi-averaged", "divided by R", lambda x, rois, size, g: _by_cells()(x, rois, size, g) / len(rois)),
    wrong("roi-averaged", "divided by size²", lambda x, rois, size, g: _by_cells()(x, rois, size, g) / size**2),
    wrong("roi-pair-turned", "g[j, i]", _with_places(_add, lambda g, i, j: g[j, i])),
    wrong("pool-averaged", "mean for max", _by_cells(lambda window: np.ones(window.shape) / window[0].size)),
    wrong("pool-whole-window", "g to all", _by_cells(lambda window: np.ones(window.shape))),
    wrong("pool-smallest", "argmin", _by_cells(lambda window: _at(window, _flat(window).argmin(axis=1)))),
    wrong(
        "pool-absolute",
        "argmax of |x|",
        _by_cells(lambda window: _at(window, _flat(np.abs(window)).argmax(axis=1))),
    ),
    wrong("pool-place-forgotten", "the upper left entry", _by_cells(lambda window: _at(window, [0] * len(window)))),
    wrong(
        "pool-from-zero",
        "nothing below 0",
        _by_cells(lambda window: _at(window, _flat(window).argmax(axis=1)) * (window > 0)),
    ),
    wrong("pool-channels-joined", "argmax over channels", _channels_joined),
    wrong("pool-times-value", "g · max", _by_cells(give=lambda arriving, window: arriving * window)),
    wrong("pool-upstream-missing", "1 for g", _by_cells(give=lambda arriving, window: 1.0)),
    wrong("pool-negatives-dropped", "max(g, 0)", _by_cells(give=lambda arriving, window: np.maximum(arriving, 0))),
    wrong("pool-overlap-averaged", "divided by the hits", _overlap_averaged),
    wrong("roi-sides-mixed", "h and w exchanged", _by_cells(sides=lambda h, w: (w, h))),
    wrong("pool-arrival-misread", "g of the first region", _with_places(_add, region=lambda r: 0)),
    wrong("pool-divided", "/ the size of the cell", _by_cells(give=lambda arriving, window: arriving / window[0].size)),
    wrong("pool-place-turned", "divided by the height", _with_places(_add, width=lambda h, w: h)),
    wrong("sign", "−g", _by_cells(give=lambda arriving, window: -arriving)),
    wrong("inputs-changed", "rois changed", _gradient_with_rois_changed),
)
