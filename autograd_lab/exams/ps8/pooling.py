"""The two pooling questions of problem set 8: where a gradient goes that arrives at the largest entry of a window.

`max_pool_backward(x, k, stride, g)`: x (N, C, H, W), windows of k × k that start every `stride` rows and columns, g
(N, C, M, M'), and what does not fit is left out. `roi_pool_backward(x, rois, size, g)`: x (C, H, W), a row (y0, x0, y1,
x1) for each region, ends outside, g (R, C, size, size).

Sources: the chain rule on max; Girshick, Fast R-CNN (2015), eq. 4, for regions.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.draws import upstream
from autograd_lab.exams.kinds.predicted import PredictedQuestion
from autograd_lab.exams.ps8 import pooling_formulas as formulas
from autograd_lab.exams.ps8.pool_channel_variants import POOL_CHANNELS
from autograd_lab.exams.ps8.pooling_right_variants import POOL_RIGHT
from autograd_lab.exams.ps8.pooling_variants import POOL_WRONG
from autograd_lab.exams.ps8.roi_cell_variants import ROI_CELLS
from autograd_lab.exams.ps8.roi_right_variants import ROI_RIGHT
from autograd_lab.exams.ps8.roi_tie_variants import ROI_TIES
from autograd_lab.exams.ps8.roi_variants import ROI_WRONG
from autograd_lab.exams.ps8.routes import (
    Cell,
    add_in_place,
    first_largest,
    gradient_by_routes,
    place_in_cycle,
    share_of_gradient,
)
from autograd_lab.exams.question import Inputs, Part, Question
from autograd_lab.mistakes import Anatomy, Array

#: (k, stride) by turns: windows that overlap, that leave gaps, and that do neither
_OVERLAP = ((3, 2), (3, 1), (2, 1), (4, 2), (4, 3), (3, 2))
_GAPS = ((2, 3), (2, 3), (3, 4))
_EXACT = ((2, 2), (3, 3))
_TURNS = (_OVERLAP, _GAPS, _OVERLAP, _OVERLAP, _EXACT, _OVERLAP, _GAPS, _OVERLAP)


def draw_max_pool(rng: np.random.Generator) -> Inputs:
    """Overlapping windows mostly, at times gaps or neither; remainders, ties, windows without a positive entry."""
    turn = place_in_cycle(rng, len(_TURNS))
    k, stride = (int(n) for n in rng.choice(_TURNS[turn]))
    N, C = ((1, 3), (3, 1), (1, 2), (3, 2), (3, 4))[int(rng.integers(5))]
    sides: tuple[int, int] = (0, 0)
    while sides[0] == sides[1]:
        counts = rng.integers(2, 4, 2)
        if turn % 2 and stride > 1:
            counts[1] = counts[0]  # the sides differ by what is left over
        left_over = rng.integers(0, stride, 2) * (rng.random(2) < 0.7)
        sides = tuple((counts - 1) * stride + k + left_over)
    x = rng.normal(-0.2, 1.0, (N, C, *sides)) + rng.normal(0.0, 1.0, (N, C, 1, 1))
    x = np.round(x * 2) / 2 + 0.25  # halves: ties in many windows, and no entry is 0
    if turn == 2:  # what was a tie is one no more, by very little or by a little
        x = x + rng.normal(0.0, 1.0, x.shape) * rng.choice([5e-6, 0.01], x.shape)
        top = x[:, :, :k, :k].max(axis=(2, 3))
        x[:, :, 0, 1], x[:, :, 1, 0] = top, top + rng.choice([-0.01, -5e-6, 5e-6, 0.01], top.shape)
    return {"x": x, "k": k, "stride": stride, "g": upstream(rng, (N, C, *(int(n) for n in counts)))}


def max_pool_backward(x: Array, k: int, stride: int, g: Array) -> Array:
    """∂L/∂x, the shape of x: what arrives at a window goes to its largest entry, in a tie to the first as one reads."""
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(g.shape[2:]):
        place = (..., slice(i * stride, i * stride + k), slice(j * stride, j * stride + k))
        dx[place] += first_largest(x[place]) * g[:, :, i, j, None, None]
    return dx


def max_pool_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: where the windows stand, which entry is chosen, what it gets, and how windows come together."""
    x, k, stride, g = inputs.values()
    made_of = {
        "pooled": x,
        "k": k,
        "stride": stride,
        "arriving": g,
        "pool_share": first_largest,
        "pool_hand": share_of_gradient,
        "pool_put": add_in_place,
        "pool_result": lambda dx, count, reach: dx,
        "window_start": lambda i, k, stride, length, count: i * stride,
        "window_size": lambda k, stride: k,
        "window_start_down": None,
        "window_start_across": None,
        "windows_used": lambda count, length, k, stride: range(count),
        "windows_used_down": None,
        "windows_used_across": None,
        "window_pair": lambda i, j: (i, j),
        "window_place": lambda i, j: (i, j),
        "window_written": lambda start: start,
        "windows_down": g.shape[2],
        "windows_across": g.shape[3],
    }
    return [Anatomy(made_of, _build_max_pool)]


