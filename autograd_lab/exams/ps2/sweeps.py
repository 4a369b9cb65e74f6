"""Mistakes of a sweep, recognised by trying every sweep of their kind on small graphs.

A wrong engine is one of many: `=` for `+=` keeps another contribution when the nodes are sorted otherwise, and there
are more wrong orders than anybody lists. So for graphs of a few nodes all of them are tried. A kind of mistake explains
a set of programs when it can give exactly the numbers that were read in each.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import permutations, product
from typing import Any

import numpy as np

from autograd_lab.exams.ps2.engines import BINARY, FORWARD, NAMES, SLOPES
from autograd_lab.mistakes import Array

Numbers = tuple[float, ...]
Links = list[tuple[int, float]]

SMALL = 5  # inner nodes of a graph; their orders can all be tried
PATHS = 3  # different contributions to a leaf; how often each has arrived can be tried
OFTEN = 8  # times that a contribution may arrive
EXACT = 1e-9


@dataclass(frozen=True)
class Graph:
    """A program as nodes in the order of creation, leaves among them; the last one is the root."""

    ops: tuple[str, ...]
    links: tuple[Links, ...]  # of each node: its operands and the local derivatives
    read: tuple[int, ...]

    @property
    def inner(self) -> tuple[int, ...]:
        """The nodes that were made from others."""
        return tuple(node for node, links in enumerate(self.links) if links)


def graph_of(program: Sequence[Sequence[Any]], built: bool = False) -> Graph | None:
    """The graph of a program with one sweep, from its last operation; None for others, and for large ones.

    When `built`, x − y is composed as x + y · (−1), with nodes of its own.
    """
    steps = [step[0] for step in program]
    if "repeat" in steps or "clear" in steps or steps.count("backward") != 1:
        return None
    making = _Making()
    for op, *rest in program:
        if op == "leaf":
            making.add(rest[0], op, (), rest[1])
        elif op == "sub" and built:
            making.add("minus", "mul", (rest[2], -1.0))
            making.add(rest[0], "add", (rest[1], "minus"))
        elif op in NAMES:
            making.add(rest[0], op, tuple(rest[1:]))
    read = tuple(making.names[name] for name in program[-1][1])
    graph = Graph(tuple(making.ops), tuple(making.links), read)
    return graph if len(graph.inner) <= SMALL else None


class _Making:
    """A graph under construction; operands are names of nodes, or plain numbers."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.ops: list[str] = []
        self.links: list[Links] = []
        self.data: list[float] = []

    def add(self, name: str, op: str, operands: tuple[Any, ...], value: float = 0.0) -> None:
        """Append a node; a leaf has a value and no operands."""
        numbers = tuple(self.data[self.names[x]] if isinstance(x, str) else x for x in operands)
        out = FORWARD[op](*numbers) if operands else value
        links = zip(operands, SLOPES[op](numbers, out) if operands else (), strict=True)
        self.links.append([(self.names[x], slope) for x, slope in links if isinstance(x, str)])
        self.ops.append(op)
        self.data.append(out)
        self.names[name] = len(self.ops) - 1


# --- sweeps ---


def gradients_read(graph: Graph, order: Iterable[int], assigns: Callable[[str], bool], turn: int = 1) -> Numbers:
    """The gradients read after each node of `order` has pushed once; those that `assigns` selects write = for +=."""
    grads = [0.0] * len(graph.ops)
    grads[-1] = 1.0
    for node in order:
        for operand, slope in graph.links[node][::turn]:
            old = 0.0 if assigns(graph.ops[node]) else grads[operand]
            grads[operand] = old + slope * grads[node]
    return tuple(grads[node] for node in graph.read)


def _never(op: str) -> bool:
    return False


def right_gradients(graph: Graph) -> Numbers:
    """The right gradients read: nodes push in the reverse order of creation."""
    return gradients_read(graph, reversed(graph.inner), _never)


def orders(graph: Graph) -> Iterator[tuple[int, ...]]:
    """Every topological order: each inner node after all of its consumers."""
    for order in permutations(graph.inner):
        place = {node: i for i, node in enumerate(order)}
        if all(place[node] < place.get(operand, SMALL) for node in order for operand, _ in graph.links[node]):
            yield order


