"""The inputs of a gradient check as arrays, whatever engine they belong to.

A parameter is recognised by its attributes (`data`, `grad`, `backward`), never by its class, so no engine is imported.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_lab.errors import GraphError, ShapeError, ValueTypeError

Array = NDArray[Any]


class Plain:
    """A number or an array; the function is called with a copy."""

    def __init__(self, name: str, given: Any) -> None:
        array = np.array(given)
        if isinstance(given, int) and not isinstance(given, bool):
            array = array.astype(float)
        if array.dtype.kind != "f":
            raise ValueTypeError(
                f"{name} holds {array.dtype}, which takes no small steps. Give floats, e.g. x.astype(float).\n"
                "  If it is no parameter (labels, indices), leave it out of the inputs: lambda w: loss(w, labels)."
            )
        self.name = name
        self.now: Array = array
        self._is_number = array.ndim == 0 and not isinstance(given, np.ndarray)

    def argument(self) -> Any:
        """The argument for the function; complex while a complex step is taken."""
        return self.now.item() if self._is_number else self.now.copy()

    def put(self, index: tuple[int, ...], number: complex) -> None:
        """Write one entry."""
        if isinstance(number, complex) and self.now.dtype.kind != "c":
            self.now = self.now.astype(complex)
        self.now[index] = number

    def restore(self, array: Array) -> None:
        """Put back these numbers."""
        self.now = array.copy()


class Parameter:
    """A parameter of an engine (a Value, a Tensor, a torch tensor): its numbers are changed in place and put back."""

    def __init__(self, name: str, node: Any) -> None:
        if not getattr(node, "requires_grad", True):
            raise GraphError(
                f"{name} does not require a gradient, so there is none to check. Make it with requires_grad=True."
            )
        if not getattr(node, "is_leaf", True) or bool(getattr(node, "parents", None)):
            raise GraphError(
                f"{name} was computed from other numbers. Give those as inputs, and compute it in the function."
            )
        self.name = name
        self._node = node
        self._memory: Array | None = None
        if not isinstance(node.data, float):
            self._memory = node.data if isinstance(node.data, np.ndarray) else _memory_of(name, node)
            if self._memory.dtype.kind != "f":
                raise ValueTypeError(f"{name} holds {self._memory.dtype}, which cannot be nudged. Give floats.")
        self._grad_before = node.grad

    @property
    def now(self) -> Array:
        """The present numbers."""
        return np.array(self._node.data) if self._memory is None else self._memory

    def argument(self) -> Any:
        """The argument for the function: the parameter itself."""
        return self._node

    def put(self, index: tuple[int, ...], number: float) -> None:
        """Write one entry."""
        if self._memory is None:
            self._node.data = float(number)
        else:
            self._memory[index] = number

    def restore(self, array: Array) -> None:
        """Put back these numbers."""
        if self._memory is None:
            self._node.data = float(array)
        else:
            self._memory[...] = array

    def clear(self) -> None:
        """Clear the gradient, so that the next backward pass starts afresh."""
        self._node.grad = 0.0 if self._memory is None else None

    def gradient(self) -> Array | None:
        """The gradient after a backward pass, or None when nothing arrived."""
        grad = self._node.grad
        return (
            None if grad is None else np.array(_memory_of(self.name, grad) if hasattr(grad, "detach") else grad, float)
        )

    def restore_gradient(self) -> None:
        """Put back the gradient that was there before the check."""
        self._node.grad = self._grad_before


Leaf = Plain | Parameter


class Inputs:
    """All inputs of a function, and how it is called with them.

    One input: f(x). A list or tuple: f(*inputs). A dict: f(**inputs). A model (anything with `parameters()`): f(model).
    A function without arguments is called as it is: then the inputs are parameters that it uses.
    """

    def __init__(self, function: Callable[..., Any], given: Any) -> None:
        if not callable(function):
            raise ValueTypeError(f"the first argument is the function to differentiate, got {type(function).__name__}.")
        self._silent = _has_no_parameters(function)
        self._model = given if hasattr(given, "parameters") and not hasattr(given, "backward") else None
        self._keys: list[str] | None = None
        self._single = False
        if self._model is not None:
            named = hasattr(given, "named_parameters")
            pairs = (
                list(given.named_parameters())
                if named
                else [(f"parameter {i}", p) for i, p in enumerate(given.parameters())]
            )
        elif isinstance(given, Mapping):
            pairs, self._keys = list(given.items()), list(given)
        elif isinstance(given, Sequence) and not isinstance(given, (str, bytes)):
            pairs = list(zip(_parameter_names(function, len(given)), given, strict=True))
        else:
            pairs, self._single = [(_parameter_names(function, 1)[0], given)], True
        if not pairs:
            raise ShapeError(
                "there is nothing to nudge: the inputs are empty. Give at least one number, array or parameter."
            )
        own = self._model is None and self._keys is None  # a parameter's own name says more than its place
        self.leaves: list[Leaf] = [
            _leaf((own and getattr(thing, "name", None)) or name, thing) for name, thing in pairs
        ]
        if self._silent and any(isinstance(leaf, Plain) for leaf in self.leaves):
            raise ValueTypeError(
                "the function takes no arguments, so nudged numbers cannot reach it.\n"
                "  Write it as a function of its inputs: lambda x: ..."
            )

    def call(self, function: Callable[..., Any]) -> Any:
        """The function's result for the inputs as they are now."""
        if self._silent or (self._model is not None and _has_no_parameters(function)):
            return function()
        if self._model is not None:
            return function(self._model)
        arguments = [leaf.argument() for leaf in self.leaves]
        result = function(**dict(zip(self._keys, arguments, strict=True))) if self._keys else function(*arguments)
        for leaf, argument in zip(self.leaves, arguments, strict=True):
            if isinstance(leaf, Plain) and not np.array_equal(argument, leaf.now, equal_nan=True):
                raise ValueTypeError(
                    f"the function changed its input {leaf.name} in place, so calling it twice gives two results.\n"
                    "  Write x = x * 2 in place of x *= 2, or work on x.copy()."
                )
        return result

    def pack(self, arrays: Sequence[Any]) -> Any:
        """Arrays in the form in which the inputs came: one, a list or a dict."""
        if self._single:
            return arrays[0]
        return dict(zip(self._keys, arrays, strict=True)) if self._keys else list(arrays)

    def unpack(self, gradient: Any) -> list[Array]:
        """One array for each input from a gradient in the form of the inputs; ShapeError when the forms differ."""
        parts = (
            [gradient]
            if self._single or (len(self.leaves) == 1 and not isinstance(gradient, (Mapping, list, tuple)))
            else gradient
        )
        if isinstance(parts, Mapping):
            missing = [leaf.name for leaf in self.leaves if leaf.name not in parts]
            if missing:
                raise ShapeError(
                    f"gradient: there is none for {', '.join(missing)}; it has {', '.join(map(str, parts))}"
                )
            parts = [parts[leaf.name] for leaf in self.leaves]
        parts = list(parts)
        if len(parts) != len(self.leaves):
            raise ShapeError(
                f"gradient: {len(self.leaves)} inputs need as many gradients, in their order; got {len(parts)}"
            )
        arrays = [np.array(part, dtype=float) for part in parts]
        for leaf, array in zip(self.leaves, arrays, strict=True):
            if array.shape != leaf.now.shape:
                raise ShapeError(
                    f"gradient of {leaf.name}: a gradient has the shape of what it belongs to.\n"
                    f"  {leaf.name} {leaf.now.shape}   its gradient {array.shape}"
                )
        return arrays


