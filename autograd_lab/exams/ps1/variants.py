"""Wrong and right ways to write the functions of problem set 1; `gradient_variants.py` has those of `mse_gradients`.

A wrong variant makes one mistake of the catalogue; a mistake that can be written in ways that differ in shape or
numbers has several. A right variant is a distinct way to write the function, which must get full marks.
"""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant

Array = np.ndarray[Any, Any]


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


def _predict_returns_in_loop(X: Array, w: Array, b: float) -> Any:
    for row in X:
        return row @ w + b
    return None


def _predict_fills_one(X: Array, w: Array, b: float) -> Any:
    out = np.zeros(len(X))
    for i in range(len(X)):
        out[i] = X[i] @ w + b
        return out
    return None


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
    wrong("first-row", "return inside the loop", _predict_returns_in_loop),
    wrong("first-row", "return inside the loop, out filled once", _predict_fills_one),
    wrong("first-feature", "X[:, 0]", lambda X, w, b: X[:, 0] * w[0] + b),
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


def _mse_returns_in_loop(y_hat: Array, y: Array) -> Any:
    total = 0.0
    for p, t in zip(y_hat, y, strict=True):
        total += (p - t) ** 2
        return total / len(y)
    return None


def _mse_first_square(y_hat: Array, y: Array) -> Any:
    for p, t in zip(y_hat, y, strict=True):
        return (p - t) ** 2
    return None


def _mse_loop_n_minus_one(y_hat: Array, y: Array) -> Any:
    return sum(float(p - t) ** 2 for p, t in zip(y_hat, y, strict=True)) / (len(y) - 1)


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
    wrong("n-minus-one", "N − 1, but for one row", lambda p, y: np.sum((p - y) ** 2) / max(len(y) - 1, 1)),
    wrong("n-minus-one", "N − 1", lambda p, y: np.sum((p - y) ** 2) / (len(y) - 1)),
    wrong("n-minus-one", "N − 1, of Python floats", _mse_loop_n_minus_one),
    wrong("first-row", "return inside the loop", _mse_returns_in_loop),
    wrong("first-row", "return inside the loop, no 1/N", _mse_first_square),
    wrong("fixed-count", "1/17", lambda p, y: np.sum((p - y) ** 2) / 17),
    wrong("all-zero", "1 // N", lambda p, y: 1 // len(y) * np.sum((p - y) ** 2)),
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
