"""Chapter 12: factors in a row, first weights, the norm of δ in each layer, batch normalisation by hand."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays
from autograd_lab.answers.exercises import Exercise, Numbers, changed

Array = np.ndarray[Any, np.dtype[np.float64]]
Trial = tuple[Array, list[Array], list[Array]]

_NO_SLOPES = "The slopes are missing: each step back is a weight and a slope."


def _slope(a: Array) -> Array:
    return np.asarray(a * (1 - a))


def _norm(delta: Array) -> float:
    return float(np.linalg.norm(delta))


def delta_norms(
    delta: Array,
    Ws: list[Array],
    activations: list[Array],
    slope: Callable[[Array], Any] = _slope,
    norm: Callable[[Array], float] = _norm,
) -> list[float]:
    """‖δ‖ of each layer of a sigmoid network, input first; `delta` is that of the last layer, eq. 8.3."""
    norms = [norm(delta)]
    for W, a in zip(reversed(Ws), reversed(activations), strict=True):
        delta = (delta @ W.T) * slope(a)
        norms.insert(0, norm(delta))
    return norms


def _with(**other: Any) -> Callable[..., list[float]]:
    """`delta_norms` with another slope, or with another measure of size."""
    return lambda delta, Ws, activations: delta_norms(delta, Ws, activations, **other)


def _rows_in_the_norm(delta: Array) -> float:
    return _norm(delta) / len(delta)


def _slope_at_a(a: Array) -> Array:
    s = 1 / (1 + np.exp(-a))
    return np.asarray(s * (1 - s))


def _trial(seed: int, n: int, *widths: int) -> Trial:
    """The δ of the last layer, the weights out of each layer before it, and the activations of those layers."""
    rng = np.random.default_rng(seed)
    Ws = [np.round(rng.normal(size=pair), 1) for pair in pairwise(widths)]
    activations = [np.round(rng.uniform(0.1, 0.9, size=(n, width)), 1) for width in widths[:-1]]
    return np.round(rng.normal(size=(n, widths[-1])), 1), Ws, activations


EXERCISES: dict[str, Exercise] = {
    "12.1": Numbers(
        right={
            "delta": (0.54, 1.35, -0.9, -2),
            "delta_1_saturated": 0.028512,
            "weight_that_keeps": 16 / 3,
        },
        slips={
            "delta": [
                ((18, 7.2, -0.9, -2), _NO_SLOPES),
                ((200, 80, -10, -2), _NO_SLOPES),
                ((-2, -0.9, 1.35, 0.54), "The right numbers. The list runs from neuron 1 to neuron 4."),
                (
                    (-0.54, -1.35, -0.9, -2),
                    "The sizes are right. The weight between neurons 2 and 3 is −8: what does it do to the sign of "
                    "neuron 2's δ? That of neuron 1 follows from it.",
                ),
                (
                    (0.54, -1.35, -0.9, -2),
                    "The weight between neurons 2 and 3 is −8: what does it do to the sign of neuron 2's δ?",
                ),
                (
                    (0.30375, 0.648, -0.9, -2),
                    "Those are the slopes of the neurons that you come from. Take the slope of the neuron at which you "
                    "arrive: 3/4 has its own.",
                ),
                (
                    (2.7, 5.4, -0.9, -2),
                    "Those are the activations themselves. A slope is a(1 − a).",
                ),
            ],
            "delta_1_saturated": [
                (0.07128, "That is the δ of neuron 2 itself. Go one neuron further back."),
                (2.8512, "A neuron that says 0.99 has the slope 0.99 · 0.01. The 0.01 is missing."),
                (2.88, "The slope of neuron 2 is missing. It says 0.99."),
                (0.54, "That is its δ as things are. Now neuron 2 says 0.99."),
            ],
            "weight_that_keeps": [
                (4, "That is the weight for a slope of 1/4. This neuron says 3/4."),
                (3 / 16, "That is the slope. What must it be multiplied by, to make 1?"),
                (4 / 3, "That is 1 divided by the activation. The slope is a(1 − a)."),
            ],
        },
        look="One step back: the δ of the next neuron, times the weight between the two, times the slope here.",
    ),
    "12.2": Numbers(
        right={"signal": 0.1, "gradient": 1 / 30, "xavier": 0.04472, "he": 0.14142, "factor": 3},
        slips={
            "signal": [
                (0.01, "That is the variance. The standard deviation is its root."),
                (1 / 30, "z is a sum over what comes in: how many terms is that?"),
            ],
            "gradient": [
                (1 / 900, "That is the variance. The standard deviation is its root."),
                (0.1, "On the way back the sum runs over the neurons of the layer: how many terms is that?"),
            ],
            "xavier": [
                (0.002, "That is the variance. The standard deviation is its root."),
                (0.06325, "2 over the sum of both widths, not over their mean."),
                (0.03162, "1 over the sum of both widths. There is a 2 above the line."),
                (
                    0.06667,
                    "The mean of the two answers above. Xavier's rule takes the mean of the widths, then the root.",
                ),
            ],
            "he": [
                (0.02, "That is the variance. The standard deviation is its root."),
                (0.04714, "He's rule has n_in below the line: the 100, not the 900."),
                (0.2, "Twice the first one. It is the variance that doubles."),
            ],
            "factor": [
                (9, "That is the factor of the mean square. A size is its root."),
                (1 / 3, "The other way: 900 terms come together, more than the weights allow for."),
                (1, "That holds on the way forward. On the way back, 900 terms come together."),
            ],
        },
        look="Write down n_in = 100 and n_out = 900, then which of the two the question is about. Three digits.",
        tolerance=1e-2,
    ),
    "12.3": Arrays(
        reference=delta_norms,
        parts=("norms",),
        inputs=[
            ("1 row, layers of 1 and 1", _trial(0, 1, 1, 1)),
            ("2 rows, layers of 3 and 2", _trial(1, 2, 3, 2)),
            ("4 rows, layers of 2, 3, 3 and 2", _trial(2, 4, 2, 3, 3, 2)),
        ],
        slips=[
            (_with(slope=lambda a: 1), "The last one is right. Further back, the slopes are missing."),
            (_with(slope=lambda a: a), "The slope of a sigmoid is a(1 − a), not a."),
            (_with(slope=_slope_at_a), "σ has been applied to the activations once more. Their slope is a(1 − a)."),
            (
                changed(delta_norms, lambda *norms: norms[::-1]),
                "The right numbers, output first. The list begins with the layer next to the input.",
            ),
            (
                changed(delta_norms, lambda *norms: [norm**2 for norm in norms]),
                "These are the squares. The norm is the root of the sum of squares.",
            ),
            (
                changed(delta_norms, lambda *norms: norms[:-1]),
                "The last layer has a norm too: that of the δ that you are given.",
            ),
            (
                changed(delta_norms, lambda *norms: norms[1:]),
                "The list ends one layer early. Go back once more, to the layer of `activations[0]`.",
            ),
            (
                _with(norm=lambda delta: float(np.sqrt((delta**2).mean()))),
                "These are root mean squares. ‖δ‖ is the root of the sum of squares, which `np.linalg.norm` gives.",
            ),
            (_with(norm=_rows_in_the_norm), "Divided by the number of rows. The 1/N is in δ already."),
            (
                _with(norm=lambda delta: float(np.abs(delta).sum())),
                "These are sums of sizes. ‖δ‖ is the root of the sum of squares.",
            ),
            (
                _with(norm=lambda delta: float(np.abs(delta).max())),
                "These are the largest entries. ‖δ‖ is the root of the sum of squares.",
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
            "x_hat": [
                ((-5, -5, 5, 5), "The mean has been taken off. Now divide by the standard deviation."),
                ((-0.2, -0.2, 0.2, 0.2), "Divided by the variance, 25. The standard deviation is its root."),
            ],
            "out": [
                ((-1, -1, 1, 1), "These are the x̂. Then comes γ times, plus β."),
                ((0, 0, 2, 2), "γ is 3: it multiplies, and β is added."),
            ],
            "gradient": [
                ((12 / 5, 0, 0, 0), "That is the direct path alone. The mean and the variance move too."),
                ((2 / 5, -2 / 5, 0, 0), "γ stands on the way: g is γ times what arrives."),
                ((6, -6, 0, 0), "The bracket is right. It is divided by the standard deviation."),
                ((9 / 5, -3 / 5, -3 / 5, -3 / 5), "The path through the variance is missing."),
                ((9 / 5, -3 / 5, 3 / 5, 3 / 5), "The path through the mean is missing."),
            ],
            "gamma": [
                (4, "The sign: x̂ of row 1 is −1."),
                (-1, "A sum over the rows, not a mean."),
                (-12, "γ's own gradient has no γ in it."),
            ],
            "out_times_1000": [((-2000, -2000, 4000, 4000), "The standard deviation is 1000 times as large, too.")],
        },
        look="Mean 5, standard deviation 5. Then row by row.",
        follows={
            "out": ("x_hat", lambda said: [3 * x_hat + 1 for x_hat in said["x_hat"]]),
            "gamma": ("x_hat", lambda said: 4 * said["x_hat"][0]),
            "out_times_1000": ("out", lambda said: said["out"]),
        },
    ),
}
