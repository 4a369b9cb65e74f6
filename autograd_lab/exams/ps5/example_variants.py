"""Wrong and right ways to write `article_weight_gradient` and `article_gradients` of problem set 5."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import s, wrong
from autograd_lab.exams.ps5 import kept_variants as kept
from autograd_lab.exams.ps5.formulas import gradients_with
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# --- article_weight_gradient(delta, a_prev): d is delta (n_out, 1), a is a_prev (n_in, 1) ---


def _in_place(d: Array, a: Array) -> Array:
    d *= 1.5
    return np.asarray(d @ a.T / 1.5)


def _loop(d: Array, a: Array) -> Array:
    out = np.zeros((len(d), len(a)))
    for j in range(len(d)):
        for i in range(len(a)):
            out[j, i] = d[j, 0] * a[i, 0]
    return out


WEIGHTS_WRONG = (
    wrong("entrywise-for-matrix", "δ ⊙ a, as printed", lambda d, a: d * a),
    wrong("entrywise-for-matrix", "(δ ⊙ a), flat", lambda d, a: d.ravel() * a.ravel()),
    wrong("inner-for-outer", "δᵀ a", lambda d, a: d.T @ a),
    wrong("inner-for-outer", "np.vdot", lambda d, a: np.vdot(d, a)),
    wrong("transpose", "a δᵀ", lambda d, a: a @ d.T),
    wrong("transpose", "outer, exchanged", lambda d, a: np.outer(a, d)),
    wrong("input-left-out", "δ, as printed", lambda d, a: d.copy()),
    wrong("input-left-out", "δ in every column", lambda d, a: np.tile(d, len(a))),
    wrong("upstream-missing", "a in every row", lambda d, a: np.tile(a.T, (len(d), 1))),
    wrong("upstream-missing", "δ = 1", lambda d, a: np.ones_like(d) @ a.T),
    wrong("slope-extra", "a(1 − a) for a, as printed", lambda d, a: d @ (a * (1 - a)).T),
    wrong("slope-extra", "δ(1 − δ)", lambda d, a: (d * (1 - d)) @ a.T),
    wrong("sigmoid-twice", "σ(a)", lambda d, a: d @ s(a).T),
    wrong("sign", "−", lambda d, a: -d @ a.T),
    wrong("factor-two-doubled", "2 again", lambda d, a: 2 * d @ a.T),
    wrong("factor-two-missing", "1/2", lambda d, a: d @ a.T / 2),
    wrong("averaged-twice", "1/n again", lambda d, a: d @ a.T / len(d)),
    wrong("averaged-twice", "1/n of what entered", lambda d, a: d @ a.T / len(a)),
    wrong("inputs-changed", "δ *= …", _in_place),
    wrong("integers", "astype(int)", lambda d, a: (d @ a.T).astype(int)),
    wrong("all-zero", "never filled", lambda d, a: np.zeros((len(d), len(a)))),
)
WEIGHTS_RIGHT = (
    Variant("δ aᵀ", lambda d, a: d @ a.T),
    Variant("np.outer", np.outer),
    Variant("broadcast", lambda d, a: d * a.T),
    Variant("einsum", lambda d, a: np.einsum("ji,ki->jk", d, a)),
    Variant("two loops", _loop),
    Variant("(a δᵀ)ᵀ", lambda d, a: (a @ d.T).T),
    Variant("kron", lambda d, a: np.kron(d, a.T)),
    Variant("row by row", lambda d, a: np.array([u * a.ravel() for u in d.ravel()])),
    Variant("column by column", lambda d, a: np.column_stack([d * u for u in a.ravel()])),
    Variant("np.multiply.outer", lambda d, a: np.multiply.outer(d.ravel(), a.ravel())),
    Variant("δ means ∂L/∂a", kept.article_weight_gradient),
    Variant("δ means ∂L/∂a, outer", kept.weights_outer),
)

# --- article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o) ---


def _same_delta(x: Array, a_h1: Array, a_h2: Array, a_o: Array, y: Array, W_h2: Array, W_o: Array) -> Any:
    d = 2 / len(y) * (a_o - y) * a_o * (1 - a_o)
    return d @ x.T, d.copy(), d @ a_h1.T, d.copy(), d @ a_h2.T, d.copy()


def _only_last(x: Array, a_h1: Array, a_h2: Array, a_o: Array, y: Array, W_h2: Array, W_o: Array) -> Any:
    d = 2 / len(y) * (a_o - y) * a_o * (1 - a_o)
    still = [np.zeros((len(a), len(b))) for a, b in ((a_h1, x), (a_h2, a_h1))]
    return still[0], np.zeros_like(a_h1), still[1], np.zeros_like(a_h2), d @ a_h2.T, d


def _changes_target(x: Array, a_h1: Array, a_h2: Array, a_o: Array, y: Array, W_h2: Array, W_o: Array) -> Any:
    y -= a_o
    return gradients_with()(x, a_h1, a_h2, a_o, y + a_o, W_h2, W_o)


def _two_over_n(x: Array, a_h1: Array, a_h2: Array, a_o: Array, y: Array, W_h2: Array, W_o: Array) -> Any:
    n = len(y)
    d_o = 2 / n * (a_o - y) * a_o * (1 - a_o)
    d_2 = 2 / n * (W_o.T @ d_o) * a_h2 * (1 - a_h2)
    d_1 = 2 / n * (W_h2.T @ d_2) * a_h1 * (1 - a_h1)
    return d_1 @ x.T, d_1, d_2 @ a_h1.T, d_2, d_o @ a_h2.T, d_o


def _forgotten_below(x: Array, a_h1: Array, a_h2: Array, a_o: Array, y: Array, W_h2: Array, W_o: Array) -> Any:
    d_o = 2 / len(y) * (a_o - y) * a_o * (1 - a_o)
    d_2 = W_o.T @ d_o * a_h2 * (1 - a_h2)
    d_1 = W_h2.T @ d_2
    return d_1 @ x.T, d_1, d_2 @ a_h1.T, d_2, d_o @ a_h2.T, d_o


def _printed(W: Array, d: Array, a: Array) -> Array:
    return np.asarray(d * a * (1 - a))


EXAMPLE_WRONG = (
    wrong("sign", "e = y − a", gradients_with(output=lambda a, y: 2 / len(a) * (y - a) * a * (1 - a))),
    wrong(
        "residual-squared",
        "e · ∂L/∂z",
        gradients_with(output=lambda a, y: (y - a) * 2 / len(a) * (a - y) * a * (1 - a)),
    ),
    wrong("residual-squared", "r²", gradients_with(output=lambda a, y: 2 / len(a) * (a - y) ** 2 * a * (1 - a))),
    wrong("article-product", "e · (a − 1)", gradients_with(output=lambda a, y: (y - a) * (a - 1))),
    wrong("article-product", "(a − y)(a − 1)", gradients_with(output=lambda a, y: (a - y) * (a - 1))),
    wrong("factor-two-missing", "no 2", gradients_with(output=lambda a, y: (a - y) * a * (1 - a) / len(a))),
    wrong("mean-missing", "no 1/n", gradients_with(output=lambda a, y: 2 * (a - y) * a * (1 - a))),
    wrong("two-and-mean-missing", "no 2/n", gradients_with(output=lambda a, y: (a - y) * a * (1 - a))),
    wrong("slope-missing", "∂L/∂a in the output", gradients_with(output=lambda a, y: 2 / len(a) * (a - y))),
    wrong("slope-missing", "in the hidden layers", gradients_with(hidden=lambda W, d, a: W.T @ d)),
    wrong("slope-missing", "in the first layer", _forgotten_below),
    wrong("slope-of-target", "y(1 − y)", gradients_with(output=lambda a, y: 2 / len(a) * (a - y) * y * (1 - y))),
    wrong("averaged-twice", "2/n in every δ", _two_over_n),
    wrong("averaged-twice", "dW / n", gradients_with(weights=lambda d, a: d @ a.T / len(a))),
    wrong("units-summed", "db = Σ δ", gradients_with(bias=lambda d, a: np.sum(d))),
    wrong("slope-at-a", "hidden", gradients_with(hidden=lambda W, d, a: W.T @ d * s(a) * (1 - s(a)))),
    wrong("slope-plus", "hidden", gradients_with(hidden=lambda W, d, a: W.T @ d * a * (1 + a))),
    wrong("activation-for-slope", "e · a", gradients_with(output=lambda a, y: 2 / len(a) * (a - y) * a)),
    wrong("transpose", "W δ", gradients_with(hidden=lambda W, d, a: W @ d * a * (1 - a))),
    wrong("transpose", "a δᵀ", gradients_with(weights=lambda d, a: a @ d.T)),
    wrong("weights-missing", "δ σ', as printed", gradients_with(hidden=_printed)),
    wrong("weights-missing", "sum of δ", gradients_with(hidden=lambda W, d, a: d.sum() * a * (1 - a))),
    wrong("upstream-missing", "δ = 1", gradients_with(hidden=lambda W, d, a: W.T @ np.ones_like(d) * a * (1 - a))),
    wrong("wrong-layer-weights", "W of h2 and o exchanged", gradients_with(layers=lambda W_h2, W_o: (W_o, W_h2))),
    wrong("wrong-layer-weights", "W_o twice", gradients_with(layers=lambda W_h2, W_o: (W_o, W_o))),
    wrong("wrong-layer-weights", "W_h2 twice", gradients_with(layers=lambda W_h2, W_o: (W_h2, W_h2))),
    wrong("wrong-layer-slope", "σ' before W", gradients_with(hidden=lambda W, d, a: W.T @ (d * a * (1 - a)))),
    wrong("wrong-layer-slope", "a of the layer above", gradients_with(answered=lambda h1, h2, o: (h2, o))),
    wrong("wrong-layer-slope", "a_h2 in both", gradients_with(answered=lambda h1, h2, o: (h2, h2))),
    wrong("input-everywhere", "x in every dW", gradients_with(entered=lambda x, h1, h2, o: (x, x, x))),
    wrong("wrong-layer-input", "dW_o with a_o", gradients_with(entered=lambda x, h1, h2, o: (x, h1, o))),
    wrong("wrong-layer-input", "what left the layer", gradients_with(entered=lambda x, h1, h2, o: (h1, h2, o))),
    wrong("entrywise-for-matrix", "δ ⊙ a, as printed", gradients_with(weights=lambda d, a: d * a)),
    wrong("inner-for-outer", "δᵀ a", gradients_with(weights=lambda d, a: d.T @ a)),
    wrong("input-left-out", "δ, as printed", gradients_with(weights=lambda d, a: d.copy())),
    wrong("input-left-out", "δ in every column", gradients_with(weights=lambda d, a: np.tile(d, len(a)))),
    wrong("slope-extra", "a(1 − a) for a, as printed", gradients_with(weights=lambda d, a: d @ (a * (1 - a)).T)),
    wrong("bias-times-input", "db = Σ dW", gradients_with(bias=lambda d, a: (d @ a.T).sum(axis=1, keepdims=True))),
    wrong(
        "bias-times-input", "db = mean of dW", gradients_with(bias=lambda d, a: (d @ a.T).mean(axis=1, keepdims=True))
    ),
    wrong("not-handed-down", "one δ for all", _same_delta),
    wrong("only-last", "zeros below", _only_last),
    wrong("reversed", "o first", gradients_with(order=lambda p: p[4:] + p[2:4] + p[:2])),
    wrong("exchanged", "dW, then db", gradients_with(order=lambda p: (p[0], p[2], p[4], p[1], p[3], p[5]))),
    wrong("exchanged", "db before dW", gradients_with(order=lambda p: (p[1], p[0], p[3], p[2], p[5], p[4]))),
    wrong("inputs-changed", "y -= a_o", _changes_target),
)
EXAMPLE_RIGHT = (
    Variant("three δ, three products", gradients_with()),
    Variant("a list", gradients_with(order=list)),
    Variant("np.outer", gradients_with(weights=np.outer)),
    Variant("rows and back", gradients_with(hidden=lambda W, d, a: (d.T @ W).T * (a - a**2))),
    Variant("y − a and a(a − 1)", gradients_with(output=lambda a, y: 2 / a.size * (y - a) * a * (a - 1))),
    Variant("einsum", gradients_with(hidden=lambda W, d, a: np.einsum("kj,ki->ji", W, d) * a * (1 - a))),
    Variant("db from dW", gradients_with(bias=lambda d, a: (d @ np.ones((1, 2))).mean(axis=1, keepdims=True))),
    Variant("broadcast", gradients_with(weights=lambda d, a: d * a.T)),
    Variant("diagonal", gradients_with(hidden=lambda W, d, a: np.diag((a * (1 - a)).ravel()) @ W.T @ d)),
    Variant("δ means ∂L/∂a", kept.article_gradients),
)
