"""The one registry of labelled equations: the text, the problem sets, the exams and the docstrings quote from here.

A formula that is typed twice will differ one day. Text writes `{{eq:label}}` to display an equation and
`{{ref:label}}` to point at it; formula, number and source come from `equations.toml` alone.
"""

import re
import tomllib
from importlib.resources import files
from typing import Any, NamedTuple

FILE = "equations.toml"
KEYS = ("number", "latex", "source")


class Equation(NamedTuple):
    """One numbered equation.

    label    what the text writes: lower case, hyphens
    number   what the reader sees, "chapter.position"
    latex    the formula, without delimiters and without its number
    source   where it can be read elsewhere, or how it follows
    chapter  the chapter that introduces it, and the only one that may display it
    """

    label: str
    number: str
    latex: str
    source: str
    chapter: int


def read_equations(tables: dict[str, dict[str, Any]]) -> dict[str, Equation]:
    """The equations by label. Raises ValueError for other keys than these three, or a number used twice."""
    found: dict[str, Equation] = {}
    numbers: dict[str, str] = {}
    for label, table in tables.items():
        if sorted(table) != sorted(KEYS):
            raise ValueError(f"{FILE}: [{label}] has {', '.join(table) or 'nothing'}; it needs {', '.join(KEYS)}")
        number, latex, source = (table[key] for key in KEYS)
        if not re.fullmatch(r"\d+\.\d+", number):
            raise ValueError(f'{FILE}: [{label}] has the number {number!r}; write it as "chapter.position", e.g. "8.3"')
        if number in numbers:
            raise ValueError(f"{FILE}: {label!r} and {numbers[number]!r} both have the number {number}: change one")
        numbers[number] = label
        found[label] = Equation(label, number, latex, source, int(number.partition(".")[0]))
    return found


EQUATIONS = read_equations(tomllib.loads((files("autograd_lab.equations") / FILE).read_text(encoding="utf-8")))
