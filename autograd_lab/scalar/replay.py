"""Running a graph again without building it again: for training loops, whose graph is the same at every step."""

from __future__ import annotations

from autograd_lab.scalar.checks import domain_error, require_fresh
from autograd_lab.scalar.graph import leaves_and_inner
from autograd_lab.scalar.value import Value, latest_version, sweep


class Replay:
    """A graph that can be run again, made by `record`. A call computes `root` and all gradients anew.

    root     the result
    leaves   what was given: change their `.data` between calls
    The gradients are those that `root.backward()` would give: leaves add up, so clear them between steps.
    """

    def __init__(self, root: Value) -> None:
        self.root = root
        self.leaves, self._inner = leaves_and_inner(root)
        self._renew = [(node.op.renew, node) for node in self._inner if node.op]

    def __call__(self) -> float:
        """Forward and backward; returns the new number of the root."""
        number = self.forward()
        sweep(self.root, self.leaves, self._inner)
        return number

    def forward(self) -> float:
        """Compute every node from the leaves' present numbers; raises DomainError where one has no result."""
        now = latest_version()
        try:
            for renew, node in self._renew:
                renew(node)
                node._version = now
        except (ValueError, ZeroDivisionError) as error:
            if node.op.own:  # type: ignore[union-attr]  # a rule of the user's own says itself what is wrong
                raise
            raise domain_error(node.op.name, node.parents) from error  # type: ignore[union-attr]
        return self.root.data

    def backward(self) -> None:
        """The backward pass for the last `forward()`; raises StaleGraphError when a number was changed since."""
        require_fresh(self.leaves, self._inner)
        sweep(self.root, self.leaves, self._inner)

    def __repr__(self) -> str:
        return f"Replay({len(self._inner)} operations on {len(self.leaves)} leaves, root {self.root!r})"
