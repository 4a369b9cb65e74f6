"""Small pictures for the cards of the book's first page, one for each chapter, drawn from the chapter's own numbers.

Colours are classes, filled in by `book/_static/landing.css`: `value` is blue, `grad` orange and dashed, as everywhere.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from autograd_lab import Value
from autograd_lab.authoring.small_graphs import HEIGHT, WIDTH, Point, graph, network
from autograd_lab.scalar.ops import sigmoid


@dataclass(frozen=True)
class _Plot:
    """A picture's own coordinates: the numbers at its left, right, bottom and top."""

    left: float
    right: float
    bottom: float
    top: float

    def at(self, x: float, y: float) -> str:
        """A point of the plane as the SVG writes it, clipped to the picture."""
        across = (x - self.left) / (self.right - self.left)
        up = min(1.0, max(0.0, (y - self.bottom) / (self.top - self.bottom)))
        return f"{6 + across * (WIDTH - 12):.1f},{HEIGHT - 6 - up * (HEIGHT - 12):.1f}"

    def line(self, points: Iterable[Point], kind: str) -> str:
        """A line through points."""
        return f'<polyline class="al-thumb-{kind}" points="{" ".join(self.at(*point) for point in points)}"/>'

    def curve(self, function: Callable[[float], float], kind: str) -> str:
        """The curve of a function over the whole width."""
        places = np.linspace(self.left, self.right, 61)
        return self.line([(float(x), function(float(x))) for x in places], kind)

    def dots(self, points: Iterable[Point], kind: str = "dot", radius: float = 3) -> str:
        """A disc at each point."""
        places = [self.at(*point).split(",") for point in points]
        return "".join(f'<circle class="al-thumb-{kind}" cx="{x}" cy="{y}" r="{radius}"/>' for x, y in places)


def _grid(left: int, top: int, rows: int, columns: int, lit: Callable[[int, int], bool]) -> str:
    """A table of cells, some of them lit."""
    return "".join(
        f'<rect class="al-thumb-{"cell-lit" if lit(i, j) else "cell"}" x="{left + 11 * j}" y="{top + 11 * i}" '
        'width="10" height="10"/>'
        for i in range(rows)
        for j in range(columns)
    )


def _taxi() -> str:
    """The loss of chapter 00 over w, and its slope at w = 2 as the engine gives it."""
    w = Value(2.0)
    loss = (w * 3 - 9) ** 2
    loss.backward()
    plot = _Plot(0, 6, -10, 81)
    tangent = [(w.data + dx, loss.data + w.grad * dx) for dx in (-1.6, 1.0)]
    return plot.curve(lambda x: (x * 3 - 9) ** 2, "value") + plot.line(tangent, "grad") + plot.dots([(2, loss.data)])


def _rides() -> str:
    """Four rides, the line that fits them best, and what it is off by."""
    x, y = np.array([1.0, 2, 3, 4]), np.array([4.0, 8, 10, 10])
    slope, start = np.polyfit(x, y, 1)
    plot = _Plot(0, 5, 2.5, 13.5)
    missed = [plot.line([(a, b), (a, slope * a + start)], "ink") for a, b in zip(x, y, strict=True)]
    line = plot.curve(lambda a: slope * a + start, "value")
    return line + "".join(missed) + plot.dots(zip(x, y, strict=True), radius=2.4)


def _nudges() -> str:
    """How far a measured slope of x³ at 1 is off, for steps h from 1 down to 1e-12, both as powers of ten."""
    points = []
    for k in range(25):
        h = 10 ** (-k / 2)
        off = abs(((1 + h) ** 3 - (1 - h) ** 3) / (2 * h) - 3)
        points.append((-k / 2, math.log10(max(off, 1e-13))))
    plot = _Plot(-12, 0, -13, 0)
    return plot.line(points, "value") + plot.dots(points[::4], radius=2)


def _descent() -> str:
    """Six steps of gradient descent on the taxi's loss, with a rate at which they go to and fro."""
    steps = [0.6]
    for _ in range(6):
        steps.append(steps[-1] - 0.095 * 18 * (steps[-1] - 3))
    walked = [(w, (3 * w - 9) ** 2) for w in steps]
    plot = _Plot(0, 6, -6, 70)
    return plot.curve(lambda w: (3 * w - 9) ** 2, "value") + plot.line(walked, "grad") + plot.dots(walked, radius=2.2)


def _neuron() -> str:
    """The sigmoid, and its slope."""
    plot = _Plot(-6, 6, -0.05, 1.05)
    return plot.curve(sigmoid, "value") + plot.curve(lambda z: sigmoid(z) * (1 - sigmoid(z)), "grad")


