"""What a chapter's cells give when they run: from the built book where it is of the same code, else from a run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellExecutionError

from autograd_lab.authoring.book import BUILD, CELL_SECONDS
from autograd_lab.errors import LabError
from autograd_lab.lab.kernels import run_notebook


@dataclass(frozen=True)
class Output:
    """What one cell gives: the text that it prints or returns, and the HTML of what it draws."""

    printed: str = ""
    drawn: str = ""


def outputs(root: Path, name: str) -> dict[str, Output]:
    """The output of each code cell of a chapter, by the cell's id. Raises LabError where the chapter does not run."""
    path = root / "notebooks" / f"{name}.ipynb"
    if not path.is_file():
        raise LabError(f"{path.name} is not in notebooks/: run `make sync` first")
    notebook: Any = nbformat.read(path, as_version=4)
    if built := _built(root, name, notebook):
        return outputs_of(built)
    try:
        run_notebook(notebook, root, seconds=CELL_SECONDS, store_widget_state=False)
    except (CellExecutionError, RuntimeError, TimeoutError) as error:
        raise LabError(f"{name} does not run to its end, so its worksheet has no answers:\n{error}") from error
    return outputs_of(notebook)


def outputs_of(notebook: Any) -> dict[str, Output]:
    """The outputs of a notebook that has run."""
    return {cell.id: _output(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"}


def _built(root: Path, name: str, notebook: Any) -> Any:
    """The chapter as `make book` has run it; None where it has not, or has run other code."""
    path = root / BUILD / "source" / "notebooks" / f"{name}.ipynb"
    if not path.is_file():
        return None
    built: Any = nbformat.read(path, as_version=4)
    has_run = any(cell.get("outputs") for cell in built.cells)
    return built if has_run and _code(built) == _code(notebook) else None


def _code(notebook: Any) -> Mapping[str, str]:
    return {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}


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
