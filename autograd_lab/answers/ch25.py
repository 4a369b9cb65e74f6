"""Chapter 25: what is read out of a gradient, contributions on a straight way, and what a step of training costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays, readable_normals
from autograd_lab.answers.exercises import Exercise, Numbers
from autograd_lab.tensor.tensor import Tensor

Array = np.ndarray[Any, np.dtype[np.float64]]
Function = Callable[[Tensor], Tensor]  # a row (n,) -> one number
Contributions = Callable[[Function, Array, Array, int], Array]


def contributions(f: Function, x: Array, baseline: Array, steps: int) -> Array:
    """The integrated gradients (n,) of f from the baseline to x, by the midpoint rule (eq. 25.5)."""
    return _along_the_way(_middles)(f, x, baseline, steps)


def _middles(steps: int) -> Array:
    return (np.arange(steps) + 0.5) / steps


def _mean_slope(f: Function, x: Array, baseline: Array, parts: Array) -> Array:
    """The mean gradient of f at these parts of the way."""
    found = []
    for part in parts:
        place = Tensor(baseline + part * (x - baseline), requires_grad=True)
        f(place).backward()
        found.append(np.asarray(place.grad))
    mean: Array = np.mean(found, axis=0)
    return mean


def _along_the_way(parts: Callable[[int], Array]) -> Contributions:
    """The contributions with the slopes at other parts of the way."""
    return lambda f, x, baseline, steps: (x - baseline) * _mean_slope(f, x, baseline, parts(steps))


def _with_factor(factor: Callable[[Array, Array, int], Any]) -> Contributions:
    """The contributions with something else in place of x − x'."""
    return lambda f, x, baseline, steps: np.asarray(
        factor(x, baseline, steps) * _mean_slope(f, x, baseline, _middles(steps))
    )


def _from_black(f: Function, x: Array, baseline: Array, steps: int) -> Array:
    """The contributions from 0, whatever the baseline."""
    return contributions(f, x, 0 * baseline, steps)


def _gradients_never_cleared(f: Function, x: Array, baseline: Array, steps: int) -> Array:
    """The contributions when each place still has the gradients of those before it."""
    slopes = [_mean_slope(f, x, baseline, np.array([part])) for part in _middles(steps)]
    return np.asarray((x - baseline) * np.cumsum(slopes, axis=0).sum(axis=0) / steps)


def _bent(x: Any) -> Tensor:
    """A sum of squares and a product of two entries: slopes that change along the way."""
    total: Tensor = (x**2).sum() + x[0] * x[1] * 3
    return total


def _risen_and_level(x: Any) -> Tensor:
    """Rises from 0 to 1 in each entry, and stays there."""
    total: Tensor = (1 - (1 - x).relu()).sum()
    return total


def _soft(x: Any) -> Tensor:
    """A curve without corners: its mean slope differs from rule to rule."""
    total: Tensor = (x * [1.5, -0.5, 1.0]).sum().tanh() * 2 + (x * x).sum().sigmoid()
    return total


