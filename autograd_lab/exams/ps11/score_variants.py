"""Wrong ways to write `score_function_neuron` of problem set 11."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong


def scored(
    summed: Callable[..., Any] = lambda x, w, b: x @ w + b,
    cost: Callable[..., Any] = lambda s, p, y: (s - y) ** 2,
    less: Callable[..., Any] = lambda costs, baseline: costs - baseline,
    score: Callable[..., Any] = lambda s, p: s - p,
    mean: Callable[..., Any] = lambda less, scores, baseline: np.mean(less * scores),
    weights: Callable[..., Any] = lambda dz, x, w: dz * x,
    bias: Callable[..., Any] = lambda dz, x, b: dz,
    out: Callable[..., Any] = lambda dw, db: (dw, db),
) -> Callable[..., Any]:
    """All samples at once, with some of the lines changed."""

    def score_function_neuron(x, w, b, y, s, baseline):
        p = 1 / (1 + np.exp(-summed(x, w, b)))
        costs = cost(s, p, y)
        weighted = less(costs, baseline)
        scores = score(s, p)
        dz = mean(weighted, scores, baseline)
        dw = weights(dz, x, w)
        db = bias(dz, x, b)
        return out(dw, db)

    return score_function_neuron


def scored_by_samples(
    worth: Callable[..., Any] = lambda one, y, baseline: (one - y) ** 2 - baseline,
    score: Callable[..., Any] = lambda one, p: one - p,
    add: Callable[..., Any] = lambda old, now: old + now,
    count: Callable[..., Any] = lambda s: len(s),
) -> Callable[..., Any]:
    """Sample by sample."""

    def score_function_neuron(x, w, b, y, s, baseline):
        p = 1 / (1 + np.exp(-(np.dot(w, x) + b)))
        dw, db = np.zeros(len(x)), 0.0
        for one in s:
            delta = worth(one, y, baseline) * score(one, p)
            dw = add(dw, delta * x)
            db = add(db, delta)
        return dw / count(s), db / count(s)

    return score_function_neuron


def _sigma(z):
    return 1 / (1 + np.exp(-z))


def _through(x, w, b, y, s, baseline):
    p = _sigma(x @ w + b)
    dz = np.mean(2 * (s - y) * p * (1 - p))
    return dz * x, dz


def _both(x, w, b, y, s, baseline):
    p = _sigma(x @ w + b)
    dz = np.mean(((s - y) ** 2 - baseline) * (s - p) + 2 * (s - y) * p * (1 - p))
    return dz * x, dz


def _exact(x, w, b, y, s, baseline):
    p = _sigma(x @ w + b)
    dz = p * (1 - p) * ((1 - y) ** 2 - y**2)
    return dz * x, dz


def _target_for_chance(x, w, b, y, s, baseline):
    dz = np.mean(((s - y) ** 2 - baseline) * (s - y))
    return dz * x, dz


def _in_place(x, w, b, y, s, baseline):
    p = _sigma(x @ w + b)
    costs = (s - y) ** 2 - baseline
    s -= p
    dz = np.mean(costs * s)
    return dz * x, dz


SCORE_WRONG = (
    wrong("score-baseline-missing", "the costs alone", scored(less=lambda costs, baseline: costs)),
    wrong(
        "score-baseline-missing",
        "samples, the costs alone",
        scored_by_samples(worth=lambda one, y, baseline: (one - y) ** 2),
    ),
    wrong("score-baseline-added", "added", scored(less=lambda costs, baseline: costs + baseline)),
    wrong("score-baseline-own", "the mean of the costs", scored(less=lambda costs, baseline: costs - costs.mean())),
    wrong(
        "score-baseline-outside",
        "off the mean",
        scored(
            less=lambda costs, baseline: costs, mean=lambda less, scores, baseline: np.mean(less * scores) - baseline
        ),
    ),
    wrong(
        "score-normalised",
        "over their spread",
        scored(less=lambda costs, baseline: (costs - baseline) / (costs.std() + 1e-8)),
    ),
    wrong(
        "score-normalised",
        "mean off, over the spread",
        scored(less=lambda costs, baseline: (costs - costs.mean()) / costs.std()),
    ),
    wrong("score-weight-missing", "the scores alone", scored(less=lambda costs, baseline: np.ones_like(costs))),
    wrong("score-weight-missing", "samples, the scores alone", scored_by_samples(worth=lambda one, y, baseline: 1.0)),
    wrong(
        "coin-means-multiplied",
        "a mean of each",
        scored(mean=lambda less, scores, baseline: np.mean(less) * np.mean(scores)),
    ),
    wrong("coin-mean-for-samples", "the cost of the mean", scored(cost=lambda s, p, y: (s.mean() - y) ** 2)),
    wrong("coin-mean-for-samples", "the cost of p", scored(cost=lambda s, p, y: (p - y) ** 2)),
    wrong("coin-slope-once-more", "p(1 − p) too", scored(score=lambda s, p: (s - p) * p * (1 - p))),
    wrong("coin-score-at-p", "over p(1 − p)", scored(score=lambda s, p: (s - p) / (p * (1 - p)))),
    wrong(
        "coin-score-at-p",
        "samples, 1/p or −1/(1 − p)",
        scored_by_samples(score=lambda one, p: 1 / p if one else -1 / (1 - p)),
    ),
    wrong(
        "coin-score-padded",
        "1e-8 beside p",
        scored(score=lambda s, p: (s / (p + 1e-8) - (1 - s) / (1 - p + 1e-8)) * p * (1 - p)),
    ),
    wrong("coin-p-missing", "s", scored(score=lambda s, p: s)),
    wrong("coin-p-missing", "s − ½", scored(score=lambda s, p: s - 0.5)),
    wrong("coin-p-missing", "1 or −1", scored_by_samples(score=lambda one, p: 1 if one else -1)),
    wrong("coin-y-for-p", "s − y", _target_for_chance),
    wrong("coin-log-for-slope", "ln of the chance", scored(score=lambda s, p: np.log(np.where(s == 1, p, 1 - p)))),
    wrong("coin-chance-for-log", "chance times score", scored(score=lambda s, p: np.where(s == 1, p, 1 - p) * (s - p))),
    wrong("coin-always-one", "1 − p", scored(score=lambda s, p: 1 - p)),
    wrong("coin-always-one", "−p", scored(score=lambda s, p: -p)),
    wrong("coin-ones-alone", "s (1 − p)", scored(score=lambda s, p: s * (1 - p))),
    wrong("coin-ones-alone", "samples, 0 for a 0", scored_by_samples(score=lambda one, p: 1 - p if one else 0.0)),
    wrong("coin-other-estimator", "straight through", _through),
    wrong("coin-both-estimators", "their sum", _both),
    wrong("coin-exact", "the exact slope", _exact),
    wrong("coin-slope-for-cost", "2(s − y)", scored(cost=lambda s, p, y: 2 * (s - y))),
    wrong("coin-half-cost", "half of the square", scored(cost=lambda s, p, y: (s - y) ** 2 / 2)),
    wrong("coin-absolute-cost", "|s − y|", scored(cost=lambda s, p, y: np.abs(s - y))),
    wrong("coin-target-missing", "s²", scored(cost=lambda s, p, y: s**2)),
    wrong("coin-one-sample", "the first", scored(mean=lambda less, scores, baseline: less[0] * scores[0])),
    wrong("coin-one-sample", "the last", scored(mean=lambda less, scores, baseline: less[-1] * scores[-1])),
    wrong("overwritten", "= for +=", scored_by_samples(add=lambda old, now: now)),
    wrong("coin-bias-missing", "x @ w", scored(summed=lambda x, w, b: x @ w)),
    wrong("coin-x-missing", "ones", scored(weights=lambda dz, x, w: dz * np.ones(len(x)))),
    wrong("coin-x-missing", "one number", scored(weights=lambda dz, x, w: dz)),
    wrong("coin-w-for-x", "w", scored(weights=lambda dz, x, w: dz * w)),
    wrong("coin-x-in-db", "Σ x", scored(bias=lambda dz, x, b: dz * x.sum())),
    wrong("coin-x-in-db", "x", scored(bias=lambda dz, x, b: dz * x)),
    wrong("coin-b-in-db", "b", scored(bias=lambda dz, x, b: dz * b)),
    wrong("sign", "p − s", scored(score=lambda s, p: p - s)),
    wrong(
        "sign",
        "the baseline less the cost",
        scored_by_samples(worth=lambda one, y, baseline: baseline - (one - y) ** 2),
    ),
    wrong("mean-missing", "a sum", scored(mean=lambda less, scores, baseline: np.sum(less * scores))),
    wrong("mean-missing", "samples, a sum", scored_by_samples(count=lambda s: 1)),
    wrong(
        "averaged-twice", "over S²", scored(mean=lambda less, scores, baseline: np.mean(less * scores) / len(scores))
    ),
    wrong("all-zero", "no gradient", lambda x, w, b, y, s, baseline: (np.zeros(len(x)), 0.0)),
    wrong("exchanged", "db first", scored(out=lambda dw, db: (db, dw))),
    wrong("inputs-changed", "s in place", _in_place),
)
