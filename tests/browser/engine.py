"""What the engine says of the graphs that a chapter shows: the other side of the comparison with the screen."""

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

import autograd_lab
from autograd_lab import Value
from autograd_lab.authoring.source import Source
from autograd_lab.scalar.graph import leaves_and_inner
from tests.course.lessons import run_for


@dataclass
class Numbers:
    """A node's name (None where it has none of its own), value, and gradient (None for a bare number)."""

    name: str | None
    value: float
    grad: float | None


@dataclass
class Graph:
    """A graph that a chapter hands to `show`."""

    root: Value
    names: dict[str, Value]  # what the reader's variables were called when it was shown

    def sweep(self, **leaves: float) -> list[Numbers]:
        """Forward from the leaves (some of them set anew), then backward; the graph itself ends as it was."""
        given, inner = leaves_and_inner(self.root)
        nodes = given + inner
        before = [(node._data, node.grad) for node in nodes]
        for name, number in leaves.items():
            self.leaf(name)._data = number
        for node in inner:
            node._data = node.op.forward(*[parent._data for parent in node.parents])
        self.root.zero_grad()
        self.root.backward()
        is_number = [node.op is not None and not node.parents for node in nodes]
        found = [
            Numbers(node.name, node._data, None if bare else node.grad)
            for node, bare in zip(nodes, is_number, strict=True)
        ]
        for node, (data, grad) in zip(nodes, before, strict=True):
            node._data, node.grad = data, grad
        return found

    def leaf(self, name: str) -> Value:
        """The leaf that has a name, its own or the variable's."""
        given, _ = leaves_and_inner(self.root)
        own = [node for node in given if node.name == name]
        return own[0] if own else self.names[name]


def shown_in(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> list[Graph]:
    """Run a notebook's code here, with a `show` that only takes down what it is given."""
    space: dict[str, object] = {"__name__": "__main__"}
    shown = _taken_down(space, monkeypatch)
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "code" and not re.match(r"\s*[%!]", cell.source):
            exec(compile(cell.source, f"<{cell.id}>", "exec"), space)
    return shown


def shown_alone(lesson: Source, monkeypatch: pytest.MonkeyPatch) -> list[Graph]:
    """The same for a chapter that trains: of its cells, only those are run that a graph is made in."""
    shown = []
    for place, cell in enumerate(lesson.cells):
        if cell.kind == "code" and re.search(r"^show\(", cell.source, re.MULTILINE):
            space: dict[str, object] = {"__name__": "__main__"}
            taken = _taken_down(space, monkeypatch)
            run_for(lesson.cells, place, space)
            shown += taken
    return shown


def _taken_down(space: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> list[Graph]:
    """What `show` is given from now on, by code that runs in `space`."""
    shown: list[Graph] = []

    def take_down(root: object, *_: object, **__: object) -> None:
        names = {name: value for name, value in space.items() if isinstance(value, Value)}
        if isinstance(root, Value):
            shown.append(Graph(root, names))

    monkeypatch.setitem(vars(autograd_lab), "show", take_down)
    return shown
