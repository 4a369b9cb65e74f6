"""A real JupyterLab, started once for the run on a copy of the course, and the few moves that tests make in it."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Page

from autograd_lab.lab.kernels import SOCKET_PATH_BYTES
from tests.support.repo import REPO

START_SECONDS = 240  # more than a busy machine takes
OPEN_SECONDS = 240
RUN_SECONDS = 480
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
#: behind a selector of widgets: not what is kept of one, which begins where the widget comes late, and stays, hidden
LIVE = ":not([data-al-kept] *)"


@dataclass(frozen=True)
class Lab:
    """A server: its token, the folder it serves, its log, and the folder in which it writes down its address."""

    token: str
    root: Path
    log: Path
    runtime: Path

    @cached_property
    def url(self) -> str:
        """Its address. The system chose the port, so that two runs cannot meet; ConnectionError before it is known."""
        file = next(self.runtime.glob("jpserver-*.json"), None)
        if file is None:
            raise ConnectionError("the server has not written down its address yet")
        return f"http://127.0.0.1:{json.loads(file.read_text())['port']}"

    def get(self, path: str) -> bytes:
        """Answer of the server to an authorised GET of `path`."""
        return self.send("GET", path)

    def send(self, method: str, path: str, content: object = None) -> bytes:
        """Answer of the server to an authorised request, with `content` as JSON if there is any."""
        body = None if content is None else json.dumps(content).encode()
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.read()

    def trust(self, notebook: Path) -> None:
        """Sign a notebook as its reader's own, which is what running all its cells does too."""
        command = [sys.executable, "-m", "jupyter", "trust", str(notebook)]
        subprocess.run(command, env=isolated(self.log.parent), check=True, capture_output=True)

    def end_kernels(self) -> None:
        """End all kernels, so that the next notebook starts in a fresh one."""
        for session in json.loads(self.get("/api/sessions")):
            self.send("DELETE", f"/api/sessions/{session['id']}")


