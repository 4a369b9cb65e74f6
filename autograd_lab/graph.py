"""Walking a graph: which nodes a result was made from, and an order in which each comes after its parents."""

from __future__ import annotations

from autograd_lab.errors import StaleGraphError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autograd_lab.scalar import Value


def topological(root: Value) -> list[Value]:
    """Every node that `root` was computed from, `root` last, each after all of its parents.

    The backward pass takes this order in reverse: a node passes its gradient on only when everything
    that feeds into that gradient has arrived. No recursion, so a chain of a million nodes is fine.
    The order depends on the graph alone: parents are visited from left to right.
    """
    order: list[Value] = []
    seen: set[Value] = set()
    stack: list[Value | None] = [root]
    while stack:
        node = stack.pop()
        if node is None:  # the marker: all parents of the next one are in
            order.append(stack.pop())  # type: ignore[arg-type]  # a marker stands above a node
        elif node not in seen:
            seen.add(node)
            if node.parents:
                stack.append(node)
                stack.append(None)
                stack.extend(reversed(node.parents))
            else:
                order.append(node)
    return order


def require_fresh(order: list[Value]) -> None:
    """Raise StaleGraphError when a leaf was changed after something had been computed from it.

    Each number carries the time of its last change; a result is younger than all it was made from.
    """
    for node in order:
        for parent in node.parents:
            if parent._version > node._version:
                what = f"the Value {parent.name!r}" if parent.name else "a Value"
                raise StaleGraphError(
                    f"backward(): {what} is now {parent._data:g}, changed after the result was computed from it.\n"
                    "  The stored results no longer fit, so the gradient would be wrong.\n"
                    "  Run the forward pass again (rebuild the expression), then call backward()."
                )
