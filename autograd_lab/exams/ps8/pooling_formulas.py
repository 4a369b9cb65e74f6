"""The two pooling gradients of problem set 8 with a name for each ingredient, as the search edits them."""

from typing import Any

import numpy as np

from autograd_lab.exams.ps8.routes import add_in_place, first_largest, gradient_by_routes
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Array, Take
from autograd_lab.mistakes.search.operations import TIMES, Operation


def _one_hot(places: Array, window: Array) -> Array:
    """1 at the places, which count the entries of each window, 0 elsewhere."""
    flat = np.arange(window[0, 0].size) == places[..., None]
    return np.asarray(flat.reshape(window.shape), dtype=float)


def _places_by_size(window: Array) -> Array:
    """The places of the entries of each window, from the largest to the smallest."""
    return np.argsort(-window.reshape(*window.shape[:2], -1), axis=-1, kind="stable")


def _one_hot_of_rank(rank: int) -> Any:
    """The entry of that rank: 1 is the second largest."""
    return lambda window: _one_hot(_places_by_size(window)[..., rank], window)


_LARGEST = Operation(
    first_largest,
    (
        ("the second largest entry", _one_hot_of_rank(1)),
        ("the middle one of the sorted entries", lambda window: _one_hot_of_rank(window[0, 0].size // 2)(window)),
        ("the last entry of the window", lambda window: _one_hot(np.array(window[0, 0].size - 1), window)),
        ("every entry by its share of the sum", lambda window: window / window.sum(axis=(2, 3), keepdims=True)),
        (
            "every entry by the softmax of the window",
            lambda window: (e := np.exp(window - window.max())) / e.sum(axis=(2, 3), keepdims=True),
        ),
        ("all entries above 0", lambda window: (window > 0) * 1.0),
        (
            "all entries above the mean",
            lambda window: (window > window.mean(axis=(2, 3), keepdims=True)) * 1.0,
        ),
        ("all entries but the largest", lambda window: 1 - first_largest(window)),
    ),
)


def _less(there: Array, given: Array) -> None:
    there -= given


def _times(there: Array, given: Array) -> None:
    there[...] = np.where(given != 0, np.where(there != 0, there * given, given), there)


def _smallest(there: Array, given: Array) -> None:
    there[...] = np.minimum(there, given)


def _put_mean_of_both(there: Array, given: Array) -> None:
    there[...] = np.where(given != 0, (there + given) / 2, there)


_PUT = Operation(
    add_in_place,
    (
        ("a minus, -=", _less),
        ("a product", _times),
        ("the smaller of the two", _smallest),
        ("the mean of what is there and what comes", _put_mean_of_both),
    ),
)


def max_pool_backward(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """Window by window: the largest entry gets what arrives, and all that an entry gets is added up."""
    x, g = take("x", inputs["x"]), take("g", inputs["g"])
    k, stride = int(take("k", float(inputs["k"]))), int(take("stride", float(inputs["stride"])))
    across = int(take("the stride of the columns", float(stride)))
    choose = take("the largest entry of a window", _LARGEST)
    hand, put = take("the product of g and the mask", TIMES), take("+=, where windows overlap", _PUT)
    cells = []
    for i, j in np.ndindex(g.shape[2:]):
        place = slice(i * stride, i * stride + k), slice(j * across, j * across + k)
        cells.append((place, place, g[:, :, i, j]))
    return (take("dx", gradient_by_routes(x, cells, choose, lambda share, window, g: hand(share, g), put)),)


_START = Operation(
    lambda i, length, size: i * length // size,
    (
        ("the same cell for all, from 0", lambda i, length, size: 0),
        ("the start of the next cell", lambda i, length, size: (i + 1) * length // size),
        ("i", lambda i, length, size: i),
        ("i·size", lambda i, length, size: i * size),
        ("one more", lambda i, length, size: i * length // size + 1),
        ("one less", lambda i, length, size: max(i * length // size - 1, 0)),
    ),
)
_END = Operation(
    lambda i, length, size: -(-(i + 1) * length // size),
    (
        ("one more", lambda i, length, size: -(-(i + 1) * length // size) + 1),
        ("one less", lambda i, length, size: -(-(i + 1) * length // size) - 1),
        ("the start and size", lambda i, length, size: i * length // size + size),
        ("the start and one", lambda i, length, size: i * length // size + 1),
        ("⌊(i + 1)·h/size⌋", lambda i, length, size: (i + 1) * length // size),
        ("the end of the region", lambda i, length, size: length),
    ),
)


def roi_pool_backward(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """Cell by cell: the largest entry gets what arrives, and all that an entry gets is added up."""
    x, g, size = take("x", inputs["x"])[None], take("g", inputs["g"]), inputs["size"]
    rois = take("rois", inputs["rois"].astype(float)).astype(int)
    start, end = take("the start ⌊i·h/size⌋ of a cell", _START), take("the end ⌈(i + 1)·h/size⌉ of a cell", _END)
    choose = take("the largest entry of a cell", _LARGEST)
    hand, put = take("the product of g and the mask", TIMES), take("+=, where cells or regions overlap", _PUT)
    cells = []
    for (y0, x0, y1, x1), arriving in zip(rois, g, strict=True):
        for i, j in np.ndindex(size, size):
            rows = slice(y0 + start(i, y1 - y0, size), y0 + end(i, y1 - y0, size))
            columns = slice(x0 + start(j, x1 - x0, size), x0 + end(j, x1 - x0, size))
            cells.append(((rows, columns), (rows, columns), arriving[None, :, i, j]))
    return (take("dx", gradient_by_routes(x, cells, choose, lambda share, window, g: hand(share, g), put)[0]),)
