"""Draws as steps of a graph: what chance decides, and where every path of gradients ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.errors import ValueTypeError
from autograd_lab.functional.operands import Operand
from autograd_lab.rule import Rule
from autograd_lab.tensor import init
from autograd_lab.tensor.tensor import Tensor


class Draw(Rule):
    """A draw from chances: forward what was drawn, backward nothing, since a nudge of a chance moves no draw."""

    sentence = "a draw hands nothing back: this path ends here"

    def __init__(self, name: str, rng: init.Rng) -> None:
        self.name = name
        self.rng = init.generator(rng)

    def forward(self, chances: Any) -> Any:
        """One draw for each row (categorical), or for each entry (bernoulli), as 0 and 1 of the input's shape."""
        if self.name == "bernoulli":
            return (self.rng.random(chances.shape) < chances).astype(float)
        upto = chances.cumsum(axis=-1)
        upto /= upto[..., -1:]  # exactly 1 at the end, and from the last that can be drawn on
        return np.eye(chances.shape[-1])[(upto <= self.rng.random((*chances.shape[:-1], 1))).sum(axis=-1)]

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
    return _draw("categorical", input, rng)


def bernoulli(input: Operand, rng: init.Rng = None) -> Tensor:
    """1 with the probability that each entry says, else 0; the gradient ends there.

    input   probabilities from 0 to 1, of any shape -> the same shape
    rng     a NumPy Generator or a seed, to repeat the draw
    raises  ValueTypeError for a probability outside 0 to 1

    >>> from autograd_lab import functional
    >>> functional.bernoulli([0.0, 0.5, 1.0], rng=0)
    Tensor([0., 1., 1.])
    """
    return _draw("bernoulli", input, rng)


def _draw(name: str, input: Operand, rng: init.Rng) -> Tensor:
    """The node of a draw, from what has been seen to be chances."""
    given = np.asarray(input.data if isinstance(input, Tensor) else input, dtype=float)
    if not ((given >= 0) & (given <= 1 + 1e-6)).all():  # so nan is refused, too
        raise ValueTypeError(f"{name}: chances lie between 0 and 1, got {given.ravel()[:4].tolist()} …")
    if name == "categorical" and (given.ndim == 0 or (abs(given.sum(axis=-1) - 1) > 1e-4).any()):
        raise ValueTypeError(
            f"{name}: the chances of a row add up to 1, got an array of shape {given.shape} with the sums "
            f"{np.atleast_1d(given.sum(axis=-1)).ravel()[:4].tolist()}.\n  Of logits z these are z.softmax()."
        )
    drawn: Tensor = Draw(name, rng)(input)
    return drawn
