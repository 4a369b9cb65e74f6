"""Chapters 13 and 14: what an unseen slip is told, and what follows from an earlier line."""

import numpy as np
import pytest

from autograd_lab.answers import EXERCISES, tell
from tests.answers.told import text
from tests.course.lessons import exercises

RIGHT_13_1 = EXERCISES["13.1"].right


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"v1": 4, "w1": 3.6, "v2": 9.6, "w2": 2.64}, "w1: 3.6 follows from your v1. Mend that line first."),
        ({"v1": 4, "w1": 3.6, "v2": 9.6, "w2": 2.64}, "v2: 9.6 follows from your w1. Mend that line first."),
        ({"v2": 14.4, "w2": 1.76}, "w2: 1.76 follows from your v2. Mend that line first."),
        ({"v2": 14.4}, "v2: 14.4 is not it. The first push has not faded"),
        ({"limit": 1 / 0.6}, "limit: 1.66667 is not it. What is lost at each step is 1 − β of v"),
        ({"w2": 2.1}, "w2: 2.1 is rounded too far. Give 3 digits"),
    ],
)
def test_a_ball_on_paper_that_went_wrong_is_answered(answer, said):
    assert said in text(tell("13.1", {**RIGHT_13_1, **answer}))


def rho_exchanged(gradients, rate, rho, eps=1e-8):
    s, moves = 0.0, []
    for g in gradients:
        s = (1 - rho) * s + rho * g * g
        moves.append(-rate * g / (s**0.5 + eps))
    return moves


def mean_of_roots(gradients, rate, rho, eps=1e-8):
    root, moves = 0.0, []
    for g in gradients:
        root = rho * root + (1 - rho) * abs(g)
        moves.append(-rate * g / (root + eps))
    return moves


def beta1_twice(gradients, rate, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v, moves = 0.0, 0.0, []
    for t, g in enumerate(gradients, start=1):
        m, v = beta1 * m + (1 - beta1) * g, beta1 * v + (1 - beta1) * g * g
        moves.append(-rate * m / (1 - beta1**t) / ((v / (1 - beta1**t)) ** 0.5 + eps))
    return moves


def prices_for_slopes(w, g, rate, l2, l1):
    return w - rate * (g + l2 / 2 * w * w + l1 * np.abs(w))


def outside_the_rate(w, g, rate, l2, l1):
    return w - rate * g - l2 * w - l1 * np.sign(w)


def one_over_p(a, u, p, upstream):
    mask = (u >= p) / p
    return a * mask, upstream * mask


def unmasked_backward(a, u, p, upstream):
    mask = np.where(u < p, 0, 1 / (1 - p))
    return a * mask, upstream


@pytest.mark.parametrize(
    ("number", "answer", "said"),
    [
        ("13.2", rho_exchanged, "ρ and 1 − ρ are exchanged"),
        ("13.2", mean_of_roots, "square first, then average"),
        ("13.3", beta1_twice, "v has β₁ in it"),
        ("14.2", prices_for_slopes, "Both are prices"),
        ("14.2", outside_the_rate, "Both pulls stand outside the rate"),
        ("14.3", one_over_p, "The factor is 1/p."),
        ("14.3", unmasked_backward, "Backward forgets the mask"),
    ],
)
def test_a_slip_written_otherwise_is_known(number, answer, said):
    verdict = tell(number, answer)
    assert not verdict
    assert said in repr(verdict)


def test_the_exercises_of_chapter_14_ask_for_four_different_things():
    asked = [e.stub.source for e in exercises() if e.number.startswith("14.")]
    assert len(asked) == 4
    assert sum("patience" in source or "stops" in source for source in asked) == 1
