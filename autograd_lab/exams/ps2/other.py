"""Engines in which one operation computes another function, or hands on another slope, each in words."""

import math
from collections.abc import Callable

from autograd_lab.exams.ps2.engines import (
    SIDES,
    SLOPES,
    TWO_SIDED,
    Edit,
    Slopes,
    engine,
)

Value = Callable[..., float]
Rule = Callable[[tuple[float, ...], float], tuple[float, ...]]

#: an operation, what it gives, in words, and how
VALUES: tuple[tuple[str, str, Value], ...] = (
    ("relu", "x or 0.01·x", lambda x: x if x > 0 else 0.01 * x),
    ("relu", "x or 0.1·x", lambda x: x if x > 0 else 0.1 * x),
    ("relu", "min(x, 0)", lambda x: min(x, 0.0)),
    ("relu", "x, but never above 1", lambda x: min(max(x, 0.0), 1.0)),
    ("relu", "0 or 1", lambda x: float(x > 0)),
    ("relu", "x² or 0", lambda x: x * x if x > 0 else 0.0),
    ("relu", "x or −1", lambda x: x if x > 0 else -1.0),
    ("relu", "x or e^x − 1", lambda x: x if x > 0 else math.expm1(x)),
    ("tanh", "e^x − e^−x, undivided", lambda x: 2 * math.sinh(x)),
    ("tanh", "1/tanh x, the fraction upside down", lambda x: 1 / math.tanh(x)),
    ("tanh", "cosh x", math.cosh),
    ("tanh", "−tanh x", lambda x: -math.tanh(x)),
    ("tanh", "tan x", math.tan),
    ("tanh", "the arctangent", math.atan),
    ("tanh", "1 + tanh x", lambda x: 1 + math.tanh(x)),
    ("tanh", "σ of x", lambda x: 1 / (1 + math.exp(-x))),
    ("tanh", "(e^x − e^−x)/2, which is sinh x", math.sinh),
    ("sigmoid", "1/(1 − e^−x)", lambda x: 1 / (1 - math.exp(-x))),
    ("sigmoid", "1 + e^−x, upside down or without parentheses", lambda x: 1 + math.exp(-x)),
    ("sigmoid", "e^x", math.exp),
    ("sigmoid", "s(1 − s), its slope", lambda x: 1 / (2 + math.exp(x) + math.exp(-x))),
    ("sigmoid", "2/(1 + e^−x)", lambda x: 2 / (1 + math.exp(-x))),
    ("sigmoid", "1/(1 + e^−x)²", lambda x: 1 / (1 + math.exp(-x)) ** 2),
    ("sigmoid", "−1/(1 + e^−x)", lambda x: -1 / (1 + math.exp(-x))),
    ("sigmoid", "e^x/(1 + e^−x)", lambda x: math.exp(x) / (1 + math.exp(-x))),
    ("sigmoid", "(1 + x)/2, a straight line between 0 and 1", lambda x: min(max((1 + x) / 2, 0.0), 1.0)),
    ("sigmoid", "0.2·x + 0.5, a straight line between 0 and 1", lambda x: min(max(0.2 * x + 0.5, 0.0), 1.0)),
    ("sigmoid", "1/(1 + 2.718^−x)", lambda x: 1 / (1 + 2.718**-x)),
    ("sigmoid", "1/(1 + 2.71828^−x)", lambda x: 1 / (1 + 2.71828**-x)),
    ("sigmoid", "x/(1 + e^−x)", lambda x: x / (1 + math.exp(-x))),
    ("sigmoid", "1/(1 + e^−|x|)", lambda x: 1 / (1 + math.exp(-abs(x)))),
    ("tanh", "1 − tanh² x, its slope", lambda x: 1 - math.tanh(x) ** 2),
    ("tanh", "x/(1 + |x|)", lambda x: x / (1 + abs(x))),
    ("tanh", "e^x − e^−x/(e^x + e^−x), without parentheses", lambda x: math.exp(x) - math.exp(-x) / (2 * math.cosh(x))),
    ("tanh", "(e^x − e^−x)/e^x + e^−x, without parentheses", lambda x: 1 - math.exp(-2 * x) + math.exp(-x)),
    (
        "tanh",
        "e^2x − 1/(e^2x + 1), without parentheses",
        lambda x: math.exp(2 * x) - 1 / (math.exp(2 * x) + 1),
    ),
    ("tanh", "(e^2x − 1)/e^2x + 1, without parentheses", lambda x: 2 - math.exp(-2 * x)),
    ("tanh", "1 − 2/e^2x + 1, without parentheses", lambda x: 2 - 2 * math.exp(-2 * x)),
    ("tanh", "(e^x − e^−x)·(e^x + e^−x)", lambda x: math.sinh(2 * x) * 2),
    ("tanh", "e^2x − 1, undivided", lambda x: math.expm1(2 * x)),
    ("tanh", "x, cut at −1 and 1", lambda x: min(max(x, -1.0), 1.0)),
    ("tanh", "|tanh x|", lambda x: abs(math.tanh(x))),
    ("tanh", "tanh² x", lambda x: math.tanh(x) ** 2),
    ("relu", "2x or 0, which is x + |x| undivided", lambda x: 2 * max(x, 0.0)),
    ("relu", "−x or 0", lambda x: -max(x, 0.0)),
    ("relu", "log(1 + e^x), which is smooth", lambda x: math.log1p(math.exp(x))),
    ("relu", "x or 0.2·x", lambda x: x if x > 0 else 0.2 * x),
    ("relu", "x or 0.001·x", lambda x: x if x > 0 else 0.001 * x),
    ("relu", "max(x, 1)", lambda x: max(x, 1.0)),
    ("relu", "0 where x is positive, and −x elsewhere", lambda x: max(-x, 0.0)),
    ("exp", "1 + x", lambda x: 1 + x),
    ("exp", "x to the power e", lambda x: x**math.e if x > 0 else math.nan),
    ("exp", "−e^x", lambda x: -math.exp(x)),
    ("exp", "e^(x²)", lambda x: math.exp(x * x)),
    ("exp", "1 + x + x²/2, the first terms of its series", lambda x: 1 + x + x * x / 2),
    ("exp", "2.7183 to the power x", lambda x: 2.7183**x),
    ("exp", "3 to the power x", lambda x: 3.0**x),
    ("exp", "log |x|", lambda x: math.log(abs(x))),
    ("pow", "x to the power −n", lambda x, n: x**-n),
    ("pow", "x to the power n + 1", lambda x, n: x ** (n + 1)),
    ("pow", "n·x^(n − 1), its slope", lambda x, n: n * x ** (n - 1)),
    ("pow", "x, whatever n is", lambda x, n: x),
    ("pow", "−x^n", lambda x, n: -(x**n)),
    ("pow", "e^(n·x)", lambda x, n: math.exp(n * x)),
    ("neg", "x − 1", lambda x: x - 1),
    ("neg", "−1", lambda x: -1.0),
    ("add", "x, without y", lambda x, y: x),
    ("add", "y, without x", lambda x, y: y),
    ("add", "−(x + y)", lambda x, y: -x - y),
    ("add", "|x + y|", lambda x, y: abs(x + y)),
    ("add", "|x| + |y|", lambda x, y: abs(x) + abs(y)),
    ("add", "the mean of both", lambda x, y: (x + y) / 2),
    ("sub", "x, without y", lambda x, y: x),
    ("sub", "−x − y", lambda x, y: -x - y),
    ("sub", "−y, without x", lambda x, y: -y),
    ("mul", "x, without y", lambda x, y: x),
    ("mul", "y, without x", lambda x, y: y),
    ("mul", "y²", lambda x, y: y * y),
    ("mul", "−x·y", lambda x, y: -x * y),
    ("mul", "x to the power y", lambda x, y: x**y if x > 0 else math.nan),
    ("mul", "x·y, rounded", lambda x, y: float(round(x * y))),
    ("div", "x, without y", lambda x, y: x),
    ("div", "1/y, without x", lambda x, y: 1 / y),
    ("div", "−x/y", lambda x, y: -x / y),
    ("div", "1/(x·y)", lambda x, y: 1 / (x * y)),
    ("div", "|x/y|", lambda x, y: abs(x / y)),
    ("div", "x − y", lambda x, y: x - y),
    ("exp", "2.718 to the power x", lambda x: 2.718**x),
    ("exp", "2.71828 to the power x", lambda x: 2.71828**x),
    ("exp", "2.7 to the power x", lambda x: 2.7**x),
    ("exp", "2.72 to the power x", lambda x: 2.72**x),
    ("exp", "2 to the power x", lambda x: 2.0**x),
    ("exp", "10 to the power x", lambda x: 10.0**x),
    ("exp", "e times x", lambda x: math.e * x),
    ("exp", "e^−x", lambda x: math.exp(-x)),
    ("exp", "e^x − 1", math.expm1),
    ("exp", "e^|x|", lambda x: math.exp(abs(x))),
    ("pow", "x times n", lambda x, n: x * n),
    ("pow", "n to the power x", lambda x, n: float(abs(n) ** x) if n else 0.0),
    ("pow", "x to the power n − 1", lambda x, n: x ** (n - 1)),
    ("pow", "x to the power |n|", lambda x, n: x ** abs(n)),
    ("pow", "x to the power n, rounded down to a whole number", lambda x, n: x ** int(n)),
    ("pow", "|x| to the power n", lambda x, n: abs(x) ** n),
    ("pow", "x²", lambda x, n: x * x),
    ("neg", "|x|", abs),
    ("neg", "−|x|", lambda x: -abs(x)),
    ("neg", "1/x", lambda x: 1 / x),
    ("neg", "1 − x", lambda x: 1 - x),
    ("neg", "0", lambda x: 0.0),
    ("add", "x − y", lambda x, y: x - y),
    ("add", "x·y", lambda x, y: x * y),
    ("add", "the larger of the two", max),
    ("sub", "x + y", lambda x, y: x + y),
    ("sub", "y − x", lambda x, y: y - x),
    ("sub", "|x − y|", lambda x, y: abs(x - y)),
    ("mul", "x + y", lambda x, y: x + y),
    ("mul", "x/y", lambda x, y: x / y),
    ("mul", "x²", lambda x, y: x * x),
    ("mul", "|x·y|", lambda x, y: abs(x * y)),
    ("div", "y/x", lambda x, y: y / x),
    ("div", "x·y", lambda x, y: x * y),
    ("div", "the remainder, x % y", lambda x, y: x % y),
    ("div", "x/y without its digits after the point", lambda x, y: float(int(x / y))),
    ("div", "x/|y|", lambda x, y: x / abs(y)),
    ("div", "x/y²", lambda x, y: x / y**2),
)

