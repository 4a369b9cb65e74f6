"""The chapters, each run once for all test processes by whichever needs it first: outputs, what it took, its graphs.

A chapter runs from top to bottom in a fresh kernel, with warnings as errors.
"""

import json
import os
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from filelock import FileLock
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograd_lab.lab.kernels import run_notebook
from tests.support.repo import REPO

HANGS = 600  # seconds for one cell, or for the kernel to start, on the clock, after which it is given up
BEFORE = """\
import warnings
warnings.simplefilter('error')
del warnings
from autograd_lab.viz import graphviz_layout
_recording = graphviz_layout.collect_graphs()
_graphs = _recording.__enter__()
del graphviz_layout
"""
#: Prints the most memory that the kernel has held. Linux is asked by VmHWM: its ru_maxrss may be that of the parent.
AFTER = """\
def peak():
    import sys
    if sys.platform == "linux":
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) / 1e3 for line in status if line.startswith("VmHWM"))
    if sys.platform == "win32":
        import psutil
        return psutil.Process().memory_info().peak_wset / 1e6
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
import json, time
print(json.dumps({"megabytes": round(peak()), "computed": time.process_time(), "graphs": _graphs}))
"""


@dataclass(frozen=True)
class Chapter:
    """A chapter that has run: its notebook with outputs, seconds on the clock and of computing, memory, its graphs."""

    notebook: NotebookNode
    seconds: float
    computed: float
    megabytes: int
    graphs: list[list[list[int]]]  # for each that was laid out, the parents of each node


def read(chapter: str) -> NotebookNode:
    """The derived notebook."""
    return nbformat.read(REPO / "notebooks" / f"{chapter}.ipynb", as_version=4)


def execute(notebook: NotebookNode, **environment: str) -> None:
    """Run all cells in a fresh kernel; an error in one is raised."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="zmq")
        run_notebook(notebook, REPO, seconds=HANGS, environment={**os.environ, **environment})


def run(chapter: str) -> Chapter:
    """Run a chapter; it looks as if nothing but its own cells had been run."""
    notebook = read(chapter)
    notebook.cells.insert(0, new_code_cell(BEFORE))
    notebook.cells.append(new_code_cell(AFTER))
    begin = time.perf_counter()
    execute(notebook)
    seconds = time.perf_counter() - begin
    told = json.loads(notebook.cells.pop().outputs[0].text)
    del notebook.cells[0]
    for cell in notebook.cells:
        for numbered in [cell, *cell.get("outputs", [])]:
            if numbered.get("execution_count"):
                numbered.execution_count -= 1
    return Chapter(notebook, seconds, **told)


def shared(factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run have in common, and no other run."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Chapter]:
    """`executed("05_computational_graph")`: that chapter after its run."""
    folder = shared(tmp_path_factory) / "executed"
    folder.mkdir(exist_ok=True)

    def once(name: str) -> Chapter:
        facts = folder / f"{name}.json"
        with FileLock(folder / f"{name}.lock"):
            if not facts.exists():
                chapter = run(name)
                nbformat.write(chapter.notebook, facts.with_suffix(".ipynb"))
                facts.write_text(json.dumps({k: v for k, v in vars(chapter).items() if k != "notebook"}))
        return Chapter(nbformat.read(facts.with_suffix(".ipynb"), as_version=4), **json.loads(facts.read_text()))

    return once
