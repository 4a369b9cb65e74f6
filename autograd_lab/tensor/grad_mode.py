"""The switch for recording, which nodes and operations both read: whether an operation joins a graph."""

from __future__ import annotations

from contextlib import ContextDecorator

#: how many `with no_grad():` blocks are open. Each operation reads it, and calling a function would take longer
paused = 0


class no_grad(ContextDecorator):  # noqa: N801 - a context manager is called like a function, as in PyTorch
    """Within `with no_grad():` nothing is recorded, and tensors may be written to in place (`w -= lr * w.grad`).

    It also serves as a decorator, `@no_grad()`.

    >>> from autograd_lab import Tensor, no_grad
    >>> w = Tensor([1.0, 2.0], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> with no_grad():
    ...     w -= 0.1 * w.grad
    >>> w
    Tensor([0.8, 1.6], requires_grad=True)
    """

    def __enter__(self) -> no_grad:
        global paused
        paused += 1
        return self

    def __exit__(self, *error: object) -> None:
        global paused
        paused -= 1
