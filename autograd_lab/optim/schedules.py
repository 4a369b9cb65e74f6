"""How the learning rate changes from epoch to epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping

from autograd_lab.errors import LabError
from autograd_lab.optim.optimizer import Optimizer


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

    def state_dict(self) -> dict[str, float]:
        """The epoch, and the learning rate at the start.

        >>> from autograd_lab import Tensor, optim
        >>> optim.StepLR(optim.SGD([Tensor([1.0], requires_grad=True)], lr=0.1), 10).state_dict()
        {'base_lr': 0.1, 'last_epoch': 0}
        """
        return {"base_lr": self.base_lr, "last_epoch": self.last_epoch}

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Go on where `state_dict` was taken; sets the optimiser's lr.

        >>> from autograd_lab import Tensor, optim
        >>> schedule = optim.StepLR(optim.SGD([Tensor([1.0], requires_grad=True)], lr=1.0), 10)
        >>> schedule.load_state_dict({"base_lr": 0.1, "last_epoch": 25})
        >>> round(schedule.optimizer.lr, 5)
        0.001
        """
        self.base_lr, self.last_epoch = float(state["base_lr"]), int(state["last_epoch"])
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
