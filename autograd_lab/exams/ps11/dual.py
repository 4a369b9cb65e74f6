"""`forward_mode` of problem set 11: a program's value and gradient, by pairs of a number and its rate.

program is a list of instructions (see `programs.py`), x (n,). Returned are the number behind the last handle and its
slope in each input, (n,).

Source: Baydin, Pearlmutter, Radul and Siskind, Automatic differentiation in machine learning: a survey (2018), 3.1.1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.dealt import any_of
from autograd_lab.exams.ps11.asked import RewardSetQuestion
from autograd_lab.exams.ps11.dual_right_variants import DUAL_RIGHT
from autograd_lab.exams.ps11.dual_variants import DUAL_WRONG
from autograd_lab.exams.ps11.programs import BINARY, RECIPES, Program, draw
from autograd_lab.exams.question import Inputs, Part
from autograd_lab.mistakes import Anatomy, Array

Pair = tuple[Any, Any]  # a number and its rates, one for each input

#: each rule: the operands with their rates → the result with its rates
RULES: dict[str, Callable[..., Pair]] = {
    "const": lambda c, nothing: (c, nothing),
    "add": lambda a, da, b, db: (a + b, da + db),
    "sub": lambda a, da, b, db: (a - b, da - db),
    "mul": lambda a, da, b, db: (a * b, da * b + a * db),
    "div": lambda a, da, b, db: (a / b, da / b - a * db / b**2),
    "exp": lambda a, da: (np.exp(a), np.exp(a) * da),
    "log": lambda a, da: (np.log(a), da / a),
    "tanh": lambda a, da: (np.tanh(a), (1 - np.tanh(a) ** 2) * da),
}


def forward_mode(program: Program, x: Array) -> tuple[float, Array]:
    """(value, gradient (n,)): one walk with a rate for each input."""
    value, gradient = _last_pair(*_numbers_and_rates(program, x, RULES, np.eye(len(x)), None))
    return float(value), np.asarray(gradient)


def _numbers_and_rates(
    program: Program, x: Array, rules: Mapping[str, Callable[..., Pair]], seeds: Array, same: Any
) -> tuple[list[Any], list[Any]]:
    """The numbers of all handles, and their rates; `same` takes a rule whose operands are one handle."""
    values: list[Any] = x.tolist()
    rates: list[Any] = list(seeds)
    nothing = np.zeros(seeds.shape[1])
    for name, *operands in program:
        if name == "const":
            value, rate = rules[name](operands[0], nothing)
        elif same and len(operands) == 2 and operands[0] == operands[1]:
            value, rate = same(rules[name], values[operands[0]], rates[operands[0]])
        else:
            value, rate = rules[name](*(one for handle in operands for one in (values[handle], rates[handle])))
        values.append(value)
        rates.append(rate)
    return values, rates


def _last_pair(values: list[Any], rates: list[Any]) -> Pair:
    """What the program ends with."""
    return values[-1], rates[-1]


_TOGETHER = {
    "dual_functions": ("exp", "log", "tanh"),
    "dual_binaries": tuple(BINARY),
    "dual_every": (*BINARY, "exp", "log", "tanh"),
}


def anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: a rule for each operation, the rates of the inputs, and what is read at the end."""
    made_of: dict[str, Any] = {f"dual_{name}": rule for name, rule in RULES.items()}
    made_of |= {
        "dual": inputs,
        "dual_functions": None,
        "dual_binaries": None,
        "dual_every": None,
        "dual_seeds": np.eye(len(inputs["x"])),
        "dual_same": None,
        "dual_read": _last_pair,
        "dual_order": lambda value, gradient: (value, gradient),
    }
    return [Anatomy(made_of, _build)]


def _build(i: Mapping[str, Any]) -> tuple[Array, ...]:
    program, x = i["dual"].values()
    rules = {name: i[f"dual_{name}"] for name in RULES}
    for role, names in _TOGETHER.items():
        if i[role]:
            rules |= {name: i[role](RULES[name]) for name in names}
    value, gradient = i["dual_read"](*_numbers_and_rates(program, x, rules, i["dual_seeds"], i["dual_same"]))
    return tuple(np.asarray(part, dtype=float) for part in i["dual_order"](value, gradient))


@dataclass(frozen=True)
class DualQuestion(RewardSetQuestion):
    """The question whose programs reach the student as tuples, here and through a pipe."""

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """The call as data."""
        program = {"list": [{"tuple": list(instruction)} for instruction in inputs["program"]]}
        step = {"do": "call", "function": self.name, "args": [program, inputs["x"]]}
        return {"seconds": self.seconds, "steps": [step]}


def operations_of(program: Program) -> set[str]:
    """The names of what a program does, "twice" among them where an operation has one handle as both operands."""
    twice = {"twice" for name, *operands in program if name in BINARY and operands[0] == operands[1]}
    return {name for name, *_ in program} | twice


_KINDS = tuple(partial(draw, number=number) for number in range(len(RECIPES)))
FORWARD_MODE = DualQuestion(
    name="forward_mode",
    signature="forward_mode(program, x)",
    parts=(Part("value", 1, "a number"), Part("gradient", 5, "the shape of x, (n,)")),
    draw=any_of(_KINDS),
    reference=forward_mode,
    known=lambda inputs: {"n": len(inputs["x"]), "x": inputs["x"]},
    wrong=DUAL_WRONG,
    right=DUAL_RIGHT,
    equation="dual-number",
    source="Baydin et al. (2018), section 3.1.1; tested against the library's engine, torch and nudging",
    exam="ps11",
    anatomy=anatomy,
    in_twos=True,
    slope=True,
    kinds=_KINDS,
    cases=len(_KINDS),
)
