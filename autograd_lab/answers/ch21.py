"""Chapter 21: a softmax row by hand, who can be seen from where, and what comes back past three blocks and a norm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays, readable_normals
from autograd_lab.answers.exercises import Exercise, Numbers
from autograd_lab.tensor.tensor import Tensor

Array = np.ndarray[Any, np.dtype[np.float64]]
Table = np.ndarray[Any, np.dtype[np.bool_]]
Map = Callable[[Tensor], Tensor]  # rows (T, d) -> rows (T, m)


def dependencies(f: Map, x: Array) -> Table:
    """The table (T, T) that is True at [i, j] where row i of f(x) depends on row j of x."""
    return np.array([_row_gradient(f, x, [i]) for i in range(len(x))])


def _row_gradient(f: Map, x: Array, rows: list[int]) -> Table:
    """Which rows of x get a gradient from these rows of f(x)."""
    given = Tensor(x, requires_grad=True)
    out = f(given)
    weights = np.random.default_rng(0).normal(size=out.shape[1])  # a plain sum may be constant
    (out[rows] * weights).sum().backward()
    found: Table = (np.asarray(given.grad) != 0).any(axis=1)
    return found


def _table_never_cleared(f: Map, x: Array) -> Table:
    """The table of a loop that never clears: each row has those before it inside."""
    return np.array([_row_gradient(f, x, list(range(i + 1))) for i in range(len(x))])


def _table_of_the_sum(f: Map, x: Array) -> Table:
    """The table in which each row is that of the sum of all results."""
    return np.array([_row_gradient(f, x, list(range(len(x)))) for _ in range(len(x))])


def masked_attention(seen: Table, after: bool = False) -> Map:
    """Attention of rows to one another; the mask before the softmax, or on the weights."""

    def f(x: Any) -> Tensor:
        rows = x if isinstance(x, Tensor) else Tensor(x)
        scores = rows @ rows.T
        if after:
            return (scores.softmax(axis=1) * seen) @ rows
        return scores.masked_fill(~seen, -np.inf).softmax(axis=1) @ rows

    return f


def _mask_with_one_more(steps: int, at: tuple[int, int]) -> Table:
    """A causal mask with a single entry too many."""
    seen: Table = np.tri(steps, dtype=bool)
    seen[at] = True
    return seen


def _right_table_then(change: Callable[[Table], Table]) -> Callable[[Map, Array], Table]:
    """The right table, and then a slip with it."""
    return lambda f, x: change(dependencies(f, x))


EXERCISES: dict[str, Exercise] = {
    "21.1": Numbers(
        right={
            "row_1": (1 / 4, -1 / 6, -1 / 12),
            "mean": 2,
            "dz": (2, -2 / 3, -4 / 3),
            "dz_if_all_g_rise_by_10": (2, -2 / 3, -4 / 3),
        },
        slips={
            "row_1": [
                ((1 / 2, -1 / 6, -1 / 12), "The first entry is p₁(1 − p₁). Yours is p₁."),
                ((1 / 4, 1 / 6, 1 / 12), "If score 2 rises, weight 1 falls: those two are negative."),
                ((1 / 4, 0, 0), "That is the diagonal alone. Scores 2 and 3 move weight 1 as well."),
                ((-1 / 4, -1 / 6, -1 / 12), "The first entry is p₁ − p₁². Yours lacks the p₁."),
                ((1 / 4, -1 / 3, -1 / 6), "Off the diagonal it is −p₁p₂ and −p₁p₃."),
            ],
            "mean": [
                (0, "That is the plain mean. Each slope counts with its weight."),
                (4, "The third slope is −6: 3 − 1."),
                (2 / 3, "The weights add up to 1: do not divide by 3 as well."),
            ],
            "dz": [
                ((3 / 2, 0, -5 / 6), "That is the diagonal alone: each score answers for all three weights."),
                ((3, 0, -1), "Those are p · g. The mean under p is to be taken off each slope first."),
                ((4, -2, -8), "Those are g minus the mean. Each counts with its weight."),
                ((6, 0, -6), "That is what arrives at the weights. It has to go back through the softmax."),
                ((1, -2, -3), "p · g, minus 2: the mean is taken off g, and the product comes after."),
            ],
            "dz_if_all_g_rise_by_10": [
                ((12, 28 / 3, 26 / 3), "The mean rises by 10 as well."),
                ((7, 8 / 3, 1 / 3), "The mean rises by 10 as well, and is taken off."),
                ((0, 0, 0), "That is what the 10 adds. What was there before stays."),
            ],
        },
        look="First the mean of g with the weights p, then p · (g − mean).",
        follows={
            "dz": (
                "mean",
                lambda said: [(6 - said["mean"]) / 2, (0 - said["mean"]) / 3, (-6 - said["mean"]) / 6],
            ),
            "dz_if_all_g_rise_by_10": ("dz", lambda said: [said["dz"][0], said["dz"][1], said["dz"][2]]),
        },
    ),
    "21.2": Arrays(
        reference=dependencies,
        parts=("who is reached",),
        inputs=[
            ("a causal mask", (masked_attention(np.tri(4, dtype=bool)), readable_normals(1, 4, 3))),
            ("one entry too many", (masked_attention(_mask_with_one_more(5, (1, 4))), readable_normals(2, 5, 2))),
            (
                "masked after the softmax",
                (masked_attention(np.tri(3, dtype=bool), after=True), readable_normals(3, 3, 2)),
            ),
            (
                "itself and the last",
                (masked_attention(np.eye(4, dtype=bool) | (np.arange(4) > 2)), readable_normals(4, 4, 2)),
            ),
        ],
        slips=[
            (
                _right_table_then(np.transpose),
                "That is the other way round: i is the row of the result, j the row of x.",
            ),
            (_table_never_cleared, "Gradients add up. Make a new Tensor of x for each row, or clear its grad."),
            (_table_of_the_sum, "That goes back from all rows together. Take one row of the result at a time."),
            (_right_table_then(np.logical_not), "True means: it depends. Yours has True where it does not."),
            (
                _right_table_then(lambda table: np.triu(table, 1)),
                "That is the future alone. The table has all i and all j.",
            ),
            (
                _right_table_then(lambda table: table & ~np.eye(len(table), dtype=bool)),
                "Each row may see itself, too: the diagonal belongs to the table.",
            ),
        ],
    ),
    "21.3": Numbers(
        right={
            "plain": -1 / 16,
            "roads": 15 / 16,
            "paths": 8,
            "through_the_norm": (2, -2, 0, 0),
            "block": (4, -2, 0, 0),
        },
        slips={
            "plain": [
                (1 / 16, "One of the three slopes is negative."),
                (1 / 4, "That is their sum. In a row they multiply."),
            ],
            "roads": [
                (-1 / 16, "That is without roads. Past each block, 1 is added to its slope."),
                (17 / 16, "Each road is added where it is: (1 + 1/2) times (1 − 1/2) times (1 + 1/4)."),
                (5 / 4, "That adds the slopes to 1. Paths through two or three blocks count as well."),
                (1, "That is the path past all three. Seven others lead through one block or more."),
                (45 / 16, "The second block has 1 − 1/2."),
            ],
            "paths": [
                (3, "At each block the gradient may go through or past: two ways, three times over."),
                (4, "At each block two ways, three times over: they multiply."),
                (6, "At each block two ways, three times over: they multiply."),
                (2, "Two ways at each block, and there are three blocks."),
            ],
            "through_the_norm": [
                ((4, 0, 0, 0), "That is what arrives there. The norm takes off its mean, and x̂ times the mean of g x̂."),
                ((3, -1, -1, -1), "The mean is off. Still to come: x̂ times the mean of g x̂."),
                ((3, -1, 1, 1), "x̂ times its mean is off. Still to come: the mean of g, 1, as well."),
                ((4, 0, -2, -2), "The sign: minus x̂ times the mean of g x̂, and that mean is −1."),
                ((1, -1, 0, 0), "F is 2 times: at the norm arrive 4, not 2."),
            ],
            "block": [
                ((2, -2, 0, 0), "That came through the norm. The road brings what arrives at y once more."),
                ((6, 0, 0, 0), "The road has F and its norm beside it: what comes through the norm is (2, −2, 0, 0)."),
                ((6, -2, 0, 0), "Along the road comes what arrives at y, 2, and not 2 times that."),
            ],
        },
        look="Past a block a gradient comes back as it is; through it, it is multiplied. Both are added.",
        follows={
            "block": (
                "through_the_norm",
                lambda said: [
                    said["through_the_norm"][0] + 2,
                    said["through_the_norm"][1],
                    said["through_the_norm"][2],
                    said["through_the_norm"][3],
                ],
            )
        },
    ),
}
