"""Chapter 03: the gradient of the mean squared error, the step, and its rate."""

from __future__ import annotations

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


EXERCISES: dict[str, Exercise] = {
    "3.1": Numbers(
        right={"dw": -5, "db": -2, "new_w": 2.5, "new_b": 2.2},
        slips={
            "dw": [
                (5, "The sign. Residual times distance: −2 × 2 and −2 × 3."),
                (-20, "That is twice the sum. Divide by the number of rides."),
                (-2.5, "The 2 of the square is missing."),
                (-10, "The sum of the products, without the factor 2/N."),
                (-2, "These are the residuals alone. Each is multiplied by its distance first."),
            ],
            "db": [
                (2, "The sign. The residuals are −2 and −2."),
                (-8, "That is twice the sum. Divide by the number of rides."),
                (-1, "The 2 of the square is missing."),
                (-4, "The sum of the residuals, without the factor 2/N."),
            ],
            "new_w": [
                (1.5, "You went with the gradient. The step goes against it: minus minus five."),
                (0.5, "That is the step itself. From where does it start?"),
                (7, "The rate is 0.1."),
            ],
            "new_b": [
                (1.8, "You went with the gradient. The step goes against it: minus minus two."),
                (0.2, "That is the step itself. From where does it start?"),
                (4, "The rate is 0.1."),
            ],
        },
    ),
    "3.2": Numbers(
        right={"bend": 8, "best": 0.125, "limit": 0.25, "factor": 1.96},
        slips={
            "bend": [
                (4, "The slope is 2 · (2w − 6) · 2. You have one of the two factors 2."),
                (2, "That is how far the inside moves with w. It comes in twice, and the square adds a 2."),
                (-24, "That is the slope at w = 0. By how much does it grow?"),
            ],
            "best": [(0.25, "There the residual turns over and keeps its size. When is 1 − ηc equal to 0?")],
            "limit": [(0.125, "That one arrives in one step. How far beyond it may you go?")],
            "factor": [
                (-1.4, "That is the factor of the distance. A loss goes with its square."),
                (1.4, "That is the size of the factor of the distance. A loss goes with its square."),
            ],
        },
    ),
    "3.3": Code(
        reference=_step,
        inputs=[
            ([1.0, 2.0, 3.0, 4.0], [4.0, 8.0, 10.0, 10.0], 0.0, 0.0, 0.1),
            ([3.0], [5.0], 2.0, 1.0, 0.15),
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
            (lambda x, y, w, b, rate: _slopes(x, y, w, b), "These are the slopes. The step starts from w and b."),
        ],
    ),
    "3.4": Numbers(
        right={"dw": -45, "db": -16, "sum_dw": -180, "sum_db": -64, "sum_limit": 0.015},
        slips={
            "dw": [(-90, "The sum doubles. And 1/N?"), (-22.5, "1/N halves. And the sum?")],
            "db": [(-32, "The sum doubles. And 1/N?"), (-8, "1/N halves. And the sum?")],
            "sum_dw": [(-360, "That is for eight rides. The question is about four.")],
            "sum_db": [(-128, "That is for eight rides. The question is about four.")],
            "sum_limit": [
                (0.06, "The bend doubles with the slopes. Does the limit double too?"),
                (0.03, "With the sum, eight rides bend twice as strongly as four."),
            ],
        },
    ),
}
