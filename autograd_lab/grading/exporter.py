"""Where nbgrader reads a submission: its autograde gets the notebook that the intake made, not the file handed in.

Set as `c.Autograde.exporter_class` and nowhere else: on `c.BaseConverter` it would turn feedback pages into notebooks.
"""

from pathlib import Path
from typing import Any, cast

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode

from autograd_lab.grading.intake.pipeline import take_in_file
from autograd_lab.grading.release import NotReleasedError

Exported = tuple[NotebookNode, dict[str, Any]]


class IntakeExporter(NotebookExporter):
    """nbgrader's own exporter, but for submissions: these go through the intake first."""

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kw: Any) -> Exported:
        """Read and convert a notebook; a submission may be broken in any way, and the repairs are logged.

        Raises NotReleasedError when the notebook as it was released is not in the course folder.
        """
        autograde: Any = self.parent
        if not getattr(autograde, "_sanitizing", False):  # the second pass reads what the first one wrote
            return super().from_filename(filename, resources, **kw)
        about = (resources or {})["nbgrader"]
        intake = take_in_file(
            released_notebook(autograde.coursedir, about["assignment"], about["notebook"]), Path(filename)
        )
        for repair in intake.repairs:
            self.log.warning("%s: %s", about["student"], repair)
        resources = {**(resources or {}), "metadata": {"name": about["notebook"], "path": str(Path(filename).parent)}}
        convert: Any = self.from_notebook_node
        return cast(Exported, convert(intake.notebook, resources, **kw))


def released_notebook(coursedir: Any, assignment: str, notebook: str) -> NotebookNode:
    """The notebook that students were given; `coursedir` is nbgrader's CourseDirectory.

    Raises NotReleasedError when it is not in the course folder.
    """
    path = Path(coursedir.format_path(coursedir.release_directory, ".", assignment), f"{notebook}.ipynb")
    if not path.is_file():
        raise NotReleasedError(
            f"{path} is not there: a submission is graded in the notebook as it was released. "
            f"Run `autograd-lab release {assignment}` in the course folder"
        )
    return cast(NotebookNode, nbformat.read(path, as_version=4))
