"""Wrong and right ways to write `smooth_l1_gradient` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array


def _branches(
    inside: Callable[..., Any] = lambda d, beta: d / beta,
    beyond: Callable[..., Any] = lambda d, beta: np.sign(d),
    near: Callable[..., Any] = lambda d, beta: np.abs(d) < beta,
    result: Callable[..., Any] = lambda dpred, beta: dpred,
) -> Callable[..., Any]:
    """The two branches with one of the lines changed."""

    def smooth_l1_gradient(pred: Array, target: Array, beta: float) -> Any:
        d = pred - target
        dpred = np.where(near(d, beta), inside(d, beta), beyond(d, beta))
        return result(dpred, beta)

    return smooth_l1_gradient


def _by_formula(formula: Callable[..., Any]) -> Callable[..., Any]:
    """One formula for all differences."""

    def smooth_l1_gradient(pred: Array, target: Array, beta: float) -> Any:
        d = pred - target
        return formula(d, beta)

    return smooth_l1_gradient


def _turned_round(pred: Array, target: Array, beta: float) -> Any:
    d = target - pred
    return np.where(np.abs(d) < beta, d / beta, np.sign(d))


def _in_place(pred: Array, target: Array, beta: float) -> Any:
    pred -= target
    return np.clip(pred / beta, -1, 1)


def _loop(pred: Array, target: Array, beta: float) -> Any:
    dpred = np.zeros(pred.shape)
    for index in np.ndindex(pred.shape):
        d = pred[index] - target[index]
        if abs(d) < beta:
            dpred[index] = d / beta
        elif d > 0:
            dpred[index] = 1.0
        else:
            dpred[index] = -1.0
    return dpred


def _masks(pred: Array, target: Array, beta: float) -> Any:
    d = pred - target
    dpred = d / beta
    dpred[d >= beta] = 1
    dpred[d <= -beta] = -1
    return dpred


def _difference_of_losses(pred: Array, target: Array, beta: float) -> Any:
    """ReLUs: the slope climbs from −1 at −β to 1 at β."""
    d = pred - target
    return (np.maximum(d + beta, 0) - np.maximum(d - beta, 0)) / beta - 1


def _slopes_by_select(pred: Array, target: Array, beta: float) -> Any:
    d = pred - target
    return np.select([d <= -beta, d >= beta], [-np.ones_like(d), np.ones_like(d)], d / beta)


def _weights(pred: Array, target: Array, beta: float) -> Any:
    d = pred - target
    return d / np.maximum(np.abs(d), beta)


def _multiplied_masks(pred: Array, target: Array, beta: float) -> Any:
    d = pred - target
    near = (np.abs(d) < beta).astype(float)
    return near * d / beta + (1 - near) * np.sign(d)


SMOOTH_WRONG = (
    wrong("huber-unclipped", "d/β everywhere", _by_formula(lambda d, beta: d / beta)),
    wrong("huber-beta-ignored", "β = 1", _by_formula(lambda d, beta: np.clip(d, -1, 1))),
    wrong("huber-threshold", "|d| < 1", _branches(near=lambda d, beta: np.abs(d) < 1)),
    wrong("huber-threshold", "d² < β", _branches(near=lambda d, beta: d**2 < beta)),
    wrong("huber-threshold", "|d| < β²", _branches(near=lambda d, beta: np.abs(d) < beta**2)),
    wrong("huber-not-divided", "d inside", _branches(inside=lambda d, beta: d)),
    wrong("huber-times-beta", "clip(d, −β, β)", _by_formula(lambda d, beta: np.clip(d, -beta, beta))),
    wrong("huber-beyond", "±β beyond", _branches(beyond=lambda d, beta: beta * np.sign(d))),
    wrong("huber-beyond", "±1/β beyond", _branches(beyond=lambda d, beta: np.sign(d) / beta)),
    wrong("huber-beta-multiplied", "d·β inside", _branches(inside=lambda d, beta: d * beta)),
    wrong("huber-beta-twice", "d/β² inside", _branches(inside=lambda d, beta: d / beta**2)),
    wrong("huber-divided-again", "clip / β", _by_formula(lambda d, beta: np.clip(d / beta, -1, 1) / beta)),
    wrong("huber-unclipped", "d beyond", _branches(beyond=lambda d, beta: d)),
    wrong("huber-two", "2d/β inside", _branches(inside=lambda d, beta: 2 * d / beta)),
    wrong("huber-two", "d/(2β) inside", _branches(inside=lambda d, beta: d / (2 * beta))),
    wrong("huber-sign-missing", "|…|", _by_formula(lambda d, beta: np.minimum(np.abs(d) / beta, 1))),
    wrong("huber-sign-missing", "1 beyond", _branches(beyond=lambda d, beta: 1.0)),
    wrong("huber-sign-missing", "|d|/β inside", _branches(inside=lambda d, beta: np.abs(d) / beta)),
    wrong("huber-one-sided", "d < β", _branches(near=lambda d, beta: d < beta)),
    wrong("huber-one-sided", "np.minimum", _by_formula(lambda d, beta: np.minimum(d / beta, 1))),
    wrong("huber-swapped", "> for <", _branches(near=lambda d, beta: np.abs(d) > beta)),
    wrong("huber-constant-kept", "sign − β/2", _branches(beyond=lambda d, beta: np.sign(d) - beta / 2)),
    wrong("huber-loss", "the loss", _branches(lambda d, beta: d**2 / (2 * beta), lambda d, beta: np.abs(d) - beta / 2)),
    wrong("huber-loss", "the loss inside", _branches(inside=lambda d, beta: d**2 / (2 * beta))),
    wrong("huber-loss", "the loss beyond", _branches(beyond=lambda d, beta: np.abs(d) - beta / 2)),
    wrong("huber-only-sign", "sign everywhere", _by_formula(lambda d, beta: np.sign(d))),
    wrong("huber-dead", "0 beyond", _branches(beyond=lambda d, beta: 0 * d)),
    wrong("huber-pseudo", "tanh(d/β)", _by_formula(lambda d, beta: np.tanh(d / beta))),
    wrong("huber-pseudo", "d/√(d² + β²)", _by_formula(lambda d, beta: d / np.sqrt(d**2 + beta**2))),
    wrong("huber-averaged", "over all numbers", _branches(result=lambda dpred, beta: dpred / dpred.size)),
    wrong("huber-averaged", "over the rows", _branches(result=lambda dpred, beta: dpred / len(dpred))),
    wrong("huber-summed", "one number", _branches(result=lambda dpred, beta: dpred.sum())),
    wrong("huber-target-ignored", "pred alone", lambda pred, target, beta: np.clip(pred / beta, -1, 1)),
    wrong("sign", "target − pred", _turned_round),
    wrong("inputs-changed", "pred −= target", _in_place),
)
SMOOTH_RIGHT = (
    Variant("two branches", _branches()),
    Variant("clip", _by_formula(lambda d, beta: np.clip(d / beta, -1, 1))),
    Variant("clip, then divide", _by_formula(lambda d, beta: np.clip(d, -beta, beta) / beta)),
    Variant("loop", _loop),
    Variant("masks", _masks),
    Variant("two ReLUs", _difference_of_losses),
    Variant("np.select", _slopes_by_select),
    Variant("d over the larger of |d| and β", _weights),
    Variant("masks multiplied", _multiplied_masks),
    Variant("minimum and sign", _by_formula(lambda d, beta: np.sign(d) * np.minimum(np.abs(d) / beta, 1))),
    Variant("≤ at the border", _branches(near=lambda d, beta: np.abs(d) <= beta)),
    Variant("2d/(2β)", _branches(inside=lambda d, beta: 2 * d / (2 * beta))),
)
