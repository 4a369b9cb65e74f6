"""The scalar neuron, layer and network, made of nothing but Values.

micrograd's examples run on these with the import line alone changed. Two things differ: an input of the wrong
width is an error (micrograd drops what does not fit), and the activation can be chosen.
"""

from __future__ import annotations

import random

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.scalar.value import Value, lift

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograd_lab.scalar.value import Number

ACTIVATIONS: dict[str, Callable[[Value], Value]] = {
    "relu": Value.relu,
    "tanh": Value.tanh,
    "sigmoid": Value.sigmoid,
    "linear": lambda z: z,
}


class Module:
    """The base of Neuron, Layer and MLP: a part of a network that has parameters."""

    def parameters(self) -> list[Value]:
        """Every weight and bias, in a fixed order."""
        return []

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0, so that the next backward pass starts from there."""
        for p in self.parameters():
            p.grad = 0.0


class Neuron(Module):
    """activation(Σ w_i x_i + b): a weight for each input, a bias, and an activation.

    n_in        number of inputs
    nonlin      False is short for activation="linear"
    activation  "relu", "tanh", "sigmoid" or "linear"
    Weights start uniform in (−1, 1), drawn from `random`: seed it to repeat them. The bias starts at 0.
    Raises LabError for an activation that there is not, ShapeError for a width below 1.

    >>> from autograd_lab import Value
    >>> from autograd_lab.nn import Neuron
    >>> neuron = Neuron(2, activation="tanh")
    >>> neuron.w = [Value(0.5), Value(-1.0)]
    >>> out = neuron([2.0, 0.75])
    >>> out
    Value(0.244919, grad=0)
    >>> out.backward()
    >>> [round(p.grad, 3) for p in neuron.parameters()]
    [1.88, 0.705, 0.94]
    """

    def __init__(self, n_in: int, nonlin: bool = True, activation: str = "relu") -> None:
        if activation not in ACTIVATIONS:
            raise LabError(f"Neuron: no activation is called {activation!r}; there are {', '.join(ACTIVATIONS)}")
        _require_width("Neuron", n_in)
        self.w = [Value(random.uniform(-1, 1)) for _ in range(n_in)]  # noqa: S311 - a start, not a secret
        self.b = Value(0.0)
        self.activation = activation if nonlin else "linear"

    def __call__(self, x: Sequence[Value | Number]) -> Value:
        """The neuron's output for one number per weight; raises ShapeError when the widths differ."""
        if len(x) != len(self.w):
            raise ShapeError(
                f"{self!r} has {len(self.w)} weights and was given {len(x)} inputs.\n"
                "  Give it one number for each weight, or build it with the width of your data."
            )
        return ACTIVATIONS[self.activation](Value.dot(self.w, x, self.b))

    def parameters(self) -> list[Value]:
        """The weights, then the bias."""
        return [*self.w, self.b]

    def __repr__(self) -> str:
        shown = {"relu": "ReLU", "linear": "Linear"}.get(self.activation, self.activation.capitalize())
        return f"{shown}Neuron({len(self.w)})"


class Layer(Module):
    """n_out neurons with the same n_in inputs; `nonlin` and `activation` are those of each Neuron.

    >>> from autograd_lab.nn import Layer
    >>> layer = Layer(3, 2, activation="sigmoid")
    >>> [out.op.name for out in layer([1.0, 0.0, -1.0])]
    ['sigmoid', 'sigmoid']
    >>> len(layer.parameters())
    8
    """

    def __init__(self, n_in: int, n_out: int, nonlin: bool = True, activation: str = "relu") -> None:
        _require_width("Layer", n_out)
        self.neurons = [Neuron(n_in, nonlin, activation) for _ in range(n_out)]

    def __call__(self, x: Sequence[Value | Number]) -> list[Value] | Value:
        """The neurons' outputs as a list, or the one output of a layer of one."""
        x = [lift(number) for number in x]  # a plain number becomes one constant, which all neurons share
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def parameters(self) -> list[Value]:
        """The parameters of each neuron in turn."""
        return [p for neuron in self.neurons for p in neuron.parameters()]

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(repr, self.neurons))}]"


class MLP(Module):
    """Layers one after another: MLP(2, [16, 16, 1]) has 2 inputs, two hidden layers of 16 and 1 output.

    The hidden layers use `activation`, the last one is linear. Raises ShapeError for an empty list of widths.

    >>> import random
    >>> from autograd_lab.nn import MLP
    >>> random.seed(1)
    >>> net = MLP(2, [4, 1], activation="tanh")
    >>> net
    MLP of [Layer of [TanhNeuron(2), TanhNeuron(2), TanhNeuron(2), TanhNeuron(2)], Layer of [LinearNeuron(4)]]
    >>> loss = (net([0.5, -1.0]) - 1.0) ** 2
    >>> net.zero_grad()
    >>> loss.backward()
    >>> for p in net.parameters():
    ...     p.data -= 0.1 * p.grad
    >>> ((net([0.5, -1.0]) - 1.0) ** 2).data < loss.data
    True
    """

    def __init__(self, n_in: int, n_outs: Sequence[int], activation: str = "relu") -> None:
        if not n_outs:
            raise ShapeError("MLP needs at least one layer, got an empty list of widths: write MLP(2, [16, 1])")
        widths = [n_in, *n_outs]
        self.layers = [Layer(widths[i], widths[i + 1], i < len(n_outs) - 1, activation) for i in range(len(n_outs))]

    def __call__(self, x: Sequence[Value | Number]) -> list[Value] | Value:
        """The last layer's outputs, or its one output."""
        signal: Sequence[Value | Number] | Value = x
        for layer in self.layers:
            signal = layer([signal] if isinstance(signal, Value) else signal)
        return signal  # type: ignore[return-value]  # there is at least one layer

    def parameters(self) -> list[Value]:
        """The parameters of each layer in turn, from input to output."""
        return [p for layer in self.layers for p in layer.parameters()]

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(repr, self.layers))}]"


def _require_width(what: str, width: int) -> None:
    if width < 1:
        raise ShapeError(f"{what}: a width of {width} leaves nothing to compute with; it must be at least 1")
