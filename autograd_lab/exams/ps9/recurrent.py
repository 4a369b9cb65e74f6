"""A recurrent layer, problem set 9: draws, references and anatomies of `rnn_forward` and `bptt`.

h_t = tanh(x_t Wx + h_{t−1} Wh + b): xs (T, N, D), h0 (N, H), Wx (D, H), Wh (H, H), b (H,), hs and ghs (T, N, H);
ghs[t] is the loss's own gradient at h_t, without what comes through later steps.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.dealt import Kind, any_of
from autograd_lab.exams.ps9 import recurrent_formulas as formulas, steps
from autograd_lab.exams.ps9.asked import StepsQuestion
from autograd_lab.exams.ps9.bptt_back_variants import BPTT_BACK_WRONG
from autograd_lab.exams.ps9.bptt_right_variants import BPTT_RIGHT
from autograd_lab.exams.ps9.bptt_variants import BPTT_WRONG
from autograd_lab.exams.ps9.forward_variants import FORWARD_RIGHT, FORWARD_WRONG
from autograd_lab.exams.ps9.steps import Sizes
from autograd_lab.exams.question import Inputs, Part
from autograd_lab.mistakes import Anatomy, Array

#: one sequence of a single step, one that begins with h0 = 0, and one with a state that the loss does not look at
_SIZES = (
    Sizes(1, 4, 5, 2),
    Sizes(4, 3, 2, 5),
    Sizes(4, 3, 2, 1),
    Sizes(4, 5, 3, 3),
    Sizes(5, 4, 2, 3, 3),
    Sizes(3, 5, 4, 4, at_rest=True),
    Sizes(6, 3, 2, 4, 1, silent=True),
    Sizes(4, 1, 2, 3, -2),
)


def _draw_forward(rng: np.random.Generator, sizes: Sizes) -> Inputs:
    return steps.layer(rng, sizes)


def draw_bptt(rng: np.random.Generator, sizes: Sizes) -> Inputs:
    """A layer with its states, and the loss's own gradient at each."""
    xs, h0, Wx, Wh, b = steps.layer(rng, sizes).values()
    hs = steps.states(xs, h0, Wx, Wh, b)
    return {"xs": xs, "hs": hs, "h0": h0, "Wx": Wx, "Wh": Wh, "b": b, "ghs": steps.own_gradients(rng, sizes)}


def rnn_forward(xs: Array, h0: Array, Wx: Array, Wh: Array, b: Array) -> Array:
    """hs (T, N, H)."""
    return steps.states(xs, h0, Wx, Wh, b)


def bptt(
    xs: Array, hs: Array, h0: Array, Wx: Array, Wh: Array, b: Array, ghs: Array
) -> tuple[Array, Array, Array, Array]:
    """(dWx, dWh, db, dh0) from the last step to the first."""
    deltas, dh0 = steps.swept(ghs, 1 - hs**2, lambda delta: np.asarray(delta @ Wh.T))
    return steps.over_steps(xs, deltas), steps.over_steps(steps.before(hs, h0), deltas), steps.bias(deltas), dh0


def forward_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: a step, how it is carried on, what it begins with and reads, and what is handed back."""
    xs, h0, Wx, Wh, b = inputs.values()

    def run(xs: Array, start: Array, step: Any) -> Array:
        hs, h = [], start
        for x in xs:
            h = step(x, h)
            hs.append(h)
        return np.stack(hs)

    made_of = {
        "rnn_h0": h0,
        "rnn_Wx": Wx,
        "rnn_Wh": Wh,
        "rnn_b": b,
        "rnn_start": h0,
        "rnn_read": xs,
        "rnn_step": lambda x, h: np.tanh(x @ Wx + h @ Wh + b),
        "rnn_run": run,
        "rnn_given": lambda hs: hs,
    }

    def build(i: Mapping[str, Any]) -> tuple[Array, ...]:
        return (i["rnn_given"](i["rnn_run"](i["rnn_read"], i["rnn_start"], i["rnn_step"])),)

    return [Anatomy(made_of, build)]


def bptt_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients of a sweep over all steps."""
    return steps.anatomy(inputs, "time_sweep", steps.swept)


def known(inputs: Inputs) -> Mapping[str, Any]:
    """The rows, the steps and the weights, by the student's names."""
    xs = inputs["xs"]
    return {"N": xs.shape[1], "T": len(xs), "h0": inputs["h0"], "Wh": inputs["Wh"]}


def known_forward(inputs: Inputs) -> Mapping[str, Any]:
    """The same without the rows, which nothing is summed over or divided by."""
    return {name: value for name, value in known(inputs).items() if name != "N"}


GRADIENT_PARTS = (
    Part("dWx", 2, "the shape of Wx, (D, H)"),
    Part("dWh", 3, "the shape of Wh, (H, H)"),
    Part("db", 1, "the shape of b, (H,)"),
    Part("dh0", 2, "the shape of h0, (N, H)"),
)
#: three steps for the single one, on which a loop that ends one step early has no state to return
_FORWARD_KINDS: tuple[Kind, ...] = tuple(
    partial(_draw_forward, sizes=sizes) for sizes in (Sizes(3, 4, 5, 2), *_SIZES[1:])
)
_KINDS: tuple[Kind, ...] = tuple(partial(draw_bptt, sizes=sizes) for sizes in _SIZES)
FORWARD = StepsQuestion(
    name="rnn_forward",
    signature="rnn_forward(xs, h0, Wx, Wh, b)",
    parts=(Part("hs", 3, "an array of all states, (T, N, H)"),),
    draw=any_of(_FORWARD_KINDS),
    reference=rnn_forward,
    known=known_forward,
    wrong=FORWARD_WRONG,
    right=FORWARD_RIGHT,
    equation="through-time-rows",
    source="Elman, Finding structure in time (1990); tested against torch.nn.RNN",
    exam="ps9",
    anatomy=forward_anatomy,
    written=(formulas.rnn_forward,),
    in_twos=True,
    kinds=_FORWARD_KINDS,
)
BPTT = StepsQuestion(
    name="bptt",
    signature="bptt(xs, hs, h0, Wx, Wh, b, ghs)",
    parts=GRADIENT_PARTS,
    draw=any_of(_KINDS),
    reference=bptt,
    known=known,
    wrong=(*BPTT_WRONG, *BPTT_BACK_WRONG),
    right=BPTT_RIGHT,
    equation="through-time-rows",
    source="Werbos, Backpropagation through time (1990); tested against torch and numerical gradients",
    exam="ps9",
    anatomy=bptt_anatomy,
    written=(formulas.bptt,),
    in_twos=True,
    slope=True,
    kinds=_KINDS,
)
