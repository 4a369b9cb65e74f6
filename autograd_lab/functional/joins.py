"""Several tensors at once: the larger, a choice, one after another."""

from __future__ import annotations

from collections.abc import Sequence

from autograd_lab.errors import ShapeError
from autograd_lab.functional.operands import Operand, as_tensors, broadcast, lifted_pair
from autograd_lab.tensor import elementwise, guard, shaping
from autograd_lab.tensor.tensor import Tensor, lift, record


def maximum(input: Operand, other: Operand) -> Tensor:
    """The larger of two, entry by entry; where they are equal each gets half of the gradient. Shapes broadcast.

    >>> from autograd_lab import functional
    >>> functional.maximum([1.0, 5.0], 3.0)
    Tensor([3., 5.])
    """
    return broadcast("maximum", elementwise.maximum, *lifted_pair("maximum", input, other))


def minimum(input: Operand, other: Operand) -> Tensor:
    """The smaller of two, entry by entry; where they are equal each gets half of the gradient. Shapes broadcast.

    >>> from autograd_lab import functional
    >>> functional.minimum([1.0, 5.0], 3.0)
    Tensor([1., 3.])
    """
    return broadcast("minimum", elementwise.minimum, *lifted_pair("minimum", input, other))


def where(condition: Operand, input: Operand, other: Operand) -> Tensor:
    """`input` where the condition holds, else `other`; no gradient goes through the condition. Shapes broadcast.

    >>> from autograd_lab import Tensor, functional
    >>> x = Tensor([-2.0, 3.0], requires_grad=True)
    >>> y = functional.where(x > 0, x, 0.1 * x)  # leaky relu
    >>> y.sum().backward()
    >>> x.grad
    array([0.1, 1. ])
    """
    mask = lift(condition, "where")
    a, b = lifted_pair("where", input, other)
    try:
        ruled = elementwise.where(mask._data, a._data, b._data)
        return record("where", ruled, (a, b), elementwise.where, (), (mask, a, b))
    except ValueError:
        raise guard.broadcast_error("where", [mask.shape, a.shape, b.shape]) from None


def concatenate(tensors: Sequence[Operand], axis: int = 0) -> Tensor:
    """Tensors one after another along an axis that exists; the other lengths must agree, else ShapeError.

    >>> from autograd_lab import functional
    >>> functional.concatenate([[[1.0, 2.0]], [[3.0, 4.0]]], axis=1)
    Tensor([[1., 2., 3., 4.]])
    """
    parts = as_tensors("concatenate", tensors)
    try:
        ruled = shaping.concatenate(tuple(t._data for t in parts), axis)
        return record("concatenate", ruled, parts, shaping.concatenate, (), (parts, axis))
    except (ValueError, IndexError):
        raise ShapeError(
            f"concatenate: shapes {', '.join(str(t.shape) for t in parts)} do not join along axis {axis}.\n"
            "  All other lengths must be equal; functional.stack makes a new axis."
        ) from None


def stack(tensors: Sequence[Operand], axis: int = 0) -> Tensor:
    """Tensors side by side along a new axis; all of one shape, else ShapeError.

    >>> from autograd_lab import functional
    >>> functional.stack([[1.0, 2.0], [3.0, 4.0]])
    Tensor([[1., 2.],
            [3., 4.]])
    """
    parts = as_tensors("stack", tensors)
    try:
        ruled = shaping.stack(tuple(t._data for t in parts), axis)
        return record("stack", ruled, parts, shaping.stack, (), (parts, axis))
    except ValueError:
        raise ShapeError(f"stack: all shapes must be equal, got {', '.join(str(t.shape) for t in parts)}") from None
