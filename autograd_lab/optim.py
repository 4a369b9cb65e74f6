"""Optimisers: how parameters move down their gradients. Names, defaults and arithmetic are PyTorch's.

A step writes into the parameters in place, through arrays that are made once: a fresh 784 × 128 array at each
step would cost more in page faults than the step's arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from autograd_lab.errors import LabError, ValueTypeError
from autograd_lab.scalar.value import Value
from autograd_lab.tensor import strips
from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.node import tick
from autograd_lab.tensor.tensor import Tensor

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "CosineAnnealingLR",
    "Optimizer",
    "RMSprop",
    "Schedule",
    "StepLR",
    "clip_grad_norm_",
]


class Optimizer:
    """The base of all optimisers: the parameters, the learning rate, and a scratch array for each parameter.

    params        leaf Tensors that require a gradient, e.g. net.parameters()
    lr            the learning rate, 0 or more; may be changed between steps
    weight_decay  the factor of ½|w|² that is added to the loss
    A parameter whose grad is None is left alone. Raises LabError for an empty list or a setting out of range,
    ValueTypeError for anything but leaf Tensors that require a gradient.

    >>> from autograd_lab import Tensor, optim
    >>> class SignDescent(optim.Optimizer):
    ...     def _move(self, i, w, g):
    ...         w -= self.lr * (g > 0) - self.lr * (g < 0)
    >>> w = Tensor([1.0, -1.0], requires_grad=True)
    >>> (w ** 2).sum().backward()
    >>> SignDescent([w], lr=0.1).step()
    >>> w
    Tensor([ 0.9, -0.9], requires_grad=True)
    """

    def __init__(self, params: Iterable[Tensor], lr: float, weight_decay: float = 0.0) -> None:
        self.parameters = _leaf_parameters(type(self).__name__, params)
        self.lr = _at_least_0("lr", lr)
        self.weight_decay = _at_least_0("weight_decay", weight_decay)
        self._scratch = self._zeros()

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to None; the next backward() starts afresh.

        >>> from autograd_lab import Tensor, optim
        >>> w = Tensor([1.0], requires_grad=True)
        >>> (w * w).sum().backward()
        >>> optim.SGD([w]).zero_grad()
        >>> w.grad is None
        True
        """
        for p in self.parameters:
            p.grad = None

    def step(self) -> None:
        """Move every parameter once, by its gradient.

        >>> from autograd_lab import Tensor, optim
        >>> w = Tensor([1.0], requires_grad=True)
        >>> (w * w).sum().backward()
        >>> optim.SGD([w], lr=0.25).step()
        >>> w
        Tensor([0.5], requires_grad=True)
        """
        for i, p in enumerate(self.parameters):
            if p.grad is not None:
                self._move(i, p._data, p.grad)
                p._time = tick()

    def _move(self, i: int, w: Array, g: Array) -> None:
        """Change the array w of parameter number i by its gradient g."""
        raise NotImplementedError(f"{type(self).__name__} must say how a parameter moves")

    def _decayed(self, i: int, w: Array, g: Array) -> Array:
        """g + weight_decay · w, the gradient of the loss plus weight_decay/2 · |w|²."""
        return g + self.weight_decay * w if self.weight_decay else g

    def _zeros(self) -> list[Array]:
        """An array of zeros for each parameter, of its shape and dtype."""
        return [np.zeros_like(p._data) for p in self.parameters]


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
        self.momentum = _at_least_0("momentum", momentum)
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
            v = self._velocity[i]
            v *= self.momentum
            v += g
            g = g + self.momentum * v if self.nesterov else v
        w -= np.multiply(g, self.lr, out=self._scratch[i])


class RMSprop(Optimizer):
    """Steps divided by the running size of the gradient, for each entry on its own.

    s ← alpha · s + (1 − alpha) · g²; w ← w − lr · g / (√s + eps). Source: Hinton, lecture 6e (2012).

    >>> from autograd_lab import Tensor, optim
    >>> w = Tensor([1.0, 100.0], requires_grad=True)
    >>> (w ** 2).sum().backward()
    >>> optim.RMSprop([w], lr=0.1).step()
    >>> w.data.round(3)  # both moved by lr / √(1 − alpha) = 1
    array([ 0., 99.])
    """

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
        self.alpha, self.eps, self.momentum = _below_1("alpha", alpha), eps, _at_least_0("momentum", momentum)
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

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.betas = _below_1("betas[0]", betas[0]), _below_1("betas[1]", betas[1])
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


