"""Wrong and right ways to write `leaky_init` of problem set 7."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from math import cos, pi, sqrt
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.ps7.init import leaky_variance as right_variance
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# n is n_in, m is n_out, a the slope, r the generator


def std(n: int, m: int, a: float) -> float:
    """The right standard deviation."""
    return sqrt(right_variance(n, m, a))


def _of(variance: Any) -> Any:
    """An initialiser with this variance."""
    return lambda n, m, a, r: r.normal(0, np.sqrt(variance(n, m, a)), (n, m))


def _rows(n: int, m: int, a: float, r: Any) -> Array:
    W = np.zeros((n, m))
    for i in range(n):
        W[i, :] = r.normal(scale=(2 / (n * (1 + a * a))) ** 0.5, size=m)
    return W


def _box_muller(n: int, m: int, a: float, r: Any) -> Array:
    u, v = 1 - r.random((n, m)), r.random((n, m))
    return np.asarray(std(n, m, a) * np.sqrt(-2 * np.log(u)) * np.sin(2 * pi * v))


def _mixture_of_two_draws(n: int, m: int, a: float, r: Any) -> Array:
    u, v = r.normal(size=(n, m)), r.normal(size=(n, m))
    return np.asarray((cos(1) * u + sqrt(1 - cos(1) ** 2) * v) * std(n, m, a))


def _gain(n: int, m: int, a: float, r: Any) -> Array:
    gain = np.sqrt(2 / (1 + a**2))  # as torch.nn.init.calculate_gain says
    return np.asarray(gain / np.sqrt(n) * r.standard_normal((n, m)))


def _two_sided(n: int, m: int, a: float, r: Any) -> Array:
    kept = (1 + a**2) / 2  # what a leaky ReLU leaves of the mean square
    return np.asarray(r.normal(0.0, (1 / (n * kept)) ** 0.5, size=n * m).reshape((n, m)))


LEAKY_WRONG = (
    wrong("leak-left-out", "He's", _of(lambda n, m, a: 2 / n)),
    wrong("leak-left-out", "Xavier's", _of(lambda n, m, a: 2 / (n + m))),
    wrong("leak-left-out", "1/n_in", lambda n, m, a, r: r.standard_normal((n, m)) / sqrt(n)),
    wrong("leak-unsquared", "1 + a", _of(lambda n, m, a: 2 / ((1 + a) * n))),
    wrong("leak-sum-squared", "(1 + a)²", _of(lambda n, m, a: 2 / ((1 + a) ** 2 * n))),
    wrong("leak-sum-squared", "the mean slope", _of(lambda n, m, a: 1 / (((1 + a) / 2) ** 2 * n))),
    wrong("leak-subtracted", "1 − a²", _of(lambda n, m, a: 2 / ((1 - a**2) * n))),
    wrong("leak-multiplied", "2 (1 + a²)", _of(lambda n, m, a: 2 * (1 + a**2) / n)),
    wrong("leak-multiplied", "what is left", _of(lambda n, m, a: (1 + a**2) / 2 / n)),
    wrong("leak-alone", "a² without the 1", _of(lambda n, m, a: 2 / (a**2 * n))),
    wrong("leak-not-halved", "1/2 + a²", _of(lambda n, m, a: 1 / ((0.5 + a**2) * n))),
    wrong("fan-missing", "2/(1 + a²)", _of(lambda n, m, a: 2 / (1 + a**2))),
    wrong("fan-missing", "what is left alone", _of(lambda n, m, a: (1 + a**2) / 2)),
    wrong("leak-left-out", "2/n_out", _of(lambda n, m, a: 2 / m)),
    wrong("fans-exchanged", "n_out", _of(lambda n, m, a: 2 / ((1 + a**2) * m))),
    wrong("both-fans", "the mean of the fans", _of(lambda n, m, a: 2 / ((1 + a**2) * (n + m) / 2))),
    wrong("fans-multiplied", "n_in n_out", _of(lambda n, m, a: 2 / ((1 + a**2) * n * m))),
    wrong("unbracketed", "2 / (1 + a² n_in)", _of(lambda n, m, a: 2 / (1 + a**2 * n))),
    wrong("unbracketed", "2 / (1 + a²) * n_in", _of(lambda n, m, a: 2 / (1 + a**2) * n)),
    wrong("root-of-two-alone", "gain / n_in", lambda n, m, a, r: r.normal(0, np.sqrt(2 / (1 + a**2)) / n, (n, m))),
    wrong(
        "root-of-two-alone", "√(2/n_in) / (1 + a²)", lambda n, m, a, r: r.normal(0, sqrt(2 / n) / (1 + a**2), (n, m))
    ),
    wrong("std-for-variance", "scale = variance", lambda n, m, a, r: r.normal(0, 2 / ((1 + a**2) * n), (n, m))),
    wrong("init-two-missing", "1/((1 + a²) n_in)", _of(lambda n, m, a: 1 / ((1 + a**2) * n))),
    wrong("init-two-doubled", "4/((1 + a²) n_in)", _of(lambda n, m, a: 4 / ((1 + a**2) * n))),
    wrong("init-unscaled", "standard normal", lambda n, m, a, r: r.standard_normal((n, m))),
    wrong("loc-for-scale", "rng.normal(std, size=…)", lambda n, m, a, r: r.normal(std(n, m, a), size=(n, m))),
    wrong("init-fixed", "0.1", lambda n, m, a, r: 0.1 * r.standard_normal((n, m))),
    wrong("init-divided", "divided by std", lambda n, m, a, r: r.standard_normal((n, m)) / std(n, m, a)),
    wrong("init-root-twice", "√std", lambda n, m, a, r: r.normal(0, sqrt(std(n, m, a)), (n, m))),
    wrong(
        "not-normal", "uniform, right variance", lambda n, m, a, r: r.uniform(-1, 1, (n, m)) * sqrt(3) * std(n, m, a)
    ),
    wrong("not-normal", "uniform up to std", lambda n, m, a, r: (2 * r.random((n, m)) - 1) * std(n, m, a)),
    wrong("weights-alike", "one row for all", lambda n, m, a, r: np.tile(r.normal(0, std(n, m, a), m), (n, 1))),
    wrong("weights-alike", "one column for all", lambda n, m, a, r: r.normal(0, std(n, m, a), (n, 1)) * np.ones(m)),
    wrong(
        "rng-ignored", "a seed of its own", lambda n, m, a, r: np.random.default_rng(1).normal(0, std(n, m, a), (n, m))
    ),
    wrong("transpose", "(n_out, n_in)", lambda n, m, a, r: r.normal(0, std(n, m, a), (m, n))),
)
LEAKY_RIGHT = (
    Variant("rng.normal", _of(lambda n, m, a: 2 / ((1 + a**2) * n))),
    Variant("gain over √n_in", _gain),
    Variant("what is left, made up for", _two_sided),
    Variant("row by row", _rows),
    Variant("He's, divided", lambda n, m, a, r: r.normal(0, np.sqrt(2 / n), (n, m)) / np.sqrt(1 + a**2)),
    Variant("Box and Muller", _box_muller),
    Variant("turned", _mixture_of_two_draws),
    Variant("transposed", lambda n, m, a, r: r.normal(size=(m, n), scale=std(n, m, a)).T),
    Variant("the other sign", lambda n, m, a, r: -std(n, m, a) * r.standard_normal([n, m])),
    Variant("columns", lambda n, m, a, r: np.column_stack([std(n, m, a) * r.standard_normal(n) for _ in range(m)])),
)
