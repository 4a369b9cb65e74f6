"""Pieces that the written formulas of several problem sets share, with a name for each ingredient."""

from typing import Any

from autograd_lab.mistakes import Take
from autograd_lab.mistakes.search.formula import Constant
from autograd_lab.mistakes.search.operations import MINUS


def one_minus_a(take: Take, a: Any, layer: int = 0) -> Any:
    """1 − a, the second factor of the slope σ'(z) = a(1 − a)."""
    minus, one = take("the minus in 1 − a", MINUS, layer), take("the 1 in 1 − a", Constant(1.0), layer)
    return take("1 − a", minus(one, take("the a in 1 − a", a, layer)), layer)
