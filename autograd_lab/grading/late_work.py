"""nbgrader's own commands with the late penalties reckoned when a total is shown; `nbgrader_config.py` names both."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin
from nbgrader.preprocessors import NbGraderPreprocessor

from autograd_lab.grading.run.penalties import reckon_penalties


class CsvExport(CsvExportPlugin):  # type: ignore[misc]  # nbgrader is not typed
    """nbgrader's own table of scores, in which points given by hand after grading do not escape a penalty."""

    def export(self, gradebook: Gradebook) -> None:
        """Reckon the penalties of the problem sets that are wanted, then write the table."""
        wanted = {str(name) for name in self.assignment}
        for name in [one.name for one in gradebook.assignments]:
            if not wanted or name in wanted:
                reckon_penalties(gradebook, name, self.config)
        super().export(gradebook)


class ReckonPenalties(NbGraderPreprocessor):  # type: ignore[misc]
    """Stands in the place of nbgrader's AssignLatePenalties, and before the pages of generate_feedback."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Reckon the penalty of the student whose notebook this is; the notebook stays as it is."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as book:
            reckon_penalties(book, about["assignment"], self.config, [about["student"]])
        return nb, resources
