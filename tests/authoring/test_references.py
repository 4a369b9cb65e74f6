"""The references: each citation of the course leads to its entry and agrees with it, and no entry is left over."""

from pathlib import Path

import nbformat
import pytest

from autograd_lab.authoring import citations, references, sync
from autograd_lab.authoring.citations import Passage
from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.references import Reference
from tests.support import course_text
from tests.support.repo import REPO as ROOT

ENTRIES = """\
[nudge-1998]
authors = ["Ada Nudge", "Bo K. Small"]
title = "How to nudge a number: a survey"
year = 1998
venue = "Journal of Small Numbers (JSN) 40, pages 110–112"
link = "https://doi.org/10.1000/nudge"
checked = "the publisher's page"

[graph-docs]
authors = ["Graph"]
title = "Walks on graphs"
venue = "Graph's documentation"
link = "https://graph.example/docs"
checked = "the page"
"""
SOURCES = """
# %% [markdown]
# ## Sources
#
# Nudges: Ada Nudge and Bo Small, "How to nudge a number", *Journal of Small Numbers* 40 (1998), pages 110–112.
#
# Good to read: [Walks on graphs](https://graph.example/docs/walks).
"""
NUDGE = 'Ada Nudge and Bo Small, "How to nudge a number", *JSN* 40 (1998), pages 110–112, [here](https://doi.org/10.1000/nudge).'


def write(root: Path, *, entries: str = ENTRIES, more: str = SOURCES) -> None:
    (root / references.FILE).write_text(entries, encoding="utf-8")
    lesson = root / "course/lessons/05_small_graph.py"
    lesson.write_text(lesson.read_text(encoding="utf-8") + more, encoding="utf-8")


def entry() -> Reference:
    return Reference(
        "nudge-1998",
        ("Ada Nudge", "Bo K. Small"),
        "How to nudge a number: a survey",
        "Journal of Small Numbers (JSN) 40, pages 110–112",
        "the publisher's page",
        1998,
        "https://doi.org/10.1000/nudge",
    )


def faults(text: str, *, careful: bool = True) -> list[str]:
    passage = Passage("chapter 05", "05_small_graph.py:7", text, careful)
    return [fault.what for fault in references.lint({"nudge-1998": entry()}, [passage])]


@pytest.mark.slow
def test_every_citation_of_the_course_agrees_with_an_entry_and_none_is_left_over() -> None:
    cited = references.load(ROOT)
    passages = citations.passages(ROOT, course_text.course())
    last = max(source.chapter for source in course_text.course() if source.chapter is not None)
    assert len(cited) >= 140
    assert not [str(fault) for fault in references.lint(cited, passages)]
    places = {passage.where for passage in passages}
    assert {f"chapter {number:02d}" for number in range(last + 1)} <= places, (
        "each chapter says where it has things from"
    )
    assert {"formulas", "code", "problem set 3", "problem set 7"} <= places
    assert sum(passage.where == "formulas" for passage in passages) >= 100


@pytest.mark.slow
def test_each_entry_says_what_it_was_compared_with_and_stands_on_the_page() -> None:
    cited = references.load(ROOT)
    names = {source.chapter: source.name for source in course_text.course() if source.chapter is not None}
    passages = citations.passages(ROOT, course_text.course())
    text = "\n\n".join(cell.source for cell in references.page(cited, passages, names).cells)
    assert text.count("*Compared with:*") == len(cited)
    for reference in cited.values():
        assert f"[{reference.title}]({reference.link})" in text or f"*{reference.title}*" in text
        assert reference.checked in text
    linnainmaa = next(line for line in text.splitlines() if line.startswith("- Seppo Linnainmaa"))
    assert "[chapter 05](05_computational_graph.ipynb), [chapter 08](08_delta_recursion.ipynb)" in linnainmaa


@pytest.mark.slow
def test_the_page_says_where_each_is_cited(course: Path) -> None:
    write(course)
    assert sync.main(["--root", str(course)]) == 0
    text = "\n\n".join(cell.source for cell in nbformat.read(course / "notebooks/references.ipynb", as_version=4).cells)
    assert (
        "- Ada Nudge, Bo K. Small: [How to nudge a number: a survey](https://doi.org/10.1000/nudge). Journal of Small "
        "Numbers (JSN) 40, pages 110–112, 1998. *Cited in:* [chapter 05](05_small_graph.ipynb). *Compared with:* the "
        "publisher's page."
    ) in text
    assert text.index("## G\n\n- Graph: [Walks") < text.index("## N\n\n- Ada Nudge")


