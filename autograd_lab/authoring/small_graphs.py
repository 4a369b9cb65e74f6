"""Graphs and networks a few lines high, for the cards of the book's first page."""

from collections.abc import Sequence
from itertools import pairwise

from autograd_lab import Value
from autograd_lab.scalar.graph import leaves_and_inner

WIDTH, HEIGHT = 120, 68

Point = tuple[float, float]


def graph(root: Value, way: Sequence[Value] = ()) -> str:
    """The graph of a Value, from left to right; edges between the neighbours of `way` are the way of a gradient."""
    leaves, inner = leaves_and_inner(root)
    column = {id(root): 0}
    for node in reversed([*leaves, *inner]):  # a node stands one column before the first of those that use it
        for parent in node.parents:
            column[id(parent)] = min(column.get(id(parent), 0), column[id(node)] - 1)
    columns = {k: [node for node in [*leaves, *inner] if column[id(node)] == k] for k in sorted(column.values())}
    apart = (WIDTH - 28) / (len(columns) - 1)
    place = {
        id(node): (14 + apart * i, HEIGHT * (row + 1) / (len(nodes) + 1))
        for i, nodes in enumerate(columns.values())
        for row, node in enumerate(nodes)
    }
    lit = {(id(a), id(b)) for a, b in pairwise(way)}
    edges = [
        _edge(place[id(parent)], place[id(node)], "grad" if (id(node), id(parent)) in lit else "value")
        for node in inner
        for parent in node.parents
    ]
    return "".join([*edges, *(_box(centre) for centre in place.values())])


def network(layers: Sequence[int], kind: str) -> str:
    """A network of fully connected layers: how many neurons each has, and what its edges carry."""
    apart = (WIDTH - 40) / (len(layers) - 1)
    rows = [[(20 + apart * i, HEIGHT * (row + 1) / (n + 1)) for row in range(n)] for i, n in enumerate(layers)]
    edges = [_edge(a, b, kind) for left, right in pairwise(rows) for a in left for b in right]
    discs = [f'<circle class="al-thumb-node" cx="{x:.1f}" cy="{y:.1f}" r="7"/>' for row in rows for x, y in row]
    return "".join(edges + discs)


def _edge(start: Point, end: Point, kind: str) -> str:
    (x0, y0), (x1, y1) = start, end
    return f'<path class="al-thumb-{kind}" d="M{x0:.1f} {y0:.1f} {x1:.1f} {y1:.1f}"/>'


def _box(centre: Point) -> str:
    x, y = centre
    return f'<rect class="al-thumb-node" x="{x - 8:.1f}" y="{y - 5:.1f}" width="16" height="10" rx="2.5"/>'
