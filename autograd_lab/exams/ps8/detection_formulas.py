"""The gradients of smooth L1 and of a detector's loss with a name for each ingredient, as the search edits them."""

from typing import Any

import numpy as np

from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Take
from autograd_lab.mistakes.search.operations import MINUS, OVER, TIMES, Operation

_CLIP = Operation(
    lambda x: np.clip(x, -1, 1),
    (
        ("nothing", lambda x: x),
        ("the sign", np.sign),
        ("tanh", np.tanh),
        ("a clip between 0 and 1", lambda x: np.clip(x, 0, 1)),
        ("a clip at 1 from above", lambda x: np.minimum(x, 1)),
        ("a clip at −1 from below", lambda x: np.maximum(x, -1)),
        ("x/(1 + |x|)", lambda x: x / (1 + np.abs(x))),
        ("the arctangent", np.arctan),
        ("a clip between −1/2 and 1/2", lambda x: np.clip(x, -0.5, 0.5)),
        ("a clip between −2 and 2", lambda x: np.clip(x, -2, 2)),
        ("nothing within ±1 and 0 beyond", lambda x: np.where(np.abs(x) < 1, x, 0)),
        ("0 within ±1 and the sign beyond", lambda x: np.where(np.abs(x) < 1, 0, np.sign(x))),
        ("the sign within ±1 and nothing beyond", lambda x: np.where(np.abs(x) < 1, np.sign(x), x)),
        ("the square with its sign within ±1", lambda x: np.where(np.abs(x) < 1, x * np.abs(x), np.sign(x))),
    ),
)


def _slope(take: Take, pred: Any, target: Any, beta: Any, difference: str) -> Any:
    """The slope of smooth L1: d/β, clipped between −1 and 1."""
    d = take(difference, take(f"the minus in {difference}", MINUS)(pred, target))
    ratio = take("d/beta", take("the quotient d/beta", OVER)(d, beta))
    return take("the slope of smooth L1", take("the clip between −1 and 1", _CLIP)(ratio))


def _slope_by_branches(take: Take, pred: Any, target: Any, beta: Any) -> Any:
    """The slope of smooth L1: d/β where |d| < β, the sign of d beyond."""
    d = pred - target
    border = take("the beta of the condition", beta)
    near = take("the |d| of the condition", np.abs(d)) < border
    inside = take("d/beta near 0", d / take("the beta below the line", beta))
    return np.where(near, inside, take("the sign of d beyond beta", np.sign(d)))


def smooth_l1_by_branches(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """A line near 0, and ±1 beyond."""
    return (_slope_by_branches(take, inputs["pred"], inputs["target"], inputs["beta"]),)


def smooth_l1_gradient(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """The clip of d/β."""
    pred, target = take("pred", inputs["pred"]), take("target", inputs["target"])
    return (_slope(take, pred, target, take("beta", inputs["beta"]), "pred − target"),)


_SOFTMAX = Operation(
    lambda z: (e := np.exp(z - z.max())) / e.sum(axis=1, keepdims=True),
    (
        ("tanh", np.tanh),
        ("a one at the largest logit", lambda z: np.eye(z.shape[1])[z.argmax(axis=1)]),
        ("a softmax of −z", lambda z: (e := np.exp(z.min() - z)) / e.sum(axis=1, keepdims=True)),
        ("a softmax with 2 for e", lambda z: (e := 2.0 ** (z - z.max())) / e.sum(axis=1, keepdims=True)),
        ("e^z divided by the largest e^z of the row", lambda z: np.exp(z - z.max(axis=1, keepdims=True))),
        (
            "a softmax with e^z as a mean below the line",
            lambda z: (e := np.exp(z - z.max())) / e.mean(axis=1, keepdims=True),
        ),
        ("the softmax's log", lambda z: z - z.max() - np.log(np.exp(z - z.max()).sum(axis=1, keepdims=True))),
        ("a softmax of the softmax", lambda z: _softmax(_softmax(z))),
    ),
)


def _softmax(z: Any) -> Any:
    return (e := np.exp(z - z.max())) / e.sum(axis=1, keepdims=True)


def detection_loss_gradient(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """(p − y)/N, and the slopes of the positives over max(1, P)."""
    logits, labels = take("logits", inputs["logits"]), inputs["labels"]
    N, P = take("N", float(len(labels))), take("max(1, P)", max(1.0, float(np.count_nonzero(labels))))
    p = take("softmax(logits)", take("the softmax", _SOFTMAX)(logits))
    y = take("the one-hot labels", np.eye(logits.shape[1])[labels])
    rest = take("p − y", take("the minus in p − y", MINUS)(p, y))
    boxes, targets = take("boxes", inputs["boxes"]), take("targets", inputs["targets"])
    slope = _slope(take, boxes, targets, take("beta", inputs["beta"]), "boxes − targets")
    mask = take("the mask of positives", (labels > 0)[:, None] * np.ones(4))
    return rest / N, take("the product of mask and slope", TIMES)(mask, slope) / P
