"""How a parameter moves down its gradient: SGD, RMSprop, Adam, AdamW."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import ClassVar

import numpy as np

from autograd_lab.errors import LabError
from autograd_lab.optim.optimizer import Optimizer, at_least_0, below_1, forbid_step
from autograd_lab.tensor import strips
from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.node import tick
from autograd_lab.tensor.tensor import Tensor


class SGD(Optimizer):
    """Gradient descent: w ← w − lr · v, with v = g, or v ← momentum · v + g.

    nesterov   step along g + momentum · v instead of v; needs momentum above 0
    Source: Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013).

    >>> from autograd_lab import Tensor, optim
    >>> w = Tensor([1.0], requires_grad=True)
    >>> optimiser = optim.SGD([w], lr=0.1, momentum=0.9)
    >>> for _ in range(3):
    ...     optimiser.zero_grad()
    ...     (w ** 2).sum().backward()  # g = 2w
    ...     optimiser.step()
    >>> w.data.round(3)
    array([0.062])
    """

    settings = ("lr", "momentum", "weight_decay", "nesterov")
    kept: ClassVar[Mapping[str, str]] = {"momentum_buffer": "_velocity"}

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        *,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.momentum = at_least_0("momentum", momentum)
        self.nesterov = nesterov
        if nesterov and not momentum:
            raise LabError("SGD: nesterov=True looks ahead along the momentum, so it needs momentum > 0, e.g. 0.9")
        self._velocity = self._zeros() if momentum else []
        self._rates: list[Array] = []
        self._rates_are: float | None = None
        self._strips = [strips.scratch(p._data) for p in self.parameters]

    def step(self) -> None:
        """Move every parameter once."""
        if self.momentum or self.weight_decay:
            super().step()
            return
        forbid_step()
        if self.lr != self._rates_are:
            self._rates = [np.array(self.lr, p.dtype) for p in self.parameters]  # quicker than a Python number
            self._rates_are = self.lr
        for p, strip, rate in zip(self.parameters, self._strips, self._rates, strict=True):
            g = p.grad
            if g is not None:
                w = p._data
                if strip.shape == w.shape:
                    np.multiply(g, rate, strip)
                    np.subtract(w, strip, w)
                else:
                    strips.descend(w, g, rate, strip)
                p._time = tick()

    def _move(self, i: int, w: Array, g: Array) -> None:
        g = self._decayed(i, w, g)
        if self.momentum:
            self._velocity = self._velocity or self._zeros()
            v = self._velocity[i]
            v *= self.momentum
            v += g
            g = g + self.momentum * v if self.nesterov else v
        w -= np.multiply(g, self.lr, out=self._scratch[i])


class RMSprop(Optimizer):
    """Steps divided by the running size of the gradient, for each entry on its own.

    s ← alpha · s + (1 − alpha) · g²; w ← w − lr · g / (√s + eps). Source: Tieleman and Hinton, lecture 6e (2012).

    >>> from autograd_lab import Tensor, optim
    >>> w = Tensor([1.0, 100.0], requires_grad=True)
    >>> (w ** 2).sum().backward()
    >>> optim.RMSprop([w], lr=0.1).step()
    >>> w.data.round(3)  # both moved by lr / √(1 − alpha) = 1
    array([ 0., 99.])
    """

    settings = ("lr", "alpha", "eps", "weight_decay", "momentum")
    kept: ClassVar[Mapping[str, str]] = {"square_avg": "_square", "momentum_buffer": "_velocity"}

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 0.01,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.alpha, self.eps, self.momentum = below_1("alpha", alpha), eps, at_least_0("momentum", momentum)
        self._square = self._zeros()
        self._velocity = self._zeros() if momentum else []

    def _move(self, i: int, w: Array, g: Array) -> None:
        g, s = self._decayed(i, w, g), self._square[i]
        s *= self.alpha
        s += (1 - self.alpha) * g * g
        denominator = np.sqrt(s, out=self._scratch[i])
        denominator += self.eps
        step = g / denominator
        if self.momentum:
            self._velocity = self._velocity or self._zeros()
            v = self._velocity[i]
            v *= self.momentum
            v += step
            step = v
        w -= self.lr * step


class Adam(Optimizer):
    """Momentum over the gradient's running size, both corrected for their start at 0; eps outside the root.

    m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − lr · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + eps).
    Source: Kingma and Ba, "Adam" (2015), algorithm 1.

    >>> from autograd_lab import Tensor, optim
    >>> w = Tensor([1.0, 100.0], requires_grad=True)
    >>> (w ** 2).sum().backward()
    >>> optim.Adam([w], lr=0.1).step()
    >>> w.data.round(4)  # the first step is lr, whatever the size of the gradient
    array([ 0.9, 99.9])
    """

    settings = ("lr", "betas", "eps", "weight_decay")
    kept: ClassVar[Mapping[str, str]] = {"step": "_steps", "exp_avg": "_mean", "exp_avg_sq": "_square"}

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.betas = below_1("betas[0]", betas[0]), below_1("betas[1]", betas[1])
        self.eps = eps
        self._mean, self._square = self._zeros(), self._zeros()
        self._steps = [0] * len(self.parameters)

    def _move(self, i: int, w: Array, g: Array) -> None:
        g = self._decayed(i, w, g)
        (beta1, beta2), scratch = self.betas, self._scratch[i]
        self._steps[i] += 1
        t, m, v = self._steps[i], self._mean[i], self._square[i]
        m *= beta1
        m += np.multiply(g, 1 - beta1, out=scratch)
        v *= beta2
        np.multiply(g, g, out=scratch)
        scratch *= 1 - beta2
        v += scratch
        np.sqrt(v, out=scratch)
        scratch /= math.sqrt(1 - beta2**t)
        scratch += self.eps
        np.divide(m, scratch, out=scratch)
        scratch *= self.lr / (1 - beta1**t)
        w -= scratch


class AdamW(Adam):
    """Adam, with the weight decay taken from the weights themselves: w ← (1 − lr · weight_decay) · w first.

    Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), algorithm 2.

    >>> from autograd_lab import Tensor, optim
    >>> w = Tensor([1.0], requires_grad=True)
    >>> (w ** 2).sum().backward()
    >>> optim.AdamW([w], lr=0.1, weight_decay=0.5).step()
    >>> w.data.round(4)  # 0.95 · 1 − 0.1
    array([0.85])
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay)

    def _decayed(self, i: int, w: Array, g: Array) -> Array:
        w *= 1 - self.lr * self.weight_decay
        return g
