"""Copies of a graph: `copy.deepcopy` and pickle give a graph that works, however deep it is.

Both follow references one inside the other, which for a chain of thousands of nodes is too deep for Python.
So the first node that is met hands over all its ancestors as one flat list, parents first; each of those is then
written with parents that have been written already. Both tools keep track of identity, so a leaf that is shared by
two results, or stands in a list beside them, is shared by the copies too.
"""

from __future__ import annotations

from autograd_lab.scalar import value as scalar
from autograd_lab.scalar.graph import topological
from autograd_lab.scalar.ops import OPS
from autograd_lab.scalar.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_being_listed: set[int] = set()  # ids of the nodes whose list is being written just now


def reduced(node: Value) -> tuple[Any, ...]:
    """What pickle and deepcopy are to write for a Value: how to make it again, and of what."""
    own = (node.op and node.op.name, node._a, node._b, node._data, node.grad, node._name, node._version)
    if not node.parents or id(node) in _being_listed:
        return _made, (None, *own)
    ancestors = topological(node)[:-1]
    ids = {id(ancestor) for ancestor in ancestors}
    return _made, ((_Mark(ids, True), ancestors, _Mark(ids, False)), *own)


def _made(
    ancestors: object, op: str | None, a: Any, b: Any, data: float, grad: float, name: str | None, version: int
) -> Value:
    """The node again; the list of ancestors has served its purpose when it was read."""
    node = Value.__new__(Value)
    node.op = OPS[op] if op else None
    node._a, node._b = a, b
    node._data, node.grad, node._name, node._version = data, grad, name, version
    scalar._clock = max(scalar._clock, version)  # so that a later change is noticed in another process too
    return node


class _Mark:
    """Written before and after the list: from here on its nodes are written plainly, or no longer."""

    def __init__(self, ids: set[int], begins: bool) -> None:
        self.ids, self.begins = ids, begins

    def __reduce__(self) -> tuple[Any, ...]:
        if self.begins:
            _being_listed.update(self.ids)
        else:
            _being_listed.difference_update(self.ids)
        return bool, ()
