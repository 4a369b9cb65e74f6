"""Wrong ways to write `score_function_gradient` of problem set 11."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong


def by_marks(
    powers: Callable[..., Any] = lambda logits: np.exp(logits - logits.max(axis=1, keepdims=True)),
    chances: Callable[..., Any] = lambda e: e / e.sum(axis=1, keepdims=True),
    place: Callable[..., Any] = lambda actions, p: (np.arange(len(actions)), actions),
    worth: Callable[..., Any] = lambda returns, baseline: returns - baseline,
    slope: Callable[..., Any] = lambda p, marks, logits: p - marks,
    product: Callable[..., Any] = lambda weights, slopes, baseline: weights[:, None] * slopes,
    out: Callable[..., Any] = lambda d: d / len(d),
) -> Callable[..., Any]:
    """All steps at once, with some of the lines changed."""

    def score_function_gradient(logits, actions, returns, baseline):
        e = powers(logits)
        p = chances(e)
        marks = np.zeros(logits.shape)
        marks[place(actions, p)] = 1.0
        weights = worth(returns, baseline)
        slopes = slope(p, marks, logits)
        d = product(weights, slopes, baseline)
        return out(d)

    return score_function_gradient


def by_steps(
    total: Callable[..., Any] = lambda z, logits: np.sum(np.exp(z)),
    slope: Callable[..., Any] = lambda k, a, p: (k == a) - p[k],
    keep: Callable[..., Any] = lambda old, now: now,
    worth: Callable[..., Any] = lambda returns, baseline, n: returns[n] - baseline,
) -> Callable[..., Any]:
    """Step by step and action by action."""

    def score_function_gradient(logits, actions, returns, baseline):
        N, K = logits.shape
        d = np.zeros((N, K))
        for n in range(N):
            p = np.exp(logits[n]) / total(logits[n], logits)
            for k in range(K):
                now = -worth(returns, baseline, n) * slope(k, actions[n], p) / N
                d[n, k] = keep(d[n, k], now)
        return d

    return score_function_gradient


def through_log(
    in_p: Callable[..., Any] = lambda chosen: 1 / chosen,
    back: Callable[..., Any] = lambda p, dp: p * (dp - (p * dp).sum(axis=1, keepdims=True)),
) -> Callable[..., Any]:
    """Back through the logarithm first, and then through the softmax."""

    def score_function_gradient(logits, actions, returns, baseline):
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        rows = np.arange(len(actions))
        dp = np.zeros_like(p)
        dp[rows, actions] = -(returns - baseline) / len(actions) * in_p(p[rows, actions])
        return back(p, dp)

    return score_function_gradient


def _loss(per_step: bool) -> Callable[..., Any]:
    def score_function_gradient(logits, actions, returns, baseline):
        e = np.exp(logits)
        p = e / e.sum(axis=1, keepdims=True)
        each = -(returns - baseline) * np.log(p[np.arange(len(actions)), actions])
        return each / len(each) if per_step else each.mean()

    return score_function_gradient


def _weighted_log_chances(logits, actions, returns, baseline):
    ln_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -(returns - baseline)[:, None] * ln_p / len(logits)


def _last_row(logits, actions, returns, baseline):
    for n in range(len(logits)):
        p = np.exp(logits[n]) / np.exp(logits[n]).sum()
        p[actions[n]] -= 1
        d = (returns[n] - baseline) * p
    return d / len(logits)


def _weight_on_the_marks(logits, actions, returns, baseline):
    e = np.exp(logits)
    d = e / e.sum(axis=1, keepdims=True)
    d[np.arange(len(d)), actions] -= returns - baseline
    return d / len(d)


def _in_place(logits, actions, returns, baseline):
    logits -= logits.max(axis=1, keepdims=True)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    p[np.arange(len(p)), actions] -= 1
    return (returns - baseline)[:, None] * p / len(p)


POLICY_WRONG = (
    wrong("sign", "uphill", by_marks(slope=lambda p, marks, logits: marks - p)),
    wrong("sign", "returns the other way round", by_steps(worth=lambda returns, baseline, n: baseline - returns[n])),
    wrong("mean-missing", "a sum over the steps", by_marks(out=lambda d: d)),
    wrong("averaged-twice", "over N²", by_marks(out=lambda d: d / len(d) ** 2)),
    wrong("policy-entries-averaged", "over N · K", by_marks(out=lambda d: d / d.size)),
    wrong("policy-entries-averaged", "over K", by_marks(out=lambda d: d / d.shape[1])),
    wrong("score-baseline-missing", "the returns alone", by_marks(worth=lambda returns, baseline: returns)),
    wrong(
        "score-baseline-missing", "steps, the returns alone", by_steps(worth=lambda returns, baseline, n: returns[n])
    ),
    wrong("score-baseline-added", "added", by_marks(worth=lambda returns, baseline: returns + baseline)),
    wrong(
        "score-baseline-own",
        "the mean of the returns",
        by_marks(worth=lambda returns, baseline: returns - returns.mean()),
    ),
    wrong(
        "score-baseline-outside",
        "off the product",
        by_marks(
            worth=lambda returns, baseline: returns,
            product=lambda weights, slopes, baseline: weights[:, None] * slopes - baseline,
        ),
    ),
    wrong(
        "score-normalised",
        "over their spread",
        by_marks(worth=lambda returns, baseline: (returns - baseline) / (returns - baseline).std()),
    ),
    wrong(
        "score-normalised",
        "mean off, over the spread",
        by_marks(worth=lambda returns, baseline: (returns - returns.mean()) / (returns.std() + 1e-8)),
    ),
    wrong("score-weight-missing", "no returns", by_marks(worth=lambda returns, baseline: np.ones_like(returns))),
    wrong("score-weight-missing", "steps, no returns", by_steps(worth=lambda returns, baseline, n: 1.0)),
    wrong(
        "policy-one-weight",
        "the mean",
        by_marks(worth=lambda returns, baseline: np.full_like(returns, (returns - baseline).mean())),
    ),
    wrong(
        "policy-one-weight",
        "the sum",
        by_marks(worth=lambda returns, baseline: np.full_like(returns, returns.sum() - baseline)),
    ),
    wrong("policy-one-weight", "the first", by_steps(worth=lambda returns, baseline, n: returns[0] - baseline)),
    wrong(
        "policy-weight-bent", "gains alone", by_marks(worth=lambda returns, baseline: np.maximum(returns - baseline, 0))
    ),
    wrong("policy-weight-bent", "sizes", by_marks(worth=lambda returns, baseline: np.abs(returns - baseline))),
    wrong("policy-weight-bent", "squares", by_marks(worth=lambda returns, baseline: (returns - baseline) ** 2)),
    wrong("policy-weight-bent", "signs", by_marks(worth=lambda returns, baseline: np.sign(returns - baseline))),
    wrong("policy-marks-alone", "−marks", by_marks(slope=lambda p, marks, logits: -marks)),
    wrong("policy-marks-alone", "steps, k == a", by_steps(slope=lambda k, a, p: k == a)),
    wrong("policy-drawn-alone", "0 at the others", by_marks(slope=lambda p, marks, logits: (p - 1) * marks)),
    wrong("policy-drawn-alone", "steps, the drawn one", by_steps(slope=lambda k, a, p: (k == a) * (1 - p[k]))),
    wrong("policy-drawn-alone", "the softmax's diagonal", through_log(back=lambda p, dp: p * (1 - p) * dp)),
    wrong("policy-marks-missing", "p alone", by_marks(slope=lambda p, marks, logits: p)),
    wrong("policy-marks-missing", "steps, −p", by_steps(slope=lambda k, a, p: -p[k])),
    wrong("policy-marks-added", "p + marks", by_marks(slope=lambda p, marks, logits: p + marks)),
    wrong("policy-chance-for-log", "no 1/p", through_log(in_p=lambda chosen: 1.0)),
    wrong("policy-slope-at-p", "stops at p", through_log(back=lambda p, dp: dp)),
    wrong("policy-slope-at-p", "past the softmax, and p", by_marks(slope=lambda p, marks, logits: -marks / p)),
    wrong("policy-log-padded", "1e-8 beside p", through_log(in_p=lambda chosen: 1 / (chosen + 1e-8))),
    wrong("policy-log-padded", "clipped", through_log(in_p=lambda chosen: 1 / np.maximum(chosen, 1e-9))),
    wrong("policy-weight-on-half", "on the marks", _weight_on_the_marks),
    wrong("policy-likeliest", "argmax", by_marks(place=lambda actions, p: (np.arange(len(actions)), p.argmax(axis=1)))),
    wrong("policy-marks-misplaced", "in every row", by_marks(place=lambda actions, p: (slice(None), actions))),
    wrong(
        "policy-marks-misplaced",
        "counted from 1",
        by_marks(place=lambda actions, p: (np.arange(len(actions)), actions - 1)),
    ),
    wrong("policy-marks-misplaced", "steps, a − 1", by_steps(slope=lambda k, a, p: (k == a - 1) - p[k])),
    wrong("policy-softmax-axis", "axis 0", by_marks(chances=lambda e: e / e.sum(axis=0, keepdims=True))),
    wrong("policy-softmax-axis", "over everything", by_steps(total=lambda z, logits: np.sum(np.exp(logits)))),
    wrong(
        "policy-softmax-again",
        "softmax of p",
        by_marks(chances=lambda e: (q := np.exp(e / e.sum(axis=1, keepdims=True))) / q.sum(axis=1, keepdims=True)),
    ),
    wrong("policy-logits-for-p", "logits − marks", by_marks(slope=lambda p, marks, logits: logits - marks)),
    wrong(
        "policy-sigmoid",
        "a sigmoid of each",
        by_marks(slope=lambda p, marks, logits: 1 / (1 + np.exp(-logits)) - marks),
    ),
    wrong("policy-loss-returned", "the loss", _loss(per_step=False)),
    wrong("policy-loss-returned", "the losses", _loss(per_step=True)),
    wrong("policy-loss-returned", "weighted log-chances", _weighted_log_chances),
    wrong(
        "policy-weights-along-row", "no column", by_marks(product=lambda weights, slopes, baseline: weights * slopes)
    ),
    wrong("rows-summed", "over the steps", by_marks(out=lambda d: d.sum(axis=0) / len(d))),
    wrong("rows-summed", "mean over the steps", by_marks(out=lambda d: d.mean(axis=0) / len(d))),
    wrong("overwritten", "the last step", _last_row),
    wrong("inputs-changed", "logits in place", _in_place),
)
