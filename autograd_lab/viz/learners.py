"""A learner's gradients, in whatever form they come, as one number or one array for each node."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from autograd_lab.errors import GraphError, LabError, ValueTypeError
from autograd_lab.scalar.value import Value
from autograd_lab.viz.quiz import node_id
from autograd_lab.viz.trace import Trace

WHERE = "show(compare=...)"
_HOW = (
    'Write {"w": 1.5, "b": -2.0}, or {"w": w, "b": b} with objects that have a .grad,\n'
    "  or hand over your backward function: it is called with the root."
)


def gradients(trace: Trace, order: Sequence[Value], given: object) -> dict[int, float | None]:
    """The learner's gradient by node; None where an object has none yet.

    given   a mapping of names or Values to gradients or to objects with a `.grad`, or a function: it is called with
            the root, and either returns such a mapping or leaves its gradients in `.grad`. The Values' own `.grad`
            are 0 at the call and afterwards as they were before.
    raises  GraphError for a name that the graph does not have, ValueTypeError for what is no number,
            LabError when the function raises
    """
    before = [node.grad for node in order]
    function = not isinstance(given, Mapping)
    try:
        if function:
            for node in order:
                node.grad = 0.0
        mapping = as_mapping(order[-1], given)
        _require_same_numbers(trace, order)
        return _grads_on_nodes(trace, order) if mapping is None else _from_mapping(trace, order, mapping)
    finally:
        if function:
            for node, grad in zip(order, before, strict=True):
                node.grad = grad


def as_mapping(root: object, given: object) -> Mapping[Any, Any] | None:
    """The given mapping, or the one that the given function returns; None when the function returns None."""
    if isinstance(given, Mapping):
        return _nonempty(given)
    if not callable(given):
        raise ValueTypeError(f"{WHERE}: got {given!r:.60} ({type(given).__name__}).\n  {_HOW}")
    try:
        returned = given(root)
    except Exception as error:
        name = getattr(given, "__name__", "your function")
        raise LabError(
            f"{WHERE}: {name}(root) raised {type(error).__name__}: {error}\n"
            "  It is called with the root of the graph. The traceback above shows where it stopped."
        ) from error
    if returned is None or isinstance(returned, Mapping):
        return None if returned is None else _nonempty(returned)
    raise ValueTypeError(
        f"{WHERE}: your function returned {returned!r:.60} ({type(returned).__name__}).\n"
        '  Return {"w": its gradient, …}, or nothing and leave each gradient in .grad.'
    )


def _nonempty(mapping: Mapping[Any, Any]) -> Mapping[Any, Any]:
    if not mapping:
        raise LabError(f"{WHERE}: the mapping is empty, so there is nothing to compare.\n  {_HOW}")
    return mapping


def _require_same_numbers(trace: Trace, order: Sequence[Value]) -> None:
    """Raise LabError when the learner's function changed a value: other values have other gradients."""
    for node, value in zip(trace.nodes, order, strict=True):
        before = trace.values[node.id]
        if value.data != before and not (math.isnan(value.data) and math.isnan(before)):
            raise LabError(
                f"{WHERE}: your function changed {node.name} from {before:g} to {value.data:g}.\n"
                "  A backward pass changes .grad only; take the step after it."
            )


def _grads_on_nodes(trace: Trace, order: Sequence[Value]) -> dict[int, float | None]:
    """The `.grad` of each node. Of frameworks that keep leaf gradients only, inner nodes are left out."""
    found = {
        node.id: _number(node.name, value.grad)
        for node, value in zip(trace.nodes, order, strict=True)
        if node.kind != "const"
    }
    inner = [node.id for node in trace.nodes if node.kind == "op"]
    if any(found.values()) and all(found[i] == 0 for i in inner):
        return {i: grad for i, grad in found.items() if i not in inner}
    return found


def _from_mapping(trace: Trace, order: Sequence[Value], given: Mapping[Any, Any]) -> dict[int, float | None]:
    """The gradients in a mapping from names or Values, by node id."""
    ids = {value: i for i, value in enumerate(order)}
    found: dict[int, float | None] = {}
    for key, gradient in given.items():
        if isinstance(key, Value):
            if key not in ids:
                raise GraphError(f"{WHERE}: {key!r} is not in this graph. Was it built anew after your backward pass?")
            node = ids[key]
        else:
            node = node_id(trace, key, WHERE)
        name = trace.nodes[node].name
        if trace.nodes[node].kind == "const":
            raise GraphError(f"{WHERE}: {name} is a plain number of the expression; it has no gradient. Leave it out.")
        found[node] = _number(name, gradient_of(gradient))
    return found


def gradient_of(given: Any) -> Any:
    """The `.grad` of an object that has one, else the object: a tensor without a graph counts as a number."""
    return given.grad if hasattr(given, "grad") and getattr(given, "requires_grad", True) is not False else given


def _number(name: str, gradient: Any) -> float | None:
    """A gradient as a float, nan and infinity included; None stays None. Raises ValueTypeError for anything else."""
    if gradient is None:
        return None
    hint = "Give one real number for each node."
    if isinstance(gradient, (str, bool, complex)) or not hasattr(gradient, "__float__"):
        raise ValueTypeError(f"{WHERE}: the gradient of {name} is {gradient!r:.60} ({type(gradient).__name__}). {hint}")
    if getattr(gradient, "ndim", 0):
        raise ValueTypeError(
            f"{WHERE}: the gradient of {name} has shape {tuple(gradient.shape)}; {name} is one number. {hint}"
        )
    number = float(gradient)
    return math.nan if math.isnan(number) else number
