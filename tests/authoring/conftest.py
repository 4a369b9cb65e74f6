"""A course of two small sources, in a folder of its own."""

from pathlib import Path

import pytest

from tests.authoring.small_course import LESSON, PROBLEM_SET
from tests.support.repo import REPO as ROOT


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A root with one chapter and no problem set: derived without nbgrader, so quick."""
    lessons = tmp_path / "course/lessons"
    lessons.mkdir(parents=True)
    (lessons / "05_small_graph.py").write_text(LESSON)
    return tmp_path


@pytest.fixture
def course_with_problem_set(course: Path) -> Path:
    """The same root with a problem set and the repository's own nbgrader_config.py."""
    folder = course / "course/problem_sets"
    folder.mkdir()
    (folder / "ps1_double.py").write_text(PROBLEM_SET)
    (course / "nbgrader_config.py").write_bytes((ROOT / "nbgrader_config.py").read_bytes())
    return course
