"""Swaps in smooth L1 and in the loss of a detector: cross-entropy over classes, smooth L1 over boxes of the positives.

Roles: `huber_difference` is pred − target of `huber_pred` and `huber_target`, `huber_slope` makes of it and beta the
slope of each entry, `huber_result` what is handed back. `class_scores` makes probabilities of logits, `class_target`
the rows of 0 and 1 of labels and the number of classes, `class_joined` puts the two together, `class_rows` says which
rows count, of the `labels`, `class_count` what is divided by, `class_result` what is handed back; `box_mask` says which
rows have a box that counts, `box_count` what those are divided by, `box_mask_and_count` both, `box_rows` which rows are
handed back, and `box_result` how.
"""

from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap, always


def _right(d: Array, beta: float) -> Array:
    return np.clip(d / beta, -1, 1)


def _near(d: Array, beta: float) -> Array:
    return np.asarray(np.abs(d) < beta)


def _two_branches(inside: Any, beyond: Any) -> Any:
    """A slope of two branches, each of (d, beta)."""
    return always(lambda d, beta: np.where(_near(d, beta), inside(d, beta), beyond(d, beta)))


def _sign(d: Array, beta: float) -> Array:
    return np.sign(d)


def _line(d: Array, beta: float) -> Array:
    return d / beta


def _within(limit: Any) -> Any:
    """A slope whose branches meet at another place."""
    return always(lambda d, beta: np.where(np.abs(d) < limit(beta), d / beta, np.sign(d)))


def _constant(limit: float) -> Any:
    """A border that does not move with beta."""
    return lambda beta: limit


