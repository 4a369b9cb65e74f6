"""Chapter 01: a line through four taxi rides, and how wrong it is."""

from __future__ import annotations

from autograd_lab.answers.exercises import Code, Exercise, Numbers


def _mse(y_hat: list[float], y: list[float]) -> float:
    return sum((p - t) ** 2 for p, t in zip(y_hat, y, strict=True)) / len(y)


def _mean_residual(y_hat: list[float], y: list[float]) -> float:
    return sum(p - t for p, t in zip(y_hat, y, strict=True)) / len(y)


EXERCISES: dict[str, Exercise] = {
    "1.1": Numbers(
        right={"predictions": (4, 6, 8, 10), "residuals": (0, -2, -2, 0), "mean_residual": -1, "L": 2},
        slips={
            "predictions": [((2, 4, 6, 8), "These are w·x. What does the model do with b?")],
            "residuals": [
                ((0, 2, 2, 0), "Which of the two is taken from the other? A prediction that is too low is negative."),
                ((0, 4, 4, 0), "These are the squares of the residuals: they come one step later."),
            ],
            "mean_residual": [
                (-4, "That is the sum of the four."),
                (1, "A prediction that is too low has a negative residual."),
            ],
            "L": [
                (8, "That is the sum of the squares. Equation 1.2 has one more factor."),
                (1, "You squared the mean. Equation 1.2 takes the mean of the squares."),
                (1.41421356, "Its square is the loss: the root belongs to another measure, in euros."),
                (4, "Divide by the number of rides, not by the number of those that are wrong."),
            ],
        },
    ),
    "1.2": Code(
        reference=_mse,
        inputs=[
            ([3.0, 6.0, 9.0, 12.0], [4.0, 8.0, 10.0, 10.0]),
            ([5.0, 7.0], [5.0, 7.0]),
            ([1.0, -1.0, 4.0], [0.0, 0.0, 1.0]),
            ([-2.5], [1.5]),
        ],
        slips=[
            (lambda y_hat, y: _mse(y_hat, y) * len(y), "You have added the squares. How many rides are there?"),
            (_mean_residual, "You have the mean of the residuals, the measure that a falling line can make 0."),
            (
                lambda y_hat, y: sum(abs(p - t) for p, t in zip(y_hat, y, strict=True)) / len(y),
                "That is the mean of the sizes |ŷ − y|. Where does the square come in?",
            ),
            (lambda p, t: _mean_residual(p, t) ** 2, "You squared after taking the mean: opposite misses cancel."),
            (lambda p, t: _mse(p, t) ** 0.5, "That is the root of it. L itself has no root."),
            (lambda p, t: _mse(p, t) / 2, "Exactly half. Some books put a 1/2 in front; equation 1.2 has none."),
            (
                lambda y_hat, y: (y_hat[0] - y[0]) ** 2 / len(y),
                "Only the first ride is in it. Is the `return` inside the loop?",
            ),
        ],
    ),
    "1.3": Numbers(
        right={"residual": -19, "L": 91, "mean_absolute": 5.5},
        slips={
            "residual": [(19, "Prediction minus target: which of the two is larger?")],
            "L": [
                (364, "That is the sum of the four squares."),
                (361, "That is the jam's own square. Three more rides, then the mean."),
                (90.25, "The other three rides are 1 euro off each. They count too."),
            ],
            "mean_absolute": [
                (22, "That is the sum of the four sizes."),
                (4.75, "The other three rides are 1 euro off each. They count too."),
                (4, "The sizes |ŷ − y|: a minus does not cancel a plus here."),
            ],
        },
    ),
    "1.4": Code(
        reference=lambda x, y, w: sum(y) / len(y) - w * sum(x) / len(x),
        inputs=[
            ([1.0, 2.0, 3.0, 4.0], [4.0, 8.0, 10.0, 10.0], 1.0),
            ([1.0, 2.0, 3.0, 4.0], [4.0, 8.0, 10.0, 10.0], 2.0),
            ([0.0, 5.0], [1.0, -3.0], -1.5),
        ],
        slips=[
            (lambda x, y, w: sum(y) - w * sum(x), "That is the sum over the rides. Take the mean."),
            (lambda x, y, w: w * sum(x) / len(x) - sum(y) / len(y), "The sign: b must add what is missing."),
            (lambda x, y, w: sum(y) / len(y), "That is the best height of a flat line. What does w·x add already?"),
        ],
    ),
}
