"""A right `Scalar` with closures on its nodes, in which single pieces can be replaced by wrong ones."""
# Classes here are written as students write them, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

from autograd_lab.exams.ps2.clearing import Clearing
from autograd_lab.exams.ps2.engines import FORWARD, SLOPES, Node


class Arithmetic:
    """A base class with operators and functions, all by way of `make`, which records an operation."""

    make: Callable[..., Any]
    __add__ = lambda x, y: x.make("add", x, y)  # noqa: E731
    __radd__ = lambda x, y: x.make("add", y, x)  # noqa: E731
    __sub__ = lambda x, y: x.make("sub", x, y)  # noqa: E731
    __rsub__ = lambda x, y: x.make("sub", y, x)  # noqa: E731
    __mul__ = lambda x, y: x.make("mul", x, y)  # noqa: E731
    __rmul__ = lambda x, y: x.make("mul", y, x)  # noqa: E731
    __truediv__ = lambda x, y: x.make("div", x, y)  # noqa: E731
    __rtruediv__ = lambda x, y: x.make("div", y, x)  # noqa: E731
    __pow__ = lambda x, n: x.make("pow", x, n)  # noqa: E731
    __neg__ = lambda x: x.make("neg", x)  # noqa: E731
    exp = lambda x: x.make("exp", x)  # noqa: E731
    tanh = lambda x: x.make("tanh", x)  # noqa: E731
    sigmoid = lambda x: x.make("sigmoid", x)  # noqa: E731
    relu = lambda x: x.make("relu", x)  # noqa: E731


# --- closures on the nodes ---


def looping(root: Node) -> list[Node]:
    """The nodes, root first: a topological order by an iterative search."""
    order: list[Node] = []
    seen: set[Node] = set()
    stack = [(root, iter(root.prev))]
    seen.add(root)
    while stack:
        node, rest = stack[-1]
        for parent in rest:
            if parent not in seen:
                seen.add(parent)
                stack.append((parent, iter(parent.prev)))
                break
        else:
            order.append(node)
            stack.pop()
    return order[::-1]


def recursive(root: Node) -> list[Node]:
    """The nodes, root first: a topological order by a recursive search."""
    order: list[Node] = []
    seen: set[Node] = set()

    def build(node: Node) -> None:
        if node not in seen:
            seen.add(node)
            for parent in node.prev:
                build(parent)
            order.append(node)

    build(root)
    return order[::-1]


def first_met(root: Node) -> list[Node]:
    """The nodes in depth-first preorder, which is no topological order."""
    order: list[Node] = []

    def visit(node: Node) -> None:
        if node not in order:
            order.append(node)
            for parent in node.prev:
                visit(parent)

    visit(root)
    return order


CLEARINGS: dict[str, Clearing] = {
    "inner": lambda root, nodes: [node for node in nodes if node.prev],
    "all but the root": lambda root, nodes: [node for node in nodes if node.prev and node is not root],
    "everything": lambda root, nodes: nodes,
    "nothing": lambda root, nodes: [],
}


def closures(order: Any = looping, assign: bool = False, clear: str | Clearing = "inner") -> type:
    """A `Scalar` whose nodes carry a function that pushes; with `order` None each push is followed at once."""
    cleared = CLEARINGS[clear] if isinstance(clear, str) else clear

    class Scalar(Arithmetic):
        def __init__(self, data: float, prev: tuple[Node, ...] = ()) -> None:
            self.data, self.grad, self.prev = float(data), 0.0, prev
            self.push: Callable[[], None] = lambda: None

        @staticmethod
        def make(name: str, *operands: Any) -> "Scalar":
            prev = tuple(x if isinstance(x, Scalar) else Scalar(x) for x in operands)
            numbers = tuple(x.data for x in prev)
            out = Scalar(FORWARD[name](*numbers), prev)

            def push() -> None:
                for parent, local in zip(prev, SLOPES[name](numbers, out.data), strict=True):
                    parent.grad = local * out.grad + (0.0 if assign else parent.grad)

            out.push = push
            return out

        def follow(self) -> None:
            self.push()
            for parent in self.prev:
                parent.follow()

        def backward(self) -> None:
            nodes = (order or first_met)(self)
            for node in cleared(self, nodes):
                node.grad = 0.0
            self.grad = 1.0 + (self.grad if not self.prev or clear == "all but the root" else 0.0)
            if order is None:
                self.follow()
                return
            for node in nodes:
                node.push()

    return Scalar
