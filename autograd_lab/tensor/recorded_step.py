"""A recorded function of Tensors: the first call notes its operations, later calls run them again."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.errors import GraphError, ShapeError, ValueTypeError
from autograd_lab.scalar.value import Value
from autograd_lab.tensor import grad_mode, guard
from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.node import tick
from autograd_lab.tensor.recording import Recorder, warn
from autograd_lab.tensor.replay import Graph, require_all_noted
from autograd_lab.tensor.tensor import Tensor, lift

MOST = 16  # graphs that are kept, of as many shapes of the arguments


class RecordedStep:
    """A function that returns a loss, made by `record`. A call computes the loss and all gradients.

    A call takes what the function takes: arrays and lists arrive there as Tensors without a gradient, whose numbers the
    next call may change. For another shape or dtype, and for another number or text, the function is recorded again.
    only_finite   True leaves out the backward pass where the loss is not finite
    """

    def __init__(self, function: Callable[..., Any], only_finite: bool = False) -> None:
        self.function, self._only_finite = function, only_finite
        self._warned = False
        self._graphs: dict[tuple[Any, ...], tuple[Graph, list[Tensor]]] = {}

    def __call__(self, *arguments: Any, **named: Any) -> float:
        """Forward and backward; returns the loss. `record` says what it raises."""
        if named:
            raise ValueTypeError(
                f"record: {next(iter(named))}=… was given by name. Give a step its arguments in order: step(x, y)."
            )
        if grad_mode.paused and grad_mode.is_paused():
            raise GraphError(
                "record: a recorded step was called within no_grad(), and goes backward.\n"
                "  Call it outside; to evaluate, call the model itself."
            )
        given = [_array(argument) for argument in arguments]
        key = _key(given)
        kept = self._graphs.get(key)
        if kept is None:
            return self._loss_of_first_call(key, given)
        graph, inputs = kept
        for leaf, array in zip(inputs, _arrays(given), strict=True):
            np.copyto(leaf._data, array)
            leaf._time = tick()
        if not graph.fits():
            return self._loss_of_first_call(key, given)
        return graph.run()

    def has_room_for(self, *arguments: Any) -> bool:
        """Whether a call with these arguments lets no older graph go."""
        return len(self._graphs) < MOST or _key([_array(argument) for argument in arguments]) in self._graphs

    def _loss_of_first_call(self, key: tuple[Any, ...], given: list[Any]) -> float:
        """The first call for arguments of this kind: as the function is written, and noted."""
        operands = [lift(_copy_as_it_lies(a)) if isinstance(a, np.ndarray) else a for a in given]
        with Recorder() as recorder:
            root = self.function(*operands)
        _require_loss(root, bool(recorder.notes))
        require_all_noted(root, recorder.notes)
        number: float = root.item()
        if self._only_finite and not math.isfinite(number):
            return number
        root.backward()
        self._make_room(key)
        inputs = [t for t in operands if isinstance(t, Tensor)]
        self._graphs[key] = Graph(root, recorder.notes, self._only_finite), inputs
        return number

    def _make_room(self, key: tuple[Any, ...]) -> None:
        """Let the oldest graph go where there are as many as are kept, and warn of the first that goes."""
        if key in self._graphs or len(self._graphs) < MOST:
            return
        if not self._warned:
            self._warned = True
            warn(
                f"record: {MOST} graphs are kept, and arguments of another kind have come: the oldest graph is let go. "
                "Recording takes longer than building anew.\n"
                "  Give a number that changes as an array, np.array(number); pad sequences to a few lengths, or build "
                "the graph anew each time."
            )
        del self._graphs[next(iter(self._graphs))]

    def __repr__(self) -> str:
        name = getattr(self.function, "__name__", type(self.function).__name__)
        graphs = [graph for graph, _ in self._graphs.values()]
        if not graphs:
            return f"RecordedStep({name}, not called yet)"
        told = f"{graphs[-1].operations} operations, {len(graphs[-1].forms)} of them in place"
        return f"RecordedStep({name}, {told}" + (f"; {len(graphs)} graphs)" if len(graphs) > 1 else ")")


def _array(argument: Any) -> Any:
    """An argument as an array; a plain number, a text or None as it is, a part of the graph."""
    if argument.__class__ is np.ndarray:
        return argument
    if isinstance(argument, Tensor):
        if argument._needs:
            raise GraphError(
                f"record: {argument.described()} was given as an argument, and needs a gradient: the function gets a "
                "copy of the numbers, so none would come back.\n"
                "  Use it inside the function without handing it over; what you assign to its .data is seen."
            )
        return argument._data
    if argument is None or isinstance(argument, (bool, int, float, str)):
        return argument
    if isinstance(argument, (dict, slice)) or (
        isinstance(argument, (tuple, list)) and any(isinstance(each, (np.ndarray, Tensor)) for each in argument)
    ):
        raise ValueTypeError(
            f"record: an argument is an array, a number or a text, got a {type(argument).__name__}.\n"
            "  Give each array as an argument of its own: step = record(lambda x, y: …), step(x, y)."
        )
    return guard.checked_array(argument, copy=False)


def _key(given: list[Any]) -> tuple[Any, ...]:
    """What decides on the graph: shape, order in memory and dtype of each array, and all that is no array."""
    return tuple((a.shape, a.strides, a.dtype) if isinstance(a, np.ndarray) else (type(a), a) for a in given)


def _copy_as_it_lies(array: Array) -> Array:
    """A copy with the same strides: how an array lies in memory decides on the last bit of a product with it."""
    copied = array.copy(order="K")
    if copied.strides == array.strides or not array.size or any(s % array.itemsize for s in array.strides):
        return copied
    steps = [(n - 1) * stride // array.itemsize for n, stride in zip(array.shape, array.strides, strict=True)]
    first = -sum(step for step in steps if step < 0)  # the place of entry [0, 0, …], where an axis runs backward
    memory = np.zeros(first + sum(step for step in steps if step > 0) + 1, array.dtype)
    spread: Array = np.lib.stride_tricks.as_strided(memory[first:], array.shape, array.strides)
    np.copyto(spread, array)
    return spread


def _arrays(given: list[Any]) -> list[Array]:
    return [a for a in given if isinstance(a, np.ndarray)]


def _require_loss(root: object, noted: bool) -> None:
    """Raise ValueTypeError, ShapeError or GraphError, saying what to do, unless the function returned a loss."""
    if isinstance(root, Value):
        raise ValueTypeError("record: the function returned a Value. Give the Value itself: step = record(loss).")
    if not isinstance(root, Tensor):
        cure = "Does it end in `return`?" if root is None else "Return the loss itself, without .item() or .data."
        if isinstance(root, (tuple, list)):
            cure = "Return the loss alone. For the rest, call the model itself between the calls: net(x)."
        raise ValueTypeError(
            f"record: the function must return the loss, a Tensor of one number; it returned {root!r:.60} "
            f"({type(root).__name__}).\n  {cure}"
        )
    if root._data.size != 1:
        raise ShapeError(
            f"record: the function must return one number, it returned shape {root.shape}: reduce it, e.g. loss.mean()"
        )
    if not noted or (root.is_leaf and root._needs):
        raise GraphError(
            f"record: the function builds nothing, it returned {root.described()} as it came.\n"
            "  Compute the loss inside the function: record(lambda: functional.mse(net(x), y))."
        )
    if not root._needs:
        raise GraphError(
            "record: the loss depends on nothing that needs a gradient, or was computed within `with no_grad():`.\n"
            "  Make the parameters with requires_grad=True, and leave no_grad() and detach() out of the function."
        )
