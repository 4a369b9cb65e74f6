"""A class run that loses a worker, its scheduler or its patience: what was graded stands, the rest follows, once."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from tests.grading import students
from tests.grading.course import Course
from tests.grading.sandboxed import needs_sandbox
from tests.support.lab import isolated
from tests.support.waiting import until

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.xdist_group("class-survives"), needs_sandbox]

KINDS = (students.RIGHT, students.NO_MEAN, students.BLANK, students.NO_SUM)
POINTS = (16.0, 9.0, 0.0, 13.0)
MANY = 24
WANTED = {f"s{i:02}": POINTS[i % 4] for i in range(MANY)}
SLOWLY = "import time\ntime.sleep(0.7)\n"  # so that there is a middle of the run to be interrupted in
SECONDS = 300  # more than a busy machine takes


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Course:
    """A class whose code takes its time."""
    made = Course.fresh(tmp_path_factory.mktemp("made") / "course")
    made.run("autograd_lab.cli", "release", "ps1")
    for i, student in enumerate(WANTED):
        answers = KINDS[i % 4]
        made.submit_answers(student, {**answers, "predict": SLOWLY + answers["predict"]})
    return made


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    """A copy of that class's folder."""
    shutil.copytree(made.root, tmp_path / "course")
    return Course(tmp_path / "course")


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", *words]


def _hears_interruptions() -> None:
    """What a shell starts in the background ignores Ctrl+C, and so do its children, unless they are told to hear it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextlib.contextmanager
def running(course: Course, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A command of this Python in the course folder, ended at the latest with the test."""
    process = subprocess.Popen(
        command(*words),
        cwd=course.root,
        env=isolated(course.root.with_name("jupyter")),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_hears_interruptions,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stdout
        process.stdout.close()


def ended(process: subprocess.Popen[str]) -> str:
    """Wait for the end of a command; all that it said."""
    return process.communicate(timeout=SECONDS)[0]


def written(course: Course) -> dict[str, bytes]:
    """The graded notebooks."""
    return {path.parts[-3]: path.read_bytes() for path in course.root.glob("autograded/*/ps1/ps1.ipynb")}


def in_book(course: Course) -> set[str]:
    """The students whose grades stand: the gradebook has them, all of a batch at the same moment."""
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db", timeout=30)) as book:
        return {student for (student,) in book.execute("select student_id from submitted_assignment")}


def standing(course: Course) -> dict[str, bytes]:
    """Their graded notebooks; at a moment's end a grade may be without its notebook, and is then given again."""
    there = in_book(course)
    return {student: notebook for student, notebook in written(course).items() if student in there}


def workers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The worker processes of a run."""
    children = psutil.Process(process.pid).children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(_line(child))]


def _line(process: psutil.Process) -> list[str]:
    with contextlib.suppress(psutil.Error):
        return process.cmdline()
    return []


def assert_whole(course: Course) -> None:
    """Everybody has the grade that they deserve, and each row is there once."""
    assert {student: score for student, (score, _) in course.exported().items()} == WANTED
    with course.gradebook() as book:
        for table in ("submitted_assignment", "submitted_notebook"):
            assert book.db.execute(text(f"select count(*) from {table}")).scalar() == MANY
        assert book.db.execute(text("select count(*) from grade")).scalar() == MANY * 5


def test_an_interrupted_run_goes_on_where_it_stopped(course: Course):
    with running(course, "autograd_lab.cli", "grade", "ps1", "--workers", "2") as process:
        until(lambda: standing(course))
        psutil.Process(process.pid).send_signal(signal.SIGINT)
        said = ended(process)
        assert process.returncode == 130, said
    assert "the same command goes on with the rest" in said
    before = standing(course)
    assert 0 < len(before) < MANY
    said = course.run("autograd_lab.cli", "grade", "ps1")
    counts = re.search(r"(\d+) to grade; (\d+) stand", said)
    assert counts, said
    assert (int(counts[1]), int(counts[2])) == (MANY - len(before), len(before))
    assert {student: text for student, text in written(course).items() if student in before} == before
    assert_whole(course)


@pytest.mark.full
def test_a_run_that_was_killed_goes_on_too(course: Course):
    with running(course, "autograd_lab.cli", "grade", "ps1", "--workers", "2") as process:
        until(lambda: standing(course))
        os.killpg(process.pid, signal.SIGKILL)
    said = course.run("autograd_lab.cli", "grade", "ps1")
    assert re.search(r"\d+ to grade; \d+ stand", said), said
    assert_whole(course)


def test_a_worker_that_is_killed_is_replaced(course: Course):
    with running(course, "autograd_lab.cli", "grade", "ps1", "--workers", "2") as process:
        until(lambda: standing(course))
        workers_of(process)[0].kill()
        said = ended(process)
        assert process.returncode == 0, said
    assert f"{MANY} of {MANY} graded" in said
    assert_whole(course)


@contextlib.contextmanager
def remote(course: Course, workers: int = 2) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A Dask scheduler and workers, each a process of its own that is reached over TCP; the scheduler, its address."""
    with contextlib.ExitStack() as stack:
        file = course.root.with_name("scheduler.json")  # which it writes when it listens, at a port that was free
        scheduler = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        process = stack.enter_context(running(course, *scheduler, "--scheduler-file", str(file)))
        until(lambda: listening_at(file) or process.poll() is not None)
        address = listening_at(file)
        for _ in range(workers):
            worker = ("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny")
            stack.enter_context(running(course, *worker, "--death-timeout", str(SECONDS)))
        yield process, address


def listening_at(file: Path) -> str:
    """The address that a scheduler wrote down; empty while it has not, or not all of it."""
    with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
        return json.loads(file.read_text())["address"]
    return ""


@pytest.mark.full
def test_a_dask_cluster_elsewhere_gives_the_same_grades(course: Course):
    with remote(course) as (_, address):
        said = course.run("autograd_lab.cli", "grade", "ps1", "--scheduler", address)
    assert f"{MANY} of {MANY} graded" in said
    assert_whole(course)


@pytest.mark.full
def test_a_scheduler_that_goes_away_ends_the_run_and_costs_nothing(course: Course):
    with (
        remote(course) as (scheduler, address),
        running(course, "autograd_lab.cli", "grade", "ps1", "--scheduler", address) as process,
    ):
        until(lambda: standing(course))
        scheduler.kill()
        said = ended(process)
        assert process.returncode == 1, said
        assert "the Dask scheduler went away with" in said
    before = standing(course)
    assert 0 < len(before) < MANY
    course.run("autograd_lab.cli", "grade", "ps1")
    assert {student: text for student, text in written(course).items() if student in before} == before
    assert_whole(course)


@pytest.mark.full
def test_where_no_scheduler_answers_it_is_said(course: Course):
    with socket.socket() as taken:  # and nobody listens there
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        said = course.run("autograd_lab.cli", "grade", "ps1", "--scheduler", address, code=1)
    assert f"no Dask scheduler answers at {address}" in said