def _build_max_pool(i: Mapping[str, Any]) -> tuple[Array, ...]:
    x, g, k, stride = i["pooled"], i["arriving"], i["k"], i["stride"]
    size, counts = i["window_size"](k, stride), (i["windows_down"], i["windows_across"])

    def start(n: int, axis: int) -> int:
        of = i[("window_start_down", "window_start_across")[axis]] or i["window_start"]
        return int(of(n, k, stride, x.shape[2 + axis], counts[axis]))

    def windows_along(axis: int) -> Iterable[int]:
        of_one = i[("windows_used_down", "windows_used_across")[axis]]
        found = of_one(counts[axis]) if of_one else i["windows_used"](counts[axis], x.shape[2 + axis], k, stride)
        return list(found)

    def cells_of() -> Iterator[Cell]:
        across = windows_along(1)
        for row in windows_along(0):
            for column in across:
                down, right = i["window_place"](row, column)
                a, b = i["window_pair"](row, column)
                starts = start(down, 0), start(right, 1)
                yield _spans(starts, size), _spans(map(i["window_written"], starts), size), g[:, :, a, b]

    cells = list(cells_of())
    dx = gradient_by_routes(x, cells, i["pool_share"], i["pool_hand"], i["pool_put"])
    reach = [axis.stop for axis in cells[-1][0]] if cells else [0, 0]

    def count(share: Any) -> Array:
        """How many windows have each entry of x, by the share that they give it."""
        return gradient_by_routes(x, cells, share, lambda share, window, g: share, add_in_place)

    return (i["pool_result"](dx, count, reach),)


def _spans(starts: Iterable[int], size: int) -> tuple[slice, slice]:
    """The rows and columns of a window that starts there."""
    top, left = starts
    return slice(top, top + size), slice(left, left + size)


def cell(i: int, length: int, size: int) -> tuple[int, int]:
    """Start and end of cell i on an axis of a region: ⌊i·length/size⌋ to ⌈(i + 1)·length/size⌉."""
    return i * length // size, -(-(i + 1) * length // size)


