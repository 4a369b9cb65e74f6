"""The whole bank as one class: collected, graded in one run, by nbgrader's autograde and by ours."""

import hashlib
import time
from pathlib import Path

import pytest

from autograd_lab.grading.cli_collect import main
from autograd_lab.grading.collecting.collection import collect
from tests.grading.bank import CASES, Case, write
from tests.grading.bank.case import BY_HAND, QUESTIONS, WRITTEN
from tests.grading.course import NAME, Course
from tests.grading.sandboxed import needs_sandbox

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.xdist_group("class"), needs_sandbox]

LIMITS = """
c.ExamPreprocessor.question_seconds = 3.0
c.ExamPreprocessor.cell_seconds = 4.0
c.ExamPreprocessor.computing_seconds = 1.5
"""
EVERY = 24  # of the bank, in a normal run; the class of the others runs under `full`
SOME = [case for number, case in enumerate(CASES.values()) if number % EVERY == 0]


def whole_class(root: Path, cases: list[Case]) -> Course:
    """All cases as students, an honest neighbour whom some of them attack, and one command to collect them."""
    course = Course.fresh(root)
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(LIMITS)
    assert main(["release", NAME, "--course", str(root)]) == 0
    write(Case("right", "names", CASES["subfolder"].build), root / "received" / "right", root)
    for case in cases:
        write(case, root / "received" / case.name / NAME, root)
    collected = collect(root, NAME)
    assert {one.student for one in collected} == {"right"} | {case.name for case in cases}
    return course


def prints(course: Course) -> dict[str, str]:
    """A print of every file that was handed in or is to be graded; what a link points at may change."""
    paths = [path for step in ("received", "submitted") for path in (course.root / step).rglob("*")]
    files = [path for path in paths if path.is_file() and not path.is_symlink()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def check_all(course: Course, cases: list[Case], before: dict[str, str]) -> None:
    """Everybody has what they deserve, and nobody else and nothing else was touched."""
    exported = course.exported()
    assert {case.name: exported[case.name][0] for case in cases} == {
        case.name: sum(case.points.values()) for case in cases
    }
    assert exported["right"][0] == 16.0
    with course.gradebook() as gradebook:
        for case in cases:
            grades = {name: gradebook.find_grade(f"check_{name}", NAME, NAME, case.name) for name in QUESTIONS}
            assert {name: grade.auto_score for name, grade in grades.items()} == case.points, case.name
            assert {grade.manual_score for grade in grades.values()} == {None}, case.name
            written = next(cell for cell in course.autograded(case.name).cells if cell.get("id") == BY_HAND)
            assert (WRITTEN in written.source) == case.written, case.name
    time.sleep(1.5)  # for the process that would write later
    assert prints(course) == before
    assert not (course.root / "left-behind").exists()


COMMANDS = {"nbgrader": ("nbgrader", "autograde", NAME), "ours": ("autograd_lab.cli", "grade", NAME, "--workers=2")}


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "cases", [SOME, pytest.param(list(CASES.values()), marks=pytest.mark.full)], ids=["some", "all"]
)
@pytest.mark.sampled(1)
def test_one_run_grades_everybody_as_deserved_and_touches_nobody_else(tmp_path: Path, cases, command: str):
    course = whole_class(tmp_path / "class", cases)
    before = prints(course)
    course.run(*COMMANDS[command])
    check_all(course, cases, before)
