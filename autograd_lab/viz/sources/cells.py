"""Gates of a recurrent cell by their names, told from what they multiply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def gates_of(nodes: Sequence[Wired], states: Mapping[str, tuple[int, ...]], squashed: Sequence[int]) -> dict[str, int]:
    """The gates of the second step by name: those of an LSTM, or of a GRU; {} for other cells.

    states    what is handed on from step to step: h, and c in an LSTM
    squashed  the sigmoids and the tanh of that step
    """
    if "h" not in states:
        return {}
    if "c" in states:
        before, now = states["c"][:2]
        found: dict[str, int] = {}
        for product in nodes[now].parents:
            pair = nodes[product].parents if nodes[product].op == "mul" else ()
            for i in pair:
                if i != before:
                    found["f" if before in pair else "g" if nodes[i].op == "tanh" else "i"] = i
        for i in nodes[states["h"][1]].parents:
            if nodes[i].op == "sigmoid":
                found["o"] = i
        return {name: i for name, i in found.items() if i in squashed and i not in states["h"]}
    fresh = [i for i in squashed if nodes[i].op == "tanh" and i not in states["h"]]
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
