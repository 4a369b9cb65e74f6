"""Derivatives of derivatives: the backward pass of a Value written in Values, so that it has a backward pass too.

`backward()` computes with floats and leaves no trace. `grad(y, [x], create_graph=True)` evaluates the same texts
of the table of operations on the graph's own nodes: each derivative is then a graph like any other.
"""

from __future__ import annotations

from autograd_lab.errors import ValueTypeError
from autograd_lab.scalar.checks import domain_error, require_fresh
from autograd_lab.scalar.graph import leaves_and_inner
from autograd_lab.scalar.ops import CONST, FUNCTIONS, OPS
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
    Raises ValueTypeError for anything but Values, StaleGraphError as `backward()` does.
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
    needed = _depending_on(inputs, inner)
    upstream: dict[Value, Value] = {output: Value(1.0)}  # ∂output/∂node, as far as it has arrived
    for node in reversed(inner):
        if node not in upstream:
            continue
        try:
            for parent, amount in _handed_on(node, upstream[node], needed):
                upstream[parent] = upstream[parent] + amount if parent in upstream else amount
        except (ValueError, ZeroDivisionError) as error:
            raise domain_error(node.op.name, node.parents, backward=True) from error  # type: ignore[union-attr]
    found = [upstream.get(x) for x in inputs]
    if create_graph:
        return [Value(0.0) if g is None else g for g in found]
    return [Value(0.0 if g is None else g.data) for g in found]


def _depending_on(inputs: Sequence[Value], inner: list[Value]) -> set[Value]:
    """The inputs, and every inner node that was computed from one of them."""
    needed = set(inputs)
    for node in inner:
        if not needed.isdisjoint(node.parents):
            needed.add(node)
    return needed


def _handed_on(node: Value, upstream: Value, needed: set[Value]) -> Iterator[tuple[Value, Value]]:
    """(parent, upstream × local) for each operand of a node that the inputs can reach."""
    op = node.op
    assert op is not None  # noqa: S101 - an inner node has an operation
    operands = node.parents
    n = len(operands) // op.arity
    terms = zip(*[operands[i * n : (i + 1) * n] for i in range(op.arity)], strict=True) if op.folded else [operands]
    for term in terms:
        names: dict[str, Number] = dict(zip(op.operands, term, strict=True), out=node)
        for parent, local in zip(term, _LOCALS[op.name], strict=True):
            if parent in needed and parent.op is not CONST:
                slope = eval(local, _ON_VALUES, names)  # noqa: S307 - the texts are the table's own
                yield parent, upstream if slope == 1 else upstream * slope
    for bias in operands[op.arity * n :] if op.folded else ():
        if bias in needed and bias.op is not CONST:
            yield bias, upstream


def _lifted(name: str) -> Callable[..., Number]:
    """A function of the table for Values and numbers alike."""
    on_numbers, on_values = FUNCTIONS[name], _RULES.get(name) or getattr(Value, name)

    def function(*operands: Number) -> Number:
        if any(isinstance(x, Value) for x in operands):
            made: Number = on_values(*operands)
            return made
        return on_numbers(*operands)

    return function


def _flat(name: str) -> Callable[..., Value]:
    """A function that is constant but for jumps: its result is a plain number again."""
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
    "step": _flat("step"),
    "sign": _flat("sign"),
    "above": _flat("above"),
    "power": Value.__pow__,
    "slope_of_power": _slope_of_power,
    "slope_of_exponent": _slope_of_exponent,
}
_ON_VALUES = {name: _lifted(name) for name in FUNCTIONS}
#: operation -> its local derivatives, compiled
_LOCALS: dict[str, list[CodeType]] = {
    name: [compile(text, name, "eval") for text in op.partials] for name, op in OPS.items() if op.arity
}
