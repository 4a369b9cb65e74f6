"""Activations, entry by entry, and softmax along an axis."""

from __future__ import annotations

from autograd_lab.errors import ValueTypeError
from autograd_lab.functional.operands import Operand
from autograd_lab.tensor import elementwise
from autograd_lab.tensor.shaping import Axis
from autograd_lab.tensor.tensor import Tensor, lift, record


def relu(input: Operand) -> Tensor:
    """max(x, 0), entry by entry, with slope 0 at 0.

    >>> from autograd_lab import functional
    >>> functional.relu([-1.0, 2.0])
    Tensor([0., 2.])
    """
    x = input if input.__class__ is Tensor else lift(input, "relu")
    return record("relu", elementwise.relu(x._data), (x,), elementwise.relu)


def sigmoid(input: Operand) -> Tensor:
    """1 / (1 + e^−x), entry by entry, in a form that does not overflow.

    >>> from autograd_lab import functional
    >>> functional.sigmoid([-1000.0, 0.0])
    Tensor([0. , 0.5])
    """
    x = input if input.__class__ is Tensor else lift(input, "sigmoid")
    return record("sigmoid", elementwise.sigmoid(x._data), (x,), elementwise.sigmoid)


def tanh(input: Operand) -> Tensor:
    """The hyperbolic tangent, entry by entry.

    >>> from autograd_lab import functional
    >>> functional.tanh([0.0, 1.0])
    Tensor([0.        , 0.76159416])
    """
    x = input if input.__class__ is Tensor else lift(input, "tanh")
    return record("tanh", elementwise.tanh(x._data), (x,), elementwise.tanh)


def softplus(input: Operand) -> Tensor:
    """ln(1 + e^x), entry by entry: a relu without its kink, in a form that does not overflow.

    >>> from autograd_lab import functional
    >>> functional.softplus([0.0, 1000.0]).data.round(4)
    array([6.931e-01, 1.000e+03])
    """
    return lift(input, "softplus").softplus()


def gelu(input: Operand, approximate: str = "none") -> Tensor:
    """x · Φ(x), entry by entry, Φ the share of a standard normal below x: a smooth relu, used in Transformers.

    approximate   "none", or "tanh" for ½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))

    >>> from autograd_lab import functional
    >>> functional.gelu([-1.0, 0.0, 1.0])
    Tensor([-0.15865525,  0.        ,  0.84134475])
    """
    x = lift(input, "gelu")
    if approximate not in ("none", "tanh"):
        raise ValueTypeError(f'gelu: approximate is "none" or "tanh", got {approximate!r}')
    if approximate == "tanh":
        return record("gelu_tanh", elementwise.gelu_tanh(x._data), (x,), elementwise.gelu_tanh)
    return record("gelu", elementwise.gelu(x._data), (x,), elementwise.gelu)


def softmax(input: Operand, axis: int = -1) -> Tensor:
    """e^x / Σ e^x along `axis`, in a form that does not overflow.

    >>> from autograd_lab import functional
    >>> functional.softmax([[0.0, 0.0], [0.0, 1000.0]])
    Tensor([[0.5, 0.5],
            [0. , 1. ]])
    """
    return lift(input, "softmax").softmax(axis)


def log_softmax(input: Operand, axis: int = -1) -> Tensor:
    """ln softmax along `axis`, in a form that does not overflow.

    >>> from autograd_lab import functional
    >>> functional.log_softmax([0.0, 1000.0])
    Tensor([-1000.,     0.])
    """
    return lift(input, "log_softmax").log_softmax(axis)


def logsumexp(input: Operand, axis: Axis, keepdims: bool = False) -> Tensor:
    """ln Σ e^x over `axis`, in a form that does not overflow.

    >>> from autograd_lab import functional
    >>> functional.logsumexp([[0.0, 0.0], [1000.0, 0.0]], 1)
    Tensor([6.93147181e-01, 1.00000000e+03])
    """
    return lift(input, "logsumexp").logsumexp(axis, keepdims)
