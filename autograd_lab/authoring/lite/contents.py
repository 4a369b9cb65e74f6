"""The notebooks as the browser tab gets them: they name its kernel, and say what is different there."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from autograd_lab.lab.kernels import run_notebook
from autograd_lab.viz.display import WIDGET

KERNEL = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
AS_THEY_RAN = ("15_pytorch", "16_published_program")
CELL_SECONDS = 600

WHERE_WORK_IS = """\
> **You are in a browser tab: Python runs here, on your own machine, and nothing is sent anywhere.**
>
> - **Where your work is.** What you type is saved by itself, in this browser, for this site: it is there after a
>   reload, and when you come back. It goes when you clear the site's data; in a private window, when you close the
>   window.
> - **Elsewhere, or to hand it in.** **Right-click** the file in the list on the left and choose **Download**. The file
>   opens in `autograd-lab lab` as well, and one of yours from there comes here by **Upload Files**, above the list.
> - **A fresh copy.** Delete the file in the list and reload the page: the original comes back, and what you wrote in it
>   is gone. Where a chapter has a newer edition than yours, a message offers to put it *beside* yours.
> - **A cell that never ends.** After half a minute a message offers to restart Python; **Kernel → Restart Kernel** does
>   it at once. What you have typed stays. Of what one cell prints, the first 200,000 characters are shown.
"""

IN_A_SET = """\
> **You are in a browser tab.** Click a cell and press **Shift+Enter** to run it, from the first one on, and again from
> the first after a reload. Your work is kept in this browser alone: another machine does not have it, and it goes when
> the site's data are cleared, or a private window is closed. To keep a copy, or to hand it in, **right-click** the file
> in the list on the left and choose **Download**.
"""

AS_IT_RAN = """\
> **PyTorch does not run in a browser tab.** This chapter stands here as it ran elsewhere, with all its outputs; its
> pictures can be stepped through. Running a cell here only takes its results away. To change its code, run the course
> on your own machine: `pip install "autograd-lab[course,torch]"`, then `autograd-lab lab`.
"""


def write_contents(root: Path, into: Path, *, numpy: bool) -> tuple[list[str], list[str]]:
    """Copy the course's notebooks, in the workbook's layout; returns the names of those taken, and of those left out.

    root   the repository, whose derived notebooks are copied
    into   a folder that becomes the files of the tab
    numpy  whether there is NumPy; else a notebook that imports it, or a part of ours that needs it, is left out
    """
    shutil.rmtree(into, ignore_errors=True)
    taken, left_out = [], []
    for path in [*sorted((root / "notebooks").glob("*.ipynb")), *sorted((root / "assignments").glob("*/*.ipynb"))]:
        notebook: Any = nbformat.read(path, as_version=4)
        if not numpy and needs_numpy(notebook):
            left_out.append(path.stem)
            continue
        if path.stem in AS_THEY_RAN:
            run_notebook(notebook, path.parent, seconds=CELL_SECONDS, store_widget_state=False, record_timing=False)
            _keep_what_needs_no_kernel(notebook)
            _insert(notebook, AS_IT_RAN)
        elif path.stem.startswith("00_"):
            _insert(notebook, WHERE_WORK_IS)
        elif path.is_relative_to(root / "assignments"):
            _insert(notebook, IN_A_SET)
        notebook.metadata["kernelspec"] = KERNEL
        notebook.metadata["language_info"] = {"name": "python"}  # by it JupyterLab finds its kernel for a download
        notebook.metadata["autograd_lab"] = {"edition": edition(notebook), "as_it_ran": path.stem in AS_THEY_RAN}
        taken.append(path.stem)
        target = into / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")
    return taken, left_out


def _keep_what_needs_no_kernel(notebook: Any) -> None:
    """Leave of each widget the output that lives by itself, and let its script run."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [one for one in cell.outputs if WIDGET not in one.get("data", {})]
            cell.metadata["trusted"] = True


def edition(notebook: Any) -> str:
    """What tells one edition of a notebook from another: a hash of what its cells say, whatever they have put out."""
    said = "\0".join(f"{cell.cell_type} {cell.source}" for cell in notebook.cells)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def needs_numpy(notebook: Any) -> bool:
    """Whether a notebook's code asks for NumPy, by itself or through what it takes from the course."""
    words = ("numpy", "Tensor", "functional", "data", "check", "figures", "NetworkView", "torch", "zoo")
    return any(word in line for line in _imports(notebook) for word in words)


def _imports(notebook: Any) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield from (line for line in cell.source.splitlines() if line.startswith(("import ", "from ")))


def _insert(notebook: Any, text: str) -> None:
    """Put a text below the first cell."""
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(text, id="in-a-browser-tab"))
