"""The formulas of the two broadcasts with a name for each ingredient, as the search edits them."""

from typing import Any

import numpy as np

from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Array, Take
from autograd_lab.mistakes.search.operations import TIMES, Operation

#: a sum over axes, which stay with size 1
OVER_AXES = Operation(
    lambda terms, axes: terms.sum(axis=axes, keepdims=True),
    (
        ("the mean", lambda terms, axes: terms.mean(axis=axes, keepdims=True)),
        ("the largest", lambda terms, axes: terms.max(axis=axes, keepdims=True)),
        ("the smallest", lambda terms, axes: terms.min(axis=axes, keepdims=True)),
        ("the product of all", lambda terms, axes: terms.prod(axis=axes, keepdims=True)),
        ("a sum of the squares", lambda terms, axes: (terms**2).sum(axis=axes, keepdims=True)),
        ("a sum of the absolute values", lambda terms, axes: np.abs(terms).sum(axis=axes, keepdims=True)),
        ("the spread", lambda terms, axes: terms.std(axis=axes, keepdims=True)),
        ("the median", lambda terms, axes: np.median(terms, axis=axes, keepdims=True) if axes else terms),
    ),
)


def _summed(take: Take, terms: Any, shape: tuple[int, ...], name: str) -> Any:
    missing = np.ndim(terms) - len(shape)
    ones = tuple(missing + i for i, n in enumerate(shape) if n == 1 and terms.shape[missing + i] != 1)
    total = take(f"the sum for {name}", OVER_AXES)(terms, (*range(missing), *ones))
    return np.reshape(total, shape)


def add_by_axes(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """g summed over what was stretched."""
    x_shape, y_shape, g = inputs.values()
    return (
        _summed(take, take("g for dx", g), x_shape, "dx"),
        _summed(take, take("g for dy", g), y_shape, "dy"),
    )


def multiply_by_axes(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """g times the other factor, summed over what was stretched."""
    x, y, g = inputs.values()

    def spread(factor: Array) -> Array:
        return np.asarray(np.broadcast_to(factor, g.shape))

    to_x = take("the product g · y", TIMES)(take("g for dx", g), take("y for dx", spread(y)))
    to_y = take("the product g · x", TIMES)(take("g for dy", g), take("x for dy", spread(x)))
    return _summed(take, to_x, x.shape, "dx"), _summed(take, to_y, y.shape, "dy")
