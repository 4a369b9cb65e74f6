"""detect_anomaly(): one switch for both engines, so that neither has to import the other.

Looking at every number costs time, so it is done only while the switch is on. Engines ask `anomaly.active()`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

open_blocks = 0  # how many `with detect_anomaly():` there are
#: how many look at each new node: these blocks, and functions that are being recorded (`autograd_lab.replay`). Each
#: tensor operation reads it, and goes on at once while it is 0
watchers = 0


class detect_anomaly:  # noqa: N801 - a context manager is called like a function, as in PyTorch
    """Within `with detect_anomaly():` the backward pass names the first node that holds NaN or infinity.

    Raises AnomalyError there. It slows both engines down: use it to find a fault, then take it out.

    >>> from autograd_lab import Tensor, detect_anomaly
    >>> w = Tensor([0.0, 1.0], requires_grad=True)
    >>> with detect_anomaly():
    ...     w.sqrt().sum().backward()
    Traceback (most recent call last):
    autograd_lab.errors.AnomalyError: detect_anomaly: the gradient that the result of sqrt of shape (2,) passes to
    a tensor of shape (2,) holds inf at [0].
    ...
    """

    def __enter__(self) -> detect_anomaly:
        global open_blocks, watchers
        open_blocks += 1
        watchers += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        global open_blocks, watchers
        open_blocks -= 1
        watchers -= 1


def active() -> bool:
    """True inside a `with detect_anomaly():` block."""
    return open_blocks > 0
