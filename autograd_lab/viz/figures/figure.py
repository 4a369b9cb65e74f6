"""What all figures share: the widget, and the page without a kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from autograd_lab.viz import scripts
from autograd_lab.viz.static_page import StaticPage, element_id, folded_table, json_element, plain_table
from autograd_lab.viz.widgets import PageWidget

EXPORT = "export default figure(draw);"  # how the bundle of a figure ends

Table = tuple[Sequence[str], Sequence[Sequence[float | str]]]  # head and rows, the first cell of a row names it


class Figure(PageWidget):
    """A live figure: a notebook displays it, `state` is what the reader has set, `static()` needs no kernel.

    >>> from autograd_lab.viz import figures
    >>> figure = figures.neuron(w=2, b=-5)
    >>> figure.state  # what the reader has set; the page fills it in
    {}
    >>> figure.static().html.startswith("<style>")
    True
    """

    _css = scripts.style("figures")
    _settings = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, kind: str, settings: Mapping[str, Any], table: Table, picture: str = "") -> None:
        """A figure that js/`kind`.js draws from `settings`.

        table    head and rows of numbers, seen where no script runs
        picture  SVG, seen there above the table
        """
        self.kind = kind
        self._esm = _script(kind)
        self._table = table
        self._picture = picture
        super().__init__(_settings=dict(settings))

    def static(self) -> StaticFigure:
        """The figure as HTML that needs neither kernel nor network."""
        return StaticFigure(self.kind, self._settings, self._table, self._picture)

    def _fallback_html(self) -> str:
        return StaticFigure(self.kind, self._settings, self._table, self._picture, kept=True).html

    def __repr__(self) -> str:
        return f"Figure({self._settings['title']!r})"


class StaticFigure(StaticPage):
    """A figure without a kernel: display it, or save it as a page; `kept` is as a notebook has it, folded.

    >>> from autograd_lab.viz import figures
    >>> page = figures.neuron(title="A neuron").static()
    >>> page.title, "<table>" in page.html
    ('A neuron', True)
    """

    def __init__(
        self, kind: str, settings: Mapping[str, Any], table: Table, picture: str = "", kept: bool = False
    ) -> None:
        title = str(settings["title"])
        name = element_id("figure")
        code = _script(kind).replace(EXPORT, f'figure(draw).mount("{name}");')
        plain = plain_table(table[0], ([_cell(cell) for cell in row] for row in table[1]), title)
        stage = f'<div class="al-figure-stage">{picture}</div>' if picture else ""
        # what waits below a live figure is not yet one, and takes little room
        summary = "Picture and table of values" if picture else "Table of values"
        frame, seen = ("", folded_table(stage + plain, summary)) if kept else (' class="al-figure"', stage + plain)
        super().__init__(
            title,
            f'<style>{scripts.style("figures")}</style><div id="{name}"{frame}>'
            f'{json_element(dict(settings))}{seen}</div><script type="module">{code}</script>',
        )


def _script(kind: str) -> str:
    """The JavaScript of one kind of figure."""
    return scripts.script("figures", f"figures/{kind}")


def _cell(cell: float | str) -> str:
    """The text of a cell."""
    return cell if isinstance(cell, str) else f"{cell:.6g}"
