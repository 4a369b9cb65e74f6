"""Writes the rules of `Numbers.follows` down as formulas, so that a page can follow them without Python."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Formula = float | list[Any]
"""A number; ["of", name]; ["of", name, place in its list]; ["log", formula]; or [sign, formula, formula]."""


class Recorded:
    """A number of an answer that is not given yet: what is made of it is noted."""

    def __init__(self, formula: Formula) -> None:
        self.formula = formula

    def __add__(self, other: Recorded | float) -> Recorded:
        return _operation("+", self, other)

    def __radd__(self, other: float) -> Recorded:
        return _operation("+", other, self)

    def __sub__(self, other: Recorded | float) -> Recorded:
        return _operation("-", self, other)

    def __rsub__(self, other: float) -> Recorded:
        return _operation("-", other, self)

    def __mul__(self, other: Recorded | float) -> Recorded:
        return _operation("*", self, other)

    def __rmul__(self, other: float) -> Recorded:
        return _operation("*", other, self)

    def __truediv__(self, other: Recorded | float) -> Recorded:
        return _operation("/", self, other)

    def __rtruediv__(self, other: float) -> Recorded:
        return _operation("/", other, self)

    def __pow__(self, other: float) -> Recorded:
        return _operation("**", self, other)

    def __neg__(self) -> Recorded:
        return _operation("*", -1, self)


def natural_log(x: Any) -> Any:
    """ln x, of a number or of a recorded one.

    >>> natural_log(1.0)
    0.0
    """
    return Recorded(["log", x.formula]) if isinstance(x, Recorded) else math.log(x)


def formula_of(
    rule: Callable[[Mapping[str, Any]], object], right: Mapping[str, float | Sequence[float]]
) -> Formula | list[Formula]:
    """What a rule makes of an answer, as a formula, or as a list of them; `right` says which names are lists.

    Raises TypeError for a rule that does more than arithmetic with the numbers of the answer.

    >>> formula_of(lambda said: 2 * said["a"] + said["pair"][1], {"a": 1.0, "pair": (3.0, 4.0)})
    ['+', ['*', 2, ['of', 'a']], ['of', 'pair', 1]]
    """
    answer = {
        name: [Recorded(["of", name, place]) for place in range(len(number))]
        if isinstance(number, Sequence)
        else Recorded(["of", name])
        for name, number in right.items()
    }
    made = rule(answer)
    return [_as_formula(one) for one in made] if isinstance(made, list | tuple) else _as_formula(made)


def _operation(sign: str, left: Recorded | float, right: Recorded | float) -> Recorded:
    return Recorded([sign, _as_formula(left), _as_formula(right)])


def _as_formula(x: object) -> Formula:
    if isinstance(x, Recorded):
        return x.formula
    if isinstance(x, int | float):
        return x
    raise TypeError(f"a rule makes {x!r:.60}, which is no formula in numbers of the answer")
