"""The site in a browser tab: built once for the run, served on loopback as a plain web server would, and driven."""

import fnmatch
import functools
import http.server
import io
import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from autograd_lab.authoring.lite.__main__ import build
from tests.support.executed import shared
from tests.support.loopback import address_of
from tests.support.repo import REPO
from tests.support.waiting import until

#: every test of the site but the first is full, and one worker drives it
LITE_MARKS = [
    pytest.mark.browser,
    pytest.mark.lab,
    pytest.mark.slow,
    pytest.mark.full,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group("lite"),
]
CHAPTER_SECONDS = 1000  # a busy machine takes minutes for a chapter that trains networks
CUT = 1  # a piece that comes in part
SETS = [f"ps{number}" for number in range(1, 8)]
TYPES = {
    **http.server.SimpleHTTPRequestHandler.extensions_map,
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
}
#: complaints that every page of the site may have, each with its reason
LITE_ERRORS = {
    r"status of 404 .*(all\.json|jupyter-lite\.ipynb|favicon\.ico)": "JupyterLite asks for files that a site may "
    "have and need not: contents that somebody has made there, and settings in a notebook",
    r"Cannot read properties of undefined \(reading 'type'\)": "JupyterLab's list of headings meets a cell while a "
    "notebook is being opened that it does not know yet; it lists it a moment later",
}

#: what a notebook's cells are, and its players, by JupyterLab's own model: also those that are out of sight
STATE = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const model = panel?.content?.model;
    if (!model?.cells) return { kernel: 'none' };
    const every = [...Array(model.cells.length).keys()].map(at => model.cells.get(at));
    const cells = every.filter(cell => cell.type === 'code' && cell.sharedModel.getSource().trim());
    const told = cell => [...Array(cell.outputs.length).keys()].map(at => cell.outputs.get(at).toJSON());
    const outputs = cells.flatMap(told);
    return {
        kernel: panel.sessionContext.kernelDisplayStatus,
        cells: cells.length,
        done: cells.filter(cell => cell.executionCount).length,
        errors: outputs.filter(o => o.output_type === 'error').map(o => `${o.ename}: ${o.evalue}`),
        printed: outputs.filter(o => o.name === 'stdout').map(o => [].concat(o.text).join('')).join(''),
        reports: outputs.filter(o => /autograd-lab-check/.test([].concat(o.data?.['text/html'] ?? '').join('')))
            .map(o => [].concat(o.data['text/plain']).join('')),
    };
}"""


def solved(name: str) -> str:
    """The path of a solved problem set in a site that was built for tests."""
    return f"assignments/{name}_solved/{name}_solved.ipynb"


def build_with_solutions(site: Path, **options: Any) -> None:
    """Build the site of this repository, with the solved problem sets among its notebooks; options as of `build`."""
    root = site.with_name(f"root-of-{site.name}")  # JupyterLite skips what begins with the name of the site's folder
    for part in ("autograd_lab", "notebooks", "assignments", "lite", "book"):
        shutil.copytree(REPO / part, root / part, ignore=shutil.ignore_patterns("__pycache__", "_build"))
    for part in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-TEXT", "hatch_build.py"):
        shutil.copy(REPO / part, root)
    for name in SETS:
        (root / solved(name)).parent.mkdir()
        shutil.copy(REPO / "solutions" / name / f"{name}.ipynb", root / solved(name))
    build(root, into=site, work=REPO / "book/_build/lite", **options)


def has_numpy(site: Path) -> bool:
    """Whether the compiled wheels could be had when the site was built."""
    return bool(list(site.glob("static/pyodide/numpy-*.whl")))


@pytest.fixture(scope="session")
def pure_site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site without NumPy, built once for the run."""
    return _site_folder(tmp_path_factory, "lite-pure", pure=True)


@pytest.fixture(scope="session")
def pure_site(pure_site_folder: Path) -> Iterator[str]:
    """The address of the site without NumPy."""
    with served(pure_site_folder) as address:
        yield address


