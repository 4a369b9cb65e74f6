"""Checks of what a tensor is given: arrays, functions of NumPy, the order of axes."""

import operator

import numpy as np
import pytest

from autograd_lab import Tensor
from autograd_lab.errors import ShapeError, ValueTypeError
from autograd_lab.tensor import guard, shaping


def test_an_array_is_copied_only_where_that_is_asked_for():
    given = np.array([1.0, 2.0])
    assert guard.checked_array(given, copy=False) is given
    assert not np.shares_memory(guard.checked_array(given, copy=True), given)
    assert guard.checked_array([1, 2], copy=True, dtype=np.float32).dtype == np.float32


@pytest.mark.parametrize("name", sorted(guard.OPERATORS))
def test_an_operator_of_numpy_is_pythons_on_numbers(name):
    """np.add(2, 3) is 2 + 3, for every name of the table."""
    numbers = {"matmul": (np.eye(2), np.ones(2)), "negative": (2.0,)}.get(name, (2.0, 3.0))
    ours, theirs = guard.operator_of(name, "__call__", {})(*numbers), getattr(np, name)(*numbers)
    np.testing.assert_array_equal(ours, theirs)


def test_other_calls_of_numpy_are_refused_with_what_to_write():
    assert guard.operator_of("add", "__call__", {}) is operator.add
    with pytest.raises(ValueTypeError, match=r"np\.exp does not know .* Write t\.exp\(\)"):
        guard.operator_of("exp", "__call__", {})
    with pytest.raises(ValueTypeError, match=r"np\.add does not know"):
        guard.operator_of("add", "reduce", {})
    with pytest.raises(ValueTypeError, match=r"array \+= tensor"):
        guard.operator_of("add", "__call__", {"out": (np.ones(2),)})
    with pytest.raises(ValueTypeError, match=r"np\.add does not know"):
        np.add(np.ones(2), Tensor([1.0, 2.0]), where=[True, False])


@pytest.mark.parametrize(
    ("axes", "order"),
    [((), (2, 1, 0)), ((0, 2), (2, 1, 0)), ((-1, -2), (0, 2, 1)), ((1, 2, 0), (1, 2, 0)), (([2, 0, 1],), (2, 0, 1))],
)
def test_axes_are_reversed_swapped_or_ordered(axes, order):
    assert shaping.axis_order((4, 5, 6), axes) == order
    assert Tensor(np.ones((4, 5, 6))).transpose(*axes).shape == tuple((4, 5, 6)[i] for i in order)


@pytest.mark.parametrize(
    ("axes", "says"), [((0, 3), "do not fit shape"), ((0,), "do not fit"), ((0, 1, 1), "name one axis twice")]
)
def test_wrong_axes_are_named(axes, says):
    with pytest.raises(ShapeError, match=says):
        shaping.axis_order((4, 5, 6), axes)
