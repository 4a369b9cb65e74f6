"""A tensor as Python and NumPy see it: its shape, its numbers, and what happens when a NumPy function gets it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_lab.errors import GraphError, ShapeError, ValueTypeError
from autograd_lab.tensor import guard
from autograd_lab.tensor.elementwise import Array

if TYPE_CHECKING:
    from autograd_lab.tensor.tensor import Tensor


class Face:
    """What a Tensor shows of its array."""

    __slots__ = ()

    if TYPE_CHECKING:
        _data: Array
        _needs: bool
        _lift: Callable[..., Tensor]
        described: Callable[[], str]

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return self._data.shape

    @property
    def ndim(self) -> int:
        """How many axes."""
        return self._data.ndim

    @property
    def size(self) -> int:
        """How many entries."""
        return self._data.size

    @property
    def dtype(self) -> np.dtype[Any]:
        """NumPy's dtype of the entries."""
        return self._data.dtype

    def numpy(self) -> Array:
        """The array itself; raises GraphError for a tensor with a gradient: write t.detach().numpy()."""
        if self._needs:
            raise GraphError(
                f"numpy(): {self.described()} needs a gradient, and NumPy would not record what you do.\n"
                "  Write t.detach().numpy() for the bare numbers."
            )
        return self._data

    def item(self) -> float:
        """The one entry as a Python number; raises ShapeError when there are more."""
        if self._data.size != 1:
            raise ShapeError(f"item(): needs one entry, got shape {self.shape}: reduce it first, e.g. t.mean().item()")
        number: float = self._data.item()
        return number

    def tolist(self) -> Any:
        """The numbers as nested Python lists."""
        return self._data.tolist()

    __float__ = item

    def __int__(self) -> int:
        return int(self.item())

    def __bool__(self) -> bool:
        if self._data.size != 1:
            raise ShapeError(
                f"if t: a tensor of shape {self.shape} is neither true nor false. Use (t > 0).data.all() or .any()."
            )
        return bool(self._data.item())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.numpy(), dtype=dtype, copy=bool(copy)) if copy else np.asarray(self.numpy(), dtype=dtype)

    # --- NumPy ------------------------------------------------------------------------------------------------

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Tensor:
        """`array + tensor` arrives here, and is a Tensor; other functions of NumPy raise, and say what to write."""
        if "out" in options and method == "__call__":
            raise ValueTypeError(
                f"np.{ufunc.__name__} was to write a Tensor into a NumPy array (array += tensor, perhaps).\n"
                "  Write array = array + tensor, or array += tensor.detach().numpy()."
            )
        meant = _OPERATORS.get(ufunc.__name__)
        if method != "__call__" or options or meant is None:
            raise guard.numpy_error(ufunc.__name__)
        first, *rest = inputs
        result: Tensor = meant(first if isinstance(first, Face) else self._lift(first, ufunc.__name__, None), *rest)
        return result

    def __array_function__(self, function: Callable[..., Any], types: Any, args: Any, kwargs: Any) -> Any:
        """Say what to write instead of a NumPy function."""
        raise guard.numpy_error(function.__name__)


_OPERATORS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "true_divide": operator.truediv,
    "power": operator.pow,
    "matmul": operator.matmul,
    "negative": operator.neg,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "equal": operator.eq,
    "not_equal": operator.ne,
}
