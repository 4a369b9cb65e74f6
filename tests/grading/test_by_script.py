"""Grading by a script, as the instructor's guide shows it: its example is run as it stands there."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Course, MissingEntry

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
    answers = ("mse", "explain_copies")
    with gradebook("", MAXIMA, answers, "explain_copies", str(tmp_path / "gradebook.db")) as (book, address):
        with grades_in(address) as ours:
            ours.write([graded("ada", SCORES), graded("ben", SCORES)])
            yield ours
        assert [course.id for course in book.db.query(Course)] == ["autograd-lab"]  # and no other is made


def run_script(*rows: str) -> None:
    Path("marks.csv").write_text("\n".join(["student,points,comment", *rows]), encoding="utf-8-sig")
    exec(compile(SCRIPT, "the guide", "exec"), {})


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


@pytest.mark.parametrize(
    ("row", "error", "said"), [("zoe,3,", MissingEntry, "zoe"), ("ben,40,", SystemExit, "ben: 40 of 4 points")]
)
def test_a_row_that_cannot_be_stops_it_and_changes_nobodys_score(grades: AssignmentGrades, row: str, error, said: str):
    with pytest.raises(error, match=said):
        run_script("ada,3.5,", row)
    assert {one.total for one in grades.sheets().values()} == {1.0}
