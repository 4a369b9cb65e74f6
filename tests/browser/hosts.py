"""One small notebook with two players, run once, and ways to put it into each host."""

import functools
import http.server
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import nbformat
from playwright.sync_api import Page

from autograd_lab.lab.kernels import run_notebook
from tests.browser.engine import Graph
from tests.browser.players import differences, expect_step, players, press, slide, step_to_the_end, wait_until_equal
from tests.support.executed import HANGS
from tests.support.lab import notebook_of
from tests.support.loopback import address_of

CELLS = (
    "from autograd_lab import Value, show",
    "w, x, b, y = Value(2.0), Value(3.0), Value(1.0), Value(5.0)\nloss = (w * x + b - y) ** 2\nshow(loss)",
    "u = Value(0.5)\nv = (u * 3).tanh() + u * u\nshow(v)",
)


def blank() -> nbformat.NotebookNode:
    """The notebook, not run yet."""
    return notebook_of(*CELLS)


def run(notebook: nbformat.NotebookNode, folder: Path, *, widget_state: bool = True) -> nbformat.NotebookNode:
    """The notebook, run by a real kernel in a folder."""
    run_notebook(notebook, folder, seconds=HANGS, store_widget_state=widget_state)
    return notebook


def write(notebook: nbformat.NotebookNode, path: Path) -> Path:
    """Save a notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def exercise(page: Page, graphs: Sequence[Graph], kernel: str) -> None:
    """Step every player of a page to its end, move its first leaf, and hold all numbers against the engine's.

    What is done to one player must leave the others where they are.
    """
    assert len(graphs) == 2
    on_page = players(page, len(graphs))
    for number, (player, graph) in enumerate(zip(on_page, graphs, strict=True)):
        expect_step(player, 0)
        player.scroll_into_view_if_needed()
        step_to_the_end(player)
        assert not differences(player, graph.sweep())
        leaf, to = slide(player)
        wait_until_equal(player, graph.sweep(**{leaf: to}))
        page.wait_for_function("([p, k]) => p.dataset.kernel === k", arg=[player.element_handle(), kernel])
        wait_until_equal(player, graph.sweep(**{leaf: to}))
        for other in on_page[number + 1 :]:
            expect_step(other, 0)
    press(on_page[0], "back")
    expect_step(on_page[1], int(on_page[1].get_attribute("data-steps")))


def served(folder: Path) -> AbstractContextManager[str]:
    """The address of a web server on a folder."""
    return address_of(functools.partial(_Quiet, directory=str(folder)))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def called(*command: str, cwd: Path, **options: object) -> None:
    """Run a program of this Python environment; fail with what it said."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr


def outputs(notebook: nbformat.NotebookNode) -> str:
    """All outputs as JSON."""
    return json.dumps([output for cell in notebook.cells for output in cell.get("outputs", [])])
