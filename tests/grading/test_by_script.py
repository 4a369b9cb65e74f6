"""Grading by a script, as the instructor's guide shows it: its example is run as it stands there."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Course
from nbgrader.utils import is_grade, is_solution

from autograd_lab.grading.intake.answers import NoSuchCellError, answer_cell
from autograd_lab.grading.intake.cells import grade_id
from autograd_lab.grading.run.gradebook import AssignmentGrades
from tests.grading.gradebooks import gradebook, graded, grades_in
from tests.support.repo import REPO

SCRIPT = (
    (REPO / "docs" / "instructors.md")
    .read_text(encoding="utf-8")
    .partition("### Grading by a script")[2]
    .partition("```python\n")[2]
    .partition("```")[0]
)
MAXIMA = {"check_mse": 3.0, "explain_copies": 4.0}
SCORES = {"check_mse": 1.0, "explain_copies": None}


@pytest.fixture
def grades(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AssignmentGrades]:
    """The grades of a class of two, in a course folder in which the script is started."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(REPO / "nbgrader_config.py", tmp_path)
    shutil.copytree(REPO / "assignments" / "ps1", tmp_path / "assignments" / "ps1")
    answers = ("mse", "explain_copies")
    with gradebook("", MAXIMA, answers, "explain_copies", str(tmp_path / "gradebook.db")) as (book, address):
        with grades_in(address) as ours:
            ours.write([graded("ada", SCORES), graded("ben", SCORES)])
            yield ours
        assert [course.id for course in book.db.query(Course)] == ["autograd-lab"]  # and no other is made


def run_script(*rows: str, cell: str = "explain_copies") -> None:
    Path("marks.csv").write_text("\n".join(["student,points,comment", *rows]), encoding="utf-8-sig")
    script = SCRIPT.replace('CELL, NAME = "explain_copies"', f'CELL, NAME = "{cell}"')
    assert f'CELL, NAME = "{cell}"' in script
    exec(compile(script, "the guide", "exec"), {})


@pytest.mark.slow
def test_scores_and_comments_of_a_table_are_given_as_by_hand(grades: AssignmentGrades):
    run_script('ada,3.5,"Well said, Ada."', "ben,0,")
    sheets = grades.sheets()
    assert {student: (one.total, one.waiting, one.by_hand) for student, one in sheets.items()} == {
        "ada": (4.5, set(), {"explain_copies"}),
        "ben": (1.0, set(), {"explain_copies"}),
    }
    assert (sheets["ada"].comments, sheets["ben"].comments) == ({"explain_copies": "Well said, Ada."}, {})
    grades.write([graded("ada", SCORES, unchanged=("explain_copies",))])  # graded again: it stays, and stays read
    assert (grades.sheets()["ada"].total, grades.sheets()["ada"].waiting) == (4.5, set())


@pytest.mark.slow
@pytest.mark.parametrize(("row", "said"), [("zoe,3,", "zoe has no grade yet"), ("ben,40,", "ben: 40 of 4 points")])
def test_a_row_that_cannot_be_stops_it_and_changes_nobodys_score(grades: AssignmentGrades, row: str, said: str):
    with pytest.raises(SystemExit, match=said):
        run_script("ada,3.5,", row)
    assert {one.total for one in grades.sheets().values()} == {1.0}


@pytest.mark.slow
def test_a_comment_beside_the_score_of_a_check_goes_to_the_answer_and_an_empty_one_keeps_it(grades: AssignmentGrades):
    run_script('ada,2.5,"Nearly."', "ben,1.5,", cell="check_mse")
    run_script("ada,3,", cell="check_mse")
    sheets = grades.sheets()
    assert {student: (one.scores["check_mse"], one.comments) for student, one in sheets.items()} == {
        "ada": (3.0, {"mse": "Nearly."}),
        "ben": (1.5, {}),
    }


@pytest.mark.parametrize("number", range(1, 8))
def test_every_column_of_points_has_an_answer_of_its_own_set(number: int):
    released = nbformat.read(REPO / "assignments" / f"ps{number}" / f"ps{number}.ipynb", as_version=4)
    answers = {grade_id(cell) for cell in released.cells if is_solution(cell)}
    columns = [grade_id(cell) for cell in released.cells if is_grade(cell)]
    assert {answer_cell(released, name) for name in columns} <= answers


def test_a_check_whose_name_no_answer_bears_has_its_comment_at_the_answer_that_it_asks_about():
    for name, check in (("ps2", "check_repeat"), ("ps5", "check_step")):
        released = nbformat.read(REPO / "assignments" / name / f"{name}.ipynb", as_version=4)
        asked = next(cell.source for cell in released.cells if grade_id(cell) == check)
        assert f"({answer_cell(released, check)}" in asked
    with pytest.raises(NoSuchCellError, match="no answer belongs to a cell 'mse': the cells with points are check_"):
        answer_cell(released, "mse")
