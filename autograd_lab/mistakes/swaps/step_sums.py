"""Swaps in the sums over the steps: what δ meets at each step, and what is done with the sum.

`time_entered_x` and `time_entered_h` meet `time_deltas` by `time_learn`, or one of the two by `time_learn_x`,
`time_learn_h`; `time_bias` sums them, `time_initial` makes dh0 of what arrives, `time_order` puts the four in order,
and `time_every` is done to each.
"""

from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap
from autograd_lab.mistakes.swaps.through_time import before, rolled, shifted


def _clip_to(low: float, made_of: Ingredients) -> Any:
    return lambda part: np.clip(part, -low, low)


def _over_both(made_of: Ingredients) -> Any:
    count = len(made_of["time_h"]) * made_of["time_rows"]  # KeyError for one unit without a batch
    return lambda part: part / count


def _over_other_axes(axes: tuple[int, ...], made_of: Ingredients) -> Any:
    of_rows = made_of["time_rows"] > 0  # KeyError for one unit without a batch
    return lambda deltas: deltas.sum(axis=axes, where=of_rows)


def _over_window(made_of: Ingredients) -> Any:
    k = made_of["time_k"]  # KeyError in a sweep that is not cut off
    return lambda part: part / k


def _einsum(pattern: str) -> Any:
    return lambda made_of: lambda entered, deltas: np.einsum(pattern, entered, deltas)


def _of_step(t: int, made_of: Ingredients) -> Any:
    """A sum over the rows of one step alone."""
    return lambda entered, deltas: entered[t].T @ deltas[t]


def _apart(made_of: Ingredients) -> Any:
    """The sum over the steps of what entered, times the sum of the δ."""
    return lambda entered, deltas: entered.sum(axis=0).T @ deltas.sum(axis=0)


def _apart_everywhere(made_of: Ingredients) -> Any:
    return lambda entered, deltas: np.outer(entered.sum(axis=(0, 1)), deltas.sum(axis=(0, 1)))


def _through_h(made_of: Ingredients, learn: Any = None) -> Any:
    """A sum of what entered, or of nothing, times the gradient at h, which has not passed tanh yet."""
    dh = made_of["time_deltas"] / made_of["time_slopes"]
    if learn is None:
        return lambda deltas: dh.sum(axis=(0, 1))
    return lambda entered, deltas: np.einsum("tni,tnj->ij", entered, dh)


def _own_alone(made_of: Ingredients) -> Any:
    """A sum of what entered times each step's own δ, of a sweep that is not cut off."""
    if "time_k" in made_of:
        raise KeyError("a sweep that is cut off counts each own gradient where its window starts")
    return _counted_at_start(made_of)


def _start_alone(made_of: Ingredients) -> Any:
    """The same of a sweep in windows."""
    return made_of["time_k"] and _counted_at_start(made_of)  # KeyError in a sweep that is not cut off


def _counted_at_start(made_of: Ingredients) -> Any:
    own = made_of["time_ghs"] * made_of["time_slopes"]
    return lambda entered, deltas: np.einsum("tni,tnj->ij", entered, own)


def _first_own_alone(made_of: Ingredients) -> Any:
    """dh0 of the first step's own gradient, in a sweep that is not cut off."""
    if "time_k" in made_of:
        raise KeyError("of windows it is the first alone that reaches h0")
    own = made_of["time_ghs"][0] * made_of["time_slopes"][0]
    return lambda arriving: np.asarray(own @ made_of["time_Wh"].T)


def _weight_of_one_unit(weight: str, made_of: Ingredients) -> Array:
    """The weight itself for what it was multiplied with; in rows no shapes would fit."""
    if "time_rows" in made_of:
        raise KeyError("a weight of one unit")
    return np.asarray(made_of[weight] + 0 * made_of["time_h"])


