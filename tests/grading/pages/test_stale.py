"""Pages that say something else than the grade by now, or are of somebody who has none: told, and how to mend it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograd_lab.grading.pages.feedback import write_feedback
from autograd_lab.grading.pages.report import write_report
from autograd_lab.grading.pages.stale import delete_pages
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.grading_run import RunRequest, plan_run
from tests.grading.course_folders import class_folder, hand_in
from tests.grading.gradebooks import gradebook, grades_in
from tests.grading.graded import write_as_if

pytestmark = pytest.mark.slow

CLASS = ("ada", "ben", "cyd")
AGAIN = "`autograd-lab feedback ps1` writes them again"


@pytest.fixture
def assignment_and_book(tmp_path: Path) -> Iterator[tuple[Assignment, Gradebook]]:
    """A class of three, graded, who have their pages; and nbgrader's side of the gradebook."""
    folder = class_folder(tmp_path)
    for student in CLASS:
        hand_in(tmp_path, student, f"# {student}'s")
    with gradebook() as (book, address), grades_in(address) as grades:
        assignment = Assignment(folder, "ps1", grades)
        grade(assignment)
        write_pages(assignment)
        yield assignment, book


def grade(assignment: Assignment, *students: str) -> None:
    plan = plan_run(assignment, RunRequest(seed=1, students=students))
    assert write_as_if(assignment, plan, 1.0) == {}


def write_pages(assignment: Assignment) -> None:
    assert write_feedback(assignment, CLASS, lambda student: None) == {}


def stale_sentences(assignment: Assignment) -> list[str]:
    """What the report says of pages, which its page says too."""
    said: list[str] = []
    page, _ = write_report(assignment, said.append)
    assert ("Pages older than the grade" in page.read_text(encoding="utf-8")) == any("older" in one for one in said)
    return said


def test_pages_that_say_what_the_grade_is_are_not_named(assignment_and_book: tuple[Assignment, Gradebook]):
    assignment, _ = assignment_and_book
    assert stale_sentences(assignment) == []


@pytest.mark.parametrize("what", ["score", "comment", "handed in again"])
def test_a_page_is_named_once_its_grade_has_changed_until_it_is_written_again(
    assignment_and_book: tuple[Assignment, Gradebook], what: str
):
    assignment, book = assignment_and_book
    if what == "score":
        book.find_grade("explain", "ps1", "ps1", "ben").manual_score = 3.0
    elif what == "comment":
        book.find_comment("explain", "ps1", "ps1", "ben").manual_comment = "Well said."
    else:
        hand_in(assignment.folder.root, "ben", "# another one of ben's")
        grade(assignment)
    book.db.commit()
    assert stale_sentences(assignment) == [f"pages older than the grade: ben: {AGAIN}"]
    write_pages(assignment)
    assert stale_sentences(assignment) == []


def test_nbgraders_own_page_is_stale_when_it_is_older_than_the_graded_notebook(
    assignment_and_book: tuple[Assignment, Gradebook],
):
    assignment, _ = assignment_and_book
    page, graded = assignment.feedback_path("ada"), assignment.graded_path("ada")
    page.write_text("<html>Ada</html>", encoding="utf-8")
    for later, expected in ((10, []), (-10, [f"pages older than the grade: ada: {AGAIN}"])):
        time = graded.stat().st_mtime + later
        os.utime(page, (time, time))
        assert stale_sentences(assignment) == expected


def test_the_page_of_who_was_taken_out_is_named_and_deleted_when_wanted(
    assignment_and_book: tuple[Assignment, Gradebook],
):
    assignment, book = assignment_and_book
    book.remove_submission("ps1", "cyd")
    [said] = stale_sentences(assignment)
    assert said.startswith("pages without a grade: cyd: delete feedback/<student>/ps1, so that nobody gives them out;")
    (assignment.feedback_path("cyd").parent / "timestamp.txt").touch()
    kept = assignment.feedback_path("ben").parent / "mine.txt"
    kept.touch()
    assert delete_pages(assignment, ["cyd", "ben"]) == ["cyd", "ben"]
    assert sorted(path.name for path in (assignment.folder.root / "feedback").iterdir()) == ["ada", "ben"]
    assert [path.name for path in kept.parent.iterdir()] == ["mine.txt"]
    assert stale_sentences(assignment) == []
