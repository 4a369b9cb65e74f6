"""The glossary: words become links, the page says where they are taught, and what is amiss is named with its place."""

from pathlib import Path

import nbformat
import pytest

from autograd_lab.authoring import glossary, sync
from autograd_lab.authoring.problems import CourseError
from tests.support import course_text
from tests.support.repo import REPO as ROOT

TERMS = """\
[node]
zh = "节点"
chapter = 5
meaning = "A number in the graph."

[fan-out]
zh = "扇出"
symbol = '`+=`'
chapter = 5
meaning = "The use of one number in several places."

[dropout]
zh = "暂退法"
chapter = 14
meaning = "Switching off at random."
"""
LINKS = """
# %% [markdown]
# ## What a box is
#
# A {{term:node}} and its **{{term:fan-out|fan-outs}}**, but `{{term:node}}` is code.
"""


def write(root: Path, *, terms: str = TERMS, more: str = LINKS) -> None:
    (root / "course/glossary.toml").write_text(terms, encoding="utf-8")
    lesson = root / "course/lessons/05_small_graph.py"
    lesson.write_text(lesson.read_text(encoding="utf-8") + more, encoding="utf-8")


def derived(root: Path, name: str) -> str:
    cells = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4).cells
    return "\n\n".join(cell.source for cell in cells)


@pytest.mark.slow
def test_a_word_becomes_a_link_and_its_entry_says_where_it_is_taught(course: Path) -> None:
    write(course)
    assert sync.main(["--root", str(course)]) == 0
    chapter, page = derived(course, "05_small_graph"), derived(course, "glossary")
    assert (
        "A [node](glossary.ipynb#node) and its **[fan-outs](glossary.ipynb#fan-out)**, but `{{term:node}}`" in chapter
    )
    assert '| [fan-out](#fan-out) | <span lang="zh">扇出</span> | `+=` |' in page
    assert page.index("[dropout](#") < page.index("[fan-out](#") < page.index("[node](#")
    assert "### node\n\n" in page
    assert "*Taught in [chapter 05](05_small_graph.ipynb), under “What a box is”.*" in page
    assert page.index("## From chapters to come") < page.index("### dropout")
    assert "*Chapter 14, not in this edition yet.*" in page


def test_a_course_without_a_glossary_gets_no_page(course: Path) -> None:
    assert sync.main(["--root", str(course)]) == 0
    assert not (course / "notebooks/glossary.ipynb").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (LINKS.replace("term:node}}", "term:nod}}", 1), "{{term:nod}} names no term of the glossary"),
        (LINKS + "#\n# A {{term:node}} again.\n", "has linked the term 'node' before"),
        (LINKS.replace("{{term:fan-out|fan-outs}}", "fan-outs"), "'fan-out' is taught here, and never linked"),
    ],
)
def test_a_link_that_is_wrong_double_or_missing_fails(
    course: Path, capsys: pytest.CaptureFixture[str], more: str, said: str
) -> None:
    write(course, more=more)
    assert sync.main(["--root", str(course)]) == 1
    assert said in capsys.readouterr().out


def test_a_problem_set_links_no_words(course_with_problem_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(course_with_problem_set)
    file = course_with_problem_set / "course/problem_sets/ps1_double.py"
    file.write_text(file.read_text().replace("# # Problem set 1", "# # Problem set 1\n#\n# A {{term:node}}."))
    assert sync.main(["--root", str(course_with_problem_set)]) == 1
    assert "stands in a problem set" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        ('"节点"', '"node"', "zh of 'node' is not Chinese"),
        ("chapter = 5", 'chapter = "5"', "wrong or missing: chapter"),
        ('zh = "节点"\n', "", "wrong or missing: zh"),
        ("symbol", "sign", "'fan-out' has wrong or missing: sign"),
        ("graph.", "graph", "not one sentence"),
        ("graph.", "graph. It has a name.", "not one sentence"),
        ("[fan-out]", "[Fan_out]", "cannot be linked to"),
        ("[fan-out]", "[fan-out", "this is no TOML"),
    ],
)
def test_a_bad_entry_is_named(course: Path, was: str, is_now: str, said: str) -> None:
    assert was in TERMS
    write(course, terms=TERMS.replace(was, is_now, 1))
    with pytest.raises(CourseError, match=said):
        glossary.load(course)


@pytest.mark.slow
def test_the_course_s_own_words_are_linked_where_they_are_taught() -> None:
    terms = glossary.load(ROOT)
    assert len(terms) >= 57
    assert not list(glossary.lint(course_text.course(), terms))
    assert len({term.zh for term in terms.values()}) == len(terms)
