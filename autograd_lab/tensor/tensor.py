"""Tensor: the idea of Value on arrays. One node holds a whole batch, so Python's share of the work is small.

An operation makes a new tensor that remembers its operands and, for each, a function that hands a gradient back
(the rules are in `autograd_lab.tensor`). `backward()` goes through them, latest first.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ContextDecorator
from typing import Any

import numpy as np

from autograd_lab import anomaly
from autograd_lab.errors import GraphError, LabError, ShapeError, ValueTypeError
from autograd_lab.scalar.value import Value
from autograd_lab.tensor import guard, sweep
from autograd_lab.tensor.elementwise import Array, Pull, Ruled
from autograd_lab.tensor.face import Face
from autograd_lab.tensor.methods import Methods

__all__ = ["Tensor", "lift", "no_grad", "record"]

_paused = 0  # how many `with no_grad():` blocks are open
_new = object.__new__
_ndarray = np.ndarray
_tick = sweep.tick


class no_grad(ContextDecorator):  # noqa: N801 - a context manager is called like a function, as in PyTorch
    """Within `with no_grad():` nothing is recorded, and tensors may be written to in place (`w -= lr * w.grad`)."""

    def __enter__(self) -> no_grad:
        global _paused
        _paused += 1
        return self

    def __exit__(self, *error: object) -> None:
        global _paused
        _paused -= 1


class Tensor(Methods, Face):
    """An array in a graph.

    data           ndarray    the numbers; `t.data = ...` and `t[...] = ...` mark results computed from them as stale
    grad           ndarray    ∂(root)/∂(this), filled in by `root.backward()`; None before. Leaves add up over calls,
                              what was computed holds the gradient of the latest call
    requires_grad  bool       whether `backward()` fills in a gradient here
    op, parents               the name of the operation that made it and its operands; None and () for a leaf
    name           str        what the player and error messages call it, or None

    The array is copied. Its dtype is kept (a list of floats is float64). Writing to the ndarray itself
    (`t.data[0] = 1`) cannot be seen, except under `detect_anomaly()`.
    Raises ValueTypeError for what is not an array of real numbers, and for integers that require a gradient.
    """

    __slots__ = (
        "__weakref__",
        "_base",
        "_data",
        "_needs",
        "_parents",
        "_pulls",
        "_seen",
        "_time",
        "grad",
        "name",
        "op",
    )

    def __init__(self, data: object, requires_grad: bool = False, name: str | None = None, dtype: Any = None) -> None:
        if isinstance(data, Tensor) or (isinstance(data, (list, tuple)) and any(isinstance(x, Tensor) for x in data)):
            raise ValueTypeError(
                "Tensor(...) takes numbers, and would cut the graph of the tensor it was given.\n"
                "  Use t itself, t.detach() for its numbers, or functional.stack([t, u]) to put several together."
            )
        if name is not None and not isinstance(name, str):
            raise ValueTypeError(f'a Tensor\'s name is text, got {name!r}. Write Tensor([1.0], name="w").')
        self._data: Array = guard.checked_array(data, copy=True, dtype=dtype)
        if requires_grad:
            guard.require_floating(self._data)
        self._set_leaf(requires_grad, name)

    _seen: tuple[int, ...]  # under detect_anomaly(): a hash of each operand's array

    def _set_leaf(self, needs: bool, name: str | None = None) -> None:
        self._needs: bool = needs
        self._parents: tuple[Tensor, ...] = ()
        self._pulls: tuple[Pull, ...] = ()
        self._base: Tensor | None = None  # the tensor whose memory this one looks at
        self._time: int = _tick()
        self.grad: Array | None = None
        self.op: str | None = None
        self.name: str | None = name

    # --- the numbers ------------------------------------------------------------------------------------------

    @property
    def data(self) -> Array:
        """The array itself, not a copy."""
        return self._data

    @data.setter
    def data(self, array: object) -> None:
        if array is not self._data:
            kept = self._data.dtype if self._needs else None
            new = guard.checked_array(array._data if isinstance(array, Tensor) else array, copy=True, dtype=kept)
            if new.shape != self._data.shape:
                raise ShapeError(
                    f"t.data = ...: {self.described()} was given an array of shape {new.shape}; keep the shape"
                )
            self._data = new
        self._written()

    @property
    def requires_grad(self) -> bool:
        """Whether `backward()` fills in a gradient here; of a leaf it may be set."""
        return self._needs

    @requires_grad.setter
    def requires_grad(self, needs: bool) -> None:
        if self._pulls and not needs:
            raise GraphError(f"{self.described()} was computed from what needs a gradient. Use t.detach() instead.")
        if needs:
            guard.require_floating(self._data)
        self._needs = bool(needs)

    @property
    def parents(self) -> tuple[Tensor, ...]:
        """The operands, in order; empty for a leaf."""
        return self._parents

    @property
    def is_leaf(self) -> bool:
        """True for what was given, not computed under a graph."""
        return not self._pulls

    def detach(self) -> Tensor:
        """The same numbers (and memory) without a graph."""
        return self._shares_with(lift(self._data))

    def __repr__(self) -> str:
        extra = f", name={self.name!r}" if self.name else ""
        extra += f", op={self.op!r}" if self.op else ", requires_grad=True" if self._needs else ""
        return f"Tensor({np.array2string(self._data, separator=', ', prefix='Tensor(')}{extra})"

    def described(self) -> str:
        """How an error speaks of this tensor."""
        what = f"the tensor {self.name!r}" if self.name else f"the result of {self.op}" if self.op else "a tensor"
        return f"{what} of shape {self.shape}"

    # --- writing ----------------------------------------------------------------------------------------------

    def __setitem__(self, key: Any, value: object) -> None:
        recorded = self._needs or (isinstance(value, Tensor) and value._needs)
        if not self._may_be_written("t[...] =") and recorded:
            raise GraphError(
                "t[...] = value: a write in place cannot be recorded.\n"
                "  Build the tensor instead: functional.where(mask, value, t), functional.stack or concatenate;\n"
                "  or, where no gradient is wanted, write inside `with no_grad():`."
            )
        key = tuple(k._data if isinstance(k, Tensor) else k for k in key) if isinstance(key, tuple) else key
        self._data[key._data if isinstance(key, Tensor) else key] = value._data if isinstance(value, Tensor) else value
        self._written()

    def _may_be_written(self, how: str) -> bool:
        """True when nothing is recorded; GraphError for a leaf that needs a gradient while the graph is recorded."""
        if _paused:
            return True
        if self._needs and not self._pulls:
            raise GraphError(
                f"{how}: {self.described()} is a leaf that needs a gradient, and a graph is being recorded.\n"
                "  To update it, write inside `with no_grad():`, or t.data = ..., or use an optimiser of optim."
            )
        return False

    def _written(self) -> Tensor:
        """Note the time of a write, here and where the memory came from."""
        for tensor in (self, self._base):
            if tensor is not None:
                tensor._time = _tick()
                if tensor._pulls:
                    tensor._pulls = (sweep.Overwritten(tensor.described()),) * len(tensor._pulls)
        return self

    # --- the graph --------------------------------------------------------------------------------------------

    def backward(self, gradient: object = None) -> None:
        """Fill in ∂self/∂t as `t.grad` for every t that self was computed from and that needs a gradient.

        gradient   ∂L/∂self, of self's shape, where self is not a single number
        Leaves add up over calls, as in PyTorch: clear them with `optimiser.zero_grad()` between calls.
        Raises GraphError without a graph, ShapeError for a tensor that is no scalar, StaleGraphError when a tensor
        was written to since the forward pass, AnomalyError under `detect_anomaly()`.
        """
        if not self._needs:
            raise GraphError(
                f"backward(): {self.described()} depends on nothing that needs a gradient.\n"
                "  Make the parameters with requires_grad=True, and compute outside `with no_grad():`."
            )
        if gradient is None:
            if self._data.size != 1:
                raise ShapeError(
                    f"Tensor.backward() needs a scalar, got shape {self.shape}: "
                    "reduce it first, e.g. loss.mean().backward()"
                )
            seed: Array = _ONE.get(self.dtype.char, _ONE["d"]) if not self.ndim else np.ones(self.shape, self.dtype)
        else:
            seed = guard.checked_array(gradient._data if isinstance(gradient, Tensor) else gradient, True, self.dtype)
            if seed.shape != self.shape:
                raise ShapeError(f"backward(gradient): its shape {seed.shape} must be that of {self.described()}")
        if self._pulls:
            sweep.backward(self, seed)
        else:
            self.grad = seed.copy() if self.grad is None else np.asarray(self.grad + seed)

    def retain_grad(self) -> None:
        """Do nothing but check: PyTorch needs this call to keep a computed tensor's gradient, here all are kept."""
        if not self._needs:
            raise GraphError(f"retain_grad(): {self.described()} needs no gradient, so there is none to keep.")

    def _shares_with(self, view: Tensor) -> Tensor:
        """Note that `view` may look at this tensor's memory, so that a write to one is seen by the other."""
        if np.may_share_memory(view._data, self._data):
            view._base = self if self._base is None else self._base
        return view

    def __reduce__(self) -> tuple[Callable[..., Tensor], tuple[object, ...]]:
        if self._pulls:
            raise GraphError(
                f"copy or pickle: {self.described()} has a graph, which cannot be copied. Copy t.detach()."
            )
        return _restored, (self._data, self._needs, self.name, self.grad)

    @staticmethod
    def _lift(other: object, op: str, like: Array | None) -> Tensor:
        return lift(other, op, like)

    @staticmethod
    def _record(op: str, ruled: Ruled, parents: tuple[Tensor, ...]) -> Tensor:
        return record(op, ruled, parents)


