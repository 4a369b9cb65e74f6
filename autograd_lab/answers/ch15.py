"""Chapter 15: the same step in another framework, a loop written in it, and the slope of a game.

The references are NumPy, so that nothing here needs PyTorch: a loop is right when its numbers are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays
from autograd_lab.answers.exercises import Code, Exercise, Numbers

Array = np.ndarray[Any, np.dtype[np.float64]]
Descent = tuple[Array, Array]


@dataclass(frozen=True)
class Slip:
    """What the loop does otherwise than it should; without arguments, nothing.

    kept   gradients are never cleared          moves  False: no step is made
    table  outputs against all labels           late   the loss is noted after the step
    up     the step goes with the gradient
    """

    kept: bool = False
    moves: bool = True
    table: bool = False
    late: bool = False
    up: bool = False


NO_SLIP = Slip()


def descend(
    X: Array,
    y: Array,
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    lr: float,
    steps: int,
    slip: Slip = NO_SLIP,
) -> Descent:
    """(the loss before each step, the last W1) of gradient descent on the mean square, with one ReLU layer."""
    weights = [np.array(array) for array in (W1, b1, W2, b2)]
    sums = [np.zeros_like(array) for array in weights]
    Y = np.broadcast_to(y, (len(y), len(y))) if slip.table else y[:, None]
    losses = []
    for step in range(steps + slip.late):
        U, c, V, d = weights
        Z = X @ U + c
        A = np.maximum(Z, 0)
        off = A @ V + d - Y
        losses.append(float((off**2).mean()))
        delta = 2 / off.size * off.sum(axis=1, keepdims=True)
        back = (delta @ V.T) * (Z > 0)
        gradients = [X.T @ back, back.sum(axis=0), A.T @ delta, delta.sum(axis=0)]
        if step == steps:
            break
        for k, gradient in enumerate(gradients):
            sums[k] = sums[k] + gradient if slip.kept else gradient
            if slip.moves:
                weights[k] = weights[k] + (lr if slip.up else -lr) * sums[k]
    return np.array(losses[slip.late :]), weights[0]


def _with(**changes: Any) -> Callable[..., Any]:
    """`descend` with a slip."""
    return partial(descend, slip=Slip(**changes))


def _starts(seed: int, rows: int, lr: float, steps: int) -> tuple[str, tuple[Any, ...]]:
    """A trial: its name, and its arguments as numbers with two decimals, so that it can be read."""
    rng = np.random.default_rng(seed)

    def draw(*shape: int) -> Array:
        return np.round(rng.normal(size=shape), 2)

    labels = (np.arange(rows) % 2).astype(float)
    weights = draw(2, 4), draw(4) + 0.5, draw(4, 1), draw(1)
    return f"{rows} rows, {steps} steps at the rate {lr}", (draw(rows, 2), labels, *weights, lr, steps)


def slope_of_a_game(fired: Array, losses: Array, p: float) -> float:
    """The slope of the mean loss in z, eq. 15.5, with the mean loss as baseline."""
    return float(((losses - losses.mean()) * (fired - p)).mean())


_GAMES = [
    (np.array([1.0, 0, 0, 0]), np.array([1.0, 4, 4, 4]), 0.25),
    (np.array([1.0, 1, 0, 1, 0]), np.array([2.0, 0.5, 3, 1, 1]), 0.7),
    (np.array([0.0, 1, 0, 1, 1, 0]), np.array([101.0, 103, 100, 102.5, 103, 101]), 0.4),
]

EXERCISES: dict[str, Exercise] = {
    "15.1": Numbers(
        right={
            "shape_of_W1": (5, 6),
            "shape_of_W2": (2, 5),
            "shape_of_the_gradient_of_W2": (2, 5),
            "MSELoss_where_L_is_0.6": 0.3,
            "gradient_of_a_bias_where_ours_is_0.08": 0.04,
            "rate_that_takes_the_same_steps": 0.2,
        },
        slips={
            "shape_of_W2": [((5, 2), "That is how this course stores it. PyTorch's is (n_out, n_in).")],
            "shape_of_the_gradient_of_W2": [
                ((5, 2), "A gradient has the shape of its weight, and PyTorch's weight is (n_out, n_in)."),
                ((32, 2), "That is δ. The sum has run over the 32 rows."),
            ],
            "MSELoss_where_L_is_0.6": [
                (1.2, "The other way round: MSELoss divides by more."),
                (0.6 / 32, "The rows divide both losses. What else does MSELoss divide by?"),
                (0.6, "It divides by the outputs too, and there are two."),
            ],
            "gradient_of_a_bias_where_ours_is_0.08": [
                (0.08, "The loss is another multiple, so each of its slopes is too."),
                (0.16, "The other way round: MSELoss is the smaller one."),
            ],
            "rate_that_takes_the_same_steps": [
                (0.05, "The gradient has become smaller. What must the rate do, so that the product stays?"),
                (0.1, "With a smaller gradient the same rate makes a smaller step."),
            ],
        },
        look="How many outputs has 6-5-2, and what is divided by them?",
    ),
    "15.2": Arrays(
        reference=descend,
        inputs=[_starts(1, 6, 0.05, 4), _starts(2, 4, 0.1, 3), _starts(3, 8, 0.02, 6)],
        parts=("losses", "W1"),
        slips=[
            (
                _with(kept=True),
                "The first steps are right and then it goes astray: the gradients of earlier steps are still in .grad.",
            ),
            (
                _with(moves=False),
                "Nothing moves: either no gradient was asked for, or nobody makes a step of it. Which line is missing?",
            ),
            (
                _with(table=True),
                "Every output is held against every label: y is (N,), the outputs are (N, 1). Make a column of y.",
            ),
            (
                _with(late=True),
                "W1 is right. Each loss is the one after its step: note it before.",
            ),
            (_with(up=True), "It climbs: the step goes against the gradient."),
        ],
    ),
    "15.3": Code(
        reference=slope_of_a_game,
        inputs=_GAMES,
        slips=[
            (
                lambda fired, losses, p: (losses * (fired - p)).mean(),
                "Right on average, and loud: subtract the mean of the losses first.",
            ),
            (
                lambda fired, losses, p: (losses * fired).mean(),
                "A round in which it did not fire counts as well, with 0 − p.",
            ),
            (
                lambda fired, losses, p: -slope_of_a_game(fired, losses, p),
                "The other sign: the coin minus its probability, and the loss minus its mean.",
            ),
            (
                lambda fired, losses, p: slope_of_a_game(fired, losses, p) * len(fired),
                "That is the sum over the rounds. The slope is their mean.",
            ),
            (
                lambda fired, losses, p: (losses - losses.mean()) * (fired - p),
                "One number for each round. What is asked for is their mean.",
            ),
            (
                lambda fired, losses, p: (losses - losses.mean()).mean(),
                "Where is the coin? Each loss is multiplied by what was thrown minus p.",
            ),
        ],
    ),
}
