"""Wrong ways to write `roi_pool_backward` of problem set 8 that cut a region wrongly, so that no cell is empty."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.mistakes import Array


def _by_bounds(
    rows: Callable[..., Any] = lambda i, h, size: (i * h // size, -(-(i + 1) * h // size)),
    columns: Callable[..., Any] | None = None,
    sides: Callable[..., Any] = lambda y0, x0, y1, x1: (y1 - y0, x1 - x0),
) -> Callable[..., Any]:
    """The loops with the bounds of a cell in pairs, for rows and for columns."""
    across = columns or rows

    def roi_pool_backward(x: Array, rois: Array, size: int, g: Array) -> Any:
        dx = np.zeros(x.shape)
        for r, (y0, x0, y1, x1) in enumerate(rois):
            h, w = sides(y0, x0, y1, x1)
            for c, i, j in np.ndindex(g.shape[1:]):
                (top, bottom), (left, right) = rows(i, h, size), across(j, w, size)
                cell = x[c, y0 + top : y0 + bottom, x0 + left : x0 + right]
                a, b = np.unravel_index(cell.argmax(), cell.shape)
                dx[c, y0 + top + a, x0 + left + b] += g[r, c, i, j]
        return dx

    return roi_pool_backward


def _right(i: int, h: int, size: int) -> tuple[int, int]:
    return i * h // size, -(-(i + 1) * h // size)


def _rest_in_last(i: int, h: int, size: int) -> tuple[int, int]:
    start = min(i * max(h // size, 1), h - 1)
    return start, h if i == size - 1 else start + max(h // size, 1)


def _start_up(i: int, h: int, size: int) -> tuple[int, int]:
    return min(-(-i * h // size), h - 1), -(-(i + 1) * h // size)


ROI_CELLS = (
    wrong("roi-cells-of-one-size", "the rest to the last, one at least", _by_bounds(_rest_in_last)),
    wrong("roi-cells-of-one-size", "the rest to the last, rows alone", _by_bounds(_rest_in_last, _right)),
    wrong("roi-start-rounded-up", "rows alone, inside of the region", _by_bounds(_start_up, _right)),
    wrong("roi-start-rounded-up", "columns alone, inside of the region", _by_bounds(_right, _start_up)),
    wrong("roi-sides-mixed", "h for both", _by_bounds(sides=lambda y0, x0, y1, x1: (y1 - y0, y1 - y0))),
    wrong(
        "roi-sides-mixed",
        "the shorter side for both",
        _by_bounds(sides=lambda y0, x0, y1, x1: (min(y1 - y0, x1 - x0),) * 2),
    ),
    wrong(
        "roi-end-cut",
        "one less, one at least",
        _by_bounds(sides=lambda y0, x0, y1, x1: (max(1, y1 - y0 - 1), max(1, x1 - x0 - 1))),
    ),
)
