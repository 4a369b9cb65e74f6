"""Pieces of Python source: names, sums that fit on a line, and the functions that a generated program needs."""

from __future__ import annotations

import keyword

from autograd_lab.errors import GraphError, LabError
from autograd_lab.scalar.ops import CONST, FUNCTIONS, MATHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeVar

    from autograd_lab.scalar.graph import Node

    N = TypeVar("N", bound=Node)

WIDTH = 100  # characters in a line
LONGEST_SUM = 100  # terms that are written with plus signs; a compiler gives up on thousands

#: NumPy's functions that the writer itself calls, and a function of its own; those of the table stand in ops.MATHS
_WRITERS_OWN = ("array", "dot", "sum")
_SUMMED = (
    "def summed(gradient, like):\n"
    '    """The gradient of a number that all rows of a batch share: the sum over the rows."""\n'
    '    return sum(gradient) if getattr(gradient, "ndim", 0) > getattr(like, "ndim", 0) else gradient'
)
_PYTHONS_OWN = ("abs", "float", "getattr")


def called_names(source: str) -> set[str]:
    """Every name that stands before an opening bracket in a source, definitions included."""
    pieces = "".join(c if c.isalnum() or c in "_(" else " " for c in source).replace("(", "( ").split()
    return {piece[:-1] for piece in pieces if piece.endswith("(") and piece != "("}


#: function -> its whole definition, where it is not NumPy's own
DEFINED = {name: maths.arrays for name, maths in MATHS.items() if maths.arrays.startswith("def ")} | {"summed": _SUMMED}
#: function -> what is imported from NumPy for it, e.g. "maximum as max"
_IMPORTED = {
    name: maths.arrays if maths.arrays == name else f"{maths.arrays} as {name}"
    for name, maths in MATHS.items()
    if maths.arrays and name not in DEFINED and maths.arrays not in _PYTHONS_OWN
}
#: NumPy's functions that definitions call
_HELPERS = {called for text in DEFINED.values() for called in called_names(text)} - {*DEFINED, *MATHS, *_PYTHONS_OWN}
_IMPORTED |= {name: name for name in (*_WRITERS_OWN, *_HELPERS)}

#: what a generated program may define or import
RESERVED = {*FUNCTIONS, *DEFINED, *_IMPORTED}
PREFIXES = ("grad_", "weights_", "layer_")  # names that begin so are made by the writer


def sum_text(terms: list[str]) -> str:
    """The sum of terms, over several lines when it is long."""
    if len(terms) > LONGEST_SUM:
        middle = len(terms) // 2
        return f"({sum_text(terms[:middle])})\n+ ({sum_text(terms[middle:])})"
    text = " + ".join(terms).replace("+ -", "- ")
    return text if len(text) < WIDTH else "\n+ ".join(terms)


def factor_text(text: str) -> str:
    """A text as a factor: in brackets unless it is one name or one call."""
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth == 0 and character in " -":
            return f"({text})"
    return text


def assignment(name: str, text: str) -> str:
    """`name = text`, in brackets when the text has several lines."""
    return f"{name} = {text}" if "\n" not in text else f"{name} = (\n    " + text.replace("\n", "\n    ") + "\n)"


def literal(number: float) -> str:
    """A number as source, also an infinite one."""
    return repr(number) if number - number == 0.0 else f'float("{number}")'


def names_of(leaves: Iterable[N], inner: Iterable[N], function: str) -> dict[N, str]:
    """A name for every node: its own where Python allows it, else p0, p1 … for leaves and v0, v1 … for results."""
    taken = {*RESERVED, *keyword.kwlist, function, "float", "getattr", "ones"}
    names: dict[N, str] = {}
    for letter, nodes in (("p", leaves), ("v", inner)):
        for number, node in enumerate(nodes):
            if node.op is CONST:
                names[node] = literal(node._data) if node._data >= 0 else f"({literal(node._data)})"
                continue
            name = node.name or ""
            if letter == "p" and name in taken and name in names.values():
                raise GraphError(f"to_python: two leaves are called {name!r}. Give each a name of its own.")
            if not name.isidentifier() or name in taken or name.startswith(PREFIXES):
                name = f"{letter}{number}"
                while name in taken:
                    name += "_"
            taken.add(name)
            names[node] = name
    return names


def header(text: str, own: str = "") -> str:
    """The imports and definitions that a program needs, to be put before it.

    text    the program's source
    own     the name of the function that it defines
    Raises LabError for a function that has no NumPy code, since the program would end in a NameError.

    >>> print(header("y = relu(x) + dot(w, x)").rstrip())
    from numpy import dot, maximum
    <BLANKLINE>
    <BLANKLINE>
    def relu(x):
        return maximum(x, 0.0)
    """
    needed, waiting = set[str](), called_names(text)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting |= called_names(DEFINED.get(name, ""))
    unknown = needed - {*DEFINED, *_IMPORTED, *_PYTHONS_OWN, own}
    if unknown:
        raise LabError(
            f"to_python cannot write {', '.join(sorted(unknown))}: the function has no NumPy code.\n"
            "  Give it `arrays` in MATHS of autograd_lab/scalar/ops.py: NumPy's name for it, or a definition."
        )
    imports = ", ".join(sorted(_IMPORTED[name] for name in needed if name in _IMPORTED))
    imported = f"from numpy import {imports}\n\n\n" if imports else ""
    return imported + "".join(f"{text}\n\n\n" for name, text in DEFINED.items() if name in needed)


def array_text(names: list[str]) -> str:
    """The source of an array whose rows have these names."""
    lines, line = [], ""
    for name in names:
        if len(line) + len(name) > WIDTH:
            lines.append(line)
            line = ""
        line += f"{name}, "
    return "array((" + "\n".join([*lines, line])[:-1] + "))"
