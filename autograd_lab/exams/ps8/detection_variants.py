"""Wrong and right ways to write `detection_loss_gradient` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array


def _softmax(z: Array) -> Any:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _smooth_l1_slopes(d: Array, beta: float) -> Any:
    return np.clip(d / beta, -1, 1)


def _loss(
    scores: Callable[..., Any] = _softmax,
    target: Callable[..., Any] = lambda labels, K: np.eye(K)[labels],
    joined: Callable[..., Any] = lambda p, y: p - y,
    rows: Callable[..., Any] = lambda labels: len(labels),
    positives: Callable[..., Any] = lambda labels: labels > 0,
    count: Callable[..., Any] = lambda mask, labels: max(1, mask.sum()),
    slope: Callable[..., Any] = _smooth_l1_slopes,
    kept_rows: Callable[..., Any] = lambda dlogits, mask: dlogits,
    kept: Callable[..., Any] = lambda dboxes, mask: dboxes,
) -> Callable[..., Any]:
    """Both gradients with one of the lines changed."""

    def detection_loss_gradient(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
        p, y = scores(logits), target(labels, logits.shape[1])
        dlogits = joined(p, y) / rows(labels)
        mask = positives(labels)
        dboxes = mask[:, None] * slope(boxes - targets, beta) / count(mask, labels)
        return kept_rows(dlogits, mask), kept(dboxes, mask)

    return detection_loss_gradient


def _in_every_row(labels: Array, K: int) -> Array:
    y = np.zeros((len(labels), K))
    y[:, labels] = 1
    return y


def _class_by_positives(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
    P = max(1, (labels > 0).sum())
    _, dboxes = _loss()(logits, boxes, labels, targets, beta)
    return (_softmax(logits) - np.eye(logits.shape[1])[labels]) / P, dboxes


def _boxes_by_predicted_class(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
    dlogits, _ = _loss()(logits, boxes, labels, targets, beta)
    mask = (logits.argmax(axis=1) > 0) * 1.0
    return dlogits, mask[:, None] * _smooth_l1_slopes(boxes - targets, beta) / max(1, (labels > 0).sum())


def _box_gradient_averaged_again(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
    dlogits, dboxes = _loss()(logits, boxes, labels, targets, beta)
    return dlogits, dboxes / len(labels)


def _mean_of_positives(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
    dlogits, _ = _loss()(logits, boxes, labels, targets, beta)
    dboxes, picked = np.zeros_like(boxes), np.flatnonzero(labels)
    if len(picked):
        dboxes[picked] = _smooth_l1_slopes(boxes[picked] - targets[picked], beta) / (4 * len(picked))
    return dlogits, dboxes


def _positives_in_front(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
    dlogits, _ = _loss()(logits, boxes, labels, targets, beta)
    positive = labels > 0
    dboxes, P = np.zeros_like(boxes), positive.sum()
    dboxes[:P] = _smooth_l1_slopes(boxes[positive] - targets[positive], beta) / max(1, P)
    return dlogits, dboxes


def _gradients_with_logits_changed(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
    logits -= logits.max(axis=1, keepdims=True)
    return _loss()(logits, boxes, labels, targets, beta)


# --- right ones ---


def _loops(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
    N, K = logits.shape
    dlogits, dboxes = np.zeros((N, K)), np.zeros((N, 4))
    P = sum(1 for label in labels if label != 0)
    for n in range(N):
        powers = [np.exp(z) for z in logits[n]]
        for k in range(K):
            dlogits[n, k] = (powers[k] / sum(powers) - (1 if k == labels[n] else 0)) / N
        if labels[n] == 0:
            continue
        for j in range(4):
            d = boxes[n, j] - targets[n, j]
            dboxes[n, j] = (d / beta if abs(d) < beta else np.sign(d)) / max(1, P)
    return dlogits, dboxes


def _one_taken_off(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
    N = len(labels)
    dlogits = _softmax(logits)
    dlogits[np.arange(N), labels] -= 1
    dlogits /= N
    picked = labels > 0
    dboxes = np.zeros_like(boxes)
    if picked.any():
        dboxes[picked] = _smooth_l1_slopes(boxes[picked] - targets[picked], beta) / picked.sum()
    return dlogits, dboxes


def _by_logarithms(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
    top = logits.max(axis=1, keepdims=True)
    log_sums = top + np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    y = labels[:, None] == np.arange(logits.shape[1])
    d = boxes - targets
    slopes = np.where(np.abs(d) < beta, d / beta, np.sign(d))
    return (np.exp(logits - log_sums) - y) / len(y), np.where(labels[:, None] > 0, slopes, 0) / max(
        np.count_nonzero(labels), 1
    )


def _weights_of_rows(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
    weights = np.minimum(labels, 1) / max(1.0, float(np.minimum(labels, 1).sum()))
    y = np.zeros_like(logits)
    np.put_along_axis(y, labels[:, None], 1.0, axis=1)
    return (_softmax(logits) - y) / y.sum(), weights[:, None] * _smooth_l1_slopes(boxes - targets, beta)


def _jacobians(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
    """The softmax by its Jacobian, row by row."""
    dlogits = []
    for z, label in zip(logits, labels, strict=True):
        p = np.exp(z) / np.exp(z).sum()
        from_above = np.zeros_like(p)
        from_above[label] = -1 / p[label] / len(labels)
        dlogits.append((np.diag(p) - np.outer(p, p)) @ from_above)
    return np.array(dlogits), _loss()(logits, boxes, labels, targets, beta)[1]


def _gradients_by_zeroed_rows(logits: Array, boxes: Array, labels: Array, targets: Array, beta: float) -> Any:
    d = (boxes - targets) / beta
    d[labels == 0] = 0
    np.clip(d, -1, 1, out=d)
    return _loss()(logits, boxes, labels, targets, beta)[0], d / (np.sum(labels > 0) or 1)


DETECTION_WRONG = (
    wrong("det-onehot-missing", "p / N", _loss(joined=lambda p, y: p)),
    wrong("det-target-alone", "−y / N", _loss(joined=lambda p, y: -y)),
    wrong("det-onehot-shifted", "labels − 1", _loss(target=lambda labels, K: np.eye(K)[labels - 1])),
    wrong("det-onehot-shifted", "labels + 1", _loss(target=lambda labels, K: np.eye(K)[(labels + 1) % K])),
    wrong(
        "det-background-untold",
        "no 1 for background",
        _loss(target=lambda labels, K: np.eye(K)[labels] * (labels > 0)[:, None]),
    ),
    wrong("det-label-for-onehot", "p − label", _loss(joined=lambda p, y: p - y @ np.arange(y.shape[1])[:, None])),
    wrong("det-one-everywhere", "p − 1", _loss(joined=lambda p, y: p - 1)),
    wrong("det-onehot-everywhere", "y[:, labels] = 1", _loss(target=_in_every_row)),
    wrong("det-loss", "−y ln p", _loss(joined=lambda p, y: -y * np.log(p))),
    wrong("det-sigmoid", "σ for softmax", _loss(scores=lambda z: 1 / (1 + np.exp(-z)))),
    wrong("det-softmax-axis", "axis=0", _loss(scores=lambda z: np.exp(z) / np.exp(z).sum(axis=0))),
    wrong("det-softmax-axis", "no axis", _loss(scores=lambda z: np.exp(z) / np.exp(z).sum())),
    wrong("det-softmax-missing", "logits − y", _loss(scores=lambda z: z)),
    wrong("det-softmax-missing", "e^z not divided", _loss(scores=lambda z: np.exp(z))),
    wrong("det-log-left", "log p − y", _loss(scores=lambda z: np.log(_softmax(z)))),
    wrong("det-label-only", "at the label alone", _loss(joined=lambda p, y: (p - y) * y)),
    wrong("det-slope-extra", "p(1 − p) on top", _loss(joined=lambda p, y: (p - y) * p * (1 - p))),
    wrong("det-stops-at-p", "−y/p", _loss(joined=lambda p, y: -y / p)),
    wrong("det-absolute", "|p − y|", _loss(joined=lambda p, y: np.abs(p - y))),
    wrong("mean-missing", "dlogits not divided", _loss(rows=lambda labels: 1)),
    wrong("det-class-by-positives", "dlogits / P", _class_by_positives),
    wrong("det-class-by-numbers", "dlogits / (N K)", _loss(kept_rows=lambda dlogits, mask: dlogits / dlogits.shape[1])),
    wrong(
        "det-background-unclassed", "positives alone", _loss(kept_rows=lambda dlogits, mask: dlogits * mask[:, None])
    ),
    wrong("det-summed", "rows summed", _loss(kept_rows=lambda dlogits, mask: dlogits.sum(axis=0))),
    wrong("sign", "y − p", _loss(joined=lambda p, y: y - p)),
    wrong(
        "det-box-background",
        "no mask",
        _loss(positives=lambda labels: np.ones(len(labels)), count=lambda mask, labels: max(1, (labels > 0).sum())),
    ),
    wrong("det-box-background", "no mask, over N", _loss(positives=lambda labels: np.ones(len(labels)))),
    wrong("det-box-background", "labels ≥ 0", _loss(positives=lambda labels: labels >= 0)),
    wrong(
        "det-box-inverted",
        "labels == 0",
        _loss(positives=lambda labels: labels == 0, count=lambda mask, labels: max(1, (labels > 0).sum())),
    ),
    wrong(
        "det-box-one-class",
        "labels == 1",
        _loss(positives=lambda labels: labels == 1, count=lambda mask, labels: max(1, (labels > 0).sum())),
    ),
    wrong("det-box-one-class", "labels > 1", _loss(positives=lambda labels: labels > 1)),
    wrong(
        "det-box-label-weight",
        "labels as a mask",
        _loss(positives=lambda labels: labels, count=lambda mask, labels: max(1, (labels > 0).sum())),
    ),
    wrong("det-box-predicted", "where the class says so", _boxes_by_predicted_class),
    wrong("det-box-by-all", "over N", _loss(count=lambda mask, labels: len(labels))),
    wrong("det-box-by-all", "over 4N", _loss(count=lambda mask, labels: 4 * len(labels))),
    wrong("det-box-not-divided", "not divided", _loss(count=lambda mask, labels: 1)),
    wrong("det-box-by-numbers", "over 4P", _mean_of_positives),
    wrong("det-box-count", "the labels added up", _loss(count=lambda mask, labels: max(1, labels.sum()))),
    wrong("det-box-plus-one", "over P + 1", _loss(count=lambda mask, labels: mask.sum() + 1)),
    wrong("det-box-divided-twice", "over P²", _loss(count=lambda mask, labels: max(1, mask.sum()) ** 2)),
    wrong("averaged-twice", "over N P", _box_gradient_averaged_again),
    wrong("det-positives-none", "over P", _loss(count=lambda mask, labels: mask.sum())),
    wrong("det-box-rows", "the rows of positives", _loss(kept=lambda dboxes, mask: dboxes[mask])),
    wrong("det-box-first-rows", "the positives in front", _positives_in_front),
    wrong("det-box-summed", "rows summed", _loss(kept=lambda dboxes, mask: dboxes.sum(axis=0))),
    wrong("huber-unclipped", "not clipped", _loss(slope=lambda d, beta: d / beta)),
    wrong("huber-beta-ignored", "β = 1", _loss(slope=lambda d, beta: np.clip(d, -1, 1))),
    wrong("huber-times-beta", "clip(d, −β, β)", _loss(slope=lambda d, beta: np.clip(d, -beta, beta))),
    wrong("huber-not-divided", "d inside", _loss(slope=lambda d, beta: np.where(np.abs(d) < beta, d, np.sign(d)))),
    wrong("huber-only-sign", "sign everywhere", _loss(slope=lambda d, beta: np.sign(d))),
    wrong("huber-sign-missing", "|…|", _loss(slope=lambda d, beta: np.abs(np.clip(d / beta, -1, 1)))),
    wrong("sign", "targets − boxes", _loss(slope=lambda d, beta: np.clip(-d / beta, -1, 1))),
    wrong("exchanged", "dboxes, dlogits", lambda *args: _loss()(*args)[::-1]),
    wrong("inputs-changed", "logits −= max", _gradients_with_logits_changed),
)
DETECTION_RIGHT = (
    Variant("by masks", _loss()),
    Variant("loops", _loops),
    Variant("p with 1 taken off", _one_taken_off),
    Variant("log-sum-exp, np.where", _by_logarithms),
    Variant("weights of rows", _weights_of_rows),
    Variant("Jacobian of the softmax", _jacobians),
    Variant("rows of zeros", _gradients_by_zeroed_rows),
    Variant("clip, then divide", _loss(slope=lambda d, beta: np.clip(d, -beta, beta) / beta)),
    Variant("P by np.count_nonzero", _loss(count=lambda mask, labels: max(np.count_nonzero(labels), 1))),
    Variant("d over the larger", _loss(slope=lambda d, beta: d / np.maximum(np.abs(d), beta))),
)
