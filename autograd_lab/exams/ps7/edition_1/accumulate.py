"""Gradient accumulation in the first edition of problem set 7: each batch counts by its rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.exams.ps7.accumulate import Batch, Table
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Anatomy, Array


def draw(rng: np.random.Generator) -> Inputs:
    """Two to five batches, all of different sizes, and the gradients of a squared loss at some weights."""
    count, D = int(rng.integers(2, 6)), int(rng.integers(3, 5))
    outputs = int(rng.choice([1, 3]))
    W = rng.normal(0.0, 1.0, (D, outputs))
    batches, gradients = [], []
    for size in rng.permutation(np.arange(1, 10))[:count]:
        X, Y = rng.normal(0.3, 1.0, (size, D)), rng.normal(0.5, 2.0, (size, outputs))
        gradient = 2 / size * X.T @ (X @ W - Y)
        if outputs == 1:
            Y, gradient = Y[:, 0], gradient[:, 0]
        batches.append([X, Y])
        gradients.append(gradient)
    return {"batches": batches, "gradient_fn": Table(batches, gradients)}


def accumulate(batches: Sequence[Batch], gradient_fn: Any) -> Array:
    """The gradient of the mean loss over all rows: Σ n_b g_b / Σ n_b over the batches b of n_b rows."""
    total = sum(len(X) * gradient_fn(X, Y) for X, Y in batches)
    return np.asarray(total / sum(len(X) for X, _ in batches))


def known(inputs: Inputs) -> Mapping[str, Any]:
    """The number of all rows."""
    return {"N": sum(len(X) for X, _ in inputs["batches"])}


def anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: the gradients of the batches, and the share of each."""
    sizes = np.array([len(X) for X, _ in inputs["batches"]], dtype=float)
    made_of = {"sizes": sizes, "batch_shares": sizes / sizes.sum(), "by_batch": inputs["gradient_fn"].gradients}
    return [Anatomy(made_of, lambda i: (sum(map(np.multiply, i["batch_shares"], i["by_batch"])),))]
