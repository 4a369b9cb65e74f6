"""The network view's JavaScript and styles as one text each; the player's code travels along, packed, for the zoom."""

from __future__ import annotations

import base64
import functools
import gzip
import json
from pathlib import Path

from autograd_lab.viz import static_page
from autograd_lab.viz.bundle import CAST, INDENT, REMARK, build_styles, shrink_style
from autograd_lab.viz.figures.modules import joined

HERE = Path(__file__).parent


@functools.cache
def script() -> str:
    """The view's modules and those of the player that they use, in one scope."""
    return INDENT.sub("", REMARK.sub("", CAST.sub("", joined("network/js/entry.js"))))


@functools.cache
def style() -> str:
    """The player's ground and the view's own styles."""
    return build_styles(("base",)) + shrink_style((HERE / "network.css").read_text(encoding="utf-8"))


@functools.cache
def head() -> str:
    """The constants that stand in front of the modules."""
    return f"const STYLES = {json.dumps(style())};\nconst PLAYER = {json.dumps(static_page.code())};\n"


@functools.cache
def widget() -> str:
    """The module for anywidget."""
    return static_page.UNPACK % _packed(f"export {head()}{script()}") + static_page.AS_MODULE


@functools.cache
def page_script(packed: bool) -> str:
    """What a page runs, up to the call that mounts a view."""
    text = head() + script().replace("export default { render };", "")
    return static_page.UNPACK % _packed(text) if packed else text


def _packed(text: str) -> str:
    """A text as base64 of its gzip, the same at each run."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
