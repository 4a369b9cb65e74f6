"""A course of two small sources, in a folder of its own."""

from pathlib import Path

import pytest

from tests.support.repo import REPO as ROOT

LESSON = """\
# %% [markdown]
# # A graph of three nodes
#
# At $x = 3$ the slope is 0.25, and `0.75` is code.

# %% tags=["asserts"]
assert 1 / 4 == 0.25

# %% [markdown] tags=["equation"]
# ## What an edge does
#
# {{eq:chain-on-an-edge}}
#
# See {{ref:mse}}.

# %% tags=["asserts"]
# eq: chain-on-an-edge
assert 2 * 3 == 6

# %% tags=["predict"]
print(2 + 2)

# %% [markdown] tags=["exercise"] slug="try-it"
# Write a function.

# %% [markdown] tags=["hint"]
# Look at `x`
#
# It is *there*.

# %% [markdown] tags=["solution"]
# ```python
# x = 1
# ```
"""

PROBLEM_SET = """\
# %% [markdown]
# # Problem set 1

# %% nbgrader={"grade": false, "grade_id": "double", "locked": false, "schema_version": 3, "solution": true}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test", "locked": true, "points": 2, "schema_version": 3, "solution": false}
assert double(2) == 4
"""


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
