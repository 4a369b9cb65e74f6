"""Value: a number that remembers which operation made it, and from what.

This is the engine that chapter 6 builds. It needs nothing but the table of operations and the order of a graph.
"""

from __future__ import annotations

from autograd_lab import anomaly
from autograd_lab.errors import AnomalyError, DomainError, ValueTypeError
from autograd_lab.scalar.checks import (
    anomaly_watch,
    domain_error,  # noqa: F401 - the methods that _method writes raise it
    give_up,
    paired,
    parents_are_given,
    require_fresh,
    some,
)
from autograd_lab.scalar.graph import leaves_and_inner, topological
from autograd_lab.scalar.ops import CONST, FUNCTIONS, OPS, Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, SupportsFloat

    Number = SupportsFloat

_TOTAL, _DOT = OPS["total"], OPS["dot"]
_clock = 0  # ticks when a number is changed by hand; see checks.require_fresh


def _method(name: str, swapped: bool = False) -> Callable[..., Value]:
    """The method that makes a new node by one operation, written out from its text and compiled once.

    For "mul" it is, in short:  node._data = a * b; node.op = MUL; node._a, node._b = self, other.
    """
    op = OPS[name]
    nodes = ("other", "self") if swapped else ("self", "other")[: op.arity]
    lines = [
        f"def make(OP, new, {', '.join(FUNCTIONS)}):",
        " def method(self, other):" if op.arity == 2 else " def method(self):",
        "  if other.__class__ is not Value: other = lift(other)" if op.arity == 2 else "",
        *[f"  {letter} = {node}._data" for letter, node in zip(op.operands, nodes, strict=True)],
        "  node = new(Value)",
        f"  try: node._data = {op.text}",
        f"  except (ValueError, ZeroDivisionError) as e: raise domain_error({name!r}, ({', '.join(nodes)},)) from e",
        "  node.grad = 0.0; node.op = OP; node._name = None; node._version = _clock",
        f"  node._a = {nodes[0]}; node._b = {nodes[1] if op.arity == 2 else None}",
        "  return node",
        " return method",
    ]
    made: dict[str, Callable[..., Callable[..., Value]]] = {}
    exec("\n".join(lines), globals(), made)  # noqa: S102 - the texts are the table's own
    method = made["make"](op, object.__new__, **FUNCTIONS)
    method.__name__, method.__doc__ = name, f"A new node: {op.text} (see the table of operations in ops.py)."
    return method


