"""The book, built once for the run, by whichever process needs it first, from a copy of the derived notebooks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from tests.support.lab import REPO


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built pages."""
    own = tmp_path_factory.getbasetemp()
    root = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "book"
    with FileLock(f"{root}.lock"):
        if not (root / "is-built").exists():
            _build(root)
            (root / "is-built").touch()
    return root / "book" / "_build" / "html"


def _build(root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)  # an attempt that failed
    for folder in ("book", "notebooks"):
        shutil.copytree(REPO / folder, root / folder, ignore=shutil.ignore_patterns("_build"))
    command = [sys.executable, "-m", "autograd_lab.authoring.book", "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
