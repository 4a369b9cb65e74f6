"""Rules for softmax and the losses, each in the form that neither overflows nor cancels."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from autograd_lab.errors import ShapeError, ValueTypeError
from autograd_lab.tensor.elementwise import Array, Pull, Ruled, sigmoid
from autograd_lab.tensor.shaping import Axis, entries_per_result
from autograd_lab.tensor.short_rows import dot_along_rows, largest_along, sum_along_rows


def softmax(a: Array, axis: int) -> Ruled:
    """e^a / Σ e^a along `axis`; the largest entry is subtracted first, so that nothing overflows.

    With out and g of a's shape: ∂L/∂a = out · (g − Σ g · out), the sum along `axis`.
    """
    out = np.exp(a - largest_along(a, axis))
    if a.ndim > 2 and axis in (-1, a.ndim - 1):  # a stack of many short rows, as in attention
        out /= sum_along_rows(out)
        return out, (lambda g: out * (g - dot_along_rows(g, out)),)
    out /= out.sum(axis=axis, keepdims=True)
    return out, (lambda g: out * (g - (g * out).sum(axis=axis, keepdims=True)),)


def log_softmax(a: Array, axis: int) -> Ruled:
    """a − max − ln Σ e^(a − max) along `axis`.

    With g of a's shape: ∂L/∂a = g − softmax · Σ g, the sum along `axis`.
    """
    shifted = a - largest_along(a, axis)
    out = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return out, (lambda g: g - np.exp(out) * g.sum(axis=axis, keepdims=True),)


def logsumexp(a: Array, axis: Axis, keepdims: bool) -> Ruled:
    """ln Σ e^a over `axis`; the largest entry is subtracted first. With g of the result: ∂L/∂a = softmax · g."""
    entries_per_result("logsumexp", a, axis)
    top = a.max(axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    exponentials = np.exp(a - top)
    sums = exponentials.sum(axis=axis, keepdims=True)
    with np.errstate(divide="ignore"):
        kept = np.log(sums) + top
    out = kept if keepdims else kept.reshape(np.add.reduce(a, axis=axis).shape if a.ndim else ())
    return out, (lambda g: exponentials / sums * g.reshape(sums.shape),)


def require_reduction(name: str, reduction: str) -> None:
    """Raise ValueTypeError for a reduction that does not exist."""
    if reduction not in ("mean", "sum", "none"):
        raise ValueTypeError(f'{name}: reduction is "mean", "sum" or "none", got {reduction!r}')


def _reduced_loss(each: Array, slopes: tuple[Array, ...], reduction: str) -> Ruled:
    """Entries of a loss and their slopes, one array for each operand, reduced to a number or left as they are."""
    if reduction == "none":
        return each, tuple(_times(slope) for slope in slopes)
    share = each.size if reduction == "mean" else 1
    return np.asarray(each.sum() / share), tuple(_times(slope / share if share > 1 else slope) for slope in slopes)


def _times(slope: Array) -> Pull:
    return lambda g: slope * g


def mse(prediction: Array, target: Array, reduction: str = "mean") -> Ruled:
    """The mean of (prediction − target)² over all n entries, shape (); both of one shape, else ShapeError.

    With g (), ∂L/∂prediction = g · 2 · (prediction − target) / n, of their shape; ∂L/∂target is its negative.
    """
    if prediction.shape != target.shape:
        raise ShapeError(
            f"mse: the prediction has shape {prediction.shape}, the target {target.shape}.\n"
            f"  Broadcasting would compare every row with every other. Make them equal, "
            f"e.g. target.reshape({', '.join(map(str, prediction.shape))})."
        )
    _require_rows("mse", prediction)
    difference = np.asarray(prediction - target)
    if reduction != "mean":
        require_reduction("mse", reduction)
        return _reduced_loss(difference * difference, (2 * difference, -2 * difference), reduction)
    flat = difference.reshape(-1)
    n = flat.size
    return flat.dot(flat) / n, (lambda g: difference * (2 / n * g.item()), lambda g: difference * (-2 / n * g.item()))


def smooth_l1(prediction: Array, target: Array, reduction: str, beta: float) -> Ruled:
    """½ d²/beta where |d| < beta, else |d| − ½ beta, with slope d/beta cut off at −1 and 1; d = prediction − target."""
    require_reduction("smooth_l1", reduction)
    if prediction.shape != target.shape:
        raise ShapeError(
            f"smooth_l1: the prediction has shape {prediction.shape}, the target {target.shape}.\n"
            f"  Make them equal, e.g. target.reshape({', '.join(map(str, prediction.shape))})."
        )
    if not beta > 0:
        raise ShapeError(f"smooth_l1: beta is where the square ends, a number above 0; got {beta}. For |d| use abs().")
    _require_rows("smooth_l1", prediction)
    difference = np.asarray(prediction - target)
    size = np.abs(difference)
    each = np.where(size < beta, difference * difference * (0.5 / beta), size - 0.5 * beta)
    slope = np.clip(difference / beta, -1, 1)
    return _reduced_loss(each, (slope, -slope), reduction)


def bce_with_logits(logits: Array, target: Array, reduction: str = "mean") -> Ruled:
    """The mean of softplus(z) − y·z over all n entries, shape (): minus the log-likelihood of y under σ(z).

    Logits z and targets y of one shape, y in [0, 1]; else ShapeError.
    With g (), ∂L/∂z = g · (σ(z) − y) / n and ∂L/∂y = −g · z / n, both of z's shape.
    """
    if logits.shape != target.shape:
        raise ShapeError(
            f"bce_with_logits: the logits have shape {logits.shape}, the targets {target.shape}.\n"
            f"  Make them equal, e.g. target.reshape({', '.join(map(str, logits.shape))})."
        )
    _require_rows("bce_with_logits", logits)
    if target.min() < 0 or target.max() > 1:
        raise ShapeError(
            f"bce_with_logits: targets are probabilities between 0 and 1, got {target.min():g} to {target.max():g}.\n"
            "  Turn labels −1 and 1 into (y + 1) / 2."
        )
    each = np.maximum(logits, 0) - logits * target + np.log1p(np.exp(-np.abs(logits)))
    if reduction != "mean":
        require_reduction("bce_with_logits", reduction)
        return _reduced_loss(each, (sigmoid(logits)[0] - target, -logits), reduction)
    return np.mean(each), (
        lambda g: (sigmoid(logits)[0] - target) * (g / logits.size),
        lambda g: logits * (-g / logits.size),
    )


def cross_entropy(logits: Array, labels: Array, reduction: str = "mean") -> Ruled:
    """−ln softmax(logits)[label] of each row, (N,), or its mean or sum over the rows, ().

    logits  (N, C)
    labels  (N,) whole numbers below C, or (N, C) probabilities p
    raises  ShapeError for shapes that do not fit and a label outside the classes, ValueTypeError for fractional labels
    With g (), for the mean, ∂L/∂logits = g · (softmax − one-hot) / N, (N, C). For probabilities it is
    g · (softmax · Σp − p) / N, and ∂L/∂p = −g · ln softmax / N, (N, C).
    """
    require_reduction("cross_entropy", reduction)
    if logits.ndim != 2:
        raise ShapeError(
            f"cross_entropy: logits are (N, classes), got shape {logits.shape}. One row for each sample.\n"
            "  Of sequences take logits.reshape(-1, classes), and targets.reshape(-1)."
        )
    _require_rows("cross_entropy", logits)
    n, classes = logits.shape
    share = n if reduction == "mean" else 1
    shifted = logits - np.maximum.reduce(logits, axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    sums = np.add.reduce(exponentials, axis=1, keepdims=True)
    if labels.shape == logits.shape and labels.dtype.kind == "f":
        log_p = shifted - np.log(sums)
        weight = labels.sum(axis=1, keepdims=True)
        each = -np.sum(labels * log_p, axis=1)
        return each if reduction == "none" else np.asarray(each.sum() / share), (
            lambda g: (exponentials / sums * weight - labels) * _of_rows(g, share),
            lambda g: log_p * -_of_rows(g, share),
        )
    require_labels(labels, n, classes)
    rows = rows_up_to(n)
    if reduction == "none":
        out = np.log(sums)[:, 0] - shifted[rows, labels]
    else:
        out = (np.add.reduce(np.log(sums), axis=None) - np.add.reduce(shifted[rows, labels])) / share

    def pull(g: Array) -> Array:
        slope: Array = exponentials / sums
        slope[rows, labels] -= 1
        slope *= _of_rows(g, share)
        return slope

    return out, (pull,)


def _of_rows(g: Array, share: int) -> Any:
    """What comes from above to a loss of rows: one number for all of them, or a column with one for each."""
    return g[:, None] if g.ndim else g.item() / share


@functools.cache
def rows_up_to(n: int) -> Array:
    """0 to n − 1, made once: the first index of shifted[rows, labels]."""
    rows = np.arange(n)
    rows.flags.writeable = False
    return rows


def _require_rows(name: str, array: Array) -> None:
    """Raise ShapeError, naming the loss, for an empty batch."""
    if not array.size:
        raise ShapeError(f"{name}: the batch is empty (shape {array.shape}), so there is no mean. Check your data.")


def require_labels(labels: Array, n: int, classes: int) -> None:
    """Raise ValueTypeError or ShapeError for labels that are not n whole numbers below `classes`."""
    if labels.dtype.kind not in "iu":
        raise ValueTypeError(
            f"cross_entropy: labels are whole numbers, one a row, got {labels.dtype} of shape {labels.shape}.\n"
            f"  Write labels.astype(int), or give probabilities of shape ({n}, {classes})."
        )
    if labels.shape != (n,):
        raise ShapeError(
            f"cross_entropy: {n} rows of logits need labels of shape ({n},), got {labels.shape}.\n"
            "  For one-hot rows of whole numbers write labels.argmax(axis=1)."
        )
    if np.minimum.reduce(labels) < 0 or np.maximum.reduce(labels) >= classes:
        at = int(np.argmax((labels < 0) | (labels >= classes)))
        raise LabelError(
            f"cross_entropy: label {labels[at]} in row {at} is outside the {classes} classes, 0 to {classes - 1}.\n"
            "  Number your classes from 0, or give the network as many outputs as there are classes."
        )


class LabelError(ShapeError):
    """A label outside the classes."""
