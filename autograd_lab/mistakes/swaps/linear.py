"""Swaps in a linear model, its loss, their gradient and a step of gradient descent.

Roles: `total` is X w, made of `terms` = X * w (N, D) and joined by `bias`; `outcome` is what happens to a prediction at
last (nothing); `residual` is `prediction` − `target`, `loss` its mean square; `input` meets the residual in
a gradient, `beside_bias` (1) in that of the bias; `gradient` has the slopes of a parabola whose second derivatives are
`curvature`; `lr`, `old` and `gradients` make a step.
"""

from functools import partial

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap


def _spread(made_of: Ingredients) -> Array:
    """An array with w in each row, of the shape of X."""
    return np.tile(made_of["w"], (len(made_of["input"]), 1))


def _per_row(made_of: Ingredients, numbers: Array) -> Array:
    """One number for each row, in the shape that multiplies residuals (N,) or a δ (N, n)."""
    met = made_of["delta"] if "delta" in made_of else made_of["residual"]
    return numbers.reshape(-1, *[1] * (met.ndim - 1))


def _rows(made_of: Ingredients) -> Array:
    """The rows that a gradient sums over; KeyError for one sample, written as a column."""
    rows = np.asarray(made_of["input"])
    if rows.shape[1] < 2:
        raise KeyError("rows")
    return rows


def _squares_over(made_of: Ingredients, count: float) -> Array:
    with np.errstate(all="ignore"):  # one row over N − 1 = 0
        return np.asarray(np.sum(made_of["residual"] ** 2) / np.float64(count))


def _met_each(made_of: Ingredients, axis: int, mean: bool) -> Array:
    """Each prediction minus each target, (N, N), with one axis then summed or averaged away.

    In a loss, where no input is near, an average over one of them is a mean prediction or target, and no broadcast.
    """
    if (mean and "input" not in made_of) or np.ndim(made_of["prediction"]) > 1:
        raise KeyError("input")
    met = made_of["prediction"][:, None] - made_of["target"]
    return np.asarray(met.mean(axis=axis) if mean else met.sum(axis=axis))


def _difference(made_of: Ingredients, step: float) -> list[Array]:
    """The slopes of a parabola by a one-sided difference: half of the curvature times the step is on top."""
    return [np.asarray(g + step / 2 * c) for g, c in zip(made_of["gradient"], made_of["curvature"], strict=True)]