def _bill() -> str:
    """The graph of the bill, and the way of one gradient through it."""
    coffees, per_coffee, cakes, per_cake, tip = (Value(x) for x in (2.0, 2.5, 3.0, 5.0, 1.2))
    for_coffee = coffees * per_coffee
    subtotal = for_coffee + cakes * per_cake
    total = subtotal * tip
    return graph(total, way=[total, subtotal, for_coffee, coffees])


def _engine() -> str:
    """A node of the engine: its number, its gradient, and the two that made it."""
    box = '<rect class="al-thumb-box" x="46" y="10" width="68" height="48" rx="6"/>'
    text = '<text class="al-thumb-{}" x="56" y="{}">{}</text>'
    arrows = '<path class="al-thumb-value" d="M6 18 46 28M6 50 46 40"/>'
    return box + arrows + text.format("value-text", 29, "▸ data") + text.format("grad-text", 48, "◂ grad")


def _by_hand() -> str:
    """The network of chapter 07: two inputs, two hidden neurons, one output."""
    return network([2, 2, 1], "value")


def _neuron_that_gathers() -> str:
    """A hidden neuron that gathers from the three of the next layer."""
    return network([1, 3], "grad")


def _batch() -> str:
    """A product of matrices, with the row and the column of which one entry is made."""

    signs = '<text class="al-thumb-sign" x="43" y="39">@</text><text class="al-thumb-sign" x="83" y="39">=</text>'
    return (
        _grid(6, 12, 4, 3, lambda i, j: i == 1)
        + _grid(57, 18, 3, 2, lambda i, j: j == 1)
        + _grid(94, 12, 4, 2, lambda i, j: (i, j) == (1, 1))
        + signs
    )


def _training() -> str:
    """The four points of XOR, and the band that a network of two hidden neurons lays through them."""
    plot = _Plot(-0.9, 1.9, -0.35, 1.35)
    borders = [plot.line([(x, s - x) for x in (s - 1.35, s + 0.35)], "value") for s in (0.5, 1.5)]
    apart = plot.dots([(0, 0), (1, 1)], "ring", 4)
    return "".join(borders) + plot.dots([(0, 1), (1, 0)], radius=4) + apart


def _losses() -> str:
    """∂L/∂z of a neuron that should say 0, for the cross-entropy and for the square."""
    plot = _Plot(-6, 6, -0.05, 1.05)
    return plot.curve(sigmoid, "grad") + plot.curve(lambda z: sigmoid(z) ** 2 * (1 - sigmoid(z)), "grad-dotted")


def _vanishing() -> str:
    """What is left of a gradient after each of ten sigmoids at their steepest, the last layer at the right."""
    heights = [max(0.8, 54 * 0.25**k) for k in range(10)]
    return "".join(
        f'<rect class="al-thumb-bar" x="{105 - 11 * k}" y="{62 - height:.1f}" width="8" height="{height:.1f}"/>'
        for k, height in enumerate(heights)
    )


def _race() -> str:
    """Gradient descent, to and fro, and momentum, in one ravine."""
    slopes, start = np.array([1.0, 18.0]), np.array([-2.4, 0.3])
    plain, pushed, speed = [start], [start], np.zeros(2)
    for _ in range(16):
        plain.append(plain[-1] - 0.1 * slopes * plain[-1])
        speed = 0.7 * speed - 0.03 * slopes * pushed[-1]
        pushed.append(pushed[-1] + speed)
    plot = _Plot(-3, 1, -1, 1)
    turn = np.linspace(0, 2 * math.pi, 49)
    rings = [
        plot.line([(float(size * np.cos(t)), float(size * np.sin(t) / math.sqrt(18))) for t in turn], "faint")
        for size in (1.4, 2.7)
    ]
    walks = [
        plot.line([(float(x), float(y)) for x, y in walk], kind) for walk, kind in ((plain, "grad"), (pushed, "ink"))
    ]
    return "".join(rings + walks)


def _overfitting() -> str:
    """Eight points about a curve, the curve, and the polynomial that goes through all of them."""
    x = np.linspace(0.3, 2.8, 8)
    y = np.sin(x) + np.array([0.1, -0.12, 0.09, -0.08, 0.12, -0.1, 0.12, -0.08])
    through = np.polynomial.Polynomial.fit(x, y, 7)
    plot = _Plot(0.1, 3.0, -0.1, 1.4)
    points = [(float(a), float(b)) for a, b in zip(x, y, strict=True)]
    return (
        plot.curve(math.sin, "faint") + plot.curve(lambda a: float(through(a)), "value") + plot.dots(points, radius=2.5)
    )


