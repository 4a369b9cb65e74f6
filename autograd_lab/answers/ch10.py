"""Chapter 10: a start at zero, an epoch in minibatches, what a step promises, six patients, gradients not zeroed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays
from autograd_lab.answers.ch08 import forward
from autograd_lab.answers.ch09 import network_backward
from autograd_lab.answers.exercises import Exercise, Numbers
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


_FAULT_LOOK = "Go through the eight looks once more: which is the first number that a healthy network does not have?"


def _wrong_diagnoses(letter: str) -> list[tuple[float, str]]:
    """Each wrong diagnosis of this patient, with the reply to it."""
    said = {
        1: "Gradients that are not zeroed give the shares 1, 2, 3, 4.",
        2: "Equal neurons show in look 7.",
        3: "Uphill, the shares would be −1.",
        4: "Look 1 tells how large the inputs are.",
        5: "Look 5 lists what a step moves. Are all four there?",
        6: "Look 2 tells whether the targets go with the rows.",
        7: "A forgotten slope makes some gradients disagree with nudging, in look 6.",
        8: "The shares are taken with a small rate; look 8 uses the network's own.",
    }
    return [(fault, said[fault]) for fault in FAULTS if fault != PATIENTS[letter]]


_SIGN = "The update adds. It has to go against the gradient."
EXERCISES: dict[str, Exercise] = {
    "10.1": Numbers(
        right={
            "L": 1 / 4,
            "output_bias": 1 / 8,
            "weight_into_output": 1 / 16,
            "weight_into_hidden": 0,
            "different_neurons": 1,
            "bias_moves": 1,
        },
        slips={
            "L": [
                (1, "That is the sum of the four squares. L is their mean."),
                (1 / 2, "That is the residual's size. It is squared."),
            ],
            "output_bias": [
                (0, "For XOR it is 0. Here three targets are 0 and one is 1."),
                (-1 / 8, "The sign: the residual is what it says minus the target."),
                (1 / 32, "You took the mean over the rows. The 1/4 is inside δ already: add."),
                (1 / 2, "The slope of the output's σ is missing."),
                (1 / 16, "The slope of r² is 2r."),
                (1 / 4, "That is the sum of the four sizes. One of the four δ is negative."),
            ],
            "weight_into_output": [
                (1 / 8, "That is the bias's gradient. A weight gets what came in times δ, and 1/2 came in."),
                (0, "What comes into these weights is σ(0), and that is not 0."),
            ],
            "weight_into_hidden": [
                (1 / 32, "Through which weights would that δ come back? They are 0."),
                (1 / 64, "Through which weights would that δ come back? They are 0."),
            ],
            "different_neurons": [
                (3, "They have had the same gradients at each step. What could have told them apart?"),
                (0, "There are hidden neurons. The question is how many different ones."),
            ],
            "bias_moves": [(0, "Its gradient is not 0 here, so it moves at the first step.")],
        },
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
    "10.3": Numbers(
        right={"promised": 3, "share": 1 / 4, "bend": 5, "best_rate": 1 / 5, "nothing_gained": 2 / 5},
        slips={
            "promised": [
                (10, "That is the sum of the squares. The rate is missing: a short step promises little."),
                (0.948683, "That has the length of the gradient in it. The promise has its square."),
                (0.6, "You added the entries. It is their squares that add up."),
                (1.8, "You added the sizes. It is the squares that add up."),
                (0.9, "The rate is in it twice."),
                (0.5, "That is the mean of the squares. Each of them adds to the promise."),
                (0.75, "That is how far the loss has fallen. How far should it have?"),
            ],
            "share": [
                (-1 / 4, "A fall of the loss counts as positive: before − after."),
                (4, "What happened stands above, what was promised below."),
                (3 / 4, "That is how far it has fallen. Divide by what was promised."),
            ],
            "bend": [(2.5, "The share is 1 − ηc/2. The 2 has been lost.")],
            "best_rate": [(5, "That is the bend. The best rate is 1/c."), (0.4, "That is where the share is 0.")],
            "nothing_gained": [(0.2, "That is the best rate, where a half is kept. Where is nothing kept?")],
        },
        look="Go from the top: squares, promise, share, bend.",
    ),
    "10.4": Numbers(
        right=PATIENTS,
        slips={letter: _wrong_diagnoses(letter) for letter in PATIENTS},
        look=_FAULT_LOOK,
    ),
    "10.5": Numbers(
        right={"rate_0.1": (4, 4, 4, 4, 4), "rate_0.15": (4, 16, 4, 4, 16)},
        slips={
            "rate_0.1": [((4, 4, 0, 4, 4), "Add up the residuals once more: the sum includes the one of this step.")],
            "rate_0.15": [
                ((4, 16, 64, 256, 1024), "That is with zeroing. The sum of the residuals is what moves it here."),
                ((2, -4, 2, 2, -4), "These are the residuals. The loss is the square."),
            ],
        },
        look="Keep book: residual, sum so far, then the residual less 20·rate times the sum.",
    ),
}
