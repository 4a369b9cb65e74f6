"""Who is graded, and what is written where: plans and batches in a course folder, with a gradebook in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.grading_run import RunRequest, no_submission_error, plan_run, write_batch
from autograd_lab.grading.run.record import QuestionRecord, RunRecord
from autograd_lab.grading.run.submission import Graded, Job
from tests.grading.course_folders import class_folder, hand_in
from tests.grading.gradebooks import MAXIMA, gradebook, grades_in

REQUEST = RunRequest(seed=7)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Assignment, Gradebook]]:
    """Ada's and ben's work on ps1, and nbgrader's side of the gradebook."""
    folder = class_folder(tmp_path)
    for student in ("ada", "ben"):
        hand_in(tmp_path, student, f"# {student}'s")
    with gradebook() as (book, address), grades_in(address) as grades:
        yield Assignment(folder, "ps1", grades), book


@pytest.fixture
def assignment(opened: tuple[Assignment, Gradebook]) -> Assignment:
    return opened[0]


def result(job: Job, score: float, **question: str) -> Graded:
    """What grading gives, with this score for `check_mse`."""
    notebook = nbformat.reads(job.released, as_version=4)
    RunRecord(submission=job.key, questions=(QuestionRecord("ps1", "mse", **question),)).write_to(notebook)
    scores = {"check_predict": 0.0, "check_mse": score, "explain": None}
    return Graded(job.student, nbformat.writes(notebook), scores, frozenset())


def graded(assignment: Assignment, **scores: float) -> None:
    """Grade the class, each student with this score."""
    plan = plan_run(assignment, RunRequest(seed=7, again=True, students=tuple(scores)))
    assert write_batch(assignment, plan, [result(job, scores[job.student]) for job in plan.jobs]) == {}


def to_grade(assignment: Assignment, request: RunRequest = REQUEST) -> tuple[list[str], Sequence[str]]:
    """Who is to be graded, and whose grade stands."""
    plan = plan_run(assignment, request)
    return [job.student for job in plan.jobs], plan.standing


def totals(assignment: Assignment) -> dict[str, float]:
    return {student: sheet.total for student, sheet in assignment.grades.sheets().items()}


@pytest.mark.slow
def test_each_job_is_of_its_own_student_with_what_that_student_handed_in(assignment: Assignment):
    plan = plan_run(assignment, RunRequest(seed=7, settings={"run_all": True}))
    assert [(job.student, job.name, job.seed, job.settings) for job in plan.jobs] == [
        ("ada", "ps1", 7, {"run_all": True}),
        ("ben", "ps1", 7, {"run_all": True}),
    ]
    for job in plan.jobs:
        assert f"# {job.student}'s" in job.data.decode()
    assert plan_run(assignment, RunRequest()).seed != plan_run(assignment, RunRequest()).seed


@pytest.mark.slow
def test_each_student_gets_their_own_score_notebook_and_time(opened: tuple[Assignment, Gradebook]):
    assignment, book = opened
    (assignment.folder.root / "submitted" / "ben" / "ps1" / "timestamp.txt").write_text("2026-11-21 11:00:00 UTC")
    graded(assignment, ada=1.0, ben=3.0)
    assert totals(assignment) == {"ada": 1.0, "ben": 3.0}
    assert assignment.grades.sheets()["ada"].maxima == MAXIMA
    for student, day in (("ada", "20"), ("ben", "21")):
        [job] = plan_run(assignment, RunRequest(students=(student,), again=True)).jobs
        record = assignment.run_record(student)
        assert record is not None
        assert record.submission == job.key
        assert f"2026-11-{day}" in (assignment.graded_path(student).parent / "timestamp.txt").read_text()
        assert book.find_submission("ps1", student).timestamp.day == int(day)


@pytest.mark.slow
def test_what_is_graded_stands_until_something_else_is_handed_in(assignment: Assignment):
    assert to_grade(assignment) == (["ada", "ben"], [])
    graded(assignment, ada=1.0, ben=3.0)
    assert to_grade(assignment) == ([], ["ada", "ben"])
    hand_in(assignment.folder.root, "ada", "# another answer")
    assert to_grade(assignment) == (["ada"], ["ben"])
    graded(assignment, ada=2.5)
    assert totals(assignment) == {"ada": 2.5, "ben": 3.0}
    assert to_grade(assignment) == ([], ["ada", "ben"])


@pytest.mark.slow
def test_another_released_notebook_is_a_reason_to_grade_everybody_again(assignment: Assignment):
    graded(assignment, ada=1.0, ben=3.0)
    path = assignment.folder.root / "assignments" / "ps1" / "ps1.ipynb"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert to_grade(assignment) == (["ada", "ben"], [])


@pytest.mark.slow
def test_a_grade_without_its_notebook_or_without_its_row_does_not_stand(assignment: Assignment):
    graded(assignment, ada=1.0, ben=3.0)
    assignment.graded_path("ada").unlink()
    assert to_grade(assignment) == (["ada"], ["ben"])
    with gradebook() as (_, address), grades_in(address) as empty:
        assert to_grade(replace(assignment, grades=empty)) == (["ada", "ben"], [])


@pytest.mark.slow
def test_only_failed_are_those_whose_code_broke_and_again_is_everybody(assignment: Assignment):
    plan = plan_run(assignment, REQUEST)
    said = {"ada": "", "ben": "ended the whole Python process"}
    write_batch(assignment, plan, [result(job, 0.0, lost=said[job.student]) for job in plan.jobs])
    assert to_grade(assignment, RunRequest(only_failed=True)) == (["ben"], ["ada"])
    assert to_grade(assignment, RunRequest(again=True)) == (["ada", "ben"], [])
    assert to_grade(assignment, RunRequest(again=True, students=("ada",))) == (["ada"], [])


@pytest.mark.slow
def test_a_place_that_cannot_be_written_costs_its_student_the_grade_and_nobody_else(assignment: Assignment):
    (assignment.folder.root / "autograded").mkdir()
    (assignment.folder.root / "autograded" / "ada").write_text("a file where a folder is needed")
    plan = plan_run(assignment, REQUEST)
    refused = write_batch(assignment, plan, [result(job, 1.0) for job in plan.jobs])
    assert list(refused) == ["ada"]
    assert refused["ada"].startswith("cannot be written: ")
    assert totals(assignment) == {"ben": 1.0}
    assert to_grade(assignment) == (["ada"], ["ben"])


@pytest.mark.slow
def test_what_the_gradebook_refuses_costs_its_student_and_nobody_else(assignment: Assignment):
    plan = plan_run(assignment, REQUEST)
    good, bad = (result(job, 1.0) for job in plan.jobs)
    bad = replace(bad, scores={**bad.scores, "check_mse": object()})  # type: ignore[dict-item]
    refused = write_batch(assignment, plan, [good, bad])
    assert list(refused) == ["ben"]
    assert refused["ben"].startswith("the gradebook refused the grade: ")
    assert totals(assignment) == {"ada": 1.0}
    assert not assignment.graded_path("ben").exists()


def test_a_name_that_handed_nothing_in_is_quoted_with_those_most_like_it():
    assert str(no_submission_error(["adda"], ["ada", "ben"], "ps1")) == (
        "'adda' handed nothing in for ps1: did you mean ada?"
    )
    assert str(no_submission_error([""], ["ada", "ben"], "ps1")) == "'' handed nothing in for ps1: there are ada, ben"
