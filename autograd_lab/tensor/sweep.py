"""The backward pass over tensors: from the result to everything it was computed from, each node once.

A result is made after its operands, so going by the time of making, latest first, a node passes its gradient on
only when everything that feeds into that gradient has arrived. The same clock notices a changed operand.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TypeVar

import numpy as np

from autograd_lab import anomaly
from autograd_lab.errors import AnomalyError, GraphError, StaleGraphError
from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.guard import Overwritten
from autograd_lab.tensor.node import ArrayNode
from autograd_lab.tensor.shaping import unbroadcast

_TIME = attrgetter("_time")
_SLOTS = range(1 << 62)  # zipped with the operands it numbers them, in less time than enumerate

N = TypeVar("N", bound=ArrayNode)
#: called for each edge with the node, the operand's place, ∂L/∂operand along this edge, and the shape that it had
#: before it was summed over the axes of a broadcast
OnEdge = Callable[[N, int, Array, tuple[int, ...]], object]


def backward(root: ArrayNode, seed: Array) -> None:
    """Fill in ∂root/∂t as `t.grad` for every t that root was computed from and that needs a gradient.

    seed   ∂L/∂root, of root's shape and dtype
    Inner tensors start afresh; leaves add up over calls. The gradient of one call is added to a leaf as a whole,
    so that a second call doubles it to the last digit.
    """
    before: list[tuple[ArrayNode, Array]] = []
    try:
        nodes = _latest_first(root, before)
        watched = anomaly.active()
        if watched:
            _require_unchanged_and_finite(nodes)
        _hand_on(nodes, seed, _require_finite_gradient if watched else None)
    except BaseException:
        for leaf, grad in before:
            leaf.grad = grad
        raise
    for leaf, grad in before:
        grad += leaf.grad
        leaf.grad = grad


def dry_run(root: N, seed: Array, on_edge: OnEdge[N]) -> list[N]:
    """A backward pass for an observer: `on_edge` is called for each edge, and every `grad` is put back afterwards.

    seed      ∂L/∂root, of root's shape and dtype
    on_edge   called with (node, place of the operand, ∂L/∂operand along this edge, its shape before unbroadcasting)
    returns   the computed tensors behind root, latest first
    raises    StaleGraphError, GraphError as backward() does
    """
    kept = [(node, node.grad) for node in ancestors(root)]
    try:
        nodes = _latest_first(root, [])
        _hand_on(nodes, seed, on_edge)
    finally:
        for node, grad in kept:
            node.grad = grad
    return nodes


def _hand_on(nodes: list[N], seed: Array, on_edge: OnEdge[N] | None) -> None:
    """Sweep over `nodes`, the root first, whose gradients are None: each hands its gradient on to its operands."""
    nodes[0].grad = seed
    for node in nodes:
        upstream = node.grad  # ∂L/∂node, complete: all consumers of the node were made later
        for slot, parent, pull in zip(_SLOTS, node._parents, node._pulls, strict=False):  # a constant may have no pull
            if not parent._needs:
                continue
            g = pull(upstream)  # type: ignore[arg-type]  # upstream · local slope, by the chain rule
            data = parent._data
            wide = g.shape
            if wide != data.shape:  # the operand was broadcast: each copy of an entry has its share
                g = unbroadcast(g, data.shape)
            if g.dtype is not data.dtype or g.__class__ is not np.ndarray:
                g = np.asarray(g, dtype=data.dtype)
            if parent.grad is not None:  # fan-out: gradients of several paths add up
                parent.grad = np.asarray(parent.grad + g)
            elif parent._pulls or (g.base is None and g is not upstream):
                parent.grad = g
            else:
                parent.grad = g.copy()  # a leaf owns its gradient, so that it can be changed in place
            if on_edge is not None:
                on_edge(node, slot, g, wide)


def ancestors(root: N) -> dict[N, None]:
    """Root and every tensor that it was computed from, as the keys of a dict."""
    found, stack = {root: None}, [root]
    while stack:
        for parent in stack.pop()._parents:
            if parent not in found:
                found[parent] = None
                stack.append(parent)
    return found


def _latest_first(root: N, before: list[tuple[ArrayNode, Array]]) -> list[N]:
    """The computed tensors behind root, latest first, without gradients; leaves' old gradients go to `before`."""
    nodes, seen = [root], {root}
    for node in nodes:  # the list grows while it is read
        node.grad = None
        time = node._time
        for parent in node._parents:
            base = parent._base
            if parent._time >= time or (base is not None and base._time >= time):
                _raise_stale(node, parent)
            if parent._pulls:
                if parent not in seen:
                    seen.add(parent)
                    nodes.append(parent)
            elif parent.grad is not None and parent._needs:
                before.append((parent, parent.grad))
                parent.grad = None
    nodes.sort(key=_TIME, reverse=True)
    return nodes


