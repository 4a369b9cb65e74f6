"""Which answers are the same as when they were graded last: their flags stay, all others are looked at again."""

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograd_lab.grading.run.gradebook import AssignmentGrades
from autograd_lab.grading.run.unchanged import unchanged_cells
from tests.grading import students
from tests.grading.gradebooks import NAME, gradebook, graded, grades_in

ALL = {*(f"check-{name}" for name in students.POINTS), "why", "task"}


def cell(name: str, source: str, **about: object) -> NotebookNode:
    """A text cell that nbgrader knows."""
    known = {"grade": True, "solution": True, "locked": False, "task": False, "points": 4, "schema_version": 3}
    return new_markdown_cell(source, metadata={"nbgrader": {**known, "grade_id": name, **about}})


def text(answers: dict[str, str] = students.RIGHT, words: str = "Because.", own: str = "x = 1") -> str:
    """A graded notebook as it lies in autograded/."""
    made = students.notebook(answers)
    task = cell("task", "Do something.", solution=False, grade=False, task=True, locked=True)
    made.cells += [new_code_cell(own), cell("why", words), task]
    return nbformat.writes(made)


def test_the_same_work_is_unchanged():
    assert unchanged_cells(text(), text()) == ALL


def test_another_picture_is_another_answer_although_its_name_is_the_same():
    def drawn(picture: str) -> str:
        made = nbformat.from_dict({**nbformat.v4.new_notebook(), "cells": [cell("why", "![](attachment:image.png)")]})
        made.cells[0]["attachments"] = {"image.png": {"image/png": picture}}
        return nbformat.writes(made)

    assert unchanged_cells(drawn("aaaa"), drawn("aaaa")) == {"why"}
    assert unchanged_cells(drawn("aaaa"), drawn("bbbb")) == set()


@pytest.mark.slow
def test_another_answer_changes_its_own_question_and_a_task_that_may_be_answered_anywhere():
    other = {**students.RIGHT, "mse": students.RIGHT["mse"] + "# again"}
    assert unchanged_cells(text(), text(other)) == ALL - {"check-mse", "task"}
    assert unchanged_cells(text(), text(words="Since.")) == ALL - {"why", "task"}
    assert unchanged_cells(text(), text(own="x = 2")) == ALL - {"task"}


@pytest.mark.slow
def test_several_questions_about_one_class_depend_on_all_code_above_them():
    def engine(body: str) -> str:
        made = students.notebook(students.RIGHT)
        made.cells = [students.answer("Scalar", body), *made.cells[:1], students.graded("mse"), students.graded("mse")]
        for number, check in enumerate(made.cells[2:]):
            check.source = f'check.ps2(Scalar, "part {number}").require()'
            check.metadata.nbgrader.grade_id = f"check-{number}"
        made.cells[0].metadata.nbgrader.grade_id = "the-class"
        return nbformat.writes(made)

    assert unchanged_cells(engine("class Scalar: 1"), engine("class Scalar: 1")) == {"check-0", "check-1"}
    assert unchanged_cells(engine("class Scalar: 1"), engine("class Scalar: 2")) == set()


@pytest.mark.parametrize("before", ["", "x", "[]", '{"cells": 3}'])
def test_of_a_notebook_that_cannot_be_read_nothing_is_known(before: str):
    assert unchanged_cells(before, text()) == set()


def flags(ours: AssignmentGrades) -> set[str]:
    return ours.sheets()["ada"].waiting


@pytest.mark.slow
def test_what_a_person_has_read_stays_read_when_the_same_answer_is_graded_again():
    scores = {"check_predict": 2.0, "check_mse": 1.5, "explain": None}
    with gradebook() as (book, address), grades_in(address) as ours:
        ours.write([graded("ada", scores)])
        for name, score in {"check_mse": 3.0, "explain": 2.5}.items():
            grade = book.find_grade(name, NAME, NAME, "ada")
            grade.manual_score, grade.needs_manual_grade = score, False  # as formgrader does
        book.db.commit()
        same = graded("ada", scores, unchanged=("check_predict", "check_mse", "explain"))
        ours.write([same])
        assert flags(ours) == set()
        assert (ours.students(), ours.students(overruled=True)) == ({"ada"}, set())
        ours.write([graded("ada", {**scores, "check_mse": 2.0}, unchanged=("check_mse", "explain"))])
        assert flags(ours) == {"check_mse"}  # another verdict on the same answer
        assert ours.sheets()["ada"].overruled == {"check_mse": 2.0}
        assert (ours.students(), ours.students(overruled=True)) == ({"ada"}, {"ada"})
        ours.write([graded("ada", {**scores, "check_mse": 2.0}, unchanged=("check_mse",))])
        assert flags(ours) == {"check_mse", "explain"}
        assert ours.sheets()["ada"].total == 7.5


@pytest.mark.slow
def test_what_nobody_has_read_yet_waits_on():
    scores = {"check_predict": 2.0, "check_mse": 1.5, "explain": None}
    with gradebook() as (_, address), grades_in(address) as ours:
        for _ in range(2):
            ours.write([graded("ada", scores, unchanged=scores)])
            assert (flags(ours), ours.sheets()["ada"].unread) == ({"explain"}, {"explain"})
