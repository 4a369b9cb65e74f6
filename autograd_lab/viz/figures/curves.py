"""What a chapter has measured, as curves: a picture that follows the page's theme, is read out, and has its numbers."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.viz import scripts
from autograd_lab.viz.figures.picture import DASHES, Axis, Curve, chart

MOST_LINES = 12  # of the table: a picture of a thousand numbers is not read number by number
WIDE, NARROW = 560, 340


@dataclass(frozen=True)
class Plot:
    """What plot() and strips() return: a picture as HTML, which needs no script.

    >>> from autograd_lab.viz import figures
    >>> picture = figures.plot({"L": [2.0, 1.0]}, title="One run", x="epoch", y="loss L", say="The loss is halved.")
    >>> picture.title, "<svg" in picture.html
    ('One run', True)
    """

    title: str
    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"Plot({self.title!r})"


def plot(
    curves: Mapping[str, Sequence[Any]],
    *,
    title: str,
    x: str,
    y: str,
    say: str,
    log: bool = False,
    y_range: tuple[float, float] | None = None,
) -> Plot:
    """Up to four curves in one picture, each with its stroke and its name, and a table of their numbers.

    curves   name -> heights at 0, 1, 2, …, or (place, height) pairs; a short name, it stands at the curve's end
    x, y     what the axes count, with the unit where there is one
    say      what is to be seen, in a sentence or two: for readers who do not see it
    log      powers of ten upward
    y_range  the ends of the upward axis; by itself it takes what there is, and 0 where log is False
    raises   LabError, ShapeError for what cannot be drawn

    >>> from autograd_lab.viz import figures
    >>> losses = {"SGD": [2.0, 1.0, 0.5], "Adam": [2.0, 0.4, 0.1]}
    >>> figures.plot(losses, title="Two runs", x="epoch", y="loss L", say="Adam is lower after two epochs.")
    Plot('Two runs')
    """
    if not 1 <= len(curves) <= len(DASHES):
        raise LabError(f"plot: 1 to {len(DASHES)} curves can be told apart, got {len(curves)}. Make two plots.")
    if not say.strip():
        raise LabError('plot(say=...): say in words what is to be seen, e.g. say="The loss falls from 0.25 to 0.01."')
    drawn = {str(name): _points(str(name), points) for name, points in curves.items()}
    places = [p for points in drawn.values() for p, _ in points]
    heights = [q for points in drawn.values() for _, q in points if math.isfinite(q) and (q > 0 or not log)]
    if not heights:
        raise LabError(f"plot: there is no {'positive ' * log}finite number to draw")
    low, high = y_range or (min(heights) if log else min(0.0, *heights), max(heights))
    if low == high:
        high = low * 10 if log else low + 1
    across = Axis(min(places), max(places) if max(places) > min(places) else min(places) + 1, x)
    lines = [Curve(name, points, kind) for kind, (name, points) in enumerate(drawn.items())]
    wide, narrow = (chart(across, Axis(low, high, y, log), lines, f"{title}. {say}", width=w) for w in (WIDE, NARROW))
    return Plot(title, framed_html(title, wide, narrow, _table(drawn, x, title)))


def framed_html(title: str, wide: str, narrow: str, table: str) -> str:
    """HTML with title, table and the picture in two sizes, of which CSS shows the one that fits the width."""
    return (
        f"<style>{scripts.style('figures').replace('.al-figure', '.al-plot')}</style>"
        f'<div class="al-plot"><p class="al-plot-title">{html.escape(title)}</p>'
        f'<div class="al-plot-stage al-plot-wide">{wide}</div><div class="al-plot-stage al-plot-narrow">{narrow}</div>'
        f"{table}</div>"
    )


def _points(name: str, given: Sequence[Any]) -> list[tuple[float, float]]:
    """A curve as (place, height) pairs; heights may be nan or infinite, places may not. Raises ShapeError."""
    try:
        pairs = [
            (float(v[0]), float(v[1])) if hasattr(v, "__len__") else (float(k), float(v)) for k, v in enumerate(given)
        ]
    except (TypeError, ValueError, IndexError):
        raise ShapeError(f"plot: the curve {name!r} is neither numbers nor (place, height) pairs") from None
    if not pairs or not all(math.isfinite(p) for p, _ in pairs):
        raise ShapeError(f"plot: the curve {name!r} has no points, or one without a place")
    return pairs


def _table(drawn: Mapping[str, Sequence[tuple[float, float]]], x: str, title: str) -> str:
    """A folded HTML table of up to MOST_LINES places and the heights there."""
    places = sorted({p for points in drawn.values() for p, _ in points})
    chosen = [places[round(k * (len(places) - 1) / (MOST_LINES - 1))] for k in range(MOST_LINES)]
    at = [dict(points) for points in drawn.values()]
    rows = [
        (f"{place:g}", [f"{known[place]:.4g}" if place in known else "" for known in at])
        for place in dict.fromkeys(chosen)
    ]
    return folded_table(title, (x, *drawn), rows)


def folded_table(title: str, head: Iterable[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """A folded HTML table: the names of its columns, then for each row its name and its cells."""
    titles = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in head)
    body = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
        for name, cells in rows
    )
    caption = f"<caption>{html.escape(title)}</caption>"
    return f"<details><summary>The numbers</summary><table>{caption}<tr>{titles}</tr>{body}</table></details>"
