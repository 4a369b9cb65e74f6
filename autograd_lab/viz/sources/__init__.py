"""The sources of show(): each turns one kind of graph into a Trace, and computes it anew when leaves move.

The source is chosen by the type of the root. NumPy and torch are not imported to find it: a caller who has an array
or a torch tensor has imported them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Protocol, cast

from autograd_lab.errors import LabError, ValueTypeError
from autograd_lab.scalar.value import Value
from autograd_lab.viz.sources.names import Names, is_a, is_module, program_framework
from autograd_lab.viz.trace import Trace

if TYPE_CHECKING:
    from torch import Tensor as TorchTensor

    from autograd_lab.tensor.tensor import Tensor

NO_SLIDERS = (
    "a player of arrays has no sliders: a page cannot compute with whole arrays.\n"
    "  Change the array in Python, compute again, and show() the new result."
)


class Source(Protocol):
    """The graph behind a player."""

    trace: Trace  # with the numbers that are shown now

    def move(self, moves: Sequence[tuple[int, float]]) -> Trace:
        """Set leaves, recompute the learner's own graph, and return its new trace."""

    def grads(self) -> list[float | None]:
        """The gradient of each node for the numbers shown, its norm for arrays; None where there is none."""

    def rows(self) -> list[tuple[str, str, str, str]]:
        """The table of values: (node, operation, value, grad)."""


def source_of(
    root: object,
    inputs: Sequence[object] = (),
    *,
    loss: Callable[..., object] | None = None,
    names: Mapping[str, object] | None = None,
) -> Source:
    """The source that can draw `root`; raises ValueTypeError for what has no graph, saying what to show instead.

    inputs, loss  of a module: what it is called with, and a function of its output that gives one number
    names         variables by name, for nodes that have none
    """
    if names is not None and not isinstance(names, Mapping):
        raise ValueTypeError(
            f"show(names=...) maps names to Values, got {names!r:.40} ({type(names).__name__}). "
            'Write names={"w": w, "x": x}.'
        )
    if odd := [name for name in names or () if not isinstance(name, str)]:
        raise ValueTypeError(
            f"show(names=...): a name is text, got {odd[0]!r:.40} ({type(odd[0]).__name__}). "
            'Write names={"w": w, "x": x}.'
        )
    if is_module(root):
        from autograd_lab.viz.sources.module import module_source

        return module_source(root, inputs, loss, names or {})
    if (framework := program_framework(root)) is not None:
        return _program_source(framework, root, inputs, loss, Names((names or {}).items()))
    if isinstance(root, (str, PathLike)) and not inputs and loss is None:
        from autograd_lab.viz.sources.file import file_source

        return file_source(root)
    if inputs or loss is not None:
        raise LabError(
            f"show(): inputs and loss= are for a module that is to be called; {type(root).__name__} has its result "
            "already. Write show(result)."
        )
    return source_of_result(root, Names((names or {}).items()))


def _program_source(
    framework: str, program: object, inputs: Sequence[object], loss: Callable[..., object] | None, names: Names
) -> Source:
    """The source of a program of JAX or TensorFlow, called with the inputs."""
    if loss is not None:
        raise LabError(
            f"show(): loss= is for a module; a {framework} program ends in its loss itself.\n"
            "  Write it inside the function, and show that: show(program, …)."
        )
    if framework == "JAX":
        from autograd_lab.viz.sources.jax_programs import jax_source

        return jax_source(program, inputs, names)
    from autograd_lab.viz.sources.tensorflow_programs import tensorflow_source

    return tensorflow_source(program, inputs, names)


def source_of_result(root: object, names: Names) -> Source:
    """The source of a result with a graph behind it."""
    if isinstance(root, Value):
        from autograd_lab.viz.sources.scalar import ScalarSource

        return ScalarSource(root, names)
    if is_a(root, "autograd_lab.tensor.tensor", "Tensor"):
        from autograd_lab.viz.sources.tensor import tensor_source

        return tensor_source(cast("Tensor", root), names)
    if is_a(root, "torch", "Tensor"):
        from autograd_lab.viz.sources.pytorch import torch_source

        return torch_source(cast("TorchTensor", root), names)
    raise _unknown(root)


def _unknown(root: object) -> ValueTypeError:
    hint = "Build the expression from Values: show(w * x + b) with w = Value(2.0)."
    if isinstance(root, (list, tuple)) and root:
        if all(isinstance(item, Value) for item in root):
            hint = "Show one of its items, or their sum: show(Value.total(items))."
        elif all(is_a(item, "autograd_lab.tensor.tensor", "Tensor") or is_a(item, "torch", "Tensor") for item in root):
            hint = "Show one of its items, or a scalar that depends on all of them, e.g. the sum of their means."
    elif is_a(root, "jax", "Array") or is_a(root, "tensorflow", "Tensor"):
        hint = (
            "A result of JAX or TensorFlow has no graph: its program has. "
            "Write show(jax.jit(loss), params, X, y) or show(tf.function(loss), X, y)."
        )
    elif callable(root):
        hint = (
            "Call it, and show the result. A function of JAX is shown by show(jax.jit(function), …), "
            "one of TensorFlow by show(tf.function(function), …)."
        )
    elif hasattr(root, "__array__"):
        hint = "An array has no graph. Compute with Tensor(array, requires_grad=True), and show the loss."
    return ValueTypeError(
        "show() draws the graph of a Value, a Tensor, a module, a torch tensor or a program of JAX or TensorFlow, "
        f"got {root!r:.40} ({type(root).__name__}). {hint}"
    )
