"""Finding neurons and batches in a graph by their structure alone.

A neuron is found however it was written: as one `dot`, as micrograd's chain of + and ×, or on arrays as `x @ W + b`.
What it owns is closed: weights that nothing else reads, the weighted sum, and the activation that everything leaves by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from autograd_lab.scalar.ops import OPS

ACTIVATIONS = frozenset({"relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "silu", "softmax"})
SUMS = frozenset({"add", "total"})
ON_ARRAYS = frozenset({"matmul", "linear", "addmm", "mm", "bmm", "conv2d", "convolution"})
PRODUCTS = frozenset({"mul", "dot"}) | ON_ARRAYS
RESHAPES = frozenset({"transpose", "t", "reshape", "permute", "view", "T"})
SAMPLES = 4  # a sum of fewer alike terms is no batch
MIXED = -1
TRIES = 40  # sums that are looked at, from the root on


@dataclass(frozen=True)
class Graph:
    """A graph as columns: each node's operation ("" for leaves), kind, operands, and readers."""

    ops: Sequence[str]
    kinds: Sequence[str]
    parents: Sequence[Sequence[int]]
    readers: Sequence[Sequence[int]]

    def single_exits(self, exits: Iterable[int]) -> dict[int, int]:
        """For each node with such an exit, the one exit through which everything computed from it passes."""
        owner = {node: node for node in exits}
        seen: dict[int, int] = {}  # how many readers of a node one exit has, or MIXED
        stack = list(owner)
        while stack:
            node = stack.pop()
            mine = owner[node]
            for parent in self.parents[node]:
                if parent in owner or seen.get(parent) == MIXED:
                    continue
                read_by = self.readers[parent]
                if len(read_by) > 1:
                    if owner.get(read_by[0], mine) != mine or owner.get(read_by[-1], mine) != mine:
                        seen[parent] = MIXED
                        continue
                    seen[parent] = seen.get(parent, 0) + 1
                    if seen[parent] < len(read_by) or any(owner.get(reader) != mine for reader in read_by):
                        continue
                owner[parent] = mine
                stack.append(parent)
        return owner


@dataclass(eq=False)
class NeuronGroup:
    """The nodes of one neuron, its exit last; and the two sets whose products it adds up, e.g. weights and inputs."""

    members: list[int]
    halves: tuple[frozenset[int], frozenset[int]]
    products: int
    on_arrays: bool
    activated: bool
    depth: int = 0
    layer: int = field(default=0)

    @property
    def exit(self) -> int:
        """The node that others read."""
        return self.members[-1]


def neurons_of(graph: Graph) -> list[NeuronGroup]:
    """The neurons of a graph in the topological order of their exits."""
    taken: set[int] = set()
    found: list[NeuronGroup] = []
    for node in reversed(range(len(graph.ops))):
        if node in taken:
            continue
        neuron = _neuron_at(graph, node, taken)
        if neuron:
            taken.update(neuron.members)
            found.append(neuron)
    found.reverse()
    _set_depths(graph, found)
    return found


def _neuron_at(graph: Graph, node: int, taken: set[int]) -> NeuronGroup | None:
    """The neuron whose exit is `node`, or None."""
    activated = graph.ops[node] in ACTIVATIONS
    inside = [node]
    start = node
    if activated:
        start = graph.parents[node][0]
        if graph.ops[start] not in SUMS | PRODUCTS or len(graph.readers[start]) > 1 or start in taken:
            return None
        inside.append(start)
    elif graph.ops[node] not in SUMS | PRODUCTS or graph.ops[node] == "mul":
        return None
    firsts: list[int] = []
    seconds: list[int] = []
    products: list[int] = []
    stack = [start]
    own = set(inside)
    while stack:
        at = stack.pop()
        operands = graph.parents[at]
        if graph.ops[at] in PRODUCTS:
            terms = OPS["dot"].terms(operands) if graph.ops[at] == "dot" else [operands[:2]]  # a layer's bias left out
            for first, *second in terms:
                firsts.append(first)
                seconds += second
            products.append(at)
            continue
        for p in operands:
            alone = graph.ops[p] in SUMS | PRODUCTS and all(reader in own for reader in graph.readers[p])
            if alone and p not in own and p not in taken:
                own.add(p)
                inside.append(p)
                stack.append(p)
    if not _is_weighted_sum(graph, products, start, activated):
        return None
    for at in list(inside):
        inside += _parameters(graph, at, own)
    inside.reverse()
    members = [p for p in inside if p != node]
    mine = frozenset(members)
    return NeuronGroup(
        [*sorted(members), node],
        (frozenset(firsts) - mine, frozenset(seconds) - mine),
        len(firsts),
        any(graph.ops[at] in ON_ARRAYS for at in products),
        activated,
    )


