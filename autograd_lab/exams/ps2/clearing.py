"""Sweeps that set gradients to 0 before they begin, or when they have ended."""

from collections.abc import Callable, Iterable

from autograd_lab.exams.ps2.engines import Node, in_order

Clearing = Callable[[Node, list[Node]], Iterable[Node]]  # the root and the nodes of a sweep → those set to 0


def nothing_cleared(root: Node, nodes: list[Node]) -> Iterable[Node]:
    """No node."""
    return ()


def inner_nodes(root: Node, nodes: list[Node]) -> Iterable[Node]:
    """All inner nodes: those to clear before a sweep."""
    return [node for node in nodes if node.links]


def sweep_clearing(before: Clearing = inner_nodes, after: Clearing = nothing_cleared) -> Callable[[Node], None]:
    """A sweep that sets these nodes to 0 before it starts with 1, and those when it has ended."""

    def sweep(root: Node) -> None:
        nodes = in_order(root)
        clear(before(root, nodes))
        root.grad = 1.0 if root.links else root.grad + 1.0
        push(nodes)
        clear(after(root, nodes))

    return sweep


def nothing_cleared_and_one_added(root: Node) -> None:
    """A sweep that clears nothing and adds 1 to its root, so that the root's 1 grows as well."""
    root.grad += 1.0
    push(in_order(root))


def clear(nodes: Iterable[Node]) -> None:
    """Set the gradients of these nodes to 0."""
    for node in nodes:
        node.grad = 0.0


def push(nodes: Iterable[Node]) -> None:
    """Hand on from each of these nodes in turn."""
    for node in nodes:
        for operand, local in node.links:
            operand.grad += local * node.grad
