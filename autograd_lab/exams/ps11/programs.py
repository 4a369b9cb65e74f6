"""Programs of problem set 11: short lists of instructions over handles, in which every rule has a say.

The first handles are the inputs; each instruction makes the next one, and the last of them is the output. An
instruction is `("const", c)`, `("add", i, j)`, likewise sub, mul and div, or `("exp", i)`, likewise log and tanh.
"""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from autograd_lab.mistakes import Array

Program = list[tuple[Any, ...]]
BINARY: dict[str, Callable[[float, float], float]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
}
UNARY: dict[str, Callable[[float], float]] = {"exp": math.exp, "log": math.log, "tanh": math.tanh}
#: the slopes of each operation, of its operands and its result
_SLOPES: dict[str, Callable[[float, float, float], tuple[float, ...]]] = {
    "add": lambda a, b, value: (1.0, 1.0),
    "sub": lambda a, b, value: (1.0, -1.0),
    "mul": lambda a, b, value: (b, a),
    "div": lambda a, b, value: (1 / b, -a / b**2),
    "exp": lambda a, b, value: (value,),
    "log": lambda a, b, value: (1 / a,),
    "tanh": lambda a, b, value: (1 - value**2,),
}


@dataclass(frozen=True)
class Recipe:
    """The operations of a program, in order; each has the result of the one before it among its operands.

    "c-mul" takes a new constant, "mul-2" one handle twice, "idle" makes a tanh of which nothing is made. `idle` is the
    number of an input that does not reach the output, −1 for none; a `tiny` recipe has a first input of 1e-6 or less.
    """

    inputs: int
    steps: tuple[str, ...]
    idle: int = -1
    tiny: bool = False


RECIPES = (
    Recipe(2, ("mul", "sub", "exp", "div")),
    Recipe(3, ("add", "tanh", "mul-2", "idle", "sub", "exp"), idle=1),
    Recipe(1, ("c-sub", "mul-2", "tanh", "c-div")),
    Recipe(4, ("mul", "add", "log", "mul", "div")),
    Recipe(3, ("div", "exp", "sub", "tanh", "mul")),
    Recipe(2, ("add-2", "log", "c-mul", "div", "idle")),
    Recipe(3, ("sub", "mul-2", "idle", "log", "c-add", "div"), idle=2),
    Recipe(2, ("mul-2", "exp", "c-add", "log", "mul")),
    Recipe(2, ("log", "mul", "add"), tiny=True),
    Recipe(3, ("log", "sub", "mul"), tiny=True),
    Recipe(3, ("div", "add", "mul"), tiny=True),
    Recipe(2, ("div", "sub", "c-mul"), tiny=True),
)


def draw(rng: np.random.Generator, number: int) -> dict[str, Any]:
    """A program and its inputs, none of whose numbers is out of the way."""
    recipe, lots = RECIPES[number], Random(int(rng.integers(2**62)))  # noqa: S311 - of Python's own, since they are quicker
    while True:
        x = [lots.uniform(0.35, 1.9) * lots.choice((-1.0, 1.0, 1.0)) for _ in range(recipe.inputs)]
        if recipe.tiny:
            x[0] = lots.uniform(2e-7, 9e-7)
        program = _program(lots, recipe, x)
        if program and _nothing_cancels(program, x):
            return {"program": program, "x": np.array(x)}


def _nothing_cancels(program: Program, x: list[float]) -> bool:
    """Whether the output moves with some input, and no slope is what is left of large ones that cancel."""
    values, rows = list(x), [[(float(i == k), float(i == k)) for i in range(len(x))] for k in range(len(x))]
    for name, *operands in program:
        if name == "const":
            values.append(operands[0])
            rows.append([(0.0, 0.0)] * len(x))
            continue
        a, b = values[operands[0]], values[operands[-1]]
        value = BINARY[name](a, b) if name in BINARY else UNARY[name](a)
        local = _SLOPES[name](a, b, value)
        steps = list(zip(operands, local, strict=True))
        values.append(value)
        rows.append(
            [
                (sum(c * rows[i][k][0] for i, c in steps), sum(abs(c) * rows[i][k][1] for i, c in steps))
                for k in range(len(x))
            ]
        )
    return any(size for _, size in rows[-1]) and all(abs(slope) >= 0.25 * size for slope, size in rows[-1])


def _program(lots: Random, recipe: Recipe, x: list[float]) -> Program:
    """A program by the recipe; empty where a number is out of its rule's way."""
    values = list(x)
    reaching = [handle for handle in range(len(x)) if handle != recipe.idle]
    program: Program = []
    last = 0 if recipe.tiny else lots.choice(reaching)

    def add(instruction: tuple[Any, ...], value: float) -> int:
        program.append(instruction)
        values.append(value)
        return len(values) - 1

    for step in recipe.steps:
        name, _, how = step.removeprefix("c-").partition("-")
        if step == "idle":
            handle = recipe.idle if recipe.idle >= 0 else lots.randrange(len(x))
            add(("tanh", handle), math.tanh(values[handle]))
            continue
        if name in UNARY:
            if not _suits(name, values[last], recipe.tiny):
                return []
            last = add((name, last), UNARY[name](values[last]))
        else:
            other = last if how else lots.choice(_partners(program, reaching, last, len(x)))
            if step.startswith("c-"):
                constant = lots.choice((lots.uniform(0.4, 0.9), lots.uniform(1.2, 2.5))) * lots.choice((-1.0, 1.0))
                other = add(("const", constant), constant)
            pair = (last, other) if lots.random() < 0.5 else (other, last)
            if recipe.tiny and name == "div":
                pair = (other, last)
            a, b = (values[handle] for handle in pair)
            if name == "div" and not (recipe.tiny or 0.3 < abs(b) < 3):
                return []
            last = add((name, *pair), BINARY[name](a, b))
        reaching.append(last)
        if not (recipe.tiny or 0.15 < abs(values[last]) < 8) or abs(abs(values[last]) - 1) < 0.05:
            return []
    # one that nothing is made of may not come last
    return program if len(values) - 1 == last else _with_output_last(program, len(x), last)


def _partners(program: Program, reaching: list[int], last: int, inputs: int) -> list[int]:
    """The handles that may meet the last one: if there are such, those of which it was not made just now.

    So nothing is divided by what it was multiplied with, which would cancel.
    """
    made_of = program[last - inputs][1:] if last >= inputs else ()
    others = [handle for handle in reaching if handle != last]
    return [handle for handle in others if handle not in made_of] or others or [last]


def _with_output_last(program: Program, inputs: int, last: int) -> Program:
    """The program with its last instruction, on which nothing else hangs, moved to where the output comes after it."""
    before, output, idle = program[: last - inputs], program[last - inputs], program[last - inputs + 1 :]
    return [*before, *idle, output]


def _suits(name: str, value: float, tiny: bool) -> bool:
    """Whether a function of one operand may be taken of this number."""
    if name == "log":
        return value > 0 and (tiny or (0.2 < value < 6 and abs(value - 1) > 0.2))
    return abs(value) < (1.8 if name == "tanh" else 2.0)


def values_of(program: Program, x: Array) -> list[float]:
    """The number behind each handle."""
    found: list[float] = x.tolist()
    for name, *operands in program:
        if name == "const":
            found.append(operands[0])
        elif name in BINARY:
            found.append(BINARY[name](found[operands[0]], found[operands[1]]))
        else:
            found.append(UNARY[name](found[operands[0]]))
    return found
