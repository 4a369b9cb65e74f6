"""The bank of broken and hostile answers to ps11, each graded alone: everybody has what they deserve."""

import pytest

from tests.grading.hostile_bank.judged import (
    NOTHING,
    hold_the_bank_to_its_word,
    hold_the_tally_to_its_word,
    outcome,
    tally,
    tally_of_all,
)
from tests.grading.reward import REWARD
from tests.grading.sandboxed import needs_sandbox

SMOKE = (
    "nothing-odd",
    "endless-loop",
    "generator",
    "matrix",
    "ends-turned",
    "searches-the-frames",
)


def test_every_case_says_what_it_deserves_and_why():
    hold_the_bank_to_its_word(REWARD, 140, SMOKE)


def test_a_fault_of_the_grader_would_be_told():
    hold_the_tally_to_its_word(REWARD.cases["float32-of-one"], "forward_mode")  # 1 of 6, all else in full


@pytest.mark.slow
@needs_sandbox
@pytest.mark.parametrize("name", SMOKE)
def test_some_have_what_they_deserve(name: str):
    assert tally([(REWARD.cases[name], outcome(REWARD, REWARD.cases[name]))]) == NOTHING


@pytest.mark.full
@pytest.mark.slow
@needs_sandbox
@pytest.mark.timeout(3600)
def test_no_grader_fails_no_point_is_undeserved_and_none_is_lost():
    assert tally_of_all(REWARD) == NOTHING
