"""The formulas of problem set 10 with a name for each ingredient, as the search edits them."""

from typing import Any

import numpy as np

from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Array, Take
from autograd_lab.mistakes.search.operations import DOT, DOWN, MINUS, PLUS, TIMES, Operation


def _row_sum(terms: Array) -> Array:
    return np.asarray(terms.sum(axis=-1, keepdims=True))


#: a sum over each row, which is kept as an axis
OVER_ROW = Operation(
    _row_sum,
    (
        ("the mean of the row", lambda terms: terms.mean(axis=-1, keepdims=True)),
        ("the largest of the row", lambda terms: terms.max(axis=-1, keepdims=True)),
        ("the smallest of the row", lambda terms: terms.min(axis=-1, keepdims=True)),
        ("the first of the row", lambda terms: terms[..., :1]),
        ("the last of the row", lambda terms: terms[..., -1:]),
        ("a sum without the first", lambda terms: _row_sum(terms[..., 1:])),
        ("a sum without the last", lambda terms: _row_sum(terms[..., :-1])),
        ("running sums", lambda terms: terms.cumsum(axis=-1)),
        ("nothing (all terms are still there)", lambda terms: terms),
        ("a sum of the squares", lambda terms: _row_sum(terms**2)),
        ("a sum of the absolute values", lambda terms: _row_sum(np.abs(terms))),
        ("the root of a sum of squares", lambda terms: np.sqrt(_row_sum(terms**2))),
        ("a sum over the other axis", lambda terms: terms.sum(axis=-2, keepdims=True)),
        ("a mean over the other axis", lambda terms: terms.mean(axis=-2, keepdims=True)),
        ("a sum over everything", np.sum),
        ("a mean over everything", np.mean),
        ("the product of all", lambda terms: terms.prod(axis=-1, keepdims=True)),
    ),
)


def _softmax(z: Array) -> Array:
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(powers / _row_sum(powers))


#: a softmax over the last axis
SOFTMAX = Operation(
    _softmax,
    (
        ("a softmax of −z", lambda z: _softmax(np.where(np.isfinite(z), -z, z))),
        ("a softmax with 2 for e", lambda z: _softmax(z * np.log(2))),
        ("a softmax with 10 for e", lambda z: _softmax(z * np.log(10))),
        ("a sigmoid of each score", lambda z: 1 / (1 + np.exp(-z))),
        ("a one at the largest score", lambda z: np.eye(z.shape[-1])[z.argmax(axis=-1)]),
        ("shares of the squares", lambda z: (s := np.where(np.isfinite(z), z, 0) ** 2) / _row_sum(s)),
        ("e^z divided by the largest e^z", lambda z: np.exp(z - z.max(axis=-1, keepdims=True))),
        ("e^z divided by their mean", lambda z: (e := np.exp(z)) / e.mean(axis=-1, keepdims=True)),
        ("e^z divided by 1 + their sum", lambda z: (e := np.exp(z)) / (1 + _row_sum(e))),
    ),
)
#: a product of each of N matrices with its partner
BATCHED = Operation(
    np.matmul,
    (
        ("a product of the absolute values", lambda a, b: np.abs(a) @ np.abs(b)),
        ("a mean of the products, not their sum", lambda a, b: a @ b / a.shape[-1]),
        ("a sum without its last term", lambda a, b: a[..., :-1] @ b[:, :-1]),
        ("a sum without its first term", lambda a, b: a[..., 1:] @ b[:, 1:]),
        ("the first term of the sum alone", lambda a, b: a[..., :1] @ b[:, :1]),
        ("the last term of the sum alone", lambda a, b: a[..., -1:] @ b[:, -1:]),
        ("the first matrix of the batch for all", lambda a, b: a[:1] @ b),
        ("the first partner of the batch for all", lambda a, b: a @ b[:1]),
        ("the matrices of the batch in reverse order", lambda a, b: a[::-1] @ b),
    ),
)


