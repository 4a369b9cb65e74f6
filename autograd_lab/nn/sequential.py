"""Modules one after another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autograd_lab.nn.module import Module
from autograd_lab.tensor.tensor import Tensor


class Sequential(Module):
    """Modules one after another; its parts are named "0", "1", ... as in PyTorch.

    >>> import numpy as np
    >>> from autograd_lab import nn
    >>> net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
    >>> net(np.zeros((5, 2))).shape
    (5, 1)
    >>> net[0]
    Linear(2, 16)
    """

    def __init__(self, *modules: Module) -> None:
        self._modules = modules

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """Yields this module and its parts, as `Module.named_modules`."""
        yield prefix, self
        for i, module in enumerate(self._modules):
            yield from module.named_modules(f"{prefix}.{i}" if prefix else str(i))

    def forward(self, x: Any) -> Tensor:
        """Pass x through every module in turn; returns the last one's output."""
        for module in self._modules:
            x = module.forward(x)
        return x  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return len(self._modules)

    def __getitem__(self, i: int) -> Module:
        return self._modules[i]

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules)

    def __repr__(self) -> str:
        return f"Sequential({', '.join(map(repr, self._modules))})"
