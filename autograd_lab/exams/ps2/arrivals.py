"""Sweeps that put contributions together otherwise than by a sum, or hand on before all are there, in any order.

As in `sweeps.py` every order is tried, on small graphs; but here each program must show exactly what the sweep gives.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from autograd_lab.exams.ps2.engines import BINARY, NAMES, SIGNS
from autograd_lab.exams.ps2.sweeps import Graph, Numbers, close, graph_of, orders, replacements, right_gradients
from autograd_lab.mistakes import Array

Combine = Callable[[list[float]], float]  # the contributions to a node, as they arrive → its gradient
Kind = Callable[[Graph], Iterator[Numbers]]


def combinations(combine: Combine, graph: Graph) -> Iterator[Numbers]:
    """The readings of all right orders when the contributions to a node are put together so."""
    for order in orders(graph):
        for turn in (1, -1):
            arrived: list[list[float]] = [[] for _ in graph.ops]
            arrived[-1].append(1.0)
            for node in order:
                grad = combine(arrived[node])
                for operand, slope in graph.links[node][::turn]:
                    arrived[operand].append(slope * grad)
            yield tuple(combine(arrived[node]) if arrived[node] else 0.0 for node in graph.read)


def _half_of_all(came: list[float]) -> float:
    grad = came[0]
    for contribution in came[1:]:
        grad = (grad + contribution) / 2
    return grad


def _multiplied_from_0(came: list[float]) -> float:
    """The product, begun anew after each 0."""
    grad = 0.0
    for contribution in came:
        grad = grad * contribution if grad else contribution
    return grad


_COMBINED: tuple[tuple[str, Combine], ...] = (
    ("the first one stays, and later ones are passed over", lambda came: came[0]),
    ("the largest one stays", max),
    ("the largest one stays", lambda came: max(0.0, *came)),
    ("the smallest one stays", min),
    ("the one farthest from 0 stays", lambda came: max(came, key=abs)),
    ("the one closest to 0 stays", lambda came: min(came, key=abs)),
    ("they are multiplied", math.prod),
    ("they are multiplied", _multiplied_from_0),
    ("their mean is taken", lambda came: sum(came) / len(came)),
    ("each new one is averaged with what is there", _half_of_all),
    ("their sizes are added, without their signs", lambda came: sum(map(abs, came))),
)


def _assigned_in(op: str, graph: Graph) -> Iterator[Numbers]:
    return replacements(graph, {op})


def cleared_in_rule(ops: frozenset[str], graph: Graph) -> Iterator[Numbers]:
    """The readings of all right orders in which these operations clear their operands before they add."""
    for order in orders(graph):
        grads = [0.0] * len(graph.ops)
        grads[-1] = 1.0
        for node in order:
            if graph.ops[node] in ops:
                for operand, _ in graph.links[node]:
                    grads[operand] = 0.0
            for operand, slope in graph.links[node]:
                grads[operand] += slope * grads[node]
        yield tuple(grads[node] for node in graph.read)


def same_operand_doubled(ops: frozenset[str], graph: Graph) -> Iterator[Numbers]:
    """The readings when these operations double their slopes where both operands are one node."""
    links = tuple(
        [(operand, 2 * slope) for operand, slope in links] if op in ops and len(dict(links)) < len(links) else links
        for op, links in zip(graph.ops, graph.links, strict=True)
    )
    yield right_gradients(Graph(graph.ops, links, graph.read))


def first_arrival(graph: Graph) -> Iterator[Numbers]:
    """The readings when a node hands on its first contribution at once, and whatever comes later stays in it."""
    for turn in (1, -1):
        grads = [0.0] * len(graph.ops)
        _hand_first(graph, turn, grads, set(), len(graph.ops) - 1, 1.0)
        yield tuple(grads[node] for node in graph.read)


def _hand_first(graph: Graph, turn: int, grads: list[float], met: set[int], node: int, amount: float) -> None:
    grads[node] += amount
    if node not in met:
        met.add(node)
        for operand, slope in graph.links[node][::turn]:
            _hand_first(graph, turn, grads, met, operand, amount * slope)


def distinct_users(graph: Graph) -> Iterator[Numbers]:
    """The readings when a node waits for each of its users once, though two arrows may lead there from one."""
    users = [sum(node in dict(links) for links in graph.links) for node in range(len(graph.ops))]
    for turn in (1, -1):
        grads = [0.0] * len(graph.ops)
        grads[-1] = 1.0
        _hand_when_ready(graph, turn, grads, [*users], len(graph.ops) - 1)
        yield tuple(grads[node] for node in graph.read)


def _hand_when_ready(graph: Graph, turn: int, grads: list[float], waiting: list[int], node: int) -> None:
    for operand, slope in graph.links[node][::turn]:
        grads[operand] += slope * grads[node]
        waiting[operand] -= 1
        if waiting[operand] == 0:
            _hand_when_ready(graph, turn, grads, waiting, operand)


_EVERY = frozenset(NAMES)
_GROUPS = (_EVERY, frozenset(BINARY), frozenset(("add", "sub", "mul", "div")), frozenset(("add", "sub", "mul")))
_WITHOUT_SUB = (frozenset(("add", "mul")), frozenset(("add", "mul", "pow")))
_ONE = tuple(frozenset((op,)) for op in NAMES)

_ASSIGNED: tuple[tuple[str, Kind], ...] = tuple(
    (f"assigned:in {SIGNS.get(op, op)} alone", partial(_assigned_in, op)) for op in NAMES
)
#: a mistake, with its words after a colon, and what sweeps of this kind can make of a graph
FAN_OUT_KINDS: tuple[tuple[str, Kind], ...] = (
    *_ASSIGNED,
    *((f"not-added:{words}", partial(combinations, combine)) for words, combine in _COMBINED),
    *(("cleared-in-rule", partial(cleared_in_rule, ops)) for ops in (*_GROUPS, *_WITHOUT_SUB, *_ONE)),
    *((f"counted-double:{SIGNS[op]}", partial(same_operand_doubled, frozenset((op,)))) for op in BINARY[:-1]),
    ("counted-double:every operation", partial(same_operand_doubled, _EVERY)),
)
ORDER_KINDS: tuple[tuple[str, Kind], ...] = (
    ("first-arrival", first_arrival),
    ("first-arrival", distinct_users),
    *_ASSIGNED,
)


def shows(kind: Kind, seen: Sequence[tuple[Sequence[Any], Array]]) -> bool:
    """Whether sweeps of this kind give what was read in each of these programs, as written or with built differences.

    Large graphs are passed over.
    """
    return any(
        _is_shown(kind, [(graph, got) for program, got in seen if (graph := graph_of(program, built))])
        for built in (False, True)
    )


def _is_shown(kind: Kind, seen: Sequence[tuple[Graph, Array]]) -> bool:
    return bool(seen) and all(any(close(would, got) for would in kind(graph)) for graph, got in seen)


def strict_tests(
    kinds: Sequence[tuple[str, Kind]],
) -> tuple[tuple[str, Callable[[Sequence[tuple[Sequence[Any], Array]]], bool]], ...]:
    """These kinds, each as a test of programs and what was read in them (see `shows`)."""
    return tuple((mistake, partial(shows, kind)) for mistake, kind in kinds)
