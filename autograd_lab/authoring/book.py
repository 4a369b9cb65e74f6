"""`make book`: the static site, from the derived notebooks; its pages need no kernel and no network.

Sphinx works on a copy in `book/_build/source`, in which our tags are put into the words of MyST-NB.
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellExecutionError

from autograd_lab.authoring import addresses, answer_forms, landing
from autograd_lab.authoring.cell_forms import ANSWER, OURS
from autograd_lab.authoring.chapters import chapters
from autograd_lab.authoring.sections import anchor
from autograd_lab.lab.kernels import run_notebook
from autograd_lab.viz import scripts

BUILD = Path("book/_build")
CELL_SECONDS = 600  # a cell that trains may take minutes on a busy machine

_FOLDS = {"asserts": "remove-cell", "solution": "hide-cell", "answer": "hide-cell", "predict": "hide-output"}
"""Our tag on a code cell, and MyST-NB's tag for it. A source that JupyterLab hides for another reason is folded too."""

_WORDS = {
    ("hide-cell",): OURS,
    ("hide-output",): "Reveal",
    ("hide-input",): "Code",
    ("hide-output", "hide-input"): "Reveal the {type}",
}
"""Label of a fold, by the cell's MyST-NB tags; MyST-NB replaces {type} with "source" or "output"."""

