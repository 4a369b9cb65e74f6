"""teenygrad's names for this engine's tensors. A method that is missing here is one that the engine does not offer."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograd_lab import Tensor, functional
from autograd_lab.errors import LabError
from tests.scalar.suites.loading import NotOffered, module


class RefusedError(AssertionError, ValueError, IndexError, RuntimeError):
    """An error of ours, under the types that their tests expect."""


def _inner(x: Any) -> Any:
    if isinstance(x, tuple):
        return tuple(map(_inner, x))
    return x.inner if isinstance(x, TinyTensor) else x


def wrapped(function: Callable[..., Any], *operands: Any) -> TinyTensor:
    """The result of one of our operations on their tensors."""
    try:
        return TinyTensor(function(*map(_inner, operands)))
    except LabError as error:
        raise RefusedError(str(error)) from error


class _Lacking(type):
    def __getattr__(cls, name: str) -> Any:
        raise NotOffered(f"Tensor.{name}")


class TinyTensor(metaclass=_Lacking):
    """A Tensor under teenygrad's names."""

    def __init__(self, data: Any, requires_grad: bool = False, dtype: Any = None) -> None:
        if isinstance(data, Tensor):
            self.inner = data
            return
        array = np.asarray(data, dtype=dtype)
        if array.dtype == np.float64:
            array = array.astype(np.float32)  # their default
        self.inner = Tensor(array, requires_grad=requires_grad)

    def __getattr__(self, name: str) -> Any:
        raise NotOffered(f"Tensor.{name}")

    # making

    @staticmethod
    def ones(*shape: Any, requires_grad: bool = False) -> TinyTensor:
        return TinyTensor(np.ones(_shape(shape)), requires_grad)

    @staticmethod
    def zeros(*shape: Any, requires_grad: bool = False) -> TinyTensor:
        return TinyTensor(np.zeros(_shape(shape)), requires_grad)

    @staticmethod
    def full(shape: Any, number: float) -> TinyTensor:
        return TinyTensor(np.full(shape, number))

    @staticmethod
    def eye(n: int) -> TinyTensor:
        return TinyTensor(np.eye(n))

    @staticmethod
    def randn(*shape: int) -> TinyTensor:
        return TinyTensor(np.random.randn(*shape))

    # reading

    @property
    def shape(self) -> tuple[int, ...]:
        return self.inner.shape

    @property
    def grad(self) -> TinyTensor:
        return TinyTensor(Tensor(self.inner.grad))

    def realize(self) -> TinyTensor:
        return self

    def detach(self) -> TinyTensor:
        return TinyTensor(self.inner.detach())

    def numpy(self) -> Any:
        return self.inner.detach().numpy()

    def backward(self) -> None:
        wrapped(lambda t: t.backward() or t, self)

    # operations

    def __neg__(self) -> TinyTensor:
        return wrapped(lambda t: -t, self)

    def __add__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: a + b, self, other)

    def __sub__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: a - b, self, other)

    def __rsub__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: b - a, self, other)

    def __mul__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: a * b, self, other)

    def __truediv__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: a / b, self, other)

    def __rtruediv__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: b / a, self, other)

    def __pow__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: a**b, self, other)

    def __rpow__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: b**a, self, other)

    def __matmul__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: a @ b, self, other)

    __radd__, __rmul__ = __add__, __mul__
    add, sub, mul, div, pow, dot, matmul = __add__, __sub__, __mul__, __truediv__, __pow__, __matmul__, __matmul__

    def __lt__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: a < b, self, other)

    def __le__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: a <= b, self, other)

    def __gt__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: a > b, self, other)

    def __ge__(self, other: Any) -> TinyTensor:
        return wrapped(lambda a, b: a >= b, self, other)

    def __eq__(self, other: object) -> TinyTensor:  # type: ignore[override]
        return wrapped(lambda a, b: a == b, self, other)

    __hash__ = object.__hash__

    def __getitem__(self, key: Any) -> TinyTensor:
        return wrapped(lambda t, k: t[k], self, key)

    def maximum(self, other: Any) -> TinyTensor:
        return wrapped(functional.maximum, self, other)

    def minimum(self, other: Any) -> TinyTensor:
        return wrapped(functional.minimum, self, other)

    def where(self, a: Any, b: Any) -> TinyTensor:
        return wrapped(functional.where, self, a, b)

    def clip(self, low: float, high: float) -> TinyTensor:
        return wrapped(lambda t: t.clip(low, high), self)

    def square(self) -> TinyTensor:
        return wrapped(lambda t: t * t, self)

    def sum(self, axis: Any = None, keepdim: bool = False) -> TinyTensor:
        return wrapped(lambda t: t.sum(axis, keepdim), self)

    def mean(self, axis: Any = None, keepdim: bool = False) -> TinyTensor:
        return wrapped(lambda t: t.mean(axis, keepdim), self)

    def max(self, axis: Any = None, keepdim: bool = False) -> TinyTensor:
        return wrapped(lambda t: t.max(axis, keepdim), self)

    def min(self, axis: Any = None, keepdim: bool = False) -> TinyTensor:
        return wrapped(lambda t: t.min(axis, keepdim), self)

    def log_softmax(self, axis: int = -1) -> TinyTensor:
        return wrapped(lambda t: t.log_softmax(axis), self)

    def reshape(self, shape: Any) -> TinyTensor:
        return wrapped(lambda t: t.reshape(tuple(shape)), self)

    def flatten(self, start: int = 0) -> TinyTensor:
        return wrapped(lambda t: t.reshape((*t.shape[:start], math.prod(t.shape[start:]))), self)

    def transpose(self, i: int, j: int) -> TinyTensor:
        return wrapped(lambda t: t.transpose(i, j), self)

    def permute(self, *order: Any, **named: Any) -> TinyTensor:
        axes = named["order"] if named else order[0] if isinstance(order[0], tuple) else order
        return wrapped(lambda t: t.transpose(tuple(axes)), self)

    def expand(self, shape: Any) -> TinyTensor:
        return wrapped(lambda t: t + np.zeros(tuple(shape), t.dtype), self)

    def flip(self, axis: Any) -> TinyTensor:
        axes = (axis,) if isinstance(axis, int) else axis
        flipped = {at % self.inner.ndim for at in axes}
        key = tuple(slice(None, None, -1) if at in flipped else slice(None) for at in range(self.inner.ndim))
        return wrapped(lambda t: t[key], self)

    def cat(self, *others: TinyTensor, dim: int = 0) -> TinyTensor:
        return wrapped(lambda *ts: functional.concatenate(ts, dim), self, *others)

    @staticmethod
    def stack(tensors: list[TinyTensor], dim: int = 0) -> TinyTensor:
        return wrapped(lambda *ts: functional.stack(ts, dim), *tensors)

    def conv2d(
        self,
        weight: TinyTensor,
        bias: Any = None,
        groups: int = 1,
        stride: Any = 1,
        dilation: Any = 1,
        padding: Any = 0,
    ) -> TinyTensor:
        sides = (padding,) if isinstance(padding, int) else tuple(padding)
        if weight.inner.ndim != 4 or groups != 1 or dilation != 1 or len(sides) > 2 or min(sides) < 0:
            raise NotOffered("a convolution in other than 2 dimensions, or grouped, dilated or padded unequally")
        return wrapped(lambda x, w, b: functional.conv2d(x, w, b, stride, padding), self, weight, bias)

    def max_pool2d(self, kernel_size: Any = (2, 2), stride: Any = None, dilation: Any = 1) -> TinyTensor:
        if dilation != 1:
            raise NotOffered("dilated pooling")
        return wrapped(lambda t: functional.max_pool2d(t, kernel_size, stride), self)


