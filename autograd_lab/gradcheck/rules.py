"""The gradient check of a rule of one's own: its backward against nudging the function whose slope it should be."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_lab.errors import ShapeError, ValueTypeError
from autograd_lab.gradcheck.checking import check_gradient
from autograd_lab.gradcheck.report import GradientReport, ParameterCheck
from autograd_lab.scalar.own_rule import called
from autograd_lab.scalar.value import Value
from autograd_lab.tensor.tensor import Tensor

if TYPE_CHECKING:
    from autograd_lab.gradcheck.leaves import Array
    from autograd_lab.scalar.own_rule import OwnRule


def check_rule(
    rule: OwnRule, operands: Sequence[Any], settings: Mapping[str, Any], tolerance: float | None
) -> GradientReport:
    """The report on a rule's backward at these operands, nudged in its `surrogate`.

    operands   arrays, lists, numbers, Tensors or Values; those of whole numbers are not nudged
    tolerance  as in `check_gradient`
    raises     ValueTypeError without an operand that can be nudged, and for a rule that has no surrogate;
               ShapeError for a surrogate of another shape than the result
    """
    title = rule.title()
    if not operands:
        raise ValueTypeError(f"{title}: give the arrays at which to check, e.g. rule.check([1.0, 2.0])")
    surrogate = copy.copy(rule).surrogate
    if surrogate is None:  # a user may write `surrogate = None`
        raise ValueTypeError(
            f"{title}: `surrogate = None` says that its backward is the slope of no function, so there is nothing to "
            "nudge.\n  Compare what backward gives with numbers of your own."
        )
    tensors = [Tensor(x.data if isinstance(x, (Value, Tensor)) else x) for x in operands]
    named = zip(_names(rule, len(tensors)), tensors, _asked_for(rule, tensors, settings), strict=True)
    nudged = {name: t for name, t, asked in named if t.dtype.kind == "f" and asked}
    if not nudged:
        raise ValueTypeError(
            f"{title}: there is nothing to nudge: every operand holds whole numbers, which are taken for places or "
            "labels, or gets no gradient.\n  Write 1.0 for 1, or array.astype(float)."
        )
    for name, t in nudged.items():
        t.requires_grad, t.name = True, name

    def weighted() -> Any:
        out = rule(*tensors, **settings)
        return (out * _weights(out.shape)).sum()

    if rule.is_slope():
        report = check_gradient(weighted, list(nudged.values()), tolerance=tolerance)
        return replace(report, parameters=tuple(map(_with_a_way_out, report.parameters)))
    weighted().backward()
    shape = rule(*tensors, **settings).shape

    def stand_in(**arrays: Array) -> float:
        given = [arrays[t.name] if t.name in nudged else t.data for t in tensors]
        out = np.asarray(called(title, "surrogate", surrogate, given, settings))
        if out.shape != shape:
            raise ShapeError(f"{title}: its surrogate returned shape {out.shape}, its forward {shape}; give the same")
        return float((out * _weights(shape)).sum())

    gradients = {name: np.zeros(t.shape) if t.grad is None else t.grad for name, t in nudged.items()}
    return check_gradient(
        stand_in, {name: t.data for name, t in nudged.items()}, gradient=gradients, tolerance=tolerance
    )


def _asked_for(rule: OwnRule, tensors: Sequence[Tensor], settings: Mapping[str, Any]) -> list[bool]:
    """Whether backward gives a gradient for each operand; a rule that fails says so later, in its own words."""
    mine = copy.copy(rule)
    try:
        given = mine.backward(np.ones(np.shape(mine.forward(*[t.data.copy() for t in tensors], **settings))))
    except Exception:
        given = None
    parts = given if isinstance(given, tuple) and len(given) == len(tensors) else [True] * len(tensors)
    return [part is not None for part in parts]


def _with_a_way_out(check: ParameterCheck) -> ParameterCheck:
    """The check of an operand; where all its entries are wrong in one way, with what to write if that is meant."""
    meant = "times what it should be" in check.note or "by nudging" in check.note or "wrong sign" in check.note
    told = f"{check.note} If that is meant, write the function whose slope it is as `surrogate`."
    return replace(check, note=told) if meant else check


def _weights(shape: tuple[int, ...]) -> Array:
    """(shape) unequal numbers of both signs, so that no entry of a result is lost and none stands for another."""
    weights: Array = np.cos(0.5 + np.arange(int(np.prod(shape))))
    return weights.reshape(shape)


def _names(rule: OwnRule, count: int) -> list[str]:
    """What forward calls its operands; "operand_0" and so on where it does not say."""
    listed = [
        p.name
        for p in inspect.signature(rule.forward).parameters.values()
        if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ][:count]
    return [*listed, *(f"operand_{i}" for i in range(len(listed), count))]
