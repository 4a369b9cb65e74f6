"""The graph of a TensorFlow program: a concrete function, copied and run with a tap at every operation.

The copy is a graph of its own in which variables and arguments are fed, so nothing of the reader's is read twice,
changed or traced anew. Each operation's registered gradient is called by itself, which gives what it hands back to
each operand: the derivatives are TensorFlow's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.ops import get_gradient_function

from autograd_lab.errors import GraphError, LabError
from autograd_lab.viz.sources.names import Names
from autograd_lab.viz.sources.programs import (
    STAR,
    Given,
    Program,
    Step,
    constant_label,
    known_operation,
    name_of,
    require_calls,
    require_gradients,
    require_one_number,
)
from autograd_lab.viz.sources.recorded import RecordedSource
from autograd_lab.viz.sources.tensorflow_graph import opened_graph

#: TensorFlow's kind of operation -> the operation of rules.py
OPS: Mapping[str, str] = {
    **{op.capitalize(): op for op in ("add", "sub", "mul", "neg", "pow", "exp", "log", "sqrt", "tanh", "sigmoid")},
    **{op.capitalize(): op for op in ("relu", "abs", "sum", "mean", "max", "min", "softmax")},
    **{op.capitalize(): op for op in ("transpose", "reshape")},
    "AddV2": "add",
    "BiasAdd": "add",
    "RealDiv": "div",
    "Square": "pow",
    "MatMul": "matmul",
    "BatchMatMulV2": "matmul",
    "LogSoftmax": "log_softmax",
    "ExpandDims": "reshape",
    "Squeeze": "reshape",
    "BroadcastTo": "expand",
    "Cast": "astype",
    "ConcatV2": "concatenate",
    "Pack": "stack",
    "StridedSlice": "getitem",
    "GatherV2": "getitem",
    "SelectV2": "where",
    "ClipByValue": "clip",
    "SparseSoftmaxCrossEntropyWithLogits": "sparse_softmax_cross_entropy_with_logits",
    "SquaredDifference": "squared_difference",
    "StopGradient": "stop_gradient",
}
#: whole numbers that are worth a box: labels; elsewhere they are shapes and axes
LABELS = ("SparseSoftmaxCrossEntropyWithLogits",)
#: what hands a tensor on as it is, and is no box: a name, and a variable that is read
SAME = ("Identity", "ReadVariableOp", "EnsureShape")
FORMS = ("Cast", "Reshape", "ExpandDims", "Squeeze")  # of a named array: they give no new name


def tensorflow_source(program: Any, inputs: Sequence[Any], names: Names) -> RecordedSource:
    """The graph of a TensorFlow program that gives one number, with TensorFlow's own values and derivatives.

    program  a `tf.function`, or one of its concrete functions
    inputs   what it is called with. As with a GradientTape, trainable variables have a gradient, tensors have none
    raises   LabError for other inputs than it takes, ShapeError for a result that is not one number, GraphError where
             nothing has a gradient, or for a loop or branch on tensors
    """
    if hasattr(program, "get_concrete_function"):
        try:
            concrete = program.get_concrete_function(*inputs)
        except (TypeError, ValueError) as error:
            raise LabError(
                f"show(): TensorFlow could not trace this function with these inputs: {error!s:.300}"
            ) from error
    else:
        concrete = program
    results = [out for out in tf.nest.flatten(concrete.structured_outputs) if out is not None]
    require_one_number(
        "the TensorFlow program",
        [tuple(out.shape) if out.shape.rank is not None else (-1,) for out in results],
        all(out.dtype.is_floating for out in results),
    )
    graph = _Graph(concrete, tf.nest.flatten(list(inputs)), names)
    notices = [STAR] if any(step.op.endswith("*") for step in graph.program.steps) else []
    return RecordedSource(graph.program.boxes(), graph.contributions, "computed by TensorFlow", notices)


@dataclass(frozen=True)
class _Fed:
    """What a program is fed with: an argument, a variable, or a tensor that it found outside."""

    name: str | None
    kind: str
    array: Any
    tensors: tuple[str, ...]  # in the program, those that stand for it


class _Graph:
    """The copy of a concrete function's graph, run once."""

    def __init__(self, concrete: Any, inputs: Sequence[Any], names: Names) -> None:
        program = opened_graph(concrete)
        fed = _fed(concrete, program, inputs, names)
        with tf.Graph().as_default() as graph:
            stands = [tf.compat.v1.placeholder(thing.array.dtype, thing.array.shape) for thing in fed]
            mapped = {name: stand for stand, thing in zip(stands, fed, strict=True) for name in thing.tensors}
            tf.graph_util.import_graph_def(program, input_map=mapped, name="copy")
            self.fed = {stand.name: thing for stand, thing in zip(stands, fed, strict=True)}
            root = mapped.get(concrete.outputs[0].name)
            root = _source(graph.get_tensor_by_name(f"copy/{concrete.outputs[0].name}") if root is None else root)
            self.program, self.tensors = Program(), dict[Any, Any]()
            self.slots: dict[Any, list[int]] = {}  # for each step, which operands of the operation have a box
            self._plan(root)
            require_gradients(self.program, _NO_VARIABLE)
            edges = list(self.program.edges(tf.ones_like(root), tf.add_n, self._pull))
            feed = dict(zip(stands, (thing.array for thing in fed), strict=True))
            with tf.compat.v1.Session(graph=graph) as session:
                numbers, handed = session.run([self.tensors, [g for *_, g in edges]], feed)
        self._fill_in(numbers, concrete.graph.name)
        self.contributions = list(
            self.program.contributions((at, slot, g) for (at, slot, _), g in zip(edges, handed, strict=True))
        )

    def _plan(self, root: Any) -> None:
        """The steps that a gradient passes through, without their numbers."""
        live = set[str]()
        for tensor in _order(root):
            op, fed = tensor.op, self.fed.get(tensor.name)
            if fed is not None:
                if fed.kind == "leaf":
                    live.add(tensor.name)
                continue
            operands = [_source(operand) for operand in op.inputs]
            if not tensor.dtype.is_floating or not any(operand.name in live for operand in operands):
                continue
            live.add(tensor.name)
            shown = [
                i for i, operand in enumerate(operands) if operand.dtype.is_floating or self._is_label(op, operand)
            ]
            keys = [operands[i].name for i in shown]
            for i in shown:
                if operands[i].name not in {step.key for step in self.program.steps}:
                    self._give(operands[i], operands[i].name in live)
            letters = "".join(_LETTERS.get(op.type, "abc")[min(i, 2)] for i in shown)
            if op.type == "Square":
                keys, letters = [*keys, "2"], "ab"
                self.program.given["2"] = Given("2", None, "2", "const", np.asarray(2.0))
            told = f"{op.type}[{tensor.value_index}]" if len(op.outputs) > 1 and tensor.value_index else None
            self.slots[tensor.name], self.tensors[tensor.name] = shown, tensor
            self.program.steps.append(Step(tensor.name, _operation(op), tuple(keys), _LATER, letters, None, told))

    def _is_label(self, op: Any, operand: Any) -> bool:
        return op.type in LABELS or self._name(operand) is not None

    def _name(self, tensor: Any) -> str | None:
        """The name of what is fed, or of what only has another form than it."""
        tensor = _source(tensor)
        fed = self.fed.get(tensor.name)
        if fed is not None:
            return fed.name
        return self._name(tensor.op.inputs[0]) if tensor.op.type in FORMS else None

    def _give(self, tensor: Any, live: bool) -> None:
        fed = self.fed.get(tensor.name)
        name, other = (fed.name, None) if fed else (None, self._name(tensor))
        self.program.given[tensor.name] = Given(tensor.name, name, other, "leaf" if live else "const", _LATER)
        self.tensors[tensor.name] = tensor

    def _fill_in(self, numbers: Mapping[str, Any], function: str) -> None:
        """The numbers, now that the copy has been run."""
        numbers = {name: np.asarray(array) for name, array in numbers.items()}
        for key, given in self.program.given.items():
            value = numbers.get(key, given.value)
            label = given.automatic or (constant_label(value) if given.kind == "const" else None)
            self.program.given[key] = replace(given, value=value, automatic=label)
        self.program.steps = [replace(step, value=numbers[step.key]) for step in self.program.steps]
        self.program = self.program.used(function)

    def _pull(self, step: Step, g: Any) -> list[Any]:
        """What an operation hands to each operand that has a box."""
        tensor = self.tensors[step.key]
        op = tensor.op
        try:
            function = get_gradient_function(op)
        except LookupError:
            raise GraphError(f"show(): TensorFlow has no backward pass for {op.type}.\n  {_instead(op)}") from None
        if function is None:  # such as StopGradient
            return [None] * len(step.operands)
        arrived = [
            g if i == tensor.value_index else tf.zeros_like(out) if out.dtype.is_floating else None
            for i, out in enumerate(op.outputs)
        ]
        try:
            handed = function(op, *arrived)
        except ValueError as error:
            raise GraphError(
                f"show(): {op.name.removeprefix('copy/')} has a gradient of its own (tf.custom_gradient), which works "
                "only where it was traced.\n  Write it out, e.g. x * tf.sigmoid(x) for tf.nn.silu(x)."
            ) from error
        handed = list(handed) if isinstance(handed, (list, tuple)) else [handed]
        found = [None if handed[i] is None else tf.convert_to_tensor(handed[i]) for i in self.slots[step.key]]
        return [*found, *[None] * (len(step.operands) - len(found))]


