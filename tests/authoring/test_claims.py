"""The page of claims: all rows of the article are there, and each leads to sections that the chapters have."""

import html
import re
import tomllib
from pathlib import Path

import nbformat
import pytest

from autograd_lab.authoring import claims, glossary, references, sync
from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.sections import Sections, anchor, sections
from tests.support import course_text
from tests.support.repo import REPO as ROOT

TOPICS, ERRORS, LAST_CHAPTER = 15, 35, 25
CLAIMS = """\
[[topics]]
id = "A1"
title = "Edges"
sections = "2"

[[topics.points]]
asks = "What does an edge do?"
says = "It multiplies."
where = ["05 What an edge does", "07 A chapter to come"]

[[claims]]
id = "E1"
section = "3.2"
claim = "An edge adds, says `a`."
truth = "It multiplies."
where = ["05 What an edge does"]
audit = "S2"
"""


@pytest.fixture(scope="module")
def known() -> Sections:
    """The places of the course itself."""
    return sections(course_text.course(), glossary.load(ROOT), {references.NAME: references.NAME})


def test_all_rows_of_the_article_are_there() -> None:
    found = tomllib.loads((ROOT / claims.FILE).read_text(encoding="utf-8"))
    assert [topic["id"] for topic in found["topics"]] == [f"A{number}" for number in range(1, TOPICS + 1)]
    assert [claim["id"] for claim in found["claims"]] == [f"E{number}" for number in range(1, ERRORS + 1)]
    assert all(point["where"] for topic in found["topics"] for point in topic["points"])


@pytest.mark.slow
def test_each_row_leads_to_a_section_that_its_chapter_has(known: Sections) -> None:
    found = claims.load(ROOT)
    assert not [str(fault) for fault in claims.lint(found, known)]
    lessons = {path.name[:2]: path.read_text(encoding="utf-8") for path in (ROOT / "course/lessons").glob("[0-9]*.py")}
    places = [place for _, place in claims.places(found) if place[0].isdigit()]
    assert len(places) >= 100
    for place in places:
        chapter, _, heading = place.partition(" ")
        assert int(chapter) <= LAST_CHAPTER
        assert (
            not heading
            or chapter not in lessons
            or re.search(rf"^# ###? {re.escape(heading)}$", lessons[chapter], re.MULTILINE)
        ), place


@pytest.mark.slow
def test_no_row_waits_for_a_chapter_that_is_there_without_naming_its_section(known: Sections) -> None:
    bare = [(name, place) for name, place in claims.places(claims.load(ROOT)) if re.fullmatch(r"\d\d", place)]
    assert not [(name, place) for name, place in bare if int(place) in known.names]


@pytest.mark.slow
def test_the_page_has_every_row_with_its_link(known: Sections) -> None:
    found = claims.load(ROOT)
    text = "\n\n".join(cell.source for cell in claims.page(found, known).cells)
    assert text.count("<details") == len(found["claims"])
    for claim in found["claims"]:
        assert f"{html.escape(claim['claim'], quote=False).partition('`')[0]}" in text
        assert claim["truth"] in text
    for topic in found["topics"]:
        assert f"### {topic['title']} ({topic['sections']})" in text
        assert all(f"- **{point['asks']}** {point['says']} → " in text for point in topic["points"])
    assert len(re.findall(r"\]\((?:\d\d_\w+|glossary|references)\.ipynb", text)) >= 100


@pytest.mark.slow
def test_a_claim_is_folded_over_what_is_true_and_a_chapter_to_come_is_named(course: Path) -> None:
    (course / claims.FILE).write_text(CLAIMS, encoding="utf-8")
    assert sync.main(["--root", str(course)]) == 0
    text = "\n\n".join(cell.source for cell in nbformat.read(course / "notebooks/claims.ipynb", as_version=4).cells)
    link = "[05 · What an edge does](05_small_graph.ipynb#what-an-edge-does)"
    assert f"- **What does an edge do?** It multiplies. → {link}, chapter 07, not in this edition yet" in text
    assert "<summary>1. An edge adds, says <code>a</code>. (3.2)</summary>" in text
    assert f"It multiplies. In problem set 5: S2. → {link}\n\n</details>" in text


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        ("05 What an edge does", "05 What an edge is", "chapter 05 has 0 headings 'What an edge is', not one"),
        ("05 What an edge does", "04 What an edge does", "there is no chapter 04"),
        ("05 What an edge does", "chapter 5", "is not a chapter's two digits and a heading"),
        ("05 What an edge does", "glossary node", "the glossary has no term 'node'"),
    ],
)
def test_a_place_that_is_not_there_is_named(
    course: Path, capsys: pytest.CaptureFixture[str], was: str, is_now: str, said: str
) -> None:
    assert was in CLAIMS
    (course / claims.FILE).write_text(CLAIMS.replace(was, is_now), encoding="utf-8")
    assert sync.main(["--root", str(course)]) == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        ('id = "E1"', 'id = "E2"', "row 1 of claims is 'E2'"),
        ('says = "It multiplies."', "", "missing, unknown or empty: says"),
        ('truth = "It multiplies."', 'truth = ""', "missing, unknown or empty: truth"),
        ('audit = "S2"', 'exam = "S2"', "missing, unknown or empty: exam"),
        ('where = ["05 What an edge does"]\naudit', "where = []\naudit", "missing, unknown or empty: where"),
        ("[[claims]]", "[claims", "this is no TOML"),
    ],
)
def test_a_bad_row_is_named(course: Path, was: str, is_now: str, said: str) -> None:
    assert was in CLAIMS
    (course / claims.FILE).write_text(CLAIMS.replace(was, is_now), encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(said)):
        claims.load(course)


def test_an_anchor_is_the_one_that_the_book_gives() -> None:
    slugs = pytest.importorskip("myst_parser.slugs")
    for heading in ("Why squares? Why the mean?", "Remedy 1: ReLU", "What 1/√d is worth", "R-CNN in one sitting"):
        assert anchor(heading) == slugs.github_slugify(heading)
    assert anchor("At $z$ or at $a$?") == slugs.github_slugify("At  or at ?")
