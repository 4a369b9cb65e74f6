"""`autograd-lab export NOTEBOOK`: one web page whose players work with no kernel and no network.

nbconvert's own page shows widgets through scripts that it fetches from the network, and a widget without a
kernel cannot recompute. Our players bring a self-contained form beside the widget; this picks that form.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import CellExecutionError, ExecutePreprocessor
from traitlets.config import Config

from autograd_lab.errors import LabError

TEMPLATES = Path(__file__).with_name("templates")
MATHJAX = Path("book", "_static", "mathjax", "tex-svg.js")
CELL_SECONDS = 300


class ExportError(LabError, RuntimeError):
    """A notebook cannot be made into a page; the message says why."""


def page(notebook: Path, *, execute: bool = True) -> str:
    """The notebook as one HTML text.

    execute  run all cells first, in the notebook's folder; the file itself is not changed
    raises ExportError  when the file is not there or a cell fails
    """
    if not notebook.is_file():
        raise ExportError(f"export: there is no notebook {notebook}")
    content = nbformat.read(notebook, as_version=4)
    resources: dict[str, Any] = {"metadata": {"path": str(notebook.parent), "name": notebook.stem}}
    if execute:
        # over files, not ports: two exports at once cannot meet, and nothing listens on the network
        transport = {"KernelManager": {"transport": "ipc"}} if os.name == "posix" else {}
        run = ExecutePreprocessor(
            config=Config(transport), timeout=CELL_SECONDS, store_widget_state=False, kernel_name="python3"
        )
        try:
            run.preprocess(content, resources)
        except CellExecutionError as error:
            raise ExportError(f"export: a cell of {notebook} failed:\n{error}") from error
    _fold(content)
    mathjax = find_mathjax(notebook)
    if mathjax:
        resources["mathjax_source"] = mathjax.read_text(encoding="utf-8")
    return str(_exporter().from_notebook_node(content, resources)[0])


def _fold(content: Any) -> None:
    """Take out what a notebook keeps folded: the cells that prove numbers of the text, and hidden sources."""
    content.cells = [cell for cell in content.cells if "asserts" not in cell.metadata.get("tags", [])]
    for cell in content.cells:
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            cell.metadata["transient"] = {"remove_source": True}


def find_mathjax(notebook: Path) -> Path | None:
    """The course's copy of MathJax, above the notebook or beside the package; without it formulas stay TeX."""
    folders = [*notebook.resolve().parents, Path(__file__).parents[1]]
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
    options.output.mkdir(parents=True, exist_ok=True)
    for notebook in options.notebooks:
        try:
            text = page(notebook, execute=not options.as_it_is)
        except ExportError as problem:
            print(problem, file=sys.stderr)
            return 1
        target = options.output / f"{notebook.stem}.html"
        target.write_text(text, encoding="utf-8")
        print(f"{target}: {len(text.encode()) // 1000} kB")
    return 0
