"""Swaps on the way back through the steps of a recurrent layer: tanh', the weights on the way, and the order.

Arrays of all steps are (T, N, ·). `time_own` is the loss's own gradient at each state, `time_slope` tanh' of each,
`time_back` brings a δ through Wh, and `time_sweep` makes (δ of each step, what arrives at h0) of the three.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap

Back = Callable[[Array], Array]
Swept = tuple[Array, Array]


def shifted(steps: Array, by: int) -> Array:
    """The array of the step before (1) or after (−1), with zeros where there is none."""
    out = np.zeros_like(steps)
    if by > 0:
        out[by:] = steps[:-by]
    else:
        out[:by] = steps[-by:]
    return out


def rolled(steps: Array, by: int) -> Array:
    """The same with the other end where there is none, as a negative index takes it."""
    return np.roll(steps, by, axis=0)


def before(made_of: Ingredients) -> Array:
    """h_{t−1} of each step."""
    return np.concatenate([made_of["time_h0"][None], made_of["time_h"][:-1]])


def only(steps: Array, t: int) -> Array:
    """The array with zeros in all steps but one."""
    out = np.zeros_like(steps)
    out[t] = steps[t]
    return out


def _sweep(delta: Any, handed: Any = lambda dh, dz, back: back(dz), first: int = 0, last: int = 0) -> Any:
    """A sweep with another δ or another thing handed on, or without some steps at its ends."""

    def sweep(own: Array, slope: Array, back: Back) -> Swept:
        deltas, arriving = np.zeros(own.shape), np.zeros(own.shape[1:])
        for t in reversed(range(first, len(own) - last)):
            deltas[t] = delta(own[t], arriving, slope[t])
            arriving = handed(own[t] + arriving, deltas[t], back)
        return deltas, arriving

    return lambda made_of: sweep


def _join(own: Array, arriving: Array, slope: Array) -> Array:
    return (own + arriving) * slope


def _forwards(own: Array, slope: Array, back: Back) -> Swept:
    deltas, arriving = np.zeros(own.shape), np.zeros(own.shape[1:])
    for t in range(len(own)):
        deltas[t] = (own[t] + arriving) * slope[t]
        arriving = back(deltas[t])
    return deltas, arriving


def _piled_up(own: Array, slope: Array, back: Back) -> Swept:
    deltas, arriving = np.zeros(own.shape), np.zeros(own.shape[1:])
    for t in reversed(range(len(own))):
        deltas[t] = (own[t] + arriving) * slope[t]
        arriving = arriving + back(deltas[t])
    return deltas, arriving


def _untravelled(own: Array, slope: Array, back: Back, nothing: bool = False) -> Swept:
    deltas = own * slope
    return deltas, back(deltas[0]) * (0.0 if nothing else 1.0)


def _own_handed(own: Array, slope: Array, back: Back) -> Swept:
    """What arrives is used, and the state's own gradient alone is handed on: each travels one step."""
    deltas, arriving = np.zeros(own.shape), np.zeros(own.shape[1:])
    for t in reversed(range(len(own))):
        deltas[t] = (own[t] + arriving) * slope[t]
        arriving = back(own[t] * slope[t])
    return deltas, arriving


def _deltas_of_means(own: Array, slope: Array, back: Back) -> Swept:
    """What arrives and what is the state's own, averaged."""
    deltas, arriving = np.zeros(own.shape), np.zeros(own.shape[1:])
    for t in reversed(range(len(own))):
        deltas[t] = (own[t] + arriving) * slope[t] / (1.0 if t == len(own) - 1 else 2.0)
        arriving = back(deltas[t])
    return deltas, arriving


def _last_twice(own: Array, slope: Array, back: Back) -> Swept:
    """The last state's own gradient is there before the loop, and is added in it again."""
    deltas, arriving = np.zeros(own.shape), own[-1]
    for t in reversed(range(len(own))):
        deltas[t] = (own[t] + arriving) * slope[t]
        arriving = back(deltas[t])
    return deltas, arriving


def _last_only(made_of: Ingredients) -> Array:
    return only(made_of["time_ghs"], -1)


def _times_state(made_of: Ingredients) -> Any:
    """A sweep that hands back δ through the recurrent weights, times the state that the step began with."""

    def sweep(own: Array, slope: Array, back: Back) -> Swept:
        deltas, arriving, entered = np.zeros(own.shape), np.zeros(own.shape[1:]), before(made_of)
        for t in reversed(range(len(own))):
            deltas[t] = (own[t] + arriving) * slope[t]
            arriving = back(deltas[t]) * entered[t]
        return deltas, arriving

    return sweep


