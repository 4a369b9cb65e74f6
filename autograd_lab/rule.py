"""A rule of one's own: an operation with a forward and a backward that its user writes, for Tensors and Values.

PyTorch's `autograd.Function` and JAX's `custom_vjp` are the same idea.
"""

from __future__ import annotations

import copy
import re

from autograd_lab.errors import ValueTypeError
from autograd_lab.scalar.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from autograd_lab.gradcheck.report import GradientReport

__all__ = ["Rule"]


class Rule:
    """An operation whose forward and backward you write. Make one, then call it with Tensors or with Values.

    name      what the player and error messages call it; the class's own name if you give none
    sentence  how the gradient goes back, in your words: the player shows it at the node

    `forward(self, *arrays)` returns the result. It gets plain arrays (for Values: plain numbers), and notes in `self`
    what backward needs. `backward(self, g)` gets ∂L/∂result, of the result's shape, and returns ∂L/∂operand for each
    operand, in their order and of their shapes; None for one that needs no gradient, such as labels.
    Each call works on a copy of the rule, so that two nodes do not mix up what they noted. Settings go into `__init__`,
    or into the call by name: `crop(x, size=3)` calls `forward(x, size=3)`.
    A backward that is not forward's slope, on purpose, says in `surrogate` of which function it is the slope.

    >>> import numpy as np
    >>> from autograd_lab import Rule, Tensor
    >>> class Cube(Rule):
    ...     sentence = "what comes from above, times 3x²"
    ...     def forward(self, x):
    ...         self.x = x
    ...         return x**3
    ...     def backward(self, g):
    ...         return g * 3 * self.x**2
    >>> cube = Cube()
    >>> x = Tensor([1.0, 2.0], requires_grad=True)
    >>> cube(x).sum().backward()
    >>> x.grad
    array([ 3., 12.])
    >>> bool(cube.check([1.0, 2.0]))  # nudging says the same
    True
    """

    name: str = ""
    sentence: str = ""

    def __init__(self, *settings: object, **named: object) -> None:
        if settings or named:
            kind = type(self).__name__
            first, *_ = (*settings, *named.values())
            what = "its operands" if hasattr(first, "backward") or hasattr(first, "shape") else f"{first!r:.40}"
            what = what if settings else f"{next(iter(named))}={what}"
            raise ValueTypeError(
                f"{kind}(...) got {what}, and has no settings. Make the rule first, then call it:\n"
                f"  rule = {kind}()\n  y = rule(x)\n"
                "  For settings write your own __init__, or give them in the call, by name."
            )

    def forward(self, *operands: Any, **settings: Any) -> Any:
        """The result from plain arrays, or from plain numbers; note in `self` what backward needs.

        >>> from autograd_lab import Rule
        >>> class Double(Rule):
        ...     def forward(self, x):
        ...         return 2 * x
        >>> Double()([1.0, 2.0])
        Tensor([2., 4.])
        """
        raise NotImplementedError(f"{type(self).__name__} has no forward: write `def forward(self, x): ...`")

    def backward(self, gradient: Any) -> Any:
        """∂L/∂operand for each operand, from ∂L/∂result; one gradient, or as many as there are operands.

        >>> from autograd_lab import Rule, Value
        >>> class Double(Rule):
        ...     def forward(self, x):
        ...         return 2 * x
        ...     def backward(self, g):
        ...         return 2 * g
        >>> x = Value(3.0)
        >>> Double()(x).backward()
        >>> x.grad
        2.0
        """
        raise NotImplementedError(f"{type(self).__name__} has no backward: write `def backward(self, g): ...`")

    def surrogate(self, *operands: Any, **settings: Any) -> Any:
        """The function whose slope backward is: forward itself, unless your class has a `surrogate` of its own.

        Write one where backward differs from forward's slope on purpose (straight-through, a reversed gradient). It
        gets what forward gets, and `check` nudges it in forward's place. Where no function has such a slope (a gradient
        that is cut off at a length), write `surrogate = None`.

        >>> from autograd_lab import Rule, Tensor
        >>> class Reversed(Rule):
        ...     def forward(self, x):
        ...         return x
        ...     def surrogate(self, x):
        ...         return -x
        ...     def backward(self, g):
        ...         return -g
        >>> bool(Reversed().check([1.0, 2.0]))
        True
        """
        return self.forward(*operands, **settings)

    def is_slope(self) -> bool:
        """Whether backward is meant to be the slope of forward: whether the class has no `surrogate` of its own.

        >>> from autograd_lab import Rule
        >>> Rule().is_slope()
        True
        """
        return type(self).surrogate is Rule.surrogate

    def __call__(self, *operands: Any, **settings: Any) -> Any:
        """The node: a Value where an operand is one, else a Tensor."""
        if not operands:
            raise ValueTypeError(f"{self.title()}: a rule is called with what it computes from, e.g. rule(x)")
        if any(isinstance(operand, Value) for operand in operands) and not any(map(_is_array, operands)):
            from autograd_lab.scalar.own_rule import own_value

            return own_value(copy.copy(self), self.title(), operands, settings)
        from autograd_lab.tensor.own_rule import own_tensor  # NumPy, which Values do without

        return own_tensor(self, self.title(), operands, settings)

    def title(self) -> str:
        """The rule's name, or that of its class: GradientReversal is "gradient_reversal".

        >>> from autograd_lab import Rule
        >>> class GradientReversal(Rule):
        ...     pass
        >>> GradientReversal().title()
        'gradient_reversal'
        """
        return self.name or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type(self).__name__).lower()

    def check(self, *operands: Any, tolerance: float | None = None, **settings: Any) -> GradientReport:
        """Compare backward with nudging, at these arrays or numbers; returns the report of `check_gradient`.

        What is nudged is `surrogate`, which is forward unless your class says otherwise. Every entry of the result
        counts, by a weight of its own, so the numbers of the report are slopes of a weighted sum. Operands of whole
        numbers are not nudged.

        >>> from autograd_lab import Rule
        >>> class Square(Rule):
        ...     def forward(self, x):
        ...         self.x = x
        ...         return x * x
        ...     def backward(self, g):
        ...         return g * self.x
        >>> print(Square().check([1.0, 2.0]).verdict)
        The gradient is wrong: x[0] should be 1.75517, it is 0.877583 (relative error 5.0e-01, tolerance 1e-06).
        """
        from autograd_lab.gradcheck.rules import check_rule  # NumPy, which Values do without

        if not isinstance(self, Rule):
            raise ValueTypeError("check(...) was called on the class. Make the rule first: Cube().check([0.5, 2.0])")
        return check_rule(self, operands, settings, tolerance)

    def __repr__(self) -> str:
        return f"Rule({self.title()!r})"


def _is_array(operand: object) -> bool:
    """Whether an operand is a Tensor or an array, to which Values do not go."""
    return (hasattr(operand, "shape") and getattr(operand, "shape", ()) != ()) or type(operand).__name__ == "Tensor"
