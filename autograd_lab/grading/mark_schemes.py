"""How the points of an answer in words are shared out: the model answer and the mark scheme of the source notebook.

The source of a problem set holds them in the answer's own cell: the model answer, then a line `**Mark scheme**`, then a
table with a row for each thing that earns points. nbgrader puts a blank in the place of the whole cell when it makes
what students get.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

HEADING = "**Mark scheme**"
ROW = re.compile(r"^\|\s*(?P<points>\d+(?:\.\d+)?)\s*\|\s*(?P<earned>.+?)\s*\|\s*$", re.MULTILINE)


@dataclass(frozen=True)
class MarkScheme:
    """What earns the points of one answer that a person grades.

    grade_id  nbgrader's name of its cell
    points    what the cell is worth
    model     a model answer, in Markdown
    rows      the points, and what earns them
    notes     what the scheme says beside its table, in Markdown
    """

    grade_id: str
    points: float
    model: str
    rows: tuple[tuple[float, str], ...] = ()
    notes: str = ""

    @property
    def fault(self) -> str:
        """What the scheme lacks: it is not there, or its rows do not add up to the points of the cell."""
        if not self.rows:
            return f"{self.grade_id} has no mark scheme: a line {HEADING} below the model answer, then a table"
        total = sum(points for points, _ in self.rows)
        if math.isclose(total, self.points, abs_tol=1e-9):
            return ""
        return f"the rows of {self.grade_id} give {total:g} of {self.points:g} points"

    def as_markdown(self) -> str:
        """The scheme and the model answer, for whoever grades."""
        rows = "\n".join(f"| {points:g} | {earned} |" for points, earned in self.rows)
        table = f"| points | for |\n|---|---|\n{rows}" if rows else "There is no mark scheme for this answer."
        fault = f"{self.fault[0].upper()}{self.fault[1:]}." if self.rows and self.fault else ""
        return "\n\n".join(part for part in (table, fault, self.notes, "**Model answer**", self.model) if part)


def mark_schemes(notebook: NotebookNode) -> Iterator[MarkScheme]:
    """The schemes of all answers in a source notebook that a person grades, in their order."""
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("grade") and about.get("solution"):
            model, _, scheme = cell.source.partition(HEADING)
            rows = tuple((float(found["points"]), found["earned"]) for found in ROW.finditer(scheme))
            beside = [line for line in scheme.splitlines() if not line.startswith("|")]
            notes = "\n".join(beside).strip()
            yield MarkScheme(str(about["grade_id"]), float(about["points"]), model.strip(), rows, notes)


def schemes_in(path: Path) -> dict[str, MarkScheme]:
    """The schemes in the instructor's notebook at this path, by grade_id; none where no notebook is there."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError, AttributeError, LookupError, TypeError):
        return {}
    return {scheme.grade_id: scheme for scheme in mark_schemes(notebook)}


def mismatch_sentences(path: Path) -> list[str]:
    """Sentences on the schemes in the notebook at this path whose rows do not add up to the points of their cell."""
    faults = [scheme.fault for scheme in schemes_in(path).values() if scheme.rows and scheme.fault]
    return [f"Mark scheme: {fault}. Change it in {path}: students do not see it." for fault in faults]
