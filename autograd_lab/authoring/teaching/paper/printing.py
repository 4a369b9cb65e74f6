"""Prints a page of paper with Chromium: MathJax draws its formulas, and what overflows is an error."""

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

from autograd_lab.authoring.pdf.printing import READY, SETTLED
from autograd_lab.errors import LabError

HERE = Path(__file__).parent
MATHJAX = Path("book/_static/mathjax/tex-svg.js")
A4: ViewportSize = {"width": 794, "height": 1123}  # pixels
MATH = r"""window.MathJax = {
  tex: { inlineMath: [["\\(", "\\)"]], displayMath: [["\\[", "\\]"]] },
  options: { enableMenu: false, enableAssistiveMml: false, processHtmlClass: "none" },
  svg: { fontCache: "local" },
};"""


def page_html(root: Path, title: str, style: str, body: str) -> str:
    """A whole page of paper, with formulas that MathJax draws from the book's own copy."""
    css = (HERE / style).read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{css}</style><script>{MATH}</script>"
        f'<script src="{(root / MATHJAX).as_uri()}"></script><body>{body}</body></html>'
    )


def open_page(page: Page, path: Path) -> None:
    """Open a page of paper; it is drawn when this returns."""
    page.goto(path.as_uri())
    page.evaluate(READY)
    page.evaluate((HERE / "paper.js").read_text(encoding="utf-8"))
    page.evaluate(SETTLED)


def print_page(page: Page, source: Path, target: Path) -> Path:
    """The PDF of a page of paper. Raises LabError for what does not fit its page."""
    open_page(page, source)
    if outside := overflowing(page):
        raise LabError(f"{source.stem}: {outside[0]['what']} is wider or higher than its page by {outside[0]['by']} px")
    page.pdf(path=target, print_background=True, prefer_css_page_size=True, tagged=True, outline=True)
    return target


def overflowing(page: Page) -> list[Mapping[str, Any]]:
    """Each element of an open page that reaches beyond its page or the text's width: what it is, and by how much."""
    found: list[Mapping[str, Any]] = page.evaluate((HERE / "overflowing.js").read_text(encoding="utf-8"))
    return found


def smallest_text(page: Page) -> float:
    """The size of the smallest text of an open page, in points; within a formula, that of the formula."""
    size: float = page.evaluate((HERE / "smallest_text.js").read_text(encoding="utf-8"))
    return size
