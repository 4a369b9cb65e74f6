"""HTML that needs neither kernel nor network: data, code and a plain table in one piece."""

import html
import itertools
import json
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from autograd_lab.viz import scripts

MOST_ROWS = 2000  # of a table that a browser can lay out without a pause
_number = itertools.count()


class StaticPage:
    """Something shown without a kernel: display it, or save it as a page.

    >>> page = StaticPage("Greeting", "<p>Hello</p>")
    >>> print(page.html)
    <p>Hello</p>
    """

    def __init__(self, title: str, html: str) -> None:
        self.title = title
        self.html = html

    def _repr_html_(self) -> str:
        return self.html

    def save(self, path: str | Path) -> Path:
        """Write one self-contained page; returns its path."""
        target = Path(path)
        target.write_text(page(self.title, self.html), encoding="utf-8")
        return target


def element_id(what: str = "") -> str:
    """An id that no other element of a page has, e.g. al-figure-3-1f0c9a2b."""
    return f"al-{what and f'{what}-'}{next(_number)}-{secrets.token_hex(4)}"


def json_element(data: Any) -> str:
    """Data as the `<script>` element in which a page carries it."""
    # "</script" inside a string of the data would end the element early
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json">{text}</script>'


def bundles_for(trace: dict[str, Any], options: dict[str, Any]) -> tuple[str, ...]:
    """The bundles that a player needs: its own, and what numbers or arrays, lines, a quiz … add."""
    arrays = trace.get("recorded") or {}
    close = arrays.get("closeups")
    kinds = {kind for _, kind, *_ in close["nodes"]} if close else set()
    steps = trace.get("steps")
    wanted = {"numbers": not arrays, "arrays": arrays, "ways": close or steps, "closeups": close or (arrays and steps)}
    wanted |= {"pixels": kinds & {"conv", "max_pool", "avg_pool"}, "rows": kinds & {"softmax"}}
    wanted |= {"along": steps, "time": arrays and steps, "marks": trace.get("marks"), "lines": trace.get("lines")}
    wanted["panels"] = options.get("quiz") or options.get("compare")
    return ("player", *(name for name, needed in wanted.items() if needed))


def fragment(data: dict[str, Any], table: str, packed: bool = False) -> str:
    """HTML that shows a player wherever scripts run, and `table` where they do not."""
    name = element_id()
    script = scripts.mounting_script(name, *bundles_for(data["trace"], data["options"]), packed=packed)
    return f'<div id="{name}" data-al-player>{json_element(data)}{table}</div><script type="module">{script}</script>'


def share_element() -> str:
    """The code of "Share" as the `<script>` element in which a page that is one file carries it: read, never run."""
    return f'<script type="text/plain" data-al-share>{scripts.packed_module("share")}</script>'


def page(title: str, body: str) -> str:
    """A whole HTML page around a fragment."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<style>:root{color-scheme:light dark}body{margin:1rem auto;max-width:70rem;padding:0 1rem}</style>"
        f"</head><body><main>{body}</main></body></html>"
    )


def table(rows: list[tuple[str, str, str, str]]) -> str:
    """A plain folded table of (node, operation, value, grad), readable without any script."""
    left = len(rows) - MOST_ROWS
    note = f"<p>… {left:,} more nodes.</p>" if left > 0 else ""
    return folded_table(plain_table(("node", "operation", "value", "grad"), rows[:MOST_ROWS]) + note)


def folded_table(table: str, summary: str = "Table of values") -> str:
    """A table that is read once it is opened, without any script, by a click on `summary`."""
    return f"<details><summary>{summary}</summary>{table}</details>"


def plain_table(head: Iterable[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """An HTML table of texts; the first cell of a row names it."""
    titles = "".join(f'<th scope="col">{_one_line(title)}</th>' for title in head)
    cells = "".join(
        f'<tr><th scope="row">{_one_line(name)}</th>' + "".join(f"<td>{_one_line(t)}</td>" for t in rest) + "</tr>"
        for name, *rest in rows
    )
    above = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f"<table>{above}<thead><tr>{titles}</tr></thead><tbody>{cells}</tbody></table>"


def _one_line(text: str) -> str:
    """Text as HTML, in one line."""
    return html.escape(text).replace("\n", "&#10;").replace("\r", "&#13;")