def _frameworks() -> str:
    """The same three steps in two engines."""

    def steps(left: int) -> str:
        places = [left, left + 16, left + 32]
        edges = "".join(f'<path class="al-thumb-value" d="M{a} 34H{b}"/>' for a, b in pairwise(places))
        return edges + "".join(f'<circle class="al-thumb-node" cx="{x}" cy="34" r="5"/>' for x in places)

    return steps(12) + '<text class="al-thumb-sign" x="55" y="39">=</text>' + steps(77)


def _trial() -> str:
    """A share of rows that are got wrong, over one weight: a staircase, and the slope 0 on each of its steps."""
    steps = [0.75, 0.5, 0.25, 0.5]
    plot = _Plot(0, 4, -0.1, 1)
    stairs = [point for k, height in enumerate(steps) for point in ((float(k), height), (k + 1.0, height))]
    flat = [plot.line([(k + 0.25, height), (k + 0.75, height)], "grad") for k, height in enumerate(steps)]
    return plot.line(stairs, "value") + "".join(flat)


def _tables() -> str:
    """A row times a table: one entry of the row that comes out, and the column of which it is made."""

    row = _grid(6, 29, 1, 3, lambda i, j: True)
    return row + _grid(51, 18, 3, 4, lambda i, j: j == 2) + _grid(107, 29, 1, 4, lambda i, j: j == 2)


def _filter() -> str:
    """A row of five numbers, and a weight that three outputs share: what comes back to it from each."""
    row = "".join(
        f'<rect class="al-thumb-{"cell-lit" if k < 3 else "cell"}" x="{16 + 18 * k}" y="46" width="16" height="14"/>'
        for k in range(5)
    )
    outputs = [42 + 18 * j for j in range(3)]
    back = "".join(f'<path class="al-thumb-grad" d="M{x} 14L24 46"/>' for x in outputs)
    return row + back + "".join(f'<circle class="al-thumb-node" cx="{x}" cy="12" r="6"/>' for x in outputs)


def _steps() -> str:
    """One neuron over four steps, one weight below them, and what each step brings back to it, less and less."""
    xs = [18, 52, 86, 120]
    handed = "".join(f'<path class="al-thumb-value" d="M{a + 6} 16H{b - 6}"/>' for a, b in pairwise(xs))
    back = "".join(
        f'<path class="al-thumb-grad" style="opacity:{share}" d="M{x} 22L69 52"/>'
        for x, share in zip(xs, (0.25, 0.45, 0.7, 1.0), strict=True)
    )
    neurons = "".join(f'<circle class="al-thumb-node" cx="{x}" cy="16" r="6"/>' for x in xs)
    return handed + back + neurons + '<circle class="al-thumb-node" cx="69" cy="54" r="6"/>'


def _road() -> str:
    """A memory handed on in a straight line, with a gate on it at each step, and a way down to what is shown."""
    gates = [35, 69, 103]
    road = '<path class="al-thumb-value" d="M8 18H130"/>'
    back = '<path class="al-thumb-grad" d="M130 26H8"/>'
    shown = "".join(f'<path class="al-thumb-value" d="M{x} 28V44"/>' for x in gates)
    states = "".join(f'<circle class="al-thumb-node" cx="{x}" cy="50" r="5"/>' for x in gates)
    return (
        road + back + shown + states + "".join(f'<circle class="al-thumb-node" cx="{x}" cy="22" r="7"/>' for x in gates)
    )


def _looks() -> str:
    """Which of five words may look at which, those before them and themselves, and one way back along a row."""
    back = '<path class="al-thumb-grad" d="M110 55H92"/>'
    return _grid(36, 6, 5, 5, lambda i, j: j <= i) + back + '<circle class="al-thumb-node" cx="112" cy="55" r="5"/>'


def _die() -> str:
    """A die in the middle of a path: what comes back ends at it, and a second path leads round it."""
    spots = "".join(
        f'<circle class="al-thumb-node" cx="{x}" cy="{y}" r="2"/>' for x, y in ((63, 38), (69, 44), (75, 50))
    )
    die = '<rect class="al-thumb-cell" x="57" y="32" width="24" height="24" rx="4"/>' + spots
    forward = '<path class="al-thumb-value" d="M18 44H55M83 44H116"/>'
    around = '<path class="al-thumb-grad" d="M122 38C110 4 28 4 16 38"/>'
    ends = "".join(f'<circle class="al-thumb-node" cx="{x}" cy="44" r="6"/>' for x in (14, 124))
    return forward + around + die + ends


def _staircase() -> str:
    """A staircase, level wherever one stands, and a gradient that ends at its jump."""
    stairs = '<path class="al-thumb-value" d="M14 50H52V32H90V14H124"/>'
    return stairs + '<path class="al-thumb-grad" d="M124 25H96"/><text class="al-thumb-sign" x="84" y="42">0</text>'


