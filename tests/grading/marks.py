"""What stands in a small ps1 after grading: the points that nbgrader reads, and the message to the student."""

from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from tests.grading import students

FULL = {name: float(points) for name, points in students.POINTS.items()}


def verdict_cell(nb: NotebookNode, name: str) -> NotebookNode:
    return next(c for c in nb.cells if c.source.startswith(f"check.ps1({name})"))


def scores(nb: NotebookNode) -> dict[str, float]:
    """What nbgrader itself reads from the outputs."""
    return {name: determine_grade(verdict_cell(nb, name))[0] for name in students.POINTS}


def message_on(nb: NotebookNode, name: str) -> str:
    """The message to the student."""
    return verdict_cell(nb, name).outputs[0].data["text/plain"]
