"""Gradients in a deep network: how their size changes from layer to layer, with the activation and the start."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograd_lab import functional
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.viz.figures.arguments import checked_seed, known_choice, number_between, whole_number
from autograd_lab.viz.figures.figure import Figure
from autograd_lab.viz.figures.picture import Axis, Curve, chart

Floats = NDArray[np.float64]
ACTIVATIONS = ("sigmoid", "tanh", "relu", "linear")
#: what is written -> the standard deviation of a weight between two layers of n neurons
INITS: dict[str, Callable[[int], float]] = {
    "Xavier: variance 2/(n_in + n_out)": lambda n: math.sqrt(2 / (n + n)),
    "He: variance 2/n_in": lambda n: math.sqrt(2 / n),
    "nn.Linear: variance 1/(3 n_in)": lambda n: math.sqrt(1 / (3 * n)),
    "variance 1": lambda n: 1.0,
    "variance 0.0001": lambda n: 0.01,
}
SHORT = {"Xavier": 0, "He": 1, "nn.Linear": 2, "1": 3, "0.0001": 4}
NORMS = {"weights": "∂L/∂W", "deltas": "δ = ∂L/∂z"}
ROWS = 8
FINE = 4096  # the draws travel as whole numbers of this fraction
LOW, HIGH = 1e-15, 1e9  # of a norm in the picture
MOST_LAYERS, WIDTHS = 40, (2, 32)


def depth(
    layers: int = 20,
    *,
    activation: str = "sigmoid",
    init: str = "Xavier",
    gain: float = 1.0,
    width: int = 16,
    most: int = 20,
    of: str = "weights",
    seed: int = 0,
    title: str = "How a gradient gets through many layers",
) -> Figure:
    """‖∂L/∂W‖ of each layer: all are `width` neurons wide, biases are 0, weights normal; `state` holds what is set.

    layers, most  how many layers there are at first, and at most
    activation    one of ACTIVATIONS
    init          "Xavier", "He", "nn.Linear" (its variance), or the variance "1" or "0.0001"
    gain          multiplies every weight, from 0.25 to 4
    of            whose norm is shown at first: "weights" for ∂L/∂W, "deltas" for δ = ∂L/∂z
    L             Σ R ⊙ a over 8 rows, a the last outputs, R random numbers with ‖R‖ = 1: so ∂L/∂a has norm 1
    raises        LabError for another activation or init, and for numbers out of range

    >>> from autograd_lab.viz import figures
    >>> figures.depth(layers=8, activation="tanh")
    Figure('How a gradient gets through many layers')
    """
    known_choice("depth(activation=...)", activation, ACTIVATIONS)
    known_choice("depth(init=...)", init, SHORT)
    known_choice("depth(of=...)", of, NORMS)
    whole_number("depth(most=...)", most, 2, MOST_LAYERS)
    whole_number("depth(layers=...)", layers, 2, most, cure="; raise most=")
    whole_number("depth(width=...)", width, *WIDTHS)
    number_between("depth(gain=...)", gain, 0.25, 4)
    drawn = np.random.default_rng(checked_seed("depth(seed=...)", seed)).normal(size=(most * width + 2 * ROWS) * width)
    draws = np.clip(np.rint(drawn * FINE), -32768, 32767).astype("<i2")
    name = list(INITS)[SHORT[init]]
    settings = {
        "layers": layers, "most": most, "width": width, "rows": ROWS, "fine": FINE, "activation": activation,
        "init": name, "gain": gain, "activations": list(ACTIVATIONS), "low": LOW, "high": HIGH,
        "inits": [{"name": key, "std": std(width)} for key, std in INITS.items()],
        "draws": base64.b64encode(draws.tobytes()).decode(), "title": title,
        "norms": list(NORMS.values()), "norm": NORMS[of],
    }  # fmt: skip
    others = [activation, *(a for a in ACTIVATIONS if a != activation)]
    said = f"‖{NORMS[of].split()[0]}‖"
    found = {a: norms(draws / FINE, width, layers, a, gain * INITS[name](width), of) for a in others}
    head = ("layer", *(f"{said}, {a}, {init}" for a in others))
    rows: list[list[float | str]] = [[str(k + 1), *(found[a][k] for a in others)] for k in range(layers)]
    curves = [Curve(a, [(k + 1.0, v) for k, v in enumerate(found[a])], i) for i, a in enumerate(others)]
    axes = Axis(1, layers, "layer, from input to output"), Axis(LOW, HIGH, said, log=True)
    return Figure("depth", settings, (head, rows), chart(*axes, curves, "The norm of the gradient in each layer"))


def norms(draws: Floats, width: int, layers: int, activation: str, std: float, of: str = "weights") -> list[float]:
    """‖∂L/∂W‖ or ‖δ‖ of each layer, input first, computed with Tensor; `draws` holds X, R and the weights."""
    X, R = draws[: 2 * ROWS * width].reshape(2, ROWS, width)
    weights = draws[2 * ROWS * width :].reshape(-1, width, width)[:layers]
    parameters = [Tensor(std * w, requires_grad=True) for w in weights]
    sums: list[Tensor] = []
    a: Tensor = Tensor(X)
    for w in parameters:
        z = a @ w
        sums.append(z)
        a = z if activation == "linear" else getattr(functional, activation)(z)
    (a * (R / np.sqrt((R**2).sum()))).sum().backward()
    return [float(np.sqrt((t.grad**2).sum())) for t in (parameters if of == "weights" else sums) if t.grad is not None]
