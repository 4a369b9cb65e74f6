"""Value: a number that remembers which operation made it, and from what; and the backward pass over such numbers.

This is the engine that chapter 6 builds. Read it from top to bottom: a method makes a node (`_method`), a node keeps
its operands (`Value`), and `sweep` goes back over them. What each operation computes, and its local derivatives, stand
in the table of ops.py; the order of a graph is found in graph.py.
"""

from __future__ import annotations

from autograd_lab import anomaly
from autograd_lab.errors import AnomalyError, DomainError, ValueTypeError
from autograd_lab.scalar.checks import (
    abort_sweep,
    anomaly_watch,
    domain_error,  # noqa: F401 - the methods that _method writes raise it
    nonempty_operands,
    paired_operands,
    parents_error,
    require_fresh,
)
from autograd_lab.scalar.graph import leaves_and_inner, topological
from autograd_lab.scalar.op_code import compile_function, method_help, method_source
from autograd_lab.scalar.ops import CONST, FUNCTIONS, OPS, Op, functions_of, op_named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, SupportsFloat

    Number = SupportsFloat

_TOTAL, _DOT = OPS["total"], OPS["dot"]
_clock = 0  # ticks when a number is changed by hand; see checks.require_fresh


class _method:  # noqa: N801 - stands in a class as `property` does
    """A method of Value that makes a new node by one operation. Its source is written from the operation's text.

    For a product it is the following, and this text is what runs:

    >>> print(method_source(OPS["mul"]))
    def make(OP, new):
      def method(self, other):
        if other.__class__ is not Value: other = lift(other)
        a = self._data
        b = other._data
        node = new(Value)
        try: node._data = a * b
        except (ValueError, ZeroDivisionError) as e: raise domain_error('mul', (self, other)) from e
        node.grad = 0.0; node.op = OP; node._name = None; node._version = _clock
        node._a = self; node._b = other
        return node
      return method

    It takes this object's place in the class when it is first used: compiling all takes as long as importing all.
    """

    def __init__(self, name: str, swapped: bool = False) -> None:
        self.op, self.swapped = op_named(name), swapped
        self.functions = functions_of(self.op)  # an error now, and not at its first use, for one that is missing
        self.attributes: list[str] = []  # what it is called in the class

    def __set_name__(self, owner: type, attribute: str) -> None:
        self.attributes.append(attribute)

    def __get__(self, node: Value | None, owner: type) -> Callable[..., Value]:
        make = compile_function(method_source(self.op, self.swapped), "make", globals())
        method: Callable[..., Value] = make(self.op, object.__new__, **self.functions)
        method.__name__, method.__doc__ = self.op.name, method_help(self.op, FUNCTIONS)
        for attribute in self.attributes:
            setattr(Value, attribute, method)
        return method if node is None else method.__get__(node)


