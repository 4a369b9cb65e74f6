"""Matrices of backpropagation: a product entry by entry, and a puzzle of shapes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.viz.figures.arguments import finite_numbers
from autograd_lab.viz.figures.figure import Figure

LARGEST_PRODUCT = 8  # rows or columns that can still be read
LARGEST_SIZE = 5  # of the puzzle
SHAPES = {
    "X": ("N", "n_in"),
    "Xᵀ": ("n_in", "N"),
    "W": ("n_in", "n_out"),
    "Wᵀ": ("n_out", "n_in"),
    "δ": ("N", "n_out"),
    "δᵀ": ("n_out", "N"),
}
GOALS = {"∂L/∂W": ("W", ("Xᵀ", "δ")), "∂L/∂X": ("X", ("δ", "Wᵀ"))}


def matrix_product(
    left: Iterable[Iterable[float]],
    right: Iterable[Iterable[float]],
    *,
    names: tuple[str, str, str] = ("A", "B", "A B"),
    row_names: Sequence[str] = (),
    inner_names: Sequence[str] = (),
    column_names: Sequence[str] = (),
    at: tuple[int, int] = (0, 0),
    backward: bool = False,
    title: str = "A matrix product, one entry at a time",
) -> Figure:
    """`left` times `right`; the reader chooses an entry of the result, and sees its row, its column and its sum.

    names         of left, right and the product
    row_names     of the rows of left, which are the rows of the result
    inner_names   of the columns of left, which are the rows of right
    column_names  of the columns of right, which are the columns of the result
    at            the entry that is lit at first, counted from 0
    backward      whether these are gradients: they are lit in the colour of the backward pass
    raises        ShapeError when the two do not fit, LabError for what is no matrix of finite numbers

    >>> from autograd_lab.viz import figures
    >>> figures.matrix_product([[1, 2], [0, 1]], [[3], [4]], names=("X", "W", "Z"))
    Figure('A matrix product, one entry at a time')
    """
    a, b = _matrix("matrix_product(left=...)", left), _matrix("matrix_product(right=...)", right)
    if len(a[0]) != len(b):
        raise ShapeError(
            f"matrix_product: the shapes {(len(a), len(a[0]))} and {(len(b), len(b[0]))} do not fit.\n"
            "  A row of the left one meets a column of the right one, so the two must be of one length."
        )
    for what, given, count in (
        ("row_names", row_names, len(a)),
        ("inner_names", inner_names, len(b)),
        ("column_names", column_names, len(b[0])),
    ):
        if given and len(given) != count:
            raise ShapeError(f"matrix_product({what}=...): {len(given)} names for {count}")
    row, column = at
    if not (0 <= row < len(a) and 0 <= column < len(b[0])):
        raise LabError(f"matrix_product(at=...): there is no entry {at!r} in a result of {(len(a), len(b[0]))}")
    settings = {
        "left": a, "right": b, "names": list(names), "row_names": list(row_names), "inner_names": list(inner_names),
        "column_names": list(column_names), "row": row, "column": column, "backward": backward, "title": title,
    }  # fmt: skip
    rows: list[list[float | str]] = []
    for i, j in itertools.product(range(len(a)), range(len(b[0]))):
        pairs = [(x, line[j]) for x, line in zip(a[i], b, strict=True)]
        entry = f"row {i + 1}, column {j + 1}"
        rows.append([entry, " + ".join(f"{x:g} · {y:g}" for x, y in pairs), sum(x * y for x, y in pairs)])
    return Figure("matrix_product", settings, ((f"entry of {names[2]}", "row times column", "sum"), rows))


def shape_puzzle(
    *,
    goal: str = "∂L/∂W",
    left: str = "X",
    right: str = "δ",
    N: int = 4,
    n_in: int = 2,
    n_out: int = 3,
    title: str = "Which product is the gradient?",
) -> Figure:
    """Choose two factors among X, W, δ and their transposes; see whether they fit, and whether that is the gradient.

    goal    "∂L/∂W" or "∂L/∂X", for a layer Z = X W + b and δ = ∂L/∂Z
    raises  LabError for another goal or factor, or a size that is no whole number from 1 to 5

    >>> from autograd_lab.viz import figures
    >>> figures.shape_puzzle(goal="∂L/∂X")
    Figure('Which product is the gradient?')
    """
    if goal not in GOALS:
        raise LabError(f"shape_puzzle(goal=...) is one of {', '.join(GOALS)}, got {goal!r}")
    for what, factor in (("left", left), ("right", right)):
        if factor not in SHAPES:
            raise LabError(f"shape_puzzle({what}=...) is one of {', '.join(SHAPES)}, got {factor!r}")
    sizes = {"N": N, "n_in": n_in, "n_out": n_out}
    for name, size in sizes.items():
        if not (isinstance(size, int) and 1 <= size <= LARGEST_SIZE):
            raise LabError(f"shape_puzzle({name}=...) is a whole number from 1 to {LARGEST_SIZE}, got {size!r}")
    settings = {"goal": goal, "left": left, "right": right, "sizes": sizes, "title": title}
    rows: list[list[float | str]] = []
    for l, r in itertools.product(SHAPES, SHAPES):  # noqa: E741 - left and right
        (rows_of, inner), (other, columns) = ([sizes[s] for s in SHAPES[x]] for x in (l, r))
        if inner == other:
            said = f"{goal}" if GOALS[goal][1] == (l, r) else ""
            rows.append([f"{l} {r}", f"({rows_of}, {inner}) · ({other}, {columns}) = ({rows_of}, {columns})", said])
    return Figure("shape_puzzle", settings, (("product", "shapes", "what it is"), rows))


def _matrix(what: str, given: Iterable[Iterable[float]]) -> list[list[float]]:
    """A matrix as lists of finite floats, all rows of one length."""
    try:
        rows = [finite_numbers(what, row) for row in given]
    except TypeError:
        rows = []
    if not rows or len({len(row) for row in rows}) != 1:
        raise LabError(f"{what}: expected a matrix, rows of one length, got {given!r:.60}")
    if max(len(rows), len(rows[0])) > LARGEST_PRODUCT:
        raise LabError(f"{what}: more than {LARGEST_PRODUCT} rows or columns cannot be read; show a part of it")
    return rows
