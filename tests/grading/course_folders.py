"""Course folders with ps1 released, and work in them as `collect` leaves it; no nbgrader command is run."""

import shutil
from pathlib import Path

import nbformat

from autograd_lab.grading.course_folder import CourseFolder
from tests.grading import students
from tests.support.repo import REPO

TIME = "2026-11-20 10:00:00 UTC"


def class_folder(root: Path) -> CourseFolder:
    """A course folder with ps1 released."""
    shutil.copytree(REPO / "assignments" / "ps1", root / "assignments" / "ps1")
    shutil.copy(REPO / "nbgrader_config.py", root)
    return CourseFolder(root)


def hand_in(root: Path, student: str, answer: str) -> None:
    """Put a notebook where `collect` puts it, with the note of the time."""
    notebook = nbformat.read(root / "assignments" / "ps1" / "ps1.ipynb", as_version=4)
    answers = {**students.BLANK, "mse": f"{answer}\n{students.RIGHT['mse']}"}
    folder = root / "submitted" / student / "ps1"
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(students.fill(notebook, answers), folder / "ps1.ipynb")
    (folder / "timestamp.txt").write_text(TIME)
