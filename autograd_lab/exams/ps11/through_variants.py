"""Wrong ways to write `straight_through` of problem set 11."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong


def through(
    summed: Callable[..., Any] = lambda x, w, b: x @ w + b,
    back: Callable[..., Any] = lambda s, p, y: 2 * (s - y),
    slope: Callable[..., Any] = lambda p, z, s: p * (1 - p),
    mean: Callable[..., Any] = lambda each: each.mean(),
    weights: Callable[..., Any] = lambda dz, x, w: dz * x,
    bias: Callable[..., Any] = lambda dz, x, b: dz,
    out: Callable[..., Any] = lambda dw, db: (dw, db),
) -> Callable[..., Any]:
    """All samples at once, with some of the lines changed."""

    def straight_through(x, w, b, y, s):
        z = summed(x, w, b)
        p = 1 / (1 + np.exp(-z))
        ds = back(s, p, y)
        dz = mean(ds * slope(p, z, s))
        dw = weights(dz, x, w)
        db = bias(dz, x, b)
        return out(dw, db)

    return straight_through


def through_by_samples(
    samples: Callable[..., Any] = lambda s: s,
    back: Callable[..., Any] = lambda one, p, y: 2 * (one - y),
    slope: Callable[..., Any] = lambda p, z: p * (1 - p),
    add: Callable[..., Any] = lambda old, now: old + now,
    count: Callable[..., Any] = lambda s: len(s),
) -> Callable[..., Any]:
    """Sample by sample."""

    def straight_through(x, w, b, y, s):
        z = np.dot(w, x) + b
        p = 1 / (1 + np.exp(-z))
        dw, db = np.zeros(len(x)), 0.0
        for one in samples(s):
            delta = back(one, p, y) * slope(p, z)
            dw = add(dw, delta * x)
            db = add(db, delta)
        return dw / count(s), db / count(s)

    return straight_through


def _sigma(z):
    return 1 / (1 + np.exp(-z))


def _score(x, w, b, y, s):
    p = _sigma(x @ w + b)
    dz = np.mean((s - y) ** 2 * (s - p))
    return dz * x, dz


def _exact(x, w, b, y, s):
    p = _sigma(x @ w + b)
    dz = p * (1 - p) * ((1 - y) ** 2 - y**2)
    return dz * x, dz


def _both(x, w, b, y, s):
    p = _sigma(x @ w + b)
    dz = np.mean((s - y) ** 2 * (s - p) + 2 * (s - y) * p * (1 - p))
    return dz * x, dz


def _in_place(x, w, b, y, s):
    p = _sigma(x @ w + b)
    s -= y
    dz = 2 * s.mean() * p * (1 - p)
    return dz * x, dz


def _first_and_return(x, w, b, y, s):
    p = _sigma(x @ w + b)
    for one in s:
        dz = 2 * (one - y) * p * (1 - p)
        return dz * x, dz
    return None


THROUGH_WRONG = (
    wrong("coin-slope-missing", "no slope", through(slope=lambda p, z, s: 1.0)),
    wrong("coin-slope-missing", "samples, no slope", through_by_samples(slope=lambda p, z: 1.0)),
    wrong("all-zero", "s(1 − s)", through(slope=lambda p, z, s: s * (1 - s))),
    wrong("coin-half-slope", "p", through(slope=lambda p, z, s: p)),
    wrong("coin-half-slope", "1 − p", through_by_samples(slope=lambda p, z: 1 - p)),
    wrong("coin-tanh-slope", "1 − p²", through(slope=lambda p, z, s: 1 - p**2)),
    wrong("coin-slope-elsewhere", "σ′(p)", through(slope=lambda p, z, s: (q := 1 / (1 + np.exp(-p))) * (1 - q))),
    wrong("coin-slope-elsewhere", "z(1 − z)", through_by_samples(slope=lambda p, z: z * (1 - z))),
    wrong("coin-slope-once-more", "p²(1 − p)²", through(slope=lambda p, z, s: (p * (1 - p)) ** 2)),
    wrong("coin-slope-for-score", "s − p", through(slope=lambda p, z, s: s - p)),
    wrong("coin-clamp-slope", "1 where |z| ≤ 1", through(slope=lambda p, z, s: float(abs(z) <= 1))),
    wrong("coin-clamp-slope", "1 where z > 0", through(slope=lambda p, z, s: float(z > 0))),
    wrong("coin-mean-for-samples", "p for s", through(back=lambda s, p, y: 2 * (p - y) * np.ones(len(s)))),
    wrong("coin-mean-for-samples", "samples, p", through_by_samples(back=lambda one, p, y: 2 * (p - y))),
    wrong("coin-thresholded", "1 above a half", through(back=lambda s, p, y: 2 * ((p > 0.5) - y) * np.ones(len(s)))),
    wrong("coin-exact", "the exact slope", _exact),
    wrong("coin-other-estimator", "the score function", _score),
    wrong("coin-both-estimators", "their sum", _both),
    wrong("coin-cost-for-slope", "(s − y)²", through(back=lambda s, p, y: (s - y) ** 2)),
    wrong("coin-cost-for-slope", "samples, the cost", through_by_samples(back=lambda one, p, y: (one - y) ** 2)),
    wrong("coin-absolute-cost", "the sign", through(back=lambda s, p, y: np.sign(s - y))),
    wrong("coin-ones-alone", "s(s − y)", through(back=lambda s, p, y: 2 * s * (s - y))),
    wrong("coin-ones-alone", "those that are 1", through_by_samples(samples=lambda s: s[s == 1])),
    wrong("coin-one-sample", "the first", through(mean=lambda each: each[0])),
    wrong("coin-one-sample", "the last", through(mean=lambda each: each[-1])),
    wrong("coin-one-sample", "return in the loop", _first_and_return),
    wrong("overwritten", "= for +=", through_by_samples(add=lambda old, now: now)),
    wrong("coin-target-missing", "2 s", through(back=lambda s, p, y: 2 * s)),
    wrong("coin-bias-missing", "x @ w", through(summed=lambda x, w, b: x @ w)),
    wrong("coin-x-missing", "ones", through(weights=lambda dz, x, w: dz * np.ones(len(x)))),
    wrong("coin-x-missing", "one number", through(weights=lambda dz, x, w: dz)),
    wrong("coin-w-for-x", "w", through(weights=lambda dz, x, w: dz * w)),
    wrong("coin-x-in-db", "Σ x", through(bias=lambda dz, x, b: dz * x.sum())),
    wrong("coin-x-in-db", "x", through(bias=lambda dz, x, b: dz * x)),
    wrong("coin-b-in-db", "b", through(bias=lambda dz, x, b: dz * b)),
    wrong("sign", "y − s", through(back=lambda s, p, y: 2 * (y - s))),
    wrong("factor-two-missing", "s − y", through(back=lambda s, p, y: s - y)),
    wrong("mean-missing", "a sum", through(mean=lambda each: each.sum())),
    wrong("mean-missing", "samples, a sum", through_by_samples(count=lambda s: 1)),
    wrong("averaged-twice", "over S²", through(mean=lambda each: each.mean() / len(each))),
    wrong("all-zero", "no gradient", lambda x, w, b, y, s: (np.zeros(len(x)), 0.0)),
    wrong("exchanged", "db first", through(out=lambda dw, db: (db, dw))),
    wrong("inputs-changed", "s in place", _in_place),
)
