"""An array thinned to what can be seen: a small heat map, a corner of its numbers, and a few figures about the whole.

Ten million numbers take no more room on a page than a hundred.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
ODD = -128  # stands in a heat map for a cell that holds nan or infinity
LEVELS = 127  # steps from 0 to the largest size in a heat map
#: (pictures in all, cells on a side of the heat map, numbers on a side of the table): the first that fits is taken
SIDES = ((80, 16, 8), (320, 8, 4), (math.inf, 4, 2))
#: cells that the small images of one array have together, for each cell of a side squared
IMAGES = 2


@dataclass(frozen=True)
class Picture:
    """The summary of one array that is shown.

    shape, dtype  of the whole array
    norm          √Σ x²; of an array with one entry the entry itself, with its sign
    low, high     smallest and largest entry, of those that are finite
    peak, place   the entry of the largest size, and its index
    odd           how many entries are nan or infinite, odd_place where the first stands
    table         the first rows and columns of the array seen as a matrix
    heat          means of blocks of that matrix in steps of scale / LEVELS; None when the table holds all entries
    tiles         (down, across): so many small images stand in table and heat, beside and under one another; None
                  for a matrix
    """

    shape: tuple[int, ...]
    dtype: str
    norm: float
    low: float
    high: float
    peak: float
    place: tuple[int, ...]
    odd: int
    odd_place: tuple[int, ...]
    table: Array
    heat: npt.NDArray[np.int8] | None
    scale: float
    tiles: tuple[int, int] | None = None


def sides(count: int) -> tuple[int, int]:
    """(cells, numbers) per side of a picture, fewer the more pictures one player holds."""
    return next((cells, numbers) for most, cells, numbers in SIDES if count <= most)


def picture(array: Array, cells: int, numbers: int) -> Picture:
    """The picture of an array: a heat map of at most cells × cells, a table of at most numbers × numbers.

    Of images (`as_images`) each is such a map, and the first of them are shown.
    """
    low, high = _ends(array)
    odd, odd_place = 0, tuple[int, ...]()
    sound = array
    if array.size and not (math.isfinite(low) and math.isfinite(high)):  # min and max hand on nan and infinity
        finite = np.isfinite(array)
        odd, odd_place = array.size - int(np.count_nonzero(finite)), _index(int(np.argmin(finite)), array.shape)
        sound = np.where(finite, array, 0)
        low, high = _ends(array[finite])
    peak_at = _index(int(np.argmax(sound) if high >= -low else np.argmin(sound)), array.shape) if array.size else ()
    peak = float(sound[peak_at]) if array.size else 0.0
    images = as_images(array)
    tiles = None if images is None else _shown(images, cells)
    if images is None or tiles is None:
        matrix, side, every = as_matrix(array), cells, True
    else:
        matrix, every = images[: tiles[0], : tiles[1]], tiles == images.shape[:2]
        side = _side_of(images, cells)
    whole = every and matrix.shape[-2] <= numbers and matrix.shape[-1] <= numbers
    heat, scale = (None, abs(peak)) if whole else _heat(matrix, side)
    return Picture(
        shape=array.shape,
        dtype=str(array.dtype),
        norm=_norm(array, odd, abs(peak)),
        low=low,
        high=high,
        peak=peak,
        place=peak_at,
        odd=odd,
        odd_place=odd_place,
        table=_side_by_side(np.array(matrix[..., :numbers, :numbers], dtype=float)),
        heat=None if heat is None else _side_by_side(heat),
        scale=scale,
        tiles=tiles,
    )


def _ends(array: Array) -> tuple[float, float]:
    """The smallest and the largest entry; nan when there is none."""
    return (float(array.min()), float(array.max())) if array.size else (math.nan, math.nan)


def as_matrix(array: Array) -> Array:
    """An array as rows and columns: one row when it has one axis, else rows along axis 0 and all the rest beside."""
    if array.ndim < 2:
        return array.reshape(1, -1)
    return array.reshape(array.shape[0], -1) if array.size else array.reshape(0, 0)


def as_images(array: Array) -> Array | None:
    """An array as images (images, channels, rows, columns); None for one that is better seen as a matrix.

    Three axes are the channels of one image. More than four: the first ones are joined.

    >>> as_images(np.zeros((3, 5, 5))).shape
    (1, 3, 5, 5)
    """
    if array.ndim < 3 or min(array.shape[-2:]) < 2 or not array.size:
        return None
    return array.reshape(-1, *array.shape[-3:])


def _shown(images: Array, cells: int) -> tuple[int, int]:
    """How many images, and how many channels of each, are shown: the first that there is room for."""
    count, channels, rows, columns = images.shape
    side = _side_of(images, cells)
    room = max(1, IMAGES * cells * cells // (min(rows, side) * min(columns, side)))
    across = min(channels, room)
    return max(1, min(count, room // across)), across


def _side_of(images: Array, cells: int) -> int:
    """How many cells each image has at most along a side: what all have room for, and 8 where they are too many."""
    count, channels, rows, columns = images.shape
    fits = (
        side
        for side in range(cells, 8, -1)
        if count * channels * min(rows, side) * min(columns, side) <= IMAGES * cells * cells
    )
    return next(fits, min(cells, 8))


def _side_by_side(images: Array) -> Array:
    """Images (down, across, rows, columns) as one matrix; a matrix as it is."""
    if images.ndim == 2:
        return images
    down, across, rows, columns = images.shape
    return images.swapaxes(1, 2).reshape(down * rows, across * columns)


def _index(flat: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(flat, shape))


def _norm(array: Array, odd: int, largest: float) -> float:
    """√Σ x², scaled where squares would overflow or vanish; nan or ∞ when an entry is."""
    if array.size == 1:
        return float(array.reshape(-1)[0])
    if odd:
        return math.nan if np.isnan(array).any() else math.inf
    flat = np.asarray(array.reshape(-1), dtype=float)
    if not largest or 1e-100 < largest < 1e100:
        return math.sqrt(float(flat @ flat))
    flat = flat / largest
    return largest * math.sqrt(float(flat @ flat))


def _heat(matrix: Array, cells: int) -> tuple[npt.NDArray[np.int8], float]:
    """Block means along the last two axes as whole steps of scale / LEVELS; and the scale, their largest size."""
    with np.errstate(invalid="ignore", over="ignore"):
        longer = -1 if matrix.shape[-1] > matrix.shape[-2] else -2  # the first pass leaves little for the second
        means = _block_means(_block_means(matrix, cells, longer), cells, -3 - longer)
        sound = np.isfinite(means)
        scale = float(np.abs(means, where=sound, out=np.zeros(means.shape)).max(initial=0.0))
        steps = np.where(sound, means, 0.0) / (scale or 1.0) * LEVELS
    return np.where(sound, np.rint(steps), ODD).astype(np.int8), scale


def _block_means(matrix: Array, cells: int, axis: int) -> Array:
    """Means over at most `cells` runs of nearly equal length along an axis, −1 or −2."""
    length = matrix.shape[axis]
    if length <= cells:
        return np.asarray(matrix, dtype=float)
    starts, runs = _runs(length, cells)
    sums: Array = np.add.reduceat(matrix, starts, axis=axis, dtype=float)
    return sums / (runs[:, None] if axis == -2 else runs)


@cache
def _runs(length: int, cells: int) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.int_]]:
    """Where so many runs of nearly equal length begin, and how long each is."""
    ends = np.linspace(0, length, cells + 1).round().astype(int)
    return ends[:-1], np.diff(ends)


def to_json(pictures: Sequence[Picture]) -> dict[str, Any]:
    """Pictures as JSON-able data, in columns.

    shapes, dtypes  for each picture, the dtypes by their place in `kinds`
    figures         norm, low, high, peak and scale of each, float64
    sizes           for each: rows and columns of the table, then of the heat map (0 and 0: the table is all there is)
    tiles           for each: how many small images stand under and beside one another in table and map; 0 for none
    tables, heats   their numbers, one after another: float64, and int8
    places          index of the peak; odd: [picture, number of odd entries, index of the first]
    """
    kinds = list(dict.fromkeys(p.dtype for p in pictures))
    return {
        "shapes": [list(p.shape) for p in pictures],
        "kinds": kinds,
        "dtypes": [kinds.index(p.dtype) for p in pictures],
        "figures": coded([x for p in pictures for x in (p.norm, p.low, p.high, p.peak, p.scale)]),
        "sizes": [[*p.table.shape, *(p.heat.shape if p.heat is not None else (0, 0))] for p in pictures],
        "tiles": [p.tiles or 0 for p in pictures],
        "tables": coded(np.concatenate([p.table.reshape(-1) for p in pictures])),
        "heats": base64.b64encode(b"".join(p.heat.tobytes() for p in pictures if p.heat is not None)).decode(),
        "places": [list(p.place) for p in pictures],
        "odd": [[i, p.odd, list(p.odd_place)] for i, p in enumerate(pictures) if p.odd],
    }


def coded(numbers: Iterable[float] | Array) -> str:
    """Numbers as base64 of little-endian float64."""
    return base64.b64encode(np.asarray(numbers, dtype="<f8").tobytes()).decode()
