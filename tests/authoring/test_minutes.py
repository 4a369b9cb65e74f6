"""A chapter's minutes: what counts, what does not, and how they are said."""

from pathlib import Path

import pytest

from autograd_lab.authoring.minutes import minutes, stated_time, words
from autograd_lab.authoring.source import Source, read
from tests.course.lessons import LESSONS


def lesson(folder: Path, body: str) -> Source:
    file = folder / "05_small.py"
    file.write_text("# %% [markdown]\n# # Title\n\n" + body)
    return read(file)


def prose(count: int, tags: str = "") -> str:
    return f"# %% [markdown]{tags}\n# {'word ' * count}\n\n"


EXERCISE = "# %% [markdown]\n# ### Exercise 5.1: do it (7 minutes)\n#\n# Do what is asked, and do it now.\n\n"


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (prose(150), 1),
        (prose(300, ' tags=["hint"]'), 0),
        (prose(150, ' tags=["answer"]'), 1),
        ("# %%\na = 1\n\nb = 2\nc = 3\n\n", 3 * 4 / 60),
        ('# %% tags=["asserts"]\nassert 1\n\n', 0),
        ('# %% jupyter={"source_hidden": true}\na = 1\n\n', 0),
        ('# %% tags=["predict"]\nprint(1)\n\n', 1.5 + 4 / 60),
        ("# %%\nshow(loss)\n\n", 3 + 4 / 60),
        ("# %% [markdown]\n# ## Lab (optional, 6 minutes)\n\n" + prose(300), 0),
        ("# %% [markdown]\n# ## Lab (optional)\n\n" + prose(300) + "# %% [markdown]\n# ## On\n\n" + prose(150), 1),
        ("# %% [markdown]\n# {{term:chain-rule}} {{term:chain-rule|two words}} {{eq:mse}} {{ref:mse}}\n\n", 3 / 150),
        ("# %% [markdown]\n# $$x = 1$$ ```two words``` [one](a.ipynb) {{term:chain-rule|two words}}\n\n", 3 / 150),
    ],
)
def test_what_counts_as_reading(tmp_path: Path, body: str, more: float) -> None:
    without, _ = minutes(lesson(tmp_path, ""))
    reading, exercises = minutes(lesson(tmp_path, body))
    assert reading - without == pytest.approx(more, abs=0.015 if "##" in body else 1e-9)  # a heading is a word or two
    assert not exercises


def test_an_exercise_takes_what_its_heading_states(tmp_path: Path) -> None:
    source = lesson(tmp_path, EXERCISE + EXERCISE.replace("(7", "(optional, 7"))
    assert minutes(source)[1] == [7]
    assert words(source.cells[1]) == 0
    assert stated_time(source) == "estimated at 5 minutes of reading and playing, 7 for one exercise"


def test_an_optional_question_is_not_counted(tmp_path: Path) -> None:
    question = '# %% [markdown] tags=["quiz"]\n# **1.** Who?\n#\n# - He\n#   Right.\n# - She\n#   No.\n\n'
    source = lesson(tmp_path, question + "# %% [markdown]\n# ## More (optional)\n\n" + question)
    assert stated_time(source) == "estimated at 5 minutes of reading and playing, 5 for one question"


@pytest.mark.parametrize("source", LESSONS, ids=lambda source: source.short)
def test_each_chapter_states_the_minutes_of_the_formula(source: Source) -> None:
    assert source.cells[0].source.count("**Time:** {{time}}") == 1
