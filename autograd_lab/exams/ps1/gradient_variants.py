"""Wrong and right ways to write `mse_gradients` of problem set 1; `variants.py` has its other functions."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant

Array = np.ndarray[Any, Any]

# --- mse_gradients(X, y, w, b): r is the residual ŷ − y ---


def _from_residual(function: Any) -> Any:
    """A gradient written in terms of X, the residual r, N and w."""

    def gradients(X: Array, y: Array, w: Array, b: float) -> Any:
        return function(X, X @ w + b - y, len(y), w)

    return gradients


def _last_row(X: Array, y: Array, w: Array, b: float) -> Any:
    for i in range(len(y)):
        r = X[i] @ w + b - y[i]
        dw = 2 / len(y) * r * X[i]
        db = 2 / len(y) * r
    return dw, db


def _in_place(X: Array, y: Array, w: Array, b: float) -> Any:
    y -= X @ w + b
    return -2 / len(y) * (X.T @ y), -2 * y.mean()


def _broadcast(X: Array, y: Array, w: Array, b: float) -> Any:
    r = (X @ w + b) - y[:, None]  # (N, N)
    return 2 / len(y) * (X.T @ r), 2 * r.mean()


def _broadcast_sum(X: Array, y: Array, w: Array, b: float) -> Any:
    r = (X @ w + b) - y[:, None]  # (N, N)
    return 2 / len(y) * (X.T @ r), 2 / len(y) * r.sum()


def _broadcast_weights(X: Array, y: Array, w: Array, b: float) -> Any:
    r = X @ w[:, None] + b - y  # (N, N)
    return 2 / len(y) * (X.T @ r), 2 * r.mean()


def _broadcast_weights_sum(X: Array, y: Array, w: Array, b: float) -> Any:
    r = X @ w[:, None] + b - y  # (N, N)
    return 2 / len(y) * (X.T @ r), 2 / len(y) * r.sum()


def _first_row(X: Array, y: Array, w: Array, b: float) -> Any:
    dw, db = np.zeros(len(w)), 0.0
    for i in range(len(y)):
        r = X[i] @ w + b - y[i]
        dw += 2 / len(y) * r * X[i]
        db += 2 / len(y) * r
        return dw, db
    return None


def _first_row_undivided(X: Array, y: Array, w: Array, b: float) -> Any:
    for i in range(len(y)):
        r = X[i] @ w + b - y[i]
        return 2 * r * X[i], 2 * r
    return None


def _broadcast_mean(X: Array, y: Array, w: Array, b: float) -> Any:
    r = ((X @ w + b)[:, None] - y).mean(axis=0)
    return 2 / len(y) * (X.T @ r), 2 * r.mean()


def _loop(X: Array, y: Array, w: Array, b: float) -> Any:
    dw, db = np.zeros(len(w)), 0.0
    for i in range(len(y)):
        r = X[i] @ w + b - y[i]
        db += 2 * r
        for j in range(len(w)):
            dw[j] += 2 * r * X[i, j]
    return dw / len(y), db / len(y)


def _augmented(X: Array, y: Array, w: Array, b: float) -> Any:
    A = np.hstack([X, np.ones((len(X), 1))])
    g = 2 / len(y) * A.T @ (A @ np.append(w, b) - y)
    return g[:-1], g[-1]


def _normal_form(X: Array, y: Array, w: Array, b: float) -> Any:
    N = len(y)
    dw = 2 / N * (X.T @ X @ w + b * X.sum(axis=0) - X.T @ y)
    return dw, 2 * (X.mean(axis=0) @ w + b - y.mean())


def _columns(X: Array, y: Array, w: Array, b: float) -> Any:
    r = X @ w.reshape(-1, 1) + b - y.reshape(-1, 1)  # (N, 1)
    return (2 * X.T @ r / len(y)).ravel(), (2 * r / len(y)).sum().item()


GRADIENTS_WRONG = (
    wrong("sign", "y − ŷ", _from_residual(lambda X, r, N, w: (-2 / N * X.T @ r, -2 / N * r.sum()))),
    wrong("factor-two-missing", "1/N", _from_residual(lambda X, r, N, w: (X.T @ r / N, r.mean()))),
    wrong("factor-two-doubled", "4/N", _from_residual(lambda X, r, N, w: (4 / N * X.T @ r, 4 * r.mean()))),
    wrong("two-and-mean-missing", "no 2/N", _from_residual(lambda X, r, N, w: (X.T @ r, r.sum()))),
    wrong("mean-missing", "no 1/N", _from_residual(lambda X, r, N, w: (2 * X.T @ r, 2 * r.sum()))),
    wrong("averaged-twice", "2/N²", _from_residual(lambda X, r, N, w: (2 * X.T @ r / N / N, 2 / N * r.mean()))),
    wrong("not-summed", "one row each", _from_residual(lambda X, r, N, w: (2 / N * X * r[:, None], 2 / N * r))),
    wrong("wrong-axis", "axis=1", _from_residual(lambda X, r, N, w: ((2 / N * X * r[:, None]).sum(1), 2 * r.mean()))),
    wrong(
        "summed-too-far",
        "sum of all",
        _from_residual(lambda X, r, N, w: ((2 / N * X * r[:, None]).sum(), 2 * r.mean())),
    ),
    wrong("transpose", "X @ r", _from_residual(lambda X, r, N, w: (2 / N * X @ r, 2 * r.mean()))),
    wrong("broadcast", "y as a column", _broadcast),
    wrong("broadcast", "ŷ as a column, then a mean", _broadcast_mean),
    wrong("broadcast", "y as a column, db a sum", _broadcast_sum),
    wrong("broadcast", "w as a column", _broadcast_weights),
    wrong("broadcast", "w as a column, db a sum", _broadcast_weights_sum),
    wrong("column", "dw as a column", _from_residual(lambda X, r, N, w: ((2 / N * X.T @ r)[:, None], 2 * r.mean()))),
    wrong("first-row", "return inside the loop", _first_row),
    wrong("first-row", "return inside the loop, no 1/N", _first_row_undivided),
    wrong("fixed-count", "2/17", _from_residual(lambda X, r, N, w: (2 / 17 * X.T @ r, 2 / 17 * r.sum()))),
    wrong("all-zero", "2 // N", _from_residual(lambda X, r, N, w: (2 // N * X.T @ r, 2 // N * r.sum()))),
    wrong("all-zero", "zeros, never filled", _from_residual(lambda X, r, N, w: (np.zeros(len(w)), 0.0))),
    wrong("first-feature", "X[:, 0]", _from_residual(lambda X, r, N, w: (2 / N * (X[:, 0] @ r), 2 * r.mean()))),
    wrong("absolute", "|r|", _from_residual(lambda X, r, N, w: (2 / N * X.T @ abs(r), 2 * abs(r).mean()))),
    wrong("absolute-loss", "sign(r)", _from_residual(lambda X, r, N, w: (X.T @ np.sign(r) / N, np.sign(r).mean()))),
    wrong("residual-squared", "r²", _from_residual(lambda X, r, N, w: (2 / N * X.T @ r**2, 2 * (r**2).mean()))),
    wrong("exchanged", "db, dw", _from_residual(lambda X, r, N, w: (2 * r.mean(), 2 / N * X.T @ r))),
    wrong("bias-left-out", "X w − y", lambda X, y, w, b: (2 / len(y) * X.T @ (X @ w - y), 2 * np.mean(X @ w - y))),
    wrong("target-left-out", "ŷ", lambda X, y, w, b: (2 / len(y) * X.T @ (X @ w + b), 2 * np.mean(X @ w + b))),
    wrong("prediction-left-out", "y", lambda X, y, w, b: (2 / len(y) * X.T @ y, 2 * np.mean(y))),
    wrong("wrong-argument", "∂/∂X", _from_residual(lambda X, r, N, w: (2 / N * r.sum() * w, 2 * r.mean()))),
    wrong("input-left-out", "no X", _from_residual(lambda X, r, N, w: (np.full(len(w), 2 * r.mean()), 2 * r.mean()))),
    wrong(
        "bias-times-input", "db = sum dw", _from_residual(lambda X, r, N, w: (2 / N * X.T @ r, 2 / N * (X.T @ r).sum()))
    ),
    wrong("overwritten", "= for +=", _last_row),
    wrong("counted-columns", "2/D", _from_residual(lambda X, r, N, w: (2 / len(w) * X.T @ r, 2 / len(w) * r.sum()))),
    wrong("root", "of the root", _from_residual(lambda X, r, N, w: _root(X, r, N))),
    wrong("inputs-changed", "y -= ŷ", _in_place),
    wrong(
        "integers",
        "zeros of int",
        _from_residual(lambda X, r, N, w: ((2 / N * X.T @ r).astype(int), int(2 * r.mean()))),
    ),
)


def _root(X: Array, r: Array, N: int) -> Any:
    size = np.sqrt(np.mean(r**2))
    return X.T @ r / N / size, r.mean() / size


GRADIENTS_RIGHT = (
    Variant("X.T @ r", _from_residual(lambda X, r, N, w: (2 / N * X.T @ r, 2 / N * r.sum()))),
    Variant("r @ X, means", _from_residual(lambda X, r, N, w: (2 * r @ X / N, 2 * r.mean()))),
    Variant("y − ŷ and a minus", _from_residual(lambda X, r, N, w: (-2 / N * X.T @ (-r), -2 * np.mean(-r)))),
    Variant("mean over rows", _from_residual(lambda X, r, N, w: ((2 * X * r[:, None]).mean(axis=0), np.mean(2 * r)))),
    Variant(
        "einsum", _from_residual(lambda X, r, N, w: (np.einsum("nd,n->d", X, 2 * r / N), np.einsum("n->", 2 * r / N)))
    ),
    Variant("two loops", _loop),
    Variant("augmented column", _augmented),
    Variant("multiplied out", _normal_form),
    Variant("columns, raveled", _columns),
    Variant(
        "tensordot, 0-d db", _from_residual(lambda X, r, N, w: (np.tensordot(2 * r, X, 1) / N, np.array(2 * r.mean())))
    ),
    Variant(
        "sum of outer rows",
        _from_residual(lambda X, r, N, w: (sum(2 / N * a * x for a, x in zip(r, X, strict=True)), float(2 * r.mean()))),
    ),
    Variant(
        "a list of two",
        _from_residual(lambda X, r, N, w: [np.average(X.T * 2 * r, axis=1), np.float64(2 * r.sum() / N)]),
    ),
)
