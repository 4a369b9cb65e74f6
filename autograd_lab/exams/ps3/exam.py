"""The exam of problem set 3, neuron and delta: sigmoid, sigmoid_prime, output_delta, hidden_delta, layer_gradients.

The loss is L = (1/N) Σ_rows Σ_outputs (a − y)², batches are rows, weights are (n_in, n_out), and δ = ∂L/∂z holds the
1/N. Here are draws, references and contracts; the modules `…_variants.py` hold the bank.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.draws import upstream
from autograd_lab.exams.ps3 import (
    delta_variants as deltas,
    formulas,
    layer_variants as layers,
    slope_variants as slopes,
)
from autograd_lab.exams.question import Exam, Inputs, Loan, Part, Question
from autograd_lab.mistakes import Anatomy, Array


def sizes(rng: np.random.Generator) -> tuple[int, int, int]:
    """N rows, n units, m units above: all different, often square, sometimes one row; never 1 unit, never N = 2."""
    n, m = (int(k) for k in rng.permutation([3, 4, 5])[:2])
    kind = rng.random()
    if kind < 0.12:
        return 1, n, m
    if kind < 0.42:
        return n, n, n
    if kind < 0.55:
        return n + m, n, n
    return max(n, m) + int(rng.integers(1, 5)), n, m


def pre_activations(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Ordinary z mostly, else saturated ones; |z| ≤ 14, where σ(1 − σ) keeps nine digits. Never exactly 0.

    At least two z are not saturated. An answer is measured against its largest number: where all slopes are near 0, a
    digit lost in 1 − σ weighs a million times as much, and a right answer might miss the tolerance by chance. (Two,
    since the upstream may be near 0 at one.)
    """
    ordinary = np.clip(rng.normal(0.3, 1.5, shape), -5.0, 5.0)
    saturated = rng.choice([-1.0, 1.0], shape) * rng.uniform(6.0, 14.0, shape)
    share = rng.choice([0.0, 0.3, 1.0], p=[0.6, 0.3, 0.1])
    z = np.where(rng.random(shape) < share, saturated, ordinary)
    two = np.argsort(np.abs(ordinary), axis=None)[:2]
    z.flat[two] = ordinary.flat[two]
    return z


def _draw_z(rng: np.random.Generator) -> Inputs:
    N, n, _ = sizes(rng)
    return {"z": pre_activations(rng, (n,) if rng.random() < 0.2 else (N, n))}


def _draw_output(rng: np.random.Generator) -> Inputs:
    N, n, _ = sizes(rng)
    y, z = rng.uniform(0.05, 0.95, (N, n)), pre_activations(rng, (N, n))
    if rng.random() < 0.3:
        y = rng.integers(0, 2, (N, n)).astype(float)
    return {"z": z, "y": y}


def _draw_hidden(rng: np.random.Generator) -> Inputs:
    N, n, m = sizes(rng)
    return {
        "z": pre_activations(rng, (N, n)),
        "delta_next": upstream(rng, (N, m)),
        "W_next": rng.normal(0.0, 1.5, (n, m)),
    }


def _draw_layer(rng: np.random.Generator) -> Inputs:
    N, n, m = sizes(rng)
    return {"a_prev": rng.uniform(0.02, 0.98, (N, n)), "delta": upstream(rng, (N, m))}


def sigmoid(z: Array) -> Array:
    """σ(z) = 1/(1 + e^−z), the shape of z."""
    return np.asarray(1 / (1 + np.exp(-z)))


def sigmoid_prime(z: Array) -> Array:
    """σ'(z) = σ(z)(1 − σ(z)), the shape of z."""
    a = sigmoid(z)
    return np.asarray(a * (1 - a))


def output_delta(z: Array, y: Array) -> Array:
    """δ = ∂L/∂z = (2/N)(a − y) ⊙ σ'(z) of the output layer, (N, n)."""
    return np.asarray(2 / len(z) * (sigmoid(z) - y) * sigmoid_prime(z))


def hidden_delta(z: Array, delta_next: Array, W_next: Array) -> Array:
    """δ = (δ_next W_nextᵀ) ⊙ σ'(z) of a hidden layer, (N, n), from δ_next (N, m) and W_next (n, m)."""
    return np.asarray((delta_next @ W_next.T) * sigmoid_prime(z))


def layer_gradients(a_prev: Array, delta: Array) -> tuple[Array, Array]:
    """∂L/∂W = a_prevᵀ δ, (n_in, n_out), and ∂L/∂b = Σ_rows δ, (n_out,)."""
    return a_prev.T @ delta, delta.sum(axis=0)


def _slope(z: Array) -> dict[str, Array]:
    """The ingredients that swaps of a slope need: z, a and σ'(z)."""
    return {"z": z, "a": sigmoid(z), "slope": sigmoid_prime(z)}


def _anatomy_sigmoid(inputs: Inputs) -> list[Anatomy]:
    z = inputs["z"]
    return [Anatomy({"z": z, "activation": sigmoid(z)}, lambda i: (i["activation"],), by_row=True)]


def _anatomy_output(inputs: Inputs) -> list[Anatomy]:
    z, y = inputs["z"], inputs["y"]
    a = sigmoid(z)
    made_of = {**_slope(z), "residual": a - y, "prediction": a, "target": y, "joined": np.multiply}
    return [Anatomy(made_of, lambda i: (2 / len(z) * i["joined"](i["residual"], i["slope"]),), by_row=True)]


