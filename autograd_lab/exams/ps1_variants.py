"""Wrong and right ways to write the functions of problem set 1.

A wrong variant makes one mistake of the catalogue; a mistake that can be written in ways that differ
in shape or numbers has several. A right variant is a distinct way to write it that must get full marks.
"""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math
from typing import Any

import numpy as np

from autograd_lab.exams.question import Variant

Array = np.ndarray[Any, Any]


def wrong(mistake: str, name: str, function: Any) -> Variant:
    """A variant that makes `mistake`."""
    return Variant(name, function, mistake)


# --- predict(X, w, b) ---


def _predict_in_place(X: Array, w: Array, b: float) -> Array:
    X *= w
    return np.asarray(X.sum(axis=1) + b)


def _predict_loop(X: Array, w: Array, b: float) -> Array:
    out = np.zeros(X.shape[0])
    for i in range(X.shape[0]):
        total = b
        for j in range(X.shape[1]):
            total += X[i, j] * w[j]
        out[i] = total
    return out


def _predict_overwritten(X: Array, w: Array, b: float) -> Array:
    out = np.zeros(X.shape[0])
    for j in range(X.shape[1]):
        out = X[:, j] * w[j]
    return out + b


PREDICT_WRONG = (
    wrong("bias-left-out", "b never used", lambda X, w, b: X @ w),
    wrong("bias-twice", "b added twice", lambda X, w, b: X @ w + b + b),
    wrong("bias-sign", "b subtracted", lambda X, w, b: X @ w - b),
    wrong("bias-per-feature", "b inside the sum", lambda X, w, b: np.sum(X * w + b, axis=1)),
    wrong("features-not-summed", "X * w + b", lambda X, w, b: X * w + b),
    wrong("features-averaged", "mean over the features", lambda X, w, b: np.mean(X * w, axis=1) + b),
    wrong("wrong-axis", "summed down the rows", lambda X, w, b: np.sum(X * w, axis=0) + b),
    wrong("summed-too-far", "summed over everything", lambda X, w, b: np.sum(X * w) + b),
    wrong("transpose", "w @ X", lambda X, w, b: w @ X + b),
    wrong("transpose", "X.T @ w", lambda X, w, b: X.T @ w + b),
    wrong("column", "a column (N, 1)", lambda X, w, b: X @ w[:, None] + b),
    wrong("squashed", "sigmoid at the end", lambda X, w, b: 1 / (1 + np.exp(-(X @ w + b)))),
    wrong("overwritten-features", "= for += over the features", _predict_overwritten),
    wrong("inputs-changed", "X *= w", _predict_in_place),
    wrong("integers", "astype(int)", lambda X, w, b: (X @ w + b).astype(int)),
)
PREDICT_RIGHT = (
    Variant("X @ w + b", lambda X, w, b: X @ w + b),
    Variant("np.dot", lambda X, w, b: np.dot(X, w) + b),
    Variant("sum of products", lambda X, w, b: b + (X * w).sum(axis=1)),
    Variant("einsum", lambda X, w, b: np.einsum("nd,d->n", X, w) + b),
    Variant("w @ X.T", lambda X, w, b: w @ X.T + b),
    Variant("two loops", _predict_loop),
    Variant("rows in a list", lambda X, w, b: np.array([row @ w + b for row in X])),
    Variant("augmented column", lambda X, w, b: np.column_stack([X, np.ones(len(X))]) @ np.append(w, b)),
)

# --- mse(y_hat, y) ---


def _mse_in_place(y_hat: Array, y: Array) -> Any:
    y_hat -= y
    return np.mean(y_hat**2)


def _mse_loop(y_hat: Array, y: Array) -> float:
    total = 0.0
    for p, t in zip(y_hat, y, strict=True):
        total += (p - t) ** 2
    return total / len(y)