def draw_roi_pool(rng: np.random.Generator) -> Inputs:
    """Regions that overlap, of sizes that cells do not divide, some one pixel high or wide; mostly with ties.

    In each eight draws one has a single region, and another a single cell for each.
    """
    turn = place_in_cycle(rng, 8)
    C, size = int(rng.choice([2, 4])), (2, 2, 3, 2, 2, 2, 3, 1)[turn]
    H, W = (int(n) for n in rng.permutation(np.arange(6, 10))[:2])
    inner = None if turn % 2 else min(H, W)  # where y and x, exchanged, still lie in the picture
    rois: list[tuple[int, ...]] = []
    for number in range(1 if turn == 5 else 3):
        h, w = (int(n) for n in rng.integers(3, 6, 2))
        if number == 1 and turn % 2:
            h, w = ((1, w), (h, 1))[int(rng.integers(2))]
        if number == 0 and size > 1:
            h, w = (n + (n % size == 0) for n in (h, w))
        y0, x0 = (int(rng.integers(1, (inner or side) - n + 1)) for side, n in ((H, h), (W, w)))
        if number == 2:
            y0, x0 = _beside(rng, rois[0], (inner or H) - h, (inner or W) - w)
        rois.append((y0, x0, y0 + h, x0 + w))
    x = rng.normal(-0.2, 1.2, (C, H, W))
    if turn != 2:
        x = np.round(x * 2) / 2 + 0.25  # halves: ties in many cells, and no entry is 0
        y0, x0 = rois[0][:2]  # one more in the first cell, whose order by rows is not that by columns
        x[0, y0, x0 + 1] = x[0, y0 + 1, x0] = x[0, y0 : y0 + 3, x0 : x0 + 3].max()
    g = upstream(rng, (len(rois), C, size, size), 0.3)
    return {"x": x, "rois": np.array(rois), "size": size, "g": g}


def _beside(rng: np.random.Generator, roi: tuple[int, ...], last_y: int, last_x: int) -> tuple[int, int]:
    """A corner close to that of another region, so that the two overlap."""
    y0, x0 = (int(n + d) for n, d in zip(roi[:2], rng.integers(-1, 2, 2), strict=True))
    return min(max(y0, 0), last_y), min(max(x0, 0), last_x)


def roi_pool_backward(x: Array, rois: Array, size: int, g: Array) -> Array:
    """∂L/∂x, the shape of x: each cell hands what arrives to its largest entry; cells and regions may share entries."""
    dx = np.zeros(x.shape)
    for (y0, x0, y1, x1), arriving in zip(rois, g, strict=True):
        for i, j in np.ndindex(size, size):
            (top, bottom), (left, right) = cell(i, y1 - y0, size), cell(j, x1 - x0, size)
            place = (..., slice(y0 + top, y0 + bottom), slice(x0 + left, x0 + right))
            dx[place] += first_largest(x[None][place])[0] * arriving[:, i, j, None, None]
    return dx


def roi_pool_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: the regions, their cells, which entry is chosen, what it gets, and how all come together."""
    x, rois, size, g = inputs.values()
    made_of = {
        "pooled": x,
        "rois": rois,
        "size": size,
        "arriving": g,
        "pool_share": first_largest,
        "pool_hand": share_of_gradient,
        "pool_put": add_in_place,
        "pool_result": lambda dx, count, reach: dx,
        "roi_box": tuple,
        "cell": cell,
        "cell_skipping": None,
        "cell_down": None,
        "cell_across": None,
        "cell_place": None,
        "roi_sides": lambda h, w: (h, w),
        "cell_written": lambda y, x, y0, x0: (y, x),
        "cell_pair": lambda i, j: (i, j),
        "rois_used": range,
        "roi_by_roi": None,
        "roi_pasted": False,
        "roi_factor": 1.0,
    }
    return [Anatomy(made_of, _build_roi_pool)]


def _build_roi_pool(i: Mapping[str, Any]) -> tuple[Array, ...]:
    x = i["pooled"][None]
    windows_along = i["rois_used"](len(i["rois"]))
    if i["cell_place"]:
        return (_at_places(x[0], (one for r in windows_along for one in _cells_of(i, r)), i["cell_place"]),)
    if i["roi_by_roi"] is None and not i["roi_pasted"]:
        every = [one for r in windows_along for one in _cells_of(i, r)]
        dx = gradient_by_routes(x, every, i["pool_share"], i["pool_hand"], i["pool_put"])

        def count(share: Any) -> Array:
            return gradient_by_routes(x, every, share, lambda share, window, g: share, add_in_place)

        return (i["roi_factor"] * i["pool_result"](dx, count, x.shape[2:])[0],)
    within = i["roi_by_roi"] or i["pool_put"]
    apart = [gradient_by_routes(x, _cells_of(i, r), i["pool_share"], i["pool_hand"], within)[0] for r in windows_along]
    if not i["roi_pasted"]:
        return (np.sum(apart, axis=0),)
    pasted = np.zeros(x.shape[1:])
    for r, own in zip(windows_along, apart, strict=True):
        y0, x0, y1, x1 = i["rois"][r]
        pasted[:, y0:y1, x0:x1] = own[:, y0:y1, x0:x1]
    return (pasted,)


def _at_places(x: Array, cells: Iterable[Cell], place: Any) -> Array:
    """The gradient of x with each cell's share at `place` of (the number of its largest entry, height, width)."""
    dx, channels = np.zeros(x.shape), np.arange(len(x))
    for (rows, columns), _, g in cells:
        window = x[:, rows, columns]
        a, b = place(window.reshape(len(x), -1).argmax(axis=1), *window.shape[1:])
        dx[channels, rows.start + a, columns.start + b] += g[0]
    return dx


