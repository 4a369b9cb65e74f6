"""The graph of a Tensor, with the gradients of a dry run of its backward pass: every `.grad` stays as it was."""

from __future__ import annotations

import numpy as np

from autograd_lab.errors import GraphError, ShapeError
from autograd_lab.tensor.own_rule import rule_of
from autograd_lab.tensor.sweep import dry_run
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.viz.sources import rules
from autograd_lab.viz.sources.names import Names
from autograd_lab.viz.sources.pictures import Array
from autograd_lab.viz.sources.recorded import Box, Contribution, RecordedSource


def tensor_source(root: Tensor, names: Names) -> RecordedSource:
    """A Tensor's graph with its values and gradients.

    names   of tensors, and of arrays that constants were made of
    raises  GraphError without a graph, ShapeError when `root` is not one number, StaleGraphError when a tensor was
            written to since the forward pass
    """
    if not root.parents:
        raise GraphError(
            f"show(): {root.described()} has no graph: it was given, or computed from nothing that needs a gradient.\n"
            "  Make the parameters with requires_grad=True, compute the loss outside `with no_grad():`, show the loss."
        )
    if root.size != 1:
        raise ShapeError(
            f"show() needs a scalar at the end of the graph, got {root.described()}: reduce it first, "
            "e.g. show(t.mean())"
        )
    edges: list[tuple[Tensor, int, Array, tuple[int, ...]]] = []
    computed = dry_run(root, np.ones(root.shape, root.dtype), lambda *edge: edges.append(edge))[::-1]
    leaves = dict.fromkeys(parent for node in computed for parent in node.parents if not parent.parents)
    order = [*leaves, *computed]
    ids = {tensor: i for i, tensor in enumerate(order)}
    boxes = [
        Box(
            name=tensor.name or names.of(tensor) or names.of(tensor.data),
            automatic=_automatic(tensor),
            kind="op" if tensor.parents else "leaf" if tensor.requires_grad else "const",
            op=_operation(tensor),
            rule=_own(tensor),
            parents=tuple(ids[p] for p in tensor.parents),
            value=tensor.data,
        )
        for tensor in order
    ]
    contributions = (Contribution(ids[node], slot, g, wide) for node, slot, g, wide in edges)
    return RecordedSource(boxes, contributions, "computed by Python")


def _own(tensor: Tensor) -> rules.Rule | None:
    """The rule of a user's own that made a tensor, as the player tells it; None for an operation of the engine."""
    rule = rule_of(tensor)
    return rules.own_rule(tensor.op or "", rule.sentence, rule.is_slope()) if rule else None


def _operation(tensor: Tensor) -> str:
    """The operation's name; with a star if it is the user's own and has the name of one of the engine's."""
    op = tensor.op or ""
    return f"{op}*" if op in rules.RULES and _own(tensor) else op


def _automatic(tensor: Tensor) -> str | None:
    """The label of a constant without a name: its number, or "data"."""
    if tensor.requires_grad:
        return None
    return f"{tensor.item():g}" if tensor.size == 1 else "data"