def _handles() -> str:
    """Four programs, and the one gradient that they find."""
    heights = (10, 26, 42, 58)
    ways = "".join(f'<path class="al-thumb-grad" d="M34 {y}L112 34"/>' for y in heights)
    programs = "".join(f'<circle class="al-thumb-node" cx="28" cy="{y}" r="5"/>' for y in heights)
    return ways + programs + '<circle class="al-thumb-node" cx="118" cy="34" r="7"/>'


def _given_away() -> str:
    """An image, and the gradient of a neuron's weights that is the same image."""
    zero = ("0110", "1001", "1001", "1001", "0110")
    images = (_grid(left, 7, 5, 4, lambda i, j: zero[i][j] == "1") for left in (6, 71))
    return "".join(images) + '<text class="al-thumb-sign" x="55" y="38">=</text>'


def _zoo() -> str:
    """A graph in which one gradient is wrong."""
    a, b = Value(2.0), Value(3.0)
    product = a * b
    end = product + a
    return graph(end, way=[end, product]) + '<text class="al-thumb-sign" x="69" y="18">≠</text>'


def _sum() -> str:
    """A sum that runs along one row of a table."""
    sign = '<text class="al-thumb-sign" x="22" y="38">Σ</text><text x="23" y="52">k</text>'
    return sign + _grid(54, 12, 4, 5, lambda i, j: i == 1)


def _words() -> str:
    """A word and its sign."""
    return '<text x="12" y="29">gradient</text><text class="al-thumb-sign" x="44" y="54">∂L/∂w</text>'


def _years() -> str:
    """Three years of backpropagation: when it was found, proposed for models, and made known."""
    lines = zip((1970, 1974, 1986), (20, 38, 56), strict=True)
    return "".join(
        f'<text x="10" y="{y}">{year}</text><path class="al-thumb-faint" d="M50 {y - 4}H110"/>' for year, y in lines
    )


def _letters(marks: str) -> Callable[[], str]:
    """Three options with a mark beside each: none yet in form A of the inventory, a reply in form B."""

    def draw() -> str:
        return "".join(
            f'<circle class="al-thumb-node" cx="34" cy="{17 + 18 * at}" r="5"/>'
            f'<text x="48" y="{21 + 18 * at}">{letter}</text>'
            f'<text class="al-thumb-sign" x="76" y="{22 + 18 * at}">{mark.strip()}</text>'
            for at, (letter, mark) in enumerate(zip("abc", marks, strict=True))
        )

    return draw


def _ways() -> str:
    """A few chapters, and two ways through them."""
    dots = {"a": (16, 34), "b": (52, 16), "c": (52, 52), "d": (88, 34), "e": (122, 16), "f": (122, 52)}
    faint = "".join(
        f'<path class="al-thumb-faint" d="M{_at(dots, one)}L{_at(dots, other)}"/>' for one, other in ("ac", "cf", "de")
    )
    way = "".join(
        f'<path class="al-thumb-grad" d="M{_at(dots, one)}L{_at(dots, other)}"/>' for one, other in ("ab", "bd", "df")
    )
    return faint + way + "".join(f'<circle class="al-thumb-node" cx="{x}" cy="{y}" r="6"/>' for x, y in dots.values())


def _at(dots: dict[str, tuple[int, int]], name: str) -> str:
    """The place of a dot, as a path has it."""
    x, y = dots[name]
    return f"{x} {y}"


PICTURES: dict[str, Callable[[], str]] = {
    "00": _taxi,
    "01": _rides,
    "02": _nudges,
    "03": _descent,
    "04": _neuron,
    "05": _bill,
    "06": _engine,
    "07": _by_hand,
    "08": _neuron_that_gathers,
    "09": _batch,
    "10": _training,
    "11": _losses,
    "12": _vanishing,
    "13": _race,
    "14": _overfitting,
    "15": _frameworks,
    "16": _trial,
    "17": _tables,
    "18": _filter,
    "19": _steps,
    "20": _road,
    "21": _looks,
    "22": _die,
    "23": _staircase,
    "24": _handles,
    "25": _given_away,
    "before": _sum,
    "bug_zoo": _zoo,
    "claims": _letters("×××"),
    "glossary": _words,
    "inventory_a": _letters("???"),
    "inventory_b": _letters("×✓×"),
    "references": _years,
    "ways": _ways,
}
"""The picture of each page of the book, by the number of a chapter or the page's own name."""


def thumbnail(page: str) -> str:
    """The SVG of a page, e.g. `05_computational_graph` or `glossary`; an empty frame for one that has no picture.

    It is left out for screen readers: the card's words say what the page is about.
    """
    draw = PICTURES.get(page[:2], PICTURES.get(page, str))
    return (
        f'<svg class="al-thumb" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f'<rect class="al-thumb-frame" width="{WIDTH}" height="{HEIGHT}" rx="6"/>{draw()}</svg>'
    )
