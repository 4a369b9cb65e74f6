"""One sigmoid output, and what the squared error and cross-entropy make of it: both losses and both slopes over z."""

from __future__ import annotations

import math

from autograd_lab.scalar.ops import sigmoid
from autograd_lab.viz.figures.arguments import finite_number, known_choice, range_ends
from autograd_lab.viz.figures.figure import Figure
from autograd_lab.viz.figures.picture import Axis, Curve, chart

NAMES = ("squares", "cross-entropy")


def two_losses(
    z: float = 0.0,
    *,
    target: int = 0,
    both: bool = True,
    z_range: tuple[float, float] | None = None,
    title: str = "One output, two losses",
) -> Figure:
    """Loss and δ = ∂L/∂z of one sigmoid output over z, for (a − y)² and for cross-entropy; `state` holds z, y and a.

    target  what the output should say, 0 or 1
    both    False leaves cross-entropy out
    raises  LabError for what are no finite numbers, and for another target

    >>> from autograd_lab.viz import figures
    >>> figures.two_losses(z=-4, target=1)
    Figure('One output, two losses')
    """
    at = finite_number("two_losses(z=...)", z)
    y = int(known_choice("two_losses(target=...)", target, (0, 1)))
    low, high = range_ends("two_losses(z_range=...)", z_range, -8.0, 8.0, at)
    settings = {"z": at, "y": y, "both": bool(both), "range": [low, high], "title": title}
    names = NAMES if both else NAMES[:1]
    rows: list[list[float | str]] = []
    for i in range(9):
        place = low + (high - low) * i / 8
        (squares, crossed), (weak, strong) = losses(place, y), deltas(place, y)
        rows.append([place, sigmoid(place), squares, weak, *((crossed, strong) if both else ())])
    head = ["z", f"a = σ(z), target {y}", *(title for name in names for title in (f"{name}: L", "δ"))]
    fine = [low + (high - low) * i / 120 for i in range(121)]
    pictures = ""
    reach = (max(-low, high), 1.1) if both else (1.1, 0.35)
    for what, made, ends in (("L", losses, (-0.1, reach[0])), ("δ = ∂L/∂z", deltas, (-reach[1], reach[1]))):
        curves = [Curve(name, [(v, made(v, y)[kind]) for v in fine], kind) for kind, name in enumerate(names)]
        pictures += chart(Axis(low, high, "z, before the sigmoid"), Axis(*ends, what), curves, f"{what} over z")
    return Figure("two_losses", settings, (head, rows), pictures)


def losses(z: float, y: int) -> tuple[float, float]:
    """(a − y)² and the cross-entropy of a = σ(z), the latter without overflow for any z."""
    return (sigmoid(z) - y) ** 2, max(z, 0) - y * z + math.log1p(math.exp(-abs(z)))


def deltas(z: float, y: int) -> tuple[float, float]:
    """The slopes of both losses, ∂L/∂z."""
    a = sigmoid(z)
    return 2 * (a - y) * a * (1 - a), a - y
