"""Numbers made from one another: what follows from an earlier line, what is rounded too far, advice line by line."""

import math

import pytest

from autograd_lab.answers import EXERCISES, tell
from autograd_lab.answers.exercises import Numbers, equal_answers
from tests.answers.told import line

SHEETS = [(key, e) for key, e in EXERCISES.items() if isinstance(e, Numbers) and e.follows]
by_sheet = pytest.mark.parametrize(("key", "sheet"), SHEETS, ids=[key for key, _ in SHEETS])


def sigmoid_slope(z):
    out = 1 / (1 + math.exp(-z))
    return out * (1 - out)


@by_sheet
def test_each_rule_gives_the_right_number_from_right_ones(key, sheet):
    for name, (_, made_of) in sheet.follows.items():
        assert equal_answers(made_of(sheet.right), sheet.right[name], sheet.tolerance)


@pytest.mark.parametrize(
    ("key", "name", "arrives", "a"),
    [
        ("7.1", "delta3", -27 / 8, 1 / 6),
        ("7.2", "delta_h3", -0.296, 1 / 4),
        ("7.2", "delta_h4", 0.374, 3 / 4),
        ("7.3", "delta", 1.6, 4 / 5),
        ("7.3", "delta1", -0.768, 1 / 3),
        ("7.3", "delta2", 2.048, 3 / 4),
    ],
)
def test_the_slope_at_a_is_seen(key, name, arrives, a):
    verdict = tell(key, {**EXERCISES[key].right, name: arrives * sigmoid_slope(a)})
    assert "Your slope is σ'(a)." in line(verdict, name)


@pytest.mark.parametrize(
    ("key", "changes", "said"),
    [
        (
            "7.3",
            {"delta": 0.128, "delta1": -0.128 * 2 / 3, "w11": -0.256},
            [
                "delta: 0.128 is not it. Half",
                "delta1: -0.0853333 follows from your delta.",
                "w11: -0.256 follows from your delta1.",
            ],
        ),
        ("7.3", {"delta": 1.6, "v1": 1.6 / 3}, ["delta: 1.6", "v1: 0.533333 follows from your delta."]),
        ("7.3", {"a1": 0.5, "v1": 0.128}, ["a1: 0.5 is not it.", "v1: 0.128 follows from your a1."]),
        ("7.3", {"a1": 0.5, "delta": 0.2, "v1": 0.1}, ["v1: 0.1 follows from your a1."]),
        ("7.3", {"delta": None, "v1": 5}, ["v1: 5 is not it. Which two numbers"]),
        (
            "7.1",
            {"delta3": -27 / 8, "w13": -27 / 4, "b3": -27 / 8},
            ["delta3: -3.375 is not it. That is what arrives."],
        ),
        ("7.1", {"delta3": -27 / 8, "w13": -27 / 4}, ["w13: -6.75 follows from your delta3."]),
        ("7.2", {"arrives_at_h3": -0.3}, ["arrives_at_h3: -0.3 is rounded too far."]),
        ("7.2", {"weights_into_h3": [-0.056, -0.11, -0.17]}, ["rounded too far"]),
        (
            "7.2",
            {"weights_into_h4": [1, 2, 3]},
            ["weights_into_h4: [1, 2, 3] is not it. Each of the three is what came in"],
        ),
        ("7.2", {"arrives_at_h3": 7}, ["Read along the row"]),
        ("7.2", {"delta_h4": 7}, ["δ is what arrives, times the slope"]),
    ],
)
def test_a_wrong_line_is_told_where_it_comes_from(key, changes, said):
    verdict = tell(key, {**EXERCISES[key].right, **changes})
    assert not verdict
    told = "\n".join(verdict.lines)
    for words in said:
        assert words in told


def test_what_is_no_sheet_is_told_so():
    assert "keep the braces" in repr(tell("7.1", 3))