MSE_WRONG = (
    wrong("two-and-mean-missing", "half the sum", lambda p, y: 0.5 * np.sum((p - y) ** 2)),
    wrong("mean-missing", "sum", lambda p, y: np.sum((p - y) ** 2)),
    wrong("averaged-twice", "mean / N", lambda p, y: np.mean((p - y) ** 2) / len(y)),
    wrong("factor-two-missing", "half the mean", lambda p, y: 0.5 * np.mean((p - y) ** 2)),
    wrong("factor-two-doubled", "twice the mean", lambda p, y: 2 * np.mean((p - y) ** 2)),
    wrong("not-averaged", "one loss per row", lambda p, y: (p - y) ** 2),
    wrong("root", "root of the mean", lambda p, y: np.sqrt(np.mean((p - y) ** 2))),
    wrong("root", "norm", lambda p, y: np.linalg.norm(p - y) / np.sqrt(len(y))),
    wrong("absolute-loss", "mean absolute error", lambda p, y: np.mean(np.abs(p - y))),
    wrong("square-first", "square of the mean", lambda p, y: np.mean(p - y) ** 2),
    wrong("square-missing", "mean residual", lambda p, y: np.mean(p - y)),
    wrong("square-missing", "mean residual, y − ŷ", lambda p, y: np.mean(y - p)),
    wrong("difference-of-squares", "ŷ² − y²", lambda p, y: np.mean(p**2 - y**2)),
    wrong("variance", "np.var", lambda p, y: np.var(p - y)),
    wrong("n-minus-one", "N − 1", lambda p, y: np.sum((p - y) ** 2) / max(len(y) - 1, 1)),
    wrong("broadcast", "y as a column", lambda p, y: np.mean((p - y[:, None]) ** 2)),
    wrong("plus", "ŷ + y", lambda p, y: np.mean((p + y) ** 2)),
    wrong("sign", "minus the loss", lambda p, y: -np.mean((p - y) ** 2)),
    wrong("integers", "int()", lambda p, y: int(np.mean((p - y) ** 2))),
    wrong("inputs-changed", "y_hat -= y", _mse_in_place),
)
MSE_RIGHT = (
    Variant("np.mean", lambda p, y: np.mean((p - y) ** 2)),
    Variant("y − ŷ", lambda p, y: ((y - p) ** 2).mean()),
    Variant("sum / N", lambda p, y: np.sum(np.square(p - y)) / y.size),
    Variant("inner product", lambda p, y: (p - y) @ (p - y) / len(y)),
    Variant("a Python float", lambda p, y: float(np.average((p - y) ** 2))),
    Variant("0-d array", lambda p, y: np.array(np.mean((p - y) ** 2))),
    Variant("loop", _mse_loop),
    Variant("norm squared", lambda p, y: np.linalg.norm(p - y) ** 2 / len(p)),
    Variant("fsum", lambda p, y: math.fsum((a - b) ** 2 for a, b in zip(p, y, strict=True)) / len(y)),
)

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

# --- gradient_step(w, b, dw, db, lr) ---


def _step_in_place(w: Array, b: float, dw: Array, db: float, lr: float) -> Any:
    w -= lr * dw
    b -= lr * db
    return w, b


def _step_copy(w: Array, b: float, dw: Array, db: float, lr: float) -> Any:
    w = w.copy()
    w -= lr * dw
    return w, b - lr * db


STEP_WRONG = (
    wrong("ascent", "+", lambda w, b, dw, db, lr: (w + lr * dw, b + lr * db)),
    wrong("rate-missing", "no lr", lambda w, b, dw, db, lr: (w - dw, b - db)),
    wrong("rate-twice", "lr²", lambda w, b, dw, db, lr: (w - lr * lr * dw, b - lr**2 * db)),
    wrong("rate-divides", "/ lr", lambda w, b, dw, db, lr: (w - dw / lr, b - db / lr)),
    wrong("step-only", "−lr dw", lambda w, b, dw, db, lr: (-lr * dw, -lr * db)),
    wrong("step-only", "lr dw", lambda w, b, dw, db, lr: (lr * dw, lr * db)),
    wrong("shrunk", "w − lr w", lambda w, b, dw, db, lr: (w - lr * w, b - lr * b)),
    wrong("not-updated", "unchanged", lambda w, b, dw, db, lr: (w.copy(), b)),
    wrong("sign", "lr dw − w", lambda w, b, dw, db, lr: (lr * dw - w, lr * db - b)),
    wrong("rate-outside", "lr (w − dw)", lambda w, b, dw, db, lr: (lr * (w - dw), lr * (b - db))),
    wrong("exchanged", "b, w", lambda w, b, dw, db, lr: (b - lr * db, w - lr * dw)),
    wrong("gradients-exchanged", "w with db", lambda w, b, dw, db, lr: (w - lr * db, b - lr * dw)),
    wrong("inputs-changed", "w -= lr dw", _step_in_place),
)
STEP_RIGHT = (
    Variant("w − lr dw", lambda w, b, dw, db, lr: (w - lr * dw, b - lr * db)),
    Variant("plus a negative", lambda w, b, dw, db, lr: (w + (-lr) * dw, b + (-lr) * db)),
    Variant("a copy, then -=", _step_copy),
    Variant("np.subtract", lambda w, b, dw, db, lr: (np.subtract(w, np.multiply(lr, dw)), np.subtract(b, lr * db))),
    Variant(
        "a comprehension",
        lambda w, b, dw, db, lr: (np.array([p - lr * g for p, g in zip(w, dw, strict=True)]), b - db * lr),
    ),
    Variant("a list of two", lambda w, b, dw, db, lr: [w - dw * lr, np.float64(b - db * lr)]),
)
