"""Right ways to write `roi_pool_backward` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from math import ceil, floor
from typing import Any

import numpy as np

from autograd_lab.exams.ps8.roi_variants import _add, _by_cells, _cells, _first, _places, _with_places
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array


def _add_at(x: Array, rois: Array, size: int, g: Array) -> Any:
    dx = np.zeros_like(x)
    for roi, arriving in zip(rois, g, strict=True):
        ys, xs = _places(x, roi, size)
        np.add.at(dx, (np.arange(len(x))[:, None], ys, xs), arriving.reshape(len(x), -1))
    return dx


def _bincount(x: Array, rois: Array, size: int, g: Array) -> Any:
    flat = [np.ravel_multi_index((np.arange(len(x))[:, None], *_places(x, roi, size)), x.shape) for roi in rois]
    return np.bincount(np.ravel(flat), weights=g.ravel(), minlength=x.size).reshape(x.shape)


def _crops(x: Array, rois: Array, size: int, g: Array) -> Any:
    """Each region cut out, and its gradient added where it came from."""
    dx = np.zeros_like(x)
    for (y0, x0, y1, x1), arriving in zip(rois, g, strict=True):
        crop, dcrop = x[:, y0:y1, x0:x1], np.zeros((len(x), y1 - y0, x1 - x0))
        for i, j, top, bottom, left, right in _cells((0, 0, y1 - y0, x1 - x0), size):
            dcrop[:, top:bottom, left:right] += _first(crop[:, top:bottom, left:right]) * arriving[:, i, j, None, None]
        dx[:, y0:y1, x0:x1] += dcrop
    return dx


def _first_of_equals(x: Array, rois: Array, size: int, g: Array) -> Any:
    """A mask of the largest, of which the first in reading order stays."""
    dx = np.zeros_like(x)
    for r, roi in enumerate(rois):
        for i, j, top, bottom, left, right in _cells(roi, size):
            window = x[:, top:bottom, left:right].reshape(len(x), -1)
            ties = window == window.max(axis=1, keepdims=True)
            mask = (ties & (ties.cumsum(axis=1) == 1)).reshape(len(x), bottom - top, right - left)
            dx[:, top:bottom, left:right] += mask * g[r, :, i, j].reshape(-1, 1, 1)
    return dx


def _gradient_by_search(x: Array, rois: Array, size: int, g: Array) -> Any:
    dx = np.zeros_like(x)
    for r, roi in enumerate(rois):
        for c in range(x.shape[0]):
            for i, j, top, bottom, left, right in _cells(roi, size):
                best = (top, left)
                for y in range(top, bottom):
                    for column in range(left, right):
                        if x[c, y, column] > x[c][best]:
                            best = y, column
                dx[c][best] += g[r, c, i, j]
    return dx


def _gradient_by_mask(x: Array, rois: Array, size: int, g: Array) -> Any:
    """The whole picture with −∞ outside of the cell."""
    dx = np.zeros_like(x)
    for r, roi in enumerate(rois):
        for i, j, top, bottom, left, right in _cells(roi, size):
            seen = np.full(x.shape, -np.inf)
            seen[:, top:bottom, left:right] = x[:, top:bottom, left:right]
            flat = seen.reshape(len(x), -1).argmax(axis=1)
            dx.reshape(len(x), -1)[np.arange(len(x)), flat] += g[r, :, i, j]
    return dx


def _one_hot(x: Array, rois: Array, size: int, g: Array) -> Any:
    """Cells as sets of rows and columns, by what a pixel covers."""
    dx = np.zeros_like(x)
    for r, (y0, x0, y1, x1) in enumerate(rois.tolist()):
        rows = [
            [y for y in range(y1 - y0) if y * size < (i + 1) * (y1 - y0) and (y + 1) * size > i * (y1 - y0)]
            for i in range(size)
        ]
        columns = [
            [q for q in range(x1 - x0) if q * size < (j + 1) * (x1 - x0) and (q + 1) * size > j * (x1 - x0)]
            for j in range(size)
        ]
        for i in range(size):
            for j in range(size):
                for c in range(len(x)):
                    place = max(((y0 + y, x0 + q) for y in rows[i] for q in columns[j]), key=x[c].__getitem__)
                    dx[c][place] += g[r, c, i, j]
    return dx


ROI_RIGHT = (
    Variant("cell by cell", _by_cells()),
    Variant(
        "floor and ceil of quotients",
        _by_cells(start=lambda i, h, size: floor(i * h / size), end=lambda i, h, size: ceil((i + 1) * h / size)),
    ),
    Variant("the place in numbers", _with_places(_add)),
    Variant("np.add.at", _add_at),
    Variant("np.bincount", _bincount),
    Variant("crops", _crops),
    Variant("ties counted", _first_of_equals),
    Variant("searched entry by entry", _gradient_by_search),
    Variant("−∞ outside", _gradient_by_mask),
    Variant("cells as sets of pixels", _one_hot),
)
