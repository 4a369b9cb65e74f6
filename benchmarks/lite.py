"""`python -m benchmarks.lite`, and a part of `make bench`: what a chapter costs in a browser tab.

Needs Chromium, and Pyodide's compiled wheels. The site is served on this machine as GitHub Pages would serve it,
compressed and to be kept for ten minutes; there is no network in the times. A cold visit is the first of a new profile
of the browser, a warm one comes later in the same profile, from a browser that was started anew.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Page, Playwright, sync_playwright

from autograd_lab.lab.doctor import find_browser
from autograd_lab.lab.kernels import run_notebook
from benchmarks import results
from benchmarks.lite_server import Site, address_of_site
from benchmarks.results import mark
from tests.support.browser import FLAGS
from tests.support.lite import STATE, build_with_solutions, has_numpy, lite_open, lite_run_all, solved
from tests.support.repo import REPO
from tests.support.waiting import until

ROUNDS = 3
CHAPTERS = (
    "00_start_here",
    "05_computational_graph",
    "08_delta_recursion",
    "10_training",
    "12_vanishing",
    "14_overfitting",
    "bug_zoo",
)
SETS = ("ps2", "ps6")
#: seconds to the first cell, cold and warm; megabytes over the wire
GOALS = {"cold": 20, "warm": 10, "chapter": 20, "set": 30}
CELL_SECONDS = 600

Figures = dict[str, float]


def figures() -> dict[str, Any]:
    """All of it; raises RuntimeError when there is no browser, or no NumPy for a tab."""
    if not find_browser():
        raise RuntimeError("the benchmarks of the browser tab need Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        built = Path(place, "site")
        build_with_solutions(built)
        if not has_numpy(built):
            raise RuntimeError("the benchmarks of the tab need Pyodide's compiled wheels: docs/publishing.md")
        site = Site(built)
        found: dict[str, list[Figures]] = {name: [] for name in (*CHAPTERS, *SETS)}
        with address_of_site(site) as address:
            for number in range(ROUNDS):
                for name, rounds in found.items():
                    print(f"tab, round {number + 1}, {name} …", flush=True)
                    rounds.append(_visit_figures(playwright, site, address, name, whole=not number))
    return {
        "rounds": ROUNDS,
        "cores": os.cpu_count(),
        "notebooks": {name: _medians(rounds) for name, rounds in found.items()},
    }


def _medians(rounds: list[Figures]) -> Figures:
    return {what: statistics.median(one[what] for one in rounds if what in one) for what in rounds[0]}


def _visit_figures(playwright: Playwright, site: Site, address: str, name: str, whole: bool) -> Figures:
    """A cold visit and a warm one up to the first cell; on request all cells run in the cold one, and natively."""
    path = solved(name) if name in SETS else f"notebooks/{name}.ipynb"
    found = {"load": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory() as profile:
        site.forget()
        with _page(playwright, profile) as page:
            found["cold"] = first_cell(page, address, path)
            if whole:
                found |= {"whole": _all_cells(page, name), "native": natively(name)}
                found["wire"], found["raw"] = site.megabytes()
        site.forget()
        with _page(playwright, profile) as page:
            found["warm"] = first_cell(page, address, path)
        found["again"], _ = site.megabytes()
    return found


def _all_cells(page: Page, name: str) -> float:
    """Seconds that all cells take; RuntimeError when one fails."""
    began = time.monotonic()
    state = lite_run_all(page)
    if state["errors"]:
        raise RuntimeError(f"{name} fails in the browser tab: {state['errors'][0]}")
    return time.monotonic() - began


@contextmanager
def _page(playwright: Playwright, profile: str) -> Iterator[Page]:
    """A page of a browser with a profile of its own on the disk, so that what it keeps outlives it."""
    context = playwright.chromium.launch_persistent_context(profile, executable_path=find_browser(), args=FLAGS)
    try:
        yield context.new_page()
    finally:
        context.close()


def first_cell(page: Page, address: str, path: str) -> float:
    """Seconds from opening a notebook until its first cell of code has run, by whoever presses the keys at once."""
    began = time.monotonic()
    lite_open(page, address, path)
    page.evaluate(RUN_FIRST)
    until(lambda: page.evaluate(STATE)["done"])
    return time.monotonic() - began


RUN_FIRST = """() => {
    const { commands, shell } = window.jupyterapp;
    const { content } = shell.currentWidget;
    content.activeCellIndex = content.widgets.findIndex(cell => cell.model.type === 'code');
    commands.execute('notebook:run-cell');
}"""


def natively(name: str) -> float:
    """Seconds from the first cell's begin to the last one's end in a kernel of this machine."""
    path = REPO / (f"solutions/{name}/{name}.ipynb" if name in SETS else f"notebooks/{name}.ipynb")
    notebook: Any = nbformat.read(path, as_version=4)
    run_notebook(notebook, path.parent, seconds=CELL_SECONDS)
    times = [cell.metadata.execution for cell in notebook.cells if "execution" in cell.metadata]
    begin, end = times[0]["iopub.status.busy"], times[-1]["iopub.status.idle"]
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()


def section(found: dict[str, Any]) -> str:
    """The browser tab's part of benchmarks/README.md."""
    rows = [_row(name, one) for name, one in found["notebooks"].items()]
    return _SECTION.format(rounds=found["rounds"], cores=found["cores"], **GOALS) + "\n".join(rows)


