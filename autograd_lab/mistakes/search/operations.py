"""Operations as ingredients: what may stand in the place of a sum, a product or a square by mistake.

`take("the sum over the rows", DOWN)(rows)` sums; an edit puts one of the alternatives there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Function = Callable[..., Any]


@dataclass(frozen=True)
class Operation:
    """An operation, and what may be written for it: pairs of words and a function of the same arguments.

    `with_step(h)` is the operation as a difference quotient, of a slope.
    """

    function: Function
    instead: tuple[tuple[str, Function], ...]
    with_step: Function | None = None

    def __call__(self, *args: Any) -> Any:
        """The result of the operation."""
        return self.function(*args)


def _sum_of_rows(start: int, stop: int | None) -> Function:
    """A sum over the rows from `start` to before `stop`."""
    return lambda rows: rows[start:stop].sum(axis=0)


PLUS = Operation(np.add, (("a minus", np.subtract), ("a product", np.multiply), ("the larger of the two", np.maximum)))
MINUS = Operation(
    np.subtract,
    (
        ("the difference of the squares", lambda a, b: np.square(a) - np.square(b)),
        ("a plus", np.add),
        ("a product", np.multiply),
        ("a quotient", np.divide),
        ("a comparison, <", lambda a, b: np.less(a, b) * 1.0),
        ("a comparison, >", lambda a, b: np.greater(a, b) * 1.0),
    ),
)
TIMES = Operation(
    np.multiply,
    (
        ("a plus", np.add),
        ("a minus", np.subtract),
        ("a quotient", np.divide),
        ("a power", np.power),
        ("the larger of the two", np.maximum),
        ("the smaller of the two", np.minimum),
        ("the matrix product @", np.matmul),
        ("the matrix product A @ B.T", lambda a, b: a @ b.T),
        ("the matrix product A.T @ B", lambda a, b: a.T @ b),
    ),
)
OVER = Operation(
    np.divide,
    (("a product", np.multiply), ("the division //", np.floor_divide), ("a quotient upside down", lambda a, b: b / a)),
)
#: a matrix product of two arrays
DOT = Operation(
    np.matmul,
    (
        ("the product entry by entry, *", np.multiply),
        ("a product with the first factor transposed", lambda a, b: a.T @ b),
        ("a product with the second factor transposed", lambda a, b: a @ b.T),
        ("a product with both factors transposed", lambda a, b: a.T @ b.T),
        ("a product in the other order", lambda a, b: b @ a),
        ("the sum of the products over everything", lambda a, b: np.sum(a * b)),
        ("a product of the absolute values", lambda a, b: np.abs(a) @ np.abs(b)),
        (
            "a product of sums",
            lambda a, b: np.outer(a.sum(axis=-1), b.sum(axis=0)) if np.ndim(b) > 1 else a.sum(axis=-1) * b.sum(),
        ),
        ("a mean of the products, not their sum", lambda a, b: a @ b / a.shape[-1]),
        ("the first term of the sum alone", lambda a, b: a[..., :1] @ b[:1]),
        ("the last term of the sum alone", lambda a, b: a[..., -1:] @ b[-1:]),
        ("a sum without its last term", lambda a, b: a[..., :-1] @ b[:-1]),
        ("a sum without its first term", lambda a, b: a[..., 1:] @ b[1:]),
        ("a sum with a reshape for the transpose", lambda a, b: a.T.reshape(a.shape) @ b),
        ("the largest product, not their sum", lambda a, b: _all_products(a, b).max(axis=-1)),
    ),
)


def _all_products(a: Any, b: Any) -> Any:
    """The products that a matrix product sums, along the last axis."""
    return a * b if np.ndim(b) == 1 else a[:, None, :] * b.T[None, :, :]


#: a sum over the rows
DOWN = Operation(
    lambda rows: rows.sum(axis=0),
    (
        ("the mean", lambda rows: rows.mean(axis=0)),
        ("the largest", lambda rows: rows.max(axis=0)),
        ("the smallest", lambda rows: rows.min(axis=0)),
        ("the first one alone", lambda rows: rows[0]),
        ("the last one alone", lambda rows: rows[-1]),
        ("a sum without the last one", _sum_of_rows(0, -1)),
        ("a sum without the first one", _sum_of_rows(1, None)),
        ("the median", lambda rows: np.median(rows, axis=0)),
        ("the product of all", lambda rows: rows.prod(axis=0)),
        ("a sum of the squares", lambda rows: (rows**2).sum(axis=0)),
        ("a sum of the absolute values", lambda rows: np.abs(rows).sum(axis=0)),
        ("the spread", lambda rows: rows.std(axis=0)),
        ("a sum over the other axis", lambda rows: rows.sum(axis=1)),
        ("a mean over the other axis", lambda rows: rows.mean(axis=1)),
        ("a sum over everything", lambda rows: rows.sum()),
        ("a mean over everything", lambda rows: rows.mean()),
        ("running sums", lambda rows: rows.cumsum(axis=0)),
        ("nothing (all rows are still there)", lambda rows: rows),
        ("the absolute value of the sum", lambda rows: np.abs(rows.sum(axis=0))),
        ("the length of the column", lambda rows: np.sqrt((rows**2).sum(axis=0))),
    ),
)
#: the mean of a list of numbers
MEAN = Operation(
    np.mean,
    (
        ("the median", np.median),
        ("the largest", np.max),
        ("the smallest", np.min),
        ("the product of all", np.prod),
        ("the first one alone", lambda v: v[0]),
        ("the last one alone", lambda v: v[-1]),
        ("a mean without the last one", lambda v: v[:-1].mean()),
        ("a mean without the first one", lambda v: v[1:].mean()),
        ("a sum without the last one, over N", lambda v: v[:-1].sum() / len(v)),
        ("a sum without the first one, over N", lambda v: v[1:].sum() / len(v)),
        ("the spread", np.std),
        ("the variance", np.var),
        ("the sum over N + 1", lambda v: v.sum() / (len(v) + 1)),
        ("the sum over N − 1", lambda v: v.sum() / np.float64(len(v) - 1)),
        ("the sum over N²", lambda v: v.sum() / len(v) ** 2),
        ("the sum over √N", lambda v: v.sum() / np.sqrt(len(v))),
        ("the root of the sum", lambda v: np.sqrt(v.sum())),
        ("the root of the sum, divided by N", lambda v: np.sqrt(v.sum()) / len(v)),
        ("running means", lambda v: v.cumsum() / np.arange(1, len(v) + 1)),
    ),
)
SQUARE = Operation(
    np.square,
    (
        ("the absolute value", np.abs),
        ("nothing", lambda r: r),
        ("the number times its absolute value", lambda r: r * np.abs(r)),
        ("the third power", lambda r: r**3),
        ("the fourth power", lambda r: r**4),
        ("twice the number", lambda r: 2 * r),
        ("2 to that power", lambda r: 2.0**r),
        ("e to that power", np.exp),
        ("the root of the absolute value", lambda r: np.sqrt(np.abs(r))),
        ("the square of its positive part", lambda r: np.maximum(r, 0) ** 2),
        ("the square divided by 1 + the square", lambda r: r**2 / (1 + r**2)),
        ("log cosh, a smooth absolute value", lambda r: np.log(np.cosh(r))),
        (
            "Huber's loss, a square up to 1 and straight beyond",
            lambda r: np.where(np.abs(r) <= 1, r**2 / 2, np.abs(r) - 0.5),
        ),
        ("the logarithm of 1 + the square", lambda r: np.log1p(r**2)),
        ("the outer square, r @ r.T", lambda r: np.outer(r, r)),
        ("the product with the numbers before, r[i]·r[i − 1]", lambda r: r * np.roll(r, 1)),
    ),
)
SIGMOID = Operation(
    lambda z: 1 / (1 + np.exp(-z)),
    (
        ("tanh", np.tanh),
        ("ReLU", lambda z: np.maximum(z, 0)),
        ("softsign, z/(1 + |z|)", lambda z: z / (1 + np.abs(z))),
        ("softsign brought between 0 and 1", lambda z: (z / (1 + np.abs(z)) + 1) / 2),
        ("a straight line clipped between 0 and 1", lambda z: np.clip(0.2 * z + 0.5, 0, 1)),
        ("a straight line clipped between 0 and 1", lambda z: np.clip(z / 6 + 0.5, 0, 1)),
        ("a straight line clipped between 0 and 1", lambda z: np.clip(z / 4 + 0.5, 0, 1)),
        ("z clipped between 0 and 1", lambda z: np.clip(z, 0, 1)),
        ("the arctangent", np.arctan),
        ("the arctangent brought between 0 and 1", lambda z: np.arctan(z) / np.pi + 0.5),
        ("log(1 + e^z), a smooth ReLU", lambda z: np.log1p(np.exp(z))),
        ("log σ(z)", lambda z: -np.log1p(np.exp(-z))),
        ("z·σ(z)", lambda z: z / (1 + np.exp(-z))),
        ("a leaky ReLU", lambda z: np.where(z > 0, z, 0.01 * z)),
        ("a leaky ReLU", lambda z: np.where(z > 0, z, 0.1 * z)),
        ("the ELU", lambda z: np.where(z > 0, z, np.expm1(z))),
        ("2σ(z) − 1", lambda z: 2 / (1 + np.exp(-z)) - 1),
        ("1 + tanh(z)", lambda z: 1 + np.tanh(z)),
        ("the sine", np.sin),
        ("e^−z²", lambda z: np.exp(-(z**2))),
        ("e^z/(1 − e^z)", lambda z: np.exp(z) / (1 - np.exp(z))),
    ),
)
EXP = Operation(
    np.exp,
    (
        ("2 to that power", lambda x: 2.0**x),
        ("10 to that power", lambda x: 10.0**x),
        ("2.7 to that power", lambda x: 2.7**x),
        ("2.71 to that power", lambda x: 2.71**x),
        ("2.718 to that power", lambda x: 2.718**x),
        ("2.72 to that power", lambda x: 2.72**x),
        ("2.7183 to that power", lambda x: 2.7183**x),
        ("2.71828 to that power", lambda x: 2.71828**x),
        ("3 to that power", lambda x: 3.0**x),
        ("e to that power, minus 1", np.expm1),
        ("e times that number", lambda x: np.e * x),
        ("that number to the power e", lambda x: np.power(x, np.e)),
        ("1 + that number", lambda x: 1 + x),
        ("1 + x + x²/2, the first terms of a series", lambda x: 1 + x + x**2 / 2),
        ("1 + x + x²/2 + x³/6, the first terms of a series", lambda x: 1 + x + x**2 / 2 + x**3 / 6),
    ),
)
