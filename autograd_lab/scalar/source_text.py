"""Pieces of Python source: names, sums that fit on a line, and the functions that a generated program needs."""

from __future__ import annotations

import keyword

from autograd_lab.errors import GraphError
from autograd_lab.scalar.ops import CONST, FUNCTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograd_lab.scalar.value import Value

WIDTH = 100  # characters in a line
LONGEST_SUM = 100  # terms that are written with plus signs; a compiler gives up on thousands

_IMPORTS = ("array", "dot", "log1p", "maximum", "minimum", "sum", "where")
#: the table's functions for numbers and arrays: taken from NumPy, or written out
_FROM_NUMPY = {name: name for name in ("exp", "log", "tanh", "sqrt", "sin", "cos", "sign")}
_FROM_NUMPY |= {"max": "maximum as max", "min": "minimum as min"}
_WRITTEN = {
    "power": ("", "power(a, b):\n    return a**b"),
    "sigmoid": ("exp where", "sigmoid(x):\n    e = exp(-abs(x))\n    return where(x >= 0, 1.0, e) / (1.0 + e)"),
    "log_sigmoid": (
        "exp log1p minimum",
        "log_sigmoid(x):\n    return minimum(x, 0.0) - log1p(exp(-abs(x)))",
    ),
    "relu": ("maximum", "relu(x):\n    return maximum(x, 0.0)"),
    "step": ("", "step(x):\n    return x > 0.0"),
    "above": ("", "above(a, b):\n    return (a > b) * 1.0 + (a == b) * 0.5"),
    "slope_of_power": (
        "where",
        "slope_of_power(a, b):\n    return b * a ** where(b == 0, 1.0, b - 1.0)",
    ),
    "slope_of_exponent": (
        "log where",
        "slope_of_exponent(a, b):\n    return where(a == 0, 0.0, a**b * log(where(a == 0, 1.0, a)))",
    ),
    "summed": (
        "sum",
        "summed(gradient, like):\n"
        '    """The gradient of a number that all rows of a batch share: the sum over the rows."""\n'
        '    return sum(gradient) if getattr(gradient, "ndim", 0) > getattr(like, "ndim", 0) else gradient',
    ),
}


#: what a generated program may define or import
RESERVED = {*FUNCTIONS, *_WRITTEN, *_IMPORTS}
PREFIXES = ("grad_", "weights_", "layer_")  # names that begin so are made by the writer


def added(terms: list[str]) -> str:
    """Terms added up."""
    if len(terms) > LONGEST_SUM:
        middle = len(terms) // 2
        return f"({added(terms[:middle])})\n+ ({added(terms[middle:])})"
    text = " + ".join(terms).replace("+ -", "- ")
    return text if len(text) < WIDTH else "\n+ ".join(terms)


def bracketed(text: str) -> str:
    """A factor: in brackets unless it is one name or one call."""
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth == 0 and character in " -":
            return f"({text})"
    return text


def assigned(name: str, text: str) -> str:
    """`name = text`, in brackets when the text has several lines."""
    if "\n" not in text:
        return f"{name} = {text}"
    return f"{name} = (\n    " + text.replace("\n", "\n    ") + "\n)"


def literal(number: float) -> str:
    """A number as source, also an infinite one."""
    return repr(number) if number - number == 0.0 else f'float("{number}")'


def names_of(leaves: Iterable[Value], inner: Iterable[Value], function: str) -> dict[Value, str]:
    """A name for every node: its own where Python allows it, else p0, p1 … for leaves and v0, v1 … for results."""
    taken = {*RESERVED, *keyword.kwlist, function, "float", "getattr", "ones"}
    names: dict[Value, str] = {}
    for letter, nodes in (("p", leaves), ("v", inner)):
        for number, node in enumerate(nodes):
            if node.op is CONST:
                names[node] = literal(node._data) if node._data >= 0 else f"({literal(node._data)})"
                continue
            name = node._name or ""
            if letter == "p" and name in taken and name in names.values():
                raise GraphError(f"to_python: two leaves are called {name!r}. Give each a name of its own.")
            if not name.isidentifier() or name in taken or name.startswith(PREFIXES):
                name = f"{letter}{number}"
                while name in taken:
                    name += "_"
            taken.add(name)
            names[node] = name
    return names


def header(text: str) -> str:
    """The imports and functions that a text calls."""
    called = _words(text)
    written = [name for name in _WRITTEN if name in called]
    for name in written:
        called.update(_WRITTEN[name][0].split())
    imports = sorted([_FROM_NUMPY[n] for n in _FROM_NUMPY if n in called] + [n for n in _IMPORTS if n in called])
    imported = f"from numpy import {', '.join(imports)}\n\n\n" if imports else ""
    return imported + "".join(f"def {_WRITTEN[name][1]}\n\n\n" for name in written)


def _words(text: str) -> set[str]:
    """Every name that stands in a source before a bracket."""
    pieces = "".join(c if c.isalnum() or c in "_(" else " " for c in text).replace("(", "( ").split()
    return {piece[:-1] for piece in pieces if piece.endswith("(")}


def stacked(names: list[str]) -> str:
    """An array of several, one above the other."""
    lines, line = [], ""
    for name in names:
        if len(line) + len(name) > WIDTH:
            lines.append(line)
            line = ""
        line += f"{name}, "
    return "array((" + "\n".join([*lines, line])[:-1] + "))"
