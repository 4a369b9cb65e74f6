"""A sigmoid network in rows: forward and backward, the references of problem set 4 and of every training.

Sigmoid everywhere; L = (1/N) Σ_rows Σ_outputs (a − y)². Lists run from input to output: zs[l] = activations[l] @ Ws[l]
+ bs[l], activations[0] is X and activations[l + 1] = σ(zs[l]).

A reference must not test itself, so this one uses no engine of the library; PyTorch and numerical gradients test it.
The sweep is written again where something else is meant: in `ps4/edits.py` with ingredients that can be exchanged, in
`ps5/formulas.py` for one sample in columns, in `answers/` so that exercises and graded questions do not share a
mistake, in `answers/ward.py` as the patient itself.
"""

import numpy as np

from autograd_lab.mistakes import Array

Arrays = list[Array]


def forward(X: Array, Ws: Arrays, bs: Arrays) -> tuple[Arrays, Arrays]:
    """(zs, activations) of every layer, input first: zs[l] (N, n_l), activations with X (N, n_0) in front."""
    zs: Arrays = []
    activations = [X]
    for W, b in zip(Ws, bs, strict=True):
        zs.append(activations[-1] @ W + b)
        activations.append(1 / (1 + np.exp(-zs[-1])))
    return zs, activations


def backward(Y: Array, Ws: Arrays, zs: Arrays, activations: Arrays) -> tuple[Arrays, Arrays]:
    """(dWs, dbs), the gradients of L, input first; dWs[l] has the shape of Ws[l], dbs[l] is (n_l,)."""
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)  # ∂L/∂a of the layer in hand, (N, n)
    for layer in reversed(range(len(Ws))):
        a = activations[layer + 1]
        delta = upstream * a * (1 - a)
        dWs.append(activations[layer].T @ delta)
        dbs.append(delta.sum(axis=0))
        upstream = delta @ Ws[layer].T
    return dWs[::-1], dbs[::-1]
