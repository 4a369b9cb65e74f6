"""Formgrader's grading page, with the mark scheme below each answer that a person grades.

`nbgrader_config.py` names it among the preprocessors of nbconvert's HTML; on other pages it changes nothing.
"""

from pathlib import Path
from typing import Any, cast

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.coursedir import CourseDirectory

from autograd_lab.grading.intake.cells import grade_id
from autograd_lab.grading.mark_schemes import MarkScheme, schemes_in

TITLE = "For whoever grades: mark scheme and model answer"


class ShowMarkSchemes(Preprocessor):
    """Puts mark scheme and model answer below each answer that a person grades; for formgrader alone."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Insert a text cell below each answer for which the course folder's source notebook has a scheme."""
        if "submission_id" not in resources or "assignment_id" not in resources:  # not formgrader's
            return nb, resources
        schemes = self._schemes(resources)
        cells = []
        for cell in nb.cells:
            cells.append(cell)
            if scheme := schemes.get(grade_id(cell)):
                cells.append(_scheme_cell(scheme))
        nb.cells = cells
        return nb, resources

    def _schemes(self, resources: dict[str, Any]) -> dict[str, MarkScheme]:
        """The schemes of the problem set, from the course folder in which the graded notebook lies."""
        directory = str(CourseDirectory(config=self.config).source_directory)
        graded = Path(resources.get("metadata", {}).get("path") or ".").resolve()
        for root in (graded, *graded.parents):
            if found := schemes_in(
                root / directory / str(resources["assignment_id"]) / f"{resources['notebook_id']}.ipynb"
            ):
                return found
        return {}


def _scheme_cell(scheme: MarkScheme) -> NotebookNode:
    """A text cell with a mark scheme, which can be folded."""
    text = f"<details open><summary>{TITLE}</summary>\n\n{scheme.as_markdown()}\n\n</details>"
    return cast(NotebookNode, new_markdown_cell(text, id=f"scheme-{scheme.grade_id}"[:64]))
