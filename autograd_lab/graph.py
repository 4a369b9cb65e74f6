"""Walking a graph: which nodes a result was made from, and an order in which each comes after its parents."""

from __future__ import annotations

from autograd_lab.errors import StaleGraphError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autograd_lab.scalar import Value


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
    """
    leaves: list[Value] = []
    inner: list[Value] = []
    seen: set[Value] = set()
    stack: list[Value | None] = [root]
    while stack:
        node = stack.pop()
        if node is None:  # the marker: all operands of the next one are in
            inner.append(stack.pop())  # type: ignore[arg-type]  # a marker stands above a node
        elif node not in seen:
            seen.add(node)
            a, b = node._a, node._b
            if a is None:
                leaves.append(node)
                continue
            stack.append(node)
            stack.append(None)
            if b is not None:
                stack.append(b)
                stack.append(a)
            elif a.__class__ is tuple:
                stack.extend([operand for operand in reversed(a) if operand not in seen])
            else:
                stack.append(a)
    return leaves, inner


def require_fresh(leaves: list[Value], inner: list[Value]) -> None:
    """Raise StaleGraphError when a number was changed after something had been computed from it.

    Each number carries the time of its last change; a result is as young as all it was made from, or younger.
    """
    newest = max([leaf._version for leaf in leaves], default=0)
    times = [node._version for node in inner]
    if not times or newest <= min(times) == max(times):
        return  # nothing was changed since the first result
    for node in inner:
        for parent in node.parents:
            if parent._version > node._version:
                what = f"the Value {parent.name!r}" if parent.name else "a Value"
                raise StaleGraphError(
                    f"backward(): {what} is now {parent._data:g}, changed after the result was computed from it.\n"
                    "  The stored results no longer fit, so the gradient would be wrong.\n"
                    "  Run the forward pass again (rebuild the expression), then call backward()."
                )
