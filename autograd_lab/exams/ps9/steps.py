"""A recurrent layer's steps: draws, the sweep back through them, and the anatomy that three questions share.

Arrays of all steps are (T, N, ·). One unit without a batch is the same with N = D = H = 1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Anatomy, Array

Back = Callable[[Array], Array]
Sweep = Callable[[Array, Array, Back], tuple[Array, Array]]


@dataclass(frozen=True)
class Sizes:
    """The sizes of one draw, and the size of what comes from the loss: a power of ten.

    `at_rest`: h0 is 0. `silent`: the loss does not look at the second state.
    """

    steps: int
    rows: int
    entering: int
    units: int
    tens: int = 0
    at_rest: bool = False
    silent: bool = False


def layer(rng: np.random.Generator, sizes: Sizes) -> Inputs:
    """xs, h0, Wx, Wh and b of a recurrent layer whose units are awake: few of them near ±1."""
    while True:
        drawn = _any_layer(rng, sizes)
        slopes = 1 - states(*drawn.values()) ** 2
        if np.median(slopes) > 0.25 and slopes.min() > 1e-5:
            return drawn


def _any_layer(rng: np.random.Generator, sizes: Sizes) -> Inputs:
    T, N, D, H = sizes.steps, sizes.rows, sizes.entering, sizes.units
    return {
        "xs": rng.normal(0.2, 1.0, (T, N, D)),
        "h0": rng.uniform(0.2, 0.8, (N, H)) * rng.choice([-1.0, 1.0], (N, H)) * (0.0 if sizes.at_rest else 1.0),
        "Wx": rng.normal(0.1, 0.8, (D, H)) / np.sqrt(D),
        "Wh": rng.normal(0.2, 1.0, (H, H)) / np.sqrt(H),
        "b": rng.normal(0.2, 0.4, H),
    }


def states(xs: Array, h0: Array, Wx: Array, Wh: Array, b: Array) -> Array:
    """hs (T, N, H): h_t = tanh(x_t Wx + h_{t−1} Wh + b)."""
    hs, h = np.empty((len(xs), *h0.shape)), h0
    for t, x in enumerate(xs):
        h = hs[t] = np.tanh(x @ Wx + h @ Wh + b)
    return hs


def before(hs: Array, h0: Array) -> Array:
    """The state that each step began with, (T, N, H): h_{t−1}."""
    return np.concatenate([h0[None], hs[:-1]])


def own_gradients(rng: np.random.Generator, sizes: Sizes) -> Array:
    """The loss's own gradient at each state, (T, N, H)."""
    own = np.asarray(10.0**sizes.tens * rng.normal(0.3, 1.0, (sizes.steps, sizes.rows, sizes.units)))
    if sizes.silent:
        own[1] = 0.0
    return own


def swept(own: Array, slope: Array, back: Back) -> tuple[Array, Array]:
    """(δ of each step, what arrives at the state before the first): from the last step to the first."""
    deltas, arriving = np.empty(own.shape), np.zeros(own.shape[1:])
    for t in reversed(range(len(own))):
        deltas[t] = (own[t] + arriving) * slope[t]
        arriving = back(deltas[t])
    return deltas, arriving


def over_steps(entered: Array, deltas: Array) -> Array:
    """Σ over steps and rows of what entered, times δ: (n, H)."""
    return np.asarray(entered.reshape(-1, entered.shape[-1]).T @ deltas.reshape(-1, deltas.shape[-1]))


def bias(deltas: Array) -> Array:
    """Σ over steps and rows of δ, (H,)."""
    return np.asarray(deltas.sum(axis=(0, 1)))


def in_order(*parts: Array) -> tuple[Array, ...]:
    """The parts in the order in which they are asked for."""
    return parts


def anatomy(
    inputs: Inputs, sweep_role: str, sweep: Sweep, k: int | None = None, shaped: Callable[[Array], Array] = np.asarray
) -> list[Anatomy]:
    """The ingredients of the sweep, and those of the sums over its δ; `shaped` gives the parts their final shapes.

    Inputs by their names in `bptt`. The sweep's function stands under `sweep_role`, since a whole sweep and one that is
    cut off after k steps go wrong in different ways.
    """
    xs, hs, h0, Wx, Wh, b, ghs = (inputs[name] for name in ("xs", "hs", "h0", "Wx", "Wh", "b", "ghs"))
    previous = before(hs, h0)

    def back(delta: Array) -> Array:
        return np.asarray(delta @ Wh.T)

    there: dict[str, Any] = {
        "time_x": xs,
        "time_h": hs,
        "time_h0": h0,
        "time_Wx": Wx,
        "time_Wh": Wh,
        "time_b": b,
        "time_z": xs @ Wx + previous @ Wh + b,
        "time_ghs": ghs,
        "time_slopes": 1 - hs**2,
    }
    if k is not None:
        there["time_k"] = k
    if shaped is np.asarray:  # not one unit without a batch
        there["time_rows"] = xs.shape[1]
    of_sweep = {"time_own": ghs, "time_slope": 1 - hs**2, "time_back": back, sweep_role: sweep}
    deltas, arriving = sweep(ghs, 1 - hs**2, back)
    of_sums = {
        "time_deltas": deltas,
        "time_entered_x": xs,
        "time_entered_h": previous,
        "time_learn": over_steps,
        "time_learn_x": None,
        "time_learn_h": None,
        "time_bias": bias,
        "time_initial": lambda arriving: arriving,
        "time_order": in_order,
        "time_every": lambda part: part,
    }

    def with_sums(deltas: Array, arriving: Array, below: Array | None = None) -> tuple[Array, ...]:
        """The parts; `below` are δ of steps before the first, which learn from h0."""
        parts = [over_steps(xs, deltas), over_steps(previous, deltas), bias(deltas), arriving]
        if below is not None:
            parts[:3] = parts[0] + over_steps(xs, below), parts[1] + h0.T @ below.sum(axis=0), parts[2] + bias(below)
        return tuple(shaped(part) for part in parts)

    def build_sweep(i: Mapping[str, Any]) -> tuple[Array, ...]:
        return with_sums(*i[sweep_role](i["time_own"], i["time_slope"], i["time_back"]))

    right = over_steps(xs, deltas), over_steps(previous, deltas), bias(deltas), arriving

    def build_sums(i: Mapping[str, Any]) -> tuple[Array, ...]:
        """The parts; those of which nothing has been edited are there already."""
        learn_x, learn_h = i["time_learn_x"] or i["time_learn"], i["time_learn_h"] or i["time_learn"]
        new, of_x, of_h = i["time_deltas"], i["time_entered_x"], i["time_entered_h"]
        all_new = new is not deltas
        parts = (
            learn_x(of_x, new) if all_new or learn_x is not over_steps or of_x is not xs else right[0],
            learn_h(of_h, new) if all_new or learn_h is not over_steps or of_h is not previous else right[1],
            i["time_bias"](new) if all_new or i["time_bias"] is not bias else right[2],
            i["time_initial"](arriving),
        )
        return tuple(shaped(i["time_every"](part)) for part in i["time_order"](*parts))

    rows = (*(np.einsum("tni,tnj->nij", entered, deltas) for entered in (xs, previous)), deltas.sum(axis=0), None)
    return [
        Anatomy({**there, **of_sweep}, build_sweep),
        Anatomy({**there, **of_sums}, build_sums, rows if shaped is np.asarray else ()),
    ]
