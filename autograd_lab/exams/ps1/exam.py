"""The exam of problem set 1, linear regression: predict, mse, mse_gradients, gradient_step.

The loss is L = (1/N) Σ (ŷ − y)² with ŷ = X w + b. Here are draws, references and contracts; `variants.py` and
`gradient_variants.py` hold the bank.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd_lab.exams.ps1 import formulas, gradient_variants, variants
from autograd_lab.exams.question import Exam, Inputs, Part, Question
from autograd_lab.mistakes import Anatomy, Array


def _sizes(rng: np.random.Generator) -> tuple[int, int]:
    """N rows and D features: all different, sometimes square, sometimes one row; never 1 feature, never N = 2."""
    features = int(rng.integers(3, 6))
    kind = rng.random()
    if kind < 0.15:
        return 1, features
    if kind < 0.45:
        return features, features
    return features + int(rng.integers(1, 5)), features


def _data(rng: np.random.Generator) -> Inputs:
    """A batch, parameters, and targets that the parameters do not fit."""
    N, D = _sizes(rng)
    return {
        "X": rng.normal(0.5, 1.5, (N, D)),
        "y": rng.normal(1.0, 3.0, N),
        "w": rng.normal(0.0, 2.0, D),
        "b": float(rng.normal(0.0, 2.0)),
    }


def _draw_gradients(rng: np.random.Generator) -> Inputs:
    """A batch whose residuals do not cancel: a db near 0 has few digits, and a right answer might be refused."""
    while True:
        data = _data(rng)
        residual = data["X"] @ data["w"] + data["b"] - data["y"]
        if np.abs(residual.sum()) >= np.abs(residual).sum() / 50:
            return data


def _draw_predict(rng: np.random.Generator) -> Inputs:
    return {name: value for name, value in _data(rng).items() if name != "y"}


def _draw_mse(rng: np.random.Generator) -> Inputs:
    N = int(rng.integers(3, 10)) if rng.random() > 0.15 else 1
    return {"y_hat": rng.normal(1.0, 2.0, N), "y": rng.normal(0.0, 3.0, N)}


def _draw_step(rng: np.random.Generator) -> Inputs:
    D = int(rng.integers(2, 8))
    return {
        "w": rng.normal(0.0, 2.0, D),
        "b": float(rng.normal(0.0, 2.0)),
        "dw": rng.normal(0.0, 3.0, D),
        "db": float(rng.normal(0.0, 3.0)),
        "lr": float(rng.uniform(0.03, 0.4)),
    }


def predict(X: Array, w: Array, b: float) -> Array:
    """ŷ = X w + b, shape (N,)."""
    return np.asarray(X @ w + b)


def mse(y_hat: Array, y: Array) -> float:
    """L = (1/N) Σ (ŷ − y)²."""
    return float(np.mean((y_hat - y) ** 2))


def mse_gradients(X: Array, y: Array, w: Array, b: float) -> tuple[Array, float]:
    """∂L/∂w = (2/N) Xᵀ(ŷ − y), shape (D,), and ∂L/∂b = (2/N) Σ (ŷ − y)."""
    residual = X @ w + b - y  # (N,)
    return 2 / len(y) * (X.T @ residual), float(2 / len(y) * residual.sum())


def gradient_step(w: Array, b: float, dw: Array, db: float, lr: float) -> tuple[Array, float]:
    """w − lr·dw and b − lr·db."""
    return w - lr * dw, b - lr * db


def _known_data(inputs: Inputs) -> Mapping[str, Any]:
    """N, D and the arrays of a batch, by the student's names."""
    N, D = inputs["X"].shape
    known = {"N": N, "D": D, "w": inputs["w"], "b": np.asarray(inputs["b"])}
    if "y" in inputs:
        residual = inputs["X"] @ inputs["w"] + inputs["b"] - inputs["y"]
        known |= {"y": inputs["y"], "the residual ŷ − y": residual, "the loss L": np.mean(residual**2)}
    return known


def _anatomy_predict(inputs: Inputs) -> list[Anatomy]:
    X, w, b = inputs.values()
    made_of = {"total": X @ w, "bias": b, "terms": X * w, "X": X, "w": w, "outcome": np.asarray}
    return [Anatomy(made_of, lambda i: (i["outcome"](i["total"] + i["bias"]),), by_row=True)]


