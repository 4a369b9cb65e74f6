"""Gradient accumulation in problem set 7: rows with weights, and a gradient function that knows the batches alone.

`gradient_fn(X, Y, w)` is a table: it answers for the batches that were handed over and for nothing else, so that
neither the rows nor the loss behind it travel as code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.exams.question import Inputs, Question, Would
from autograd_lab.mistakes import Anatomy, Array

Batch = list[Array]  # [X, Y], or [X, Y, w]


@dataclass(frozen=True)
class Table:
    """A gradient function for the given batches alone: LookupError for anything else, as in a plan."""

    batches: Sequence[Batch]
    gradients: Sequence[Array]

    def __call__(self, *batch: Array) -> Array:
        """The gradient of the batch (X, Y), or (X, Y, w)."""
        for known, gradient in zip(self.batches, self.gradients, strict=True):
            if len(batch) == len(known) and all(map(np.array_equal, known, batch)):
                return gradient.copy()
        raise LookupError(
            f"gradient_fn was called with arguments of shapes {', '.join(map(str, map(np.shape, batch)))}"
        )

    def rows(self) -> list[dict[str, Any]]:
        """The table in the form that plans have for it."""
        return [
            {"inputs": list(b), "output": gradient} for b, gradient in zip(self.batches, self.gradients, strict=True)
        ]


def draw_weighted(rng: np.random.Generator) -> Inputs:
    """Two to five batches of different sizes, of rows with weights, and the gradients of a squared loss.

    Some rows weigh nothing; in each batch one does. The batch with the most rows is seldom the heaviest.
    """
    count, D = int(rng.integers(2, 6)), int(rng.integers(3, 5))
    outputs = int(rng.choice([1, 3]))
    W = rng.normal(0.0, 1.0, (D, outputs))
    batches, gradients = [], []
    for size in rng.permutation(np.arange(2, 10))[:count]:
        X, Y = rng.normal(0.3, 1.0, (size, D)), rng.normal(0.5, 2.0, (size, outputs))
        w = rng.uniform(0.2, 3.0) * rng.uniform(0.3, 2.0, size) * (rng.random(size) < 0.75)
        w[int(rng.integers(size))] = rng.uniform(0.3, 3.0)
        gradient = 2 / w.sum() * X.T @ (w[:, None] * (X @ W - Y))
        if outputs == 1:
            Y, gradient = Y[:, 0], gradient[:, 0]
        batches.append([X, Y, w])
        gradients.append(gradient)
    return {"batches": batches, "gradient_fn": Table(batches, gradients)}


def accumulate_weighted(batches: Sequence[Batch], gradient_fn: Any) -> Array:
    """The gradient of Σ w l / Σ w over all rows: Σ W_b g_b / Σ W_b over the batches b, whose weights add up to W_b."""
    total = sum(w.sum() * gradient_fn(X, Y, w) for X, Y, w in batches)
    return np.asarray(total / sum(w.sum() for _, _, w in batches))


def known(inputs: Inputs) -> Mapping[str, Any]:
    """The number of all rows."""
    return {"N": sum(len(X) for X, *_ in inputs["batches"])}


def anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: the gradients of the batches, and the share of each; `sizes` are what its weights add up to."""
    weights = np.array([w.sum() for _, _, w in inputs["batches"]])
    made_of = {
        "sizes": weights,
        "row_counts": np.array([len(X) for X, *_ in inputs["batches"]], dtype=float),
        "living_counts": np.array([np.count_nonzero(w) for *_, w in inputs["batches"]], dtype=float),
        "squared_weights": np.array([w @ w for *_, w in inputs["batches"]]),
        "largest_weights": np.array([w.max() for *_, w in inputs["batches"]]),
        "batch_shares": weights / weights.sum(),
        "weighed": None,
        "by_batch": inputs["gradient_fn"].gradients,
    }

    def build(i: Mapping[str, Any]) -> tuple[Array, ...]:
        shares = i["batch_shares"] if i["weighed"] is None else i["weighed"]
        return (np.asarray(sum(map(np.multiply, shares, i["by_batch"]))),)

    return [Anatomy(made_of, build)]


@dataclass(frozen=True)
class AccumulateQuestion(Question):
    """A question whose plan hands the gradient function over as a table."""

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """One call, with the batches and the table."""
        names = ["X", "Y", "w"][: len(inputs["batches"][0])]
        batches = {"list": [{"list": batch} for batch in inputs["batches"]]}
        table = {"table": "gradient_fn", "rows": inputs["gradient_fn"].rows(), "names": names}
        return {"seconds": self.seconds, "steps": [{"do": "call", "function": self.name, "args": [batches, table]}]}

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """The suspects of every question, and the batches' gradients side by side."""
        gradients = np.array(inputs["gradient_fn"].gradients)
        of_batch = [batch[-1].sum() if len(batch) == 3 else len(batch[0]) for batch in inputs["batches"]]
        sizes = np.array(of_batch, dtype=float).reshape(-1, *[1] * (gradients.ndim - 1))
        apart = [gradients, sizes * gradients, sizes / sizes.sum() * gradients]
        return [*super().suspects(inputs, failing), *(("not-summed", (array,)) for array in apart)]
