"""Groups of array nodes: the steps of a recurrent net, else by module, found from the names of parameters.

The computed nodes stand in an order in which each comes after its operands. A module's piece of it begins where one
of its parameters is read first, and ends where another module's are. Pieces of such an order never wait for one
another, so they can be drawn as boxes.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd_lab.viz.blocks import MOST, GroupDraft, Item, Wiring, split_in_runs, wrap_in_blocks
from autograd_lab.viz.groups import Group, flatten, groups_of
from autograd_lab.viz.neuron_groups import RESHAPES
from autograd_lab.viz.node import Node
from autograd_lab.viz.sources.steps import Steps

ENOUGH = 8  # computed nodes that need no further boxes inside

Path = tuple[str, ...]


def layers_of(nodes: Sequence[Node], steps: Steps | None = None) -> tuple[Group, ...]:
    """The groups of a graph of arrays: its layers, and in a large graph the modules whose names its parameters bear.

    A recurrent net is grouped by its steps.
    """
    if steps:
        return grouped_by_steps(nodes, steps)
    if len(nodes) <= MOST:
        return groups_of(nodes)
    paths = _module_paths(nodes)
    if len(set(paths.values())) < 2:
        return groups_of(nodes)
    wiring = Wiring([n.parents for n in nodes], [n.name for n in nodes], [bool(n.parents) for n in nodes])
    given = [n.id for n in nodes if not n.parents]
    computed = [n.id for n in nodes if n.parents]
    items = _pieces(computed[:-1], paths, 1, wiring)  # the root stays to be seen
    _place_leaves(items, given, nodes)
    placed = {node for item in items if isinstance(item, GroupDraft) for node in item.nodes()}
    return tuple(flatten(wrap_in_blocks([*[i for i in given if i not in placed], *items, computed[-1]], wiring)))


def grouped_by_steps(nodes: Sequence[Node], steps: Steps) -> tuple[Group, ...]:
    """A group for each step, side by side with what belongs to none; runs of steps where there are many."""
    wiring = Wiring([n.parents for n in nodes], [n.name for n in nodes], [bool(n.parents) for n in nodes])
    inside: list[list[Item]] = [[] for _ in range(steps.count + 1)]
    for node in nodes:
        inside[steps.of[node.id]].append(node.id)
    drafts = [GroupDraft(f"step {t}", "step", wrap_in_blocks(inside[t], wiring)) for t in range(1, steps.count + 1)]
    rest = inside[0]
    runs = drafts if len(drafts) + len(rest) <= MOST else split_in_runs(drafts, MOST // 3, wiring)
    return tuple(flatten(wrap_in_blocks([*rest, *runs], wiring)))


def _module_paths(nodes: Sequence[Node]) -> dict[int, Path]:
    """For each computed node the path of its module: that of the parameter it reads, else of the node before it."""
    owner: dict[int, Path] = {}
    at: dict[int, Path] = {}
    now: Path = ()
    for node in nodes:
        if node.kind == "leaf":
            owner[node.id] = tuple(node.name.split(".")[:-1])
        if not node.parents:
            continue
        read = [owner[p] for p in node.parents if owner.get(p)]
        if read:
            now = read[0]
        if node.op in RESHAPES and read and nodes[node.parents[0]].kind == "leaf":
            owner[node.id] = now  # a weight turned round is still the module's
        at[node.id] = now
    return at


def _pieces(nodes: Sequence[int], paths: dict[int, Path], depth: int, wiring: Wiring) -> list[Item]:
    """Groups of consecutive nodes of one module; long ones are divided further, by the modules inside."""
    runs: list[tuple[Path, list[int]]] = []
    for node in nodes:
        path = paths[node][:depth]
        if not runs or runs[-1][0] != path:
            runs.append((path, []))
        runs[-1][1].append(node)
    if len(runs) == 1 and any(len(paths[node]) > depth for node in nodes):
        return _pieces(nodes, paths, depth + 1, wiring)
    found: list[Item] = []
    for path, run in runs:
        deeper = len(run) > ENOUGH and any(len(paths[node]) > depth for node in run)
        inside = _pieces(run, paths, depth + 1, wiring) if deeper else wrap_in_blocks(list(run), wiring)
        # what a module computes itself, beside the modules in it, needs no box of its name within its box
        own = depth > 1 and len(path) < depth
        found += inside if own else [GroupDraft(_label_of(path), "layer", inside)] if path and len(run) > 1 else run
    return found


def _label_of(path: Path) -> str:
    """The label of a module: the last part of its path, with the part before it where that is a number."""
    return ".".join(path[-2:] if path[-1].isdigit() else path[-1:])


def _place_leaves(items: list[Item], given: Sequence[int], nodes: Sequence[Node]) -> None:
    """Put each leaf beside its readers: into the innermost group that holds all of them."""
    around: dict[int, list[GroupDraft]] = {}
    stack: list[tuple[GroupDraft, list[GroupDraft]]] = [
        (item, [item]) for item in items if isinstance(item, GroupDraft)
    ]
    while stack:
        box, boxes = stack.pop()
        for item in box.items:
            if isinstance(item, GroupDraft):
                stack.append((item, [*boxes, item]))
            else:
                around[item] = boxes
    readers: dict[int, list[list[GroupDraft]]] = {}
    for node in nodes:
        for p in node.parents:
            readers.setdefault(p, []).append(around.get(node.id, []))
    for leaf in given:
        first, *others = readers[leaf]
        shared = [box for box in first if all(any(box is other for other in boxes) for boxes in others)]
        if shared:
            shared[-1].items.insert(0, leaf)
