"""Checks of what is given to a tensor, and the errors that say what to write instead."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import CastWarning, LabError, ShapeError, StaleGraphError, ValueTypeError
from autograd_lab.scalar.value import Value
from autograd_lab.tensor.elementwise import Array

#: what NumPy calls a function -> what to write for a tensor
INSTEAD = {
    "absolute": "abs(t)",
    "amax": "t.max()",
    "amin": "t.min()",
    "append": "functional.concatenate([t, u])",
    "argmax": "t.argmax()",
    "clip": "t.clip(low, high)",
    "concatenate": "functional.concatenate([t, u])",
    "conj": "t",
    "dot": "t @ u",
    "einsum": "t @ u, * and sum",
    "exp": "t.exp()",
    "expand_dims": "t.reshape(...)",
    "ndim": "t.ndim",
    "shape": "t.shape",
    "size": "t.size",
    "ones_like": "Tensor(np.ones(t.shape))",
    "zeros_like": "Tensor(np.zeros(t.shape))",
    "hstack": "functional.concatenate([t, u], axis=1)",
    "inner": "(t * u).sum()",
    "log": "t.log()",
    "max": "t.max()",
    "maximum": "functional.maximum(t, u)",
    "mean": "t.mean()",
    "min": "t.min()",
    "minimum": "functional.minimum(t, u)",
    "outer": "t.reshape(-1, 1) * u",
    "ravel": "t.reshape(-1)",
    "reshape": "t.reshape(...)",
    "sqrt": "t.sqrt()",
    "square": "t ** 2",
    "squeeze": "t.reshape(...)",
    "stack": "functional.stack([t, u])",
    "sum": "t.sum()",
    "swapaxes": "t.transpose(i, j)",
    "tanh": "t.tanh()",
    "transpose": "t.T or t.transpose(i, j)",
    "vstack": "functional.concatenate([t, u])",
    "where": "functional.where(condition, t, u)",
}


#: what NumPy calls the function behind an operator -> the operator
OPERATORS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "true_divide": operator.truediv,
    "power": operator.pow,
    "matmul": operator.matmul,
    "negative": operator.neg,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "equal": operator.eq,
    "not_equal": operator.ne,
}


def cast_warning(described: str, given: np.dtype[Any], kept: np.dtype[Any]) -> CastWarning:
    """The warning for an array that is cast to the dtype of the parameter it is given to."""
    return CastWarning(
        f"t.data = ...: an array of {given} was given to {described}, which keeps its {kept}: the numbers were cast, "
        f"and what is computed with them is {kept}.\n"
        f"  To compute in {given} make the parameter so, e.g. Linear(..., dtype={str(given)!r}); to keep {kept} write "
        f"array.astype({str(kept)!r})."
    )


class EntryError(LabError, IndexError):
    """An index points outside a tensor."""


def index_error(shape: tuple[int, ...], key: object, error: Exception) -> EntryError:
    """The error for an index that NumPy refused, with the shape of the tensor."""
    return EntryError(
        f"t[{key}]: {error}. The tensor has shape {shape}; an axis of length n is indexed from 0 to n − 1."
    )


def numpy_error(name: str) -> ValueTypeError:
    """The error for `np.name(t)`, with what to write instead."""
    cure = INSTEAD.get(name)
    advice = f"Write {cure}." if cure else "Use an operation of Tensor or of autograd_lab.functional."
    return ValueTypeError(
        f"np.{name} does not know how to record a gradient, so it cannot take a Tensor. {advice}\n"
        "  For the bare numbers: t.data, or t.detach().numpy()."
    )


def operator_of(name: str, method: str, options: Mapping[str, object]) -> Callable[..., Any]:
    """Python's operator for a call of np.name on a tensor; raises ValueTypeError where the call is no operator's.

    method, options   as NumPy gives them to `__array_ufunc__`
    """
    if "out" in options and method == "__call__":
        raise ValueTypeError(
            f"np.{name} was to write a Tensor into a NumPy array (array += tensor, perhaps).\n"
            "  Write array = array + tensor, or array += tensor.detach().numpy()."
        )
    if method != "__call__" or options or name not in OPERATORS:
        raise numpy_error(name)
    return OPERATORS[name]


def checked_array(data: object, *, copy: bool, dtype: Any = None) -> Array:
    """`data` as an array of real numbers or of bools; raises ValueTypeError, which says what to write, for the rest.

    copy    whether the array gets memory of its own
    dtype   of the array; None keeps that of the data
    """
    if isinstance(data, Value):
        raise ValueTypeError(f"Tensor takes numbers or arrays, got a Value ({data!r}). {_MIXED}")
    try:
        array = np.array(data, dtype=dtype) if copy else np.asarray(data, dtype=dtype)
    except (ValueError, TypeError) as error:
        if "inhomogeneous" in str(error):
            raise ValueTypeError(
                f"Tensor takes an array of numbers, got {_short_repr(data)}, whose rows have unequal lengths.\n"
                "  Every row must have the same length: pad the shorter ones, and hide the padding by a mask, or leave "
                "it out of the loss."
            ) from None
        raise ValueTypeError(f"Tensor takes an array of numbers, got {_short_repr(data)}: {error}.") from None
    if array.dtype.kind not in "fiub":
        raise ValueTypeError(
            f"Tensor takes an array of real numbers, got {_short_repr(data)} of dtype {array.dtype}. {_advice(array)}"
        )
    return array


def _short_repr(data: object) -> str:
    """The start of an object's repr, with its type."""
    return f"{data!r:.60} ({type(data).__name__})"


