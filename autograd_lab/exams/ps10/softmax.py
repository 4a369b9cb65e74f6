"""`softmax_backward` of problem set 10: the way back through the softmax of each row, from its probabilities alone.

p and g = ∂L/∂p are (N, K). Each row has a Jacobian diag(p) − p pᵀ, which nobody need build.

Source: Bridle, Training stochastic model recognition algorithms as networks (1990), by the chain rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Problem
from autograd_lab.exams.kinds.dealt import any_of
from autograd_lab.exams.kinds.draws import upstream
from autograd_lab.exams.ps10.asked import AttentionSetQuestion
from autograd_lab.exams.ps10.formulas import softmax_backward as written
from autograd_lab.exams.ps10.softmax_right_variants import SOFTMAX_RIGHT
from autograd_lab.exams.ps10.softmax_variants import SOFTMAX_WRONG
from autograd_lab.exams.question import Inputs, Part
from autograd_lab.mistakes import Anatomy, Array

#: rows and classes of each draw; two are square, where a sum over the wrong axis fits, and the last is as large as the
#: first, so that no answer can be kept for a shape
_SIZES = ((3, 5), (5, 3), (4, 6), (6, 4), (1, 4), (4, 4), (5, 5), (3, 5))
_HIDDEN = ((6, 4), (5, 3))  # here one entry of one row is exactly 0, as with a mask: two, as naming asks


def draw(rng: np.random.Generator, sizes: tuple[int, int]) -> Inputs:
    """Rows of probabilities, some of them sure and some not, and a gradient from above."""
    logits = rng.normal(0.0, 1.0, sizes) * rng.uniform(0.4, 1.8, (sizes[0], 1))
    powers = np.exp(logits)
    if sizes in _HIDDEN:
        powers[rng.integers(sizes[0]), rng.integers(sizes[1])] = 0.0
    return {"p": powers / powers.sum(axis=1, keepdims=True), "g": upstream(rng, sizes, 0.4)}


def softmax_backward(p: Array, g: Array) -> Array:
    """∂L/∂z (N, K) from p = softmax(z) and g = ∂L/∂p: p · (g − Σ p g), the sum over each row."""
    return np.asarray(p * (g - (p * g).sum(axis=-1, keepdims=True)))


def anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: p, g, and the way back as a whole."""
    made_of = {"softmax_p": inputs["p"], "softmax_g": inputs["g"], "softmax_back": softmax_backward}
    return [Anatomy(made_of, lambda i: (np.asarray(i["softmax_back"](i["softmax_p"], i["softmax_g"])),), by_row=True)]


_AT_ZERO = "does a line of yours divide by p, or take its logarithm?"


@dataclass(frozen=True)
class SoftmaxQuestion(AttentionSetQuestion):
    """The question about rows of shares, whose judge says where a share was 0 if NaN came of it."""

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case of one draw."""
        case = super().judge(inputs, outcome)
        (seen,) = case.seen
        if seen.problem is None or seen.problem.id != "not-finite" or not (inputs["p"] == 0).any():
            return case
        text = f"{seen.problem.sentence} A share may be exactly 0, and in this p one is: {_AT_ZERO}"
        return replace(case, seen=(replace(seen, problem=Problem("not-finite", text)),))


_KINDS = tuple(partial(draw, sizes=sizes) for sizes in _SIZES)
SOFTMAX = SoftmaxQuestion(
    name="softmax_backward",
    signature="softmax_backward(p, g)",
    parts=(Part("dz", 4, "the shape of p, (N, K)"),),
    draw=any_of(_KINDS),
    reference=softmax_backward,
    known=lambda inputs: {
        "N": len(inputs["p"]),
        "K": inputs["p"].shape[1],
        "p": inputs["p"],
        "g": inputs["g"],
    },
    wrong=SOFTMAX_WRONG,
    right=SOFTMAX_RIGHT,
    equation="softmax-jacobian",
    source="the chain rule on eq. 11.3; tested against torch and numerical gradients",
    exam="ps10",
    anatomy=anatomy,
    written=(written,),
    in_twos=True,
    slope=True,
    kinds=_KINDS,
)
