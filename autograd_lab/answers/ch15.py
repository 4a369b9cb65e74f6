"""Chapter 15: what stands in `.grad`, the same step in another framework, and a loop written in it.

The references are NumPy, so that nothing here needs PyTorch: a loop is right when its numbers are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays
from autograd_lab.answers.exercises import Exercise, Numbers

Array = np.ndarray[Any, np.dtype[np.float64]]
Descent = tuple[Array, Array]


@dataclass(frozen=True)
class Slip:
    """What the loop does otherwise than it should; without arguments, nothing.

    kept   gradients are never cleared          moves  False: no step is made
    table  outputs against all labels           late   the loss is noted after the step
    up     the step goes with the gradient      total  the loss is a sum over the rows
    first  the W1 that is returned is the one at the start
    """

    kept: bool = False
    moves: bool = True
    table: bool = False
    late: bool = False
    up: bool = False
    total: bool = False
    first: bool = False


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
        share = 1 if slip.total else off.size
        losses.append(float((off**2).sum() / share))
        delta = 2 / share * off.sum(axis=1, keepdims=True)
        back = (delta @ V.T) * (Z > 0)
        gradients = [X.T @ back, back.sum(axis=0), A.T @ delta, delta.sum(axis=0)]
        if step == steps:
            break
        for k, gradient in enumerate(gradients):
            sums[k] = sums[k] + gradient if slip.kept else gradient
            if slip.moves:
                weights[k] = weights[k] + (lr if slip.up else -lr) * sums[k]
    return np.array(losses[slip.late :]), np.array(W1) if slip.first else weights[0]


def _with(**changes: Any) -> Callable[..., Any]:
    """`descend` with slips."""
    return partial(descend, slip=Slip(**changes))


_TABLE = "Every output is held against every label: y is (N,), the outputs are (N, 1). Make a column of y."
_KEPT = "The gradients of earlier steps are still in .grad: nobody clears them."
_SLIPS: list[tuple[dict[str, bool], str]] = [
    ({"kept": True}, f"The first steps are right and then it goes astray. {_KEPT}"),
    (
        {"moves": False},
        "Nothing moves: no gradient was asked for, or nobody makes a step of it. Which line is missing?",
    ),
    ({"table": True}, _TABLE),
    ({"late": True}, "W1 is right. Each loss is the one after its step: note it before."),
    ({"up": True}, "It climbs: the step goes against the gradient."),
    (
        {"total": True},
        "The loss is the sum over the rows, and a mean is asked for: the first loss is N times too large.",
    ),
    ({"first": True}, "The losses are right. The W1 that comes back is the one you were given: return the leaf."),
    ({"table": True, "kept": True}, f"Two things at once. {_TABLE} And: {_KEPT[0].lower()}{_KEPT[1:]}"),
    ({"table": True, "total": True}, f"Two things at once. {_TABLE} And the loss is a sum where a mean is asked for."),
    ({"total": True, "kept": True}, f"Two things at once. The loss is a sum where a mean is asked for. And: {_KEPT}"),
    (
        {"late": True, "first": True},
        "Two things at once. Note each loss before its step, and return the leaf, not the W1 given.",
    ),
]


def _starts(seed: int, rows: int, lr: float, steps: int) -> tuple[str, tuple[Any, ...]]:
    """A trial: its name, and its arguments as numbers with two decimals, so that it can be read."""
    rng = np.random.default_rng(seed)

    def draw(*shape: int) -> Array:
        return np.round(rng.normal(size=shape), 2)

    labels = (np.arange(rows) % 2).astype(float)
    weights = draw(2, 4), draw(4) + 0.5, draw(4, 1), draw(1)
    return f"{rows} rows, {steps} steps at the rate {lr}", (draw(rows, 2), labels, *weights, lr, steps)


EXERCISES: dict[str, Exercise] = {
    "15.1": Numbers(
        right={"two_sweeps": 24, "one_factor_detached": 6, "in_the_middle": 5, "made_without_a_graph": 7},
        slips={
            "two_sweeps": [
                (12, "That is one sweep. What does the second do to what is there already?"),
                (36, "That is the loss. The gradient of w · w is 2w."),
                (72, "That is twice the loss. Two gradients are added, each 2w."),
                (6, "A single arrow brings 6, and two arrows lead to w, in each of two sweeps."),
            ],
            "one_factor_detached": [
                (12, "That is with both arrows. Nothing goes back through detach()."),
                (0, "One of the two factors is detached. The other still leads to w."),
                (1, "The slope along an arrow of a product is the other factor."),
                (36, "That is the loss."),
            ],
            "in_the_middle": [
                (60, "That is what arrives at w. How far does the loss move for each unit of m?"),
                (12, "That is the slope of m in w. The other way: of the loss in m."),
                (180, "That is the loss. How far does it move for each unit of m?"),
                (1, "The loss is five times m."),
            ],
            "made_without_a_graph": [
                (19, "That counts the product, too. It was made under no_grad, and remembers nothing."),
                (12, "It is the other way round: the product has no memory, and 7 · w has."),
                (0, "Only the product was made under no_grad. What about 7 · w?"),
                (42, "That is 7 · w itself. Its slope is asked for."),
            ],
        },
        look="Draw the graph, and walk back along each arrow that has a memory.",
    ),
    "15.2": Numbers(
        right={
            "shape_of_W1": (5, 6),
            "shape_of_W2": (3, 5),
            "shape_of_the_gradient_of_W2": (3, 5),
            "MSELoss_where_L_is_0.6": 0.2,
            "gradient_of_a_bias_where_ours_is_0.12": 0.04,
            "rate_that_takes_the_same_steps": 0.3,
        },
        slips={
            "shape_of_W1": [((6, 5), "That is how this course stores it. PyTorch's is (n_out, n_in).")],
            "shape_of_W2": [((5, 3), "That is how this course stores it. PyTorch's is (n_out, n_in).")],
            "shape_of_the_gradient_of_W2": [
                ((5, 3), "A gradient has the shape of its weight, and PyTorch's weight is (n_out, n_in)."),
                ((32, 3), "That is δ. The sum has run over the 32 rows."),
            ],
            "MSELoss_where_L_is_0.6": [
                (1.8, "The other way round: MSELoss divides by more."),
                (0.6 / 32, "The rows divide both losses. What else does MSELoss divide by?"),
                (0.6 / 96, "The rows divide both losses already. Only the outputs are new."),
                (0.6, "It divides by the outputs too, and there are three."),
            ],
            "gradient_of_a_bias_where_ours_is_0.12": [
                (0.12, "The loss is another multiple, so each of its slopes is too."),
                (0.36, "The other way round: MSELoss is the smaller one."),
                (0.12 / 32, "The rows divide both losses. What else does MSELoss divide by?"),
            ],
            "rate_that_takes_the_same_steps": [
                (0.1 / 3, "The gradient has become smaller. What must the rate do, so that the product stays?"),
                (0.1, "With a smaller gradient the same rate makes a smaller step."),
            ],
        },
        look="How many outputs has 6-5-3, and what is divided by them?",
    ),
    "15.3": Arrays(
        reference=descend,
        inputs=[_starts(1, 6, 0.05, 4), _starts(2, 4, 0.1, 3), _starts(3, 8, 0.02, 6)],
        parts=("losses", "W1"),
        slips=[(_with(**changes), why) for changes, why in _SLIPS],
    ),
}
