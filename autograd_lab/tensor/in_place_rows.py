"""Forms of rules of rows: softmax, the losses, layer norm, rows of a table (`in_place` says what a form is)."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.tensor import images, losses, products, short_rows
from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.in_place import Form, PullInto, add_up, form, is_plain
from autograd_lab.tensor.node import ArrayNode

largest: Any = np.maximum.reduce


@form(losses.softmax)
def softmax(node: ArrayNode, a: ArrayNode, axis: int) -> Form | None:
    """Softmax along `axis`."""
    if not is_plain(node, a):
        return None
    out = node._data
    in_rows = a.ndim > 2 and axis in (-1, a.ndim - 1)
    ones = short_rows.ones(out.shape[axis], out.dtype)
    sums = np.empty_like(out @ ones) if in_rows else np.empty_like(out.sum(axis=axis, keepdims=True))
    dots, both = np.empty_like(sums), np.empty(0, out.dtype)

    def renew() -> None:
        np.subtract(a._data, short_rows.largest_along(a._data, axis), out)
        np.exp(out, out)
        if in_rows:
            np.divide(out, np.matmul(out, ones, sums)[..., None], out)
        else:
            np.divide(out, add_up(out, axis, None, sums, True), out)

    def pull(g: Array, into: Array | None) -> Array:
        nonlocal both
        if in_rows:
            along = np.einsum("...i,...i->...", g, out, out=dots)[..., None]
        else:
            both = np.multiply(g, out, both if both.shape == out.shape else None)
            along = add_up(both, axis, None, dots, True)
        into = np.multiply(out, g) if into is None else into
        np.subtract(g, along, into)
        return np.multiply(out, into, into)

    return Form(renew, (pull,))


@form(losses.mse)
def mse(node: ArrayNode, prediction: ArrayNode, target: ArrayNode, reduction: str) -> Form | None:
    """The mean of the squared differences."""
    if reduction != "mean" or not is_plain(node, prediction, target):
        return None
    out = node._data
    difference = np.asarray(prediction._data - target._data)
    if not difference.flags.c_contiguous:
        return None
    flat, n, subtract, multiply = difference.reshape(-1), difference.size, np.subtract, np.multiply

    def renew() -> None:
        subtract(prediction._data, target._data, difference)
        out[()] = flat.dot(flat) / n

    return Form(
        renew,
        (
            lambda g, into: multiply(difference, 2 / n * g.item(), into),
            lambda g, into: multiply(difference, -2 / n * g.item(), into),
        ),
    )


@form(losses.cross_entropy)
def cross_entropy(node: ArrayNode, logits: ArrayNode, labels: ArrayNode, reduction: str) -> Form | None:
    """Cross-entropy with whole numbers as labels, its mean or sum."""
    if reduction == "none" or not is_plain(node, logits) or labels._data.dtype.kind == "f":
        return None
    out, (n, classes) = node._data, logits.shape
    share, rows = n if reduction == "mean" else 1, losses.rows_up_to(n)
    shifted = np.empty_like(logits._data)
    exponentials, sums = np.empty_like(shifted), np.empty((n, 1), shifted.dtype)
    log_sums = np.empty_like(sums)

    def renew() -> None:
        losses.require_labels(labels._data, n, classes)
        np.subtract(logits._data, largest(logits._data, 1, None, sums, True), shifted)
        np.exp(shifted, exponentials)
        add_up(exponentials, 1, None, sums, True)
        np.log(sums, log_sums)
        out[()] = (np.add.reduce(log_sums, axis=None) - np.add.reduce(shifted[rows, labels._data])) / share

    def pull(g: Array, into: Array | None) -> Array:
        slope: Array = np.divide(exponentials, sums, into)
        slope[rows, labels._data] -= 1
        slope *= g.item() / share
        return slope

    renew()
    return Form(renew, (pull,))


@form(images.layer_norm)
def layer_norm(
    node: ArrayNode, x: ArrayNode, axes: int, weight: ArrayNode | None, bias: ArrayNode | None, eps: float
) -> Form | None:
    """The norm over the last axes."""
    given = [t for t in (x, weight, bias) if t is not None]
    if not is_plain(node, *given) or not node._data.flags.c_contiguous:
        return None
    shape, width = x.shape, int(np.prod(x.shape[-axes:]))
    out, dtype = node._data.reshape(-1, width), node._data.dtype
    x_hat = np.empty_like(x._data.reshape(-1, width))  # it lies in memory as x does, and is added up in that order
    means, inv_std = np.empty(len(out), dtype), np.empty((len(out), 1), dtype)
    along, scaled = np.empty_like(means), np.empty_like(out)
    of_rows, of_columns = short_rows.ones(width, dtype), short_rows.ones(len(out), dtype)

    def renew() -> None:
        rows = x._data.reshape(-1, width)
        np.matmul(rows, of_rows, means)
        np.divide(means, width, means)
        np.subtract(rows, means[:, None], x_hat)
        variance = np.einsum("...i,...i->...", x_hat, x_hat, out=inv_std[:, 0])[:, None]
        np.divide(variance, width, variance)
        np.add(variance, eps, variance)
        np.sqrt(variance, variance)
        np.divide(1, variance, variance)
        np.multiply(x_hat, inv_std, x_hat)
        if weight is None:
            np.copyto(out, x_hat)
        else:
            np.multiply(x_hat, weight._data.reshape(-1), out)
        if bias is not None:
            np.add(out, bias._data.reshape(-1), out)

    def pull_x(g: Array, into: Array | None) -> Array:
        g = g.reshape(-1, width)
        if weight is not None:  # a product lies in memory as g does, and is added up in that order
            g = np.multiply(g, weight._data.reshape(-1), scaled if g.flags.c_contiguous else None)
        np.matmul(g, of_rows, along)
        np.divide(along, width, along)
        slope = np.subtract(g, along[:, None], None if into is None else into.reshape(-1, width))
        np.einsum("...i,...i->...", g, x_hat, out=along)
        np.divide(along, width, along)
        np.subtract(slope, np.multiply(x_hat, along[:, None], scaled), slope)
        np.multiply(slope, inv_std, slope)
        return slope.reshape(shape) if into is None else into

    def pull_weight(g: Array, into: Array | None) -> Array:
        np.multiply(g.reshape(-1, width), x_hat, scaled)
        return _of_shape(of_columns, scaled, into, shape[-axes:])

    def pull_bias(g: Array, into: Array | None) -> Array:
        return _of_shape(of_columns, g.reshape(-1, width), into, shape[-axes:])

    renew()
    pulls: list[PullInto] = [pull_x]
    pulls += [pull_weight] if weight is not None else []
    pulls += [pull_bias] if bias is not None else []
    return Form(renew, tuple(pulls))


def _of_shape(ones: Array, rows: Array, into: Array | None, shape: tuple[int, ...]) -> Array:
    """ones @ rows, in this shape."""
    summed: Array = np.matmul(ones, rows, None if into is None else into.reshape(-1))
    return summed.reshape(shape) if into is None else into


@form(products.rows_of)
def rows_of(node: ArrayNode, w: ArrayNode, index: Any) -> Form | None:
    """Rows of a table, each by its number."""
    if not is_plain(node, w) or not isinstance(index, ArrayNode) or len(w._data) > products.FEW:
        return None
    out, (words, width) = node._data, w.shape
    numbers = np.arange(words)[:, None]
    hits = np.empty((words, index.size), bool)
    stands = np.empty(hits.shape, out.dtype)

    def renew() -> None:
        products.require_words(words, index._data)
        np.take(w._data, index._data, axis=0, out=out, mode="clip")

    def pull(g: Array, into: Array | None) -> Array:
        np.equal(numbers, index._data.reshape(-1), hits)
        np.copyto(stands, hits)
        summed: Array = np.matmul(stands, g.reshape(-1, width), into)
        return summed

    return Form(renew, (pull,))
