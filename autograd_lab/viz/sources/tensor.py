"""The graph of a Tensor. Its backward pass is run here a second time, on the side: nobody's `.grad` is touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

import numpy as np

from autograd_lab.errors import GraphError, ShapeError
from autograd_lab.tensor import sweep
from autograd_lab.tensor.shaping import unbroadcast
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.viz.sources.names import Names
from autograd_lab.viz.sources.pictures import Array
from autograd_lab.viz.sources.recorded import Box, Handed, RecordedSource


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
    order = _order(root)
    ids = {tensor: i for i, tensor in enumerate(order)}
    boxes = [
        Box(
            name=tensor.name or names.of(tensor) or names.of(tensor.data),
            automatic=_automatic(tensor),
            kind="op" if tensor.parents else "leaf" if tensor.requires_grad else "const",
            op=tensor.op or "",
            parents=tuple(ids[p] for p in tensor.parents),
            value=tensor.data,
        )
        for tensor in order
    ]
    return RecordedSource(boxes, _handed(order, ids), "computed by Python")


def _order(root: Tensor) -> list[Tensor]:
    """What was given, in order of first use, then what was computed, in the order in which it was."""
    inner, seen = [root], {root}
    for node in inner:  # the list grows while it is read
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                if parent.parents:
                    inner.append(parent)
    inner.sort(key=attrgetter("_time"))
    leaves: dict[Tensor, None] = {}
    for node in inner:
        for parent in node.parents:
            sweep.require_fresh(node, parent)
            if not parent.parents:
                leaves[parent] = None
    return [*leaves, *inner]


def _handed(order: Sequence[Tensor], ids: Mapping[Tensor, int]) -> Iterator[Handed]:
    """What each edge hands back, latest node first: the pulls of the engine, on gradients of our own."""
    root = order[-1]
    grads: dict[Tensor, Array] = {root: np.ones(root.shape, root.dtype)}
    for node in reversed(order):
        if not node.parents:
            break
        upstream = grads.pop(node, None)
        for slot, (parent, pull) in enumerate(zip(node.parents, node._pulls, strict=False)):
            if not parent.requires_grad:
                continue
            g = np.zeros(parent.shape, parent.dtype) if upstream is None else pull(upstream)
            wide = g.shape
            g = np.asarray(unbroadcast(g, parent.shape), dtype=parent.dtype)
            if parent.size == 1 == g.size:
                g = g.reshape(parent.shape)
            grads[parent] = np.asarray(grads[parent] + g) if parent in grads else g
            yield Handed(ids[node], slot, g, wide)


def _automatic(tensor: Tensor) -> str | None:
    """What is written on a constant without a name: its number, or "data"."""
    if tensor.requires_grad:
        return None
    return f"{tensor.item():g}" if tensor.size == 1 else "data"