TOTAL = (
    Swap("bias-left-out", "bias", lambda i: 0.0),
    Swap("bias-twice", "bias", lambda i: 2 * i["bias"]),
    Swap("bias-sign", "bias", lambda i: -i["bias"]),
    Swap("bias-per-feature", "bias", lambda i: i["terms"].shape[1] * i["bias"]),
    Swap("bias-times-input", "bias", lambda i: i["X"].sum(axis=1) * i["bias"]),
    Swap("features-not-summed", "total", lambda i: i["terms"]),
    Swap("features-averaged", "total", lambda i: i["terms"].mean(axis=1)),
    Swap("wrong-axis", "total", lambda i: i["terms"].sum(axis=0)),
    Swap("summed-too-far", "total", lambda i: i["terms"].sum()),
    Swap("overwritten-features", "total", lambda i: i["terms"][:, -1]),
    Swap("first-feature", "total", lambda i: i["terms"][:, 0]),
    Swap("transpose", "total", lambda i: i["w"] @ i["X"]),
    Swap("squashed", "outcome", lambda i: lambda y_hat: 1 / (1 + np.exp(-y_hat))),
    Swap("squashed", "outcome", lambda i: np.tanh),
    Swap("squashed", "outcome", lambda i: lambda y_hat: np.maximum(y_hat, 0)),
)
RESIDUAL = (
    Swap("absolute", "residual", lambda i: np.abs(i["residual"])),
    Swap("absolute-loss", "residual", lambda i: np.sign(i["residual"]) / 2),
    Swap("residual-squared", "residual", lambda i: i["residual"] ** 2),
    Swap("residual-squared", "residual", lambda i: i["residual"] ** 2 / 2),
    Swap("target-left-out", "residual", lambda i: i["prediction"]),
    Swap("prediction-left-out", "residual", lambda i: i["target"]),
    Swap("plus", "residual", lambda i: i["prediction"] + i["target"]),
    Swap("residual-missing", "residual", lambda i: np.ones_like(i["residual"])),
    Swap("bias-left-out", "residual", lambda i: i["residual"] - i["bias"]),
    Swap("root", "residual", lambda i: i["residual"] / 2 / np.sqrt(np.mean(i["residual"] ** 2))),
    Swap("fixed-count", "residual", lambda i: i["residual"] * len(i["residual"]) / 17),
    Swap("broadcast", "residual", lambda i: i["prediction"][:, None] - i["target"]),
    Swap("broadcast", "residual", lambda i: i["prediction"] - i["target"][:, None]),
    *(
        Swap("broadcast", "residual", partial(_met_each, axis=axis, mean=mean))
        for axis in (0, 1)
        for mean in (True, False)
    ),
)
LOSS = (
    Swap("root", "loss", lambda i: np.sqrt(i["loss"])),
    Swap("square-first", "loss", lambda i: np.mean(i["residual"]) ** 2),
    Swap("square-missing", "loss", lambda i: np.mean(i["residual"])),
    Swap("absolute-loss", "loss", lambda i: np.mean(np.abs(i["residual"]))),
    Swap("not-averaged", "loss", lambda i: i["residual"] ** 2),
    Swap("variance", "loss", lambda i: np.var(i["residual"])),
    Swap("n-minus-one", "loss", lambda i: _squares_over(i, len(i["residual"]) - 1)),
    Swap("n-minus-one", "loss", lambda i: _squares_over(i, max(len(i["residual"]) - 1, 1))),
    Swap("fixed-count", "loss", lambda i: _squares_over(i, 17)),
    Swap("difference-of-squares", "loss", lambda i: np.mean(i["prediction"] ** 2 - i["target"] ** 2)),
    Swap("first-row", "loss", lambda i: i["residual"][0] ** 2),
    Swap("first-row", "loss", lambda i: i["residual"][0] ** 2 / len(i["residual"])),
    Swap("overwritten", "loss", lambda i: i["residual"][-1] ** 2),
    Swap("overwritten", "loss", lambda i: i["residual"][-1] ** 2 / len(i["residual"])),
)
INPUT = (
    Swap("input-left-out", "input", lambda i: np.ones_like(i["input"])),
    Swap("transpose", "input", lambda i: i["input"].T),
    Swap("first-feature", "input", lambda i: i["input"][:, 0]),
    Swap("wrong-argument", "input", _spread),
    Swap("product-of-sums", "input", lambda i: np.broadcast_to(_rows(i).sum(axis=0), i["input"].shape)),
    Swap("product-of-sums", "input", lambda i: np.broadcast_to(_rows(i).mean(axis=0), i["input"].shape)),
)
CURVATURE = tuple(
    Swap("coarse-difference", "gradient", partial(_difference, step=sign * step))
    for step in (1.0, 0.1, 0.01, 0.001, 1e-4, 1e-5)
    for sign in (1, -1)
)
BIAS = (
    Swap("bias-times-input", "beside_bias", lambda i: _per_row(i, i["input"].sum(axis=1))),
    Swap("bias-times-input", "beside_bias", lambda i: _per_row(i, i["input"].mean(axis=1))),
    Swap("bias-times-input", "beside_bias", lambda i: _per_row(i, i["input"][:, 0])),
)
STEP = (
    Swap("ascent", "lr", lambda i: -i["lr"]),
    Swap("rate-missing", "lr", lambda i: 1.0),
    Swap("rate-twice", "lr", lambda i: i["lr"] ** 2),
    Swap("rate-divides", "lr", lambda i: 1 / i["lr"]),
    Swap("step-only", "old", lambda i: [0.0 * old for old in i["old"]]),
    Swap("rate-outside", "old", lambda i: [i["lr"] * old for old in i["old"]]),
    Swap("shrunk", "gradients", lambda i: i["old"]),
    Swap("not-updated", "gradients", lambda i: [0.0 * g for g in i["gradients"]]),
    Swap("gradients-exchanged", "gradients", lambda i: i["gradients"][::-1]),
)

LINEAR_SWAPS: tuple[Swap, ...] = (*TOTAL, *RESIDUAL, *LOSS, *INPUT, *CURVATURE, *BIAS, *STEP)
