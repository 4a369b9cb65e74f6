"""The gradebook on a real PostgreSQL server: graded, graded by hand, fed back and exported as on SQLite."""

import contextlib
import csv
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, func, select, text

from autograd_lab.grading.course_folder import CourseFolder
from autograd_lab.grading.run.gradebook import WRITERS, AssignmentGrades
from autograd_lab.grading.run.grading_run import RunRequest, plan_run
from tests.grading import students
from tests.grading.course import Course
from tests.grading.graded import assignment_in, write_as_if
from tests.grading.sandboxed import needs_sandbox

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.xdist_group("postgresql"), needs_sandbox]

CLASS = {"ada": students.RIGHT, "bob": students.BLANK, "cyd": students.NO_MEAN}
SHARED = [f"s{i:02}" for i in range(20)]  # whom two instructors grade at the same time
SECONDS = 120


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: where Debian puts them, or on PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    return next(iter(folders), Path(on_path).parent if on_path else None)


def free_port() -> int:
    """A port that nobody uses, at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of our own on a free port of this machine, as a user that it accepts; gives the URL of a database."""
    found = programs()
    if found is None:
        pytest.skip("needs PostgreSQL's programs: `apt-get install postgresql`")
    user = "postgres" if os.name == "posix" and os.getuid() == 0 else None  # it does not run as root
    folder = Path(tempfile.mkdtemp(prefix="autograd-lab-pg-"))
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = str(folder / "data")

    def run(*command: str) -> None:
        done = subprocess.run(command, user=user, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        run(str(found / "initdb"), "-D", data, "-U", "grader", "-A", "trust", "--no-sync")
        for attempts_left in reversed(range(5)):
            port = free_port()
            options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
            try:
                run(str(found / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
                break
            except AssertionError:  # another process may have been quicker at that port
                if not attempts_left:
                    raise
        run(str(found / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "grader", "course")
        yield f"postgresql+pg8000://grader@127.0.0.1:{port}/course"
    finally:
        with contextlib.suppress(AssertionError):
            run(str(found / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def hand_graded(url: str) -> None:
    """What an instructor does in formgrader."""
    with Gradebook(url, "autograd-lab") as book:
        book.find_grade("explain_copies", "ps1", "ps1", "ada").manual_score = 3.5
        book.find_comment("explain_copies", "ps1", "ps1", "ada").manual_comment = "Nearly all of it."
        book.db.commit()


def exported(course: Course) -> list[dict[str, str]]:
    (course.root / "exports").mkdir(exist_ok=True)
    course.run("nbgrader", "export", "--to", "exports/all.csv")
    with (course.root / "exports" / "all.csv").open(encoding="utf-8") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["student_id"])


def graded(root: Path, url: str, *, stock: bool) -> tuple[list[dict[str, str]], str]:
    """The whole cycle in a fresh course folder: what is exported, a student's page. `stock`: nbgrader's steps too."""
    course = Course.fresh(root)
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + f'\nc.CourseDirectory.db_url = "{url}"\n')
    course.run("autograd_lab.cli", "release", "ps1")
    for student, answers in CLASS.items():
        course.submit_answers(student, answers)
    assert "3 of 3 graded" in course.run("autograd_lab.cli", "grade", "ps1", "--seed", "1")
    hand_graded(url)
    assert "0 to grade; 3 stand" in course.run("autograd_lab.cli", "grade", "ps1")
    course.submit_again("bob", students.NO_SUM)
    assert "1 of 1 graded" in course.run("autograd_lab.cli", "grade", "ps1", "--seed", "1")
    course.run("autograd_lab.cli", "feedback", "ps1")
    page = course.feedback("ada")
    if stock:
        course.run("nbgrader", "generate_feedback", "ps1", "--force")
        assert "Nearly all of it." in course.feedback("ada")
        course.run("nbgrader", "autograde", "ps1", "--student", "cyd", "--force")
    return exported(course), page


@pytest.mark.full
def test_the_grades_are_those_of_sqlite(server: str, tmp_path: Path):
    ours, page = graded(tmp_path / "postgresql", server, stock=True)
    theirs, same_page = graded(tmp_path / "sqlite", f"sqlite:///{tmp_path / 'book.db'}", stock=False)
    assert ours == theirs
    assert [row["score"] for row in ours] == ["19.5", "13.0", "9.0"]
    assert page == same_page
    assert "19.5 of 20 points" in page
    assert not (tmp_path / "postgresql" / "gradebook.db").exists()


@pytest.mark.full
def test_an_id_that_the_server_does_not_take_costs_that_student_only(server: str, tmp_path: Path):
    course = Course.fresh(tmp_path / "course")
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + f'\nc.CourseDirectory.db_url = "{server}"\n')
    course.run("autograd_lab.cli", "release", "ps1")
    for student in ("zoe", "z" * 200):
        course.submit_answers(student, students.NO_SUM)
    said = course.run("autograd_lab.cli", "grade", "ps1", code=1)
    assert "zz: the gradebook refused the grade: " in said
    assert "1 of 2 graded" in said
    with Gradebook(server, "autograd-lab") as book:
        assert book.find_submission("ps1", "zoe").score == 13.0


@pytest.fixture(scope="module")
def folders(server: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[CourseFolder, CourseFolder]:
    """Two instructors' course folders with the same submissions and one gradebook."""
    course = Course.fresh(tmp_path_factory.mktemp("two") / "here")
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + f'\nc.CourseDirectory.db_url = "{server}"\n')
    course.run("autograd_lab.cli", "release", "ps1")
    for student in SHARED:
        course.submit_answers(student, students.BLANK)
    return CourseFolder(course.root), CourseFolder(shutil.copytree(course.root, course.root.with_name("there")))


def write_all(folder: CourseFolder, score: float, order: int = 1) -> dict[str, str]:
    """One instructor's run, as if all questions had given this score, in one batch; returns whom it could not write."""
    with assignment_in(folder) as assignment:
        return write_as_if(assignment, plan_run(assignment, RunRequest(again=True)), score, order)


def rows(server: str) -> dict[str, int]:
    """How many rows there are of the shared class."""
    mine = "from submitted_assignment a join submitted_notebook n on n.assignment_id = a.id"
    with Gradebook(server, "autograd-lab") as book:
        return {
            table: book.db.execute(text(f"select count(*) {mine} {join} where a.student_id like 's__'")).scalar()
            for table, join in {
                "notebook": "",
                "grade": "join grade g on g.notebook_id = n.id",
                "comment": "join comment c on c.notebook_id = n.id",
            }.items()
        }


def totals(server: str) -> set[float]:
    """The totals that there are in the shared class."""
    with Gradebook(server, "autograd-lab") as book:
        return {one.score for one in book.assignment_submissions("ps1") if one.student.id in SHARED}


def test_two_folders_that_write_the_same_class_at_once_lose_and_double_nothing(server, folders, monkeypatch):
    """In opposite orders and in one batch, each would else hold the rows that the other waits for."""
    both, write, sizes = threading.Barrier(2), AssignmentGrades.write, []

    def at_once(grades: AssignmentGrades, batch) -> None:
        sizes.append(len(batch))
        if len(batch) > 1:  # a batch that was turned away is written again one by one
            both.wait(SECONDS)
        write(grades, batch)

    monkeypatch.setattr(AssignmentGrades, "write", at_once)
    found: dict[float, dict[str, str]] = {}

    def run(folder: CourseFolder, score: float, order: int) -> None:
        found[score] = write_all(folder, score, order)

    threads = [threading.Thread(target=run, args=one) for one in zip(folders, (1.0, 2.0), (1, -1), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {1.0: {}, 2.0: {}}
    assert sizes == [20, 20]  # neither was turned away
    assert rows(server) == {"notebook": 20, "grade": 100, "comment": 100}
    assert totals(server) in ({5.0}, {10.0})  # all grades are those of one run, the later one


def test_a_folder_waits_while_another_writes(server, folders):
    write_all(folders[0], 1.0)
    engine = create_engine(server)
    writer = threading.Thread(target=write_all, args=(folders[1], 2.0))
    with engine.begin() as other:
        other.execute(select(func.pg_advisory_xact_lock(WRITERS)))
        writer.start()
        waiting, end = "select 1 from pg_locks where locktype = 'advisory' and not granted", time.monotonic() + SECONDS
        while writer.is_alive() and not other.execute(text(waiting)).first():
            assert time.monotonic() < end, "it neither waits nor ends"
            time.sleep(0.05)
        assert totals(server) == {5.0}
    writer.join()
    engine.dispose()
    assert totals(server) == {10.0}
