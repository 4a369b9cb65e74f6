"""Topological order of a graph, and the reverse sweep along it for whatever stands for a gradient."""

from __future__ import annotations

from itertools import pairwise

from autograd_lab.errors import GraphError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from typing import Any, Protocol, TypeVar

    class Named(Protocol):
        """What made a node."""

        name: str
        own: bool

    class Node(Protocol):
        """A number in a graph, as those see it that walk the graph: a Value, or one to be made by hand."""

        grad: float
        name: str | None
        _a: Any  # the first operand, or a tuple of all of them
        _b: Any
        _data: float
        _version: int

        @property
        def op(self) -> Named | None:
            """The operation that made it; None for a leaf."""

        @property
        def parents(self) -> tuple[Any, ...]:
            """The operands, in order."""

    N = TypeVar("N", bound=Node)
    K = TypeVar("K", bound=Hashable)
    G = TypeVar("G")


def topological(root: N) -> list[N]:
    """Every node that `root` was computed from, leaves first and `root` last, each after all of its parents.

    The backward pass takes this order in reverse: a node passes its gradient on only when everything
    that feeds into that gradient has arrived. The order depends on the graph alone.
    Raises GraphError when a node was made, by hand, into its own ancestor.

    >>> from autograd_lab import Value
    >>> w, x = Value(2.0, name="w"), Value(3.0, name="x")
    >>> [node.name or node.op.name for node in topological((w * x).exp())]
    ['w', 'x', 'mul', 'exp']
    """
    leaves, inner = leaves_and_inner(root)
    return leaves + inner


def leaves_and_inner(root: N) -> tuple[list[N], list[N]]:
    """The order of `topological` in two parts: what was given, and what was computed.

    A depth-first search in post-order: parents are visited from left to right, without recursion, so a chain of a
    million nodes is fine.
    Raises GraphError when a node was made, by hand, into its own ancestor.
    """
    leaves: list[N] = []
    inner: list[N] = []
    done: set[N] = set()
    stack: list[N | None] = [root]
    limit = 1000
    while stack:
        node = stack.pop()
        if node is None:  # the marker: all operands of the next one are in
            node = stack.pop()
            inner.append(node)  # type: ignore[arg-type]  # a marker stands above a node
            done.add(node)  # type: ignore[arg-type]
        elif node not in done:
            a, b = node._a, node._b
            if a is None:
                leaves.append(node)
                done.add(node)
                continue
            stack.append(node)
            stack.append(None)
            if b is not None:
                if b not in done:
                    stack.append(b)
                if a not in done:
                    stack.append(a)
            elif a.__class__ is tuple:
                if not done.issuperset(a):
                    stack.extend([operand for operand in reversed(a) if operand not in done])
            elif a not in done:
                stack.append(a)
            if len(stack) > limit:  # deep, or going round in circles: look now and then
                limit = _require_no_cycle(stack)
    return leaves, inner


def _require_no_cycle(stack: list[N | None]) -> int:
    """Raise GraphError when a node waits for itself: the same one stands twice below a marker.

    Returns the length of stack at which to look again.
    """
    waiting: set[N] = set()
    for node, above in pairwise(stack):
        if above is None and node is not None:
            if node in waiting:
                raise GraphError(
                    f"the graph has a cycle: {node!r}, made by {node.op.name}, is computed from itself.\n"  # type: ignore[union-attr]
                    "  No order puts each node after its parents then, so there is no backward pass.\n"
                    "  Parents were changed by hand; build the expression again with operators instead."
                )
            waiting.add(node)
    return 4 * len(stack)


def backpropagate(
    inner: Iterable[K], seed: dict[K, list[G]], hand_on: Callable[[K, list[G]], Iterator[tuple[K, G]]]
) -> dict[K, list[G]]:
    """The reverse sweep for whatever stands for a gradient: Values, a program's lines, contributions to be shown.

    inner    the computed nodes, each after its parents
    seed     the gradients from which the sweep starts: {root: [1]}
    hand_on  (node, what has arrived there) -> (parent, contribution) for each edge back from the node
    returns  all that has arrived, by node, in order of arrival

    A node hands on when everything has arrived there, since its consumers come before it. `value.sweep` is the same
    for floats, at speed.

    >>> edges = {"loss": [("y", 2.0)], "y": [("w", 3.0), ("x", -1.0)]}  # node: its parents, with local derivatives
    >>> arrived = backpropagate(
    ...     ["y", "loss"],
    ...     {"loss": [1.0]},
    ...     lambda node, gradients: ((parent, sum(gradients) * local) for parent, local in edges[node]),
    ... )
    >>> arrived["w"], arrived["x"]
    ([6.0], [-2.0])
    """
    arrived = dict(seed)
    for node in reversed(list(inner)):
        if node in arrived:
            for parent, contribution in hand_on(node, arrived[node]):
                arrived.setdefault(parent, []).append(contribution)
    return arrived
