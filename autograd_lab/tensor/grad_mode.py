"""The switch for recording, which nodes and operations both read: whether an operation joins a graph.

Each thread has its own, as in PyTorch: one that evaluates does not stop another that trains.
"""

from __future__ import annotations

import threading
from contextlib import ContextDecorator


class _Thread(threading.local):
    """What a thread has of its own: how many `with no_grad():` blocks are open in it."""

    paused = 0


thread = _Thread()
#: how many are open in all threads. Each operation reads it first: while it is 0, nobody need ask for the thread's own,
#: which takes longer
paused = 0
_counting = threading.Lock()


def is_paused() -> bool:
    """Whether this thread records nothing."""
    return paused > 0 and thread.paused > 0


def _count(change: int) -> None:
    """Note that a block was opened (1) or closed (−1) in this thread."""
    global paused
    with _counting:
        paused += change
    thread.paused += change


class no_grad(ContextDecorator):  # noqa: N801 - a context manager is called like a function, as in PyTorch
    """Within `with no_grad():` nothing is recorded, and tensors may be written to in place (`w -= lr * w.grad`).

    It also serves as a decorator, `@no_grad()`. Other threads go on recording.

    >>> from autograd_lab import Tensor, no_grad
    >>> w = Tensor([1.0, 2.0], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> with no_grad():
    ...     w -= 0.1 * w.grad
    >>> w
    Tensor([0.8, 1.6], requires_grad=True)
    """

    def __enter__(self) -> no_grad:
        _count(1)
        return self

    def __exit__(self, *error: object) -> None:
        _count(-1)