_NUMBERED = re.compile(r"^\$\$\n(.*\\tag\{[^}]*\})\n\$\$$", re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_TO_A_CELL = re.compile(r"\]\(#cell-id=([\w-]+)\)")  # as JupyterLab goes to a cell of the same notebook
_AS_ENVIRONMENT = r"\\begin{equation*}\n\1\n\\end{equation*}"
"""Sphinx wraps a `$$` formula that holds a line break into a `split`, where MathJax refuses a `\\tag`."""


def with_fold_tags(text: str) -> str:
    """Text of a derived notebook with MyST-NB's tags: cells folded or left out as `course/README.md` says."""
    notebook: Any = nbformat.reads(text, as_version=4)
    _lead_to_headings(notebook.cells)
    notebook.cells = list(answer_forms.with_places(_folded_notebook_parts(notebook.cells)))
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _NUMBERED.sub(_AS_ENVIRONMENT, cell.source)
        elif cell.cell_type == "code":
            _add_fold_tags(cell.metadata)
    return str(nbformat.writes(notebook))


def _lead_to_headings(cells: Sequence[Any]) -> None:
    """Turn links to a cell of the page, which a browser does not know, into links to the heading that begins it."""
    headings = {cell.id: found[1] for cell in cells if (found := _HEADING.match(cell.source))}

    def to_heading(link: re.Match[str]) -> str:
        return f"](#{anchor(headings[link[1]])})" if link[1] in headings else link[0]

    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = _TO_A_CELL.sub(to_heading, cell.source)


def _add_fold_tags(metadata: Any) -> None:
    tags = metadata.get("tags", [])
    folds = [fold for tag, fold in _FOLDS.items() if tag in tags]
    if metadata.get("jupyter", {}).get("source_hidden") and folds in ([], ["hide-output"]):
        folds.append("hide-input")
    if folds:
        metadata["tags"] = [*tags, *folds]
    if tuple(folds) in _WORDS:
        word = ANSWER if "answer" in tags else _WORDS[tuple(folds)]
        metadata["mystnb"] = {"code_prompt_show": word, "code_prompt_hide": "Hide"}


def _folded_notebook_parts(cells: list[Any]) -> Iterator[Any]:
    """The cells without those tagged `not-in-book`; each run of `in-notebook` is in a fold, named by its heading.

    Headings inside it become plain HTML: one of Sphinx's sections cannot end within a fold.
    """
    kept = [cell for cell in cells if "not-in-book" not in cell.metadata.get("tags", [])]
    for folded, run in groupby(kept, key=lambda cell: "in-notebook" in cell.metadata.get("tags", [])):
        if not folded:
            yield from run
            continue
        first, *others = run
        heading, _, first.source = first.source.partition("\n")
        summary = heading.lstrip("# ")
        yield nbformat.v4.new_markdown_cell(f'<details class="al-notebook">\n<summary>{summary}</summary>')
        for cell in (first, *others):
            if cell.cell_type == "markdown":
                cell.source = _HEADING.sub(r"<h3>\1</h3>", cell.source)
            yield cell
        yield nbformat.v4.new_markdown_cell("</details>")


def prepare(root: Path) -> Path:
    """Write Sphinx's source folder anew, and return its path.

    It holds the files of `book/`, the first page filled in, notebooks with MyST-NB's tags and places for answers, the
    code that judges these, and the code that its players fetch when somebody shares one.
    """
    source = root / BUILD / "source"
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(root / "book", source, ignore=shutil.ignore_patterns("_build", "__pycache__"))
    (source / "_static" / "share.js").write_text(scripts.fetched_share(), encoding="utf-8")
    (source / "notebooks").mkdir()
    to_answer = {}
    for notebook in sorted((root / "notebooks").glob("*.ipynb")):
        text = notebook.read_text(encoding="utf-8")
        to_answer[notebook.stem] = answer_forms.count(nbformat.reads(text, as_version=4).cells)
        (source / "notebooks" / notebook.name).write_text(with_fold_tags(text), encoding="utf-8")
    (source / "_static" / answer_forms.SCRIPT).write_text(answer_forms.script(to_answer), encoding="utf-8")
    index = source / "index.md"
    pages = chapters(root / "notebooks")
    first = landing.index(index.read_text(encoding="utf-8"), pages, addresses.load(root / "book"))
    index.write_text(first, encoding="utf-8")
    statement = source / "accessibility.md"
    said = landing.with_report(statement.read_text(encoding="utf-8"), addresses.load(root / "book"))
    statement.write_text(said, encoding="utf-8")
    return source


def build(root: Path, *, run: bool = True) -> int:
    """Run all chapters, or take their outputs as they are, and write the site to `book/_build/html`.

    A cell that fails ends it, and a warning fails it. Returns Sphinx's exit code, or 1 where a cell has failed.
    """
    source, html = prepare(root), root / BUILD / "html"
    shutil.rmtree(html, ignore_errors=True)
    if run and not _run_chapters(source / "notebooks"):
        return 1
    sphinx = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-E"]
    return subprocess.call([*sphinx, "-d", str(root / BUILD / "doctrees"), str(source), str(html)])


def _run_chapters(folder: Path) -> bool:
    """Run each notebook of a folder, and keep its outputs there; tell which is at work, and the cell that fails."""
    notebooks = sorted(folder.glob("*.ipynb"))
    for number, path in enumerate(notebooks, 1):
        print(f"· {path.stem} ({number} of {len(notebooks)}) …", flush=True)
        notebook = nbformat.read(path, as_version=4)
        try:
            run_notebook(notebook, folder, seconds=CELL_SECONDS, store_widget_state=False)
        except (CellExecutionError, NoSuchKernel, RuntimeError, TimeoutError) as error:
            print(f"book: {path.stem} does not run to its end:\n{error}", file=sys.stderr)
            return False
        nbformat.write(notebook, path)
    return True


def main(argv: Sequence[str] | None = None) -> int:
    """Build the book of the repository in the current folder, or of `--root`."""
    parser = argparse.ArgumentParser(prog="python -m autograd_lab.authoring.book", description="build the static site")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the repository (default: this folder)")
    parser.add_argument("--as-run", action="store_true", help="the notebooks hold their outputs: do not run them again")
    arguments = parser.parse_args(argv)
    root: Path = arguments.root.resolve()
    status = build(root, run=not arguments.as_run)
    if status == 0:
        print(f"the book is at {root / BUILD / 'html' / 'index.html'}")
    return status


if __name__ == "__main__":
    sys.exit(main())
