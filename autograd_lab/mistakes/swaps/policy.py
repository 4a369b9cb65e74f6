"""Swaps in the gradient of a choice at its logits.

Roles: `policy_p` makes chances of logits, `policy_marks` a 1 at each action, `policy_weights` a column of weights,
`policy_slopes` the slopes of ln π from chances and marks, `policy_product` the gradient of each step, `policy_mean`
divides it; `policy_whole` is a whole function, or None. `policy` are the arguments.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Swap, always


def _softmax(z: Array, axis: int | None = -1) -> Array:
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


def _over_all_rows(z: Array) -> Array:
    """e^z over the sum of all of them, each row less its own largest."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum())


def _over_rows(z: Array) -> Array:
    """The same over the sum down each column."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=0, keepdims=True))


def _one_hot(rows: Any, columns: Any, logits: Array) -> Array:
    found = np.zeros(logits.shape)
    found[rows, columns] = 1.0
    return found


def _of_likeliest(actions: Array, logits: Array) -> Array:
    return _one_hot(np.arange(len(logits)), logits.argmax(axis=1), logits)


def _marks_beside(actions: Array, logits: Array, by: int) -> Array:
    return _one_hot(np.arange(len(logits)), actions + by, logits)


def _marks_beside_or_none(actions: Array, logits: Array, by: int) -> Array:
    """The same by comparison: where no such action is there, no 1."""
    return np.asarray((np.arange(logits.shape[1]) == (actions + by)[:, None]) * 1.0)


def _in_rows(actions: Array, logits: Array) -> Array:
    """A 1 in all of the row that has the action's number."""
    found = np.zeros(logits.shape)
    found[actions] = 1.0
    return found


def _column(weights: Array) -> Array:
    return weights[:, None]


def _weights_over_spread(eps: float, own_mean: bool, ddof: int) -> Callable[[Array, float], Array]:
    def weights(returns: Array, baseline: float) -> Array:
        away = returns - (returns.mean() if own_mean else baseline)
        if len(away) <= ddof:
            return _column(np.full(len(away), np.nan))
        return _column(away / (away.std(ddof=ddof) + eps))

    return weights


_WEIGHTS: tuple[tuple[str, Callable[[Array, float], Array]], ...] = (
    ("score-baseline-missing", lambda R, b: _column(R)),
    ("score-baseline-added", lambda R, b: _column(R + b)),
    ("score-baseline-own", lambda R, b: _column(R - R.mean())),
    ("score-baseline-own", lambda R, b: _column(R - b - (R - b).mean() + b * 0)),
    ("score-weight-missing", lambda R, b: _column(np.ones(len(R)))),
    ("score-weight-missing", lambda R, b: _column(np.full(len(R), -b))),
    ("policy-one-weight", lambda R, b: _column(np.full(len(R), R.mean() - b))),
    ("policy-one-weight", lambda R, b: _column(np.full(len(R), R.sum() - b))),
    ("policy-one-weight", lambda R, b: _column(np.full(len(R), (R - b).sum()))),
    ("policy-one-weight", lambda R, b: _column(np.full(len(R), R[0] - b))),
    ("policy-one-weight", lambda R, b: _column(np.full(len(R), R[-1] - b))),
    ("policy-weight-bent", lambda R, b: _column(np.maximum(R - b, 0))),
    ("policy-weight-bent", lambda R, b: _column(np.abs(R - b))),
    ("policy-weight-bent", lambda R, b: _column((R - b) ** 2)),
    ("policy-weight-bent", lambda R, b: _column(np.sign(R - b))),
    ("policy-weights-along-row", lambda R, b: (R - b)[None, :]),
    *(
        ("score-normalised", _weights_over_spread(eps, own, ddof))
        for eps in (0.0, 1e-8, 1e-9, 1e-10, 1e-7, 1e-6, 1e-5)
        for own in (False, True)
        for ddof in (0, 1)
    ),
)
_SLOPES: tuple[tuple[str, Callable[[Array, Array], Array]], ...] = (
    ("policy-marks-alone", lambda p, marks: marks),
    ("policy-marks-missing", lambda p, marks: -p),
    ("policy-marks-added", lambda p, marks: marks + p),
    ("policy-marks-added", lambda p, marks: -(marks + p)),
    ("policy-drawn-alone", lambda p, marks: marks * (1 - p)),
    ("policy-chance-for-log", lambda p, marks: (p * marks).sum(axis=1, keepdims=True) * (marks - p)),
    ("policy-slope-at-p", lambda p, marks: marks / p),
    ("policy-slope-at-p", lambda p, marks: (marks - p) / p),
    *(
        ("policy-log-padded", lambda p, marks, eps=eps: _through(p, marks / (p + eps)))
        for eps in (1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)
    ),
    *(
        ("policy-log-padded", lambda p, marks, low=low: _through(p, marks / np.maximum(p, low)))
        for low in (1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)
    ),
)


