"""Where each box of a graph stands, as Graphviz's dot would place it, and on machines without dot too.

Looked for in this order: the layouts of the course's own graphs, which are shipped (layouts.json, made by
`make layouts`); `dot`; `graphviz-pure`, an optional package that needs no dot. Where there is none of them, or the
graph is large, the page lays it out itself (js/model/layout.js), as it does whenever a graph is folded.

Boxes have one fixed size, so that a number that grows never moves anything.
"""

import functools
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BOX = (122.0, 58.0)  # width and height of a box, in pixels
GAP = (64.0, 22.0)  # between columns, and between the boxes of a column
MARGIN = 12.0
POINTS = 72.0  # Graphviz measures in points, 72 to the inch; here a point is a pixel
MOST = 60  # nodes that fit a page unfolded; a larger graph is shown folded, and laid out on the page
PATIENCE = 10  # seconds
SHIPPED = Path(__file__).parent / "layouts.json"

Point = tuple[float, float]
Parents = Sequence[Sequence[int]]
_asked: list[Parents] | None = None


@dataclass(frozen=True)
class Layout:
    """Centres of the boxes; for each operand of each node, in order, the curve from the operand to the node.

    A curve is a start point followed by triples of Bézier control points, all in pixels, y downwards.
    """

    width: float
    height: float
    centres: tuple[Point, ...]
    curves: tuple[tuple[tuple[Point, ...], ...], ...]
    made_by: str

    def to_json(self) -> dict[str, Any]:
        """The layout as lists of numbers, rounded to a tenth of a pixel."""
        return {
            "box": list(BOX),
            "size": [_round_coordinate(self.width), _round_coordinate(self.height)],
            "centres": _flat(self.centres),
            "curves": [[_flat(curve) for curve in curves] for curves in self.curves],
            "by": self.made_by,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], made_by: str) -> "Layout":
        """The layout that `to_json` wrote."""
        width, height = data["size"]
        return cls(
            width,
            height,
            _points(data["centres"]),
            tuple(tuple(_points(curve) for curve in curves) for curves in data["curves"]),
            made_by,
        )


def lay_out(parents: Parents) -> Layout | None:
    """The layout of a graph, given as each node's operand ids in topological order; None: the page lays it out."""
    if len(parents) > MOST:
        return None
    if _asked is not None:
        _asked.append(parents)
    recorded = _shipped().get(key(parents))
    return Layout.from_json(recorded, "dot") if recorded is not None else by_graphviz(parents)


def key(parents: Parents) -> str:
    """A hash of the structure of a graph; values and names do not enter it."""
    return hashlib.sha256(json.dumps([list(operands) for operands in parents]).encode()).hexdigest()[:12]


@contextmanager
def collect_graphs() -> Iterator[list[Parents]]:
    """Collect the graphs that are laid out inside the block, in the list that it gives."""
    global _asked
    before, _asked = _asked, []
    try:
        yield _asked
    finally:
        _asked = before


@functools.cache
def _shipped() -> dict[str, Any]:
    """The recorded layouts by key, unless they were made for boxes of another size."""
    try:
        data = json.loads(SHIPPED.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return dict(data["layouts"]) if data["look"] == measures() else {}


def measures() -> list[float]:
    """The sizes of boxes and gaps, in pixels, with which shipped layouts were made."""
    return [*BOX, *GAP, MARGIN]


def by_graphviz(parents: Parents) -> Layout | None:
    """dot's layout from left to right, with the edges as it routes them; None where there is no such program."""
    source = _source(parents)
    for name in ("dot", "graphviz-pure"):
        drawn = _run(name, source)
        if drawn is not None:
            return _read(parents, drawn, name)
    return None


def _run(name: str, source: str) -> dict[str, Any] | None:
    """The JSON that a Graphviz program prints, or None when it is not installed or fails."""
    program = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    if not program:
        return None
    try:
        done = subprocess.run(
            [program, "-Tjson0"], input=source, capture_output=True, encoding="utf-8", check=True, timeout=PATIENCE
        )
        return dict(json.loads(done.stdout))
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def _source(parents: Parents) -> str:
    """The graph in the DOT language, with boxes of a fixed size and no text."""
    width, height = (side / POINTS for side in BOX)
    return "\n".join(
        [
            f"digraph {{rankdir=LR; nodesep={GAP[1] / POINTS:.3f}; ranksep={GAP[0] / POINTS:.3f};",
            f'node [shape=box fixedsize=true width={width} height={height} label=""];',
            "edge [arrowhead=none tailport=e headport=w];",
            *[f"n{i};" for i in range(len(parents))],
            *[f"n{p} -> n{i} [id=e{i}_{k}];" for i, operands in enumerate(parents) for k, p in enumerate(operands)],
            "}",
        ]
    )


def _read(parents: Parents, drawn: Mapping[str, Any], program: str) -> Layout:
    """The layout that Graphviz's JSON describes."""
    _, _, width, height = map(float, drawn["bb"].split(","))

    def place(text: str) -> Point:
        x, y = map(float, text.split(","))
        return x + MARGIN, height - y + MARGIN

    centres = {int(node["name"][1:]): place(node["pos"]) for node in drawn.get("objects", [])}
    routes = {edge["id"]: tuple(map(place, edge["pos"].split())) for edge in drawn.get("edges", [])}

    def curve(i: int, k: int, drop: float) -> tuple[Point, ...]:
        x, y = centres[parents[i][k]]
        start, end = (x + BOX[0] / 2, y), (centres[i][0] - BOX[0] / 2, centres[i][1] + drop)
        if 0 < end[0] - start[0] < BOX[0]:  # neighbouring columns: the plainest curve will do, nothing is between
            return _s_curve(start, end)
        *route, (bend, _), _ = routes[f"e{i}_{k}"]
        return *route, (bend, end[1]), end

    return Layout(
        width + 2 * MARGIN,
        height + 2 * MARGIN,
        tuple(centres[i] for i in range(len(parents))),
        tuple(
            tuple(curve(i, k, drop) for k, drop in enumerate(_drops(operands, centres)))
            for i, operands in enumerate(parents)
        ),
        program,
    )


def _s_curve(start: Point, end: Point) -> tuple[Point, ...]:
    """A Bézier curve that leaves and arrives horizontally."""
    middle = (start[0] + end[0]) / 2
    return start, (middle, start[1]), (middle, end[1]), end


def _drops(operands: Sequence[int], centres: Mapping[int, Point]) -> list[float]:
    """For each operand the distance below the box's middle at which its edge arrives; ordered so that none cross."""
    n = len(operands)
    drops = [0.0] * n
    for row, k in enumerate(sorted(range(n), key=lambda k: (centres[operands[k]][1], k))):
        drops[k] = (row - (n - 1) / 2) * min(20.0, BOX[1] / (n + 1))
    return drops


def _round_coordinate(number: float) -> float:
    """The number rounded to a tenth; an int where that is whole, which takes fewer characters."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def _flat(points: Sequence[Point]) -> list[float]:
    return [_round_coordinate(number) for point in points for number in point]


def _points(numbers: Sequence[float]) -> tuple[Point, ...]:
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))
