"""The function table of minitorch (`minitorch/testing.py`, MathTest), on Values and on Tensors.

The table is written in terms of `minitorch.operators`, which its students write; here these are our operations.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any

import numpy as np

from autograd_lab import Tensor, Value, check_gradient
from autograd_lab.scalar.ops import FUNCTIONS
from tests.scalar.suites.loading import NotOffered, module


def _by_method(name: str) -> Callable[[Any], Any]:
    """Our method on our numbers, the plain function on floats."""
    return lambda x: getattr(x, name)() if isinstance(x, (Value, Tensor)) else FUNCTIONS[name](x)


operators = module(
    "minitorch.operators",
    inv=lambda x: 1.0 / x,
    sigmoid=_by_method("sigmoid"),
    relu=_by_method("relu"),
    log=_by_method("log"),
    exp=_by_method("exp"),
    sum=lambda xs: reduce(lambda a, b: a + b, xs),
    lt=lambda a, b: float(a < b),
    eq=lambda a, b: float(a == b),
)


def modules() -> dict[str, Any]:
    return {"minitorch": module("minitorch", operators=operators), "minitorch.operators": operators}


def tests(table: dict[str, Any]) -> Iterator[tuple[str, Callable[[], None]]]:
    """One test for each function of the table and each engine: the result, then the gradient."""
    for kind, entries in zip(("one", "two", "reduction"), table["MathTestVariable"]._comp_testing(), strict=True):
        for name, base, variable in entries:
            yield f"{name} on Values", lambda f=variable, b=base, k=kind: on_values(f, b, k)
            yield f"{name} on Tensors", lambda f=variable, b=base, k=kind: on_tensors(f, b, k)


def on_values(function: Callable[..., Any], base: Callable[..., Any], kind: str) -> None:
    rng = np.random.default_rng(0)
    if kind == "reduction":  # the table's own is written for tensors; the base adds up a list of whatever

        def function(*xs: Any) -> Any:
            return base(xs)

    for _ in range(50):
        numbers = [float(x) for x in rng.uniform(-100, 100, {"one": 1, "two": 2, "reduction": 5}[kind])]
        values = [Value(x) for x in numbers]
        try:
            result = function(*values)
        except TypeError as error:
            raise NotOffered("a comparison of Values") from error
        if not isinstance(result, Value):
            raise NotOffered("a comparison of Values")
        expected = (
            math.fsum(numbers) / (len(numbers) if base([1.0, 1.0]) == 1 else 1)
            if kind == "reduction"
            else base(*numbers)
        )
        assert math.isclose(result.data, expected, rel_tol=1e-12, abs_tol=1e-300), (numbers, result.data, expected)
        report = check_gradient(function, values)
        assert report or report.undecided, str(report)  # a saturated sigmoid's slope drowns in rounding


def on_tensors(function: Callable[..., Any], base: Callable[..., Any], kind: str) -> None:
    rng = np.random.default_rng(0)
    shapes = {
        "one": [[(3, 4)]],
        "two": [[(3, 4), (3, 4)], [(3, 4), (4,)], [(2, 1, 4), (3, 1)]],
        "reduction": [[(3, 4)]],
    }
    for shape in shapes[kind]:
        arrays = [rng.uniform(-100, 100, s) for s in shape]
        tensors = [Tensor(a, requires_grad=True) for a in arrays]
        result = function(*tensors)
        if kind == "reduction":
            whole = result.shape == ()
            expected = base(list(arrays[0].ravel())) if whole else base(list(arrays[0]))
        else:
            expected = np.vectorize(base)(*arrays)
        np.testing.assert_allclose(result.data, expected, rtol=1e-12)
        if not result.requires_grad:  # a comparison is 0 or 1, and flat
            assert result.dtype.kind == "b"
            continue
        weights = rng.normal(size=result.shape)
        report = check_gradient(lambda *ts, w=weights: (function(*ts) * w).sum(), tensors)
        assert report, str(report)
