"""The bank of broken and hostile answers to ps10, each graded alone: everybody has what they deserve."""

import pytest

from tests.grading.attention import CASES
from tests.grading.attention.answers import MOST
from tests.grading.attention.case import RIGHT, grading
from tests.grading.sandboxed import needs_sandbox

BANK = grading()
NOTHING_WRONG = BANK.Tally([], [], [])
SMOKE = (
    "nothing-odd",
    "os-exit",
    "generator",
    "matrix",
    "mask-opened",
    "searches-the-frames",
)


def test_every_case_says_what_it_deserves_and_why():
    assert len(CASES) >= 100
    assert set(SMOKE) <= set(CASES)
    assert len({(case.above, *case.answers.items()) for case in CASES.values()}) == len(CASES)
    for case in CASES.values():
        assert case.why, case.name
        assert set(case.answers) | set(case.deserves) <= set(MOST), case.name
        assert all(0 <= points <= MOST[name] for name, points in case.deserves.items()), case.name
        changed = any(RIGHT[name] != source for name, source in case.answers.items())
        assert changed or case.above or case.name == "nothing-odd", case.name


@pytest.mark.slow
@needs_sandbox
@pytest.mark.parametrize("name", SMOKE)
def test_some_have_what_they_deserve(name: str):
    assert BANK.tally([(CASES[name], BANK.outcome(CASES[name]))]) == NOTHING_WRONG


@pytest.mark.full
@pytest.mark.slow
@needs_sandbox
@pytest.mark.timeout(3600)
def test_no_grader_fails_no_point_is_undeserved_and_none_is_lost():
    found = [(case, BANK.outcome(case)) for case in CASES.values()]
    told = BANK.tally(found)
    longest, name = max((one.seconds, case.name) for case, one in found)
    print(
        f"\n{len(found)} answers: {len(told.failed)} graders failed, {len(told.undeserved)} points not deserved, "
        f"{len(told.lost)} deserved and lost; {longest:.1f} s at most ({name})"
    )
    assert told == NOTHING_WRONG
