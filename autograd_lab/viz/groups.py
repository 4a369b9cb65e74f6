"""Which nodes of a graph belong together, so that a large one can be shown as a few boxes.

A neuron is a weighted sum with its activation; a layer is neurons that read the same inputs; a sample is one term
of a sum over a batch. What has no such structure is cut into blocks, so that at most MOST boxes stand side by side.

Drawn as boxes, groups must not form circles. A neuron and a sample are closed: whatever they make leaves through
one last node, their exit. Groups of that kind can never wait for one another. The neurons of a layer stand at one
depth, and blocks are pieces of an order in which each node comes after its operands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_lab.viz.blocks import MOST, GroupDraft, Item, Wiring, split_in_runs, wrap_in_blocks
from autograd_lab.viz.neuron_groups import SAMPLES, SUMS, Graph, NeuronGroup, batch_of, neurons_of, terms_of
from autograd_lab.viz.node import Node


@dataclass(frozen=True)
class Group:
    """Nodes drawn as one box until it is opened.

    label    what is written on the box
    kind     "neuron", "layer", "step" or "block"
    members  ids of the nodes that stand directly in it, those of its inner groups left out
    parent   index of the group around it, or -1; it comes earlier in the list
    """

    label: str
    kind: str
    members: tuple[int, ...]
    parent: int


def to_json(groups: Sequence[Group], count: int) -> dict[str, Any]:
    """Groups in columns, for a graph of `count` nodes; js/model/sweep.js reads them.

    labels, kinds, parents   one for each group
    inside                   for each node the group that it stands in directly, or -1; [] when there are no groups
    """
    inside = [-1] * count if groups else []
    for index, group in enumerate(groups):
        for node in group.members:
            inside[node] = index
    return {
        "labels": [group.label for group in groups],
        "kinds": [group.kind for group in groups],
        "parents": [group.parent for group in groups],
        "inside": inside,
    }


def groups_of(nodes: Sequence[Node]) -> tuple[Group, ...]:
    """The groups of a graph, whose nodes stand in topological order; () when there is nothing to group."""
    return tuple(flatten(_Grouping(nodes).boxes()))


def flatten(items: Iterable[Item]) -> list[Group]:
    """The drafts among `items` as Groups, each after the group around it; plain nodes are left out."""
    groups: list[Group] = []
    stack = [(box, -1) for box in reversed(_unwrapped(items)) if isinstance(box, GroupDraft)]
    while stack:
        box, around = stack.pop()
        index = len(groups)
        inner = _unwrapped(box.items)
        groups.append(Group(box.label, box.kind, tuple(i for i in inner if not isinstance(i, GroupDraft)), around))
        stack += [(item, index) for item in reversed(inner) if isinstance(item, GroupDraft)]
    return groups


def _unwrapped(items: Iterable[Item]) -> list[Item]:
    """The items; a draft of one item is replaced by that item."""
    found = []
    for item in items:
        while isinstance(item, GroupDraft) and len(item.items) == 1:
            item = item.items[0]
        found.append(item)
    return found


class _Grouping:
    """The search for groups in one graph."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        parents = [node.parents for node in nodes]
        readers: list[list[int]] = [[] for _ in nodes]
        for i, operands in enumerate(parents):
            for p in operands:
                readers[p].append(i)
        self.count = len(nodes)
        self.names = [node.name if node.named else "" for node in nodes]
        self.graph = Graph([node.op for node in nodes], [node.kind for node in nodes], parents, readers)
        self.wiring = Wiring(parents, [node.name for node in nodes], [bool(operands) for operands in parents])
        self.neurons = neurons_of(self.graph)

    def boxes(self) -> list[Item]:
        """The outermost groups and nodes: those that are seen when everything is folded."""
        samples, chain = batch_of(self.graph, self.neurons)
        items = self._batch(samples, chain) if samples else self._scope(range(self.count), self.neurons)
        items = wrap_in_blocks(items, self.wiring)
        while len(items) == 1 and isinstance(items[0], GroupDraft):
            items = items[0].items  # one box around everything hides the graph and tells nothing
        return items

    def _batch(self, samples: list[list[int]], chain: list[int]) -> list[Item]:
        """The items of a batch: its samples, the sum over them, the parameters they share, and all other nodes."""
        sample_of = {node: k for k, region in enumerate(samples) for node in region}
        neurons: list[list[NeuronGroup]] = [[] for _ in samples]
        rest: list[NeuronGroup] = []
        for neuron in self.neurons:
            (neurons[sample_of[neuron.exit]] if neuron.exit in sample_of else rest).append(neuron)
        boxes = [
            GroupDraft(f"sample {k + 1}", "block", wrap_in_blocks(self._scope(region, neurons[k]), self.wiring))
            for k, region in enumerate(samples)
        ]
        sums = [self._sum(chain)] if len(chain) > 2 else []
        placed = set(sample_of).union(*[box.nodes() for box in sums])
        for region in self._sums_beside(placed.union(chain)):
            sums.append(self._sum(region))
            placed.update(region)
        shared = [
            node
            for node in range(self.count)
            if not self.graph.parents[node] and node not in placed and self._is_shared(node, sample_of)
        ]
        placed.update(shared)
        items = self._scope([node for node in range(self.count) if node not in placed], rest)
        runs = boxes if len(boxes) + len(items) <= MOST // 2 else split_in_runs(boxes, MOST // 3, self.wiring)
        items += [*runs, *sums]
        return items + (self._parameters(shared, neurons[0]) if len(shared) > SAMPLES else list(shared))

    def _sum(self, nodes: list[int]) -> GroupDraft:
        """The group of a sum, labelled with the name of its result."""
        return GroupDraft(f"sum: {self.wiring.names[nodes[-1]]}", "block", wrap_in_blocks(list(nodes), self.wiring))

    def _sums_beside(self, placed: set[int]) -> list[list[int]]:
        """The nodes that serve only another sum than the batch's, that sum last: e.g. the squares of all weights."""
        seen = set(placed)
        found: list[list[int]] = []
        for node in reversed(range(self.count)):
            if node in seen or self.graph.ops[node] not in SUMS:
                continue
            chain, terms = terms_of(self.graph, node)
            seen.update(chain)
            region = sorted(self.graph.single_exits([node])) if len(terms) >= SAMPLES and len(found) < SAMPLES else []
            if region and placed.isdisjoint(region):
                seen.update(region)
                found.append(region)
        return found

    def _is_shared(self, node: int, sample_of: dict[int, int]) -> bool:
        """Whether more than one sample reads this leaf."""
        return len({sample_of[reader] for reader in self.graph.readers[node] if reader in sample_of}) > 1

    def _parameters(self, shared: list[int], neurons: list[NeuronGroup]) -> list[Item]:
        """The group of the leaves that samples share, with inner groups by layer, or by neuron where there are many."""
        owner = {p: neuron for neuron in neurons for at in neuron.members for p in self.graph.parents[at]}
        layers: dict[int, dict[int, list[Item]]] = {}
        for leaf in shared:
            neuron = owner.get(leaf)
            layers.setdefault(neuron.layer if neuron else 0, {}).setdefault(neuron.exit if neuron else -1, []).append(
                leaf
            )
        inner: list[Item] = []
        for layer, by_neuron in sorted(layers.items()):
            rows: list[Item] = [leaf for leaves in by_neuron.values() for leaf in leaves]
            if len(rows) > MOST and len(by_neuron) > 1:
                rows = [
                    GroupDraft(f"neuron {k + 1}", "block", wrap_in_blocks(leaves, self.wiring))
                    if len(leaves) > 1
                    else leaves[0]
                    for k, leaves in enumerate(by_neuron.values())
                ]
            inner.append(
                GroupDraft(
                    f"layer {layer}: parameters" if layer else "shared", "block", wrap_in_blocks(rows, self.wiring)
                )
            )
        if len(inner) == 1:
            inner = inner[0].items if isinstance(inner[0], GroupDraft) else inner
        return [GroupDraft("parameters", "block", wrap_in_blocks(inner, self.wiring))]

    def _scope(self, nodes: Iterable[int], neurons: list[NeuronGroup]) -> list[Item]:
        """The layers, neurons and single nodes among `nodes`, in topological order."""
        layers = _layers(neurons)
        inside = {member for neuron in neurons for member in neuron.members}
        items: list[tuple[int, Item]] = [(node, node) for node in nodes if node not in inside]
        counted = any(len(layer) > 1 for layer in layers) or sum(layer[0].on_arrays for layer in layers) > 1
        for number, layer in enumerate(layers, start=1):
            for neuron in layer:
                neuron.layer = number if counted else 0
            box = self._layer(number, layer) if len(layer) > 1 else self._neuron(layer[0], number if counted else 0)
            items.append((layer[0].exit, box))
        return [item for _, item in sorted(items, key=lambda pair: pair[0])]

    def _layer(self, number: int, layer: list[NeuronGroup]) -> GroupDraft:
        inner: list[Item] = [self._neuron(neuron, 0, place) for place, neuron in enumerate(layer, start=1)]
        return GroupDraft(f"layer {number} · {len(layer)} neurons", "layer", wrap_in_blocks(inner, self.wiring))

    def _neuron(self, neuron: NeuronGroup, layer: int, place: int = 0) -> GroupDraft:
        """The group of one neuron, labelled by its place in its layer, as a layer of its own, or by its name."""
        name = self.names[neuron.exit]
        if neuron.on_arrays:
            label = f"layer {layer}" if layer else "layer"
        elif layer:
            label = f"layer {layer} · 1 neuron"
        elif place:
            label = f"neuron {place}"
        else:
            label = "neuron" if neuron.activated or neuron.products > 1 else "weighted sum"
        if name and not layer:
            label = f"{label}: {name}"
        kind = "layer" if neuron.on_arrays else "neuron"
        return GroupDraft(label, kind, wrap_in_blocks(list(neuron.members), self.wiring))


def _layers(neurons: list[NeuronGroup]) -> list[list[NeuronGroup]]:
    """Neurons that read the same inputs at the same depth, from the input to the output."""
    keys = [[(which, neuron.halves[which], neuron.depth) for which in (1, 0)] for neuron in neurons]
    count = Counter(key for both in keys for key in both)
    layers: dict[object, list[NeuronGroup]] = {}
    for neuron, both in zip(neurons, keys, strict=True):
        alone = neuron.on_arrays  # on arrays one product is a whole layer
        layers.setdefault(neuron.exit if alone else max(both, key=lambda key: count[key]), []).append(neuron)
    return sorted(layers.values(), key=lambda layer: (layer[0].depth, layer[0].exit))
