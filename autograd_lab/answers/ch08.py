"""Chapter 08: what a neuron gathers, the sweep of one row, and two layers that the chapter does not show."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays, readable_normals
from autograd_lab.answers.exercises import Exercise, Numbers

Array = np.ndarray[Any, np.dtype[np.float64]]

_SLOPES = (6 / 25, 3 / 16, 4 / 25)
_NO_SLOPE = "That is what the three gather. One factor is missing: how steep is each sigmoid?"


def _sigma(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def _network(seed: int, *widths: int) -> tuple[Array, Array, list[Array], list[Array]]:
    """x, y, Ws, bs of a network with these widths."""
    Ws = [readable_normals(seed + k, *pair) for k, pair in enumerate(pairwise(widths))]
    bs = [readable_normals(seed + 20 + k, width) for k, width in enumerate(widths[1:])]
    return readable_normals(seed + 40, widths[0]), np.abs(readable_normals(seed + 50, widths[-1])) % 1, Ws, bs


def forward(x: Array, Ws: list[Array], bs: list[Array]) -> list[Array]:
    """The activations of a sigmoid network, x in front, for one row or for many."""
    activations = [x]
    for W, b in zip(Ws, bs, strict=True):
        activations.append(_sigma(activations[-1] @ W + b))
    return activations


_NETWORKS = [
    (f"a network {'-'.join(map(str, widths))}", _network(seed, *widths))
    for seed, widths in ((2, (2, 2, 2, 2)), (1, (2, 3, 4, 2)), (3, (4, 2, 3, 1)))
]
"""The square one first: there a slip with a transpose runs, and is named before a shape stops it."""


def deltas(y: Array, Ws: list[Array], activations: list[Array]) -> list[Array]:
    """δ of each layer, eq. 8.2 and 8.5 for one row."""
    return _deltas(y, Ws, activations)


def _deltas(
    y: Array,
    Ws: list[Array],
    activations: list[Array],
    factor: float = 2,
    power: int = 1,
    last_slope: bool = True,
    slopes: bool = True,
    slope_of: int = 0,
    slope_from: Callable[[Array], Array] = lambda a: a * (1 - a),
    way: str = "right",
) -> list[Array]:
    """The δ of each layer with one slip; where shapes would stop the slip, the right way is taken."""
    a = activations[-1]
    delta = factor * (a - y) ** power
    if last_slope:
        delta = delta * slope_from(a)
    found = [delta]
    for l in reversed(range(1, len(Ws))):  # noqa: E741 - a layer, as in the chapter
        back = {"right": Ws[l].T, "not turned": Ws[l], "wrong layer": Ws[l - 1].T}[way]
        if back.shape != Ws[l].T.shape:
            back = Ws[l].T
        delta = delta @ back
        slope = slope_from(activations[l + slope_of])
        if slopes and slope.shape == delta.shape:
            delta = delta * slope
        found.insert(0, delta)
    return found


def _slope_at_a(a: Array) -> Array:
    """σ′ at the activation, where it belongs at z."""
    return _sigma(a) * (1 - _sigma(a))


def input_gradient(x: Array, y: Array, Ws: list[Array], bs: list[Array]) -> Array:
    """∂L/∂x of one row: the sum over the first layer, without a slope of its own."""
    return np.asarray(deltas(y, Ws, forward(x, Ws, bs))[0] @ Ws[0].T)


def _last_delta(x: Array, y: Array, Ws: list[Array], bs: list[Array]) -> Array:
    found = deltas(y, Ws, forward(x, Ws, bs))[-1]
    return np.asarray(found @ Ws[0].T) if len(found) == Ws[0].shape[1] else found


def _unturned_input(x: Array, y: Array, Ws: list[Array], bs: list[Array]) -> Array:
    first = deltas(y, Ws, forward(x, Ws, bs))[0]
    return np.asarray(first @ (Ws[0] if Ws[0].shape[0] == Ws[0].shape[1] else Ws[0].T))


def _slope_twice(x: Array, y: Array, Ws: list[Array], bs: list[Array]) -> Array:
    a = forward(x, Ws, bs)
    return np.asarray((deltas(y, Ws, a)[0] * a[1] * (1 - a[1])) @ Ws[0].T)


def bypass_backward(a_in: Array, W: Array, b: Array, g: Array) -> tuple[Array, Array]:
    """(δ, ∂L/∂a_in) of a_out = σ(a_in W + b) + a_in, when g = ∂L/∂a_out."""
    return _bypass(a_in, W, b, g)


def _bypass(
    a_in: Array,
    W: Array,
    b: Array,
    g: Array,
    slope: bool = True,
    past: str = "g",
    turned: bool = True,
    bent: bool = False,
) -> tuple[Array, Array]:
    a = _sigma(a_in @ W + b)
    s = (a + a_in) * (1 - a - a_in) if bent else a * (1 - a)
    delta = g * s if slope else g
    through = delta @ (W.T if turned else W)
    return delta, through + {"g": g, "delta": delta, "none": 0 * g}[past]


_BYPASSES = [
    (
        f"{n} neurons",
        (
            readable_normals(n, n),
            readable_normals(n + 10, n, n),
            readable_normals(n + 20, n),
            readable_normals(n + 30, n),
        ),
    )
    for n in (2, 3, 5)
]

EXERCISES: dict[str, Exercise] = {
    "8.1": Numbers(
        right={"gathered": (0, -1, -3 / 2), "delta": (0, -3 / 16, -6 / 25), "weight_3_to_second": 2 / 5},
        slips={
            "gathered": [
                ((1 / 2, -1, -1 / 2), "Those are the terms of the second neuron alone. Each sum has two terms."),
                ((-1 / 2, 0, -1), "Those are the terms of the first neuron alone. Each sum has two terms."),
                ((0, 1, 3 / 2), "The sizes are right. Which of the two δ is negative?"),
                ((0, -1 / 2, -3 / 4), "Those are means of the two terms. What comes back is added."),
                ((1 / 4, 1 / 4, 1 / 4), "The two δ, added as they are. Each comes back through its own weight."),
            ],
            "delta": [
                ((0, -1, -3 / 2), _NO_SLOPE),
                ((0, -9 / 16, -24 / 25), "Your slope is a². It is a (1 − a)."),
                ((0, -1 / 4, -3 / 8), "Your slope is 1/4 each time. Each neuron has its own, made of its own a."),
                ((0, -3 / 4, -6 / 5), "You multiplied by a. The slope is a (1 − a)."),
                ((0, -7 / 16, -27 / 50), "Your slope is 1 − a², that of tanh. These are sigmoids."),
                ((0, 3 / 16, 6 / 25), "The size is right. A slope is never negative: δ has the sign of what arrives."),
            ],
            "weight_3_to_second": [
                (-1 / 2, "That is the weight times δ, a part of what neuron 3 gathers. What came in at this weight?"),
                (-4 / 5, "That is the weight times what came in. Which δ does this weight lead to?"),
                (-1 / 5, "That has the δ of the first of the two. The weight leads to the second."),
                (-2 / 5, "The weight's own value, −1, is not in it."),
                (6 / 25, "That is δ of neuron 3 with the other sign. The weight leads on from there, to another δ."),
                (-24 / 125, "That has the δ of neuron 3. A weight gets the δ of the neuron that it leads to."),
                (2 / 25, "That has a slope in it. The slopes of the next layer are inside its δ already."),
            ],
        },
        follows={"delta": ("gathered", lambda a: [g * s for g, s in zip(a["gathered"], _SLOPES, strict=True)])},
        look="A neuron gathers along its row, each weight times the δ it leads to, and scales the sum by a (1 − a); "
        "a weight's gradient is what came in, times the δ it leads to.",
    ),
    "8.2": Arrays(
        reference=deltas,
        parts=("δ of layer 1", "δ of layer 2", "δ of layer 3"),
        inputs=[(name, (y, Ws, forward(x, Ws, bs))) for name, (x, y, Ws, bs) in _NETWORKS],
        slips=[
            (
                partial(_deltas, way="not turned"),
                "The W of the way back is not turned. Write the indices under `delta @ W`: which two are neighbours?",
            ),
            (
                partial(_deltas, way="wrong layer"),
                "It goes back through the weights that lead into the layer. Through which ones did its activations "
                "leave?",
            ),
            (partial(_deltas, factor=1), "All are half of what they should be. The slope of r² is 2r."),
            (
                partial(_deltas, power=2),
                "The residual is in it twice, so a δ of the last layer cannot tell too high from too low.",
            ),
            (
                partial(_deltas, slope_from=_slope_at_a),
                "The slope is taken at a. It is a (1 − a), or σ′ at z, which is the same.",
            ),
            (partial(_deltas, slope_from=lambda a: 1 - a**2), "That is the slope of tanh. These are sigmoids."),
            (partial(_deltas, slope_from=lambda a: a), "You multiplied by a. The slope is a (1 − a)."),
            (partial(_deltas, factor=-2), "All have the other sign. The residual is a − y."),
            (partial(_deltas, last_slope=False), "In the last layer's δ the slope of σ is missing."),
            (partial(_deltas, slopes=False), "The last layer is right. Further back, the slope of σ is missing."),
            (
                partial(_deltas, slope_of=1),
                "The slope is that of the next layer. Take that of the layer that gathers.",
            ),
            (
                lambda *arguments: deltas(*arguments)[::-1],
                "The right numbers, from the last layer to the first. The list runs the other way.",
            ),
        ],
    ),
    "8.3": Arrays(
        reference=input_gradient,
        parts=("∂L/∂x",),
        inputs=_NETWORKS,
        slips=[
            (
                lambda x, y, Ws, bs: input_gradient(x, y, Ws, bs) * x * (1 - x),
                "An input has no sigmoid, so it has no slope.",
            ),
            (
                lambda x, y, Ws, bs: deltas(y, Ws, forward(x, Ws, bs))[0],
                "That is the δ of layer 1. The inputs gather it, through their own weights.",
            ),
            (
                _unturned_input,
                "The W of the way back is not turned. Over which index does the sum run, and does it stand beside δ?",
            ),
            (
                _slope_twice,
                "The slope of layer 1 is in its δ already. The input adds none of its own.",
            ),
            (_last_delta, "That has the δ of the last layer. The inputs gather from the first."),
        ],
    ),
    "8.4": Arrays(
        reference=bypass_backward,
        parts=("δ", "∂L/∂a_in"),
        inputs=_BYPASSES,
        slips=[
            (
                partial(_bypass, past="none"),
                "A push on a_in has a second road, past the layer. Add what comes back.",
            ),
            (partial(_bypass, past="delta"), "Past the layer there is no σ, so what comes back there is g, not δ."),
            (
                partial(_bypass, slope=False),
                "A push on z goes through σ on its way to a_out. The slope is missing.",
            ),
            (partial(_bypass, turned=False), "Over which index does the sum run? W is square, so no shape will tell."),
            (partial(_bypass, bent=True), "The slope is made of σ(z), not of all that leaves the layer."),
        ],
    ),
}
