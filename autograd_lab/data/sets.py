"""The course's data sets and a loader of batches: small, seeded, and the same on every machine.

Each set is a function that returns (X, y): X (n, features) float64, y (n,). Classes are whole numbers from 0, as
`functional.cross_entropy` takes them; a network with one output wants `y[:, None]`, one with an output for each class
`one_hot(y)`. `seed` is a number, or a NumPy Generator to draw from. Rows come shuffled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from autograd_lab.data.checking import (
    Array,
    DataError,
    Seed,
    arrays_of_one_length,
    as_array,
    checked_generator,
    finite_number,
    generator_of,
    whole_number,
)
from autograd_lab.errors import ShapeError

__all__ = ["DataLoader", "digits", "line", "moons", "one_hot", "spirals", "train_test_split", "xor"]


MOST_CLASSES = 100_000


def line(
    n: int = 100, slope: float = 2.0, intercept: float = 1.0, noise: float = 0.3, seed: Seed = 0
) -> tuple[Array, Array]:
    """Points around a line: y = slope·x + intercept + noise·N(0, 1), x uniform in [−1, 1]. X (n, 1), y (n,).

    Raises DataError for a setting out of range.

    >>> from autograd_lab import data
    >>> X, y = data.line(n=3, slope=2.0, intercept=1.0, noise=0.0)
    >>> bool((y == 2 * X[:, 0] + 1).all())
    True
    """
    rng = checked_generator("line", n, 1, noise, seed)
    finite_number("line: slope", slope)
    finite_number("line: intercept", intercept)
    x = rng.uniform(-1, 1, n)
    return x[:, None], slope * x + intercept + noise * rng.normal(size=n)


def xor(n: int = 4, noise: float = 0.0, seed: Seed = 0) -> tuple[Array, Array]:
    """Exclusive or: the corners of the unit square, class 1 where the two coordinates differ. X (n, 2), y (n,).

    The four corners come in turn, in the order (0, 0), (0, 1), (1, 0), (1, 1), so n = 4 is the truth table itself;
    noise is the standard deviation of what is added to each coordinate. Raises DataError for a setting out of range.

    >>> from autograd_lab import data
    >>> X, y = data.xor()
    >>> X.astype(int).tolist(), y.tolist()
    ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    """
    rng = checked_generator("xor", n, 4, noise, seed)
    corner = np.arange(n) % 4
    X = np.stack([corner // 2, corner % 2], axis=1)  # (n, 2)
    return X + noise * rng.normal(size=(n, 2)), X[:, 0] ^ X[:, 1]


def moons(n: int = 200, noise: float = 0.1, seed: Seed = 0) -> tuple[Array, Array]:
    """Two half circles that reach into each other, of radius 1. X (n, 2), y (n,) of classes 0 (upper) and 1.

    Class 0 is (cos t, sin t), class 1 is (1 − cos t, ½ − sin t), t even over [0, π]; noise is the standard deviation
    of what is added to each coordinate. The shape is that of scikit-learn's make_moons. Raises DataError for a setting
    out of range.

    >>> import numpy as np
    >>> from autograd_lab import data
    >>> X, y = data.moons(n=200, noise=0.1)
    >>> X.shape, np.bincount(y).tolist()
    ((200, 2), [100, 100])
    """
    rng = checked_generator("moons", n, 2, noise, seed)
    sizes = (n - n // 2, n // 2)
    upper, lower = (np.linspace(0, np.pi, size) for size in sizes)
    X = np.concatenate(
        [np.stack([np.cos(upper), np.sin(upper)], 1), np.stack([1 - np.cos(lower), 0.5 - np.sin(lower)], 1)]
    )
    return _noisy_and_shuffled(X, np.repeat([0, 1], sizes), noise, rng)


def spirals(
    n: int = 300, classes: int = 3, turns: float = 0.75, noise: float = 0.03, seed: Seed = 0
) -> tuple[Array, Array]:
    """Arms that wind out from the origin, one for each class, out to radius 1. X (n, 2), y (n,).

    turns   how often an arm goes round: the more, the harder
    noise   the standard deviation of what is added to each coordinate
    raises  DataError for a setting out of range

    >>> import numpy as np
    >>> from autograd_lab import data
    >>> X, y = data.spirals(n=300, classes=3)
    >>> X.shape, np.bincount(y).tolist()
    ((300, 2), [100, 100, 100])
    """
    finite_number("spirals: turns", turns)
    if whole_number("spirals: classes", classes) < 2:
        raise DataError(f"spirals: there is nothing to tell apart with {classes} classes; give at least 2")
    rng = checked_generator("spirals", n, classes, noise, seed)
    y = np.arange(n) % classes
    radius = (np.arange(n) // classes + 1) / -(-n // classes)  # from near 0 to 1 along each arm
    angle = 2 * np.pi * (turns * radius + y / classes)
    return _noisy_and_shuffled(radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1), y, noise, rng)


def digits(
    classes: Sequence[int] = range(10), n: int | None = None, flat: bool = True, seed: Seed = 0
) -> tuple[Array, Array]:
    """Handwritten digits as 8×8 images, brightness from 0 to 1. X (n, 64), y (n,).

    classes  a list of digits; y is the place in this list, so that digits([3, 8]) has the classes 0 (a 3) and 1 (an 8)
    n        how many images, drawn without repetition; None for all (1,797 of ten digits, about 180 of each)
    flat     False gives X as (n, 1, 8, 8), for functional.conv2d
    raises   DataError for a setting out of range
    The same 13 people wrote all of them, so a random test set measures new images, not new people.

    Source: E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits, UCI, CC BY 4.0; see README.md here.

    >>> from autograd_lab import data
    >>> X, y = data.digits([3, 8], n=100)
    >>> X.shape, float(X.max()), sorted(set(y.tolist()))
    ((100, 64), 1.0, [0, 1])
    """
    classes = _different_digits(classes)
    images, labels = _digits_file()
    rows = np.flatnonzero(np.isin(labels, classes))
    if n is not None and whole_number("digits: n", n) > len(rows):
        raise DataError(f"digits: there are {len(rows)} images of {classes}, {n} were asked for. Ask for fewer.")
    rng = checked_generator("digits", len(rows) if n is None else n, 1, 0.0, seed)
    rows = rng.permutation(rows)[:n]
    X = images[rows] / 16.0
    place = np.zeros(10, dtype=int)
    place[classes] = np.arange(len(classes))
    return (X.reshape(-1, 64) if flat else X[:, None]), place[labels[rows]]


def one_hot(y: Array, n_classes: int | None = None) -> Array:
    """Class numbers as rows of 0 with a single 1. y (n,) whole numbers -> (n, n_classes) float64.

    n_classes is the largest class plus 1 where it is not given. Raises DataError for a label outside the classes,
    ShapeError for anything but whole numbers of shape (n,).

    >>> import numpy as np
    >>> from autograd_lab import data
    >>> data.one_hot(np.array([0, 2]))
    array([[1., 0., 0.],
           [0., 0., 1.]])
    """
    y = as_array("one_hot", y)
    if y.ndim != 1 or y.dtype.kind not in "iu" or not y.size:
        raise ShapeError(f"one_hot takes class numbers, whole numbers of shape (n,); got {y.dtype} of shape {y.shape}")
    n_classes = int(y.max()) + 1 if n_classes is None else whole_number("one_hot: n_classes", n_classes)
    if not 1 <= n_classes <= MOST_CLASSES:
        raise DataError(
            f"one_hot: {n_classes} classes would be as many columns; there may be 1 to {MOST_CLASSES:,}.\n"
            "  Labels that are not numbered from 0 become so by np.unique(y, return_inverse=True)[1]."
        )
    if y.min() < 0 or y.max() >= n_classes:
        raise DataError(
            f"one_hot: {n_classes} classes are 0 to {n_classes - 1}, got labels from {y.min()} to {y.max()}"
        )
    rows = np.zeros((len(y), n_classes))
    rows[np.arange(len(y)), y] = 1
    return rows


def train_test_split(X: Array, y: Array, test_size: float = 0.25, seed: Seed = 0) -> tuple[Array, Array, Array, Array]:
    """Shuffle the rows and set a part aside: (X_train, X_test, y_train, y_test), the order of scikit-learn.

    test_size   the part that is set aside, between 0 and 1, rounded to whole rows
    raises ShapeError when X and y differ in length, DataError when one of the parts would be empty

    >>> from autograd_lab import data
    >>> X_train, X_test, y_train, y_test = data.train_test_split(*data.moons(200), test_size=0.25)
    >>> X_train.shape, y_test.shape
    ((150, 2), (50,))
    """
    X, y = arrays_of_one_length("train_test_split", (X, y))
    n_test = round(finite_number("train_test_split: test_size", test_size) * len(X))
    if not 0 < n_test < len(X):
        raise DataError(
            f"train_test_split: test_size={test_size!r} of {len(X)} rows puts {n_test} rows in the test set.\n"
            "  Both sets need at least one row; test_size is a part between 0 and 1, e.g. 0.25."
        )
    order = generator_of("train_test_split", seed).permutation(len(X))
    test, train = order[:n_test], order[n_test:]
    return X[train], X[test], y[train], y[test]


class DataLoader:
    """Batches of arrays: `for x, y in DataLoader((X, y), batch_size=32, shuffle=True):`.

    dataset     an array or a tuple of arrays with equally many rows; a batch has a part of each
    batch_size  rows in a batch; the last one may have fewer, unless drop_last
    shuffle     a new order for each pass over the data; every row comes once in each
    seed        a number or a Generator: two loaders with the same seed give the same batches, pass by pass
    raises ShapeError when the arrays differ in length or are empty, DataError for a batch size that makes no batch

    Names and defaults are PyTorch's; `seed` stands for its `generator`.

    >>> from autograd_lab import data
    >>> loader = data.DataLoader(data.moons(100), batch_size=32, shuffle=True)
    >>> [x.shape for x, y in loader]
    [(32, 2), (32, 2), (32, 2), (4, 2)]
    """

    def __init__(
        self,
        dataset: Array | Sequence[Array],
        batch_size: int = 1,
        shuffle: bool = False,
        drop_last: bool = False,
        seed: Seed = 0,
    ) -> None:
        self._single = hasattr(dataset, "__array__")  # a Tensor is one, too
        if not self._single and not isinstance(dataset, (tuple, list)):
            raise DataError(
                "DataLoader: the data are an array, or a tuple of arrays as in DataLoader((X, y), batch_size=32); "
                f"got {dataset!r:.40}"
            )
        self.arrays = arrays_of_one_length("DataLoader", (dataset,) if self._single else tuple(dataset))
        if np.ndim(batch_size):
            raise DataError("DataLoader: several arrays go in as one tuple, DataLoader((X, y), batch_size=32)")
        if whole_number("DataLoader: batch_size", batch_size) < 1 or (drop_last and batch_size > len(self.arrays[0])):
            raise DataError(
                f"DataLoader: batches of {batch_size} rows cannot be made of {len(self.arrays[0])} rows"
                f"{' with drop_last=True' if drop_last else ''}. Give a batch size from 1 to {len(self.arrays[0])}."
            )
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.drop_last = drop_last
        self._rng = generator_of("DataLoader", seed)

    def __len__(self) -> int:
        """The number of batches in a pass."""
        rows = len(self.arrays[0])
        return rows // self.batch_size if self.drop_last else -(-rows // self.batch_size)

    def __iter__(self) -> Iterator[Any]:
        """One pass. The order is drawn now, so that passes may be nested."""
        rows = len(self.arrays[0])
        order = self._rng.permutation(rows) if self.shuffle else np.arange(rows)
        return (self._batch(order[i * self.batch_size : (i + 1) * self.batch_size]) for i in range(len(self)))

    def _batch(self, rows: Array) -> Array | tuple[Array, ...]:
        """These rows of each array; of a single array without a tuple around it."""
        parts = tuple(array[rows] for array in self.arrays)
        return parts[0] if self._single else parts


# --- shared ---


def _different_digits(classes: Any) -> list[int]:
    """The digits of a list as ints, each once. Raises DataError for anything but a list of different digits."""
    if np.ndim(classes) == 0 and not isinstance(classes, (set, frozenset, str)):
        raise DataError(
            f"digits: classes is a list of digits, got {classes!r:.40}. "
            "The digit 3 alone is digits([3]); 900 images of all digits are digits(n=900)."
        )
    found = list(classes)
    whole = all(isinstance(digit, (int, np.integer)) and not isinstance(digit, bool) for digit in found)
    if not whole or not found or len(set(found)) < len(found) or not set(found) <= set(range(10)):
        raise DataError(
            f"digits: classes is a list of different digits from 0 to 9, got {found}. Write digits([3, 8])."
        )
    return found


def _noisy_and_shuffled(X: Array, y: Array, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """X with noise on each coordinate, and y, their rows in a random order."""
    order = rng.permutation(len(X))
    return (X + noise * rng.normal(size=X.shape))[order], y[order]


@cache
def _digits_file() -> tuple[Array, Array]:
    """The data file: images (1797, 8, 8) from 0 to 16, labels (1797,)."""
    with (files("autograd_lab.data") / "digits_8x8.npz").open("rb") as file, np.load(file) as arrays:
        return arrays["images"], arrays["labels"]