def softmax_backward(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """p · (g − Σ p g)."""
    p, g = take("p", inputs["p"]), take("g", inputs["g"])
    terms = take("p · g in the sum", take("the p in the sum", p) * take("the g in the sum", g))
    s = take("Σ p g", take("the sum over the row", OVER_ROW)(terms))
    rest = take("g − Σ p g", take("the minus", MINUS)(take("the g in front of the minus", g), s))
    return (take("the product", TIMES)(take("the p in front", p), rest),)


def attention_backward(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """dQ = scale · dS K, dK = scale · dSᵀ Q, dV = Pᵀ g, with dS = P · (dP − Σ P dP) and dP = g Vᵀ.

    What stands in one product alone has no name of its own, so that the search stays short.
    """
    Q, K, V, g, mask, scale = inputs.values()
    scores = take("the scores", scale * (Q @ np.swapaxes(K, 1, 2)))
    P = take("P", take("the softmax", SOFTMAX)(np.where(mask, scores, -np.inf)))
    dP = take("dP", g @ np.swapaxes(V, 1, 2))
    s = take("Σ P dP", take("the sum over the keys", OVER_ROW)(P * dP))
    dS = take("dS", P * take("the minus in dP − Σ P dP", MINUS)(dP, s))
    dQ = take("the scale of dQ", scale) * take("the product for dQ", BATCHED)(dS, K)
    dK = take("the scale of dK", scale) * take("the product for dK", BATCHED)(np.swapaxes(dS, 1, 2), Q)
    return dQ, dK, take("the product for dV", BATCHED)(np.swapaxes(take("P for dV", P), 1, 2), g)


def _relu_slope(z: Array) -> Array:
    return np.greater(z, 0) * 1.0


#: the slope of a ReLU
SLOPE = Operation(
    _relu_slope,
    (
        ("a leaky slope, 0.01 below 0", lambda z: np.where(z > 0, 1.0, 0.01)),
        ("a leaky slope, 0.1 below 0", lambda z: np.where(z > 0, 1.0, 0.1)),
        ("the slope of tanh", lambda z: 1 - np.tanh(z) ** 2),
        ("the slope of σ", lambda z: (s := 1 / (1 + np.exp(-z))) * (1 - s)),
        ("σ", lambda z: 1 / (1 + np.exp(-z))),
        ("a comparison with 1", lambda z: np.greater(z, 1) * 1.0),
        ("the sign", np.sign),
    ),
)
#: a mean over each row, which is kept as an axis
MEAN_OF_ROW = Operation(
    lambda terms: terms.mean(axis=1, keepdims=True),
    (
        ("a sum", lambda terms: terms.sum(axis=1, keepdims=True)),
        ("a mean over the other axis", lambda terms: terms.mean(axis=0, keepdims=True)),
        ("a mean over everything", np.mean),
        ("the median", lambda terms: np.median(terms, axis=1, keepdims=True)),
        ("the largest", lambda terms: terms.max(axis=1, keepdims=True)),
        ("the first one alone", lambda terms: terms[:, :1]),
        ("a sum over D − 1", lambda terms: terms.sum(axis=1, keepdims=True) / (terms.shape[1] - 1)),
        ("a sum over D + 1", lambda terms: terms.sum(axis=1, keepdims=True) / (terms.shape[1] + 1)),
        ("a mean of the absolute values", lambda terms: np.abs(terms).mean(axis=1, keepdims=True)),
        ("a mean of the squares", lambda terms: (terms**2).mean(axis=1, keepdims=True)),
    ),
)


def prenorm_block_backward(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """g + the way back through W2, the ReLU, W1 and the norm; the weights' gradients beside it.

    What stands in one product alone has no name of its own, so that the search stays short.
    """
    x, W1, b1, W2, _, eps, g = inputs.values()
    d = x - x.mean(axis=1, keepdims=True)
    inverse = 1 / np.sqrt((d**2).mean(axis=1, keepdims=True) + eps)
    x_hat = take("x_hat", d * inverse)
    z = take("z", x_hat @ W1 + b1)
    a = take("a", np.maximum(z, 0))
    dz = take("dz", (g @ W2.T) * take("the ReLU's slope", SLOPE)(z))
    dx_hat = take("dx_hat", dz @ W1.T)
    mean = take("the mean over the row", MEAN_OF_ROW)(dx_hat)
    path = take("the second mean over the row", MEAN_OF_ROW)(dx_hat * x_hat)
    through = take("the branch", inverse * (dx_hat - mean - x_hat * path))
    dx = take("the plus of the two roads", PLUS)(take("g on the residual road", g), through)
    dW1 = take("the product for dW1", DOT)(x_hat.T, dz)
    dW2 = take("the product for dW2", DOT)(a.T, g)
    db1, db2 = take("the sum for db1", DOWN)(dz), take("the sum for db2", DOWN)(g)
    return dx, dW1, db1, dW2, db2