@pytest.fixture(scope="session")
def whole_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the whole site, the solved sets in it, built once for the run."""
    folder = _site_folder(tmp_path_factory, "lite-whole")
    if not has_numpy(folder):
        pytest.skip("needs the compiled wheels of Pyodide: a network that reaches them, or a copy on PyPI")
    with served(folder) as address:
        yield address


def _site_folder(tmp_path_factory: pytest.TempPathFactory, name: str, **options: Any) -> Path:
    folder = shared(tmp_path_factory) / name
    if not folder.is_dir():
        build_with_solutions(folder, **options)
    return folder


class _Server(http.server.SimpleHTTPRequestHandler):
    extensions_map = TYPES
    spoiled: Mapping[str, int] = {}

    def log_message(self, *_: object) -> None:
        pass

    def send_head(self) -> Any:
        asked = self.path.partition("?")[0]
        how = next((how for pattern, how in self.spoiled.items() if fnmatch.fnmatch(asked, pattern)), None)
        if how is None:
            return super().send_head()
        path = Path(self.translate_path(self.path))
        content = b"<html>Blocked by the administrator of this network</html>"
        if how == CUT:
            content = path.read_bytes()[: path.stat().st_size // 3]
        self.send_response(200 if how == CUT else how)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)


def served(site: Path, spoiled: Mapping[str, int] | None = None) -> AbstractContextManager[str]:
    """The address at which a folder is served, until the block ends.

    spoiled  what comes otherwise: a pattern of paths, and the status of the answer, or CUT for a third of the file
    """
    kind = type("_Spoiling", (_Server,), {"spoiled": {} if spoiled is None else spoiled})
    return address_of(functools.partial(kind, directory=str(site)))


def lite_panel(page: Page) -> Locator:
    """Where the tab speaks to its reader, outside the kernel."""
    return page.get_by_role("region", name="Messages of this tab")


def lite_opened(page: Page, address: str, path: str) -> None:
    """Open a notebook of the site, and wait until it is shown; its kernel may still be starting."""
    page.goto(f"{address}/lab/index.html?path={path}")
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady")
    until(lambda: page.evaluate(STATE)["kernel"] != "none", "the notebook was never shown")


def lite_open(page: Page, address: str, path: str) -> None:
    """Open a notebook of the site, and wait until its kernel can take a cell."""
    lite_opened(page, address, path)
    until(lambda: page.evaluate(STATE)["kernel"] == "idle", "the kernel never started")


def lite_cell(page: Page, code: str) -> None:
    """Write code into a new cell below the last, and run it."""
    page.evaluate(
        """async code => {
            const { commands, shell } = window.jupyterapp;
            const { content } = shell.currentWidget;
            content.activeCellIndex = content.widgets.length - 1;
            await commands.execute('notebook:insert-cell-below');
            content.activeCell.model.sharedModel.setSource(code);
            await commands.execute('notebook:run-cell');
        }""",
        code,
    )


def lite_type(page: Page, code: str) -> None:
    """Type code into a new cell at the top and run it, by the keyboard; does not wait for it to end."""
    page.evaluate(
        """async () => {
            const { commands, shell } = window.jupyterapp;
            shell.currentWidget.content.activeCellIndex = 0;
            await commands.execute('notebook:insert-cell-above');
            await commands.execute('notebook:enter-edit-mode');
        }"""
    )
    for number, line in enumerate(code.splitlines()):
        if number:
            page.keyboard.press("Enter")
            page.keyboard.press("Shift+Home")  # over the indentation that the editor begins a line with
        page.keyboard.insert_text(line)
    page.keyboard.press("Control+Enter")


def lite_text(page: Page) -> list[str]:
    """What stands in the notebook's cells."""
    return list(
        page.evaluate(
            "() => [...window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells].map(c => c.getSource())"
        )
    )


def lite_run_all(page: Page) -> dict[str, Any]:
    """Run all cells, and wait until each has ended or one has failed; returns what STATE tells of them."""
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    return lite_ended(page)


def lite_ended(page: Page) -> dict[str, Any]:
    """Wait until all cells have ended or one has failed; returns what STATE tells of them."""

    def ended() -> bool:
        state = page.evaluate(STATE)
        return bool(state["errors"] or (state["done"] == state["cells"] and state["kernel"] == "idle"))

    until(ended, "the cells have never ended", seconds=CHAPTER_SECONDS)
    return dict(page.evaluate(STATE))


def lite_ask(page: Page, code: str) -> str:
    """What a piece of code prints in the notebook's kernel."""
    return str(
        page.evaluate(
            """code => new Promise(resolve => {
                const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
                const future = kernel.requestExecute({ code });
                let said = '';
                future.onIOPub = message => { said += message.content.text ?? message.content.evalue ?? ''; };
                future.done.then(() => resolve(said.trim()));
            })""",
            code,
        )
    )
