"""The four equations of a layer in a convention, on numbers: what the sheet prints as formulas and as shapes."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd_lab.authoring.teaching.paper.authored import EQUATION_NAMES, Convention

Array = np.ndarray[Any, np.dtype[np.float64]]
SIZES = {5: "N", 3: "n_in", 4: "n_out", 2: "n_next"}
"""A batch of five, a layer from three to four neurons, and two in the next: no two sizes are the same."""


def values(convention: Convention, given: Mapping[str, Array]) -> dict[str, Array]:
    """What each equation's code gives, by its name, from arrays that lie as the convention has them.

    given   `a_prev`, `W`, `b`, `z`, `dL_da`, `delta`, `delta_next`, `W_next`
    """
    slope = {"slope": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2}
    return {name: eval(convention.code[name], slope | dict(given)) for name in EQUATION_NAMES}  # noqa: S307 - the course's own text


def laid_out(convention: Convention, rows: Mapping[str, Array]) -> dict[str, Array]:
    """Arrays in the course's own layout (examples as rows, W from in to out) as another convention has them."""
    turned = {"W", "W_next"} if convention.weight == "out, in" else set()
    columns = convention.example == "column"
    by_example = {"a_prev", "z", "dL_da", "delta", "delta_next"} if columns else set()
    found = {name: array.T if name in turned | by_example else array for name, array in rows.items()}
    return {**found, "b": rows["b"][:, None]} if columns else found


def shapes(convention: Convention) -> dict[str, str]:
    """The shape of each array of a layer, in letters, from a run on arrays of SIZES.

    >>> from pathlib import Path
    >>> from autograd_lab.authoring.teaching.paper.authored import load
    >>> shapes(load(Path()).conventions[0])["W"]
    '(n_in, n_out)'
    """
    n, n_in, n_out, n_next = SIZES
    sizes = {
        "a_prev": (n, n_in),
        "W": (n_in, n_out),
        "b": (n_out,),
        "z": (n, n_out),
        "dL_da": (n, n_out),
        "delta": (n, n_out),
        "delta_next": (n, n_next),
        "W_next": (n_out, n_next),
    }
    given = laid_out(convention, {name: np.zeros(shape) for name, shape in sizes.items()})
    arrays = {**{name: given[name] for name in ("a_prev", "W", "b")}, **values(convention, given)}
    return {name: _letters(array.shape) for name, array in arrays.items()}


def _letters(shape: tuple[int, ...]) -> str:
    inside = ", ".join(SIZES.get(size, str(size)) for size in shape)
    return f"({inside},)" if len(shape) == 1 else f"({inside})"
