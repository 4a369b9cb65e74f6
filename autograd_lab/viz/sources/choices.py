"""Where a path of gradients ends, or goes on by another rule than the slope: at a draw, at a jump.

What an operation does with a gradient is read from the numbers: it hands on nothing, or all of it as if it had done
nothing. So a rule of a learner's own is told by what it does, whatever it is called.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from autograd_lab.viz.sources.rules import RULES

if TYPE_CHECKING:
    from autograd_lab.viz.sources.pictures import Array
    from autograd_lab.viz.sources.steps import Shown

DRAWS = frozenset({"sample", "draw", "choice", "bernoulli", "categorical", "multinomial", "choose"})
JUMPS = frozenset({"round", "sign", "floor", "ceil", "step", "heaviside", "argmax", "trunc"})
LOG_CHANCES = frozenset({"log_softmax", "log_sigmoid"})
PICKS = frozenset({"getitem", "gather"})


@dataclass(frozen=True)
class Mark:
    """What is special about a node: "choice", "cut", "straight" or "score"; and what is said where it hands on.

    bent  whether it hands on a gradient that is not the slope of what it computed
    """

    kind: str
    note: str
    bent: bool = False


def mark_of(boxes: Sequence[Shown], node: int, slot: int, g: Array, own: Array) -> Mark | None:
    """The mark of a node that got `g` and hands `own` on to the operand in a slot; None where it follows its slope."""
    box = boxes[node]
    operand = boxes[box.parents[slot]]
    return (
        _mark_of_array_rule(box.op, box.value, operand.value, g, own)
        or _mark_of_own_rule(box.op, box.rule is None or box.rule.is_slope)
        or _mark_of_score(boxes, node, slot)
    )


def mark_of_number(
    op: str, known: bool, value: float, operand: float, slope: float, is_slope: bool = True
) -> Mark | None:
    """The mark of a node in a graph of numbers, which multiplies what comes back by `slope`.

    known     whether its operation is one of the table, and no rule of the learner's own
    is_slope  False where a learner's rule says that its backward is no slope of its forward
    """
    by_numbers = _mark_of_rule(op, known, ends=slope == 0, through=slope == 1 and value != operand)
    return by_numbers or _mark_of_own_rule(op, is_slope)


def _mark_of_own_rule(op: str, is_slope: bool) -> Mark | None:
    """The mark of a rule whose author says that its backward is not the slope of its forward."""
    if is_slope:
        return None
    return Mark("straight", f"{op} hands back another gradient than its slope, on purpose", bent=True)


def _mark_of_array_rule(op: str, value: Array | None, operand: Array | None, g: Array, own: Array) -> Mark | None:
    """The mark of a draw, a jump, or a rule of a learner's own, by what it has made and what it hands on."""
    if op in RULES and not _is_special(op):
        return None
    ends = bool(g.any()) and not own.any()
    changed = (
        value is not None and operand is not None and value.shape == operand.shape and bool((value != operand).any())
    )
    return _mark_of_rule(op, op in RULES, ends, changed and own.shape == g.shape and bool((own == g).all()))


def _mark_of_rule(op: str, known: bool, ends: bool, through: bool) -> Mark | None:
    """The mark of an operation; `ends`: it hands nothing back, `through`: all, though it has changed what it got."""
    if known and not _is_special(op):
        return None
    draws = _draws(op)
    what = "A draw" if draws else "A jump" if op in JUMPS else op
    if ends:
        return Mark(
            "choice" if draws else "cut",
            f"{what} hands nothing back: this path ends here. What lies before it learns only by another path",
        )
    if through:
        return Mark(
            "choice" if draws else "straight",
            f"{what} is passed as if it had not been there: a straight-through path begins here. It is no slope of "
            "what was computed, so it may be biased",
            bent=True,
        )
    return Mark("choice", "A draw: its own rule says how a gradient goes back", bent=True) if draws else None


def _is_special(op: str) -> bool:
    """Whether an operation is a jump or a draw."""
    return op in JUMPS or _draws(op)


@cache
def _draws(op: str) -> bool:
    """Whether an operation's name says that it draws: bernoulli, sample_action."""
    return not DRAWS.isdisjoint(re.split(r"[^a-z]+", op.lower()))


def _mark_of_score(boxes: Sequence[Shown], node: int, slot: int) -> Mark | None:
    """The mark of a node that picks ln p of what was chosen, by an index or by a row with a single 1."""
    box = boxes[node]
    if not _is_log_of_chances(boxes, box.parents[slot]):
        return None
    others = [boxes[p].value for k, p in enumerate(box.parents) if k != slot]
    if box.op in PICKS or (box.op == "mul" and others and others[0] is not None and _is_one_hot(others[0])):
        return Mark(
            "score",
            "ln p of what was chosen: if that was drawn, a score-function path begins here. The draw hands nothing "
            "back; this makes what was drawn more likely, or less, by the factor that multiplies it",
        )
    return None


def _is_log_of_chances(boxes: Sequence[Shown], node: int) -> bool:
    """Whether a node is ln softmax(x), written so or as x − ln Σ exp x."""
    box = boxes[node]
    if box.op != "sub" or len(box.parents) != 2:
        return box.op in LOG_CHANCES
    x, total = box.parents
    return boxes[total].op == "logsumexp" and x in boxes[total].parents


def _is_one_hot(array: Array) -> bool:
    """Whether each row along the last axis has a single 1, and 0 elsewhere."""
    if array.ndim == 0 or array.shape[-1] < 2 or math.prod(array.shape) == 0:
        return False
    return bool(((array == 0) | (array == 1)).all() and (array.sum(axis=-1) == 1).all())
