"""Normalisation and dropout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import ShapeError, ValueTypeError
from autograd_lab.functional.operands import Operand, as_weights, data_of
from autograd_lab.tensor import images, init
from autograd_lab.tensor.elementwise import Array, Ruled
from autograd_lab.tensor.node import array_of
from autograd_lab.tensor.tensor import Tensor, lift, record


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
    return record("dropout", _dropout_rule(x._data, p, rng), (x,), _dropout_rule, (p, rng))


def _dropout_rule(x: Array, p: float, rng: init.Rng) -> Ruled:
    """The rule of dropout: x times a mask that is drawn anew."""
    kept = init.generator(rng).random(x.shape) >= p
    mask = (kept / (1 - p)).astype(x.dtype if x.dtype.kind == "f" else float, copy=False)
    return x * mask, (lambda g: g * mask,)


def batch_norm(
    input: Operand,
    running_mean: np.ndarray[Any, Any] | None,
    running_var: np.ndarray[Any, Any] | None,
    weight: Operand | None = None,
    bias: Operand | None = None,
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
    weight, bias = (p if p is None else as_weights("batch_norm", p, None)[0] for p in (weight, bias))
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
        count = x.size // x.shape[1] if x.shape[1] else 0
        if count < 2:
            raise ShapeError(
                f"batch_norm: in training each feature needs more than 1 value, got shape {x.shape}. Use eval()."
            )
    elif running_mean is None or running_var is None:
        raise ValueTypeError("batch_norm: outside training the running mean and variance are needed; pass them.")
    operands = (x, weight, bias, running_mean, running_var, training, momentum, eps)
    return record("batch_norm", images.batch_norm(*map(array_of, operands)), parents, images.batch_norm, (), operands)


def layer_norm(
    input: Operand,
    normalized_shape: int | Sequence[int],
    weight: Operand | None = None,
    bias: Operand | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Each sample shifted and scaled to mean 0 and variance 1 over its last axes, then times weight plus bias.

    input              (..., *normalized_shape) -> the same shape
    normalized_shape   the lengths of the last axes, over which mean and biased variance are taken
    weight, bias       of normalized_shape, or None for 1 and 0
    eps                added to the variance under the root
    raises             ShapeError for an input, weight or bias of other lengths
    Source: Ba, Kiros and Hinton, "Layer Normalization" (2016).

    >>> from autograd_lab import functional
    >>> functional.layer_norm([[1.0, 3.0], [10.0, 30.0]], 2).data.round(3)
    array([[-1.,  1.],
           [-1.,  1.]])
    """
    weight, bias = (p if p is None else as_weights("layer_norm", p, None)[0] for p in (weight, bias))
    x = lift(input, "layer_norm")
    shape = (normalized_shape,) if isinstance(normalized_shape, (int, np.integer)) else tuple(normalized_shape)
    if not shape or x.shape[-len(shape) :] != shape:
        raise ShapeError(
            f"layer_norm: the last axes of the input must be {shape}, got shape {x.shape}.\n"
            "  normalized_shape is what one sample has, the width of a word's vector for example."
        )
    for name, part in (("weight", weight), ("bias", bias)):
        if part is not None and part.shape != shape:
            raise ShapeError(f"layer_norm: a {name} of shape {part.shape} does not fit: it must be {shape}")
    parents = (x, *(p for p in (weight, bias) if p is not None))
    ruled = images.layer_norm(x._data, len(shape), data_of(weight), data_of(bias), eps)
    return record("layer_norm", ruled, parents, images.layer_norm, (), (x, len(shape), weight, bias, eps))
