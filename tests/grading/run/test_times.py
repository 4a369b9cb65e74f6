"""A time of handing in that cannot be read, or has gone: by student, in what a run says and in the table."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.utils import parse_utc

from autograd_lab.grading.pages.report import write_report
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.grading_run import RunRequest, enter_times, plan_run
from autograd_lab.grading.run.times import time_faults
from tests.grading.course_folders import class_folder, hand_in
from tests.grading.gradebooks import gradebook, grades_in
from tests.grading.graded import write_as_if

DUE = "2026-11-20 12:00:00 UTC"
CLASS = ("ada", "ben", "cyd")


@pytest.fixture(params=[DUE], ids=["due"])
def assignment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Assignment]:
    """A class of three who are graded, with a date by which the set was due; each handed in at 10 o'clock."""
    folder = class_folder(tmp_path)
    for student in CLASS:
        hand_in(tmp_path, student, f"# {student}'s")
    with gradebook(request.param) as (_, address), grades_in(address) as grades:
        yield Assignment(folder, "ps1", grades)


no_date = pytest.mark.parametrize("assignment", [""], indirect=True, ids=["no date"])


def note(assignment: Assignment, student: str) -> Path:
    return assignment.folder.root / "submitted" / student / "ps1" / "timestamp.txt"


def grade(assignment: Assignment) -> None:
    plan = plan_run(assignment, RunRequest(seed=1))
    enter_times(assignment, plan)
    assert write_as_if(assignment, plan, 1.0) == {}


@pytest.mark.slow
def test_who_has_a_time_is_not_named(assignment: Assignment):
    grade(assignment)
    assert time_faults(assignment) == {}


@pytest.mark.slow
def test_a_note_that_holds_no_time_is_told_with_what_counts(assignment: Assignment):
    note(assignment, "ada").write_text("on Tuesday")
    note(assignment, "ben").write_text("")
    note(assignment, "cyd").unlink()
    note(assignment, "cyd").mkdir()
    nothing = "timestamp.txt is empty or no file: counts as handed in on time"
    for _ in range(2):  # before and after grading
        assert time_faults(assignment) == {
            "ada": "timestamp.txt holds no time ('on Tuesday'): counts as handed in on time",
            "ben": nothing,
            "cyd": nothing,
        }
        grade(assignment)


@pytest.mark.parametrize(
    "whole",
    ["2026-11-20", "20261120T100000", "November 5 2026 10:00", "20/11/26 10:00", "5 Nov 2026 10:00 UTC", "5 Nov 2026"],
)
def test_a_date_is_a_time_however_it_is_written(assignment: Assignment, whole: str):
    note(assignment, "ada").write_text(whole)
    assert time_faults(assignment) == {}


@pytest.mark.slow
@pytest.mark.parametrize("part", ["18:00", "on Tuesday", "20 Nov", "Nov 2026", "2026", "10", "soon"])
def test_a_part_of_a_date_is_not_filled_in_from_the_day_of_grading(assignment: Assignment, part: str):
    note(assignment, "ada").write_text(part)
    grade(assignment)
    assert time_faults(assignment) == {"ada": f"timestamp.txt holds no time ('{part}'): counts as handed in on time"}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-28 23:30:00 +0100", "2026-11-28 22:30:00 UTC"),
        ("2026-11-28 23:30:00 +01:00", "2026-11-28 22:30:00 UTC"),
        ("2026-11-28 20:00:00 -0500", "2026-11-29 01:00:00 UTC"),
        ("2026-07-28 20:00:00 CET", "2026-07-28 18:00:00 UTC"),
        ("2026-11-28 11:00 PM", "2026-11-28 23:00:00 UTC"),
        ("Saturday, 28 November 2026, 11:00 PM", "2026-11-28 23:00:00 UTC"),
        ("2026-11-28T23:00:00+0100", "2026-11-28 22:00:00 UTC"),
        ("2026-11-28 18:00:00.250000 UTC", "2026-11-28 18:00:00 UTC"),
        ("2026-11-28 18:00:00", "2026-11-28 18:00:00 UTC"),
    ],
)
def test_the_zone_and_the_half_of_the_day_are_read(assignment: Assignment, text: str, moment: str):
    note(assignment, "ada").write_text(text)
    (ada,) = (one for one in assignment.submissions() if one.student == "ada")
    assert ada.timestamp == moment
    assert f"{parse_utc(ada.timestamp)} UTC" == moment  # as nbgrader reads it from there


def test_a_zone_that_is_not_known_is_told_and_taken_for_no_other(assignment: Assignment):
    note(assignment, "ada").write_text("2026-11-28 20:00:00 XYZT")
    (ada,) = (one for one in assignment.submissions() if one.student == "ada")
    assert ada.timestamp == ""
    assert "names a zone that is not known, XYZT" in time_faults(assignment)["ada"]


@pytest.mark.slow
def test_a_note_that_was_deleted_before_grading_is_told_beside_a_date_and_others_times(assignment: Assignment):
    note(assignment, "ada").unlink()
    grade(assignment)
    assert time_faults(assignment) == {"ada": "there is no timestamp.txt: counts as handed in on time"}


@pytest.mark.slow
def test_a_note_that_was_spoilt_or_deleted_after_grading_is_told_with_the_time_that_still_counts(
    assignment: Assignment,
):
    grade(assignment)
    note(assignment, "ada").unlink()
    note(assignment, "ben").write_text("on Tuesday")
    still = "2026-11-20 10:00:00 UTC counts, as noted before"
    assert time_faults(assignment) == {
        "ada": f"there is no timestamp.txt: {still}",
        "ben": f"timestamp.txt holds no time ('on Tuesday'): {still}",
    }


@pytest.mark.slow
@no_date
def test_without_a_date_nobody_misses_a_time(assignment: Assignment):
    note(assignment, "ada").unlink()
    grade(assignment)
    assert time_faults(assignment) == {}


@pytest.mark.slow
def test_where_nobodys_time_is_known_nothing_is_said(assignment: Assignment):
    for student in CLASS:
        note(assignment, student).unlink()
    grade(assignment)
    assert time_faults(assignment) == {}


@pytest.mark.slow
def test_it_stands_in_the_table_in_the_report_and_in_what_the_command_says(assignment: Assignment):
    for student in ("ada", "ben"):
        note(assignment, student).write_text("on Tuesday")
    grade(assignment)
    told: list[str] = []
    page, table = write_report(assignment, told.append)
    fault = "timestamp.txt holds no time ('on Tuesday'): counts as handed in on time"
    assert told == [f"time of handing in: ada, ben: {fault}"]
    with table.open(encoding="utf-8") as file:
        assert {row["student"]: row["trouble"] for row in csv.DictReader(file)} == {
            "ada": fault,
            "ben": fault,
            "cyd": "",
        }
    looked_at = page.read_text(encoding="utf-8").partition("To be looked at")[2]
    assert looked_at.count("holds no time (&#39;on Tuesday&#39;)") == 2
