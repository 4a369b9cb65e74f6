"""A sigmoid network in rows: the two passes that problem set 4 asks for, and that a training is made of.

Sigmoid everywhere; L = (1/N) Σ_rows Σ_outputs (a − y)². Lists run from input to output: zs[l] = activations[l] @ Ws[l]
+ bs[l], activations[0] is X and activations[l + 1] = σ(zs[l]).

These are references: they judge what students and the library's own engines compute, so they use neither.
"""

import numpy as np

from autograd_lab.mistakes import Array

Arrays = list[Array]


def forward(X: Array, Ws: Arrays, bs: Arrays) -> tuple[Arrays, Arrays]:
    """zs and activations of every layer, input first."""
    zs: Arrays = []
    activations = [X]
    for W, b in zip(Ws, bs, strict=True):
        zs.append(activations[-1] @ W + b)
        activations.append(1 / (1 + np.exp(-zs[-1])))
    return zs, activations


def backward(Y: Array, Ws: Arrays, zs: Arrays, activations: Arrays) -> tuple[Arrays, Arrays]:
    """Gradients of L for every layer's weights and biases, input first."""
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)  # ∂L/∂a of the layer in hand, (N, n)
    for layer in reversed(range(len(Ws))):
        a = activations[layer + 1]
        delta = upstream * a * (1 - a)
        dWs.append(activations[layer].T @ delta)
        dbs.append(delta.sum(axis=0))
        upstream = delta @ Ws[layer].T
    return dWs[::-1], dbs[::-1]
