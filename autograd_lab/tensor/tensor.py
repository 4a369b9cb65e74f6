"""Tensor: the idea of Value on arrays. One node holds a whole batch, so Python's share of the work is small.

An operation makes a new tensor that remembers its operands and, for each, a function that hands a gradient back
(the rules are in `autograd_lab.tensor`). `backward()` goes through them, latest first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab import anomaly
from autograd_lab.errors import GraphError, LabError, ShapeError, ValueTypeError
from autograd_lab.scalar.value import Value
from autograd_lab.tensor import elementwise, grad_mode, guard, products, recording, shaping, sweep
from autograd_lab.tensor.elementwise import Array, Ruled
from autograd_lab.tensor.grad_mode import no_grad
from autograd_lab.tensor.node import array_of, tick
from autograd_lab.tensor.reduction_methods import ReductionMethods
from autograd_lab.tensor.shape_methods import ShapeMethods
from autograd_lab.tensor.step_methods import StepMethods

__all__ = ["Tensor", "constant", "lift", "no_grad", "record"]

Operand = Any  # a Tensor, a number, an array or a list of numbers
_new = object.__new__
_ndarray = np.ndarray
_tick = tick
_thread = grad_mode.thread


def _binary(
    op: str, rule: Callable[[Array, Array], Ruled], swapped: bool = False
) -> Callable[[Tensor, Operand], Tensor]:
    """The method of a binary operator: `other` is lifted, and shapes that do not broadcast are a ShapeError."""

    def method(self: Tensor, other: Operand) -> Tensor:
        if not isinstance(other, Tensor):
            other = lift(other, op, self._data)
        a, b = (other, self) if swapped else (self, other)
        try:
            ruled = rule(a._data, b._data)
        except LabError:
            raise
        except ValueError:
            raise guard.broadcast_error(op, [a._data.shape, b._data.shape]) from None
        return record(op, ruled, (a, b), rule)

    method.__name__ = op
    method.__doc__ = rule.__doc__
    return method


def _in_place(op: str, plain: str, ufunc: np.ufunc) -> Callable[[Tensor, Operand], Tensor]:
    """The method of `+=` and the like: it writes within no_grad(), and computes a new tensor while recording."""

    def method(self: Tensor, other: Operand) -> Tensor:
        if self._may_be_written(f"{plain}="):
            ufunc(self._data, other._data if isinstance(other, Tensor) else other, out=self._data, casting="same_kind")
            return self._written()
        result: Tensor = getattr(self, f"__{op}__")(other)  # while a graph is recorded, a new tensor takes the name
        return result

    method.__name__ = f"i{op}"
    return method


def _comparison(ufunc: np.ufunc) -> Callable[[Tensor, object], Any]:
    """The method of `<` and the like: a Tensor of bools, without a graph."""

    def method(self: Tensor, other: object) -> Any:
        if other is None or isinstance(other, (str, type)):
            return NotImplemented
        node = lift(ufunc(self._data, other._data if isinstance(other, Tensor) else other), ufunc.__name__)
        if anomaly.watchers:
            recording.note(node, ufunc.__name__, ufunc, (self, other), ruled=False)
        return node

    method.__name__ = ufunc.__name__
    return method


class Tensor(ReductionMethods, ShapeMethods, StepMethods):
    """An array in a graph.

    data           ndarray    the numbers; `t.data = ...` and `t[...] = ...` mark results computed from them as stale
    grad           ndarray    ∂(root)/∂(this), filled in by `root.backward()`; None before. Leaves add up over calls,
                              what was computed holds the gradient of the latest call
    requires_grad  bool       whether `backward()` fills in a gradient here
    op, parents               the name of the operation that made it and its operands; None and () for a leaf
    name           str        what the player and error messages call it, or None

    The array is copied. Its dtype is kept (a list of floats is float64). Writing to the ndarray itself
    (`t.data[0] = 1`) cannot be seen, except under `detect_anomaly()`.
    Raises ValueTypeError for what is not an array of real numbers, and for integers that require a gradient.

    >>> from autograd_lab import Tensor
    >>> w = Tensor([1.0, -2.0], requires_grad=True)
    >>> loss = (w ** 2).sum()
    >>> loss
    Tensor(5., op='sum')
    >>> loss.backward()
    >>> w.grad
    array([ 2., -4.])
    """

    __slots__ = ()

    def __init__(self, data: object, requires_grad: bool = False, name: str | None = None, dtype: Any = None) -> None:
        if isinstance(data, Tensor) or (isinstance(data, (list, tuple)) and any(isinstance(x, Tensor) for x in data)):
            raise ValueTypeError(
                "Tensor(...) takes numbers, and would cut the graph of the tensor it was given.\n"
                "  Use t itself, t.detach() for its numbers, or functional.stack([t, u]) to put several together."
            )
        if name is not None and not isinstance(name, str):
            raise ValueTypeError(f'a Tensor\'s name is text, got {name!r}. Write Tensor([1.0], name="w").')
        self._data = guard.checked_array(data, copy=True, dtype=dtype)
        if anomaly.watchers:
            recording.warn_of_copy(data)
        if requires_grad:
            guard.require_floating(self._data)
        self._set_leaf(requires_grad, name)

    def backward(self, gradient: object = None) -> None:
        """Fill in ∂self/∂t as `t.grad` for every t that self was computed from and that needs a gradient.

        gradient   ∂L/∂self, of self's shape, where self is not a single number
        Leaves add up over calls, as in PyTorch: clear them with `optimiser.zero_grad()` between calls.
        Raises GraphError without a graph, ShapeError for a tensor that is no scalar, StaleGraphError when a tensor
        was written to since the forward pass, AnomalyError under `detect_anomaly()`.

        >>> from autograd_lab import Tensor
        >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
        >>> (x * x).mean().backward()
        >>> x.grad.round(4)
        array([0.6667, 1.3333, 2.    ])
        """
        if anomaly.watchers:
            recording.forbid("backward()", "a recorded step goes backward itself, after the function has returned")
        if not self._needs:
            raise GraphError(
                f"backward(): {self.described()} depends on nothing that needs a gradient.\n"
                "  Make the parameters with requires_grad=True, and compute outside `with no_grad():`."
            )
        if gradient is None:
            if self._data.size != 1:
                raise ShapeError(
                    f"Tensor.backward() needs a scalar, got shape {self.shape}: "
                    "reduce it first, e.g. loss.mean().backward()"
                )
            seed: Array = _ONE.get(self.dtype.char, _ONE["d"]) if not self.ndim else np.ones(self.shape, self.dtype)
        else:
            numbers = gradient._data if isinstance(gradient, Tensor) else gradient
            seed = guard.checked_array(numbers, copy=True, dtype=self.dtype)
            if seed.shape != self.shape:
                raise ShapeError(f"backward(gradient): its shape {seed.shape} must be that of {self.described()}")
        if self._pulls:
            sweep.backward(self, seed)
        else:
            self.grad = seed.copy() if self.grad is None else np.asarray(self.grad + seed)

    def detach(self) -> Tensor:
        """The same numbers (and memory) without a graph.

        >>> from autograd_lab import Tensor
        >>> y = 3 * Tensor([1.0], requires_grad=True)
        >>> y, y.detach()
        (Tensor([3.], op='mul'), Tensor([3.]))
        """
        node = lift(self._data)
        if anomaly.watchers:
            recording.note(node, "detach", np.asarray, (self,), ruled=False)
        return self._shares_with(node)

    def clone(self) -> Tensor:
        """A copy with memory of its own; the gradient passes through unchanged.

        >>> from autograd_lab import Tensor
        >>> Tensor([1.0, 2.0]).clone()
        Tensor([1., 2.])
        """
        return record("clone", elementwise.clone(self._data), (self,), elementwise.clone)

    def __reduce__(self) -> tuple[Callable[..., Tensor], tuple[object, ...]]:
        if self._pulls:
            raise GraphError(
                f"copy or pickle: {self.described()} has a graph, which cannot be copied. Copy t.detach()."
            )
        return _unpickled_leaf, (self._data, self._needs, self.name, self.grad)

    def _made(self, op: str, ruled: Ruled, rule: Callable[..., Ruled], settings: tuple[Any, ...] = ()) -> Tensor:
        """What a rule made of this tensor alone; called again, the rule takes its array and the settings."""
        return record(op, ruled, (self,), rule, settings)

    # --- entry by entry ---------------------------------------------------------------------------------------

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
    __lt__ = _comparison(np.less)
    __le__ = _comparison(np.less_equal)
    __gt__ = _comparison(np.greater)
    __ge__ = _comparison(np.greater_equal)
    __eq__ = _comparison(np.equal)  # entry by entry, as NumPy and PyTorch have it
    __ne__ = _comparison(np.not_equal)
    __hash__ = object.__hash__

    def __neg__(self) -> Tensor:
        return record("neg", elementwise.neg(self._data), (self,), elementwise.neg)

    def abs(self) -> Tensor:
        """|t|, with slope 0 at 0.

        >>> from autograd_lab import Tensor
        >>> Tensor([-2.0, 3.0]).abs()
        Tensor([2., 3.])
        """
        return record("abs", elementwise.absolute(self._data), (self,), elementwise.absolute)

    __abs__ = abs

    def exp(self) -> Tensor:
        """e to the power of each entry.

        >>> from autograd_lab import Tensor
        >>> Tensor([0.0, 1.0]).exp()
        Tensor([1.        , 2.71828183])
        """
        return record("exp", elementwise.exp(self._data), (self,), elementwise.exp)

    def log(self) -> Tensor:
        """The natural logarithm; raises DomainError at 0 and below.

        >>> from autograd_lab import Tensor
        >>> Tensor([1.0, 10.0]).log()
        Tensor([0.        , 2.30258509])
        """
        return record("log", elementwise.log(self._data), (self,), elementwise.log)

    def sqrt(self) -> Tensor:
        """The square root; raises DomainError below 0, and has an infinite slope at 0.

        >>> from autograd_lab import Tensor
        >>> Tensor([4.0, 9.0]).sqrt()
        Tensor([2., 3.])
        """
        return record("sqrt", elementwise.sqrt(self._data), (self,), elementwise.sqrt)

    def tanh(self) -> Tensor:
        """The hyperbolic tangent, with slope 1 − tanh².

        >>> from autograd_lab import Tensor
        >>> Tensor([0.0, 1.0]).tanh()
        Tensor([0.        , 0.76159416])
        """
        return record("tanh", elementwise.tanh(self._data), (self,), elementwise.tanh)

    def sigmoid(self) -> Tensor:
        """1 / (1 + e^−t), in a form that does not overflow.

        >>> from autograd_lab import Tensor
        >>> Tensor([0.0, 2.0]).sigmoid()
        Tensor([0.5       , 0.88079708])
        """
        return record("sigmoid", elementwise.sigmoid(self._data), (self,), elementwise.sigmoid)

    def relu(self) -> Tensor:
        """max(t, 0), with slope 0 at 0.

        >>> from autograd_lab import Tensor
        >>> Tensor([-1.0, 2.0]).relu()
        Tensor([0., 2.])
        """
        return record("relu", elementwise.relu(self._data), (self,), elementwise.relu)

    def sin(self) -> Tensor:
        """The sine of each entry, an angle in radians, with slope cos.

        >>> from autograd_lab import Tensor
        >>> Tensor([0.0, 1.0]).sin()
        Tensor([0.        , 0.84147098])
        """
        return record("sin", elementwise.sin(self._data), (self,), elementwise.sin)

    def cos(self) -> Tensor:
        """The cosine of each entry, an angle in radians, with slope −sin.

        >>> from autograd_lab import Tensor
        >>> Tensor([0.0, 1.0]).cos()
        Tensor([1.        , 0.54030231])
        """
        return record("cos", elementwise.cos(self._data), (self,), elementwise.cos)

    def softplus(self) -> Tensor:
        """ln(1 + e^t), a relu without its kink, in a form that does not overflow; its slope is σ(t).

        >>> from autograd_lab import Tensor
        >>> Tensor([0.0, 1000.0]).softplus().data.round(4)
        array([6.931e-01, 1.000e+03])
        """
        return record("softplus", elementwise.softplus(self._data), (self,), elementwise.softplus)

    def masked_fill(self, mask: Operand, value: float) -> Tensor:
        """`value` wherever the mask is True; no gradient goes through those entries. The mask broadcasts to the tensor.

        >>> from autograd_lab import Tensor
        >>> Tensor([1.0, 2.0]).masked_fill([True, False], 0.0)
        Tensor([0., 2.])
        """
        hidden = lift(mask, "masked_fill")
        ruled = shaping.masked_fill(self._data, hidden._data, value)
        return record("masked_fill", ruled, (self,), shaping.masked_fill, (hidden, value))

    def clip(self, low: float | None = None, high: float | None = None) -> Tensor:
        """Each entry kept within [low, high]; the slope is 1 inside and on the border, 0 outside.

        >>> from autograd_lab import Tensor
        >>> Tensor([-3.0, 0.5, 3.0]).clip(-1, 1)
        Tensor([-1. ,  0.5,  1. ])
        """
        return record("clip", elementwise.clip(self._data, low, high), (self,), elementwise.clip, (low, high))

    def astype(self, dtype: Any) -> Tensor:
        """The entries in another dtype; the gradient comes back in this tensor's.

        >>> from autograd_lab import Tensor
        >>> Tensor([1, 2]).astype("float32").dtype
        dtype('float32')
        """
        return record("astype", shaping.cast(self._data, dtype), (self,), shaping.cast, (dtype,))

    def argmax(self, axis: int | None = None) -> Tensor:
        """The index of the largest entry, a Tensor of integers, so no gradient goes through.

        >>> from autograd_lab import Tensor
        >>> Tensor([[0.1, 0.7, 0.2], [0.8, 0.1, 0.1]]).argmax(axis=1)
        Tensor([1, 0])
        """
        node = lift(np.asarray(self._data.argmax(axis=axis)), "argmax")
        if anomaly.watchers:
            recording.note(node, "argmax", np.argmax, (self, axis), ruled=False)
        return node

    # --- NumPy ------------------------------------------------------------------------------------------------

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Tensor:
        """`array + tensor` arrives here, and is a Tensor; other functions of NumPy raise, and say what to write."""
        operator = guard.operator_of(ufunc.__name__, method, options)
        first, *rest = inputs
        result: Tensor = operator(lift(first, ufunc.__name__), *rest)
        return result

    def __array_function__(self, function: Callable[..., Any], types: Any, args: Any, kwargs: Any) -> Any:
        """Say what to write instead of a NumPy function."""
        raise guard.numpy_error(function.__name__)


_ONE = {char: np.ones((), char) for char in "efd"}  # ∂L/∂L
for _one in _ONE.values():
    _one.flags.writeable = False


def record(
    op: str,
    ruled: Ruled,
    parents: tuple[Tensor, ...],
    rule: Callable[..., Ruled],
    settings: tuple[Any, ...] = (),
    operands: tuple[Any, ...] | None = None,
) -> Tensor:
    """The tensor that a rule made; it joins the graph when one of its operands needs a gradient.

    op, parents      the name of the operation, and the tensors that a gradient goes back to
    ruled            what the rule returned: the array, and a pull for each parent
    rule, settings   how to compute it again: the rule is called with the parents' arrays and then the settings, where a
                     tensor stands for its array
    operands         all that the rule is called with, where the parents do not come first
    """
    node = _new(Tensor)
    data, pulls = ruled
    node._data = data if data.__class__ is _ndarray else np.asarray(data)
    node._base = node.grad = node.name = None
    node._time = _tick()
    if not grad_mode.paused or not _thread.paused:
        for parent in parents:
            if parent._needs:
                node._needs = True
                node.op = op
                node._parents = parents
                node._pulls = pulls
                break
        else:
            _set_constant(node)
    else:
        _set_constant(node)
    if anomaly.watchers:
        if anomaly.open_blocks:
            sweep.inspect_new(node, op, parents)
        recording.note(node, op, rule, (*parents, *settings) if operands is None else operands)
    return node


def constant(op: str, function: Callable[..., Any], *operands: Any) -> Tensor:
    """A tensor without a graph, what a function of arrays gives; a tensor among the operands stands for its array."""
    node = lift(np.asarray(function(*map(array_of, operands))), op)
    if anomaly.watchers:
        recording.note(node, op, function, operands, ruled=False)
    return node


def _set_constant(node: Tensor) -> None:
    """Mark a result as data: no graph leads to it."""
    node._needs = False
    node.op = None
    node._parents = node._pulls = ()


def lift(other: object, op: str = "Tensor", like: Array | None = None) -> Tensor:
    """A Tensor as it is; a number or array as a constant, without a copy. A plain number takes the dtype of `like`."""
    if isinstance(other, Tensor):
        return other
    if isinstance(other, Value):
        raise guard.mixed_error(op, other)
    weak = like is not None and like.dtype.kind == "f" and other.__class__ in (float, int, bool)
    node = _new(Tensor)
    try:
        node._data = guard.checked_array(other, copy=False, dtype=like.dtype if weak and like is not None else None)
    except LabError as error:
        raise type(error)(f"{op}: {error}") from None
    node._set_leaf(False)
    return node


def _unpickled_leaf(data: Array, needs: bool, name: str | None, grad: Array | None) -> Tensor:
    """A leaf from its pickled fields."""
    tensor = Tensor(data, needs, name)
    tensor.grad = grad
    return tensor