def isolated(folder: Path, **extra: str) -> dict[str, str]:
    """Environment in which Jupyter reads no settings of the user's, only those of this Python environment."""
    folders = {name: str(folder / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    runtime = {"JUPYTER_RUNTIME_DIR": str(folder / "runtime"), "IPYTHONDIR": str(folder / "ipython")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, **folders, **runtime, "PATH": path, **extra}


def start(root: Path, state: Path, runtime: Path, *options: str) -> tuple[subprocess.Popen, Lab]:
    """Start JupyterLab on `root`, with its settings in `state` and its sockets in `runtime`; the caller ends it."""
    lab = Lab(secrets.token_hex(16), root, state / "jupyterlab.log", runtime)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.root_dir={root}"]
    settings = [
        "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",  # the same server serves Notebook 7
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=0",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={lab.token}",
    ]
    socket = runtime / f"kernel-{uuid.uuid4()}-ipc"  # as a kernel's is called
    if os.name == "posix" and len(os.fsencode(socket)) <= SOCKET_PATH_BYTES:
        # over TCP, two kernels that start at once can choose one port, and one of them dies
        settings.append("--KernelManager.transport=ipc")
    environment = isolated(state, JUPYTER_RUNTIME_DIR=str(runtime))
    with lab.log.open("w") as log:
        process = subprocess.Popen([*command, *settings, *options], stdout=log, stderr=log, env=environment, cwd=root)
    return process, lab


def wait_until_up(process: subprocess.Popen, lab: Lab) -> None:
    """Return when the server answers; fail with its log when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            lab.get("/api/status")
        except (urllib.error.URLError, ConnectionError, json.JSONDecodeError):  # the address may be half written
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"JupyterLab did not start:\n{lab.log.read_text()}")


def stop(process: subprocess.Popen) -> None:
    """End a server and, with it, its kernels."""
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)


@contextmanager
def serving(root: Path, state: Path, *options: str) -> Iterator[Lab]:
    """A JupyterLab on `root` that answers, until the block ends."""
    # a system allows few bytes for a socket's path, and a kernel that ends late removes its own files
    with tempfile.TemporaryDirectory(prefix="al-", ignore_cleanup_errors=True) as runtime:
        process, lab = start(root, state, Path(runtime), *options)
        try:
            wait_until_up(process, lab)
            yield lab
        finally:
            stop(process)


def keep_all_cells_in_the_page(state: Path) -> None:
    """Switch off that JupyterLab takes cells out of the page when they are scrolled out of sight."""
    settings = state / "jupyter_config_dir/lab/user-settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"windowingMode": "none"}')


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a copy of notebooks/ and assignments/, as a student has it."""
    root = tmp_path_factory.mktemp("course")
    for name in ("notebooks", "assignments"):
        if (REPO / name).is_dir():
            shutil.copytree(REPO / name, root / name)
    state = tmp_path_factory.mktemp("jupyter")
    keep_all_cells_in_the_page(state)
    with serving(root, state) as lab:
        yield lab


@pytest.fixture
def theme(jupyterlab: Lab) -> Iterator[Callable[[str], None]]:
    """A function that sets JupyterLab's theme, which is light again afterwards."""

    def set_theme(name: str) -> None:
        settings = {"raw": json.dumps({"theme": name})}
        jupyterlab.send("PUT", "/lab/api/settings/@jupyterlab/apputils-extension:themes", settings)

    yield set_theme
    set_theme("JupyterLab Light")


@pytest.fixture(autouse=True)
def _lab_log_on_failure(request: pytest.FixtureRequest) -> Iterator[None]:
    """Add the end of the server's log to the report of a test that used it."""
    yield
    if "jupyterlab" in request.fixturenames:
        lab: Lab = request.getfixturevalue("jupyterlab")
        request.node.add_report_section("teardown", "JupyterLab's log", lab.log.read_text()[-4000:])


def notebook_of(*cells: str) -> NotebookNode:
    """A notebook of these code cells that names its kernel, so that JupyterLab does not ask for one."""
    return new_notebook(cells=[new_code_cell(text.strip()) for text in cells], metadata={"kernelspec": KERNEL})


def lab_open(page: Page, lab: Lab, notebook: str) -> None:
    """Open a notebook (path below the served folder) in a fresh workspace, with a fresh kernel, and wait for that."""
    _leave(page, lab)
    page.goto(_address(lab, notebook))
    page.locator(".jp-NotebookPanel:visible .jp-Notebook").wait_for(timeout=OPEN_SECONDS * 1000)
    _wait_for_kernel(page)


def notebook_open(page: Page, lab: Lab, notebook: str) -> None:
    """The same in Notebook 7."""
    _leave(page, lab)
    page.goto(f"{lab.url}/notebooks/{notebook}?token={lab.token}")
    _wait_for_kernel(page)


def open_without_kernel(page: Page, lab: Lab, notebook: str) -> None:
    """Open a notebook that names no kernel, in a fresh workspace, and choose to have none."""
    _leave(page, lab)
    page.goto(_address(lab, notebook))
    page.locator(".jp-Dialog button", has_text="No Kernel").click(timeout=OPEN_SECONDS * 1000)


def _leave(page: Page, lab: Lab) -> None:
    """End all kernels, once the page shows no notebook: it complains of each request that a kernel leaves unanswered.

    After a new kernel is idle, JupyterLab asks it several things for its debugger and for the widgets, on a busy
    machine seconds later. So a kernel is never ended under an open notebook.
    """
    page.goto("about:blank")
    lab.end_kernels()


def _address(lab: Lab, notebook: str) -> str:
    return f"{lab.url}/lab/workspaces/{secrets.token_hex(4)}/tree/{notebook}?token={lab.token}"


def _wait_for_kernel(page: Page) -> None:
    """Return when the kernel of the open notebook waits for work."""
    page.wait_for_function(f"() => ({NOTEBOOK})()?.kernel === 'idle'", timeout=OPEN_SECONDS * 1000)


def run_all(page: Page, seconds: float = RUN_SECONDS) -> None:
    """Choose Run > Run All Cells; return when the kernel has finished, and fail when an error stopped it."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    wait_until_run(page, seconds)


def wait_until_run(page: Page, seconds: float = RUN_SECONDS) -> None:
    """Return when every code cell of the open notebook has run; fail when an error kept one from it."""
    page.wait_for_function(f"() => ({NOTEBOOK})().done", timeout=seconds * 1000)
    state = page.evaluate(NOTEBOOK)
    assert not state["left"], f"{state['left']} cells did not run:\n{state['error']}"


# asked of JupyterLab itself, since the page holds only those cells that are near the visible ones
NOTEBOOK = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    if (!panel?.content?.widgets) return null;
    const cells = panel.content.widgets.map(widget => widget.model)
        .filter(model => model.type === 'code' && model.sharedModel.source.trim());
    const outputs = cells.flatMap(model => model.outputs.toJSON());
    const failed = outputs.find(output => output.output_type === 'error');
    const kernel = panel.sessionContext.kernelDisplayStatus;
    const left = cells.filter(model => !model.executionCount).length;
    const waiting = cells.some(model => model.executionState === 'running');
    return {
        kernel, left,
        // on a busy machine a cell's error is shown later than that the kernel is idle
        done: kernel === 'idle' && !waiting && (!left || Boolean(failed)),
        error: failed ? `${failed.ename}: ${failed.evalue}` : 'no cell shows an error',
    };
}"""
