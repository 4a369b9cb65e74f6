"""Right variants of `Scalar`: with counters, a dictionary, numbered nodes, composed operations."""
# Classes here are written as students write them, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"
# ruff: noqa: D102 - what these methods do, the course says

import heapq
import itertools
import math
from typing import Any

import numpy as np

from autograd_lab.exams.ps2.closures import Arithmetic, closures, recursive
from autograd_lab.exams.ps2.engines import FORWARD, SLOPES, Base, Node, engine, in_order

# --- other ways to find the order ---


class Counting(Arithmetic):
    """A sweep by reference counting: a node runs when all of its consumers have (Kahn's algorithm)."""

    def __init__(self, data: float, links: Any = ()) -> None:
        self.data, self.grad, self.links = float(data), 0.0, links

    @classmethod
    def make(cls, name: str, *operands: Any) -> Any:
        numbers = tuple(x.data if isinstance(x, cls) else x for x in operands)
        out = FORWARD[name](*numbers)
        links = zip(operands, SLOPES[name](numbers, out), strict=True)
        return cls(out, [(x, slope) for x, slope in links if isinstance(x, cls)])

    def backward(self) -> None:
        users: dict[Any, int] = {self: 0}
        stack: list[Any] = [self]
        while stack:
            for parent, _ in stack.pop().links:
                if parent not in users:
                    users[parent] = 0
                    stack.append(parent)
                    if parent.links:
                        parent.grad = 0.0
                users[parent] += 1
        self.grad = 1.0 if self.links else self.grad + 1.0
        ready: list[Any] = [self]
        while ready:
            node = ready.pop()
            for parent, slope in node.links:
                parent.grad += slope * node.grad
                users[parent] -= 1
                if not users[parent]:
                    ready.append(parent)


class Numbered(Counting):
    """A sweep by a heap of node numbers: the node made last comes first."""

    _numbers = itertools.count()

    def __init__(self, data: float, links: Any = ()) -> None:
        super().__init__(data, links)
        self.number = next(self._numbers)

    def backward(self) -> None:
        found: dict[int, Any] = {-self.number: self}
        gradients = {-self.number: 1.0}
        heap = [-self.number]
        while heap:
            key = heapq.heappop(heap)
            node = found[key]
            node.grad = gradients[key] + (0.0 if node.links else node.grad)
            for parent, slope in node.links:
                if -parent.number not in found:
                    found[-parent.number] = parent
                    gradients[-parent.number] = 0.0
                    heapq.heappush(heap, -parent.number)
                gradients[-parent.number] += slope * gradients[key]


class Written(Arithmetic):
    """A sweep with a table of gradients, written into the nodes at the end; rules are functions of the upstream."""

    def __init__(self, data: float, vjps: Any = ()) -> None:
        self.data, self.grad, self.vjps = data, 0, vjps

    def __add__(self, other: Any) -> Any:
        return Written(self.data + _data(other), [(self, lambda g: g), (other, lambda g: g)])

    def __mul__(self, other: Any) -> Any:
        x, y = self.data, _data(other)
        return Written(x * y, [(self, lambda g: g * y), (other, lambda g: g * x)])

    def __neg__(self) -> Any:
        return self * -1

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __truediv__(self, other: Any) -> Any:
        return self * other**-1 if isinstance(other, Written) else self * (1 / other)

    def __rtruediv__(self, other: Any) -> Any:
        return self**-1 * other

    def __pow__(self, n: Any) -> Any:
        x = self.data
        return Written(x**n, [(self, lambda g: g * n * x ** (n - 1))])

    __radd__, __rmul__ = __add__, __mul__

    def exp(self) -> "Written":
        y = np.exp(self.data)
        return Written(y, [(self, lambda g: g * y)])

    def tanh(self) -> "Written":
        y = np.tanh(self.data)
        return Written(y, [(self, lambda g: g * (1 + y) * (1 - y))])

    def sigmoid(self) -> "Written":
        y = 1 / (1 + math.exp(-self.data))
        return Written(y, [(self, lambda g: g * (y - y * y))])

    def relu(self) -> "Written":
        return Written(max(self.data, 0), [(self, lambda g: g * (self.data > 0))])

    def backward(self) -> None:
        order: list[Written] = []
        seen: set[Written] = set()
        done: set[Written] = set()
        stack = [self]
        while stack:  # a node is met twice: before those below it, and after them
            node = stack.pop()
            if node in done:
                continue
            if node in seen:
                order.append(node)
                done.add(node)
                continue
            seen.add(node)
            stack.append(node)
            stack += [x for x, _ in node.vjps if isinstance(x, Written) and x not in seen]
        table: dict[Written, Any] = dict.fromkeys(order, 0.0)
        table[self] = 1.0
        for node in order[::-1]:
            for x, vjp in node.vjps:
                if isinstance(x, Written):
                    table[x] += vjp(table[node])
        for node, g in table.items():
            node.grad = g if node.vjps else node.grad + g


