"""Markdown of the course as HTML for paper: formulas for MathJax, links as their words, nothing to click on."""

import html
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)]*\)")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    return parser.use(dollarmath_plugin, renderer=_formula, allow_space=False, double_inline=True)


def _formula(latex: str, options: dict[str, Any]) -> str:
    return html.escape(display(latex) if options.get("display_mode") else inline(latex), quote=False)


def inline(latex: str) -> str:
    """A formula within a line, in MathJax's brackets."""
    return rf"\({latex}\)"


def display(latex: str) -> str:
    """A formula on a line of its own, in MathJax's brackets."""
    return rf"\[{latex}\]"


def to_html(markdown: str) -> str:
    """A text of the course as HTML; its placeholders have been filled.

    >>> print(to_html("See [chapter 05](05_graph.ipynb)."))
    <p>See chapter 05.</p>
    <BLANKLINE>
    """
    return str(_parser().render(_LINK.sub(r"\1", markdown)))


def to_inline_html(markdown: str) -> str:
    """A line of the course as HTML without a paragraph around it."""
    return to_html(markdown).strip().removeprefix("<p>").removesuffix("</p>")


def table(head: Sequence[str], rows: Sequence[Sequence[str]], kind: str) -> str:
    """A table of pieces of HTML; each row begins with its heading, and the first of a shorter head spans several."""
    spans = [len(rows[0]) - len(head) + 1, *[1] * len(head)]
    top = "".join(f'<th scope="col" colspan="{n}">{cell}</th>' for n, cell in zip(spans, head, strict=False))
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
        for first, *others in rows
    )
    thead = f"<thead><tr>{top}</tr></thead>" if head else ""
    columns = f"<colgroup>{'<col>' * len(rows[0])}</colgroup>"
    return f'<table class="{kind}">{columns}{thead}<tbody>{body}</tbody></table>'


def code(text: str) -> str:
    """Code or what it prints, as a block."""
    return f"<pre>{html.escape(text.rstrip(), quote=False)}</pre>"
