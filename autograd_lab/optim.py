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


class Optimizer:
    """What all optimisers share: the parameters, the learning rate, and a scratch array for each parameter.

    A parameter whose grad is None is left alone. Raises LabError for an empty list or a setting out of range,
    ValueTypeError for what is not a Tensor that requires a gradient.
    """

    def __init__(self, params: Iterable[Tensor], lr: float, weight_decay: float = 0.0) -> None:
        self.parameters = _checked(type(self).__name__, params)
        self.lr = _at_least_0("lr", lr)
        self.weight_decay = _at_least_0("weight_decay", weight_decay)
        self._scratch = self._zeros()

    def zero_grad(self) -> None:
        """Forget every gradient: it is None until the next backward()."""
        for p in self.parameters:
            p.grad = None

    def step(self) -> None:
        """Move every parameter once."""
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
        return [np.zeros_like(p._data) for p in self.parameters]


class SGD(Optimizer):
    """w ← w − lr · v, with v = g, or v ← momentum · v + g; nesterov looks ahead: g + momentum · v."""

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
    """s ← alpha · s + (1 − alpha) · g²; w ← w − lr · g / (√s + eps). Source: Hinton, lecture 6e (2012)."""

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
    """Changes an optimiser's lr; call step() once an epoch, after the optimiser's."""

    def __init__(self, optimizer: Optimizer) -> None:
        self.optimizer = optimizer
        self.base_lr = optimizer.lr
        self.last_epoch = 0

    def factor(self, epoch: int) -> float:
        """What the first lr is multiplied with in this epoch."""
        raise NotImplementedError(f"{type(self).__name__} must say how the learning rate changes")

    def step(self) -> None:
        """Go to the next epoch."""
        self.last_epoch += 1
        self.optimizer.lr = self.base_lr * self.factor(self.last_epoch)

    def get_last_lr(self) -> list[float]:
        """The learning rate now, in a list, as in PyTorch."""
        return [self.optimizer.lr]


def _epochs(what: str, count: int) -> int:
    """A number of epochs, which is at least 1."""
    if count < 1:
        raise LabError(f"{what} counts epochs and is at least 1, got {count}")
    return count


class StepLR(Schedule):
    """lr is multiplied by gamma every step_size epochs."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        super().__init__(optimizer)
        self.step_size, self.gamma = _epochs("StepLR: step_size", step_size), gamma

    def factor(self, epoch: int) -> float:
        """gamma to the number of whole steps."""
        return float(self.gamma ** (epoch // self.step_size))


class CosineAnnealingLR(Schedule):
    """lr falls along half a cosine from its start to eta_min in T_max epochs. Source: Loshchilov and Hutter (2017)."""

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0) -> None:
        super().__init__(optimizer)
        self.T_max, self.eta_min = _epochs("CosineAnnealingLR: T_max", T_max), eta_min

    def factor(self, epoch: int) -> float:
        """(eta_min + (lr₀ − eta_min)(1 + cos(π t / T)) / 2) / lr₀."""
        low = self.eta_min / self.base_lr
        return low + (1 - low) * (1 + math.cos(math.pi * epoch / self.T_max)) / 2


def _checked(name: str, params: Iterable[Tensor]) -> list[Tensor]:
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
    if not number >= 0:
        raise LabError(f"{name} must be 0 or more, got {number}")
    return number


def _below_1(name: str, number: float) -> float:
    if not 0 <= number < 1:
        raise LabError(f"{name} must be from 0 to below 1, got {number}")
    return number
