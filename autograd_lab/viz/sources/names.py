"""Names for nodes without one: of the variable that holds them, or of their place in a network."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress

from autograd_lab.scalar.neurons import MLP, Layer, Module, Neuron


def is_a(thing: object, module: str, name: str) -> bool:
    """Whether a thing is an instance of a class, named by module and name; the module is not imported for it."""
    return isinstance(thing, getattr(sys.modules.get(module), name, ()))


def is_module(thing: object) -> bool:
    """Whether a thing is a module: of scalar neurons, of autograd_lab.nn or of torch."""
    return isinstance(thing, Module) or is_a(thing, "autograd_lab.nn", "Module") or is_a(thing, "torch.nn", "Module")


def program_framework(thing: object) -> str | None:
    """ "JAX" or "TensorFlow" for a program that has been traced or that can be, None for anything else."""
    if is_a(thing, "jax._src.core", "ClosedJaxpr") or is_a(thing, "jax.stages", "Wrapped"):
        return "JAX"
    kinds = ("ConcreteFunction", "PolymorphicFunction")
    return "TensorFlow" if any(is_a(thing, "tensorflow.python.types.core", kind) for kind in kinds) else None


class Names:
    """Variables by name, and the parameters of the networks among them.

    IPython's own history names (_, _12, …) do not count. The first name stays when a loop's variable comes to hold
    the same thing too.
    """

    def __init__(self, variables: Iterable[tuple[str, object]]) -> None:
        self._variables = [(name, thing) for name, thing in variables if not name.startswith("_")]
        self._by_id: dict[int, str] = {}
        for name, thing in self._variables:
            self._by_id.setdefault(id(thing), name)
        for name, thing in self._variables:
            if is_module(thing):
                with suppress(AttributeError, RecursionError):  # one that is half built, and perhaps not shown at all
                    for inner, parameter in parameters_of(thing, name):
                        self._by_id.setdefault(id(parameter), inner)

    def of(self, thing: object) -> str | None:
        """The name of a node, or None."""
        return self._by_id.get(id(thing))

    def variables(self) -> Iterator[tuple[str, object]]:
        """(name, thing) for each variable; where two hold one thing, the first comes last."""
        return reversed(self._variables)


def parameters_of(network: object, prefix: str = "") -> Iterator[tuple[str, object]]:
    """(name, parameter) of a network, e.g. ("net.0.weight", tensor).

    The weights of a scalar neuron are w1, w2 …, its bias is b; in a layer n2.w1 is the first weight of its second
    neuron, in an MLP L1.n2.w1 that of the first layer. These go without the prefix, since their boxes are small.

    >>> from autograd_lab import nn
    >>> [name for name, _ in parameters_of(nn.Sequential(nn.Linear(2, 1)), "net")]
    ['net.0.weight', 'net.0.bias']
    """
    if isinstance(network, Module):
        yield from _scalar(network)
    elif is_module(network):
        dot = f"{prefix}." if prefix else ""
        yield from ((f"{dot}{name}", parameter) for name, parameter in network.named_parameters())  # type: ignore[attr-defined]


def _scalar(module: Module, prefix: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(module, Neuron):
        yield from ((f"{prefix}w{i}", w) for i, w in enumerate(module.w, 1))
        yield f"{prefix}b", module.b
    elif isinstance(module, Layer):
        for i, neuron in enumerate(module.neurons, 1):
            yield from _scalar(neuron, f"{prefix}n{i}.")
    elif isinstance(module, MLP):
        for i, layer in enumerate(module.layers, 1):
            yield from _scalar(layer, f"{prefix}L{i}.")
    else:
        yield from ((f"{prefix}p{i}", p) for i, p in enumerate(module.parameters(), 1))
