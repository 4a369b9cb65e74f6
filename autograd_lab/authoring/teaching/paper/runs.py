"""What a chapter's cells give when they run."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd_lab.authoring.teaching.runs import executed_notebook


@dataclass(frozen=True)
class Output:
    """What one cell gives: the text that it prints or returns, and the HTML of what it draws."""

    printed: str = ""
    drawn: str = ""


def outputs(root: Path, name: str) -> dict[str, Output]:
    """The output of each code cell of a chapter, by the cell's id. Raises LabError where the chapter does not run."""
    return outputs_of(executed_notebook(root, root / "notebooks" / f"{name}.ipynb"))


def outputs_of(notebook: Any) -> dict[str, Output]:
    """The outputs of a notebook that has run."""
    return {cell.id: _output(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"}


def _output(found: list[Any]) -> Output:
    printed, drawn = "", ""
    for one in found:
        data = one.get("data", {})
        page = data.get("text/html", "")
        if one.output_type == "stream" and one.name == "stdout":
            printed += one.text
        elif "<" in page and "widget-view" not in str(list(data)):
            drawn += page
        elif one.output_type == "execute_result" and not page:
            printed += data.get("text/plain", "")
    return Output(printed.rstrip("\n"), drawn)
