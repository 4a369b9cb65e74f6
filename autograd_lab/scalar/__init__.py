"""The scalar engine: numbers that remember how they were made, and the backward pass over them. Standard library only.

Begin with `value.py`, the engine itself; `ops.py` is the table of operations, `graph.py` the order of a graph.
"""

from autograd_lab.scalar.graph import leaves_and_inner as leaves_and_inner, topological as topological
from autograd_lab.scalar.ops import OPS as OPS
from autograd_lab.scalar.value import (
    Value as Value,
    _folded as _folded,  # chapter 6 prints these two
    _method as _method,
    lift as lift,
    sweep as sweep,
)
