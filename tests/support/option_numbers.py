"""Numbers of the inventory's options: what an expression gives, what a text says, and whether the two are one."""

import math
import re

NAMES = {name: getattr(math, name) for name in ("exp", "sin", "tanh", "sqrt", "log")} | {
    "sigma": lambda z: 1 / (1 + math.exp(-z))
}


def worked_out(expression: str) -> list:
    """What the expression of an option gives, as a list."""
    found = eval(expression, dict(NAMES))
    return found if isinstance(found, list) else [found]


def numbers_in(text: str) -> list[float]:
    """The numbers of an option's text, in their order: "(−24, 7)" has −24 and 7, "2-3" has 2 and 3."""
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.replace("−", "-"))
    return [float(found) for found in re.findall(r"(?:(?<!\d)-)?\d+(?:\.\d+)?(?:e[+-]?\d+)?", plain)]


def agrees(said: float, found: float) -> bool:
    """Whether a rounded number, of two digits or more where it is rounded, is the one that was worked out."""
    return math.isclose(said, found, rel_tol=1e-9, abs_tol=1e-12) or (
        abs(found) > 1e-12 and abs(said - found) <= 0.02 * abs(found)
    )
