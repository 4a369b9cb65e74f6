"""What can happen to a number or an array on its way into a formula: each as a kind, its words and a change.

A change that does not fit an array raises, or gives back nothing that could be told from it; both are no finding.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.mistakes.search.formula import Constant

TINY = 1e-12  # what is often added to a spread that may be 0

Simple = Callable[[Any], Any]


def _sigma(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _short(where: int | slice, axis: int) -> Simple:
    """Zeros in the place of one row or column."""

    def with_zeros(x: Any) -> Any:
        kept = np.array(x, dtype=float)
        kept[(slice(None),) * axis + (where,)] = 0.0
        return kept

    return with_zeros


def _only(where: int, axis: int) -> Simple:
    """Zeros in all rows or columns but one."""

    def alone(x: Any) -> Any:
        kept, place = np.zeros_like(x), (slice(None),) * axis + (where,)
        kept[place] = x[place]
        return kept

    return alone


def _spread(where: int, axis: int) -> Simple:
    """One row or column in the place of all."""
    return lambda x: np.broadcast_to(np.take(x, [where], axis=axis), x.shape)


def _round_to(decimals: int) -> Simple:
    return lambda x: np.round(x, decimals)


def _root_without_sign(x: Any) -> Any:
    """√|x|, where that is not √x."""
    if not np.any(x < 0):
        raise ValueError("no number is below 0")
    return np.sqrt(np.abs(x))


def _signed_square(x: Any) -> Any:
    """x·|x|, where that is not x²."""
    if not np.any(x < 0):
        raise ValueError("no number is below 0")
    return x * np.abs(x)


def _instead(number: float) -> Simple:
    return lambda x: number


def _clip_between(low: float, high: float) -> Simple:
    return lambda x: np.clip(x, low, high)


def _over(length: Simple) -> Simple:
    return lambda x: x / length(x)


#: for every number and array
ANY: tuple[tuple[str, str, Simple], ...] = (
    ("found-one", "", np.ones_like),
    ("found-zero", "", lambda x: 0.0 * x),
    ("found-sign", "", np.negative),
    ("found-multiple", "2 times", lambda x: 2 * x),
    ("found-multiple", "half of", lambda x: x / 2),
    ("found-power", "the square of", np.square),
    ("found-power", "the cube of", lambda x: x**3),
    ("found-power", "the square, with the sign of the number, of", _signed_square),
    ("found-power", "the root of", np.sqrt),
    ("found-power", "the root of the absolute value of", _root_without_sign),
    ("found-inverse", "", lambda x: 1 / x),
    ("found-absolute", "", np.abs),
    ("found-clipped", "between 0 and 1", lambda x: np.clip(x, 0, 1)),
    ("found-clipped", "between −1 and 1", lambda x: np.clip(x, -1, 1)),
    ("found-clipped", "at 0 from below", lambda x: np.maximum(x, 0)),
    ("found-clipped", "at 0 from above", lambda x: np.minimum(x, 0)),
    ("found-clipped", "at 1 from below", lambda x: np.maximum(x, 1)),
    *(("found-clipped", f"between −{c} and {c}", _clip_between(-c, c)) for c in (0.1, 0.5, 2, 3, 5, 10)),
    *(("found-clipped", f"between {c} and {1 - c}", _clip_between(c, 1 - c)) for c in (0.001, 0.01, 0.05, 0.1)),
    *(("found-clipped", f"at {c} from below", _clip_between(c, np.inf)) for c in (0.001, 0.01, 0.05, 0.1)),
    *(("found-clipped", f"at {c} from above", _clip_between(-np.inf, c)) for c in (0.999, 0.99, 0.95, 0.9)),
    ("found-rounded", "to a whole number", np.rint),
    ("found-rounded", "down to a whole number", np.floor),
    ("found-rounded", "towards 0, to a whole number", np.trunc),
    ("found-rounded", "to one decimal", _round_to(1)),
    ("found-rounded", "to two decimals", _round_to(2)),
    ("found-rounded", "to three decimals", _round_to(3)),
    ("found-rounded", "to four decimals", _round_to(4)),
    ("found-rounded", "to its sign", np.sign),
    ("found-rounded", "to 0 or 1, by whether it is above 0", lambda x: np.greater(x, 0) * 1.0),
    ("found-rounded", "to 0 or 1, by whether it is above 1/2", lambda x: np.greater(x, 0.5) * 1.0),
    ("found-through", "exp", np.exp),
    ("found-through", "tanh", np.tanh),
    ("found-through", "the logarithm", np.log),
    ("found-through", "1/(1 + exp(−x))", _sigma),
    ("found-through", "x(1 − x)", lambda x: x * (1 - x)),
    ("found-through", "1 − x", lambda x: 1 - x),
    ("found-through", "x − 1", lambda x: x - 1),
    ("found-through", "1 − x²", lambda x: 1 - x**2),
)
#: for numbers without axes, such as N
NUMBER: tuple[tuple[str, str, Simple], ...] = (
    ("found-off-by-one", "one too few", lambda x: x - 1),
    ("found-off-by-one", "one too many", lambda x: x + 1),
)
#: for arrays of at least one axis
ARRAY: tuple[tuple[str, str, Simple], ...] = (
    ("found-mean", "its mean", lambda x: np.full_like(x, x.mean())),
    ("found-mean", "its sum", lambda x: np.full_like(x, x.sum())),
    ("found-mean", "its largest entry", lambda x: np.full_like(x, x.max())),
    ("found-mean", "its first entry", lambda x: np.full_like(x, x.flat[0])),
    ("found-mean", "its last entry", lambda x: np.full_like(x, x.flat[-1])),
    ("found-scaled", "divided by its length", _over(np.linalg.norm)),
    ("found-scaled", "divided by its largest entry", _over(np.max)),
    ("found-scaled", "divided by its largest absolute value", _over(lambda x: np.max(np.abs(x)))),
    ("found-scaled", "divided by its sum", _over(np.sum)),
    ("found-scaled", "divided by its spread", _over(np.std)),
    ("found-scaled", "shifted by its mean", lambda x: x - x.mean()),
    ("found-scaled", "standardised", lambda x: (x - x.mean()) / x.std()),
    ("found-scaled", "shifted by its smallest entry", lambda x: x - x.min()),
    ("found-scaled", "shifted by its largest entry", lambda x: x - x.max()),
    ("found-scaled", "brought to the range from 0 to 1", lambda x: (x - x.min()) / np.ptp(x)),
    ("found-short", "without its first", _short(0, 0)),
    ("found-short", "without its last", _short(-1, 0)),
    ("found-short", "with its first alone", _only(0, 0)),
    ("found-short", "with its last alone", _only(-1, 0)),
    ("found-moved", "moved on by one place", lambda x: np.roll(x, 1, axis=0)),
    ("found-moved", "moved back by one place", lambda x: np.roll(x, -1, axis=0)),
    ("found-moved", "in reverse order", lambda x: x[::-1]),
    ("found-moved", "sorted", lambda x: np.sort(x, axis=0)),
    ("found-moved", "as running sums", lambda x: np.cumsum(x, axis=0)),
)
#: for arrays of two axes
MATRIX: tuple[tuple[str, str, Simple], ...] = (
    ("found-cut", "its first row", lambda x: x[:1]),
    ("found-cut", "its last row", lambda x: x[-1:]),
    ("found-cut", "all its rows but the last", lambda x: x[:-1]),
    ("found-cut", "all its rows but the first", lambda x: x[1:]),
    ("found-turned", "transposed", lambda x: x.T),
    ("found-turned", "reshaped, where a transpose would turn it", lambda x: x.T.reshape(x.shape)),
    ("found-turned", "reshaped into its other shape", lambda x: x.reshape(x.shape[::-1])),
    ("found-turned", "reshaped, where a transpose would turn it", lambda x: x.reshape(x.shape[::-1]).T),
    ("found-mean", "the mean of its column", lambda x: np.broadcast_to(x.mean(axis=0), x.shape)),
    ("found-mean", "the mean of its row", lambda x: np.broadcast_to(x.mean(axis=1, keepdims=True), x.shape)),
    ("found-mean", "the sum of its column", lambda x: np.broadcast_to(x.sum(axis=0), x.shape)),
    ("found-mean", "the sum of its row", lambda x: np.broadcast_to(x.sum(axis=1, keepdims=True), x.shape)),
    ("found-mean", "the first row", _spread(0, 0)),
    ("found-mean", "the last row", _spread(-1, 0)),
    ("found-mean", "the first column", _spread(0, 1)),
    ("found-mean", "the last column", _spread(-1, 1)),
    ("found-scaled", "divided, each column by its length,", lambda x: x / np.linalg.norm(x, axis=0)),
    ("found-scaled", "divided, each row by its length,", lambda x: x / np.linalg.norm(x, axis=1, keepdims=True)),
    ("found-scaled", "shifted, each column by its mean,", lambda x: x - x.mean(axis=0)),
    ("found-scaled", "shifted, each row by its mean,", lambda x: x - x.mean(axis=1, keepdims=True)),
    ("found-scaled", "standardised, each column by itself,", lambda x: (x - x.mean(axis=0)) / x.std(axis=0)),
    ("found-scaled", "standardised, each column by itself,", lambda x: (x - x.mean(axis=0)) / (x.std(axis=0) + TINY)),
    (
        "found-scaled",
        "standardised, each row by itself,",
        lambda x: (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True),
    ),
    ("found-scaled", "divided by its number of rows", lambda x: x / len(x)),
    ("found-scaled", "divided by its number of columns", lambda x: x / x.shape[1]),
    ("found-scaled", "divided, each row by its sum,", lambda x: x / x.sum(axis=1, keepdims=True)),
    ("found-scaled", "divided, each column by its sum,", lambda x: x / x.sum(axis=0)),
    ("found-short", "without its first column", _short(0, 1)),
    ("found-short", "without its last column", _short(-1, 1)),
    ("found-short", "with its first column alone", _only(0, 1)),
    ("found-short", "with its last column alone", _only(-1, 1)),
    ("found-short", "with its upper triangle alone", np.triu),
    ("found-short", "with its lower triangle alone", np.tril),
    ("found-short", "with its diagonal alone", lambda x: x * np.eye(*x.shape)),
    ("found-moved", "with its columns moved on by one", lambda x: np.roll(x, 1, axis=1)),
    ("found-moved", "with its columns moved back by one", lambda x: np.roll(x, -1, axis=1)),
    ("found-moved", "with its columns in reverse order", lambda x: x[:, ::-1]),
)


#: for a number of the formula itself
CONSTANT: tuple[tuple[str, str, Simple], ...] = tuple(
    ("found-constant", words, _instead(number))
    for words, number in (
        *((str(number), float(number)) for number in (0, 1, 2, 3, 4, 5, 10, 0.1, 0.01, 0.001)),
        *(("−1", -1.0), ("−2", -2.0), ("1/2", 0.5), ("1/4", 0.25), ("e", np.e), ("√2", np.sqrt(2))),
    )
)


def changes_of(value: Any) -> tuple[tuple[str, str, Simple], ...]:
    """The changes that fit a value by its number of axes."""
    axes = np.ndim(value)
    if isinstance(value, Constant):
        return CONSTANT
    if not axes:
        return (*ANY, *NUMBER)
    return (*ANY, *ARRAY, *(MATRIX if axes == 2 and value.shape[1] > 1 else ()))
