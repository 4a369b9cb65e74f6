"""Filters and pools over images, and over sequences."""

from __future__ import annotations

from autograd_lab.errors import ShapeError
from autograd_lab.functional.operands import Operand, as_weights, data_of
from autograd_lab.tensor import images
from autograd_lab.tensor.tensor import Tensor, lift, record


def conv2d(
    input: Operand,
    weight: Operand,
    bias: Operand | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """Filters slid over images, as a cross-correlation; what does not fit at the end is left out.

    input    (N, C, H, W)
    weight   (filters, C, kh, kw), bias (filters,) or None
    stride, padding   one whole number, or two (rows, columns); zeros are padded on both sides
    returns  (N, filters, H', W') with H' = (H + 2·padding − kh) // stride + 1
    raises   ShapeError when the channels differ, or a window is larger than the padded image

    >>> import numpy as np
    >>> from autograd_lab import Tensor, functional
    >>> image = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> edge = Tensor([[[[-1.0, 1.0]]]])  # the difference of neighbours in a row
    >>> functional.conv2d(image, edge).tolist()
    [[[[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]]]]
    """
    weight, bias = as_weights("conv2d", weight, bias)
    x = lift(input, "conv2d", weight._data)
    step, edge = images.pair("conv2d: stride", stride, 1), images.pair("conv2d: padding", padding, 0)
    parents = (x, weight) if bias is None else (x, weight, bias)
    ruled = images.conv2d(x._data, weight._data, data_of(bias), step, edge)
    return record("conv2d", ruled, parents, images.conv2d, (), (x, weight, bias, step, edge))


def max_pool2d(
    input: Operand,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """The largest entry of each window of (N, C, H, W); in a tie the gradient goes to the first, as in PyTorch.

    kernel_size, stride, padding   one whole number, or two (rows, columns); stride=None is the window's size
    raises                         ShapeError for another number of axes, or a window larger than the padded image

    >>> import numpy as np
    >>> from autograd_lab import functional
    >>> functional.max_pool2d(np.arange(16.0).reshape(1, 1, 4, 4), 2).tolist()
    [[[[5.0, 7.0], [13.0, 15.0]]]]
    """
    x = lift(input, "max_pool2d")
    size, step, edge = _window("max_pool2d", kernel_size, stride, padding)
    ruled = images.max_pool2d(x._data, size, step, edge)
    return record("max_pool2d", ruled, (x,), images.max_pool2d, (size, step, edge))


def avg_pool2d(
    input: Operand,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window of (N, C, H, W); each entry of a window gets an equal share of the gradient.

    kernel_size, stride, padding   one whole number, or two (rows, columns); stride=None is the window's size
    count_include_pad              whether zeros of the padding count into the mean
    raises                         ShapeError as max_pool2d

    >>> import numpy as np
    >>> from autograd_lab import functional
    >>> functional.avg_pool2d(np.arange(16.0).reshape(1, 1, 4, 4), 2).tolist()
    [[[[2.5, 4.5], [10.5, 12.5]]]]
    """
    x = lift(input, "avg_pool2d")
    size, step, edge = _window("avg_pool2d", kernel_size, stride, padding)
    ruled = images.avg_pool2d(x._data, size, step, edge, count_include_pad)
    return record("avg_pool2d", ruled, (x,), images.avg_pool2d, (size, step, edge, count_include_pad))


def conv1d(input: Operand, weight: Operand, bias: Operand | None = None, stride: int = 1, padding: int = 0) -> Tensor:
    """Filters slid along sequences, as a cross-correlation; what does not fit at the end is left out.

    input    (N, C, length)
    weight   (filters, C, k), bias (filters,) or None
    returns  (N, filters, length') with length' = (length + 2·padding − k) // stride + 1
    raises   ShapeError when the channels differ, or a window is longer than the padded sequence

    >>> from autograd_lab import Tensor, functional
    >>> functional.conv1d([[[1.0, 2.0, 4.0, 8.0]]], Tensor([[[-1.0, 1.0]]])).tolist()
    [[[1.0, 2.0, 4.0]]]
    """
    weight, bias = as_weights("conv1d", weight, bias)
    x = lift(input, "conv1d", weight._data)
    images.least("conv1d: stride", stride, 1)
    images.least("conv1d: padding", padding, 0)
    parents = (x, weight) if bias is None else (x, weight, bias)
    ruled = images.conv1d(x._data, weight._data, data_of(bias), stride, padding)
    return record("conv1d", ruled, parents, images.conv1d, (), (x, weight, bias, stride, padding))


def _window(
    name: str, kernel_size: int | tuple[int, int], stride: int | tuple[int, int] | None, padding: int | tuple[int, int]
) -> tuple[images.Pair, images.Pair, images.Pair]:
    """(size, stride, padding) of a pool; raises ShapeError for numbers out of range."""
    size = images.pair(f"{name}: kernel_size", kernel_size, 1)
    step = size if stride is None else images.pair(f"{name}: stride", stride, 1)
    edge = images.pair(f"{name}: padding", padding, 0)
    if edge[0] > size[0] // 2 or edge[1] > size[1] // 2:
        raise ShapeError(
            f"{name}: padding {edge} is more than half of the window {size}: a window would see nothing but padding."
        )
    return size, step, edge
