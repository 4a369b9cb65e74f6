"""Many runs side by side: a row of dots for each way to train, one dot for each run, and a bar at their mean."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping, Sequence

from autograd_lab.errors import LabError
from autograd_lab.viz.figures.arguments import finite_number, finite_numbers
from autograd_lab.viz.figures.curves import Plot, folded_table, framed_html
from autograd_lab.viz.figures.picture import Axis, svg

WIDTH, NARROW, MEANS = 640, 340, 56  # of the whole, on a page or a telephone, and of the column of means in it
TOP, APART, FOOT, LETTER = 14, 26, 46, 7.2
NAME, LINE = 16, 15  # the height of a name that stands above its row, and of a line of what the axis says


def strips(
    rows: Mapping[str, Sequence[float]], *, title: str, x: str, say: str, unit: float = 1.0, zero: bool = False
) -> Plot:
    """Runs as dots, a row for each name; the mean of each row as a bar and in figures.

    rows    name -> one number for each run
    x       what the axis counts, with its unit
    say     what is to be seen, in a sentence or two: for readers who do not see it
    unit    what the numbers are multiplied by before they are drawn, e.g. 100 for per cent
    zero    rule a line at 0, and give the means a sign: for differences
    raises  LabError for what cannot be drawn

    >>> from autograd_lab.viz import figures
    >>> runs = {"plain": [0.80, 0.84, 0.82], "dropout": [0.86, 0.88, 0.87]}
    >>> figures.strips(runs, title="Three seeds", x="rows right, %", say="Dropout is better in each run.", unit=100)
    Plot('Three seeds')
    """
    if not rows:
        raise LabError("strips: there are no rows to draw. Give a name and some numbers, e.g. {'plain': [0.8, 0.9]}.")
    if not say.strip():
        raise LabError('strips(say=...): say in words what is to be seen, e.g. say="L2 reads more in each run."')
    unit = finite_number("strips(unit=...)", unit)
    drawn = {
        str(name): [unit * v for v in finite_numbers(f"strips: the row {name!r}", given)]
        for name, given in rows.items()
    }
    everything = [v for values in drawn.values() for v in values] + [0.0] * zero
    low, high = min(everything), max(everything)
    room = 0.03 * (high - low) or 1.0
    axis = Axis(low - room, high + room, x)
    wide, narrow = (_picture(axis, drawn, f"{title}. {say}", zero, width) for width in (WIDTH, NARROW))
    return Plot(title, framed_html(title, wide, narrow, _table(drawn, title)))


def _picture(axis: Axis, drawn: Mapping[str, Sequence[float]], label: str, zero: bool, width: int) -> str:
    """The SVG: names left of their rows, or above them where narrow; a dot a run, a bar and a number for the mean."""
    above = NAME if width == NARROW else 0
    apart, right = APART + above, width - MEANS
    left, bottom = 14 if above else 8 + LETTER * max(map(len, drawn)), TOP + apart * len(drawn)

    def at(value: float) -> str:
        return f"{left + axis.at(value) * (right - left):.1f}"

    parts = []
    for tick in axis.ticks():
        parts += [
            f'<path class="al-fig-rule-line" stroke="currentColor" d="M{at(tick)} {TOP}V{bottom}"/>',
            f'<text x="{at(tick)}" y="{bottom + 16}" text-anchor="middle">{_minus(f"{tick:g}")}</text>',
        ]
    if zero:
        parts.append(f'<path class="al-fig-zero" stroke="currentColor" d="M{at(0)} {TOP}V{bottom}"/>')
    for row, (name, values) in enumerate(drawn.items()):
        y, mean = TOP + apart * row + above + APART / 2, sum(values) / len(values)
        place = f'x="4" y="{y - 14:g}"' if above else f'x="{left - 8:.1f}" y="{y + 4:g}" text-anchor="end"'
        said = _minus(f"{mean:+.1f}" if zero else f"{mean:.1f}")
        parts += [
            f"<text {place}>{html.escape(name)}</text>",
            *(f'<circle class="al-fig-dot al-fig-few" cx="{at(v)}" cy="{y:g}" r="4"/>' for v in values),
            f'<path class="al-fig-curve al-fig-mean-bar" stroke="currentColor" d="M{at(mean)} {y - 10:g}v20"/>',
            f'<text class="al-fig-note" x="{right + 10}" y="{y + 4:g}">{said}</text>',
        ]
    said_below = textwrap.wrap(axis.label, int((width if above else 2 * width) / LETTER))
    for line, text in enumerate(said_below):
        middle = f'x="{width / 2 if above else (left + right) / 2:.1f}" y="{bottom + FOOT - 10 + LINE * line:g}"'
        parts.append(f'<text {middle} text-anchor="middle">{html.escape(text)}</text>')
    return svg(width, bottom + FOOT + LINE * (len(said_below) - 1), label, parts)


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _table(drawn: Mapping[str, Sequence[float]], title: str) -> str:
    """A folded HTML table of the mean, lowest and highest value of each row."""
    rows = [
        (name, [_minus(f"{v:.4g}") for v in (sum(values) / len(values), min(values), max(values))])
        for name, values in drawn.items()
    ]
    return folded_table(title, ("row", "mean", "smallest", "largest"), rows)
