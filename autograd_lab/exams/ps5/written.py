"""The formulas of problem set 5 with a name for each ingredient, as the search edits them."""

from typing import Any

import numpy as np

from autograd_lab.exams.kinds.written import one_minus_a
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Take
from autograd_lab.mistakes.search.formula import Constant
from autograd_lab.mistakes.search.operations import DOT, MINUS, TIMES, Operation


def _with_its_slope(a: Any) -> Any:
    """a · a(1 − a), of what enters a layer."""
    return a * a * (1 - a)


#: (δ with its slope, a_prev, δ) → what meets what in ∂L/∂W when δ means ∂L/∂a
_OWN_SLOPE = Operation(
    lambda met, given, delta: (met, given),
    (
        (
            "the slope a_prev(1 − a_prev) of what enters the layer",
            lambda met, given, delta: (delta, _with_its_slope(given)),
        ),
        (
            "both slopes, the layer's own and a_prev(1 − a_prev),",
            lambda met, given, delta: (met, _with_its_slope(given)),
        ),
    ),
)


def _slope(take: Take, a: Any, layer: int = 0) -> Any:
    """σ'(z) = a(1 − a)."""
    front = take("the a in front of (1 − a)", a, layer)
    rest = one_minus_a(take, a, layer)
    return take("the slope a(1 − a)", take("the product a(1 − a)", TIMES, layer)(front, rest), layer)


def _output(take: Take, a: Any, y: Any, layer: int = 0) -> Any:
    """(2/n)(a − y)."""
    n = take("n", float(len(a)))
    residual = take("a − y", take("the minus in a − y", MINUS, layer)(take("the a in a − y", a, layer), y), layer)
    return take("2", Constant(2.0)) / n * residual


def output_delta(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """δ = (2/n)(a − y) a(1 − a)."""
    a, y = take("a", inputs["a"]), take("y", inputs["y"])
    slope = _slope(take, take("the a of the slope", a))
    return (take("the product with the slope", TIMES)(_output(take, a, y), slope),)


def output_kept(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """δ = ∂L/∂a = (2/n)(a − y)."""
    return (_output(take, take("a", inputs["a"]), take("y", inputs["y"])),)


def hidden_delta(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """δ = (W_nextᵀ δ_next) ⊙ a(1 − a)."""
    W, delta, a = take("W_next", inputs["W_next"]), take("delta_next", inputs["delta_next"]), take("a", inputs["a"])
    with_answers = ("the product of a with the sum of delta_next", lambda turned, below: a * below.sum())
    product = Operation(DOT.function, (*DOT.instead, with_answers))
    above = take("W_next.T @ delta_next", take("the product W_next.T @ delta_next", product)(W.T, delta))
    table = ("a row times a column, which broadcasting makes a table,", lambda above, slope: above.T * slope)
    joined = take("the product with the slope", Operation(TIMES.function, (*TIMES.instead, table)))
    return (joined(above, _slope(take, a)),)


def hidden_kept(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """δ = W_nextᵀ (δ_next ⊙ a_next(1 − a_next))."""
    W, delta, a = inputs.values()
    W, delta, a = take("W_next", W), take("delta_next", delta), take("a_next", a)
    above = take("the product with the slope", TIMES)(delta, _slope(take, a))
    return (take("the product with W_next.T", DOT)(W.T, above),)


def weight_gradient(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """∂L/∂W = δ a_prevᵀ."""
    delta, a = take("delta", inputs["delta"]), take("a_prev", inputs["a_prev"])
    return (take("the product delta @ a_prev.T", DOT)(delta, a.T),)


def weight_gradient_kept(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """∂L/∂W = (δ ⊙ a(1 − a)) a_prevᵀ."""
    delta, a_prev, a = inputs.values()
    delta, a_prev, a = take("delta", delta), take("a_prev", a_prev), take("a", a)
    met, given = take("the slope a(1 − a) of the layer's own answer", _OWN_SLOPE)(
        take("the product with the slope", TIMES)(delta, _slope(take, a)), a_prev, delta
    )
    return (take("the product with a_prev.T", DOT)(met, given.T),)


def gradients(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """dW and db of the layers h1, h2 and o."""
    x, a_h1, a_h2, a_o, y, W_h2, W_o = inputs.values()
    answers, entered, weights = (a_h1, a_h2, a_o), (x, a_h1, a_h2), (None, W_h2, W_o)
    above = _output(take, a_o, take("y", y, 2), 2)
    found: list[Any] = []
    for layer in (2, 1, 0):
        a = take("a of the layer", answers[layer], layer)
        delta = take("δ", take("the product with the slope", TIMES, layer)(above, _slope(take, a, layer)), layer)
        given = take("the activation that enters", entered[layer], layer)
        dW = take("the product for dW", DOT, layer)(take("δ in dW", delta, layer), given.T)
        found[:0] = [take("dW", dW, layer), take("db", take("δ in db", delta, layer), layer)]
        if layer:
            W = take("W", weights[layer], layer)
            down = take("δ that is handed down", delta, layer)
            above = take(
                "what comes from above", take("the product with W.T", DOT, layer)(np.transpose(W), down), layer - 1
            )
    return tuple(found)
