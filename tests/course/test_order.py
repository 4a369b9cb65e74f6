"""From one chapter to the next: what exists is linked, and each problem set is named where it follows."""

import re

import pytest

from tests.course.lessons import LESSONS
from tests.support.repo import REPO

NUMBERED = {lesson.chapter: lesson for lesson in LESSONS}
README = (REPO / "README.md").read_text(encoding="utf-8")
ROWS = {int(number): last for number, last in re.findall(r"^\| (\d\d) \|.*\| ([^|]*)\|$", README, re.MULTILINE)}
#: the problem sets that follow a chapter, as README's table says
FOLLOWED_BY = {chapter: names for chapter, last in ROWS.items() if (names := re.findall(r"ps\d+", last))}


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
    assert sorted(map(int, rows)) == sorted(NUMBERED), "the table in 00_start_here.py"
    assert all(f"]({NUMBERED[chapter].name}.ipynb)" in table for chapter in NUMBERED if chapter)
    sets = {int(number): re.findall(r"\d+", last) for number, last in rows.items()}
    assert sets == {chapter: [name.removeprefix("ps") for name in FOLLOWED_BY.get(chapter, [])] for chapter in NUMBERED}


def test_readme_has_a_row_for_each_chapter_and_names_each_problem_set_once():
    assert sorted(ROWS) == sorted(NUMBERED), "the table in README.md"
    names = sorted(name for names in FOLLOWED_BY.values() for name in names)
    assert names == sorted(path.name.partition("_")[0] for path in (REPO / "course" / "problem_sets").glob("*.py"))


def test_only_the_last_chapter_is_called_the_last():
    last = max(NUMBERED)
    for chapter, lesson in NUMBERED.items():
        text = " ".join(cell.source.replace("\n", " ") for cell in lesson.cells if cell.kind == "markdown")
        assert ("This is the last chapter" in text) is (chapter == last), f"chapter {chapter:02d}, -next"
        for called in re.findall(r"\[[Cc]hapter (\d\d)\]\([^)]*\), the last,", text):
            assert int(called) == last, f"chapter {chapter:02d} calls chapter {called} the last"
