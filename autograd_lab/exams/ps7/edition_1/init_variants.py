"""Wrong and right ways to write `xavier_init` and `he_init` of problem set 7."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# n is n_in, m is n_out, r the generator


def _box_muller(r: Any, shape: tuple[int, int]) -> Array:
    u, v = 1 - r.random(shape), r.random(shape)
    return np.asarray(np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v))


def _truncated(r: Any, shape: tuple[int, int]) -> Array:
    z = r.standard_normal(shape)
    while (away := np.abs(z) > 1.5).any():
        z[away] = r.standard_normal(int(away.sum()))
    return np.asarray(z / z.std())


def _by_rows(r: Any, std: float, n: int, m: int) -> Array:
    W = np.empty((n, m))
    for row in range(n):
        W[row] = r.normal(0, std, m)
    return W


def _same_rows(r: Any, std: float, n: int, m: int) -> Array:
    return np.tile(r.normal(0, std, m), (n, 1))


def _same_columns(r: Any, std: float, n: int, m: int) -> Array:
    return np.asarray(r.normal(0, std, (n, 1)) * np.ones((1, m)))


def _filled_once(r: Any, std: float, n: int, m: int) -> Array:
    return np.full((n, m), r.normal(0, std))


def _legacy(r: Any, std: float, n: int, m: int) -> Any:
    return np.random.RandomState().normal(0, std, (n, m))


def _shared_wrong(variance: Callable[[int, int], float]) -> tuple[Variant, ...]:
    """Wrong ways that do not depend on which of the two is asked for."""

    def std(n: int, m: int) -> float:
        return sqrt(variance(n, m))

    return (
        wrong("std-for-variance", "scale = variance", lambda n, m, r: r.normal(0, variance(n, m), (n, m))),
        wrong("std-for-variance", "times the variance", lambda n, m, r: r.standard_normal((n, m)) * variance(n, m)),
        wrong("init-two-missing", "no 2", lambda n, m, r: r.normal(0, sqrt(variance(n, m) / 2), (n, m))),
        wrong("init-two-doubled", "4", lambda n, m, r: r.normal(0, sqrt(variance(n, m) * 2), (n, m))),
        wrong("root-of-two-alone", "√2/fan", lambda n, m, r: r.normal(0, variance(n, m) / sqrt(2), (n, m))),
        wrong("init-two-doubled", "2/√fan", lambda n, m, r: r.normal(0, sqrt(2) * std(n, m), (n, m))),
        wrong("init-unscaled", "standard normal", lambda n, m, r: r.standard_normal((n, m))),
        wrong("init-unscaled", "rng.normal(size=…)", lambda n, m, r: r.normal(size=(n, m))),
        wrong("loc-for-scale", "rng.normal(std, size=…)", lambda n, m, r: r.normal(std(n, m), size=(n, m))),
        wrong("init-fixed", "0.01", lambda n, m, r: 0.01 * r.standard_normal((n, m))),
        wrong("init-fixed", "0.1", lambda n, m, r: 0.1 * r.standard_normal((n, m))),
        wrong("init-divided", "divided by std", lambda n, m, r: r.standard_normal((n, m)) / std(n, m)),
        wrong("not-normal", "uniform of this std", lambda n, m, r: r.uniform(-1, 1, (n, m)) * sqrt(3) * std(n, m)),
        wrong("not-normal", "uniform up to std", lambda n, m, r: r.uniform(-std(n, m), std(n, m), (n, m))),
        wrong("not-normal", "signs", lambda n, m, r: r.choice([-1.0, 1.0], (n, m)) * std(n, m)),
        wrong("not-normal", "cut at 1.5", lambda n, m, r: _truncated(r, (n, m)) * std(n, m)),
        wrong("not-normal", "rng.random", lambda n, m, r: r.random((n, m)) * std(n, m)),
        wrong("not-normal", "absolute values", lambda n, m, r: np.abs(r.normal(0, std(n, m), (n, m)))),
        wrong("weights-alike", "one row for all", lambda n, m, r: _same_rows(r, std(n, m), n, m)),
        wrong("weights-alike", "one column for all", lambda n, m, r: _same_columns(r, std(n, m), n, m)),
        wrong("weights-alike", "one number", lambda n, m, r: _filled_once(r, std(n, m), n, m)),
        wrong("weights-alike", "std itself", lambda n, m, r: np.full((n, m), std(n, m))),
        wrong("weights-alike", "zeros", lambda n, m, r: np.zeros((n, m))),
        wrong(
            "rng-ignored", "a seed of its own", lambda n, m, r: np.random.default_rng(0).normal(0, std(n, m), (n, m))
        ),
        wrong("rng-ignored", "a generator of its own", lambda n, m, r: _legacy(r, std(n, m), n, m)),
        wrong("transpose", "(n_out, n_in)", lambda n, m, r: r.normal(0, std(n, m), (m, n))),
        wrong("init-root-twice", "√std", lambda n, m, r: r.normal(0, sqrt(std(n, m)), (n, m))),
    )


def _right(variance: Callable[[int, int], float]) -> tuple[Variant, ...]:
    """Ways to draw normal numbers of a variance."""

    def std(n: int, m: int) -> float:
        return sqrt(variance(n, m))

    return (
        Variant("rng.normal", lambda n, m, r: r.normal(0, std(n, m), (n, m))),
        Variant("standard normal, scaled", lambda n, m, r: std(n, m) * r.standard_normal((n, m))),
        Variant("divided", lambda n, m, r: r.standard_normal((n, m)) / np.sqrt(1 / variance(n, m))),
        Variant("transposed", lambda n, m, r: r.normal(size=(m, n), scale=std(n, m)).T),
        Variant("row by row", lambda n, m, r: _by_rows(r, std(n, m), n, m)),
        Variant("reshaped", lambda n, m, r: r.normal(0, std(n, m), n * m).reshape(n, m)),
        Variant("Box and Muller", lambda n, m, r: std(n, m) * _box_muller(r, (n, m))),
        Variant("columns", lambda n, m, r: np.stack([r.normal(0, std(n, m), n) for _ in range(m)], axis=1)),
        Variant("the other sign", lambda n, m, r: -np.sqrt(variance(n, m)) * r.normal(0.0, 1.0, [n, m])),
        Variant("two halves", lambda n, m, r: (r.normal(size=(n, m)) + r.normal(size=(n, m))) * std(n, m) / sqrt(2)),
    )


def _xavier(n: int, m: int) -> float:
    return 2 / (n + m)


def _he(n: int, m: int) -> float:
    return 2 / n


XAVIER_WRONG = (
    *_shared_wrong(_xavier),
    wrong("other-init", "He's 2/n_in", lambda n, m, r: r.normal(0, sqrt(2 / n), (n, m))),
    wrong("one-fan", "1/n_in", lambda n, m, r: r.standard_normal((n, m)) / sqrt(n)),
    wrong("one-fan", "1/n_out", lambda n, m, r: r.standard_normal((n, m)) / sqrt(m)),
    wrong("one-fan", "2/n_out", lambda n, m, r: r.normal(0, sqrt(2 / m), (n, m))),
    wrong("fans-multiplied", "2/(n_in n_out)", lambda n, m, r: r.normal(0, sqrt(2 / (n * m)), (n, m))),
    wrong("unbracketed", "2 / n_in + n_out", lambda n, m, r: r.normal(0, sqrt(2 / n + m), (n, m))),
)
HE_WRONG = (
    *_shared_wrong(_he),
    wrong("other-init", "Xavier's", lambda n, m, r: r.normal(0, sqrt(2 / (n + m)), (n, m))),
    wrong("fans-exchanged", "2/n_out", lambda n, m, r: r.normal(0, sqrt(2 / m), (n, m))),
    wrong("fans-exchanged", "1/n_out", lambda n, m, r: r.standard_normal((n, m)) / sqrt(m)),
    wrong("fans-multiplied", "2/(n_in n_out)", lambda n, m, r: r.normal(0, sqrt(2 / (n * m)), (n, m))),
)
XAVIER_RIGHT, HE_RIGHT = _right(_xavier), _right(_he)
