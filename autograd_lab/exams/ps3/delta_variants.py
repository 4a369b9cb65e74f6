"""Wrong and right ways to write `output_delta` and `hidden_delta` of problem set 3."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import e, s, wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array


def _slope(z: Array) -> Array:
    return np.asarray(s(z) * (1 - s(z)))


# --- output_delta(z, y): a is σ(z), p is σ'(z), r is a − y ---


def _out(function: Any) -> Any:
    """A δ written in terms of the residual r, the slope p, a, z, y and N."""

    def output_delta(z: Array, y: Array) -> Any:
        return function(s(z) - y, _slope(z), s(z), z, y, len(z))

    return output_delta


def _out_in_place(z: Array, y: Array) -> Array:
    y -= s(z)
    return -2 / len(z) * y * _slope(z)


def _out_first_row(z: Array, y: Array) -> Any:
    delta = np.zeros_like(z)
    for n in range(len(z)):
        delta[n] = 2 / len(z) * (s(z[n]) - y[n]) * _slope(z[n])
        return delta[n]
    return None


def _out_loop(z: Array, y: Array) -> Array:
    N, n = z.shape
    delta = np.zeros((N, n))
    for i in range(N):
        for j in range(n):
            a = 1 / (1 + e(-z[i, j]))
            delta[i, j] = 2 * (a - y[i, j]) * a * (1 - a) / N
    return delta


OUTPUT_WRONG = (
    wrong("sign", "y − a", _out(lambda r, p, a, z, y, N: 2 / N * (y - a) * p)),
    wrong("sign", "a(a − 1)", _out(lambda r, p, a, z, y, N: 2 / N * (a - y) * a * (a - 1))),
    wrong("factor-two-missing", "no 2", _out(lambda r, p, a, z, y, N: r * p / N)),
    wrong("factor-two-doubled", "4", _out(lambda r, p, a, z, y, N: 4 / N * r * p)),
    wrong("mean-missing", "no 1/N", _out(lambda r, p, a, z, y, N: 2 * r * p)),
    wrong("two-and-mean-missing", "no 2/N", _out(lambda r, p, a, z, y, N: r * p)),
    wrong("averaged-twice", "2/N²", _out(lambda r, p, a, z, y, N: 2 / N**2 * r * p)),
    wrong("counted-outputs", "2/n", _out(lambda r, p, a, z, y, N: 2 / z.shape[1] * r * p)),
    wrong("averaged-over-outputs", "2/z.size", _out(lambda r, p, a, z, y, N: 2 / z.size * r * p)),
    wrong("slope-missing", "no σ'", _out(lambda r, p, a, z, y, N: 2 / N * r)),
    wrong("slope-missing", "no σ', no 1/N", _out(lambda r, p, a, z, y, N: 2 * r)),
    wrong("cross-entropy-delta", "(a − y)/N", _out(lambda r, p, a, z, y, N: r / N)),
    wrong("cross-entropy-delta", "a − y", _out(lambda r, p, a, z, y, N: a - y)),
    wrong("slope-at-a", "σ'(a)", _out(lambda r, p, a, z, y, N: 2 / N * r * _slope(a))),
    wrong("slope-of-z", "z(1 − z)", _out(lambda r, p, a, z, y, N: 2 / N * r * z * (1 - z))),
    wrong("slope-plus", "a(1 + a)", _out(lambda r, p, a, z, y, N: 2 / N * r * a * (1 + a))),
    wrong("slope-twice", "σ'²", _out(lambda r, p, a, z, y, N: 2 / N * r * p**2)),
    wrong("slope-incomplete", "1 − a", _out(lambda r, p, a, z, y, N: 2 / N * r * (1 - a))),
    wrong("slope-inner", "a²", _out(lambda r, p, a, z, y, N: 2 / N * r * a * a)),
    wrong("activation-for-slope", "σ", _out(lambda r, p, a, z, y, N: 2 / N * r * a)),
    wrong("slope-of-tanh", "1 − a²", _out(lambda r, p, a, z, y, N: 2 / N * r * (1 - a * a))),
    wrong("slope-of-relu", "z > 0", _out(lambda r, p, a, z, y, N: 2 / N * r * (z > 0))),
    wrong("slope-divides", "/ σ'", _out(lambda r, p, a, z, y, N: 2 / N * r / p)),
    wrong("z-for-slope", "z", _out(lambda r, p, a, z, y, N: 2 / N * r * z)),
    wrong("z-for-a", "z − y", _out(lambda r, p, a, z, y, N: 2 / N * (z - y) * p)),
    wrong("sigmoid-twice", "σ(a) − y", _out(lambda r, p, a, z, y, N: 2 / N * (s(a) - y) * p)),
    wrong("thresholded", "(a > 0.5) − y", _out(lambda r, p, a, z, y, N: 2 / N * ((a > 0.5) - y) * p)),
    wrong("residual-squared", "e · ∂L/∂z", _out(lambda r, p, a, z, y, N: (y - a) * (2 / N * r * p))),
    wrong("residual-squared", "r²", _out(lambda r, p, a, z, y, N: 2 / N * r**2 * p)),
    wrong("residual-missing", "no residual", _out(lambda r, p, a, z, y, N: 2 / N * p)),
    wrong("target-left-out", "a", _out(lambda r, p, a, z, y, N: 2 / N * a * p)),
    wrong("prediction-left-out", "y", _out(lambda r, p, a, z, y, N: 2 / N * y * p)),
    wrong("plus", "a + y", _out(lambda r, p, a, z, y, N: 2 / N * (a + y) * p)),
    wrong("absolute", "|r|", _out(lambda r, p, a, z, y, N: 2 / N * abs(r) * p)),
    wrong("absolute-loss", "sign(r)", _out(lambda r, p, a, z, y, N: np.sign(r) * p / N)),
    wrong("loss-for-gradient", "r²/N", _out(lambda r, p, a, z, y, N: r**2 / N)),
    wrong("loss-for-gradient", "r²", _out(lambda r, p, a, z, y, N: r**2)),
    wrong("rows-summed", "sum over rows", _out(lambda r, p, a, z, y, N: (2 / N * r * p).sum(axis=0))),
    wrong("rows-summed", "mean over rows", _out(lambda r, p, a, z, y, N: (2 * r * p).mean(axis=0))),
    wrong("units-summed", "sum over outputs", _out(lambda r, p, a, z, y, N: (2 / N * r * p).sum(axis=1))),
    wrong("unbracketed", "a · 1 − a", _out(lambda r, p, a, z, y, N: 2 / N * r * a * 1 - a)),
    wrong("added", "r + σ'", _out(lambda r, p, a, z, y, N: 2 / N * r + p)),
    wrong("matrix-for-entrywise", "@", _out(lambda r, p, a, z, y, N: 2 / N * r @ p.T)),
    wrong("first-row", "return in the loop", _out_first_row),
    wrong("inputs-changed", "y -= a", _out_in_place),
    wrong("integers", "astype(int)", _out(lambda r, p, a, z, y, N: (2 / N * r * p).astype(int))),
    wrong("all-zero", "2 // N", _out(lambda r, p, a, z, y, N: 2 // N * r * p)),
)
OUTPUT_RIGHT = (
    Variant("2/N · r · a(1 − a)", _out(lambda r, p, a, z, y, N: 2 / N * r * a * (1 - a))),
    Variant("y − a and a minus", _out(lambda r, p, a, z, y, N: -2 / N * (y - a) * p)),
    Variant("y − a and a(a − 1)", _out(lambda r, p, a, z, y, N: 2 * (y - a) * a * (a - 1) / N)),
    Variant("∂L/∂a, then σ'", _out(lambda r, p, a, z, y, N: (2 * r / N) * (a - a**2))),
    Variant("z.shape[0]", _out(lambda r, p, a, z, y, N: 2 * r * p / z.shape[0])),
    Variant("two loops", _out_loop),
    Variant("tanh slope", _out(lambda r, p, a, z, y, N: r * (1 - np.tanh(z / 2) ** 2) / (2 * N))),
    Variant("einsum", _out(lambda r, p, a, z, y, N: np.einsum("ni,ni->ni", r, p) * 2 / N)),
    Variant("row by row", _out(lambda r, p, a, z, y, N: np.stack([2 / N * u * v for u, v in zip(r, p, strict=True)]))),
    Variant("multiplied out", _out(lambda r, p, a, z, y, N: 2 / N * (a**2 - a**3 - y * a + y * a**2))),
    Variant("np.multiply", _out(lambda r, p, a, z, y, N: np.multiply(np.multiply(r, p), 2 / N))),
)

# --- hidden_delta(z, delta_next, W_next): d is delta_next, W is W_next ---


def _hid(function: Any) -> Any:
    """A δ written in terms of d, W, the slope p, a and z."""

    def hidden_delta(z: Array, delta_next: Array, W_next: Array) -> Any:
        return function(delta_next, W_next, _slope(z), s(z), z)

    return hidden_delta


def _hid_first_unit(z: Array, delta_next: Array, W_next: Array) -> Any:
    out = np.zeros_like(z)
    for k in range(W_next.shape[1]):
        out += delta_next[:, [k]] * W_next[:, k]
        return out * _slope(z)
    return None


def _hid_overwritten(z: Array, delta_next: Array, W_next: Array) -> Array:
    for k in range(W_next.shape[1]):
        out = delta_next[:, [k]] * W_next[:, k]
    return np.asarray(out * _slope(z))


def _hid_in_place(z: Array, delta_next: Array, W_next: Array) -> Array:
    z[:] = s(z)
    return np.asarray(delta_next @ W_next.T * z * (1 - z))


def _hid_loop(z: Array, delta_next: Array, W_next: Array) -> Array:
    N, n = z.shape
    out = np.zeros((N, n))
    for row in range(N):
        for j in range(n):
            total = 0.0
            for k in range(W_next.shape[1]):
                total += W_next[j, k] * delta_next[row, k]
            a = 1 / (1 + np.exp(-z[row, j]))
            out[row, j] = total * a * (1 - a)
    return out


HIDDEN_WRONG = (
    wrong("slope-missing", "no σ'", _hid(lambda d, W, p, a, z: d @ W.T)),
    wrong("slope-missing", "no σ', einsum", _hid(lambda d, W, p, a, z: np.einsum("nk,jk->nj", d, W))),
    wrong("slope-at-a", "σ'(a)", _hid(lambda d, W, p, a, z: d @ W.T * _slope(a))),
    wrong("slope-of-z", "z(1 − z)", _hid(lambda d, W, p, a, z: d @ W.T * z * (1 - z))),
    wrong("sign", "a(a − 1)", _hid(lambda d, W, p, a, z: d @ W.T * a * (a - 1))),
    wrong("sign", "−", _hid(lambda d, W, p, a, z: -(d @ W.T) * p)),
    wrong("slope-plus", "a(1 + a)", _hid(lambda d, W, p, a, z: d @ W.T * a * (1 + a))),
    wrong("slope-twice", "σ'²", _hid(lambda d, W, p, a, z: d @ W.T * p * p)),
    wrong("slope-incomplete", "1 − a", _hid(lambda d, W, p, a, z: d @ W.T * (1 - a))),
    wrong("slope-inner", "a²", _hid(lambda d, W, p, a, z: d @ W.T * a**2)),
    wrong("activation-for-slope", "σ", _hid(lambda d, W, p, a, z: d @ W.T * a)),
    wrong("slope-of-tanh", "1 − a²", _hid(lambda d, W, p, a, z: d @ W.T * (1 - a**2))),
    wrong("slope-of-relu", "z > 0", _hid(lambda d, W, p, a, z: d @ W.T * (z > 0))),
    wrong("slope-divides", "/ σ'", _hid(lambda d, W, p, a, z: d @ W.T / p)),
    wrong("z-for-slope", "z", _hid(lambda d, W, p, a, z: d @ W.T * z)),
    wrong("transpose", "δ W", _hid(lambda d, W, p, a, z: d @ W * p)),
    wrong("transpose", "(W δᵀ)ᵀ with Wᵀ", _hid(lambda d, W, p, a, z: (W.T @ d.T).T * p)),
    wrong("upstream-missing", "no δ", _hid(lambda d, W, p, a, z: W.sum(axis=1) * p)),
    wrong("upstream-missing", "δ = 1", _hid(lambda d, W, p, a, z: np.ones_like(d) @ W.T * p)),
    wrong("weights-missing", "no W", _hid(lambda d, W, p, a, z: d.sum(axis=1, keepdims=True) * p)),
    wrong("weights-missing", "W = 1", _hid(lambda d, W, p, a, z: d @ np.ones_like(W).T * p)),
    wrong("averaged-over-units", "mean over k", _hid(lambda d, W, p, a, z: d @ W.T / W.shape[1] * p)),
    wrong(
        "averaged-over-units",
        "np.mean over k",
        _hid(lambda d, W, p, a, z: np.mean(d[:, None, :] * W[None], axis=2) * p),
    ),
    wrong("first-unit", "return in the loop", _hid_first_unit),
    wrong("first-unit", "column 0", _hid(lambda d, W, p, a, z: np.outer(d[:, 0], W[:, 0]) * p)),
    wrong("overwritten-units", "= for +=", _hid_overwritten),
    wrong("averaged-twice", "1/N again", _hid(lambda d, W, p, a, z: d @ W.T * p / len(d))),
    wrong("factor-two-doubled", "2 again", _hid(lambda d, W, p, a, z: 2 * (d @ W.T) * p)),
    wrong("unbracketed", "a · 1 − a", _hid(lambda d, W, p, a, z: d @ W.T * a * 1 - a)),
    wrong("added", "+ σ'", _hid(lambda d, W, p, a, z: d @ W.T + p)),
    wrong("matrix-for-entrywise", "@ σ'", _hid(lambda d, W, p, a, z: d @ W.T @ p)),
    wrong("matrix-for-entrywise", "@ σ'ᵀ", _hid(lambda d, W, p, a, z: d @ W.T @ p.T)),
    wrong("entrywise-for-matrix", "δ * W", _hid(lambda d, W, p, a, z: d * W * p)),
    wrong("entrywise-for-matrix", "δ * Wᵀ", _hid(lambda d, W, p, a, z: d * W.T * p)),
    wrong("rows-summed", "sum over rows", _hid(lambda d, W, p, a, z: (d @ W.T * p).sum(axis=0))),
    wrong("rows-summed", "mean over rows", _hid(lambda d, W, p, a, z: (d @ W.T * p).mean(axis=0))),
    wrong("units-summed", "sum over units", _hid(lambda d, W, p, a, z: (d @ W.T * p).sum(axis=1))),
    wrong("inputs-changed", "z[:] = σ(z)", _hid_in_place),
    wrong("integers", "astype(int)", _hid(lambda d, W, p, a, z: (d @ W.T * p).astype(int))),
    wrong("all-zero", "never filled", _hid(lambda d, W, p, a, z: np.zeros_like(z))),
)
HIDDEN_RIGHT = (
    Variant("(δ Wᵀ) σ'", _hid(lambda d, W, p, a, z: (d @ W.T) * p)),
    Variant("np.dot, a(1 − a)", _hid(lambda d, W, p, a, z: a * (1 - a) * np.dot(d, W.T))),
    Variant("columns and back", _hid(lambda d, W, p, a, z: ((W @ d.T) * p.T).T)),
    Variant("einsum", _hid(lambda d, W, p, a, z: np.einsum("nk,jk,nj->nj", d, W, p))),
    Variant("three loops", _hid_loop),
    Variant("a sum over k", _hid(lambda d, W, p, a, z: sum(np.outer(d[:, k], W[:, k]) for k in range(W.shape[1])) * p)),
    Variant("broadcast and sum", _hid(lambda d, W, p, a, z: (d[:, None, :] * W[None]).sum(axis=2) * (a - a * a))),
    Variant("row by row", _hid(lambda d, W, p, a, z: np.array([(W @ u) * v for u, v in zip(d, p, strict=True)]))),
    Variant("tensordot", _hid(lambda d, W, p, a, z: np.tensordot(d, W, axes=(1, 1)) * p)),
    Variant("σ(z) σ(−z)", _hid(lambda d, W, p, a, z: np.matmul(d, W.T) * s(z) * s(-z))),
    Variant("diagonal", _hid(lambda d, W, p, a, z: np.stack([np.diag(v) @ W @ u for u, v in zip(d, p, strict=True)]))),
)
