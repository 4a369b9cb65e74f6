"""show(compare=...) for arrays: the same question as in compare.py, of gradients that are arrays.

Arrays cannot be recomputed from the learner's own upstream, because the page holds recorded numbers only: of a wrong
gradient behind another wrong one the report says only that it may follow from it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import GraphError, LabError, ValueTypeError
from autograd_lab.mistakes import diagnose
from autograd_lab.viz.comparison import (
    AGREES,
    BEHIND,
    FIRST,
    OWN,
    Comparison,
    Row,
    format_distinct,
    list_names,
    not_compared_notes,
)  # fmt: skip
from autograd_lab.viz.learners import WHERE, as_mapping, gradient_of
from autograd_lab.viz.quiz import node_id
from autograd_lab.viz.sources import Source
from autograd_lab.viz.sources.file import FileSource
from autograd_lab.viz.sources.pictures import Array
from autograd_lab.viz.sources.recorded import RecordedSource
from autograd_lab.viz.trace import Trace

_MINUS = re.compile(r"(?<!\w)-(?=\d)|(?<=e)-(?=\d)")  # as the player writes it, in the columns beside the remark

AGREE = {4: 1e-5, 8: 1e-6}  # of the largest entry, by the bytes of the right gradient's numbers


def compare_arrays(source: Source, given: object) -> Comparison:
    """Hold the learner's arrays against the right ones.

    given   a mapping of names to arrays, or to tensors with a `.grad`
    raises  GraphError for a name that is not there, ValueTypeError for what is no mapping to arrays of numbers
    """
    if not isinstance(source, (RecordedSource, FileSource)):
        raise LabError(f"{WHERE} knows graphs of Values, Tensors and torch tensors, not {type(source).__name__}.")
    trace, right = source.trace, source.gradients
    yours = _arrays_by_node(trace, right, given, getattr(source, "cut", ()))
    done, forward = _completion_steps(trace), sum(node.kind == "op" for node in trace.nodes)
    wrong = {i for i, got in yours.items() if got is None or not _same(got, _right_gradient(right, i))}
    before = _wrong_upstream(trace, wrong, set(yours) - wrong)
    rows = []
    for i in sorted(yours, key=lambda i: done[i]):
        name, truth, got = trace.nodes[i].name, _right_gradient(right, i), yours[i]
        if i not in wrong:
            rows.append(Row(i, name, AGREES, "", ""))
            continue
        status = FIRST if all(row.status == AGREES for row in rows) else BEHIND if before[i] else OWN
        remark = "It has no gradient: nothing has arrived there." if got is None else _remark(got, truth)
        if status == BEHIND:
            remark += f" It may follow from your grad of {list_names([trace.nodes[k].name for k in before[i]])}."
        rows.append(Row(i, name, status, *_differing_entries(got, truth), remark))
    missing = [node.name for node in trace.nodes if node.id not in yours and right[node.id] is not None]
    worst = next((row.node for row in rows if row.status == FIRST), None)
    return Comparison(tuple(rows), not_compared_notes(missing), -1 if worst is None else forward + 1 + done[worst])


def _arrays_by_node(
    trace: Trace, right: Sequence[Array | None], given: object, cut: Sequence[str]
) -> dict[int, Array | None]:
    """The learner's gradients as arrays, by node id; `cut` are the nodes of which a file holds a part only."""
    mapping = as_mapping(None, given) if isinstance(given, Mapping) else None
    if mapping is None:
        raise ValueTypeError(
            f"{WHERE}: for arrays, hand over a mapping, got {given!r:.60} ({type(given).__name__}).\n"
            '  Write {"W": dW, "b": db}, or {"W": W, "b": b} with tensors that have a .grad.'
        )
    found: dict[int, Array | None] = {}
    for key, thing in mapping.items():
        node = node_id(trace, key, WHERE)
        name = trace.nodes[node].name
        if name in cut:
            raise GraphError(
                f"{WHERE}: of {name} the file holds the first rows and columns only. Compare where it was recorded."
            )
        if right[node] is None:
            raise GraphError(f"{WHERE}: {name} needs no gradient, so there is none to compare with. Leave it out.")
        found[node] = _as_array(name, gradient_of(thing))
    return found


