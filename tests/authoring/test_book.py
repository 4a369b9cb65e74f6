"""The book: what is folded, that nothing comes from the network, that a fault in a chapter breaks the build."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from autograd_lab.authoring import book, sync
from tests.authoring.small_course import LESSON
from tests.browser.players import wait_until_drawn
from tests.support.repo import REPO as ROOT

PLAYER = """
# %% [markdown] slug="a-player"
# ## A player
#
# Here $n$ stands before $m$.
#
# $$
# \\boldsymbol{x} = \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}
# $$

# %%
from autograd_lab import Value, show

a = Value(2.0, name="a")
show(a * a + 1)

# %% tags=["predict"]
show(a + a)

# %% tags=["answer"]
print("twice")

# %% tags=["solution"]
print("solved")

# %% jupyter={"source_hidden": true}
print("long code")

# %%
print("half of a", end=" ", flush=True)
print("line")
"""

LOADED = re.compile(r"""<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.I)
FETCHED = re.compile(r"""(?:@import\s+|url\()\s*["']?(?:https?:)?//""", re.I)


def notebook_of(*cells: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    text = nbformat.writes(nbformat.v4.new_notebook(cells=list(cells)))
    return nbformat.reads(book.with_fold_tags(text), as_version=4).cells


def code(**metadata: object) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell("x = 1", metadata=metadata)


@pytest.mark.parametrize(
    ("tag", "fold"), [("predict", "hide-output"), ("solution", "hide-cell"), ("asserts", "remove-cell")]
)
def test_our_tags_become_folds(tag: str, fold: str) -> None:
    hidden = {} if tag == "predict" else {"source_hidden": True}
    [cell] = notebook_of(code(tags=[tag], jupyter=hidden))
    assert cell.metadata.tags == [tag, fold]


def test_a_hidden_source_is_folded_and_plain_code_is_not() -> None:
    shut = {"source_hidden": True}
    cells = [code(jupyter=shut), code(), code(tags=["exercise"]), code(jupyter=shut, tags=["predict"])]
    hidden, plain, exercise, both = notebook_of(*cells)
    assert hidden.metadata.tags == ["hide-input"]
    assert both.metadata.tags == ["predict", "hide-output", "hide-input"]
    assert "tags" not in plain.metadata
    assert exercise.metadata.tags == ["exercise"]


def test_a_numbered_equation_of_several_lines_keeps_its_number() -> None:
    text = "before\n\n$$\n\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix} \\tag{9.1}\n$$\n\nafter $$x$$"
    [cell] = notebook_of(nbformat.v4.new_markdown_cell(text))
    assert "\\begin{equation*}\n\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix} \\tag{9.1}\n\\end{equation*}" in cell.source
    assert cell.source.endswith("after $$x$$")


def test_mathjax_comes_with_its_licence_and_its_origin() -> None:
    folder = ROOT / "book/_static/mathjax"
    assert "Apache License" in (folder / "LICENSE").read_text()
    assert re.search(r"MathJax \d+\.\d+\.\d+.*npm package `mathjax`", (folder / "README.md").read_text())
    assert (folder / "tex-svg.js").stat().st_size > 1_000_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of one small chapter with a player."""
    root = tmp_path_factory.mktemp("course")
    (root / "course/lessons").mkdir(parents=True)
    (root / "course/lessons/05_small_graph.py").write_text(LESSON + PLAYER)
    shutil.copytree(ROOT / "book", root / "book", ignore=shutil.ignore_patterns("_build", "__pycache__"))
    assert sync.main(["--root", str(root)]) == 0
    assert book.main(["--root", str(root)]) == 0
    return root / "book/_build/html"


@pytest.mark.lab
@pytest.mark.slow
def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert {page.name for page in pages} >= {"index.html", "05_small_graph.html", "search.html"}
    for page in pages:
        assert not LOADED.findall(page.read_text()), page
    for style in site.rglob("*.css"):
        assert not FETCHED.findall(style.read_text()), style


@pytest.mark.lab
@pytest.mark.slow
def test_the_page_folds_what_it_should(site: Path) -> None:
    page = (site / "notebooks/05_small_graph.html").read_text()
    assert "assert 1 / 4" not in re.sub(r"<[^>]+>", "", page)
    assert page.count("<summary>") >= page.count("Reveal") >= 2
    assert 'aria-label="Toggle hidden content"' not in page
    assert "Hint: Look at <code>x</code>" in page
    assert "\\tag{5.1}" in page
    assert re.findall(r'<span class="al-together"><span class="math[^>]*>[^<]*</span>(.)</span>', page)[0] == "."
    assert "half of a line\n" in re.sub(r"<[^>]+>", "", page)
    index = (site / "index.html").read_text()
    assert 'href="notebooks/05_small_graph.html"' in index


@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_formulas_and_players_live_with_no_kernel_and_no_network(
    site: Path, open_page: Callable[..., Page], shot: Callable[[Page, str], None], scheme: str
) -> None:
    page = open_page(color_scheme=scheme)
    page.goto((site / "notebooks/05_small_graph.html").as_uri())
    wait_until_drawn(page)
    assert page.locator("mjx-container").count() >= 3
    assert page.locator("mjx-merror, [data-mjx-error]").count() == 0
    assert page.locator("html").get_attribute("data-theme") == scheme

    answer = page.locator("details.al-answer em")
    assert not answer.is_visible()
    page.get_by_text("Reveal", exact=True).first.click()
    answer.wait_for()  # it opens with the output

    expect(page.locator(".al-player")).to_have_count(2)
    first, folded = page.locator(".al-player").all()
    first.locator("button[data-action=end]").click()
    assert float(first.locator('g.al-node[data-name="a"]').get_attribute("data-grad") or 0) == 4
    assert not folded.is_visible()
    page.get_by_text("Reveal", exact=True).nth(1).click()
    folded.locator("button[data-action=end]").click()
    assert float(folded.locator('g.al-node[data-name="a"]').get_attribute("data-grad") or 0) == 2
    shot(page, f"book-{scheme}")

    # the code of "Share" is fetched from the site now; the link leads to the player through the fold around it
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    folded.locator("button[data-action=share]").click()
    page.locator("[data-share=link]").click()
    page.locator(".al-share-field").wait_for()
    link = page.locator(".al-share-field").input_value()
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(".al-player")).to_have_count(2)
    expect(folded).to_have_attribute("data-step", folded.get_attribute("data-steps") or "")
    expect(folded).to_be_visible()
    expect(first).to_have_attribute("data-step", "0")


@pytest.mark.lab
@pytest.mark.slow
def test_a_chapter_that_fails_and_a_broken_link_break_the_build(course: Path) -> None:
    shutil.copytree(ROOT / "book", course / "book", ignore=shutil.ignore_patterns("_build", "__pycache__"))
    lesson = course / "course/lessons/05_small_graph.py"
    sound = lesson.read_text()
    for fault in ("# %%\n1 / 0\n", "# %% [markdown]\n# [nowhere](99_missing.ipynb)\n"):
        lesson.write_text(f"{sound}\n{fault}")
        assert sync.main(["--root", str(course)]) == 0
        assert book.main(["--root", str(course)]) != 0


@pytest.mark.lab
@pytest.mark.slow
def test_the_head_of_a_page_and_what_it_loads(site: Path) -> None:
    first, chapter = ((site / name).read_text() for name in ("index.html", "notebooks/05_small_graph.html"))
    assert "<title>See every gradient move &#8212; Autograd Lab</title>" in first
    for page in (first, chapter):
        assert 'rel="icon" href="' in page
        assert page.count('<meta name="description"') == page.count('<meta property="og:title"') == 1
        assert "fontawesome.js" not in page
        assert "og:image" not in page, "no address is known"
        assert "widget-state" not in page, "there is no kernel that widgets could meet again"
    assert "mathjax/tex-svg.js" in chapter
    assert "mathjax/tex-svg.js" not in first
    code = {file.name for file in site.glob("_static/player-*.js")}  # a file for each kind of player
    for page, static in ((first, "_static/"), (chapter, "../_static/")):
        named = set(re.findall(rf'src="{static}(player-[^"]*)"', page))
        assert named
        assert named <= code
    drawn = (site / "_static/book.css").read_text()
    used = {icon for page in site.rglob("*.html") for icon in re.findall(r"\bfa-[a-z-]+", page.read_text())}
    undrawn = {icon for icon in used - {"fa-solid", "fa-lg", "fa-fw"} if f".{icon} {{ --al-icon:" not in drawn}
    assert not undrawn, "book.css draws the theme's icons: give these a rule"


def test_what_only_a_notebook_can_do_is_folded_or_left_out() -> None:
    def text(source: str, *tags: str) -> nbformat.NotebookNode:
        return nbformat.v4.new_markdown_cell(source, metadata={"tags": list(tags)})

    cells = [
        text("press", "not-in-book"),
        text("## In a notebook\n\n### Run", "in-notebook"),
        code(tags=["in-notebook"]),
    ]
    opened, first, run, closed, last = notebook_of(*cells, text("## Next"))
    assert opened.source == '<details class="al-notebook">\n<summary>In a notebook</summary>'
    assert first.source.strip() == "<h3>Run</h3>"
    assert (run.cell_type, closed.source, last.source) == ("code", "</details>", "## Next")


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")), ids=lambda path: path.stem)
def test_no_page_tells_a_reader_to_save_or_to_restart_what_a_page_has_not(path: Path) -> None:
    in_a_fold, told = False, []
    for cell in nbformat.reads(book.with_fold_tags(path.read_text(encoding="utf-8")), as_version=4).cells:
        in_a_fold = (
            in_a_fold or cell.source.startswith('<details class="al-notebook">')
        ) and cell.source != "</details>"
        if cell.cell_type == "markdown" and not in_a_fold:
            told += re.findall(r"Save your work|Save this notebook|\*File → |\*Run → |Ctrl \+ S", cell.source)
    assert not told, "tag the cell not-in-book, or in-notebook"
