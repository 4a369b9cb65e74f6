"""The way back through an LSTM cell with a name for each ingredient, as the search edits them."""

from typing import Any

import numpy as np

from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Array, Take
from autograd_lab.mistakes.search.operations import DOWN, PLUS, TIMES


def _sigma(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def lstm_cell(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """(dx, dh_prev, dc_prev, dW, dU, db) of one step."""
    x, h_prev, c_prev, W, U, b, dh, dc = inputs.values()
    z = x @ W + h_prev @ U + b
    zi, zf, zg, zo = np.split(z, 4, axis=1)
    i, f, g, o = take("i", _sigma(zi)), take("f", _sigma(zf)), take("g", np.tanh(zg)), take("o", _sigma(zo))
    c_prev, dh = take("c_prev", c_prev), take("dh", dh)
    c = take("c", f * c_prev + i * g)
    t = take("tanh(c)", np.tanh(c))
    slope = take("1 − tanh²(c)", 1 - t**2)
    through_h = take("what comes to c through h", dh * o * slope)
    d = take("the plus at c", PLUS)(take("dc", dc), through_h)
    d = take("the whole gradient at c", d)
    di = take("the product for i", TIMES)(d, g) * take("the slope of i", i * (1 - i))
    df = take("the product for f", TIMES)(d, c_prev) * take("the slope of f", f * (1 - f))
    dg = take("the product for g", TIMES)(d, i) * take("the slope of g", 1 - g**2)
    do = take("the product for o", TIMES)(dh, t) * take("the slope of o", o * (1 - o))
    dz = take(
        "δ", np.concatenate([take("δ of i", di), take("δ of f", df), take("δ of g", dg), take("δ of o", do)], axis=1)
    )
    dc_prev = take("the product for dc_prev", TIMES)(d, take("f in dc_prev", f))
    return (
        dz @ take("W", W).T,
        dz @ take("U", U).T,
        dc_prev,
        take("x", x).T @ dz,
        take("h_prev", h_prev).T @ dz,
        take("the sum for db", DOWN)(dz),
    )
