"""Chapter 17: rows and columns of a table, a rule of one's own, a product with the Hessian, and numbers kept again."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays, readable_normals
from autograd_lab.answers.exercises import Code, Exercise, Numbers, Reply
from autograd_lab.rule import Rule
from autograd_lab.scalar.calculus import grad
from autograd_lab.scalar.value import Value

Array = np.ndarray[Any, np.dtype[np.float64]]
Loss = Callable[..., Value]


class OwnRule(Arrays):
    """A question whose answer is a class of `Rule`, judged by what its forward and its backward return."""

    def judge(self, answer: object) -> Reply:
        """The reply to a class or to a rule made of it; the reply to anything else is that of `Arrays`."""
        if isinstance(answer, type) and issubclass(answer, Rule):
            name = answer.__name__
            try:
                answer = answer()
            except Exception as error:
                return Reply(False, (f"{name}() stopped with {type(error).__name__}: {error}",))
        return super().judge(_forward_and_backward(answer) if isinstance(answer, Rule) else answer)


def _forward_and_backward(rule: Rule) -> Callable[[Array, Array], tuple[Any, Any] | None]:
    """The function (x, g) -> (forward's result, backward's) of a rule; None where either returns nothing yet."""

    def run(x: Array, g: Array) -> tuple[Any, Any] | None:
        of_call = copy.copy(rule)
        found = of_call.forward(x), of_call.backward(g)
        return None if any(one is None for one in found) else found

    return run


def running_sum(x: Array, g: Array) -> tuple[Array, Array]:
    """(running sum of x, what arrives at x when g arrives at it)."""
    return np.cumsum(x), np.cumsum(g[::-1])[::-1]


def _running_sum_with_backward(backward: Callable[[Array], Array]) -> Callable[[Array, Array], tuple[Array, Array]]:
    """The running sum with another backward."""
    return lambda x, g: (np.cumsum(x), backward(g))


def hessian_times(loss: Loss, weights: Sequence[float], u: Sequence[float]) -> list[float]:
    """H u of a loss at some weights, by differentiating twice."""
    values = [Value(weight) for weight in weights]
    slopes = grad(loss(*values), values, create_graph=True)
    along_u = sum((s * entry for s, entry in zip(slopes, u, strict=True)), Value(0.0))
    return [number.data for number in grad(along_u, values)]


def _gradient(loss: Loss, weights: Sequence[float]) -> list[float]:
    values = [Value(weight) for weight in weights]
    return [slope.data for slope in grad(loss(*values), values)]


def _diagonal(loss: Loss, weights: Sequence[float]) -> list[float]:
    units = np.eye(len(weights)).tolist()
    return [hessian_times(loss, weights, unit)[i] for i, unit in enumerate(units)]


def two_in_a_row(w1: Value, w2: Value) -> Value:
    """The loss of two weights in a row."""
    return (w1 * w2 - 1) ** 2


def bent(x: Value, y: Value, z: Value) -> Value:
    """A loss of three numbers, in which each meets each."""
    return x * x * y + (y * z).exp() + x * z


_KEPT = 900 // 30 + 30 - 1
_COMPUTED = 900 + 900 - 900 // 30

EXERCISES: dict[str, Exercise] = {
    "17.1": Numbers(
        right={
            "arrives_at_p_and_q": (19, 11),
            "rates_of_the_results": (2, 6, -2),
            "vJu": 8,
            "from_the_results": 4 * 50 * 50 + 4 * 50 * 200,
            "from_the_inputs": 50 * 50 * 200 + 4 * 50 * 200,
        },
        slips={
            "arrives_at_p_and_q": [
                ((23, 11), "q − p falls when p grows: its slope in p is −1."),
                ((21, 9), "That leaves out what comes back from q − p."),
                ((13, 17), "A product swaps: the slope of p q in p is q."),
                ((22, 11), "p² has the slope 2p, 6 at p = 3. It is not 9, its value."),
                ((16, 11), "p² has the slope 2p, 6 at p = 3. The 2 is missing."),
                (
                    (10, 4),
                    "Those are the sums down the columns of the table. Multiply each row by its entry of v first.",
                ),
                ((11, 19), "The right two numbers, the other way round: p first."),
            ],
            "rates_of_the_results": [
                ((8, 6, 0), "q falls while p grows: u is (1, −1)."),
                ((-2, 6, -2), "A product swaps: the slope of p q in p is q."),
                ((2, 6, 2), "p grows and q falls, so q − p falls by both."),
                ((-2, -6, 2), "The other sign: p grows at the rate 1."),
                ((6, 6, -4), "Those are the rates times v. The results move as they do, whatever they are worth."),
            ],
            "vJu": [
                (30, "19 + 11 is for p and q both growing. q falls."),
                (6, "Those are the rates, added. Each is worth its entry of v."),
            ],
            "from_the_results": [
                (
                    50 * 50 * 200 + 4 * 50 * 200,
                    "That is from the inputs' end. From the results, four rows are carried.",
                ),
                (50 * 50 + 50 * 200, "That is for one row. There are four results."),
                (4 * 50 * 50 * 200, "The products come one after the other: add, do not multiply."),
                (
                    4 * 50 + 50 * 50 + 50 * 200,
                    "Those are the entries of the three tables. How many products does it take?",
                ),
            ],
            "from_the_inputs": [
                (
                    4 * 50 * 50 + 4 * 50 * 200,
                    "That is from the results' end. From the inputs, 200 columns are carried.",
                ),
                (50 * 50 * 200, "That is the first product. The table (4, 50) is still to come."),
                (50 * 50 + 4 * 50, "That is for one column. There are 200 inputs."),
            ],
        },
        follows={
            "vJu": ("arrives_at_p_and_q", lambda a: a["arrives_at_p_and_q"][0] - a["arrives_at_p_and_q"][1]),
        },
        look="Write the table down: (5, 3), (6, 0), (−1, 1). A row v meets its columns, a column u its rows.",
        looks={
            "from_the_results": "The tables are (4, 50), (50, 50), (50, 200). (m, k) times (k, n) takes m · k · n.",
            "from_the_inputs": "The tables are (4, 50), (50, 50), (50, 200). (m, k) times (k, n) takes m · k · n.",
        },
    ),
    "17.2": OwnRule(
        reference=running_sum,
        parts=("forward", "backward"),
        inputs=[(f"{n} numbers", (readable_normals(n, n), readable_normals(n + 10, n))) for n in (3, 5, 4)],
        slips=[
            (
                _running_sum_with_backward(np.cumsum),
                "That multiplies by the table from the wrong side. Who uses the last entry? One result alone.",
            ),
            (
                _running_sum_with_backward(lambda g: g),
                "Each entry stands in more than one result. What arrives from all of them is added.",
            ),
            (
                _running_sum_with_backward(lambda g: np.cumsum(g[::-1])),
                "The right sums, in the opposite order: turn them round again.",
            ),
            (
                _running_sum_with_backward(lambda g: np.full(len(g), g.sum())),
                "Only the first entry stands in every result. The others get what arrives from their place on.",
            ),
            (
                _running_sum_with_backward(lambda g: np.arange(len(g), 0, -1.0)),
                "Those are the slopes alone, in how many results an entry stands. What arrives is to be added up.",
            ),
            (
                _running_sum_with_backward(lambda g: np.arange(len(g), 0, -1.0) * g),
                "An entry gets what arrives at each of the results that it stands in, not its own g several times.",
            ),
            (
                _running_sum_with_backward(lambda g: np.cumsum(g[::-1])[::-1] - g),
                "An entry stands in the result at its own place, too.",
            ),
            (
                _running_sum_with_backward(lambda g: np.diff(g, prepend=0.0)),
                "That undoes a running sum. Going back is no undoing: it adds what arrives.",
            ),
            (
                lambda x, g: (x, running_sum(x, g)[1]),
                "Backward is right. Forward hands on what came in: `np.cumsum(x)`.",
            ),
        ],
    ),
    "17.3": Code(
        reference=hessian_times,
        inputs=[
            (two_in_a_row, [2.0, 0.5], [1.0, 0.0]),
            (two_in_a_row, [1.5, -1.0], [0.5, 2.0]),
            (bent, [0.5, -1.0, 2.0], [1.0, 3.0, -2.0]),
        ],
        slips=[
            (
                lambda loss, weights, u: [0.0] * len(weights),
                "Nothing leads back: the slopes are bare numbers. Ask the first `grad` for `create_graph=True`.",
            ),
            (
                lambda loss, weights, u: _gradient(loss, weights),
                "That is the gradient. Its dot product with u is to be differentiated once more.",
            ),
            (
                lambda loss, weights, u: [s * entry for s, entry in zip(_gradient(loss, weights), u, strict=True)],
                "Those are the terms of the dot product. Add them, as Values, and differentiate the sum.",
            ),
            (
                lambda loss, weights, u: hessian_times(loss, weights, [1.0] * len(u)),
                "That is H times a column of ones: u is left out.",
            ),
            (
                lambda loss, weights, u: _diagonal(loss, weights),
                "That is the diagonal of H. What stands beside it, and u, are missing.",
            ),
            (
                lambda loss, weights, u: [d * entry for d, entry in zip(_diagonal(loss, weights), u, strict=True)],
                "That is the diagonal of H times u. A slope changes when the other weights move, too.",
            ),
            (
                lambda loss, weights, u: sum(
                    h * entry for h, entry in zip(hessian_times(loss, weights, u), u, strict=True)
                ),
                "One number too many steps: that is u · H u. Return H u itself, a list.",
            ),
        ],
        look="For two weights, (w1 w2 − 1)² at (2, 1/2) and u = (1, 0), it is 1/2 and 2.",
    ),
    "17.4": Numbers(
        right={"best_k": 30, "kept": _KEPT, "steps_computed": _COMPUTED, "smallest_k_with_room_for_110": 10},
        slips={
            "best_k": [
                (450, "That makes two stretches, and each is long. n/k and k should be equally large."),
                (1, "That keeps every number."),
                (900, "That keeps one number for good, and then has a stretch of 900."),
            ],
            "kept": [
                (60, "The first number of the stretch is the one that was kept: it counts once."),
                (30, "Those are the ones kept for good. A stretch is there as well."),
            ],
            "steps_computed": [
                (1800, "The first number of each stretch is there already: 30 steps less."),
                (900, "That is the way forward. On the way back the stretches are computed again."),
                (870, "Those are the ones on the way back. The way forward counts, too."),
            ],
            "smallest_k_with_room_for_110": [
                (5, "With 5 there are 180 stretches, so 184 numbers."),
                (15, "That would do. But 10 does as well: 90 and 9."),
                (20, "That would do. But a smaller one does as well: try 10."),
            ],
        },
        look="Kept are 900/k numbers, one for each stretch, and the k − 1 others of the stretch that is gone through.",
    ),
}
