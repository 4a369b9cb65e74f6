"""Where each box of a graph stands: by Graphviz where `dot` is installed, else by a layered layout of our own.

Boxes have one fixed size, so that a number that grows never moves anything.
"""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import graphviz

BOX = (122.0, 58.0)  # width and height of a box, in pixels
GAP = (64.0, 22.0)  # between columns, and between the boxes of a column
LANE = 14.0  # height that a passing edge keeps free between boxes
MARGIN = 12.0
POINTS = 72.0  # Graphviz measures in points, 72 to the inch; here a point is a pixel

Point = tuple[float, float]
Parents = Sequence[Sequence[int]]


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

        def flat(points: Sequence[Point]) -> list[float]:
            return [round(number, 1) for point in points for number in point]

        return {
            "box": list(BOX),
            "size": [round(self.width, 1), round(self.height, 1)],
            "centres": flat(self.centres),
            "curves": [[flat(curve) for curve in curves] for curves in self.curves],
            "by": self.made_by,
        }


def lay_out(parents: Parents) -> Layout:
    """Lay out a graph given as the operands' ids of each node, in topological order."""
    try:
        return _by_graphviz(parents)
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError):
        return by_layers(parents)


def _by_graphviz(parents: Parents) -> Layout:
    """dot's layout from left to right, with the edges as it routes them."""
    width, height = (side / POINTS for side in BOX)
    lines = [
        f"digraph {{rankdir=LR; nodesep={GAP[1] / POINTS:.3f}; ranksep={GAP[0] / POINTS:.3f};",
        f'node [shape=box fixedsize=true width={width} height={height} label=""];',
        "edge [arrowhead=none tailport=e headport=w];",
        *[f"n{i};" for i in range(len(parents))],
        *[f"n{p} -> n{i} [id=e{i}_{k}];" for i, operands in enumerate(parents) for k, p in enumerate(operands)],
        "}",
    ]
    drawn = json.loads(graphviz.Source("\n".join(lines), engine="dot").pipe(format="json0", encoding="utf-8"))
    _, _, width, height = map(float, drawn["bb"].split(","))

    def place(text: str) -> Point:
        x, y = map(float, text.split(","))
        return x + MARGIN, height - y + MARGIN

    centres = {int(node["name"][1:]): place(node["pos"]) for node in drawn.get("objects", [])}
    routes = {edge["id"]: tuple(map(place, edge["pos"].split())) for edge in drawn.get("edges", [])}

    def curve(i: int, k: int, drop: float) -> tuple[Point, ...]:
        x, y = centres[parents[i][k]]
        start, end = (x + BOX[0] / 2, y), (centres[i][0] - BOX[0] / 2, centres[i][1] + drop)
        if (
            0 < end[0] - start[0] < BOX[0]
        ):  # neighbouring columns: nothing stands between, so the plainest curve will do
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
        "dot",
    )


def _s_curve(start: Point, end: Point) -> tuple[Point, ...]:
    """One Bézier curve that leaves and arrives level."""
    middle = (start[0] + end[0]) / 2
    return start, (middle, start[1]), (middle, end[1]), end


def _drops(operands: Sequence[int], centres: Mapping[int, Point]) -> list[float]:
    """How far below a box's middle each operand arrives: one under the other, as they stand, so that none cross."""
    n = len(operands)
    drops = [0.0] * n
    for row, k in enumerate(sorted(range(n), key=lambda k: (centres[operands[k]][1], k))):
        drops[k] = (row - (n - 1) / 2) * min(20.0, BOX[1] / (n + 1))
    return drops


def by_layers(parents: Parents) -> Layout:
    """A layered layout without any program: columns by longest path, rows sorted by the neighbours' mean row.

    An edge over several columns passes each of them in a lane of its own, so that it never crosses a box.
    """
    column = _columns(parents)
    lanes = _Lanes(parents, column)
    for sweep in range(12):
        _sort_rows(lanes.rows, lanes.right if sweep % 2 == 0 else lanes.left, from_right=sweep % 2 == 0)
    return _placed(parents, lanes)


