"""A line to be dragged through points, with its residuals or their squares, and as a point among all lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.viz.figures.arguments import finite_number, finite_numbers, range_ends
from autograd_lab.viz.figures.figure import Figure
from autograd_lab.viz.figures.picture import Axis, Curve, chart

Span = tuple[float, float]


def line_fit(
    x: Iterable[float],
    y: Iterable[float],
    *,
    w: float = 0.0,
    b: float = 0.0,
    measure: Literal["residuals", "squares"] = "squares",
    plane: bool = False,
    x_label: str = "x",
    y_label: str = "y",
    title: str = "A line through the points",
    w_range: Span | None = None,
    b_range: Span | None = None,
    x_range: Span | None = None,
    y_range: Span | None = None,
) -> Figure:
    """Points (x, y) and the line w·x + b, which the reader drags or moves with sliders; `state` holds w and b.

    measure  "residuals" shows how far off each prediction is and the mean of that; "squares" the squares and L
    plane    show beside the line the plane of w and b, with lines of equal loss; the line is a point there
    raises   ShapeError when x and y are not of one length, LabError for what are no finite numbers
    ranges   (lowest, highest) of the axes and of the sliders; widened to hold 0 on the x-axis, the points, w and b

    >>> from autograd_lab.viz import figures
    >>> figures.line_fit([1, 2, 3, 4], [4, 8, 10, 10], w=3, title="Rides")
    Figure('Rides')
    """
    xs, ys = finite_numbers("line_fit(x=...)", x), finite_numbers("line_fit(y=...)", y)
    if len(xs) != len(ys):
        raise ShapeError(f"line_fit: {len(xs)} numbers for x and {len(ys)} for y; each point needs both")
    if measure not in ("residuals", "squares"):
        raise LabError(f'line_fit(measure=...) is "residuals" or "squares", got {measure!r}')
    w, b = finite_number("line_fit(w=...)", w), finite_number("line_fit(b=...)", b)
    reach = max(abs(v) for v in ys) or 1.0
    ranges = {
        "x": range_ends("line_fit(x_range=...)", x_range, min(0.0, *xs), 1.15 * max(*xs, 1e-9), 0.0, *xs),
        "y": range_ends("line_fit(y_range=...)", y_range, min(0.0, *ys), 1.4 * reach, *ys),
        "w": range_ends("line_fit(w_range=...)", w_range, -3.0, 6.0, w),
        "b": range_ends("line_fit(b_range=...)", b_range, -1.4 * reach, 1.4 * reach, b),
    }
    settings = {
        "x": xs, "y": ys, "w": w, "b": b, "measure": measure, "plane": bool(plane), "ranges": ranges,
        "x_label": x_label, "y_label": y_label, "title": title,
    }  # fmt: skip
    rows = [
        [at, target, w * at + b, w * at + b - target, (w * at + b - target) ** 2]
        for at, target in zip(xs, ys, strict=True)
    ]
    head = (x_label, y_label, f"prediction, w = {w:g}, b = {b:g}", "residual", "its square")
    curves = [
        Curve("points", list(zip(xs, ys, strict=True)), scattered="disc"),
        Curve("w·x + b", [(at, w * at + b) for at in ranges["x"]]),
    ]
    axes = Axis.over(ranges["x"], x_label), Axis.over(ranges["y"], y_label)
    return Figure(
        "line_fit", settings, (head, rows), chart(*axes, curves, f"The points and the line for w = {w:g}, b = {b:g}")
    )
