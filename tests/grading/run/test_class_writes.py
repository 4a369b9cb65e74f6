"""What a class run writes, and in which order: no grade may stand that is not the grade of what was handed in."""

import csv
import shutil
import threading
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import nbformat
import pytest
from distributed import Client, LocalCluster
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograd_lab.grading import cli_collect
from autograd_lab.grading.cli_grade import main
from autograd_lab.grading.course_folder import CourseFolder
from autograd_lab.grading.nbgrader_commands import commands_path
from autograd_lab.grading.pages.feedback import write_feedback
from autograd_lab.grading.pages.report import write_report
from autograd_lab.grading.run import cluster
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.grading_run import RunRequest, plan_run
from autograd_lab.grading.run.record import KEY
from autograd_lab.grading.run.submission import Graded, Job
from tests.grading import students
from tests.grading.course import Course
from tests.grading.graded import assignment_in, to_grade, write_as_if
from tests.grading.platform_files import DOWNLOADS, zipped

pytestmark = [pytest.mark.lab, pytest.mark.slow]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Course:
    made = Course.fresh(tmp_path_factory.mktemp("made") / "course")
    made.run("autograd_lab.cli", "release", "ps1")
    for student in ("ada", "bob"):
        made.submit_answers(student, students.BLANK)
    return made


