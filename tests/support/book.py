"""The book, built once for the run from a copy of the derived notebooks."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.lab import REPO


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built pages."""
    root = tmp_path_factory.mktemp("book")
    for folder in ("book", "notebooks"):
        shutil.copytree(REPO / folder, root / folder, ignore=shutil.ignore_patterns("_build"))
    command = [sys.executable, "-m", "autograd_lab.authoring.book", "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "book" / "_build" / "html"
