"""Copies of a graph: how `copy.deepcopy` and pickle can copy one of any depth.

Both follow references one inside the other, which for a chain of thousands of nodes is too deep for Python. So the
first node that is met hands over all its ancestors as one flat list, parents first; each of those is then pickled
with parents that have been pickled already. Both tools keep track of identity, so a leaf that is shared by two
results, or stands in a list beside them, is shared by the copies too.
"""

from __future__ import annotations

from autograd_lab.scalar.graph import topological

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from autograd_lab.scalar.graph import Node

_being_listed: set[int] = set()  # ids of the nodes whose list is being pickled just now


def ancestor_list(node: Node) -> tuple[_Mark, list[Node], _Mark] | None:
    """A node's ancestors between two marks, to be pickled before the node itself.

    None for a leaf, and for a node that stands in such a list itself: its own ancestors come before it there.
    """
    if not node.parents or id(node) in _being_listed:
        return None
    ancestors = topological(node)[:-1]
    ids = {id(ancestor) for ancestor in ancestors}
    return _Mark(ids, True), ancestors, _Mark(ids, False)


class _Mark:
    """The start or the end of the ancestor list in the pickle; nodes between them leave out their own ancestors."""

    def __init__(self, ids: set[int], begins: bool) -> None:
        self.ids, self.begins = ids, begins

    def __reduce__(self) -> tuple[Any, ...]:
        if self.begins:
            _being_listed.update(self.ids)
        else:
            _being_listed.difference_update(self.ids)
        return bool, ()
