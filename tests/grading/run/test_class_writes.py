"""What a class run writes, and in which order: no grade may stand that is not the grade of what was handed in."""

import csv
import shutil
import threading
import time
import zipfile
from pathlib import Path

import nbformat
import pytest
from distributed import Client, LocalCluster
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograd_lab.grading import cli as release_cli
from autograd_lab.grading.class_cli import main
from autograd_lab.grading.pages.class_report import write_report
from autograd_lab.grading.pages.feedback import write_feedback
from autograd_lab.grading.run import cluster
from autograd_lab.grading.run.class_run import Plan, Wish, _write, graded_path, plan
from autograd_lab.grading.run.folder import CourseFolder
from autograd_lab.grading.run.records import Records
from autograd_lab.grading.run.submission import RECORD, Graded, Job
from tests.grading import students
from tests.grading.collecting.test_collect import DOWNLOADS, zipped
from tests.grading.course import Course

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
    monkeypatch.setenv("PATH", release_cli.commands_path())
    shutil.copytree(made.root, tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture
def folder(course: Course) -> CourseFolder:
    return CourseFolder(course.root)


@pytest.fixture
def records(folder: CourseFolder):
    with Records(folder.db_url, folder.course_id, "ps1", folder.config) as records:
        yield records


def as_if(work: Plan, records: Records, score: float) -> list[Graded]:
    """What grading would give, with this score for everything; no code of students is run."""
    found = []
    for job in work.jobs:
        notebook = nbformat.reads(job.released, as_version=4)
        repairs = [repair.text for repair in job.notes]
        notebook.metadata[RECORD] = {"submission": job.key, "questions": [], "repairs": repairs}
        found.append(Graded(job.student, nbformat.writes(notebook), dict.fromkeys(records.maxima, score), frozenset()))
    return found


def graded(folder: CourseFolder, records: Records, score: float = 0.0) -> None:
    work = plan(folder, "ps1", records, Wish())
    _write(folder, "ps1", records, work, as_if(work, records, score))


@pytest.mark.parametrize("cut", ["write", "_penalise"])
def test_a_resubmission_that_is_cut_off_does_not_keep_its_old_grade(course, folder, records, monkeypatch, cut):
    graded(folder, records)
    course.submit_again("ada", students.RIGHT)
    work = plan(folder, "ps1", records, Wish())
    assert [job.student for job in work.jobs] == ["ada"]

    def stop(batch):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(records, cut, stop)
        with pytest.raises(KeyboardInterrupt):
            _write(folder, "ps1", records, work, as_if(work, records, 1.0))
    assert [job.student for job in plan(folder, "ps1", records, Wish()).jobs] == ["ada"]
    graded(folder, records, 1.0)
    assert records.sheets()["ada"].total == 5.0
    assert not plan(folder, "ps1", records, Wish()).jobs


def test_what_a_person_gave_is_told_from_what_the_machine_gave(course, folder, records):
    graded(folder, records, 1.0)
    with course.gradebook() as book:
        book.find_grade("check_mse", "ps1", "ps1", "ada").manual_score = 3
        book.find_grade("check_predict", "ps1", "ps1", "ada").extra_credit = 0.5
        book.db.commit()
    ada, bob = (records.sheets()[student] for student in ("ada", "bob"))
    assert (ada.by_hand, ada.extra) == ({"check_mse"}, {"check_predict": 0.5})
    assert (ada.scores["check_mse"], ada.scores["check_predict"], ada.total) == (3.0, 1.5, 7.5)
    assert (bob.by_hand, bob.extra, bob.total) == (set(), {}, 5.0)


def test_a_time_that_is_none_is_said_and_stops_nobody(course, folder, records):
    for name, text in {"ada": "yesterday-ish", "bob": "2026-11-20 10:00:00 UTC"}.items():
        (course.root / "submitted" / name / "ps1" / "timestamp.txt").write_text(text)
    jobs = {job.student: job for job in plan(folder, "ps1", records, Wish()).jobs}
    assert ["timestamp.txt holds no time ('yesterday-ish')" in note.text for note in jobs["ada"].notes] == [True]
    assert not jobs["bob"].notes
    graded(folder, records)
    with course.gradebook() as book:
        assert book.find_submission("ps1", "ada").timestamp is None
        assert book.find_submission("ps1", "bob").timestamp.hour == 10


def test_a_notebook_that_nbgraders_own_command_graded_has_its_place_in_the_report(course, folder, records):
    graded(folder, records)
    path = graded_path(folder, "bob", "ps1")
    notebook = nbformat.read(path, as_version=4)
    question = {"function": "mse", "lost": "", "incident": "", "mistakes": [], "result": None}
    notebook.metadata[RECORD] = {"version": "1", "seed": 1, "questions": [question]}
    nbformat.write(notebook, path)
    page, _ = write_report(folder, "ps1", records)
    assert "2 students graded" in page.read_text(encoding="utf-8")


BROKEN = ["", "[]", '{"cells": 3, "metadata": {}}', '{"cells": []}', '{"cells": [], "metadata": {"autograd_lab": 3}}']


@pytest.mark.parametrize("text", [None, *BROKEN])
def test_a_graded_notebook_that_was_cut_short_or_is_none_counts_as_not_graded(folder, records, text):
    graded(folder, records)
    path = graded_path(folder, "bob", "ps1")
    path.write_text(path.read_text(encoding="utf-8")[:500] if text is None else text, encoding="utf-8")
    assert write_feedback(folder, "ps1", records, ["ada", "bob"], lambda student: None) == {"bob": "not graded yet"}
    page, _ = write_report(folder, "ps1", records)
    assert "Not graded:</span> bob" in page.read_text(encoding="utf-8")
    assert [job.student for job in plan(folder, "ps1", records, Wish()).jobs] == ["bob"]


def test_commands_tell_of_nobody_and_of_a_gradebook_that_is_not_there(course, capsys):
    assert main(["feedback", "ps1", "--course", str(course.root), "--student", "nobody"]) == 1
    assert "'nobody' handed nothing in for ps1" in capsys.readouterr().err
    assert main(["report", "ps1", "--course", str(course.root), "--db-url", "sqlite:////no/where.db"]) == 1
    assert "the gradebook cannot be used: unable to open database file" in capsys.readouterr().err


def test_an_archive_of_pages_holds_those_of_a_download_and_the_others_are_named(course, folder, records, capsys):
    source = zipped(course.root / "download.zip", DOWNLOADS["Moodle"])
    assert release_cli.main(["collect", "ps1", str(source), "--course", str(course.root)]) == 0
    graded(folder, records)
    assert main(["report", "ps1", "--course", str(course.root)]) == 0
    rows = list(csv.DictReader((course.root / "reports" / "ps1.csv").read_text().splitlines()))
    assert {row["student"]: (row["platform_name"], row["platform_number"]) for row in rows} == {
        "ada": ("", ""),  # whose work came in another way
        "ada-lovelace": ("Ada Lovelace", "1234567"),
        "ben-ng": ("Ben Ng", "1234568"),
        "bob": ("", ""),
    }
    graded_path(folder, "ben-ng", "ps1").unlink()
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
    assert release_cli.main(["collect", "ps1", "submitted", "--course", str(course.root)]) == 1
    assert capsys.readouterr().err == f"autograd-lab collect: {said}"


def test_a_path_with_brackets_is_no_pattern_and_no_markup(course, folder, records, capsys):
    """nbgrader's own commands do not work in such a folder; what is graded there already is read and told."""
    graded(folder, records)
    moved = shutil.copytree(course.root, course.root.with_name("course [old]"))
    assert [one.student for one in CourseFolder(moved).submissions("ps1")] == ["ada", "bob"]
    assert main(["report", "ps1", "--course", str(moved)]) == 0
    assert f"written: {moved}/reports/ps1.html" in capsys.readouterr().err


def test_a_student_costs_the_gradebook_no_more_in_a_large_class_than_in_a_small_one(records):
    asked: list[str] = []
    counts = []

    def hear(connection, cursor, statement, *rest):
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        for batch in range(4):
            asked.clear()
            names = [f"student-{batch}-{number}" for number in range(10)]
            records.write([Graded(name, "", dict.fromkeys(records.maxima, 1.0), frozenset()) for name in names])
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
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as local:

        def grade_one(student: str, seed: int) -> None:
            with Client(local.scheduler_address, set_as_default=False) as client:
                jobs = [Job(student, "ps1", "ps1.ipynb", b"the same", "the same", seed)]
                [(_, result)] = cluster.graded(client, jobs)
                found[student] = (result.student, result.notebook)

        threads = [threading.Thread(target=grade_one, args=pair) for pair in (("ada", 1), ("zoe", 2))]
        for thread in threads:
            thread.start()
            time.sleep(0.3)
        for thread in threads:
            thread.join()
    assert found == {"ada": ("ada", "seed 1"), "zoe": ("zoe", "seed 2")}
