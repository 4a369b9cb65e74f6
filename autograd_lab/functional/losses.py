"""Losses: how far a prediction is from its target, as one number."""

from __future__ import annotations

from typing import Any

from autograd_lab.functional.operands import Operand, lifted_pair
from autograd_lab.tensor import losses
from autograd_lab.tensor.tensor import Tensor, lift, record

Reduction = Any  # "mean", "sum" or "none"


def mse(input: Operand, target: Operand, reduction: Reduction = "mean") -> Tensor:
    """The mean of (input − target)² over all entries (PyTorch's mse_loss). Both of one shape, else ShapeError.

    reduction   "mean", "sum", or "none" for a loss at each entry

    >>> from autograd_lab import Tensor, functional
    >>> y_hat = Tensor([1.0, 4.0], requires_grad=True)
    >>> loss = functional.mse(y_hat, [1.0, 2.0])
    >>> loss.backward()
    >>> loss.item(), y_hat.grad
    (2.0, array([0., 2.]))
    """
    a, y = lifted_pair("mse", input, target)
    return record(named("mse", reduction), losses.mse(a._data, y._data, reduction), (a, y), losses.mse, (reduction,))


def bce_with_logits(input: Operand, target: Operand, reduction: Reduction = "mean") -> Tensor:
    """Binary cross-entropy of σ(input) against targets in [0, 1], the mean over all entries; never overflows.

    reduction   "mean", "sum", or "none" for a loss at each entry
    Both of one shape; raises ShapeError for other shapes and for targets outside [0, 1].

    >>> from autograd_lab import Tensor, functional
    >>> z = Tensor([0.0, 1000.0], requires_grad=True)
    >>> loss = functional.bce_with_logits(z, [1.0, 1.0])
    >>> loss.backward()
    >>> round(loss.item(), 4), z.grad  # ½ ln 2, and (σ(z) − y) / 2
    (0.3466, array([-0.25,  0.  ]))
    """
    a, y = lifted_pair("bce_with_logits", input, target)
    ruled = losses.bce_with_logits(a._data, y._data, reduction)
    return record(named("bce_with_logits", reduction), ruled, (a, y), losses.bce_with_logits, (reduction,))


def cross_entropy(input: Operand, target: Operand, reduction: Reduction = "mean") -> Tensor:
    """The mean over rows of −ln softmax(input)[target].

    input   (N, C)            logits
    target  (N,) or (N, C)    whole numbers below C, or probabilities
    reduction                 "mean" and "sum" over the rows, or "none" for a loss of each row, (N,)
    raises ShapeError for shapes that do not fit and for a label outside the classes

    >>> from autograd_lab import Tensor, functional
    >>> logits = Tensor([[0.0, 0.0], [9.0, 0.0]], requires_grad=True)
    >>> loss = functional.cross_entropy(logits, [1, 0])
    >>> loss.backward()
    >>> round(loss.item(), 3), logits.grad[0]  # (softmax − one-hot) / N
    (0.347, array([ 0.25, -0.25]))
    """
    a, y = lift(input, "cross_entropy"), lift(target, "cross_entropy")
    ruled = losses.cross_entropy(a._data, y._data, reduction)
    return record(named("cross_entropy", reduction), ruled, (a, y), losses.cross_entropy, (reduction,))


def smooth_l1(input: Operand, target: Operand, reduction: Reduction = "mean", beta: float = 1.0) -> Tensor:
    """½ d² / beta where |d| < beta, else |d| − ½ beta, for d = input − target: a square that grows no steeper than |d|.

    reduction   "mean", "sum", or "none" for a loss at each entry
    beta        where the square ends and the line begins, above 0
    Both of one shape, else ShapeError. Source: Girshick, "Fast R-CNN" (2015), eq. 3.

    >>> from autograd_lab import Tensor, functional
    >>> box = Tensor([0.5, 10.0], requires_grad=True)
    >>> functional.smooth_l1(box, [0.0, 0.0], reduction="sum").backward()
    >>> box.grad  # the far one pulls no harder than 1
    array([0.5, 1. ])
    """
    a, y = lifted_pair("smooth_l1", input, target)
    ruled = losses.smooth_l1(a._data, y._data, reduction, beta)
    return record(named("smooth_l1", reduction), ruled, (a, y), losses.smooth_l1, (reduction, beta))


def named(loss: str, reduction: str) -> str:
    """What a loss is called in the graph: its own name for the mean, else with the reduction behind it."""
    return loss if reduction == "mean" else f"{loss}_{reduction}"
