"""An operation that only Python knows, for graphs whose numbers a page cannot compute."""

from autograd_lab import Value
from autograd_lab.scalar.ops import Op

CUBE = Op("cube", "a * a * a", ("3 * a * a",), "³")


def by(op, operand, result):
    """A Value made by an operation that is not in the table."""
    made = Value(result)
    made.op, made._a = op, operand
    return made
