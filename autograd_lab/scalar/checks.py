"""Checks before and during a backward pass, so that a wrong gradient is an error and not a number."""

from __future__ import annotations

from autograd_lab.errors import AnomalyError, DomainError, GraphError, LabError, ShapeError, StaleGraphError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, NoReturn

    from autograd_lab.scalar.graph import Node

#: operation -> why a number has no result there, and what to do
_REASONS = {
    "log": ("the logarithm exists for numbers above 0 only", "Keep its input positive."),
    "sqrt": ("the square root of a negative number is not real", "Keep its input at 0 or above."),
    "div": ("division by zero", "Keep the denominator away from 0."),
    "pow": ("a negative base needs a whole exponent, and 0 a positive one", "Change the base or the exponent."),
}
#: operation -> why its derivative does not exist where its result does, and what to do
_STEEP = {
    "sqrt": ("the square root rises straight up at 0", "Keep its input above 0, e.g. add 1e-12."),
    "pow": (
        "a power below 1 rises straight up at 0, and a negative base has no derivative in a variable exponent",
        "Keep the base above 0.",
    ),
}


def domain_error(name: str, parents: Sequence[Node], backward: bool = False) -> DomainError:
    """The error for an operation that has no result at these numbers; `backward`: for one that has no derivative."""
    numbers = ", ".join(f"{p.name} = {p._data:g}" if p.name else f"{p._data:g}" for p in parents)
    reasons = _STEEP if backward else _REASONS
    reason, cure = reasons.get(name, ("outside the domain of the operation", "Change its input."))
    return DomainError(f"{'derivative of ' if backward else ''}{name}({numbers}): {reason}. {cure}")


def parents_error() -> GraphError:
    """The error for setting a node's parents by hand."""
    return GraphError(
        "a node's parents are the operands of the operation that made it, they cannot be set.\n"
        "  By hand it is easy to make a cycle, which no backward pass can follow. Write the expression instead."
    )


def nonempty_operands(values: Iterable[Any]) -> tuple[Any, ...]:
    """The operands of Value.total; raises ShapeError when there are none."""
    operands = tuple(values)
    if not operands:
        raise ShapeError("Value.total adds up numbers, got an empty list. Give it at least one.")
    return operands


def paired_operands(ws: Iterable[Any], xs: Iterable[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The operands of Value.dot; raises ShapeError unless each weight has its input and there is at least one pair."""
    ws, xs = tuple(ws), tuple(xs)
    if len(ws) != len(xs) or not ws:
        raise ShapeError(
            f"Value.dot pairs each weight with an input, got {len(ws)} weights and {len(xs)} inputs.\n"
            "  Give it two lists of the same length, with at least one number in each."
        )
    return ws, xs


def require_fresh(leaves: Sequence[Node], inner: Sequence[Node]) -> None:
    """Raise StaleGraphError when a number was changed after something had been computed from it.

    Each number carries the time of its last change (its version); a result must not be older than an operand.
    """
    times = {node._version for node in inner}
    newest = max([leaf._version for leaf in leaves], default=0)
    if not times or (len(times) == 1 and newest <= min(times)):
        return  # nothing was changed since the first result
    for node in inner:
        for parent in node.parents:
            if parent._version > node._version:
                what = f"the Value {parent.name!r}" if parent.name else "a Value"
                raise StaleGraphError(
                    f"backward(): {what} is now {parent._data:g}, changed after the result was computed from it.\n"
                    "  The stored results no longer fit, so the gradient would be wrong.\n"
                    "  Run the forward pass again (rebuild the expression), then call backward()."
                )


def abort_sweep(error: Exception, node: Node, leaves: Sequence[Node], before: list[float]) -> NoReturn:
    """Restore the leaves' gradients after a backward pass that failed at `node`, and raise an error that names it."""
    for leaf, grad in zip(leaves, before, strict=True):
        leaf.grad = grad
    if isinstance(error, LabError) or node.op.own:  # type: ignore[union-attr]  # it says itself what is wrong
        raise error
    assert node.op is not None  # noqa: S101 - what was computed has an operation
    raise domain_error(node.op.name, node.parents, backward=True) from error


def anomaly_watch(order: Iterable[Node]) -> Callable[[Node], None]:
    """Check all forward values, and return the function that checks a node's gradients during the sweep."""
    require_finite_numbers(order)
    return require_finite_gradients


def require_finite_numbers(order: Iterable[Node]) -> None:
    """Raise AnomalyError at the first node, in the order of the forward pass, whose number is NaN or infinite."""
    for node in order:
        if node._data - node._data != 0.0:  # true for NaN and for both infinities
            raise AnomalyError(
                f"detect_anomaly: the first node that is not finite is {_description(node)} = {node._data:g}.\n"
                f"  {_operands_sentence(node)}Look at that operation: the rest follows from it."
            )


def require_finite_gradients(node: Node) -> None:
    """Raise AnomalyError when what `node` has just handed on is NaN or infinite."""
    for parent in node.parents:
        if parent.grad - parent.grad != 0.0:
            raise AnomalyError(
                f"detect_anomaly: the first gradient that is not finite is {parent.grad:g}, handed to "
                f"{_description(parent)} = {parent._data:g}\n"
                f"  by {_description(node)} = {node._data:g}, whose own gradient is {node.grad:g}. "
                "Look at that operation's local derivative."
            )


def _description(node: Node) -> str:
    kind = node.op.name if node.op else "leaf"
    return f"{node.name!r} ({kind})" if node.name else f"a {kind} node" if node.op else "a leaf"


def _operands_sentence(node: Node) -> str:
    numbers = ", ".join(f"{parent._data:g}" for parent in node.parents)
    return f"Its operands are {numbers}. " if numbers else ""
