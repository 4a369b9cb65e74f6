"""What a function is given, made ready: operands as tensors, shapes that broadcast, arrays of what may be None."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_lab.errors import ShapeError
from autograd_lab.tensor import guard
from autograd_lab.tensor.tensor import Tensor, lift, record

Operand = Any  # a Tensor, a number, an array or a list of numbers


def as_tensors(op: str, tensors: Sequence[Operand]) -> tuple[Tensor, ...]:
    """Operands as tensors; raises ShapeError for an empty list."""
    parts = tuple(lift(t, op) for t in tensors)
    if not parts:
        raise ShapeError(f"{op}: got an empty list. Give it at least one tensor.")
    return parts


def lifted_pair(op: str, a: Operand, b: Operand) -> tuple[Tensor, Tensor]:
    """Two operands as tensors; a plain number takes the dtype of the other."""
    if a.__class__ is not Tensor:
        a = lift(a, op, b._data if isinstance(b, Tensor) else None)
    return a, b if b.__class__ is Tensor else lift(b, op, a._data)


def broadcast(op: str, rule: Any, a: Tensor, b: Tensor) -> Tensor:
    """The node of a rule for two operands; raises ShapeError for shapes that do not broadcast."""
    try:
        return record(op, rule(a._data, b._data), (a, b), rule)
    except ValueError:
        raise guard.broadcast_error(op, [a.shape, b.shape]) from None


def as_weights(op: str, weight: Operand, bias: Operand | None) -> tuple[Tensor, Tensor | None]:
    """Weights and bias as tensors, where they were given as arrays; None stays None."""
    if weight.__class__ is not Tensor:
        weight = lift(weight, op)
    if bias is not None and bias.__class__ is not Tensor:
        bias = lift(bias, op)
    return weight, bias


def data_of(tensor: Tensor | None) -> Any:
    """The array of a tensor, or None for None."""
    return None if tensor is None else tensor._data
