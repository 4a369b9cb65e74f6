"""What a cell has shown, and Markdown, as HTML that asks nothing of a kernel or a network."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from autograd_lab.viz.display import WIDGET

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_LINK = re.compile(r"</?a\b[^>]*>")
_EMPTY = re.compile(r"\s*<div>\s*</div>\s*")
_OBJECT = re.compile(r"<[^<>]* at 0x[0-9a-f]+>")


def as_html(text: str) -> str:
    r"""Markdown as HTML, its formulas between the marks that MathJax looks for; of links the words are left.

    >>> print(as_html("So [here](a.ipynb) $z$ is *it*.").strip())
    <p>So here <span class="math inline">\(z\)</span> is <em>it</em>.</p>
    """
    return _LINK.sub("", _markdown().render(text))


def as_line(text: str) -> str:
    """Markdown of one paragraph as HTML that stands in a heading or a line.

    >>> as_line("Which `w`?")
    'Which <code>w</code>?'
    """
    return _LINK.sub("", _markdown().renderInline(" ".join(text.split())))


def _markdown() -> MarkdownIt:
    def formula(tex: str, options: Mapping[str, Any]) -> str:
        left, right = (r"\[", r"\]") if options["display_mode"] else (r"\(", r"\)")
        return f"{left}{html.escape(tex.strip(), quote=False)}{right}"

    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return parser.use(dollarmath_plugin, allow_labels=False, double_inline=True, renderer=formula)


def shown(outputs: Iterable[Any]) -> str:
    """The outputs of a cell as HTML, in their order; "" where none of them shows anything.

    Raises ValueError for a widget that has brought no page which works without a kernel.
    """
    parts: list[str] = []
    printed = ""
    widget = False
    for output in outputs:
        if output.output_type == "stream":
            printed += output.text
            continue
        parts, printed = [*parts, _html_of_print(printed)], ""
        if output.output_type == "error":
            parts.append(_html_of_print(f"{output.ename}: {output.evalue}"))
            continue
        part = _of_bundle(output.data)
        widget = widget or (WIDGET in output.data and not part)
        parts.append(part)
    whole = "".join([*parts, _html_of_print(printed)])
    if widget and "data-al-kept" not in whole:
        raise ValueError("shows a widget that has no page to stand for it where there is no kernel")
    return whole


def _of_bundle(data: Mapping[str, str]) -> str:
    """The richest form of an output; "" for a widget alone, an empty place, and the name of an object."""
    if "text/html" in data:
        return "" if _EMPTY.fullmatch(data["text/html"]) else f'<div class="rich">{data["text/html"]}</div>'
    if "image/svg+xml" in data:
        return f'<div class="rich">{data["image/svg+xml"]}</div>'
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            return (
                f'<img src="data:{kind};base64,{data[kind].strip()}" alt="{html.escape(data.get("text/plain", ""))}">'
            )
    if "text/markdown" in data:
        return as_html(data["text/markdown"])
    if "text/latex" in data:
        return f"<p>{html.escape(data['text/latex'], quote=False)}</p>"
    text = data.get("text/plain", "")
    return "" if WIDGET in data or _OBJECT.fullmatch(text.strip()) else _html_of_print(text)


def _html_of_print(text: str) -> str:
    """Printed text, a block a line: what is too long for the screen goes on below, indented."""
    lines = _ANSI.sub("", text).rstrip("\n").split("\n")
    if not any(line.strip() for line in lines):
        return ""
    # a line that a program overwrites with \r is what stands there at the end
    shown = (line.rstrip("\r").rpartition("\r")[2] for line in lines)
    return "<pre>" + "".join(f"<span>{html.escape(line)}\n</span>" for line in shown) + "</pre>"
