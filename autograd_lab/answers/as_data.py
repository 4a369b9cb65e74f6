"""An exercise as data by which a page judges answers without Python: js/judge.js says what `tell` says.

The texts and the wrong numbers stay where they are, in `chNN.py`; this is written anew with each page.
"""

from __future__ import annotations

from typing import Any

from autograd_lab.answers.ch05 import Order
from autograd_lab.answers.exercises import Exercise, Numbers
from autograd_lab.answers.rule_formulas import formula_of


def as_data(exercise: Exercise) -> dict[str, Any]:
    """What js/judge.js needs, ready for JSON; of an exercise that asks for code, that it does.

    >>> from autograd_lab.answers.exercises import Numbers
    >>> as_data(Numbers(right={"slope": 6.0}, look="Look again."))["parts"]
    [{'name': 'slope', 'right': 6.0, 'slips': [], 'look': 'Look again.'}]
    """
    if isinstance(exercise, Numbers):
        parts = [_part(exercise, name) for name in exercise.right]
        return {"kind": "numbers", "tolerance": exercise.tolerance, "parts": parts}
    if isinstance(exercise, Order):
        given = [list(arrow) for arrow in exercise.given]
        return {"kind": "order", "given": given, "end": exercise.end, "leaf": exercise.leaf, "right": exercise.right}
    return {"kind": "code"}


def _part(exercise: Numbers, name: str) -> dict[str, Any]:
    part: dict[str, Any] = {
        "name": name,
        "right": exercise.right[name],
        "slips": list(exercise.slips.get(name, ())),
        "look": exercise.looks.get(name, exercise.look),
    }
    if name in exercise.follows:
        earlier, rule = exercise.follows[name]
        sources = [earlier] if isinstance(earlier, str) else list(earlier)
        part["follows"] = {"sources": sources, "made": formula_of(rule, exercise.right)}
    return part
