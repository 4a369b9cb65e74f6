"""What show() can draw: each source turns one kind of graph into a Trace, and answers for its numbers.

A source is chosen by what it is given. None of them imports torch: whoever has a torch tensor has imported it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from autograd_lab.errors import ValueTypeError
from autograd_lab.scalar import Value
from autograd_lab.viz.trace import Trace


class Source(Protocol):
    """A graph under a player."""

    trace: Trace  # with the numbers that are shown now

    def move(self, moves: Sequence[tuple[int, float]]) -> Trace:
        """Give leaves new numbers, compute everything anew in the learner's own graph, return the new trace."""

    def grads(self) -> list[float | None]:
        """The gradient of each node for the numbers shown; None where there is none."""

    def rows(self) -> list[tuple[str, str, str, str]]:
        """The table of values: (node, operation, value, grad)."""


def source_of(root: object, *, names: Mapping[str, object] | None = None) -> Source:
    """The source that can draw `root`; raises ValueTypeError for what has no graph, saying what to show instead."""
    from autograd_lab.viz.sources.scalar import ScalarSource

    if names is not None and not isinstance(names, Mapping):
        raise ValueTypeError(
            f"show(names=...) maps names to Values, got {names!r:.40} ({type(names).__name__}). "
            'Write names={"w": w, "x": x}.'
        )
    if isinstance(root, Value):
        return ScalarSource(root, names or {})
    raise _unknown(root)


def _unknown(root: object) -> ValueTypeError:
    what = f"{root!r:.40} ({type(root).__name__})"
    hint = "Build the expression from Values: show(w * x + b) with w = Value(2.0)."
    if isinstance(root, (list, tuple)) and root and all(isinstance(item, Value) for item in root):
        hint = "Show one of its items, or their sum: show(Value.total(items))."
    return ValueTypeError(f"show() draws the graph of a Value, got {what}. {hint}")
