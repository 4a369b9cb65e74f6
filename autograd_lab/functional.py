"""The parts of networks as functions: linear maps, activations, losses, joins. Names and order are PyTorch's.

One thing differs on purpose: weights are (n_in, n_out), so that a layer reads `x @ w + b`.
Operands may be Tensors, arrays or lists; a gradient goes to those that need one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import ShapeError, ValueTypeError
from autograd_lab.tensor import elementwise, guard, images, init, losses, products, shaping
from autograd_lab.tensor.tensor import Tensor, lift, record

__all__ = [
    "batch_norm",
    "bce_with_logits",
    "concatenate",
    "conv2d",
    "cross_entropy",
    "dropout",
    "embedding",
    "linear",
    "log_softmax",
    "max_pool2d",
    "maximum",
    "minimum",
    "mse",
    "relu",
    "sigmoid",
    "softmax",
    "stack",
    "tanh",
    "where",
]
Operand = Any  # a Tensor, a number, an array or a list of numbers


def linear(input: Operand, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input @ weight + bias as one node.

    input (..., n_in), weight (n_in, n_out), bias (n_out,) -> (..., n_out); raises ShapeError when they do not fit.

    >>> from autograd_lab import Tensor, functional
    >>> W, b = Tensor([[1.0, 0.0], [0.0, 2.0]]), Tensor([10.0, 20.0])
    >>> functional.linear([[1.0, 2.0]], W, b)
    Tensor([[11., 24.]])
    """
    x = input if input.__class__ is Tensor else lift(input, "linear", weight._data)
    if bias is None:
        return record("linear", products.linear(x._data, weight._data, None), (x, weight))
    return record("linear", products.linear(x._data, weight._data, bias._data), (x, weight, bias))


# --- losses: each is the mean over the batch, one number ----------------------------------------------------


def mse(input: Operand, target: Operand) -> Tensor:
    """The mean of (input − target)² over all entries (PyTorch's mse_loss). Both of one shape, else ShapeError.

    >>> from autograd_lab import Tensor, functional
    >>> y_hat = Tensor([1.0, 4.0], requires_grad=True)
    >>> loss = functional.mse(y_hat, [1.0, 2.0])
    >>> loss.backward()
    >>> loss.item(), y_hat.grad
    (2.0, array([0., 2.]))
    """
    a, y = _lifted_pair("mse", input, target)
    return record("mse", losses.mse(a._data, y._data), (a, y))


def bce_with_logits(input: Operand, target: Operand) -> Tensor:
    """Binary cross-entropy of σ(input) against targets in [0, 1], the mean over all entries; never overflows.

    Both of one shape; raises ShapeError for other shapes and for targets outside [0, 1].

    >>> from autograd_lab import Tensor, functional
    >>> z = Tensor([0.0, 1000.0], requires_grad=True)
    >>> loss = functional.bce_with_logits(z, [1.0, 1.0])
    >>> loss.backward()
    >>> round(loss.item(), 4), z.grad  # ½ ln 2, and (σ(z) − y) / 2
    (0.3466, array([-0.25,  0.  ]))
    """
    a, y = _lifted_pair("bce_with_logits", input, target)
    return record("bce_with_logits", losses.bce_with_logits(a._data, y._data), (a, y))


def cross_entropy(input: Operand, target: Operand) -> Tensor:
    """The mean over rows of −ln softmax(input)[target].

    input   (N, C)            logits
    target  (N,) or (N, C)    whole numbers below C, or probabilities
    raises ShapeError for shapes that do not fit and for a label outside the classes

    >>> from autograd_lab import Tensor, functional
    >>> logits = Tensor([[0.0, 0.0], [9.0, 0.0]], requires_grad=True)
    >>> loss = functional.cross_entropy(logits, [1, 0])
    >>> loss.backward()
    >>> round(loss.item(), 3), logits.grad[0]  # (softmax − one-hot) / N
    (0.347, array([ 0.25, -0.25]))
    """
    a, y = lift(input, "cross_entropy"), lift(target, "cross_entropy")
    return record("cross_entropy", losses.cross_entropy(a._data, y._data), (a, y))


