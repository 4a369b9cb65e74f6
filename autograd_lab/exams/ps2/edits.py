"""Engines for `Scalar` with a single change, by the mistake that the change is.

A rule may be changed everywhere, or only where a number stands on the left; an operation that is built from others has
the mistakes of those.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_lab.exams.ps2.engines import (
    BINARY,
    FORWARD,
    NAMES,
    NOTHING,
    SIDES,
    SIGNS,
    SLOPES,
    TWO_SIDED,
    Edit,
    Slopes,
    engine,
    sweep_with,
)
from autograd_lab.exams.ps2.keeping import BUILT, CLEARED_AT_THE_ROOT, KEEPING
from autograd_lab.exams.ps2.other import OTHER_SLOPES, OTHER_VALUES
from autograd_lab.exams.ps2.slips import (
    ALL_ONES,
    CONDITIONS,
    SLIPS,
    nothing_handed_on,
    order_missing,
    sweep_of_steps,
)
from autograd_lab.mistakes import SWAPS, Swap

Change = Callable[[tuple[float, ...], float, tuple[float, ...]], tuple[float, ...]]


def _slopes_with(change: Change, names: Sequence[str]) -> dict[str, Slopes]:
    """The rules with a change: (operands, result, right derivatives) → derivatives."""

    def changed(rule: Slopes) -> Slopes:
        return lambda operands, out: change(operands, out, rule(operands, out))

    return {name: changed(SLOPES[name]) for name in names}


def every(change: Change, *names: str) -> type:
    """An engine in which all rules, or those named, are changed."""
    return engine(slopes=_slopes_with(change, names or NAMES))


def of_input(operands: tuple[float, ...], out: float, slopes: tuple[float, ...]) -> tuple[float, ...]:
    """1 − x² for 1 − t²."""
    return (1 - operands[0] ** 2,)


def sigmoid_of_input(operands: tuple[float, ...], out: float, slopes: tuple[float, ...]) -> tuple[float, ...]:
    """x(1 − x) for s(1 − s)."""
    return (operands[0] * (1 - operands[0]),)


def _sign_of(x: float) -> float:
    return float(x > 0) - float(x < 0)


#: what a node hands on in the place of upstream × local, in words, by (upstream, local)
_HANDED: tuple[tuple[str, Callable[[float, float], float]], ...] = (
    ("|upstream| × local", lambda upstream, local: abs(upstream) * local),
    ("upstream × |local|", lambda upstream, local: upstream * abs(local)),
    ("|upstream × local|", lambda upstream, local: abs(upstream * local)),
    ("upstream² × local", lambda upstream, local: upstream * upstream * local),
    ("upstream × local²", lambda upstream, local: upstream * local * local),
    ("upstream × local, and 0 where the upstream is negative", lambda upstream, local: max(upstream, 0.0) * local),
    ("upstream × local, and 0 where that is negative", lambda upstream, local: max(upstream * local, 0.0)),
    ("upstream × local, cut at −1 and 1", lambda upstream, local: min(max(upstream * local, -1.0), 1.0)),
    ("the sign of the upstream × local", lambda upstream, local: _sign_of(upstream) * local),
    ("upstream / local", lambda upstream, local: upstream / local if local else math.nan),
    ("upstream − local", lambda upstream, local: upstream - local),
    ("the upstream rounded, times local", lambda upstream, local: round(upstream) * local),
)


def _no_contribution(ops: tuple[float, ...], out: float, slopes: tuple[float, ...]) -> tuple[float, ...]:
    """No operand gets a contribution."""
    return tuple(0.0 for _ in slopes)


def _kept(position: int) -> Change:
    """A change in which only one operand gets a contribution."""
    return lambda ops, out, s: tuple(slope if i == position else 0.0 for i, slope in enumerate(s))


CURVED = tuple(name for name in NAMES if name not in ("add", "sub", "neg"))  # where a slope is not always 1 or −1


Rule = tuple[str, Change, tuple[str, ...]]  # a mistake, what it makes of a rule, and of which


def _rule(mistake: str, change: Change, *names: str) -> Rule:
    return mistake, change, names or NAMES


def _slope(swap: Swap) -> Rule:
    """The rule of the sigmoid with a swap of a neuron's σ'."""
    return _rule(swap.mistake, lambda ops, out, s: (_number(swap, ops[0], out),), "sigmoid")


def _number(swap: Swap, x: float, out: float) -> float:
    return float(swap.by({"z": np.asarray(x), "a": out, "slope": out * (1 - out)}))


_OF_A_NEURON = ("slope-at-a", "slope-incomplete", "slope-inner", "slope-twice", "slope-of-tanh", "slope-of-relu")
CHANGED: list[Rule] = [
    _rule("sign", lambda ops, out, s: tuple(-x for x in s)),
    _rule("factor-two-doubled", lambda ops, out, s: tuple(2 * x for x in s)),
    _rule("factor-two-missing", lambda ops, out, s: tuple(x / 2 for x in s)),
    _rule("local-missing", lambda ops, out, s: tuple(1.0 for _ in s), *CURVED),
    _rule("operands-exchanged", lambda ops, out, s: s[::-1], *BINARY[:-1]),
    _rule("value-for-slope", lambda ops, out, s: tuple(out for _ in s)),
    _rule("operand-forgotten", lambda ops, out, s: (s[0], 0.0), *BINARY[:-1]),
    _rule("operand-forgotten", lambda ops, out, s: (0.0, s[1]), *BINARY[:-1]),
    _rule("second-sign", lambda ops, out, s: (s[0], -s[1]), "sub", "div"),
    _rule("division-rule", lambda ops, out, s: (s[0], s[1] * ops[1]), "div"),
    _rule("power-rule", lambda ops, out, s: (ops[1] * out, 0.0), "pow"),
    _rule("power-rule", lambda ops, out, s: (out / ops[0], 0.0), "pow"),
    _rule("power-rule", lambda ops, out, s: ((ops[1] - 1) * out / ops[0], 0.0), "pow"),
    _rule("lost-link", _no_contribution),
    _rule("slope-of-input", of_input, "tanh"),
    _rule("slope-of-input", lambda ops, out, s: (ops[0],), "exp"),
    _rule("slope-of-input", sigmoid_of_input, "sigmoid"),
    _rule("slope-plus", lambda ops, out, s: (out * (1 + out),), "sigmoid"),
    _rule("relu-at-zero", lambda ops, out, s: (float(ops[0] >= 0),), "relu"),
    *(_slope(swap) for swap in SWAPS if swap.role == "slope" and swap.mistake in _OF_A_NEURON),
]
SWEPT: list[Edit] = [
    ("upstream-missing", {"*": engine(sweep=sweep_with(factor=lambda upstream, local: local))}),
    ("local-missing", {"*": engine(sweep=sweep_with(factor=lambda upstream, local: upstream))}),
    ("upstream-added", {"*": engine(sweep=sweep_with(factor=lambda upstream, local: upstream + local))}),
    ("seeded-with-data", {"*": engine(sweep=sweep_with(seed=lambda root: root.data))}),
    ("unseeded", {"*": engine(sweep=sweep_with(seed=lambda root: 0.0))}),
    *(("all-ones", {"*": engine(sweep=sweep)}) for sweep in ALL_ONES),
    *((f"handed-on-otherwise:{words}", {"*": engine(sweep=sweep_with(factor=factor))}) for words, factor in _HANDED),
    ("nothing-handed-on", {"*": engine(sweep=nothing_handed_on)}),
    ("seeded-twice", {"root": engine(sweep=sweep_with(seed=lambda root: 2.0))}),
]
#: − and / built from the other operations
COMPOSITION: dict[str, Callable[..., Any]] = {
    "__sub__": lambda x, o: x + (-o),
    "__rsub__": lambda x, o: -x + o,
    "__truediv__": lambda x, o: x * o**-1,
    "__rtruediv__": lambda x, o: o * x**-1,
}
#: one rule at a time: everywhere, with a number on the left only, or everywhere else. (With one operand left, its sign
#: or its partner's slope is what `second-sign` says more exactly.)
EDITS: list[Edit] = [
    *(
        (
            f"handed-on-otherwise:{words}",
            {"*": engine(sweep=sweep_with(factor=factor), methods=COMPOSITION)},
        )
        for words, factor in _HANDED
    ),
    *(
        (mistake, {name: engine(slopes=_slopes_with(change, [name])) for name in names})
        for mistake, change, names in CHANGED
    ),
    *(
        (
            mistake,
            {name: engine(slopes=_slopes_with(change, [name]), where=where) for name in names if name in TWO_SIDED},
        )
        for mistake, change, names in CHANGED
        for where in SIDES.values()
        if {*names} & {*TWO_SIDED} and mistake not in ("sign", "operands-exchanged")
    ),
    *SWEPT,
    *OTHER_SLOPES,
    *CLEARED_AT_THE_ROOT,
    *CONDITIONS,
    *(("order-misses", {name: engine(sweep=sweep_with(order=order_missing(name)))}) for name in NAMES),
]


def _built(change: Change, other: str) -> type:
    """An engine in which − and / are built from the other operations, with one rule changed."""
    opposite = {"__neg__": lambda x: x * -1} if other == "mul" else {}
    return engine(slopes=_slopes_with(change, [other]), methods={**COMPOSITION, **opposite})


#: a mistake in one operation, as it shows in another that is built from it
COMPOSED: list[tuple[str, str, str, type]] = [
    (mistake, part, other, _built(change, other))
    for mistake, change, names in CHANGED
    for other, parts in (("add", ("sub",)), ("neg", ("sub",)), ("pow", ("div",)), ("mul", ("div", "neg", "sub")))
    if other in names
    for part in parts
]


def _scaled(name: str, factor: float) -> type:
    """A function of a multiple of its argument."""
    return engine(forward={name: lambda a: FORWARD[name](factor * a)})


ARITHMETIC_EDITS: list[Edit] = [
    ("exponent-scaled", {"functions": _scaled(name, factor)})
    for name in ("exp", "tanh", "sigmoid")
    for factor in (0.5, 2.0)
] + OTHER_VALUES
#: what goes wrong in every operation alike, or in one, shows in every sweep; a sweep that starts with 0 only where the
#: root is read, since leaves are 0 for many reasons
SWEEP_EDITS: list[Edit] = [
    *(edit for edit in SWEPT if edit[0] != "unseeded"),
    *(("operand-forgotten", {"*": every(_kept(position), *BINARY)}) for position in (0, 1)),
    *((f"operand-forgotten:{SIGNS[n]}", {"*": every(_kept(position), n)}) for n in TWO_SIDED for position in (0, 1)),
    *((f"lost-link:{SIGNS.get(n, n)}", {"*": every(_no_contribution, n)}) for n in NAMES),
    *((f"order-misses:{SIGNS.get(n, n)}", {"*": engine(sweep=sweep_with(order=order_missing(n)))}) for n in NAMES),
    *SLIPS,
]
#: with those that shallow graphs do not tell from others
ORDER_EDITS: list[Edit] = [
    *SWEEP_EDITS,
    *(
        (f"ends-early:{words}", {"*": engine(sweep=sweep_of_steps(steps), methods=methods)})
        for steps, words in enumerate(("two", "three", "four"), start=2)
        for methods in (NOTHING, BUILT)
    ),
]
REPEAT_EDITS: list[Edit] = [*ORDER_EDITS, *(edit for edit in SWEPT if edit[0] == "unseeded"), *KEEPING]
