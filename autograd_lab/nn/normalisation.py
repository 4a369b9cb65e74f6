"""Normalisation and dropout as layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab import functional
from autograd_lab.nn.module import Module
from autograd_lab.tensor import init, recording
from autograd_lab.tensor.init import Rng
from autograd_lab.tensor.tensor import Tensor


class Dropout(Module):
    """In training each entry is set to 0 with probability p, and the others are divided by 1 − p.

    rng   a NumPy Generator or a seed, to repeat the draws

    >>> from autograd_lab import nn
    >>> drop = nn.Dropout(0.5, rng=0)
    >>> drop([1.0, 1.0, 1.0, 1.0])
    Tensor([2., 0., 0., 0.])
    >>> drop.eval()([1.0, 1.0, 1.0, 1.0])
    Tensor([1., 1., 1., 1.])
    """

    def __init__(self, p: float = 0.5, rng: Rng = None) -> None:
        self.p = p
        self.rng = init.generator(rng)

    def forward(self, x: Any) -> Tensor:
        """Any shape -> the same shape."""
        return functional.dropout(x, self.p, self.training, self.rng)

    def described(self) -> str:
        """The probability of dropping."""
        return f"p={self.p}"


class BatchNorm1d(Module):
    """Each feature with mean 0 and variance 1 over the batch, then times weight plus bias. Input (N, num_features).

    eps        added to the variance under the root
    momentum   the share of the batch in the running mean and variance, which evaluation uses
    Source: Ioffe and Szegedy, "Batch Normalization" (2015), algorithm 1.

    >>> from autograd_lab import nn
    >>> norm = nn.BatchNorm1d(1)
    >>> norm([[1.0], [3.0]]).data.round(3)
    array([[-1.],
           [ 1.]])
    >>> norm.running_mean
    array([0.2])
    """

    buffers = ("running_mean", "running_var", "num_batches_tracked")

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, dtype: Any = float) -> None:
        self.eps, self.momentum = eps, momentum
        self.weight = Tensor(np.ones(num_features), requires_grad=True, dtype=dtype)
        self.bias = Tensor(np.zeros(num_features), requires_grad=True, dtype=dtype)
        self.running_mean = np.zeros(num_features, dtype)
        self.running_var = np.ones(num_features, dtype)
        self.num_batches_tracked = np.array(0)

    def forward(self, x: Any) -> Tensor:
        """(N, features) or (N, features, length) -> the same shape."""
        if self.training:
            recording.done(self._count)
        return functional.batch_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, self.training, self.momentum, self.eps
        )

    def _count(self) -> None:
        """Note that one more batch has updated the running numbers."""
        self.num_batches_tracked += 1

    def described(self) -> str:
        """The number of features."""
        return str(len(self.running_mean))


class LayerNorm(Module):
    """Each sample with mean 0 and variance 1 over its last axes, then times weight plus bias.

    normalized_shape     the lengths of those axes: the width of a word's vector, for example
    eps                  added to the variance under the root
    elementwise_affine   False leaves weight and bias out; bias=False the bias alone
    Source: Ba, Kiros and Hinton, "Layer Normalization" (2016).

    >>> from autograd_lab import nn
    >>> nn.LayerNorm(2)([[1.0, 3.0], [10.0, 30.0]]).data.round(3)
    array([[-1.,  1.],
           [-1.,  1.]])
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        dtype: Any = float,
    ) -> None:
        self.normalized_shape = (
            (int(normalized_shape),)
            if isinstance(normalized_shape, (int, np.integer))
            else tuple(map(int, normalized_shape))
        )
        self.eps = eps
        shape = self.normalized_shape
        self.weight = Tensor(np.ones(shape), requires_grad=True, dtype=dtype) if elementwise_affine else None
        self.bias = Tensor(np.zeros(shape), requires_grad=True, dtype=dtype) if elementwise_affine and bias else None

    def forward(self, x: Any) -> Tensor:
        """(..., *normalized_shape) -> the same shape."""
        return functional.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)

    def described(self) -> str:
        """The lengths of the axes over which it norms."""
        return str(self.normalized_shape[0] if len(self.normalized_shape) == 1 else self.normalized_shape)
