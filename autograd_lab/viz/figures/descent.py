"""Gradient descent on the loss of a line through points, from a rate that crawls to one that blows up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.viz.figures.arguments import finite_number, finite_numbers, range_ends
from autograd_lab.viz.figures.figure import Figure
from autograd_lab.viz.figures.picture import Axis, Curve, chart

Span = tuple[float, float]


def descent(
    x: Iterable[float],
    y: Iterable[float],
    *,
    start: Sequence[float] = (0.0, 0.0),
    rate: float = 0.01,
    steps: int = 0,
    most: int = 40,
    weight_only: bool = False,
    w_range: Span | None = None,
    b_range: Span | None = None,
    rate_range: Span | None = None,
    loss_range: Span | None = None,
    title: str = "Gradient descent",
) -> Figure:
    """Steps against the gradient of mse(w·x + b, y): over lines of equal loss, or over the curve of w alone.

    start        (w, b) of the first place
    rate, steps  the learning rate, and how many steps are shown at first, of at most `most`
    weight_only  hold b where it starts, and show the loss as a curve
    ranges       of w, b and the loss in the picture, and of the rate's slider
    raises       ShapeError when x and y are not of one length, LabError for what cannot be drawn

    >>> from autograd_lab.viz import figures
    >>> figures.descent([1, 2, 3, 4], [4, 8, 10, 10], rate=0.02, steps=3)
    Figure('Gradient descent')
    """
    xs, ys = finite_numbers("descent(x=...)", x), finite_numbers("descent(y=...)", y)
    if len(xs) != len(ys):
        raise ShapeError(f"descent: {len(xs)} numbers for x and {len(ys)} for y; each point needs both")
    first = finite_numbers("descent(start=...)", start)
    if len(first) != 2:
        raise LabError(f"descent(start=...) is the pair (w, b), got {start!r:.60}")
    rate = finite_number("descent(rate=...)", rate)
    if not 0 <= steps <= most:
        raise LabError(f"descent(steps=...): 0 to {most} steps can be shown, got {steps}; raise most=")
    w, b = first
    at_start = _place(xs, ys, w, b)[2]
    lowest, goal = _lowest_loss(xs, ys, b if weight_only else None)
    low = max(lowest / 2, 1e-6 * max(at_start, 1e-6))
    rates = range_ends("descent(rate_range=...)", rate_range, 0.001, 1.0, rate)
    if rates[0] <= 0:
        raise LabError(f"descent: a learning rate is above 0, got {rates[0]:g}")
    ranges = {
        "w": range_ends("descent(w_range=...)", w_range, *_axis_ends(w, goal and goal[0]), w),
        "b": range_ends("descent(b_range=...)", b_range, *_axis_ends(b, goal and goal[1]), b),
        "L": range_ends("descent(loss_range=...)", loss_range, 0.0, max(1.2 * at_start, 1e-6)),
        "steps": [low, 1e4 * max(at_start, 1e-6)],
        "rate": rates,
        "grain": 0.05,
    }
    settings = {
        "x": xs, "y": ys, "w": w, "b": b, "rate": rate, "steps": steps, "most": most, "flat": weight_only,
        "lowest": lowest, "goal": goal and list(goal), "ranges": ranges, "title": title,
    }  # fmt: skip
    head = ("step", "w", "b", f"L, learning rate {rate:g}", "∂L/∂w", "∂L/∂b")
    places = []
    for _ in range(max(steps, 3) + 1):
        places.append(_place(xs, ys, w, b))
        w, b = w - rate * places[-1][3], b if weight_only else b - rate * places[-1][4]
    rows: list[list[float | str]] = [[str(step), *place] for step, place in enumerate(places)]
    axis = Axis(0, len(places) - 1.0, "step"), Axis.over([low, 1e4 * max(at_start, 1e-6)], "loss L", log=True)
    falls = Curve("L", [(float(step), max(place[2], low)) for step, place in enumerate(places)])
    return Figure("descent", settings, (head, rows), chart(*axis, [falls], "The loss at each step"))


def _place(xs: list[float], ys: list[float], w: float, b: float) -> tuple[float, float, float, float, float]:
    """(w, b, L, ∂L/∂w, ∂L/∂b) at one place: eq. 1.1 and 3.1."""
    residuals = [w * x + b - y for x, y in zip(xs, ys, strict=True)]
    loss = sum(r * r for r in residuals) / len(xs)
    return w, b, loss, 2 * _mean([r * x for r, x in zip(residuals, xs, strict=True)]), 2 * _mean(residuals)


def _lowest_loss(xs: list[float], ys: list[float], b: float | None) -> tuple[float, tuple[float, float] | None]:
    """The smallest loss and its (w, b), None where it is no single point; for a fixed b when one is given."""
    mx, my = (0.0, b) if b is not None else (_mean(xs), _mean(ys))
    one_point = any(xs) if b is not None else min(xs) < max(xs)
    xx = sum((x - mx) ** 2 for x in xs)
    xy = sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True))
    w = xy / xx if one_point else 0.0
    lowest = _mean([(w * (x - mx) + my - y) ** 2 for x, y in zip(xs, ys, strict=True)])
    return 0.0 if math.isclose(lowest, 0.0, abs_tol=1e-12) else lowest, (w, my - w * mx) if one_point else None


def _axis_ends(start: float, goal: float | None) -> Span:
    """(low, high) of an axis: around the start, and beyond the minimum where that is near."""
    if goal is None or abs(goal - start) > 10:
        goal = start
    return min(start - 3, goal - 1), max(start + 3, goal + 1)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
