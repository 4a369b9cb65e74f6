"""What is looked at before and during a backward pass, so that a wrong gradient is an error and not a number."""

from __future__ import annotations

from autograd_lab.errors import AnomalyError, DomainError, GraphError, ShapeError, StaleGraphError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, NoReturn

    from autograd_lab.scalar.value import Value

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


def domain_error(name: str, parents: Sequence[Value], backward: bool = False) -> DomainError:
    """What went wrong in the operation `name`, in words; `backward` when its derivative was asked for."""
    numbers = ", ".join(f"{p.name} = {p._data:g}" if p.name else f"{p._data:g}" for p in parents)
    reasons = _STEEP if backward else _REASONS
    reason, cure = reasons.get(name, ("outside the domain of the operation", "Change its input."))
    return DomainError(f"{'derivative of ' if backward else ''}{name}({numbers}): {reason}. {cure}")


def parents_are_given() -> GraphError:
    """What to say to someone who sets a node's parents."""
    return GraphError(
        "a node's parents are the operands of the operation that made it, they cannot be set.\n"
        "  By hand it is easy to make a cycle, which no backward pass can follow. Write the expression instead."
    )


def some(values: Iterable[Any]) -> tuple[Any, ...]:
    """The operands of Value.total; raises ShapeError when there are none."""
    operands = tuple(values)
    if not operands:
        raise ShapeError("Value.total adds up numbers, got an empty list. Give it at least one.")
    return operands


def paired(ws: Iterable[Any], xs: Iterable[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The operands of Value.dot; raises ShapeError unless each weight has its input and there is at least one pair."""
    ws, xs = tuple(ws), tuple(xs)
    if len(ws) != len(xs) or not ws:
        raise ShapeError(
            f"Value.dot pairs each weight with an input, got {len(ws)} weights and {len(xs)} inputs.\n"
            "  Give it two lists of the same length, with at least one number in each."
        )
    return ws, xs


def require_fresh(leaves: list[Value], inner: list[Value]) -> None:
    """Raise StaleGraphError when a number was changed after something had been computed from it.

    Each number carries the time of its last change; a result is as young as all it was made from, or younger.
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


def give_up(error: Exception, node: Value, leaves: list[Value], before: list[float]) -> NoReturn:
    """A backward pass that failed at `node`: give the leaves their gradients back and say what went wrong."""
    for leaf, grad in zip(leaves, before, strict=True):
        leaf.grad = grad
    if isinstance(error, AnomalyError):
        raise error
    assert node.op is not None  # what was computed has an operation  # noqa: S101
    raise domain_error(node.op.name, node.parents, backward=True) from error


def anomaly_watch(order: Iterable[Value]) -> Callable[[Value], None]:
    """Look at the numbers now; the answer is the look that each node's gradients get once handed on."""
    require_finite_numbers(order)
    return require_finite_gradients


def require_finite_numbers(order: Iterable[Value]) -> None:
    """Raise AnomalyError at the first node, in the order of the forward pass, whose number is NaN or infinite."""
    for node in order:
        if node._data - node._data != 0.0:  # true for NaN and for both infinities
            raise AnomalyError(
                f"detect_anomaly: the first node that is not finite is {_told(node)} = {node._data:g}.\n"
                f"  {_operands(node)}Look at that operation: the rest follows from it."
            )


def require_finite_gradients(node: Value) -> None:
    """Raise AnomalyError when what `node` has just handed on is NaN or infinite."""
    for parent in node.parents:
        if parent.grad - parent.grad != 0.0:
            raise AnomalyError(
                f"detect_anomaly: the first gradient that is not finite is {parent.grad:g}, handed to "
                f"{_told(parent)} = {parent._data:g}\n"
                f"  by {_told(node)} = {node._data:g}, whose own gradient is {node.grad:g}. "
                "Look at that operation's local derivative."
            )


def _told(node: Value) -> str:
    kind = node.op.name if node.op else "leaf"
    return f"{node.name!r} ({kind})" if node.name else f"a {kind} node" if node.op else "a leaf"


def _operands(node: Value) -> str:
    numbers = ", ".join(f"{parent._data:g}" for parent in node.parents)
    return f"Its operands are {numbers}. " if numbers else ""
