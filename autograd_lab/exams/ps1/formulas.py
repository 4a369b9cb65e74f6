"""The formulas of problem set 1 with a name for each ingredient, as the search edits them."""

from typing import Any

import numpy as np

from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Take
from autograd_lab.mistakes.search.formula import Constant
from autograd_lab.mistakes.search.operations import DOT, DOWN, MEAN, MINUS, PLUS, SQUARE, TIMES


def _residual(take: Take, X: Any, y: Any, w: Any, b: Any) -> Any:
    """ŷ − y from its ingredients."""
    y_hat = take("ŷ", take("the plus before b", PLUS)(take("X w", take("the product X w", DOT)(X, w)), b))
    return take("the residual ŷ − y", take("the minus in ŷ − y", MINUS)(y_hat, y))


def predict(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """ŷ = X w + b."""
    X, w, b = take("X", inputs["X"]), take("w", inputs["w"]), take("b", inputs["b"])
    Xw = take("X w", take("the product X w", DOT)(X, w))
    return (take("the plus before b", PLUS)(Xw, b),)


def predict_by_terms(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """The same, feature by feature."""
    X, w, b = inputs.values()
    terms = take("the products of each x with its w", take("the product of x and w", TIMES)(X, w))
    return (take("the sum over the features", DOWN)(terms.T) + b,)


def mse(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """L = (1/N) Σ (ŷ − y)²."""
    y_hat, y = take("ŷ", inputs["y_hat"]), take("y", inputs["y"])
    residual = take("the residual ŷ − y", take("the minus in ŷ − y", MINUS)(y_hat, y))
    return (take("the mean of the squares", MEAN)(take("the square", SQUARE)(residual)),)


def mse_gradients(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """(2/N) Xᵀ(ŷ − y) and (2/N) Σ (ŷ − y)."""
    X, y, w, b = inputs.values()
    N, D = X.shape
    take.offer("D", float(D))
    X, y, w, b = take("X", X), take("y", y), take("w", w), take("b", b)
    residual = _residual(take, X, y, w, b)
    factor = take("2", Constant(2.0)) / take("N", float(N))
    rows = take("the product of a row's residual with its x", TIMES)(
        take("X beside the residual", X), residual[:, None]
    )
    dw = take("the sum over the rows", DOWN)(rows)
    return factor * dw, factor * take("the sum of the residuals", DOWN)(take("ŷ − y in db", residual))


def mse_gradients_as_product(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """The same, with Xᵀ(ŷ − y) as one product, and the residuals divided by N first."""
    X, y, w, b = inputs.values()
    residual = take("(ŷ − y)/N", (X @ w + b - y) / len(y))
    return 2 * take("the product X.T @ (ŷ − y)", DOT)(take("X", X).T, residual), 2 * np.sum(residual)


def gradient_step(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """w − lr·dw and b − lr·db."""
    w, b, dw, db, lr = inputs.values()
    take.offer("the new w", w - lr * dw)
    take.offer("the new b", b - lr * db)
    w, dw, lr = take("w", w), take("dw", dw), take("lr", lr)
    b, db = take("b", b), take("db", db)
    step = take("the product lr · dw", TIMES)(lr, dw)
    new_w = take("the minus of the step", MINUS)(w, take("the step lr · dw", step))
    step_of_b = take("the step lr · db", take("the product lr · db", TIMES)(lr, db))
    return new_w, take("the minus of b's step", MINUS)(b, step_of_b)
