"""What can be written with tensors: each method names its rule. How a graph is kept is the business of Tensor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.tensor import elementwise, guard, losses, products, shaping
from autograd_lab.tensor.elementwise import Array, Ruled
from autograd_lab.tensor.shaping import Axis

if TYPE_CHECKING:
    from autograd_lab.tensor.tensor import Tensor

Operand = Any  # a Tensor, a number, an array or a list of numbers


def _unary(op: str, rule: Callable[[Array], Ruled]) -> Callable[[Methods], Tensor]:
    def method(self: Methods) -> Tensor:
        return self._record(op, rule(self._data), (self,))

    method.__name__ = op
    method.__doc__ = rule.__doc__
    return method


def _binary(
    op: str, rule: Callable[[Array, Array], Ruled], swapped: bool = False
) -> Callable[[Methods, Operand], Tensor]:
    def method(self: Methods, other: Operand) -> Tensor:
        if not isinstance(other, Methods):
            other = self._lift(other, op, self._data)
        a, b = (other, self) if swapped else (self, other)
        try:
            ruled = rule(a._data, b._data)
        except LabError:
            raise
        except ValueError:
            raise guard.broadcast_error(op, [a._data.shape, b._data.shape]) from None
        return self._record(op, ruled, (a, b))

    method.__name__ = op
    method.__doc__ = rule.__doc__
    return method


def _in_place(op: str, plain: str, ufunc: np.ufunc) -> Callable[[Methods, Operand], Tensor]:
    def method(self: Methods, other: Operand) -> Tensor:
        if self._may_be_written(f"{plain}="):
            ufunc(self._data, other._data if isinstance(other, Methods) else other, out=self._data, casting="same_kind")
            return self._written()
        result: Tensor = getattr(self, f"__{op}__")(other)  # while a graph is recorded, a new tensor takes the name
        return result

    method.__name__ = f"i{op}"
    return method


def _comparison(ufunc: np.ufunc) -> Callable[[Methods, object], Any]:
    def method(self: Methods, other: object) -> Any:
        if isinstance(other, Methods):
            other = other._data
        elif other is None or isinstance(other, (str, type)):
            return NotImplemented
        return self._lift(ufunc(self._data, other), ufunc.__name__, None)

    method.__name__ = ufunc.__name__
    return method


class Methods:
    """The operations of a Tensor."""

    __slots__ = ()

    if TYPE_CHECKING:
        _data: Array
        _record: Callable[..., Tensor]
        _lift: Callable[[object, str, Array | None], Tensor]
        _may_be_written: Callable[[str], bool]
        _written: Callable[[], Tensor]
        _shares_with: Callable[..., Tensor]

    __add__ = _binary("add", elementwise.add)
    __sub__ = _binary("sub", elementwise.sub)
    __mul__ = _binary("mul", elementwise.mul)
    __truediv__ = _binary("div", elementwise.div)
    __pow__ = _binary("pow", elementwise.power)
    __matmul__ = _binary("matmul", products.matmul)
    __radd__ = _binary("add", elementwise.add, swapped=True)
    __rsub__ = _binary("sub", elementwise.sub, swapped=True)
    __rmul__ = _binary("mul", elementwise.mul, swapped=True)
    __rtruediv__ = _binary("div", elementwise.div, swapped=True)
    __rpow__ = _binary("pow", elementwise.power, swapped=True)
    __rmatmul__ = _binary("matmul", products.matmul, swapped=True)
    __iadd__ = _in_place("add", "+", np.add)
    __isub__ = _in_place("sub", "-", np.subtract)
    __imul__ = _in_place("mul", "*", np.multiply)
    __itruediv__ = _in_place("truediv", "/", np.true_divide)
    __neg__ = _unary("neg", elementwise.neg)
    __abs__ = abs = _unary("abs", elementwise.absolute)
    exp = _unary("exp", elementwise.exp)
    log = _unary("log", elementwise.log)
    sqrt = _unary("sqrt", elementwise.sqrt)
    tanh = _unary("tanh", elementwise.tanh)
    sigmoid = _unary("sigmoid", elementwise.sigmoid)
    relu = _unary("relu", elementwise.relu)
    clone = _unary("clone", elementwise.clone)
    __lt__ = _comparison(np.less)
    __le__ = _comparison(np.less_equal)
    __gt__ = _comparison(np.greater)
    __ge__ = _comparison(np.greater_equal)
    __eq__ = _comparison(np.equal)  # entry by entry, as NumPy and PyTorch have it
    __ne__ = _comparison(np.not_equal)
    __hash__ = object.__hash__

    # --- reductions: axis may be None (all), a number or several; negative counts from the end ----------------

    def sum(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The sum over `axis`."""
        return self._record("sum", shaping.total(self._data, axis, keepdims), (self,))

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The mean over `axis`; raises ShapeError when there is nothing to average."""
        return self._record("mean", shaping.mean(self._data, axis, keepdims), (self,))

    def max(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The largest entry along `axis`; entries that tie share the gradient equally."""
        return self._record("max", shaping.largest(self._data, axis, keepdims), (self,))

    def min(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The smallest entry along `axis`; entries that tie share the gradient equally."""
        return self._record("min", shaping.smallest(self._data, axis, keepdims), (self,))

    def argmax(self, axis: int | None = None) -> Tensor:
        """Where the largest entry stands; integers, so no gradient goes through."""
        return self._lift(np.asarray(self._data.argmax(axis=axis)), "argmax", None)

    def softmax(self, axis: int = -1) -> Tensor:
        """e^t / Σ e^t along `axis`, in a form that does not overflow."""
        return self._record("softmax", losses.softmax(self._data, axis), (self,))

    def log_softmax(self, axis: int = -1) -> Tensor:
        """The logarithm of softmax along `axis`, in a form that does not overflow."""
        return self._record("log_softmax", losses.log_softmax(self._data, axis), (self,))

    def clip(self, low: float | None = None, high: float | None = None) -> Tensor:
        """Kept within [low, high]; the slope is 1 inside and on the border, 0 outside."""
        return self._record("clip", elementwise.clip(self._data, low, high), (self,))

    # --- shapes -----------------------------------------------------------------------------------------------

    def reshape(self, *shape: Any) -> Tensor:
        """The same entries in another shape: t.reshape(2, -1) or t.reshape((2, -1))."""
        wanted = shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape
        return self._shares_with(self._record("reshape", shaping.reshape(self._data, tuple(wanted)), (self,)))

    def transpose(self, *axes: Any) -> Tensor:
        """Axes in another order: none given reverses them, two are swapped, one for each axis is the new order."""
        ndim = self._data.ndim
        order = list(axes[0]) if len(axes) == 1 and isinstance(axes[0], (tuple, list)) else list(axes)
        if not order:
            order = list(range(ndim))[::-1]
        elif any(not -ndim <= i < ndim for i in order) or len(order) not in (2, ndim):
            raise ShapeError(
                f"transpose: axes {tuple(order)} do not fit shape {self._data.shape}; name two, or all {ndim}"
            )
        elif len(order) == 2:
            i, j = order
            order = list(range(ndim))
            order[i], order[j] = order[j], order[i]
        if sorted(i % ndim for i in order) != list(range(ndim)):
            raise ShapeError(f"transpose: axes {tuple(order)} name one axis twice; shape {self._data.shape}")
        return self._shares_with(self._record("transpose", shaping.transpose(self._data, tuple(order)), (self,)))

    @property
    def T(self) -> Tensor:  # noqa: N802 - NumPy's and PyTorch's name
        """The axes reversed; for a matrix, its transpose."""
        return self.transpose()

    def astype(self, dtype: Any) -> Tensor:
        """In another dtype; the gradient comes back in this one's."""
        return self._record("astype", shaping.cast(self._data, dtype), (self,))

    def __getitem__(self, key: Any) -> Tensor:
        key = tuple(map(_plain, key)) if isinstance(key, tuple) else _plain(key)
        try:
            ruled = shaping.pick(self._data, key)
        except IndexError as error:
            raise guard.index_error(self._data.shape, key, error) from None
        return self._shares_with(self._record("getitem", ruled, (self,)))

    def __len__(self) -> int:
        if not self._data.ndim:
            raise ShapeError("len(t): a tensor of shape () is one number and has no length")
        return len(self._data)

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))


def _plain(key: Any) -> Any:
    """A tensor or list used as an index, as an array."""
    if isinstance(key, Methods):
        return key._data
    return np.asarray(key, dtype=None if key else int) if isinstance(key, list) else key