def _slope_twice(again: Any, made_of: Ingredients) -> Any:
    """A sweep that multiplies what it hands back by a slope once more: `again` has (ingredients, t, δ, back)."""

    def sweep(own: Array, slope: Array, back: Back) -> Swept:
        deltas, arriving = np.zeros(own.shape), np.zeros(own.shape[1:])
        for t in reversed(range(len(own))):
            deltas[t] = (own[t] + arriving) * slope[t]
            arriving = again(made_of, t, deltas[t], back)
        return deltas, arriving

    return sweep


def _times_input(weights: bool, made_of: Ingredients) -> Any:
    """A sweep that hands back δ times the input of its step; of one unit, since in rows no shapes would fit."""
    if "time_rows" in made_of:
        raise KeyError("the input of one unit")

    def sweep(own: Array, slope: Array, back: Back) -> Swept:
        deltas, arriving = np.zeros(own.shape), np.zeros(own.shape[1:])
        for t in reversed(range(len(own))):
            deltas[t] = (own[t] + arriving) * slope[t]
            arriving = (back(deltas[t]) if weights else deltas[t]) * made_of["time_x"][t]
        return deltas, arriving

    return sweep


def _own_twice(made_of: Ingredients) -> Any:
    """A sweep that hands back δ and the own gradient of the step before, which is added there again, h0 included."""

    def sweep(own: Array, slope: Array, back: Back) -> Swept:
        deltas, arriving = np.zeros(own.shape), np.zeros(own.shape[1:])
        for t in reversed(range(len(own))):
            deltas[t] = (own[t] + arriving) * slope[t]
            arriving = back(deltas[t]) + own[t - 1]
        return deltas, arriving

    return sweep


def _all_twice_but_the_last(made_of: Ingredients) -> Array:
    return np.asarray(2 * made_of["time_ghs"] - only(made_of["time_ghs"], -1))


def _clipping_sweep(limit: float, made_of: Ingredients) -> Any:
    """A sweep that clips what arrives at each state."""

    def sweep(own: Array, slope: Array, back: Back) -> Swept:
        deltas, arriving = np.zeros(own.shape), np.zeros(own.shape[1:])
        for t in reversed(range(len(own))):
            deltas[t] = np.clip(own[t] + arriving, -limit, limit) * slope[t]
            arriving = back(deltas[t])
        return deltas, arriving

    return sweep


