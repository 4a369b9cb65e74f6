"""Boxes in boxes: how a long row of nodes is cut so that few stand side by side.

Pieces are cut from an order in which each comes after what it is computed from, so that no two pieces ever wait for
one another. Cuts fall where few values pass from one side to the other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

MOST = 30  # boxes that a reader is shown side by side
ALIKE = 6  # this many leaves that feed the same boxes become one box, where boxes are many


@dataclass(eq=False)
class GroupDraft:
    """A group being built: its label, its kind, and the nodes and inner groups in it."""

    label: str
    kind: str
    items: list[Item] = field(default_factory=list)

    def nodes(self) -> Iterator[int]:
        """Yields the ids of all its nodes, those of inner groups included."""
        stack: list[Item] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, GroupDraft):
                stack.extend(reversed(item.items))
            else:
                yield item


Item = int | GroupDraft


@dataclass(frozen=True)
class Wiring:
    """The graph that is cut into blocks: each node's operands, its name, and whether it is computed."""

    parents: Sequence[Sequence[int]]
    names: Sequence[str]
    computed: Sequence[bool]


def wrap_in_blocks(items: list[Item], wiring: Wiring) -> list[Item]:
    """At most MOST items: where there are more, they are wrapped in blocks, and these in further blocks."""
    if len(items) <= MOST:
        return items
    items = _wrap_leaves(items, wiring)
    if len(items) <= MOST:
        return items
    items, crossing = _in_order(items, wiring)
    while len(items) > MOST:
        bounds = _cuts(crossing)
        items = [make_block(items[a:b], wiring) for a, b in pairwise([*bounds, len(items)])]
        crossing = [crossing[a] for a in bounds]
    return items


def make_block(items: Sequence[Item], wiring: Wiring) -> Item:
    """One block around the items; a single item is returned unwrapped."""
    return items[0] if len(items) == 1 else GroupDraft(_label_of(items, wiring), "block", list(items))


def _label_of(items: Sequence[Item], wiring: Wiring) -> str:
    """The label of a block: "samples 1–10" where its items are numbered, else its first and last name."""
    told = [item.label if isinstance(item, GroupDraft) else wiring.names[item] for item in items]
    counted = [re.fullmatch(r"(\D*[^\W\d]s?) (\d+)(?:–(\d+))?", label) for label in told]
    stems = {match and match[1].removesuffix("s") for match in counted}
    first, last = counted[0], counted[-1]
    if len(stems) == 1 and first and last:
        return f"{stems.pop()}s {first[2]}–{last[3] or last[2]}"
    named = [
        label for label, item in zip(told, items, strict=True) if isinstance(item, GroupDraft) or wiring.computed[item]
    ] or told  # what is computed says more than the numbers it was computed from
    ends = [re.sub(r" …? ?.*", "", named[0]) if " … " in named[0] else named[0], named[-1].rsplit(" … ", 1)[-1]]
    return ends[0] if ends[0] == ends[1] else " … ".join(ends)


def _links(items: Sequence[Item], wiring: Wiring) -> list[list[int]]:
    """For each item the indices of the items it reads from, without repeats, in reading order."""
    place: dict[int, int] = {}
    for at, item in enumerate(items):
        for node in item.nodes() if isinstance(item, GroupDraft) else (item,):
            place[node] = at
    found: list[dict[int, None]] = [{} for _ in items]
    for node, at in place.items():
        for parent in wiring.parents[node]:
            other = place.get(parent)
            if other is not None and other != at:
                found[at][other] = None
    return [list(links) for links in found]


def _wrap_leaves(items: list[Item], wiring: Wiring) -> list[Item]:
    """Wrap leaves that are read by the same items in a block, wherever there are ALIKE or more of them."""
    readers: list[list[int]] = [[] for _ in items]
    for at, links in enumerate(_links(items, wiring)):
        for other in links:
            readers[other].append(at)
    alike: dict[tuple[int, ...], list[Item]] = {}
    for item, read_by in zip(items, readers, strict=True):
        if not isinstance(item, GroupDraft) and not wiring.computed[item]:
            alike.setdefault(tuple(read_by), []).append(item)
    blocks = {leaves[0]: _row(leaves, wiring) for leaves in alike.values() if len(leaves) >= ALIKE}
    wrapped = {leaf for leaves in alike.values() if len(leaves) >= ALIKE for leaf in leaves}
    return [
        blocks.get(item, item)
        for item in items
        if item not in wrapped or item in blocks
    ]  # fmt: skip


def _row(leaves: Sequence[Item], wiring: Wiring) -> Item:
    """A block of leaves in their given order; nested where there are more than MOST."""
    while len(leaves) > MOST:
        leaves = [make_block(leaves[a:b], wiring) for a, b in pairwise([*_cuts([0] * len(leaves)), len(leaves)])]
    return make_block(leaves, wiring)


def split_in_runs(items: Sequence[Item], most: int, wiring: Wiring) -> list[Item]:
    """Independent items, in their order, as at most `most` nested blocks of equal length."""
    if len(items) <= most:
        return list(items)
    length = math.ceil(len(items) / most)
    if length > 5:
        length = next(nice for nice in (10, 20, 25, 50, 100, 200, 250, 500, 1000, length) if nice >= length)
    runs = [items[a : a + length] for a in range(0, len(items), length)]
    return [GroupDraft(_label_of(run, wiring), "block", split_in_runs(run, MOST // 3, wiring)) for run in runs]


def _in_order(items: list[Item], wiring: Wiring) -> tuple[list[Item], list[int]]:
    """The items in topological order, and for each the number of values that cross the cut just before it."""
    links = _links(items, wiring)
    links = [sorted(read, key=lambda other: not links[other]) for read in links]  # leaves last, next to their use
    read_by: list[int] = [0] * len(items)
    for read in links:
        for other in read:
            read_by[other] += 1
    order: list[int] = []
    state = bytearray(len(items))
    stack = [at for at in range(len(items)) if not read_by[at]]
    while stack:
        at = stack[-1]
        if state[at] == 0:
            state[at] = 1
            stack += [other for other in reversed(links[at]) if not state[other]]
        else:
            stack.pop()
            if state[at] == 1:
                state[at] = 2
                order.append(at)
    place = {at: i for i, at in enumerate(order)}
    change = [0] * (len(order) + 1)
    last = list(range(len(order)))
    for at in order:
        for other in links[at]:
            last[place[other]] = max(last[place[other]], place[at])
    for start, end in enumerate(last):
        change[start + 1] += end > start
        change[end + 1 if end < len(order) else end] -= end > start
    crossing, passing = [], 0
    for step in change[:-1]:
        passing += step
        crossing.append(passing)
    return [items[at] for at in order], crossing


def _cuts(crossing: Sequence[int]) -> list[int]:
    """The start indices of the pieces: at most MOST of them, of roughly equal length, cut where few values cross."""
    n = len(crossing)
    levels = max(2, math.ceil(math.log(n) / math.log(1.1 * MOST)))
    pieces = min(math.ceil(n / math.ceil(n ** (1 / levels))), MOST - 1 if levels == 2 else n)
    length = n / pieces
    bounds = [0]
    for k in range(1, pieces):
        low = max(bounds[-1] + 1, math.ceil((k - 0.12) * length))
        high = min(n - (pieces - k), math.floor((k + 0.12) * length))
        bounds.append(min(range(low, max(low, high) + 1), key=lambda at: (crossing[at], abs(at - k * length))))
    return bounds