def _columns(parents: Parents) -> list[int]:
    """Each node's column: right of all its operands; a leaf stands just left of the first node that uses it."""
    column = [0] * len(parents)
    for i, operands in enumerate(parents):
        column[i] = 1 + max((column[p] for p in operands), default=-1)
    first_use: dict[int, int] = {}
    for i, operands in enumerate(parents):
        for p in operands:
            first_use[p] = min(first_use.get(p, column[i]), column[i])
    return [first_use.get(i, 1) - 1 if not operands else column[i] for i, operands in enumerate(parents)]


class _Lanes:
    """The graph with a stop in each column that an edge passes; stops are numbered after the nodes."""

    def __init__(self, parents: Parents, column: list[int]) -> None:
        self.rows: list[list[int]] = [[] for _ in range(max(column) + 1)]
        for i, at in enumerate(column):
            self.rows[at].append(i)
        self.left: list[list[int]] = [[] for _ in parents]
        self.right: list[list[int]] = [[] for _ in parents]
        self.stops: dict[tuple[int, int], list[int]] = {}  # (operand, node) -> the stops between them
        for i, operands in enumerate(parents):
            for p in dict.fromkeys(operands):
                path = [p]
                for at in range(column[p] + 1, column[i]):
                    path.append(len(self.left))
                    self.rows[at].append(path[-1])
                    self.left.append([])
                    self.right.append([])
                path.append(i)
                for a, b in itertools.pairwise(path):
                    self.left[b].append(a)
                    self.right[a].append(b)
                self.stops[p, i] = path[1:-1]


def _sort_rows(rows: list[list[int]], neighbours: Parents, from_right: bool) -> None:
    """Sort each column by the mean place of its neighbours, one column after another."""
    place = {node: (r + 0.5) / len(row) for row in rows for r, node in enumerate(row)}
    for row in reversed(rows) if from_right else rows:

        def mean(node: int) -> float:
            near = neighbours[node]
            return sum(place[n] for n in near) / len(near) if near else place[node]

        row.sort(key=mean)
        place.update({node: (r + 0.5) / len(row) for r, node in enumerate(row)})


def _placed(parents: Parents, lanes: _Lanes) -> Layout:
    """Centres from columns and rows, and a smooth curve for each edge."""
    (width, height), (across, down) = BOX, GAP

    def tall(node: int) -> float:
        return height if node < len(parents) else LANE

    total = max(sum(tall(node) + down for node in row) - down for row in lanes.rows)
    centre: dict[int, Point] = {}
    for c, row in enumerate(lanes.rows):
        y = MARGIN + (total - (sum(tall(node) + down for node in row) - down)) / 2
        for node in row:
            centre[node] = MARGIN + width / 2 + c * (width + across), y + tall(node) / 2
            y += tall(node) + down

    def curve(start: int, end: int, drop: float) -> tuple[Point, ...]:
        x, y = centre[start][0] + width / 2, centre[start][1]
        points = [(x, y)]
        for stop in [*lanes.stops[start, end], end]:
            x1, y1 = centre[stop]
            y1 += drop if stop == end else 0.0
            left = x1 - width / 2
            points += _s_curve((x, y), (left, y1))[1:]
            if stop != end:
                points += [(x1, y1), (x1, y1), (x1 + width / 2, y1)]
            x, y = x1 + width / 2, y1
        return tuple(points)

    curves = tuple(
        tuple(curve(p, i, drop) for p, drop in zip(operands, _drops(operands, centre), strict=True))
        for i, operands in enumerate(parents)
    )
    size = 2 * MARGIN + len(lanes.rows) * (width + across) - across, 2 * MARGIN + total
    return Layout(*size, tuple(centre[i] for i in range(len(parents))), curves, "layers")
