"""Mistakes as edits of a formula: one ingredient in place of another, or the rows put together wrongly.

A right answer is made of ingredients: the residual a − y, the slope σ'(z), the upstream gradient. Forgetting the slope
is the same as replacing it by 1, in every question. So an edit is known once, and predicts the answer of every question
that has the ingredient.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

Array = np.ndarray[Any, Any]
Parts = tuple[Array, ...]
Ingredients = Mapping[str, Any]
Result = TypeVar("Result")

_NOTHING = np.array(np.nan)  # equal to no answer


@dataclass(frozen=True)
class Raised:
    """The type of the error that a function raised, in place of its numbers."""

    type: str


def result_or_error(compute: Callable[[], Result]) -> Result | Raised:
    """What `compute()` returns, or the type of the error that it raises; NumPy's warnings are off meanwhile."""
    try:
        with np.errstate(all="ignore"):
            return compute()
    except Exception as error:
        return Raised(type(error).__name__)


def always(value: Any) -> Callable[[Ingredients], Any]:
    """A swap's function that gives this value, whatever the ingredients are."""
    return lambda made_of: value


@dataclass(frozen=True)
class Swap:
    """An edit: under `mistake`, the ingredient `role` is replaced by `by(ingredients)`, which may use all of them."""

    mistake: str
    role: str
    by: Callable[[Ingredients], Any]


@dataclass(frozen=True)
class Anatomy:
    """The ingredients of the right answer to one draw, and how it is built; an answer may have several.

    ingredients  by role; those that `build` does not use are there for the swaps (a target, a pre-activation)
    build        ingredients → the parts of the answer
    rows         for each part that is a sum over rows, its contributions, shape (N, *shape of the part); else None
    by_row       whether each part keeps one entry per row

    >>> residual = np.array([1.0, -2.0])
    >>> mean = Anatomy({"residual": residual}, lambda i: (np.asarray(np.mean(i["residual"] ** 2)),))
    >>> absolute = Swap("absolute-loss", "residual", lambda i: np.sqrt(np.abs(i["residual"])))
    >>> [(mistake, round(float(parts[0]), 6)) for mistake, parts in edits([mean], (absolute,))]
    [('absolute-loss', 1.5)]
    """

    ingredients: Ingredients
    build: Callable[[Ingredients], Parts]
    rows: tuple[Array | None, ...] = ()
    by_row: bool = False


Edit = Callable[[Array], Array]


def _of_matrix(answer: Array, edited: Array) -> Array:
    """The edited answer where the answer has a second axis, else NaN."""
    return edited if answer.ndim > 1 else _NOTHING


def _only_row(answer: Array, row: int) -> Array:
    """The answer with zeros in all rows but one."""
    filled = np.zeros_like(answer)
    filled[row] = answer[row]
    return filled


#: contributions (N, …) of the rows → what comes out when they are put together wrongly
ROWS: tuple[tuple[str, Edit], ...] = (
    ("not-summed", lambda rows: rows),
    ("first-row", lambda rows: rows[0]),
    ("overwritten", lambda rows: rows[-1]),
    ("row-kept", lambda rows: _of_matrix(rows, rows.sum(axis=0, keepdims=True))),
    ("wrong-axis", lambda rows: rows.sum(axis=-1)),
    ("wrong-axis", lambda rows: rows.mean(axis=-1)),
    ("summed-too-far", lambda rows: rows.sum()),
    ("summed-too-far", lambda rows: rows.mean()),
    ("summed-too-far", lambda rows: rows.sum(axis=0).mean()),
)
#: an answer (N, …) with one entry per row → what is left when the rows, or the units of a row, are put together
BY_ROW: tuple[tuple[str, Edit], ...] = (
    ("rows-summed", lambda answer: answer.sum(axis=0)),
    ("rows-summed", lambda answer: answer.mean(axis=0)),
    ("rows-summed", lambda answer: answer.sum(axis=0, keepdims=True)),
    ("first-row", lambda answer: answer[0]),
    ("first-row", lambda answer: answer[:1]),
    ("first-row", lambda answer: answer.flat[0]),
    ("first-row", lambda answer: _only_row(answer, 0)),
    ("overwritten", lambda answer: answer[-1]),
    ("overwritten", lambda answer: _only_row(answer, -1)),
    ("units-summed", lambda answer: _of_matrix(answer, answer.sum(axis=-1))),
    ("units-summed", lambda answer: _of_matrix(answer, answer.mean(axis=-1))),
    ("units-summed", lambda answer: _of_matrix(answer, answer.sum(axis=-1, keepdims=True))),
    ("units-summed", lambda answer: _of_matrix(answer, answer.sum())),
    ("units-summed", lambda answer: _of_matrix(answer, answer.mean())),
)


def edits(anatomies: Iterable[Anatomy], swaps: tuple[Swap, ...]) -> list[tuple[str, Parts | Raised]]:
    """Every edit that applies, with its prediction; the same edits in the same order for each draw."""
    return [edit for anatomy in anatomies for edit in _edits(anatomy, swaps)]


def _edits(anatomy: Anatomy, swaps: tuple[Swap, ...]) -> list[tuple[str, Parts | Raised]]:
    found: list[tuple[str, Parts | Raised]] = []
    for swap in swaps:
        if swap.role in anatomy.ingredients:
            found += _swapped(anatomy, swap)
    if anatomy.rows:
        found += [(mistake, tuple(map(_guarded(edit), anatomy.rows))) for mistake, edit in ROWS]
    if anatomy.by_row:
        right = anatomy.build(anatomy.ingredients)
        found += [(mistake, tuple(map(_guarded(edit), right))) for mistake, edit in BY_ROW]
    return found


def _swapped(anatomy: Anatomy, swap: Swap) -> list[tuple[str, Parts | Raised]]:
    """The answer with one ingredient replaced, or the error that this raises; [] where the swap lacks an ingredient."""
    try:
        with np.errstate(all="ignore"):
            parts = anatomy.build({**anatomy.ingredients, swap.role: swap.by(anatomy.ingredients)})
    except KeyError:
        return []
    except Exception as error:  # shapes that do not fit: the student's line raises the same
        return [(swap.mistake, Raised(type(error).__name__))]
    return [(swap.mistake, tuple(np.asarray(part, dtype=float) for part in parts))]


def _guarded(edit: Edit) -> Callable[[Array | None], Array]:
    """The edit of an array that has axes; NaN, which equals no answer, of anything else."""
    return lambda array: _NOTHING if array is None or not array.ndim else np.asarray(edit(array), dtype=float)