# --- regularisation and normalisation -----------------------------------------------------------------------


def dropout(
    input: Operand,
    p: float = 0.5,
    training: bool = True,
    rng: np.random.Generator | int | None = None,
) -> Tensor:
    """Set each entry to 0 with probability p and divide the others by 1 − p, so that the mean stays.

    training   False leaves the input as it is
    rng        a NumPy Generator or a seed, to repeat the draw
    raises     ValueTypeError for p outside [0, 1)

    >>> from autograd_lab import functional
    >>> functional.dropout([1.0, 1.0, 1.0, 1.0], p=0.5, rng=0)
    Tensor([2., 0., 0., 0.])
    """
    x = lift(input, "dropout")
    if not 0 <= p < 1:
        raise ValueTypeError(f"dropout: p is the probability of dropping, from 0 to below 1; got {p!r}")
    if not training or p == 0:
        return x
    kept = init.generator(rng).random(x.shape) >= p
    mask = (kept / (1 - p)).astype(x.dtype if x.dtype.kind == "f" else float, copy=False)
    return record("dropout", (x._data * mask, (lambda g: g * mask,)), (x,))


def batch_norm(
    input: Operand,
    running_mean: np.ndarray[Any, Any] | None,
    running_var: np.ndarray[Any, Any] | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Each feature (axis 1) shifted and scaled to mean 0 and variance 1, then times weight plus bias.

    input                      (N, features) or (N, features, ...) -> the same shape
    running_mean, running_var  (features,) arrays, or None
    weight, bias               (features,) Tensors, or None for 1 and 0
    training                   True: by the batch's own mean and biased variance, over all axes but 1; the running ones
                               are updated in place, the variance unbiased, as in PyTorch. False: by the running ones
    momentum                   the share of the batch in the updated running mean and variance
    eps                        added to the variance under the root
    raises                     ShapeError for an input of one axis, for a weight, bias or running array that is not
                               (features,), and in training for fewer than 2 values a feature; ValueTypeError without
                               running arrays outside training
    Source: Ioffe and Szegedy, "Batch Normalization" (2015), algorithm 1.

    >>> import numpy as np
    >>> from autograd_lab import functional
    >>> mean, var = np.zeros(1), np.ones(1)
    >>> functional.batch_norm([[1.0], [3.0]], mean, var, training=True).data.round(3)
    array([[-1.],
           [ 1.]])
    >>> mean, var
    (array([0.2]), array([1.1]))
    """
    x = lift(input, "batch_norm")
    if x.ndim < 2:
        raise ShapeError(f"batch_norm: the input is (N, features, ...), got shape {x.shape}")
    parents = (x, *(p for p in (weight, bias) if p is not None))
    for name, part in (
        ("weight", weight),
        ("bias", bias),
        ("running mean", running_mean),
        ("running variance", running_var),
    ):
        if part is not None and part.shape != x.shape[1:2]:
            raise ShapeError(
                f"batch_norm: {x.shape[1]} features need a {name} of shape ({x.shape[1]},), got {part.shape}"
            )
    if training:
        axes = tuple(i for i in range(x.ndim) if i != 1)
        count = x.size // x.shape[1] if x.shape[1] else 0
        if count < 2:
            raise ShapeError(
                f"batch_norm: in training each feature needs more than 1 value, got shape {x.shape}. Use eval()."
            )
        mean, var = x._data.mean(axis=axes), x._data.var(axis=axes)
        if running_mean is not None:
            images.update_running(running_mean, mean, momentum)
        if running_var is not None:
            images.update_running(running_var, var * (count / (count - 1)), momentum)
    elif running_mean is None or running_var is None:
        raise ValueTypeError("batch_norm: outside training the running mean and variance are needed; pass them.")
    else:
        mean, var = running_mean.copy(), running_var.copy()
    arrays = _data(weight), _data(bias)
    return record("batch_norm", images.batch_norm(x._data, mean, var, *arrays, eps, not training), parents)


# --- images and words ---------------------------------------------------------------------------------------


def conv2d(
    input: Operand,
    weight: Tensor,
    bias: Tensor | None = None,
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
    x = lift(input, "conv2d", weight._data)
    step, edge = images.pair("conv2d: stride", stride, 1), images.pair("conv2d: padding", padding, 0)
    parents = (x, weight) if bias is None else (x, weight, bias)
    return record("conv2d", images.conv2d(x._data, weight._data, _data(bias), step, edge), parents)


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
    size = images.pair("max_pool2d: kernel_size", kernel_size, 1)
    step = size if stride is None else images.pair("max_pool2d: stride", stride, 1)
    edge = images.pair("max_pool2d: padding", padding, 0)
    return record("max_pool2d", images.max_pool2d(x._data, size, step, edge), (x,))


def embedding(input: Operand, weight: Tensor) -> Tensor:
    """Row `input[...]` of weight (words, width) for each whole number: (...) -> (..., width).

    Raises ValueTypeError for an input of other numbers, ShapeError for a word outside the rows.

    >>> from autograd_lab import Tensor, functional
    >>> vectors = Tensor([[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    >>> words = functional.embedding([2, 2, 1], vectors)
    >>> words.sum().backward()
    >>> vectors.grad  # a word that comes twice gets both gradients
    array([[0., 0.],
           [1., 1.],
           [2., 2.]])
    """
    indices = lift(input, "embedding")
    if indices.dtype.kind not in "iu":
        raise ValueTypeError(f"embedding: words are whole numbers, got {indices.dtype}. Write indices.astype(int).")
    words = len(weight)
    wrong = (indices._data < 0) | (indices._data >= words)
    if wrong.any():
        raise losses.LabelError(
            f"embedding: word {indices._data[wrong][0]} is outside the {words} rows, 0 to {words - 1}"
        )
    return record("embedding", shaping.pick(weight._data, indices._data), (weight,))


# --- activations --------------------------------------------------------------------------------------------


def relu(input: Operand) -> Tensor:
    """max(x, 0), entry by entry, with slope 0 at 0.

    >>> from autograd_lab import functional
    >>> functional.relu([-1.0, 2.0])
    Tensor([0., 2.])
    """
    x = input if input.__class__ is Tensor else lift(input, "relu")
    return record("relu", elementwise.relu(x._data), (x,))


def sigmoid(input: Operand) -> Tensor:
    """1 / (1 + e^−x), entry by entry, in a form that does not overflow.

    >>> from autograd_lab import functional
    >>> functional.sigmoid([-1000.0, 0.0])
    Tensor([0. , 0.5])
    """
    x = input if input.__class__ is Tensor else lift(input, "sigmoid")
    return record("sigmoid", elementwise.sigmoid(x._data), (x,))


def tanh(input: Operand) -> Tensor:
    """The hyperbolic tangent, entry by entry.

    >>> from autograd_lab import functional
    >>> functional.tanh([0.0, 1.0])
    Tensor([0.        , 0.76159416])
    """
    x = input if input.__class__ is Tensor else lift(input, "tanh")
    return record("tanh", elementwise.tanh(x._data), (x,))


def softmax(input: Operand, axis: int = -1) -> Tensor:
    """e^x / Σ e^x along `axis`, in a form that does not overflow.

    >>> from autograd_lab import functional
    >>> functional.softmax([[0.0, 0.0], [0.0, 1000.0]])
    Tensor([[0.5, 0.5],
            [0. , 1. ]])
    """
    return lift(input, "softmax").softmax(axis)


def log_softmax(input: Operand, axis: int = -1) -> Tensor:
    """ln softmax along `axis`, in a form that does not overflow.

    >>> from autograd_lab import functional
    >>> functional.log_softmax([0.0, 1000.0])
    Tensor([-1000.,     0.])
    """
    return lift(input, "log_softmax").log_softmax(axis)


# --- several tensors at once --------------------------------------------------------------------------------


def maximum(input: Operand, other: Operand) -> Tensor:
    """The larger of two, entry by entry; where they are equal each gets half of the gradient. Shapes broadcast.

    >>> from autograd_lab import functional
    >>> functional.maximum([1.0, 5.0], 3.0)
    Tensor([3., 5.])
    """
    return _broadcast("maximum", elementwise.maximum, *_lifted_pair("maximum", input, other))


def minimum(input: Operand, other: Operand) -> Tensor:
    """The smaller of two, entry by entry; where they are equal each gets half of the gradient. Shapes broadcast.

    >>> from autograd_lab import functional
    >>> functional.minimum([1.0, 5.0], 3.0)
    Tensor([1., 3.])
    """
    return _broadcast("minimum", elementwise.minimum, *_lifted_pair("minimum", input, other))


def where(condition: Operand, input: Operand, other: Operand) -> Tensor:
    """`input` where the condition holds, else `other`; no gradient goes through the condition. Shapes broadcast.

    >>> from autograd_lab import Tensor, functional
    >>> x = Tensor([-2.0, 3.0], requires_grad=True)
    >>> y = functional.where(x > 0, x, 0.1 * x)  # leaky relu
    >>> y.sum().backward()
    >>> x.grad
    array([0.1, 1. ])
    """
    mask = lift(condition, "where")._data.astype(bool)
    a, b = _lifted_pair("where", input, other)
    try:
        return record("where", elementwise.where(mask, a._data, b._data), (a, b))
    except ValueError:
        raise guard.broadcast_error("where", [mask.shape, a.shape, b.shape]) from None


def concatenate(tensors: Sequence[Operand], axis: int = 0) -> Tensor:
    """Tensors one after another along an axis that exists; the other lengths must agree, else ShapeError.

    >>> from autograd_lab import functional
    >>> functional.concatenate([[[1.0, 2.0]], [[3.0, 4.0]]], axis=1)
    Tensor([[1., 2., 3., 4.]])
    """
    parts = _as_tensors("concatenate", tensors)
    try:
        return record("concatenate", shaping.concatenate([t._data for t in parts], axis), parts)
    except (ValueError, IndexError):
        raise ShapeError(
            f"concatenate: shapes {', '.join(str(t.shape) for t in parts)} do not join along axis {axis}.\n"
            "  All other lengths must be equal; functional.stack makes a new axis."
        ) from None


def stack(tensors: Sequence[Operand], axis: int = 0) -> Tensor:
    """Tensors side by side along a new axis; all of one shape, else ShapeError.

    >>> from autograd_lab import functional
    >>> functional.stack([[1.0, 2.0], [3.0, 4.0]])
    Tensor([[1., 2.],
            [3., 4.]])
    """
    parts = _as_tensors("stack", tensors)
    try:
        return record("stack", shaping.stack([t._data for t in parts], axis), parts)
    except ValueError:
        raise ShapeError(f"stack: all shapes must be equal, got {', '.join(str(t.shape) for t in parts)}") from None


def _as_tensors(op: str, tensors: Sequence[Operand]) -> tuple[Tensor, ...]:
    """Operands as tensors; raises ShapeError for an empty list."""
    parts = tuple(lift(t, op) for t in tensors)
    if not parts:
        raise ShapeError(f"{op}: got an empty list. Give it at least one tensor.")
    return parts


def _lifted_pair(op: str, a: Operand, b: Operand) -> tuple[Tensor, Tensor]:
    """Two operands as tensors; a plain number takes the dtype of the other."""
    if a.__class__ is not Tensor:
        a = lift(a, op, b._data if isinstance(b, Tensor) else None)
    return a, b if b.__class__ is Tensor else lift(b, op, a._data)


def _broadcast(op: str, rule: Any, a: Tensor, b: Tensor) -> Tensor:
    """The node of a rule for two operands; raises ShapeError for shapes that do not broadcast."""
    try:
        return record(op, rule(a._data, b._data), (a, b))
    except ValueError:
        raise guard.broadcast_error(op, [a.shape, b.shape]) from None


def _data(tensor: Tensor | None) -> Any:
    """The array of a tensor, or None for None."""
    return None if tensor is None else tensor._data
