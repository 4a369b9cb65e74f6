"""The steps of a recurrent net, found from the structure of its graph: a weight that is read again and again cuts it.

Such a weight is read at each step by a node that depends on its reader of the step before. How many of these readers
lie behind a node is the node's time. What only serves one step, an input or a product with a weight, goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from autograd_lab.viz.sources.cells import Wired, ancestors, gates_of, parts_of
from autograd_lab.viz.sources.chains import chains_in_step, is_chain, times_of

if TYPE_CHECKING:
    from autograd_lab.viz.sources.pictures import Array
    from autograd_lab.viz.sources.rules import Rule

FEWEST = 3  # steps: fewer are layers that share a weight
MOST_TRIED = 12  # leaves, those that are read most often first
MOST_LOOKS = 500_000  # at nodes, where each number of a weight is a leaf: more leaves are tried in a small graph
SQUASHED = ("sigmoid", "tanh")


class Shown(Wired, Protocol):
    """A node with its array (recorded.Box)."""

    @property
    def value(self) -> Array | None:
        """Its array; None where it is not known."""

    @property
    def letters(self) -> str:
        """Which operand of the operation's rule each parent is."""

    @property
    def rule(self) -> Rule | None:
        """A rule of a user's own that made it; None for an operation of the table."""


@dataclass(frozen=True)
class Steps:
    """What stands in which step.

    of      for each node its step, from 1 on; 0 for what belongs to none or to several
    count   how many steps there are
    states  name -> the nodes that hand it on, at each step: one array, or a number for each unit; {} where no such
            nodes are alike in all steps
    names   names for nodes by the part they have: h₃, f₃; x₃ for an input
    parts   what the letters of these names stand for: "f" is the forget gate
    """

    of: tuple[int, ...]
    count: int
    states: Mapping[str, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The steps as `js/model/along.js` reads them."""
        return {"of": self.of, "states": list(self.states.items()), "parts": self.parts}


def steps_of(nodes: Sequence[Wired], numbers: bool = False) -> Steps | None:
    """The steps of a graph whose nodes stand in topological order; None for a graph without any.

    numbers  whether its nodes are numbers: then a state is as many nodes as the net has units
    """
    readers: list[list[int]] = [[] for _ in nodes]
    for i, node in enumerate(nodes):
        for p in dict.fromkeys(node.parents):
            readers[p].append(i)
    leaves = [i for i, node in enumerate(nodes) if node.kind == "leaf" and len(readers[i]) >= FEWEST]
    leaves.sort(key=lambda i: -len(readers[i]))
    most = max(MOST_TRIED, MOST_LOOKS // len(nodes)) if numbers else MOST_TRIED
    chains = [readers[i] for i in leaves[:most] if is_chain(nodes, readers[i])]
    found = _Steps(nodes, readers, chains_in_step(nodes, chains), numbers).found() if chains else None
    if found and numbers and any(len(readers[i]) == found.count for i in leaves[most:]):
        return replace(found, states={}, names={}, parts={})  # not all weights were tried, so units may be missing
    return found


def named_by_part(automatic: Sequence[str | None], steps: Steps | None) -> list[str | None]:
    """What is written on nodes without a name; in a recurrent net by their part, h₃, unless they are plain numbers."""
    parts = steps.names if steps else {}
    return [parts.get(i, given) if given in (None, "data") else given for i, given in enumerate(automatic)]


def subscript(number: int) -> str:
    """A number as it stands after a letter.

    >>> subscript(12)
    '₁₂'
    """
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


class _Steps:
    """The search in one graph; `chains` are the readers of weights, one in each step, `anchors` those of the first."""

    def __init__(
        self, nodes: Sequence[Wired], readers: list[list[int]], chains: list[list[int]], numbers: bool
    ) -> None:
        self.nodes, self.readers, self.chains, self.anchors, self.numbers = nodes, readers, chains, chains[0], numbers
        self.count = len(self.anchors)
        self.times = [max(each) for each in zip(*(times_of(nodes, chain) for chain in chains), strict=True)]
        self._dependent = {i for i, time in enumerate(self.times) if time}
        self.of = self.times.copy()
        self._move_what_serves_the_next_step()
        self._give_leaves_to_their_readers()
        self.inside: list[list[int]] = [[] for _ in range(self.count + 1)]
        self._list_steps()
        last = set(self._alike(self.count - 1, self.count).values())
        for i in self.inside[self.count]:
            if self._is_timed(i) and i not in last:
                self.of[i] = 0  # what comes after the last step
        self._give_leaves_to_their_readers()
        self._list_steps()

    def found(self) -> Steps | None:
        """The steps, named; None where a step is a single operation."""
        for inside in self.inside[1:]:
            if sum(self.nodes[i].kind == "op" for i in inside) < 2:
                return None
        maps = {t: self._alike(t, t + 1) for t in range(1, self.count)}
        states = self._states(maps)
        names = {
            node: f"{name}{subscript(t)}" + (f"[{unit}]" if len(units) > 1 else "")
            for name, row in states.items()
            for t, units in enumerate(row, start=1)
            for unit, node in enumerate(units)
        }
        for name, row in states.items():
            if len(row[0]) == 1 and (before := self._before(row[0][0], maps[1])) is not None:
                names.setdefault(before, f"{name}{subscript(0)}")
        squashed = [i for i in self.inside[2] if self.nodes[i].op in SQUASHED and i in self._dependent]
        gates = gates_of(self.nodes, states, squashed)
        for name, node in gates.items():
            names |= {n: f"{name}{subscript(t)}" for t, n in self._through(node, 2, maps).items()}
        for t, inside in enumerate(self.inside[1:], start=1):
            kinds = ("const", "leaf") if self.numbers and states else ("const",)
            given = [i for i in inside if self.nodes[i].kind in kinds and self._meets_a_weight(i)]
            if len(given) == 1 and t > 1:
                names[given[0]] = f"x{subscript(t)}"
                names |= dict.fromkeys(self._through(given[0], t, maps, (1,)).values(), "x₁")
        return Steps(tuple(self.of), self.count, states, names, parts_of(states, gates))

    def _is_timed(self, i: int) -> bool:
        """Whether a node depends on an anchor, so that its time is its own."""
        return self.of[i] > 0 and (i in self._dependent)

    def _move_what_serves_the_next_step(self) -> None:
        """A gate may read the state before, and no anchor: h @ U of a GRU. It goes to the step that reads it."""
        times = self.of.copy()
        states = {
            p: t for t, anchor in enumerate(self.anchors) for p in self.nodes[anchor].parents if times[p] == t > 0
        }
        behind = ancestors(self.nodes, self.anchors[-1])
        early: set[int] = set()
        weights: set[int] = set()  # that such gates read; by them those of the last step are known
        for i, node in enumerate(self.nodes):
            made_of = [p for p in node.parents if times[p]]
            own = [p for p in made_of if p in early and times[p] == times[i]]
            if not made_of or i in states or any(states.get(p) != times[i] and p not in own for p in made_of):
                continue
            leaves = {p for p in node.parents if self.nodes[p].kind == "leaf"}
            if i in behind:
                weights |= leaves
            if i in behind or own or leaves & weights:
                early.add(i)
        for i in sorted(early, reverse=True):
            if all(r in early or times[r] == times[i] + 1 for r in self.readers[i]) and self.readers[i]:
                self.of[i] = times[i] + 1
            else:
                early.discard(i)

    def _give_leaves_to_their_readers(self) -> None:
        """What depends on no anchor goes to the step that alone reads it."""
        for i in reversed(range(len(self.nodes))):
            if self.times[i] == 0:
                steps = {self.of[r] for r in self.readers[i]}
                self.of[i] = steps.pop() if len(steps) == 1 else 0

    def _list_steps(self) -> None:
        for t in range(self.count + 1):
            self.inside[t] = []
        for i, t in enumerate(self.of):
            self.inside[t].append(i)

    def _alike(self, t: int, u: int) -> dict[int, int]:
        """For the nodes of step t those of step u that are made in the same way, from the anchor on."""
        found = {chain[t - 1]: chain[u - 1] for chain in self.chains}
        free = set(self.inside[u]).difference(found.values())
        for i in self.inside[t]:
            if i in found or not self._is_timed(i):
                continue
            for slot, p in enumerate(self.nodes[i].parents):
                other = (
                    next((j for j in self.readers[found[p]] if self._is_twin(i, j, slot, found, free)), None)
                    if (p in found)
                    else None
                )
                if other is not None:
                    found[i] = other
                    free.discard(other)
                    break
        for i in reversed(self.inside[t]):  # what went into them: inputs and their products
            for r in self.readers[i]:
                if i not in found and r in found and self.of[i] == t:
                    other = self._in_place_of(i, r, found[r])
                    if other is not None and other in free and self.nodes[other].op == self.nodes[i].op:
                        found[i] = other
                        free.discard(other)
        return found

    def _in_place_of(self, operand: int, reader: int, twin: int) -> int | None:
        """What a twin reads where the reader reads an operand; None where the two are not the same operation."""
        one, two = self.nodes[reader], self.nodes[twin]
        same = one.op == two.op and len(one.parents) == len(two.parents)
        return two.parents[one.parents.index(operand)] if same else None

    def _is_twin(self, i: int, j: int, slot: int, found: Mapping[int, int], free: set[int]) -> bool:
        """Whether nodes i and j are the same operation of operands that correspond."""
        one, two = self.nodes[i], self.nodes[j]
        if j not in free or one.op != two.op or len(one.parents) != len(two.parents):
            return False
        return all(self._may_stand_for(p, q, found, i) for p, q in zip(one.parents, two.parents, strict=True))

    def _may_stand_for(self, p: int, q: int, found: Mapping[int, int], i: int) -> bool:
        """Whether operand p of node i corresponds to q: known to, the same weight, or made in the same way."""
        if p in found:
            return found[p] == q
        if self.of[p] == 0 and self.nodes[p].kind == "leaf":
            return p == q
        return self.of[p] != self.of[i] or self.nodes[p].op == self.nodes[q].op

    def _through(
        self, node: int, t: int, maps: Mapping[int, dict[int, int]], only: Sequence[int] = ()
    ) -> dict[int, int]:
        """A node of step t and its twins: step -> node."""
        found = {t: node}
        for u in range(t, self.count):
            if found[u] not in maps[u]:
                break
            found[u + 1] = maps[u][found[u]]
        for u in range(t - 1, 0, -1):
            back = {b: a for a, b in maps[u].items()}
            if found[u + 1] not in back:
                break
            found[u] = back[found[u + 1]]
        return {u: i for u, i in found.items() if not only or u in only}

    def _states(self, maps: Mapping[int, dict[int, int]]) -> dict[str, tuple[tuple[int, ...], ...]]:
        """What is handed on from step to step: h, which the anchor reads, and c where there is one more."""
        behind = ancestors(self.nodes, self.anchors[2])
        handed = [i for i in self.inside[1] if i in behind and i in self._dependent and self._is_read_in(i, 2)]
        first: Sequence[int] = self.nodes[self.anchors[1]].parents
        if self.numbers:  # the anchor may read a product; and what a weight is multiplied with is no state
            handed = [i for i in handed if not self._reads_a_weight(i)]
            first = [i for i in handed if any(self._reads_a_weight(r) for r in self.readers[i])]
        named = {"h": [i for i in handed if i in first], "c": [i for i in handed if i not in first]}
        found = {}
        for name, nodes in named.items():
            rows = [self._through(i, 1, maps) for i in nodes] if self.numbers or len(nodes) == 1 else []
            if rows and all(len(row) == self.count and all(self.of[i] == t for t, i in row.items()) for row in rows):
                found[name] = tuple(tuple(row[t] for row in rows) for t in range(1, self.count + 1))
        return found if "h" in found else {}

    def _before(self, state: int, twins: Mapping[int, int]) -> int | None:
        """What the first step reads where the second reads a state of the first; None where that is not clear."""
        back = {b: a for a, b in twins.items()}
        for r in self.readers[state]:
            if r in back:
                given = self._in_place_of(state, r, back[r])
                return given if given is not None and not self.nodes[given].parents else None
        return None

    def _reads_a_weight(self, i: int) -> bool:
        """Whether a node is computed from a leaf that is read again and again."""
        return any(self.nodes[p].kind == "leaf" and len(self.readers[p]) >= FEWEST for p in self.nodes[i].parents)

    def _meets_a_weight(self, i: int) -> bool:
        return any(p != i and self.nodes[p].kind == "leaf" for r in self.readers[i] for p in self.nodes[r].parents)

    def _is_read_in(self, i: int, t: int) -> bool:
        return any(self.of[r] == t for r in self.readers[i])
