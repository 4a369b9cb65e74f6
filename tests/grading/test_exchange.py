"""nbgrader's exchange with two students: release, fetch, submit, collect, autograde, feedback, fetch feedback."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograd_lab.grading.cli_collect import main
from tests.grading import students
from tests.grading.course import NAME, TOTAL, Course
from tests.support.lab import isolated

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.xdist_group("class")]

COURSE = "autograd-lab"
ACCOUNTS = {account.pw_name for account in pwd.getpwall()}
RIGHT, WRONG = [name for name in ("daemon", "games", "bin", "sys", "nobody") if name in ACCOUNTS][:2]


class Student:
    """A user of the machine where the tests run as root, as on a JupyterHub; else this user under another name."""

    def __init__(self, root: Path, user: str) -> None:
        self.home, self.name, self._exchange = root / user, user, root / "exchange"
        self.home.mkdir()
        self._prefix: list[str] = []
        self._options = [f"--Exchange.root={self._exchange}", f"--CourseDirectory.course_id={COURSE}"]
        if os.geteuid() == 0 and shutil.which("setpriv"):
            account = pwd.getpwnam(user)
            os.chown(self.home, account.pw_uid, account.pw_gid)
            self._prefix = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
        else:
            self._options.append(f"--CourseDirectory.student_id={user}")

    def nbgrader(self, *command: str) -> str:
        """Run an nbgrader command as this student, in their home; return all that it says."""
        environment = {**isolated(self.home / ".jupyter"), "HOME": str(self.home), "USER": self.name}
        done = subprocess.run(
            [*self._prefix, sys.executable, "-m", "nbgrader", *command, *self._options],
            cwd=self.home,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    @property
    def notebook(self) -> Path:
        """Where the student works."""
        return self.home / NAME / f"{NAME}.ipynb"

    def feedback(self) -> list[str]:
        """The pages that were fetched."""
        return [path.read_text(encoding="utf-8") for path in (self.home / NAME / "feedback").rglob("*.html")]


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """A folder that other users can look into; pytest's own is closed to them."""
    with tempfile.TemporaryDirectory(prefix="autograd-lab-exchange-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        root.chmod(0o755)
        (root / "exchange").mkdir()
        (root / "exchange").chmod(0o777)
        yield root


@pytest.fixture(scope="module")
def course(root: Path) -> Course:
    """The instructor's folder, with ps1 released into the exchange."""
    course = Course.fresh(root / "course")
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(f'\nc.Exchange.root = "{root / "exchange"}"\n')
    assert main(["release", NAME, "--course", str(course.root)]) == 0
    course.run("nbgrader", "release_assignment", NAME)
    return course


@pytest.fixture(scope="module")
def class_(root: Path, course: Course) -> dict[str, Student]:
    """Two students who have fetched, worked and submitted: one is right, the other wrong and in UTF-16."""
    class_ = {name: Student(root, name) for name in (RIGHT, WRONG)}
    for student, answers in ((class_[RIGHT], students.RIGHT), (class_[WRONG], students.NO_MEAN)):
        student.nbgrader("fetch_assignment", NAME)
        notebook = students.fill(nbformat.read(student.notebook, as_version=4), answers)
        encoding = "utf-8" if student.name == RIGHT else "utf-16"
        student.notebook.write_text(nbformat.writes(notebook), encoding=encoding)
        student.nbgrader("submit", NAME)
    course.run("autograd_lab.cli", "collect", NAME, "--exchange")
    return class_


def test_submissions_come_from_the_exchange_and_are_kept_as_handed_in(course: Course, class_: dict[str, Student]):
    for student in class_.values():
        kept = course.root / "received" / student.name / NAME / f"{NAME}.ipynb"
        graded = course.root / "submitted" / student.name / NAME
        assert kept.read_bytes() == student.notebook.read_bytes() == (graded / f"{NAME}.ipynb").read_bytes()
        assert {path.name for path in graded.iterdir()} == {
            "ps1.ipynb", "collected.json", "timestamp.txt", "submission_secret.txt"
        }  # fmt: skip


def fetched(course: Course, class_: dict[str, Student]) -> tuple[str, str]:
    """Release the feedback and let both fetch it; each has one page."""
    course.run("nbgrader", "release_feedback", NAME)
    pages = []
    for student in class_.values():
        shutil.rmtree(student.home / NAME / "feedback", ignore_errors=True)
        student.nbgrader("fetch_feedback", NAME)
        (page,) = student.feedback()
        pages.append(page)
    return pages[0], pages[1]


@pytest.mark.full
def test_stock_nbgrader_grades_them_and_each_fetches_their_own_feedback(course: Course, class_: dict[str, Student]):
    said = course.run("nbgrader", "autograde", NAME)
    assert f"{WRONG}: The file was not UTF-8: read as UTF-16" in said
    course.run("nbgrader", "generate_feedback", NAME)
    assert course.exported() == {RIGHT: (16.0, TOTAL), WRONG: (9.0, TOTAL)}
    right, wrong = fetched(course, class_)
    assert "the 1/N of the mean is missing" in wrong
    assert "read as UTF-16" in wrong
    assert "the 1/N of the mean is missing" not in right


@pytest.mark.full
def test_our_own_run_and_pages_go_through_the_exchange_too(course: Course, class_: dict[str, Student]):
    course.run("autograd_lab.cli", "grade", NAME, "--again", "--workers=1")
    course.run("autograd_lab.cli", "feedback", NAME)
    by_a_download = course.root / "feedback" / "a-download" / NAME  # its page does not stop the others
    by_a_download.mkdir(parents=True)
    (by_a_download / f"{NAME}.html").write_text("no secret and no time stamp")
    assert course.exported() == {RIGHT: (16.0, TOTAL), WRONG: (9.0, TOTAL)}
    right, wrong = fetched(course, class_)
    assert "1/N" in wrong
    assert "1/N of the mean is missing" not in right
