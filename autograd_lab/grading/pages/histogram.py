"""The distribution of the points as a picture: plain SVG, which prints, scales and needs no script."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograd_lab.grading.pages.rendering import points

BARS = 10
WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM, TOP = 640, 230, 46, 18, 54, 30


@dataclass(frozen=True)
class Bar:
    """One bar of the picture, in pixels, with the number that it stands for."""

    x: float
    y: float
    width: float
    height: float
    count: int


@dataclass(frozen=True)
class Histogram:
    """What the template draws; `description` says the same in words."""

    bars: Sequence[Bar]
    ticks: Sequence[tuple[float, str]]
    description: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM


def counts(totals: Sequence[float], maximum: float) -> list[int]:
    """How many totals fall into each tenth of the points; the full score belongs to the last."""
    found = [0] * BARS
    for total in totals:
        share = total / maximum if maximum else 0.0
        found[min(BARS - 1, max(0, int(share * BARS + 1e-9)))] += 1
    return found


def histogram(totals: Sequence[float], maximum: float) -> Histogram:
    """Ten bars over the points, each with its number."""
    found = counts(totals, maximum)
    most, step, floor = max(found) or 1, (WIDTH - LEFT - RIGHT) / BARS, HEIGHT - BOTTOM
    bars = []
    for i, count in enumerate(found):
        tall = (floor - TOP) * count / most
        bars.append(Bar(LEFT + i * step + 3, floor - tall, step - 6, tall, count))
    edges = [maximum * i / BARS for i in range(BARS + 1)]
    ticks = [(LEFT + i * step, points(edge)) for i, edge in enumerate(edges)]
    said = [f"{points(edges[i])} to {points(edges[i + 1])}: {count}" for i, count in enumerate(found)]
    return Histogram(bars, ticks, "Students by points. " + "; ".join(said))
