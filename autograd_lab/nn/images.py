"""Layers for images, (N, channels, H, W), and for sequences, (N, channels, length)."""

from __future__ import annotations

import math
from typing import Any

from autograd_lab import functional
from autograd_lab.errors import ShapeError
from autograd_lab.nn.layers import uniform
from autograd_lab.nn.module import Module
from autograd_lab.tensor import images, init
from autograd_lab.tensor.init import Rng
from autograd_lab.tensor.tensor import Tensor, lift

Pair = int | tuple[int, int]


class Conv2d(Module):
    """Filters slid over images: (N, in_channels, H, W) -> (N, out_channels, H', W').

    kernel_size, stride, padding   one whole number, or two (rows, columns)
    bias                           False leaves the bias out
    weight (out_channels, in_channels, kh, kw) and bias (out_channels,) start uniform in ±1/√(in_channels · kh · kw).
    H' = (H + 2·padding − kh) // stride + 1: what does not fill a stride at the end is not looked at.

    >>> import numpy as np
    >>> from autograd_lab import nn
    >>> nn.Conv2d(1, 4, 3, padding=1, rng=0)(np.ones((2, 1, 8, 8))).shape
    (2, 4, 8, 8)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Pair,
        stride: Pair = 1,
        padding: Pair = 0,
        *,
        bias: bool = True,
        rng: Rng = None,
        dtype: Any = float,
    ) -> None:
        _require_channels("Conv2d", in_channels, out_channels)
        size = images.pair("Conv2d: kernel_size", kernel_size, 1)
        self.stride = images.pair("Conv2d: stride", stride, 1)
        self.padding = images.pair("Conv2d: padding", padding, 0)
        bound, random = 1 / math.sqrt(in_channels * size[0] * size[1]), init.generator(rng)
        self.weight = uniform(random, bound, (out_channels, in_channels, *size), dtype)
        self.bias = uniform(random, bound, out_channels, dtype) if bias else None

    def forward(self, x: Any) -> Tensor:
        """(N, in_channels, H, W) -> (N, out_channels, H', W')."""
        return functional.conv2d(x, self.weight, self.bias, self.stride, self.padding)

    def described(self) -> str:
        """Channels and window; stride and padding where they are not 1 and 0."""
        filters, channels, *size = self.weight.shape
        return f"{channels}, {filters}, {_side(tuple(size))}" + _moves(self.stride, self.padding, (1, 1))


class Conv1d(Module):
    """Filters slid along sequences: (N, in_channels, length) -> (N, out_channels, length').

    kernel_size, stride, padding   whole numbers
    bias                           False leaves the bias out
    weight (out_channels, in_channels, k) and bias (out_channels,) start uniform in ±1/√(in_channels · k).

    >>> import numpy as np
    >>> from autograd_lab import nn
    >>> nn.Conv1d(2, 4, 3, stride=2, rng=0)(np.ones((5, 2, 10))).shape
    (5, 4, 4)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        *,
        bias: bool = True,
        rng: Rng = None,
        dtype: Any = float,
    ) -> None:
        _require_channels("Conv1d", in_channels, out_channels)
        images.least("Conv1d: kernel_size", kernel_size, 1)
        images.least("Conv1d: stride", stride, 1)
        images.least("Conv1d: padding", padding, 0)
        self.stride, self.padding = stride, padding
        bound, random = 1 / math.sqrt(in_channels * kernel_size), init.generator(rng)
        self.weight = uniform(random, bound, (out_channels, in_channels, kernel_size), dtype)
        self.bias = uniform(random, bound, out_channels, dtype) if bias else None

    def forward(self, x: Any) -> Tensor:
        """(N, in_channels, length) -> (N, out_channels, length')."""
        return functional.conv1d(x, self.weight, self.bias, self.stride, self.padding)

    def described(self) -> str:
        """Channels and window; stride and padding where they are not 1 and 0."""
        filters, channels, size = self.weight.shape
        return f"{channels}, {filters}, {size}" + _moves((self.stride,) * 2, (self.padding,) * 2, (1, 1))


class _Pool(Module):
    """A pool: a window that moves over images."""

    def __init__(self, kernel_size: Pair, stride: Pair | None = None, padding: Pair = 0) -> None:
        kind = type(self).__name__
        self.kernel_size = images.pair(f"{kind}: kernel_size", kernel_size, 1)
        self.stride = self.kernel_size if stride is None else images.pair(f"{kind}: stride", stride, 1)
        self.padding = images.pair(f"{kind}: padding", padding, 0)

    def described(self) -> str:
        """The window; stride and padding where they are not the window's size and 0."""
        return _side(self.kernel_size) + _moves(self.stride, self.padding, self.kernel_size)


class MaxPool2d(_Pool):
    """The largest entry of each window: (N, C, H, W) -> (N, C, H', W'); in a tie the gradient goes to the first.

    kernel_size, stride, padding   one whole number, or two (rows, columns); stride=None is the window's size

    >>> import numpy as np
    >>> from autograd_lab import nn
    >>> nn.MaxPool2d(2)(np.ones((5, 3, 9, 8))).shape
    (5, 3, 4, 4)
    """

    def forward(self, x: Any) -> Tensor:
        """(N, C, H, W) -> (N, C, H', W')."""
        return functional.max_pool2d(x, self.kernel_size, self.stride, self.padding)


class AvgPool2d(_Pool):
    """The mean of each window, zeros of the padding included: (N, C, H, W) -> (N, C, H', W').

    kernel_size, stride, padding   one whole number, or two (rows, columns); stride=None is the window's size

    >>> import numpy as np
    >>> from autograd_lab import nn
    >>> nn.AvgPool2d(2)(np.ones((1, 1, 2, 4))).tolist()
    [[[[1.0, 1.0]]]]
    """

    def forward(self, x: Any) -> Tensor:
        """(N, C, H, W) -> (N, C, H', W')."""
        return functional.avg_pool2d(x, self.kernel_size, self.stride, self.padding)


class Flatten(Module):
    """The axes from start_axis to end_axis as one; as it stands, all but the first: images as rows for a Linear.

    >>> import numpy as np
    >>> from autograd_lab import nn
    >>> nn.Flatten()(np.ones((5, 3, 4, 4))).shape
    (5, 48)
    """

    def __init__(self, start_axis: int = 1, end_axis: int = -1) -> None:
        self.start_axis, self.end_axis = start_axis, end_axis

    def forward(self, x: Any) -> Tensor:
        """(N, ...) -> (N, the product of the rest)."""
        return lift(x, "Flatten").flatten(self.start_axis, self.end_axis)


def _require_channels(name: str, channels: int, filters: int) -> None:
    if channels < 1 or filters < 1:
        raise ShapeError(f"{name}({channels}, {filters}, ...): both numbers of channels must be at least 1")


def _side(size: tuple[int, ...]) -> str:
    """A window as it was probably given: 3, or (3, 2)."""
    return str(size[0]) if len(set(size)) == 1 else str(size)


def _moves(stride: tuple[int, int], padding: tuple[int, int], usual: tuple[int, int]) -> str:
    """Stride and padding for `repr`, where they are not the usual ones."""
    told = f", stride={_side(stride)}" if stride != usual else ""
    return told + (f", padding={_side(padding)}" if padding != (0, 0) else "")
