"""The methods of Tensor whose result jumps: flat almost everywhere, so the slope is 0.

Each is a node like any other, and the player shows that no gradient gets through it. (An operation on the bare numbers,
`Tensor(np.round(t.data))`, would cut the graph where nobody sees it.) `functional.straight_through` lets it through.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from autograd_lab.tensor import elementwise
from autograd_lab.tensor.elementwise import Ruled
from autograd_lab.tensor.node import ArrayNode


class StepMethods(ArrayNode):
    """Round, floor, sign and step. Tensor is made of this, and says how a result joins the graph (`_made`)."""

    __slots__ = ()

    def _made(self, op: str, ruled: Ruled, rule: Callable[..., Ruled], settings: tuple[Any, ...] = ()) -> Self:
        """What a rule made of this tensor alone; called again, the rule takes its array and the settings."""
        raise NotImplementedError

    def round(self) -> Self:
        """The nearest whole number; a half goes to the even one. The slope is 0.

        >>> from autograd_lab import Tensor
        >>> t = Tensor([0.4, 1.5, 2.5], requires_grad=True)
        >>> t.round()
        Tensor([0., 2., 2.], op='round')
        >>> t.round().sum().backward()
        >>> t.grad
        array([0., 0., 0.])
        """
        return self._made("round", elementwise.rounded(self._data), elementwise.rounded)

    def floor(self) -> Self:
        """The largest whole number that is not above the entry. The slope is 0.

        >>> from autograd_lab import Tensor
        >>> Tensor([-0.5, 1.5]).floor()
        Tensor([-1.,  1.])
        """
        return self._made("floor", elementwise.floor(self._data), elementwise.floor)

    def sign(self) -> Self:
        """−1, 0 or 1. The slope is 0.

        >>> from autograd_lab import Tensor
        >>> Tensor([-3.0, 0.0, 0.5]).sign()
        Tensor([-1.,  0.,  1.])
        """
        return self._made("sign", elementwise.sign(self._data), elementwise.sign)

    def step(self) -> Self:
        """1 where the entry is above 0, else 0: the neuron before the sigmoid. The slope is 0.

        >>> from autograd_lab import Tensor
        >>> Tensor([-3.0, 0.0, 0.5]).step()
        Tensor([0., 0., 1.])
        """
        return self._made("step", elementwise.step(self._data), elementwise.step)
