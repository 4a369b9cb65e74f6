"""A multilayer perceptron as arrays: its weights, its biases, its activations, and one pass over a batch.

The network view and `train` read a network through this module, so that `nn.Sequential` and the scalar `nn.MLP` are
the same to them. The pass is eq. 8.2 to 8.4 in rows; Nielsen (2015), ch. 2, BP1 to BP4.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd_lab import nn
from autograd_lab.errors import LabError, ShapeError, ValueTypeError
from autograd_lab.scalar.neurons import MLP
from autograd_lab.tensor import elementwise

Array = npt.NDArray[np.float64]
LOSSES = ("squares", "cross-entropy")
_MODULES: dict[type, str] = {nn.Sigmoid: "sigmoid", nn.Tanh: "tanh", nn.ReLU: "relu"}
_RULES: dict[str, Callable[[Array], elementwise.Ruled]] = {
    "sigmoid": elementwise.sigmoid,
    "tanh": elementwise.tanh,
    "relu": elementwise.relu,
    "linear": lambda z: (z, (elementwise.same,)),
}


@dataclass(frozen=True)
class Pass:
    """One pass over N rows. Lists run from the first layer that computes to the last.

    activations  the input first: activations[l + 1] = f(zs[l]), each (N, width)
    deltas       ∂L/∂z of each row, (N, width); the 1/N of the loss is inside
    dWs, dbs     ∂L/∂W (n_in, n_out) and ∂L/∂b (n_out,), summed over the rows
    """

    zs: list[Array]
    activations: list[Array]
    deltas: list[Array]
    dWs: list[Array]  # noqa: N815
    dbs: list[Array]
    loss: float


@dataclass(frozen=True)
class Network:
    """Weights (n_in, n_out), biases (n_out,) and the name of the activation of each layer that computes."""

    weights: list[Array]
    biases: list[Array]
    activations: tuple[str, ...]
    biased: tuple[bool, ...]

    @property
    def widths(self) -> list[int]:
        """The number of inputs, then of the neurons of each layer."""
        return [len(self.weights[0]), *(len(b) for b in self.biases)]

    def run(self, X: Array, y: Array, loss: str = "squares") -> Pass:
        """Forward and backward over the rows of X (N, n_in) with targets y (N, n_out)."""
        zs, outs, pulls = [], [X], []
        with np.errstate(over="ignore", invalid="ignore"):
            for W, b, name in zip(self.weights, self.biases, self.activations, strict=True):
                zs.append(outs[-1] @ W + b)
                out, (pull,) = _RULES[name](zs[-1])
                outs.append(out)
                pulls.append(pull)
            rows, a = len(X), outs[-1]
            if loss == "squares":
                total = float(((a - y) ** 2).sum() / rows)  # eq. 8.1
                deltas = [pulls[-1](2 / rows * (a - y))]  # eq. 8.2
            else:
                rest, wrong = np.logaddexp(0, -zs[-1]), np.logaddexp(0, zs[-1])  # −ln a and −ln (1 − a)
                total = float((y * rest + (1 - y) * wrong).sum() / rows)
                deltas = [(a - y) / rows]
            for W, pull in zip(self.weights[:0:-1], pulls[-2::-1], strict=True):
                deltas.insert(0, pull(deltas[0] @ W.T))  # eq. 8.3
            dWs = [a.T @ delta for a, delta in zip(outs, deltas, strict=False)]  # eq. 8.4
        return Pass(zs, outs, deltas, dWs, [delta.sum(axis=0) for delta in deltas], total)


def read_network(mlp: object, caller: str) -> Network:
    """A copy of the numbers of an `nn.Sequential` of Linear layers with activations, or of a scalar `nn.MLP`.

    A Network is returned as it is.
    raises  ValueTypeError, naming `caller`, for anything else; ShapeError for layers whose widths do not fit
    """
    if isinstance(mlp, Network):
        return mlp
    if isinstance(mlp, MLP):
        return _of_scalars(mlp)
    if type(mlp).__module__.startswith("torch."):
        raise ValueTypeError(
            f"{caller}: that {type(mlp).__name__} is PyTorch's.\n  Make the same network of autograd_lab.nn, and take "
            "its numbers over: net.from_torch_state(theirs.state_dict())."
        )
    return _of_modules(list(mlp) if isinstance(mlp, nn.Sequential) else [mlp], caller)


def _of_scalars(mlp: MLP) -> Network:
    """The numbers of a network of Values; each neuron's weights become a column."""
    layers = mlp.layers
    return Network(
        [np.array([[w.data for w in neuron.w] for neuron in layer.neurons], float).T for layer in layers],
        [np.array([neuron.b.data for neuron in layer.neurons], float) for layer in layers],
        tuple(layer.neurons[0].activation for layer in layers),
        (True,) * len(layers),
    )


