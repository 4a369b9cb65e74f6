"""The graphs by which fan-out, order, repeat and depth are asked: what is read in them depends on +, − and × alone.

So the slope of a function that is wrong costs its points in `rules` and nothing here, and no number becomes so large
that a right way to write a function overflows: (e²ˣ − 1)/(e²ˣ + 1) does at x = 355.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.programs import Program
from autograd_lab.exams.ps2.engines import FORWARD
from autograd_lab.exams.question import Inputs

Rng = np.random.Generator

LARGEST = 20.0  # of any number in a graph
DOUBLINGS = 40
PAIRS = (5000, 1000, 200, 10)  # of operations in a chain, the deepest first: its lines are those that are quoted
FUNCTIONS = ("pow", "exp", "tanh", "sigmoid", "relu")


def number(rng: Rng) -> float:
    """A number of four digits, so that it can be typed; not close to 0, nor to the negative of another."""
    return round(float(rng.choice([-1.0, 1.0]) * rng.uniform(0.4, 2.5)), 4)


def leaves(rng: Rng, *names: str) -> Program:
    """The instructions that make these leaves, each with a number of its own."""
    return [["leaf", name, number(rng)] for name in names]


def largest(program: Program) -> float:
    """The largest |x| of all numbers in a program, computed without any gradient.

    >>> largest([["leaf", "a", 3.0], ["mul", "b", "a", "a"], ["sub", "L", "b", 12.0], ["backward", "L"]])
    9.0
    """
    values: dict[str, float] = {}
    reached = [0.0]

    def compute(steps: Program) -> None:
        for name, *rest in steps:
            if name == "repeat":
                for _ in range(rest[0]):
                    compute(rest[1])
            elif name == "leaf" or name in FORWARD:
                operands = (values[x] if isinstance(x, str) else x for x in rest[1:])
                values[rest[0]] = FORWARD[name](*operands) if name in FORWARD else next(operands)
                reached.append(abs(values[rest[0]]))

    compute(program)
    return max(reached)


def draw_within_bounds(draw: Callable[[Rng], Inputs]) -> Callable[[Rng], Inputs]:
    """The draw, repeated until no number of any of its programs is larger than LARGEST."""

    @wraps(draw)
    def again(rng: Rng) -> Inputs:
        while True:
            inputs = draw(rng)
            if all(largest(program) <= LARGEST for part in inputs.values() for program in part):
                return inputs

    return again


# --- fan-out ---


@draw_within_bounds
def draw_fan_out(rng: Rng) -> Inputs:
    """Programs in which leaves are used more than once and inner nodes once, so that any order of the sweep is right.

    In some the contributions come in one order only, whatever the order of the sweep; in one, two leaves hold equal
    numbers.
    """
    k, m, v = number(rng), number(rng), number(rng)
    end = [["backward", "L"], ["read", ["x"]]]
    both = [["backward", "L"], ["read", ["x", "y"]]]
    same = [
        [*leaves(rng, "x"), ["add", "b", "x", "x"], ["mul", "L", "b", k], *end],
        [*leaves(rng, "x"), ["mul", "L", "x", "x"], *end],
        [*leaves(rng, "x"), ["mul", "b", "x", "x"], ["mul", "L", "b", "x"], *end],
        [*leaves(rng, "x"), ["sub", "b", "x", "x"], ["mul", "L", "b", k], *end],
    ]
    apart = [
        [*leaves(rng, "x"), ["mul", "p", "x", k], ["mul", "q", "x", m], ["add", "L", "p", "q"], *end],
        [*leaves(rng, "x", "y"), ["mul", "p", "x", "y"], ["sub", "q", "x", "y"], ["mul", "L", "p", "q"], *both],
        [
            *leaves(rng, "x"),
            ["add", "p", "x", k],
            ["sub", "q", "x", number(rng)],
            ["mul", "r", "x", m],
            ["mul", "s", "p", "q"],
            ["add", "L", "s", "r"],
            *end,
        ],
        [*leaves(rng, "x"), ["mul", "p", "x", k], ["add", "q", "p", m], ["mul", "L", "q", "x"], *end],
        [
            ["leaf", "x", v],
            ["leaf", "y", v],
            ["mul", "p", "x", k],
            ["mul", "q", "y", k],
            ["mul", "L", "p", "q"],
            *both,
        ],
        *(program for name in FUNCTIONS for program in _beside_a_function(rng, name)),
    ]
    return {"same": same, "apart": apart}


def _beside_a_function(rng: Rng, name: str) -> list[Program]:
    """Programs in which a leaf is used by a function too, whose result counts 0 times: its slope does not matter.

    A function that assigns its contribution, that 0, wipes out the other one, in one of the two orders at least.
    """
    straight: Program = [["mul", "p", "x", number(rng)]]
    bent: Program = [instruction_of(name, "q", "x"), ["mul", "r", "q", 0.0]]
    end: Program = [["backward", "L"], ["read", ["x"]]]
    x: Program = [["leaf", "x", abs(number(rng))]]
    return [
        [*x, *straight, *bent, ["add", "L", "p", "r"], *end],
        [*x, *bent, *straight, ["add", "L", "r", "p"], *end],
    ]


def instruction_of(name: str, result: str, operand: str) -> list[Any]:
    """The instruction that makes `result` by a function of one operand; a power takes the exponent 2."""
    return [name, result, operand, 2.0] if name == "pow" else [name, result, operand]


# --- order ---


@draw_within_bounds
def draw_order(rng: Rng) -> Inputs:
    """Programs with paths of unequal length to the root, and a chain of doublings with 2⁴⁰ paths.

    The leaf of the doublings is so small that their result is an ordinary number.
    """
    x, k, m = round(float(rng.uniform(0.5, 1.5)), 4), number(rng), number(rng)
    start: Program = [["leaf", "a", x]]
    end: Program = [["backward", "L"], ["read", ["a"]]]
    twice: Program = [["add", "b", "a", "a"], ["add", "L", "b", "b"]]
    bridge: Program = [["mul", "b", "a", k], ["mul", "c", "b", m], ["add", "d", "b", "c"], ["mul", "L", "d", "c"]]
    detour: Program = [["mul", "b", "a", "a"], ["sub", "c", "b", k], ["mul", "d", "c", "b"], ["add", "L", "b", "d"]]
    short: Program = [["mul", "b", "a", k], ["add", "c", "b", m], ["mul", "L", "c", "a"]]
    tangles = [next(t for t in iter(lambda: _tangle(rng), None) if largest([*start, *t]) <= LARGEST) for _ in range(2)]
    doublings: Program = [["add", "L", "a", "a"], ["repeat", DOUBLINGS - 1, [["add", "L", "L", "L"]]]]
    return {
        "paths": [[*start, *graph, *end] for graph in (twice, bridge, detour, short, *tangles)],
        "doublings": [[["leaf", "a", float(f"{x}e-12")], *doublings, *end]],
    }


def _tangle(rng: Rng) -> Program:
    """A random graph on `a` with eight operations, in which most results are used more than once.

    Nothing is subtracted from itself: what is 0 whatever `a` is hides all that is below it.
    """
    program: Program = []
    names = ["a"]
    for count in range(7):
        operation = str(rng.choice(["add", "mul", "sub"]))
        near = names[-3:-1] if operation == "sub" and len(names) > 1 else names[-3:]
        operation = "add" if len(names) == 1 and operation == "sub" else operation
        program.append([operation, f"n{count}", names[-1], str(rng.choice(near))])
        names.append(f"n{count}")
    return [*program, ["mul", "L", names[-1], names[-2]]]


# --- repeat ---


def _function_swept_twice(rng: Rng, name: str) -> list[Any]:
    """A program that sweeps a multiple of q, a function of x, twice: q's gradient does not depend on the slope."""
    return [
        ["leaf", "x", abs(number(rng))],
        instruction_of(name, "q", "x"),
        ["mul", "t", "q", number(rng)],
        *2 * [["backward", "t"]],
    ]


