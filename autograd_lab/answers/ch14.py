"""Chapter 14: when to stop, prices on weights, dropout both ways, and comparing in pairs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_lab.answers.arrays import Arrays
from autograd_lab.answers.exercises import Exercise, Numbers, changed

Floats = NDArray[np.float64]


def _step(w: Floats, g: Floats, rate: float, l2: float, l1: float) -> Floats:
    return w - rate * (g + l2 * w + l1 * np.sign(w))


def _drop(
    a: Floats, u: Floats, p: float, upstream: Floats, scale: float | None = None, kept: Any = None
) -> tuple[Floats, Floats]:
    """What dropout hands on, and the gradient of what came in; another scale or other neurons kept make the slips."""
    mask = ((u >= p) if kept is None else kept) * (1 / (1 - p) if scale is None else scale)
    return a * mask, upstream * mask


def _backward(change: Callable[..., Floats]) -> Callable[..., tuple[Floats, Floats]]:
    """Dropout whose forward is right; `change` makes the gradient, from (a, upstream, mask, p)."""

    def both(a: Floats, u: Floats, p: float, upstream: Floats) -> tuple[Floats, Floats]:
        mask = (u >= p) / (1 - p)
        return a * mask, change(a, upstream, mask, p)

    return both


def _drops(seed: int, p: float, *shape: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    a, u, upstream = rng.normal(size=shape), rng.uniform(size=shape), rng.normal(size=shape)
    return a.round(2), u.round(2), p, upstream.round(2)


def _prices(seed: int, *shape: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    w, g = rng.normal(size=shape), rng.normal(size=shape)
    return w.round(2), g.round(2), 0.1, 0.5, 0.3


EXERCISES: dict[str, Exercise] = {
    "14.1": Numbers(
        right={"stops_2": 7, "keeps_2": 5, "stops_3": 11, "keeps_3": 8},
        slips={
            "stops_2": [
                (6, "At epoch 6 the lowest loss, that of epoch 5, is one epoch old."),
                (8, "At epoch 7 the lowest loss is two epochs old already."),
                (10, "0.82 is lower than the loss before it, but not lower than 0.8, the lowest."),
            ],
            "keeps_2": [
                (7, "That is where it stops. The weights to keep are those of the lowest loss."),
                (8, "The lowest of all twelve. But with a patience of 2 the training never comes there."),
                (4, "Count epochs from 1."),
                (0.8, "That is the loss. Asked for is its epoch."),
            ],
            "stops_3": [
                (8, "At epoch 8 the loss is 0.79, lower than ever. So the waiting begins anew."),
                (10, "At epoch 10 the lowest loss, that of epoch 8, is two epochs old."),
                (12, "At epoch 11 the lowest loss is three epochs old already."),
            ],
            "keeps_3": [
                (11, "That is where it stops. The weights to keep are those of the lowest loss."),
                (5, "With a patience of 3 the training is still running at epoch 8."),
                (7, "Count epochs from 1."),
                (0.79, "That is the loss. Asked for is its epoch."),
            ],
        },
        tolerance=0.0,
    ),
    "14.2": Arrays(
        reference=_step,
        inputs=[("six weights", _prices(1, 6)), ("a layer of 3 by 4", _prices(2, 3, 4))],
        parts=["the new weights"],
        slips=[
            (
                lambda w, g, rate, l2, l1: w - rate * (g + l2 * w + l1 * np.abs(w)),
                "|w| is the price. Asked for is its slope, and that of a weight below 0 is −1.",
            ),
            (
                lambda w, g, rate, l2, l1: w - rate * (g + l2 * w**2 / 2 + l1 * np.sign(w)),
                "w²/2 is the price. Asked for is its slope.",
            ),
            (
                lambda w, g, rate, l2, l1: w - rate * (g + l2 * w**2 / 2 + l1 * np.abs(w)),
                "Both are prices, λw²/2 and λ|w|. Asked for are their slopes, which say in which direction to go.",
            ),
            (
                lambda w, g, rate, l2, l1: w - rate * (g + l2 * np.sum(w**2) / 2 + l1 * np.sum(np.abs(w))),
                "Both are prices, summed over all weights. Asked for is the slope in each weight.",
            ),
            (
                lambda w, g, rate, l2, l1: w - rate * g - l2 * w - l1 * np.sign(w),
                "Both pulls stand outside the rate. They are part of the gradient, and the rate multiplies all of it.",
            ),
            (
                lambda w, g, rate, l2, l1: w - rate * (g + l1 * np.sign(w)) - l2 * w,
                "The pull of L2 stands outside the rate. It is part of the gradient, and the rate multiplies it too.",
            ),
            (
                lambda w, g, rate, l2, l1: w - rate * (g + l2 * np.sign(w) + l1 * w),
                "The two are exchanged: L2 pulls by a share of w, L1 by the same amount everywhere.",
            ),
            (
                lambda w, g, rate, l2, l1: _step(w, g, rate, 2 * l2, l1),
                "The pull of L2 is twice too strong: λ/2 · w² has the slope λw.",
            ),
            (
                lambda w, g, rate, l2, l1: w - rate * (g + l2 * w + l1),
                "A pull of l1 on every weight: those below 0 are pushed further away from 0.",
            ),
            (
                lambda w, g, rate, l2, l1: _step(w, g, rate, -l2, -l1),
                "Both pulls lead away from 0. The step subtracts what you add to the gradient.",
            ),
        ],
    ),
    "14.3": Arrays(
        reference=_drop,
        inputs=[("five neurons, p = 0.2", _drops(3, 0.2, 5)), ("a batch of 4 by 3, p = 0.75", _drops(5, 0.75, 4, 3))],
        parts=["what is handed on", "the gradient of a"],
        slips=[
            (
                lambda a, u, p, upstream: _drop(a, u, p, upstream, scale=1.0),
                "Nothing makes up for the absent: the factor 1/(1 − p) is missing, forward and backward.",
            ),
            (
                lambda a, u, p, upstream: _drop(a, u, p, upstream, scale=1 / p),
                "The factor is 1/p. A neuron is there with the probability 1 − p, so it has to be 1/(1 − p).",
            ),
            (
                lambda a, u, p, upstream: _drop(a, u, p, upstream, scale=1 - p),
                "The kept ones are made smaller. They have to be made larger: divide by 1 − p.",
            ),
            (
                lambda a, u, p, upstream: _drop(a, u, p, upstream, kept=u < p),
                "Exactly the wrong ones are absent: a neuron is absent where its u is less than p.",
            ),
            (
                lambda a, u, p, upstream: _drop(a, u, p, upstream, scale=1 / p, kept=u < p),
                "Here p is the share that stays. In this course p is the probability of being absent.",
            ),
            (
                _backward(lambda a, upstream, mask, p: upstream),
                "Forward is right. Backward forgets the mask: absent neurons had no say, and get no blame.",
            ),
            (
                _backward(lambda a, upstream, mask, p: upstream * (mask > 0)),
                "Forward is right. Backward has the zeros of the mask, and not its factor 1/(1 − p).",
            ),
            (
                _backward(lambda a, upstream, mask, p: upstream / (1 - p)),
                "Forward is right. Backward has the factor 1/(1 − p), and not the zeros of the mask.",
            ),
            (
                _backward(lambda a, upstream, mask, p: upstream * a * mask),
                "Forward is right. Backward has a in it: the derivative of a · mask in a is the mask alone.",
            ),
            (
                _backward(lambda a, upstream, mask, p: upstream * mask**2),
                "Forward is right. Backward has the mask twice, and once is enough.",
            ),
            (
                _backward(lambda a, upstream, mask, p: mask),
                "Forward is right. Backward returns the mask itself: what comes back has to be multiplied by it.",
            ),
            (
                changed(_drop, lambda handed_on, gradient: (gradient, handed_on)),
                "The two are exchanged: first what is handed on, then the gradient of a.",
            ),
        ],
    ),
    "14.4": Numbers(
        right={"mean_difference": 3, "spread_of_differences": 2, "spread_of_first_row": math.sqrt(26)},
        slips={
            "mean_difference": [
                (15, "That is their sum. There are five draws."),
                (-3, "With the remedy minus without it."),
                (15 / 4, "The mean divides by 5, the number of draws. Only the spread divides by 4."),
            ],
            "spread_of_differences": [
                (math.sqrt(3.2), "Divided by 5. One less than the number of draws is 4."),
                (4, "The root is missing."),
                (16, "That is the sum of the squares. Divide it by 4, then take the root."),
                (
                    math.sqrt(26) - math.sqrt(14),
                    "That is the difference of the two spreads. Take the differences first.",
                ),
                (math.sqrt(15.25), "The mean was not taken off first."),
            ],
            "spread_of_first_row": [
                (math.sqrt(20.8), "Divided by 5. One less than the number of draws is 4."),
                (26, "The root is missing."),
                (104, "That is the sum of the squares. Divide it by 4, then take the root."),
                (math.sqrt(14), "That is the second row."),
            ],
        },
    ),
}
