"""A gradient for what has none: forward a jump, backward as if it were not there."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ValueTypeError
from autograd_lab.functional.operands import Operand
from autograd_lab.rule import Rule
from autograd_lab.scalar.value import Value
from autograd_lab.tensor.tensor import Tensor

_JUMPS = ("round", "floor", "sign", "step")


class StraightThrough(Rule):
    """One of the jumps of the engine forward, and backward the gradient as it came: a Rule on top of them."""

    sentence = "the gradient passes as if nothing had been done here (straight-through)"

    def __init__(self, jump: str) -> None:
        self.jump = jump
        self.name = f"{jump}, straight through"

    def forward(self, x: Any) -> Any:
        """The jump's result, by the engine's own operation."""
        return getattr((Value if isinstance(x, float) else Tensor)(x), self.jump)().data

    def surrogate(self, x: Any) -> Any:
        """The identity, whose slope backward is."""
        return x

    def backward(self, gradient: Any) -> Any:
        """The gradient as it came."""
        return gradient


def straight_through(input: Operand, jump: str = "round") -> Any:
    """`jump` of the input, with the gradient of the identity: a wrong slope on purpose, and often a useful one.

    input    a Tensor, or a Value
    jump     "round", "floor", "sign" or "step"
    raises   ValueTypeError for another name
    Source: Bengio, Léonard and Courville, "Estimating or propagating gradients through stochastic neurons" (2013).

    >>> from autograd_lab import Tensor, functional
    >>> w = Tensor([0.4, 1.7], requires_grad=True)
    >>> functional.straight_through(w, "round").sum().backward()
    >>> w.grad  # w.round() would give zeros
    array([1., 1.])
    """
    if jump not in _JUMPS:
        raise ValueTypeError(
            f"straight_through: jump is one of {', '.join(_JUMPS)}, got {jump!r}.\n"
            "  For one of your own write a Rule whose backward returns the gradient as it came (docs/own_rules.md)."
        )
    return StraightThrough(jump)(input)
