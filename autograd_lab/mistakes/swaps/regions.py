"""Swaps in the pooling of regions: their boxes, the cells that divide them, and what is read where.

Roles, beside those of pooling: `roi_box` is (y0, x0, y1, x1) of a row of `rois`, `roi_sides` makes of its height and
width those that are divided, `cell` (start, end) of cell i on an axis, of (i, length, size), which `cell_down` and
`cell_across` are for one axis, and `cell_skipping` where empty cells are passed over; `cell_written` is where a cell's
share is put, `cell_place` row and column of a place in a cell, `cell_pair` at which (i, j) its gradient is read;
`rois_used` are the regions that are visited, `roi_by_roi` puts the cells of one region together, `roi_pasted` says
whether regions are put over each other, `roi_factor` what is multiplied to all.
"""

from math import ceil, floor
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Swap, always


def _put_instead(there: Array, given: Array) -> None:
    there[...] = np.where(given != 0, given, there)


def _box(of: Any) -> Any:
    """A function for the box of a RoI: `of` (y0, x0, y1, x1)."""
    return always(lambda roi: of(*(int(n) for n in roi)))


def _cell(of: Any) -> Any:
    """A function for start and end of a cell: `of` (i, length, size)."""
    return always(of)


def _half_up(x: float) -> int:
    return floor(x + 0.5)


def _floor_end(i: int, h: int, s: int) -> tuple[int, int]:
    return i * h // s, (i + 1) * h // s


