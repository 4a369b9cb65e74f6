"""The picture of both pages: for each misconception a bar before and a bar after, in plain SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, LEFT, RIGHT, TOP, STEP, BAR = 720, 246, 112, 34, 34, 11


@dataclass(frozen=True)
class Bar:
    """One bar, in pixels; `low` and `high` are the ends of its interval, None where none is drawn."""

    y: float
    width: float
    is_after: bool
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Row:
    """The bars of one misconception, its name beside them, and the numbers as text."""

    name: str
    middle: float
    bars: Sequence[Bar]
    numbers: str


@dataclass(frozen=True)
class Picture:
    """The numbers that the template draws."""

    rows: Sequence[Row]
    ticks: Sequence[tuple[float, str]]
    height: float
    description: str
    width: int = WIDTH
    left: int = LEFT
    top: int = TOP
    bar: int = BAR


@dataclass(frozen=True)
class Shown:
    """A share to be drawn, from 0 to 1, with its interval or without; `text` is how it is written."""

    share: float
    text: str
    interval: tuple[float, float] | None = None


def before_and_after(rows: Sequence[tuple[str, Shown | None, Shown | None]], description: str) -> Picture:
    """The picture of rows, each with its name and its shares before and after; None is not drawn.

    >>> picture = before_and_after([("sweep is step", Shown(0.5, "50 %"), Shown(0.25, "25 %"))], "")
    >>> [round(bar.width) for bar in picture.rows[0].bars], picture.rows[0].numbers
    ([181, 90], '50 % → 25 %')
    """
    whole = WIDTH - LEFT - RIGHT
    drawn = []
    for at, (name, *shares) in enumerate(rows):
        top = TOP + at * STEP
        bars = []
        for number, one in enumerate(shares):
            if one:
                ends = (None, None) if one.interval is None else (LEFT + end * whole for end in one.interval)
                bars.append(Bar(top + 4 + number * (BAR + 2), one.share * whole, bool(number), *ends))
        texts = " → ".join(one.text if one else "–" for one in shares)
        drawn.append(Row(name, top + STEP / 2, bars, texts))
    ticks = [(LEFT + whole * tenth / 4, f"{25 * tenth} %") for tenth in range(5)]
    return Picture(drawn, ticks, TOP + len(rows) * STEP + 8, description)
