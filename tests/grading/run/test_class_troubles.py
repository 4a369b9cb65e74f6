"""What cannot be read, written or entered costs one student, who is named; the rest of the class is graded."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import DataError

from autograd_lab import cli
from autograd_lab.grading import cli_grade
from autograd_lab.grading.course_folder import CourseFolder, exclusive
from autograd_lab.grading.nbgrader_commands import commands_path
from autograd_lab.grading.run import grading_run
from autograd_lab.grading.run.gradebook import AssignmentGrades
from autograd_lab.grading.run.grading_run import RunRequest, plan_run
from autograd_lab.lab import files
from tests.grading import students
from tests.grading.course import Course
from tests.grading.graded import as_if, assignment_in, write_as_if
from tests.grading.obedient import obedient
from tests.support.lab import isolated

pytestmark = [pytest.mark.lab, pytest.mark.slow]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Course:
    """Three students' blank work."""
    made = Course.fresh(tmp_path_factory.mktemp("made") / "course")
    made.run("autograd_lab.cli", "release", "ps1")
    for student in ("ada", "bob", "cyd"):
        made.submit_answers(student, students.BLANK)
    return made


@pytest.fixture
def course(made: Course, tmp_path: Path, without_cluster) -> Course:
    """A copy of that folder; what the students get is made up, no code of theirs is run."""
    shutil.copytree(made.root, tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture
def without_cluster(monkeypatch) -> None:
    """The command with everything but the cluster: all get one point for everything."""
    monkeypatch.setenv("PATH", commands_path())
    monkeypatch.setattr(cli_grade, "why_not_started", lambda sandbox: "")

    class NoCluster:
        def __init__(self, workers: int, scheduler: str, stopping: object) -> None: ...

        def __enter__(self) -> None: ...

        def __exit__(self, *exception: object) -> None: ...

    def graded(client, jobs):
        for one in as_if(jobs, MAXIMA, 1.0):
            yield next(job for job in jobs if job.student == one.student), one

    monkeypatch.setattr(grading_run, "dask_client", NoCluster)
    monkeypatch.setattr(grading_run, "grade_jobs", graded)


MAXIMA = dict.fromkeys(["check_predict", "check_mse", "check_mse_gradients", "check_gradient_step"], 1.0)


def command(course: Course, capsys, *options: str) -> tuple[int, str]:
    code = cli.main([*options[:1], "ps1", "--course", str(course.root), *options[1:]])
    return code, capsys.readouterr().err


def totals(course: Course) -> dict[str, float]:
    """What the gradebook holds for each student."""
    with course.gradebook() as book:
        return {one.student.id: one.score for one in book.find_assignment("ps1").submissions}


def standing(course: Course) -> list[str]:
    with assignment_in(CourseFolder(course.root)) as assignment:
        return list(plan_run(assignment, RunRequest()).standing)


def test_what_may_not_be_read_or_written_is_named_and_costs_the_others_nothing(course):
    """The real command, as a user who obeys the modes of files; unreadable work is not graded as if it were empty."""
    closed = {"bob": 0o000, "cyd/ps1": 0o000, "dan/ps1/ps1.ipynb": 0o000, "eve/ps1": 0o111}
    for student in ("dan", "eve", "fay", "gil"):
        course.submit_answers(student, students.RIGHT)
    for place in (course.root / "autograded" / "fay", course.root / "feedback" / "gil"):
        place.mkdir(parents=True)
        place.chmod(0o555)
    (course.root / "submitted" / "eve" / "ps1" / "ps1.ipynb").rename(course.root / "submitted/eve/ps1/mine.ipynb")
    for place, mode in closed.items():
        (course.root / "submitted" / place).chmod(mode)
    options = ("ps1", "--feedback", "--workers", "1", "--sandbox=none", "--i-trust-these-students")
    done = subprocess.run(
        [*obedient(), sys.executable, "-m", "autograd_lab.cli", "grade", *options],
        cwd=course.root,
        env=isolated(course.root.with_name("jupyter")),
        capture_output=True,
        text=True,
        check=False,
    )
    for place in closed:
        (course.root / "submitted" / place).chmod(0o755)
    said = done.stderr
    assert done.returncode == 1, said
    for student in ("bob", "cyd", "dan", "eve"):
        assert f"not graded: {student}: what was handed in cannot be read: Permission denied: " in said
    assert "not graded: fay: cannot be written: Permission denied: " in said
    assert "no feedback: gil: cannot be written: Permission denied: " in said
    assert "no feedback: bob, cyd, dan, eve, fay: not graded yet" in said
    assert "2 of 3 graded" in said
    assert totals(course) == {"ada": 0.0, "gil": 16.0}
    report = (course.root / "reports" / "ps1.html").read_text(encoding="utf-8")
    assert "Not graded:</span> bob, cyd, dan, eve, fay" in report


@pytest.mark.parametrize("instead", ["a file for the folder", "a folder for the notebook"])
def test_a_place_that_cannot_be_written_costs_one_student(course, capsys, instead):
    path = course.root / "autograded" / "bob" / "ps1"
    if instead == "a file for the folder":
        path.parent.mkdir(parents=True)
        path.write_text("")
    else:
        (path / "ps1.ipynb").mkdir(parents=True)
    code, said = command(course, capsys, "grade")
    assert code == 1
    assert "not graded: bob: cannot be written: " in said
    assert "2 of 3 graded" in said
    assert standing(course) == ["ada", "cyd"]
    assert totals(course) == {"ada": 4.0, "cyd": 4.0}


def test_a_disk_that_fills_up_leaves_no_grade_that_stands_and_no_half_file(course, capsys, monkeypatch):
    command(course, capsys, "grade")
    course.submit_again("bob", students.RIGHT)

    def full(self, data):
        raise OSError(28, "No space left on device")

    with assignment_in(CourseFolder(course.root)) as assignment:
        plan = plan_run(assignment, RunRequest())
        with monkeypatch.context() as patched:
            patched.setattr(files.Path, "write_bytes", full)
            refused = write_as_if(assignment, plan, 1.0)
        assert assignment.run_record("bob") is None
    assert refused == {"bob": "cannot be written: No space left on device"}
    assert standing(course) == ["ada", "cyd"]
    assert not list(course.root.rglob("*.part"))


def test_what_the_gradebook_refuses_costs_one_student(course, capsys, monkeypatch):
    real = AssignmentGrades._write

    def refusing(self, connection, batch):
        if any(one.student == "bob" for one in batch):
            raise DataError("insert", {}, Exception("value too long for type character varying(128)"))
        real(self, connection, batch)

    monkeypatch.setattr(AssignmentGrades, "_write", refusing)
    code, said = command(course, capsys, "grade")
    assert code == 1
    assert "not graded: bob: the gradebook refused the grade: value too long" in said, said
    assert (standing(course), totals(course)) == (["ada", "cyd"], {"ada": 4.0, "cyd": 4.0})


def test_a_page_that_cannot_be_written_is_told_by_grade_too(course, capsys):
    (course.root / "feedback" / "bob" / "ps1" / "ps1.html").mkdir(parents=True)
    code, said = command(course, capsys, "grade", "--feedback")
    assert code == 1
    assert "no feedback: bob: cannot be written: " in said
    assert "3 of 3 graded" in said
    assert course.feedback("cyd")
    code, said = command(course, capsys, "feedback")
    assert (code, "no feedback: bob: cannot be written: " in said) == (1, True)


@pytest.mark.full
def test_a_report_that_cannot_be_written_is_told(course, capsys):
    (course.root / "reports" / "ps1.html").mkdir(parents=True)
    code, said = command(course, capsys, "grade")
    assert code == 1
    assert "3 of 3 graded" in said
    assert "autograd-lab grade: Is a directory: " in said


def test_work_that_the_run_could_not_grade_gets_no_page_of_earlier_work(course, capsys, monkeypatch):
    command(course, capsys, "grade", "--feedback")
    page = course.root / "feedback" / "bob" / "ps1" / "ps1.html"
    page.unlink()
    course.submit_again("bob", students.RIGHT)
    monkeypatch.setattr(grading_run, "grade_jobs", lambda client, jobs: [(job, ValueError("no")) for job in jobs])
    code, said = command(course, capsys, "grade", "--feedback")
    assert (code, page.exists()) == (1, False)
    assert "no feedback: bob: not graded yet" in said


NAMES = [
    "x" * 200,
    "<b>bold<i>",
    "new\nline",
    "Ada [1] 'the' \"first\" {x} %s",
    ".hidden",
    "Zo\u00eb",
    "Zoe\u0308",
    "back\\slash",
    "=1+1",
    "[red]",
    "any-student-at-all",
]


def test_whatever_a_student_is_called_the_grade_is_theirs(course, capsys):
    for name in NAMES:
        course.submit_answers(name, students.BLANK)
    code, said = command(course, capsys, "grade", "--feedback")
    assert code == 0, said
    assert set(totals(course)) == {"ada", "bob", "cyd", *NAMES}
    assert command(course, capsys, "grade")[1].startswith(f"0 to grade; {len(NAMES) + 3} stand")
    with (course.root / "reports" / "ps1.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row["score"] for row in csv.DictReader(file)}
    assert set(rows) == {"ada", "bob", "cyd", "'=1+1", *NAMES} - {"=1+1"}
    assert set(rows.values()) == {"4"}
    pages = {name: course.feedback(name) for name in NAMES}
    assert len(set(pages.values())) == len(NAMES)
    assert "<b>" not in pages["<b>bold<i>"]
    assert "&lt;b&gt;bold&lt;i&gt;: 4 of 20 points" in pages["<b>bold<i>"]


def test_a_name_that_is_no_text_costs_one_student(course, capsys):
    (course.root / "submitted" / "bob").rename(course.root / "submitted" / os.fsdecode(b"b\xf6b"))
    code, said = command(course, capsys, "grade", "--feedback")
    assert code == 1
    assert "the name of the folder is no text in UTF-8: give it another" in said
    assert "2 of 2 graded" in said
    assert "b\\udcf6b" in (course.root / "reports" / "ps1.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "structure", ["{nbgrader_step}/{assignment_id}/{student_id}", "{nbgrader_step}/s-{student_id}.d/{assignment_id}"]
)
def test_a_course_folder_may_be_laid_out_otherwise(course, structure):
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + f'\nc.CourseDirectory.directory_structure = "{structure}"\n')
    here = CourseFolder(course.root)
    for student in ("ada", "b.b"):
        here.step_folder("submitted", student, "ps1").mkdir(parents=True)
    (course.root / "submitted" / "s-.d" / "ps1").mkdir(parents=True)
    (course.root / "submitted" / "ps1" / ".ipynb_checkpoints").mkdir(parents=True)
    assert [one.student for one in here.submissions("ps1")] == ["ada", "b.b"]


def test_another_run_waits_until_grade_and_notebook_are_both_written(course, capsys, monkeypatch):
    """Else the grade could be of one run, and the notebook, which says that it stands, of the other."""
    fcntl = pytest.importorskip("fcntl")
    real, seen = AssignmentGrades.write, []

    def watched(self, batch):
        handle = os.open(course.root, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
        seen.append(len(batch))
        real(self, batch)

    monkeypatch.setattr(AssignmentGrades, "write", watched)
    assert command(course, capsys, "grade")[0] == 0
    assert seen == [3]
    with exclusive(course.root):
        pass  # nobody holds it any more
