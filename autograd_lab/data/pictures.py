"""Pictures in which something stands at a place: digits anywhere on a larger field, and shapes with their boxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from autograd_lab.data.checking import (
    Array,
    DataError,
    Seed,
    as_array,
    checked_generator,
    finite_number,
    generator_of,
    whole_number,
)
from autograd_lab.data.sets import digits
from autograd_lab.errors import ShapeError

Columns = tuple[int, int] | None
MOST_PIXELS = 512  # on a side


def placed(images: Array, size: int = 16, columns: Columns = None, seed: Seed = 0) -> Array:
    """Images at random places of larger, dark ones. images (n, 1, h, w) -> (n, 1, size, size), float64.

    size     pixels on a side of the new images
    columns  (first, last) column in which an image's left edge may stand; None for all places: (0, size − w).
             The row is any that leaves room
    raises   ShapeError for images of another form, DataError where they do not fit

    Place the training images in one part and the test images in another, to see what a network makes of places that
    it has never seen.

    >>> from autograd_lab import data
    >>> X, y = data.digits(n=100, flat=False)
    >>> left, right = data.placed(X, columns=(0, 2)), data.placed(X, columns=(6, 8))
    >>> left.shape, bool(left[..., 10:].any()), bool(right[..., :6].any())
    ((100, 1, 16, 16), False, False)
    """
    images = as_array("placed", images)
    if images.ndim != 4 or images.shape[1] != 1 or not images.size:
        raise ShapeError(
            f"placed takes images (n, 1, height, width), got shape {images.shape}. "
            "Digits come so from digits(flat=False)."
        )
    n, _, height, width = images.shape
    room = _size("placed", size, max(height, width)) - width
    first, last = _columns("placed", columns, room)
    rng = generator_of("placed", seed)
    tops = rng.integers(0, size - height + 1, (n, 1, 1))
    lefts = rng.integers(first, last + 1, (n, 1, 1))
    field = np.zeros((n, 1, size, size))
    rows, across = tops + np.arange(height)[:, None], lefts + np.arange(width)  # (n, height, 1), (n, 1, width)
    field[np.arange(n)[:, None, None], 0, rows, across] = images[:, 0]
    return field


def placed_digits(n: int | None = None, size: int = 16, columns: Columns = None, seed: Seed = 0) -> tuple[Array, Array]:
    """Handwritten digits at random places of dark images, brightness from 0 to 1. X (n, 1, size, size), y (n,).

    n        how many, drawn without repetition; None for all 1,797
    size     pixels on a side; a digit is 8 × 8
    columns  (first, last) column in which a digit's left edge may stand; None for all places: (0, size − 8)
    raises   DataError for a setting out of range

    The images are those of `digits`; `placed` puts any others there, such as a training set of them.

    >>> from autograd_lab import data
    >>> X, y = data.placed_digits(n=200)
    >>> X.shape, y.shape
    ((200, 1, 16, 16), (200,))
    """
    rng = generator_of("placed_digits", seed)
    size = _size("placed_digits", size, 8)
    columns = _columns("placed_digits", columns, size - 8)
    X, y = digits(n=n, flat=False, seed=rng)
    return placed(X, size, columns, rng), y


#: what `shapes` draws, by class: the points of a square from −1 to 1 that belong to it, y downwards
SHAPES: Mapping[str, Callable[[Array, Array], Array]] = {
    "square": lambda x, y: np.ones(np.broadcast_shapes(x.shape, y.shape), bool),
    "disc": lambda x, y: x**2 + y**2 <= 1,
    "triangle": lambda x, y: np.abs(x) <= (y + 1) / 2 + 1 / x.size,  # half a pixel, so that its point is drawn
}
SHAPE_SIDES = (8, 14)  # pixels, smallest and largest
BRIGHTNESS = (0.5, 1.0)
MOST_TRIES = 40  # to put a shape where none stands yet


def shapes(
    n: int = 200, size: int = 32, most: int = 2, noise: float = 0.1, seed: Seed = 0
) -> tuple[Array, Array, Array]:
    """Bright shapes on dark images, with the box around each. X (n, 1, size, size), boxes and classes.

    X        brightness: 0 for the ground, 0.5 to 1 for a shape, and noise
    boxes    (n, most, 4) float64: left, top, right, bottom in pixels from the upper left corner, so that
             X[i, 0, top:bottom, left:right] is the shape; 0 where there is none. The order is torchvision's
    classes  (n, most): 0 a square, 1 a disc, 2 a triangle, −1 for none

    size     pixels on a side, at least 16
    most     shapes in an image at most, 1 to 4: as many in one as in another. Boxes do not overlap
    noise    the standard deviation of what is added to each pixel
    raises   DataError for a setting out of range

    >>> from autograd_lab import data
    >>> X, boxes, classes = data.shapes(n=50)
    >>> X.shape, boxes.shape, sorted(set(classes[:, 0].tolist()))
    ((50, 1, 32, 32), (50, 2, 4), [0, 1, 2])
    """
    rng = checked_generator("shapes", n, 1, noise, seed)
    size = _size("shapes", size, 16)
    if not 1 <= whole_number("shapes: most", most) <= 4:
        raise DataError(f"shapes: most is 1 to 4 shapes in an image, got {most}")
    X = np.zeros((n, 1, size, size))
    boxes, classes = np.zeros((n, most, 4)), np.full((n, most), -1)
    for i in range(n):
        for k in range(rng.integers(1, most + 1)):
            box = _free_box(boxes[i, :k], size, rng)
            if box is None:
                break
            left, top, right, bottom = box
            boxes[i, k], classes[i, k] = box, rng.integers(len(SHAPES))
            side = (np.arange(right - left) + 0.5) / (right - left) * 2 - 1
            inside = list(SHAPES.values())[classes[i, k]](side, side[:, None])
            X[i, 0, top:bottom, left:right] = inside * rng.uniform(*BRIGHTNESS)
    return X + noise * rng.normal(size=X.shape), boxes, classes


def _free_box(taken: Array, size: int, rng: np.random.Generator) -> tuple[int, int, int, int] | None:
    """A box that overlaps none of those taken; None when none was found."""
    for _ in range(MOST_TRIES):
        side = int(rng.integers(SHAPE_SIDES[0], SHAPE_SIDES[1] + 1))
        left, top = (int(at) for at in rng.integers(0, size - side + 1, 2))
        apart = (
            (taken[:, 0] >= left + side) | (taken[:, 2] <= left) | (taken[:, 1] >= top + side) | (taken[:, 3] <= top)
        )
        if apart.all():
            return left, top, left + side, top + side
    return None


def _size(what: str, size: int, least: int) -> int:
    if not least <= whole_number(f"{what}: size", size) <= MOST_PIXELS:
        raise DataError(f"{what}: size is {least} to {MOST_PIXELS} pixels on a side, got {size}")
    return int(size)


def _columns(what: str, columns: Columns, room: int) -> tuple[int, int]:
    """The first and the last column, checked."""
    if columns is None:
        return 0, room
    try:
        first, last = (finite_number(f"{what}: columns", end) for end in columns)
    except (TypeError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{what}: columns is (first, last), got {columns!r:.40}. Write columns=(0, 2).") from None
    if first % 1 or last % 1 or not 0 <= first <= last <= room:
        raise DataError(f"{what}: columns is (first, last), whole numbers within 0 to {room}, got {columns!r:.40}")
    return int(first), int(last)
