"""Derivatives of derivatives: the backward pass of a Value written in Values, so that it has a backward pass too.

`backward()` computes with floats and leaves no trace. `grad(y, [x], create_graph=True)` evaluates the same texts
of the table of operations on the graph's own nodes: each derivative is then a graph like any other.
"""

from __future__ import annotations

from functools import reduce
from operator import add

from autograd_lab.errors import GraphError, LabError, ValueTypeError
from autograd_lab.scalar.checks import domain_error, require_fresh
from autograd_lab.scalar.graph import backpropagate, leaves_and_inner
from autograd_lab.scalar.ops import CONST, FUNCTIONS, OPS
from autograd_lab.scalar.own_rule import OwnOp
from autograd_lab.scalar.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import CodeType

    Number = Value | float


def grad(output: Value, inputs: Sequence[Value], create_graph: bool = False) -> list[Value]:
    """∂output/∂x for each x of `inputs`, as Values; nobody's `.grad` is changed.

    output        the number to differentiate
    inputs        the numbers to differentiate by, leaves or inner nodes
    create_graph  True keeps how each derivative was computed, so that it can be differentiated again

    An input that `output` does not depend on has the derivative 0. At a kink (relu, abs, max, min) the slope is a
    number that does not depend on the input, so its own derivative is 0.
    Raises ValueTypeError for anything but Values, StaleGraphError and DomainError as `backward()` does.

    >>> from autograd_lab import Value, grad
    >>> x = Value(2.0)
    >>> (slope,) = grad(x**3, [x], create_graph=True)
    >>> (curvature,) = grad(slope, [x])
    >>> slope.data, curvature.data
    (12.0, 12.0)
    """
    if isinstance(inputs, Value):
        raise ValueTypeError(f"grad(output, inputs) takes a list of inputs, got {inputs!r}. Write grad(y, [x]).")
    for value in (output, *inputs):
        if not isinstance(value, Value):
            raise ValueTypeError(
                f"grad(output, inputs) takes a Value and a list of Values, got {value!r:.60} "
                f"({type(value).__name__}).\n"
                "  Write grad(y, [x]) with the Values themselves, not with their numbers."
            )
    leaves, inner = leaves_and_inner(output)
    require_fresh(leaves, inner)
    needed = _dependents(inputs, inner)

    def hand_on(node: Value, arrived: list[Value]) -> Iterator[tuple[Value, Value]]:
        if node.op.own:  # type: ignore[union-attr]  # an inner node has an operation
            yield from _own_contributions(node, _sum(arrived), needed, create_graph)
            return
        try:
            yield from _contributions(node, _sum(arrived), needed)
        except (ValueError, ZeroDivisionError) as error:
            raise domain_error(node.op.name, node.parents, backward=True) from error  # type: ignore[union-attr]

    arrived = backpropagate(inner, {output: [Value(1.0)]}, hand_on)  # the seed: ∂output/∂output
    found = [_sum(arrived[x]) if x in arrived else None for x in inputs]
    if create_graph:
        return [Value(0.0) if g is None else g for g in found]
    return [Value(0.0 if g is None else g.data) for g in found]


def _dependents(inputs: Sequence[Value], inner: list[Value]) -> set[Value]:
    """The inputs, and every inner node that was computed from one of them."""
    needed = set(inputs)
    for node in inner:
        if not needed.isdisjoint(node.parents):
            needed.add(node)
    return needed


def _sum(contributions: list[Value]) -> Value:
    """The gradient of a node: all that its consumers hand on, added up."""
    return reduce(add, contributions)


def _contributions(node: Value, upstream: Value, needed: set[Value]) -> Iterator[tuple[Value, Value]]:
    """(parent, upstream × local) for each operand of a node that the inputs can reach."""
    op = node.op
    assert op is not None  # noqa: S101 - an inner node has an operation
    for term in op.terms(node.parents):
        names: dict[str, Number] = dict(zip(op.operands, term, strict=True), out=node)
        for parent, local in zip(term, _LOCALS[op.name], strict=True):
            if parent in needed and parent.op is not CONST:
                slope = eval(local, _ON_VALUES, names)  # noqa: S307 - the texts are the table's own
                yield parent, upstream if slope == 1 else upstream * slope
    for bias in op.left_over(node.parents):
        if bias in needed and bias.op is not CONST:
            yield bias, upstream


def _own_contributions(
    node: Value, upstream: Value, needed: set[Value], create_graph: bool
) -> Iterator[tuple[Value, Value]]:
    """The same through a rule of the user's own, which works on numbers; raises GraphError for create_graph."""
    op = node.op
    assert isinstance(op, OwnOp)  # noqa: S101 - its node was asked for
    if create_graph:
        raise GraphError(
            f"grad(..., create_graph=True): {op.name} is a rule of your own, and its backward works on plain numbers: "
            "it leaves no graph to differentiate again.\n"
            "  Write the function with the operations of Value instead, or ask for the first derivative alone."
        )
    gradients = op.gradients([parent.data for parent in node.parents], upstream.data)
    for parent, gradient in zip(node.parents, gradients, strict=True):
        if parent in needed and parent.op is not CONST:
            yield parent, Value(gradient)


def rule_on_values(name: str) -> Callable[..., Value]:
    """A function of the table written in Values: the method of that name, or a rule of _RULES.

    Raises LabError when there is neither, since no derivative that names the function could be computed.
    """
    rule: Callable[..., Value] | None = _RULES.get(name) or getattr(Value, name, None)
    if rule is None:
        raise LabError(
            f"grad(..., create_graph=True) cannot write {name} in Values.\n"
            f'  Add the method to Value in scalar/value.py, {name} = _method("{name}"), or a rule to _RULES in '
            "scalar/calculus.py."
        )
    return rule


def _on_values_and_numbers(name: str) -> Callable[..., Number]:
    """A function of the table for Values and numbers alike."""
    on_numbers = FUNCTIONS[name]

    def function(*operands: Number) -> Number:
        if any(isinstance(x, Value) for x in operands):
            return rule_on_values(name)(*operands)
        return on_numbers(*operands)

    return function


def _piecewise_constant(name: str) -> Callable[..., Value]:
    """A function whose derivative is 0 wherever it has one: its result is a leaf, with no way back."""
    return lambda *operands: Value(FUNCTIONS[name](*[x.data if isinstance(x, Value) else x for x in operands]))


def _slope_of_power(a: Value, b: Value) -> Value:
    """b · a^(b−1); an exponent that is a plain number stays one, and for 0 the slope is 0 wherever a is."""
    if b.op is CONST:
        return a ** (b.data - 1.0) * b.data if b.data else Value(0.0)
    return b * a ** (b - 1.0)


def _slope_of_exponent(a: Value, b: Value) -> Value:
    """a^b · ln a, and 0 for a = 0."""
    return a**b * a.log() if a.data else Value(0.0)


#: the table's functions that are no method of Value, written in Values
_RULES: dict[str, Callable[..., Value]] = {
    "step": _piecewise_constant("step"),
    "sign": _piecewise_constant("sign"),
    "above": _piecewise_constant("above"),
    "power": Value.__pow__,
    "slope_of_power": _slope_of_power,
    "slope_of_exponent": _slope_of_exponent,
}
_ON_VALUES = {name: _on_values_and_numbers(name) for name in FUNCTIONS}
#: operation -> its local derivatives, compiled
_LOCALS: dict[str, list[CodeType]] = {
    name: [compile(text, name, "eval") for text in op.partials] for name, op in OPS.items() if op.arity
}
