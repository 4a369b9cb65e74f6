"""A real JupyterLab, started once for the run on a copy of the course, and the few moves that tests make in it."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

REPO = Path(__file__).parents[2]
START_SECONDS = 60
RUN_SECONDS = 180


@dataclass(frozen=True)
class Lab:
    """A running server: its address, its token, the folder it serves, and its log."""

    url: str
    token: str
    root: Path
    log: Path

    def get(self, path: str) -> bytes:
        """Answer of the server to an authorised GET of `path`."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"token {self.token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def isolated(folder: Path, **extra: str) -> dict[str, str]:
    """Environment in which Jupyter reads no settings of the user's, only those of this Python environment."""
    folders = {name: str(folder / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    runtime = {"JUPYTER_RUNTIME_DIR": str(folder / "runtime"), "IPYTHONDIR": str(folder / "ipython")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, **folders, **runtime, "PATH": path, **extra}


def start(root: Path, state: Path, *options: str) -> tuple[subprocess.Popen, Lab]:
    """Start JupyterLab on `root`; the caller ends the process."""
    lab = Lab(f"http://127.0.0.1:{free_port()}", secrets.token_hex(16), root, state / "jupyterlab.log")
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.root_dir={root}"]
    settings = [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={lab.url.rpartition(':')[2]}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={lab.token}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with lab.log.open("w") as log:
        process = subprocess.Popen(
            [*command, *settings, *options], stdout=log, stderr=log, env=isolated(state), cwd=root
        )
    return process, lab


def wait_until_up(process: subprocess.Popen, lab: Lab) -> None:
    """Return when the server answers; fail with its log when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            lab.get("/api/status")
        except (urllib.error.URLError, ConnectionError):
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


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a copy of notebooks/ and assignments/, as a student has it."""
    root = tmp_path_factory.mktemp("course")
    for name in ("notebooks", "assignments"):
        if (REPO / name).is_dir():
            shutil.copytree(REPO / name, root / name)
    process, lab = start(root, tmp_path_factory.mktemp("jupyter"))
    try:
        wait_until_up(process, lab)
        yield lab
    finally:
        stop(process)


@pytest.fixture(autouse=True)
def _lab_log_on_failure(request: pytest.FixtureRequest) -> Iterator[None]:
    """Add the end of the server's log to the report of a test that used it."""
    yield
    if "jupyterlab" in request.fixturenames:
        lab: Lab = request.getfixturevalue("jupyterlab")
        request.node.add_report_section("teardown", "JupyterLab's log", lab.log.read_text()[-4000:])


def lab_open(page: Page, lab: Lab, notebook: str) -> None:
    """Open a notebook (path below the served folder) in a fresh workspace and wait for its kernel."""
    workspace = secrets.token_hex(4)
    page.goto(f"{lab.url}/lab/workspaces/{workspace}/tree/{notebook}?token={lab.token}")
    page.locator(".jp-NotebookPanel:visible .jp-Notebook").wait_for(timeout=60_000)
    expect(page.locator(".jp-NotebookPanel:visible .jp-Notebook-ExecutionIndicator")).to_have_attribute(
        "data-status", "idle", timeout=60_000
    )


def run_all(page: Page, seconds: float = RUN_SECONDS) -> None:
    """Choose Run > Run All Cells and return when the kernel has finished the last one."""
    page.get_by_role("menuitem", name="Run", exact=True).click(timeout=10_000)
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    wait_until_run(page, seconds)


def wait_until_run(page: Page, seconds: float = RUN_SECONDS) -> None:
    """Return when every code cell of the open notebook has a number and the kernel is idle."""
    page.wait_for_function(
        """() => {
            const panel = [...document.querySelectorAll('.jp-NotebookPanel')].find(p => p.offsetParent !== null);
            const status = panel?.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status;
            const prompts = [...panel.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(p => p.textContent.trim());
            return status === 'idle' && prompts.length > 0 && prompts.every(text => /^\\[\\d+\\]:$/.test(text));
        }""",
        timeout=seconds * 1000,
    )
