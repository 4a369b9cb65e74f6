"""Chapters 03 to 05: lines that follow from a wrong one, digits that are missing, and slips that no table can hold."""

import pytest

from autograd_lab.answers import tell
from tests.answers.told import line, text

WITHOUT_THE_2 = {"dw": 5, "db": 1.5, "new_w": 2.75, "new_b": 1.925}
ONE_FACTOR_3 = {"curvature": 6, "best": 1 / 6, "limit": 1 / 3, "factor": 0.01}
AT_A = 0.246134  # the slope of a sigmoid at 1/4, where it is wanted at -ln 3


@pytest.mark.parametrize(
    ("exercise", "answer", "name", "earlier"),
    [
        ("3.1", WITHOUT_THE_2, "new_w", "dw"),
        ("3.1", WITHOUT_THE_2, "new_b", "db"),
        ("3.2", ONE_FACTOR_3, "best", "curvature"),
        ("3.2", ONE_FACTOR_3, "limit", "curvature"),
        ("3.2", ONE_FACTOR_3, "factor", "curvature"),
        ("4.1", {"a": 1 / 4, "slope": AT_A, "delta": AT_A / 2, "dw": 2 * AT_A, "db": AT_A / 2}, "delta", "slope"),
        ("4.1", {"a": 1 / 4, "slope": 3 / 16, "delta": 3 / 64, "dw": 3 / 16, "db": 3 / 64}, "dw", "delta"),
        ("4.1", {"a": 1 / 4, "slope": 3 / 16, "delta": 3 / 64, "dw": 3 / 16, "db": 3 / 64}, "db", "delta"),
        ("4.1", {"a": 1 / 3, "slope": 2 / 9, "delta": 4 / 27, "dw": 16 / 27, "db": 4 / 27}, "slope", "a"),
    ],
)
def test_a_line_that_follows_from_a_wrong_one_is_told_so(exercise, answer, name, earlier):
    assert line(tell(exercise, answer), name).endswith(f"follows from your {earlier}. Mend that line first.")


@pytest.mark.parametrize(
    ("exercise", "answer", "name"),
    [
        ("4.1", {"a": 0.25, "slope": 0.19, "delta": 3 / 32, "dw": 3 / 8, "db": 3 / 32}, "slope"),
        ("4.3", {"middle": 3.5, "steepness": 1.5, "quarter": 3.3}, "quarter"),
    ],
)
def test_what_is_rounded_too_far_is_told_how_many_digits_are_wanted(exercise, answer, name):
    assert "is rounded too far. Give 3 digits" in line(tell(exercise, answer), name)


def test_three_digits_of_a_quarter_are_enough():
    assert tell("4.3", {"middle": 3.5, "steepness": 1.5, "quarter": 3.32})


def test_the_mean_residual_times_the_mean_distance_is_no_slope():
    reply = tell("3.1", {"dw": 7.5, "db": 3, "new_w": 2.625, "new_b": 1.85})
    assert "dw: 7.5 is not it. That is 2 × the mean residual × the mean distance." in repr(reply)


def test_a_step_that_is_printed_is_no_answer_yet():
    def one_step(x, y, w, b, rate):
        print(w, b)

    assert "prints 0.0 0.0, and returns nothing" in text(tell("3.3", one_step))


def test_slopes_twice_as_large_are_shown_whole():
    def twice(formula, inputs):
        return {
            name: (formula(**inputs | {name: value + 1e-4}) - formula(**inputs | {name: value - 1e-4})) / 1e-4
            for name, value in inputs.items()
        }

    said = text(tell("5.4", twice))
    assert "gives {'w': 36, 'x': 24, 'b': 12, 'y': -12}; it should be {'w': 18, 'x': 12, 'b': 6, 'y': -6}." in said
