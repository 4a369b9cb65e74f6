"""The network view's JavaScript and styles; the player's code travels along, packed, for the graph of one neuron."""

from __future__ import annotations

import base64
import functools
import gzip
import json
from pathlib import Path

from autograd_lab.viz import static_page
from autograd_lab.viz.bundle import build_styles, shrink_style
from autograd_lab.viz.figures.modules import joined
from autograd_lab.viz.shared import Code

HERE = Path(__file__).parent


@functools.cache
def script() -> str:
    """The view's modules and those of the player that they use, in one scope."""
    return joined("network/js/entry.js")


@functools.cache
def style() -> str:
    """The player's ground and the view's own styles."""
    return build_styles(("base",)) + shrink_style((HERE / "network.css").read_text(encoding="utf-8"))


@functools.cache
def _whole() -> str:
    """The modules behind the constants that they need; it exports what anywidget calls."""
    head = {"STYLES": style(), "PLAYER": static_page.packed_code()}
    constants = "".join(f"const {name} = {json.dumps(text)};\n" for name, text in head.items())
    return constants + script()


@functools.cache
def packed() -> str:
    """All of it for a notebook, as base64 of its gzip, the same at each run."""
    code = _whole().replace(static_page.EXPORT, "export default { render: (context) => render(context, STYLES) };")
    return base64.b64encode(gzip.compress(code.encode(), mtime=0)).decode()


def page_script(name: str, compressed: bool) -> str:
    """What a page runs to show the view in the element `name`."""
    if compressed:
        return static_page.AS_SCRIPT % (packed(), name)
    return _whole().replace(static_page.EXPORT, "") + f'mountStatic("{name}", STYLES);'


_made: list[Code] = []


def code() -> Code:
    """The code that all network views of a kernel share, made when it is first asked for, or was closed since."""
    if not _made or _made[0].comm is None:
        _made[:] = [Code(_packed=packed())]
    return _made[0]