_LATER = np.zeros(())
_NO_VARIABLE = "Make the parameters tf.Variables: as with a GradientTape, only trainable variables have a gradient."


def _fed(concrete: Any, program: Any, inputs: Sequence[Any], names: Names) -> list[_Fed]:
    """Everything that the graph of a concrete function is fed with."""
    outside = list(concrete.captured_inputs)
    places = list(concrete.inputs)
    arguments = places[: len(places) - len(outside)]
    given = list(inputs) if len(inputs) == len(arguments) else [x for x in inputs if hasattr(x, "dtype")]
    require_calls("TensorFlow", len(arguments), len(given))
    variables = [*concrete.graph.variables, *(x for x in given if isinstance(x, tf.Variable))]
    found = []
    for i, (place, thing) in enumerate(zip(places, [*given, *outside], strict=True)):
        if place.dtype != tf.resource:
            told = place.op.name if i < len(arguments) else None
            array = np.asarray(thing, dtype=place.dtype.as_numpy_dtype)
            found.append(_Fed(name_of(names, [thing], told), "const", array, (place.name,)))
            continue
        variable = next((v for v in variables if v is thing or v.handle is thing), None)
        readers = [node for node in program.node if place.op.name in node.input]
        odd = next((node.op for node in readers if node.op not in SAME), None)
        if variable is None or odd:
            raise GraphError(
                f"show(): this program uses a variable by {odd or 'a table'}; only reading one can be shown.\n"
                "  Write tf.convert_to_tensor(variable) where it is read, and assign outside the function."
            )
        name = variable.name.split(":")[0].replace("/", ".")
        name = name_of(names, [variable], None if name.startswith("Variable") else name)
        kind = "leaf" if variable.trainable and variable.dtype.is_floating else "const"
        found.append(_Fed(name, kind, variable.numpy(), tuple(f"{node.name}:0" for node in readers)))
    return found


