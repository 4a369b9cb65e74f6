"""Wrong and right ways to write `sigmoid` and `sigmoid_prime` of problem set 3."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import e, s, wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# --- sigmoid(z) ---


def _softmax(z: Array) -> Array:
    return np.asarray(e(z) / e(z).sum(axis=-1, keepdims=True))


def _in_place(z: Array) -> Array:
    z *= -1
    return np.asarray(1 / (1 + e(z)))


def _first_only(z: Array) -> Any:
    for x in z.ravel():
        return 1 / (1 + math.exp(-x))
    return None


def _two_branches(z: Array) -> Array:
    out = np.empty_like(z)
    up = z >= 0
    out[up] = 1 / (1 + e(-z[up]))
    out[~up] = e(z[~up]) / (1 + e(z[~up]))
    return out


def _loop(z: Array) -> Array:
    out = np.zeros(z.shape)
    for index in np.ndindex(*z.shape):
        out[index] = 1 / (1 + math.exp(-z[index]))
    return out


SIGMOID_WRONG = (
    wrong("mirrored", "e^z", lambda z: 1 / (1 + e(z))),
    wrong("mirrored", "1 − σ", lambda z: 1 - s(z)),
    wrong("mirrored", "e^−z/(1 + e^−z)", lambda z: e(-z) / (1 + e(-z))),
    wrong("precedence", "1/1 + e^−z", lambda z: 1 / 1 + e(-z)),
    wrong("precedence", "1 + e^−z", lambda z: 1 + e(-z)),
    wrong("one-missing", "1/e^−z", lambda z: 1 / e(-z)),
    wrong("one-missing", "e^z", lambda z: e(z)),
    wrong("minus-for-plus", "1 − e^−z", lambda z: 1 / (1 - e(-z))),
    wrong("minus-for-plus", "e^z/(e^z − 1)", lambda z: e(z) / (e(z) - 1)),
    wrong("slope-for-activation", "σ'", lambda z: s(z) * (1 - s(z))),
    wrong("slope-for-activation", "e^−z/(1 + e^−z)²", lambda z: e(-z) / (1 + e(-z)) ** 2),
    wrong("tanh-for-sigmoid", "tanh", lambda z: np.tanh(z)),
    wrong("tanh-for-sigmoid", "tanh, from exp", lambda z: (e(z) - e(-z)) / (e(z) + e(-z))),
    wrong("relu-for-sigmoid", "max(0, z)", lambda z: np.maximum(0, z)),
    wrong("relu-for-sigmoid", "z · (z > 0)", lambda z: z * (z > 0)),
    wrong("softmax-for-sigmoid", "over a row", _softmax),
    wrong("softmax-for-sigmoid", "over everything", lambda z: e(z) / e(z).sum()),
    wrong("step-for-sigmoid", "z > 0", lambda z: (z > 0).astype(float)),
    wrong("step-for-sigmoid", "rounded", lambda z: np.round(s(z))),
    wrong("not-activated", "z", lambda z: z.copy()),
    wrong("not-activated", "z, by way of a sum", lambda z: z + 0.0),
    wrong("sigmoid-twice", "σ(σ(z))", lambda z: s(s(z))),
    wrong("exponent-scaled", "tanh(z) moved up", lambda z: (1 + np.tanh(z)) / 2),
    wrong("exponent-scaled", "2^−z", lambda z: 1 / (1 + 2.0**-z)),
    wrong("exponent-scaled", "e^−2z", lambda z: 1 / (1 + e(-2 * z))),
    wrong("sign", "−σ", lambda z: -1 / (1 + e(-z))),
    wrong("factor-two-doubled", "1 + tanh(z/2)", lambda z: 1 + np.tanh(z / 2)),
    wrong("first-row", "return in the loop", _first_only),
    wrong("first-row", "first row only", lambda z: s(z[0])),
    wrong("inputs-changed", "z *= −1", _in_place),
    wrong("integers", "astype(int)", lambda z: (10 * s(z)).astype(int) // 10),
)
SIGMOID_RIGHT = (
    Variant("1/(1 + e^−z)", lambda z: 1 / (1 + e(-z))),
    Variant("e^z/(1 + e^z)", lambda z: e(z) / (1 + e(z))),
    Variant("tanh(z/2)", lambda z: 0.5 * (1 + np.tanh(z / 2))),
    Variant("1 − σ(−z)", lambda z: 1 - 1 / (1 + e(z))),
    Variant("power −1", lambda z: (1 + e(-z)) ** -1),
    Variant("two branches", _two_branches),
    Variant("logaddexp", lambda z: e(-np.logaddexp(0, -z))),
    Variant("np.vectorize", lambda z: np.vectorize(lambda x: 1 / (1 + math.exp(-x)))(z)),
    Variant("loop", _loop),
    Variant("reciprocal", lambda z: np.reciprocal(np.add(1.0, np.exp(np.negative(z))))),
    Variant("power of e", lambda z: 1 / (1 + np.e**-z)),
    Variant("clipped far out", lambda z: 1 / (1 + e(-np.clip(z, -500, 500)))),
)

# --- sigmoid_prime(z) ---


def _prime_in_place(z: Array) -> Array:
    np.exp(-z, out=z)
    return np.asarray(z / (1 + z) ** 2)


PRIME_WRONG = (
    wrong("activation-for-slope", "σ", lambda z: s(z)),
    wrong("activation-for-slope", "e^z/(1 + e^z)", lambda z: e(z) / (1 + e(z))),
    wrong("slope-of-z", "z(1 − z)", lambda z: z * (1 - z)),
    wrong("slope-of-z", "z − z²", lambda z: z - z**2),
    wrong("slope-at-a", "σ'(σ(z))", lambda z: s(s(z)) * (1 - s(s(z)))),
    wrong("slope-at-a", "by exp", lambda z: e(-s(z)) / (1 + e(-s(z))) ** 2),
    wrong("sign", "a(a − 1)", lambda z: s(z) * (s(z) - 1)),
    wrong("sign", "−e^−z/(1 + e^−z)²", lambda z: -e(-z) / (1 + e(-z)) ** 2),
    wrong("slope-plus", "a(1 + a)", lambda z: s(z) * (1 + s(z))),
    wrong("slope-twice", "(a(1 − a))²", lambda z: (s(z) * (1 - s(z))) ** 2),
    wrong("slope-incomplete", "1 − a", lambda z: 1 - s(z)),
    wrong("slope-incomplete", "the square forgotten", lambda z: e(-z) / (1 + e(-z))),
    wrong("slope-inner", "1/(1 + e^−z)²", lambda z: 1 / (1 + e(-z)) ** 2),
    wrong("slope-inner", "−1/(1 + e^−z)²", lambda z: -1 / (1 + e(-z)) ** 2),
    wrong("slope-of-tanh", "1 − a²", lambda z: 1 - s(z) ** 2),
    wrong("slope-of-tanh", "1 − tanh²", lambda z: 1 - np.tanh(z) ** 2),
    wrong("slope-of-relu", "z > 0", lambda z: (z > 0).astype(float)),
    wrong("slope-missing", "1", lambda z: np.ones_like(z)),
    wrong("slope-divides", "1/(a(1 − a))", lambda z: 1 / (s(z) * (1 - s(z)))),
    wrong("z-for-slope", "z", lambda z: z.copy()),
    wrong("factor-two-doubled", "2a(1 − a)", lambda z: 2 * s(z) * (1 - s(z))),
    wrong("coarse-difference", "forward, h = 0.01", lambda z: (s(z + 0.01) - s(z)) / 0.01),
    wrong("coarse-difference", "central, h = 0.1", lambda z: (s(z + 0.1) - s(z - 0.1)) / 0.2),
    wrong("coarse-difference", "forward, h = 0.0001", lambda z: (s(z + 1e-4) - s(z)) / 1e-4),
    wrong("all-zero", "zeros", lambda z: np.zeros_like(z)),
    wrong("inputs-changed", "exp into z", _prime_in_place),
    wrong("integers", "astype(int)", lambda z: (s(z) * (1 - s(z))).astype(int)),
)
PRIME_RIGHT = (
    Variant("a(1 − a)", lambda z: s(z) * (1 - s(z))),
    Variant("a − a²", lambda z: s(z) - s(z) ** 2),
    Variant("σ(z) σ(−z)", lambda z: s(z) * s(-z)),
    Variant("e^−z/(1 + e^−z)²", lambda z: e(-z) / (1 + e(-z)) ** 2),
    Variant("e^z/(1 + e^z)²", lambda z: e(z) / (1 + e(z)) ** 2),
    Variant("1/(4 cosh²(z/2))", lambda z: 1 / (4 * np.cosh(z / 2) ** 2)),
    Variant("1/(2 + e^z + e^−z)", lambda z: 1 / (2 + e(z) + e(-z))),
    Variant("(1 − tanh²(z/2))/4", lambda z: (1 - np.tanh(z / 2) ** 2) / 4),
    Variant("np.multiply", lambda z: np.multiply(_two_branches(z), np.subtract(1, _two_branches(z)))),
    Variant("loop", lambda z: _loop(z) * _loop(-z)),
)
