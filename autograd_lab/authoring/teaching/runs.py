"""A chapter's notebook after its run. It runs again only when its code, or the library, has changed.

jupyter-cache knows a run by the notebook's code alone: it would give out players as the library drew them last month.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellExecutionError

from autograd_lab.errors import LabError
from autograd_lab.lab.files import write_whole
from autograd_lab.lab.kernels import run_notebook

PACKAGE = Path(__file__).parents[2]
KEPT = Path("book/_build/executed")
CELL_SECONDS = 600  # a cell that trains may take minutes on a busy machine
_SEEN = {".py", ".js", ".css", ".json", ".toml", ".npz"}


def executed_notebook(root: Path, path: Path) -> Any:
    """The notebook at `path` with its outputs, from the folder of runs where that has it. The file is not changed.

    Raises LabError where there is none, when a cell fails, and when the kernel dies or does not answer.
    """
    if not path.is_file():
        raise LabError(f"{path.name} is not in notebooks/: run `make sync` first")
    notebook: Any = nbformat.read(path, as_version=4)
    kept = root / KEPT / f"{path.stem}-{_fingerprint(notebook)}.ipynb"
    if kept.is_file():
        return nbformat.read(kept, as_version=4)
    try:
        run_notebook(notebook, path.parent, seconds=CELL_SECONDS, store_widget_state=False)
    except (CellExecutionError, NoSuchKernel, RuntimeError, TimeoutError) as error:
        raise LabError(f"{path.stem} does not run to its end:\n{error}") from error
    kept.parent.mkdir(parents=True, exist_ok=True)
    for old in kept.parent.glob(f"{path.stem}-*.ipynb"):
        old.unlink()
    write_whole(kept, nbformat.writes(notebook).encode())
    return notebook


def _fingerprint(notebook: Any) -> str:
    """A hash of the code that a notebook runs: its own cells and this library."""
    digest = hashlib.sha256(_library().encode())
    for cell in notebook.cells:
        if cell.cell_type == "code":
            digest.update(f"{len(cell.source)} {cell.source}".encode())
    return digest.hexdigest()[:16]


@cache
def _library() -> str:
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in _SEEN and path.is_file():
            digest.update(f"{path.relative_to(PACKAGE)} {path.stat().st_size} ".encode() + path.read_bytes())
    return digest.hexdigest()
