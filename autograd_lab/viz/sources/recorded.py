"""A pass over arrays, recorded: what each node holds and what each edge hands back, computed here and thinned.

The page cannot compute with whole arrays. So it is given the pass as it went, and the sentences that need shapes.
Numbers of the trace are norms (of an array with one entry, the entry), which is what a box has room for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.errors import GraphError
from autograd_lab.viz.node import Node
from autograd_lab.viz.sources import NO_SLIDERS, choices, closeups, rules
from autograd_lab.viz.sources.choices import Mark
from autograd_lab.viz.sources.closeups import Closeup, Collector
from autograd_lab.viz.sources.layers import layers_of
from autograd_lab.viz.sources.module_names import named_by_module
from autograd_lab.viz.sources.pictures import Array, Picture, picture, sides, to_json
from autograd_lab.viz.sources.steps import named_by_part, steps_of
from autograd_lab.viz.trace import Trace, label_nodes


@dataclass(frozen=True)
class Box:
    """A node before it gets its label: what a source knows of it."""

    name: str | None  # that the learner gave
    automatic: str | None  # to write where there is no name; None for v1, v2 …
    kind: str
    op: str
    parents: tuple[int, ...]
    value: Array | None  # None: not known
    letters: str = "abc"  # which operand of the operation's rule each parent is
    rule: rules.Rule | None = None  # of a user's own: not in the table


@dataclass(frozen=True)
class Contribution:
    """The contribution of one edge in the backward pass."""

    node: int
    slot: int  # the place of the target among the node's parents
    array: Array  # of the target's shape
    wide: tuple[int, ...]  # the shape it had before it was summed over the axes of a broadcast


@dataclass(frozen=True)
class Recorded:
    """The part of a trace that is about arrays: data for the page."""

    pictures: tuple[Picture, ...]
    values: tuple[int, ...]  # for each node the picture of its value, -1 where it is not known
    arrivals: tuple[tuple[int, int, int, int], ...]  # (node, slot, picture handed on, picture of the sum so far)
    symbols: dict[str, str]  # what is written on the box of an operation
    forward: tuple[str, ...]  # for each node, how it was computed, in symbols and shapes
    backward: tuple[tuple[str, str], ...]  # for each arrival: the rule, and what is to be said of a broadcast
    by: str  # whose numbers these are
    closeups: tuple[Closeup, ...] = ()  # what can be gone through entry by entry

    def to_json(self) -> dict[str, Any]:
        """The data that `decodeRecorded` of js/model/recorded.js reads."""
        return {
            "box": BOX,
            "pictures": to_json(self.pictures),
            "values": self.values,
            "arrivals": self.arrivals,
            "symbols": self.symbols,
            "forward": self.forward,
            "backward": self.backward,
            "by": self.by,
            **({"closeups": closeups.to_json(self.closeups)} if self._has_closeups() else {}),
        }

    def _has_closeups(self) -> bool:
        """Whether there is anything to look at from close by, images included."""
        return bool(self.closeups) or any(each.tiles for each in self.pictures)


class RecordedSource:
    """A graph of arrays, its pass recorded. `gradients` are the whole arrays, for whoever compares with them."""

    def __init__(
        self, boxes: Sequence[Box], contributions: Iterable[Contribution], by: str, notices: Sequence[str] = ()
    ) -> None:
        self.gradients: list[Array | None] = [None] * len(boxes)
        root = boxes[-1].value
        if root is not None:
            self.gradients[-1] = np.ones(root.shape, root.dtype if root.dtype.kind == "f" else float)
        recording = _Recording(boxes, by, self.gradients)
        for each in contributions:
            recording.add(each)
        self.trace = recording.trace(tuple(notices))
        self._figures = recording.figures
        self._shown = [recording.pictures[at] if at >= 0 else None for at in recording.values]

    def move(self, moves: Sequence[tuple[int, float]]) -> Trace:
        """Raises GraphError: the page cannot recompute arrays."""
        raise GraphError(NO_SLIDERS)

    def grads(self) -> list[float | None]:
        """The norm of each gradient, or the gradient itself where it is one number."""
        return self._figures

    def rows(self) -> list[tuple[str, str, str, str]]:
        """The table of values, with shapes and norms."""
        nodes, pictures = self.trace.nodes, self._shown
        rows = []
        for node, seen, grad, whole in zip(nodes, pictures, self.grads(), self.gradients, strict=True):
            value = "not kept" if seen is None else _figure_text(seen.norm, seen.shape)
            slope = "·" if grad is None or whole is None else _figure_text(grad, whole.shape)
            rows.append((node.name, self.trace.how_made(node, const="data"), value, slope))
        return rows


def _figure_text(figure: float, shape: tuple[int, ...]) -> str:
    return f"{figure:.6g}" if math.prod(shape) == 1 else f"‖·‖ {figure:.6g}, shape {shape}"


BOX = (186, 98)  # width and height of a box that shows an array, in pixels


class _Recording:
    """Collects pictures and sentences as contributions arrive, so that no array has to be kept."""

    def __init__(self, boxes: Sequence[Box], by: str, gradients: list[Array | None]) -> None:
        self.boxes, self.by, self.gradients = boxes, by, gradients
        edges = [(i, p) for i, box in enumerate(boxes) for p in box.parents if boxes[p].kind != "const"]
        self.expected = [0] * len(boxes)
        for _, p in edges:
            self.expected[p] += 1
        self.cells, self.numbers = sides(len(boxes) + len(edges))
        self.steps = steps_of(boxes)
        given, automatic = [b.name for b in boxes], named_by_part([b.automatic for b in boxes], self.steps)
        modules = named_by_module(boxes, given)
        self.titles, self.about_names = label_nodes(
            given, [modules.get(i) if name is None else name for i, name in enumerate(automatic)]
        )
        self.pictures: list[Picture] = []
        self.values = [-1 if box.value is None else self.seen(box.value) for box in boxes]
        self.arrivals: list[tuple[int, int, int, int]] = []
        self.figures: list[float | None] = [*[None] * (len(boxes) - 1), 1.0]  # of each gradient, as far as it is
        self.backward: list[tuple[str, str]] = []
        self.collector = Collector(boxes, self.steps)
        self.marks: dict[int, Mark] = {}

    def seen(self, array: Array) -> int:
        """Add the picture of an array; returns its index."""
        self.pictures.append(picture(array, self.cells, self.numbers))
        return len(self.pictures) - 1

    def add(self, contribution: Contribution) -> None:
        """Add a contribution: its picture, and that of the sum so far."""
        target = self.boxes[contribution.node].parents[contribution.slot]
        before = self.gradients[target]
        total = contribution.array if before is None else np.asarray(before + contribution.array)
        self.gradients[target] = total
        self.collector.keep(contribution.node, contribution.slot, contribution.array)
        own = self.seen(contribution.array)
        so_far = own if before is None else self.seen(total)
        self.arrivals.append((contribution.node, contribution.slot, own, so_far))
        self.figures[target] = self.pictures[so_far].norm
        rule, note = _Teller(self, contribution.node).pull(contribution)
        node, g = contribution.node, self.gradients[contribution.node]
        mark = None if g is None else choices.mark_of(self.boxes, node, contribution.slot, g, contribution.array)
        if mark:
            self.marks[node] = mark
        self.backward.append((rule, ". ".join(filter(None, (note, mark.note if mark else "")))))

    def trace(self, notices: tuple[str, ...]) -> Trace:
        """The finished trace."""
        nodes = tuple(
            Node(i, title, box.kind, box.op, named, box.parents)
            for i, (box, (title, named)) in enumerate(zip(self.boxes, self.titles, strict=True))
        )
        ops = {box.op for box in self.boxes if box.kind == "op"}
        return Trace(
            nodes,
            tuple(self.pictures[at].norm if at >= 0 else math.nan for at in self.values),
            None,  # the page lays it out: its boxes are larger than those of numbers
            (*self.about_names, *notices),
            layers_of(nodes, self.steps),
            recorded=Recorded(
                tuple(self.pictures),
                tuple(self.values),
                tuple(self.arrivals),
                {op: rules.RULES[op].symbol for op in sorted(ops) if op in rules.RULES}
                | {box.op: box.rule.symbol for box in self.boxes if box.rule},
                tuple(_Teller(self, i).forward() if box.kind == "op" else "" for i, box in enumerate(self.boxes)),
                tuple(self.backward),
                self.by,
                tuple(self.collector.closeups(self.gradients)),
            ),
            steps=self.steps,
            marks=self.marks,
        )


class _Teller:
    """Writes the sentences about a node: names as the reader gave them, each array's shape at its first mention."""

    def __init__(self, recording: _Recording, at: int) -> None:
        self.recording, self.at = recording, at
        self.box = recording.boxes[at]
        operands = [recording.boxes[p].value for p in self.box.parents]
        self.rule = self.box.rule or rules.rule_for(
            self.box.op, [-1 if value is None else value.ndim for value in operands]
        )
        self.named: set[int] = set()

    def title(self, i: int) -> str:
        """The name of a node."""
        return self.recording.titles[i][0]

    def forward(self) -> str:
        """`Z (8, 4) = X (8, 3) @ W (3, 4) + b (4,)`."""
        start = f"{self.with_shape(self.at)} = "
        if self.rule and self.rule.forward and "a" in self.box.letters:
            return start + self.text(self.rule.forward, 0)
        return start + f"{self.box.op}({', '.join(self.with_shape(p) for p in self.box.parents)})"

    def pull(self, contribution: Contribution) -> tuple[str, str]:
        """The rule of one edge, and the note on a broadcast."""
        boxes, root = self.recording.boxes, self.title(len(self.recording.boxes) - 1)
        target = self.box.parents[contribution.slot]
        sign = "+=" if self.recording.expected[target] > 1 else "="
        left = f"∂{root}/∂{self.title(target)}{_shape(contribution.array.shape)} {sign} "
        letter = self.box.letters[contribution.slot] if contribution.slot < len(self.box.letters) else "a"
        pulls = self.rule.pulls if self.rule else ()
        at = min("abc".index(letter), len(pulls) - 1)
        told = (
            self.text(pulls[at], contribution.slot) if pulls else f"what {self.box.op} hands back for {self.gradient()}"
        )
        if contribution.wide == contribution.array.shape:
            note = f"{self.title(target)} was added to every row, so its gradient is the sum over the rows"
            return left + told, note if pulls and pulls[at] == "rows(g)" else ""
        value = boxes[target].value
        axes = _summed_axes(contribution.wide, contribution.array.shape)
        which = f"axis {axes[0]}" if len(axes) == 1 else f"axes {', '.join(map(str, axes))}"
        shape = tuple(contribution.array.shape if value is None else value.shape)
        note = f"Summed over {which}, since {self.title(target)} {shape} was broadcast to {contribution.wide}"
        return f"{left}Σ over {which} of {told}", note

    def text(self, text: str, slot: int) -> str:
        """The text of a rule with names in place of its letters."""
        boxes, parents = self.recording.boxes, self.box.parents
        first = boxes[parents[0]].value if parents else None
        this = boxes[parents[slot]].value if parents else None
        rows = first.shape[0] if first is not None and first.ndim else 1
        size = first.size if first is not None else "n"
        out = self.box.value.size if self.box.value is not None else 1
        words: dict[str, object] = {
            "n": size,
            "N": rows,
            "rows": rows,
            "share": size // max(out, 1) if isinstance(size, int) else "n",
            "shape": this.shape if this is not None else "its shape",
            "this": self.title(parents[slot]) if parents else "",
        }
        return rules.rule_sentence(text, self.write, words)

    def write(self, letter: str, transposed: bool) -> str:
        """An operand, the result or the gradient from above, as a sentence names it."""
        if letter == "g":
            return self.gradient(transposed)
        if letter == "out":
            return self.with_shape(self.at, transposed)
        at = self.box.letters.find(letter)
        return "…" if at < 0 or at >= len(self.box.parents) else self.with_shape(self.box.parents[at], transposed)

    def gradient(self, transposed: bool = False) -> str:
        """∂L/∂Z (8, 4)."""
        root = self.title(len(self.recording.boxes) - 1)
        g = self.recording.gradients[self.at]
        shape = "" if g is None or -1 in self.named else _shape(g.shape, transposed)
        self.named.add(-1)
        name = f"∂{root}/∂{self.title(self.at)}"
        return f"({name})ᵀ{shape}" if transposed else name + shape

    def with_shape(self, i: int, transposed: bool = False) -> str:
        """X (8, 3), or Xᵀ (3, 8); the shape only the first time."""
        value = self.recording.boxes[i].value
        shape = "" if value is None or i in self.named else _shape(value.shape, transposed)
        self.named.add(i)
        return f"{self.title(i)}{'ᵀ' if transposed else ''}{shape}"


def _shape(shape: tuple[int, ...], transposed: bool = False) -> str:
    """A shape as it is written after a name; "" for a single number."""
    if transposed and len(shape) > 1:
        shape = (*shape[:-2], shape[-1], shape[-2])
    return f" {tuple(shape)}" if shape else ""


def _summed_axes(wide: tuple[int, ...], shape: tuple[int, ...]) -> list[int]:
    """The axes of `wide` over which a gradient is summed to become one of `shape`."""
    extra = len(wide) - len(shape)
    stretched = [extra + i for i, (have, want) in enumerate(zip(wide[extra:], shape, strict=True)) if want != have]
    return [*range(extra), *stretched]
