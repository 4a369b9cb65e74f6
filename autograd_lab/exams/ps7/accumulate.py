"""Gradient accumulation in problem set 7: batches of unequal sizes, and a gradient function that knows them alone.

`gradient_fn(X, Y)` is a table: it answers for the batches that were handed over and for nothing else, so that neither
the rows nor the loss behind it travel as code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.exams.question import Inputs, Question, Would
from autograd_lab.mistakes import Anatomy, Array

Batch = list[Array]  # [X, Y]


@dataclass(frozen=True)
class Table:
    """A gradient function for the given batches alone: LookupError for anything else, as in a plan."""

    batches: Sequence[Batch]
    gradients: Sequence[Array]

    def __call__(self, X: Array, Y: Array) -> Array:
        """The gradient of the batch (X, Y)."""
        for (x, y), gradient in zip(self.batches, self.gradients, strict=True):
            if np.array_equal(x, X) and np.array_equal(y, Y):
                return gradient.copy()
        raise LookupError(f"gradient_fn was called with arguments of shapes {np.shape(X)}, {np.shape(Y)}")

    def rows(self) -> list[dict[str, Any]]:
        """The table in the form that plans have for it."""
        return [
            {"inputs": list(b), "output": gradient} for b, gradient in zip(self.batches, self.gradients, strict=True)
        ]


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


@dataclass(frozen=True)
class AccumulateQuestion(Question):
    """A question whose plan hands the gradient function over as a table."""

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """One call, with the batches and the table."""
        batches = {"list": [{"list": batch} for batch in inputs["batches"]]}
        table = {"table": "gradient_fn", "rows": inputs["gradient_fn"].rows(), "names": ["X", "Y"]}
        return {"seconds": self.seconds, "steps": [{"do": "call", "function": self.name, "args": [batches, table]}]}

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """The suspects of every question, and the batches' gradients side by side."""
        gradients = np.array(inputs["gradient_fn"].gradients)
        sizes = np.array([len(X) for X, _ in inputs["batches"]], dtype=float).reshape(-1, *[1] * (gradients.ndim - 1))
        apart = [gradients, sizes * gradients, sizes / sizes.sum() * gradients]
        return [*super().suspects(inputs, failing), *(("not-summed", (array,)) for array in apart)]
