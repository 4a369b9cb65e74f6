"""A node of a tensor graph: its array, its shape, the operands that it came from, and the time of its last write.

What can be computed with nodes is the business of `tensor.py`, going back through them that of `sweep.py`.
"""

from __future__ import annotations

import itertools
import warnings
from typing import Any, Self

import numpy as np

from autograd_lab import anomaly
from autograd_lab.errors import GraphError, ShapeError
from autograd_lab.tensor import grad_mode, guard, recording
from autograd_lab.tensor.elementwise import Array, Pull

tick = itertools.count(1).__next__  # the time at which a tensor's data was made or last written


class ArrayNode:
    """An array in a graph. `Tensor` is the only subclass, and adds the operations."""

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

    _data: Array
    _needs: bool
    _parents: tuple[Self, ...]
    _pulls: tuple[Pull, ...]  # for each operand, what turns ∂L/∂self into ∂L/∂operand
    _base: Self | None  # the tensor whose memory this one looks at
    _time: int
    _seen: tuple[int, ...]  # under detect_anomaly(): a hash of each operand's array
    grad: Array | None
    op: str | None
    name: str | None

    def _set_leaf(self, needs: bool, name: str | None = None) -> None:
        """Fill in every field but `_data` as a leaf has it."""
        self._needs = needs
        self._parents = ()
        self._pulls = ()
        self._base = None
        self._time = tick()
        self.grad = None
        self.op = None
        self.name = name

    # --- the numbers ------------------------------------------------------------------------------------------

    @property
    def data(self) -> Array:
        """The array itself, not a copy; assigning writes new numbers of the same shape.

        A parameter keeps its dtype: an array of another floating dtype is cast, and a CastWarning says so.

        >>> from autograd_lab import Tensor
        >>> t = Tensor([1.0, 2.0])
        >>> t.data = [3.0, 4.0]
        >>> t.data
        array([3., 4.])
        """
        if anomaly.watchers:
            recording.warn_of_read(self.described(), "data")
        return self._data

    @data.setter
    def data(self, array: object) -> None:
        if array is not self._data:
            kept = self._data.dtype if self._needs else None
            given = array._data if isinstance(array, ArrayNode) else array
            new = guard.checked_array(given, copy=True, dtype=kept)
            if new.shape != self._data.shape:
                raise ShapeError(
                    f"t.data = ...: {self.described()} was given an array of shape {new.shape}; keep the shape.\n"
                    "  For numbers of another shape make a new Tensor. A recorded step takes them as arguments: "
                    "record(lambda x: ...)."
                )
            if kept is not None and isinstance(given, np.ndarray) and given.dtype.kind == "f" and given.dtype != kept:
                warnings.warn(guard.cast_warning(self.described(), given.dtype, kept), stacklevel=2)
            self._data = new
        self._written()

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis.

        >>> from autograd_lab import Tensor
        >>> Tensor([[1.0, 2.0, 3.0]]).shape
        (1, 3)
        """
        return self._data.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self._data.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return self._data.size

    @property
    def dtype(self) -> np.dtype[Any]:
        """NumPy's dtype of the entries."""
        return self._data.dtype

    def numpy(self) -> Array:
        """The array itself, not a copy. Raises GraphError for a tensor that needs a gradient: detach it first.

        >>> from autograd_lab import Tensor
        >>> w = Tensor([1.0, 2.0], requires_grad=True)
        >>> w.detach().numpy()
        array([1., 2.])
        """
        if self._needs:
            raise GraphError(
                f"numpy(): {self.described()} needs a gradient, and NumPy would not record what you do.\n"
                "  Write t.detach().numpy() for the bare numbers."
            )
        if anomaly.watchers:
            recording.warn_of_read(self.described(), "numpy()")
        return self._data

    def item(self) -> float:
        """The one entry as a Python number; raises ShapeError when there are more.

        >>> from autograd_lab import Tensor
        >>> Tensor([1.0, 2.0]).sum().item()
        3.0
        """
        if self._data.size != 1:
            raise ShapeError(f"item(): needs one entry, got shape {self.shape}: reduce it first, e.g. t.mean().item()")
        if anomaly.watchers:
            recording.warn_of_read(self.described(), "item()")
        number: float = self._data.item()
        return number

    def tolist(self) -> Any:
        """The numbers as nested Python lists.

        >>> from autograd_lab import Tensor
        >>> Tensor([[1.0, 2.0]]).tolist()
        [[1.0, 2.0]]
        """
        if anomaly.watchers:
            recording.warn_of_read(self.described(), "tolist()")
        return self._data.tolist()

    __float__ = item

    def __int__(self) -> int:
        return int(self.item())

    def __bool__(self) -> bool:
        if self._data.size != 1:
            raise ShapeError(
                f"if t: a tensor of shape {self.shape} is neither true nor false. Use (t > 0).data.all() or .any()."
            )
        if anomaly.watchers:
            recording.warn_of_read(self.described(), "bool(), for an `if` or `while`,")
        return bool(self._data.item())

    def __len__(self) -> int:
        if not self._data.ndim:
            raise ShapeError("len(t): a tensor of shape () is one number and has no length")
        return len(self._data)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.numpy(), dtype=dtype, copy=bool(copy)) if copy else np.asarray(self.numpy(), dtype=dtype)

    def __repr__(self) -> str:
        extra = f", name={self.name!r}" if self.name else ""
        extra += f", op={self.op!r}" if self.op else ", requires_grad=True" if self._needs else ""
        return f"Tensor({np.array2string(self._data, separator=', ', prefix='Tensor(')}{extra})"

    def described(self) -> str:
        """The words by which an error names this tensor, e.g. "the result of mul of shape (2,)"."""
        what = f"the tensor {self.name!r}" if self.name else f"the result of {self.op}" if self.op else "a tensor"
        return f"{what} of shape {self.shape}"

    # --- the graph --------------------------------------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        """Whether `backward()` fills in a gradient here. It can be set on a leaf.

        >>> from autograd_lab import Tensor
        >>> w = Tensor([1.0], requires_grad=True)
        >>> (2 * w).requires_grad
        True
        """
        return self._needs

    @requires_grad.setter
    def requires_grad(self, needs: bool) -> None:
        if self._pulls and not needs:
            raise GraphError(f"{self.described()} was computed from what needs a gradient. Use t.detach() instead.")
        if needs:
            guard.require_floating(self._data)
        self._needs = bool(needs)

    @property
    def parents(self) -> tuple[Self, ...]:
        """The operands, in order; empty for a leaf.

        >>> from autograd_lab import Tensor
        >>> w = Tensor([1.0], requires_grad=True, name="w")
        >>> (w + 2).parents
        (Tensor([1.], name='w', requires_grad=True), Tensor(2.))
        """
        return self._parents

    @property
    def is_leaf(self) -> bool:
        """True for data and parameters, False for the result of a recorded operation.

        >>> from autograd_lab import Tensor
        >>> w = Tensor([1.0], requires_grad=True)
        >>> w.is_leaf, (w * w).is_leaf
        (True, False)
        """
        return not self._pulls

    def retain_grad(self) -> None:
        """Do nothing, or raise GraphError where no gradient is needed.

        PyTorch keeps a computed tensor's gradient only after this call; here all are kept.

        >>> from autograd_lab import Tensor
        >>> w = Tensor([3.0], requires_grad=True)
        >>> y = w * w
        >>> y.retain_grad()
        >>> (2 * y).sum().backward()
        >>> y.grad
        array([2.])
        """
        if not self._needs:
            raise GraphError(f"retain_grad(): {self.described()} needs no gradient, so there is none to keep.")

    def _shares_with(self, view: Self) -> Self:
        """Note that `view` may look at this tensor's memory, so that a write to one is seen by the other."""
        if np.may_share_memory(view._data, self._data):
            view._base = self if self._base is None else self._base
        return view

    # --- writing ----------------------------------------------------------------------------------------------

    def __setitem__(self, key: Any, value: object) -> None:
        recorded = self._needs or (isinstance(value, ArrayNode) and value._needs)
        if not self._may_be_written("t[...] =") and recorded:
            raise GraphError(
                "t[...] = value: a write in place cannot be recorded.\n"
                "  Build the tensor instead: functional.where(mask, value, t), functional.stack or concatenate;\n"
                "  or, where no gradient is wanted, write inside `with no_grad():`."
            )
        key = tuple(k._data if isinstance(k, ArrayNode) else k for k in key) if isinstance(key, tuple) else key
        self._data[key._data if isinstance(key, ArrayNode) else key] = (
            value._data if isinstance(value, ArrayNode) else value
        )
        self._written()

    def _may_be_written(self, how: str) -> bool:
        """True within no_grad(), else False. Raises GraphError for a leaf that needs a gradient while recording."""
        if grad_mode.is_paused():
            return True
        if self._needs and not self._pulls:
            raise GraphError(
                f"{how}: {self.described()} is a leaf that needs a gradient, and a graph is being recorded.\n"
                "  To update it, write inside `with no_grad():`, or t.data = ..., or use an optimiser of optim."
            )
        return False

    def _written(self) -> Self:
        """Note the time of a write, in this tensor and in the one that owns its memory; returns this tensor."""
        if anomaly.watchers:
            recording.forbid(f"a write to {self.described()}", "write between the calls, outside the function")
        for tensor in (self, self._base):
            if tensor is not None:
                tensor._time = tick()
                if tensor._pulls:
                    tensor._pulls = (guard.Overwritten(tensor.described()),) * len(tensor._pulls)
        return self


def array_of(operand: Any) -> Any:
    """An operand of a rule as the rule takes it: the array of a tensor or list, also within a tuple; else as it is."""
    if isinstance(operand, ArrayNode):
        return operand._data
    if operand.__class__ is tuple:
        return tuple(map(array_of, operand))
    return np.asarray(operand, dtype=None if operand else int) if operand.__class__ is list else operand
