"""Value: a number that remembers which operation made it, and from what.

This is the engine that chapter 6 builds. It needs nothing but the table of operations and the order of a graph.
"""

from __future__ import annotations

from autograd_lab.errors import DomainError, ShapeError, ValueTypeError
from autograd_lab.graph import require_fresh, topological
from autograd_lab.ops import CONST, OPS, Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import SupportsFloat

    Number = SupportsFloat

_clock = 0  # ticks when a number is changed by hand; see graph.require_fresh


class Value:
    """A number in a graph.

    data      float   the number; setting it by hand marks every result computed from it as out of date
    grad      float   ∂(root)/∂(this), filled in by `root.backward()`; leaves add up over calls
    op        Op      the operation that made it; None for a leaf
    parents   tuple   the operands, in order, so that `a + a` has two edges
    name      str     what the player and error messages call it, or None

    Raises ValueTypeError for anything that is not one real number.
    """

    __slots__ = ("_data", "_name", "_version", "grad", "op", "parents")
    __array_ufunc__ = None  # NumPy then hands `array * value` to us, and _lift can say what to do

    def __init__(self, data: Number, name: str | None = None) -> None:
        self._data: float = _number(data)
        self.grad: float = 0.0
        self.op: Op | None = None
        self.parents: tuple[Value, ...] = ()
        self._name: str | None = _checked_name(name)
        self._version: int = _clock

    @property
    def data(self) -> float:
        """The number; setting it by hand marks every result computed from it as out of date."""
        return self._data

    @data.setter
    def data(self, number: Number) -> None:
        global _clock
        self._data = _number(number)
        _clock += 1
        self._version = _clock

    @property
    def name(self) -> str | None:
        """What the player and error messages call this number, or None."""
        return self._name

    @name.setter
    def name(self, name: str | None) -> None:
        self._name = _checked_name(name)

    def __repr__(self) -> str:
        name = f", name={self._name!r}" if self._name else ""
        return f"Value({self._data:.6g}{name}, grad={self.grad:.6g})"

    # --- arithmetic: the rules stand in ops.py -------------------------------------------------------

    def __add__(self, other: Value | Number) -> Value:
        return _apply(ADD, self, _lift(other))

    def __sub__(self, other: Value | Number) -> Value:
        return _apply(SUB, self, _lift(other))

    def __mul__(self, other: Value | Number) -> Value:
        return _apply(MUL, self, _lift(other))

    def __truediv__(self, other: Value | Number) -> Value:
        return _apply(DIV, self, _lift(other))

    def __pow__(self, other: Value | Number) -> Value:
        return _apply(POW, self, _lift(other))

    def __radd__(self, other: Value | Number) -> Value:
        return _apply(ADD, _lift(other), self)

    def __rsub__(self, other: Value | Number) -> Value:
        return _apply(SUB, _lift(other), self)

    def __rmul__(self, other: Value | Number) -> Value:
        return _apply(MUL, _lift(other), self)

    def __rtruediv__(self, other: Value | Number) -> Value:
        return _apply(DIV, _lift(other), self)

    def __rpow__(self, other: Value | Number) -> Value:
        return _apply(POW, _lift(other), self)

    def __neg__(self) -> Value:
        return _apply(NEG, self)

    def __abs__(self) -> Value:
        return _apply(OPS["abs"], self)

    def exp(self) -> Value:
        """e to this number."""
        return _apply(OPS["exp"], self)

    def log(self) -> Value:
        """The natural logarithm; raises DomainError at 0 and below."""
        return _apply(OPS["log"], self)

    def tanh(self) -> Value:
        """The hyperbolic tangent, between −1 and 1."""
        return _apply(OPS["tanh"], self)

    def sigmoid(self) -> Value:
        """σ = 1 / (1 + e^−x), between 0 and 1."""
        return _apply(OPS["sigmoid"], self)

    def relu(self) -> Value:
        """This number where it is positive, else 0; the slope at 0 is taken as 0."""
        return _apply(OPS["relu"], self)

    def abs(self) -> Value:
        """The distance from 0; the slope at 0 is taken as 0."""
        return _apply(OPS["abs"], self)

    @staticmethod
    def total(values: Iterable[Value | Number]) -> Value:
        """The sum of many numbers as one node; raises ShapeError when there are none."""
        values = list(values)
        if not values:
            raise ShapeError("Value.total adds up numbers, got an empty list. Give it at least one.")
        return _apply(OPS["total"], *map(_lift, values))

    @staticmethod
    def dot(ws: Iterable[Value | Number], xs: Iterable[Value | Number], bias: Value | Number | None = None) -> Value:
        """Σ w·x (+ bias) as one node; raises ShapeError when the two lists differ in length."""
        ws, xs = list(ws), list(xs)
        if len(ws) != len(xs):
            raise ShapeError(f"Value.dot pairs each weight with an input, got {len(ws)} weights and {len(xs)} inputs")
        return _apply(OPS["dot"], *map(_lift, ws + xs + ([] if bias is None else [bias])))

    # --- the backward pass ----------------------------------------------------------------------------

    def backward(self) -> None:
        """Fill in ∂self/∂v as `v.grad` for every v that self was computed from.

        Inner nodes and self start afresh at each call; leaves add up, as in PyTorch: clear them with
        `zero_grad()` between calls. Raises StaleGraphError when a leaf was changed since the forward pass.
        """
        order = topological(self)
        require_fresh(order)
        before = [(node, node.grad) for node in order if not node.parents]
        for node in order:
            node.grad = 0.0
        self.grad = 1.0  # ∂self/∂self
        for node in reversed(order):
            if node.op is not None and node.parents:
                node.op.push(node)
        for leaf, grad in before:  # added whole, so that a second call doubles a leaf to the last digit
            leaf.grad += grad

    def zero_grad(self) -> None:
        """Set the gradient of every node that self was computed from back to 0."""
        for node in topological(self):
            node.grad = 0.0

    # --- names that micrograd's users know ------------------------------------------------------------

    @property
    def _prev(self) -> tuple[Value, ...]:
        return self.parents

    @property
    def _op(self) -> str:
        return _MICROGRAD.get(self.op.name, self.op.name) if self.op and self.parents else ""


