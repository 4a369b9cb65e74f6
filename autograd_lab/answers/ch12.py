"""Chapter 12: factors in a row, first weights, the size of δ in each layer, batch normalisation by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.answers.exercises import Code, Exercise, Numbers

Array = np.ndarray[Any, np.dtype[np.float64]]
Trial = tuple[Array, list[Array], list[Array]]


def delta_sizes(delta: Array, Ws: list[Array], activations: list[Array]) -> list[float]:
    """‖δ‖ of each layer of a sigmoid network, input first; `delta` is that of the last layer, eq. 8.3."""
    sizes = [float(np.linalg.norm(delta))]
    for W, a in zip(reversed(Ws), reversed(activations), strict=True):
        delta = (delta @ W.T) * a * (1 - a)
        sizes.insert(0, float(np.linalg.norm(delta)))
    return sizes


def _no_slope(delta: Array, Ws: list[Array], activations: list[Array]) -> list[float]:
    sizes = [float(np.linalg.norm(delta))]
    for W in reversed(Ws):
        delta = delta @ W.T
        sizes.insert(0, float(np.linalg.norm(delta)))
    return sizes


def _trial(seed: int, n: int, *widths: int) -> Trial:
    """The δ of the last layer, the weights out of each layer before it, and the activations of those layers."""
    rng = np.random.default_rng(seed)
    Ws = [np.round(rng.normal(size=pair), 1) for pair in pairwise(widths)]
    activations = [np.round(rng.uniform(0.1, 0.9, size=(n, width)), 1) for width in widths[:-1]]
    return np.round(rng.normal(size=(n, widths[-1])), 1), Ws, activations


EXERCISES: dict[str, Exercise] = {
    "12.1": Numbers(
        right={
            "delta": (9 / 8, 9 / 4, -3 / 2, -2),
            "delta_1_saturated": 0.0594,
            "weight_that_keeps": 16 / 3,
        },
        slips={
            "delta": [
                ((24, 12, -3 / 2, -2), "The slopes are missing: each step back is a weight and a slope."),
                ((128, 64, -8, -2), "The slopes are missing: each step back is a weight and a slope."),
                ((-2, -3 / 2, 9 / 4, 9 / 8), "The right numbers. The list runs from neuron 1 to neuron 4."),
            ],
            "delta_1_saturated": [
                (0.1188, "That is the δ of neuron 2 itself. Go one neuron further back."),
                (5.94, "A neuron that says 0.99 has the slope 0.99 · 0.01."),
            ],
            "weight_that_keeps": [
                (4, "That is the weight for a slope of 1/4. This neuron says 3/4."),
                (3 / 16, "That is the slope. What must it be multiplied by, to make 1?"),
            ],
        },
        look="One step back: the δ of the next neuron, times the weight between the two, times the slope here.",
    ),
    "12.2": Numbers(
        right={"signal": 0.1, "gradient": 0.05, "xavier": 0.06325, "he": 0.14142, "factor": 2},
        slips={
            "signal": [
                (0.01, "That is the variance. The standard deviation is its root."),
                (0.05, "z is a sum over what comes in: how many terms is that?"),
            ],
            "gradient": [
                (0.0025, "That is the variance. The standard deviation is its root."),
                (0.1, "On the way back the sum runs over the neurons of the layer: how many terms is that?"),
            ],
            "xavier": [
                (0.004, "That is the variance. The standard deviation is its root."),
                (0.08944, "2 over the sum of both widths, not over their mean."),
                (
                    0.075,
                    "The mean of the two answers above. Xavier's rule takes the mean of the widths, then the root.",
                ),
            ],
            "he": [
                (0.02, "That is the variance. The standard deviation is its root."),
                (0.07071, "He's rule has n_in below the line: the 100, not the 400."),
                (0.2, "Twice the first one. It is the variance that doubles."),
            ],
            "factor": [
                (4, "That is the factor of the mean square. A size is its root."),
                (0.5, "The other way: 400 terms come together, more than the weights allow for."),
                (1, "That holds on the way forward. On the way back, 400 terms come together."),
            ],
        },
        tolerance=1e-2,
    ),
    "12.3": Code(
        reference=delta_sizes,
        inputs=[_trial(0, 1, 1, 1), _trial(1, 2, 3, 2), _trial(2, 4, 2, 3, 3, 2)],
        slips=[
            (_no_slope, "The last one is right. Further back, the slopes are missing."),
            (
                lambda delta, Ws, activations: delta_sizes(delta, Ws, activations)[::-1],
                "The right numbers, output first. The list begins with the layer next to the input.",
            ),
            (
                lambda delta, Ws, activations: [size**2 for size in delta_sizes(delta, Ws, activations)],
                "These are the squares. The size is the root of the sum of squares.",
            ),
            (
                lambda delta, Ws, activations: delta_sizes(delta, Ws, activations)[:-1],
                "The last layer has a size too: that of the δ that you are given.",
            ),
        ],
    ),
    "12.4": Numbers(
        right={
            "x_hat": (-1, -1, 1, 1),
            "out": (-2, -2, 4, 4),
            "gradient": (6 / 5, -6 / 5, 0, 0),
            "gamma": -4,
            "out_times_1000": (-2, -2, 4, 4),
        },
        slips={
            "x_hat": [((-5, -5, 5, 5), "The mean is off. Now divide by the standard deviation.")],
            "out": [
                ((-1, -1, 1, 1), "These are the x̂. Then comes γ times, plus β."),
                ((0, 0, 2, 2), "γ is 3: it multiplies, and β is added."),
            ],
            "gradient": [
                ((12 / 5, 0, 0, 0), "That is the direct path alone. The mean and the variance move too."),
                ((2 / 5, -2 / 5, 0, 0), "γ stands on the way: g is γ times what arrives."),
                ((6, -6, 0, 0), "The bracket is right. It is divided by the standard deviation."),
                ((9 / 5, -3 / 5, -3 / 5, -3 / 5), "The path through the variance is missing."),
            ],
            "gamma": [
                (4, "The sign: x̂ of row 1 is −1."),
                (-1, "A sum over the rows, not a mean."),
                (-12, "γ's own gradient has no γ in it."),
            ],
            "out_times_1000": [((-2000, -2000, 4000, 4000), "The standard deviation is 1000 times as large, too.")],
        },
        look="Mean 5, standard deviation 5. Then row by row.",
    ),
}