def _anatomy_hidden(inputs: Inputs) -> list[Anatomy]:
    z, delta, W = inputs.values()
    made_of = {
        **_slope(z),
        "upstream": delta,
        "weights": W,
        "joined": np.multiply,
        "handed_down": lambda delta, W: delta @ W.T,
    }

    def build(i: Mapping[str, Any]) -> tuple[Array]:
        return (i["joined"](i["handed_down"](i["upstream"], i["weights"]), i["slope"]),)

    return [Anatomy(made_of, build, by_row=True)]


def _anatomy_layer(inputs: Inputs) -> list[Anatomy]:
    a, delta = inputs.values()
    rows = np.einsum("ni,nj->nij", a, delta), delta
    made_of = {"input": a, "delta": delta, "layer_product": lambda a, delta: a.T @ delta, "beside_bias": 1.0}

    def build(i: Mapping[str, Any]) -> tuple[Array, ...]:
        return i["layer_product"](i["input"], i["delta"]), (i["delta"] * i["beside_bias"]).sum(axis=0)

    return [Anatomy(made_of, build, rows)]


def _slope_names(z: Array) -> dict[str, Any]:
    return {"z": z, "a = σ(z)": sigmoid(z), "σ'(z)": sigmoid_prime(z)}


def _known_output(inputs: Inputs) -> Mapping[str, Any]:
    z, y = inputs["z"], inputs["y"]
    N, n = z.shape
    return {"N": N, "n_out": n, "y": y, **_slope_names(z), "the residual a − y": sigmoid(z) - y}


def _known_hidden(inputs: Inputs) -> Mapping[str, Any]:
    z, delta, W = inputs.values()
    n, m = W.shape
    return {"N": len(z), "n": n, "m": m, "delta_next": delta, **_slope_names(z), "delta_next @ W_next.T": delta @ W.T}


def _known_layer(inputs: Inputs) -> Mapping[str, Any]:
    (N, n_in), n_out = inputs["a_prev"].shape, inputs["delta"].shape[1]
    return {"N": N, "n_in": n_in, "width": n_out, **inputs}


SOURCE = "Nielsen, Neural Networks and Deep Learning (2015), ch. 2, BP1 to BP4, in rows; tested against numerical ones"
_LOANS = (Loan("sigmoid", sigmoid, ("z",)), Loan("sigmoid_prime", sigmoid_prime, ("z",)))
_ROWS = "one row per example, one column per unit, (N, n)"

PS3 = Exam(
    "ps3",
    (
        Question(
            name="sigmoid",
            signature="sigmoid(z)",
            parts=(Part("a", 2, "one number for each entry of z"),),
            draw=_draw_z,
            reference=sigmoid,
            known=lambda inputs: {"z": inputs["z"], "σ'(z)": sigmoid_prime(inputs["z"])},
            wrong=slopes.SIGMOID_WRONG,
            right=slopes.SIGMOID_RIGHT,
            equation="sigmoid",
            source=SOURCE,
            exam="ps3",
            anatomy=_anatomy_sigmoid,
            written=(formulas.sigmoid, formulas.sigmoid_by_sign),
        ),
        Question(
            name="sigmoid_prime",
            signature="sigmoid_prime(z)",
            parts=(Part("slope", 3, "one number for each entry of z"),),
            draw=_draw_z,
            reference=sigmoid_prime,
            known=lambda inputs: _slope_names(inputs["z"]),
            wrong=slopes.PRIME_WRONG,
            right=slopes.PRIME_RIGHT,
            equation="sigmoid-slope",
            source=SOURCE,
            exam="ps3",
            anatomy=lambda inputs: [Anatomy(_slope(inputs["z"]), lambda i: (i["slope"],), by_row=True)],
            written=(formulas.sigmoid_prime,),
            slope=True,
            loans=_LOANS[:1],
        ),
        Question(
            name="output_delta",
            signature="output_delta(z, y)",
            parts=(Part("delta", 4, _ROWS),),
            draw=_draw_output,
            reference=output_delta,
            known=_known_output,
            wrong=deltas.OUTPUT_WRONG,
            right=deltas.OUTPUT_RIGHT,
            equation="output-delta",
            source=SOURCE,
            exam="ps3",
            anatomy=_anatomy_output,
            written=(formulas.output_delta,),
            slope=True,
            loans=_LOANS,
        ),
        Question(
            name="hidden_delta",
            signature="hidden_delta(z, delta_next, W_next)",
            parts=(Part("delta", 5, _ROWS),),
            draw=_draw_hidden,
            reference=hidden_delta,
            known=_known_hidden,
            wrong=deltas.HIDDEN_WRONG,
            right=deltas.HIDDEN_RIGHT,
            equation="hidden-delta",
            source=SOURCE,
            exam="ps3",
            anatomy=_anatomy_hidden,
            written=(formulas.hidden_delta,),
            loans=_LOANS,
        ),
        Question(
            name="layer_gradients",
            signature="layer_gradients(a_prev, delta)",
            parts=(
                Part("dW", 3, "the shape of W, (n_in, n_out)"),
                Part("db", 3, "the shape of b, (n_out,)"),
            ),
            draw=_draw_layer,
            reference=layer_gradients,
            known=_known_layer,
            wrong=layers.LAYER_WRONG,
            right=layers.LAYER_RIGHT,
            equation="layer-gradients",
            source=SOURCE,
            exam="ps3",
            anatomy=_anatomy_layer,
            written=(formulas.layer_gradients, formulas.layer_gradients_by_rows),
        ),
    ),
)