ADD, SUB, MUL, DIV, POW, NEG = (OPS[name] for name in ("add", "sub", "mul", "div", "pow", "neg"))
_MICROGRAD = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "relu": "ReLU"}


def _apply(op: Op, *parents: Value) -> Value:
    """A new node: `op` of `parents`."""
    try:
        data = op.forward(*[p._data for p in parents])
    except (ValueError, ZeroDivisionError) as error:
        raise _domain_error(op, parents) from error
    node = Value.__new__(Value)
    node._data = data
    node.grad = 0.0
    node.op = op
    node.parents = parents
    node._name = None
    node._version = _clock
    return node


def _lift(other: Value | Number) -> Value:
    """A Value as it is; a number as a constant, which needs no gradient."""
    if isinstance(other, Value):
        return other
    constant = Value(other)
    constant.op = CONST
    return constant


def _number(data: object) -> float:
    """`data` as a float, or a ValueTypeError that says what to do instead."""
    if isinstance(data, Value):
        raise ValueTypeError(f"Value(...) takes a number, got a Value ({data!r}). Use it as it is, or copy its .data.")
    if isinstance(data, (float, int)) or (hasattr(data, "__float__") and getattr(data, "ndim", 0) == 0):
        number = float(data)
        if number == number:
            return number
        raise DomainError(
            "Value got nan (not a number): its gradient would be nan everywhere.\n"
            "  Look for the 0/0, inf − inf or log of a negative number that made it."
        )
    hint = "Convert text with float(...)." if isinstance(data, str) else "Make one Value per number."
    kind = type(data).__name__
    raise ValueTypeError(f"Value takes one real number, got {data!r:.60} ({kind}). {hint}")


def _checked_name(name: object) -> str | None:
    if name is None or isinstance(name, str):
        return name or None
    raise ValueTypeError(f'a Value\'s name is text, got {name!r}. Write Value(2.0, name="w").')


def _domain_error(op: Op, parents: tuple[Value, ...]) -> DomainError:
    """What went wrong in the forward pass of `op`, in words."""
    numbers = ", ".join(f"{p.name} = {p._data:g}" if p.name else f"{p._data:g}" for p in parents)
    reason, cure = {
        "log": ("the logarithm exists for numbers above 0 only", "Keep its input positive."),
        "sqrt": ("the square root of a negative number is not real", "Keep its input at 0 or above."),
        "div": ("division by zero", "Keep the denominator away from 0."),
        "pow": (
            "a negative base needs a whole exponent, and 0 a positive one",
            "Change the base or the exponent.",
        ),
    }.get(op.name, ("outside the domain of the operation", "Change its input."))
    return DomainError(f"{op.name}({numbers}): {reason}. {cure}")
