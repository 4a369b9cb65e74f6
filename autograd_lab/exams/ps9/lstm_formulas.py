"""The way back through an LSTM cell with a name for each ingredient, as the search edits them."""

from typing import Any

import numpy as np

from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Array, Formula, Take
from autograd_lab.mistakes.search.operations import DOWN, PLUS, TIMES


def _sigma(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def lstm_cell(inputs: Inputs) -> Formula:
    """(dx, dh_prev, dc_prev, dW, dU, db) of one step as a formula; its gates are made once for all edits."""
    x, h_prev, c_prev, W, U, b, dh, dc = inputs.values()
    H, z = len(U), x @ W + h_prev @ U + b
    i, f, g, o = _sigma(z[:, :H]), _sigma(z[:, H : 2 * H]), np.tanh(z[:, 2 * H : 3 * H]), _sigma(z[:, 3 * H :])
    slopes = i * (1 - i), f * (1 - f), 1 - g**2, o * (1 - o)

    def formula(take: Take) -> tuple[Any, ...]:
        gates = take("i", i), take("f", f), take("g", g), take("o", o)
        dz, dc_prev = _back(take, take("c_prev", c_prev), gates, (take("dh", dh), take("dc", dc)))
        return (
            dz @ take("W", W).T,
            dz @ take("U", U).T,
            dc_prev,
            take("x", x).T @ dz,
            take("h_prev", h_prev).T @ dz,
            take("the sum for db", DOWN)(dz),
        )

    def _back(take: Take, c0: Array, gates: tuple[Array, ...], came: tuple[Array, Array]) -> tuple[Array, Array]:
        """(δ, dc_prev)."""
        i, f, g, o = gates
        t = take("tanh(c)", np.tanh(f * c0 + i * g))
        through_h = came[0] * o * take("1 − tanh²(c)", 1 - t**2)
        d = take("the whole gradient at c", take("the plus at c", PLUS)(came[1], through_h))
        parts = [
            take("the product for i", TIMES)(d, g) * take("the slope of i", slopes[0]),
            take("the product for f", TIMES)(d, c0) * take("the slope of f", slopes[1]),
            take("the product for g", TIMES)(d, i) * take("the slope of g", slopes[2]),
            take("the product for o", TIMES)(came[0], t) * take("the slope of o", slopes[3]),
        ]
        return take("δ", np.concatenate(parts, axis=1)), take("the product for dc_prev", TIMES)(d, f)

    return formula
