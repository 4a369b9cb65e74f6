"""A rule of a user's own in a graph of Tensors: its arrays are handed in, what it returns is checked and recorded."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_lab.errors import GraphError, LabError, ShapeError, ValueTypeError
from autograd_lab.scalar.own_rule import called, gradient_of_each, no_gradient
from autograd_lab.tensor import recording
from autograd_lab.tensor.elementwise import Array, Ruled
from autograd_lab.tensor.tensor import Tensor, lift, record

if TYPE_CHECKING:
    from autograd_lab.scalar.own_rule import OwnRule


def own_tensor(rule: OwnRule, name: str, operands: Sequence[object], options: Mapping[str, Any]) -> Tensor:
    """The node that a rule of the user's own makes of Tensors, arrays and numbers.

    rule     the user's rule; each time that the node is computed it works on a copy of it
    raises   ValueTypeError for a forward that returns no array, or that writes into its operands
    """
    parents = tuple(_operand(name, i, operand) for i, operand in enumerate(operands))

    def result_and_pulls(*arrays: Array) -> Ruled:
        mine = copy.copy(rule)
        with recording.set_aside():  # what a rule does inside is its own affair
            result = _result_of_method(name, "forward", mine.forward, map(_read_only_view, arrays), options)
        out = _array(name, "forward", result)
        if out.dtype.kind in "iub":  # a gradient has no room in whole numbers
            out = out.astype(next((array.dtype for array in arrays if array.dtype.kind == "f"), np.dtype(float)))
        if any(np.may_share_memory(out, array) for array in arrays):  # `return x`: the result gets memory of its own
            out = out.copy()
        backward = Backward(mine, name, parents, out.shape)
        return out, tuple(Share(backward, i) for i in range(len(parents)))

    return record(name, result_and_pulls(*(parent._data for parent in parents)), parents, result_and_pulls)


class Backward:
    """The backward of one node: called once for what comes from above, its gradients handed out one by one."""

    def __init__(self, rule: OwnRule, name: str, parents: Sequence[Tensor], shape: tuple[int, ...]) -> None:
        self.rule, self.name, self.shape = rule, name, shape
        self.operands = [(parent.shape, parent.requires_grad) for parent in parents]
        self._upstream: Array | None = None
        self._waiting: dict[int, Array] = {}

    def gradient(self, upstream: Array, place: int) -> Array:
        """∂L/∂operand number `place`; raises GraphError, ShapeError or ValueTypeError for a rule that gives none."""
        if upstream is not self._upstream or place not in self._waiting:
            self._upstream = upstream
            self._waiting = self._gradients_by_place(upstream)
        gradient = self._waiting.pop(place)
        if not self._waiting:
            self._upstream = None
        return gradient

    def _gradients_by_place(self, upstream: Array) -> dict[int, Array]:
        """The gradients of all operands that need one, by place."""
        given = _result_of_method(self.name, "backward", self.rule.backward, [_read_only_view(upstream)], {})
        found: dict[int, Array] = {}
        for i, (part, (shape, needs)) in enumerate(
            zip(gradient_of_each(self.name, given, len(self.operands)), self.operands, strict=True)
        ):
            if not needs:
                continue
            if part is None:
                raise GraphError(no_gradient(self.name, i))
            array = _array(self.name, "backward", part)
            if array.shape != shape:
                raise ShapeError(_wrong_shape(self.name, i, array.shape, shape, self.shape))
            found[i] = array.view()  # a view, so that a leaf takes a copy: two gradients may be one array
        return found


class Share:
    """What hands one operand its part of a rule's gradients; the player finds the rule's name and sentence here."""

    def __init__(self, backward: Backward, place: int) -> None:
        self.backward, self.place = backward, place

    @property
    def rule(self) -> OwnRule:
        """The rule of the node, as its author wrote it."""
        return self.backward.rule

    def __call__(self, g: Array) -> Array:
        """∂L/∂out -> ∂L/∂operand."""
        return self.backward.gradient(g, self.place)


def rule_of(tensor: Tensor) -> OwnRule | None:
    """The rule of a user's own that made a tensor; None for an operation of the engine, and for a leaf."""
    pull = tensor._pulls[0] if tensor._pulls else None
    return pull.rule if isinstance(pull, Share) else None


def _operand(name: str, place: int, operand: object) -> Tensor:
    try:
        return lift(operand, name)
    except LabError as error:
        if operand is not None and not isinstance(operand, (str, dict)):
            raise
        raise ValueTypeError(
            f"{name}: operand {place} is {operand!r:.40}, and operands are Tensors, arrays or numbers.\n"
            f"  Give a setting by its name, {name}(x, setting=…), or keep it in the rule: self.setting in its __init__."
        ) from error


def _result_of_method(name: str, method: str, function: Any, arrays: Any, options: Mapping[str, Any]) -> Any:
    """What a method of the rule returns; raises ValueTypeError when it writes into the arrays it was given."""
    try:
        return called(name, method, function, tuple(arrays), options)
    except ValueError as error:
        if "read-only" not in str(error) and "output array is read" not in str(error):
            raise
        one = "x" if method == "forward" else "g"
        raise ValueTypeError(
            f"{name}: its {method} writes into an array it was given, whose numbers the graph still needs.\n"
            f"  Write {one} = {one} * 2 in place of {one} *= 2, or work on {one}.copy()."
        ) from error


def _read_only_view(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view


def _array(name: str, method: str, result: object) -> Array:
    """What a method returned as an array of real numbers; raises ValueTypeError for anything else."""
    if result is None:
        raise ValueTypeError(f"{name}: its {method} returned nothing. Does it end in `return`?")
    if isinstance(result, tuple):
        raise ValueTypeError(
            f"{name}: its {method} gave {len(result)} things where one array is due: a rule has one result.\n"
            "  Return one array (np.stack, np.concatenate), or write a rule for each."
        )
    if hasattr(result, "backward"):
        raise ValueTypeError(
            f"{name}: its {method} returned a {type(result).__name__}, and it works on plain arrays: no graph is "
            "recorded inside a rule. Return an array."
        )
    try:
        array = np.asarray(result)
    except ValueError:
        array = np.asarray(None)
    if array.dtype.kind not in "fiub":
        raise ValueTypeError(
            f"{name}: its {method} must return an array of real numbers, got {type(result).__name__}, {result!r:.40}."
        )
    return array


def _wrong_shape(name: str, place: int, came: tuple[int, ...], wanted: tuple[int, ...], out: tuple[int, ...]) -> str:
    """The sentence for a gradient that has not the shape of its operand."""
    cure = (
        "  That is the shape of the result: an operand that was broadcast gets the sum over the repeated axes."
        if came == out
        else "  Each entry of the operand gets its own ∂L/∂entry."
    )
    return (
        f"{name}: its backward gave operand {place} a gradient of shape {came}; the operand has shape {wanted}.\n{cure}"
    )