SLOPES = (
    Swap("huber-unclipped", "huber_slope", always(_line)),
    Swap("huber-unclipped", "huber_slope", _two_branches(_line, lambda d, beta: d)),
    Swap("huber-unclipped", "huber_slope", _two_branches(_line, lambda d, beta: d - np.sign(d) * beta / 2)),
    Swap("huber-unclipped", "huber_slope", _two_branches(_line, lambda d, beta: d * beta)),
    Swap("huber-divided-again", "huber_slope", always(lambda d, beta: _right(d, beta) / beta)),
    Swap("huber-beta-ignored", "huber_slope", always(lambda d, beta: np.clip(d, -1, 1))),
    Swap("huber-threshold", "huber_slope", _within(lambda beta: 1.0)),
    Swap("huber-threshold", "huber_slope", _within(lambda beta: beta**2)),
    *(Swap("huber-threshold", "huber_slope", _within(_constant(limit))) for limit in (0.1, 0.5, 2.0)),
    Swap("huber-threshold", "huber_slope", _within(np.sqrt)),
    Swap("huber-threshold", "huber_slope", _within(lambda beta: 1 / beta)),
    Swap("huber-threshold", "huber_slope", _within(lambda beta: beta / 2)),
    Swap("huber-threshold", "huber_slope", _within(lambda beta: 2 * beta)),
    Swap("huber-not-divided", "huber_slope", _two_branches(lambda d, beta: d, _sign)),
    Swap("huber-not-divided", "huber_slope", always(lambda d, beta: d)),
    Swap("huber-times-beta", "huber_slope", always(lambda d, beta: np.clip(d, -beta, beta))),
    Swap("huber-beyond", "huber_slope", _two_branches(_line, lambda d, beta: beta * np.sign(d))),
    Swap("huber-beyond", "huber_slope", _two_branches(_line, lambda d, beta: np.sign(d) / beta)),
    Swap("huber-beyond", "huber_slope", always(lambda d, beta: np.clip(d / beta, -beta, beta))),
    Swap("huber-beyond", "huber_slope", _two_branches(_line, lambda d, beta: np.sign(d) / 2)),
    Swap("huber-beta-multiplied", "huber_slope", _two_branches(lambda d, beta: d * beta, _sign)),
    Swap("huber-beta-twice", "huber_slope", _two_branches(lambda d, beta: d / beta**2, _sign)),
    Swap("huber-two", "huber_slope", _two_branches(lambda d, beta: 2 * d / beta, _sign)),
    Swap("huber-two", "huber_slope", _two_branches(lambda d, beta: d / (2 * beta), _sign)),
    Swap("huber-two", "huber_slope", _two_branches(lambda d, beta: 2 * d, _sign)),
    Swap("huber-sign-missing", "huber_slope", always(lambda d, beta: np.abs(_right(d, beta)))),
    Swap("huber-sign-missing", "huber_slope", _two_branches(_line, lambda d, beta: 1.0)),
    Swap("huber-sign-missing", "huber_slope", _two_branches(lambda d, beta: np.abs(d) / beta, _sign)),
    Swap("huber-one-sided", "huber_slope", always(lambda d, beta: np.minimum(d / beta, 1))),
    Swap("huber-one-sided", "huber_slope", always(lambda d, beta: np.maximum(d / beta, -1))),
    Swap("huber-one-sided", "huber_slope", always(lambda d, beta: np.where(d < beta, d / beta, np.sign(d)))),
    Swap("huber-swapped", "huber_slope", _two_branches(_sign, _line)),
    Swap("huber-constant-kept", "huber_slope", _two_branches(_line, lambda d, beta: np.sign(d) - beta / 2)),
    Swap("huber-constant-kept", "huber_slope", _two_branches(_line, lambda d, beta: np.sign(d) * (1 - beta / 2))),
    Swap(
        "huber-loss",
        "huber_slope",
        _two_branches(lambda d, beta: d**2 / (2 * beta), lambda d, beta: np.abs(d) - beta / 2),
    ),
    Swap("huber-loss", "huber_slope", _two_branches(lambda d, beta: d**2 / (2 * beta), _sign)),
    Swap("huber-loss", "huber_slope", _two_branches(lambda d, beta: d**2 / beta, _sign)),
    Swap("huber-loss", "huber_slope", _two_branches(_line, lambda d, beta: np.abs(d) - beta / 2)),
    Swap("huber-only-sign", "huber_slope", always(_sign)),
    Swap("huber-dead", "huber_slope", _two_branches(_line, lambda d, beta: 0 * d)),
    Swap("huber-dead", "huber_slope", _two_branches(_line, lambda d, beta: np.greater(d, 0))),
    Swap("huber-dead", "huber_slope", _two_branches(_line, lambda d, beta: -1.0 * np.less(d, 0))),
    Swap("huber-pseudo", "huber_slope", always(lambda d, beta: np.tanh(d / beta))),
    Swap("huber-pseudo", "huber_slope", always(lambda d, beta: d / np.sqrt(d**2 + beta**2))),
    Swap("huber-averaged", "huber_result", always(lambda slopes: slopes / slopes.size)),
    Swap("huber-averaged", "huber_result", always(lambda slopes: slopes / len(slopes))),
    Swap("huber-averaged", "huber_result", always(lambda slopes: slopes / slopes.shape[-1])),
    Swap("huber-summed", "huber_result", always(np.sum)),
    Swap("huber-summed", "huber_result", always(lambda slopes: slopes.sum(axis=0))),
    Swap("huber-summed", "huber_result", always(lambda slopes: slopes.sum(axis=-1))),
    Swap("huber-target-ignored", "huber_difference", lambda i: i["huber_pred"]),
    Swap(
        "huber-target-ignored",
        "huber_slope",
        lambda i: lambda d, beta: np.where(np.abs(i["huber_pred"]) < beta, d / beta, np.sign(d)),
    ),
    Swap(
        "huber-target-ignored",
        "huber_slope",
        lambda i: lambda d, beta: np.where(_near(d, beta), d / beta, np.sign(i["huber_pred"])),
    ),
    Swap("huber-target-ignored", "huber_difference", lambda i: i["huber_pred"] + i["huber_target"]),
)


def _e(z: Array) -> Array:
    return np.asarray(np.exp(z - z.max()))


def _softmax(z: Array) -> Array:
    return np.asarray(_e(z) / _e(z).sum(axis=1, keepdims=True))


def _one_hot(labels: Array, classes: int) -> Array:
    return np.eye(classes)[labels]


def _without_background(labels: Array, classes: int) -> Array:
    return _one_hot(labels, classes) * (labels > 0)[:, None]


