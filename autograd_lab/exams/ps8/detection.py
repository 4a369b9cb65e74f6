"""The two questions of problem set 8 on a detector's loss: smooth L1, and the whole of it.

Smooth L1 of d = pred − target is d²/(2β) where |d| < β and |d| − β/2 beyond, summed; its slope is d/β, clipped at ±1.
The loss of N proposals is the mean over all N of the cross-entropy, label 0 being background, plus (1/max(1, P)) times
smooth L1 over the four numbers of each of the P positives.

Source: Girshick, Fast R-CNN (2015), eq. 1 to 3, with β in the place of 1; divided by P as in Ren et al. (2015).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Problem
from autograd_lab.exams.ps8 import detection_formulas as formulas
from autograd_lab.exams.ps8.detection_variants import DETECTION_RIGHT, DETECTION_WRONG
from autograd_lab.exams.ps8.routes import place_in_cycle
from autograd_lab.exams.ps8.smooth_l1_variants import SMOOTH_RIGHT, SMOOTH_WRONG
from autograd_lab.exams.question import Inputs, Part, Question
from autograd_lab.mistakes import Anatomy, Array


def draw_beta(rng: np.random.Generator, below_one: bool) -> float:
    """A β that is not close to 1."""
    return float(10.0 ** (rng.uniform(0.2, 0.6) * (-1 if below_one else 1)))


def differences(rng: np.random.Generator, shape: tuple[int, ...], beta: float) -> Array:
    """Differences of both signs, of all sizes up to some β, on both sides of ±β and of ±1; a few are exactly 0."""
    low, high = sorted((1.0, beta))
    edges = np.array([0.0, low / 2, low, high, 2 * high + 1])
    kinds = rng.permutation(np.arange(np.prod(shape)) % 4).reshape(shape)
    sizes = rng.uniform(edges[kinds], edges[kinds + 1])
    signs = rng.choice([-1.0, 1.0], shape)
    return np.asarray(sizes * signs * (rng.random(shape) > 0.06))


def draw_smooth_l1(rng: np.random.Generator) -> Inputs:
    """Boxes, a vector or three axes of numbers, with a β above or below 1 by turns."""
    beta = draw_beta(rng, bool(place_in_cycle(rng, 2)))
    shape = ((5, 4), (3, 4), (6, 4), (13,), (3, 4, 5))[int(rng.integers(5))]
    target = rng.normal(0.0, 2.0, shape)
    return {"pred": target + differences(rng, shape, beta), "target": target, "beta": beta}


def smooth_l1_gradient(pred: Array, target: Array, beta: float) -> Array:
    """The gradient of the sum of smooth L1 with respect to pred, of its shape: d/β, clipped between −1 and 1."""
    return np.asarray(np.clip((pred - target) / beta, -1.0, 1.0))


def slope(d: Array, beta: float) -> Array:
    """The slope of smooth L1 at each difference."""
    return np.asarray(np.clip(d / beta, -1.0, 1.0))


def smooth_l1_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: the difference, and the slope as a function of it."""
    pred, target, beta = inputs.values()
    made_of = {
        "huber_pred": pred,
        "huber_target": target,
        "huber_difference": pred - target,
        "huber_slope": slope,
        "huber_result": lambda slopes: slopes,
    }
    return [Anatomy(made_of, lambda i: (i["huber_result"](i["huber_slope"](i["huber_difference"], beta)),))]


def draw_detection(rng: np.random.Generator) -> Inputs:
    """Proposals of several classes, and background, which has boxes too; in each fourth draw background alone.

    One draw in eight has no background.
    """
    turn = place_in_cycle(rng, 8)
    classes = int(rng.integers(3, 6))
    N = int(rng.choice([n for n in (3, 5, 6, 7, 8) if n != classes]))
    positives = int(rng.integers(2, N)) if turn % 4 else 1 + int(rng.integers(2, N)) % (N - 1)
    positives = {2: 0, 5: N, 6: 0}.get(turn, positives)
    labels = np.zeros(N, dtype=int)
    labels[:positives] = 1 + rng.permutation(np.arange(positives) % (classes - 1))
    labels = rng.permutation(labels)
    beta = draw_beta(rng, bool(turn % 2))
    targets = rng.normal(0.0, 2.0, (N, 4))
    boxes = targets + differences(rng, (N, 4), beta)
    logits = np.clip(rng.normal(0.3, 2.0, (N, classes)), -8.0, 8.0)
    return {"logits": logits, "boxes": boxes, "labels": labels, "targets": targets, "beta": beta}


