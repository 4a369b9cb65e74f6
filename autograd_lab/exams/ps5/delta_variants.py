"""Wrong and right ways to write `article_output_delta` and `article_hidden_delta` of problem set 5."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import s, wrong
from autograd_lab.exams.ps5 import kept_variants as kept
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# --- article_output_delta(a, y): r is a − y, p is a(1 − a), n the number of outputs ---


def _out(function: Any) -> Any:
    """A δ written in terms of r, p, a, y and n."""

    def article_output_delta(a: Array, y: Array) -> Any:
        return function(a - y, a * (1 - a), a, y, len(a))

    return article_output_delta


def _out_in_place(a: Array, y: Array) -> Array:
    a -= y
    return np.asarray(2 / len(a) * a * (a + y) * (1 - a - y))


def _out_loop(a: Array, y: Array) -> Array:
    delta = np.zeros(a.shape)
    for k in range(len(a)):
        delta[k, 0] = 2 * (a[k, 0] - y[k, 0]) * a[k, 0] * (1 - a[k, 0]) / len(a)
    return delta


def _out_first(a: Array, y: Array) -> Any:
    for u, v in zip(a.ravel(), y.ravel(), strict=True):
        return 2 / len(a) * (u - v) * u * (1 - u)
    return None


OUTPUT_WRONG = (
    wrong("sign", "e = y − a", _out(lambda r, p, a, y, n: 2 / n * (y - a) * p)),
    wrong("sign", "a(a − 1)", _out(lambda r, p, a, y, n: 2 / n * r * a * (a - 1))),
    wrong("residual-squared", "e · ∂L/∂z", _out(lambda r, p, a, y, n: (y - a) * (2 / n * r * p))),
    wrong("residual-squared", "r²", _out(lambda r, p, a, y, n: 2 / n * r**2 * p)),
    wrong("article-product", "e · (a − 1)", _out(lambda r, p, a, y, n: r * (a - 1))),
    wrong("article-product", "e · (a − 1), e = y − a", _out(lambda r, p, a, y, n: (y - a) * (a - 1))),
    wrong("slope-missing", "∂L/∂a", _out(lambda r, p, a, y, n: 2 / n * r)),
    wrong("slope-missing", "∂L/∂a without 1/n", _out(lambda r, p, a, y, n: 2 * r)),
    wrong("activation-for-slope", "e · a, as printed", _out(lambda r, p, a, y, n: 2 / n * r * a)),
    wrong("activation-for-slope", "e · a", _out(lambda r, p, a, y, n: r * a)),
    wrong("slope-incomplete", "1 − a", _out(lambda r, p, a, y, n: 2 / n * r * (1 - a))),
    wrong("slope-incomplete", "1 − a alone", _out(lambda r, p, a, y, n: r * (1 - a) / n)),
    wrong("factor-two-missing", "no 2", _out(lambda r, p, a, y, n: r * p / n)),
    wrong("factor-two-doubled", "4", _out(lambda r, p, a, y, n: 4 / n * r * p)),
    wrong("mean-missing", "a sum of squares", _out(lambda r, p, a, y, n: 2 * r * p)),
    wrong("two-and-mean-missing", "half a sum of squares", _out(lambda r, p, a, y, n: r * p)),
    wrong("averaged-twice", "2/n²", _out(lambda r, p, a, y, n: 2 / n**2 * r * p)),
    wrong("cross-entropy-delta", "(a − y)/n", _out(lambda r, p, a, y, n: r / n)),
    wrong("cross-entropy-delta", "a − y", _out(lambda r, p, a, y, n: r.copy())),
    wrong("slope-at-a", "σ'(a)", _out(lambda r, p, a, y, n: 2 / n * r * s(a) * (1 - s(a)))),
    wrong("slope-plus", "a(1 + a)", _out(lambda r, p, a, y, n: 2 / n * r * a * (1 + a))),
    wrong("slope-twice", "σ'²", _out(lambda r, p, a, y, n: 2 / n * r * p**2)),
    wrong("slope-inner", "a²", _out(lambda r, p, a, y, n: 2 / n * r * a**2)),
    wrong("slope-of-tanh", "1 − a²", _out(lambda r, p, a, y, n: 2 / n * r * (1 - a**2))),
    wrong("slope-of-target", "y(1 − y)", _out(lambda r, p, a, y, n: 2 / n * r * y * (1 - y))),
    wrong("slope-divides", "/ σ'", _out(lambda r, p, a, y, n: 2 / n * r / p)),
    wrong("sigmoid-twice", "σ(a) − y", _out(lambda r, p, a, y, n: 2 / n * (s(a) - y) * p)),
    wrong("thresholded", "(a > 0.5) − y", _out(lambda r, p, a, y, n: 2 / n * ((a > 0.5) - y) * p)),
    wrong("residual-missing", "no residual", _out(lambda r, p, a, y, n: 2 / n * p)),
    wrong("target-left-out", "a", _out(lambda r, p, a, y, n: 2 / n * a * p)),
    wrong("prediction-left-out", "y", _out(lambda r, p, a, y, n: 2 / n * y * p)),
    wrong("plus", "a + y", _out(lambda r, p, a, y, n: 2 / n * (a + y) * p)),
    wrong("absolute", "|r|", _out(lambda r, p, a, y, n: 2 / n * abs(r) * p)),
    wrong("absolute-loss", "sign(r)", _out(lambda r, p, a, y, n: np.sign(r) * p / n)),
    wrong("loss-for-gradient", "r²/n", _out(lambda r, p, a, y, n: r**2 / n)),
    wrong("loss-for-gradient", "r²", _out(lambda r, p, a, y, n: r**2)),
    wrong("units-summed", "sum over outputs", _out(lambda r, p, a, y, n: (2 / n * r * p).sum())),
    wrong("units-summed", "mean over outputs", _out(lambda r, p, a, y, n: (2 * r * p).mean() / n)),
    wrong("added", "r + σ'", _out(lambda r, p, a, y, n: 2 / n * r + p)),
    wrong("matrix-for-entrywise", "r σ'ᵀ", _out(lambda r, p, a, y, n: 2 / n * r @ p.T)),
    wrong("row-for-column", "a row", _out(lambda r, p, a, y, n: (2 / n * r * p).T)),
    wrong("first-row", "return in the loop", _out_first),
    wrong("first-row", "entry 0", _out(lambda r, p, a, y, n: (2 / n * r * p)[0, 0])),
    wrong("inputs-changed", "a -= y", _out_in_place),
    wrong("integers", "astype(int)", _out(lambda r, p, a, y, n: (2 / n * r * p).astype(int))),
    wrong("all-zero", "2 // n", _out(lambda r, p, a, y, n: 2 // n * r * p)),
)
OUTPUT_RIGHT = (
    Variant("2/n · r · a(1 − a)", _out(lambda r, p, a, y, n: 2 / n * r * p)),
    Variant("y − a and a minus", _out(lambda r, p, a, y, n: -2 / n * (y - a) * p)),
    Variant("y − a and a(a − 1)", _out(lambda r, p, a, y, n: 2 * (y - a) * a * (a - 1) / n)),
    Variant("a.size", _out(lambda r, p, a, y, n: 2 * r * p / a.size)),
    Variant("∂L/∂a, then σ'", _out(lambda r, p, a, y, n: (2 * r / n) * (a - a**2))),
    Variant("a loop", _out_loop),
    Variant("diagonal", _out(lambda r, p, a, y, n: np.diag(p.ravel()) @ r * 2 / n)),
    Variant("multiplied out", _out(lambda r, p, a, y, n: 2 / n * (a**2 - a**3 - y * a + y * a**2))),
    Variant("from z", _out(lambda r, p, a, y, n: 2 / n * r / (2 + a / (1 - a) + (1 - a) / a))),
    Variant("flat, then a column", _out(lambda r, p, a, y, n: (2 / n * (r * p).ravel())[:, None])),
    Variant("δ means ∂L/∂a", kept.article_output_delta),
    Variant("δ means ∂L/∂a, a loop", kept.output_loop),
)

# --- article_hidden_delta(W_next, delta_next, a): W is W_next (m, n), d is delta_next (m, 1) ---


def _hid(function: Any) -> Any:
    """A δ written in terms of W, d, the slope p and a."""

    def article_hidden_delta(W_next: Array, delta_next: Array, a: Array) -> Any:
        return function(W_next, delta_next, a * (1 - a), a)

    return article_hidden_delta


def _hid_overwritten(W_next: Array, delta_next: Array, a: Array) -> Array:
    for k in range(len(delta_next)):
        out = W_next[k][:, None] * delta_next[k]
    return np.asarray(out * a * (1 - a))


def _hid_first(W_next: Array, delta_next: Array, a: Array) -> Any:
    out = np.zeros_like(a)
    for k in range(len(delta_next)):
        out += W_next[k][:, None] * delta_next[k]
        return out * a * (1 - a)
    return None


def _hid_in_place(W_next: Array, delta_next: Array, a: Array) -> Array:
    a *= 1 - a
    return np.asarray(W_next.T @ delta_next * a)


def _hid_loop(W_next: Array, delta_next: Array, a: Array) -> Array:
    out = np.zeros(a.shape)
    for j in range(len(a)):
        total = sum(W_next[k, j] * delta_next[k, 0] for k in range(len(delta_next)))
        out[j, 0] = total * a[j, 0] * (1 - a[j, 0])
    return out


HIDDEN_WRONG = (
    wrong("transpose", "W δ", _hid(lambda W, d, p, a: W @ d * p)),
    wrong("transpose", "(δᵀ Wᵀ)ᵀ", _hid(lambda W, d, p, a: (d.T @ W.T).T * p)),
    wrong("row-for-column", "a row", _hid(lambda W, d, p, a: (W.T @ d * p).T)),
    wrong("weights-missing", "δ σ', as printed", _hid(lambda W, d, p, a: d * p)),
    wrong("weights-missing", "sum of δ", _hid(lambda W, d, p, a: d.sum() * p)),
    wrong("weights-missing", "W = 1", _hid(lambda W, d, p, a: np.ones_like(W).T @ d * p)),
    wrong("wrong-layer-slope", "σ' before W", _hid(lambda W, d, p, a: W.T @ (d * p))),
    wrong("wrong-layer-slope", "σ' on W's columns of δ", _hid(lambda W, d, p, a: W.T @ np.diag(p.ravel()) @ d)),
    wrong("slope-missing", "no σ'", _hid(lambda W, d, p, a: W.T @ d)),
    wrong("slope-missing", "no σ', einsum", _hid(lambda W, d, p, a: np.einsum("kj,ki->ji", W, d))),
    wrong("slope-at-a", "σ'(a)", _hid(lambda W, d, p, a: W.T @ d * s(a) * (1 - s(a)))),
    wrong("sign", "−", _hid(lambda W, d, p, a: -(W.T @ d) * p)),
    wrong("sign", "a(a − 1)", _hid(lambda W, d, p, a: W.T @ d * a * (a - 1))),
    wrong("slope-plus", "a(1 + a)", _hid(lambda W, d, p, a: W.T @ d * a * (1 + a))),
    wrong("slope-twice", "σ'²", _hid(lambda W, d, p, a: W.T @ d * p**2)),
    wrong("slope-incomplete", "1 − a", _hid(lambda W, d, p, a: W.T @ d * (1 - a))),
    wrong("slope-inner", "a²", _hid(lambda W, d, p, a: W.T @ d * a**2)),
    wrong("activation-for-slope", "σ for σ'", _hid(lambda W, d, p, a: W.T @ d * a)),
    wrong("slope-of-tanh", "1 − a²", _hid(lambda W, d, p, a: W.T @ d * (1 - a**2))),
    wrong("slope-divides", "/ σ'", _hid(lambda W, d, p, a: W.T @ d / p)),
    wrong("averaged-twice", "2/n again", _hid(lambda W, d, p, a: 2 / len(a) * (W.T @ d) * p)),
    wrong("product-of-sums", "Σ w · Σ δ", _hid(lambda W, d, p, a: W.sum(axis=0)[:, None] * d.sum() * p)),
    wrong("upstream-missing", "no δ", _hid(lambda W, d, p, a: W.sum(axis=0)[:, None] * p)),
    wrong("upstream-missing", "δ = 1", _hid(lambda W, d, p, a: W.T @ np.ones_like(d) * p)),
    wrong("averaged-over-units", "mean over k", _hid(lambda W, d, p, a: W.T @ d / len(d) * p)),
    wrong("averaged-over-units", "np.mean over k", _hid(lambda W, d, p, a: np.mean(W * d, axis=0)[:, None] * p)),
    wrong("first-unit", "return in the loop", _hid_first),
    wrong("first-unit", "row 0", _hid(lambda W, d, p, a: W[0][:, None] * d[0] * p)),
    wrong("overwritten-units", "= for +=", _hid_overwritten),
    wrong("units-summed", "sum over units", _hid(lambda W, d, p, a: (W.T @ d * p).sum())),
    wrong("units-summed", "sum of products", _hid(lambda W, d, p, a: (W.T @ d).T @ p)),
    wrong("added", "+ σ'", _hid(lambda W, d, p, a: W.T @ d + p)),
    wrong("matrix-for-entrywise", "@ σ'ᵀ", _hid(lambda W, d, p, a: W.T @ d @ p.T)),
    wrong("entrywise-for-matrix", "W ⊙ δ", _hid(lambda W, d, p, a: W * d * p)),
    wrong("entrywise-for-matrix", "Wᵀ ⊙ δ", _hid(lambda W, d, p, a: W.T * d * p)),
    wrong("factor-two-doubled", "2 again", _hid(lambda W, d, p, a: 2 * (W.T @ d) * p)),
    wrong("inputs-changed", "a *= 1 − a", _hid_in_place),
    wrong("integers", "astype(int)", _hid(lambda W, d, p, a: (W.T @ d * p).astype(int))),
    wrong("all-zero", "never filled", _hid(lambda W, d, p, a: np.zeros_like(a))),
)
HIDDEN_RIGHT = (
    Variant("Wᵀ δ σ'", _hid(lambda W, d, p, a: W.T @ d * p)),
    Variant("np.dot, a − a²", _hid(lambda W, d, p, a: np.dot(W.T, d) * (a - a**2))),
    Variant("a row and back", _hid(lambda W, d, p, a: (d.T @ W).T * p)),
    Variant("einsum", _hid(lambda W, d, p, a: np.einsum("kj,ki,ji->ji", W, d, p))),
    Variant("two loops", _hid_loop),
    Variant("sum of rows", _hid(lambda W, d, p, a: sum(W[k][:, None] * d[k] for k in range(len(d))) * p)),
    Variant("broadcast and sum", _hid(lambda W, d, p, a: (W * d).sum(axis=0)[:, None] * p)),
    Variant("diagonal", _hid(lambda W, d, p, a: np.diag(p.ravel()) @ W.T @ d)),
    Variant("flat, then a column", _hid(lambda W, d, p, a: (W.T @ d.ravel() * p.ravel()).reshape(-1, 1))),
    Variant("tensordot", _hid(lambda W, d, p, a: np.tensordot(W, d, axes=(0, 0)) * p)),
    Variant("δ means ∂L/∂a", kept.article_hidden_delta),
    Variant("δ means ∂L/∂a, σ' on the rows of W", kept.hidden_rows),
)
