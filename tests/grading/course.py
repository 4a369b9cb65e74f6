"""A class in a temporary folder: the course as an instructor sets it up, students' files, and nbgrader's commands."""

import csv
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin

from tests.grading import students
from tests.support.lab import isolated
from tests.support.repo import REPO

NAME = "ps1"
TOTAL = 20.0
BY_HAND = "explain_copies"  # the cell that a person grades


class Course:
    """A course folder: `root` is where its commands run, `release` where its assignments are."""

    def __init__(self, root: Path, release: str = "assignments", name: str = NAME) -> None:
        self.root, self.name = root, name
        self._released = root / release / name / f"{name}.ipynb"

    @classmethod
    def fresh(cls, root: Path, name: str = NAME) -> "Course":
        """A folder set up as the instructor's guide says."""
        shutil.copytree(REPO / "solutions" / name, root / "solutions" / name)
        shutil.copy(REPO / "nbgrader_config.py", root)
        return cls(root, name=name)

    @classmethod
    def stock(cls, root: Path) -> "Course":
        """A folder without our configuration, with nbgrader's own folder names."""
        shutil.copytree(REPO / "solutions" / NAME, root / "source" / NAME)
        return cls(root, "release")

    def run(self, *command: str, code: int = 0) -> str:
        """Run a command of this Python environment in the folder; return all that it says."""
        state = self.root.with_name(f"{self.root.name}-jupyter")  # outside the folder, which a test may look at
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env=isolated(state),
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
        folder = self.root / "submitted" / student / self.name
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{self.name}.ipynb")

    def submit_again(self, student: str, answers: Mapping[str, str]) -> None:
        """Hand in other answers than before."""
        shutil.rmtree(self.root / "submitted" / student / self.name)
        self.submit_answers(student, answers)

    def submit_answers(self, student: str, answers: Mapping[str, str]) -> None:
        """Fill the released notebook with these answers, and submit it."""
        self.submit(student, students.fill(self.released(), answers))

    def autograded(self, student: str) -> NotebookNode:
        """The student's notebook after autograde."""
        return nbformat.read(self.root / "autograded" / student / self.name / f"{self.name}.ipynb", as_version=4)

    def feedback(self, student: str) -> str:
        """The student's feedback page."""
        return (self.root / "feedback" / student / self.name / f"{self.name}.html").read_text(encoding="utf-8")

    def gradebook(self) -> Gradebook:
        """The course's gradebook, open; use it in a `with`."""
        return Gradebook(f"sqlite:///{self.root / 'gradebook.db'}")

    def exported(self, *, by_command: bool = False) -> dict[str, tuple[float, float]]:
        """Score and maximum of each student, from nbgrader's CSV: its exporter in this process, or its command."""
        to = self.root / "exports" / f"{self.name}.csv"
        to.parent.mkdir(exist_ok=True)
        if by_command:
            self.run("nbgrader", "export", "--assignment", f'["{self.name}"]', "--to", str(to))
        else:
            with self.gradebook() as gradebook:
                CsvExportPlugin(to=str(to), assignment=[self.name]).export(gradebook)
        with to.open(encoding="utf-8") as file:
            return {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
