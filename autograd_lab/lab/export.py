"""`autograd-lab export NOTEBOOK`: one web page whose players work with no kernel and no network.

nbconvert's own page shows widgets through scripts that it fetches from the network, and a widget without a
kernel cannot recompute. Our players bring a self-contained form beside the widget; this picks that form.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellExecutionError
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from autograd_lab.errors import LabError
from autograd_lab.lab.kernels import run_notebook

TEMPLATES = Path(__file__).parents[1] / "templates"
MATHJAX = Path("book", "_static", "mathjax", "tex-svg.js")
CELL_SECONDS = 300


class ExportError(LabError, RuntimeError):
    """A notebook cannot be made into a page; the message says why."""


def page(notebook: Path, *, execute: bool = True) -> str:
    """The notebook as one HTML text.

    execute  run all cells first, in the notebook's folder; the file itself is not changed
    raises ExportError  when the file is no notebook, a cell fails, or the kernel dies or does not answer
    """
    content = _read(notebook)
    resources: dict[str, Any] = {"metadata": {"path": str(notebook.parent), "name": notebook.stem}}
    if execute:
        _run(notebook, content)
    _remove_hidden(content)
    if mathjax := find_mathjax(notebook):
        resources["mathjax_source"] = mathjax.read_text(encoding="utf-8")
    return str(_exporter().from_notebook_node(content, resources)[0])


def _read(notebook: Path) -> Any:
    if not notebook.is_file():
        raise ExportError(f"export: there is no notebook {notebook}")
    try:
        return nbformat.read(notebook, as_version=4)
    except OSError as error:
        raise ExportError(f"export: {notebook} cannot be read: {error.strerror}") from error
    except (ValueError, AttributeError, nbformat.ValidationError) as error:  # not JSON, no object, not a notebook's
        reason = str(error).partition("\n")[0][:120]
        raise ExportError(
            f"export: {notebook} is no notebook that Jupyter can read ({reason}).\n"
            "Name a file that JupyterLab has saved, whose name ends in .ipynb."
        ) from error


def _run(notebook: Path, content: Any) -> None:
    """Run all cells; `content` gets their outputs."""
    try:
        run_notebook(content, notebook.parent, seconds=CELL_SECONDS, store_widget_state=False)
    except CellExecutionError as error:
        raise ExportError(f"export: a cell of {notebook} failed:\n{error}") from error
    except TimeoutError as error:
        raise ExportError(f"export: a cell of {notebook} took longer than {CELL_SECONDS} s") from error
    except NoSuchKernel as error:
        raise ExportError(
            "export: Jupyter knows no kernel python3 here: pip install ipykernel in this environment"
        ) from error
    except RuntimeError as error:  # it died, or did not answer
        raise ExportError(
            f"export: the kernel that ran {notebook} is gone ({error}).\n"
            "A cell ended it, or memory ran out: run the notebook in JupyterLab to see which cell it is."
        ) from error


def _remove_hidden(content: Any) -> None:
    """Remove `asserts` cells, and the sources of cells whose source is hidden."""
    content.cells = [cell for cell in content.cells if "asserts" not in cell.metadata.get("tags", [])]
    for cell in content.cells:
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            cell.metadata["transient"] = {"remove_source": True}


def find_mathjax(notebook: Path) -> Path | None:
    """Path of the course's copy of MathJax, above the notebook or beside the package; None, and formulas stay TeX."""
    folders = [*notebook.resolve().parents, Path(__file__).parents[2]]
    return next((folder / MATHJAX for folder in folders if (folder / MATHJAX).is_file()), None)


def _exporter() -> HTMLExporter:
    config = Config()
    config.NbConvertBase.display_data_priority = [
        "text/html",
        "image/svg+xml",
        "image/png",
        "text/markdown",
        "text/plain",
    ]
    return HTMLExporter(config=config, template_name="one_page", extra_template_basedirs=[str(TEMPLATES)])


def main(argv: Sequence[str] | None = None) -> int:
    """Write one page per notebook named; return 1 when one could not be made."""
    parser = argparse.ArgumentParser(prog="autograd-lab export", description=__doc__)
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    parser.add_argument("-o", "--output", type=Path, default=Path(), help="folder for the pages (default: this one)")
    parser.add_argument("--as-it-is", action="store_true", help="keep the outputs that are there, and run nothing")
    options = parser.parse_args(argv)
    try:
        _refuse_same_names(options.notebooks)
        options.output.mkdir(parents=True, exist_ok=True)
        for notebook in options.notebooks:
            text = page(notebook, execute=not options.as_it_is)
            target = options.output / f"{notebook.stem}.html"
            target.write_text(text, encoding="utf-8")
            print(f"{target}: {len(text.encode()) // 1000} kB")
        return 0
    except ExportError as problem:
        print(problem, file=sys.stderr)
    except OSError as problem:
        where = problem.filename or options.output
        print(f"export: {where} cannot be written: {problem.strerror or problem}", file=sys.stderr)
    return 1


def _refuse_same_names(notebooks: Sequence[Path]) -> None:
    """Raise ExportError when two pages would get one name, so that the second would overwrite the first."""
    first: dict[str, Path] = {}
    for notebook in notebooks:
        other = first.setdefault(notebook.stem.casefold(), notebook)
        if other is not notebook:
            raise ExportError(
                f"export: {other} and {notebook} would both become {notebook.stem}.html.\n"
                "Export them one by one, each to its own folder with --output."
            )
