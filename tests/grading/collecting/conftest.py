"""The course folder that the collecting tests work in."""

import shutil
from pathlib import Path

import pytest

from tests.support.repo import REPO


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course folder with ps1 released."""
    shutil.copytree(REPO / "assignments" / "ps1", tmp_path / "course" / "assignments" / "ps1")
    shutil.copy(REPO / "nbgrader_config.py", tmp_path / "course")
    return tmp_path / "course"