class Schedule:
    """The base of schedules, which change an optimiser's lr: call step() once an epoch, after the optimiser's.

    >>> from autograd_lab import Tensor, optim
    >>> class Halving(optim.Schedule):
    ...     def factor(self, epoch):
    ...         return 0.5 ** epoch
    >>> optimiser = optim.SGD([Tensor([1.0], requires_grad=True)], lr=0.4)
    >>> schedule = Halving(optimiser)
    >>> schedule.step()
    >>> optimiser.lr
    0.2
    """

    def __init__(self, optimizer: Optimizer) -> None:
        self.optimizer = optimizer
        self.base_lr = optimizer.lr
        self.last_epoch = 0

    def factor(self, epoch: int) -> float:
        """The factor of the first lr in this epoch, counted from 0."""
        raise NotImplementedError(f"{type(self).__name__} must say how the learning rate changes")

    def step(self) -> None:
        """Go to the next epoch, and set the optimiser's lr."""
        self.last_epoch += 1
        self.optimizer.lr = self.base_lr * self.factor(self.last_epoch)

    def get_last_lr(self) -> list[float]:
        """The present learning rate, in a list, as in PyTorch.

        >>> from autograd_lab import Tensor, optim
        >>> optim.StepLR(optim.SGD([Tensor([1.0], requires_grad=True)], lr=0.1), 10).get_last_lr()
        [0.1]
        """
        return [self.optimizer.lr]


def _epochs(what: str, count: int) -> int:
    """A number of epochs; raises LabError, naming `what`, for one below 1."""
    if count < 1:
        raise LabError(f"{what} counts epochs and is at least 1, got {count}")
    return count


class StepLR(Schedule):
    """lr is multiplied by gamma every step_size epochs.

    >>> from autograd_lab import Tensor, optim
    >>> optimiser = optim.SGD([Tensor([1.0], requires_grad=True)], lr=1.0)
    >>> schedule = optim.StepLR(optimiser, step_size=2, gamma=0.5)
    >>> for epoch in range(4):
    ...     schedule.step()
    ...     print(optimiser.lr, end=" ")
    1.0 0.5 0.5 0.25
    """

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        super().__init__(optimizer)
        self.step_size, self.gamma = _epochs("StepLR: step_size", step_size), gamma

    def factor(self, epoch: int) -> float:
        """gamma to the power of the whole steps so far."""
        return float(self.gamma ** (epoch // self.step_size))


class CosineAnnealingLR(Schedule):
    """lr falls along half a cosine from its start to eta_min in T_max epochs. Source: Loshchilov and Hutter (2017).

    >>> from autograd_lab import Tensor, optim
    >>> optimiser = optim.SGD([Tensor([1.0], requires_grad=True)], lr=1.0)
    >>> schedule = optim.CosineAnnealingLR(optimiser, T_max=4)
    >>> for epoch in range(4):
    ...     schedule.step()
    ...     print(round(optimiser.lr, 3), end=" ")
    0.854 0.5 0.146 0.0
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0) -> None:
        super().__init__(optimizer)
        self.T_max, self.eta_min = _epochs("CosineAnnealingLR: T_max", T_max), eta_min

    def factor(self, epoch: int) -> float:
        """(eta_min + (lr₀ − eta_min)(1 + cos(π t / T)) / 2) / lr₀."""
        low = self.eta_min / self.base_lr
        return low + (1 - low) * (1 + math.cos(math.pi * epoch / self.T_max)) / 2


def _leaf_parameters(name: str, params: Iterable[Tensor]) -> list[Tensor]:
    """A list of leaf Tensors that require a gradient; raises LabError or ValueTypeError for anything else."""
    listed = [params] if isinstance(params, Tensor) else list(params)
    if not listed:
        raise LabError(
            f"{name} got no parameters. A module's are module.parameters(); are its layers attributes of it?"
        )
    for p in listed:
        if isinstance(p, Value):
            raise ValueTypeError(f"{name} moves Tensors, got a Value. For Values write: p.data -= lr * p.grad")
        if not isinstance(p, Tensor) or not p.requires_grad or not p.is_leaf:
            raise ValueTypeError(f"{name} moves leaf Tensors that require a gradient, got {p!r:.60}")
    return listed


def _at_least_0(name: str, number: float) -> float:
    """The number; raises LabError, naming it, when it is below 0 or nan."""
    if not number >= 0:
        raise LabError(f"{name} must be 0 or more, got {number}")
    return number


def _below_1(name: str, number: float) -> float:
    """The number; raises LabError, naming it, when it is outside [0, 1)."""
    if not 0 <= number < 1:
        raise LabError(f"{name} must be from 0 to below 1, got {number}")
    return number
