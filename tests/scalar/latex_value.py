"""The number that a formula in LaTeX stands for: so a test can ask whether a formula is right, not how it looks."""

import math
import re

from autograd_lab.scalar.ops import FUNCTIONS

#: what a macro stands for; the rest of the table has to be written in these
MACROS = {"ln": math.log, "tanh": math.tanh, "sin": math.sin, "cos": math.cos, "max": max, "min": min}
NAMES = {
    "round": FUNCTIONS["round"],
    "floor": math.floor,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "abs": abs,
    "relu": FUNCTIONS["relu"],
    "sgn": FUNCTIONS["sign"],
}
SIGMA = {"sigma": lambda x: 1 / (1 + math.exp(-x))}


def latex_value(latex, numbers):
    """The value of a formula, its letters standing for `numbers`; AssertionError for a macro that is not known here."""
    source = latex
    for pattern, python in (
        (r"\\left\\lfloor", "floor("),
        (r"\\right\\rfloor", ")"),
        (r"\\left\|", "abs("),
        (r"\\right\|", ")"),
        (r"\\(left|right)", ""),
        (r"\\mathbf\{1\}\[([^\]]*)\]", lambda found: f"float({found[1].replace('=', '==')})"),
        (r"\\mathrm\{(\w+)\}", r"\1"),
        (r"\\sqrt\{", "sqrt{"),
        (r"\\cdot", "*"),
        (r"\be\^\{", "exp{"),
        (r"\^\{", "**{"),
        (rf"\\({'|'.join([*MACROS, *SIGMA])})\(", r"\1("),
    ):
        source = re.sub(pattern, python, source)
    while r"\frac" in source:
        before, _, rest = source.partition(r"\frac")
        above, rest = _group(rest)
        below, rest = _group(rest)
        source = f"{before}(({above})/({below})){rest}"
    source = source.replace("{", "(").replace("}", ")")
    assert "\\" not in source, (
        f"{latex}: this formula has a macro that tests/scalar/latex_value.py cannot compute.\n"
        "  In scalar/ops.py, write the function's `latex` in elementary functions, or add the macro to MACROS there."
    )
    return float(eval(source, {**MACROS, **NAMES, **SIGMA, "float": float}, dict(numbers)))


def _group(text):
    """The inside of the braces with which a text begins, and what follows."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return text[1:at], text[at + 1 :]
    raise AssertionError(f"a brace is never closed: {text}")