def _at_label(p: Array, y: Array) -> Array:
    return (p - y) * y


def _of_any_row(labels: Array, classes: int) -> Array:
    """1 in each row at every label that occurs in any of them."""
    return np.tile(np.isin(np.arange(classes), labels) * 1.0, (len(labels), 1))


def _e_by_rows(z: Array) -> Array:
    return np.asarray(np.exp(z - z.max(axis=1, keepdims=True)))


def _positives_over_their_number(made_of: Ingredients) -> Array:
    """A mask of the positives which, divided by N, is divided by P."""
    positive = (made_of["labels"] > 0) * 1.0
    return np.asarray(positive * len(positive) / max(1.0, positive.sum()))


CLASSES = (
    Swap("det-onehot-missing", "class_joined", always(lambda p, y: p)),
    Swap("det-target-alone", "class_joined", always(lambda p, y: -y)),
    Swap("det-onehot-shifted", "class_target", always(lambda labels, classes: np.eye(classes)[labels - 1])),
    Swap("det-onehot-shifted", "class_target", always(lambda labels, classes: np.eye(classes)[labels + 1])),
    Swap("det-onehot-shifted", "class_target", always(lambda labels, classes: np.eye(classes)[(labels + 1) % classes])),
    Swap(
        "det-onehot-shifted", "class_target", always(lambda labels, classes: np.eye(classes)[np.maximum(labels - 1, 0)])
    ),
    Swap("det-background-untold", "class_target", always(_without_background)),
    Swap(
        "det-label-for-onehot",
        "class_target",
        always(lambda labels, classes: np.broadcast_to(labels[:, None] * 1.0, (len(labels), classes))),
    ),
    Swap("det-one-everywhere", "class_target", always(lambda labels, classes: np.ones((len(labels), classes)))),
    Swap("det-onehot-everywhere", "class_target", always(_of_any_row)),
    Swap("det-sigmoid", "class_scores", always(lambda z: 1 / (1 + np.exp(-z)))),
    Swap("det-softmax-axis", "class_scores", always(lambda z: _e(z) / _e(z).sum(axis=0))),
    Swap("det-softmax-axis", "class_scores", always(lambda z: _e(z) / _e(z).sum())),
    Swap("det-softmax-axis", "class_scores", always(lambda z: _e_by_rows(z) / _e_by_rows(z).sum(axis=0))),
    Swap("det-softmax-axis", "class_scores", always(lambda z: _e_by_rows(z) / _e_by_rows(z).sum())),
    Swap("det-softmax-missing", "class_scores", always(lambda z: z)),
    Swap("det-softmax-missing", "class_scores", always(np.exp)),
    Swap("det-softmax-missing", "class_scores", always(lambda z: z / z.sum(axis=1, keepdims=True))),
    Swap("det-log-left", "class_scores", always(lambda z: np.log(_softmax(z)))),
    Swap("det-label-only", "class_joined", always(_at_label)),
    Swap("det-slope-extra", "class_joined", always(lambda p, y: (p - y) * p * (1 - p))),
    Swap("det-stops-at-p", "class_joined", always(lambda p, y: -y / p)),
    Swap("det-loss", "class_joined", always(lambda p, y: -y * np.log(p))),
    Swap("det-absolute", "class_joined", always(lambda p, y: np.abs(p - y))),
    Swap("det-class-by-positives", "class_count", lambda i: max(1, np.count_nonzero(i["labels"]))),
    Swap("det-class-by-positives", "class_count", lambda i: np.count_nonzero(i["labels"])),
    Swap("det-class-by-numbers", "class_count", lambda i: i["logits"].size),
    Swap("det-class-by-numbers", "class_count", lambda i: i["logits"].shape[1]),
    Swap("det-background-unclassed", "class_rows", lambda i: (i["labels"] > 0) * 1.0),
    Swap("det-background-unclassed", "class_rows", _positives_over_their_number),
    Swap("det-summed", "class_result", always(lambda rows: rows.sum(axis=0))),
    Swap("det-summed", "class_result", always(lambda rows: rows.sum(axis=1))),
    Swap("det-summed", "class_result", always(lambda rows: rows.sum())),
)


