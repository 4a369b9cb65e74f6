"""The exam of problem set 4, the vectorised network: forward and backward for any depth.

The loss and the order of the lists are those of `kinds/networks.py`, where the references stand.
"""

from itertools import pairwise

import numpy as np

from autograd_lab.exams.kinds.lists import ListQuestion
from autograd_lab.exams.kinds.networks import Arrays, backward, forward
from autograd_lab.exams.ps4 import backward_variants, formulas, forward_variants
from autograd_lab.exams.ps4.edits import backward_edits, forward_edits
from autograd_lab.exams.ps4.stepping import with_stepped_weights
from autograd_lab.exams.question import Exam, Inputs, Part
from autograd_lab.mistakes import Array


def _network(rng: np.random.Generator) -> tuple[Array, Arrays, Arrays]:
    """A batch and a network of one to four layers: often square, sometimes one row; now and then saturated."""
    depth = int(rng.choice([1, 2, 3, 4], p=[0.12, 0.38, 0.35, 0.15]))
    square = rng.random() < 0.4
    widths = [int(rng.integers(3, 5))] * (depth + 1) if square else [int(k) for k in rng.integers(2, 6, depth + 1)]
    kind = rng.random()
    rows = 1 if kind < 0.12 else widths[0] if kind < 0.4 else int(rng.integers(6, 10))
    X = rng.normal(0.2, 1.2, (rows, widths[0]))
    steep = 3.0 if rng.random() < 0.15 else 1.0
    Ws = [rng.normal(0.1, steep, shape) for shape in pairwise(widths)]
    return X, Ws, [rng.normal(0.0, 1.0, n) for n in widths[1:]]


def _draw_forward(rng: np.random.Generator) -> Inputs:
    X, Ws, bs = _network(rng)
    return {"X": X, "Ws": Ws, "bs": bs}


def _draw_backward(rng: np.random.Generator) -> Inputs:
    """A network in which no gradient nearly vanishes: there a right answer has few digits."""
    while True:
        X, Ws, bs = _network(rng)
        zs, activations = forward(X, Ws, bs)
        Y = rng.uniform(0.05, 0.95, (len(X), len(bs[-1])))
        loss = np.mean(np.sum((activations[-1] - Y) ** 2, axis=1))
        if all(np.max(np.abs(g)) >= loss / 1000 for part in backward(Y, Ws, zs, activations) for g in part):
            return {"Y": Y, "Ws": Ws, "zs": zs, "activations": activations}


SOURCE = "Nielsen, Neural Networks and Deep Learning (2015), ch. 2, in rows; tested against torch and numerical ones"

PS4 = Exam(
    "ps4",
    (
        ListQuestion(
            name="forward",
            signature="forward(X, Ws, bs)",
            parts=(
                Part("zs", 3, "one array (N, n) for each layer"),
                Part("activations", 3, "X, then one array (N, n) for each layer"),
            ),
            draw=_draw_forward,
            reference=forward,
            known=lambda inputs: {"N": len(inputs["X"])},
            wrong=forward_variants.FORWARD_WRONG,
            right=forward_variants.FORWARD_RIGHT,
            equation="batch-forward",
            source=SOURCE,
            exam="ps4",
            edits=forward_edits,
            written=(formulas.forward, formulas.forward_by_steps),
        ),
        ListQuestion(
            name="backward",
            signature="backward(Y, Ws, zs, activations)",
            parts=(
                Part("dWs", 8, "one array for each layer, of the shape of its weights"),
                Part("dbs", 6, "one array for each layer, of the shape of its bias"),
            ),
            draw=_draw_backward,
            reference=backward,
            known=lambda inputs: {"N": inputs["Y"].shape[0], "n_out": inputs["Y"].shape[1]},
            wrong=backward_variants.BACKWARD_WRONG,
            right=backward_variants.BACKWARD_RIGHT,
            equation="batch-backward",
            source=SOURCE,
            exam="ps4",
            edits=backward_edits,
            tests=(("stepped-weights", with_stepped_weights),),
            written=(formulas.backward,),
            slope=True,
            backward=True,
        ),
    ),
)
