"""`autograd-lab grade`: a class in parallel, with the same grades as nbgrader's own command, and never one twice."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from sqlalchemy import text

from autograd_lab.grading.cli_grade import main
from tests.grading import students
from tests.grading.course import Course
from tests.grading.sandboxed import needs_sandbox

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.xdist_group("class-run"), needs_sandbox]

CLASS = {
    "ada": students.RIGHT,
    "bob": students.BLANK,
    "cyd": students.NO_MEAN,
    "dan": students.WRONG_SIGN,
    "eve": students.NO_SUM,
    "fay": students.SYNTAX,
}
SCORES = {"ada": 16.0, "bob": 0.0, "cyd": 9.0, "dan": 9.0, "eve": 13.0, "fay": 13.0}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Course:
    """A course folder with ps1 released and six students' work."""
    made = Course.fresh(tmp_path_factory.mktemp("made") / "course")
    made.run("autograd_lab.cli", "release", "ps1")
    for student, answers in CLASS.items():
        made.submit_answers(student, answers)
    return made


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    """A copy of that folder."""
    shutil.copytree(made.root, tmp_path / "course")
    return Course(tmp_path / "course")


def grade(course: Course, *options: str, code: int = 0) -> str:
    """Run the command as an instructor does."""
    return course.run("autograd_lab.cli", "grade", "ps1", *options, code=code)


def scores(course: Course) -> dict[str, float]:
    """What nbgrader exports."""
    return {student: score for student, (score, _) in course.exported().items()}


def seeds(course: Course) -> dict[str, int]:
    """The seed with which each student was graded."""
    found = {}
    for path in sorted((course.root / "autograded").glob("*/ps1/ps1.ipynb")):
        found[path.parts[-3]] = json.loads(path.read_text(encoding="utf-8"))["metadata"]["autograd_lab"]["seed"]
    return found


TABLES = {
    "grade": "select s.student_id, c.name, g.auto_score, g.manual_score, g.needs_manual_grade from grade g "
    "join submitted_notebook n on g.notebook_id = n.id join submitted_assignment s on n.assignment_id = s.id "
    "join base_cell c on g.cell_id = c.id",
    "comment": "select s.student_id, c.name, g.auto_comment, g.manual_comment from comment g "
    "join submitted_notebook n on g.notebook_id = n.id join submitted_assignment s on n.assignment_id = s.id "
    "join base_cell c on g.cell_id = c.id",
    "submission": "select student_id, timestamp from submitted_assignment",
    "student": "select id from student",
}


def rows(course: Course) -> dict[str, list[tuple[object, ...]]]:
    """The gradebook without its random ids."""
    with course.gradebook() as book:
        return {name: sorted(map(tuple, book.db.execute(text(sql))), key=repr) for name, sql in TABLES.items()}


@pytest.mark.full
def test_the_gradebook_is_as_nbgrader_would_have_written_it(course: Course, tmp_path: Path):
    (course.root / "submitted" / "cyd" / "ps1" / "timestamp.txt").write_text("2026-11-20 10:00:00 UTC")
    assert "6 of 6 graded" in grade(course)
    ours = rows(course)
    (course.root / "gradebook.db").rename(tmp_path / "ours.db")
    (course.root / "autograded").rename(tmp_path / "ours")
    course.run("autograd_lab.cli", "release", "ps1")
    course.run("nbgrader", "autograde", "ps1")
    assert ours == rows(course)
    assert scores(course) == SCORES
    assert {name for name in TABLES if not ours[name]} == set()


def test_what_stands_is_not_graded_again_and_what_changed_is(course: Course):
    grade(course, "--seed", "1")
    first = seeds(course)
    assert len(set(first.values())) == 6
    assert "0 to grade; 6 stand as they are" in grade(course, "--seed", "2")
    assert seeds(course) == first
    course.submit_again("bob", students.RIGHT)
    assert "1 to grade; 5 stand" in grade(course, "--seed", "2")
    assert scores(course) == SCORES | {"bob": 16.0}
    assert {student for student, seed in seeds(course).items() if seed != first[student]} == {"bob"}
    assert "6 to grade" in grade(
        course, "--again", "--seed", "1", "--student", "ada", *_students("bob cyd dan eve fay")
    )
    assert seeds(course) == first
    assert all(len(found) == len(set(found)) for found in rows(course).values())


def _students(names: str) -> list[str]:
    return [part for name in names.split() for part in ("--student", name)]


