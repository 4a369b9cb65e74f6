"""What `tell` says in chapters 01 and 02 to answers that readers have given: the cause, and what follows."""

import pytest

from autograd_lab.answers import tell
from tests.answers.told import text

H = 1e-5


def rides_printed(y_hat, y):
    print(sum((p - t) ** 2 for p, t in zip(y_hat, y, strict=True)) / len(y))


def rides_overwritten(y_hat, y):
    total = 0
    for p, t in zip(y_hat, y, strict=True):
        total = (p - t) ** 2
    return total / len(y)


def left_too_early(y_hat, y):
    for p, t in zip(y_hat, y, strict=True):
        return (p - t) ** 2 / len(y)
    return None


def slopes(f, w, b, bottom=lambda change: change / (2 * H), least=-H):
    return (f(w + H, b) - f(w - H, b)) / (2 * H), bottom(f(w, b + H) - f(w, b + least))


@pytest.mark.parametrize(
    ("exercise", "answer", "said"),
    [
        ("1.1", {"predictions": [1, 2, 3, 4]}, "predictions: [1, 2, 3, 4] is not it. These are w·x."),
        (
            "1.1",
            {"predictions": [1, 2, 3, 4], "residuals": [-3, -6, -7, -6], "mean_residual": -5.5, "L": 32.5},
            "residuals: [-3, -6, -7, -6] follows from your predictions. Mend that line first.\n"
            "mean_residual: -5.5 follows from your residuals. Mend that line first.\n"
            "L: 32.5 follows from your residuals. Mend that line first.",
        ),
        ("1.2", rides_printed, "prints 2.5, and returns nothing. End with `return`, not `print`."),
        ("1.2", rides_overwritten, "Only the last ride is in it. With `=` each ride writes over the one before;"),
        ("1.2", left_too_early, "Only the first ride is in it. Is the `return` inside the loop?"),
        ("1.3", {"residual": 19, "L": 91, "mean_absolute": -5}, "mean of the residuals with their signs"),
        ("1.3", {"residual": -20, "L": 100.75, "mean_absolute": 5.5}, "L: 100.75 follows from your residual."),
        ("2.1", {"one_side": 6.1, "both_sides": 0.06}, "put 2 * h in brackets"),
        ("2.2", slopes, "right, on 3 trials"),
        ("2.2", lambda f, w, b: slopes(f, w, b, lambda change: change / 2 * H), "Put 2 * h in brackets."),
        ("2.2", lambda f, w, b: slopes(f, w, b, lambda change: change / H, 0), "nudged to one side only"),
        ("2.3", {"b_w": 4}, "b_w: 4 is not it. The ratio is nudging divided by formula"),
    ],
)
def test_the_mistake_is_named(exercise, answer, said):
    assert said in text(tell(exercise, answer))
