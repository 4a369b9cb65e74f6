"""What all figures share: the widget, the page without a kernel, and a look at what they are given."""

from __future__ import annotations

import html
import itertools
import json
import math
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from autograd_lab.errors import LabError
from autograd_lab.viz import static_page
from autograd_lab.viz.figures.modules import START, script, style

_number = itertools.count()

Table = tuple[Sequence[str], Sequence[Sequence[float | str]]]  # head and rows, the first cell of a row names it


class Figure(anywidget.AnyWidget):
    """A live figure: a notebook displays it, `state` is what the reader has set, `static()` needs no kernel.

    Each kind is a subclass with its module of JavaScript: `kind = "line_fit"` and `_esm = script(kind)`.
    """

    kind: ClassVar[str]
    _css = style()
    _settings = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, settings: Mapping[str, Any], table: Table, picture: str = "") -> None:
        """Settings of the script; a table, and perhaps a picture, of what is seen where no script runs."""
        self._table = table
        self._picture = picture
        super().__init__(_settings=dict(settings))

    def static(self) -> StaticFigure:
        """The figure as HTML that needs neither kernel nor network."""
        return StaticFigure(self.kind, self._settings, self._table, self._picture)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live widget, and beside it the page that needs no kernel, for hosts that cannot show the widget."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**(data or {}), "text/html": self.static().html, "text/plain": repr(self)}, metadata

    def __repr__(self) -> str:
        return f"Figure({self._settings['title']!r})"


class StaticFigure:
    """A figure without a kernel: display it, or save it as a page."""

    def __init__(self, kind: str, settings: Mapping[str, Any], table: Table, picture: str = "") -> None:
        self._title = str(settings["title"])
        name = f"al-figure-{next(_number)}-{secrets.token_hex(4)}"
        code = script(kind).replace(START, f'figure(draw).mount("{name}");')
        # "</script" inside a string of the data would end the element early
        data = json.dumps(dict(settings), ensure_ascii=False).replace("<", "\\u003c")
        plain = _plain_table(self._title, *table)
        if picture:
            plain = f'<div class="al-figure-stage">{picture}</div>{plain}'
        self.html = (
            f'<style>{style()}</style><div id="{name}" class="al-figure">'
            f'<script type="application/json">{data}</script>{plain}</div><script type="module">{code}</script>'
        )

    def _repr_html_(self) -> str:
        return self.html

    def save(self, path: str | Path) -> Path:
        """Write one self-contained page; returns its path."""
        target = Path(path)
        target.write_text(static_page.page(self._title, self.html), encoding="utf-8")
        return target


def numbers(what: str, given: Iterable[float]) -> list[float]:
    """A list of finite floats. Raises LabError, naming `what`, when it is empty or holds anything else."""
    try:
        found = [float(x) for x in given]
    except (TypeError, ValueError):
        found = []
    if not found or not all(map(math.isfinite, found)):
        raise LabError(f"{what}: expected finite numbers, at least one, got {given!r:.60}")
    return found


def number(what: str, given: float) -> float:
    """One finite float. Raises LabError, naming `what`, for anything else."""
    return numbers(what, [given])[0]


def whole(what: str, given: int, low: int, high: int, cure: str = "") -> int:
    """A whole number from low to high. Raises LabError, naming `what`, for anything else."""
    if not isinstance(given, int) or isinstance(given, bool) or not low <= given <= high:
        raise LabError(f"{what} is a whole number from {low} to {high}, got {given!r:.40}{cure}")
    return given


def seeded(what: str, seed: int) -> int:
    """A seed. Raises LabError, naming `what`, for what is none."""
    return whole(what, seed, 0, 2**31 - 1)


def between(what: str, given: float, low: float, high: float) -> float:
    """A number from low to high. Raises LabError, naming `what`, for anything else."""
    found = number(what, given)
    if not low <= found <= high:
        raise LabError(f"{what} lies between {low:g} and {high:g}, got {found:g}")
    return found


def one_of(what: str, given: Any, known: Iterable[Any]) -> Any:
    """What is on a list. Raises LabError, naming `what` and the list, for anything else."""
    listed = list(known)
    if isinstance(given, (int, float, str)) and not isinstance(given, bool) and given in listed:
        return listed[listed.index(given)]  # 16 for 16.0
    names = ", ".join(x if isinstance(x, str) else f"{x:g}" for x in listed)
    raise LabError(f"{what} is one of {names}, got {given!r:.40}")


def span(what: str, given: tuple[float, float] | None, low: float, high: float, *inside: float) -> list[float]:
    """The two ends of an axis or a slider, `low` and `high` when none are given, widened to hold `inside`."""
    ends = numbers(what, (low, high) if given is None else given)
    if len(ends) != 2 or not ends[0] < ends[1]:
        raise LabError(f"{what}: write (lowest, highest), got {given!r:.60}")
    return [min(ends[0], *inside), max(ends[1], *inside)] if inside else ends


def _plain_table(title: str, head: Sequence[str], rows: Sequence[Sequence[float | str]]) -> str:
    """What is seen where no script runs."""
    cells = "".join(
        f'<tr><th scope="row">{_cell(first)}</th>' + "".join(f"<td>{_cell(cell)}</td>" for cell in rest) + "</tr>"
        for first, *rest in rows
    )
    titles = "".join(f'<th scope="col">{html.escape(t)}</th>' for t in head)
    return (
        f"<table><caption>{html.escape(title)}</caption><thead><tr>{titles}</tr></thead><tbody>{cells}</tbody></table>"
    )


def _cell(cell: float | str) -> str:
    return html.escape(cell if isinstance(cell, str) else f"{cell:.6g}")