def _instead(op: Any) -> str:
    return f"Compute the loss without {op.type}, or show the part behind it."


def _source(tensor: Any) -> Any:
    """The tensor that was computed, behind operations that hand it on as it is."""
    while tensor.op.type in SAME:
        tensor = tensor.op.inputs[0]
    return tensor


def _order(root: Any) -> list[Any]:
    """Every tensor behind root, operands first, without recursion."""
    order, seen = list[Any](), set[str]()
    stack = [(root, False)]
    while stack:
        tensor, ready = stack.pop()
        if ready:
            order.append(tensor)
        elif tensor.name not in seen:
            seen.add(tensor.name)
            stack.append((tensor, True))
            stack += [(_source(operand), False) for operand in reversed(tensor.op.inputs)]
    return order


#: which operand of the rule each operand of the operation is, where that is not in the order of rules.py
_LETTERS: Mapping[str, str] = {"SelectV2": "cab"}


def _operation(op: Any) -> str:
    """The operation in rules.py, where TensorFlow's computes just that; else TensorFlow's own name."""
    name = OPS.get(op.type)
    if name == "matmul" and any(op.get_attr(key) for key in _TURNED[op.type]):
        return "matmul*"
    if name == "transpose" and list(np.ravel(tf.get_static_value(op.inputs[1]))) != [1, 0]:
        return "permute"
    return name or known_operation(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", op.type).lower(), {})


_TURNED = {"MatMul": ("transpose_a", "transpose_b"), "BatchMatMulV2": ("adj_x", "adj_y")}
