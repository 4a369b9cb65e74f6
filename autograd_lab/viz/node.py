"""A node of a graph as plain data: what the trace is made of, and what grouping and hints read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """One node of a graph; its id is its index in topological order, `parents` are the ids of its operands."""

    id: int
    name: str  # what is written on the box
    kind: str  # "leaf", "const" or "op"
    op: str  # the operation's name in ops.py, "" for leaf and const
    named: bool  # whether the learner gave the name
    parents: tuple[int, ...]