@pytest.mark.full
def test_scores_and_comments_given_by_hand_stay(course: Course):
    grade(course)
    with course.gradebook() as book:
        book.find_grade("explain_copies", "ps1", "ps1", "ada").manual_score = 3
        book.find_grade("check_mse", "ps1", "ps1", "fay").manual_score = 1
        book.find_comment("explain_copies", "ps1", "ps1", "ada").manual_comment = "Well said."
        book.db.commit()
    grade(course, "--again", "--feedback")
    assert scores(course) == SCORES | {"ada": 19.0, "fay": 14.0}
    page = course.feedback("ada")
    assert "19 of 20 points" in page
    assert "Well said." in page
    with course.gradebook() as book:
        # the answers are the same, so the flags are as the person left them
        assert not book.find_grade("check_mse", "ps1", "ps1", "fay").needs_manual_grade
        assert not book.find_grade("explain_copies", "ps1", "ps1", "ada").needs_manual_grade
    course.submit_again("fay", students.NO_SUM)
    grade(course)
    with course.gradebook() as book:
        assert book.find_grade("check_mse", "ps1", "ps1", "fay").needs_manual_grade


@pytest.mark.full
def test_who_is_named_and_who_would_be_graded(course: Course):
    said = grade(course, "--dry-run", "--student", "eve")
    assert "1 to grade" in said
    assert said.split("\n")[-2] == "eve"
    assert not (course.root / "autograded").exists()
    said = grade(course, "--student", "eva", code=1)
    assert "'eva' handed nothing in for ps1: did you mean eve?" in said
    grade(course, "--student", "eve")
    assert list(seeds(course)) == ["eve"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [("import os\n    os._exit(3)", "ended the whole Python process"), ("while True: pass", "did not return in time")],
    ids=["exit", "loop"],
)
@pytest.mark.full
def test_only_failed_grades_those_whose_worker_was_lost_or_out_of_time(course: Course, fault: str, told: str):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.ExamPreprocessor.computing_seconds = 1.0\n")
    course.submit_answers("gil", {**students.RIGHT, "mse": f"def mse(y_hat, y):\n    {fault}\n"})
    grade(course)
    first = seeds(course)
    assert "1 to grade; 6 stand" in grade(course, "--only-failed")
    assert {student for student, seed in seeds(course).items() if seed != first[student]} == {"gil"}
    report = (course.root / "reports" / "ps1.html").read_text(encoding="utf-8")
    assert re.search(rf"gil</th><td><div>mse {told}", report)


def test_late_work_pays_what_the_instructor_says(course: Course):
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    with course.gradebook() as book:
        book.update_or_create_assignment("ps1", duedate="2026-11-20 12:00:00 UTC", course_id="autograd-lab")
    for student, when in {"ada": "2026-11-20 11:59:00 UTC", "eve": "2026-11-20 12:01:00 UTC"}.items():
        (course.root / "submitted" / student / "ps1" / "timestamp.txt").write_text(when)
    grade(course, "--feedback")
    with course.gradebook() as book:
        penalties = {one.student.id: one.late_submission_penalty for one in book.assignment_submissions("ps1")}
    assert {student for student, penalty in penalties.items() if penalty} == {"eve"}
    assert "0 of 20 points" in course.feedback("eve")
    assert "13 points were taken off because it came late" in " ".join(course.feedback("eve").split())
    (course.root / "submitted" / "eve" / "ps1" / "timestamp.txt").write_text("2026-11-20 11:00:00 UTC")
    grade(course, "--again", "--student", "eve")
    with course.gradebook() as book:
        assert not book.find_submission("ps1", "eve").late_submission_penalty


def told(notebook: NotebookNode) -> str:
    """A graded notebook without what the student's own cells print, which may be random."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = []
    return nbformat.writes(notebook)


@pytest.mark.parametrize("workers", [1, 2, pytest.param(4, marks=pytest.mark.full)])
@pytest.mark.sampled(1)
def test_the_same_seed_gives_the_same_bytes_however_many_work(course: Course, workers: int, request):
    grade(course, "--seed", "7", "--workers", str(workers), "--feedback")
    found = {student: (course.feedback(student), told(course.autograded(student))) for student in CLASS}
    kept = request.config.stash.setdefault(KEPT, {})  # what the first of them gave
    assert kept.setdefault("files", found) == found


KEPT = pytest.StashKey[dict[str, dict[str, bytes]]]()


def test_a_folder_that_is_no_course_and_a_set_without_submissions_are_told(tmp_path: Path, capsys):
    assert main(["grade", "ps1", "--course", str(tmp_path)]) == 1
    assert "has no nbgrader_config.py" in capsys.readouterr().err
    course = Course.fresh(tmp_path / "course")
    assert main(["grade", "ps1", "--course", str(course.root)]) == 1
    said = capsys.readouterr().err
    assert "nobody has handed in ps1" in said
    assert "ps1 is in the gradebook" in said  # entered on the way
    assert main(["grade", "ps99", "--course", str(course.root)]) == 1
    assert "solutions/ of this course folder has ps1; copy others from" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["grade", "ps1", "--workers", "0"])
    assert "'0' was given: give a number from 1 to" in capsys.readouterr().err
