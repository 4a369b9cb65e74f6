"""The backward pass of a recorded graph, edge by edge: each step hands one gradient on, into an array that is there.

What the ordinary sweep (`sweep.py`) finds out anew at each pass is known here: which gradient comes first to an
operand, and which are added to it, in which order.
"""

from __future__ import annotations

from collections.abc import Callable
from sys import getrefcount
from typing import Any

import numpy as np

from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.in_place import PullInto, Shared
from autograd_lab.tensor.node import ArrayNode
from autograd_lab.tensor.shaping import unbroadcast

Step = Callable[[], object]


def edge(node: ArrayNode, slot: int, pull: PullInto | Shared | None, first: bool) -> Step:
    """The step that hands node.grad on to an operand.

    slot    the place of the operand
    pull    of the node's form; None for a node without one, whose pull is that of its latest run
    first   whether nothing has arrived at the operand before, in a pass
    """
    parent, g = node._parents[slot], node.grad
    if pull is None or g is None or g.dtype is not parent._data.dtype:
        return _general_step(node, slot, parent, first)
    wide = np.asarray(pull.pull(g) if isinstance(pull, Shared) else pull(g, None))
    if wide.dtype is not parent._data.dtype:
        return _general_step(node, slot, parent, first)
    if wide.shape != parent.shape:
        pull = _summing_pull(pull, wide, parent.shape)
        wide = np.asarray(pull(g, None))
    inner = bool(parent._pulls)
    if isinstance(pull, Shared):
        if first and inner:
            return _sharing_step(node, parent, pull.pull)
        pull = _copying_pull(pull.pull) if first else _lending_pull(pull.pull)
        wide = wide.copy() if first else wide
    if first:
        return _first_step(node, parent, pull, wide) if inner else _first_step_to_leaf(node, parent, pull, wide)
    return _adding_step(node, parent, pull, wide, may_be_kept=not inner)


def _first_step(node: ArrayNode, parent: ArrayNode, pull: PullInto, buffer: Array) -> Step:
    """The first gradient of a computed tensor."""

    def step() -> None:
        parent.grad = pull(node.grad, buffer)  # type: ignore[arg-type]

    return step


def _first_step_to_leaf(node: ArrayNode, parent: ArrayNode, pull: PullInto, buffer: Array) -> Step:
    """The first gradient of a leaf; where somebody has kept the array of an earlier one, it gets a new array."""

    def step() -> None:
        nonlocal buffer
        if getrefcount(buffer) > _OURS_ALONE:
            buffer = np.asarray(pull(node.grad, None))  # type: ignore[arg-type]
            parent.grad = buffer
        else:
            parent.grad = pull(node.grad, buffer)  # type: ignore[arg-type]

    return step


def _adding_step(node: ArrayNode, parent: ArrayNode, pull: PullInto, buffer: Array, may_be_kept: bool) -> Step:
    """A further gradient; of a leaf there is a new array where somebody has kept that of an earlier sum."""
    total: Array | None = None

    def step() -> None:
        nonlocal total
        g = pull(node.grad, buffer)  # type: ignore[arg-type]
        if total is None or (may_be_kept and getrefcount(total) > _OURS_ALONE):
            total = np.asarray(parent.grad + g)
        else:
            np.add(parent.grad, g, total)  # type: ignore[arg-type]
        parent.grad = total

    return step


def _sharing_step(node: ArrayNode, parent: ArrayNode, pull: Callable[[Array], Array]) -> Step:
    """The first gradient of a computed tensor, which shares its memory with what came from above."""

    def step() -> None:
        parent.grad = pull(node.grad)  # type: ignore[arg-type]

    return step


def _general_step(node: ArrayNode, slot: int, parent: ArrayNode, first: bool) -> Step:
    """A gradient as the ordinary sweep hands it on, by the pull of the node's latest run."""

    def step() -> None:
        upstream = node.grad
        g = node._pulls[slot](upstream)  # type: ignore[arg-type]
        data = parent._data
        if g.shape != data.shape:
            g = unbroadcast(g, data.shape)
        if g.dtype is not data.dtype or g.__class__ is not np.ndarray:
            g = np.asarray(g, dtype=data.dtype)
        if not first:
            parent.grad = np.asarray(parent.grad + g)
        elif parent._pulls or (g.base is None and g is not upstream):
            parent.grad = g
        else:
            parent.grad = g.copy()

    return step


def _copying_pull(pull: Callable[[Array], Array]) -> PullInto:
    """A pull with a result of its own, from one that shares its memory."""

    def pull_into(g: Array, into: Array | None) -> Array:
        if into is None:
            return pull(g).copy()
        np.copyto(into, pull(g))
        return into

    return pull_into


def _lending_pull(pull: Callable[[Array], Array]) -> PullInto:
    """A pull that needs no array to write into."""
    return lambda g, into: pull(g)


def _summing_pull(pull: PullInto | Shared, wide: Array, shape: tuple[int, ...]) -> PullInto:
    """A pull whose gradient is summed over the axes along which the operand was repeated, as `unbroadcast` does."""
    extra = tuple(range(wide.ndim - len(shape)))
    narrow = wide.shape[len(extra) :]
    stretched = tuple(i for i, (have, want) in enumerate(zip(narrow, shape, strict=True)) if want == 1 != have)
    reduce: Any = np.add.reduce
    pulled = _lending_pull(pull.pull) if isinstance(pull, Shared) else pull

    def pull_into(g: Array, into: Array | None) -> Array:
        g = pulled(g, wide)
        if extra:
            g = reduce(g, extra, None, None if stretched else into)
        out: Array = reduce(g, stretched, None, into, True) if stretched else g
        return out

    return pull_into


def _references() -> int:
    """How many references an array has of which nobody but the step that writes into it knows."""
    array = np.empty(0)

    def count() -> int:
        nonlocal array
        return getrefcount(array)

    return count()


_OURS_ALONE = _references()