@pytest.fixture
def course(made: Course, tmp_path: Path, monkeypatch) -> Course:
    monkeypatch.setenv("PATH", commands_path())
    shutil.copytree(made.root, tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture
def folder(course: Course) -> CourseFolder:
    return CourseFolder(course.root)


@pytest.fixture
def assignment(folder: CourseFolder):
    with assignment_in(folder) as opened:
        yield opened


def graded(assignment: Assignment, score: float = 0.0) -> None:
    assert not write_as_if(assignment, plan_run(assignment, RunRequest()), score)


@pytest.mark.parametrize("cut", ["write", "_penalise"])
def test_a_resubmission_that_is_cut_off_does_not_keep_its_old_grade(course, assignment, monkeypatch, cut):
    graded(assignment)
    course.submit_again("ada", students.RIGHT)
    plan = plan_run(assignment, RunRequest())
    assert [job.student for job in plan.jobs] == ["ada"]

    def stop(batch):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(assignment.grades, cut, stop)
        with pytest.raises(KeyboardInterrupt):
            write_as_if(assignment, plan, 1.0)
    assert to_grade(assignment) == ["ada"]
    graded(assignment, 1.0)
    assert assignment.grades.sheets()["ada"].total == 5.0
    assert not to_grade(assignment)


def test_what_a_person_gave_is_told_from_what_the_machine_gave(course, assignment):
    graded(assignment, 1.0)
    with course.gradebook() as book:
        book.find_grade("check_mse", "ps1", "ps1", "ada").manual_score = 3
        book.find_grade("check_predict", "ps1", "ps1", "ada").extra_credit = 0.5
        book.db.commit()
    ada, bob = (assignment.grades.sheets()[student] for student in ("ada", "bob"))
    assert (ada.by_hand, ada.extra) == ({"check_mse"}, {"check_predict": 0.5})
    assert (ada.scores["check_mse"], ada.scores["check_predict"], ada.total) == (3.0, 1.5, 7.5)
    assert (bob.by_hand, bob.extra, bob.total) == (set(), {}, 5.0)


@pytest.mark.full
def test_a_time_that_is_none_is_said_and_stops_nobody(course, assignment):
    for name, text in {"ada": "yesterday-ish", "bob": "2026-11-20 10:00:00 UTC"}.items():
        (course.root / "submitted" / name / "ps1" / "timestamp.txt").write_text(text)
    jobs = {job.student: job for job in plan_run(assignment, RunRequest()).jobs}
    assert ["timestamp.txt holds no time ('yesterday-ish')" in note.text for note in jobs["ada"].notes] == [True]
    assert not jobs["bob"].notes
    graded(assignment)
    with course.gradebook() as book:
        assert book.find_submission("ps1", "ada").timestamp is None
        assert book.find_submission("ps1", "bob").timestamp.hour == 10


def test_a_notebook_that_nbgraders_own_command_graded_has_its_place_in_the_report(assignment):
    graded(assignment)
    path = assignment.graded_path("bob")
    notebook = nbformat.read(path, as_version=4)
    question = {"function": "mse", "lost": "", "incident": "", "mistakes": [], "result": None}
    notebook.metadata[KEY] = {"version": "1", "seed": 1, "questions": [question]}
    nbformat.write(notebook, path)
    page, _ = write_report(assignment)
    assert "2 students graded" in page.read_text(encoding="utf-8")


BROKEN = ["", "[]", '{"cells": 3, "metadata": {}}', '{"cells": []}', '{"cells": [], "metadata": {"autograd_lab": 3}}']


@pytest.mark.parametrize("text", [None, *BROKEN])
@pytest.mark.full
def test_a_graded_notebook_that_was_cut_short_or_is_none_counts_as_not_graded(assignment, text):
    graded(assignment)
    path = assignment.graded_path("bob")
    path.write_text(path.read_text(encoding="utf-8")[:500] if text is None else text, encoding="utf-8")
    assert write_feedback(assignment, ["ada", "bob"], lambda student: None) == {"bob": "not graded yet"}
    page, _ = write_report(assignment)
    assert "Not graded:</span> bob" in page.read_text(encoding="utf-8")
    assert to_grade(assignment) == ["bob"]


def test_commands_tell_of_nobody_and_of_a_gradebook_that_is_not_there(course, capsys):
    assert main(["feedback", "ps1", "--course", str(course.root), "--student", "nobody"]) == 1
    assert "'nobody' handed nothing in for ps1" in capsys.readouterr().err
    assert main(["report", "ps1", "--course", str(course.root), "--db-url", "sqlite:////no/where.db"]) == 1
    assert "the gradebook cannot be used: unable to open database file" in capsys.readouterr().err


def test_an_archive_of_pages_holds_those_of_a_download_and_the_others_are_named(course, assignment, capsys):
    source = zipped(course.root / "download.zip", DOWNLOADS["Moodle"])
    assert cli_collect.main(["collect", "ps1", str(source), "--course", str(course.root)]) == 0
    graded(assignment)
    assert main(["report", "ps1", "--course", str(course.root)]) == 0
    rows = list(csv.DictReader((course.root / "reports" / "ps1.csv").read_text().splitlines()))
    assert {row["student"]: (row["platform_name"], row["platform_number"]) for row in rows} == {
        "ada": ("", ""),  # whose work came in another way
        "ada-lovelace": ("Ada Lovelace", "1234567"),
        "ben-ng": ("Ben Ng", "1234568"),
        "bob": ("", ""),
    }
    assignment.graded_path("ben-ng").unlink()
    assert main(["feedback", "ps1", "--course", str(course.root), "--zip", str(course.root / "pages.zip")]) == 1
    said = capsys.readouterr().err
    assert "no feedback: ben-ng: not graded yet" in said
    assert "pages.zip, 1 page for Moodle: upload it there" in said
    assert "not in the archive: ada, bob: the work did not come in a download of Moodle or Canvas" in said
    with zipfile.ZipFile(course.root / "pages.zip") as archive:
        [name] = archive.namelist()
        assert archive.read(name).decode() == course.feedback("ada-lovelace")
    assert name == "Ada Lovelace_1234567_assignsubmission_file_/ps1.html"


@pytest.mark.parametrize("text", ["", "x", "[]", '{"cells": 3}'])
def test_a_released_notebook_that_is_none_is_told(course, capsys, text):
    path = course.root / "assignments" / "ps1" / "ps1.ipynb"
    path.write_text(text)
    said = f"{path} is no notebook: put back what students were given\n"
    assert main(["grade", "ps1", "--course", str(course.root), "--dry-run"]) == 1
    assert capsys.readouterr().err == f"autograd-lab grade: {said}"
    assert cli_collect.main(["collect", "ps1", "submitted", "--course", str(course.root)]) == 1
    assert capsys.readouterr().err == f"autograd-lab collect: {said}"


def test_a_path_with_brackets_is_no_pattern_and_no_markup(course, assignment, capsys):
    """nbgrader's own commands do not work in such a folder; what is graded there already is read and told."""
    graded(assignment)
    moved = shutil.copytree(course.root, course.root.with_name("course [old]"))
    assert [one.student for one in CourseFolder(moved).submissions("ps1")] == ["ada", "bob"]
    assert main(["report", "ps1", "--course", str(moved)]) == 0
    assert f"written: {moved}/reports/ps1.html" in capsys.readouterr().err


def test_a_student_costs_the_gradebook_no_more_in_a_large_class_than_in_a_small_one(assignment):
    grades = assignment.grades
    asked: list[str] = []
    counts = []

    def hear(connection, cursor, statement, *rest):
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        for batch in range(4):
            asked.clear()
            names = [f"student-{batch}-{number}" for number in range(10)]
            grades.write([Graded(name, "", dict.fromkeys(grades.maxima, 1.0), frozenset()) for name in names])
            counts.append(len(asked))
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    assert counts[0] > 0
    assert counts[1:] == [counts[0]] * 3


def slow(job: Job) -> Graded:
    time.sleep(1.0)
    return Graded(job.student, f"seed {job.seed}", {}, frozenset())


def test_two_instructors_on_one_scheduler_get_each_their_own_result(monkeypatch):
    monkeypatch.setattr(cluster, "grade", slow)
    found = {}
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0") as local:

        def grade_one(student: str, seed: int) -> None:
            with Client(local.scheduler_address, set_as_default=False) as client:
                jobs = [Job(student, "ps1", "ps1.ipynb", b"the same", "the same", seed)]
                [(_, result)] = cluster.grade_jobs(client, jobs)
                found[student] = (result.student, result.notebook)

        threads = [threading.Thread(target=grade_one, args=pair) for pair in (("ada", 1), ("zoe", 2))]
        for thread in threads:
            thread.start()
            time.sleep(0.3)
        for thread in threads:
            thread.join()
    assert found == {"ada": ("ada", "seed 1"), "zoe": ("zoe", "seed 2")}


class CountedJobs(Sequence[Job]):
    """Jobs that nobody can read, and how many of them were asked for."""

    def __init__(self, count: int) -> None:
        self.count, self.taken = count, 0

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, place):
        if place >= self.count:
            raise IndexError
        self.taken = max(self.taken, place + 1)
        return Job(f"s{place}", "ps1", "", b"", "", 1, refused="it is gone")


def test_only_a_few_jobs_a_core_are_in_memory_at_a_time_and_each_gives_its_result():
    jobs, most = CountedJobs(200), 0
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0") as local,
        Client(local, set_as_default=False) as client,
    ):
        found = {}
        for job, result in cluster.grade_jobs(client, jobs):
            found[job.student] = str(result)
            most = max(most, jobs.taken - len(found) + 1)
    assert found == {f"s{place}": "it is gone" for place in range(200)}
    assert most <= cluster.LEAST_JOBS
