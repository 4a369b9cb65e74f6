"""Wrong and right ways to write `layer_gradients` of problem set 3."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import s, wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# a is a_prev (N, n_in), d is delta (N, n_out)


def _first_row(a: Array, d: Array) -> Any:
    dW, db = np.zeros((a.shape[1], d.shape[1])), np.zeros(d.shape[1])
    for u, v in zip(a, d, strict=True):
        dW += np.outer(u, v)
        db += v
        return dW, db
    return None


def _last_row(a: Array, d: Array) -> Any:
    for u, v in zip(a, d, strict=True):
        dW = np.outer(u, v)
        db = v.copy()
    return dW, db


def _last_row_of_weights(a: Array, d: Array) -> Any:
    for u, v in zip(a, d, strict=True):
        dW = np.outer(u, v)
    return dW, d.sum(axis=0)


def _in_place(a: Array, d: Array) -> Any:
    d[0] = d.sum(axis=0)
    db = d[0].copy()
    d[0] -= d[1:].sum(axis=0)
    return a.T @ d, db


def _loop(a: Array, d: Array) -> Any:
    dW, db = np.zeros((a.shape[1], d.shape[1])), np.zeros(d.shape[1])
    for n in range(len(a)):
        for j in range(d.shape[1]):
            db[j] += d[n, j]
            for i in range(a.shape[1]):
                dW[i, j] += a[n, i] * d[n, j]
    return dW, db


def _augmented(a: Array, d: Array) -> Any:
    g = np.column_stack([a, np.ones(len(a))]).T @ d
    return g[:-1], g[-1]


def _sum(d: Array) -> Array:
    return np.asarray(d.sum(axis=0))


LAYER_WRONG = (
    wrong("averaged-twice", "both again", lambda a, d: (a.T @ d / len(a), d.mean(axis=0))),
    wrong("averaged-twice", "db a mean", lambda a, d: (a.T @ d, d.mean(axis=0))),
    wrong("averaged-twice", "dW again", lambda a, d: (a.T @ d / len(a), _sum(d))),
    wrong("mean-missing", "N times", lambda a, d: (len(a) * a.T @ d, len(a) * _sum(d))),
    wrong("factor-two-doubled", "2 again", lambda a, d: (2 * a.T @ d, 2 * _sum(d))),
    wrong("factor-two-missing", "1/2", lambda a, d: (a.T @ d / 2, _sum(d) / 2)),
    wrong("transpose", "δᵀ a", lambda a, d: (d.T @ a, _sum(d))),
    wrong("transpose", "outer, exchanged", lambda a, d: (sum(map(np.outer, d, a)), _sum(d))),
    wrong("transpose", "a δ without a transpose", lambda a, d: (a @ d, _sum(d))),
    wrong("entrywise-for-matrix", "a * δ", lambda a, d: (a * d, _sum(d))),
    wrong("not-summed", "one matrix per row", lambda a, d: (a[:, :, None] * d[:, None, :], d.copy())),
    wrong("not-summed", "db = δ", lambda a, d: (a.T @ d, d.copy())),
    wrong("wrong-axis", "db over axis 1", lambda a, d: (a.T @ d, d.sum(axis=1))),
    wrong("wrong-axis", "db a mean over axis 1", lambda a, d: (a.T @ d, d.mean(axis=1))),
    wrong("summed-too-far", "db one number", lambda a, d: (a.T @ d, d.sum())),
    wrong("summed-too-far", "db one mean", lambda a, d: (a.T @ d, np.mean(d))),
    wrong("row-kept", "keepdims", lambda a, d: (a.T @ d, d.sum(axis=0, keepdims=True))),
    wrong("row-kept", "1ᵀ δ", lambda a, d: (a.T @ d, np.ones((1, len(d))) @ d)),
    wrong("column", "db a column", lambda a, d: (a.T @ d, _sum(d)[:, None])),
    wrong("upstream-missing", "δ = 1", lambda a, d: (a.T @ np.ones_like(d), np.full(d.shape[1], float(len(d))))),
    wrong("upstream-missing", "sum of a", lambda a, d: (np.tile(a.sum(axis=0)[:, None], d.shape[1]), _sum(d))),
    wrong("input-left-out", "no a", lambda a, d: (np.tile(_sum(d), (a.shape[1], 1)), _sum(d))),
    wrong("input-left-out", "a = 1", lambda a, d: (np.ones_like(a).T @ d, _sum(d))),
    wrong("bias-times-input", "db = Σ dW", lambda a, d: (a.T @ d, (a.T @ d).sum(axis=0))),
    wrong("bias-times-input", "db = mean of dW", lambda a, d: (a.T @ d, (a.T @ d).mean(axis=0))),
    wrong("exchanged", "db, dW", lambda a, d: (_sum(d), a.T @ d)),
    wrong("sign", "−", lambda a, d: (-a.T @ d, -_sum(d))),
    wrong("first-row", "return in the loop", _first_row),
    wrong("first-row", "row 0", lambda a, d: (np.outer(a[0], d[0]), d[0].copy())),
    wrong("overwritten", "= for +=", _last_row),
    wrong("overwritten", "= for += in dW", _last_row_of_weights),
    wrong("slope-extra", "a(1 − a)", lambda a, d: ((a * (1 - a)).T @ d, _sum(d))),
    wrong("slope-extra", "δ(1 − δ)", lambda a, d: (a.T @ (d * (1 - d)), _sum(d * (1 - d)))),
    wrong("sigmoid-twice", "σ(a)", lambda a, d: (s(a).T @ d, _sum(d))),
    wrong("product-of-sums", "outer of sums", lambda a, d: (np.outer(a.sum(axis=0), _sum(d)), _sum(d))),
    wrong("product-of-sums", "outer of means", lambda a, d: (np.outer(a.mean(axis=0), d.mean(axis=0)), _sum(d))),
    wrong("product-of-sums", "mean of a, sum of δ", lambda a, d: (np.outer(a.mean(axis=0), _sum(d)), _sum(d))),
    wrong("inputs-changed", "δ as a scratchpad", _in_place),
    wrong("integers", "zeros of int", lambda a, d: ((a.T @ d).astype(int), _sum(d).astype(int))),
    wrong("all-zero", "db never filled", lambda a, d: (a.T @ d, np.zeros(d.shape[1]))),
)
LAYER_RIGHT = (
    Variant("aᵀ δ and a sum", lambda a, d: (a.T @ d, d.sum(axis=0))),
    Variant("(δᵀ a)ᵀ", lambda a, d: ((d.T @ a).T, d.sum(0))),
    Variant("einsum", lambda a, d: (np.einsum("ni,nj->ij", a, d), np.einsum("nj->j", d))),
    Variant("three loops", _loop),
    Variant("sum of outer products", lambda a, d: (sum(map(np.outer, a, d)), sum(d))),
    Variant(
        "N times a mean", lambda a, d: (len(a) * (a[:, :, None] * d[:, None]).mean(axis=0), len(d) * d.mean(axis=0))
    ),
    Variant("augmented column", _augmented),
    Variant("1ᵀ δ, raveled", lambda a, d: (np.dot(a.T, d), (np.ones((1, len(d))) @ d).ravel())),
    Variant("tensordot", lambda a, d: (np.tensordot(a, d, axes=(0, 0)), np.add.reduce(d))),
    Variant("column by column", lambda a, d: (np.stack([c @ d for c in a.T]), d.T.sum(axis=1))),
    Variant("a list of two", lambda a, d: [np.matmul(a.transpose(), d), np.array([sum(c) for c in d.T])]),
)
