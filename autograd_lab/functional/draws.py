"""Draws as steps of a graph: what chance decides, and where every path of gradients ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.errors import ValueTypeError
from autograd_lab.functional.operands import Operand
from autograd_lab.rule import Rule
from autograd_lab.tensor import init
from autograd_lab.tensor.tensor import Tensor, lift


class Draw(Rule):
    """A draw from chances: forward what was drawn, backward nothing, since a nudge of a chance moves no draw."""

    sentence = "a draw hands nothing back: this path ends here"

    def __init__(self, name: str, rng: init.Rng) -> None:
        self.name = name
        self.rng = init.generator(rng)

    def forward(self, chances: Any) -> Any:
        """One draw for each row (categorical), or for each entry (bernoulli), as 0 and 1 of the input's shape."""
        self._refuse(chances)
        if self.name == "bernoulli":
            return (self.rng.random(chances.shape) < chances).astype(float)
        upto = chances.cumsum(axis=-1)
        upto /= upto[..., -1:]  # exactly 1 at the end, and from the last that can be drawn on
        return np.eye(chances.shape[-1])[(upto <= self.rng.random((*chances.shape[:-1], 1))).sum(axis=-1)]

    def _refuse(self, chances: Any) -> None:
        """Raise ValueTypeError for what is no chance."""
        if not ((chances >= 0) & (chances <= 1 + 1e-6)).all():  # so nan is refused, too
            raise ValueTypeError(f"{self.name}: chances lie between 0 and 1, got {chances.ravel()[:4].tolist()} …")
        if self.name == "bernoulli":
            return
        if chances.ndim == 0 or (abs(chances.sum(axis=-1) - 1) > 1e-4).any():
            sums = np.atleast_1d(chances.sum(axis=-1) if chances.ndim else chances).ravel()[:4].tolist()
            raise ValueTypeError(
                f"categorical: the chances of a row add up to 1, got an array of shape {chances.shape} with the sums "
                f"{sums}.\n  Of logits z these are z.softmax()."
            )

    def surrogate(self, chances: Any) -> Any:
        """A constant, whose slope backward is."""
        return np.zeros(chances.shape)

    def backward(self, gradient: Any) -> Any:
        """Zeros."""
        return np.zeros(gradient.shape)


def categorical(input: Operand, rng: init.Rng = None) -> Tensor:
    """One draw from each row of chances, as a row with a single 1; the gradient ends there.

    input   (..., K) chances, each row adding up to 1, e.g. softmax of logits -> (..., K)
    rng     a NumPy Generator or a seed, to repeat the draw
    raises  ValueTypeError for rows that are no chances

    >>> from autograd_lab import functional
    >>> functional.categorical([[0.0, 1.0, 0.0], [0.5, 0.25, 0.25]], rng=0)
    Tensor([[0., 1., 0.],
            [1., 0., 0.]])
    """
    drawn: Tensor = Draw("categorical", rng)(lift(input, "categorical"))
    return drawn


def bernoulli(input: Operand, rng: init.Rng = None) -> Tensor:
    """1 with the probability that each entry says, else 0; the gradient ends there.

    input   probabilities from 0 to 1, of any shape -> the same shape
    rng     a NumPy Generator or a seed, to repeat the draw
    raises  ValueTypeError for a probability outside 0 to 1

    >>> from autograd_lab import functional
    >>> functional.bernoulli([0.0, 0.5, 1.0], rng=0)
    Tensor([0., 1., 1.])
    """
    drawn: Tensor = Draw("bernoulli", rng)(lift(input, "bernoulli"))
    return drawn
