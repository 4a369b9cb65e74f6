"""Wrong ways to write `roi_pool_backward` of problem set 8 that show in a tie alone, and those that mix up channels."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.ps8.roi_variants import _at, _by_cells, _cells, _first, _flat
from autograd_lab.mistakes import Array


def _last(window: Array) -> Array:
    """The last of the largest entries, in each channel."""
    return _at(window, window[0].size - 1 - _flat(window)[:, ::-1].argmax(axis=1))


def _by_columns(window: Array) -> Array:
    """The first of the largest entries, column after column."""
    return _first(window.swapaxes(1, 2)).swapaxes(1, 2)


def _largest(window: Array) -> Any:
    return window == window.max(axis=(1, 2), keepdims=True)


def _search(better: Callable[..., Any]) -> Callable[..., Any]:
    """Each cell searched entry by entry."""

    def roi_pool_backward(x: Array, rois: Array, size: int, g: Array) -> Any:
        dx = np.zeros_like(x)
        for r, roi in enumerate(rois):
            for c in range(len(x)):
                for i, j, top, bottom, left, right in _cells(roi, size):
                    best = (top, left)
                    for y in range(top, bottom):
                        for column in range(left, right):
                            if better(x[c, y, column], x[c][best]):
                                best = y, column
                    dx[c][best] += g[r, c, i, j]
        return dx

    return roi_pool_backward


def _winner_of_first_channel(x: Array, rois: Array, size: int, g: Array) -> Any:
    dx = np.zeros_like(x)
    for r, roi in enumerate(rois):
        for i, j, top, bottom, left, right in _cells(roi, size):
            window = x[0, top:bottom, left:right]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[:, top + a, left + b] += g[r, :, i, j]
    return dx


ROI_TIES = (
    wrong("pool-all-ties", "window == max", _by_cells(_largest)),
    wrong(
        "pool-ties-shared",
        "mask / mask.sum()",
        _by_cells(lambda w: _largest(w) / _largest(w).sum((1, 2))[:, None, None]),
    ),
    wrong("pool-other-tie", ">= in the search", _search(lambda value, best: value >= best)),
    wrong("pool-other-tie", "the last one", _by_cells(_last)),
    wrong("pool-other-tie", "by columns", _by_cells(_by_columns)),
    wrong("pool-channels-joined", "the winner of channel 0", _winner_of_first_channel),
    wrong("pool-channels-joined", "window == window.max() over channels", _by_cells(lambda w: w == w.max())),
)
