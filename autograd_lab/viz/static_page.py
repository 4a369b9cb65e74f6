"""The player as self-contained HTML: trace, code and styles in one piece, for pages without a kernel.

In a notebook the code travels compressed, as it would over HTTP: a notebook holds it twice for each player, in the
page and in the widget's state; and all in one line, since a host that does not join an output's lines first puts
commas between them. A saved page has it in plain text, as `static/` has.
"""

import base64
import gzip
import html
import itertools
import json
import secrets
from functools import cache
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parent / "static"
MOST_ROWS = 2000  # of a table that a browser can lay out without a pause
# In one line each: see above. `packed` is base64 of gzip.
UNPACK = (
    "const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));"
    'const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();'
)
IMPORT = (
    UNPACK + 'const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));'
    "const code = await import(url); URL.revokeObjectURL(url); return code;"
)
AS_SCRIPT = (
    'const packed = "%s";' + UNPACK + 'const host = document.getElementById("%s");'
    'const script = document.createElement("script"); script.type = "module";'
    'script.textContent = text + `mountStatic("${host.id}", STYLES);`; host.append(script);'
)
EXPORT = "export default{render};"  # how the first bundle ends
_number = itertools.count()


@cache
def style(*extras: str) -> str:
    """The style sheet that goes with code()."""
    return "".join((STATIC / f"{name}.css").read_text(encoding="utf-8") for name in ("player", *extras))


def code(*extras: str) -> str:
    """The player as plain JavaScript, an ES module; further bundles (bundle.EXTRAS) join its scope."""
    return "".join((STATIC / f"{name}.js").read_text(encoding="utf-8") for name in ("player", *extras))


def extras_for(trace: dict[str, Any], options: dict[str, Any]) -> tuple[str, ...]:
    """The bundles that a player needs beside the first."""
    wanted = {"panels": options.get("quiz") or options.get("compare"), "arrays": trace.get("recorded")}
    return tuple(name for name, needed in wanted.items() if needed)


@cache
def _whole(*extras: str) -> str:
    """The code with its styles. For a page; as a module it exports what anywidget calls."""
    return f"const STYLES = {json.dumps(style(*extras))};\n{code(*extras)}"


@cache
def packed_code(*extras: str) -> str:
    """The player's code and styles as base64 of their gzip, the same at each run."""
    code = _whole(*extras).replace(EXPORT, "export default { render: (context) => render(context, STYLES) };")
    return base64.b64encode(gzip.compress(code.encode(), mtime=0)).decode()


def fragment(data: dict[str, Any], table: str, packed: bool = False) -> str:
    """HTML that shows a player wherever scripts run, and `table` where they do not."""
    name = f"al-{next(_number)}-{secrets.token_hex(4)}"
    extras = extras_for(data["trace"], data["options"])
    if packed:
        script = AS_SCRIPT % (packed_code(*extras), name)
    else:
        script = _whole(*extras).replace(EXPORT, "") + f'mountStatic("{name}", STYLES);'
    # "</script" inside a string of the data would end the element early
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<div id="{name}"><script type="application/json">{text}</script>{table}</div>'
        f'<script type="module">{script}</script>'
    )


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
    cells = "".join(
        f'<tr><th scope="row">{_text(name)}</th>' + "".join(f"<td>{_text(t)}</td>" for t in rest) + "</tr>"
        for name, *rest in rows[:MOST_ROWS]
    )
    head = "".join(f'<th scope="col">{title}</th>' for title in ("node", "operation", "value", "grad"))
    return (
        "<details><summary>Table of values</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table>{note}</details>"
    )


def _text(text: str) -> str:
    """Text as HTML, in one line."""
    return html.escape(text).replace("\n", "&#10;").replace("\r", "&#13;")
