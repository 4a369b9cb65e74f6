"""Chapter 10's ward: small networks, each with at most one fault in its training.

Each fault is one line of a training loop, or of its data. The reader knows the networks by letter, finds the fault by
tests, and names the cure; the cure of another fault changes nothing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab import data
from autograd_lab.errors import LabError

Array = np.ndarray[Any, np.dtype[np.float64]]

FAULTS = {
    1: "the gradients are not zeroed",
    2: "the hidden neurons start equal",
    3: "the step goes uphill",
    4: "the inputs are not scaled",
    5: "one layer is never stepped",
    6: "rows and targets do not belong together",
    7: "the backward pass forgets a slope",
    8: "the learning rate is far too large",
}
PATIENTS = {"A": 1, "B": 5, "C": 4, "D": 2, "E": 7, "F": 6}
WIDTHS = (2, 8, 1)
ROWS, BATCH, RATE = 200, 10, 8.0


def patient(letter: str, cure: int | None = None, seed: int = 0) -> Patient:
    """The network with this letter; treated against the fault with the number `cure` if one is given.

    raises LabError for a letter or a number that does not exist

    >>> patient("A").parameters[0].shape
    (2, 8)
    """
    if letter not in PATIENTS:
        raise LabError(f"patient({letter!r:.40}): the patients are {', '.join(PATIENTS)}")
    if cure is not None and cure not in FAULTS:
        raise LabError(f"patient(cure={cure!r:.40}): the faults have the numbers 1 to {len(FAULTS)}")
    fault = PATIENTS[letter]
    return Patient(None if cure == fault else fault, seed)


class Patient:
    """A sigmoid network 2-8-1 on the moons, with at most one of FAULTS.

    X, Y            200 rows for training, (200, 2) and (200, 1), inputs and targets held_X, held_Y  200 rows held out
    parameters      [W1, W2, b1, b2], changed by every step rate            the learning rate that `train` uses
    """

    def __init__(self, fault: int | None = None, seed: int = 0) -> None:
        if fault is not None and fault not in FAULTS:
            raise LabError(f"Patient(fault={fault!r:.40}): the faults have the numbers 1 to {len(FAULTS)}")
        self._fault = fault
        X, y = data.moons(2 * ROWS, noise=0.1, seed=1)
        X = X * 100 if fault == 4 else X
        Y = y[:, None].astype(float)
        self.X, self.Y, self.held_X, self.held_Y = X[:ROWS], Y[:ROWS], X[ROWS:], Y[ROWS:]
        if fault == 6:
            self.Y = self.Y[np.random.default_rng(seed).permutation(ROWS)]
        rng = np.random.default_rng(seed)
        Ws = [rng.normal(size=shape) / np.sqrt(shape[0]) for shape in pairwise(WIDTHS)]
        if fault == 2:
            Ws = [np.full_like(W, 0.1) for W in Ws]
        self.parameters: list[Array] = [*Ws, *(np.zeros(n) for n in WIDTHS[1:])]
        self.rate = 1000.0 if fault == 8 else RATE
        self._kept = [np.zeros_like(p) for p in self.parameters]
        self._rng = np.random.default_rng(seed)

    def output(self, X: Array) -> Array:
        """The outputs (n, 1) for the rows X (n, 2)."""
        return self._forward(X)[-1]

    def loss(self, X: Array, Y: Array) -> float:
        """The loss L over these rows."""
        return float(((self.output(X) - Y) ** 2).sum() / len(Y))

    def right(self, X: Array, Y: Array) -> float:
        """The share of these rows that are on the right side of 1/2."""
        return float(((self.output(X) >= 0.5) == (Y >= 0.5)).mean())

    def gradients(self, X: Array, Y: Array) -> list[Array]:
        """∂L/∂ of each of `parameters`, over these rows."""
        A0, A1, A2 = self._forward(X)
        delta2 = 2 / len(Y) * (A2 - Y) * A2 * (1 - A2)
        delta1 = delta2 @ self.parameters[1].T
        if self._fault != 7:
            delta1 = delta1 * A1 * (1 - A1)
        return [A0.T @ delta1, A1.T @ delta2, delta1.sum(axis=0), delta2.sum(axis=0)]

    def step(self, X: Array, Y: Array, rate: float) -> None:
        """Make one step on these rows."""
        for k, gradient in enumerate(self.gradients(X, Y)):
            if self._fault == 1:
                self._kept[k] += gradient
                gradient = self._kept[k]  # what the sum so far says takes its place
            if self._fault == 5 and k in (0, 2):
                continue
            self.parameters[k] -= (-rate if self._fault == 3 else rate) * gradient

    def train(self, epochs: int = 100) -> Patient:
        """Train for some epochs, in batches of 10 rows, in a new order each time; returns itself."""
        for _ in range(epochs):
            order = self._rng.permutation(ROWS)
            for at in range(0, ROWS, BATCH):
                rows = order[at : at + BATCH]
                self.step(self.X[rows], self.Y[rows], self.rate)
        return self

    def _forward(self, X: Array) -> list[Array]:
        W1, W2, b1, b2 = self.parameters
        with np.errstate(over="ignore"):
            A1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
            return [X, A1, 1 / (1 + np.exp(-(A1 @ W2 + b2)))]
