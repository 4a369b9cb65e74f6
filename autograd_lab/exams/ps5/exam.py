"""The exam of problem set 5, the audit: three formulas put right, the gradients of the worked example, and 33 claims.

One sample, columns, as the article writes it: a and y are (n, 1), W is (n_out, n_in), z = W a_prev + b; the loss is L =
(1/n) Σ (a − y)², n the number of outputs. δ means ∂L/∂z, or ∂L/∂a throughout (see `kinds/conventions.py`).
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.claims import Claim, ClaimQuestion, part_of
from autograd_lab.exams.kinds.conventions import DECLARED, DeltaQuestion
from autograd_lab.exams.kinds.draws import upstream
from autograd_lab.exams.ps5 import (
    delta_variants as deltas,
    edits,
    example_variants as examples,
    right_verdicts,
    written,
    wrong_verdicts,
)
from autograd_lab.exams.ps5.example import EXAMPLE_PARTS, ExampleQuestion, draw_example
from autograd_lab.exams.ps5.formulas import (
    article_gradients,
    article_hidden_delta,
    article_output_delta,
    article_weight_gradient,
    hidden_kept,
    output_kept,
    weight_gradient_kept,
)
from autograd_lab.exams.question import Exam, Inputs, Part
from autograd_lab.mistakes import Anatomy, Array

Rng = np.random.Generator


def _widths(rng: Rng) -> tuple[int, int]:
    """Two layers' widths of 3 to 5: different, or often equal, so that a wrong product has a shape that fits."""
    n, m = (int(k) for k in rng.permutation([3, 4, 5])[:2])
    return (n, n) if rng.random() < 0.6 else (n, m)


def _activations(rng: Rng, n: int) -> Array:
    """A column of activations, none of them near 1/2, a few saturated."""
    z = rng.choice([-1.0, 1.0], (n, 1)) * rng.uniform(0.3, 3.0, (n, 1))
    far = rng.random((n, 1)) < 0.15
    return np.asarray(1 / (1 + np.exp(-np.where(far, 3 * z, z))))


def _draw_output(rng: Rng) -> Inputs:
    n = int(rng.choice([3, 4, 5]))
    return {"a": _activations(rng, n), "y": rng.uniform(0.05, 0.95, (n, 1))}


def _draw_hidden(rng: Rng) -> Inputs:
    n, m = _widths(rng)
    return {"W_next": rng.normal(0.0, 1.5, (m, n)), "delta_next": upstream(rng, (m, 1)), "a": _activations(rng, n)}


def _draw_weights(rng: Rng) -> Inputs:
    n, m = _widths(rng)
    return {"delta": upstream(rng, (m, 1)), "a_prev": _activations(rng, n)}


def _next_activation(inputs: Inputs) -> Inputs:
    """The inputs when δ = ∂L/∂a: the step down takes the activation of the layer above."""
    W, delta, a = inputs.values()
    return {"W_next": W, "delta_next": delta, "a_next": 1 / (1 + np.exp(-W @ a))}


def _own_activation(inputs: Inputs) -> Inputs:
    """The inputs when δ = ∂L/∂a: a weight's gradient needs the activation of its own layer as well."""
    delta, a_prev = inputs.values()
    return {**inputs, "a": 1 / (1 + np.exp(-2 * np.sin(np.arange(1.0, len(delta) + 1)))).reshape(-1, 1) + 0 * a_prev[0]}


def _slope(a: Array) -> dict[str, Array]:
    return {"a": a, "slope": a * (1 - a), "z": np.log(a / (1 - a))}


def _anatomy_output(inputs: Inputs) -> list[Anatomy]:
    a, y = inputs.values()
    made_of = {**_slope(a), "residual": a - y, "prediction": a, "target": y}
    return [Anatomy(made_of, lambda i: (2 / len(a) * i["residual"] * i["slope"],))]


def _anatomy_hidden(inputs: Inputs) -> list[Anatomy]:
    W, delta, a = inputs.values()
    made_of = {**_slope(a), "upstream": delta, "weights": W.T}
    return [Anatomy(made_of, lambda i: (i["weights"] @ i["upstream"] * i["slope"],))]


def _anatomy_weights(inputs: Inputs) -> list[Anatomy]:
    delta, a = inputs.values()
    return [Anatomy({"input": a, "delta": delta}, lambda i: (i["delta"] @ i["input"].T,))]


def _known_output(inputs: Inputs) -> Mapping[str, Any]:
    a, y = inputs.values()
    return {"N": len(a), "n": len(a), "y": y, "a": a, "the slope a(1 − a)": a * (1 - a), "the residual a − y": a - y}


def _known_hidden(inputs: Inputs) -> Mapping[str, Any]:
    m, n = inputs["W_next"].shape
    return {"n": n, "m": m, **inputs}


