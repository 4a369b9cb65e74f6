"""Chapter 16: a loss that is a table, what a step costs, and the slope of a game."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.answers.exercises import Code, Exercise, Numbers

Array = np.ndarray[Any, np.dtype[np.float64]]

OUTPUTS, LABELS = np.array([0.2, 0.9, 0.6]), np.array([0.0, 1.0, 1.0])
TABLE = OUTPUTS[:, None] - LABELS
COLUMN = OUTPUTS - LABELS
WIDTHS, ROWS = (100, 60, 20, 5), 50
FORWARD = sum(a * b for a, b in pairwise(WIDTHS))  # products, for one row
WEIGHTS = FORWARD + sum(WIDTHS[1:])
KEPT = sum(WIDTHS) + WIDTHS[-1]  # numbers, for one row


def slope_of_a_game(fired: Array, losses: Array, p: float, earlier: float) -> float:
    """The slope of the mean loss in z, eq. 16.3, with the mean of earlier rounds as baseline."""
    return float(((losses - earlier) * (fired - p)).mean())


_GAMES = [
    (np.array([1.0, 0, 0, 0]), np.array([1.0, 4, 4, 4]), 0.25, 3.0),
    (np.array([1.0, 1, 0, 1, 0]), np.array([2.0, 0.5, 3, 1, 1]), 0.7, 1.2),
    (np.array([0.0, 1, 0, 1, 1, 0]), np.array([101.0, 103, 100, 102.5, 103, 101]), 0.4, 101.5),
]

EXERCISES: dict[str, Exercise] = {
    "16.1": Numbers(
        right={
            "loss_with_a_column": float((COLUMN**2).mean()),
            "loss_with_the_table": float((TABLE**2).mean()),
            "gradient_at_the_first_output_with_the_table": float(2 / 9 * TABLE[0].sum()),
            "loss_of_the_best_constant": float(LABELS.var()),
        },
        slips={
            "loss_with_a_column": [
                (float((COLUMN**2).sum()), "That is the sum of the three squares. Take their mean."),
                (float(abs(COLUMN).mean()), "That is the mean of the differences without their signs. Square them."),
                (float((TABLE**2).mean()), "That is the table's. With a column each output meets its own label alone."),
            ],
            "loss_with_the_table": [
                (float((COLUMN**2).mean()), "That is the column's. A table has three times three cells."),
                (float((TABLE**2).sum()), "That is the sum over the cells. Take their mean: nine of them."),
                (float((TABLE**2).sum() / 3), "The sum over nine cells is divided by nine, not by the three rows."),
            ],
            "gradient_at_the_first_output_with_the_table": [
                (float(2 / 3 * COLUMN[0]), "That is the column's. In the table this output meets three labels."),
                (float(2 / 3 * TABLE[0].sum()), "The mean runs over nine cells, not over three."),
                (float(1 / 9 * TABLE[0].sum()), "The 2 of the square is missing."),
                (float(-2 / 9 * TABLE[0].sum()), "The other sign: the output minus the label."),
                (float(2 / 9 * (OUTPUTS[0] - 1)), "The output meets three labels, and what arrives from each adds up."),
            ],
            "loss_of_the_best_constant": [
                (float(LABELS.mean()), "That is the constant itself. What is its loss?"),
                (0.25, "That is what 1/2 gets. The labels' mean gets less: 2 of the 3 labels are 1."),
                (1 / 3, "That is what the constant 1 gets. A mean of squares is least at the mean of the labels."),
            ],
        },
        look="Draw the table: outputs down, labels across, a difference in each cell.",
    ),
    "16.2": Numbers(
        right={
            "weights_and_biases": WEIGHTS,
            "bytes_kept": 4 * ROWS * KEPT,
            "way_back_over_way_forward": (2 * FORWARD - WIDTHS[0] * WIDTHS[1]) / FORWARD,
            "passes_of_nudging": 2 * WEIGHTS,
        },
        slips={
            "weights_and_biases": [
                (FORWARD, "Those are the weights. Each neuron has a bias, too."),
                (FORWARD + sum(WIDTHS), "The inputs have no biases."),
                (sum(WIDTHS), "Those are the numbers on the layers. A weight stands between two of them."),
            ],
            "bytes_kept": [
                (ROWS * KEPT, "Those are the numbers. Each takes 4 bytes."),
                (4 * KEPT, "That is one row. There are 50."),
                (4 * ROWS * sum(WIDTHS), "The loss keeps outputs and targets, so the last layer counts twice."),
                (
                    4 * ROWS * (KEPT - WIDTHS[0]),
                    "The inputs are what came in at the first layer: they are kept as well.",
                ),
                (4 * ROWS * (KEPT - 2 * WIDTHS[-1]), "The loss needs the outputs and the targets for its slope."),
                (8 * ROWS * KEPT, "In 32 bits a number takes 4 bytes."),
            ],
            "way_back_over_way_forward": [
                (2, "That is the most that it can be. The first layer hands nothing on, which saves a product."),
                (1, "Each layer has two products on the way back, but for one of them."),
                (
                    (2 * FORWARD - WIDTHS[-2] * WIDTHS[-1]) / FORWARD,
                    "It is the first layer that hands nothing on, not the last.",
                ),
                (2 / 3, "Layers are not equally wide. Count the products."),
                (5 / 3, "That would be so if the three layers were equally much work. Count the products."),
            ],
            "passes_of_nudging": [
                (WEIGHTS, "To both sides: two passes for each."),
                (2 * FORWARD, "The biases are nudged as well."),
            ],
        },
        look="Count one layer at a time: 100 × 60, 60 × 20, 20 × 5.",
        follows={"passes_of_nudging": ("weights_and_biases", lambda answer: 2 * answer["weights_and_biases"])},
    ),
    "16.3": Code(
        reference=slope_of_a_game,
        inputs=_GAMES,
        slips=[
            (
                lambda fired, losses, p, earlier: (losses * (fired - p)).mean(),
                "Right on average, and loud: take the mean of earlier losses off each loss first.",
            ),
            (
                lambda fired, losses, p, earlier: ((losses - losses.mean()) * (fired - p)).mean(),
                "It takes off a mean of these very rounds, of losses or coins. That makes the estimate too small "
                "by one part in N. Take `earlier` off the losses, and p off the coins.",
            ),
            (
                lambda fired, losses, p, earlier: ((losses - earlier) * fired).mean(),
                "A round in which it did not fire counts as well, with 0 − p.",
            ),
            (
                lambda fired, losses, p, earlier: (losses * fired).mean(),
                "A round in which it did not fire counts as well, with 0 − p. And `earlier` is taken off each loss.",
            ),
            (
                lambda fired, losses, p, earlier: -slope_of_a_game(fired, losses, p, earlier),
                "The other sign: the coin minus its probability, and the loss minus the earlier mean.",
            ),
            (
                lambda fired, losses, p, earlier: slope_of_a_game(fired, losses, p, earlier) * len(fired),
                "That is the sum over the rounds. The slope is their mean.",
            ),
            (
                lambda fired, losses, p, earlier: (losses - earlier) * (fired - p),
                "One number for each round. What is asked for is their mean.",
            ),
            (
                lambda fired, losses, p, earlier: (losses - earlier).mean(),
                "Where is the coin? Each loss is multiplied by what was thrown minus p.",
            ),
            (
                lambda fired, losses, p, earlier: slope_of_a_game(fired, losses, p, earlier) * p * (1 - p),
                "The slope p(1 − p) is in b − p already: ln p has the slope 1 − p in z.",
            ),
            (
                lambda fired, losses, p, earlier: (
                    (losses - earlier) * np.where(fired == 1, 1 / p, -1 / (1 - p))
                ).mean(),
                "That is the slope in p. The one in z is asked for: b − p.",
            ),
        ],
    ),
}