def _anatomy_mse(inputs: Inputs) -> list[Anatomy]:
    made_of = {"prediction": inputs["y_hat"], "target": inputs["y"], "residual": inputs["y_hat"] - inputs["y"]}
    return [
        Anatomy(made_of, lambda i: (np.mean(i["residual"] ** 2),)),
        Anatomy({**made_of, "loss": np.mean(made_of["residual"] ** 2)}, lambda i: (i["loss"],)),
    ]


def _anatomy_gradients(inputs: Inputs) -> list[Anatomy]:
    X, y, w, b = inputs.values()
    N, y_hat = len(y), X @ w + b
    residual = y_hat - y
    made_of = {
        "input": X,
        "w": w,
        "residual": residual,
        "prediction": y_hat,
        "target": y,
        "bias": b,
        "beside_bias": 1.0,
    }
    rows = (2 / N * X * residual[:, None], 2 / N * residual)
    slopes = (2 / N * X.T @ residual, np.asarray(2 / N * residual.sum()))
    parabola = {"gradient": slopes, "curvature": (2 * np.mean(X**2, axis=0), np.asarray(2.0))}

    def build(i: Mapping[str, Any]) -> tuple[Array, ...]:
        return 2 / N * i["input"].T @ i["residual"], np.asarray(2 / N * (i["residual"] * i["beside_bias"]).sum())

    return [
        Anatomy(made_of, build, rows),
        Anatomy(parabola, lambda i: tuple(i["gradient"])),
    ]


def _anatomy_step(inputs: Inputs) -> list[Anatomy]:
    w, b, dw, db, lr = inputs.values()
    made_of = {"old": [w, b], "gradients": [dw, db], "lr": lr}
    return [Anatomy(made_of, lambda i: (_moved(i, 0), _moved(i, 1)))]


def _moved(made_of: Mapping[str, Any], part: int) -> Array:
    return np.asarray(made_of["old"][part] - made_of["lr"] * made_of["gradients"][part])


SOURCE = "derived in chapters 01 and 03; each reference is tested against numerical gradients"

PS1 = Exam(
    "ps1",
    (
        Question(
            name="predict",
            signature="predict(X, w, b)",
            parts=(Part("y_hat", 2, "one number per row, (N,)"),),
            draw=_draw_predict,
            reference=predict,
            known=_known_data,
            wrong=variants.PREDICT_WRONG,
            right=variants.PREDICT_RIGHT,
            equation="linear-model",
            source=SOURCE,
            exam="ps1",
            anatomy=_anatomy_predict,
            written=(formulas.predict, formulas.predict_by_terms),
        ),
        Question(
            name="mse",
            signature="mse(y_hat, y)",
            parts=(Part("loss", 3, "a single number"),),
            draw=_draw_mse,
            reference=mse,
            known=lambda inputs: {"N": len(inputs["y"]), **inputs, "the residual ŷ − y": inputs["y_hat"] - inputs["y"]},
            wrong=variants.MSE_WRONG,
            right=variants.MSE_RIGHT,
            equation="mse",
            source=SOURCE,
            exam="ps1",
            anatomy=_anatomy_mse,
            written=(formulas.mse,),
        ),
        Question(
            name="mse_gradients",
            signature="mse_gradients(X, y, w, b)",
            parts=(Part("dw", 4, "one number per feature, (D,)"), Part("db", 3, "a single number")),
            draw=_draw_gradients,
            reference=mse_gradients,
            known=_known_data,
            wrong=gradient_variants.GRADIENTS_WRONG,
            right=gradient_variants.GRADIENTS_RIGHT,
            equation="mse-gradients",
            source=SOURCE,
            exam="ps1",
            anatomy=_anatomy_gradients,
            written=(formulas.mse_gradients, formulas.mse_gradients_as_product),
            slope=True,
        ),
        Question(
            name="gradient_step",
            signature="gradient_step(w, b, dw, db, lr)",
            parts=(Part("w", 2, "one number per feature, (D,)"), Part("b", 2, "a single number")),
            draw=_draw_step,
            reference=gradient_step,
            known=lambda inputs: {name: np.asarray(value) for name, value in inputs.items()},
            wrong=variants.STEP_WRONG,
            right=variants.STEP_RIGHT,
            equation="gradient-step",
            source=SOURCE,
            exam="ps1",
            anatomy=_anatomy_step,
            written=(formulas.gradient_step,),
        ),
    ),
)
