"""The graph of a Value: every number is a node, and the page can compute it too."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import FrameType

from autograd_lab.errors import GraphError
from autograd_lab.scalar.graph import topological
from autograd_lab.scalar.ops import CONST, OPS, Op
from autograd_lab.scalar.own_rule import OwnOp
from autograd_lab.scalar.value import Value, forward_of, rebuild, store_result
from autograd_lab.viz.collector import collector_paused
from autograd_lab.viz.graphviz_layout import lay_out
from autograd_lab.viz.groups import groups_of
from autograd_lab.viz.node import Node
from autograd_lab.viz.sources.choices import JUMPS, Mark, mark_of_number
from autograd_lab.viz.sources.layers import grouped_by_steps
from autograd_lab.viz.sources.lines import cells_of, lines_of
from autograd_lab.viz.sources.names import Names
from autograd_lab.viz.sources.steps import named_by_part, steps_of
from autograd_lab.viz.trace import Trace, label_nodes

SEEN_WHOLE = 40  # nodes that a page shows without folding a network (FLAT_NETWORK of js/page/draw.js)
MOST_IN_STEPS = 10_000  # nodes among which steps are looked for


class ScalarSource:
    """A Value's graph. Moving a leaf sets its `.data` and all results computed from it; `.grad` is left alone."""

    def __init__(self, root: Value, names: Names) -> None:
        with collector_paused():
            self._order = topological(root)
            self._made = [(node.op, node.parents) for node in self._order]
            self.trace = _trace(self._order, names)
            foreign = self._foreign()
            self.trace = replace(
                self.trace, foreign=foreign, own=_own_sentences(self._order), marks=_marks(self._order, foreign)
            )

    def find_lines(self, variables: Mapping[str, object], frame: FrameType) -> None:
        """Look in the cells behind a frame for the line that made each node."""
        if cells := cells_of(frame):
            self.trace = replace(self.trace, lines=lines_of(self._order, variables, cells, frame.f_lineno))

    @property
    def order(self) -> Sequence[Value]:
        """The Values of the graph, in the order of the trace's nodes."""
        return self._order

    def move(self, moves: Sequence[tuple[int, float]]) -> Trace:
        """Set leaves and compute every result anew, in the learner's own Values."""
        self._require_same()
        for leaf, number in moves:
            self._order[leaf].data = number
        for node in self._order:
            if node.parents and node.op is not None:
                store_result(node, _forward(node))
        self.trace = replace(self.trace, values=tuple(node.data for node in self._order))
        self.trace = replace(self.trace, foreign=self._foreign())
        return self.trace

    def _require_same(self) -> None:
        """The graph must still be the one that show() saw: its numbers may have changed, its operations not."""
        for at, node, (op, parents) in zip(self.trace.nodes, self._order, self._made, strict=True):
            if node.op is not op or node.parents != parents:
                raise GraphError(f"{at.name} is made in another way than when show() saw it. Call show() again.")

    def _foreign(self) -> dict[int, tuple[float, ...]]:
        """The local derivatives of the operations that are not in the table: the page cannot compute them."""
        found = {}
        upstream = self.grads() if any(isinstance(op, OwnOp) for op, _ in self._made) else []
        for i, (op, parents) in enumerate(self._made):
            if parents and op is not None and OPS.get(op.name) is not op:
                numbers = [p.data for p in parents]
                try:
                    if isinstance(op, OwnOp):  # a rule of the user's own need not multiply each upstream by the same
                        found[i] = op.locals_at(numbers, upstream[i] or 0.0)
                    else:
                        found[i] = tuple(map(float, op.slopes(numbers, self._order[i].data)))
                except (ValueError, ZeroDivisionError):
                    found[i] = (math.nan,) * len(parents)
        return found

    def grads(self) -> list[float | None]:
        """∂root/∂node of each node, computed on a copy of the graph; None for constants."""
        trace, copies = self.trace, list[Value]()
        for node, value in zip(trace.nodes, trace.values, strict=True):
            op = None if node.kind == "leaf" else self._made[node.id][0]
            copies.append(rebuild(op, tuple(copies[p] for p in node.parents), value))
        try:
            copies[-1].backward()
        except (ValueError, ZeroDivisionError):  # a slope that does not exist, e.g. that of sqrt at 0
            return [None] * len(copies)
        return [None if node.kind == "const" else copy.grad for node, copy in zip(trace.nodes, copies, strict=True)]

    def rows(self) -> list[tuple[str, str, str, str]]:
        """The table of values."""
        return [
            (
                node.name,
                self.trace.how_made(node, const="constant"),
                f"{value:.6g}",
                "·" if grad is None else f"{grad:.6g}",
            )
            for node, value, grad in zip(self.trace.nodes, self.trace.values, self.grads(), strict=True)
        ]


def _trace(order: Sequence[Value], names: Names) -> Trace:
    ids = {node: i for i, node in enumerate(order)}
    given = [node.name or (None if node.op is CONST else names.of(node)) for node in order]
    automatic = [f"{node.data:g}" if node.op is CONST else None for node in order]
    nodes = [
        Node(
            id=i,
            name="",
            kind="const" if node.op is CONST else "op" if node.parents else "leaf",
            op=_op_label(node.op) if node.op and node.parents else "",
            named=False,
            parents=tuple(ids[parent] for parent in node.parents),
        )
        for i, node in enumerate(order)
    ]
    steps = steps_of(nodes, numbers=True) if len(nodes) <= MOST_IN_STEPS else None
    titles, notices = label_nodes(given, named_by_part(automatic, steps))
    named = tuple(replace(n, name=name, named=by_hand) for n, (name, by_hand) in zip(nodes, titles, strict=True))
    return Trace(
        named,
        tuple(node.data for node in order),
        lay_out([node.parents for node in named]),
        notices,
        grouped_by_steps(named, steps) if steps and len(named) > SEEN_WHOLE else groups_of(named),
        steps=steps,
    )


def _own_sentences(order: Sequence[Value]) -> dict[int, str]:
    """What the user says of each node that a rule of their own made; nothing where they say nothing."""
    rules = {i: node.op.rule for i, node in enumerate(order) if isinstance(node.op, OwnOp)}
    return {i: rule.sentence for i, rule in rules.items() if rule.sentence}


def _op_label(op: Op) -> str:
    """An operation's name; with a star if it is the learner's own and has the name of one in the table."""
    return op.name if OPS.get(op.name, op) is op else f"{op.name}*"


def _forward(node: Value) -> float:
    """A node's number from its operands; nan where the operation has no real result."""
    try:
        return forward_of(node)
    except (ValueError, ZeroDivisionError):
        return math.nan


def _marks(order: Sequence[Value], foreign: Mapping[int, Sequence[float]]) -> dict[int, Mark]:
    """Where a path of gradients ends, or goes on by another rule than the slope: at draws, jumps, own rules."""
    found = {}
    for i, node in enumerate(order):
        op = node.op
        if op is None or not node.parents or (OPS.get(op.name) is op and op.name not in JUMPS):
            continue
        slope = foreign.get(i, (0.0,))[0]  # a jump of the table has none
        rule = op.rule if isinstance(op, OwnOp) else None
        is_slope = rule is None or rule.is_slope()
        mark = mark_of_number(op.name, rule is None, node.data, node.parents[0].data, slope, is_slope)
        if mark:
            found[i] = mark
    return found