@draw_within_bounds
def draw_repeat(rng: Rng) -> Inputs:
    """Programs with several sweeps: of one result, of two that share inner numbers, of a loss made after a sweep.

    The graph is deep, so that it shows how far down the old gradients are cleared. Only inner numbers below the result
    of the last sweep are read: what the others hold, the contract leaves open.
    """
    deep = [
        *leaves(rng, "x", "w"),
        ["mul", "a", "x", "w"],
        ["add", "b", "a", number(rng)],
        ["mul", "c", "b", "x"],
        ["sub", "d", "c", "a"],
        ["mul", "z", "d", "w"],
    ]
    other = [["mul", "e", "b", "x"], ["add", "v", "e", "a"]]  # a second result, on the numbers a and b of the first
    later = [["mul", "u", "x", number(rng)], ["mul", "v", "u", "w"]]  # a second loss, on the leaves alone
    z, v, c = ["backward", "z"], ["backward", "v"], ["backward", "c"]
    onward = [["mul", "t", "z", number(rng)], ["backward", "t"]]  # the result of a sweep is an inner number of the next
    bent = [_function_swept_twice(rng, name) for name in FUNCTIONS]
    ends, clear = ["read", ["x", "w"]], [["clear", "x"], ["clear", "w"]]
    return {
        "twice": [
            [*deep, z, z, ends],
            [*deep, z, z, z, ends],
            [*deep, *other, z, v, ends],
            [*deep, *other, v, z, v, ends],
            [*deep, z, *later, v, ends],
            [*deep, z, c, ends],
            [*deep, z, *onward, ends],
        ],
        "cleared": [
            [*deep, z, *clear, z, ends],
            [*deep, *other, z, *clear, v, ends],
            [*deep, z, *clear, *later, v, ends],
        ],
        "inner": [
            [*deep, z, z, ["read", ["a", "b", "c", "d", "z"]]],
            [*deep, *other, z, v, ["read", ["a", "b", "e", "v"]]],
            [*deep, z, *other, v, ["read", ["a", "b", "e", "v"]]],
            [*deep, z, c, ["read", ["a", "b", "c"]]],
            *([*program, ["read", ["q"]]] for program in bent),
        ],
    }


# --- depth ---


def draw_depth(rng: Rng) -> Inputs:
    """A chain of ten thousand operations, and shorter ones that tell how far a sweep gets which stops too early."""
    factor = round(float(rng.uniform(0.999, 1.0)), 5)
    start: Program = [*leaves(rng, "x"), ["mul", "y", "x", 1.0]]
    pair: list[Any] = [["add", "y", "y", "x"], ["mul", "y", "y", factor]]
    end: Program = [["backward", "y"], ["read", ["x"]]]
    return {"chain": [[*start, ["repeat", pairs, pair], *end] for pairs in PAIRS]}