def _of_modules(parts: list[object], caller: str) -> Network:
    """The numbers of Linear layers, each followed by at most one activation. Raises as `read_network` says."""
    linears: list[nn.Linear] = []
    names: list[str] = []
    for part in parts:
        if isinstance(part, nn.Linear):
            linears.append(part)
            names.append("linear")
        elif type(part) in _MODULES and names and names[-1] == "linear":
            names[-1] = _MODULES[type(part)]
        else:
            raise ValueTypeError(
                f"{caller}: {type(part).__name__} is no layer that it knows in this place.\n"
                "  Give an nn.Sequential of nn.Linear, each followed by at most one of nn.Sigmoid(), nn.Tanh(), "
                "nn.ReLU();\n  or a scalar nn.MLP."
            )
    if not linears:
        raise ValueTypeError(f"{caller}: this network has no nn.Linear, so there is nothing to show.")
    weights = [np.array(part.weight.data, float) for part in linears]
    _require_fitting_widths(weights, caller)
    biases = [
        np.zeros(W.shape[1]) if part.bias is None else np.array(part.bias.data, float)
        for W, part in zip(weights, linears, strict=True)
    ]
    return Network(weights, biases, tuple(names), tuple(part.bias is not None for part in linears))


def _require_fitting_widths(weights: list[Array], caller: str) -> None:
    """Raise ShapeError when a layer gives another number of outputs than the next one takes."""
    for i, (W, W_next) in enumerate(itertools.pairwise(weights)):
        if W.shape[1] != W_next.shape[0]:
            raise ShapeError(
                f"{caller}: Linear number {i + 1} gives {W.shape[1]} numbers and the next takes "
                f"{W_next.shape[0]}; the two must be equal"
            )


def read_batch(network: Network, X: Any, y: Any, loss: str, caller: str) -> tuple[Array, Array]:
    """X as (N, n_in) and y as (N, n_out), floats; raises ShapeError or LabError, naming `caller`."""
    n_in, n_out = network.widths[0], network.widths[-1]
    inputs, targets = _finite_array(X, "X", caller), _finite_array(y, "y", caller)
    if targets.ndim == 0:
        raise ShapeError(f"{caller}: y is one number; write it as a list, [{targets:g}], so that it has a shape")
    if inputs.ndim == 1 and targets.ndim == 1 and (len(inputs), len(targets)) == (n_in, n_out):
        inputs, targets = inputs[None], targets[None]  # one sample
    if inputs.ndim != 2 or inputs.shape[1] != n_in or not len(inputs):
        raise ShapeError(
            f"{caller}: X has shape {inputs.shape}, and this network takes rows of {n_in}: (N, {n_in}), N at least 1."
        )
    if targets.shape != (len(inputs), n_out):
        raise ShapeError(
            f"{caller}: y has shape {targets.shape}, and the outputs have ({len(inputs)}, {n_out}).\n"
            f"  {_reshaping_advice(targets, len(inputs), n_out)}: a difference of other shapes would be broadcast, "
            "and the loss would be of something else."
        )
    if loss not in LOSSES:
        raise LabError(f"{caller}: loss is one of {', '.join(map(repr, LOSSES))}, got {loss!r:.40}")
    if loss == "cross-entropy" and network.activations[-1] != "sigmoid":
        raise LabError(
            f"{caller}: cross-entropy needs outputs between 0 and 1, and the last layer is {network.activations[-1]}.\n"
            "  End the network with nn.Sigmoid(), or take loss='squares'."
        )
    return inputs, targets


def _reshaping_advice(targets: Array, rows: int, n_out: int) -> str:
    """Advice on how targets of another shape become (rows, n_out)."""
    if targets.size == rows * n_out:
        return f"Write y.reshape(-1, {n_out})"
    if targets.shape == (rows,) and not (targets % 1).any() and targets.min() >= 0 and targets.max() < n_out:
        return f"These look like classes; write np.eye({n_out})[y]"
    if len(targets) != rows:
        return "Give one row for each of X"
    return f"Give {n_out} number{'s' * (n_out > 1)} in each row, as many as there are outputs"


def _finite_array(given: Any, name: str, caller: str) -> Array:
    """A new array of finite floats; a tensor, of this package or PyTorch's, is detached first."""
    array = given.detach() if hasattr(given, "detach") else given
    try:
        if array is None:
            raise TypeError
        found = np.array(array, dtype=float)
    except (TypeError, ValueError):
        raise ValueTypeError(f"{caller}: {name} must be an array of numbers, got {given!r:.60}") from None
    if not np.isfinite(found).all():
        raise LabError(f"{caller}: {name} holds nan or infinity; clean the data first, e.g. with np.isfinite")
    return found
