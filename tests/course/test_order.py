"""From one chapter to the next: what exists is linked, and each problem set is named where it follows."""

import re

import pytest

from tests.course.lessons import LESSONS
from tests.support.repo import REPO

NUMBERED = {lesson.chapter: lesson for lesson in LESSONS}
FOLLOWED_BY = {3: ["ps1"], 6: ["ps2"], 8: ["ps3"], 9: ["ps4", "ps5"], 13: ["ps6"], 14: ["ps7"]}


def where_next(lesson):
    [text] = [cell.source for cell in lesson.cells if (cell.slug or "").endswith("-next")]
    return text


@pytest.mark.parametrize("chapter", [chapter for chapter in sorted(NUMBERED) if chapter + 1 in NUMBERED])
def test_each_chapter_leads_to_the_next(chapter):
    assert f"]({NUMBERED[chapter + 1].name}.ipynb)" in where_next(NUMBERED[chapter])


@pytest.mark.parametrize("chapter", FOLLOWED_BY)
def test_problem_sets_are_named_where_they_follow(chapter):
    text = where_next(NUMBERED[chapter])
    for name in FOLLOWED_BY[chapter]:
        assert f"assignments/{name}" in text
        assert (REPO / "solutions" / name).is_dir()


def test_the_first_chapter_lists_what_is_here():
    [table] = [cell.source for cell in NUMBERED[0].cells if cell.slug == "ch00-where-it-leads"]
    rows = dict(re.findall(r"^\| \**\[?(\d\d)\b.*\| ([^|]+) \|$", table, re.MULTILINE))
    assert set(map(int, rows)) == set(NUMBERED)
    assert all(f"]({NUMBERED[chapter].name}.ipynb)" in table for chapter in NUMBERED if chapter)
    sets = {int(number): re.findall(r"\d", last) for number, last in rows.items()}
    assert sets == {chapter: [name.removeprefix("ps") for name in FOLLOWED_BY.get(chapter, [])] for chapter in NUMBERED}


def test_readme_says_the_same():
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\d\d) \|.*\| ([^|]*)\|$", readme, re.MULTILINE))
    assert set(map(int, rows)) == set(NUMBERED)
    for chapter, names in FOLLOWED_BY.items():
        assert all(name in rows[f"{chapter:02d}"] for name in names)
