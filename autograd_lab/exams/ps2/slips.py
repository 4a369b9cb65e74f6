"""Engines that go wrong in the order of the sweep, in its start, or in telling one node from another."""

from collections.abc import Callable, Iterable
from functools import partial

from autograd_lab.exams.ps2.engines import Edit, Node, engine, in_order, sweep_with

Order = Callable[[Node], list[Node]]


def from_the_leaves(root: Node) -> list[Node]:
    """Each node after its operands: a topological order that nobody has reversed."""
    return in_order(root)[::-1]


def root_then_oldest(root: Node) -> list[Node]:
    """The root, then the oldest nodes first: what a search finds when all nodes share one list of operands."""
    return [root, *(node for node in from_the_leaves(root) if node is not root)]


def by_value(turn: int) -> Order:
    """A search that takes nodes with equal numbers for one; `turn` says from which operand it starts."""

    def order(root: Node) -> list[Node]:
        found: list[Node] = []
        seen: set[float] = set()

        def visit(node: Node) -> None:
            if node.data in seen:
                return
            seen.add(node.data)
            for parent, _ in node.links[::turn]:
                visit(parent)
            found.append(node)

        visit(root)
        return found[::-1]

    return order


def order_missing(name: str) -> Order:
    """A search that does not look below the results of this operation, though they hand on to their operands."""

    return partial(in_order, links=lambda node: () if node.op == name else node.links)


def sweep_of_steps(steps: int) -> Callable[[Node], None]:
    """A sweep in which nothing is handed further down from the root than so many arrows."""

    def sweep(root: Node) -> None:
        reached = last = {root}
        for _ in range(steps - 1):
            last = {operand for node in last for operand, _ in node.links}
            reached = reached | last
        nothing_handed_on(root)
        for node in in_order(root):
            for operand, local in node.links if node in reached else ():
                operand.grad += local * node.grad

    return sweep


def _relu_with(slope: Callable[[float, float], bool]) -> type:
    """An engine in which the slope of relu is 1 where this holds of (x, upstream), else 0."""

    def sweep(root: Node) -> None:
        nodes = in_order(root)
        for node in nodes:
            if node.links:
                node.grad = 0.0
        root.grad = 1.0 if root.links else root.grad + 1.0
        for node in nodes:
            for operand, local in node.links:
                here = float(slope(operand.data, node.grad)) if node.op == "relu" else local
                operand.grad += here * node.grad

    return engine(sweep=sweep)


def all_ones(root: Node) -> None:
    """A sweep that sets every gradient to 1, and does nothing else."""
    for node in in_order(root):
        node.grad = 1.0


def _start_all_with_1(nodes: Iterable[Node], root: Node) -> None:
    """All nodes start with 1 and push what they have."""
    for node in nodes:
        node.grad = 1.0
    for node in in_order(root):
        for parent, local in node.links:
            parent.grad += local * node.grad


def _ones_first(root: Node) -> None:
    _start_all_with_1(in_order(root), root)


def _inner_ones_first(root: Node) -> None:
    _start_all_with_1([node for node in in_order(root) if node.links], root)


def nothing_handed_on(root: Node) -> None:
    """A sweep that starts with 1 and stops there."""
    for node in in_order(root):
        if node.links:
            node.grad = 0.0
    root.grad = 1.0


def _one_too_many(root: Node) -> None:
    """A right sweep, after which the root gets a second 1."""
    sweep_with()(root)
    root.grad += 1.0


def _largest_stays(parent: Node, contribution: float) -> None:
    parent.grad = max(parent.grad, contribution) if parent.grad else contribution


def _farthest_from_zero_stays(parent: Node, contribution: float) -> None:
    parent.grad = max(parent.grad, contribution, key=abs)


def _multiply_up(parent: Node, contribution: float) -> None:
    parent.grad = parent.grad * contribution if parent.grad else contribution


def _taken_off(parent: Node, contribution: float) -> None:
    parent.grad -= contribution


def _average_up(parent: Node, contribution: float) -> None:
    parent.shares = [*getattr(parent, "shares", []), contribution]
    parent.grad = sum(parent.shares) / len(parent.shares)


def _halve_up(parent: Node, contribution: float) -> None:
    parent.grad = (parent.grad + contribution) / 2 if parent.grad else contribution


def _last_link_first(node: Node) -> list[tuple[Node, float]]:
    return list(node.links[::-1])


#: what may become of several contributions, in words; that the first one stays is = for += in another order
_PUSHED = (
    ("the largest one stays", _largest_stays),
    ("the one farthest from 0 stays", _farthest_from_zero_stays),
    ("they are multiplied", _multiply_up),
    ("they are subtracted", _taken_off),
    ("their mean is taken", _average_up),
    ("each new one is averaged with what is there", _halve_up),
)
_RELU_CONDITIONS: tuple[tuple[str, Callable[[float, float], bool]], ...] = (
    ("", lambda x, upstream: upstream > 0),
    ("", lambda x, upstream: upstream < 0),
    (":beside that of the number", lambda x, upstream: x > 0 and upstream > 0),
    (":or that of the number", lambda x, upstream: x > 0 or upstream > 0),
)
#: a rule that looks at the gradient that arrives, in words
CONDITIONS: list[Edit] = [
    (f"condition-on-gradient{words}", {"relu": _relu_with(slope)}) for words, slope in _RELU_CONDITIONS
]
ALL_ONES = (all_ones, _ones_first, _inner_ones_first)
#: what such sweeps show in every graph
SLIPS: list[Edit] = [
    ("from-the-leaves", {"*": engine(sweep=sweep_with(order=from_the_leaves))}),
    ("shared-list", {"*": engine(sweep=sweep_with(order=root_then_oldest))}),
    *(("by-value", {"*": engine(sweep=sweep_with(order=by_value(turn)))}) for turn in (1, -1)),
    ("nothing-handed-on", {"*": engine(sweep=nothing_handed_on)}),
    ("seeded-twice", {"*": engine(sweep=sweep_with(seed=lambda root: 2.0))}),
    ("seeded-twice", {"*": engine(sweep=_one_too_many)}),
    *((f"not-added:{words}", {"*": engine(sweep=sweep_with(push=push))}) for words, push in _PUSHED),
    *(
        (f"not-added:{words}", {"*": engine(sweep=sweep_with(push=push, links=_last_link_first))})
        for words, push in _PUSHED
    ),
]
