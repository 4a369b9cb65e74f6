"""Chapter 09: the shapes of a batch, the products of one layer, and a whole network backward."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays, readable_normals
from autograd_lab.answers.exercises import Exercise, Numbers, changed

Array = np.ndarray[Any, np.dtype[np.float64]]
Layer = tuple[Array, Array, Array]
Network = tuple[list[Array], list[Array]]


def layer_backward(A_in: Array, W: Array, delta: Array) -> Layer:
    """(dW, db, dA_in), eq. 9.3."""
    return A_in.T @ delta, delta.sum(axis=0), delta @ W.T


def _kept(A_in: Array, W: Array, delta: Array, weights: bool) -> Layer:
    """The right answer, with one transpose left out where the shapes let it pass."""
    dW, db, dA_in = layer_backward(A_in, W, delta)
    if len({*A_in.shape, *delta.shape}) > 1:  # not square
        return dW, db, dA_in
    return (A_in @ delta, db, dA_in) if weights else (dW, db, delta @ W)


_SIZES = [(4, 3, 2), (3, 3, 3), (1, 2, 4), (5, 1, 3)]
_LAYERS = [
    (
        f"{n} row{'s' * (n > 1)}, {i} inputs, {j} neurons",
        (readable_normals(k, n, i), readable_normals(k + 10, i, j), readable_normals(k + 20, n, j)),
    )
    for k, (n, i, j) in enumerate(_SIZES)
]


def network_backward(Y: Array, Ws: list[Array], activations: list[Array]) -> Network:
    """(dWs, dbs) of a sigmoid network, eq. 9.3 and 9.4."""
    return _backward(Y, Ws, activations)


def _backward(
    Y: Array,
    Ws: list[Array],
    activations: list[Array],
    factor: float = 2,
    last_slope: bool = True,
    slope_of: int = 0,
    slopes: bool = True,
    mean_bias: bool = False,
    by_rows: bool = True,
) -> Network:
    dWs: list[Array] = []
    dbs: list[Array] = []
    A = activations[-1]
    delta = factor / (len(Y) if by_rows else Y.size) * (A - Y)
    if last_slope:
        delta = delta * A * (1 - A)
    for k in reversed(range(len(Ws))):
        dWs.insert(0, activations[k].T @ delta)
        dbs.insert(0, delta.mean(axis=0) if mean_bias else delta.sum(axis=0))
        slope = activations[k + slope_of] * (1 - activations[k + slope_of])
        delta = delta @ Ws[k].T
        if slopes and slope.shape == delta.shape:
            delta = delta * slope
    return dWs, dbs


def _case(seed: int, n: int, *widths: int) -> tuple[str, tuple[Array, list[Array], list[Array]]]:
    Ws = [readable_normals(seed + k, *pair) for k, pair in enumerate(pairwise(widths))]
    activations = [readable_normals(seed + 50, n, widths[0])]
    for W in Ws:
        activations.append(1 / (1 + np.exp(-activations[-1] @ W)))
    called = f"a network {'-'.join(map(str, widths))}, {n} rows"
    return called, (np.abs(readable_normals(seed + 60, n, widths[-1])) % 1, Ws, activations)


EXERCISES: dict[str, Exercise] = {
    "9.1": Numbers(
        right={
            "W1": (6, 5),
            "A1": (32, 5),
            "delta2": (32, 2),
            "delta1": (32, 5),
            "dW2": (5, 2),
            "numbers_in_all_gradients": 47,
        },
        slips={
            "W1": [((5, 6), "That is how PyTorch stores it. Here a row of W says from where.")],
            "A1": [
                ((5, 32), "Down a column the examples: here an example is a row."),
                ((32, 6), "That is what comes into the first layer. A1 is what comes out."),
                ((5, 1), "That is one example, as a column. The batch has 32, and they are rows."),
            ],
            "delta2": [
                ((2, 32), "Down a column the examples: here an example is a row."),
                ((1, 2), "Each row of the batch has its own δ; they are added later, in the gradients."),
                ((5, 2), "That is the shape of W2. δ has one number for each row and neuron."),
            ],
            "delta1": [
                ((5, 32), "Down a column the examples: here an example is a row."),
                ((32, 6), "δ1 belongs to the neurons of the first hidden layer, and there are 5 of them."),
                ((32, 2), "That is δ2. Going back through W2 changes its width."),
                ((6, 5), "That is the shape of W1. δ has one number for each row and neuron."),
            ],
            "dW2": [
                ((2, 5), "A gradient has the shape of what it is the gradient of. W2 leads from 5 to 2."),
                ((32, 5, 2), "The 32 is what the sum has run over."),
            ],
            "numbers_in_all_gradients": [
                (40, "Those are the weights. The biases have gradients too."),
                (47 * 32, "The sums have run over the 32 rows: they do not count."),
            ],
        },
        look="Which of the sizes 32, 6, 5 and 2 counts its rows, and which its columns?",
    ),
    "9.2": Arrays(
        reference=layer_backward,
        inputs=_LAYERS,
        parts=("dW", "db", "dA_in"),
        slips=[
            (
                lambda A_in, W, delta: (A_in.T @ delta, delta.mean(axis=0), delta @ W.T),
                "The bias is averaged over the rows. The 1/N is inside δ already: double the rows and see.",
            ),
            (
                lambda A_in, W, delta: (A_in.T @ delta / len(delta), delta.sum(axis=0) / len(delta), delta @ W.T),
                "Both are divided by N once more. It is inside δ already.",
            ),
            (
                lambda A_in, W, delta: (A_in.T @ delta, delta.sum(), delta @ W.T),
                "db is one number. Each neuron has a bias of its own: add over the rows only, axis=0.",
            ),
            (
                lambda A_in, W, delta: (A_in.T @ delta, delta.sum(axis=1), delta @ W.T),
                "db adds along each row, over the neurons. Add down the columns, over the rows.",
            ),
            (
                changed(layer_backward, lambda dW, db, dA_in: (dW.T, db, dA_in)),
                "dW has its rows and columns exchanged: W is (n_in, n_out), and so is its gradient.",
            ),
            (
                changed(layer_backward, lambda dW, db, dA_in: (dW, db, dA_in.T)),
                "dA_in has its rows and columns exchanged: an example is a row.",
            ),
            (partial(_kept, weights=False), "Right where the sizes differ. On a square layer, W was not turned."),
            (partial(_kept, weights=True), "Right where the sizes differ. On a square one, A_in was not turned."),
        ],
    ),
    "9.3": Arrays(
        reference=network_backward,
        parts=("dWs", "dbs"),
        inputs=[_case(1, 4, 3, 2), _case(2, 5, 3, 4, 2), _case(3, 2, 2, 3, 3, 1)],
        slips=[
            (partial(_backward, factor=1), "All are half of what they should be. The slope of r² is 2r."),
            (partial(_backward, factor=-2), "All have the other sign. The residual is a − y."),
            (
                partial(_backward, by_rows=False),
                "Divided by the outputs as well. The mean is over the rows alone.",
            ),
            (
                lambda Y, Ws, activations: _backward(Y, Ws, activations, factor=2 * len(Y)),
                "The 1/N is missing: double the rows and see.",
            ),
            (partial(_backward, mean_bias=True), "The biases are averaged once more. The 1/N is inside δ."),
            (partial(_backward, last_slope=False), "In the last layer's δ the slope of σ is missing."),
            (
                partial(_backward, slopes=False),
                "The last layer is right. Further back, the slope of σ is missing.",
            ),
            (partial(_backward, slope_of=1), "The slope is that of the layer just done, not of the one before."),
            (
                changed(network_backward, lambda dWs, dbs: (dWs[::-1], dbs[::-1])),
                "The right matrices, from the output to the input. The lists run the other way.",
            ),
        ],
    ),
}