SLOPES = (
    Swap("tanh-slope-missing", "time_slope", lambda i: np.ones_like(i["time_slope"])),
    Swap("tanh-slope-of-z", "time_slope", lambda i: 1 - i["time_z"] ** 2),
    Swap("tanh-twice-in-slope", "time_slope", lambda i: 1 - np.tanh(i["time_h"]) ** 2),
    Swap("tanh-slope-of-another", "time_slope", lambda i: i["time_h"] * (1 - i["time_h"])),
    Swap("tanh-slope-of-another", "time_slope", lambda i: _sigma(i["time_z"]) * (1 - _sigma(i["time_z"]))),
    Swap("tanh-slope-unsquared", "time_slope", lambda i: 1 - i["time_h"]),
    Swap("tanh-slope-signs", "time_slope", lambda i: 1 + i["time_h"] ** 2),
    Swap("tanh-slope-signs", "time_slope", lambda i: i["time_h"] ** 2 - 1),
    Swap("tanh-slope-signs", "time_slope", lambda i: i["time_h"] ** 2),
    Swap("tanh-slope-power", "time_slope", lambda i: i["time_slope"] ** 2),
    Swap("tanh-slope-power", "time_slope", lambda i: np.sqrt(i["time_slope"])),
    Swap("tanh-for-slope", "time_slope", lambda i: i["time_h"]),
    Swap("tanh-slope-of-another", "time_slope", lambda i: (i["time_z"] > 0) * 1.0),
    Swap("tanh-slope-divides", "time_slope", lambda i: 1 / i["time_slope"]),
    Swap("slope-of-other-step", "time_slope", lambda i: 1 - before(i) ** 2),
    Swap("slope-of-other-step", "time_slope", lambda i: _slope_after(i, 1.0)),
    Swap("slope-of-other-step", "time_slope", lambda i: rolled(i["time_slope"], -1)),
    Swap("slope-of-other-step", "time_slope", lambda i: rolled(i["time_slope"], 1)),
)
TRAVEL = (
    Swap("own-gradient-left-out", "time_own", _last_only),
    Swap("own-of-other-step", "time_own", lambda i: rolled(i["time_ghs"], 1)),
    Swap("own-of-other-step", "time_own", lambda i: shifted(i["time_ghs"], 1)),
    Swap("own-of-other-step", "time_own", lambda i: rolled(i["time_ghs"], -1)),
    Swap("own-of-other-step", "time_own", lambda i: shifted(i["time_ghs"], -1)),
    Swap("own-of-other-step", "time_own", lambda i: i["time_ghs"][::-1]),
    Swap("own-gradient-twice", "time_own", _all_twice_but_the_last),
    Swap("own-gradients-missing", "time_own", lambda i: np.ones_like(i["time_ghs"])),
    Swap("own-gradients-missing", "time_own", lambda i: only(np.ones_like(i["time_ghs"]), -1)),
    Swap("recurrent-weights-missing", "time_back", lambda i: lambda d: d),
    Swap("recurrent-weights-missing", "time_back", lambda i: lambda d: d @ np.ones_like(i["time_Wh"])),
    Swap("recurrent-transposed", "time_back", lambda i: lambda d: d @ i["time_Wh"]),
    Swap("arriving-subtracted", "time_back", lambda i: lambda d: -d @ i["time_Wh"].T),
    Swap("wrong-weights-back", "time_back", lambda i: lambda d: d @ i["time_Wx"].T),
    Swap("wrong-weights-back", "time_back", lambda i: lambda d: d @ i["time_Wx"]),
)
SWEEP = (
    Swap("slope-on-own-alone", "time_sweep", _sweep(lambda own, arriving, slope: own * slope + arriving)),
    Swap("slope-on-arriving-alone", "time_sweep", _sweep(lambda own, arriving, slope: own + arriving * slope)),
    Swap("slope-not-handed-on", "time_sweep", _sweep(_join, lambda dh, dz, back: back(dh))),
    Swap("handed-on-instead", "time_sweep", _sweep(_join, lambda dh, dz, back: dh)),
    Swap("time-forwards", "time_sweep", lambda i: _forwards),
    Swap("arrivals-pile-up", "time_sweep", lambda i: _piled_up),
    Swap("arriving-twice", "time_sweep", _sweep(lambda own, arriving, slope: (own + 2 * arriving) * slope)),
    Swap("time-not-travelled", "time_sweep", lambda i: _untravelled),
    Swap("time-not-travelled", "time_sweep", lambda i: partial(_untravelled, nothing=True)),
    Swap("arriving-subtracted", "time_sweep", _sweep(lambda own, arriving, slope: (own - arriving) * slope)),
    Swap("arriving-times-state", "time_sweep", _times_state),
    Swap("arriving-times-input", "time_sweep", partial(_times_input, True)),
    Swap("arriving-times-input", "time_sweep", partial(_times_input, False)),
    Swap(
        "slope-handed-twice", "time_sweep", partial(_slope_twice, lambda i, t, d, back: back(d * i["time_slopes"][t]))
    ),
    Swap(
        "slope-handed-twice",
        "time_sweep",
        partial(_slope_twice, lambda i, t, d, back: back(d) * (1 - before(i)[t] ** 2)),
    ),
    Swap("own-gradient-twice", "time_sweep", _own_twice),
    Swap("own-alone-handed-on", "time_sweep", lambda i: _own_handed),
    Swap("first-step-left-out", "time_sweep", _sweep(_join, first=1)),
    Swap("last-step-left-out", "time_sweep", _sweep(_join, last=1)),
    Swap("last-own-twice", "time_sweep", lambda i: _last_twice),
    Swap("gradients-clipped", "time_sweep", partial(_clipping_sweep, 1.0)),
    Swap("gradients-clipped", "time_sweep", partial(_clipping_sweep, 5.0)),
)


def _slope_after(made_of: Ingredients, end: float) -> Array:
    """tanh' of the step after, and `end` at the last."""
    slope = shifted(made_of["time_slope"], -1)
    slope[-1] = end
    return slope


def _sigma(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


THROUGH_TIME_SWAPS: tuple[Swap, ...] = (*SLOPES, *TRAVEL, *SWEEP)
