"""The bank of broken and hostile answers to ps8, each graded alone: everybody has what they deserve."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from autograd_lab.grading.run.record import RunRecord
from autograd_lab.grading.run.submission import Job, grade
from tests.grading.images import CASES, MOST, Case
from tests.grading.images.case import RIGHT, handed_in, released
from tests.grading.sandboxed import needs_sandbox, settings
from tests.support.repo import REPO

SECONDS = 120.0  # on the clock, after which a grader hangs; on a busy machine the longest of these takes ten
LIMITS = {"question_seconds": 3.0, "cell_seconds": 4.0, "computing_seconds": 1.5}
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


@dataclass(frozen=True)
class Outcome:
    """What the grader made of one case: the points by question, how it failed, if it did, and what it took.

    `unjudged` is what it says of an answer that cannot be judged, which is no failure where a process sent nonsense.
    """

    points: dict[str, float]
    failed: str = ""
    seconds: float = 0.0
    unjudged: str = ""


def outcome(case: Case, seed: int = 8) -> Outcome:
    """The case, graded as a class's submissions are, alone."""
    told = handed_in(case).replace(b"@REPO@", str(REPO).encode())
    job = Job(case.name, "ps8", "ps8.ipynb", told, released(), seed, {**settings(), **LIMITS})
    began = time.monotonic()
    try:
        graded = grade(job)
    except Exception as error:  # whatever it is, a grader that raises has failed
        return Outcome({}, f"{type(error).__name__}: {error}", time.monotonic() - began)
    spent = time.monotonic() - began
    questions = RunRecord.of_notebook(json.loads(graded.notebook)).questions
    failed = f"took {spent:.0f} s" if spent > SECONDS else ""
    if [one.function for one in questions] != list(MOST):
        failed = failed or f"asked {[one.function for one in questions]}"
    points = {name: float(graded.scores[f"check_{name}"] or 0.0) for name in MOST}
    return Outcome(points, failed, spent, "".join(one.incident for one in questions))


@dataclass(frozen=True)
class Tally:
    """The three lists that have to be empty, a sentence for each entry."""

    failed: list[str]
    undeserved: list[str]
    lost: list[str]


def tally(found: Iterable[tuple[Case, Outcome]]) -> Tally:
    """What went wrong in these outcomes."""
    failed, undeserved, lost = [], [], []
    for case, one in found:
        failed += [f"{case.name}: {one.failed}"] if one.failed else []
        failed += [f"{case.name}: {one.unjudged}"] if one.unjudged and not case.garbled else []
        for name, points in one.points.items():
            text = f"{case.name}: {name} got {points:g}, deserves {case.points[name]:g}: {case.why}"
            undeserved += [text] if points > case.points[name] else []
            lost += [text] if points < case.points[name] else []
    return Tally(failed, undeserved, lost)


# --- The bank is what it says it is --------------------------------------------------------------------------------


def test_every_case_says_what_it_deserves_and_why():
    assert len(CASES) >= 140
    assert set(SMOKE) <= set(CASES)
    assert len({(case.above, *case.answers.items()) for case in CASES.values()}) == len(CASES)
    for case in CASES.values():
        assert case.why, case.name
        assert set(case.answers) | set(case.deserves) <= set(MOST), case.name
        assert all(0 <= points <= MOST[name] for name, points in case.deserves.items()), case.name
        changed = any(RIGHT[name] != source for name, source in case.answers.items())
        assert changed or case.above or case.name == "nothing-odd", case.name


def test_a_fault_of_the_grader_would_be_told():
    case = CASES["float32-of-one"]  # 4 of 7, all else in full
    for points, found in ((3.0, "lost"), (5.0, "undeserved")):
        told = tally([(case, Outcome({**case.points, "detection_loss_gradient": points}))])
        assert [name for name, entries in vars(told).items() if entries] == [found]
    assert tally([(case, Outcome({}, "MemoryError"))]).failed == ["float32-of-one: MemoryError"]
    assert tally([(case, Outcome(case.points, unjudged="KeyError"))]).failed == ["float32-of-one: KeyError"]
    assert tally([(case, Outcome(case.points))]) == Tally([], [], [])


# --- What the grader makes of it -----------------------------------------------------------------------------------


@pytest.mark.slow
@needs_sandbox
@pytest.mark.parametrize("name", SMOKE)
def test_some_have_what_they_deserve(name: str):
    assert tally([(CASES[name], outcome(CASES[name]))]) == Tally([], [], [])


@pytest.mark.full
@pytest.mark.slow
@needs_sandbox
@pytest.mark.timeout(3600)
def test_no_grader_fails_no_point_is_undeserved_and_none_is_lost():
    found = [(case, outcome(case)) for case in CASES.values()]
    told = tally(found)
    longest, name = max((one.seconds, case.name) for case, one in found)
    print(
        f"\n{len(found)} answers: {len(told.failed)} graders failed, {len(told.undeserved)} points not deserved, "
        f"{len(told.lost)} deserved and lost; {longest:.1f} s at most ({name})"
    )
    assert told == Tally([], [], [])
