"""The player as self-contained HTML: trace, code and styles in one piece, for pages without a kernel."""

import html
import itertools
import json
import secrets
from pathlib import Path
from typing import Any

from autograd_lab.viz import packing

STATIC = Path(__file__).parent / "static"
MOST_ROWS = 500  # of the table for pages without scripts: a longer one is work for a browser, and no help
_number = itertools.count()


def module(panels: bool = False) -> str:
    """The player as anywidget loads it, with its style sheet."""
    return packing.module(code(panels), style(panels))


def code(panels: bool = False) -> str:
    """The player as one JavaScript module; with `panels`, the second bundle joins its scope."""
    return _read("player.js") + (_read("panels.js") if panels else "")


def style(panels: bool = False) -> str:
    """The style sheet that goes with code()."""
    return _read("player.css") + (_read("panels.css") if panels else "")


def _read(name: str) -> str:
    path = STATIC / name
    return path.read_text(encoding="utf-8") if path.exists() else ""  # panels.* are there when there are panels


def fragment(data: dict[str, Any], table: str) -> str:
    """HTML that shows a player wherever scripts run, and `table` where they do not."""
    name = f"al-{next(_number)}-{secrets.token_hex(4)}"
    panels = bool(data["options"].get("quiz") or data["options"].get("compare"))
    # "</script" inside a string of the data would end the element early
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    script = packing.script(code(panels), style(panels), f'mountStatic("{name}");')
    return f'<div id="{name}"><script type="application/json">{text}</script>{table}</div><script>{script}</script>'


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
    cells = "".join(
        f'<tr><th scope="row">{_in_line(name)}</th>' + "".join(f"<td>{_in_line(t)}</td>" for t in rest) + "</tr>"
        for name, *rest in rows[:MOST_ROWS]
    )
    if len(rows) > MOST_ROWS:
        cells += f'<tr><td colspan="4">… and {len(rows) - MOST_ROWS} more</td></tr>'
    head = "".join(f'<th scope="col">{title}</th>' for title in ("node", "operation", "value", "grad"))
    return (
        "<details><summary>Table of values</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table></details>"
    )


def _in_line(text: str) -> str:
    """Text as HTML without a line end: some hosts put a comma where a line of an output ends."""
    return html.escape(text).replace("\n", "&#10;").replace("\r", "&#13;")