def _row(name: str, one: Figures) -> str:
    late = [what for what, _ in _missed(name, one)]
    times = " | ".join(f"{one[what]:.1f} s{mark(what in late)}" for what in ("cold", "warm"))
    size = f"{one['wire']:.1f} MB{mark('wire' in late)} | {one['raw']:.1f} MB | {one['again']:.1f} MB"
    cells = f"{one['whole']:.1f} s | {one['native']:.1f} s | {one['whole'] / one['native']:.1f}"
    return f"| {name} | {times} | {size} | {cells} | {one['load']:.1f} |"


def _missed(name: str, one: Figures) -> list[tuple[str, float]]:
    """What is beyond its goal, with the goal."""
    goals = {"cold": GOALS["cold"], "warm": GOALS["warm"], "wire": GOALS["set" if name in SETS else "chapter"]}
    return [(what, goal) for what, goal in goals.items() if one[what] > goal]


def missed(found: dict[str, Any]) -> list[str]:
    """A line for each figure that is beyond its goal."""
    units = {"cold": "s", "warm": "s", "wire": "MB"}
    return [
        f"{name} in a browser tab, {what}: {one[what]:.1f} {units[what]} > {goal} {units[what]}"
        for name, one in found["notebooks"].items()
        for what, goal in _missed(name, one)
    ]


_SECTION = """## The course in a browser tab

Medians of {rounds} rounds on {cores} cores, all notebooks in turn in each; "load" is what else the machine had to do
then (its average of the last minute). "First cell" is from opening the address until the first cell of code has run,
by a reader who presses the keys as soon as there is a kernel: cold in a new profile of the browser, warm in one that
was there before. The site is on this machine, so a slow network adds its own time for the megabytes, which are those
of a cold visit in which all cells ran, compressed as GitHub Pages does it, and unpacked; then those of the warm visit.
"All cells" is the time from the first cell to the last, once, in the tab and in a kernel of the same machine; a set is
the solved one. Goals: first cell {cold} s cold and {warm} s warm; {chapter} MB for a chapter, {set} MB for a set.

| notebook | first cell, cold | warm | MB | unpacked | MB, warm | all cells, in the tab | natively | times | load |
|---|---|---|---|---|---|---|---|---|---|
"""


def main() -> int:
    """Measure, print, and put the figures in the place of the old ones; 1 when a goal is missed."""
    try:
        found = figures()
    except RuntimeError as error:
        print(f"benchmarks.lite: {error}", file=sys.stderr)
        return 1
    results.renew("lite", found, section)
    print(section(found))
    late = missed(found)
    print("\n".join(late) or "all within their goals", file=sys.stderr)
    return bool(late)


if __name__ == "__main__":
    sys.exit(main())
