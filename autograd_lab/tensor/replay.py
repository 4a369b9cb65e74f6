"""A graph of tensors that is run again, forward and backward, into arrays that are already there.

`Graph` is one recorded graph; `autograd_lab.replay.record` makes them. What has a form in `in_place` writes into its
old array; every other operation is computed again by its rule, and its tensor takes over the array and the pulls.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd_lab import anomaly
from autograd_lab.errors import GraphError, ShapeError
from autograd_lab.tensor import (
    in_place_entries as in_place_entries,  # these fill FORMS
    in_place_images as in_place_images,
    in_place_products as in_place_products,
    in_place_rows as in_place_rows,
    shaping,
    sweep,
)
from autograd_lab.tensor.edges import edge
from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.in_place import FORMS, Form, Shared
from autograd_lab.tensor.node import ArrayNode, array_of, tick
from autograd_lab.tensor.recording import Note

Step = Callable[[], object]
#: rules whose result may look at the memory of their first operand
_VIEWS = (shaping.reshape, shaping.transpose, shaping.piece, shaping.pick, np.asarray)


class Graph:
    """A recorded graph as a list of steps forward and a list of steps backward.

    root          the loss, after its first backward pass
    notes         what was noted while it was computed, in order
    only_finite   True leaves out the backward pass for a loss that is not finite
    """

    def __init__(self, root: ArrayNode, notes: Sequence[Note], only_finite: bool = False) -> None:
        self.root, self._notes, self._only_finite = root, notes, only_finite
        self._seed = root.grad
        self.leaves = _leaves(notes)
        self._views: list[Note] = []
        self.forms: dict[ArrayNode, Form] = {}
        self._steps = self._steps_forward()  # one for each note; None for a view, which looks at what is computed
        self._forward = [step for step in self._steps if step is not None]
        self._backward = self._steps_backward()
        self._known = [(leaf, leaf._data, leaf._needs) for leaf in self.leaves]
        for node, form in self.forms.items():  # so that a sweep of the ordinary kind finds today's numbers
            node._pulls = tuple(_pull_for_new_arrays(pull) for pull in form.pulls) if node._pulls else ()

    @property
    def operations(self) -> int:
        """How many operations are run."""
        return sum(note.node is not None for note in self._notes)

    # --- running ----------------------------------------------------------------------------------------------

    def fits(self) -> bool:
        """Whether the leaves are as they were recorded: False for another dtype, order in memory or requires_grad."""
        for leaf, array, needs in self._known:
            if leaf._data is not array or leaf._needs is not needs:
                return self._takes_new_arrays()
        return True

    def _takes_new_arrays(self) -> bool:
        """Whether arrays that were assigned to leaves fit; what looks at them then looks at the new ones."""
        for leaf, array, needs in self._known:
            new = leaf._data  # how it lies in memory decides on views, and on the last bit of a product
            same_kind = (new.shape, new.strides, new.dtype) == (array.shape, array.strides, array.dtype)
            if not same_kind or leaf._needs is not needs:
                return False
        for note in self._views:
            out = note.rule(*map(array_of, note.operands))
            note.node._data = out[0] if note.ruled else out
        self._known = [(leaf, leaf._data, needs) for leaf, _, needs in self._known]
        return True

    def run(self) -> float:
        """Forward and backward from the leaves' present numbers; returns the root's number."""
        if anomaly.open_blocks:
            return self._run_watched()
        for step in self._forward:
            step()
        number: float = self.root._data.item()
        if self._only_finite and not math.isfinite(number):
            return number
        before = []
        for leaf in self._moving:
            if leaf.grad is not None:
                before.append((leaf, leaf.grad))
                leaf.grad = None
        self.root.grad = self._seed
        try:
            for step in self._backward:
                step()
        except BaseException:
            for leaf, grad in before:
                leaf.grad = grad
            raise
        for leaf, grad in before:
            grad += leaf.grad
            leaf.grad = grad
        return number

    def _run_watched(self) -> float:
        """A run under detect_anomaly(): each array is looked at, and the sweep is the ordinary one."""
        for note, step in zip(self._notes, self._steps, strict=True):
            if step is not None:
                step()
            if note.node is not None:
                note.node._time = tick()
                if note.ruled:
                    sweep.inspect_new(note.node, note.op, note.node._parents or tuple(_tensors(note.operands)))
        sweep.backward(self.root, self._seed)  # type: ignore[arg-type]  # the first pass has set it
        number: float = self.root._data.item()
        return number

    # --- compiling --------------------------------------------------------------------------------------------

    def _steps_forward(self) -> list[Step | None]:
        """What computes each note again, in order."""
        steps: list[Step | None] = []
        moving: set[ArrayNode] = set()  # what has another array after each run
        for note in self._notes:
            if note.node is None:
                steps.append(note.rule)
                continue
            operands = note.operands
            maker = FORMS.get(note.rule) if note.ruled else None
            form = maker(note.node, *operands) if maker is not None else None
            if _is_view(note) and operands[0] not in moving:
                self._views.append(note)
                steps.append(None)
                form = form or Form(_nothing, tuple(map(Shared, note.node._pulls)))
            elif form is not None and not _is_view(note):
                steps.append(form.renew)
            else:
                steps.append(_step_by_rule(note))
                moving.add(note.node)
                continue
            self.forms[note.node] = form
        return steps

    def _steps_backward(self) -> list[Step]:
        """What hands each gradient on, in the order of the ordinary sweep."""
        inner = [node for node in sweep.ancestors(self.root) if node._pulls]
        steps: list[Step] = []
        reached: dict[ArrayNode, None] = {}
        for node in sorted(inner, key=lambda node: -node._time):
            pulls = self.forms[node].pulls if node in self.forms else (None,) * len(node._parents)
            for slot, parent in enumerate(node._parents[: len(node._pulls)]):
                if parent._needs:
                    pull = pulls[slot] if slot < len(pulls) else None
                    steps.append(edge(node, slot, pull, parent not in reached))
                    reached[parent] = None
        self._moving = [tensor for tensor in reached if not tensor._pulls]  # the leaves that get a gradient
        return steps


def require_all_noted(root: ArrayNode, notes: Sequence[Note]) -> None:
    """Raise GraphError for a graph that goes on beyond what was noted: a part of it was computed before."""
    noted = {note.node for note in notes}
    for node in sweep.ancestors(root):
        if node._pulls and node not in noted:
            raise GraphError(
                f"record: the function uses {node.described()}, which was computed outside of it from what needs a "
                "gradient, and would not be computed again.\n"
                "  Compute it inside the function, or use t.detach()."
            )


def _is_view(note: Note) -> bool:
    """Whether the result looks at the memory of the first operand, and is the same view at each run."""
    first, *others = note.operands or (None,)
    return (
        note.rule in _VIEWS
        and isinstance(first, ArrayNode)
        and not any(True for _ in _tensors(others))
        and np.may_share_memory(note.node._data, first._data)
    )


def _step_by_rule(note: Note) -> Step:
    """The step of an operation without a form: by its rule, whose array and pulls the tensor takes over."""
    node, rule, operands, shape = note.node, note.rule, note.operands, note.node._data.shape

    def step() -> None:
        out = rule(*map(array_of, operands))
        data, pulls = out if note.ruled else (out, ())
        if data.__class__ is not np.ndarray:
            data = np.asarray(data)
        if data.shape != shape:
            raise ShapeError(
                f"record: {note.op} gave shape {shape} when the function was recorded, and now {data.shape}: how many "
                "entries it picks depends on the numbers.\n"
                "  Keep the shape: weight the entries by 0 and 1 (functional.where), or build the graph anew each time."
            )
        node._data = data
        if node._needs:
            node._pulls = pulls

    return step


def _nothing() -> None:
    """A view is computed with what it looks at."""


def _pull_for_new_arrays(pull: Any) -> Callable[[Array], Array]:
    """A pull of a form as the ordinary sweep calls it: with a new array for the result."""
    return pull.pull if isinstance(pull, Shared) else partial(_new_gradient, pull)


def _new_gradient(pull: Any, g: Array) -> Array:
    out: Array = pull(g, None)
    return out


def _tensors(operands: Any) -> Iterator[ArrayNode]:
    """The tensors among the operands, also within tuples."""
    for operand in operands:
        if isinstance(operand, ArrayNode):
            yield operand
        elif operand.__class__ is tuple:
            yield from _tensors(operand)


def _leaves(notes: Sequence[Note]) -> list[ArrayNode]:
    """Every tensor that the notes take from outside, once, in order."""
    made = {note.node for note in notes}
    return list(dict.fromkeys(t for note in notes for t in _tensors(note.operands) if t not in made))
