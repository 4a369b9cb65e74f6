"""Sweeps that are right once and go wrong when there are several: each mistake in two classes that are written apart.

One is put together from the table of rules (`engine`), the other carries closures on its nodes. What differs is which
gradients a sweep sets to 0 before it begins.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.ps2.clearing import Clearing, sweep_clearing
from autograd_lab.exams.ps2.closures import closures
from autograd_lab.exams.ps2.engines import Node, engine
from autograd_lab.exams.question import Variant


def _operands(node: Node) -> list[Node]:
    """The operands of a node of either class."""
    return [link[0] for link in node.links] if hasattr(node, "links") else list(node.prev)


def levels(count: int) -> Clearing:
    """The root, and the inner nodes that at most `count` arrows lead to from it."""

    def nodes_below(root: Node, nodes: list[Node]) -> Iterator[Node]:
        reached = [root]
        for _ in range(count + 1):
            yield from (node for node in reached if _operands(node))
            reached = [operand for node in reached for operand in _operands(node)]

    return nodes_below


def of_a_root_seen_before(root: Node, nodes: list[Node]) -> Iterable[Node]:
    """The inner nodes, but none below a root that has not been swept: what it shares with another stays as it was."""
    again, root.swept = getattr(root, "swept", False), True
    return [node for node in nodes if _operands(node)] if again else []


def with_leaves_of_another(root: Node, nodes: list[Node]) -> Iterator[Node]:
    """The inner nodes, and each leaf on which another result was the last to add up."""
    for node in nodes:
        if _operands(node) or getattr(node, "last", root) is not root:
            yield node
        node.last = root


def _clearing_when_made(cls: type) -> type:
    """The class, whose operations set the gradients of their operands to 0."""
    usual: Any = cls.__init__  # type: ignore[misc]

    def init_and_clear(node: Node, *given: Any) -> None:
        usual(node, *given)
        for operand in _operands(node):
            operand.grad = 0.0

    cls.__init__ = init_and_clear  # type: ignore[misc]
    return cls


_CLEARED: tuple[tuple[str, str, Clearing], ...] = (
    ("stale-inner", "only the root's operands cleared", levels(1)),
    ("stale-inner", "two levels cleared", levels(2)),
    ("stale-inner", "shared with another result, not cleared", of_a_root_seen_before),
    ("leaf-reset", "leaves that add up for one result only", with_leaves_of_another),
)

REPEATED: tuple[Variant, ...] = (
    *(wrong(mistake, name, engine(sweep=sweep_clearing(clearing))) for mistake, name, clearing in _CLEARED),
    *(wrong(mistake, f"{name}, in closures", closures(clear=clearing)) for mistake, name, clearing in _CLEARED),
    wrong("leaf-reset", "cleared when an operation is made", _clearing_when_made(engine())),
    wrong("leaf-reset", "cleared when an operation is made, in closures", _clearing_when_made(closures())),
)
