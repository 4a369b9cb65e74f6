"""Gradients kept to a length."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from autograd_lab.errors import LabError
from autograd_lab.tensor.tensor import Tensor


def clip_grad_norm_(parameters: Tensor | Iterable[Tensor], max_norm: float) -> float:
    """Scale all gradients, as one long vector, to a norm of at most max_norm; returns the norm before.

    The factor is max_norm / (norm + 1e-6), as in PyTorch. Raises LabError when the norm is not finite.

    >>> from autograd_lab import Tensor, optim
    >>> w = Tensor([3.0, 4.0], requires_grad=True)
    >>> (w ** 2).sum().backward()  # the gradient is (6, 8)
    >>> optim.clip_grad_norm_([w], max_norm=1.0)
    10.0
    >>> w.grad.round(3)
    array([0.6, 0.8])
    """
    listed = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    grads = [p.grad for p in listed if p.grad is not None]
    norm = math.sqrt(sum(float(np.vdot(g, g)) for g in grads))
    if not math.isfinite(norm):
        raise LabError(f"clip_grad_norm_: the gradients' norm is {norm}. Look for the cause with detect_anomaly().")
    factor = max_norm / (norm + 1e-6)
    if factor < 1:
        for g in grads:
            g *= factor
    return norm
