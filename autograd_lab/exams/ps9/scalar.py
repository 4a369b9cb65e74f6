"""One unit through time, problem set 9: draws, reference and anatomy of `bptt_scalar`.

h_t = tanh(w·x_t + u·h_{t−1} + b); x, h and gh are (T,), the rest are floats.
"""

from collections.abc import Collection
from functools import partial

import numpy as np

from autograd_lab.exams.kinds.dealt import Kind, any_of
from autograd_lab.exams.ps9 import steps
from autograd_lab.exams.ps9.asked import StepsQuestion
from autograd_lab.exams.ps9.recurrent_formulas import bptt_scalar as formula
from autograd_lab.exams.ps9.scalar_back_variants import SCALAR_BACK_WRONG
from autograd_lab.exams.ps9.scalar_right_variants import SCALAR_RIGHT
from autograd_lab.exams.ps9.scalar_variants import SCALAR_WRONG
from autograd_lab.exams.question import Inputs, Part
from autograd_lab.mistakes import Anatomy, Array
from autograd_lab.mistakes.entries.step_sums import STEP_SUMS

#: T, and the power of ten of gh
_SETTINGS = ((1, 0), (4, 0), (5, 0), (6, 0), (4, 1), (5, 3), (6, 1), (5, -2))


def _draw(rng: np.random.Generator, setting: tuple[int, int]) -> Inputs:
    """A unit that is awake: no pre-activation beyond ±2, weights that are neither small nor 1."""
    T, tens = setting
    while True:
        w, u = rng.uniform(0.5, 1.4, 2) * rng.choice([-1.0, 1.0], 2)
        b, h0 = rng.uniform(0.2, 0.7, 2) * rng.choice([-1.0, 1.0], 2)
        x = rng.normal(0.2, 1.0, T)
        first, Wx, Wh = (np.full((1, 1), value) for value in (h0, w, u))
        h = steps.states(x[:, None, None], first, Wx, Wh, np.full(1, b))
        if np.abs(h).max() < 0.964 and abs(abs(u) - 1) > 0.05:
            break
    gh = 10.0**tens * rng.uniform(0.4, 1.5, T) * rng.choice([-1.0, 1.0], T)
    return {"x": x, "h": h[:, 0, 0], "h0": float(h0), "w": float(w), "u": float(u), "b": float(b), "gh": gh}


def bptt_scalar(
    x: Array, h: Array, h0: float, w: float, u: float, b: float, gh: Array
) -> tuple[float, float, float, float]:
    """(dw, du, db, dh0) from the last step to the first."""
    dw = du = db = arriving = 0.0
    for t in reversed(range(len(x))):
        delta = (gh[t] + arriving) * (1 - h[t] ** 2)
        dw += delta * x[t]
        du += delta * (h[t - 1] if t else h0)
        db += delta
        arriving = u * delta
    return dw, du, db, arriving


#: of the sums; all else is about the step itself, 1 − h² and u, which stand in the recurrence
_OF_SUMS = {mistake.id for mistake in STEP_SUMS if not mistake.id.startswith("initial-")} | {"bias-times-input"}


def _label_to_read(found: Collection[str]) -> str:
    """The label of the equation that these mistakes are about."""
    return "through-time" if frozenset(found) <= _OF_SUMS else "recurrence"


def _of_one_unit(part: Array) -> Array:
    """A part without its axes of size 1: a number, or one for each step, (T,), where the steps were not summed."""
    return part.reshape(len(part)) if part.ndim == 3 else np.squeeze(part)


def anatomy(inputs: Inputs) -> list[Anatomy]:
    """That of a layer with one unit and one row, its parts without the axes of size 1."""
    x, h, h0, w, u, b, gh = inputs.values()
    one = {
        "xs": x[:, None, None],
        "hs": h[:, None, None],
        "h0": np.full((1, 1), h0),
        "Wx": np.full((1, 1), w),
        "Wh": np.full((1, 1), u),
        "b": np.full(1, b),
        "ghs": gh[:, None, None],
    }
    return steps.anatomy(one, "time_sweep", steps.swept, shaped=_of_one_unit)


_KINDS: tuple[Kind, ...] = tuple(partial(_draw, setting=setting) for setting in _SETTINGS)
SCALAR = StepsQuestion(
    name="bptt_scalar",
    signature="bptt_scalar(x, h, h0, w, u, b, gh)",
    parts=(Part("dw", 2, "a number"), Part("du", 2, "a number"), Part("db", 1, "a number"), Part("dh0", 1, "a number")),
    draw=any_of(_KINDS),
    reference=bptt_scalar,
    known=lambda inputs: {"T": len(inputs["x"]), "w": inputs["w"], "u": inputs["u"], "h0": inputs["h0"]},
    wrong=(*SCALAR_WRONG, *SCALAR_BACK_WRONG),
    right=SCALAR_RIGHT,
    equation="through-time",
    source="Werbos, Backpropagation through time (1990), for one unit; tested against torch and numerical gradients",
    exam="ps9",
    anatomy=anatomy,
    written=(formula,),
    in_twos=True,
    slope=True,
    read_again=_label_to_read,
    kinds=_KINDS,
)
