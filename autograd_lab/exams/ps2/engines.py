"""Engines for `Scalar`, as references and as wrong variants: a right one, and any that differs from it in one piece.

The rules come from the table of operations. An engine is put together from rules, a way to record an operation, and a
sweep, so that a wrong one is the right one with one piece replaced.
"""

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from autograd_lab.scalar.ops import OPS, slope_of_power

Node = Any  # an instance of one of the classes made here
Slopes = Callable[[tuple[float, ...], float], tuple[float, ...]]  # operands, result → a local derivative for each
Sweep = Callable[[Node], None]
Edit = tuple[str, dict[str, type]]  # a mistake, and the engine that makes it, by the part that shows it; "*" for any
Where = Callable[[bool, bool], bool]  # is a number on the left, or on the right → whether this operation is meant
NOTHING: Mapping[str, Any] = MappingProxyType({})

NAMES = ("add", "sub", "mul", "div", "pow", "neg", "exp", "tanh", "sigmoid", "relu")
BINARY = ("add", "sub", "mul", "div", "pow")
SIGNS = {"add": "+", "sub": "−", "mul": "*", "div": "/", "pow": "**", "neg": "the unary minus"}
TWO_SIDED = tuple(name for name in BINARY if name != "pow")  # a number may stand on the left
_MAGIC = {"add": "add", "sub": "sub", "mul": "mul", "div": "truediv", "pow": "pow", "neg": "neg"}

FORWARD: dict[str, Callable[..., float]] = {name: OPS[name].forward for name in NAMES}
SLOPES: dict[str, Slopes] = {name: OPS[name].slopes for name in NAMES}
SLOPES["pow"] = lambda operands, out: (slope_of_power(*operands), 0.0)  # the exponent is a number


def number_left(left: bool, right: bool) -> bool:
    """Whether a number stands on the left."""
    return left


def else_than_left(left: bool, right: bool) -> bool:
    """Whether a node stands on the left."""
    return not left


def number_right(left: bool, right: bool) -> bool:
    """Whether a number stands on the right."""
    return right


def no_number(left: bool, right: bool) -> bool:
    """Whether nodes stand on both sides."""
    return not (left or right)


#: the sides on which an operation is meant, in words
SIDES: Mapping[str, Where] = MappingProxyType(
    {
        "unless a number stands on the left": else_than_left,
        "where a number stands on the left": number_left,
        "where a number stands on the right": number_right,
        "unless a number stands on one side": no_number,
    }
)


class Base:
    """A number with a gradient; `links` are its operands that are nodes, each with the local derivative.

    `op` is the operation that made it, empty for a leaf.
    """

    def __init__(self, data: float, links: tuple[tuple[Node, float], ...] = (), op: str = "") -> None:
        self.data = float(data)
        self.grad = 0.0
        self.links = links
        self.op = op


def engine(
    sweep: Sweep | None = None,
    forward: Mapping[str, Callable[..., float]] = NOTHING,
    slopes: Mapping[str, Slopes] = NOTHING,
    methods: Mapping[str, Callable[..., Any]] = NOTHING,
    where: Where = lambda left, right: True,
) -> type:
    """A class `Scalar` with these pieces in place of the right ones.

    `where` selects the operations that use what is given: those with, or without, a number on one side.
    """
    compute, differentiate = {**FORWARD, **forward}, {**SLOPES, **slopes}

    class Scalar(Base):
        def backward(self) -> None:
            (sweep or sweep_in_order)(self)

    def apply(name: str, *operands: Any) -> Scalar:
        numbers = tuple(operand.data if isinstance(operand, Scalar) else operand for operand in operands)
        changed = where(not isinstance(operands[0], Scalar), not isinstance(operands[-1], Scalar))
        out = (compute if changed else FORWARD)[name](*numbers)
        rules = differentiate if changed else SLOPES
        links = zip(operands, rules[name](numbers, out), strict=True)
        return Scalar(out, tuple((operand, slope) for operand, slope in links if isinstance(operand, Scalar)), name)

    for name in NAMES:
        setattr(Scalar, f"__{_MAGIC[name]}__" if name in _MAGIC else name, _operation(apply, name))
        if name in BINARY:
            setattr(Scalar, f"__r{_MAGIC[name]}__", _reflected(apply, name))
    for name, method in methods.items():
        setattr(Scalar, name, method)
    return Scalar


def _operation(apply: Callable[..., Any], name: str) -> Callable[..., Any]:
    return lambda *operands: apply(name, *operands)


def _reflected(apply: Callable[..., Any], name: str) -> Callable[..., Any]:
    return lambda x, other: apply(name, other, x)


def in_order(root: Node, links: Callable[[Node], Iterable[tuple[Node, float]]] = attrgetter("links")) -> list[Node]:
    """All nodes below root in topological order, each before its operands; iterative. `links` are those it follows."""
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in links(node) if id(parent) not in seen]
    return order[::-1]


def _add(parent: Node, contribution: float) -> None:
    parent.grad += contribution


def sweep_in_order(
    root: Node,
    order: Callable[[Node], list[Node]] = in_order,
    reset: Callable[[Node], bool] = lambda node: bool(node.links),
    seed: Callable[[Node], float] = lambda root: 1.0,
    push: Callable[[Node, float], None] = _add,
    factor: Callable[[float, float], float] = lambda upstream, local: upstream * local,
    links: Callable[[Node], Any] = lambda node: node.links,
) -> None:
    """The right sweep, with each piece replaceable. Leaves keep their gradient: only there do calls add up."""
    nodes = order(root)
    for node in nodes:
        if reset(node):
            node.grad = 0.0
    start = seed(root)
    root.grad = start if root.links else root.grad + start
    for node in nodes:
        for parent, local in links(node):
            push(parent, factor(node.grad, local))


def sweep_with(**pieces: Any) -> Sweep:
    """The right sweep with some pieces replaced."""
    return lambda root: sweep_in_order(root, **pieces)
