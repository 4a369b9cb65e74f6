"""Chapter 14: when to stop, prices on weights, and comparing in pairs."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_lab.answers.arrays import Arrays
from autograd_lab.answers.exercises import Code, Exercise, Numbers, changed

Floats = NDArray[np.float64]
Ends = tuple[int, int]


def _step(w: Floats, g: Floats, rate: float, l2: float, l1: float) -> Floats:
    return w - rate * (g + l2 * w + l1 * np.sign(w))


def _stop(losses: list[float], patience: int, lower: Callable[[float, float], bool] = operator.lt) -> Ends:
    lowest, kept, epoch = math.inf, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if lower(loss, lowest):
            lowest, kept = loss, epoch
        if epoch - kept >= patience:
            break
    return epoch, kept


def _against_the_one_before(losses: list[float], patience: int) -> Ends:
    kept, epoch = 1, 1
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[epoch - 2]:
            kept = epoch
        if epoch - kept >= patience:
            break
    return epoch, kept


def _sees_the_future(losses: list[float], patience: int) -> Ends:
    kept = losses.index(min(losses)) + 1
    return min(kept + patience, len(losses)), kept


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
    "14.3": Code(
        reference=_stop,
        inputs=[
            ([2.0, 1.4, 1.1, 0.9, 0.8, 0.85, 0.82, 0.79, 0.81, 0.84, 0.86, 0.83], 2),
            ([2.0, 1.4, 1.1, 0.9, 0.8, 0.85, 0.82, 0.79, 0.81, 0.84, 0.86, 0.83], 3),
            ([1.0, 1.2, 1.1, 1.3, 1.2, 1.4, 1.3, 0.2], 4),
            ([3.0, 2.0, 1.0], 5),
            ([1.0, 1.0, 1.0, 1.0], 2),
            ([1.0, 1.1, 1.2, 1.3, 0.5], 2),
        ],
        slips=[
            (
                changed(_stop, lambda stops, kept: (stops, stops)),
                "It keeps the weights of the epoch at which it stops, not those of the lowest loss.",
            ),
            (
                _against_the_one_before,
                "Each loss is compared with the one before it. The lowest so far is what counts.",
            ),
            (_sees_the_future, "It knows the lowest loss before the training has come there."),
            (lambda losses, patience: _stop(losses, patience + 1), "It waits one epoch too long."),
            (changed(_stop, lambda stops, kept: (stops - 1, kept - 1)), "Epochs are counted from 1."),
            (
                lambda losses, patience: (len(losses), losses.index(min(losses)) + 1),
                "It runs to the end of the list, however old the lowest loss is.",
            ),
            (partial(_stop, lower=operator.le), "Of two equal losses the earlier one is kept: < in place of <=."),
            (
                changed(_stop, lambda stops, kept: (kept, stops)),
                "The two numbers are exchanged: first where it stops, then what it keeps.",
            ),
        ],
        tolerance=0.0,
    ),
    "14.4": Numbers(
        right={"mean_difference": 2, "spread_of_differences": 1, "spread_of_first_row": math.sqrt(26)},
        slips={
            "mean_difference": [
                (10, "That is their sum. There are five draws."),
                (-2, "With the remedy minus without it."),
            ],
            "spread_of_differences": [
                (math.sqrt(0.8), "Divided by 5. One less than the number of draws is 4."),
                (4, "That is the sum of the squares. Divide it by 4, then take the root."),
            ],
            "spread_of_first_row": [
                (math.sqrt(20.8), "Divided by 5. One less than the number of draws is 4."),
                (26, "The root is missing."),
                (104, "That is the sum of the squares. Divide it by 4, then take the root."),
                (math.sqrt(19), "That is the second row."),
            ],
        },
    ),
}
