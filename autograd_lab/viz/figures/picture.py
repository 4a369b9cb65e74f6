"""A picture of a figure for where no script runs: curves in a plot, drawn once, in the figures' colours and strokes."""

from __future__ import annotations

import html
import itertools
import math
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
WIDTH, HEIGHT, ROOM = 360, 240, 100
LEFT, TOP, BOTTOM = 56, 12, HEIGHT - 44
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
GAP = 15  # between two names
DASHES = ("", "8 3", "2 3", "10 3 2 3")  # as in figure.css


@dataclass(frozen=True)
class Axis:
    """The ends of an axis and what it says; with log=True it counts powers of ten."""

    low: float
    high: float
    label: str
    log: bool = False

    @classmethod
    def over(cls, ends: Sequence[float], label: str, log: bool = False) -> Axis:
        """The axis from ends[0] to ends[1]."""
        return cls(ends[0], ends[1], label, log)

    def at(self, value: float) -> float:
        """The position of a number: 0 at the low end, 1 at the high one, clipped a little beyond them."""
        low, high, here = (math.log10(max(v, 1e-300)) if self.log else v for v in (self.low, self.high, value))
        return min(9.0, max(-9.0, (here - low) / (high - low)))

    def ticks(self) -> list[float]:
        """About five round numbers at which the axis has a grid line."""
        if self.log:
            low, high = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
            return [10.0**k for k in range(low, high + 1, max(1, math.ceil((high - low) / 5)))]
        power = 10.0 ** math.floor(math.log10((self.high - self.low) / 5))
        apart = next(m * power for m in (1, 2, 5, 10) if m * power * 5.01 >= self.high - self.low)
        first, last = math.ceil(self.low / apart - 1e-9), math.floor(self.high / apart + 1e-9)
        return [round(k * apart, 12) for k in range(first, last + 1)]


@dataclass(frozen=True)
class Curve:
    """Points joined by a line of the figures' stroke number `kind`; scattered as "disc" or "cross" they stay apart."""

    name: str
    points: Sequence[Point]
    kind: int = 0
    scattered: str = ""


def chart(
    x: Axis,
    y: Axis,
    curves: Sequence[Curve],
    label: str,
    shaded: Sequence[tuple[float, float, float, float]] = (),
    width: int = WIDTH,
) -> str:
    """An SVG element with these curves, each with its name and a piece of its stroke.

    x, y     the axes; places of curves and rectangles are in their units (data coordinates)
    label    read aloud by screen readers
    shaded   rectangles under the curves: (lowest x, lowest y, highest x, highest y)
    width    of the whole picture, in pixels; its height is fixed
    """
    right = width - 12 - ROOM

    def place(point: Point) -> Point:
        return LEFT + x.at(point[0]) * (right - LEFT), BOTTOM - y.at(point[1]) * (BOTTOM - TOP)

    parts = []
    for a, b, c, d in shaded:
        (left, low), (far, top) = place((a, b)), place((c, d))
        parts.append(f"M{left:.1f} {low:.1f}H{far:.1f}V{top:.1f}H{left:.1f}z")
    if parts:
        parts = [f'<path class="al-fig-shaded" fill="currentColor" fill-opacity="0.15" d="{"".join(parts)}"/>']
    parts += _rules(x, y, right)
    clip = f"al-clip-{secrets.token_hex(4)}"
    box = f'x="{LEFT}" y="{TOP}" width="{right - LEFT}" height="{BOTTOM - TOP}"'
    parts.append(f'<clipPath id="{clip}"><rect {box}/></clipPath><g clip-path="url(#{clip})">')
    named = [curve for curve in curves if curve.points and not curve.scattered]
    heights = _spread_heights([place(curve.points[-1])[1] for curve in named])
    for curve in curves:
        points = [place(point) for point in curve.points if all(map(math.isfinite, point))]
        if curve.scattered:
            parts.append(_scatter(points, curve.scattered))
            continue
        path = "M" + "L".join(f"{p:.1f} {q:.1f}" for p, q in points)
        parts.append(f'<path {_stroke(curve.kind)} d="{path}"/>')
    parts.append("</g>")
    for curve, height in zip(named, heights, strict=True):
        px = min(right, place(curve.points[-1])[0]) + 6
        parts += [
            f'<path {_stroke(curve.kind)} d="M{px:.1f} {height:.1f}h20"/>',
            f'<text class="al-fig-note" x="{px + 24:.1f}" y="{height + 4:.1f}">{html.escape(curve.name)}</text>',
        ]
    return svg(width, HEIGHT, label, parts)


