"""`autograd-lab lab` as `make lab` calls it: it serves the working copy and lists the notebooks."""

import json
import subprocess
import sys

import pytest

from tests.support.lab import Lab, isolated, stop, wait_until_up
from tests.support.repo import REPO

pytestmark = pytest.mark.lab


def test_it_serves_the_notebooks(tmp_path):
    lab = Lab("a-token", tmp_path / "workbook", tmp_path / "log", tmp_path / "runtime")
    options = ["--no-browser", "--port=0", f"--workbook={lab.root}", f"--IdentityProvider.token={lab.token}"]
    with lab.log.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "autograd_lab.cli", "lab", *options],
            stdout=log,
            stderr=log,
            env=isolated(tmp_path),
            cwd=REPO,
        )
    try:
        wait_until_up(process, lab)
        assert b"JupyterLab" in lab.get("/lab")
        listed = {entry["name"] for entry in json.loads(lab.get("/api/contents/notebooks"))["content"]}
    finally:
        stop(process)
    assert {"00_start_here.ipynb", "05_computational_graph.ipynb"} <= listed
    assert "was ready in" in lab.log.read_text()
