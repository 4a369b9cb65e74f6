"""A trace: one graph with its numbers as plain data, which the player can show anywhere.

Steps are not stored: they follow from the order of the nodes, and the player derives them. The same holds
for the gradients of numbers. What is stored is the shape of the graph, and one buffer of float64 with the forward
values. Arrays are another matter: their gradients are computed here, and thinned to what can be seen.

`autograd_lab.viz.sources` makes traces.
"""

from __future__ import annotations

import base64
import itertools
import math
import struct
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from autograd_lab.errors import GraphError
from autograd_lab.viz import groups
from autograd_lab.viz.graphviz_layout import Layout
from autograd_lab.viz.groups import Group
from autograd_lab.viz.node import Node

FORMAT = 2
LEAF, CONST = -1, -2  # stand in the column of operations for what was not computed


class Lines(Protocol):
    """The lines of code that made the nodes (sources/lines.py finds them)."""

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON-able data."""


class Steps(Protocol):
    """The steps of a recurrent net (sources/steps.py finds them)."""

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON-able data."""


class Mark(Protocol):
    """What is special about a node: that a path of gradients ends there, say (sources/choices.py)."""

    @property
    def kind(self) -> str:
        """Which of the kinds it is."""

    @property
    def note(self) -> str:
        """What is said of it."""

    @property
    def bent(self) -> bool:
        """Whether it hands on a gradient that is not the slope of what it computed."""


class RecordedPass(Protocol):
    """The part of a trace of arrays that the page cannot compute (sources/recorded.py makes it)."""

    @property
    def arrivals(self) -> Sequence[tuple[int, int, int, int]]:
        """For each edge of the backward pass: (node, slot, picture handed on, picture of the sum so far)."""

    @property
    def by(self) -> str:
        """A sentence that says whose numbers these are."""

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON-able data."""


@dataclass(frozen=True)
class Trace:
    """The graph of one result with its values; a layout of None leaves it to the page."""

    nodes: tuple[Node, ...]
    values: tuple[float, ...]
    layout: Layout | None = None
    notices: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    foreign: Mapping[int, tuple[float, ...]] = field(default_factory=dict)  # slopes of what only Python can compute
    own: Mapping[int, str] = field(default_factory=dict)  # what the user says of nodes that a rule of their own made
    lines: Lines | None = None  # of code, where the cells are known that made the nodes
    recorded: RecordedPass | None = None  # of arrays: what the page cannot compute; `values` are their norms then
    steps: Steps | None = None  # of a recurrent net
    marks: Mapping[int, Mark] = field(default_factory=dict)  # where paths end, or go on by another rule than the slope

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

    def how_made(self, node: Node, const: str) -> str:
        """The operation and the operands of a node, for the table of values: `mul(w, x)`, "leaf", or `const`."""
        operands = ", ".join(self.nodes[p].name for p in node.parents)
        return f"{node.op}({operands})" if node.kind == "op" else {"leaf": "leaf", "const": const}[node.kind]

    def to_json(self) -> dict[str, Any]:
        """The trace as JSON-able data, in columns: a thousand nodes do not repeat a thousand keys.

        made    for each node the place of its operation in `ops`, or LEAF or CONST
        named   one digit a node: 1 where the learner gave the name
        values  base64 of little-endian float64, in the order of the nodes
        The page reads it in one place, `decodeTrace` of js/model/sweep.js.
        """
        ops = list(dict.fromkeys(node.op for node in self.nodes if node.kind == "op"))
        place = {"leaf": LEAF, "const": CONST}
        return {
            "format": FORMAT,
            "ops": ops,
            "names": [node.name for node in self.nodes],
            "made": [ops.index(node.op) if node.kind == "op" else place[node.kind] for node in self.nodes],
            "named": "".join("01"[node.named] for node in self.nodes),
            "parents": [list(node.parents) for node in self.nodes],
            "groups": groups.to_json(self.groups, len(self.nodes)),
            "layout": self.layout.to_json() if self.layout else None,
            "notices": list(self.notices),
            "values": encode_float64(self.values),
            **({"lines": self.lines.to_json()} if self.lines else {}),
            **({"recorded": self.recorded.to_json()} if self.recorded else {}),
            **({"foreign": self.foreign_json()} if self.foreign else {}),
            **({"steps": self.steps.to_json()} if self.steps else {}),
            **(
                {"marks": {str(i): [mark.kind, mark.note, *[1] * mark.bent] for i, mark in sorted(self.marks.items())}}
                if self.marks
                else {}
            ),
            **({"own": {str(i): sentence for i, sentence in self.own.items()}} if self.own else {}),
        }

    def foreign_json(self) -> dict[str, list[float | None]]:
        """The slopes of foreign operations, None for what is no finite number: JSON knows neither nan nor infinity."""
        return {str(i): [x if math.isfinite(x) else None for x in slopes] for i, slopes in self.foreign.items()}


def encode_float64(numbers: Sequence[float]) -> str:
    """Numbers as base64 of little-endian float64."""
    return base64.b64encode(struct.pack(f"<{len(numbers)}d", *numbers)).decode()


def free_names(before: str, after: str, taken: Container[str]) -> Iterator[str]:
    """Yields names with 1, 2, 3 … between the two texts, without those in `taken`."""
    return (name for i in itertools.count(1) if (name := f"{before}{i}{after}") not in taken)


def label_nodes(
    given: Sequence[str | None], automatic: Sequence[str | None]
) -> tuple[list[tuple[str, bool]], tuple[str, ...]]:
    """For each node (label, whether the learner gave it); and notices on names that several nodes share.

    given      the learner's names, None where there is none
    automatic  what to write on a node without one; None for v1, v2 …
    """
    count = Counter(name for name in given if name)
    free = {name: free_names(f"{name} (", ")", count) for name in count if count[name] > 1}
    numbered = free_names("v", "", count)
    made: list[tuple[str, bool]] = []
    for name, other in zip(given, automatic, strict=True):
        if name:
            made.append((next(free[name]) if name in free else name, True))
        else:
            made.append((next(numbered) if other is None else other, False))
    return made, tuple(
        f"{number} nodes are called {name}; here they are {name} (1), {name} (2) … Give each a name of its own."
        for name, number in count.items()
        if name in free
    )
