"""Where a path of gradients ends, or goes on by another rule than the slope: at a draw, at a jump.

What an operation does with a gradient is read from the arrays: it hands on nothing, or all of it as if it had done
nothing. So a rule of a learner's own is told by what it does, whatever it is called.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograd_lab.viz.sources.pictures import Array
from autograd_lab.viz.sources.rules import RULES
from autograd_lab.viz.sources.steps import Shown

DRAWS = frozenset({"sample", "draw", "choice", "bernoulli", "categorical", "multinomial", "choose"})
JUMPS = frozenset({"round", "sign", "floor", "ceil", "step", "heaviside", "argmax", "trunc"})
LOG_CHANCES = frozenset({"log_softmax", "log_sigmoid"})
PICKS = frozenset({"getitem", "gather"})


@dataclass(frozen=True)
class Mark:
    """What is special about a node: "choice", "cut", "straight" or "score"; and what is said where it hands on."""

    kind: str
    note: str


def mark_of(boxes: Sequence[Shown], node: int, slot: int, g: Array, own: Array) -> Mark | None:
    """The mark of a node that got `g` and hands `own` on to the operand in a slot; None where it follows its slope."""
    box = boxes[node]
    operand = boxes[box.parents[slot]]
    others = [boxes[p].value for k, p in enumerate(box.parents) if k != slot]
    return _mark_of_rule(box.op, box.value, operand.value, np.asarray(g), own) or _mark_of_score(
        box.op, operand.op, box.value, others[0] if others else None
    )


def _mark_of_rule(op: str, value: Array | None, operand: Array | None, g: Array, own: Array) -> Mark | None:
    """The mark of a draw, a jump, or a rule of a learner's own."""
    draws, known = op in DRAWS, op in RULES
    if known and not draws and op not in JUMPS:
        return None
    what = "A draw" if draws else "A jump" if op in JUMPS else op
    if g.any() and not own.any():
        return Mark(
            "choice" if draws else "cut",
            f"{what} hands nothing back: this path ends here. What lies before it learns only by another path",
        )
    if value is None or operand is None or value.shape != operand.shape or np.array_equal(value, operand):
        return Mark("choice", "A draw: its own rule says how a gradient goes back") if draws else None
    if own.shape == g.shape and np.array_equal(own, g):
        return Mark(
            "choice" if draws else "straight",
            f"{what} is passed as if it had not been there: a straight-through path begins here. It is no slope of "
            "what was computed, so it may be biased",
        )
    return Mark("choice", "A draw: its own rule says how a gradient goes back") if draws else None


def _mark_of_score(op: str, operand_op: str, value: Array | None, other: Array | None) -> Mark | None:
    """The mark of a node that picks ln p of what was chosen, by an index or by a row with a single 1.

    operand_op, other  the operation that made its operand; the array that it multiplies it by, if it does
    """
    if operand_op not in LOG_CHANCES or value is None:
        return None
    if op in PICKS or (op == "mul" and other is not None and _is_one_hot(other)):
        return Mark(
            "score",
            "ln p of what was chosen: if that was drawn, a score-function path begins here. The draw hands nothing "
            "back; this makes what was drawn more likely, or less, by the factor that multiplies it",
        )
    return None


def _is_one_hot(array: Array) -> bool:
    """Whether each row along the last axis has a single 1, and 0 elsewhere."""
    if array.ndim == 0 or array.shape[-1] < 2 or math.prod(array.shape) == 0:
        return False
    return bool(((array == 0) | (array == 1)).all() and (array.sum(axis=-1) == 1).all())


def to_json(marks: Mapping[int, Mark]) -> dict[str, tuple[str, str]]:
    """(kind, note) of the marked nodes, as JSON-able data."""
    return {str(i): (mark.kind, mark.note) for i, mark in sorted(marks.items())}
