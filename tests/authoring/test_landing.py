"""The book's first page: what it says of a chapter is the chapter's own, and only what is there is offered."""

import re
from pathlib import Path

import nbformat
import pytest

from autograd_lab.authoring import landing, thumbnails
from autograd_lab.authoring.addresses import Addresses
from autograd_lab.authoring.chapters import Chapter, chapters
from autograd_lab.errors import LabError
from tests.course.lessons import LESSONS, run_for
from tests.support.repo import REPO

PAGES = chapters(REPO / "notebooks")
BESIDE = ["before", "bug_zoo", "claims", "glossary", "inventory_a", "inventory_b", "references", "ways"]
TEMPLATE = (REPO / "book/index.md").read_text(encoding="utf-8")
NAMED = {
    lesson.name: " ".join(
        cell.source for cell in nbformat.read(REPO / "notebooks" / f"{lesson.name}.ipynb", as_version=4).cells
    ).split()
    for lesson in LESSONS
}


def page_of(folder: Path, text: str) -> Chapter:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    nbformat.write(notebook, folder / "02_small.ipynb")
    [page] = chapters(folder)
    return page


@pytest.mark.parametrize("page", [page for page in PAGES if page.number is not None], ids=lambda page: page.page)
def test_a_chapter_states_its_minutes_and_what_one_can_do_afterwards(page):
    text = " ".join(NAMED[page.page])
    minutes, tasks = re.fullmatch(r"(\d+) minutes, with ([a-z0-9 ]+)", page.minutes).groups()
    [time] = re.findall(r"\*\*Time:\*\* ([^.;]+)\.", text)
    spent = re.findall(r"\b(\d+) (?:minutes|for)\b", time)
    assert len(spent) == 2
    assert int(minutes) == sum(map(int, spent))  # all of them, not those of reading alone
    assert tasks in time
    assert page.afterwards.split()[0] in text
    assert 5 <= len(page.afterwards.split()) <= 45
    assert not re.search(r"[\\$*{}\[\]]", page.afterwards + page.title)


def test_the_minutes_of_a_chapter_with_many_exercises_are_read(tmp_path):
    time = "**Time:** estimated at 20 minutes of reading and playing, 55 for 11 exercises."
    assert page_of(tmp_path, f"# Small\n\nIt is.\n\n{time}").minutes == "75 minutes, with 11 exercises"


@pytest.mark.slow
def test_each_page_has_a_card_with_a_picture_and_a_sentence():
    index = landing.index(TEMPLATE, PAGES, Addresses())
    cards = re.findall(r'<li class="al-card">(.*?)</li>', index)
    assert len(cards) == len(PAGES)
    for card in cards:
        assert re.search(r"<(polyline|path|rect class=\"al-thumb-(cell|bar)|text)", card.partition("</svg>")[0])
        assert len(card.rpartition('outcome">')[2].split()) > 5
    assert "{{" not in index
    assert "Most mistakes that this course can name" in index, "a page beside the chapters says its first sentence"


def test_every_picture_belongs_to_a_page():
    assert {page.page[:2] if page.number is not None else page.page for page in PAGES} == set(thumbnails.PICTURES)


def test_chapters_stand_in_five_groups_in_their_order():
    index = landing.index(TEMPLATE, PAGES, Addresses())
    groups = re.findall(r"^:caption: (.+)$", index, re.MULTILINE)
    assert groups == [*(title for title, _ in landing.GROUPS), landing.BESIDE]
    listed = re.findall(r"^notebooks/(\w+)$", index, re.MULTILINE)
    assert listed == [*sorted(page.page for page in PAGES if page.number is not None), *BESIDE]


def test_a_book_of_one_chapter_offers_no_door_to_another():
    index = landing.index(TEMPLATE, [Chapter("05_small_graph", "A graph")], Addresses())
    assert 'class="al-door' not in index
    assert set(re.findall(r'href="(notebooks/[^"]*)"', index)) == {"notebooks/05_small_graph.html"}


def test_the_player_at_its_head_is_that_of_chapter_00():
    lesson = LESSONS[0]
    [place] = [i for i, cell in enumerate(lesson.cells) if cell.slug == "ch00-first-player"]
    names: dict = {}
    run_for(lesson.cells, place, names)
    ours, theirs = landing.taxi(), names["loss"]
    while ours.parents:
        assert (ours.op.name, ours.data) == (theirs.op.name, theirs.data)
        assert names[ours.name].data == ours.data
        ours, theirs = ours.parents[0], theirs.parents[0]
    assert names[ours.name].data == ours.data


def test_what_one_can_do_is_plain_text(tmp_path):
    page = page_of(
        tmp_path,
        "# 2 · Small\n\n**After this chapter** you can say what $\\partial L / \\partial w$ means,\nand "
        "[nudge](glossary.ipynb#nudge) it; more.\n\n**Time:** estimated at 5 minutes of reading, 7 for two exercises.",
    )
    assert (page.minutes, page.afterwards) == ("12 minutes, with two exercises", "say what ∂L/∂w means, and nudge it")


def test_a_formula_that_has_no_plain_form_is_named(tmp_path):
    with pytest.raises(LabError, match=r"02_small.ipynb: .* holds \$\\frac\{a\}\{b\}\$"):
        page_of(tmp_path, "# 2 · Small\n\n**After this chapter** you can say $\\frac{a}{b}$.")


def test_a_page_without_title_is_named(tmp_path):
    with pytest.raises(LabError, match=r"02_small.ipynb has no title"):
        page_of(tmp_path, "Text.")


def test_binder_is_offered_once_the_repository_is_known():
    assert "Binder" not in landing.index(TEMPLATE, PAGES, Addresses())
    there = landing.index(TEMPLATE, PAGES, Addresses(repository="https://github.com/owner/name"))
    assert "](https://mybinder.org/v2/gh/owner/name/HEAD?urlpath=" in there