def _data(x: Any) -> Any:
    return x.data if isinstance(x, Written) else x


class Asked(Counting):
    """A sweep that pulls: each node sums over its consumers, and remembers its gradient."""

    def backward(self) -> None:
        users: dict[Any, list[tuple[Any, float]]] = {}
        stack, seen = [self], {self}
        while stack:
            node = stack.pop()
            for parent, slope in node.links:
                users.setdefault(parent, []).append((node, slope))
                if parent not in seen:
                    seen.add(parent)
                    stack.append(parent)
        answers: dict[Any, float] = {self: 1.0}

        def ask(node: Any) -> float:
            if node not in answers:
                answers[node] = sum(slope * ask(user) for user, slope in users[node])
            return answers[node]

        for node in seen:
            node.grad = ask(node) + (0.0 if node.links else node.grad)


# --- pieces for wrong engines ---


def changes_for_numbers(x: Node, other: Any) -> Node:
    """The sum of two Scalars; `x + 2` changes x itself, which is the mistake."""
    if isinstance(other, Base):
        return type(x)(x.data + other.data, ((x, 1.0), (other, 1.0)))
    x.data += other
    return x


class PathByPath(Counting):
    """A recursive sweep along every path: right, and exponential in time."""

    def backward(self) -> None:
        stack, seen = [self], {self}
        while stack:
            for parent, _ in stack.pop().links:
                if parent not in seen:
                    seen.add(parent)
                    stack.append(parent)
        for node in seen:
            node.grad = 0.0 if node.links else node.grad

        def walk(node: Any, upstream: float) -> None:
            node.grad += upstream
            for parent, slope in node.links:
                walk(parent, upstream * slope)

        walk(self, 1.0)


class ListOfPaths(Counting):
    """A sweep along every path with a list of those still to follow: right, and exponential in time."""

    def backward(self) -> None:
        for node in in_order(self):
            node.grad = 0.0 if node.links else node.grad
        walks: list[tuple[Any, float]] = [(self, 1.0)]
        while walks:
            node, upstream = walks.pop()
            node.grad += upstream
            walks += [(parent, upstream * slope) for parent, slope in node.links]


class RootAdds(Counting):
    """A sweep that adds 1 to the root without clearing it; the rest is right."""

    def backward(self) -> None:
        start = self.grad + 1.0
        nodes = in_order(self)
        for node in nodes:
            node.grad = 0.0 if node.links else node.grad
        self.grad = start
        for node in nodes:
            for parent, slope in node.links:
                parent.grad += slope * node.grad


def push_recursively(root: Node) -> None:
    """A sweep in an order found by a recursive search."""
    order: list[Node] = []
    seen: set[int] = set()

    def build(node: Node) -> None:
        if id(node) not in seen:
            seen.add(id(node))
            for parent, _ in node.links:
                build(parent)
            order.append(node)

    build(root)
    for node in order:
        node.grad = 0.0 if node.links else node.grad
    root.grad = 1.0
    for node in reversed(order):
        for parent, slope in node.links:
            parent.grad += slope * node.grad


LOOPING = (
    ("table and stack", engine()),
    ("closures", closures()),
    ("counters", Counting),
    ("numbered nodes", Numbered),
    ("a table of gradients, composed operations", Written),
)
RECURSIVE = (
    ("closures, a recursive sort", closures(order=recursive)),
    ("a recursive sort", engine(sweep=push_recursively)),
    ("asks its users", Asked),
)
