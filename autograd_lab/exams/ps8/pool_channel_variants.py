"""Wrong ways to write `max_pool_backward` of problem set 8 that mix up channels or pictures, or leave some out."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.ps8.pooling_variants import _first
from autograd_lab.mistakes import Array


def _channels_joined(choose: Callable[..., Any]) -> Callable[..., Any]:
    """One mask for all channels of an image."""

    def max_pool_backward(x: Array, k: int, stride: int, g: Array) -> Any:
        dx = np.zeros_like(x)
        for n in range(len(x)):
            for i, j in np.ndindex(*g.shape[2:]):
                place = slice(i * stride, i * stride + k), slice(j * stride, j * stride + k)
                window = x[(n, slice(None), *place)]
                dx[(n, slice(None), *place)] += choose(window) * g[n, :, i, j, None, None]
        return dx

    return max_pool_backward


def _without(pictures: int | None = None, channels: int | None = None) -> Callable[..., Any]:
    """Loops that end too early."""

    def max_pool_backward(x: Array, k: int, stride: int, g: Array) -> Any:
        dx = np.zeros_like(x)
        N, C, M, P = g.shape
        for n in range(pictures or N):
            for c in range(channels or C):
                for i in range(M):
                    for j in range(P):
                        top, left = i * stride, j * stride
                        window = x[n, c, top : top + k, left : left + k]
                        dx[n, c, top : top + k, left : left + k] += _first(window) * g[n, c, i, j]
        return dx

    return max_pool_backward


def _by_first_channel(x: Array, k: int, stride: int, g: Array) -> Any:
    dx = np.zeros_like(x)
    N, C, M, P = g.shape
    for n in range(N):
        for c in range(C):
            for i in range(M):
                for j in range(P):
                    top, left = i * stride, j * stride
                    window = x[n, c, top : top + k, left : left + k]
                    dx[n, c, top : top + k, left : left + k] += _first(window) * g[n, 0, i, j]
    return dx


POOL_CHANNELS = (
    wrong("pool-channels-joined", "argmax of the sum", _channels_joined(lambda window: _first(window.sum(axis=0)))),
    wrong("pool-channels-joined", "argmax over channels", _channels_joined(_first)),
    wrong(
        "pool-channels-joined",
        "the winner of channel 0",
        _channels_joined(lambda window: np.broadcast_to(_first(window[0]), window.shape)),
    ),
    wrong("pool-channel-left-out", "the first channel", _without(channels=1)),
    wrong("pool-channel-left-out", "the first picture", _without(pictures=1)),
    wrong("pool-arrival-misread", "g of channel 0", _by_first_channel),
)
