"""Forms of products, sums and what puts entries elsewhere (`in_place` says what a form is)."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.tensor import products, shaping
from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.in_place import Form, Shared, add_up, form, is_plain
from autograd_lab.tensor.node import ArrayNode


@form(products.matmul)
def matmul(node: ArrayNode, a: ArrayNode, b: ArrayNode) -> Form | None:
    """a @ b for matrices and stacks of them."""
    if not is_plain(node, a, b) or min(a.ndim, b.ndim) < 2:
        return None
    out, product = node._data, np.matmul
    return Form(
        lambda: product(a._data, b._data, out),
        (
            lambda g, into: product(g, b._data.swapaxes(-1, -2), into),
            lambda g, into: product(a._data.swapaxes(-1, -2), g, into),
        ),
    )


@form(products.linear)
def linear(node: ArrayNode, x: ArrayNode, w: ArrayNode, b: ArrayNode | None = None) -> Form | None:
    """x @ w + b."""
    if not is_plain(node, x, w) or (b is not None and not is_plain(node, b)) or not node._data.flags.c_contiguous:
        return None
    if x.ndim != 2:
        return _linear_in_rows(node, x, w, b)
    out, add = node._data, np.add
    product: Any = np.dot if w.size <= products.SMALL else np.matmul

    def pull_x(g: Array, into: Array | None) -> Array:
        dx: Array = product(g, w._data.T, into)
        return dx

    def pull_w(g: Array, into: Array | None) -> Array:
        dw: Array = product(x._data.T, g, into)
        return dw

    if b is None:
        return Form(lambda: product(x._data, w._data, out), (pull_x, pull_w))
    pull_b = products.ones(len(out), out.dtype).dot

    def renew() -> None:
        product(x._data, w._data, out)
        add(out, b._data, out)

    return Form(renew, (pull_x, pull_w, pull_b))


def _linear_in_rows(node: ArrayNode, x: ArrayNode, w: ArrayNode, b: ArrayNode | None) -> Form:
    """linear for one row, or for a batch of several axes."""
    n_in, n_out = w.shape
    out, inner = node._data.reshape(-1, n_out), x.shape
    product: Any = np.dot if w.size <= products.SMALL else np.matmul
    ones = products.ones(len(out), out.dtype)

    def renew() -> None:
        product(x._data.reshape(-1, n_in), w._data, out)
        if b is not None:
            np.add(out, b._data, out)

    def pull_x(g: Array, into: Array | None) -> Array:
        rows = product(g.reshape(-1, n_out), w._data.T, None if into is None else into.reshape(-1, n_in))
        return rows.reshape(inner) if into is None else into

    def pull_w(g: Array, into: Array | None) -> Array:
        dw: Array = product(x._data.reshape(-1, n_in).T, g.reshape(-1, n_out), into)
        return dw

    def pull_b(g: Array, into: Array | None) -> Array:
        return ones.dot(g.reshape(-1, n_out), into)

    return Form(renew, (pull_x, pull_w) if b is None else (pull_x, pull_w, pull_b))


@form(shaping.total)
def total(node: ArrayNode, a: ArrayNode, axis: Any, keepdims: bool) -> Form | None:
    """Σ over `axis`."""
    return _sum_form(node, a, axis, keepdims, 1)


@form(shaping.mean)
def mean(node: ArrayNode, a: ArrayNode, axis: Any, keepdims: bool) -> Form | None:
    """The mean over `axis`."""
    return _sum_form(node, a, axis, keepdims, shaping.entries_per_result("mean", a._data, axis))


def _sum_form(node: ArrayNode, a: ArrayNode, axis: Any, keepdims: bool, count: int) -> Form | None:
    """A sum (count 1) or mean."""
    if not is_plain(node, a) or node._data.dtype.char == "e":  # NumPy's mean of float16 is computed in float32
        return None
    out, divide = node._data, np.true_divide

    def renew() -> None:
        add_up(a._data, axis, None, out, keepdims)
        if count != 1:
            divide(out, count, out)

    if out.ndim > (count != 1):  # what comes from above is spread as it lies in memory
        return Form(renew, (Shared(shaping.spread(a.shape, axis, keepdims, count)),))
    share = np.empty_like(out)
    spread = np.broadcast_to(shaping.with_reduced_axes(share, a.ndim, axis, keepdims), a.shape)

    def pull(g: Array) -> Array:
        if count == 1:
            np.copyto(share, g)
        else:
            divide(g, count, share)
        return spread

    return Form(renew, (Shared(pull),))


@form(shaping.piece)
def piece(node: ArrayNode, a: ArrayNode, key: Any) -> Form | None:
    """A slice that is copied; a view needs no form (`replay.py`), only its pull."""
    if not (node._data.dtype.kind == "f" and node._data.dtype is a._data.dtype):
        return None
    out = node._data

    def pull(g: Array, into: Array | None) -> Array:
        full: Array = np.zeros(a.shape, g.dtype) if into is None else into
        full[key] = g  # all around it stays 0
        return full

    return Form(lambda: np.copyto(out, a._data[key]), (pull,))


@form(shaping.pick)
def pick(node: ArrayNode, a: ArrayNode, key: Any) -> Form | None:
    """What is picked by slices and whole numbers; arrays as indices are for the rule."""
    parts = key if isinstance(key, tuple) else (key,)
    plain = all(part is None or part is Ellipsis or isinstance(part, (slice, int)) for part in parts)
    return piece(node, a, key) if plain and not any(isinstance(part, bool) for part in parts) else None


@form(shaping.masked_fill)
def masked_fill(node: ArrayNode, a: ArrayNode, mask: ArrayNode, value: float) -> Form | None:
    """`value` wherever the mask holds."""
    if not is_plain(node, a):
        return None
    out, zero = node._data, np.zeros((), node._data.dtype)

    def renew() -> None:
        np.copyto(out, a._data)
        np.copyto(out, value, where=mask._data)

    def pull(g: Array, into: Array | None) -> Array:
        if into is None:
            return np.where(np.broadcast_to(mask._data, a.shape), zero, g)
        np.copyto(into, g)
        np.copyto(into, zero, where=mask._data)
        return into

    return Form(renew, (pull,))
