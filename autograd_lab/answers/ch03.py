"""Chapter 03: the gradient of the mean squared error, the step, and its rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from autograd_lab.answers.exercises import Code, Exercise, Numbers

Floats = list[float]
Pair = tuple[float, float]


def _slopes(x: Floats, y: Floats, w: float, b: float) -> Pair:
    r = [w * p + b - t for p, t in zip(x, y, strict=True)]
    return 2 * sum(v * p for v, p in zip(r, x, strict=True)) / len(x), 2 * sum(r) / len(x)


def _step(x: Floats, y: Floats, w: float, b: float, rate: float) -> Pair:
    dw, db = _slopes(x, y, w, b)
    return w - rate * dw, b - rate * db


def _moved_first(x: Floats, y: Floats, w: float, b: float, rate: float) -> Pair:
    new_w, _ = _step(x, y, w, b, rate)
    return new_w, _step(x, y, new_w, b, rate)[1]


def _no_distance(x: Floats, y: Floats, w: float, b: float, rate: float) -> Pair:
    _, db = _slopes(x, y, w, b)
    return w - rate * db, b - rate * db


def _divided_by(count: int, x: Floats, y: Floats, w: float, b: float, rate: float) -> Pair:
    """The step whose sums are divided by a fixed number, and not by how many rows there are."""
    return _step(x, y, w, b, rate * len(x) / count)


def _sum_times_sum(x: Floats, y: Floats, w: float, b: float, rate: float) -> Pair:
    """The step in which each slope of w is the mean residual times the mean input, and not the mean of the products."""
    _, db = _slopes(x, y, w, b)
    return w - rate * db * sum(x) / len(x), b - rate * db


def _sums_multiplied(x: Floats, y: Floats, w: float, b: float, rate: float) -> Pair:
    """The step in which the slope of w is twice the sum of the residuals, times the sum of the inputs, over N."""
    _, db = _slopes(x, y, w, b)
    return w - rate * db * sum(x), b - rate * db


def _one_too_many(x: Floats, y: Floats, w: float, b: float, rate: float) -> Pair:
    """The step whose b moves before the slope of w is computed."""
    _, new_b = _step(x, y, w, b, rate)
    return _step(x, y, w, new_b, rate)[0], new_b


def _new(start: float, slope: str) -> tuple[str, Callable[[Mapping[str, Any]], object]]:
    """Where exercise 3.1 arrives with the slope that was given."""
    return slope, lambda answer: start - 0.05 * answer[slope]


EXERCISES: dict[str, Exercise] = {
    "3.1": Numbers(
        right={"dw": 10, "db": 3, "new_w": 2.5, "new_b": 1.85},
        slips={
            "dw": [
                (-10, "The sign: a residual is prediction minus fare. The last prediction, 14, is above its fare."),
                (40, "That is twice the sum. Divide by the number of rides."),
                (5, "The 2 of the square is missing."),
                (20, "The sum of the products, without the factor 2/N."),
                (
                    7.5,
                    "That is 2 × the mean residual × the mean distance. Multiply ride by ride, then take the mean.",
                ),
                (3, "These are the residuals alone. Each is multiplied by its distance first."),
                (34, "You have squared the residuals. The slope of r² is 2r."),
                (20 / 3 * 2, "You divided by 3. A ride whose residual is 0 counts among the four."),
            ],
            "db": [
                (-3, "The sign: a residual is prediction minus fare. The residuals are 1, 0, 1 and 4."),
                (12, "That is twice the sum. Divide by the number of rides."),
                (1.5, "The 2 of the square is missing."),
                (6, "The sum of the residuals, without the factor 2/N."),
                (9, "You have squared the residuals. The slope of r² is 2r."),
                (10, "That is the slope in w. b is multiplied by 1, so no distance comes in."),
                (4, "You divided by 3. A ride whose residual is 0 counts among the four."),
            ],
            "new_w": [
                (3.5, "You went with the gradient. The step goes against it: w − rate · dw."),
                (0.5, "That is the step itself. From where does it start?"),
                (-0.5, "That is the step itself. From where does it start?"),
                (-7, "The rate is missing: the step is 0.05 times the slope."),
                (2, "That is a step with the rate 0.1. The rate is 0.05."),
            ],
            "new_b": [
                (2.15, "You went with the gradient. The step goes against it: b − rate · db."),
                (0.15, "That is the step itself. From where does it start?"),
                (-0.15, "That is the step itself. From where does it start?"),
                (-1, "The rate is missing: the step is 0.05 times the slope."),
                (1.7, "That is a step with the rate 0.1. The rate is 0.05."),
            ],
        },
        follows={"new_w": _new(3, "dw"), "new_b": _new(2, "db")},
    ),
    "3.2": Numbers(
        right={"curvature": 18, "best": 1 / 18, "limit": 1 / 9, "factor": 2.89},
        slips={
            "curvature": [
                (6, "The slope is 2 · (3w − 6) · 3. You have one of the two factors 3."),
                (9, "The 2 of the square is missing."),
                (3, "That is how far the inside moves with w. It comes in twice, and the square adds a 2."),
                (
                    2,
                    "That is the 2 of the square alone. The inside moves 3 times as far as w: that comes in twice.",
                ),
                (-36, "That is the slope at w = 0. By how much does it grow?"),
            ],
            "best": [
                (1 / 9, "There the distance changes its sign and keeps its size. When is 1 − ηc equal to 0?"),
                (2, "That is the best w. The question is about the rate."),
            ],
            "limit": [(1 / 18, "That one arrives in one step. How far beyond it may you go?")],
            "factor": [
                (-1.7, "That is the factor of the distance. A loss goes with its square."),
                (1.7, "That is the size of the factor of the distance. A loss goes with its square."),
                (-2.89, "A square is never negative."),
            ],
        },
        follows={
            "best": ("curvature", lambda answer: 1 / answer["curvature"]),
            "limit": ("curvature", lambda answer: 2 / answer["curvature"]),
            "factor": ("curvature", lambda answer: (1 - 0.15 * answer["curvature"]) ** 2),
        },
    ),
    "3.3": Code(
        reference=_step,
        inputs=[
            ([1.0, 2.0, 3.0, 4.0], [4.0, 8.0, 10.0, 10.0], 0.0, 0.0, 0.1),
            ([3.0], [4.0], 2.0, 1.0, 0.15),
            ([-1.0, 0.5, 2.0], [1.0, 0.0, -3.0], 0.7, -0.2, 0.01),
        ],
        slips=[
            (
                lambda x, y, w, b, rate: _step(x, y, w, b, -rate),
                "The sign: this climbs. The step goes against the gradient.",
            ),
            (_moved_first, "w has moved before db was computed. Both slopes belong to the old place."),
            (_no_distance, "dw and db are the same: where does each residual meet its x?"),
            (lambda x, y, w, b, rate: _step(x, y, w, b, rate / 2), "Half a step: the 2 of the square is missing."),
            (
                lambda x, y, w, b, rate: _step(x, y, w, b, rate * len(x)),
                "The sums are not divided by the number of rows.",
            ),
            (
                partial(_divided_by, 4),
                "You divide by 4, which is right for the four rides only. The lists say how many rows there are.",
            ),
            (
                _sum_times_sum,
                "For dw you multiply two means. Multiply row by row, then take the mean.",
            ),
            (_sums_multiplied, "For dw you multiply two sums. Multiply row by row, then add up."),
            (_one_too_many, "b has moved before dw was computed. Both slopes belong to the old place."),
            (lambda x, y, w, b, rate: _slopes(x, y, w, b), "These are the slopes. The step starts from w and b."),
            (
                lambda x, y, w, b, rate: tuple(-rate * slope for slope in _slopes(x, y, w, b)),
                "These are the steps. Add them to w and b.",
            ),
        ],
    ),
    "3.4": Numbers(
        right={"dw": -45, "db": -16, "sum_dw": -180, "sum_db": -64, "sum_limit": 0.015},
        slips={
            "dw": [
                (-90, "The sum doubles. And what becomes of 1/N?"),
                (-22.5, "1/N halves. And what becomes of the sum?"),
                (45, "The sign: the gradient was (−45, −16), and no ride has changed."),
            ],
            "db": [
                (-32, "The sum doubles. And what becomes of 1/N?"),
                (-8, "1/N halves. And what becomes of the sum?"),
                (16, "The sign: the gradient was (−45, −16), and no ride has changed."),
            ],
            "sum_dw": [
                (-360, "That is for eight rides. The question is about four."),
                (-45, "That is the mean. The sum is not divided by 4."),
                (-90, "That is the sum of the products without the 2 of the square."),
            ],
            "sum_db": [
                (-128, "That is for eight rides. The question is about four."),
                (-16, "That is the mean. The sum is not divided by 4."),
                (-32, "That is the sum of the residuals without the 2 of the square."),
            ],
            "sum_limit": [
                (0.06, "The curvature doubles with the slopes. Does the limit double too?"),
                (0.03, "With the sum, eight rides have twice the curvature of four."),
                (
                    0.12,
                    "That is the limit for the mean. In the sum of eight rides, slopes are eight times as large.",
                ),
            ],
        },
    ),
}