#: an operation, the slope that it hands on, in words, and how: (operands, result) ↦ a slope for each
RULES: tuple[tuple[str, str, Rule], ...] = (
    ("tanh", "1 − t", lambda ops, t: (1 - t,)),
    ("tanh", "1 + t²", lambda ops, t: (1 + t * t,)),
    ("tanh", "t(1 − t)", lambda ops, t: (t * (1 - t),)),
    ("tanh", "t²", lambda ops, t: (t * t,)),
    ("tanh", "1 − tanh²(t), taken at t in place of x", lambda ops, t: (1 - math.tanh(t) ** 2,)),
    ("tanh", "1/cosh x, not squared", lambda ops, t: (1 / math.cosh(ops[0]),)),
    ("tanh", "(1 − t²)², its slope twice", lambda ops, t: ((1 - t * t) ** 2,)),
    ("tanh", "t(1 − t²)", lambda ops, t: (t * (1 - t * t),)),
    ("tanh", "1 − t³", lambda ops, t: (1 - t**3,)),
    ("tanh", "1 − 2t", lambda ops, t: (1 - 2 * t,)),
    ("tanh", "1 − |t|", lambda ops, t: (1 - abs(t),)),
    ("sigmoid", "s(1 − x)", lambda ops, s: (s * (1 - ops[0]),)),
    ("sigmoid", "x(1 − s)", lambda ops, s: (ops[0] * (1 - s),)),
    ("sigmoid", "s²(1 − s)", lambda ops, s: (s * s * (1 - s),)),
    ("sigmoid", "(1 − s)²", lambda ops, s: ((1 - s) ** 2,)),
    ("sigmoid", "s(s − 1)·s", lambda ops, s: (s * s * (s - 1),)),
    ("sigmoid", "1 − s²", lambda ops, s: (1 - s * s,)),
    ("sigmoid", "s − 1", lambda ops, s: (s - 1,)),
    ("exp", "x·e^(x − 1), the rule of a power", lambda ops, e: (ops[0] * math.exp(ops[0] - 1),)),
    ("exp", "x·e^x", lambda ops, e: (ops[0] * e,)),
    ("exp", "e^−x", lambda ops, e: (1 / e,)),
    ("exp", "e to the power of the result", lambda ops, e: (math.exp(min(e, 50.0)),)),
    ("exp", "1/x", lambda ops, e: (1 / ops[0],)),
    ("exp", "e^x·(1 − e^x)", lambda ops, e: (e * (1 - e),)),
    ("exp", "e^2x", lambda ops, e: (e * e,)),
    ("exp", "log of the result, x", lambda ops, e: (ops[0],)),
    ("pow", "n·x^(n − 2)", lambda ops, p: (ops[1] * p / ops[0] ** 2, 0.0)),
    ("pow", "n·x^(n + 1)", lambda ops, p: (ops[1] * p * ops[0], 0.0)),
    ("pow", "(n − 1)·x^(n − 2)", lambda ops, p: ((ops[1] - 1) * p / ops[0] ** 2, 0.0)),
    ("pow", "(n − 1)·x^n", lambda ops, p: ((ops[1] - 1) * p, 0.0)),
    ("pow", "x^n·log x, the slope for n", lambda ops, p: (p * math.log(abs(ops[0])), 0.0)),
    ("pow", "n·x^n − 1, since ** comes before −", lambda ops, p: (ops[1] * p - 1, 0.0)),
    ("pow", "n", lambda ops, p: (ops[1], 0.0)),
    ("pow", "n·x", lambda ops, p: (ops[1] * ops[0], 0.0)),
    ("pow", "n − 1", lambda ops, p: (ops[1] - 1, 0.0)),
    ("pow", "2x, the rule of a square alone", lambda ops, p: (2 * ops[0], 0.0)),
    ("pow", "n·|x|^(n − 1)", lambda ops, p: (ops[1] * abs(p / ops[0]), 0.0)),
    ("pow", "n + x^(n − 1)", lambda ops, p: (ops[1] + p / ops[0], 0.0)),
    ("relu", "1 where x is below 0, else 0", lambda ops, r: (float(ops[0] < 0),)),
    ("relu", "1 or −1", lambda ops, r: (1.0 if ops[0] > 0 else -1.0,)),
    ("relu", "x itself", lambda ops, r: (ops[0],)),
    ("relu", "1 where x is above 1", lambda ops, r: (float(ops[0] > 1),)),
    ("relu", "1 or 0.01", lambda ops, r: (1.0 if ops[0] > 0 else 0.01,)),
    ("relu", "1/2 at 0", lambda ops, r: (0.5 if ops[0] == 0 else float(ops[0] > 0),)),
    ("neg", "0", lambda ops, out: (0.0,)),
    ("neg", "x itself", lambda ops, out: (ops[0],)),
    ("neg", "−x", lambda ops, out: (-ops[0],)),
    ("add", "1 and −1", lambda ops, out: (1.0, -1.0)),
    ("add", "x and y", lambda ops, out: ops),
    ("add", "y and x", lambda ops, out: ops[::-1]),
    ("sub", "−1 and −1", lambda ops, out: (-1.0, -1.0)),
    ("sub", "x and −y", lambda ops, out: (ops[0], -ops[1])),
    ("mul", "x + y for both", lambda ops, out: (ops[0] + ops[1],) * 2),
    ("mul", "|y| and |x|", lambda ops, out: (abs(ops[1]), abs(ops[0]))),
    ("mul", "y and −x", lambda ops, out: (ops[1], -ops[0])),
    ("mul", "y² and x²", lambda ops, out: (ops[1] ** 2, ops[0] ** 2)),
    ("mul", "y for both", lambda ops, out: (ops[1], ops[1])),
    ("mul", "x for both", lambda ops, out: (ops[0], ops[0])),
    ("mul", "1/y and 1/x", lambda ops, out: (1 / ops[1], 1 / ops[0])),
    ("div", "1/y and −1/y²", lambda ops, out: (1 / ops[1], -1 / ops[1] ** 2)),
    ("div", "y and −x/y²", lambda ops, out: (ops[1], -ops[0] / ops[1] ** 2)),
    ("div", "1/y² and −x/y²", lambda ops, out: (1 / ops[1] ** 2, -ops[0] / ops[1] ** 2)),
    ("div", "1 and −x/y²", lambda ops, out: (1.0, -ops[0] / ops[1] ** 2)),
    ("div", "1/y and 1/x", lambda ops, out: (1 / ops[1], 1 / ops[0])),
    ("div", "1/y and −x²/y²", lambda ops, out: (1 / ops[1], -((ops[0] / ops[1]) ** 2))),
    ("div", "1/y and x", lambda ops, out: (1 / ops[1], ops[0])),
    ("div", "1/y and −x/y³", lambda ops, out: (1 / ops[1], -ops[0] / ops[1] ** 3)),
    ("div", "1/y and −y/x²", lambda ops, out: (1 / ops[1], -ops[1] / ops[0] ** 2)),
    ("div", "1/y and −1/y", lambda ops, out: (1 / ops[1], -1 / ops[1])),
    ("div", "1/y and 1/y", lambda ops, out: (1 / ops[1], 1 / ops[1])),
    ("div", "x/y and −x/y²", lambda ops, out: (ops[0] / ops[1], -ops[0] / ops[1] ** 2)),
)


