"""The names of HIPS autograd for this engine: its tests of scalars on Values, all of them on Tensors.

`check_grads(f)(x, y)` there compares with finite differences in random directions; here our results, reduced with
random weights, are compared entry by entry with differences that NumPy alone computes, and Values to the second order.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograd_lab import Tensor, Value, grad as value_grad
from tests.scalar.suites.loading import NotOffered, module

TOLERANCE = 1e-6  # the one of their test_util
STEP = 1e-5

METHODS = {
    "abs": "abs",
    "absolute": "abs",
    "exp": "exp",
    "log": "log",
    "sqrt": "sqrt",
    "tanh": "tanh",
    "sin": "sin",
    "cos": "cos",
}
OPERATORS: dict[str, Callable[..., Any]] = {
    "power": lambda x, y: x**y,
    "divide": lambda x, y: x / y,
    "true_divide": lambda x, y: x / y,
    "multiply": lambda x, y: x * y,
    "reciprocal": lambda x: 1 / x,
    "negative": lambda x: -x,
}


class Numpy:
    """`autograd.numpy`: our operation for our numbers, NumPy's for NumPy's."""

    def __init__(self) -> None:
        self.random = np.random

    def __getattr__(self, name: str) -> Any:
        own = getattr(np, name)
        if not callable(own):
            return own

        def function(*operands: Any, **options: Any) -> Any:
            if not any(isinstance(x, (Value, Tensor)) for x in operands):
                return own(*operands, **options)
            if name in OPERATORS:
                return OPERATORS[name](*operands)
            method = getattr(operands[0], METHODS.get(name, ""), None)
            if method is None:
                raise NotOffered(f"{type(operands[0]).__name__}: np.{name}")
            return method()

        return function


def plain(x: Any) -> Any:
    return x.data if isinstance(x, (Value, Tensor)) else x


def differences(function: Callable[..., float], arguments: list[np.ndarray], which: int) -> np.ndarray:
    """Central differences of a function of arrays by its argument number `which`."""
    slopes = np.zeros(arguments[which].shape)
    for index in np.ndindex(slopes.shape):
        sides = []
        for sign in (1, -1):
            moved = [a.copy() for a in arguments]
            moved[which][index] += sign * STEP
            sides.append(function(*moved))
        slopes[index] = (sides[0] - sides[1]) / (2 * STEP)
    return slopes


def close(ours: Any, found: np.ndarray, what: str) -> None:
    np.testing.assert_allclose(ours, found, rtol=TOLERANCE, atol=TOLERANCE, err_msg=what)


def check_on_tensors(function: Callable[..., Any]) -> Callable[..., None]:
    def check(*arguments: Any) -> None:
        rng = np.random.default_rng(0)
        arrays = [np.array(a, dtype=float) for a in arguments]
        tensors = [Tensor(a, requires_grad=True) for a in arrays]
        result = function(*tensors)
        weights = rng.normal(size=result.shape)
        (result * weights).sum().backward()
        for which, tensor in enumerate(tensors):
            found = differences(lambda *a: float((function(*a) * weights).sum()), arrays, which)
            close(np.zeros(tensor.shape) if tensor.grad is None else tensor.grad, found, f"argument {which}")

    return check


def check_on_values(function: Callable[..., Any], order: int) -> Callable[..., None]:
    def check(*arguments: Any) -> None:
        if any(np.ndim(a) for a in arguments):
            raise NotOffered("a Value of an array")
        arrays = [np.array(a, dtype=float) for a in arguments]
        values = [Value(float(a)) for a in arrays]
        slopes = value_grad(function(*values), values, create_graph=True)
        for which, slope in enumerate(slopes):
            close(slope.data, differences(lambda *a: float(plain(function(*a))), arrays, which), f"argument {which}")
        if order > 1:
            for which, slope in enumerate(slopes):
                for other, bend in enumerate(value_grad(slope, values)):
                    found = differences(lambda *a, w=which: first(function, a)[w], arrays, other)
                    close(bend.data, found, f"second derivative {which}, {other}")

    return check


def first(function: Callable[..., Any], arguments: tuple[Any, ...]) -> list[float]:
    values = [Value(float(a)) for a in arguments]
    return [slope.data for slope in value_grad(function(*values), values)]


def grad(function: Callable[..., Any], argnum: int = 0) -> Callable[..., Any]:
    """`grad(f)(x)`, on Values, as often as wished."""

    def derivative(*arguments: Any) -> Any:
        values = [a if isinstance(a, Value) else Value(a) for a in arguments]
        slope = value_grad(function(*values), [values[argnum]], create_graph=True)[0]
        return slope if any(isinstance(a, Value) for a in arguments) else slope.data

    return derivative


def modules(engine: type) -> dict[str, Any]:
    def check_grads(function: Callable[..., Any], modes: Any = None, order: int = 2) -> Callable[..., None]:
        return check_on_values(function, order) if engine is Value else check_on_tensors(function)

    def no_gradient(*_: Any, **__: Any) -> Any:
        raise NotOffered("grad(f) for Tensors, or of a comparison (an error here, 0 there)")

    numpy = Numpy()
    plain_grad = grad if engine is Value else no_gradient
    return {
        "autograd": module("autograd", grad=plain_grad, value_and_grad=no_gradient, numpy=numpy),
        "autograd.numpy": numpy,
        "autograd.numpy.random": np.random,
        "autograd.test_util": module("autograd.test_util", check_grads=check_grads),
        "autograd.core": SimpleNamespace(),
    }


#: operators of Python that are not offered
INAPPLICABLE = {
    "test_mod": "% is not offered",
}
