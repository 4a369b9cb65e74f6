"""Names for what modules compute: the result of `conv1` is called conv1, found from the names of its parameters."""

from __future__ import annotations

from collections.abc import Sequence

from autograd_lab.viz.neuron_groups import RESHAPES
from autograd_lab.viz.sources.cells import Wired, ancestors


def named_by_module(nodes: Sequence[Wired], given: Sequence[str | None]) -> dict[int, str]:
    """Names of nodes by their module, for those without a name; none for a module that is called twice or is a number.

    given  the names that nodes have; of a parameter its path, net.conv1.weight
    """
    owner: dict[int, str] = {}
    readers: dict[str, list[int]] = {}
    uses: dict[int, int] = {}
    for i, (node, name) in enumerate(zip(nodes, given, strict=True)):
        if node.kind == "leaf" and name and "." in name:
            owner[i] = name.rpartition(".")[0]
        for p in dict.fromkeys(node.parents):
            uses[p] = uses.get(p, 0) + 1
            if p in owner and node.op in RESHAPES:
                owner[i] = owner[p]  # a weight turned round is still the module's
            elif p in owner:
                readers.setdefault(owner[p], []).append(i)
    twice = {path for leaf, path in owner.items() if uses.get(leaf, 0) > 1}
    short = _without_root(list(readers))
    taken = {name for name in given if name}
    found: dict[int, str] = {}
    for path, all_of_it in readers.items():
        last = max(all_of_it)
        inside = any(other.startswith(f"{path}.") for other in readers)
        if (
            path in twice
            or inside
            or path.rpartition(".")[2].isdigit()
            or given[last]
            or short[path] in taken
            or last == len(nodes) - 1
        ):
            continue
        if set(all_of_it) <= ancestors(nodes, last):
            found[last] = short[path]
    return found


def _without_root(paths: Sequence[str]) -> dict[str, str]:
    """Each path without the first part, where all have the same and none ends with it: net.conv1 is conv1.

    >>> _without_root(["net.conv1", "net.out"])
    {'net.conv1': 'conv1', 'net.out': 'out'}
    """
    roots = {path.split(".")[0] for path in paths}
    cut = len(roots) == 1 and all("." in path for path in paths)
    return {path: path.partition(".")[2] if cut else path for path in paths}