def too_early(graph: Graph) -> Iterator[Numbers]:
    """The readings of all sweeps in which each node pushes once, in any order."""
    return (gradients_read(graph, order, _never) for order in permutations(graph.inner))


def replacements(graph: Graph, ops: Set[str]) -> Iterator[Numbers]:
    """The readings of all right orders in which these operations write = for +=."""
    return (gradients_read(graph, order, ops.__contains__, turn) for order in orders(graph) for turn in (1, -1))


def counted_once(graph: Graph, ops: frozenset[str]) -> Iterator[Numbers]:
    """The readings when an operand used twice by one of these operations counts once, by its last link or its first."""
    for turn in (1, -1):
        links = tuple(
            list(dict(links[::turn]).items()) if op in ops else links
            for op, links in zip(graph.ops, graph.links, strict=True)
        )
        yield right_gradients(Graph(graph.ops, links, graph.read))


def _contributions(graph: Graph, leaf: int) -> list[float]:
    """The contribution of each path from the root to a leaf."""
    found: list[float] = []
    walks = [(len(graph.ops) - 1, 1.0)]
    while walks:
        node, upstream = walks.pop()
        if node == leaf:
            found.append(upstream)
        walks += [(operand, upstream * slope) for operand, slope in graph.links[node]]
    return found


def passed_on_twice(graph: Graph) -> Iterator[Numbers]:
    """The readings when some contributions arrive more than once. Only for graphs of which one leaf is read."""
    paths, often = np.unique(_contributions(graph, graph.read[0]), return_counts=True)
    if len(graph.read) == 1 and len(paths) <= PATHS:
        for counts in product(*(range(n, n * OFTEN + 1) for n in often)):
            yield (float(np.dot(counts, paths)),)


_ALL = frozenset(NAMES)
_SEVERAL = (_ALL, frozenset(BINARY), frozenset(("add", "mul")), frozenset(("add", "sub", "mul", "div")))

#: a mistake, and what sweeps of this kind can make of a graph; what is limited to one operation is a kind of its own
KINDS: tuple[tuple[str, Callable[[Graph], Iterator[Numbers]]], ...] = (
    ("too-early", too_early),
    ("passed-on-twice", passed_on_twice),
    *(("assigned", lambda graph, ops=ops: replacements(graph, ops)) for ops in _SEVERAL),
    *(
        ("counted-once", lambda graph, ops=ops: counted_once(graph, ops))
        for ops in (_ALL, *map(frozenset, zip(BINARY)))
    ),
)


def explains(kind: Callable[[Graph], Iterator[Numbers]], seen: Sequence[tuple[Sequence[Any], Array]]) -> bool:
    """Whether sweeps of this kind can give all that was read in these programs, apart from what is right.

    The programs are taken as written, or all of them with composed differences.
    """
    return any(
        _all_explained(kind, [(graph_of(program, built), got) for program, got in seen]) for built in (False, True)
    )


def tests_of(*mistakes: str) -> tuple[tuple[str, Callable[[Sequence[tuple[Sequence[Any], Array]]], bool]], ...]:
    """The kinds of these mistakes, each as a test of programs and what was read in them (see `explains`)."""
    return tuple((mistake, partial(explains, kind)) for mistake, kind in KINDS if mistake.partition(":")[0] in mistakes)


def _all_explained(kind: Callable[[Graph], Iterator[Numbers]], seen: Sequence[tuple[Graph | None, Array]]) -> bool:
    small = [(graph, got) for graph, got in seen if graph]
    return bool(small) and all(
        close(right_gradients(graph), got) or any(close(would, got) for would in kind(graph)) for graph, got in small
    )


def close(would: Numbers, got: Array) -> bool:
    """Whether these numbers were read, up to rounding."""
    scale = max(np.max(np.abs(got), initial=0.0), max(map(abs, would), default=0.0))
    return bool(np.all(np.abs(np.subtract(would, got)) <= EXACT * scale))