def _as_array(name: str, gradient: Any) -> Array | None:
    """A gradient as a float array; None stays None. Raises ValueTypeError for what is no array of numbers."""
    if gradient is None:
        return None
    plain = gradient.data if type(gradient).__name__ == "Tensor" and not hasattr(gradient, "detach") else gradient
    if hasattr(plain, "detach"):
        plain = plain.detach().cpu().numpy() if hasattr(plain, "cpu") else plain.detach().numpy()
    try:
        array = np.asarray(plain)
    except ValueError:  # rows of unequal length
        array = np.asarray(None)
    if array.dtype.kind not in "fiu":
        raise ValueTypeError(
            f"{WHERE}: the gradient of {name} is {gradient!r:.60} ({type(gradient).__name__}), no array of numbers."
        )
    return array.astype(float)


def _right_gradient(right: Sequence[Array | None], i: int) -> Array:
    gradient = right[i]
    assert gradient is not None  # noqa: S101 - _arrays_by_node has refused the others
    return gradient


def _completion_steps(trace: Trace) -> dict[int, int]:
    """For each node the number of edges of the backward pass after which its gradient is complete."""
    done = {len(trace.nodes) - 1: 0}
    for k, (node, slot, *_) in enumerate(trace.recorded.arrivals if trace.recorded else (), 1):
        done[trace.nodes[node].parents[slot]] = k
    return done


def _same(got: Array, truth: Array) -> bool:
    """Whether two arrays agree, nan for nan, within a share of the largest entry."""
    if got.shape != truth.shape or not np.array_equal(np.isnan(got), np.isnan(truth)):
        return False
    finite = np.isfinite(truth)
    if not np.array_equal(got[~finite], truth[~finite], equal_nan=True):
        return False
    most = float(np.max(np.abs(truth[finite]), initial=0.0))
    return bool(np.all(np.abs(got[finite] - truth[finite]) <= AGREE.get(truth.dtype.itemsize, 1e-6) * most))


def _wrong_upstream(trace: Trace, wrong: set[int], agreeing: set[int]) -> dict[int, list[int]]:
    """For each node the nearest wrong gradients upstream; an agreeing gradient between them ends the search."""
    sources: dict[int, dict[int, None]] = {node.id: {} for node in trace.nodes}
    for node in reversed(trace.nodes):
        handed = {} if node.id in agreeing else {node.id: None} if node.id in wrong else sources[node.id]
        for parent in node.parents:
            sources[parent].update(handed)
    return {i: list(found) for i, found in sources.items()}


def _differing_entries(got: Array | None, truth: Array) -> tuple[str, str]:
    """The first differing entry in both arrays as text; the shapes, where these differ."""
    if got is None:
        return "none", f"shape {truth.shape}"
    if got.shape != truth.shape:
        return f"shape {got.shape}", f"shape {truth.shape}"
    most = float(np.max(np.abs(truth), initial=0.0))
    away = ~(np.abs(got - truth) <= AGREE.get(truth.dtype.itemsize, 1e-6) * most) & ~(np.isnan(got) & np.isnan(truth))
    place = tuple(int(i) for i in np.argwhere(away)[0])
    texts = format_distinct(float(got[place]), float(truth[place]))
    where = f" at {list(place)}" if place else ""
    return texts[0] + where, texts[1] + where


def _remark(got: Array, truth: Array) -> str:
    """The sentence on a wrong array: transposed, not summed over a broadcast axis, not finite, or its known mistake."""
    if got.shape != truth.shape:
        if got.ndim == 2 and _same(got.T, truth):
            return "It is the right one, transposed."
        for axis in range(got.ndim):
            if _same(got.sum(axis=axis), truth) or _same(got.sum(axis=axis, keepdims=True), truth):
                return f"Summed over axis {axis} it would be right: what was broadcast gets the sum of its copies."
    elif got.ndim == 2 and got.shape[0] == got.shape[1] and _same(got.T, truth):
        return "It is the right one, transposed; a square shape does not warn you."
    if not np.all(np.isfinite(got)):
        odd = got.size - int(np.isfinite(got).sum())
        return f"{odd} of its {got.size} entries are nan or infinite: look for the step that made the first of them."
    return _MINUS.sub("−", diagnose(got, np.asarray(truth, float)).seen)
