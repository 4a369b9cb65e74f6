"""A deck as one HTML file: what its players compute with, its formulas, its styles and its keys are all in it."""

import html
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template

from autograd_lab.authoring import page_touches
from autograd_lab.authoring.teaching.slides.outputs import as_line
from autograd_lab.authoring.teaching.slides.pages import Page

HERE = Path(__file__).parent
MATHJAX = Path("book/_static/mathjax/tex-svg.js")
_SETTINGS = (
    "MathJax = {tex: {inlineMath: [['\\\\(', '\\\\)']], displayMath: [['\\\\[', '\\\\]']]}, "
    "options: {enableMenu: false, ignoreHtmlClass: 'al-player|al-figure|al-network', skipHtmlTags: "
    "['script', 'noscript', 'style', 'textarea', 'pre', 'code']}, svg: {fontCache: 'global'}};"
)
_TAG = re.compile(r"<[^>]+>")


def document(pages: Sequence[Page], root: Path) -> str:
    """The whole file. `root` is the repository, whose book has the formulas' program."""
    body, files = page_touches.shared_code("\n".join(map(_section, pages)), "deck")
    for name, code in files.items():  # a file of the book; here it stands in the page, once for all players
        body = body.replace(f'<script defer src="deck/{name}"></script>', f"<script>{code}</script>")
    formulas = ""
    if r"\(" in body or r"\[" in body:
        program = (root / MATHJAX).read_text(encoding="utf-8")
        formulas = f"<script>{_SETTINGS}</script>\n<script>{program}</script>"
    template = Template((HERE / "deck.html").read_text(encoding="utf-8"))
    return template.substitute(
        title=html.escape(plain(pages[0].heading)),
        style=(HERE / "deck.css").read_text(encoding="utf-8"),
        pictures=(HERE / "pictures.js").read_text(encoding="utf-8"),
        script=(HERE / "deck.js").read_text(encoding="utf-8"),
        pages=body,
        formulas=formulas,
    )


def index(decks: Iterable[tuple[str, str, int]]) -> str:
    """The page that leads to the decks: (file, title as HTML, number of pages) of each."""
    rows = "".join(
        f'<li><a href="{html.escape(file)}">{plain(title)}</a> <span>{count} pages</span></li>'
        for file, title, count in decks
    )
    return Template((HERE / "index.html").read_text(encoding="utf-8")).substitute(rows=rows)


def plain(line: str) -> str:
    """A line of HTML as text: its tags left out, its formulas as they are written."""
    return html.unescape(_TAG.sub("", line)).replace(r"\(", "").replace(r"\)", "")


def _section(page: Page) -> str:
    level = "h1" if page.kind == "title" else "h2"
    name = f"page-{html.escape(page.name)}"
    steps = "".join(
        f'<div class="step {step.kind}" data-at="{" ".join(map(str, step.at))}" data-says="{html.escape(step.says)}">'
        f"{step.html}</div>"
        for step in page.steps
    )
    return (
        f'<section class="page" data-kind="{page.kind}" data-last="{page.last}" aria-labelledby="{name}">'
        f'<div class="room"><{level} id="{name}">{page.heading}</{level}>{steps}</div>{_line(page)}</section>'
    )


def _line(page: Page) -> str:
    if not page.line:
        return ""
    guesses = "".join(f"<li>{as_line(guess)}</li>" for guess in page.guesses)
    expected = f'<p class="guesses">Expect:</p><ul class="guesses">{guesses}</ul>' if guesses else ""
    return f'<aside class="line" aria-label="Speaker"><p>{as_line(page.line)}</p>{expected}</aside>'
