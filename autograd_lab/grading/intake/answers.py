"""The cell with the answer to a question: nbgrader keeps comments there, and the points at the check."""

from nbformat import NotebookNode

from autograd_lab.errors import LabError
from autograd_lab.grading.intake.cells import NoQuestionError, grade_id, is_autograded, read_graded_cell


class NoSuchCellError(LabError, LookupError):
    """No cell of that name gives points, or no answer belongs to it; the text names the cells that there are."""


def answer_cell(released: NotebookNode, name: str) -> str:
    """The grade_id of the cell with the answer that gets the points of the cell `name` of a released notebook.

    For an answer in words it is that cell itself; a check asks about the answer that is called like its function, else
    about the nearest one above. Raises NoSuchCellError where there is none.
    """
    answers, with_points = [], []
    for cell in released.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution") or about.get("task"):
            answers.append(grade_id(cell))
        if about.get("grade") or about.get("task"):
            with_points.append(grade_id(cell))
            if answers and grade_id(cell) == name:
                return next((one for one in (name, function_asked(cell)) if one in answers), answers[-1])
    raise NoSuchCellError(f"no answer belongs to a cell {name!r}: the cells with points are {', '.join(with_points)}")


def function_asked(cell: NotebookNode) -> str:
    """The function that an autograded cell asks about; "" where it asks no exam."""
    try:
        return read_graded_cell(cell).function if is_autograded(cell) else ""
    except NoQuestionError:
        return ""
