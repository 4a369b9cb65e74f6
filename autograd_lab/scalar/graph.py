"""Walking a graph: which nodes a result was made from, and an order in which each comes after its parents."""

from __future__ import annotations

from itertools import pairwise

from autograd_lab.errors import GraphError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autograd_lab.scalar.value import Value


def topological(root: Value) -> list[Value]:
    """Every node that `root` was computed from, leaves first and `root` last, each after all of its parents.

    The backward pass takes this order in reverse: a node passes its gradient on only when everything
    that feeds into that gradient has arrived. The order depends on the graph alone.
    """
    leaves, inner = leaves_and_inner(root)
    return leaves + inner


def leaves_and_inner(root: Value) -> tuple[list[Value], list[Value]]:
    """The order of `topological` in two parts: what was given, and what was computed.

    Parents are visited from left to right, without recursion, so a chain of a million nodes is fine.
    Raises GraphError when a node was made, by hand, into its own ancestor.
    """
    leaves: list[Value] = []
    inner: list[Value] = []
    done: set[Value] = set()
    stack: list[Value | None] = [root]
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


def _require_no_cycle(stack: list[Value | None]) -> int:
    """Raise GraphError when a node waits for itself: the same one stands twice below a marker.

    The answer is the length of stack at which to look again.
    """
    waiting: set[Value] = set()
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
