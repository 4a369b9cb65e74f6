"""Swaps in the two estimates of a neuron that samples.

Roles: `coin_z`, `coin_p` and `coin_samples` lead to what is thrown; `through_residual`, `through_slope` and
`through_product` make of it what straight-through says of each sample, `score_costs`, `score_less`, `score_slope` and
`score_product` what the score function says; `coin_mean`, `coin_dw`, `coin_db` and `coin_order` put it together.
`coin_whole` is a whole function, or None. `coin` are the arguments.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap, always


def _sigma(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _asks(name: str, by: Callable[[Ingredients], Any]) -> Callable[[Ingredients], Any]:
    """A swap for the estimate that has this ingredient. KeyError for the other."""

    def made(made_of: Ingredients) -> Any:
        _ = made_of[name]
        return by(made_of)

    return made


def _of_z(what: Callable[..., Any]) -> Callable[..., Any]:
    """A whole answer from what arrives at z: what(p, y, s, baseline or 0)."""

    def whole(x: Array, w: Array, b: float, y: float, s: Array, baseline: float = 0.0) -> Any:
        dz = what(_sigma(x @ w + b), y, s, baseline)
        return dz * x, dz

    return whole


def _through(p: Any, y: float, s: Array, baseline: float) -> Any:
    return np.mean(2 * (s - y)) * p * (1 - p)


def _score(p: Any, y: float, s: Array, baseline: float) -> Any:
    return np.mean(((s - y) ** 2 - baseline) * (s - p))


def _exact(p: Any, y: float, s: Array, baseline: float) -> Any:
    return p * (1 - p) * (1 - 2 * y)


def _mean_outside(p: Any, y: float, s: Array, baseline: float) -> Any:
    return np.mean((s - y) ** 2 * (s - p)) - baseline


def _whole(mistake: str, name: str, what: Callable[..., Any]) -> Swap:
    return Swap(mistake, "coin_whole", _asks(name, lambda made_of: _of_z(what)))


def _chance(s: Array, p: Any) -> Any:
    return np.where(s == 1, p, 1 - p)


def _spread(eps: float, centred: bool, ddof: int) -> Callable[[Array, float], Array]:
    """The costs brought to a spread of 1."""

    def less(costs: Array, b: float) -> Array:
        if len(costs) <= ddof:
            return np.full(len(costs), np.nan)
        return np.asarray((costs - (costs.mean() if centred else b)) / (costs.std(ddof=ddof) + eps))

    return less


_THROUGH, _SCORE = "through_slope", "score_slope"
_RESIDUALS: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("coin-mean-for-samples", lambda s, p, y: 2 * (p - y) * np.ones(len(s))),
    ("coin-thresholded", lambda s, p, y: 2 * (float(p > 0.5) - y) * np.ones(len(s))),
    ("coin-cost-for-slope", lambda s, p, y: (s - y) ** 2),
    ("coin-cost-for-slope", lambda s, p, y: (p - y) ** 2 * np.ones(len(s))),
    ("coin-cost-for-slope", lambda s, p, y: np.ones(len(s))),
    ("coin-absolute-cost", lambda s, p, y: np.sign(s - y)),
    ("coin-absolute-cost", lambda s, p, y: 2 * np.abs(s - y)),
    ("coin-ones-alone", lambda s, p, y: 2 * s * (s - y)),
    ("coin-ones-alone", lambda s, p, y: 2 * (s - y)[s == 1]),
    ("coin-target-missing", lambda s, p, y: 2 * s),
    ("coin-target-missing", lambda s, p, y: 2 * (s + y)),
    ("coin-target-missing", lambda s, p, y: 2 * (s - p)),
    ("coin-target-missing", lambda s, p, y: 2 * (s - 1) * y),
)
_THROUGH_SLOPES: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("coin-slope-missing", lambda p, z, s: 1.0),
    ("coin-half-slope", lambda p, z, s: p),
    ("coin-half-slope", lambda p, z, s: 1 - p),
    ("coin-half-slope", lambda p, z, s: p * p),
    ("coin-half-slope", lambda p, z, s: p * (1 + p)),
    ("coin-tanh-slope", lambda p, z, s: 1 - p**2),
    ("coin-tanh-slope", lambda p, z, s: 1 - np.tanh(z) ** 2),
    ("coin-slope-elsewhere", lambda p, z, s: (q := _sigma(p)) * (1 - q)),
    ("coin-slope-elsewhere", lambda p, z, s: z * (1 - z)),
    ("coin-slope-elsewhere", lambda p, z, s: (q := _sigma(s)) * (1 - q)),
    ("coin-slope-elsewhere", lambda p, z, s: s.mean() * (1 - s.mean())),
    ("coin-slope-once-more", lambda p, z, s: (p * (1 - p)) ** 2),
    ("coin-clamp-slope", lambda p, z, s: float(abs(z) <= 1)),
    ("coin-clamp-slope", lambda p, z, s: float(z > 0)),
    ("coin-clamp-slope", lambda p, z, s: float(0 <= z <= 1)),
    ("coin-slope-for-score", lambda p, z, s: s - p),
    ("coin-slope-for-score", lambda p, z, s: p * (1 - p) * (s - p)),
    ("coin-score-at-p", lambda p, z, s: 1 / (p * (1 - p))),
)
_COSTS: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("coin-mean-for-samples", lambda s, p, y: (s.mean() - y) ** 2 * np.ones(len(s))),
    ("coin-mean-for-samples", lambda s, p, y: (p - y) ** 2 * np.ones(len(s))),
    ("coin-slope-for-cost", lambda s, p, y: 2 * (s - y)),
    ("coin-slope-for-cost", lambda s, p, y: s - y),
    ("coin-half-cost", lambda s, p, y: (s - y) ** 2 / 2),
    ("coin-absolute-cost", lambda s, p, y: np.abs(s - y)),
    ("coin-target-missing", lambda s, p, y: s**2),
    ("coin-target-missing", lambda s, p, y: (s + y) ** 2),
    ("coin-target-missing", lambda s, p, y: (s - p) ** 2),
)
_LESS: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("score-baseline-missing", lambda costs, b: costs),
    ("score-baseline-added", lambda costs, b: costs + b),
    ("score-baseline-own", lambda costs, b: costs - costs.mean()),
    ("score-weight-missing", lambda costs, b: np.ones(len(costs))),
    ("score-weight-missing", lambda costs, b: np.full(len(costs), -b)),
    *(
        ("score-normalised", _spread(eps, centred, ddof))
        for eps in (0.0, 1e-8, 1e-9, 1e-7, 1e-6, 1e-5)
        for centred in (True, False)
        for ddof in (0, 1)
    ),
)
_SCORES: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("coin-slope-once-more", lambda s, p, z: (s - p) * p * (1 - p)),
    ("coin-score-at-p", lambda s, p, z: (s - p) / (p * (1 - p))),
    ("coin-p-missing", lambda s, p, z: s),
    ("coin-p-missing", lambda s, p, z: s - 0.5),
    ("coin-p-missing", lambda s, p, z: 2 * s - 1),
    ("coin-p-missing", lambda s, p, z: s - z),
    ("coin-p-missing", lambda s, p, z: s + p),
    ("coin-log-for-slope", lambda s, p, z: np.log(_chance(s, p))),
    ("coin-log-for-slope", lambda s, p, z: _chance(s, p)),
    ("coin-chance-for-log", lambda s, p, z: _chance(s, p) * (s - p)),
    ("coin-chance-for-log", lambda s, p, z: (2 * s - 1) * p * (1 - p)),
    ("coin-always-one", lambda s, p, z: 1 - p),
    ("coin-always-one", lambda s, p, z: -p),
    ("coin-always-one", lambda s, p, z: p * (1 - p)),
    ("coin-always-one", lambda s, p, z: np.abs(s - p)),
    ("coin-ones-alone", lambda s, p, z: s * (1 - p)),
    *(
        (
            "coin-score-padded",
            lambda s, p, z, eps=eps: (s / (p + eps) - (1 - s) / (1 - p + eps)) * p * (1 - p),
        )
        for eps in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12)
    ),
    *(
        (
            "coin-score-padded",
            lambda s, p, z, low=low: (s / np.clip(p, low, 1 - low) - (1 - s) / np.clip(1 - p, low, 1)) * p * (1 - p),
        )
        for low in (1e-7, 1e-6, 1e-5)
    ),
)
_MEANS: tuple[tuple[str, Callable[[Array], Any]], ...] = (
    ("coin-one-sample", lambda each: each[0]),
    ("coin-one-sample", lambda each: each[-1]),
)


def _product_of_means(less: Array, slope: Any) -> Any:
    return np.full(np.size(less), np.mean(less) * np.mean(slope))


def _with_target(made_of: Ingredients) -> Callable[..., Any]:
    y = made_of["coin"]["y"]
    return lambda s, p, z: s - y


COIN_SWAPS: tuple[Swap, ...] = (
    *(Swap(mistake, "through_residual", always(by)) for mistake, by in _RESIDUALS),
    *(Swap(mistake, "through_slope", always(by)) for mistake, by in _THROUGH_SLOPES),
    *(Swap(mistake, "score_costs", always(by)) for mistake, by in _COSTS),
    *(Swap(mistake, "score_less", always(by)) for mistake, by in _LESS),
    *(Swap(mistake, "score_slope", always(by)) for mistake, by in _SCORES),
    Swap("coin-y-for-p", "score_slope", _with_target),
    Swap("coin-means-multiplied", "score_product", always(_product_of_means)),
    *(Swap(mistake, "coin_mean", always(by)) for mistake, by in _MEANS),
    Swap("coin-bias-missing", "coin_z", always(lambda x, w, b: float(x @ w))),
    Swap("coin-bias-missing", "coin_z", always(lambda x, w, b: float(x @ w - b))),
    Swap("coin-x-missing", "coin_dw", always(lambda dz, x, w: dz * np.ones(len(x)))),
    Swap("coin-x-missing", "coin_dw", always(lambda dz, x, w: dz)),
    Swap("coin-w-for-x", "coin_dw", always(lambda dz, x, w: dz * w)),
    Swap("coin-w-for-x", "coin_dw", always(lambda dz, x, w: dz * w * x)),
    Swap("coin-w-for-x", "coin_dw", always(lambda dz, x, w: dz * x.sum())),
    Swap("coin-w-for-x", "coin_dw", always(lambda dz, x, w: dz * np.full(len(x), x.sum()))),
    Swap("coin-x-in-db", "coin_db", always(lambda dz, x, b: dz * x.sum())),
    Swap("coin-x-in-db", "coin_db", always(lambda dz, x, b: dz * x)),
    Swap("coin-x-in-db", "coin_db", always(lambda dz, x, b: dz * x.mean())),
    Swap("coin-b-in-db", "coin_db", always(lambda dz, x, b: dz * b)),
    Swap("exchanged", "coin_order", always(lambda dw, db: (db, dw))),
    _whole("coin-other-estimator", _SCORE, _through),
    _whole("coin-other-estimator", _THROUGH, _score),
    _whole("coin-both-estimators", _SCORE, lambda *of: _through(*of) + _score(*of)),
    _whole("coin-both-estimators", _THROUGH, lambda *of: _through(*of) + _score(*of)),
    _whole("coin-exact", _SCORE, _exact),
    _whole("coin-exact", _THROUGH, _exact),
    _whole("score-baseline-outside", _SCORE, _mean_outside),
    _whole("score-baseline-outside", _SCORE, lambda p, y, s, b: np.mean((s - y) ** 2 * (s - p) - b * s)),
)
