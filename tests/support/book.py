"""The book, built once for the run by whichever process needs it first, from the chapters as `executed` has run them.

That a build runs the chapters by itself is shown on a small one, in tests/authoring/test_book.py.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from filelock import FileLock

from tests.support.executed import Chapter, shared
from tests.support.repo import NO_CODE, REPO


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory, executed: Callable[[str], Chapter]) -> Path:
    """The folder of the built pages."""
    root = shared(tmp_path_factory) / "book"
    with FileLock(f"{root}.lock"):
        if not (root / "is-built").exists():
            _build(root, executed)
            (root / "is-built").touch()
    return root / "book" / "_build" / "html"


def _build(root: Path, executed: Callable[[str], Chapter]) -> None:
    shutil.rmtree(root, ignore_errors=True)  # an attempt that failed
    for folder in ("book", "notebooks"):
        shutil.copytree(REPO / folder, root / folder, ignore=shutil.ignore_patterns("_build"))
    for notebook in (root / "notebooks").glob("*.ipynb"):
        if notebook.stem not in NO_CODE:
            nbformat.write(executed(notebook.stem).notebook, notebook)
    command = [sys.executable, "-m", "autograd_lab.authoring.book", "--root", str(root), "--as-run"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
