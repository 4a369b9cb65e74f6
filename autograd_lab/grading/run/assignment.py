"""One problem set of a course: its place in the course folder, its name, and its grades."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograd_lab.grading.course_folder import CourseFolder, Submitted
from autograd_lab.grading.run.gradebook import AssignmentGrades
from autograd_lab.grading.run.record import RunRecord


@dataclass(frozen=True)
class Assignment:
    """A problem set that students of a course hand in, with its grades; what a run, a report and feedback are about."""

    folder: CourseFolder
    name: str
    grades: AssignmentGrades

    def submissions(self) -> list[Submitted]:
        """What was handed in, by student."""
        return self.folder.submissions(self.name)

    def pages_without_grade(self, graded: Collection[str]) -> list[str]:
        """The students who have a page in feedback/, and handed nothing in or are not among those with a grade."""
        pages = self.folder.students_of("feedback", self.name)
        handed_in = {one.student for one in self.submissions()} if pages else set()
        return [student for student in pages if student not in handed_in or student not in graded]

    def graded_path(self, student: str) -> Path:
        """Where a student's graded notebook is."""
        return self.folder.step_folder("autograded", student, self.name) / f"{self.name}.ipynb"

    def feedback_path(self, student: str) -> Path:
        """Where a student's page is."""
        return self.folder.step_folder("feedback", student, self.name) / f"{self.name}.html"

    def graded_notebook(self, student: str) -> NotebookNode | None:
        """A student's graded notebook; None where there is none that can be read, as after a full disk."""
        try:
            notebook: NotebookNode = nbformat.v4.reads(self.graded_path(student).read_text(encoding="utf-8"))
            RunRecord.of_notebook(notebook)
        except (OSError, ValueError, AttributeError, LookupError, TypeError):
            return None
        return notebook

    def run_record(self, student: str) -> RunRecord | None:
        """The record in a student's graded notebook, read faster than the notebook; None where none can be read."""
        try:
            return RunRecord.of_notebook(json.loads(self.graded_path(student).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return None
