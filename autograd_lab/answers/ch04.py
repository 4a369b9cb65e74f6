"""Chapter 04: one neuron, its slope, and its gradient."""

from __future__ import annotations

import math
from collections.abc import Callable

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


_QUARTER = (20 - math.log(3)) / 8

EXERCISES: dict[str, Exercise] = {
    "4.1": Numbers(
        right={"a": 1 / 4, "slope": 3 / 16, "delta": 3 / 32, "dw": 3 / 8, "db": 3 / 32},
        slips={
            "a": [
                (3 / 4, "That is σ at +ln 3. What sign does z have?"),
                (-math.log(3), "That is z. Now the bend."),
            ],
            "slope": [
                (sigmoid(0.25) * (1 - sigmoid(0.25)), "This is σ' at a. It wants z, or take a(1 − a)."),
                (1 / 4, "That is a. The slope is a(1 − a)."),
            ],
            "delta": [
                (1 / 2, "That is ∂L/∂a. The bend lies between a and z."),
                (3 / 64, "The 2 of the square is missing."),
                (-3 / 32, "Prediction minus target: a is above its target."),
            ],
            "dw": [
                (3 / 32, "That is δ. By what is w multiplied?"),
                (2, "That is ∂L/∂a times the input: σ' has been forgotten."),
                (-3 / 8, "Prediction minus target: a is above its target."),
            ],
            "db": [
                (3 / 8, "That is the gradient of w. b is multiplied by 1."),
                (1 / 2, "That is ∂L/∂a. The bend lies between a and z."),
            ],
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
            (lambda *given: _times(0.5, *given), "Half of it: the 2 of the square is missing."),
            (lambda *given: _times(-1.0, *given), "The sign: a − y, not y − a."),
        ],
    ),
    "4.3": Numbers(
        right={"middle": 2.5, "steepness": 2, "quarter": _QUARTER},
        slips={
            "middle": [(-2.5, "The sign: 8x − 20 = 0."), (0.4, "Upside down: 20 of what, for 8 of what?")],
            "steepness": [
                (0.25, "That is a for each unit of z. How many units of z are there in a kilometre?"),
                (8, "That is z for each kilometre. The bend comes on top."),
            ],
            "quarter": [
                (2.5 + math.log(3) / 8, "There a is 3/4. A quarter lies before the middle."),
                (1.25, "Half-way to the middle is not where a is a quarter: the climb is not straight."),
            ],
        },
        tolerance=1e-3,
    ),
    "4.4": Numbers(
        right={"a": 0.5, "slope": 0.75, "rule": 3},
        slips={
            "a": [(0.75, "That is σ(2z). Two times that, minus 1.")],
            "slope": [
                (3 / 16, "That is the slope of σ alone. There are two factors 2 about it."),
                (3 / 8, "One of the two factors 2 is missing: the outer one or the inner one."),
            ],
            "rule": [
                (1, "1 − a is 1/2 here. And your slope?"),
                (2, "a(1 − a) is 1/4 here, and it belongs to σ."),
            ],
        },
    ),
}
