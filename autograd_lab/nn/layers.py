"""Layers of a plain network: Linear, activations, and rows of a table of vectors."""

from __future__ import annotations

import math
from typing import Any

from autograd_lab import functional
from autograd_lab.errors import ShapeError
from autograd_lab.nn.module import Module
from autograd_lab.tensor import init
from autograd_lab.tensor.init import Rng
from autograd_lab.tensor.tensor import Tensor


def uniform(random: Any, bound: float, shape: int | tuple[int, ...], dtype: Any) -> Tensor:
    """A parameter drawn uniform in ±bound: how most of PyTorch's layers start, with 1/√n_in."""
    return Tensor(random.uniform(-bound, bound, shape), requires_grad=True, dtype=dtype)


class Linear(Module):
    """x @ weight + bias. weight (n_in, n_out), bias (n_out,), both start uniform in ±1/√n_in, as in PyTorch.

    bias    False leaves the bias out
    rng     a NumPy Generator or a seed; nn.manual_seed sets the shared one
    dtype   of the parameters, e.g. "float32"
    raises  ShapeError for a width below 1, and for an input of another width than n_in

    >>> import numpy as np
    >>> from autograd_lab import nn
    >>> layer = nn.Linear(3, 2, rng=0)
    >>> layer(np.ones((4, 3))).shape
    (4, 2)
    >>> layer.weight.shape, layer.bias.shape
    ((3, 2), (2,))
    """

    transposed_in_torch = ("weight",)

    def __init__(self, n_in: int, n_out: int, bias: bool = True, rng: Rng = None, dtype: Any = float) -> None:
        if n_in < 1 or n_out < 1:
            raise ShapeError(f"Linear({n_in}, {n_out}): both widths must be at least 1")
        bound, random = 1 / math.sqrt(n_in), init.generator(rng)
        self.weight = uniform(random, bound, (n_in, n_out), dtype)
        self.bias = uniform(random, bound, n_out, dtype) if bias else None

    def forward(self, x: Any) -> Tensor:
        """(..., n_in) -> (..., n_out)."""
        return functional.linear(x, self.weight, self.bias)

    def described(self) -> str:
        """n_in and n_out, and bias=False where there is none."""
        return ", ".join(map(str, self.weight.shape)) + ("" if self.bias is not None else ", bias=False")


class Embedding(Module):
    """A vector for each of num_embeddings words: whole numbers (...) -> (..., embedding_dim). Starts standard normal.

    rng     a NumPy Generator or a seed
    raises  as functional.embedding, for a word outside the table

    >>> from autograd_lab import nn
    >>> nn.Embedding(10, 4, rng=0)([[1, 2, 3], [4, 4, 0]]).shape
    (2, 3, 4)
    """

    def __init__(self, num_embeddings: int, embedding_dim: int, rng: Rng = None, dtype: Any = float) -> None:
        if num_embeddings < 1 or embedding_dim < 1:
            raise ShapeError(f"Embedding({num_embeddings}, {embedding_dim}): both numbers must be at least 1")
        numbers = init.generator(rng).normal(size=(num_embeddings, embedding_dim))
        self.weight = Tensor(numbers, requires_grad=True, dtype=dtype)

    def forward(self, x: Any) -> Tensor:
        """(...) whole numbers -> (..., embedding_dim)."""
        return functional.embedding(x, self.weight)

    def described(self) -> str:
        """How many words, and the width of a vector."""
        return ", ".join(map(str, self.weight.shape))


class Sigmoid(Module):
    """1 / (1 + e^−x), entry by entry, as a layer.

    >>> from autograd_lab import nn
    >>> nn.Sigmoid()([0.0, 2.0])
    Tensor([0.5       , 0.88079708])
    """

    def forward(self, x: Any) -> Tensor:
        """Any shape -> the same shape."""
        return functional.sigmoid(x)


class Tanh(Module):
    """The hyperbolic tangent, entry by entry, as a layer.

    >>> from autograd_lab import nn
    >>> nn.Tanh()([0.0, 1.0])
    Tensor([0.        , 0.76159416])
    """

    def forward(self, x: Any) -> Tensor:
        """Any shape -> the same shape."""
        return functional.tanh(x)


class ReLU(Module):
    """max(x, 0), entry by entry, as a layer.

    >>> from autograd_lab import nn
    >>> nn.ReLU()([-1.0, 2.0])
    Tensor([0., 2.])
    """

    def forward(self, x: Any) -> Tensor:
        """Any shape -> the same shape."""
        return functional.relu(x)
