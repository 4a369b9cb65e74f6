"""Chapter 18's lab: the gradient of a detection loss at the box numbers, and RoI pooling as a rule."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays, readable_normals
from autograd_lab.answers.exercises import Exercise, Numbers, Reply
from autograd_lab.rule import Rule
from autograd_lab.tensor.tensor import Tensor

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class PoolingRule:
    """A question whose answer is a class of rules for pooling: both its directions are judged, through the engine.

    arrays  the question for a function (x, rois, size, g) -> (result, ∂L/∂x)
    """

    arrays: Arrays

    def judge(self, answer: object) -> Reply:
        """The reply after making a rule of each trial's size, and running it forward and backward."""
        if isinstance(answer, Rule):
            return Reply(False, ("hand over the class itself, without brackets: each trial has a size of its own",))
        if inspect.isclass(answer) and not issubclass(answer, Rule):
            return Reply(False, (f"{answer.__name__} is no Rule: write `class {answer.__name__}(Rule):`",))
        return self.arrays.judge(partial(_result_and_gradient, answer) if callable(answer) else answer)


def _result_and_gradient(
    kind: Callable[[int], Rule], x: Array, rois: Array, size: int, g: Array
) -> tuple[Array, Array | None]:
    """The result and ∂L/∂x for ∂L/∂result = g; None for the gradient where the result has another shape."""
    operand = Tensor(x, requires_grad=True)
    out = kind(size)(operand, rois)
    if out.shape == g.shape:
        (out * g).sum().backward()
    return out.data, operand.grad


