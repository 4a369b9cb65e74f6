"""LaTeX derived from the table of operations."""

import re

import pytest

from autograd_lab.scalar.latex import operation_latex, partials_latex, to_latex
from autograd_lab.scalar.ops import OPS

#: operation -> its formula, and the right-hand sides of its local derivatives
EXPECTED = {
    "add": ("c = a + b", ["1", "1"]),
    "sub": ("c = a - b", ["1", "-1"]),
    "mul": (r"c = a \cdot b", ["b", "a"]),
    "div": (r"c = \frac{a}{b}", [r"\frac{1}{b}", r"-\frac{c}{b}"]),
    "neg": ("c = -a", ["-1"]),
    "pow": ("c = a^{b}", [r"b \cdot a^{b - 1}", r"a^{b} \cdot \ln(a)"]),
    "exp": ("c = e^{a}", ["c"]),
    "log": (r"c = \ln(a)", [r"\frac{1}{a}"]),
    "sqrt": (r"c = \sqrt{a}", [r"\frac{0.5}{c}"]),
    "tanh": (r"c = \tanh(a)", [r"1 - c \cdot c"]),
    "sigmoid": (r"c = \sigma(a)", [r"c \cdot \left(1 - c\right)"]),
    "log_sigmoid": (r"c = \ln(\sigma(a))", [r"\sigma(-a)"]),
    "relu": (r"c = \mathrm{relu}(a)", [r"\mathbf{1}[a > 0]"]),
    "abs": (r"c = \left|a\right|", [r"\mathrm{sgn}(a)"]),
    "sin": (r"c = \sin(a)", [r"\cos(a)"]),
    "cos": (r"c = \cos(a)", [r"-\sin(a)"]),
    "max": (
        r"c = \max(a, b)",
        [
            r"\mathbf{1}[a > b] + \frac{1}{2} \cdot \mathbf{1}[a = b]",
            r"\mathbf{1}[b > a] + \frac{1}{2} \cdot \mathbf{1}[b = a]",
        ],
    ),
    "min": (
        r"c = \min(a, b)",
        [
            r"\mathbf{1}[b > a] + \frac{1}{2} \cdot \mathbf{1}[b = a]",
            r"\mathbf{1}[a > b] + \frac{1}{2} \cdot \mathbf{1}[a = b]",
        ],
    ),
    "total": (r"c = \sum_{i} a_{i}", ["1"]),
    "dot": (r"c = \sum_{i} a_{i} \cdot b_{i}", ["b_{i}", "a_{i}"]),
}
NAMES = {"a": "a", "b": "b"}
EXPRESSIONS = {
    "a - (b - a)": r"a - \left(b - a\right)",
    "a - b - a": "a - b - a",
    "(a + b) * a": r"\left(a + b\right) \cdot a",
    "a * (b / a)": r"a \cdot \frac{b}{a}",
    "a / (b + 1)": r"\frac{a}{b + 1}",
    "-a / b": r"-\frac{a}{b}",
    "-(a + b)": r"-\left(a + b\right)",
    "-(-a)": r"-\left(-a\right)",
    "a * -b": r"a \cdot \left(-b\right)",
    "a + -b": r"a + \left(-b\right)",
    "power(a + b, 2)": r"\left(a + b\right)^{2}",
    "power(-a, b)": r"\left(-a\right)^{b}",
    "power(a / b, 2)": r"\left(\frac{a}{b}\right)^{2}",
    "power(power(a, b), 2)": r"\left(a^{b}\right)^{2}",
    "power(exp(a), 2)": r"\left(e^{a}\right)^{2}",
    "power(sin(a), 2)": r"\left(\sin(a)\right)^{2}",
    "power(abs(a), 2)": r"\left|a\right|^{2}",
    "slope_of_power(a + b, 2)": r"2 \cdot \left(a + b\right)^{2 - 1}",
    "a * above(a, b)": r"a \cdot \left(\mathbf{1}[a > b] + \frac{1}{2} \cdot \mathbf{1}[a = b]\right)",
    "0.5 + 1e-12": r"0.5 + 1 \cdot 10^{-12}",
}
FOLDED_NAMES = ("w_1", "x", "b")


