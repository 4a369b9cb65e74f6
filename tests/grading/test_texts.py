"""What a student writes in a text cell, as formgrader shows it: all of it is seen, none of it runs or is fetched."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.filters import markdown2html

from autograd_lab.grading.texts import harmless
from tests.support.lab import REPO

PICTURE = '<img alt="p" src="data:image/png;base64,iVBORw0KGgo=">'


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>document.title = 'ran'</script>",
        "<SCRIPT src=//example.com/a.js></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        "<img src='http://example.com/a.png'>",
        "<img src='//example.com/a.png'>",
        "<img src='/\t/example.com/a.png'>",
        "<img src='\\\\example.com/a.png'>",
        "<img srcset='http://example.com/a.png 2x'>",
        "<a href='javascript:alert(1)'>here</a>",
        "<p style='background: url(http://example.com/a.png)'>",
        "<iframe src='http://example.com'></iframe>",
        "<link rel=stylesheet href='http://example.com/a.css'>",
        "<meta http-equiv=refresh content='0; url=http://example.com'>",
        "<base href='http://example.com'>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<form action='http://example.com'><button>Full credit</button></form>",
        "<details ontoggle=alert(1) open>",
        "<h2 id='explain_copies'>",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(hostile: str):
    page = BeautifulSoup(harmless(f"<p>before</p>{hostile}"), "html.parser")
    allowed = {"p", "img", "a", "details", "h2", "table"}
    assert {element.name for element in page.find_all(True)} <= allowed
    for element in page.find_all(True):
        assert set(element.attrs) <= {"open", "src"}, element
        assert element.get("src", "x") == "x"


@pytest.mark.parametrize(
    "kept",
    [
        PICTURE,
        '<img alt="p" src="plots/a b.png">',
        "<p>$a &lt; b$ and $$\\begin{aligned} L &amp;= 1 \\\\ &amp;= 2 \\end{aligned}$$</p>",
        '<div class="highlight"><pre><span class="k">def</span></pre></div>',
        '<a href="https://example.com">a link is followed only by who clicks it</a>',
    ],
)
def test_formatting_formulas_and_own_pictures_stay(kept: str):
    assert harmless(kept) == kept


@pytest.mark.slow
def test_the_texts_of_the_problem_sets_keep_all_but_ids_and_classes():
    for path in sorted((REPO / "solutions").glob("*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                before = markdown2html(cell.source)
                shown = BeautifulSoup(harmless(before), "html.parser")
                asked = BeautifulSoup(before, "html.parser")
                assert [e.name for e in shown.find_all(True)] == [e.name for e in asked.find_all(True)], path
                assert shown.get_text() == asked.get_text(), path