class Value:
    """A number in a graph.

    data      float   the number; setting it by hand marks every result computed from it as out of date
    grad      float   ∂(root)/∂(this), filled in by `root.backward()`; leaves add up over calls
    op        Op      the operation that made it; None for a leaf
    parents   tuple   the operands, in order, so that `a + a` has two edges
    name      str     what the player and error messages call it, or None

    Raises ValueTypeError for anything that is not one real number.
    """

    __slots__ = ("_a", "_b", "_data", "_name", "_version", "grad", "op")
    __array_ufunc__ = None  # NumPy then hands `array * value` to us, and lift can say what to do

    def __init__(self, data: Number, name: str | None = None) -> None:
        self._data: float = data if data.__class__ is float and data == data else _number(data)
        self.grad: float = 0.0
        self.op: Op | None = None
        # the operands a and b of the operation's text; a folded operation keeps all of its own as a tuple in _a.
        # Two fields and no tuple halve what Python's cyclic collector has to visit.
        self._a: Any = None
        self._b: Any = None
        self._name: str | None = None if name is None else _checked_name(name)
        self._version: int = _clock

    @property
    def parents(self) -> tuple[Value, ...]:
        """The operands, in order, so that `a + a` has two; empty for a leaf."""
        if self._a.__class__ is tuple:
            return self._a
        return () if self._a is None else (self._a,) if self._b is None else (self._a, self._b)

    @parents.setter
    def parents(self, parents: object) -> None:
        raise parents_are_given()

    @property
    def data(self) -> float:
        """The number; setting it by hand marks every result computed from it as out of date."""
        return self._data

    @data.setter
    def data(self, number: Number) -> None:
        global _clock
        self._data = number if number.__class__ is float and number == number else _number(number)
        self._version = _clock = _clock + 1

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

    # --- arithmetic: each method is written out from the operation's text in ops.py ---------------------

    __add__, __radd__ = _method("add"), _method("add", swapped=True)
    __sub__, __rsub__ = _method("sub"), _method("sub", swapped=True)
    __mul__, __rmul__ = _method("mul"), _method("mul", swapped=True)
    __truediv__, __rtruediv__ = _method("div"), _method("div", swapped=True)
    __pow__, __rpow__ = _method("pow"), _method("pow", swapped=True)
    __neg__ = _method("neg")
    __abs__ = abs = _method("abs")
    exp = _method("exp")
    log = _method("log")
    sqrt = _method("sqrt")
    sin, cos = _method("sin"), _method("cos")
    tanh = _method("tanh")
    sigmoid = _method("sigmoid")
    log_sigmoid = _method("log_sigmoid")
    relu = _method("relu")
    # in a tie each of the two gets one half of the gradient, as in torch.maximum
    max, min = _method("max"), _method("min")

    @staticmethod
    def total(values: Iterable[Value | Number]) -> Value:
        """The sum of many numbers as one node; raises ShapeError when there are none."""
        return _folded(_TOTAL, some(values))

    @staticmethod
    def dot(ws: Iterable[Value | Number], xs: Iterable[Value | Number], bias: Value | Number | None = None) -> Value:
        """Σ w·x (+ bias) as one node; raises ShapeError when the two lists differ in length or are empty."""
        ws, xs = paired(ws, xs)
        return _folded(_DOT, ws + xs if bias is None else (*ws, *xs, bias))

    # --- the backward pass ----------------------------------------------------------------------------

    def backward(self) -> None:
        """Fill in ∂self/∂v as `v.grad` for every v that self was computed from.

        Inner nodes and self start afresh at each call; leaves add up, as in PyTorch: clear them with
        `zero_grad()` between calls. Raises StaleGraphError when a leaf was changed since the forward pass.
        """
        leaves, inner = leaves_and_inner(self)
        require_fresh(leaves, inner)
        sweep(self, leaves, inner)

    def zero_grad(self) -> None:
        """Set the gradient of every node that self was computed from back to 0."""
        for node in topological(self):
            node.grad = 0.0

    def __reduce__(self) -> tuple[Any, ...]:
        from autograd_lab.scalar.copying import reduced

        return reduced(self)

    # --- names that micrograd's users know ------------------------------------------------------------

    @property
    def _prev(self) -> tuple[Value, ...]:
        return self.parents

    @property
    def _op(self) -> str:
        return _MICROGRAD.get(self.op.name, self.op.name) if self.op and self.parents else ""


_MICROGRAD = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "relu": "ReLU"}


def sweep(root: Value, leaves: list[Value], inner: list[Value]) -> None:
    """The backward pass over a graph whose order is known: from `root` down, each node hands its gradient on."""
    look = anomaly_watch(leaves + inner) if anomaly.active() else None
    before = [leaf.grad for leaf in leaves]
    for node in leaves + inner:
        node.grad = 0.0
    root.grad = 1.0  # ∂root/∂root
    try:
        for node in reversed(inner):
            if node.grad:  # a gradient of 0 has nothing to hand on, e.g. behind a relu that is off
                node.op.push(node)  # type: ignore[union-attr]  # what was computed has an operation
                if look:
                    look(node)
    except (ValueError, ZeroDivisionError, AnomalyError) as error:
        give_up(error, node, leaves, before)
    # added whole, so that a second call doubles a leaf to the last digit; a constant has no gradient
    for leaf, grad in zip(leaves, before, strict=True):
        leaf.grad = leaf.grad + grad if leaf.op is None else 0.0


def _folded(op: Op, operands: tuple[Any, ...]) -> Value:
    """A new node: a folded operation of any number of operands, plain numbers among them."""
    node = Value.__new__(Value)
    node._a, node._b = operands, None
    try:
        op.renew(node)
        known = node._data.__class__ is float
    except AttributeError:
        known = False
    if not known:  # one of them is no Value yet
        node._a = tuple(map(lift, operands))
        op.renew(node)
    node.op, node.grad, node._name, node._version = op, 0.0, None, _clock
    return node


def lift(other: Value | Number) -> Value:
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
    if hasattr(data, "backward"):  # a number of another engine, with a graph of its own
        raise ValueTypeError(
            f"Value and {type(data).__name__} do not mix: got a {type(data).__name__}, {data!r:.60}.\n"
            "  Its graph would be cut off in silence. Take its plain number with .item(), or stay within one engine."
        )
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
