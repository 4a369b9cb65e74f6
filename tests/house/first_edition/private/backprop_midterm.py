"""Questions that are asked when we grade, and that no student has."""

from dataclasses import replace

import numpy as np

from autograd_lab.exams.question import Exam, Part, Question, Variant
from autograd_lab.mistakes import Mistake


def draw(rng):
    """Fresh inputs, in the order of the signature."""
    N = int(rng.integers(3, 9))
    return {"y_hat": rng.normal(size=N), "y": rng.normal(size=N), "c": rng.uniform(0.5, 3.0, N)}


def weighted_mse(y_hat, y, c):
    """The reference: the mean of the squared residuals, in which row n counts c[n] times."""
    return np.sum(c * (y_hat - y) ** 2) / np.sum(c)


DIVIDED_BY_ROWS = Mistake(
    id="divided-by-rows",
    name="divided by N in place of the sum of the weights",
    line="{part} is divided by the number of rows, not by the sum of the weights",
    evidence="Your {part} fits Σ c (ŷ − y)² / N.",
    contradiction="Double all weights: a weighted mean stays. Yours doubles.",
    question="What must the weights of a mean add up to?",
    cure="Divide by np.sum(c).",
    chapter="01",
)

MIDTERM = Exam(
    "midterm",
    (
        Question(
            name="weighted_mse",
            signature="weighted_mse(y_hat, y, c)",
            parts=(Part("loss", 5, "a single number"),),
            draw=draw,
            reference=weighted_mse,
            known=lambda inputs: {},
            wrong=(Variant("over N", lambda y_hat, y, c: np.mean(c * (y_hat - y) ** 2), "divided-by-rows"),),
            right=(Variant("np.average", lambda y_hat, y, c: np.average((y_hat - y) ** 2, weights=c)),),
            equation="",
            source="ours",
            exam="midterm",
        ),
    ),
    mistakes=(DIVIDED_BY_ROWS,),
)


def more_draws(ps1):
    """The course's ps1, asked more often."""
    return replace(ps1, questions=tuple(replace(question, cases=32) for question in ps1.questions))