def _nan_where_undefined(value: Value) -> Value:
    """The function, with NaN where it has no real value."""

    def result_or_nan(*operands: float) -> float:
        try:
            found = value(*operands)
        except (ArithmeticError, ValueError):
            return math.nan
        return found if isinstance(found, (int, float)) else math.nan

    return result_or_nan


def _rule(name: str, rule: Rule) -> Slopes:
    """The slopes, with NaN where there are none."""

    def result_or_nan(operands: tuple[float, ...], out: float) -> tuple[float, ...]:
        try:
            return rule(operands, out)
        except (ArithmeticError, ValueError):
            return (math.nan,) * len(SLOPES[name](operands, out))

    return result_or_nan


_PART = {
    **dict.fromkeys(("add", "sub", "neg"), "sums"),
    **dict.fromkeys(("mul", "div"), "products"),
}
OTHER_VALUES: list[Edit] = [
    (
        f"other-function:{name} gives {words}",
        {_PART.get(name, "functions"): engine(forward={name: _nan_where_undefined(value)})},
    )
    for name, words, value in VALUES
] + [
    (
        f"other-function:{name} gives {words}, {side}",
        {_PART[name]: engine(forward={name: _nan_where_undefined(value)}, where=where)},
    )
    for name, words, value in VALUES
    if name in TWO_SIDED
    for side, where in SIDES.items()
]
OTHER_SLOPES: list[Edit] = [
    (f"other-slope:{words}", {name: engine(slopes={name: _rule(name, rule)})}) for name, words, rule in RULES
]
