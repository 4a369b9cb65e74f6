"""Tools for the banks of right and wrong answers: `wrong` makes a variant, `s` is σ and `e` is exp. Most variants are
one line.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

e = np.exp


def s(z: Array) -> Array:
    """σ(z) = 1/(1 + e^−z), the shape of z."""
    return np.asarray(1 / (1 + e(-z)))


def wrong(mistake: str, name: str, function: Callable[..., Any]) -> Variant:
    """A variant that makes `mistake`, an id of the catalogue; `name` says how."""
    return Variant(name, function, mistake)