def spans(start: int, end: int, size: int) -> list[tuple[int, int]]:
    """From where to where each of `size` cells reaches between two ends, eq. roi-cell: neighbours may share a row."""
    length = int(end) - int(start)
    return [(int(start) + i * length // size, int(start) - (-(i + 1) * length // size)) for i in range(size)]


def _spans_that_share_nothing(start: int, end: int, size: int) -> list[tuple[int, int]]:
    """Cells that share nothing: both ends rounded down, with one entry at least."""
    length = int(end) - int(start)
    cut = [int(start) + i * length // size for i in range(size + 1)]
    return [(a, max(b, a + 1)) for a, b in pairwise(cut)]


def roi_pool(x: Array, rois: Array, size: int, g: Array) -> tuple[Array, Array]:
    """RoI pooling and its gradient: (R, C, size, size), and ∂L/∂x (C, H, W) for ∂L/∂result = g."""
    return _roi_pool(x, rois, size, g)


def _roi_pool(
    x: Array,
    rois: Array,
    size: int,
    g: Array,
    *,
    cells: Callable[[int, int, int], list[tuple[int, int]]] = spans,
    adds: bool = True,
    takes: str = "largest",
    place: str = "right",
    brings: str = "g",
    across_first: bool = False,
) -> tuple[Array, Array]:
    """RoI pooling with one slip."""
    out, back = np.zeros((len(rois), len(x), size, size)), np.zeros_like(x)
    for r, (y0, x0, y1, x1) in enumerate(rois[:, [1, 0, 3, 2]] if across_first else rois):
        if brings == "last region":
            back[:] = 0
        for i, (top, bottom) in enumerate(cells(y0, y1, size)):
            for j, (left, right) in enumerate(cells(x0, x1, size)):
                for c, channel in enumerate(x):
                    cell = channel[top:bottom, left:right]
                    if not cell.size:
                        continue
                    best = int((cell if place != "first channel" else x[0, top:bottom, left:right]).argmax())
                    row, column = divmod(best, bottom - top if place == "rows for columns" else right - left)
                    if place == "row of another width":
                        row = best // (bottom - top)
                    row += top if place not in ("in the cell", "row in the cell") else 0
                    column += left if place not in ("in the cell", "column in the cell") else 0
                    row, column = row % x.shape[1], column % x.shape[2]  # a slip may lead out of the map
                    out[r, c, i, j] = cell.max() if takes != "mean" else cell.mean()
                    arrives = 1.0 if brings == "slope" else g[r, c, i, j]
                    if takes in ("mean", "spread"):
                        back[c, top:bottom, left:right] += arrives / cell.size
                    elif adds:
                        back[c, row, column] += arrives
                    else:
                        back[c, row, column] = arrives
    return out, back


def _trial(name: str, seed: int, shape: tuple[int, int, int], rois: list[list[int]], size: int) -> tuple[str, Any]:
    """A trial without ties: all entries of a map differ."""
    count = shape[0] * shape[1] * shape[2]
    x = np.random.default_rng(seed).permutation(count).reshape(shape) / 8 - count / 20
    return name, (x, np.array(rois), size, readable_normals(seed + 1, len(rois), shape[0], size, size))


_TRIALS = [
    _trial("7 rows in 3 cells", 1, (2, 7, 8), [[0, 1, 7, 8]], 3),
    _trial("three windows that overlap, 2 cells", 2, (3, 8, 9), [[1, 2, 6, 9], [0, 3, 8, 7], [3, 3, 6, 8]], 2),
    _trial("windows smaller than their 4 cells", 3, (1, 6, 7), [[2, 1, 5, 4], [0, 0, 3, 6]], 4),
]

_CORNER = "The gradient goes to a place counted from the corner of the cell. Add that corner, to count from that of x."
_WIDTH = "In reading order a row of the cell is right − left entries long: divide by that, not by its number of rows."

_SLIPS: list[tuple[Callable[..., Any], str]] = [
    (
        partial(_roi_pool, adds=False),
        "An entry that was taken twice has the gradient of one cell alone. Add what comes back, with np.add.at.",
    ),
    (
        partial(_roi_pool, cells=_spans_that_share_nothing),
        "Your cells share no row. The end of a cell is rounded up: spans(...) gives both ends.",
    ),
    (
        partial(_roi_pool, takes="spread"),
        "Forward takes the largest entry, so that one gets all of the gradient. Yours is spread over the cell.",
    ),
    (partial(_roi_pool, takes="mean"), "Yours takes the mean of a cell. RoI pooling takes the largest entry."),
    (partial(_roi_pool, place="in the cell"), _CORNER),
    (partial(_roi_pool, place="row in the cell"), f"{_CORNER} Your columns are right."),
    (partial(_roi_pool, place="column in the cell"), f"{_CORNER} Your rows are right."),
    (partial(_roi_pool, place="rows for columns"), _WIDTH),
    (partial(_roi_pool, place="row of another width"), _WIDTH),
    (
        partial(_roi_pool, place="first channel"),
        "Each channel has a largest entry of its own. Yours all go to the place of channel 0.",
    ),
    (
        partial(_roi_pool, brings="slope"),
        "Each entry that was taken gets 1 from its cell. That is the local slope; times what comes from above, g.",
    ),
    (
        partial(_roi_pool, brings="last region"),
        "Only the last window's gradient is left. Make dx before the loop.",
    ),
    (partial(_roi_pool, across_first=True), "A row of rois is y0, x0, y1, x1: rows first."),
]

_NONE = "Window 2 is background. Its box stands in no term of the loss."
_CLIPPED = "Is any slope larger than 1? Beyond β smooth L1 is a straight line."
_BY_N = "The right slopes, divided by 5. Of how many windows is the second sum?"
_WHOLE = "Those are the slopes. The sum is divided by the number of positives."
_MEAN = "The four numbers of a window are added up, not averaged."
_LOSS = "That is the loss of each number, not its slope."

EXERCISES: dict[str, Exercise] = {
    "18.4": Numbers(
        right={
            "window_1": (1 / 4, -1 / 2, 0, 1 / 2),
            "window_2": (0, 0, 0, 0),
            "window_4": (-1 / 8, 1 / 10, 1 / 2, -1 / 4),
        },
        slips={
            "window_1": [
                ((1 / 4, -3 / 2, 0, 1), _CLIPPED),
                ((1 / 2, -3, 0, 2), f"{_CLIPPED} And there are two positives."),
                ((1 / 10, -1 / 5, 0, 1 / 5), _BY_N),
                ((1 / 2, -1, 0, 1), _WHOLE),
                ((1 / 16, -1 / 8, 0, 1 / 8), _MEAN),
                ((1 / 6, -1 / 3, 0, 1 / 3), "Divided by 3. Of the windows in the table only two are positive."),
                (
                    (-1 / 4, 1 / 2, 0, -1 / 2),
                    "The sizes are right. Where d > 0 the loss rises with d: slope > 0.",
                ),
                ((1 / 16, 5 / 4, 0, 3 / 4), _LOSS),
            ],
            "window_2": [
                ((1 / 2, 1 / 8, -1 / 2, 0), _NONE),
                ((1 / 5, 1 / 20, -1 / 5, 0), _NONE),
                ((1, 1 / 4, -1, 0), _NONE),
                ((1 / 3, 1 / 12, -1 / 3, 0), _NONE),
                ((1 / 2, 1 / 8, -1, 0), _NONE),
                ((1, 1 / 4, -2, 0), _NONE),
            ],
            "window_4": [
                ((-1 / 8, 1 / 10, 3, -1 / 4), _CLIPPED),
                ((-1 / 4, 1 / 5, 6, -1 / 2), f"{_CLIPPED} And there are two positives."),
                ((-1 / 20, 1 / 25, 1 / 5, -1 / 10), _BY_N),
                ((-1 / 4, 1 / 5, 1, -1 / 2), _WHOLE),
                ((-1 / 32, 1 / 40, 1 / 8, -1 / 16), _MEAN),
                ((-1 / 12, 1 / 15, 1 / 3, -1 / 6), "Divided by 3. Of the windows in the table only two are positive."),
                ((1 / 8, -1 / 10, -1 / 2, 1 / 4), "The sizes are right. Where d > 0 the loss rises with d: slope > 0."),
                ((1 / 64, 1 / 100, 11 / 4, 1 / 16), _LOSS),
            ],
        },
        look="For a positive window: d, clipped to −1 … 1, divided by the number of positives.",
    ),
    "18.5": PoolingRule(Arrays(reference=roi_pool, inputs=_TRIALS, parts=("the result", "∂L/∂x"), slips=_SLIPS)),
}