def softmax(logits: Array) -> Array:
    """Probabilities of each row, (N, K)."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def detection_loss_gradient(
    logits: Array, boxes: Array, labels: Array, targets: Array, beta: float
) -> tuple[Array, Array]:
    """∂L/∂logits = (p − y)/N in all rows; ∂L/∂boxes, the slope of smooth L1 over max(1, P), in those of positives."""
    positive = (labels > 0).astype(float)
    dlogits = (softmax(logits) - np.eye(logits.shape[1])[labels]) / len(labels)
    return dlogits, positive[:, None] * slope(boxes - targets, beta) / max(1.0, positive.sum())


def detection_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: the two gradients apart, each with the rows that count and what they are divided by."""
    boxes, labels, targets = inputs["boxes"], inputs["labels"], inputs["targets"]
    made_of = {
        **inputs,
        "class_scores": softmax,
        "class_target": lambda labels, classes: np.eye(classes)[labels],
        "class_joined": np.subtract,
        "class_rows": np.ones(len(labels)),
        "class_count": float(len(labels)),
        "class_result": lambda rows: rows,
        "huber_pred": boxes,
        "huber_target": targets,
        "huber_difference": boxes - targets,
        "huber_slope": slope,
        "box_mask": (labels > 0) * 1.0,
        "box_count": max(1.0, float(np.count_nonzero(labels))),
        "box_mask_and_count": None,
        "box_rows": slice(None),
        "box_result": lambda rows: rows,
    }
    return [Anatomy(made_of, _build_detection)]


def _build_detection(i: Mapping[str, Any]) -> tuple[Array, ...]:
    logits, labels = i["logits"], i["labels"]
    joined = i["class_joined"](i["class_scores"](logits), i["class_target"](labels, logits.shape[1]))
    mask, count = i["box_mask_and_count"] or (i["box_mask"], i["box_count"])
    slopes = mask[:, None] * i["huber_slope"](i["huber_difference"], i["beta"]) / count
    dlogits = i["class_result"](i["class_rows"][:, None] * joined / i["class_count"])
    return np.asarray(dlogits), np.asarray(i["box_result"](slopes[i["box_rows"]]))


@dataclass(frozen=True)
class DetectionQuestion(Question):
    """A question in some of whose draws no proposal is positive, which a division by P does not stand."""

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case; a division by 0 where nothing is positive is told as what it is."""
        case = super().judge(inputs, outcome)
        if case.raised and case.raised.type == "ZeroDivisionError" and not inputs["labels"].any():
            sentence = f"{self.name} divides by 0 where no proposal is positive: divide by max(1, P)."
            return replace(case, problem=Problem("det-positives-none", sentence), raised=None)
        return case


_SAME = "the shape of pred"
SMOOTH_L1 = Question(
    name="smooth_l1_gradient",
    signature="smooth_l1_gradient(pred, target, beta)",
    parts=(Part("dpred", 4, _SAME),),
    draw=draw_smooth_l1,
    reference=smooth_l1_gradient,
    known=lambda inputs: {
        "pred": inputs["pred"],
        "target": inputs["target"],
        "pred − target": inputs["pred"] - inputs["target"],
    },
    wrong=SMOOTH_WRONG,
    right=SMOOTH_RIGHT,
    equation="smooth-l1",
    source="Girshick, Fast R-CNN (2015), eq. 3, with beta; tested against torch and numerical gradients",
    exam="ps8",
    anatomy=smooth_l1_anatomy,
    written=(formulas.smooth_l1_gradient, formulas.smooth_l1_by_branches),
    in_twos=True,
)
LOSS = DetectionQuestion(
    name="detection_loss_gradient",
    signature="detection_loss_gradient(logits, boxes, labels, targets, beta)",
    parts=(Part("dlogits", 3, "the shape of logits, (N, K)"), Part("dboxes", 4, "the shape of boxes, (N, 4)")),
    draw=draw_detection,
    reference=detection_loss_gradient,
    known=lambda inputs: {
        "N": len(inputs["labels"]),
        "P": np.count_nonzero(inputs["labels"]),
        "logits": inputs["logits"],
        "boxes − targets": inputs["boxes"] - inputs["targets"],
        "softmax(logits)": softmax(inputs["logits"]),
    },
    wrong=DETECTION_WRONG,
    right=DETECTION_RIGHT,
    equation="detection-loss",
    source="Girshick, Fast R-CNN (2015), eq. 1 to 3, by the chain rule; tested against torch and numerical gradients",
    exam="ps8",
    anatomy=detection_anatomy,
    written=(formulas.detection_loss_gradient,),
    in_twos=True,
)
DETECTION: tuple[Question, ...] = (SMOOTH_L1, LOSS)
