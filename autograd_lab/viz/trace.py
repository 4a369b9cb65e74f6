"""A trace: one graph with its numbers as plain data, which the player can show anywhere.

Steps are not stored: they follow from the order of the nodes, and the player derives them. The same holds
for gradients. What is stored is the shape of the graph, and one buffer of float64 with the forward values.
"""

import base64
import itertools
import struct
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_lab.errors import GraphError, ValueTypeError
from autograd_lab.graph import topological
from autograd_lab.ops import CONST
from autograd_lab.scalar import Value
from autograd_lab.viz.layout import Layout, lay_out

FORMAT = 1


@dataclass(frozen=True)
class Node:
    """One box: `parents` are the ids of its operands, in order; an id is the place in topological order."""

    id: int
    name: str  # what is written on the box
    kind: str  # "leaf", "const" or "op"
    op: str  # the operation's name in ops.py, "" for leaf and const
    named: bool  # whether the learner gave the name
    parents: tuple[int, ...]


@dataclass(frozen=True)
class Trace:
    """The graph of one result, its values, and where each box stands."""

    nodes: tuple[Node, ...]
    values: tuple[float, ...]
    layout: Layout
    notices: tuple[str, ...] = ()

    @property
    def root(self) -> Node:
        """The node whose gradient is 1."""
        return self.nodes[-1]

    def find(self, name: str) -> Node:
        """The node called `name`; raises GraphError when there is none, naming those there are."""
        for node in self.nodes:
            if node.name == name and node.named:
                return node
        names = ", ".join(node.name for node in self.nodes if node.named) or "none"
        twice = [node.name for node in self.nodes if node.named and node.name.startswith(f"{name} (")]
        if twice:
            raise GraphError(f"{name!r} is the name of several nodes; say which: {', '.join(twice)}")
        raise GraphError(f"this graph has no node called {name!r}; the named ones are: {names}")

    def to_json(self) -> dict[str, Any]:
        """The trace as JSON-able data; `values` is base64 of little-endian float64, in the order of the nodes."""
        return {
            "format": FORMAT,
            "nodes": [
                {"name": n.name, "kind": n.kind, "op": n.op, "named": n.named, "parents": list(n.parents)}
                for n in self.nodes
            ],
            "groups": [],
            "layout": self.layout.to_json(),
            "notices": list(self.notices),
            "values": base64.b64encode(struct.pack(f"<{len(self.values)}d", *self.values)).decode(),
        }


def trace_of(root: Value, names: Mapping[str, object] | None = None) -> Trace:
    """The trace of everything that `root` was computed from.

    names   variables by name, e.g. the notebook's: a Value without a name of its own gets its variable's
    raises  ValueTypeError when `root` is no Value or `names` is no mapping
    """
    order = require_graph(root)
    if names is not None and not isinstance(names, Mapping):
        raise ValueTypeError(
            f"show(names=...) maps names to Values, got {names!r:.40} ({type(names).__name__}). "
            'Write names={"w": w, "x": x}.'
        )
    ids = {node: i for i, node in enumerate(order)}
    labels, notices = _labels(order, _variables(order, names or {}))
    nodes = tuple(
        Node(
            id=i,
            name=labels[i][0],
            kind="const" if node.op is CONST else "op" if node.parents else "leaf",
            op=node.op.name if node.op and node.parents else "",
            named=labels[i][1],
            parents=tuple(ids[parent] for parent in node.parents),
        )
        for i, node in enumerate(order)
    )
    layout = lay_out([node.parents for node in nodes])
    return Trace(nodes, tuple(node.data for node in order), layout, notices)


def require_graph(root: object) -> list[Value]:
    """The order of `root`'s graph, or a ValueTypeError that says what show() can draw."""
    if isinstance(root, Value):
        return topological(root)
    what = f"{root!r:.40} ({type(root).__name__})"
    hint = "Build the expression from Values: show(w * x + b) with w = Value(2.0)."
    if isinstance(root, (list, tuple)) and root and all(isinstance(item, Value) for item in root):
        hint = "Show one of its items, or their sum: show(Value.total(items))."
    raise ValueTypeError(f"show() draws the graph of a Value, got {what}. {hint}")


def _variables(order: Sequence[Value], names: Mapping[str, object]) -> dict[Value, str]:
    """The variable that holds each Value of the graph; IPython's own history names (_, _12, …) do not count."""
    wanted = set(order)
    found: dict[Value, str] = {}
    for name, value in names.items():
        if isinstance(value, Value) and value in wanted and not name.startswith("_"):
            found.setdefault(value, name)  # the first name stays when a loop's variable comes to hold it too
    return found


def _untaken(before: str, after: str, taken: Container[str]) -> Iterator[str]:
    """Names with 1, 2, 3 … between the two texts, but none that the learner has given."""
    return (name for i in itertools.count(1) if (name := f"{before}{i}{after}") not in taken)


def _labels(order: Sequence[Value], variables: Mapping[Value, str]) -> tuple[list[tuple[str, bool]], tuple[str, ...]]:
    """For each node its label and whether the learner gave it; and what there is to say about labels."""
    given = [node.name or (None if node.op is CONST else variables.get(node)) for node in order]
    count = Counter(name for name in given if name)
    free = {name: _untaken(f"{name} (", ")", count) for name in count if count[name] > 1}
    automatic = _untaken("v", "", count)
    labels: list[tuple[str, bool]] = []
    for node, name in zip(order, given, strict=True):
        if name:
            labels.append((next(free[name]) if name in free else name, True))
        elif node.op is CONST:
            labels.append((f"{node.data:g}", False))
        else:
            labels.append((next(automatic), False))
    notices = tuple(
        f"{number} nodes are called {name}; here they are {name} (1), {name} (2) … Give each a name of its own."
        for name, number in count.items()
        if name in free
    )
    return labels, notices
