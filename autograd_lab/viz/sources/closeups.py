"""Whole arrays of the operations that the page shows from close by: entry by entry, with every product and sum.

A picture holds means and a corner. For a convolution, a pooling or a softmax that is small enough the page gets all
numbers, and what it needs to know of the operation: stride, padding, axis (`windows.py`). Where none is found that
gives what the arrays hold, nothing is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.viz.sources.pictures import Array, coded
from autograd_lab.viz.sources.steps import Shown, Steps
from autograd_lab.viz.sources.windows import settings_of

MOST_OF_A_NODE = 4096  # numbers
MOST_IN_ALL = 16384
KINDS: Mapping[str, str] = {
    "conv2d": "conv",
    "conv1d": "conv",
    "max_pool2d": "max_pool",
    "avg_pool2d": "avg_pool",
    "softmax": "softmax",
}
#: the roles of an operation's operands, by letter
ROLES: Mapping[str, Mapping[str, str]] = {
    "conv": {"a": "x", "b": "w", "c": "b"},
    "max_pool": {"a": "x"},
    "avg_pool": {"a": "x"},
    "softmax": {"a": "x"},
}


@dataclass(frozen=True)
class Closeup:
    """One node from close by.

    arrays    by role: the operands x, w, b; the result out; their gradients g, dx, dw, db, as they come from this node.
              Of a weight that several steps read ("shared") what each edge brings, by "node slot"
    settings  stride, padding and size of the windows, or the axis of a softmax
    count     how many numbers there are; where they are too many `arrays` is empty
    """

    node: int
    kind: str
    arrays: Mapping[str, Array]
    settings: Mapping[str, list[int]]
    count: int


class Collector:
    """Keeps the contributions of what may be shown from close by, while a pass is recorded."""

    def __init__(self, boxes: Sequence[Shown], steps: Steps | None = None) -> None:
        self.boxes = boxes
        self.shared = _read_in_many(boxes, steps) if steps else {}
        self.roles = {i: roles for i, box in enumerate(boxes) if (roles := _roles(box, boxes))}
        self.handed: dict[int, dict[str, Array]] = {i: {} for i in self.roles}

    def keep(self, node: int, slot: int, array: Array) -> None:
        """Keep what a node has handed to its operand in a slot, where it is needed."""
        target = self.boxes[node].parents[slot]
        if target in self.shared and self.shared[target] * array.size <= MOST_OF_A_NODE:
            self.handed.setdefault(target, {})[f"{node} {slot}"] = array
        if node in self.roles and _count(self.roles[node].values()) <= MOST_OF_A_NODE:
            self.handed[node][f"d{self._role(node, slot)}"] = array

    def closeups(self, gradients: Sequence[Array | None]) -> list[Closeup]:
        """What can be shown, in the order of the nodes."""
        found, left = [], MOST_IN_ALL
        for leaf in self.shared:
            g, arrays = gradients[leaf], self.handed.get(leaf)
            if g is None or not arrays:
                continue
            arrays = {"g": g, **arrays}
            count = _count(arrays.values())
            if count <= left:
                found.append(Closeup(leaf, "shared", arrays, {"times": [self.shared[leaf]]}, count))
                left -= count
        for node, roles in self.roles.items():
            g = gradients[node]
            if g is None:
                continue
            arrays = {**roles, "g": g, **self.handed[node]}
            kind, count = KINDS[self.boxes[node].op], _count(arrays.values())
            if count > min(MOST_OF_A_NODE, left):
                found.append(Closeup(node, kind, {}, {}, count))
                continue
            settings = settings_of(kind, arrays)
            if settings is not None:
                found.append(Closeup(node, kind, arrays, settings, count))
                left -= count
        return found

    def _role(self, node: int, slot: int) -> str:
        box = self.boxes[node]
        return ROLES[KINDS[box.op]][box.letters[slot]]


def _read_in_many(boxes: Sequence[Shown], steps: Steps) -> dict[int, int]:
    """The weights that several steps read, and how many edges lead to them."""
    edges: dict[int, list[int]] = {}
    for i, box in enumerate(boxes):
        for p in box.parents:
            edges.setdefault(p, []).append(steps.of[i])
    return {p: len(read_in) for p, read_in in edges.items() if boxes[p].kind == "leaf" and len(set(read_in) - {0}) > 1}


def _roles(box: Shown, boxes: Sequence[Shown]) -> dict[str, Array]:
    """The operands and the result of an operation by their roles; {} where one of them is not known."""
    kind = KINDS.get(box.op)
    if kind is None or box.value is None or len(box.parents) > len(box.letters):
        return {}
    found = {"out": box.value}
    for letter, parent in zip(box.letters, box.parents, strict=False):
        value, role = boxes[parent].value, ROLES[kind].get(letter)
        if value is None and kind == "softmax":  # its result tells all: PyTorch keeps no masked scores
            continue
        if value is None or role is None:
            return {}
        found[role] = value
    needed = {"x", "w"} if kind == "conv" else {"out"} if kind == "softmax" else {"x"}
    return found if needed <= found.keys() else {}


def _count(arrays: Iterable[Array]) -> int:
    return sum(array.size for array in arrays)


def to_json(closeups: Sequence[Closeup]) -> dict[str, Any]:
    """Closeups as JSON-able data, which `decodeCloseups` of js/model/closeups.js reads.

    shapes, numbers  of each array, its numbers as float64, one array after another
    nodes            [node, kind, role -> place of its array, settings, how many numbers]
    """
    places: dict[int, int] = {}
    arrays: list[Array] = []
    nodes = []
    for each in closeups:
        roles = {}
        for role, array in each.arrays.items():
            if id(array) not in places:
                places[id(array)] = len(arrays)
                arrays.append(array)
            roles[role] = places[id(array)]
        nodes.append([each.node, each.kind, roles, each.settings or None, each.count])
    numbers = np.concatenate([a.reshape(-1) for a in arrays]) if arrays else np.zeros(0)
    return {"shapes": [list(a.shape) for a in arrays], "numbers": coded(numbers), "nodes": nodes}
