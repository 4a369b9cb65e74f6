"""What the grader makes of a case, the three lists that have to be empty, and the checks of every bank."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass

from autograd_lab.grading.run.record import RunRecord
from autograd_lab.grading.run.submission import Job, grade
from tests.grading.hostile_bank.cases import Case, HostileSet
from tests.grading.sandboxed import settings
from tests.support.repo import REPO

SECONDS = 120.0  # on the clock, after which a grader hangs; on a busy machine the longest of these takes ten
LIMITS = {"question_seconds": 3.0, "cell_seconds": 4.0, "computing_seconds": 1.5}


@dataclass(frozen=True)
class Outcome:
    """What the grader made of one case: the points by question, how it failed, if it did, and what it took.

    `unjudged` is what it says of an answer that cannot be judged, which is no failure where a process sent nonsense.
    """

    points: dict[str, float]
    failed: str = ""
    seconds: float = 0.0
    unjudged: str = ""


def outcome(of: HostileSet, case: Case, seed: int = 8) -> Outcome:
    """The case, graded as a class's submissions are, alone."""
    told = of.handed_in(case).replace(b"@REPO@", str(REPO).encode())
    job = Job(case.name, of.exam, f"{of.exam}.ipynb", told, of.released(), seed, {**settings(), **LIMITS})
    began = time.monotonic()
    try:
        graded = grade(job)
    except Exception as error:  # whatever it is, a grader that raises has failed
        return Outcome({}, f"{type(error).__name__}: {error}", time.monotonic() - began)
    spent = time.monotonic() - began
    questions = RunRecord.of_notebook(json.loads(graded.notebook)).questions
    failed = f"took {spent:.0f} s" if spent > SECONDS else ""
    if [one.function for one in questions] != list(of.most):
        failed = failed or f"asked {[one.function for one in questions]}"
    points = {name: float(graded.scores[f"check_{name}"] or 0.0) for name in of.most}
    return Outcome(points, failed, spent, "".join(one.incident for one in questions))


@dataclass(frozen=True)
class Tally:
    """The three lists that have to be empty, a sentence for each entry."""

    failed: list[str]
    undeserved: list[str]
    lost: list[str]


NOTHING = Tally([], [], [])


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


def hold_the_bank_to_its_word(of: HostileSet, least: int, smoke: Iterable[str]) -> None:
    """Assert that every case says what it deserves and why, and differs from all others."""
    right = of.right
    assert len(of.cases) >= least
    assert set(smoke) <= set(of.cases)
    assert len({(case.above, *case.answers.items()) for case in of.cases.values()}) == len(of.cases)
    for case in of.cases.values():
        assert case.why, case.name
        assert set(case.answers) | set(case.deserves) <= set(of.most), case.name
        assert all(0 <= points <= of.most[name] for name, points in case.deserves.items()), case.name
        changed = any(right[name] != source for name, source in case.answers.items())
        assert changed or case.above or case.name == "nothing-odd", case.name


def hold_the_tally_to_its_word(case: Case, question: str) -> None:
    """Assert that a fault of the grader would be told. The case deserves some points of the question, but not all."""
    for more, found in ((-1.0, "lost"), (1.0, "undeserved")):
        told = tally([(case, Outcome({**case.points, question: case.points[question] + more}))])
        assert [name for name, entries in vars(told).items() if entries] == [found]
    assert tally([(case, Outcome({}, "MemoryError"))]).failed == [f"{case.name}: MemoryError"]
    assert tally([(case, Outcome(case.points, unjudged="KeyError"))]).failed == [f"{case.name}: KeyError"]
    assert tally([(case, Outcome(case.points))]) == NOTHING


def tally_of_all(of: HostileSet) -> Tally:
    """What went wrong in the whole bank, with a line printed that sums it up."""
    found = [(case, outcome(of, case)) for case in of.cases.values()]
    told = tally(found)
    longest, name = max((one.seconds, case.name) for case, one in found)
    print(
        f"\n{len(found)} answers: {len(told.failed)} graders failed, {len(told.undeserved)} points not deserved, "
        f"{len(told.lost)} deserved and lost; {longest:.1f} s at most ({name})"
    )
    return told
