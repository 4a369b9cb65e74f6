"""Points that change when students have the notebook already: the right ones count, and nobody is alarmed."""

import csv
import json
import shutil
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest

from autograd_lab.grading import cli_collect
from autograd_lab.grading.course_folder import CourseFolder
from autograd_lab.grading.intake.pipeline import take_in
from autograd_lab.grading.pages.feedback import write_feedback
from autograd_lab.grading.pages.report import write_report
from autograd_lab.grading.points import KEY, changed_points, earlier_points, with_new_points
from autograd_lab.grading.run.grading_run import RunRequest, plan_run
from autograd_lab.grading.run.submission import grade
from tests.grading import students
from tests.grading.course import BY_HAND, NAME, Course
from tests.grading.graded import assignment_in, write_as_if
from tests.support.repo import REPO

RELEASED = json.loads((REPO / "assignments" / "ps1" / "ps1.ipynb").read_text(encoding="utf-8"))


def with_points(notebook: dict, **points: float) -> dict:
    """The notebook with other points for these cells."""
    made = deepcopy(notebook)
    for cell in made["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade_id") in points:
            about["points"] = points[about["grade_id"]]
            if "checksum" in about:  # which the source has not
                about["checksum"] = "0" * 32
    return made


def repairs(released: dict, handed_in: dict) -> list[str]:
    """What is put right when a notebook is handed in that was once another edition of the released one."""
    released_now = nbformat.reads(json.dumps(released), as_version=4)
    return [repair.text for repair in take_in(released_now, json.dumps(handed_in).encode()).repairs]


def test_points_alone_are_told_with_old_and_new_and_anything_else_is_more():
    assert changed_points(RELEASED, RELEASED) == {}
    assert changed_points(with_points(RELEASED, check_mse=5), RELEASED) == {"check_mse": (3.0, 5.0)}
    for change in ("source", "id"):
        other = with_points(RELEASED, check_mse=5)
        other["cells"][0][change] = "another"
        assert changed_points(other, RELEASED) is None
    assert changed_points({**RELEASED, "cells": RELEASED["cells"][1:]}, RELEASED) is None
    assert changed_points({**RELEASED, "metadata": {"x": 1}}, RELEASED) is None


def test_the_old_points_are_noted_also_when_they_change_twice_and_back():
    once = with_new_points(with_points(RELEASED, check_mse=5), RELEASED)
    twice = with_new_points(with_points(RELEASED, check_mse=6, check_predict=1), once)
    back = with_new_points(RELEASED, twice)
    assert [earlier_points(one)["check_mse"] for one in (once, twice, back)] == [[3.0], [3.0, 5.0], [5.0, 6.0]]
    assert changed_points(back, RELEASED) == {}
    assert [cell["source"] for cell in twice["cells"]] == [cell["source"] for cell in RELEASED["cells"]]


@pytest.mark.slow
def test_who_has_the_old_points_hears_nothing_and_who_made_up_some_does():
    now = with_new_points(with_points(RELEASED, check_mse=5), RELEASED)
    assert repairs(now, RELEASED) == []
    assert repairs(now, with_points(RELEASED, check_mse=5)) == []
    changed = ["Grading metadata, changed or missing, were put back in 1 cell."]
    assert repairs(now, with_points(RELEASED, check_mse=700)) == changed
    assert repairs(now, with_points(RELEASED, check_predict=5)) == changed
    assert repairs({**now, "metadata": {**now["metadata"], KEY: "nonsense"}}, RELEASED) == changed


@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.full
def test_points_change_after_the_release_and_the_class_is_graded_by_the_new_ones(tmp_path: Path, capsys):
    course = Course.fresh(tmp_path / "course")
    root = str(course.root)
    assert cli_collect.main(["release", NAME, "--course", root]) == 0
    course.submit_answers("ada", students.RIGHT)
    with assignment_in(CourseFolder(course.root)) as assignment:
        write_as_if(assignment, plan_run(assignment, RunRequest()), 1.0)
    with course.gradebook() as book:
        book.find_grade(BY_HAND, NAME, NAME, "ada").manual_score = 2.0
        book.find_grade(BY_HAND, NAME, NAME, "ada").needs_manual_grade = False
        book.db.commit()

    source = course.root / "solutions" / NAME / f"{NAME}.ipynb"
    before = source.read_text(encoding="utf-8")
    changed = with_points(json.loads(before), check_mse=5, **{BY_HAND: 6})
    source.write_text(json.dumps(changed), encoding="utf-8")
    capsys.readouterr()
    assert cli_collect.main(["release", NAME, "--course", root]) == 1
    assert "Only points differ: if that is meant, `autograd-lab release ps1 --new-points`" in capsys.readouterr().err
    assert cli_collect.main(["release", NAME, "--new-points", "--course", root]) == 0
    said = capsys.readouterr().out
    assert f"check_mse 3 -> 5, {BY_HAND} 4 -> 6. Students keep the notebooks that they have." in said
    assert f"count as they are, out of the old points. Look at them again: {BY_HAND} (1, out of 4)." in said
    mismatch = f"Mark scheme: the rows of {BY_HAND} give 4 of 6 points. Change it in {source}"
    assert mismatch in said
    assert cli_collect.main(["release", NAME, "--course", root]) == 0  # as ever: nothing differs
    assert mismatch in capsys.readouterr().out

    with assignment_in(CourseFolder(course.root)) as assignment:
        [job] = plan_run(assignment, RunRequest(settings={"sandbox": "none", "trust_students": True})).jobs
        graded = grade(job)
        assert (graded.scores["check_mse"], assignment.grades.maxima["check_mse"]) == (5.0, 5.0)
        assert "put back" not in graded.notebook
        assert assignment.grades.sheets()["ada"].maximum == 24.0
        sheet = assignment.grades.sheets()["ada"]
        assert (sheet.waiting, sheet.unread) == ({BY_HAND}, set())
        page, table = write_report(assignment)
        write_feedback(assignment, ["ada"], lambda student: None)
    outgrown = f"{BY_HAND}: 2 points given by hand; the part is worth 6 now, and was worth 4 before its points changed"
    assert outgrown in table.read_text(encoding="utf-8")
    assert outgrown in page.read_text(encoding="utf-8")
    assert "still has to grade" not in page.read_text(encoding="utf-8")
    assert "not been read" not in course.feedback("ada")
    assert "not read yet" not in course.feedback("ada")
    assert f"A person gave the points of {BY_HAND} earlier, and may look at" in course.feedback("ada")
    [row] = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    assert row["to_grade_by_hand"] == "1"
    assert "1 has scores by hand to be looked at again" in page.read_text(encoding="utf-8")

    changed["cells"][0]["source"] = "# Another text"
    source.write_text(json.dumps(changed), encoding="utf-8")
    assert cli_collect.main(["release", NAME, "--new-points", "--course", root]) == 1
    assert "in more than points" in capsys.readouterr().err
    shutil.rmtree(course.root / "assignments")
    assert cli_collect.main(["release", NAME, "--new-points", "--course", root]) == 1
    assert "run this without --new-points" in capsys.readouterr().err
