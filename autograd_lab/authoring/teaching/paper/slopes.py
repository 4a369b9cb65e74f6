"""The table of operations as the sheet prints it: what each computes, and its local slopes."""

from dataclasses import dataclass

from autograd_lab.errors import LabError
from autograd_lab.scalar.latex import operation_latex, partials_latex
from autograd_lab.scalar.ops import Op, op_named


@dataclass(frozen=True)
class Slopes:
    """A row of the sheet: the operation, its formula as LaTeX, and the slope in each operand as LaTeX and as text."""

    op: Op
    formula: str
    latex: tuple[str, ...]
    texts: tuple[str, ...]


def slopes_of(name: str) -> Slopes:
    r"""The row of an operation. Raises LabError for a name that the table lacks, and for one without a formula.

    >>> print(*slopes_of("tanh").latex)
    1 - c \cdot c
    """
    op = op_named(name)
    try:
        formula, partials = operation_latex(op), partials_latex(op)
    except ValueError as problem:
        raise LabError(
            f"the operation {name!r} has no formula for the sheet: {problem}.\n"
            "  Give its function `latex` or `means` in MATHS of autograd_lab/scalar/ops.py."
        ) from None
    return Slopes(op, formula, tuple(partial.partition(" = ")[2] for partial in partials), op.partials)
