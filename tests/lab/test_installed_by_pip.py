"""The course by pip, for real: a new environment, the built wheel, what it needs from the index, an empty folder.

On every Python that the course supports and this machine has. The sizes and seconds are printed (`pytest -s`).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import zipfile
from pathlib import Path

import nbformat
import pytest

from tests.support.installed import SCRIPTS, Environment
from tests.support.lab import Lab, stop, wait_until_up
from tests.support.repo import REPO

pytestmark = [pytest.mark.full, pytest.mark.xdist_group("wheel")]


def pythons() -> list[str]:
    """A program for each Python from 3.11 on that is here and can make an environment, this one first."""
    found = {sys.version_info[1]: sys.executable}
    for minor in range(11, 15):
        for program in filter(None, [shutil.which(f"python3.{minor}"), *_of_pyenv(minor)]):
            works = subprocess.run([program, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0
            if works and minor not in found:
                found[minor] = program
    return list(found.values())


def _of_pyenv(minor: int) -> list[str]:
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    return [str(path) for path in sorted(root.glob(f"versions/3.{minor}.*/bin/python"))]


def megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


@pytest.fixture(scope="module", params=range(len(pythons())), ids=lambda index: f"python-{index}")
def by_pip(request, wheel, tmp_path_factory):
    """An environment in which pip has installed the wheel with the extra `course`."""
    program, folder = pythons()[request.param], tmp_path_factory.mktemp("by-pip")
    made = Environment(folder / "env", folder / "home")
    made.home.mkdir()
    began = time.monotonic()
    subprocess.run([program, "-m", "venv", made.folder], check=True)
    # the versions of constraints.txt are those that were tested on the oldest Python
    tested = ["-c", REPO / "constraints.txt"] if program == sys.executable else []
    command = [made.python, "-m", "pip", "install", "-q", *tested, f"autograd-lab[course] @ {wheel.as_uri()}"]
    subprocess.run(command, check=True, env=made.variables())
    version = made.run(made.python, "--version", here=folder).stdout.strip()
    seconds, size = time.monotonic() - began, megabytes(made.folder)
    print(f"\n{version}: wheel {wheel.stat().st_size / 1e6:.2f} MB, environment {size:.0f} MB in {seconds:.0f} s")
    return made


def served(by_pip: Environment, here: Path, tmp_path: Path):
    """A running `autograd-lab lab` in a folder: its process, and how to talk to it."""
    lab = Lab("a-token", here / "workbook", tmp_path / "log", tmp_path / "runtime")
    command = [by_pip.command, "lab", "--no-browser", "--port=0", f"--IdentityProvider.token={lab.token}"]
    with lab.log.open("w") as log:
        variables = by_pip.variables(JUPYTER_RUNTIME_DIR=str(lab.runtime))
        process = subprocess.Popen(command, stdout=log, stderr=log, env=variables, cwd=here)
    return process, lab


def disabled(page: str) -> str:
    return page.partition('"disabledExtensions"')[2].partition("]")[0]


def test_the_course_is_there_as_a_student_sees_it(by_pip, tmp_path):
    here = tmp_path / "here"
    here.mkdir()
    began = time.monotonic()
    process, lab = served(by_pip, here, tmp_path)
    try:
        wait_until_up(process, lab)
        page = lab.get("/lab").decode()  # 200, or an error
        print(f"\nanswers after {time.monotonic() - began:.1f} s")
        for folder, inside in (("notebooks", "*.ipynb"), ("assignments", "*")):
            listed = {entry["name"] for entry in json.loads(lab.get(f"/api/contents/{folder}"))["content"]}
            assert listed == {path.name for path in (REPO / folder).glob(inside)}
        settings = json.loads(lab.get("/lab/api/settings/@jupyterlab/apputils-extension:notification"))
        with pytest.raises(urllib.error.HTTPError, match="404"):
            lab.get("/formgrader")
    finally:
        stop(process)
    assert all(
        f"@jupyter/nbgrader:{part}" in disabled(page) for part in ("formgrader", "assignment-list", "course-list")
    )
    assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert "kernel websockets send without delay" in lab.log.read_text()


def test_chapters_run_in_it(by_pip, tmp_path):
    """The first, one with the engine, and the one that needs a package that did not come, which says so."""
    here = tmp_path / "here"
    here.mkdir()
    by_pip.run(by_pip.command, "lab", "--version", here=here)
    for name in ("00_start_here", "05_computational_graph", "09_vectorised"):
        done = by_pip.run(
            by_pip.command, "export", here / "workbook" / "notebooks" / f"{name}.ipynb", "-o", tmp_path, here=here
        )
        assert done.returncode == 0, done.stderr
    told = by_pip.run(
        by_pip.command, "export", here / "workbook" / "notebooks" / "15_pytorch.ipynb", "-o", tmp_path, here=here
    )
    assert told.returncode == 1
    said = re.sub(r"\x1b\[[\d;]*m", "", told.stderr)
    assert "No module named 'torch'" in said
    chapter = nbformat.read(REPO / "notebooks" / "15_pytorch.ipynb", as_version=4)
    assert re.search(r"-> +\d+ import torch .*pip install \"autograd-lab\[torch\]\"", said)
    assert '`%pip install "autograd-lab[torch]"`' in chapter.cells[0].source


def test_an_instructor_keeps_their_tools(by_pip, tmp_path):
    here = tmp_path / "here"
    here.mkdir()
    try:
        assert by_pip.run(by_pip.python, "-m", "autograd_lab.server", "instructor", here=here).returncode == 0
        process, lab = served(by_pip, here, tmp_path)
        try:
            wait_until_up(process, lab)
            assert "nbgrader:formgrader" not in disabled(lab.get("/lab").decode())
        finally:
            stop(process)
    finally:
        shutil.rmtree(by_pip.folder / "etc" / "jupyter" / "labconfig", ignore_errors=True)
        for file in (by_pip.folder / "etc" / "jupyter" / "jupyter_server_config.d").glob("nbgrader.server_extensions*"):
            file.unlink()


def test_everything_is_there(by_pip, tmp_path):
    told = by_pip.run(by_pip.python, "-m", "pip", "check", here=tmp_path)
    assert told.returncode == 0, told.stdout
    told = by_pip.run(by_pip.command, "doctor", here=tmp_path)
    assert told.returncode == 0, told.stdout
    assert "ok        the package's own files" in told.stdout


def test_the_archive_of_sources_gives_the_same_wheel(wheel, tmp_path):
    """As a packager builds it, without git; an index takes both."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    build = tmp_path / "env" / SCRIPTS / "python"
    subprocess.run([build, "-m", "pip", "install", "-q", "build"], check=True)
    subprocess.run([build, "-m", "build", "-o", tmp_path / "dist", REPO], check=True, capture_output=True)
    [again] = (tmp_path / "dist").glob("*.whl")
    contents = [{each.filename: each.CRC for each in zipfile.ZipFile(path).infolist()} for path in (wheel, again)]
    assert contents[0] == contents[1]
    files = sorted((tmp_path / "dist").iterdir())
    assert len(files) == 2
    done = subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
