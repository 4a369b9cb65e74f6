"""Recognises a sweep that steps each layer's weights before δ comes down through them, whatever the learning rate."""

from collections.abc import Sequence

import numpy as np

from autograd_lab.exams.kinds.lists import vector_of
from autograd_lab.exams.kinds.networks import Arrays, backward
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Array
from autograd_lab.mistakes.sightings import agree

PROBE = 1e-3  # a learning rate that is small enough for the change to be proportional to it
LARGEST = 100.0


def with_stepped_weights(inputs: Inputs, came: Sequence[Array]) -> bool:
    """Whether the gradients, as vectors, fit one learning rate; in a network of one layer there is nothing to step."""
    right = backward(*inputs.values())
    vectors = [vector_of(part, part) for part in right]
    if any(got.shape != vector.shape or not np.isfinite(got).all() for got, vector in zip(came, vectors, strict=True)):
        return False
    if len(inputs["Ws"]) == 1:
        return all(map(agree, came, vectors))
    block = _next_to_last(right[1])
    change = _vectors(inputs, PROBE, right)[1][block] - vectors[1][block]
    if not change.any():
        return False
    rate = PROBE * float((came[1][block] - vectors[1][block]) @ change) / float(change @ change)
    return PROBE / 100 < abs(rate) < LARGEST and all(map(agree, came, _vectors(inputs, rate, right)))


def _next_to_last(arrays: Arrays) -> slice:
    """The place of the last array but one in the vector of all."""
    ends = np.cumsum([array.size for array in arrays])
    return slice(int(ends[-3]) if len(ends) > 2 else 0, int(ends[-2]))


def _vectors(inputs: Inputs, rate: float, right: tuple[Arrays, Arrays]) -> list[Array]:
    Y, Ws, _, activations = inputs.values()
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for layer in reversed(range(len(Ws))):
        a = activations[layer + 1]
        delta = upstream * a * (1 - a)
        dWs.append(activations[layer].T @ delta)
        dbs.append(delta.sum(axis=0))
        upstream = delta @ (Ws[layer] - rate * dWs[-1]).T
    return [vector_of(part[::-1], answer) for part, answer in zip((dWs, dbs), right, strict=True)]