def _is_weighted_sum(graph: Graph, products: Sequence[int], start: int, activated: bool) -> bool:
    """Whether products form a weighted sum: there are enough, none is a square, and each has a leaf in it."""
    for at in products:
        operands = graph.parents[at]
        if len(operands) == 2 and operands[0] == operands[1]:
            return False
        if not any(_is_leaf(graph, p) for p in operands):
            return False
    return bool(products) and (activated or len(products) > 1 or graph.ops[products[0]] != "mul")


def _is_leaf(graph: Graph, node: int) -> bool:
    """Whether a node is a leaf or the transpose of one."""
    if graph.ops[node] in RESHAPES and graph.parents[node]:
        node = graph.parents[node][0]
    return graph.kinds[node] == "leaf"


def _parameters(graph: Graph, at: int, own: set[int]) -> list[int]:
    """The parameters of a neuron that nothing outside it reads: weights, their transposes, the bias, constants."""
    found: list[int] = []
    stack = list(graph.parents[at])
    while stack:
        p = stack.pop()
        read_by = graph.readers[p]
        if p in own or read_by[-1] not in own or read_by[0] not in own:
            continue  # the usual case in a batch, where each weight has many readers
        if graph.ops[at] in ON_ARRAYS and graph.kinds[p] == "const":
            continue  # the data
        given = not graph.parents[p] or (graph.ops[p] in RESHAPES and _is_leaf(graph, p))
        if given and all(reader in own for reader in read_by):
            own.add(p)
            found.append(p)
            stack += graph.parents[p]
    return found


def _set_depths(graph: Graph, neurons: Sequence[NeuronGroup]) -> None:
    """Set each neuron's depth: the length of the longest path of neurons that leads to it."""
    neuron_at = {neuron.exit: neuron for neuron in neurons}
    inner = {node for neuron in neurons for node in neuron.members[:-1]}
    depth = [0] * len(graph.ops)
    for node, operands in enumerate(graph.parents):
        if node in inner:
            continue
        neuron = neuron_at.get(node)
        if neuron:
            mine = set(neuron.members)
            read = [p for member in neuron.members for p in graph.parents[member] if p not in mine]
            depth[node] = neuron.depth = 1 + max((depth[p] for p in read), default=0)
        elif operands:
            depth[node] = 1 + max(depth[p] for p in operands)


def batch_of(graph: Graph, neurons: Sequence[NeuronGroup]) -> tuple[list[list[int]], list[int]]:
    """The nodes of each sample of a batch, the sample's own loss last; and the nodes of the sum over them.

    A batch is the first sum, seen from the root, of at least SAMPLES terms that are made alike, each from a good
    many nodes of its own. ([], []) when there is none.
    """
    neuron_at = {neuron.exit: neuron for neuron in neurons}
    inner = {node for neuron in neurons for node in neuron.members}
    seen: set[int] = set()
    tries = 0
    for node in reversed(range(len(graph.ops))):
        if node in seen or graph.ops[node] not in SUMS or node in inner:
            continue
        chain, terms = terms_of(graph, node)
        seen.update(chain)
        added_only = all(len(graph.readers[term]) == 1 for term in terms)  # and so no sample reads another
        if len(terms) < SAMPLES or not added_only:
            continue
        tries += 1
        if tries > TRIES:
            break
        owner = graph.single_exits(terms)
        regions: dict[int, list[int]] = {term: [] for term in terms}
        for member, term in owner.items():
            regions[term].append(member)
        own = [len(neuron_at[term].members) if term in neuron_at else 2 for term in terms]
        sizes = sorted(len(region) for region in regions.values())
        middle = sizes[len(sizes) // 2]
        alike = sum(abs(size - middle) <= 0.1 * middle for size in sizes)
        if alike >= 0.8 * len(sizes) and all(len(r) > n for r, n in zip(regions.values(), own, strict=True)):
            return [sorted(region) for region in regions.values()], sorted(chain)
    return [], []


def terms_of(graph: Graph, root: int) -> tuple[list[int], list[int]]:
    """The nodes of a sum, written as one `total` or as a chain of +; and its computed terms, from first to last."""
    chain: list[int] = []
    terms: dict[int, None] = {}
    stack = [root]
    while stack:
        at = stack.pop()
        if at != root and (graph.ops[at] not in SUMS or len(graph.readers[at]) > 1):
            if graph.kinds[at] == "op":
                terms[at] = None
            continue
        chain.append(at)
        stack += reversed(graph.parents[at])
    return chain, list(terms)
