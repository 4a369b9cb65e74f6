"""Chapter 10: a start at zero, an epoch in minibatches, what a step promises, six patients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import nan
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays
from autograd_lab.answers.ch08 import forward
from autograd_lab.answers.ch09 import network_backward
from autograd_lab.answers.exercises import Code, Exercise, Numbers
from autograd_lab.answers.ward import FAULTS, PATIENTS

Array = np.ndarray[Any, np.dtype[np.float64]]
Parameters = tuple[list[Array], list[Array]]


def _gradients(X: Array, Y: Array, Ws: list[Array], bs: list[Array]) -> Parameters:
    """(dWs, dbs) of a sigmoid network, eq. 9.3 and 9.4."""
    return network_backward(Y, Ws, forward(X, Ws, bs))


@dataclass(frozen=True)
class Slip:
    """What an epoch does otherwise than it should; without arguments, nothing."""

    sign: float = -1
    drop_last: bool = False
    ordered: bool = True
    own_targets: bool = True
    by_all_rows: bool = False
    biases: bool = True
    from_the_start: bool = False
    first_only: bool = False


NO_SLIP = Slip()


def one_epoch(
    X: Array,
    Y: Array,
    Ws: list[Array],
    bs: list[Array],
    rate: float,
    batch_size: int,
    order: Array,
    slip: Slip = NO_SLIP,
) -> Parameters:
    """(Ws, bs) after one step for each batch of `order`, with the slip that is given."""
    new_Ws, new_bs = [W.copy() for W in Ws], [b.copy() for b in bs]
    for at in range(0, len(order), batch_size):
        rows = (order if slip.ordered else np.arange(len(order)))[at : at + batch_size]
        if (slip.drop_last and len(rows) < batch_size) or (slip.first_only and at):
            continue
        targets = Y[rows] if slip.own_targets else Y[at : at + batch_size]
        dWs, dbs = _gradients(X[rows], targets, *((Ws, bs) if slip.from_the_start else (new_Ws, new_bs)))
        factor = slip.sign * rate * (len(rows) / len(X) if slip.by_all_rows else 1)
        for k in range(len(Ws)):
            new_Ws[k] += factor * dWs[k]
            if slip.biases:
                new_bs[k] += factor * dbs[k]
    return new_Ws, new_bs


def _with(**changes: Any) -> Callable[..., Any]:
    """`one_epoch` with a slip."""
    return partial(one_epoch, slip=Slip(**changes))


def _case(seed: int, n: int, batch_size: int, *widths: int) -> tuple[str, tuple[Any, ...]]:
    rng = np.random.default_rng(seed)
    Ws = [np.round(rng.normal(size=shape), 2) for shape in pairwise(widths)]
    bs = [np.round(rng.normal(size=width), 2) for width in widths[1:]]
    X, Y = np.round(rng.normal(size=(n, widths[0])), 2), rng.integers(0, 2, (n, widths[-1])).astype(float)
    called = f"a network {'-'.join(map(str, widths))}, {n} rows in batches of {batch_size}"
    return called, (X, Y, Ws, bs, 0.5, batch_size, rng.permutation(n))


_FAULT_LOOK = "Go through the eight checks again: which number is the first that a healthy network does not have?"


def _wrong_diagnoses(letter: str) -> list[tuple[float, str]]:
    """Each wrong diagnosis of this patient, with the reply to it."""
    said = {
        1: "Gradients that are not zeroed give the shares 1, 2, 3, 4.",
        2: "Equal neurons show in check 7.",
        3: "Uphill, the shares would be −1.",
        4: "Check 1 tells how large the inputs are.",
        5: "Check 5 lists what a step leaves where it was. Is an array there?",
        6: "Check 2 tells whether the targets go with the rows.",
        7: "A forgotten slope makes some gradients disagree with nudging, in check 6.",
        8: "A rate that is far too large does not show in the shares, which take a small one; check 8 uses the "
        "network's.",
    }
    return [(fault, said[fault]) for fault in FAULTS if fault != PATIENTS[letter]]


def share_kept(before: float, after: float, rate: float, gradients: list[Array]) -> float:
    """The share of its promise that a step has kept, eq. 10.3; nan where nothing was promised."""
    return _kept(before, after, rate, gradients)


def _kept(
    before: float,
    after: float,
    rate: float,
    gradients: list[Array],
    sign: float = 1,
    upside_down: bool = False,
    squares: Callable[[Array], Array] = lambda g: g**2,
    rate_power: int = 1,
    root: bool = False,
    mean: bool = False,
    first_only: bool = False,
    nothing: float = nan,
) -> float:
    entries = np.concatenate([squares(g).ravel() for g in (gradients[:1] if first_only else gradients)])
    total = float(entries.mean() if mean else entries.sum())
    promised = rate**rate_power * (total**0.5 if root else total)
    if not promised:
        return nothing
    return sign * (promised / (before - after) if upside_down else (before - after) / promised)


def _share(**slip: Any) -> Callable[..., float]:
    """`share_kept` with a slip."""
    return partial(_kept, **slip)


_SIGN = "The update adds. It has to go against the gradient."
EXERCISES: dict[str, Exercise] = {
    "10.1": Numbers(
        right={
            "L": 7 / 16,
            "output_bias": 3 / 16,
            "weight_into_output": 3 / 32,
            "weight_into_hidden": 0,
            "different_neurons": 1,
            "bias_moves": 1,
        },
        slips={
            "L": [
                (7 / 4, "That is the sum of the four squares. L is their mean."),
                (5 / 8, "That is the mean of the four sizes. They are squared before they are added."),
                (9 / 16, "That is the square of a row whose target is 0. One target is 1."),
                (1 / 4, "That would be the loss if the output said 1/2. Its bias is ln 3, so it says 3/4."),
            ],
            "output_bias": [
                (1 / 8, "That would be right if the output said 1/2. Its bias is ln 3, so it says 3/4."),
                (-3 / 16, "The sign: the residual is what it says minus the target."),
                (3 / 64, "You took the mean over the rows. The 1/4 is inside δ already: add."),
                (
                    3 / 4,
                    "Either the 1/4 of the mean is missing, or the 2 and the slope are: δ is 2/4 · residual · slope.",
                ),
                (1, "The slope of the output's σ is missing."),
                (3 / 32, "The slope of r² is 2r."),
                (15 / 64, "That is the sum of the four sizes. One of the four δ is negative."),
                (9 / 16, "Your slope is a². It is a (1 − a)."),
                (1 / 4, "Your slope is 1/4, that of a neuron that says 1/2. The output says 3/4."),
                (9 / 128, "That is the δ of one row. The bias gets the sum of all four."),
            ],
            "weight_into_output": [
                (3 / 16, "That is the bias's gradient. A weight gets what came in times δ, and 1/2 came in."),
                (
                    9 / 64,
                    "That has the output's own 3/4 in it. What came in at this weight is what a hidden neuron says.",
                ),
                (0, "What comes into these weights is σ(0), and that is not 0."),
            ],
            "weight_into_hidden": [
                (3 / 64, "Through which weights would that δ come back? They are 0."),
                (3 / 128, "Through which weights would that δ come back? They are 0."),
            ],
            "different_neurons": [
                (3, "They have had the same gradients at each step. What could have told them apart?"),
                (0, "There are hidden neurons. The question is how many different ones."),
            ],
            "bias_moves": [(0, "Its gradient is not 0 here, so it moves at the first step.")],
        },
        follows={"weight_into_output": ("output_bias", lambda a: a["output_bias"] / 2)},
        look="Follow one row through the zeros: what does each neuron say, and what comes back?",
    ),
    "10.2": Arrays(
        reference=one_epoch,
        parts=("Ws", "bs"),
        inputs=[_case(1, 6, 2, 2, 3, 1), _case(2, 7, 3, 3, 4, 2), _case(3, 4, 1, 2, 1)],
        slips=[
            (_with(sign=1), _SIGN),
            (
                _with(sign=0),
                "Nothing has moved. Write `W -= rate * dW`: `W = W - rate * dW` only gives a new array the name W.",
            ),
            (
                _with(drop_last=True),
                "Right where the batches come out even. The last, shorter batch is lost.",
            ),
            (
                _with(ordered=False),
                "The rows are taken as they stand. `order` says which come first.",
            ),
            (
                _with(own_targets=False),
                "The rows follow `order`, their targets do not: take Y[rows].",
            ),
            (
                _with(by_all_rows=True),
                "Each step is too short: divide by the rows of the batch, not by all.",
            ),
            (_with(biases=False), "The weights are right. The biases have not moved."),
            (
                _with(from_the_start=True),
                "All gradients are those of the first place. Each batch starts where the one before has ended.",
            ),
            (_with(first_only=True), "One step only. Is the `return` inside the loop?"),
        ],
    ),
    "10.3": Code(
        reference=share_kept,
        inputs=[
            (5.0, 4.25, 0.3, [np.array([[1.0, -2.0], [0.0, 3.0]]), np.array([2.0, 0.0])]),
            (0.7, 0.9, 0.05, [np.array([[0.5, -1.5, 2.0]])]),
            (0.25, 0.25, 4.0, [np.zeros((2, 3)), np.zeros(3)]),
        ],
        slips=[
            (_share(sign=-1), "The sign: a loss that falls has kept its promise, so before − after stands above."),
            (_share(upside_down=True), "It stands on its head: what happened is divided by what was promised."),
            (_share(squares=np.abs), "You added up the sizes of the entries. Each promises with its square."),
            (_share(squares=lambda g: g), "You added up the entries themselves. Each promises with its square."),
            (_share(rate_power=0), "The rate is missing: a short step promises little."),
            (_share(rate_power=2), "The rate is in it twice. The step has one rate, and the slope along it has none."),
            (_share(root=True), "That is the length of the gradient. The promise has its square."),
            (_share(mean=True), "That takes a mean of the squares. Each of them adds to the promise."),
            (_share(first_only=True), "That is the first array alone. All arrays promise."),
            (_share(nothing=0.0), "Right where something was promised. When all gradients are 0, return nan."),
        ],
    ),
    "10.4": Numbers(
        right={"promised": 2, "share": 2 / 5, "curvature": 12, "best_rate": 1 / 12, "nothing_gained": 1 / 6},
        slips={
            "promised": [
                (20, "That is the sum of the squares. The rate is missing: a short step promises little."),
                (0.447214, "That has the length of the gradient in it. The promise has its square."),
                (0, "You added the entries. It is their squares that add up."),
                (0.8, "That is how far the loss has fallen, or the sum of the sizes. It is the squares that add up."),
                (0.2, "The rate is in it twice."),
                (1 / 3, "That is the mean of the squares. Each of them adds to the promise."),
                (1.1, "Those are the squares of the matrix alone. The bias promises as well."),
            ],
            "share": [
                (-2 / 5, "A fall of the loss counts as positive: before − after."),
                (5 / 2, "What happened stands above, what was promised below."),
                (4 / 5, "That is how far it has fallen. Divide by what was promised."),
                (3 / 5, "That is the share that was not kept."),
            ],
            "curvature": [(6, "The share is 1 − ηc/2. The 2 has been lost."), (1.2, "That is ηc. Divide by the rate.")],
            "best_rate": [
                (12, "That is the curvature. The best rate is 1/c."),
                (1 / 6, "That is where the share is 0."),
            ],
            "nothing_gained": [(1 / 12, "That is the best rate, where a half is kept. Where is nothing kept?")],
        },
        follows={
            "share": ("promised", lambda a: 0.8 / a["promised"]),
            "curvature": ("share", lambda a: 2 * (1 - a["share"]) / 0.1),
            "best_rate": ("curvature", lambda a: 1 / a["curvature"]),
            "nothing_gained": ("curvature", lambda a: 2 / a["curvature"]),
        },
        look="Go from the top: squares, promise, share, curvature.",
    ),
    "10.5": Numbers(
        right=PATIENTS,
        slips={letter: _wrong_diagnoses(letter) for letter in PATIENTS},
        look=_FAULT_LOOK,
    ),
}
