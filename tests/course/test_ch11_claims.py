"""What chapter 11 says of losses holds from starts that its text has not seen; softmax twice has the floor it names."""

from math import exp, log

import numpy as np
import pytest

from autograd_lab import functional
from tests.course.lessons import LESSONS

SEEDS = (20, 21, 22, 23)  # the chapter has 0 to 19


@pytest.fixture(scope="module")
def chapter():
    """The names of the chapter's cells that define something; no cell that shows or measures is run."""
    [lesson] = [lesson for lesson in LESSONS if lesson.chapter == 11]
    names = {"__name__": "lesson"}
    for cell in lesson.cells:
        if cell.kind == "code" and not {"asserts", "predict", "exercise"} & set(cell.tags):
            if not any(word in cell.source for word in ("show(", "tell(", "figures.", "firsts", "log_sum_exp(np")):
                exec(cell.source, names)
        elif "def stubborn" in cell.source or "def unreliable" in cell.source:
            exec(cell.source.partition("\n\nsquares")[0].partition("\n\nnoisy =")[0], names)
    return names


@pytest.mark.slow
def test_each_loss_keeps_its_place_at_its_best_rate_from_other_starts(chapter):
    for seed in SEEDS:
        squares, sigmoids, softmax = (
            chapter["first_step"](chapter["race"](chapter[name], rate, seed, steps=200)[0])
            for name, rate in (("squares_delta", 4), ("cross_delta", 2), ("softmax_delta", 2))
        )
        assert softmax < sigmoids < squares
        assert 1.4 < squares / sigmoids < 2.6
        assert 2 < squares / softmax < 4.5


@pytest.mark.slow
def test_squares_end_ahead_where_labels_are_wrong(chapter):
    for seed in SEEDS:
        ends = [
            chapter["race"](chapter[name], rate, seed, chapter["unreliable"](seed), steps=600)[1][-1]
            for name, rate in (("squares_delta", 2), ("cross_delta", 1), ("softmax_delta", 1))
        ]
        assert ends[0] > ends[1]
        assert ends[0] > ends[2]


@pytest.mark.parametrize("classes", [2, 5, 10, 100])
def test_softmax_twice_cannot_fall_below_its_floor(classes):
    floor = log(exp(1) + classes - 1) - 1
    assert functional.cross_entropy(np.eye(classes)[:1], [0]).item() == pytest.approx(floor)
    rng = np.random.default_rng(classes)
    for scale in (1, 10, 1000):
        once = functional.softmax(scale * rng.normal(size=(50, classes)))
        assert functional.cross_entropy(once, rng.integers(0, classes, 50)).item() >= floor
