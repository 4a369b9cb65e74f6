"""Swaps in a neuron, in a δ and in a layer's gradients.

Roles: `activation` is σ(z) where that is the answer; `slope` is σ'(z), `a` is σ(z); `residual` is
a − `target`; `upstream` is what comes from the layer above, `weights` (n, m) lead to it, and `handed_down`
(d @ W.T) brings it through them; the slope is `joined` (*) to what came. `input` meets `delta` in a weight's gradient
by `layer_product` (a.T @ d).
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap


def sigma(z: Array) -> Array:
    """σ(z)."""
    return np.asarray(1 / (1 + np.exp(-z)))


def _softmax(made_of: Ingredients, axis: int | None) -> Array:
    powers = np.exp(made_of["z"])
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


def _only(W: Array, unit: int) -> Array:
    """Weights with zeros but for those to one unit of the next layer."""
    kept = np.zeros_like(W)
    kept[:, unit] = W[:, unit]
    return kept


def _reshaped(array: Array) -> Array:
    """The array whose transpose is `array` filled row by row into its other shape."""
    return array.reshape(array.shape[::-1]).T


def _beside_delta(made_of: Ingredients) -> Array:
    """The input of a layer that has a δ; KeyError in a model without neurons."""
    return np.asarray(made_of["input"] + 0.0 * np.sum(made_of["delta"]))


def _units(made_of: Ingredients) -> int:
    """The number of units that the weights lead to."""
    return int(made_of["weights"].shape[1])


def _difference(made_of: Ingredients, up: float, down: float) -> Array:
    """The slope of σ by a finite difference."""
    return np.asarray((sigma(made_of["z"] + up) - sigma(made_of["z"] - down)) / (up + down))


def _apart(made_of: Ingredients, factor_on_a: bool) -> Callable[[Array, Array], Array]:
    """A product that a − y enters without its brackets: 2/N reaches a alone, or y alone; the slope reaches y alone."""
    a, y = made_of["prediction"], made_of["target"]

    def join(came: Array, slope: Array) -> Array:
        undone = len(came) / 2  # of the 2/N that stands before the whole
        return np.asarray(a - y * slope * undone if factor_on_a else a * undone - y * slope)

    return join


ACTIVATION = (
    Swap("mirrored", "activation", lambda i: sigma(-i["z"])),
    Swap("precedence", "activation", lambda i: 1 + np.exp(-i["z"])),
    Swap("one-missing", "activation", lambda i: np.exp(i["z"])),
    Swap("minus-for-plus", "activation", lambda i: 1 / (1 - np.exp(-i["z"]))),
    Swap("slope-for-activation", "activation", lambda i: sigma(i["z"]) * sigma(-i["z"])),
    Swap("tanh-for-sigmoid", "activation", lambda i: np.tanh(i["z"])),
    Swap("relu-for-sigmoid", "activation", lambda i: np.maximum(i["z"], 0)),
    Swap("step-for-sigmoid", "activation", lambda i: (i["z"] > 0).astype(float)),
    Swap("not-activated", "activation", lambda i: i["z"]),
    Swap("sigmoid-twice", "activation", lambda i: sigma(sigma(i["z"]))),
    Swap("exponent-scaled", "activation", lambda i: sigma(2 * i["z"])),
    Swap("exponent-scaled", "activation", lambda i: sigma(i["z"] / 2)),
    Swap("exponent-scaled", "activation", lambda i: sigma(i["z"] * np.log(2))),
    Swap("exponent-scaled", "activation", lambda i: sigma(i["z"] * np.log(10))),
    Swap("softmax-for-sigmoid", "activation", partial(_softmax, axis=-1)),
    Swap("softmax-for-sigmoid", "activation", partial(_softmax, axis=None)),
)
SLOPE = (
    Swap("slope-missing", "slope", lambda i: np.ones_like(i["slope"])),
    Swap("slope-at-a", "slope", lambda i: sigma(i["a"]) * (1 - sigma(i["a"]))),
    Swap("slope-of-z", "slope", lambda i: i["z"] * (1 - i["z"])),
    Swap("slope-plus", "slope", lambda i: i["a"] * (1 + i["a"])),
    Swap("slope-twice", "slope", lambda i: i["slope"] ** 2),
    Swap("slope-incomplete", "slope", lambda i: 1 - i["a"]),
    Swap("slope-inner", "slope", lambda i: i["a"] ** 2),
    Swap("activation-for-slope", "slope", lambda i: i["a"]),
    Swap("slope-of-tanh", "slope", lambda i: 1 - i["a"] ** 2),
    Swap("slope-of-tanh", "slope", lambda i: 1 - np.tanh(i["z"]) ** 2),
    Swap("slope-of-relu", "slope", lambda i: (i["z"] > 0).astype(float)),
    Swap("slope-of-target", "slope", lambda i: i["target"] * (1 - i["target"])),
    Swap("slope-divides", "slope", lambda i: 1 / i["slope"]),
    Swap("z-for-slope", "slope", lambda i: i["z"]),
    Swap("cross-entropy-delta", "slope", lambda i: np.ones_like(i["residual"]) / 2),
)
DIFFERENCES = tuple(
    Swap("coarse-difference", "slope", partial(_difference, up=up, down=down))
    for step in (1.0, 0.1, 0.01, 0.001, 1e-4, 1e-5)
    for up, down in ((step, 0.0), (0.0, step), (step, step))
)
OUTPUT = (
    Swap("z-for-a", "residual", lambda i: i["z"] - i["target"]),
    Swap("sigmoid-twice", "residual", lambda i: sigma(i["a"]) - i["target"]),
    Swap("thresholded", "residual", lambda i: (i["a"] > 0.5) - i["target"]),
)
UPSTREAM = (
    Swap("upstream-missing", "upstream", lambda i: np.ones_like(i["upstream"])),
    Swap("weights-missing", "weights", lambda i: np.ones_like(i["weights"])),
    Swap("transpose", "weights", lambda i: i["weights"].T),
    Swap("reshaped", "weights", lambda i: _reshaped(i["weights"])),
    Swap("averaged-over-units", "weights", lambda i: i["weights"] / i["weights"].shape[1]),
    Swap("first-unit", "weights", lambda i: _only(i["weights"], 0)),
    Swap("overwritten-units", "weights", lambda i: _only(i["weights"], -1)),
    Swap("product-of-sums", "weights", lambda i: np.repeat(i["weights"].sum(axis=1, keepdims=True), _units(i), axis=1)),
)
LAYER = (
    Swap("reshaped", "input", lambda i: _reshaped(i["input"])),
    Swap("slope-extra", "input", lambda i: _beside_delta(i) * (1 - i["input"])),
    Swap("sigmoid-twice", "input", lambda i: sigma(_beside_delta(i))),
    Swap("upstream-missing", "delta", lambda i: np.ones_like(i["delta"])),
    Swap("slope-extra", "delta", lambda i: i["delta"] * (1 - i["delta"])),
    Swap("entrywise-for-matrix", "layer_product", lambda i: np.multiply),
    Swap("product-of-sums", "layer_product", lambda i: lambda a, d: np.outer(a.sum(axis=0), d.sum(axis=0))),
    Swap("product-of-sums", "layer_product", lambda i: lambda a, d: np.outer(a.mean(axis=0), d.mean(axis=0))),
    Swap("product-of-sums", "layer_product", lambda i: lambda a, d: np.outer(a.mean(axis=0), d.sum(axis=0))),
)
JOINED = (
    Swap("added", "joined", lambda i: np.add),
    Swap("added", "joined", lambda i: lambda came, slope: (came + slope) * len(came) / 2),
    Swap("unbracketed", "joined", lambda i: lambda came, slope: came * i["a"] - i["a"]),
    Swap("unbracketed", "joined", lambda i: lambda came, slope: came * i["a"] - i["a"] * len(came) / 2),
    Swap("residual-unbracketed", "joined", partial(_apart, factor_on_a=True)),
    Swap("residual-unbracketed", "joined", partial(_apart, factor_on_a=False)),
    Swap("matrix-for-entrywise", "joined", lambda i: np.matmul),
    Swap("matrix-for-entrywise", "joined", lambda i: lambda a, b: a @ b.T),
    Swap("matrix-for-entrywise", "joined", lambda i: lambda a, b: a.T @ b),
    Swap("entrywise-for-matrix", "handed_down", lambda i: np.multiply),
    Swap("entrywise-for-matrix", "handed_down", lambda i: lambda d, W: d * W.T),
)

NEURON_SWAPS: tuple[Swap, ...] = (*ACTIVATION, *SLOPE, *DIFFERENCES, *OUTPUT, *UPSTREAM, *LAYER, *JOINED)
