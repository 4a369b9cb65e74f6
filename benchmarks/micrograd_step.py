"""micrograd's own demo as a race: 100 points, an MLP 2-16-16-1, hinge loss with L2, one training step.

The same step is run by micrograd and by our engine, built from the same numbers, so the losses are equal
to the last digit; what differs is the engine.
"""

import functools
import itertools
import random
from collections.abc import Callable
from typing import Any

from autograd_lab.scalar import Value

SIZES = (2, 16, 16, 1)
POINTS = 100


class Network:
    """An MLP written with one engine's numbers: relu inside, a plain sum at the end."""

    def __init__(self, number: type, fused: bool) -> None:
        source = random.Random(1)
        self.number, self.fused = number, fused
        self.layers = [
            [([number(source.uniform(-1, 1)) for _ in range(n_in)], number(0.0)) for _ in range(n_out)]
            for n_in, n_out in itertools.pairwise(SIZES)
        ]
        self.parameters = [p for layer in self.layers for weights, bias in layer for p in (*weights, bias)]

    def __call__(self, inputs: list[Any]) -> Any:
        """The network's score for one point."""
        for layer in self.layers:
            sums = [self._weighted(weights, inputs, bias) for weights, bias in layer]
            inputs = sums if layer is self.layers[-1] else [z.relu() for z in sums]
        return inputs[0]

    def _weighted(self, weights: list[Any], inputs: list[Any], bias: Any) -> Any:
        if self.fused:
            return self.number.dot(weights, inputs, bias)
        return sum((w * x for w, x in zip(weights, inputs, strict=True)), bias)

    def total(self, values: list[Any]) -> Any:
        """The sum of `values`, as one node where the engine can."""
        return self.number.total(values) if self.fused else sum(values)


def points() -> tuple[list[list[float]], list[int]]:
    """100 points in the plane and their labels −1 and 1, always the same."""
    source = random.Random(0)
    rows = [[source.gauss(0, 1), source.gauss(0, 1)] for _ in range(POINTS)]
    return rows, [1 if x * y > 0 else -1 for x, y in rows]


def step(network: Network) -> float:
    """Forward, backward, update; returns the loss."""
    rows, labels = points()
    inputs = [[network.number(x) for x in row] for row in rows]
    losses = [(1 + -label * network(row)).relu() for label, row in zip(labels, inputs, strict=True)]
    penalty = network.total([p * p for p in network.parameters])
    loss = network.total(losses) * (1.0 / len(losses)) + 1e-4 * penalty
    for p in network.parameters:
        p.grad = 0.0
    loss.backward()
    for p in network.parameters:
        p.data -= 0.001 * p.grad
    return float(loss.data)


def contenders() -> dict[str, Callable[[], object]]:
    """Name -> one training step."""
    import micrograd.engine

    networks = {
        "micrograd": Network(micrograd.engine.Value, fused=False),
        "Value, one node an operation": Network(Value, fused=False),
        "Value, dot and total": Network(Value, fused=True),
    }
    first = {name: step(network) for name, network in networks.items()}
    if max(first.values()) - min(first.values()) > 1e-12:
        raise AssertionError(f"the contenders do not compute the same loss: {first}")
    return {name: functools.partial(step, network) for name, network in networks.items()}
