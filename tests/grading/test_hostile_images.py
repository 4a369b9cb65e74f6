"""The bank of broken and hostile answers to ps8, each graded alone: everybody has what they deserve."""

import pytest

from tests.grading.hostile_bank.judged import (
    NOTHING,
    hold_the_bank_to_its_word,
    hold_the_tally_to_its_word,
    outcome,
    tally,
    tally_of_all,
)
from tests.grading.images import IMAGES
from tests.grading.sandboxed import needs_sandbox

SMOKE = (
    "nothing-odd",
    "os-exit",
    "endless-loop",
    "generator-expression",
    "float32-of-one",
    "matrix",
    "doubled-in-place",
    "changed-and-hidden",
    "searches-the-heap",
)


def test_every_case_says_what_it_deserves_and_why():
    hold_the_bank_to_its_word(IMAGES, 140, SMOKE)


def test_a_fault_of_the_grader_would_be_told():
    hold_the_tally_to_its_word(IMAGES.cases["float32-of-one"], "detection_loss_gradient")  # 4 of 7, all else in full


@pytest.mark.slow
@needs_sandbox
@pytest.mark.parametrize("name", SMOKE)
def test_some_have_what_they_deserve(name: str):
    assert tally([(IMAGES.cases[name], outcome(IMAGES, IMAGES.cases[name]))]) == NOTHING


@pytest.mark.full
@pytest.mark.slow
@needs_sandbox
@pytest.mark.timeout(3600)
def test_no_grader_fails_no_point_is_undeserved_and_none_is_lost():
    assert tally_of_all(IMAGES) == NOTHING