def every_string():
    """Every string that this file knows how to make."""
    made = list(EXPRESSIONS.values())
    for op in OPS.values():
        made += [operation_latex(op), *partials_latex(op)] if op.arity else []
    return [*made, operation_latex(OPS["dot"], FOLDED_NAMES), *partials_latex(OPS["dot"], FOLDED_NAMES, r"\hat{y}")]


def test_what_is_written_here_is_in_the_table():
    """An operation that is not written here is held against its numbers all the same, in test_table.py."""
    assert set(EXPECTED) <= set(OPS)
    assert len(EXPECTED) >= 20


@pytest.mark.parametrize("name", EXPECTED)
def test_an_operation_and_its_local_derivatives(name):
    op = OPS[name]
    formula, slopes = EXPECTED[name]
    index = "_{i}" if op.folded else ""
    assert operation_latex(op) == formula
    assert partials_latex(op) == [
        rf"\frac{{\partial c}}{{\partial {x}{index}}} = {slope}" for x, slope in zip(op.operands, slopes, strict=True)
    ]


@pytest.mark.parametrize(("text", "latex"), EXPRESSIONS.items())
def test_an_expression_has_the_brackets_it_needs(text, latex):
    assert to_latex(text, NAMES) == latex


def test_other_names_and_a_bias():
    assert operation_latex(OPS["mul"], (r"\delta", "w_1"), "g") == r"g = \delta \cdot w_1"
    assert partials_latex(OPS["exp"], ("z",), "y") == [r"\frac{\partial y}{\partial z} = y"]
    dot = OPS["dot"]
    assert operation_latex(dot, FOLDED_NAMES, "z") == r"z = \sum_{i} {w_1}_{i} \cdot x_{i} + b"
    assert partials_latex(dot, FOLDED_NAMES, "z")[1:] == [
        r"\frac{\partial z}{\partial x_{i}} = {w_1}_{i}",
        r"\frac{\partial z}{\partial b} = 1",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a ** b", "Pow"),
        ("a % b", "Mod"),
        ("+a", "UAdd|UnaryOp"),
        ("a if b else a", "IfExp"),
        ("a > b", "Compare"),
        ("erf(a)", "function 'erf'"),
        ("a.exp()", "Call"),
        ("exp(a, b)", "'exp' takes 1 operands, got 2"),
        ("above(a)", "'above' takes 2 operands, got 1"),
        ("exp(x=a)", "Call"),
        ("a * z", "'z' has no name"),
        ("True", "Constant"),
        ("'a'", "Constant"),
        ("1e999", "inf"),
    ],
)
def test_what_cannot_be_written_is_named(text, told):
    with pytest.raises(ValueError, match=told):
        to_latex(text, NAMES)


def test_a_constant_and_missing_names_are_errors():
    with pytest.raises(ValueError, match="'const' computes nothing"):
        operation_latex(OPS["const"])
    with pytest.raises(ValueError, match="'mul' has 2 operands, got 1 names"):
        partials_latex(OPS["mul"], ("a",))


def test_every_brace_and_bracket_balances():
    for latex in every_string():
        depth = 0
        for character in re.sub(r"[^{}]", "", latex):
            depth += 1 if character == "{" else -1
            assert depth >= 0, latex
        assert depth == 0, latex
        assert latex.count(r"\left") == latex.count(r"\right"), latex
        assert latex.count("(") == latex.count(")"), latex


@pytest.mark.slow
def test_matplotlib_can_read_every_string():
    pytest.importorskip("matplotlib", reason="needs matplotlib: pip install matplotlib")
    from matplotlib.mathtext import MathTextParser

    parser = MathTextParser("path")
    for latex in every_string():
        parser.parse(f"${latex}$")