def test_a_passage_that_agrees_has_no_fault() -> None:
    assert not faults(NUDGE)
    assert not faults("Source: Nudge and Small (1998), eq. 2.", careful=False)


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        ("(1998)", "(1989)", "of 1989"),
        ("Ada Nudge", "Eva Nudge", "Eva Nudge has another first name"),
        ("Bo Small", "Ben Small", "Ben Small has another first name"),
        ("110–112", "110–115", "has the pages 110–115"),
        ("*JSN* 40", "*JSN* 41", "is in JSN 41"),
        ("*JSN* 40", "*JNS* 40", "title or place 'JNS'"),
        ("How to nudge a number", "How to push a number", "title or place 'How to push a number'"),
        ("10.1000/nudge", "10.1000/push", "has the link https://doi.org/10.1000/push"),
    ],
)
def test_what_a_passage_says_otherwise_is_named(was: str, is_now: str, said: str) -> None:
    assert was in NUDGE
    assert any(said in fault for fault in faults(NUDGE.replace(was, is_now)))


def test_a_citation_without_an_entry_and_an_entry_without_a_citation_are_named() -> None:
    both = faults('Cy Other, "Other things" (1998).')
    assert "no entry that is cited here has the title or place 'Other things'" in both
    assert "nothing cites 'nudge-1998'" in both
    assert any("is of 2001" in fault for fault in faults("Source: Other (2001).", careful=False))


def test_a_short_form_of_a_first_name_is_no_other_name() -> None:
    assert not faults(NUDGE.replace("Ada Nudge", "Adalbert Nudge"))


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Ada Nudge and Bo Small (1998)", []),  # two works of this year
        ("Nudge and Small, How to nudge (1998)", ["nudge-1998"]),
        ("Nudge and Small, JSN 40 (1998)", ["nudge-1998"]),
        ('Ada Nudge and others, "Nudges no more" (1998)', ["nudge-1998-b"]),
        ("Cy Large and Ada Nudge (1998)", []),  # a work of which she is the second author
        ("[here](https://doi.org/10.1000/nudge)", ["nudge-1998"]),
    ],
)
def test_which_of_two_works_is_cited(text: str, cited: list[str], course: Path) -> None:
    other = '\n[nudge-1998-b]\nauthors = ["Ada Nudge", "others"]\ntitle = "Nudges no more"\nyear = 1998\n'
    (course / references.FILE).write_text(f'{ENTRIES}{other}venue = "Nudge Press"\nchecked = "it"\n', encoding="utf-8")
    passage = Passage("code", "rule.py:1", text, careful=False)
    assert [entry.key for entry in references.load(course).values() if entry.is_cited(passage)] == cited


def test_an_entry_that_nothing_cites_is_told() -> None:
    [fault] = references.lint({"nudge-1998": entry()}, [])
    assert fault.what == "nothing cites 'nudge-1998'"


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        ('checked = "the publisher\'s page"\n', "", "wrong or missing: checked"),
        ("year = 1998", 'year = "1998"', "wrong or missing: year"),
        ("venue =", "journal =", "wrong or missing: journal, venue"),
        ("[nudge-1998]", "[nudge-1998", "this is no TOML"),
    ],
)
def test_a_bad_entry_is_named(course: Path, was: str, is_now: str, said: str) -> None:
    assert was in ENTRIES
    write(course, entries=ENTRIES.replace(was, is_now, 1))
    with pytest.raises(CourseError, match=said):
        references.load(course)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('"""A rule.\n\nSource: Nudge and Small (1998), eq. 2.\n"""\n', "code"),
        ('X = Question(\n    source="Nudge and Small (1998); tested",\n)\n', "code"),
        ('"""Bounds.\n\nThe mean (Nudge and Small, 1998,\nfor all n) is kept.\n"""\n', "code"),
    ],
)
def test_passages_of_code_are_found(tmp_path: Path, text: str, where: str) -> None:
    (tmp_path / "autograd_lab").mkdir()
    (tmp_path / "autograd_lab/rule.py").write_text(text, encoding="utf-8")
    found = citations.passages(tmp_path, [])
    assert {passage.where for passage in found} == {where}
    assert all(entry().is_cited(passage) for passage in found)
