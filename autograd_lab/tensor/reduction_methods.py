"""The methods of Tensor that work along axes: sums, means, extremes, softmax.

`axis` may be None (all axes), a number or several; negative counts from the end. `keepdims` leaves it with length 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from autograd_lab.tensor import losses, shaping
from autograd_lab.tensor.elementwise import Ruled
from autograd_lab.tensor.node import ArrayNode
from autograd_lab.tensor.shaping import Axis


class ReductionMethods(ArrayNode):
    """Reductions. Tensor is made of this, and says how a result joins the graph (`_made`)."""

    __slots__ = ()

    def _made(self, op: str, ruled: Ruled, rule: Callable[..., Ruled], settings: tuple[Any, ...] = ()) -> Self:
        """What a rule made of this tensor alone; called again, the rule takes its array and the settings."""
        raise NotImplementedError

    def sum(self, axis: Axis = None, keepdims: bool = False) -> Self:
        """The sum over `axis`: None (all axes), a number or several; keepdims leaves the axis with length 1.

        >>> from autograd_lab import Tensor
        >>> Tensor([[1.0, 2.0], [3.0, 4.0]]).sum(axis=0)
        Tensor([4., 6.])
        """
        return self._made("sum", shaping.total(self._data, axis, keepdims), shaping.total, (axis, keepdims))

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Self:
        """The mean over `axis`; raises ShapeError when there is nothing to average.

        >>> from autograd_lab import Tensor
        >>> Tensor([[1.0, 2.0], [3.0, 4.0]]).mean(axis=1)
        Tensor([1.5, 3.5])
        """
        return self._made("mean", shaping.mean(self._data, axis, keepdims), shaping.mean, (axis, keepdims))

    def var(self, axis: Axis = None, correction: int = 1, keepdims: bool = False) -> Self:
        """The variance over `axis`: Σ (t − mean)² / (n − correction). 1, PyTorch's default, is the unbiased estimate.

        Raises ShapeError where n is not above the correction.

        >>> from autograd_lab import Tensor
        >>> Tensor([[1.0, 3.0], [2.0, 8.0]]).var(axis=1), Tensor([1.0, 3.0]).var(correction=0)
        (Tensor([ 2., 18.]), Tensor(1.))
        """
        return self._made(
            "var",
            shaping.variance(self._data, axis, correction, keepdims),
            shaping.variance,
            (axis, correction, keepdims),
        )

    def logsumexp(self, axis: Axis, keepdims: bool = False) -> Self:
        """ln Σ e^t over `axis`, in a form that does not overflow: a soft maximum, whose slope is the softmax.

        >>> from autograd_lab import Tensor
        >>> Tensor([1000.0, 1000.0]).logsumexp(0)
        Tensor(1000.69314718)
        """
        return self._made("logsumexp", losses.logsumexp(self._data, axis, keepdims), losses.logsumexp, (axis, keepdims))

    def max(self, axis: Axis = None, keepdims: bool = False) -> Self:
        """The largest entry along `axis`; entries that tie share the gradient equally.

        >>> from autograd_lab import Tensor
        >>> t = Tensor([1.0, 5.0, 5.0], requires_grad=True)
        >>> t.max().backward()
        >>> t.grad
        array([0. , 0.5, 0.5])
        """
        return self._made("max", shaping.largest(self._data, axis, keepdims), shaping.largest, (axis, keepdims))

    def min(self, axis: Axis = None, keepdims: bool = False) -> Self:
        """The smallest entry along `axis`; entries that tie share the gradient equally.

        >>> from autograd_lab import Tensor
        >>> Tensor([[3.0, 1.0], [2.0, 4.0]]).min(axis=0)
        Tensor([2., 1.])
        """
        return self._made("min", shaping.smallest(self._data, axis, keepdims), shaping.smallest, (axis, keepdims))

    def softmax(self, axis: int = -1) -> Self:
        """e^t / Σ e^t along `axis`, in a form that does not overflow.

        >>> from autograd_lab import Tensor
        >>> Tensor([1000.0, 1000.0]).softmax()
        Tensor([0.5, 0.5])
        """
        return self._made("softmax", losses.softmax(self._data, axis), losses.softmax, (axis,))

    def log_softmax(self, axis: int = -1) -> Self:
        """The logarithm of softmax along `axis`, in a form that does not overflow.

        >>> from autograd_lab import Tensor
        >>> Tensor([0.0, 1000.0]).log_softmax()
        Tensor([-1000.,     0.])
        """
        return self._made("log_softmax", losses.log_softmax(self._data, axis), losses.log_softmax, (axis,))