def _without_slopes(made_of: Ingredients, arriving: Array) -> Array:
    """What the own gradients bring to h0 through the recurrent weights alone."""
    own, arrived = made_of["time_ghs"], 0 * arriving
    for t in reversed(range(min(len(own), made_of.get("time_k", len(own))))):
        arrived = (own[t] + arrived) @ made_of["time_Wh"].T
    return np.asarray(arrived)


def _initial(of: Any) -> Any:
    return lambda made_of: partial(of, made_of)


def _first_dh(made_of: Ingredients, arriving: Array) -> Array:
    """The gradient at h of the first step, before it has gone through that step."""
    return np.asarray(made_of["time_deltas"][0] / made_of["time_slopes"][0])


def _parts_in_order(*order: int) -> Any:
    return lambda made_of: lambda *parts: tuple(parts[n] for n in order)


STEP_SUM_SWAPS: tuple[Swap, ...] = (
    Swap("state-for-previous", "time_entered_h", lambda i: i["time_h"]),
    Swap("initial-state-left-out", "time_entered_h", lambda i: shifted(i["time_h"], 1)),
    Swap("initial-state-left-out", "time_entered_h", lambda i: rolled(i["time_h"], 1)),
    Swap("state-of-other-step", "time_entered_h", lambda i: shifted(before(i), 1)),
    Swap("state-of-other-step", "time_entered_h", lambda i: _twice_before(i)),
    Swap("state-of-other-step", "time_entered_h", lambda i: rolled(i["time_h"], -1)),
    Swap("state-of-other-step", "time_entered_h", lambda i: shifted(i["time_h"], -1)),
    Swap("state-of-other-step", "time_entered_h", lambda i: np.concatenate([i["time_h"][1:], i["time_h0"][None]])),
    Swap("state-of-other-step", "time_entered_h", lambda i: i["time_h0"] + 0 * i["time_h"]),
    Swap("state-of-other-step", "time_entered_h", lambda i: i["time_h"][-1] + 0 * i["time_h"]),
    Swap("entering-exchanged", "time_entered_h", lambda i: i["time_x"]),
    Swap("entering-exchanged", "time_entered_x", lambda i: before(i)),
    Swap("entering-missing", "time_entered_h", lambda i: np.ones_like(i["time_h"])),
    Swap("entering-missing", "time_entered_x", lambda i: np.ones_like(i["time_x"])),
    Swap("weight-for-entering", "time_entered_x", partial(_weight_of_one_unit, "time_Wx")),
    Swap("weight-for-entering", "time_entered_h", partial(_weight_of_one_unit, "time_Wh")),
    Swap("x-of-other-step", "time_entered_x", lambda i: rolled(i["time_x"], 1)),
    Swap("x-of-other-step", "time_entered_x", lambda i: shifted(i["time_x"], 1)),
    Swap("x-of-other-step", "time_entered_x", lambda i: rolled(i["time_x"], -1)),
    Swap("x-of-other-step", "time_entered_x", lambda i: shifted(i["time_x"], -1)),
    Swap("x-of-other-step", "time_entered_x", lambda i: i["time_x"][::-1]),
    Swap("x-of-one-step", "time_entered_x", lambda i: i["time_x"][0] + 0 * i["time_x"]),
    Swap("x-of-one-step", "time_entered_x", lambda i: i["time_x"][-1] + 0 * i["time_x"]),
    *(
        Swap(mistake, role, how)
        for role in ("time_learn", "time_learn_x", "time_learn_h")
        for mistake, how in (
            ("steps-overwritten", partial(_of_step, 0)),
            ("last-step-only", partial(_of_step, -1)),
            ("steps-not-summed", _einsum("tni,tnj->tij")),
            ("steps-multiplied-apart", _apart),
            ("steps-multiplied-apart", _apart_everywhere),
        )
    ),
    *(Swap("time-not-travelled", role, _own_alone) for role in ("time_learn_x", "time_learn_h")),
    *(Swap("window-counted-at-its-start", role, _start_alone) for role in ("time_learn_x", "time_learn_h")),
    Swap("steps-overwritten", "time_bias", lambda i: lambda deltas: deltas[0].sum(axis=0)),
    Swap("last-step-only", "time_bias", lambda i: lambda deltas: deltas[-1].sum(axis=0)),
    Swap("steps-not-summed", "time_bias", lambda i: lambda deltas: deltas.sum(axis=1)),
    Swap("not-summed", "time_bias", lambda i: lambda deltas: deltas.sum(axis=0)),
    Swap("wrong-axis", "time_bias", partial(_over_other_axes, (0, 2))),
    Swap("wrong-axis", "time_bias", partial(_over_other_axes, (1, 2))),
    Swap("steps-not-summed", "time_bias", lambda i: lambda deltas: deltas),
    Swap("bias-times-input", "time_bias", lambda i: lambda deltas: (deltas * i["time_x"]).sum(axis=(0, 1))),
    Swap("sums-without-slope", "time_deltas", lambda i: i["time_deltas"] / i["time_slopes"]),
    Swap("sums-without-slope", "time_learn_x", partial(_through_h, learn=True)),
    Swap("sums-without-slope", "time_learn_h", partial(_through_h, learn=True)),
    Swap("sums-without-slope", "time_bias", _through_h),
    Swap("initial-gradient-early", "time_initial", _initial(_first_dh)),
    Swap("tanh-slope-missing", "time_initial", _initial(_without_slopes)),
    Swap("time-not-travelled", "time_initial", _first_own_alone),
    Swap("initial-weight-missing", "time_initial", _initial(lambda i, arriving: i["time_deltas"][0])),
    Swap("recurrent-transposed", "time_initial", _initial(lambda i, arriving: i["time_deltas"][0] @ i["time_Wh"])),
    Swap(
        "initial-slope-missing", "time_initial", _initial(lambda i, arriving: _first_dh(i, arriving) @ i["time_Wh"].T)
    ),
    Swap("initial-slope-extra", "time_initial", _initial(lambda i, arriving: arriving * (1 - i["time_h0"] ** 2))),
    Swap("initial-own-added", "time_initial", _initial(lambda i, arriving: arriving + i["time_ghs"][0])),
    Swap("initial-last-own-added", "time_initial", _initial(lambda i, arriving: arriving + i["time_ghs"][-1])),
    Swap("initial-times-state", "time_initial", _initial(lambda i, arriving: i["time_deltas"][0] * i["time_h0"])),
    Swap("initial-gradient-missing", "time_initial", _initial(lambda i, arriving: 0 * arriving)),
    Swap("initial-of-last-step", "time_initial", _initial(lambda i, arriving: i["time_deltas"][-1] @ i["time_Wh"].T)),
    Swap("rows-summed", "time_initial", _initial(lambda i, arriving: arriving.sum(axis=0))),
    Swap("rows-summed", "time_initial", _initial(lambda i, arriving: arriving.mean(axis=0))),
    Swap("exchanged", "time_order", _parts_in_order(1, 0, 2, 3)),
    Swap("exchanged", "time_order", _parts_in_order(3, 0, 1, 2)),
    Swap("exchanged", "time_order", _parts_in_order(3, 2, 1, 0)),
    Swap("averaged-over-steps", "time_every", lambda i: lambda part: part / len(i["time_h"])),
    Swap("averaged-over-both", "time_every", _over_both),
    Swap("averaged-over-window", "time_every", _over_window),
    Swap("gradients-clipped", "time_every", partial(_clip_to, 1.0)),
    Swap("gradients-clipped", "time_every", partial(_clip_to, 5.0)),
)


def _twice_before(made_of: Ingredients) -> Array:
    """h_{t−2}, with h0 at the first two steps."""
    previous = before(made_of)
    return np.concatenate([previous[:1], previous[:-1]])


def _z_before(made_of: Ingredients) -> Array:
    """The pre-activation of the step before, with h0 at the first."""
    return np.concatenate([made_of["time_h0"][None], made_of["time_z"][:-1]])
