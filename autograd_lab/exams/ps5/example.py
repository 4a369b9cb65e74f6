"""The gradients of the article's worked example: two hidden layers, three outputs, columns, on weights of ours.

The article gives no weights, so the set supplies some, which make the network answer what the article says it answers.
The activations are handed in: the question is about the way back.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, judge_call, parts_of
from autograd_lab.exams.kinds.conventions import ASKED, MEANINGS
from autograd_lab.exams.kinds.layers import SCOPES, Pick, Scope, substitution, unchanged
from autograd_lab.exams.loans import Call, Lender
from autograd_lab.exams.ps5.formulas import (
    article_hidden_delta,
    article_output_delta,
    article_weight_gradient,
    gradients_with,
)
from autograd_lab.exams.question import Function, Inputs, Part, Question, Would, attempt, fresh_copies
from autograd_lab.mistakes import SWAPS, Array, Formula, Swap, result_or_error

LAYERS = ("h1", "h2", "o")
EXAMPLE_PARTS = tuple(
    part
    for name in LAYERS
    for part in (Part(f"dW_{name}", 1, "the shape of its W"), Part(f"db_{name}", 1, "a column, the shape of its b"))
)


def draw_example(rng: np.random.Generator) -> Inputs:
    """A network of the article's depth: sometimes of its widths, often of one width, else of four different ones."""
    kind = rng.random()
    equal = [int(rng.integers(3, 6))] * 4
    wide = [3, 4, 4, 3] if kind < 0.15 else equal if kind < 0.75 else list(rng.permutation(4) + 2)
    a, activations, Ws = rng.normal(0.3, 1.2, (wide[0], 1)), [], []
    activations.append(a)
    for n, m in pairwise(wide):
        Ws.append(rng.normal(0.1, 0.9, (m, n)))
        a = 1 / (1 + np.exp(-(Ws[-1] @ a + rng.normal(0.0, 0.8, (m, 1)))))
        activations.append(a)
    x, a_h1, a_h2, a_o = activations
    return {
        "x": x,
        "a_h1": a_h1,
        "a_h2": a_h2,
        "a_o": a_o,
        "y": rng.uniform(0.05, 0.95, a_o.shape),
        "W_h2": Ws[1],
        "W_o": Ws[2],
    }


