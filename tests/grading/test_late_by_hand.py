"""Late work that a person grades after the machine did, with nbgrader's own commands behind it."""

import shutil
from pathlib import Path

import pytest

from autograd_lab.grading.cli_grade import main
from autograd_lab.grading.course_folder import CourseFolder
from autograd_lab.grading.run.grading_run import RunRequest, plan_run
from tests.grading import students
from tests.grading.course import BY_HAND, NAME, Course
from tests.grading.graded import assignment_in, write_as_if

pytestmark = [pytest.mark.lab, pytest.mark.slow]


@pytest.fixture(scope="module")
def late_class(tmp_path_factory) -> Course:
    """Ada was an hour late, all points are off, and a person gave her three for the explanation."""
    course = Course.fresh(tmp_path_factory.mktemp("made") / "course")
    settings = course.root / "nbgrader_config.py"
    settings.write_text(settings.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    course.run("autograd_lab.cli", "release", NAME)
    for student in ("ada", "ben"):
        course.submit_answers(student, students.BLANK)
    (course.root / "submitted" / "ada" / NAME / "timestamp.txt").write_text("2026-11-20 13:00:00 UTC")
    with course.gradebook() as book:
        book.update_or_create_assignment(NAME, duedate="2026-11-20 12:00:00 UTC", course_id="autograd-lab")
    with assignment_in(CourseFolder(course.root)) as assignment:
        assert not write_as_if(assignment, plan_run(assignment, RunRequest()), 1.0)
    with course.gradebook() as book:
        book.find_grade(BY_HAND, NAME, NAME, "ada").manual_score = 3.0
        book.db.commit()
    return course


@pytest.fixture
def course(late_class: Course, tmp_path: Path) -> Course:
    shutil.copytree(late_class.root, tmp_path / "course")
    return Course(tmp_path / "course")


def test_no_command_gives_points_that_the_penalty_takes(course: Course):
    assert course.exported(by_command=True) == {"ada": (0.0, 20.0), "ben": (5.0, 20.0)}
    with course.gradebook() as book:  # as if nobody had exported
        book.find_submission_notebook(NAME, NAME, "ada").late_submission_penalty = 5.0
        book.db.commit()
    course.run("nbgrader", "generate_feedback", NAME)
    assert "(Score: 0.0 / 20.0)" in course.feedback("ada")
    with course.gradebook() as book:
        book.find_submission_notebook(NAME, NAME, "ada").late_submission_penalty = 5.0
        book.db.commit()
    for command in ("report", "feedback"):
        assert main([command, NAME, "--course", str(course.root)]) == 0
    assert "<h1>ada: 0 of 20 points" in course.feedback("ada")
    assert "\nada,0,20,7," in (course.root / "reports" / f"{NAME}.csv").read_text().replace("\r", "")


def test_a_later_due_date_gives_the_points_back_without_grading_again(course: Course):
    with course.gradebook() as book:
        book.update_or_create_assignment(NAME, duedate="2026-11-20 14:00:00 UTC", course_id="autograd-lab")
    assert course.exported(by_command=True) == {"ada": (7.0, 20.0), "ben": (5.0, 20.0)}


def test_a_time_that_is_mended_counts_when_grade_runs_again_though_the_grade_stands(course: Course, capsys):
    (course.root / "submitted" / "ada" / NAME / "timestamp.txt").write_text("2026-11-20 11:00:00 UTC")
    open_air = ["--sandbox=none", "--i-trust-these-students"]
    assert main(["grade", NAME, "--course", str(course.root), *open_air]) == 0
    assert "0 to grade; 2 stand as they are." in capsys.readouterr().err
    assert course.exported()["ada"] == (7.0, 20.0)
    assert "11:00" in (course.root / "autograded" / "ada" / NAME / "timestamp.txt").read_text()


@pytest.mark.full
def test_who_is_taken_out_of_the_gradebook_is_told_to_have_a_page_still(course: Course, capsys):
    assert main(["feedback", NAME, "--course", str(course.root)]) == 0
    assert "pages without a grade" not in capsys.readouterr().err
    course.run("nbgrader", "db", "student", "remove", "ada", "--force")
    main(["feedback", NAME, "--course", str(course.root)])
    assert "pages without a grade: ada: delete feedback/<student>/ps1" in capsys.readouterr().err
    assert main(["report", NAME, "--course", str(course.root)]) == 0
    assert "Pages without a grade:</span> ada." in (course.root / "reports" / f"{NAME}.html").read_text()
    assert "pages without a grade: ada" in capsys.readouterr().err
    main(["feedback", NAME, "--course", str(course.root), "--clean"])
    said = capsys.readouterr().err
    assert "pages without a grade, deleted: ada" in said
    assert "autograd-lab feedback ps1 --clean" not in said
    assert not (course.root / "feedback" / "ada").exists()


@pytest.mark.full
def test_a_page_that_another_score_has_made_old_is_told_when_the_report_is_written(course: Course, capsys):
    assert main(["feedback", NAME, "--course", str(course.root)]) == 0
    with course.gradebook() as book:
        book.find_grade(BY_HAND, NAME, NAME, "ben").manual_score = 2.0
        book.db.commit()
    capsys.readouterr()
    said = "pages older than the grade: ben: `autograd-lab feedback ps1` writes them again"
    open_air = ["--sandbox=none", "--i-trust-these-students"]
    for command in (["report"], ["grade", *open_air]):
        assert main([*command, NAME, "--course", str(course.root)]) == 0
        assert said in capsys.readouterr().err
