"""BPTT cut off after k steps, problem set 9: draws, reference and anatomy of `truncated_bptt`.

Each ghs[t] travels over the steps t, t − 1, …, t − k + 1 and no further; dh0 hears of those that travel over the first.
"""

from collections.abc import Collection
from functools import partial

import numpy as np

from autograd_lab.exams.kinds.dealt import Kind, any_of
from autograd_lab.exams.ps9 import recurrent_formulas as formulas, steps
from autograd_lab.exams.ps9.asked import StepsQuestion
from autograd_lab.exams.ps9.recurrent import GRADIENT_PARTS, draw_bptt, known
from autograd_lab.exams.ps9.steps import Back, Sizes
from autograd_lab.exams.ps9.truncated_loop_variants import LOOPS_WRONG
from autograd_lab.exams.ps9.truncated_right_variants import TRUNCATED_RIGHT
from autograd_lab.exams.ps9.truncated_variants import TRUNCATED_WRONG
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Anatomy, Array
from autograd_lab.mistakes.entries.through_time import SLOPES_IN_TIME

#: sizes and k: mostly windows that end before the first step and begin after it; besides k = 1, k = T − 1, k = T and
#: k > T, and a single step, a single row and a single unit
_SETTINGS = (
    (Sizes(5, 3, 4, 2), 2),
    (Sizes(6, 4, 2, 3, at_rest=True), 3),
    (Sizes(6, 3, 4, 2, 3), 2),
    (Sizes(5, 3, 2, 4), 3),
    (Sizes(5, 4, 3, 3, silent=True), 2),
    (Sizes(6, 3, 2, 2, 1), 4),
    (Sizes(4, 3, 2, 3), 1),
    (Sizes(3, 4, 2, 3, -2), 4),
    (Sizes(4, 1, 3, 2), 4),
    (Sizes(5, 3, 2, 1), 4),
    (Sizes(1, 3, 2, 3), 2),
)


def _draw(rng: np.random.Generator, setting: tuple[Sizes, int]) -> Inputs:
    sizes, k = setting
    return {**draw_bptt(rng, sizes), "k": k}


def swept(own: Array, slope: Array, back: Back, k: int) -> tuple[Array, Array]:
    """(δ of each step, what arrives at h0): all own gradients travel side by side, k steps each."""
    T = len(own)
    deltas, initial, travelling = np.zeros(own.shape), np.zeros(own.shape[1:]), own
    for far in range(min(k, T)):  # travelling[n] stands at the state of step n, and began `far` steps later
        delta = travelling * slope[: T - far]
        deltas[: T - far] += delta
        arrived = back(delta)
        initial = initial + arrived[0]
        travelling = arrived[1:]
    return deltas, initial


def truncated_bptt(
    xs: Array, hs: Array, h0: Array, Wx: Array, Wh: Array, b: Array, ghs: Array, k: int
) -> tuple[Array, Array, Array, Array]:
    """(dWx, dWh, db, dh0), each own gradient over k steps."""
    deltas, dh0 = swept(ghs, 1 - hs**2, lambda delta: np.asarray(delta @ Wh.T), k)
    return steps.over_steps(xs, deltas), steps.over_steps(steps.before(hs, h0), deltas), steps.bias(deltas), dh0


def anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients of a sweep in windows of k steps."""
    return steps.anatomy(inputs, "time_windows", partial(swept, k=inputs["k"]), inputs["k"])


#: mistakes of a step, which the equation of a whole sweep has; it says nothing of windows
_OF_A_STEP = {mistake.id for mistake in SLOPES_IN_TIME} | {
    "recurrent-weights-missing",
    "recurrent-transposed",
    "wrong-weights-back",
    "slope-on-own-alone",
    "slope-not-handed-on",
    "handed-on-instead",
    "slope-handed-twice",
    "state-for-previous",
    "state-of-other-step",
    "x-of-other-step",
    "answer-turned",
}


def _label_to_read(found: Collection[str]) -> str:
    """The label of the equation that these mistakes are about."""
    return "through-time-rows" if frozenset(found) <= _OF_A_STEP else ""


_KINDS: tuple[Kind, ...] = tuple(partial(_draw, setting=setting) for setting in _SETTINGS)
TRUNCATED = StepsQuestion(
    name="truncated_bptt",
    signature="truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k)",
    parts=GRADIENT_PARTS,
    draw=any_of(_KINDS),
    reference=truncated_bptt,
    known=known,
    wrong=(*TRUNCATED_WRONG, *LOOPS_WRONG),
    right=TRUNCATED_RIGHT,
    equation="through-time-rows",
    source="Williams and Peng, An efficient gradient-based algorithm (1990), BPTT(h); tested against nudging",
    exam="ps9",
    anatomy=anatomy,
    written=(formulas.truncated_bptt,),
    in_twos=True,
    slope=True,
    read_again=_label_to_read,
    cases=len(_KINDS),
    kinds=_KINDS,
)
