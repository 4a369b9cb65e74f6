"""The formulas of problem set 3 with a name for each ingredient, as the search edits them."""

from typing import Any

import numpy as np

from autograd_lab.exams.kinds.written import one_minus_a
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Take
from autograd_lab.mistakes.search.formula import Constant
from autograd_lab.mistakes.search.operations import DOT, DOWN, EXP, MINUS, OVER, PLUS, SIGMOID, TIMES, Operation
from autograd_lab.mistakes.search.slopes import SLOPE, sigma

#: 1/(1 + e^−z) by its two numbers; e^z above the line belongs to the form e^z/(1 + e^z)
_FRACTION = Operation(OVER.function, (*OVER.instead, ("e^z/(1 + e^−z)", lambda one, below: 1 / ((below - 1) * below))))


def _sigma(take: Take, z: Any) -> Any:
    """a = 1/(1 + e^−z) from its ingredients."""
    answer = take("the sigmoid", SIGMOID)
    if answer is not SIGMOID:
        return take("a", answer(z))
    power = take("e^−z", take("the power e^−z", EXP)(take("−z", -z)))
    return take(
        "a",
        take("the fraction 1/(1 + e^−z)", _FRACTION)(
            1.0, take("1 + e^−z", take("the plus in 1 + e^−z", PLUS)(take("the 1 in 1 + e^−z", Constant(1.0)), power))
        ),
    )


def _slope(take: Take, z: Any, a: Any) -> Any:
    """σ'(z) = a(1 − a)."""
    answer = take("the slope σ'(z)", SLOPE)
    if answer is not SLOPE:
        return take("σ'(z)", answer(z))
    front = take("the a in front of (1 − a)", a)
    rest = one_minus_a(take, a)
    return take("σ'(z)", take("the product a(1 − a)", TIMES)(front, rest))


def sigmoid(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """σ(z) = 1/(1 + e^−z)."""
    return (_sigma(take, take("z", inputs["z"])),)


def sigmoid_by_sign(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """1/(1 + e^−z) where z ≥ 0, and e^z/(1 + e^z) where z < 0."""
    z = inputs["z"]
    power = take("e^−z where z ≥ 0", np.exp(-z))
    above = take("the fraction where z ≥ 0", OVER)(1.0, take("the plus in 1 + e^−z where z ≥ 0", PLUS)(1.0, power))
    power = take("e^z where z < 0", np.exp(z))
    below = take("e^z under the fraction line where z < 0", power)
    below = take("the fraction where z < 0", OVER)(power, take("the plus in 1 + e^z where z < 0", PLUS)(1.0, below))
    return (np.where(z >= 0, above, below),)


def sigmoid_prime(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """σ'(z) = a(1 − a)."""
    z = take("z", inputs["z"])
    return (_slope(take, z, _sigma(take, z)),)


def output_delta(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """δ = (2/N)(a − y) ⊙ σ'(z)."""
    N, n = inputs["z"].shape
    take.offer("the number of outputs", float(n))
    z, y = take("z", inputs["z"]), take("y", inputs["y"])
    a = _sigma(take, z)
    residual = take("a − y", take("the minus in a − y", MINUS)(take("the a in a − y", a), y))
    given = take("z in σ'(z)", z)
    slope = _slope(take, given, take("the a of the slope", a if given is z else sigma(given)))
    unbracketed = ("the unbracketed a − y ⊙ σ'(z)", lambda residual, slope: a - y * slope)
    product = take("the product (a − y) ⊙ σ'(z)", Operation(TIMES.function, (*TIMES.instead, unbracketed)))(
        residual, slope
    )
    return (take("2", Constant(2.0)) / take("N", float(N)) * take("(a − y) ⊙ σ'(z)", product),)


def hidden_delta(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """δ = (δ_next W_nextᵀ) ⊙ σ'(z)."""
    z = take("z", inputs["z"])
    delta, W = take("delta_next", inputs["delta_next"]), take("W_next", inputs["W_next"])
    take.offer("the gradient of W_next", sigma(inputs["z"]).T @ inputs["delta_next"])
    above = take("delta_next @ W_next.T", take("the product delta_next @ W_next.T", DOT)(delta, W.T))
    return (take("the product with σ'(z)", TIMES)(above, _slope(take, z, _sigma(take, z))),)


def layer_gradients(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """a_prevᵀ δ and Σ_rows δ."""
    a, delta = take("a_prev", inputs["a_prev"]), take("delta", inputs["delta"])
    dW = take("the product a_prev.T @ delta", DOT)(a.T, take("delta in dW", delta))
    return dW, take("the sum over the rows of delta", DOWN)(take("delta in db", delta))


def layer_gradients_by_rows(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """The same, row by row."""
    a, delta = inputs["a_prev"], inputs["delta"]
    rows = take("the outer product of each row", a[:, :, None] * delta[:, None, :])
    return take("the sum over the rows", DOWN)(rows), delta.sum(axis=0)
