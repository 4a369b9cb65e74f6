"""From one chapter to the next: what exists is linked, and each problem set is named where it follows."""

import re

import pytest

from autograd_lab.equations.registry import EQUATIONS
from autograd_lab.exams.registry import own_names
from tests.course.lessons import LESSONS
from tests.support.repo import REPO

NUMBERED = {lesson.chapter: lesson for lesson in LESSONS}
README = (REPO / "README.md").read_text(encoding="utf-8")
#: chapter -> the problem sets after it, as the README's table of chapters says
ROWS = {
    int(number): re.findall(r"ps\d+", sets)
    for number, sets in re.findall(r"^\| (\d\d) \|.*\| ([^|]*)\|$", README, re.MULTILINE)
}
FOLLOWED_BY = {chapter: names for chapter, names in ROWS.items() if names}
SETS = [name for names in FOLLOWED_BY.values() for name in names]


def where_next(lesson):
    [text] = [cell.source for cell in lesson.cells if (cell.slug or "").endswith("-next")]
    return text


@pytest.mark.parametrize("chapter", [chapter for chapter in sorted(NUMBERED) if chapter + 1 in NUMBERED])
def test_each_chapter_leads_to_the_next(chapter):
    assert f"]({NUMBERED[chapter + 1].name}.ipynb)" in where_next(NUMBERED[chapter])


def test_the_readme_has_a_row_for_each_chapter_and_names_each_problem_set_once():
    assert set(ROWS) == set(NUMBERED)
    assert list(own_names()) == SETS, "README.md, the table of chapters: name each psN in the row after which it comes"


@pytest.mark.parametrize("name", own_names())
def test_an_exam_has_its_notebook(name):
    sources = sorted((REPO / "course/problem_sets").glob(f"{name}_*.py"))
    assert len(sources) == 1, f"{name} is an exam: write course/problem_sets/{name}_….py, its notebook"
    for folder in ("solutions", "assignments"):
        assert (REPO / folder / name / f"{name}.ipynb").is_file(), f"{sources[0].name} is not derived: run make sync"


@pytest.mark.parametrize("source", sorted((REPO / "course/problem_sets").glob("*.py")), ids=lambda path: path.stem)
def test_a_problem_set_has_its_exam(source):
    name = source.stem.partition("_")[0]
    assert name in own_names(), f"write autograd_lab/exams/{name}/__init__.py with {name.upper()} = Exam(…)"


@pytest.mark.parametrize("chapter", FOLLOWED_BY)
def test_problem_sets_are_named_where_they_follow(chapter):
    text, file = where_next(NUMBERED[chapter]), NUMBERED[chapter].path.name
    unnamed = [name for name in FOLLOWED_BY[chapter] if f"assignments/{name}" not in text]
    assert not unnamed, f"course/lessons/{file}: its last cell should lead to assignments/{unnamed[0]}"


def test_the_first_chapter_lists_what_is_here():
    [table] = [cell.source for cell in NUMBERED[0].cells if cell.slug == "ch00-where-it-leads"]
    rows = dict(re.findall(r"^\| \**\[?(\d\d)\b.*\| ([^|]+) \|$", table, re.MULTILINE))
    assert sorted(map(int, rows)) == sorted(NUMBERED), "the table in 00_start_here.py"
    assert all(f"]({NUMBERED[chapter].name}.ipynb)" in table for chapter in NUMBERED if chapter)
    sets = {int(number): [f"ps{digits}" for digits in re.findall(r"\d+", last)] for number, last in rows.items()}
    assert sets == ROWS, "course/lessons/00_start_here.py: the last column of its table names the problem sets"


def test_only_the_last_chapter_is_called_the_last():
    last = max(NUMBERED)
    for chapter, lesson in NUMBERED.items():
        text = " ".join(cell.source.replace("\n", " ") for cell in lesson.cells if cell.kind == "markdown")
        assert ("This is the last chapter" in text) is (chapter == last), f"chapter {chapter:02d}, -next"
        for called in re.findall(r"\[[Cc]hapter (\d\d)\]\([^)]*\), the last,", text):
            assert int(called) == last, f"chapter {chapter:02d} calls chapter {called} the last"


@pytest.mark.parametrize("chapter", sorted(NUMBERED))
def test_equations_are_numbered_in_the_order_in_which_they_are_met(chapter):
    labels = re.findall(r"\{\{eq:([a-z0-9-]+)\}\}", "\n".join(cell.source for cell in NUMBERED[chapter].cells))
    places = [int(EQUATIONS[label].number.partition(".")[2]) for label in labels]
    assert places == sorted(places), f"chapter {chapter:02d} shows {labels}: number them so in equations.toml"