def _one_at_least(i: int, h: int, s: int) -> tuple[int, int]:
    """Cells of h // s rows, or of one; where there are more cells than rows, those at the end are the last row."""
    start = min(i * max(h // s, 1), h - 1)
    return start, start + max(h // s, 1)


def _rest_in_last(i: int, h: int, s: int) -> tuple[int, int]:
    """Cells of h // s rows, or of one, of which the last takes all that is left over."""
    start = min(i * max(h // s, 1), h - 1)
    return start, h if i == s - 1 else start + max(h // s, 1)


def _start_up(i: int, h: int, s: int) -> tuple[int, int]:
    """A start that is rounded up, and lies in the region all the same."""
    return min(ceil(i * h / s), h - 1), ceil((i + 1) * h / s)


def _nearest(i: int, h: int, s: int) -> tuple[int, int]:
    """Bounds rounded to the nearest whole number, one row apart at least."""
    start = min(round(i * h / s), h - 1)
    return start, max(round((i + 1) * h / s), start + 1)


#: cells that go wrong in rows alone, or in columns alone
_IN_ONE_AXIS = (
    ("roi-start-rounded-up", _start_up),
    ("roi-rounded", _nearest),
    ("roi-cells-of-one-size", _one_at_least),
    ("roi-cells-of-one-size", _rest_in_last),
)

REGIONS = (
    *(Swap(mistake, role, always(of)) for mistake, of in _IN_ONE_AXIS for role in ("cell_down", "cell_across")),
    Swap("roi-rounded", "cell", always(_nearest)),
    Swap("roi-cells-of-one-size", "cell", always(_rest_in_last)),
    Swap("roi-sides-mixed", "roi_sides", always(lambda h, w: (min(h, w),) * 2)),
    Swap("roi-sides-mixed", "roi_sides", always(lambda h, w: (max(h, w),) * 2)),
    Swap("roi-end-cut", "roi_box", _box(lambda y0, x0, y1, x1: (y0, x0, max(y1 - 1, y0 + 1), max(x1 - 1, x0 + 1)))),
    Swap("roi-end-cut", "roi_box", _box(lambda y0, x0, y1, x1: (y0, x0, max(y1 - 1, y0 + 1), x1))),
    Swap("roi-end-cut", "roi_box", _box(lambda y0, x0, y1, x1: (y0, x0, y1, max(x1 - 1, x0 + 1)))),
    Swap("roi-axes-exchanged", "roi_box", _box(lambda y0, x0, y1, x1: (x0, y0, x1, y1))),
    Swap("roi-axes-exchanged", "roi_box", _box(lambda y0, x0, y1, x1: (y0, y1, x0, x1))),
    Swap("roi-sides-mixed", "roi_sides", always(lambda h, w: (w, h))),
    Swap("roi-sides-mixed", "roi_sides", always(lambda h, w: (h, h))),
    Swap("roi-sides-mixed", "roi_sides", always(lambda h, w: (w, w))),
    Swap("pool-offset-forgotten", "roi_box", _box(lambda y0, x0, y1, x1: (0, x0, y1 - y0, x1))),
    Swap("pool-offset-forgotten", "roi_box", _box(lambda y0, x0, y1, x1: (y0, 0, y1, x1 - x0))),
    Swap("pool-offset-forgotten", "cell_written", always(lambda y, x, y0, x0: (y - y0, x))),
    Swap("pool-offset-forgotten", "cell_written", always(lambda y, x, y0, x0: (y, x - x0))),
    Swap("pool-offset-forgotten", "cell_written", always(lambda y, x, y0, x0: (0, x))),
    Swap("pool-offset-forgotten", "cell_written", always(lambda y, x, y0, x0: (y, 0))),
    Swap("pool-place-turned", "cell_place", always(lambda place, h, w: (place % w, place // w))),
    Swap("pool-place-turned", "cell_place", always(lambda place, h, w: (place // h, place % h))),
    Swap("roi-end-rounded-down", "cell_down", _cell(_floor_end)),
    Swap("roi-end-rounded-down", "cell_across", _cell(_floor_end)),
    Swap("roi-end-inside", "roi_box", _box(lambda y0, x0, y1, x1: (y0, x0, y1 + 1, x1 + 1))),
    Swap("roi-end-cut", "roi_box", _box(lambda y0, x0, y1, x1: (y0, x0, y1 - 1, x1 - 1))),
    Swap("roi-end-as-size", "roi_box", _box(lambda y0, x0, y1, x1: (y0, x0, y0 + y1, x0 + x1))),
    Swap("pool-offset-forgotten", "roi_box", _box(lambda y0, x0, y1, x1: (0, 0, y1 - y0, x1 - x0))),
    Swap("pool-offset-forgotten", "roi_box", _box(lambda y0, x0, y1, x1: (0, 0, y1, x1))),
    Swap("pool-offset-forgotten", "cell_written", always(lambda y, x, y0, x0: (y - y0, x - x0))),
    Swap("pool-offset-forgotten", "cell_written", always(lambda y, x, y0, x0: (0, 0))),
    Swap("pool-offset-forgotten", "cell_written", always(lambda y, x, y0, x0: (y0, x0))),
    Swap("roi-end-rounded-down", "cell", _cell(_floor_end)),
    Swap("roi-end-rounded-down", "cell", _cell(lambda i, h, s: (i * h // s, max(i * h // s + 1, (i + 1) * h // s)))),
    Swap("roi-start-rounded-up", "cell", _cell(lambda i, h, s: (ceil(i * h / s), ceil((i + 1) * h / s)))),
    Swap(
        "roi-start-rounded-up",
        "cell",
        _cell(lambda i, h, s: (min(ceil(i * h / s), h - 1), ceil((i + 1) * h / s))),
    ),
    Swap("roi-rounded", "cell", _cell(lambda i, h, s: (round(i * h / s), round((i + 1) * h / s)))),
    Swap("roi-rounded", "cell", _cell(lambda i, h, s: (_half_up(i * h / s), _half_up((i + 1) * h / s)))),
    Swap(
        "roi-rounded",
        "cell",
        _cell(lambda i, h, s: (round(i * h / s), max(round(i * h / s) + 1, round((i + 1) * h / s)))),
    ),
    Swap("roi-cells-of-one-size", "cell", _cell(lambda i, h, s: (i * (h // s), (i + 1) * (h // s)))),
    Swap(
        "roi-cells-of-one-size", "cell", _cell(lambda i, h, s: (i * max(h // s, 1), min((i + 1) * max(h // s, 1), h)))
    ),
    Swap(
        "roi-cells-of-one-size", "cell", _cell(lambda i, h, s: (i * (h // s), (i + 1) * (h // s) if i < s - 1 else h))
    ),
    Swap(
        "roi-cells-of-one-size",
        "cell",
        _cell(lambda i, h, s: (i * max(h // s, 1), (i + 1) * max(h // s, 1) if i < s - 1 else h)),
    ),
    Swap("roi-cells-of-one-size", "cell", _cell(lambda i, h, s: (i * -(-h // s), min((i + 1) * -(-h // s), h)))),
    Swap("roi-cells-of-one-size", "cell", _cell(lambda i, h, s: (i * -(-h // s), (i + 1) * -(-h // s)))),
    Swap("roi-cells-of-one-size", "cell", _cell(lambda i, h, s: (i * h // s, i * h // s + -(-h // s)))),
    Swap("roi-cells-of-one-size", "cell", _cell(_one_at_least)),
    Swap("roi-cell-too-long", "cell", _cell(lambda i, h, s: (i * h // s, (i + 1) * h // s + 1))),
    Swap("roi-cell-ignored", "cell", _cell(lambda i, h, s: (0, h))),
    Swap("roi-pair-turned", "cell_pair", always(lambda i, j: (j, i))),
    Swap("roi-one-only", "rois_used", always(lambda count: range(count - 1, count))),
    Swap("roi-one-only", "rois_used", always(lambda count: range(1))),
    Swap("roi-last-dropped", "rois_used", always(lambda count: range(count - 1))),
    Swap("roi-last-dropped", "rois_used", always(lambda count: range(1, count))),
    Swap("pool-assigned", "roi_by_roi", always(_put_instead)),
    Swap("pool-assigned", "roi_pasted", always(True)),
    Swap("roi-averaged", "roi_factor", lambda i: 1 / len(i["rois"])),
    Swap("roi-averaged", "roi_factor", lambda i: 1 / i["size"] ** 2),
)

#: cells that are empty left out, in place of an error
SKIPPED = tuple(Swap(swap.mistake, "cell_skipping", swap.by) for swap in REGIONS if swap.role == "cell")

REGION_SWAPS: tuple[Swap, ...] = (*REGIONS, *SKIPPED)