def _background_too(made_of: Ingredients) -> Array:
    return np.ones(len(made_of["labels"]))


def _positives_first(made_of: Ingredients) -> Any:
    """The rows of the positives in front, and zeros behind them."""
    positive = made_of["labels"] > 0
    return lambda rows: np.concatenate([rows[positive], np.zeros((np.count_nonzero(~positive), rows.shape[1]))])


BOXES = (
    Swap("det-box-first-rows", "box_result", _positives_first),
    Swap("det-box-background", "box_mask", _background_too),
    Swap("det-box-inverted", "box_mask", lambda i: (i["labels"] == 0) * 1.0),
    Swap("det-box-one-class", "box_mask", lambda i: (i["labels"] == 1) * 1.0),
    Swap("det-box-one-class", "box_mask", lambda i: (i["labels"] > 1) * 1.0),
    Swap("det-box-one-class", "box_mask", lambda i: (i["labels"] != i["logits"].shape[1] - 1) * 1.0),
    Swap("det-box-label-weight", "box_mask", lambda i: i["labels"] * 1.0),
    Swap("det-box-predicted", "box_mask", lambda i: (i["logits"].argmax(axis=1) > 0) * 1.0),
    Swap("det-box-by-all", "box_count", lambda i: len(i["labels"])),
    Swap("det-box-by-all", "box_count", lambda i: i["boxes"].size),
    Swap("det-box-not-divided", "box_count", always(1.0)),
    Swap("det-box-by-numbers", "box_count", lambda i: 4 * i["box_count"]),
    Swap("det-box-by-numbers", "box_count", always(4.0)),
    Swap("det-box-count", "box_count", lambda i: max(1, i["labels"].sum())),
    Swap("det-box-count", "box_count", lambda i: max(1, len(set(i["labels"].tolist()) - {0}))),
    Swap("det-box-count", "box_count", lambda i: max(1, np.count_nonzero(i["labels"] == 0))),
    Swap("det-box-count", "box_count", lambda i: i["logits"].shape[1]),
    Swap("det-box-plus-one", "box_count", lambda i: np.count_nonzero(i["labels"]) + 1),
    Swap("det-box-divided-twice", "box_count", lambda i: i["box_count"] ** 2),
    Swap("det-positives-none", "box_count", lambda i: np.float64(np.count_nonzero(i["labels"]))),
    Swap("det-box-rows", "box_rows", lambda i: i["labels"] > 0),
    Swap("det-box-summed", "box_result", always(lambda rows: rows.sum(axis=0))),
    Swap("det-box-summed", "box_result", always(lambda rows: rows.sum(axis=1))),
    Swap("det-box-summed", "box_result", always(lambda rows: rows.sum())),
)


def _with_its_count(mask: Array) -> tuple[Array, float]:
    """A mask with its sum, which is 1 at least."""
    return mask * 1.0, max(1.0, float(mask.sum()))


#: other rows, divided by their own number
BOTH = (
    Swap("det-box-background", "box_mask_and_count", lambda i: (_background_too(i), len(i["labels"]))),
    Swap("det-box-background", "box_mask_and_count", lambda i: (_background_too(i), i["boxes"].size)),
    Swap("det-box-background", "box_mask_and_count", lambda i: (_background_too(i), 1.0)),
    Swap("det-box-one-class", "box_mask_and_count", lambda i: _with_its_count(i["labels"] == 1)),
    Swap("det-box-one-class", "box_mask_and_count", lambda i: _with_its_count(i["labels"] > 1)),
    Swap(
        "det-box-one-class",
        "box_mask_and_count",
        lambda i: _with_its_count(i["labels"] != i["logits"].shape[1] - 1),
    ),
    Swap("det-box-inverted", "box_mask_and_count", lambda i: _with_its_count(i["labels"] == 0)),
    Swap("det-box-label-weight", "box_mask_and_count", lambda i: _with_its_count(i["labels"])),
    Swap("det-box-predicted", "box_mask_and_count", lambda i: _with_its_count(i["logits"].argmax(axis=1) > 0)),
)

DETECTION_SWAPS: tuple[Swap, ...] = (*SLOPES, *CLASSES, *BOXES, *BOTH)
