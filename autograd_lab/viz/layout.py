"""Where each box of a graph stands: by Graphviz where `dot` is installed, else by a layered layout of our own.

Boxes have one fixed size, so that a number that grows never moves anything.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import graphviz

BOX = (104.0, 58.0)  # width and height of a box, in pixels
GAP = (46.0, 22.0)  # between columns and between the boxes of a column
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
        "digraph {rankdir=LR; nodesep=0.3; ranksep=0.65;",
        f'node [shape=box fixedsize=true width={width} height={height} label=""];',
        "edge [arrowhead=none];",
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
    curves = {edge["id"]: tuple(map(place, edge["pos"].split())) for edge in drawn.get("edges", [])}
    return Layout(
        width + 2 * MARGIN,
        height + 2 * MARGIN,
        tuple(centres[i] for i in range(len(parents))),
        tuple(tuple(curves[f"e{i}_{k}"] for k in range(len(operands))) for i, operands in enumerate(parents)),
        "dot",
    )


def by_layers(parents: Parents) -> Layout:
    """A layered layout without any program: columns by longest path, rows sorted by the neighbours' mean row."""
    column = _columns(parents)
    rows: list[list[int]] = [[] for _ in range(max(column) + 1)]
    for i, at in enumerate(column):
        rows[at].append(i)
    children: list[list[int]] = [[] for _ in parents]
    for i, operands in enumerate(parents):
        for p in operands:
            children[p].append(i)
    for sweep in range(8):
        _sort_rows(rows, children if sweep % 2 == 0 else parents, backwards=sweep % 2 == 0)
    return _placed(parents, rows)


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


def _sort_rows(rows: list[list[int]], neighbours: Parents, backwards: bool) -> None:
    """Sort each column by the mean place of its neighbours, one column after another."""
    place = {node: (r + 0.5) / len(row) for row in rows for r, node in enumerate(row)}
    for row in reversed(rows) if backwards else rows:

        def mean(node: int) -> float:
            near = neighbours[node]
            return sum(place[n] for n in near) / len(near) if near else place[node]

        row.sort(key=mean)
        place.update({node: (r + 0.5) / len(row) for r, node in enumerate(row)})


def _placed(parents: Parents, rows: list[list[int]]) -> Layout:
    """Centres from columns and rows, and a smooth curve for each edge."""
    (width, height), (across, down) = BOX, GAP
    tallest = max(map(len, rows))
    total = tallest * (height + down) - down
    centres: dict[int, Point] = {}
    for c, row in enumerate(rows):
        top = (total - (len(row) * (height + down) - down)) / 2
        for r, node in enumerate(row):
            centres[node] = (
                MARGIN + width / 2 + c * (width + across),
                MARGIN + height / 2 + top + r * (height + down),
            )

    def curve(start: int, end: int, k: int, n: int) -> tuple[Point, ...]:
        (x0, y0), (x1, y1) = centres[start], centres[end]
        x0, x1 = x0 + width / 2, x1 - width / 2
        y1 += (k - (n - 1) / 2) * min(12.0, height / (n + 1))  # operands arrive one below the other
        middle = (x0 + x1) / 2
        return (x0, y0), (middle, y0), (middle, y1), (x1, y1)

    curves = tuple(
        tuple(curve(p, i, k, len(operands)) for k, p in enumerate(operands)) for i, operands in enumerate(parents)
    )
    size = 2 * MARGIN + len(rows) * (width + across) - across, 2 * MARGIN + total
    return Layout(*size, tuple(centres[i] for i in range(len(parents))), curves, "layers")
