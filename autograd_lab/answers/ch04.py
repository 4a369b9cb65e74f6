"""Chapter 04: one neuron, its slope, and its gradient."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from autograd_lab.answers.exercises import Code, Exercise, Numbers
from autograd_lab.scalar.ops import sigmoid

Answer = tuple[list[float], float]


def _forward(x: list[float], w: list[float], b: float) -> tuple[float, float]:
    z = w[0] * x[0] + w[1] * x[1] + b
    return z, sigmoid(z)


def _from(delta: float, x: list[float]) -> Answer:
    return [delta * v for v in x], delta


def _by_slope(slope: Callable[[float, float], float]) -> Callable[[list[float], float, list[float], float], Answer]:
    """The gradient (dw, db) of (a − y)², when the slope of the activation is `slope(z, a)`."""

    def gradient(x: list[float], y: float, w: list[float], b: float) -> Answer:
        z, a = _forward(x, w, b)
        return _from(2 * (a - y) * slope(z, a), x)

    return gradient


_right = _by_slope(lambda z, a: a * (1 - a))


def _times(factor: float, x: list[float], y: float, w: list[float], b: float) -> Answer:
    dw, db = _right(x, y, w, b)
    return [factor * v for v in dw], factor * db


def _residual_twice(x: list[float], y: float, w: list[float], b: float) -> Answer:
    """The gradient of one who multiplies by the residual once more."""
    a = _forward(x, w, b)[1]
    return _from(2 * (a - y) ** 2 * a * (1 - a), x)


def _weights_for_inputs(x: list[float], y: float, w: list[float], b: float) -> Answer:
    """The gradient in which δ is multiplied by the weights, where the inputs belong."""
    delta = _right(x, y, w, b)[1]
    return [delta * v for v in w], delta


def _sign_of_bias(x: list[float], y: float, w: list[float], b: float) -> Answer:
    return _right(x, y, w, -b)


def _times_delta(factor: float) -> tuple[str, Callable[[Mapping[str, Any]], object]]:
    """What exercise 4.1 makes of the δ that was given."""
    return "delta", lambda answer: factor * answer["delta"]


_QUARTER = (21 - math.log(3)) / 6

EXERCISES: dict[str, Exercise] = {
    "4.1": Numbers(
        right={"a": 1 / 4, "slope": 3 / 16, "delta": 3 / 32, "dw": 3 / 8, "db": 3 / 32},
        slips={
            "a": [
                (3 / 4, "That is σ at +ln 3. What sign does z have?"),
                (-math.log(3), "That is z. The sigmoid comes after it."),
                (1 / 3, "Those are the odds, e^z, 1 to 3. What share of 4 is the 1?"),
                (sigmoid(-4), "That is σ(−4): b is missing in z."),
            ],
            "slope": [
                (sigmoid(0.25) * (1 - sigmoid(0.25)), "This is σ' at a. It wants z, or take a(1 − a)."),
                (1 / 4, "That is a. The slope is a(1 − a)."),
                (3 / 4, "That is 1 − a. The slope is a(1 − a)."),
                (-math.log(3) * (1 + math.log(3)), "You have z(1 − z). The slope is a(1 − a)."),
            ],
            "delta": [
                (1 / 2, "That is ∂L/∂a. Between a and z lies σ'."),
                (3 / 64, "The 2 of the square is missing."),
                (-3 / 32, "The sign: prediction minus target, and a is above its target."),
                (1 / 8, "You have 2 · residual · a. The slope of σ is a(1 − a)."),
                (3 / 128, "The residual is in it twice. The slope of the square is 2(a − y), not 2(a − y)²."),
                (1 / 4, "That is the residual. Twice that, times σ'."),
                (9 / 32, "This follows from a = 3/4, on the wrong side of 1/2. Mend that line first."),
            ],
            "dw": [
                (3 / 32, "That is δ. By what is w multiplied?"),
                (2, "That is ∂L/∂a times the input: σ' has been forgotten."),
                (-3 / 8, "The sign: prediction minus target, and a is above its target."),
                (-3 / 32, "That is δ times w. In z, w is multiplied by the input."),
                (3 / 16, "The 2 of the square is missing."),
            ],
            "db": [
                (3 / 8, "That is the gradient of w. b is multiplied by 1."),
                (1 / 2, "That is ∂L/∂a. Between a and z lies σ'."),
                (-3 / 32, "The sign: prediction minus target, and a is above its target."),
                (3 / 32 * (4 - math.log(3)), "That is δ times b. b is added in z, so its local derivative is 1."),
                (1, "That is ∂z/∂b, the local derivative. Times δ."),
            ],
        },
        follows={
            "slope": ("a", lambda answer: answer["a"] * (1 - answer["a"])),
            "delta": ("slope", lambda answer: 2 * answer["a"] * answer["slope"]),
            "dw": _times_delta(4),
            "db": _times_delta(1),
        },
    ),
    "4.2": Code(
        reference=_right,
        inputs=[
            ([1.0, 2.0], 1.0, [0.5, -0.25], 0.3),
            ([-1.5, 0.5], 0.0, [2.0, 1.0], 0.1),
            ([0.0, 3.0], 1.0, [4.0, -1.0], -0.5),
        ],
        slips=[
            (
                _by_slope(lambda z, a: sigmoid(a) * (1 - sigmoid(a))),
                "The slope is taken at a. sigmoid_prime wants z; or write a * (1 - a).",
            ),
            (_by_slope(lambda z, a: z * (1 - z)), "You have z(1 − z). The slope is a(1 − a)."),
            (_by_slope(lambda z, a: 1.0), "σ' is missing: this is ∂L/∂a, and δ is ∂L/∂z."),
            (lambda x, y, w, b: _right(x, y, w, 0.0), "b is missing in z."),
            (_sign_of_bias, "b comes into z with the wrong sign."),
            (_residual_twice, "The residual is in it twice: the slope of the square is 2(a − y)."),
            (_by_slope(lambda z, a: a), "You have a where σ' belongs. The slope is a(1 − a)."),
            (_by_slope(lambda z, a: 1 - a), "You have 1 − a where σ' belongs. The slope is a(1 − a)."),
            (_weights_for_inputs, "δ is multiplied by the weights. In z each weight is multiplied by its input."),
            (lambda *given: _times(0.5, *given), "Half of it: the 2 of the square is missing."),
            (lambda *given: _times(-1.0, *given), "The sign: a − y, not y − a."),
        ],
    ),
    "4.3": Numbers(
        right={"middle": 3.5, "steepness": 1.5, "quarter": _QUARTER},
        slips={
            "middle": [(-3.5, "The sign: 6x − 21 = 0."), (2 / 7, "Upside down: 6x − 21 = 0, so x is 21 / 6.")],
            "steepness": [
                (0.25, "That is a for each unit of z. How many units of z are there in a kilometre?"),
                (6, "That is z for each kilometre. Times the slope of σ."),
                (24, "You divided by the slope of σ. Rates along a chain multiply."),
                (-1.5, "The sign: w is positive, so a rises with the distance."),
            ],
            "quarter": [
                (3.5 + math.log(3) / 6, "There a is 3/4. A quarter lies before the middle."),
                (1.75, "Half-way to the middle is not where a is a quarter: the climb is not straight."),
                (21.25 / 6, "There z is 1/4. Where a is 1/4, z is −ln 3."),
                (3.5 - math.log(4) / 6, "There z is −ln 4, and a is 1/5. Odds of 1 to 3 make a quarter."),
                (3.5 - 1 / 6, "You went along the tangent. The climb is not straight: where is z = −ln 3?"),
            ],
        },
        tolerance=1e-3,
    ),
    "4.4": Numbers(
        right={"a": 3 / 5, "slope": 16 / 25, "rule": 3},
        slips={
            "a": [
                (4 / 5, "That is σ(2z). Two times that, minus 1."),
                (1 / 3, "That is 2σ(z) − 1. What goes into the σ is 2z."),
                (-3 / 5, "The sign: z is positive, so σ(2z) is above 1/2."),
            ],
            "slope": [
                (4 / 25, "That is the slope of σ at 2z. The chain has two more factors: the outer 2 and the inner 2."),
                (8 / 25, "One of the two factors 2 is missing: the outer one or the inner one."),
                (8 / 9, "You took the slope of σ at z. It is wanted at 2z."),
                (6 / 25, "That is a(1 − a), which belongs to σ."),
            ],
            "rule": [
                (1, "1 − a is 2/5 here. What is the slope that you found?"),
                (2, "a(1 − a) is 6/25 here, and it belongs to σ."),
            ],
        },
    ),
}
