"""Maps with weights: linear, and rows of a table of vectors."""

from __future__ import annotations

from autograd_lab.errors import ShapeError, ValueTypeError
from autograd_lab.functional.operands import Operand, as_weights
from autograd_lab.tensor import products
from autograd_lab.tensor.tensor import Tensor, lift, record


def linear(input: Operand, weight: Operand, bias: Operand | None = None) -> Tensor:
    """input @ weight + bias as one node.

    input (..., n_in), weight (n_in, n_out), bias (n_out,) -> (..., n_out); raises ShapeError when they do not fit.

    >>> from autograd_lab import Tensor, functional
    >>> W, b = Tensor([[1.0, 0.0], [0.0, 2.0]]), Tensor([10.0, 20.0])
    >>> functional.linear([[1.0, 2.0]], W, b)
    Tensor([[11., 24.]])
    """
    if weight.__class__ is not Tensor or (bias is not None and bias.__class__ is not Tensor):
        weight, bias = as_weights("linear", weight, bias)
    x = input if input.__class__ is Tensor else lift(input, "linear", weight._data)
    if bias is None:
        return record("linear", products.linear(x._data, weight._data, None), (x, weight), products.linear, (None,))
    return record("linear", products.linear(x._data, weight._data, bias._data), (x, weight, bias), products.linear)


def embedding(input: Operand, weight: Operand) -> Tensor:
    """Row `input[...]` of weight (words, width) for each whole number: (...) -> (..., width).

    Raises ValueTypeError for an input of other numbers, ShapeError for a word outside the rows.

    >>> from autograd_lab import Tensor, functional
    >>> vectors = Tensor([[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    >>> words = functional.embedding([2, 2, 1], vectors)
    >>> words.sum().backward()
    >>> vectors.grad  # a word that comes twice gets both gradients
    array([[0., 0.],
           [1., 1.],
           [2., 2.]])
    """
    indices = lift(input, "embedding")
    weight, _ = as_weights("embedding", weight, None)
    if weight.ndim != 2:
        raise ShapeError(f"embedding: the table of vectors is (words, width), got shape {weight.shape}")
    if indices.dtype.kind not in "iu":
        raise ValueTypeError(f"embedding: words are whole numbers, got {indices.dtype}. Write indices.astype(int).")
    ruled = products.rows_of(weight._data, indices._data)
    return record("embedding", ruled, (weight,), products.rows_of, (indices,))