def _known_weights(inputs: Inputs) -> Mapping[str, Any]:
    n_out, n_in = len(inputs["delta"]), len(inputs["a_prev"])
    return {"N": n_out, "n_in": n_in, "width": n_out, **inputs}


SOURCE = "Nielsen, Neural Networks and Deep Learning (2015), ch. 2, BP1, BP2 and BP4; tested against numerical ones"


def _delta(name: str, arguments: str, part: Part, equation: str, **more: Any) -> DeltaQuestion:
    return DeltaQuestion(
        name=name,
        signature=f"{name}({arguments})",
        parts=(part,),
        equation=equation,
        source=SOURCE,
        exam="ps5",
        beside=(DECLARED,),
        **more,
    )


def _claims(name: str, groups: tuple[tuple[Claim, ...], ...], tests: tuple[str, ...], equation: str) -> ClaimQuestion:
    answers = {claim.id: claim.answer for group in groups for claim in group}
    wrong, right = wrong_verdicts.bank(groups)
    return ClaimQuestion(
        name=name,
        signature=f"{name}()",
        parts=tuple(part_of(group, 1) for group in groups),
        draw=lambda rng: {},
        reference=partial(dict, answers),
        known=lambda inputs: {},
        wrong=wrong,
        right=right,
        equation=equation,
        source="the list of the article's faults, each recomputed by tests/exams/test_ps5.py",
        exam="ps5",
        cases=1,
        groups=groups,
        experiments=tests,
    )


PS5 = Exam(
    "ps5",
    (
        _delta(
            "article_output_delta",
            "a, y",
            Part("delta", 3, "a column, one entry for each output"),
            "output-delta",
            draw=_draw_output,
            reference=article_output_delta,
            known=_known_output,
            wrong=deltas.OUTPUT_WRONG,
            right=deltas.OUTPUT_RIGHT,
            anatomy=_anatomy_output,
            written=(written.output_delta,),
            written_kept=(written.output_kept,),
            other=output_kept,
            edits=edits.OUTPUT,
        ),
        _claims("verdicts_step", right_verdicts.STEP, right_verdicts.STEP_TESTS, "output-delta"),
        _delta(
            "article_hidden_delta",
            "W_next, delta_next, a",
            Part("delta", 3, "a column, one entry for each hidden neuron"),
            "hidden-delta",
            draw=_draw_hidden,
            reference=article_hidden_delta,
            known=_known_hidden,
            wrong=deltas.HIDDEN_WRONG,
            right=deltas.HIDDEN_RIGHT,
            anatomy=_anatomy_hidden,
            written=(written.hidden_delta,),
            written_kept=(written.hidden_kept,),
            other=hidden_kept,
            edits=edits.HIDDEN,
            other_inputs=_next_activation,
        ),
        _claims("verdicts_recursion", right_verdicts.RECURSION, right_verdicts.RECURSION_TESTS, "hidden-delta"),
        _delta(
            "article_weight_gradient",
            "delta, a_prev",
            Part("dW", 2, "the shape of W, (n_out, n_in)"),
            "layer-gradients",
            draw=_draw_weights,
            reference=article_weight_gradient,
            known=_known_weights,
            wrong=examples.WEIGHTS_WRONG,
            right=examples.WEIGHTS_RIGHT,
            anatomy=_anatomy_weights,
            written=(written.weight_gradient,),
            written_kept=(written.weight_gradient_kept,),
            other=weight_gradient_kept,
            edits=edits.WEIGHTS,
            other_inputs=_own_activation,
        ),
        ExampleQuestion(
            name="article_gradients",
            signature="article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o)",
            parts=EXAMPLE_PARTS,
            draw=draw_example,
            reference=article_gradients,
            known=lambda inputs: {"N": len(inputs["y"]), "n": len(inputs["y"])},
            written=(written.gradients,),
            wrong=examples.EXAMPLE_WRONG,
            right=examples.EXAMPLE_RIGHT,
            equation="layer-gradients",
            source=SOURCE,
            exam="ps5",
            beside=(DECLARED,),
        ),
        _claims("verdicts_example", right_verdicts.EXAMPLE, right_verdicts.EXAMPLE_TESTS, "layer-gradients"),
        _claims("verdicts_words", right_verdicts.WORDS, right_verdicts.WORDS_TESTS, "output-delta"),
    ),
)

#: what each question that is no list of claims reaches: it cannot be answered right by one who repeats the fault
REACHED: dict[str, tuple[str, ...]] = {
    "article_output_delta": ("E1", "E2", "E10", "E28"),
    "article_hidden_delta": ("E3", "E4", "E5", "E12", "E26"),
    "article_weight_gradient": ("E15", "E16", "E29"),
    "article_gradients": ("E5", "E9", "E10", "E11", "E12", "E13", "E14", "E15", "E16"),
}
