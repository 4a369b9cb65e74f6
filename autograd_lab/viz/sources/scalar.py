"""The graph of a Value: every number is a node, and the page can compute it too."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from autograd_lab.graph import topological
from autograd_lab.ops import CONST, OPS
from autograd_lab.scalar import Value
from autograd_lab.viz.groups import groups_of
from autograd_lab.viz.layout import lay_out
from autograd_lab.viz.trace import Node, Trace, labels


class ScalarSource:
    """A Value's graph. Moving a leaf sets its `.data` and all results computed from it; `.grad` is left alone."""

    def __init__(self, root: Value, names: Mapping[str, object]) -> None:
        self._order = topological(root)
        self.trace = _trace(self._order, names)

    def move(self, moves: Sequence[tuple[int, float]]) -> Trace:
        """Set leaves and compute every result anew, in the learner's own Values."""
        for leaf, number in moves:
            self._order[leaf].data = number
        for node in self._order:
            if node.parents and node.op is not None:
                node._data = _forward(node)
                node._version = max(parent._version for parent in node.parents)
        self.trace = replace(self.trace, values=tuple(node.data for node in self._order))
        return self.trace

    def grads(self) -> list[float | None]:
        """∂root/∂node of each node, computed on a copy of the graph; None for constants."""
        trace, copies = self.trace, list[Value]()
        for node, value in zip(trace.nodes, trace.values, strict=True):
            copies.append(_copy(node, value, copies))
        try:
            copies[-1].backward()
        except (ValueError, ZeroDivisionError):  # a slope that does not exist, e.g. that of sqrt at 0
            return [None] * len(copies)
        return [None if node.kind == "const" else copy.grad for node, copy in zip(trace.nodes, copies, strict=True)]

    def rows(self) -> list[tuple[str, str, str, str]]:
        """The table of values."""
        return [
            (node.name, made(self.trace, node), f"{value:.6g}", "·" if grad is None else f"{grad:.6g}")
            for node, value, grad in zip(self.trace.nodes, self.trace.values, self.grads(), strict=True)
        ]


def made(trace: Trace, node: Node) -> str:
    """How a node came to be, for the table: `mul(w, x)`, or "leaf"."""
    operands = ", ".join(trace.nodes[p].name for p in node.parents)
    return f"{node.op}({operands})" if node.kind == "op" else {"leaf": "leaf", "const": "constant"}[node.kind]


def _trace(order: Sequence[Value], names: Mapping[str, object]) -> Trace:
    ids = {node: i for i, node in enumerate(order)}
    variables = _variables(order, names)
    given = [node.name or (None if node.op is CONST else variables.get(node)) for node in order]
    automatic = [f"{node.data:g}" if node.op is CONST else None for node in order]
    titles, notices = labels(given, automatic)
    nodes = tuple(
        Node(
            id=i,
            name=titles[i][0],
            kind="const" if node.op is CONST else "op" if node.parents else "leaf",
            op=node.op.name if node.op and node.parents else "",
            named=titles[i][1],
            parents=tuple(ids[parent] for parent in node.parents),
        )
        for i, node in enumerate(order)
    )
    layout = lay_out([node.parents for node in nodes])
    return Trace(nodes, tuple(node.data for node in order), layout, notices, groups_of(nodes))


def _variables(order: Sequence[Value], names: Mapping[str, object]) -> dict[Value, str]:
    """The variable that holds each Value of the graph; IPython's own history names (_, _12, …) do not count."""
    wanted = set(order)
    found: dict[Value, str] = {}
    for name, value in names.items():
        if isinstance(value, Value) and value in wanted and not name.startswith("_"):
            found.setdefault(value, name)  # the first name stays when a loop's variable comes to hold it too
    return found


def _forward(node: Value) -> float:
    """A node's number from its operands; nan where the operation has no real result."""
    try:
        return float(node.op.forward(*[p._data for p in node.parents])) if node.op else node._data
    except (ValueError, ZeroDivisionError):
        return math.nan


def _copy(node: Node, value: float, copies: list[Value]) -> Value:
    """A Value like `node`, on copies of its operands."""
    copy = Value(0.0)
    copy._data = value
    operands = tuple(copies[p] for p in node.parents)
    if node.kind == "const":
        copy.op = CONST
    elif node.kind == "op":
        copy.op = OPS[node.op]
        copy._a, copy._b = (operands, None) if copy.op.folded else (*operands, None)[:2]
    return copy
