"""The formulas of the two broadcasts with a name for each ingredient, as the search edits them."""

from typing import Any

import numpy as np

from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Array, Take
from autograd_lab.mistakes.search.operations import TIMES, Operation


def _over_all(of: Any) -> Any:
    """An operation `of` (terms, axes) over the axes in front and those of size 1."""
    return lambda terms, front, ones: of(terms, (*front, *ones))


#: a sum over the axes in front, and over those of size 1; all stay with size 1
OVER_AXES = Operation(
    _over_all(lambda terms, axes: terms.sum(axis=axes, keepdims=True)),
    (
        ("the mean", _over_all(lambda terms, axes: terms.mean(axis=axes, keepdims=True))),
        ("the largest", _over_all(lambda terms, axes: terms.max(axis=axes, keepdims=True))),
        ("the smallest", _over_all(lambda terms, axes: terms.min(axis=axes, keepdims=True))),
        ("the product of all", _over_all(lambda terms, axes: terms.prod(axis=axes, keepdims=True))),
        ("a sum of the squares", _over_all(lambda terms, axes: (terms**2).sum(axis=axes, keepdims=True))),
        ("a sum of the absolute values", _over_all(lambda terms, axes: np.abs(terms).sum(axis=axes, keepdims=True))),
        ("the spread", _over_all(lambda terms, axes: terms.std(axis=axes, keepdims=True))),
        ("the median", _over_all(lambda terms, axes: np.median(terms, axis=axes, keepdims=True) if axes else terms)),
        ("a sum over the missing axes alone", lambda terms, front, ones: terms.sum(axis=front, keepdims=True)),
        ("no sum", lambda terms, front, ones: terms),
    ),
)


def _sum_over_stretched(take: Take, terms: Any, shape: tuple[int, ...], name: str) -> Any:
    front = tuple(range(np.ndim(terms) - len(shape)))
    missing = len(front)
    ones = tuple(missing + i for i, n in enumerate(shape) if n == 1 and terms.shape[missing + i] != 1)
    total = take(f"the sum for {name}", OVER_AXES)(terms, front, ones)
    return np.reshape(total, shape if np.size(total) == np.prod(shape) else np.shape(total)[missing:])


def add_by_axes(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """g summed over what was stretched."""
    x_shape, y_shape, g = inputs.values()
    return (
        _sum_over_stretched(take, take("g for dx", g), x_shape, "dx"),
        _sum_over_stretched(take, take("g for dy", g), y_shape, "dy"),
    )


def multiply_by_axes(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """g times the other factor, summed over what was stretched."""
    x, y, g = inputs.values()

    def spread(factor: Array) -> Array:
        return np.asarray(np.broadcast_to(factor, g.shape))

    to_x = take("the product g · y", TIMES)(take("g for dx", g), take("y for dx", spread(y)))
    to_y = take("the product g · x", TIMES)(take("g for dy", g), take("x for dy", spread(x)))
    return _sum_over_stretched(take, to_x, x.shape, "dx"), _sum_over_stretched(take, to_y, y.shape, "dy")