_ONE = {char: np.ones((), char) for char in "efd"}  # ∂L/∂L
for _one in _ONE.values():
    _one.flags.writeable = False


def record(op: str, ruled: Ruled, parents: tuple[Tensor, ...]) -> Tensor:
    """The tensor that a rule made; it joins the graph when one of its operands needs a gradient."""
    node = _new(Tensor)
    data, pulls = ruled
    node._data = data if data.__class__ is _ndarray else np.asarray(data)
    node._base = node.grad = node.name = None
    node._time = _tick()
    if not _paused:
        for parent in parents:
            if parent._needs:
                node._needs = True
                node.op = op
                node._parents = parents
                node._pulls = pulls
                break
        else:
            _set_plain(node)
    else:
        _set_plain(node)
    if anomaly._depth:
        sweep.inspect_new(node, op, parents)
    return node


def _set_plain(node: Tensor) -> None:
    node._needs = False
    node.op = None
    node._parents = node._pulls = ()


def lift(other: object, op: str = "Tensor", like: Array | None = None) -> Tensor:
    """A Tensor as it is; a number or array as a constant, without a copy. A plain number takes the dtype of `like`."""
    if isinstance(other, Tensor):
        return other
    if isinstance(other, Value):
        raise guard.mixed_error(op, other)
    weak = like is not None and like.dtype.kind == "f" and other.__class__ in (float, int, bool)
    node = _new(Tensor)
    try:
        node._data = guard.checked_array(other, copy=False, dtype=like.dtype if weak and like is not None else None)
    except LabError as error:
        raise type(error)(f"{op}: {error}") from None
    node._set_leaf(False)
    return node


def _restored(data: Array, needs: bool, name: str | None, grad: Array | None) -> Tensor:
    tensor = Tensor(data, needs, name)
    tensor.grad = grad
    return tensor
