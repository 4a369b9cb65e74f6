"""A program of a framework that has no graph behind its results: what JAX and TensorFlow have in common here.

PyTorch's result knows what it was computed from. A result of JAX or of `tf.function` is an array and no more; the
graph is the program, so show() takes the program and what it is called with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from autograd_lab.errors import GraphError, LabError, ShapeError, ValueTypeError
from autograd_lab.scalar.graph import backpropagate
from autograd_lab.viz.sources import rules
from autograd_lab.viz.sources.names import Names
from autograd_lab.viz.sources.pictures import Array
from autograd_lab.viz.sources.recorded import Box, Contribution

MOST_BOXES = 5000
STAR = "A star: an operation that has a usual name and another rule than the usual one. Its rule is not spelled out."
#: operations that broadcast their operands: what they hand back to one was summed over its axes
BROADCAST = ("add", "sub", "mul", "div", "pow", "maximum", "minimum", "where", "squared_difference")


@dataclass(frozen=True)
class Given:
    """What a program starts from: an argument, a variable, or an array that it holds.

    key     by which its readers know it
    kind    "leaf" if it gets a gradient, else "const"
    """

    key: Any
    name: str | None
    automatic: str | None
    kind: str
    value: Array


@dataclass(frozen=True)
class Step:
    """One operation of a program, of the part that a gradient passes through.

    key       of its result
    op        the operation, by its name in rules.py or the framework's own
    operands  the keys of what it reads
    letters   which operand of the rule each of these is
    """

    key: Any
    op: str
    operands: tuple[Any, ...]
    value: Array
    letters: str = "abc"
    name: str | None = None
    automatic: str | None = None


@dataclass
class Program:
    """The graph of a program, operands before results; the last step is its result."""

    given: dict[Any, Given] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def used(self, name: str = "") -> Program:
        """Only what the result is computed from; the result has the name of the function, if that is a word."""
        wanted, kept = {self.steps[-1].key}, list[Step]()
        for step in reversed(self.steps):
            if step.key in wanted:
                kept.append(step)
                wanted.update(step.operands)
        kept[0] = replace(kept[0], name=name if name.isidentifier() else None)
        return Program({key: given for key, given in self.given.items() if key in wanted}, kept[::-1])

    def places(self) -> dict[Any, int]:
        """For each key the index of its box."""
        return {key: i for i, key in enumerate([*self.given, *(step.key for step in self.steps)])}

    def boxes(self) -> list[Box]:
        """The boxes of all that was given, then of the steps."""
        place = self.places()
        return [
            *(Box(g.name, g.automatic, g.kind, "", (), g.value) for g in self.given.values()),
            *(
                Box(s.name, s.automatic, "op", s.op, tuple(place[key] for key in s.operands), s.value, s.letters)
                for s in self.steps
            ),
        ]

    def edges(
        self, one: Any, add: Callable[[Sequence[Any]], Any], pull: Callable[[Step, Any], Sequence[Any]]
    ) -> Iterator[tuple[int, int, Any]]:
        """(box, slot, contribution) for each edge of the backward pass, in its order.

        one   the gradient of the result
        add   the sum of what has arrived at a node
        pull  (step, its gradient) -> the contribution to each operand; None for what needs no gradient
        """
        place, found = self.places(), list[tuple[int, int, Any]]()
        steps = {step.key: step for step in self.steps}
        constant = {key for key, given in self.given.items() if given.kind == "const"}

        def hand_on(key: Any, arrived: list[Any]) -> Iterator[tuple[Any, Any]]:
            step = steps[key]
            for slot, (target, g) in enumerate(zip(step.operands, pull(step, add(arrived)), strict=True)):
                if g is not None and target not in constant:
                    found.append((place[key], slot, g))
                    if target in steps:
                        yield target, g

        backpropagate(steps, {self.steps[-1].key: [one]}, hand_on)
        yield from found

    def contributions(self, edges: Iterable[tuple[int, int, Array]]) -> Iterator[Contribution]:
        """The edges as contributions; one that was broadcast says from which shape it was summed."""
        first = len(self.given)
        for at, slot, g in edges:
            step = self.steps[at - first]
            yield Contribution(at, slot, g, step.value.shape if step.op in BROADCAST else g.shape)


def require_calls(framework: str, wanted: int, given: int) -> None:
    """Raise LabError when a program is not given what it is called with."""
    if wanted != given:
        raise LabError(
            f"show(): this {framework} program is called with {wanted} array{'s' * (wanted != 1)}, and {given} came.\n"
            "  Write show(program, …) with all that the program is called with, in the order of its arguments."
        )


def require_one_number(what: str, shapes: Sequence[tuple[int, ...]], floating: bool) -> None:
    """Raise ShapeError or ValueTypeError unless a program gives one floating number."""
    if len(shapes) != 1 or any(n != 1 for n in shapes[0]):
        told = f"{len(shapes)} results" if len(shapes) != 1 else f"shape {shapes[0]}"
        raise ShapeError(
            f"show(): {what} gives {told}, and a graph must end in one number.\n"
            "  Reduce it in the function, e.g. return the mean of the losses, and give that alone."
        )
    if not floating:
        raise ValueTypeError(f"show(): {what} gives a whole number, which has no gradient. Compute in float64.")


def require_gradients(program: Program, hint: str) -> None:
    """Raise GraphError for a program whose result depends on nothing that has a gradient, or that is too large."""
    if not program.steps or not any(given.kind == "leaf" for given in program.used().given.values()):
        raise GraphError(f"show(): the result depends on nothing that has a gradient.\n  {hint}")
    if len(program.steps) > MOST_BOXES:
        raise GraphError(
            f"show(): this program has {len(program.steps)} operations; arrays are drawn up to {MOST_BOXES}.\n"
            "  Show the loss of fewer steps or layers."
        )


def constant_label(value: Array) -> str:
    """The label of what needs no gradient and has no name: its number, or "data"."""
    return f"{value.item():g}" if value.size == 1 else "data"


def known_operation(op: str, ours: Mapping[str, str]) -> str:
    """The name in rules.py of a framework's operation, else its own: starred if rules.py means another one."""
    return ours.get(op) or (f"{op}*" if op in rules.RULES else op)


def path_name(parts: Iterable[object]) -> str | None:
    """The name of a parameter from the keys that lead to it, e.g. "0.W"; None where there are none."""
    return ".".join(str(part) for part in parts) or None


def name_of(names: Names, things: Iterable[object], otherwise: str | None) -> str | None:
    """The variable that holds one of these, else the name otherwise."""
    return next((name for thing in things if (name := names.of(thing))), otherwise)
