"""Tensors: arrays that remember how they were made, and the rules of their operations.

`node.py` is an array in a graph, `sweep.py` the backward pass, `tensor.py` what can be written with tensors.

A rule takes NumPy arrays and returns `(out, pulls)`: the result, and for each operand a function that turns
∂L/∂out into ∂L/∂operand. A pull keeps the arrays it needs and never the Tensor, so a graph has no cycles and is
freed the moment its last name is gone. Rules do not care about broadcasting: the sweep sums over the repeated axes.
"""

from autograd_lab.tensor.tensor import (
    Tensor as Tensor,
    _unpickled_leaf as _restored,  # noqa: F401 - pickles of the first edition name it
    no_grad as no_grad,
)
