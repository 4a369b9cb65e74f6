"""The distribution of the points as a picture: plain SVG, which prints, scales and needs no script."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograd_lab.grading.pages.rendering import points_text

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
    """The numbers that the template draws; `description` says the same in words."""

    bars: Sequence[Bar]
    ticks: Sequence[tuple[float, str]]
    description: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM


def counts_by_tenth(totals: Sequence[float], maximum: float) -> list[int]:
    """The number of totals in each tenth of the points; the full score belongs to the last.

    >>> counts_by_tenth([0.0, 9.5, 10.0], 10.0)
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    """
    found = [0] * BARS
    for total in totals:
        share = total / maximum if maximum else 0.0
        found[min(BARS - 1, max(0, int(share * BARS + 1e-9)))] += 1
    return found


def points_histogram(totals: Sequence[float], maximum: float) -> Histogram:
    """The histogram of the totals in ten bars, in pixels, with its ticks and a description in words."""
    found = counts_by_tenth(totals, maximum)
    most, step, floor = max(found) or 1, (WIDTH - LEFT - RIGHT) / BARS, HEIGHT - BOTTOM
    heights = [(floor - TOP) * count / most for count in found]
    bars = [Bar(LEFT + i * step + 3, floor - tall, step - 6, tall, found[i]) for i, tall in enumerate(heights)]
    edges = [maximum * i / BARS for i in range(BARS + 1)]
    ticks = [(LEFT + i * step, points_text(edge)) for i, edge in enumerate(edges)]
    said = [f"{points_text(edges[i])} to {points_text(edges[i + 1])}: {count}" for i, count in enumerate(found)]
    return Histogram(bars, ticks, "Students by points. " + "; ".join(said))