def _raise_stale(node: ArrayNode, parent: ArrayNode) -> None:
    """Raise GraphError for an operand that was made after the node, else StaleGraphError."""
    made_later = parent._pulls and parent._time >= node._time
    if made_later and not isinstance(parent._pulls[0], Overwritten):
        raise GraphError(
            f"backward(): {node.described()} has an operand that was made after it, {parent.described()}: a cycle.\n"
            "  A graph is built by computing; do not set the parents of a tensor by hand."
        )
    raise StaleGraphError(
        f"backward(): {parent.described()} was written to after {node.described()} was computed from it.\n"
        "  The stored results no longer fit, so the gradient would be wrong.\n"
        "  Run the forward pass again, then call backward(); update parameters after backward(), not before."
    )


# --- detect_anomaly(): looking at every number ------------------------------------------------------------


def inspect_new(node: ArrayNode, op: str, parents: tuple[ArrayNode, ...]) -> None:
    """Raise AnomalyError for an operand or result that is not finite, and note a hash of each operand's array."""
    for parent in parents:
        if not np.isfinite(parent._data).all():
            raise AnomalyError(
                f"detect_anomaly: {parent.described()} holds {_first_not_finite(parent._data)}. Look at its data."
            )
    if not np.isfinite(node._data).all():
        operands = ", ".join(parent.described() for parent in parents)
        raise AnomalyError(
            f"detect_anomaly: {op} is the first operation with {_first_not_finite(node._data)} in its result, "
            f"computed from {operands}."
        )
    node._seen = tuple(hash(parent._data.tobytes()) for parent in parents)


def _require_unchanged_and_finite(nodes: list[ArrayNode]) -> None:
    """Raise StaleGraphError for an array changed since the forward pass, AnomalyError for one that is not finite."""
    for node in reversed(nodes):
        for parent, then in zip(node._parents, getattr(node, "_seen", ()), strict=False):
            if hash(parent._data.tobytes()) != then:
                raise StaleGraphError(
                    f"backward(): the array of {parent.described()} was changed after {node.described()} was "
                    "computed from it, by writing to the ndarray itself.\n"
                    "  Write through the Tensor (t.data = ... or t[...] = ... under no_grad()), after backward()."
                )
        for tensor in (*node._parents, node):
            if not np.isfinite(tensor._data).all():
                raise AnomalyError(
                    f"detect_anomaly: {tensor.described()} is the first that holds {_first_not_finite(tensor._data)}"
                )


def _require_finite_gradient(node: ArrayNode, slot: int, g: Array, wide: tuple[int, ...]) -> None:
    """Raise AnomalyError for a gradient that is not finite: the hook of a sweep under detect_anomaly()."""
    if not np.isfinite(g).all():
        parent = node._parents[slot]
        finite = node.grad is not None and np.isfinite(node.grad).all()
        raise AnomalyError(
            f"detect_anomaly: the gradient that {node.described()} passes to {parent.described()} "
            f"holds {_first_not_finite(g)}.\n"
            f"  What came to it from above is {'finite' if finite else 'not finite'}"
            f"{f': {node.op} has no finite slope there. Keep its input away from that place.' if finite else '.'}"
        )


def _first_not_finite(array: Array) -> str:
    """The first entry that is not finite, with its place: "nan at [0, 2]"."""
    at = np.argwhere(~np.isfinite(array))[0].tolist()
    return f"{array[tuple(at)]:g}{f' at {at}' if at else ''}"