def index_text(index: tuple[int, ...]) -> str:
    """An index as it is written behind a name: "[0, 2]", or "" for a single number."""
    return f"[{', '.join(map(str, index))}]" if index else ""


def result_number(result: Any) -> Any:
    """The function's result as a NumPy number; ShapeError when it is not one number."""
    bare = result.detach() if hasattr(result, "detach") else result
    bare = bare.data if hasattr(bare, "backward") and not hasattr(bare, "cpu") else bare
    try:
        array = np.asarray(bare)
    except (TypeError, ValueError, RuntimeError):
        array = np.asarray(None)
    if array.dtype.kind not in "fiubc":
        raise ValueTypeError(
            f"the function must return one number, got {type(result).__name__}. Does it end in `return`?"
        )
    if array.size != 1:
        raise ShapeError(
            f"a gradient belongs to one number, the function returned shape {array.shape}.\n"
            "  Reduce it, e.g. lambda x: f(x).sum(); a sum with random weights checks all of it: (f(x) * r).sum()."
        )
    return array.reshape(())[()]


def _leaf(name: str, thing: Any) -> Leaf:
    """A Parameter for an object with data, grad and backward, a Plain for anything else."""
    if all(hasattr(thing, attribute) for attribute in ("data", "grad", "backward")):
        return Parameter(name, thing)
    return Plain(name, thing)


def _memory_of(name: str, node: Any) -> Array:
    """The memory of a torch tensor as an array."""
    try:
        memory: Array = node.detach().numpy()
    except TypeError as error:
        raise ValueTypeError(
            f"{name}: its numbers cannot be reached from NumPy ({error}). Move it to the CPU."
        ) from error
    return memory


def _has_no_parameters(function: Callable[..., Any]) -> bool:
    """True for a function without parameters."""
    try:
        return not inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False


def _parameter_names(function: Callable[..., Any], count: int) -> list[str]:
    """The names of the function's first `count` parameters, "input 0" and so on where it has none."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    named = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return [named[i] if i < len(named) else f"input {i}" for i in range(count)]
