"""Formulas on nbgrader's feedback pages: MathML, and nothing but MathML, whatever a student wrote."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.filters import markdown2html

from autograd_lab.grading.formulas import ATTRIBUTES, ELEMENTS, typeset
from tests.grading.course import REPO

pytestmark = pytest.mark.slow  # the grading extra


def shown(html: str) -> BeautifulSoup:
    return BeautifulSoup(typeset(html), "html.parser")


@pytest.mark.parametrize(
    ("written", "display", "left"),
    [
        ("halves: $1/N$.", "inline", "halves: ."),
        (r"\(x\) is", "inline", " is"),
        ("$$\\frac{1}{N}$$", "block", ""),
        (r"\[x &lt; y\]", "block", ""),
        (r"\begin{aligned} L &amp;= 1 \\ &amp;= 2 \end{aligned}", "block", ""),
        (r"$$\begin{align*} L &amp;= 1 \end{align*}$$", "block", ""),
    ],
)
def test_a_formula_becomes_mathml(written: str, display: str, left: str):
    page = shown(f"<p>{written}</p>")
    math = page.p.math.extract()
    assert math["display"] == display
    assert page.p.get_text() == left


@pytest.mark.parametrize(
    "kept",
    [
        "<p>It costs $5 and $6.</p>",
        "<p>$1 or 2$3</p>",
        r"<p>\$x\$ and one $</p>",
        "<p><code>$x$</code></p>",
        "<pre><code>a = '$x$'</code></pre>",
        r"<p>$\left( x$ is damaged</p>",
        "<p>$$" + "x" * 6000 + "$$</p>",
        "<p>$" + "{" * 3000 + "}" * 3000 + "$</p>",
    ],
)
def test_what_is_no_formula_or_a_broken_one_stays_as_it_was_written(kept: str):
    assert typeset(kept) == kept


@pytest.mark.parametrize(
    "hostile",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\text{<img src='http://example.com/a.png'/>}",
        r"\text{<mglyph src='http://example.com/a.png'/>}",
        r"\text{<style>@import url(http://example.com/a.css)</style>}",
        r"\text{<annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml>}",
        r"\text{&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(http://example.com/a.png)}{x}",
        r"\class{x' onclick='alert(1)}{x}",
        r"\cssId{explain_copies}{x}",
        r"\color{red' href='javascript:alert(1)}{x}",
        r"\def\x{\x\x}\x",
    ],
)
def test_nothing_in_a_formula_runs_or_is_fetched(hostile: str):
    escaped = hostile.replace("<", "&lt;").replace(">", "&gt;")
    for written in (hostile, escaped):
        for element in shown(f"<p>$${written}$$</p>").find_all(True):
            assert element.name in ELEMENTS | {"p", "img"}, element
            assert set(element.attrs) <= ATTRIBUTES | ({"src"} if element.name == "img" else set()), element
            assert element.get("src", "x") == "x"


def test_every_formula_of_the_problem_sets_is_drawn():
    drawn = 0
    for path in sorted((REPO / "solutions").glob("*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                page = shown(markdown2html(cell.source))
                drawn += len(page.find_all("math"))
                for code in page.find_all(["code", "pre"]):
                    code.extract()
                assert not re.search(r"\$|\\[a-z]", page.get_text()), path
    assert drawn > 200