def _through(p: Array, dp: Array) -> Array:
    """The way back through the softmax."""
    return np.asarray(p * (dp - (p * dp).sum(axis=1, keepdims=True)))


def _losses(logits: Array, actions: Array, returns: Array, baseline: float) -> Array:
    ln_p = logits - logits.max(axis=1, keepdims=True)
    ln_p = ln_p - np.log(np.exp(ln_p).sum(axis=1, keepdims=True))
    return np.asarray(-(returns - baseline) * ln_p[np.arange(len(actions)), actions])


def _weighted_log_chances(logits: Array, actions: Array, returns: Array, baseline: float) -> Array:
    return np.asarray(-(returns - baseline)[:, None] * np.log(_softmax(logits)) / len(logits))


def _weight_on_half(on_marks: bool, sign: float = 1.0) -> Callable[[Array, Array, Array, float], Array]:
    def whole(logits: Array, actions: Array, returns: Array, baseline: float) -> Array:
        p, marks, weights = _softmax(logits), np.eye(logits.shape[1])[actions], (returns - baseline)[:, None]
        return np.asarray(sign * (p - weights * marks if on_marks else weights * p - marks) / len(logits))

    return whole


def _baseline_outside(mean_first: bool) -> Callable[[Array, Array, Array, float], Array]:
    def whole(logits: Array, actions: Array, returns: Array, baseline: float) -> Array:
        product = returns[:, None] * (_softmax(logits) - np.eye(logits.shape[1])[actions])
        N = len(logits)
        return np.asarray(product / N - baseline if mean_first else (product - baseline) / N)

    return whole


def _up_less_baseline(logits: Array, actions: Array, returns: Array, baseline: float) -> Array:
    product = -returns[:, None] * (np.eye(logits.shape[1])[actions] - _softmax(logits))
    return np.asarray((product + baseline) / len(logits))


POLICY_SWAPS: tuple[Swap, ...] = (
    *(Swap(mistake, "policy_weights", always(weights)) for mistake, weights in _WEIGHTS),
    *(Swap(mistake, "policy_slopes", always(slopes)) for mistake, slopes in _SLOPES),
    Swap("policy-softmax-axis", "policy_p", always(lambda z: _softmax(z, 0))),
    Swap("policy-softmax-axis", "policy_p", always(lambda z: _softmax(z, None))),
    Swap("policy-softmax-axis", "policy_p", always(_over_all_rows)),
    Swap("policy-softmax-axis", "policy_p", always(_over_rows)),
    Swap("policy-softmax-again", "policy_p", always(lambda z: _softmax(_softmax(z)))),
    Swap("policy-logits-for-p", "policy_p", always(lambda z: z)),
    Swap("policy-sigmoid", "policy_p", always(lambda z: 1 / (1 + np.exp(-z)))),
    Swap("policy-likeliest", "policy_marks", always(_of_likeliest)),
    Swap("policy-marks-misplaced", "policy_marks", always(lambda a, z: _one_hot(slice(None), a, z))),
    Swap("policy-marks-misplaced", "policy_marks", always(lambda a, z: _marks_beside(a, z, -1))),
    Swap("policy-marks-misplaced", "policy_marks", always(lambda a, z: _marks_beside(a, z, 1))),
    Swap("policy-marks-misplaced", "policy_marks", always(lambda a, z: _marks_beside_or_none(a, z, -1))),
    Swap("policy-marks-misplaced", "policy_marks", always(lambda a, z: _marks_beside_or_none(a, z, 1))),
    Swap("policy-marks-misplaced", "policy_marks", always(_in_rows)),
    Swap("policy-entries-averaged", "policy_mean", always(lambda d, z: d / z.size)),
    Swap("policy-entries-averaged", "policy_mean", always(lambda d, z: d / z.shape[1])),
    Swap("policy-loss-returned", "policy_whole", always(lambda *of: _losses(*of).mean())),
    Swap("policy-loss-returned", "policy_whole", always(lambda *of: _losses(*of).sum())),
    Swap("policy-loss-returned", "policy_whole", always(_losses)),
    Swap("policy-loss-returned", "policy_whole", always(lambda *of: _losses(*of) / len(of[0]))),
    Swap("policy-loss-returned", "policy_whole", always(_weighted_log_chances)),
    Swap("policy-weight-on-half", "policy_whole", always(_weight_on_half(True))),
    Swap("policy-weight-on-half", "policy_whole", always(_weight_on_half(False))),
    Swap("score-baseline-outside", "policy_whole", always(_baseline_outside(True))),
    Swap("score-baseline-outside", "policy_whole", always(_baseline_outside(False))),
    Swap("score-baseline-outside", "policy_whole", always(_up_less_baseline)),
)
