"""Engines that keep something from one backward() to the next, or clear the wrong nodes, or too late."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from autograd_lab.exams.kinds.programs import Program
from autograd_lab.exams.ps2.clearing import (
    Clearing,
    clear,
    inner_nodes,
    nothing_cleared,
    nothing_cleared_and_one_added,
    push,
    sweep_clearing,
)
from autograd_lab.exams.ps2.engines import BINARY, Edit, Node, engine, in_order
from autograd_lab.exams.ps2.repeats import levels, of_a_root_seen_before
from autograd_lab.mistakes import Array


def start_cleared(root: Node) -> None:
    """A sweep that sets the root to 1, and then the inner nodes to 0, the root among them."""
    root.grad = 1.0 if root.links else root.grad + 1.0
    nodes = in_order(root)
    clear(inner_nodes(root, nodes))
    push(nodes)


def _inner_but_root(root: Node, nodes: list[Node]) -> Iterable[Node]:
    return [node for node in nodes if node.links and node is not root]


# --- which nodes are cleared ---


def _leaves(root: Node, nodes: list[Node]) -> Iterable[Node]:
    return [node for node in nodes if not node.links]


def _with_two_operands(root: Node, nodes: list[Node]) -> Iterable[Node]:
    return [node for node in nodes if len(node.links) == 2]


def _of_two_sided_operations(root: Node, nodes: list[Node]) -> Iterable[Node]:
    """The same where a plain number becomes a node of its own."""
    return [node for node in nodes if node.op in BINARY and node.op != "pow"]


def _with_one_operand(root: Node, nodes: list[Node]) -> Iterable[Node]:
    return [node for node in nodes if len(node.links) == 1]


def _of_functions(root: Node, nodes: list[Node]) -> Iterable[Node]:
    return [node for node in nodes if node.links and (node.op not in BINARY or node.op == "pow")]


def _never_a_root(root: Node, nodes: list[Node]) -> Iterable[Node]:
    root.was_root = True
    return [node for node in nodes if node.links and not hasattr(node, "was_root")]


def _root_and_leaves(root: Node, nodes: list[Node]) -> Iterable[Node]:
    return [node for node in nodes if not node.links or node is root]


_CLEARED: tuple[tuple[str, Clearing], ...] = (
    ("the leaves are, and the inner nodes are not", _leaves),
    ("the leaves are, and the inner nodes are not", _root_and_leaves),
    ("results of two operands are, and those of one are not", _with_two_operands),
    ("results of two operands are, and those of one are not", _of_two_sided_operations),
    ("results of one operand are, and those of two are not", _with_one_operand),
    ("results of one operand are, and those of two are not", _of_functions),
    ("nodes that were the root of a sweep before are not", _never_a_root),
)

_STALE: tuple[tuple[str, Clearing], ...] = (
    ("below the root's own operands", levels(1)),
    ("more than two steps below the root", levels(2)),
    ("more than three steps below the root", levels(3)),
    ("that it shares with another result", of_a_root_seen_before),
)

# --- what a call leaves behind ---


def swept_once_by_root(root: Node) -> None:
    """A sweep that does nothing for a root that has been swept."""
    if not hasattr(root, "swept"):
        root.swept = True
        sweep_clearing()(root)


def sweep_of_new_nodes(again: float | None) -> Callable[[Node], None]:
    """A sweep that passes over each node that an earlier one has met.

    A root among them keeps this much of its gradient and gets 1, or, with None, is left as it is.
    """

    def sweep(root: Node) -> None:
        nodes = [node for node in in_order(root) if not hasattr(node, "met")]
        clear(inner_nodes(root, nodes))
        if root.links and (again is not None or root in nodes):
            root.grad = 1.0 + (again or 0.0) * root.grad
        elif not root.links:
            root.grad += 1.0
        push(nodes)
        for node in nodes:
            node.met = True

    return sweep


def users_used_up(root: Node) -> None:
    """A sweep that counts the users of each node once for all and counts them down, so that a second finds none."""
    found = in_order(root)
    for node in found:
        if not hasattr(node, "told"):
            node.told = True
            for operand, _ in node.links:
                operand.waiting = getattr(operand, "waiting", 0) + 1
    clear(inner_nodes(root, found))
    root.grad = 1.0 if root.links else root.grad + 1.0
    ready = [root]
    while ready:
        node = ready.pop()
        for operand, local in node.links:
            operand.grad += local * node.grad
            operand.waiting -= 1
            if operand.waiting == 0:
                ready.append(operand)


_KEPT: tuple[tuple[str, Callable[[Node], None]], ...] = (
    ("the result is marked as done, and stays so", swept_once_by_root),
    *(
        (
            "the nodes that it meets stay marked or in a set, or their operands are thrown away",
            sweep_of_new_nodes(again),
        )
        for again in (0.0, 1.0, None)
    ),
    ("counts of what a node waits for are used up, and are not made anew", users_used_up),
)

# --- what adds up, and where ---


def _slopes(nodes: list[Node], root: Node) -> dict[Node, float]:
    """The gradients of one sweep, apart from the nodes."""
    slopes = {**dict.fromkeys(nodes, 0.0), root: 1.0}
    for node in nodes:
        for operand, local in node.links:
            slopes[operand] += local * slopes[node]
    return slopes


def inner_adds_up(root_too: bool) -> Callable[[Node], None]:
    """A sweep that is computed apart and then added to every node, or to every one but the root."""

    def sweep(root: Node) -> None:
        for node, slope in _slopes(in_order(root), root).items():
            node.grad = slope if node is root and root.links and not root_too else node.grad + slope

    return sweep


def hidden_total(root: Node) -> None:
    """A sweep that adds up on its leaves in a second place, and copies the sum from there."""
    for node, slope in _slopes(in_order(root), root).items():
        node.total = slope if node.links else getattr(node, "total", 0.0) + slope
        node.grad = node.total


def _mean_over_calls(node: Node, slope: float) -> float:
    node.calls = getattr(node, "calls", 0) + 1
    return float(node.grad + (slope - node.grad) / node.calls)


def _mean_of_all_calls(node: Node, slope: float) -> float:
    """The same from a list, which outlives x.grad = 0."""
    node.came = [*getattr(node, "came", []), slope]
    return float(sum(node.came) / len(node.came))


def leaves_by(combine: Callable[[Node, float], float]) -> Callable[[Node], None]:
    """A sweep that is right, and whose leaves take the old gradient and the new one together in another way."""

    def sweep(root: Node) -> None:
        for node, slope in _slopes(in_order(root), root).items():
            node.grad = slope if node.links else combine(node, slope)

    return sweep


_OVER_CALLS: tuple[tuple[str, Callable[[Node, float], float]], ...] = (
    ("their mean is taken", _mean_over_calls),
    ("their mean is taken", _mean_of_all_calls),
    ("half of the old and half of the new is taken", lambda node, slope: (node.grad + slope) / 2),
    ("the first one stays", lambda node, slope: node.grad or slope),
    ("the largest one stays", lambda node, slope: max(node.grad, slope) if node.grad else slope),
    ("the one farthest from 0 stays", lambda node, slope: max(node.grad, slope, key=abs)),
    ("they are multiplied", lambda node, slope: node.grad * slope if node.grad else slope),
    ("the new one is subtracted from the old", lambda node, slope: node.grad - slope if node.grad else slope),
)


def _ones_at_roots(program: Program) -> Array:
    """What is read where each backward() sets its root to 1 and does no more."""
    grads = {name: 1.0 for operation, name, *_ in program if operation == "backward"}
    return np.array([grads.get(name, 0.0) for name in program[-1][1]])


def only_the_first(seen: Sequence[tuple[Program, Array]]) -> list[tuple[str, bool]]:
    """The mistake by which nothing arrives in any program but the first of all; and whether it shows here."""
    idle = [np.array_equal(got, _ones_at_roots(program)) for program, got in seen]
    return [("first-kept", bool(idle) and all(idle[1:]))]


_CLEARING: tuple[tuple[str, Callable[[Node], None]], ...] = (
    ("stale-inner", sweep_clearing(before=nothing_cleared)),
    ("stale-inner:and the root", nothing_cleared_and_one_added),
    *((f"stale-inner:{words}", sweep_clearing(before=which)) for words, which in _STALE),
    *((f"wrong-cleared:{words}", sweep_clearing(before=which)) for words, which in _CLEARED),
    *(
        ("cleared-late", sweep_clearing(before, after))
        for before in (nothing_cleared, inner_nodes)
        for after in (inner_nodes, _inner_but_root)
    ),
    *((f"swept-once:{words}", sweep) for words, sweep in _KEPT),
)
_ADDING: tuple[tuple[str, Callable[[Node], None]], ...] = (
    *(("inner-adds-up", inner_adds_up(root_too)) for root_too in (True, False)),
    ("hidden-total", hidden_total),
    *((f"calls-not-added:{words}", leaves_by(combine)) for words, combine in _OVER_CALLS),
)
#: x − y as x + (−1)·y: the product is an inner number too, with a gradient of its own to clear
BUILT = {"__sub__": lambda x, other: x + other * -1}
#: mistakes that several sweeps tell apart
KEEPING: list[Edit] = [
    *((mistake, {"*": engine(sweep=sweep)}) for mistake, sweep in (*_CLEARING, *_ADDING)),
    *((mistake, {"*": engine(sweep=sweep, methods=BUILT)}) for mistake, sweep in _CLEARING),
]
#: what a single sweep shows of them
CLEARED_AT_THE_ROOT: list[Edit] = [
    ("start-cleared", {"*": engine(sweep=start_cleared)}),
    ("cleared-late", {"root": engine(sweep=sweep_clearing(after=inner_nodes))}),
]