def svg(width: int, height: float, label: str, parts: Iterable[str]) -> str:
    """An SVG element of these parts, as wide as the page allows up to `width`; `label` is read aloud."""
    size = f'viewBox="0 0 {width} {height:g}" width="{width}" style="max-width:{width}px"'
    return f'<svg {size} role="img" aria-label="{html.escape(label)}">{"".join(parts)}</svg>'


def _rules(x: Axis, y: Axis, right: float) -> list[str]:
    """The SVG of the grid, its numbers and the axis labels."""
    parts = []
    for v in x.ticks():
        px = LEFT + x.at(v) * (right - LEFT)
        parts += [
            f'<path class="al-fig-rule-line" stroke="currentColor" d="M{px:.1f} {TOP}V{BOTTOM}"/>',
            f'<text x="{px:.1f}" y="{BOTTOM + 16}" text-anchor="middle">{_axis_number(v, x.log)}</text>',
        ]
    for v in y.ticks():
        py = BOTTOM - y.at(v) * (BOTTOM - TOP)
        parts += [
            f'<path class="al-fig-rule-line" stroke="currentColor" d="M{LEFT} {py:.1f}H{right}"/>',
            f'<text x="{LEFT - 6}" y="{py + 4:.1f}" text-anchor="end">{_axis_number(v, y.log)}</text>',
        ]
    middle, half = (LEFT + right) / 2, (TOP + BOTTOM) / 2
    turned = f'x="13" y="{half}" transform="rotate(-90 13 {half})"'
    return [
        *parts,
        f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{html.escape(x.label)}</text>',
        f'<text {turned} text-anchor="middle">{html.escape(y.label)}</text>',
    ]


def _scatter(points: Sequence[Point], shape: str) -> str:
    """The SVG path of a scattered curve: discs or crosses, one for each point."""
    if shape == "cross":
        path = "".join(f"M{p - 3:.1f} {q - 3:.1f}l6 6m0 -6l-6 6" for p, q in points)
        return f'<path class="al-fig-goal al-fig-crosses" fill="none" stroke="currentColor" d="{path}"/>'
    return "".join(f'<circle class="al-fig-dot" cx="{p:.1f}" cy="{q:.1f}" r="3"/>' for p, q in points)


def _stroke(kind: int) -> str:
    """The SVG attributes of a curve's stroke, for pages with the figures' styles and without."""
    names = f"al-fig-series al-fig-series-{kind}"
    return f'class="{names}" fill="none" stroke="currentColor" stroke-dasharray="{DASHES[kind]}"'


def _axis_number(v: float, log: bool) -> str:
    """The text of a number at an axis; a power of ten as 10⁻⁸."""
    return "10" + str(round(math.log10(v))).translate(_RAISED) if log else f"{v:g}".replace("-", "−")


def _spread_heights(wished: Sequence[float]) -> list[float]:
    """The heights of labels in pixels: as near to `wished` as they can be with GAP between them, inside the plot."""
    at = [min(max(y, TOP), BOTTOM) for y in wished]
    order = sorted(range(len(at)), key=lambda i: wished[i])
    for before, i in itertools.pairwise(order):
        at[i] = max(at[i], at[before] + GAP)
    most: float = BOTTOM
    for i in reversed(order):
        at[i] = min(at[i], most)
        most = at[i] - GAP
    return at