def _shape(shape: tuple[Any, ...]) -> Any:
    return shape[0] if len(shape) == 1 and isinstance(shape[0], (list, tuple)) else shape


def _method(name: str) -> Callable[[TinyTensor], TinyTensor]:
    return lambda tensor: wrapped(lambda t: getattr(t, name)(), tensor)


for name in ("abs", "exp", "log", "sqrt", "tanh", "sigmoid", "relu"):
    setattr(TinyTensor, name, _method(name))


def modules() -> dict[str, Any]:
    types = SimpleNamespace(int32=np.int32, float32=np.float32)
    return {
        "teenygrad": module("teenygrad"),
        "teenygrad.tensor": module("teenygrad.tensor", Tensor=TinyTensor),
        "teenygrad.ops": module("teenygrad.ops", Device=SimpleNamespace(DEFAULT="CPU")),
        "teenygrad.helpers": module(
            "teenygrad.helpers", getenv=lambda name, default=0: default, IMAGE=0, DEBUG=0, CI=True, dtypes=types
        ),
    }


#: where this engine deliberately does something else
INAPPLICABLE = {
    "test_div_int": "there 3 / 2 of whole numbers is 1, here 1.5 as in NumPy",
    "test_log": "takes logarithms of negative numbers; there the result is nan, here it is an error",
    "test_pow": "raises negative numbers to fractional powers; there the result is nan, here it is an error",
    "test_slice_fancy_indexing_dim_collapse_int": "x[1, :, i]: the order of axes is NumPy's here and torch's there",
}
