"""micrograd's own demo as a race: 100 points, an MLP 2-16-16-1, hinge loss with L2, one training step.

The same step is run by micrograd and by our engine, built from the same numbers, so the losses are equal
to 1e-12 over three steps; what differs is the engine.
"""

import itertools
import random
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab import Value, record
from autograd_lab.scalar.generated import compiled

SIZES = (2, 16, 16, 1)
POINTS = 100
RATE = 0.001
Step = Callable[[], float]


class Network:
    """An MLP written with one engine's numbers, an operation at a time: relu inside, a plain sum at the end."""

    def __init__(self, number: type) -> None:
        source = random.Random(1)
        self.number = number
        self.layers = [
            [([number(source.uniform(-1, 1)) for _ in range(n_in)], number(0.0)) for _ in range(n_out)]
            for n_in, n_out in itertools.pairwise(SIZES)
        ]
        self.parameters = [p for layer in self.layers for weights, bias in layer for p in (*weights, bias)]

    def __call__(self, x: list[Any]) -> Any:
        """The network's score for one point."""
        *hidden, last = self.layers
        for layer in hidden:
            x = [sum((wi * xi for wi, xi in zip(w, x, strict=True)), b).relu() for w, b in layer]
        ((w, b),) = last
        return sum((wi * xi for wi, xi in zip(w, x, strict=True)), b)

    def loss(self, rows: list[list[Any]], labels: list[int]) -> Any:
        """Hinge loss over the points, plus 1e-4 times the sum of the squared parameters."""
        losses = [(1 + -label * self(row)).relu() for label, row in zip(labels, rows, strict=True)]
        return sum(losses) * (1.0 / len(losses)) + 1e-4 * sum([p * p for p in self.parameters])


class Fused(Network):
    """The same with Value.dot and Value.total, one node for a weighted sum and for a sum."""

    def __call__(self, x: list[Value]) -> Value:
        """The network's score for one point."""
        *hidden, last = self.layers
        for layer in hidden:
            x = [Value.dot(w, x, b).relu() for w, b in layer]
        ((w, b),) = last
        return Value.dot(w, x, b)

    def loss(self, rows: list[list[Value]], labels: list[int]) -> Value:
        """Hinge loss over the points, plus 1e-4 times the sum of the squared parameters."""
        losses = [(1 - label * self(row)).relu() for label, row in zip(labels, rows, strict=True)]
        return Value.total(losses) / len(losses) + 1e-4 * Value.dot(self.parameters, self.parameters)


def points() -> tuple[list[list[float]], list[int]]:
    """100 points in the plane and their labels −1 and 1, always the same."""
    source = random.Random(0)
    rows = [[source.gauss(0, 1), source.gauss(0, 1)] for _ in range(POINTS)]
    return rows, [1 if x * y > 0 else -1 for x, y in rows]


def building(network: Network) -> Step:
    """Build the graph, run it backwards, update; what micrograd's demo does at each step."""
    rows, labels = points()

    def step() -> float:
        inputs = [[network.number(x) for x in row] for row in rows]
        loss = network.loss(inputs, labels)
        for p in network.parameters:
            p.grad = 0.0
        loss.backward()
        for p in network.parameters:
            p.data -= RATE * p.grad
        return float(loss.data)

    return step


def replaying(network: Network) -> Step:
    """The same with a graph that is built once and then run again."""
    rows, labels = points()
    run = record(network.loss([[Value(x) for x in row] for row in rows], labels))

    def step() -> float:
        for p in network.parameters:
            p.grad = 0.0
        loss = run()
        for p in network.parameters:
            p.data -= RATE * p.grad
        return loss

    return step


def generated(network: Network) -> Step:
    """The source that to_python writes for one point, fed the columns of all points; the parameters in one array."""
    rows, labels = points()
    x, y = [Value(0.0, name="x1"), Value(0.0, name="x2")], Value(0.0, name="y")
    for i, p in enumerate(network.parameters):
        p.name = f"w{i}"
    run = compiled((1 + -y * network(x)).relu(), batch=[*x, y])
    theta = np.array([p.data for p in network.parameters])
    names = [p.name for p in network.parameters]
    x1, x2 = np.array(rows).T.copy()
    batch = {"x1": x1, "x2": x2, "y": np.array(labels, dtype=float)}

    def step() -> float:
        losses, gradients = run(**batch, **dict(zip(names, theta.tolist(), strict=True)))
        loss = losses.mean() + 1e-4 * (theta @ theta)
        gradient = np.array([gradients[name] for name in names])
        theta[...] -= RATE * (gradient / POINTS + 2e-4 * theta)
        return float(loss)

    return step


def contenders() -> dict[str, Step]:
    """Name -> one training step."""
    import micrograd.engine

    race = {
        "micrograd": building(Network(micrograd.engine.Value)),
        "Value, one node an operation": building(Network(Value)),
        "Value, dot and total": building(Fused(Value)),
        "record: the graph kept and run again": replaying(Fused(Value)),
        "to_python: generated code on a NumPy batch": generated(Fused(Value)),
    }
    for _ in range(3):
        losses = {name: step() for name, step in race.items()}
        if max(losses.values()) - min(losses.values()) > 1e-12:
            raise AssertionError(f"the contenders do not compute the same loss: {losses}")
    return race