EXERCISES: dict[str, Exercise] = {
    "25.1": Numbers(
        right={"image_A": (1, 2, 0), "quotient_2": (5 / 3, 4 / 3, 2), "image_B": (2, 1, 3)},
        slips={
            "image_A": [
                ((2, 4, 0), "That is the column. It is A times δ, and the bias's gradient is δ."),
                ((4, 8, 0), "Divide by the bias's gradient: the column is A times δ."),
                ((1 / 2, 1 / 4, 0), "Upside down: the column over the bias's gradient."),
                ((5 / 3, 4 / 3, 2), "That is neuron 2, where both images have left something."),
                ((1, 2, 2), "Neuron 1 has 0 for input 3. Was that neuron 2's?"),
            ],
            "quotient_2": [
                ((5, 4, 6), "That is the column. Divide by the bias's gradient."),
                ((15, 12, 18), "Divide by the bias's gradient, 3."),
                ((5 / 2, 2, 3), "Each neuron has its own: 3 stands below the second column."),
                ((3 / 2, 3 / 2, 3 / 2), "That is the plain mean of A and B. δ decides how much of each is in it."),
                ((3 / 5, 3 / 4, 1 / 2), "Upside down: the column over the bias's gradient."),
            ],
            "image_B": [
                ((4, 2, 6), "That is B times its δ, which is 3 − 1."),
                ((4 / 3, 2 / 3, 2), "B's δ is what is left of 3: 2."),
                ((3, 0, 6), "At neuron 2 A has δ = 1, so it brought A once. You took it off twice."),
                ((3 / 2, 0, 3), "At neuron 2 A has δ = 1: take A off once, and not the column of neuron 1."),
                ((5, 4, 6), "That is the whole column. A's part comes off first."),
                ((5 / 2, 2, 3), "A's part comes off the column first."),
            ],
        },
        look="Neuron 1's column over its bias is A. Then take A off the column of neuron 2.",
        follows={
            "image_B": (
                "image_A",
                lambda said: [
                    (5 - said["image_A"][0]) / 2,
                    (4 - said["image_A"][1]) / 2,
                    (6 - said["image_A"][2]) / 2,
                ],
            )
        },
    ),
    "25.2": Arrays(
        reference=contributions,
        parts=("contributions",),
        inputs=[
            ("a sum of squares and a product", (_bent, np.array([2.0, -1.0, 0.5]), np.array([0.5, 1.0, -1.5]), 3)),
            ("risen, and level", (_risen_and_level, np.array([2.0, 0.5]), np.array([0.0, -1.0]), 4)),
            ("a soft curve", (_soft, readable_normals(1, 3), readable_normals(2, 3), 5)),
        ],
        slips=[
            (_along_the_way(lambda steps: np.array([1.0])), "Those are the slopes at x alone, not along the way."),
            (_along_the_way(lambda steps: np.array([0.0])), "Those are the slopes at the baseline alone."),
            (_along_the_way(lambda steps: np.arange(steps) / steps), "Those are the beginnings of the pieces: + 0.5."),
            (_along_the_way(lambda steps: np.arange(1, steps + 1) / steps), "Those are the ends of the pieces."),
            (
                _along_the_way(lambda steps: np.linspace(0, 1, steps)),
                "Those places begin at the baseline and end at x. The middles of the pieces lie between.",
            ),
            (_with_factor(lambda x, baseline, steps: 1.0), "That is the mean slope. Times the way: x − baseline."),
            (_with_factor(lambda x, baseline, steps: x), "Times x − baseline: how far it is from there."),
            (_with_factor(lambda x, baseline, steps: baseline - x), "The way leads from the baseline to x, not back."),
            (
                _with_factor(lambda x, baseline, steps: (x - baseline) * steps),
                "That is the sum of the slopes. Each piece is 1/steps of the way.",
            ),
            (_with_factor(lambda x, baseline, steps: np.abs(x - baseline)), "Keep the sign of x − baseline."),
            (_from_black, "That begins at 0. The way begins at the baseline that is given."),
            (_gradients_never_cleared, "Gradients add up. Make a new Tensor for each place, or clear its grad."),
        ],
    ),
    "25.3": Numbers(
        right={"forward": 124, "to_weights": 124, "to_layers": 64, "adam_bytes": 1184},
        slips={
            "forward": [
                (62, "That is one row. The batch has two."),
                (148, "Biases are added: they cost no multiplication."),
                (248, "A multiply-add counts as one here."),
                (240, "Layer by layer, then added: the layers' products are not multiplied with one another."),
                (36, "Each output is a sum over all inputs: 6 · 5, and not 6 + 5."),
            ],
            "to_weights": [
                (62, "That is one row. The batch has two."),
                (64, "The first layer's weights learn, too."),
                (148, "A bias's gradient is a sum of δ, without a product."),
                (248, "That is the whole way back as if the first layer handed something on."),
            ],
            "to_layers": [
                (124, "The first layer need not hand anything on: nobody stands before it."),
                (32, "That is one row. The batch has two."),
                (100, "It is the first layer that hands nothing on, not the last."),
                (188, "That is the whole way back: weights and handing on together."),
            ],
            "adam_bytes": [
                (296, "Those are the parameters alone. Beside each stand a gradient and two means."),
                (592, "Beside parameter and gradient Adam keeps two means."),
                (888, "Beside parameter and gradient Adam keeps two means: four numbers in all."),
                (992, "The biases count, too: 12 of them."),
                (2368, "32 bits are 4 bytes, and the batch does not count here."),
                (9472, "That is bits. A byte has eight."),
            ],
        },
        look="One product of matrices after the other: rows times inputs times outputs.",
    ),
}
