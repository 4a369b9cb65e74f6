"""A figure's JavaScript as one module: its own file and what it imports, each once, without comments."""

from __future__ import annotations

import functools
import posixpath
import re
from pathlib import Path

from autograd_lab.viz.squeeze import squeeze

VIZ = Path(__file__).parent.parent
START = "export default figure(draw);"
_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[./a-z_]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const |let |function )", re.MULTILINE)


@functools.cache
def script(kind: str, without: tuple[str, ...] = ()) -> str:
    """The module of one figure: its default export is a widget's `render`, and a `mount` for a page by itself.

    `without` leaves modules out, to measure the others.
    """
    return _scope([name for name in modules(kind) if name not in without])


def modules(kind: str) -> list[str]:
    """The modules of one figure, by their paths in viz/, each behind those that it imports."""
    order: list[str] = []
    _collect(f"figures/js/{kind}.js", order)
    return order


def joined(entry: str) -> str:
    """A module, by its path in viz/, behind all that it imports, in one scope and without comments."""
    order: list[str] = []
    _collect(entry, order)
    return _scope(order)


def _scope(names: list[str]) -> str:
    return squeeze("\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(name))) for name in names))


@functools.cache
def style() -> str:
    """The figures' CSS, with the player's colours put to their name."""
    player = _read("css/base.css")
    theme = player[player.index(".al-player {") : player.index(".al-player p {")]
    return theme.replace(".al-player", ".al-figure") + _read("figures/figure.css")


def _read(name: str) -> str:
    return (VIZ / name).read_text(encoding="utf-8")


def _collect(name: str, order: list[str]) -> None:
    """Append a module to `order`, after those that it imports."""
    for wanted in _IMPORT.findall(_read(name)):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), wanted))
        if path not in order:
            _collect(path, order)
    order.append(name)
