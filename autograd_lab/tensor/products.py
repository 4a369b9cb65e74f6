"""Rules for products of matrices; a layer's `x @ w + b` is one node, `linear`."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from autograd_lab.errors import ShapeError
from autograd_lab.tensor.elementwise import Array, Pull, Ruled
from autograd_lab.tensor.losses import LabelError


def matmul(a: Array, b: Array) -> Ruled:
    """a @ b for vectors, matrices and stacks of matrices, as in NumPy.

    For matrices: ∂L/∂a = g @ bᵀ and ∂L/∂b = aᵀ @ g. A vector is a matrix of one row (left) or one column (right).
    """
    if not a.ndim or not b.ndim or a.shape[-1] != b.shape[-2 if b.ndim > 1 else 0]:
        raise ShapeError(_mismatch(a, b))
    try:
        out = a @ b
    except ValueError:
        raise ShapeError(_mismatch(a, b)) from None
    if a.ndim == b.ndim == 2:
        return out, (lambda g: g @ b.T, lambda g: a.T @ g)
    rows = a[None, :] if a.ndim == 1 else a
    columns = b[:, None] if b.ndim == 1 else b

    def as_matrix(g: Array) -> Array:
        g = g[..., None] if b.ndim == 1 else g
        return g[..., None, :] if a.ndim == 1 else g

    def pull_a(g: Array) -> Array:
        da = as_matrix(g) @ columns.swapaxes(-1, -2)
        return da[..., 0, :] if a.ndim == 1 else da

    def pull_b(g: Array) -> Array:
        db = rows.swapaxes(-1, -2) @ as_matrix(g)
        return db[..., 0] if b.ndim == 1 else db

    return out, (pull_a, pull_b)


def _mismatch(a: Array, b: Array) -> str:
    """The text of the error for shapes whose inner lengths differ."""
    if not a.ndim or not b.ndim:
        return f"matmul: {a.shape} @ {b.shape} has a single number in it; multiply with * instead"
    return (
        f"matmul: the rows of the left have {a.shape[-1]} entries, the columns of the right "
        f"{b.shape[-2 if b.ndim > 1 else 0]}\n"
        f"  left {a.shape} @ right {b.shape}\n"
        "  The inner two lengths must be equal, and stacks must broadcast. Is one of them to be transposed (.T)?"
    )


def linear(x: Array, w: Array, b: Array | None) -> Ruled:
    """x @ w + b as one node. x (..., n_in), w (n_in, n_out), b (n_out,) -> (..., n_out); raises ShapeError.

    For rows g (N, n_out) of ∂L/∂out: ∂L/∂x = g @ wᵀ, ∂L/∂w = xᵀ @ g, ∂L/∂b = Σ over the rows of g.
    """
    if x.ndim < 1 or w.ndim != 2 or x.shape[-1] != w.shape[0]:
        width = x.shape[-1] if x.ndim else 1
        raise ShapeError(
            f"linear: the input has {width} features, the weights expect {w.shape[0] if w.ndim else 1}\n"
            f"  x {x.shape}   W {w.shape}\n"
            "  W is (n_in, n_out). Transpose it if yours is (n_out, n_in)."
        )
    if b is not None and b.shape != w.shape[1:]:
        raise ShapeError(f"linear: a bias of shape {b.shape} does not fit W {w.shape}: it must be ({w.shape[1]},)")
    if x.ndim != 2:
        return _linear_in_rows(x, w, b)
    product = np.dot if w.size <= SMALL else np.matmul
    out = product(x, w)
    if b is None:
        return out, (lambda g: product(g, w.T), lambda g: product(x.T, g))
    out = np.add(out, b, out if b.dtype is out.dtype else None)
    return out, (lambda g: product(g, w.T), lambda g: product(x.T, g), lambda g: ones(len(g), g.dtype).dot(g))


def rows_of(w: Array, index: Array) -> Ruled:
    """Row index[...] of w (words, width) -> (..., width); a row taken several times gets the sum of the gradients.

    With few words the sum is a product with ones where a word stands, which takes less time than adding one by one.
    Raises LabelError for a word outside the rows.
    """
    words, width = w.shape
    require_words(words, index)

    def pull(g: Array) -> Array:
        places, rows = index.reshape(-1), g.reshape(-1, width)
        if words <= FEW:
            summed: Array = (np.arange(words)[:, None] == places).astype(g.dtype) @ rows
            return summed
        full = np.zeros(w.shape, dtype=g.dtype)
        np.add.at(full, places, rows)
        return full

    return w[index], (pull,)


def require_words(words: int, index: Array) -> None:
    """Raise LabelError for a word outside the rows of a table."""
    wrong = (index < 0) | (index >= words)
    if wrong.any():
        raise LabelError(f"embedding: word {index[wrong][0]} is outside the {words} rows, 0 to {words - 1}")


FEW = 256
#: up to so many weights np.dot is quicker, since it checks less; beyond, np.matmul, which does not zero its result
SMALL = 4096


def _linear_in_rows(x: Array, w: Array, b: Array | None) -> Ruled:
    """linear for a single row, or for a batch of several axes: reshaped to (N, n_in), and the result back."""
    out, pulls = linear(x.reshape(-1, x.shape[-1]), w, b)
    width = w.shape[1]

    def pull_x(g: Array) -> Array:
        return pulls[0](g.reshape(-1, width)).reshape(x.shape)

    def rows(pull: Pull) -> Pull:
        return lambda g: pull(g.reshape(-1, width))

    return out.reshape(*x.shape[:-1], width), (pull_x, *map(rows, pulls[1:]))


@functools.cache
def ones(n: int, dtype: np.dtype[Any]) -> Array:
    """n ones, made once: ones.dot(g) adds up the columns of g in less time than g.sum(axis=0)."""
    return np.ones(n, dtype)
