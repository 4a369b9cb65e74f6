"""Chains of nodes: those that read one weight, each of which depends on the one before it."""

from __future__ import annotations

from collections.abc import Sequence

from autograd_lab.viz.sources.cells import Wired


def times_of(nodes: Sequence[Wired], marks: Sequence[int]) -> list[int]:
    """For each node, how many of the marked ones lie on the longest way to it, itself included."""
    marked = set(marks)
    times: list[int] = []
    for i, node in enumerate(nodes):
        times.append(max((times[p] for p in node.parents), default=0) + (i in marked))
    return times


def is_chain(nodes: Sequence[Wired], marks: Sequence[int]) -> bool:
    """Whether each of the marked nodes depends on the one before it."""
    times = times_of(nodes, marks)
    return [times[i] for i in marks] == list(range(1, len(marks) + 1))


def chains_in_step(nodes: Sequence[Wired], chains: list[list[int]]) -> list[list[int]]:
    """The first chain, and those that go along with it: weights of gates and other units, read at most a step off."""
    first = chains[0]
    times = times_of(nodes, first)
    along = [c for c in chains[1:] if len(c) == len(first)]
    return [first, *(c for c in along if all(t - 1 <= times[i] <= t + 1 for t, i in enumerate(c)))]
