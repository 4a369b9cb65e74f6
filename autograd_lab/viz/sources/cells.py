"""Gates of a recurrent cell by their names, told from what they multiply."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol


class Wired(Protocol):
    """A node, as much of it as is asked here (viz.Node, recorded.Box)."""

    @property
    def kind(self) -> str:
        """leaf, const or op."""

    @property
    def op(self) -> str:
        """Its operation."""

    @property
    def parents(self) -> tuple[int, ...]:
        """Its operands."""


#: what the letters stand for
STATES = {"h": "the state", "c": "the cell's memory"}
LSTM = {"i": "the input gate", "f": "the forget gate", "g": "the candidate", "o": "the output gate"}
GRU = {"r": "the reset gate", "z": "the update gate", "n": "the candidate"}

Handed = Mapping[str, Sequence[Sequence[int]]]


def parts_of(states: Handed, gates: Collection[str]) -> dict[str, str]:
    """What the letters of a cell's states and gates stand for, those that were found.

    >>> parts_of({"h": [[3]]}, ["r", "z", "n"])["z"]
    'the update gate'
    """
    return {letter: says for letter, says in (STATES | LSTM | GRU).items() if letter in states or letter in gates}


def gates_of(nodes: Sequence[Wired], states: Handed, squashed: Sequence[int]) -> dict[str, int]:
    """The gates of the second step by name: those of an LSTM, or of a GRU; {} for other cells.

    states    what is handed on from step to step: h, and c in an LSTM; nothing is told of several units
    squashed  the sigmoids and the tanh of that step
    """
    if "h" not in states or any(len(row[1]) > 1 for row in states.values()):
        return {}
    after = states["h"][1]
    if "c" in states:
        (before,), (now,) = states["c"][:2]
        found: dict[str, int] = {}
        for product in nodes[now].parents:
            pair = nodes[product].parents if nodes[product].op == "mul" else ()
            for i in pair:
                if i != before:
                    found["f" if before in pair else "g" if nodes[i].op == "tanh" else "i"] = i
        for i in nodes[after[0]].parents:
            if nodes[i].op == "sigmoid":
                found["o"] = i
        return {name: i for name, i in found.items() if i in squashed and i not in after}
    fresh = [i for i in squashed if nodes[i].op == "tanh" and i not in after]
    gates = [i for i in squashed if nodes[i].op == "sigmoid"]
    if len(fresh) != 1 or len(gates) != 2:
        return {}
    behind = ancestors(nodes, fresh[0])
    reset = [i for i in gates if i in behind]
    update = [i for i in gates if i not in behind]
    return {"r": reset[0], "z": update[0], "n": fresh[0]} if len(reset) == len(update) == 1 else {}


def ancestors(nodes: Sequence[Wired], root: int) -> set[int]:
    """Everything that a node was computed from, itself included."""
    found, stack = {root}, [root]
    while stack:
        for p in nodes[stack.pop()].parents:
            if p not in found:
                found.add(p)
                stack.append(p)
    return found
