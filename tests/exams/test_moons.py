"""The moons that ps6's `train` is asked for: new in each draw, two that lie across each other, and rows held out."""

import numpy as np
import pytest

from autograd_lab.exams.ps6.exam import PS6
from autograd_lab.exams.ps6.training import ACROSS, FAR, SIZES, draw_place

TRAIN = PS6.question("train")


def axis(X, Y):
    """The angle of the line from the middle of class 0 to that of class 1, in degrees, and the middle of both."""
    low, high = X[Y[:, 0] == 0].mean(axis=0), X[Y[:, 0] == 1].mean(axis=0)
    return np.degrees(np.arctan2(*(high - low)[::-1])), (low + high) / 2, np.linalg.norm(high - low)


@pytest.mark.slow
def test_each_draw_has_moons_of_its_own_and_two_that_lie_across_each_other():
    rng = np.random.default_rng(0)
    angles, middles, sizes, between = [], [], [], []
    for _ in range(200):
        inputs = TRAIN.draw(rng)
        (one, middle, size), (other, _, _) = axis(inputs["X"], inputs["Y"]), axis(*inputs.other[:2])
        angles.append(one % 360)
        middles.append(np.linalg.norm(middle))
        sizes.append(size)
        between.append(abs((one - other + 90) % 180 - 90))
    assert max(np.diff(np.sort(angles))) < 15  # every direction, both classes
    assert max(middles) < FAR + 0.1
    assert np.mean(np.array(middles) > FAR / 2) > 0.5
    assert max(sizes) / min(sizes) > 0.9 * SIZES[1] / SIZES[0]
    assert min(between) > ACROSS[0] - 8


def test_the_held_out_rows_lie_where_those_to_train_on_lie():
    for seed in range(5):
        inputs = TRAIN.draw(np.random.default_rng(seed))
        for (X, Y), (fresh, targets) in zip(
            ((inputs["X"], inputs["Y"]), inputs.other[:2]), inputs.held_out, strict=True
        ):
            (angle, middle, size), (again, middle_again, size_again) = axis(X, Y), axis(fresh, targets)
            assert abs((angle - again + 180) % 360 - 180) < 5
            assert np.linalg.norm(middle - middle_again) < 0.05
            assert abs(size - size_again) < 0.05


def test_what_the_student_is_handed_does_not_give_the_held_out_rows():
    """Neither the seed of the Generator nor what follows from it makes one of them."""
    inputs = TRAIN.draw(np.random.default_rng(0))
    held_out = np.sort(inputs.held_out[0][0].ravel())
    for seed in (inputs["rng"], [inputs["rng"], 0], [inputs["rng"], 1], inputs.other[2], [inputs.other[2], 1]):
        X, _ = draw_place(np.random.default_rng(seed), 0.0).rows(np.random.default_rng(seed))
        assert not np.isin(np.round(X.ravel(), 9), np.round(held_out, 9)).any()
