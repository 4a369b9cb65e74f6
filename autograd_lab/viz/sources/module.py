"""The source of a module: it is called with the inputs, and the graph of its output is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograd_lab.errors import LabError, ShapeError, ValueTypeError
from autograd_lab.scalar.neurons import Module as ScalarModule
from autograd_lab.scalar.value import Value
from autograd_lab.viz.sources import Source, source_of_result
from autograd_lab.viz.sources.names import Names
from autograd_lab.viz.sources.preserved import state_preserved


def module_source(
    module: Any, inputs: Sequence[object], loss: Callable[..., object] | None, names: Mapping[str, object]
) -> Source:
    """The source of `loss(module(*inputs))`, or of `module(*inputs)` when that is one number already.

    The module stays as it is: its running statistics and random numbers are put back, see `state_preserved`.
    raises  LabError without inputs, ShapeError when what comes out is not one number
    """
    if not inputs:
        raise LabError(
            f"show({type(module).__name__}) needs what the module is called with: show(model, x), "
            "or show(model, x, loss=function)."
        )
    given = _scalar_inputs(inputs) if isinstance(module, ScalarModule) else list(inputs)
    with state_preserved(module):
        return _source_of_output(module, given, loss, names)


def _source_of_output(
    module: Any, given: list[object], loss: Callable[..., object] | None, names: Mapping[str, object]
) -> Source:
    """The source of the output; its numbers are read before the module's state is restored."""
    kind = type(module).__name__
    out = module(*given)
    if loss is not None:
        out = loss(out)
    if isinstance(out, (list, tuple)) or getattr(out, "shape", ()) not in ((), (1,), (1, 1)):
        shape = getattr(out, "shape", None)
        what = f"{len(out)} outputs" if shape is None else f"shape {tuple(shape)}"
        after = "the loss" if loss is not None else f"{kind}(...)"
        raise ShapeError(
            f"show(): {after} gives {what}, and a graph must end in one number.\n"
            f"  Write show(model, x, loss=function) with a function of the output, e.g. {_example(module)}."
        )
    if not hasattr(out, "backward"):
        raise ValueTypeError(f"show(): {'loss' if loss else kind}(...) gave {out!r:.40}, which has no graph.")
    named = [(f"x{i}" if len(given) > 1 else "x", x) for i, x in enumerate(given, 1)]
    end = [("loss", out)] if loss is not None else []
    return source_of_result(out, Names([*names.items(), *named, *end, ("", module)]))


def _scalar_inputs(inputs: Sequence[object]) -> list[object]:
    """The inputs with plain numbers replaced by Values named x1, x2 …, so that their gradients are shown too."""
    made: list[object] = []
    for given in inputs:
        if isinstance(given, (Value, str)) or not hasattr(given, "__iter__"):
            raise ValueTypeError(f"show(): a scalar network takes a list of numbers, got {given!r:.40}.")
        made.append([x if isinstance(x, Value) else Value(x, f"x{i}") for i, x in enumerate(given, 1)])
    return made


def _example(module: object) -> str:
    if isinstance(module, ScalarModule):
        return "loss=lambda out: Value.total((o - 1.0) ** 2 for o in out)"
    return "loss=lambda out: out.mean()"