class ExampleQuestion(Question):
    """A question that lends the three formulas along the whole sweep to code in which δ means ∂L/∂z, and nothing to
    other code.
    """

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """Three calls: of `delta_means`, of the function with loans, and without."""
        call = {"do": "call", "function": self.name, "args": list(inputs.values())}
        lender = _lender(inputs)
        return {
            "seconds": self.seconds,
            "steps": [ASKED, {**call, "lend": lender.arguments_by_function}, call],
            "lender": lender,
        }

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case; the gradients are the same whatever δ means."""
        expected = parts_of(self.reference(*fresh_copies(inputs)), len(self.parts))
        if outcome.get("lost"):
            return judge_call(self, inputs, outcome, expected)
        asked, lent, alone = outcome["steps"]
        kept = asked["status"] == "ok" and asked["value"].get("text") == MEANINGS[1]
        return judge_call(self, inputs, {"steps": [alone if kept else lent]}, expected)

    def formulas(self, inputs: Inputs) -> tuple[Sequence[Formula], int]:
        """The sweep of three layers."""
        return super().formulas(inputs)[0], len(LAYERS) - 1

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """Each edit of the sweep and each wrong variant with its prediction; all parts from the output down."""
        right_answer = parts_of(self.reference(*fresh_copies(inputs)), len(self.parts))
        would = [*_edits(inputs), *super().suspects(inputs, failing)]
        would = [(mistake, parts) for mistake, parts in would if mistake not in ("exchanged", "reversed")]
        if len(failing) == len(self.parts):  # δ in the place of one dW alone is another mistake
            would.append(("exchanged", tuple(right_answer[i ^ 1] for i in range(len(right_answer)))))
        if set(failing) == {1, 2, 3, 4}:  # first all dW, then all db
            would.append(("exchanged", tuple(right_answer[i] for i in (0, 2, 4, 1, 3, 5))))
        if {4, 5} <= set(failing):
            would.append(("reversed", right_answer[4:] + right_answer[2:4] + right_answer[:2]))
        return would


def _lender(inputs: Inputs) -> Lender:
    """The lender of the six calls of a right sweep; but for the first, each needs the δ that came back from another."""
    x, a_h1, a_h2, a_o, y, W_h2, W_o = inputs.values()
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    hidden = ((W_o, delta_o, a_h2), (W_h2, delta_h2, a_h1))
    weights = ((delta_h1, x), (delta_h2, a_h1), (delta_o, a_h2))
    return Lender(
        [
            Call("article_output_delta", article_output_delta, (a_o, y)),
            *(Call("article_hidden_delta", article_hidden_delta, arguments) for arguments in hidden),
            *(Call("article_weight_gradient", article_weight_gradient, arguments) for arguments in weights),
        ]
    )


def sweep(inputs: Inputs, pick: Pick = unchanged) -> tuple[Array, ...]:
    """The gradients, with the ingredients that `pick` chooses."""
    x, a_h1, a_h2, a_o, y, W_h2, W_o = inputs.values()
    answers, entered, weights = (a_h1, a_h2, a_o), (x, a_h1, a_h2), (W_h2, W_o)
    found: list[Array] = []
    delta = y
    for layer in (2, 1, 0):
        a = answers[layer]
        made_of = {"a": a, "slope": a * (1 - a), "z": np.log(a / (1 - a)), "input": entered[layer]}
        if layer == 2:
            made_of |= {"residual": a - y, "prediction": a, "target": y}
            above = 2 / len(y) * pick("residual", layer, made_of)
        else:
            made_of |= {"upstream": delta, "weights": weights[layer].T}
            above = pick("weights", layer, made_of) @ pick("upstream", layer, made_of)
        made_of["delta"] = delta = above * pick("slope", layer, made_of)
        used = pick("delta", layer, made_of)
        found[:0] = [used @ pick("input", layer, made_of).T, used]
    return tuple(np.asarray(part) for part in found)


def _slope_first(W: Array, delta: Array, a: Array) -> Array:
    return np.asarray(W.T @ (delta * a * (1 - a)))


def _gradients_past_a_layer(
    x: Array, a_h1: Array, a_h2: Array, a_o: Array, y: Array, W_h2: Array, W_o: Array
) -> tuple[Array, ...]:
    """The gradients with δ of the first hidden layer straight from that of the output, through W_o."""
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_o, delta_o, a_h1)
    pairs = zip((delta_h1, delta_h2, delta_o), (x, a_h1, a_h2), strict=True)
    return tuple(part for delta, a in pairs for part in (delta @ a.T, delta))


#: formulas that the sweep may hold in place of the right ones
_FORMULAS: tuple[tuple[str, Function], ...] = (
    ("article-product", gradients_with(output=lambda a, y: (a - y) * (a - 1))),
    ("article-product", gradients_with(output=lambda a, y: (y - a) * (a - 1))),
    ("weights-missing", gradients_with(hidden=lambda W, delta, a: delta * a * (1 - a))),
    ("wrong-layer-slope", gradients_with(hidden=_slope_first)),
    ("wrong-layer-slope", gradients_with(answered=lambda a_h1, a_h2, a_o: (a_h2, a_o))),
    ("wrong-layer-slope", gradients_with(hidden=_slope_first, answered=lambda a_h1, a_h2, a_o: (a_h2, a_o))),
    ("wrong-layer-slope", gradients_with(answered=lambda a_h1, a_h2, a_o: (a_h2, a_h2))),
    ("wrong-layer-slope", gradients_with(answered=lambda a_h1, a_h2, a_o: (a_h1, a_o))),
    ("wrong-layer-slope", gradients_with(answered=lambda a_h1, a_h2, a_o: (a_h1, a_h1))),
    ("wrong-layer-weights", gradients_with(layers=lambda W_h2, W_o: (W_o, W_o))),
    ("wrong-layer-weights", gradients_with(layers=lambda W_h2, W_o: (W_h2, W_h2))),
    ("wrong-layer-weights", gradients_with(layers=lambda W_h2, W_o: (W_o, W_h2))),
    ("wrong-layer-input", gradients_with(entered=lambda x, a_h1, a_h2, a_o: (a_h1, a_h2, a_o))),
    ("wrong-layer-input", gradients_with(entered=lambda x, a_h1, a_h2, a_o: (a_h1, a_h1, a_h2))),
    ("wrong-layer-input", gradients_with(entered=lambda x, a_h1, a_h2, a_o: (x, a_h2, a_h2))),
    ("wrong-layer-input", gradients_with(entered=lambda x, a_h1, a_h2, a_o: (x, a_h1, a_o))),
    ("input-everywhere", gradients_with(entered=lambda x, a_h1, a_h2, a_o: (x, x, x))),
    ("averaged-twice", gradients_with(hidden=lambda W, delta, a: W.T @ delta * a * (1 - a) / len(a))),
    ("averaged-twice", gradients_with(hidden=lambda W, delta, a: 2 / len(a) * (W.T @ delta) * a * (1 - a))),
    ("averaged-twice", gradients_with(weights=lambda delta, a: delta @ a.T / len(delta))),
    ("averaged-twice", gradients_with(weights=lambda delta, a: delta @ a.T / len(a))),
    ("units-summed", gradients_with(bias=lambda delta, a: np.sum(delta))),
    ("units-summed", gradients_with(bias=lambda delta, a: np.mean(delta))),
    ("units-summed", gradients_with(bias=lambda delta, a: np.sum(delta, axis=0))),
    ("units-summed", gradients_with(bias=lambda delta, a: np.sum(delta, axis=0, keepdims=True))),
    ("transpose", gradients_with(weights=lambda delta, a: a @ delta.T)),
    ("entrywise-for-matrix", gradients_with(weights=lambda delta, a: delta * a)),
    ("inner-for-outer", gradients_with(weights=lambda delta, a: delta.T @ a)),
    ("input-left-out", gradients_with(weights=lambda delta, a: delta.copy())),
    ("bias-times-input", gradients_with(bias=lambda delta, a: (delta @ a.T).sum(axis=1, keepdims=True))),
    ("bias-times-input", gradients_with(bias=lambda delta, a: (delta @ a.T).mean(axis=1, keepdims=True))),
    ("layer-skipped", lambda *args: _gradients_past_a_layer(*args)),
    ("only-last", gradients_with(hidden=lambda W, delta, a: np.zeros_like(a))),
    ("not-handed-down", gradients_with(hidden=lambda W, delta, a: delta)),
)


#: where a sweep that is written out layer by layer may hold a slip, beside SCOPES: in one hidden layer alone
_ONE: tuple[Scope, ...] = (lambda layer, last: layer == 0, lambda layer, last: layer == 1)


def _edits(inputs: Inputs) -> list[tuple[str, Would]]:
    """Every edit of the sweep with its prediction: in all layers, the hidden ones, the last; the same order for each
    draw.
    """
    found: list[tuple[str, Would]] = []
    for swap in SWAPS:
        if swap.role in ("slope", "residual", "upstream", "weights", "input", "delta"):
            by_layer = swap.role in ("slope", "input", "delta")
            found += _predictions(inputs, swap, (*SCOPES[: 3 if by_layer else 1], *_ONE))
    for factor in (1 / len(inputs["y"]), 2 / len(inputs["y"])):
        again = Swap("averaged-twice", "upstream", lambda i, factor=factor: factor * i["upstream"])  # type: ignore[misc]
        found += _predictions(inputs, again, (SCOPES[1], *_ONE))
    found += [(mistake, attempt(formula, inputs, len(EXAMPLE_PARTS))) for mistake, formula in _FORMULAS]
    return found


def _predictions(inputs: Inputs, swap: Swap, scopes: Sequence[Scope]) -> list[tuple[str, Would]]:
    """For each scope what a sweep with the swap in these layers gives, or the error that it raises."""
    return [
        (_name_of(swap, scope), result_or_error(partial(sweep, inputs, substitution(swap, scope, 2))))
        for scope in scopes
    ]


def _name_of(swap: Swap, scope: Scope) -> str:
    """The mistake of a swap; x alone has been through no sigmoid yet."""
    x_alone = swap.mistake == "sigmoid-twice" and not scope(1, 2) and not scope(2, 2)
    return "input-squashed" if x_alone else swap.mistake
