"""Chapter 09: the shapes of a batch, a layer with a scale and a bypass, and a whole network backward."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays, readable_normals
from autograd_lab.answers.exercises import Exercise, Numbers, changed

Array = np.ndarray[Any, np.dtype[np.float64]]
Scaled = tuple[Array, Array, Array, Array]
Network = tuple[list[Array], list[Array]]


def scaled_backward(A_in: Array, W: Array, b: Array, s: Array, g: Array) -> Scaled:
    """(dW, db, ds, dA_in) of A_out = s ⊙ σ(A_in W + b) + A_in, when g = ∂L/∂A_out."""
    return _backward_with_slip(A_in, W, b, s, g)


def _backward_with_slip(
    A_in: Array,
    W: Array,
    b: Array,
    s: Array,
    g: Array,
    slope: bool = True,
    scale: bool = True,
    past: str = "g",
    turned: bool = True,
    rows_turned: bool = True,
    met_by_s: str = "A",
) -> Scaled:
    """The right answer with one slip; where shapes would stop the slip, the right way is taken."""
    A = 1 / (1 + np.exp(-(A_in @ W + b)))
    delta = g * (s if scale else 1) * (A * (1 - A) if slope else 1)
    met = {"A": A, "nothing": np.ones_like(A), "slope": A * (1 - A), "all": A + A_in, "s": A * s}[met_by_s]
    came_past = {"g": g, "delta": delta, "none": 0 * g, "scaled": g * s}[past]
    square = A_in.shape[0] == A_in.shape[1]
    dW = A_in @ delta if square and not rows_turned else A_in.T @ delta
    return dW, delta.sum(axis=0), (g * met).sum(axis=0), delta @ (W.T if turned else W) + came_past


def _with(**slip: Any) -> Callable[..., Any]:
    """`scaled_backward` with a slip."""
    return partial(_backward_with_slip, **slip)


def _then(change: Callable[..., Any]) -> Callable[..., Any]:
    """`scaled_backward` with its results changed by `change(g, dW, db, ds, dA_in)`."""
    return lambda *given: change(given[-1], *scaled_backward(*given))


def _ds_by_example(A_in: Array, W: Array, b: Array, s: Array, g: Array) -> Scaled:
    dW, db, _, dA_in = scaled_backward(A_in, W, b, s, g)
    return dW, db, g / (1 + np.exp(-(A_in @ W + b))), dA_in


def _slope_before(A_in: Array, W: Array, b: Array, s: Array, g: Array) -> Scaled:
    dW, db, ds, dA_in = scaled_backward(A_in, W, b, s, g)
    return dW, db, ds, dA_in * A_in * (1 - A_in)


def _along_the_rows(A_in: Array, W: Array, b: Array, s: Array, g: Array) -> Scaled:
    dW, _, ds, dA_in = scaled_backward(A_in, W, b, s, g)
    A = 1 / (1 + np.exp(-(A_in @ W + b)))
    return dW, (g * s * A * (1 - A)).sum(axis=1), ds, dA_in


_LAYERS = [
    (
        f"{n} row{'s' * (n > 1)}, {width} neurons",
        (
            readable_normals(k, n, width),
            readable_normals(k + 10, width, width),
            readable_normals(k + 20, width),
            readable_normals(k + 30, width),
            readable_normals(k + 40, n, width),
        ),
    )
    for k, (n, width) in enumerate([(3, 3), (4, 2), (1, 3), (5, 4)])
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
    mean_weights: bool = False,
    by_rows: bool = True,
    power: int = 1,
    turned: bool = True,
    layers: int | None = None,
) -> Network:
    """The right answer with one slip; where shapes would stop the slip, the right way is taken."""
    dWs: list[Array] = []
    dbs: list[Array] = []
    A = activations[-1]
    delta = factor / (len(Y) if by_rows else Y.size) * (A - Y) ** power
    if last_slope:
        delta = delta * A * (1 - A)
    for k in list(reversed(range(len(Ws))))[:layers]:
        dWs.insert(0, activations[k].T @ delta / (len(Y) if mean_weights else 1))
        dbs.insert(0, delta.mean(axis=0) if mean_bias else delta.sum(axis=0))
        slope = activations[k + slope_of] * (1 - activations[k + slope_of])
        square = Ws[k].shape[0] == Ws[k].shape[1]
        delta = delta @ (Ws[k] if square and not turned else Ws[k].T)
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
        reference=scaled_backward,
        inputs=_LAYERS,
        parts=("dW", "db", "ds", "dA_in"),
        slips=[
            (_with(slope=False), "A push on Z goes through σ before it leaves. In delta the slope is missing."),
            (_with(scale=False), "A push on Z is scaled before it leaves. In delta the s is missing."),
            (_with(past="none"), "A push on A_in has a second road, past the layer. Add what comes back there."),
            (_with(past="delta"), "Past the layer nothing changes a push, so what comes back there is g, not delta."),
            (_with(past="scaled"), "Past the layer nothing is scaled, so what comes back there is g itself."),
            (_with(turned=False), "In dA_in the W is not turned. Over which index does the sum run?"),
            (_with(rows_turned=False), "In dW the A_in is not turned. The sum runs over the rows of the batch."),
            (_with(met_by_s="nothing"), "A push on s meets A before it leaves. In ds the A is missing."),
            (_with(met_by_s="slope"), "A push on s does not go through σ: it meets A itself, not its slope."),
            (_with(met_by_s="all"), "s multiplies σ(Z) alone, not all that leaves the layer."),
            (_with(met_by_s="s"), "In ds there is an s. The slope of s · A in s is A."),
            (
                _then(lambda g, dW, db, ds, dA_in: (dW, db / len(g), ds, dA_in)),
                "The bias is averaged over the rows. The 1/N is inside g already: double the rows and see.",
            ),
            (
                _then(lambda g, dW, db, ds, dA_in: (dW, db, ds / len(g), dA_in)),
                "The scale's gradient is averaged over the rows. The 1/N is inside g already.",
            ),
            (
                _then(lambda g, dW, db, ds, dA_in: (dW, db / len(g), ds / len(g), dA_in)),
                "Both db and ds are averaged over the rows. The 1/N is inside g already: double the rows and see.",
            ),
            (
                _then(lambda g, dW, db, ds, dA_in: (dW / len(g), db, ds, dA_in)),
                "dW is divided by N once more. The 1/N is inside g already.",
            ),
            (
                _then(lambda g, dW, db, ds, dA_in: (dW / len(g), db / len(g), ds / len(g), dA_in)),
                "All three sums over the rows are divided by N once more. The 1/N is inside g already.",
            ),
            (
                _then(lambda g, dW, db, ds, dA_in: (dW, db[None], ds[None], dA_in)),
                "The numbers are right. b and s have the shape (n,), and so have their gradients: leave out keepdims.",
            ),
            (
                _then(lambda g, dW, db, ds, dA_in: (dW, db.sum(), ds, dA_in)),
                "db is one number. Each neuron has a bias of its own: add over the rows only, axis=0.",
            ),
            (
                _then(lambda g, dW, db, ds, dA_in: (dW.T, db, ds, dA_in)),
                "dW has its rows and columns exchanged: what came in belongs to its rows, delta to its columns.",
            ),
            (
                _slope_before,
                "dA_in has the slope of the layer before in it. That belongs to that layer's δ, not to what arrives.",
            ),
            (_ds_by_example, "ds still has a row for each example. All rows use the same s: add over them."),
            (_along_the_rows, "db adds along each row, over the neurons. Add down the columns, over the rows."),
        ],
    ),
    "9.3": Arrays(
        reference=network_backward,
        parts=("dWs", "dbs"),
        inputs=[_case(4, 3, 3, 3, 3), _case(1, 4, 3, 2), _case(2, 5, 3, 4, 2), _case(3, 2, 2, 3, 3, 1)],
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
            (
                partial(_backward, mean_bias=True, mean_weights=True),
                "All sums over the rows are divided by N once more. It is inside δ already.",
            ),
            (partial(_backward, mean_weights=True), "The dWs are divided by N once more. It is inside δ already."),
            (partial(_backward, power=2), "The residual is in it twice, so δ cannot tell too high from too low."),
            (
                partial(_backward, turned=False),
                "The W of the way back is not turned. Over which index does the sum run, and does it stand beside δ?",
            ),
            (partial(_backward, layers=1), "One layer only, the last. Is the `return` inside the loop?"),
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
