"""The exam of problem set 2, the engine: `Scalar` is asked about arithmetic, rules, fan-out, order, repeat, depth.

`Scalar` has data, grad, + − * / ** (numbers on either side, number exponents), unary minus, exp, tanh, sigmoid, relu
(relu'(0) = 0) and backward(). Each backward() adds to the leaves; inner gradients are those of the latest call.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.programs import Program, ProgramQuestion
from autograd_lab.exams.ps2 import arrivals, chains, edits as single, graphs, keeping, sweeps, variants
from autograd_lab.exams.ps2.engines import BINARY, NAMES
from autograd_lab.exams.ps2.graphs import leaves, number
from autograd_lab.exams.question import Exam, Inputs, Part

Rng = np.random.Generator


# --- arithmetic and rules: one operation at a time ---


def _powers(rng: Rng) -> Program:
    exponent = float(rng.choice([2.0, 3.0, -1.0, -2.0, 0.5, 1.5]))
    base = number(rng)
    return [["leaf", "x", base if exponent % 1 == 0 else abs(base)], ["pow", "out", "x", exponent]]


def _one(rng: Rng, name: str) -> list[tuple[Program, list[str]]]:
    """Programs with one operation, `out`, each with its leaves: numbers on either side, a kink where there is one."""
    if name == "pow":
        return [(_powers(rng), ["x"]) for _ in range(4)]
    if name in BINARY:
        return [
            ([*leaves(rng, "x", "y"), [name, "out", "x", "y"]], ["x", "y"]),
            ([*leaves(rng, "x", "y"), [name, "out", "y", "x"]], ["x", "y"]),
            ([*leaves(rng, "x"), [name, "out", "x", number(rng)]], ["x"]),
            ([*leaves(rng, "x"), [name, "out", number(rng), "x"]], ["x"]),
        ]
    programs = [([*leaves(rng, "x"), [name, "out", "x"]], ["x"]) for _ in range(3)]
    if name == "relu":
        x = abs(number(rng))
        programs = [([["leaf", "x", at], ["relu", "out", "x"]], ["x"]) for at in (x, -x, 0.0)]
    return programs


def _of_an_inner_number(rng: Rng, name: str) -> list[tuple[Program, list[str]]]:
    """A function of a number that is itself a result, so that a result which forgets its operand is seen."""
    if name not in graphs.FUNCTIONS:
        return []
    program = [
        ["leaf", "x", abs(number(rng))],
        ["add", "p", "x", abs(number(rng))],
        graphs.instruction_of(name, "out", "p"),
    ]
    return [(program, ["x"])]


def _with_a_whole_number(rng: Rng, name: str) -> list[tuple[Program, list[str]]]:
    """An operation with an int in the place of a Scalar, on either side, or as an exponent: plain numbers are both."""
    whole = int(rng.integers(2, 5))
    if name == "pow":
        return [([["leaf", "x", number(rng)], ["pow", "out", "x", whole]], ["x"])]
    if name not in BINARY:
        return []
    return [([*leaves(rng, "x"), [name, "out", *operands]], ["x"]) for operands in (("x", whole), (whole, "x"))]


_GROUPS = {
    "sums": ("add", "sub", "neg"),
    "products": ("mul", "div"),
    "functions": ("pow", "exp", "tanh", "sigmoid", "relu"),
}


def _draw_arithmetic(rng: Rng) -> Inputs:
    return {
        part: [
            [*program, ["read", ["out", *read]]]
            for name in names
            for program, read in [*_one(rng, name), *_with_a_whole_number(rng, name)]
        ]
        for part, names in _GROUPS.items()
    }


def _draw_rules(rng: Rng) -> Inputs:
    """Programs with each operation below a factor, so that its upstream is not 1; and a leaf that is its own root."""
    inputs: Inputs = {
        "root": [
            [*leaves(rng, "x"), ["backward", "x"], ["read", ["x"]]],
            [*leaves(rng, "x"), ["add", "y", "x", number(rng)], ["backward", "y"], ["read", ["y"]]],
        ]
    }
    for name in NAMES:
        inputs[name] = [
            [*program, ["mul", "L", "out", number(rng)], ["backward", "L"], ["read", [*read, "out"]]]
            for program, read in [*_one(rng, name), *_of_an_inner_number(rng, name)]
        ]
    return inputs


def _question(
    name: str, parts: Sequence[Part], draw: Callable[[Rng], Inputs], equation: str, **more: Any
) -> ProgramQuestion:
    return ProgramQuestion(
        name=name,
        signature=f"Scalar, {name.replace('_', '-')}",
        parts=tuple(parts),
        draw=draw,
        reference=variants.REFERENCE,
        known=lambda inputs: {},
        wrong=variants.WRONG[name],
        right=variants.RIGHT[name],
        equation=equation,
        source="built on the table of operations; tested against the course's engine, torch and numerical gradients",
        exam="ps2",
        call=f'Scalar, "{name}"',
        **{"cases": 4, **more},
    )


PS2 = Exam(
    "ps2",
    (
        _question(
            "arithmetic",
            [
                Part("sums", 1, "+, − and unary −"),
                Part("products", 1, "* and /"),
                Part("functions", 1, "** and functions"),
            ],
            _draw_arithmetic,
            "chain-on-an-edge",
            field="data",
            edits=single.ARITHMETIC_EDITS,
        ),
        _question(
            "rules",
            [Part(name, 1, "one number per operand") for name in ("root", *NAMES)],
            _draw_rules,
            "chain-on-an-edge",
            relative=True,
            leaning="add",
            edits=single.EDITS,
            composed=single.COMPOSED,
            cases=3,
        ),
        _question(
            "fan_out",
            [Part("same", 1, "one number per leaf"), Part("apart", 1, "one number per leaf")],
            graphs.draw_fan_out,
            "fan-out",
            edits=single.SWEEP_EDITS,
            kinds=sweeps.tests_of("assigned", "counted-once") + arrivals.strict_tests(arrivals.FAN_OUT_KINDS),
            whole=True,
        ),
        _question(
            "order",
            [Part("paths", 2, "one number per leaf"), Part("doublings", 1, "one number")],
            graphs.draw_order,
            "hand-on",
            too_slow="path-by-path",
            edits=single.ORDER_EDITS,
            kinds=sweeps.tests_of("assigned", "counted-once", "too-early", "passed-on-twice")
            + arrivals.strict_tests(arrivals.ORDER_KINDS),
            whole=True,
            cases=2,
            seconds=1.0,
        ),
        _question(
            "repeat",
            [Part("twice", 1, "a number"), Part("cleared", 1, "a number"), Part("inner", 1, "numbers")],
            graphs.draw_repeat,
            "hand-on",
            edits=single.REPEAT_EDITS,
            recognise=keeping.only_the_first,
            whole=True,
        ),
        _question(
            "depth",
            [Part("chain", 2, "a number")],
            graphs.draw_depth,
            "hand-on",
            too_slow="slow-in-depth",
            recognise=chains.limits,
            cases=2,
            enough=1,
            seconds=4.0,
        ),
    ),
)