class Value:
    """A number in a graph.

    data      float   the number; setting it by hand marks every result computed from it as out of date
    grad      float   ∂(root)/∂(this), filled in by `root.backward()`; leaves add up over calls
    op        Op      the operation that made it; None for a leaf
    parents   tuple   the operands, in order, so that `a + a` has two edges
    name      str     what the player and error messages call it, or None

    Raises ValueTypeError for anything that is not one real number, DomainError for nan.

    >>> from autograd_lab import Value
    >>> w, x = Value(-3.0, name="w"), Value(2.0, name="x")
    >>> y = (w * x + 6.5).tanh()
    >>> y.backward()
    >>> w, x
    (Value(-3, name='w', grad=1.5729), Value(2, name='x', grad=-2.35934))
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
        """The operands, in order, so that `a + a` has two; empty for a leaf.

        >>> from autograd_lab import Value
        >>> (Value(3.0) - 1).parents
        (Value(3, grad=0), Value(1, grad=0))
        """
        if self._a.__class__ is tuple:
            return self._a
        return () if self._a is None else (self._a,) if self._b is None else (self._a, self._b)

    @parents.setter
    def parents(self, parents: object) -> None:
        raise parents_error()

    @property
    def data(self) -> float:
        """The number; setting it by hand marks every result computed from it as out of date.

        >>> from autograd_lab import Value
        >>> w = Value(2.0)
        >>> loss = w * w
        >>> loss.backward()
        >>> w.data -= 0.1 * w.grad  # a step of gradient descent: the loss has to be computed again
        >>> w.data
        1.6
        """
        return self._data

    @data.setter
    def data(self, number: Number) -> None:
        global _clock
        self._data = number if number.__class__ is float and number == number else _number(number)
        self._version = _clock = _clock + 1

    @property
    def name(self) -> str | None:
        """What the player and error messages call this number, or None.

        >>> from autograd_lab import Value
        >>> loss = Value(2.0) ** 2
        >>> loss.name = "loss"
        >>> loss
        Value(4, name='loss', grad=0)
        """
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
    softplus = _method("softplus")
    relu = _method("relu")
    # flat almost everywhere: the node is there, and its slope of 0 is seen
    sign, round, floor, step = _method("sign"), _method("round"), _method("floor"), _method("step")
    # in a tie each of the two gets one half of the gradient, as in torch.maximum
    max, min = _method("max"), _method("min")

    @staticmethod
    def total(values: Iterable[Value | Number]) -> Value:
        """The sum of many numbers as one node; raises ShapeError when there are none.

        >>> from autograd_lab import Value
        >>> Value.total([Value(1.0), Value(2.0), 3.5])
        Value(6.5, grad=0)
        """
        return _folded(_TOTAL, nonempty_operands(values))

    @staticmethod
    def dot(ws: Iterable[Value | Number], xs: Iterable[Value | Number], bias: Value | Number | None = None) -> Value:
        """Σ w·x (+ bias) as one node; raises ShapeError when the two lists differ in length or are empty.

        >>> from autograd_lab import Value
        >>> Value.dot([Value(0.5), Value(-2.0)], [3.0, 0.25], bias=1.0)
        Value(2, grad=0)
        """
        ws, xs = paired_operands(ws, xs)
        return _folded(_DOT, ws + xs if bias is None else (*ws, *xs, bias))

    # --- the backward pass ----------------------------------------------------------------------------

    def backward(self) -> None:
        """Fill in ∂self/∂v as `v.grad` for every v that self was computed from.

        Inner nodes and self start afresh at each call; leaves add up, as in PyTorch: clear them with
        `zero_grad()` between calls. Raises StaleGraphError when a leaf was changed since the forward pass, DomainError
        where a derivative does not exist (that of sqrt at 0).

        >>> from autograd_lab import Value
        >>> a = Value(3.0)
        >>> b = a + a
        >>> (b * b).backward()
        >>> a.grad, b.grad
        (24.0, 12.0)
        """
        leaves, inner = leaves_and_inner(self)
        require_fresh(leaves, inner)
        sweep(self, leaves, inner)

    def zero_grad(self) -> None:
        """Set the gradient of every node that self was computed from back to 0.

        >>> from autograd_lab import Value
        >>> a = Value(3.0)
        >>> y = a * a
        >>> y.backward()
        >>> y.zero_grad()
        >>> a.grad, y.grad
        (0.0, 0.0)
        """
        for node in topological(self):
            node.grad = 0.0

    def __reduce__(self) -> tuple[Any, ...]:
        from autograd_lab.scalar.copying import ancestor_list  # few programs copy a graph

        op = self.op if self.op is None or self.op.own else self.op.name
        own = (op, self._a, self._b, self._data, self.grad, self._name, self._version)
        return _unpickled, (ancestor_list(self), *own)

    # --- names that micrograd's users know ------------------------------------------------------------

    @property
    def _prev(self) -> tuple[Value, ...]:
        return self.parents

    @property
    def _op(self) -> str:
        return _MICROGRAD.get(self.op.name, self.op.name) if self.op and self.parents else ""


_MICROGRAD = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "relu": "ReLU"}


def sweep(root: Value, leaves: list[Value], inner: list[Value]) -> None:
    """The backward pass over a graph whose order is known: from `root` down, each node hands its gradient on.

    `push` hands it on: to each operand, upstream × local. It is written from the operation's texts, and for a product
    this is what runs:

    >>> from autograd_lab.scalar.op_code import push_source
    >>> print(push_source(OPS["mul"]))
    def push(node):
      g = node.grad
      a, b = node._a, node._b
      a.grad += g * b._data
      b.grad += g * a._data
    """
    check = anomaly_watch(leaves + inner) if anomaly.active() else None
    before = [leaf.grad for leaf in leaves]  # what earlier sweeps have left there
    for node in leaves + inner:
        node.grad = 0.0  # ∂root/∂node as far as it has arrived
    root.grad = 1.0  # the seed: ∂root/∂root
    try:
        for node in reversed(inner):  # reverse topological order: all consumers of a node come before it
            if node.grad:  # the upstream is complete; one of 0 has nothing to hand on, e.g. behind a relu that is off
                node.op.push(node)  # type: ignore[union-attr]  # the chain rule: parent.grad += upstream × local
                if check:
                    check(node)
    except (ValueError, ZeroDivisionError, AnomalyError) as error:
        abort_sweep(error, node, leaves, before)
    for leaf, grad in zip(leaves, before, strict=True):
        # leaves add up over sweeps, each sweep added whole: a second one doubles a leaf to the last digit
        leaf.grad = leaf.grad + grad if leaf.op is None else 0.0  # a constant has no gradient


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
    """A Value as it is; a number as a constant, which needs no gradient.

    >>> lift(2.0).op
    Op(const: )
    """
    if isinstance(other, Value):
        return other
    constant = Value(other)
    constant.op = CONST
    return constant


# --- for those that play a graph again or copy it ---------------------------------------------------------


def forward_of(node: Value) -> float:
    """A node's number computed anew from its operands' numbers, and not stored; a leaf's own number.

    Raises ValueError or ZeroDivisionError where the operation has no real result.

    >>> from autograd_lab import Value
    >>> x = Value(3.0)
    >>> y = x * x
    >>> x.data = 4.0
    >>> forward_of(y), y.data
    (16.0, 9.0)
    """
    return (
        float(node.op.forward(*[parent._data for parent in node.parents])) if node.op and node.parents else node._data
    )


def store_result(node: Value, number: float) -> None:
    """Give a computed node its number, also nan. The result is as young as the youngest operand: no longer stale."""
    node._data = number
    node._version = max(parent._version for parent in node.parents)


def rebuild(op: Op | None, operands: tuple[Value, ...], data: float) -> Value:
    """A node of this operation and these operands that holds `data`; nothing is computed. For a leaf: None and ().

    >>> from autograd_lab import Value
    >>> rebuild(OPS["mul"], (Value(2.0), Value(3.0)), 6.0).parents
    (Value(2, grad=0), Value(3, grad=0))
    """
    node = Value.__new__(Value)
    node._a, node._b = (operands, None) if op is not None and op.folded else (*operands, None, None)[:2]
    node.op, node.grad, node._name, node._version = op, 0.0, None, _clock
    node._data = data
    return node


def latest_version() -> int:
    """The version that a result computed now has: that of the latest change by hand."""
    return _clock


def _unpickled(
    ancestors: object, op: str | Op | None, a: Any, b: Any, data: float, grad: float, name: str | None, version: int
) -> Value:
    """Rebuild a node. `ancestors` is unused: unpickling it first creates the parents without recursion."""
    global _clock
    node = Value.__new__(Value)
    node.op = op_named(op) if isinstance(op, str) else op
    node._a, node._b = a, b
    node._data, node.grad, node._name, node._version = data, grad, name, version
    _clock = max(_clock, version)  # so that a later change is noticed in another process too
    return node


# --- what may be a number ---------------------------------------------------------------------------------


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
    raise ValueTypeError(f"Value takes one real number, got {data!r:.60} ({type(data).__name__}). {hint}")


def _checked_name(name: object) -> str | None:
    if name is None or isinstance(name, str):
        return name or None
    raise ValueTypeError(f'a Value\'s name is text, got {name!r}. Write Value(2.0, name="w").')