def _advice(array: Array) -> str:
    """What to do with an array that does not hold real numbers."""
    if array.dtype.kind == "c":
        return "Keep the real part: Tensor(array.real)."
    if array.dtype.kind in "US":
        return "Convert text with float(...) first."
    if any(isinstance(entry, Value) for entry in array.flat):
        return _MIXED
    return "Every entry must be a number, every row of the same length."


_MIXED = (
    "The two engines do not mix: a gradient cannot cross.\n"
    "  Write Tensor(v.data) if v needs no gradient, or compute everything with one of the two."
)


def mixed_error(op: str, value: object) -> ValueTypeError:
    """The error for an operation of a Tensor and a Value."""
    return ValueTypeError(f"{op}: got a Tensor and a Value ({value!r}). {_MIXED}")


def require_floating(array: Array) -> None:
    """Raise ValueTypeError for integers and bools, which have no gradient: no small step leads from one to another."""
    if array.dtype.kind != "f":
        raise ValueTypeError(
            f"Tensor: requires_grad=True needs floating numbers, got {array.dtype}. A derivative nudges a number a "
            "little, and an integer cannot be nudged.\n"
            "  Write Tensor([1.0, 2.0], requires_grad=True), or array.astype(float)."
        )


def broadcast_error(op: str, shapes: Sequence[tuple[int, ...]]) -> ShapeError:
    """The error for shapes that do not broadcast: printed one above the other, aligned at the right as NumPy does."""
    width = max(map(len, shapes))
    columns = [[*[""] * (width - len(shape)), *map(str, shape)] for shape in shapes]
    pads = [max(len(column[i]) for column in columns) for i in range(width)]
    lines = ["  ".join(text.rjust(pad) for text, pad in zip(column, pads, strict=True)) for column in columns]
    at = [i for i in range(width) if len({column[i] for column in columns} - {"", "1"}) > 1]
    marks = "  ".join(("^" if i in at else "").rjust(pad) for i, pad in enumerate(pads))
    body = "\n".join(f"    {line}    {shape}" for line, shape in zip(lines, shapes, strict=True))
    return ShapeError(
        f"{op}: the shapes do not broadcast\n{body}\n    {marks.rstrip()}\n"
        "  Seen from the right, two lengths must be equal or one of them 1. Reshape one of them, e.g. t.reshape(-1, 1)."
    )


class Overwritten:
    """A pull that raises StaleGraphError: its result's array was written to by hand, so no gradient is right."""

    def __init__(self, described: str) -> None:
        self.described = described

    def __call__(self, g: Array) -> Array:
        """Raise StaleGraphError."""
        raise StaleGraphError(
            f"backward(): {self.described} is the result of an operation, and its data was written to by hand.\n"
            "  The graph needs the numbers it computed. Write to t.detach().clone() instead."
        )