def _cells_of(i: Mapping[str, Any], r: int) -> Iterator[Cell]:
    """The cells of one region, in reading order."""
    y0, x0, y1, x1 = (int(n) for n in i["roi_box"](i["rois"][r]))
    bounds, (h, w) = i["cell_skipping"] or i["cell"], i["roi_sides"](y1 - y0, x1 - x0)
    down, across = i["cell_down"] or bounds, i["cell_across"] or bounds
    for row, column in np.ndindex(i["size"], i["size"]):
        (top, bottom), (left, right) = down(row, h, i["size"]), across(column, w, i["size"])
        if i["cell_skipping"] and (bottom <= top or right <= left):
            continue
        read = slice(y0 + top, y0 + bottom), slice(x0 + left, x0 + right)
        y, x = i["cell_written"](y0 + top, x0 + left, y0, x0)
        written = slice(y, y + bottom - top), slice(x, x + right - left)
        a, b = i["cell_pair"](row, column)
        yield read, written, i["arriving"][r, None, :, a, b]


_PICTURE = "the shape of x, (N, C, H, W)"
MAX_POOL = PredictedQuestion(
    name="max_pool_backward",
    signature="max_pool_backward(x, k, stride, g)",
    parts=(Part("dx", 5, _PICTURE),),
    draw=draw_max_pool,
    reference=max_pool_backward,
    known=lambda inputs: {"k": inputs["k"], "stride": inputs["stride"], "x": inputs["x"], "g": inputs["g"]},
    wrong=(*POOL_WRONG, *POOL_CHANNELS),
    right=POOL_RIGHT,
    equation="max-pool-gradient",
    source="the chain rule on max, window by window; tested against torch and numerical gradients",
    exam="ps8",
    anatomy=max_pool_anatomy,
    written=(formulas.max_pool_backward,),
    in_twos=True,
)
ROI_POOL = PredictedQuestion(
    name="roi_pool_backward",
    signature="roi_pool_backward(x, rois, size, g)",
    parts=(Part("dx", 6, "the shape of x, (C, H, W)"),),
    draw=draw_roi_pool,
    reference=roi_pool_backward,
    known=lambda inputs: {"R": len(inputs["rois"]), "size": inputs["size"], "x": inputs["x"], "g": inputs["g"]},
    wrong=(*ROI_WRONG, *ROI_CELLS, *ROI_TIES),
    right=ROI_RIGHT,
    equation="roi-cell",
    source="Girshick, Fast R-CNN (2015), eq. 4; tested against numerical gradients",
    exam="ps8",
    anatomy=roi_pool_anatomy,
    written=(formulas.roi_pool_backward,),
    in_twos=True,
)
POOLING: tuple[Question, ...] = (MAX_POOL, ROI_POOL)
