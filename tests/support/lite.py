"""The site in a browser tab: built once for the run, served on loopback as a plain web server would, and driven."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.support.waiting import until

#: what a notebook's cells are, and its players, by JupyterLab's own model: also those that are out of sight
STATE = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const model = panel?.content?.model;
    if (!model) return { kernel: 'none' };
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
    };
}"""


class _Server(http.server.SimpleHTTPRequestHandler):
    extensions_map = {  # noqa: RUF012 — as the base class has it
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".js": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address at which a folder is served, until the block ends."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Server, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def lite_open(page: Page, address: str, path: str) -> None:
    """Open a notebook of the site, and wait until its kernel can take a cell."""
    page.goto(f"{address}/lab/index.html?path={path}")
    until(lambda: page.evaluate(STATE)["kernel"] == "idle")


def lite_run_all(page: Page) -> dict[str, Any]:
    """Run all cells, and wait until each has ended or one has failed; returns what STATE tells of them."""
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    return lite_ended(page)


def lite_ended(page: Page) -> dict[str, Any]:
    """Wait until all cells have ended or one has failed; returns what STATE tells of them."""

    def ended() -> bool:
        state = page.evaluate(STATE)
        return bool(state["errors"] or (state["done"] == state["cells"] and state["kernel"] == "idle"))

    until(ended)
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
