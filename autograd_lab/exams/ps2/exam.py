"""The exam of problem set 2, the engine: `Scalar` is asked about arithmetic, rules, fan-out, order, repeat, depth.

`Scalar` has data, grad, + − * / ** (numbers on either side, number exponents), unary minus, exp, tanh, sigmoid, relu
(relu'(0) = 0) and backward(). Each backward() adds to the leaves; inner gradients are those of the latest call.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.programs import Program, ProgramQuestion
from autograd_lab.exams.ps2 import edits as single, sweeps, variants
from autograd_lab.exams.ps2.engines import BINARY, NAMES
from autograd_lab.exams.question import Exam, Inputs, Part

Rng = np.random.Generator


def _number(rng: Rng) -> float:
    """A number of four digits, so that it can be typed; not close to 0, nor to the negative of another."""
    return round(float(rng.choice([-1.0, 1.0]) * rng.uniform(0.4, 2.5)), 4)


def _leaves(rng: Rng, *names: str) -> Program:
    return [["leaf", name, _number(rng)] for name in names]


# --- arithmetic and rules: one operation at a time ---


def _powers(rng: Rng) -> Program:
    exponent = float(rng.choice([2.0, 3.0, -1.0, -2.0, 0.5, 1.5]))
    base = _number(rng)
    return [["leaf", "x", base if exponent % 1 == 0 else abs(base)], ["pow", "out", "x", exponent]]


def _one(rng: Rng, name: str) -> list[tuple[Program, list[str]]]:
    """Programs with one operation, `out`, each with its leaves: numbers on either side, a kink where there is one."""
    if name == "pow":
        return [(_powers(rng), ["x"]) for _ in range(4)]
    if name in BINARY:
        return [
            ([*_leaves(rng, "x", "y"), [name, "out", "x", "y"]], ["x", "y"]),
            ([*_leaves(rng, "x", "y"), [name, "out", "y", "x"]], ["x", "y"]),
            ([*_leaves(rng, "x"), [name, "out", "x", _number(rng)]], ["x"]),
            ([*_leaves(rng, "x"), [name, "out", _number(rng), "x"]], ["x"]),
        ]
    programs = [([*_leaves(rng, "x"), [name, "out", "x"]], ["x"]) for _ in range(3)]
    if name == "relu":
        x = abs(_number(rng))
        programs = [([["leaf", "x", at], ["relu", "out", "x"]], ["x"]) for at in (x, -x, 0.0)]
    return programs


_GROUPS = {
    "sums": ("add", "sub", "neg"),
    "products": ("mul", "div"),
    "functions": ("pow", "exp", "tanh", "sigmoid", "relu"),
}


def _draw_arithmetic(rng: Rng) -> Inputs:
    return {
        part: [[*program, ["read", ["out", *leaves]]] for name in names for program, leaves in _one(rng, name)]
        for part, names in _GROUPS.items()
    }


def _draw_rules(rng: Rng) -> Inputs:
    """Programs with each operation below a factor, so that its upstream is not 1; and a leaf that is its own root."""
    inputs: Inputs = {
        "root": [
            [*_leaves(rng, "x"), ["backward", "x"], ["read", ["x"]]],
            [*_leaves(rng, "x"), ["add", "y", "x", _number(rng)], ["backward", "y"], ["read", ["y"]]],
        ]
    }
    for name in NAMES:
        inputs[name] = [
            [*program, ["mul", "L", "out", _number(rng)], ["backward", "L"], ["read", [*leaves, "out"]]]
            for program, leaves in _one(rng, name)
        ]
    return inputs


# --- fan-out, order, repeat, depth ---


def _draw_fan_out(rng: Rng) -> Inputs:
    """Programs in which leaves are used more than once and inner nodes once, so that any order of the sweep is right.

    In some the contributions come in one order only, whatever the order of the sweep; in one, two leaves hold equal
    numbers.
    """
    k, m, v = _number(rng), _number(rng), _number(rng)
    end = [["backward", "L"], ["read", ["x"]]]
    same = [
        [*_leaves(rng, "x"), ["add", "b", "x", "x"], ["mul", "L", "b", k], *end],
        [*_leaves(rng, "x"), ["mul", "L", "x", "x"], *end],
        [*_leaves(rng, "x"), ["mul", "b", "x", "x"], ["mul", "L", "b", "x"], *end],
        [*_leaves(rng, "x"), ["sub", "b", "x", "x"], ["mul", "L", "b", k], *end],
    ]
    apart = [
        [*_leaves(rng, "x"), ["mul", "p", "x", k], ["tanh", "q", "x"], ["add", "L", "p", "q"], *end],
        [
            *_leaves(rng, "x", "y"),
            ["mul", "p", "x", "y"],
            ["sub", "q", "x", "y"],
            ["mul", "L", "p", "q"],
            ["backward", "L"],
            ["read", ["x", "y"]],
        ],
        [
            *_leaves(rng, "x"),
            ["exp", "p", "x"],
            ["sigmoid", "q", "x"],
            ["mul", "r", "x", m],
            ["mul", "s", "p", "q"],
            ["add", "L", "s", "r"],
            *end,
        ],
        [*_leaves(rng, "x"), ["mul", "p", "x", k], ["tanh", "q", "p"], ["mul", "L", "q", "x"], *end],
        [
            ["leaf", "x", v],
            ["leaf", "y", v],
            ["mul", "p", "x", k],
            ["mul", "q", "y", k],
            ["mul", "L", "p", "q"],
            ["backward", "L"],
            ["read", ["x", "y"]],
        ],
    ]
    return {"same": same, "apart": apart}


def _draw_order(rng: Rng) -> Inputs:
    """Programs with paths of unequal length to the root, and a chain of doublings with 2⁴⁰ paths."""
    x, k = round(float(rng.uniform(0.5, 1.5)), 4), _number(rng)
    start: Program = [["leaf", "a", x]]
    end: Program = [["backward", "L"], ["read", ["a"]]]
    twice: Program = [["add", "b", "a", "a"], ["add", "L", "b", "b"]]
    bridge: Program = [["mul", "b", "a", k], ["tanh", "c", "b"], ["add", "d", "b", "c"], ["mul", "L", "d", "c"]]
    detour: Program = [["mul", "b", "a", "a"], ["sigmoid", "c", "b"], ["mul", "d", "c", "b"], ["add", "L", "b", "d"]]
    doublings: Program = [["add", "L", "a", "a"], ["repeat", 39, [["add", "L", "L", "L"]]]]
    short: Program = [["mul", "b", "a", k], ["tanh", "c", "b"], ["mul", "L", "c", "a"]]
    graphs: list[Program] = [twice, bridge, detour, short, _tangle(rng), _tangle(rng)]
    return {"paths": [[*start, *graph, *end] for graph in graphs], "doublings": [[*start, *doublings, *end]]}


def _tangle(rng: Rng) -> Program:
    """A random graph on `a` with eight operations, in which most results are used more than once."""
    program: Program = []
    names = ["a"]
    for number in range(7):
        name, left, right = f"n{number}", names[-1], str(rng.choice(names[-3:]))
        operation = str(rng.choice(["add", "mul", "sub", "tanh"]))
        program.append([operation, name, left] if operation == "tanh" else [operation, name, left, right])
        names.append(name)
    return [*program, ["mul", "L", names[-1], names[-2]]]


def _draw_repeat(rng: Rng) -> Inputs:
    cube = [["leaf", "x", _number(rng)], ["mul", "y", "x", "x"], ["mul", "z", "y", "x"]]
    once, twice = [["backward", "z"]], [["backward", "z"], ["backward", "z"]]
    return {
        "twice": [[*cube, *once, ["read", ["x"]], *once, ["read", ["x"]]]],
        "cleared": [[*cube, *once, ["clear", "x"], *once, ["read", ["x"]]]],
        "inner": [[*cube, *twice, ["read", ["y", "z"]]]],
    }


def _draw_depth(rng: Rng) -> Inputs:
    chain: list[Any] = [["add", "y", "y", "x"], ["mul", "y", "y", round(float(rng.uniform(0.999, 1.0)), 5)]]
    start: Program = [*_leaves(rng, "x"), ["mul", "y", "x", 1.0]]
    return {"chain": [[*start, ["repeat", 5000, chain], ["backward", "y"], ["read", ["x"]]]]}


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
            edits=single.EDITS,
            composed=single.COMPOSED,
            cases=3,
        ),
        _question(
            "fan_out",
            [Part("same", 1, "one number per leaf"), Part("apart", 1, "one number per leaf")],
            _draw_fan_out,
            "fan-out",
            edits=single.SWEEP_EDITS,
            kinds=sweeps.tests_of("assigned", "counted-once"),
            whole=True,
        ),
        _question(
            "order",
            [Part("paths", 2, "one number per leaf"), Part("doublings", 1, "one number")],
            _draw_order,
            "hand-on",
            too_slow="path-by-path",
            edits=single.SWEEP_EDITS,
            kinds=sweeps.tests_of("assigned", "counted-once", "too-early", "passed-on-twice"),
            whole=True,
            cases=2,
            seconds=1.0,
        ),
        _question(
            "repeat",
            [Part("twice", 1, "a number"), Part("cleared", 1, "a number"), Part("inner", 1, "numbers")],
            _draw_repeat,
            "hand-on",
            edits=single.REPEAT_EDITS,
            whole=True,
        ),
        _question("depth", [Part("chain", 2, "a number")], _draw_depth, "hand-on", cases=2, seconds=4.0),
    ),
)
