"""Chapter 01: a line through four taxi rides, and how wrong it is."""

from __future__ import annotations

from autograd_lab.answers.exercises import Code, Exercise, Numbers


def _mse(y_hat: list[float], y: list[float]) -> float:
    return sum((p - t) ** 2 for p, t in zip(y_hat, y, strict=True)) / len(y)


def _mean_residual(y_hat: list[float], y: list[float]) -> float:
    return sum(p - t for p, t in zip(y_hat, y, strict=True)) / len(y)


_FARE = (4, 8, 10, 10)  # of the four rides, in euros

EXERCISES: dict[str, Exercise] = {
    "1.1": Numbers(
        right={"predictions": (7, 8, 9, 10), "residuals": (3, 0, -1, 0), "mean_residual": 0.5, "L": 2.5},
        slips={
            "predictions": [
                ((1, 2, 3, 4), "These are w·x. What does the model do with b?"),
                ((6, 12, 18, 24), "Here b is multiplied by x too. It is added once, whatever the distance."),
                ((7, 13, 19, 25), "Here w and b have changed places: w is what a kilometre costs."),
            ],
            "residuals": [
                ((-3, 0, 1, 0), "Which of the two is taken from the other? A prediction that is too high is positive."),
                ((3, 0, 1, 0), "A residual keeps its sign: a prediction that is too low is negative."),
                ((9, 0, 1, 0), "These are the squares of the residuals: they come one step later."),
            ],
            "mean_residual": [
                (2, "That is the sum of the four."),
                (-0.5, "A prediction that is too high has a positive residual."),
                (1, "That is the mean without the signs: a minus takes off from a plus here."),
                (2.5, "That is the mean of the squares, which is asked for as L."),
            ],
            "L": [
                (10, "That is the sum of the squares. Equation 1.2 has one more factor."),
                (0.25, "You squared the mean. Equation 1.2 takes the mean of the squares."),
                (1.5811388, "Its square is the loss: the root belongs to another measure, in euros."),
                (5, "Divide by the number of rides, not by the number of those that are wrong."),
                (1, "That is the mean of the absolute values. Square each residual first."),
                (1.25, "That is half of it. Some books put a 1/2 in front; equation 1.2 has none."),
                (2, "Minus one squared is plus one: all four squares are added."),
            ],
        },
        follows={
            "residuals": ("predictions", lambda a: [p - y for p, y in zip(a["predictions"], _FARE, strict=True)]),
            "mean_residual": ("residuals", lambda a: sum(a["residuals"]) / 4),
            "L": ("residuals", lambda a: sum(r * r for r in a["residuals"]) / 4),
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
                "That is the mean of the absolute values |ŷ − y|. Where does the square come in?",
            ),
            (lambda p, t: _mean_residual(p, t) ** 2, "You squared after taking the mean: opposite misses cancel."),
            (lambda p, t: _mse(p, t) ** 0.5, "That is the root of it. L itself has no root."),
            (lambda p, t: _mse(p, t) / 2, "Exactly half. Some books put a 1/2 in front; equation 1.2 has none."),
            (
                lambda y_hat, y: (y_hat[0] - y[0]) ** 2 / len(y),
                "Only the first ride is in it. Is the `return` inside the loop?",
            ),
            (
                lambda y_hat, y: (y_hat[0] - y[0]) ** 2,
                "Only the first ride is in it, and nothing is divided. Is the `return` inside the loop?",
            ),
            (
                lambda y_hat, y: (y_hat[-1] - y[-1]) ** 2 / len(y),
                "Only the last ride is in it. With `=` each ride writes over the one before; `+=` adds to it.",
            ),
            (
                lambda y_hat, y: (y_hat[-1] - y[-1]) ** 2,
                "Only the last ride is in it, and nothing is divided. Does the loop say `+=`, or `=`?",
            ),
            (
                lambda y_hat, y: sum(2 * (p - t) for p, t in zip(y_hat, y, strict=True)) / len(y),
                "Each residual is doubled, not squared: `** 2`, not `* 2`.",
            ),
            (
                lambda y_hat, y: sum(p * p - t * t for p, t in zip(y_hat, y, strict=True)) / len(y),
                "You squared both numbers and then subtracted. Subtract first, then square.",
            ),
        ],
    ),
    "1.3": Numbers(
        right={"residual": -19, "L": 91, "mean_absolute": 5.5},
        slips={
            "residual": [
                (19, "Prediction minus target: which of the two is larger?"),
                (-20, "The line predicts 11 for four kilometres, not the 10 that were paid before."),
                (1, "That is the residual of before. The fare of this ride is 30 now."),
            ],
            "L": [
                (364, "That is the sum of the four squares."),
                (361, "That is the jam's own square. Three more rides, then the mean."),
                (90.25, "The other three rides are 1 euro off each. They count too."),
                (25, "You squared the mean residual. Equation 1.2 takes the mean of the squares."),
                (9.5394, "Its square is the loss: the root belongs to another measure, in euros."),
            ],
            "mean_absolute": [
                (22, "That is the sum of the four absolute values."),
                (4.75, "The other three rides are 1 euro off each. They count too."),
                (-5, "That is the mean of the residuals with their signs. An absolute value has none."),
                (5, "That is the mean residual without its sign. Take off the sign of each ride first."),
                (4, "The absolute values |ŷ − y|: a minus does not cancel a plus here."),
                (9.5394, "That is the root of the mean square. Take the absolute values, not the squares."),
            ],
        },
        follows={"L": ("residual", lambda a: (3 + a["residual"] ** 2) / 4)},
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
            (lambda x, y, w: sum(y) / len(y) - sum(x) / len(x), "The mean distance is taken w times."),
            (lambda x, y, w: sum(y) / len(y) + w * sum(x) / len(x), "The sign: what w·x adds already is taken off."),
            (lambda x, y, w: y[0] - w * x[0], "That makes the first ride right. Which b is best for all of them?"),
            (lambda x, y, w: sum(y) / len(y), "That is the best height of a flat line. What does w·x add already?"),
        ],
    ),
}
