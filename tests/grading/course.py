"""A class in a temporary folder: the course as an instructor sets it up, students' files, and nbgrader's commands."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from tests.grading import students

REPO = Path(__file__).parents[2]
NAME = "ps1"
TOTAL = 20.0
BY_HAND = "explain_copies"  # the cell that a person grades


class Course:
    """A course folder: `root` is where its commands run, `release` where its assignments are."""

    def __init__(self, root: Path, release: str = "assignments") -> None:
        self.root = root
        self._released = root / release / NAME / f"{NAME}.ipynb"

    @classmethod
    def fresh(cls, root: Path) -> "Course":
        """A folder set up as the instructor's guide says."""
        shutil.copytree(REPO / "solutions" / NAME, root / "solutions" / NAME)
        shutil.copy(REPO / "nbgrader_config.py", root)
        return cls(root)

    @classmethod
    def stock(cls, root: Path) -> "Course":
        """A folder without our configuration, with nbgrader's own folder names."""
        shutil.copytree(REPO / "solutions" / NAME, root / "source" / NAME)
        return cls(root, "release")

    def run(self, *command: str, code: int = 0) -> str:
        """Run a command of this Python environment in the folder; return all that it says."""
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        settings = {"PATH": path, "JUPYTER_CONFIG_DIR": str(self.root / ".no-config")}
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout
        return done.stdout

    def released(self) -> NotebookNode:
        """What students get."""
        return nbformat.read(self._released, as_version=4)

    def submit(self, student: str, notebook: NotebookNode) -> None:
        """Put a notebook where `collect` would."""
        folder = self.root / "submitted" / student / NAME
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{NAME}.ipynb")

    def submit_answers(self, student: str, answers: Mapping[str, str]) -> None:
        """Fill the released notebook with these answers, and submit it."""
        self.submit(student, students.fill(self.released(), answers))

    def autograded(self, student: str) -> NotebookNode:
        """The student's notebook after autograde."""
        return nbformat.read(self.root / "autograded" / student / NAME / f"{NAME}.ipynb", as_version=4)

    def feedback(self, student: str) -> str:
        """The student's feedback page."""
        return (self.root / "feedback" / student / NAME / f"{NAME}.html").read_text(encoding="utf-8")

    def gradebook(self) -> Gradebook:
        """The course's gradebook, open; use it in a `with`."""
        return Gradebook(f"sqlite:///{self.root / 'gradebook.db'}")

    def exported(self) -> dict[str, tuple[float, float]]:
        """Score and maximum of each student, from nbgrader's CSV."""
        self.run("nbgrader", "export", "--assignment", f'["{NAME}"]', "--to", "grades.csv")
        with (self.root / "grades.csv").open(encoding="utf-8") as file:
            return {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
