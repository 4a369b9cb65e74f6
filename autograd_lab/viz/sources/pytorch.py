"""The graph of a torch tensor: its nodes are called one by one, so that each edge is seen and nothing is changed.

`loss.backward()` would fill in `.grad`, run hooks and free the graph. Calling a node by itself does none of that: it
takes the gradient of its result and gives those of its operands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from autograd_lab.errors import GraphError, ShapeError, ValueTypeError
from autograd_lab.scalar.graph import backpropagate
from autograd_lab.viz.sources import pytorch_values as values, rules
from autograd_lab.viz.sources.names import Names
from autograd_lab.viz.sources.pictures import Array
from autograd_lab.viz.sources.pytorch_values import UNKNOWN, GradFn, Key, op_name
from autograd_lab.viz.sources.recorded import Box, Contribution, RecordedSource

MOST_BOXES = 5000
#: PyTorch's kind of node -> the operation of rules.py, and which of its operands each edge is
OPS: Mapping[str, tuple[str, str]] = {
    "Add": ("add", "ab"),
    "Sub": ("sub", "ab"),
    "Mul": ("mul", "ab"),
    "Div": ("div", "ab"),
    "Neg": ("neg", "a"),
    "Pow": ("pow", "ab"),
    "Exp": ("exp", "a"),
    "Log": ("log", "a"),
    "Sqrt": ("sqrt", "a"),
    "Tanh": ("tanh", "a"),
    "Sigmoid": ("sigmoid", "a"),
    "Relu": ("relu", "a"),
    "Abs": ("abs", "a"),
    "Sin": ("sin", "a"),
    "Cos": ("cos", "a"),
    "Sign": ("sign", "a"),
    "Round": ("round", "a"),
    "Floor": ("floor", "a"),
    "Gelu": ("gelu", "a"),
    "MaskedFill": ("masked_fill", "a"),
    "Logsumexp": ("logsumexp", "a"),
    "Gather": ("gather", "a"),
    "NativeLayerNorm": ("layer_norm", "abc"),
    "Clone": ("clone", "a"),
    "ToCopy": ("astype", "a"),
    "Mm": ("matmul", "ab"),
    "Bmm": ("matmul", "ab"),
    "Mv": ("matmul", "ab"),
    "Dot": ("matmul", "ab"),
    "Addmm": ("addmm", "abc"),
    "T": ("transpose", "a"),
    "Transpose": ("permute", "a"),
    "Permute": ("permute", "a"),
    "View": ("reshape", "a"),
    "UnsafeView": ("reshape", "a"),
    "ReshapeAlias": ("reshape", "a"),
    "Squeeze": ("reshape", "a"),
    "Unsqueeze": ("reshape", "a"),
    "Expand": ("expand", "a"),
    "Select": ("getitem", "a"),
    "Slice": ("getitem", "a"),
    "Index": ("getitem", "a"),
    "Cat": ("concatenate", ""),
    "Stack": ("stack", ""),
    "Sum": ("sum", "a"),
    "Mean": ("mean", "a"),
    "Max": ("max", "a"),
    "Min": ("min", "a"),
    "MaxAlong": ("max_along", "a"),
    "MinAlong": ("min_along", "a"),
    "Maximum": ("maximum", "ab"),
    "Minimum": ("minimum", "ab"),
    "Clamp": ("clip", "a"),
    "Where": ("where", "ab"),
    "Softmax": ("softmax", "a"),
    "SafeSoftmax": ("softmax", "a"),
    "Split": ("split", "a"),
    "UnsafeSplit": ("split", "a"),
    "Unbind": ("split", "a"),
    "LogSoftmax": ("log_softmax", "a"),
    "MseLoss": ("mse", "ab"),
    "BinaryCrossEntropyWithLogits": ("bce_with_logits", "ab"),
    "NllLoss": ("nll_loss", "ab"),
    "Convolution": ("conv2d", "abc"),
    "MaxPool2DWithIndices": ("max_pool2d", "a"),
    "AvgPool2D": ("avg_pool2d", "a"),
    "NativeBatchNorm": ("batch_norm", "abc"),
    "Embedding": ("embedding", "a"),
}
#: operands that are no edges, and are worth a box: what they are kept as
EXTRAS = {"Pow": "exponent", "NllLoss": "target"}
#: with which settings an operation is the one that rules.py tells of
USUAL: Mapping[str, Mapping[str, object]] = {
    "Add": {"alpha": 1},
    "Sub": {"alpha": 1},
    "Addmm": {"alpha": 1, "beta": 1},
    "MseLoss": {"reduction": 1},
    "Gelu": {"approximate": "none"},
    "BinaryCrossEntropyWithLogits": {"reduction": 1, "weight": None, "pos_weight": None},
    "NllLoss": {"reduction": 1, "weight": None},
}


def torch_source(root: torch.Tensor, names: Names) -> RecordedSource:
    """The graph behind a torch tensor of one number, with PyTorch's own values and gradients.

    raises  GraphError without a graph or with a freed one, ShapeError when `root` is not one number,
            ValueTypeError for numbers that are not real and floating, StaleGraphError when a tensor was written to
    """
    _require_graph(root)
    graph = _Graph(root, names)
    notices = [_HOOKS] if any(v._backward_hooks for v in graph.variables.values()) else []
    if any(box.value is None for box in graph.boxes):
        notices.append("“not kept”: PyTorch did not keep this value, and it cannot be computed from what it kept.")
    if any(box.op.endswith("*") for box in graph.boxes):
        notices.append(_STAR)
    return RecordedSource(graph.boxes, graph.contributions(), "computed by PyTorch", notices)


_STAR = "A star: an operation of your own, or one with settings such as alpha= or weight=. Its rule is not spelled out."
_HOOKS = "A tensor has a hook. Hooks are not run here, so loss.backward() may give other gradients."


def _require_graph(root: torch.Tensor) -> None:
    what = f"a torch tensor of shape {tuple(root.shape)}"
    if not root.dtype.is_floating_point:
        raise ValueTypeError(
            f"show(): {what} and dtype {root.dtype} has no gradient: only real floating numbers have one.\n"
            "  Compute the loss in float32 or float64."
        )
    if not root.requires_grad:
        raise GraphError(
            f"show(): {what} has no graph: requires_grad is False.\n"
            "  Make the parameters with requires_grad=True, compute outside torch.no_grad(), and do not detach()."
        )
    if root.grad_fn is None:
        raise GraphError(f"show(): {what} is a leaf: nothing was computed from anything. Show the loss.")
    if root.numel() != 1:
        raise ShapeError(
            f"show() needs a scalar at the end of the graph, got {what}: reduce it first, e.g. show(t.mean())"
        )


@dataclass(frozen=True)
class _NotKept:
    """Stands for an operand that needs no gradient and that PyTorch did not keep."""

    node: GradFn
    edge: int


class _Graph:
    """The boxes of a torch graph: what was given first, then each output of each node, operands before results."""

    def __init__(self, root: torch.Tensor, names: Names) -> None:
        self.names = names
        results = [(name, t) for name, t in names.variables() if isinstance(t, torch.Tensor) and t.grad_fn is not None]
        held = {(tensor.grad_fn, tensor.output_nr): tensor for _, tensor in results}
        self.named_results = {(tensor.grad_fn, tensor.output_nr): name for name, tensor in results}
        self.root: Key = (root.grad_fn, root.output_nr)
        self.keys = _order(self.root)
        if len(self.keys) > MOST_BOXES:
            raise GraphError(
                f"show(): this graph has {len(self.keys)} nodes; arrays are drawn up to {MOST_BOXES}.\n"
                "  Show the loss of fewer steps or layers."
            )
        self.tensors = values.kept_values({key[0]: None for key in self.keys})
        for key, thing in held.items():
            self.tensors.setdefault(key, thing.detach())
        self.tensors[self.root] = root.detach()
        self.variables = {key: key[0].variable for key in self.keys if hasattr(key[0], "variable")}
        self.tensors.update({key: variable.detach() for key, variable in self.variables.items()})
        self.constants: dict[object, object] = {}  # key -> what needs no gradient
        self.inner = [key for key in self.keys if key not in self.variables]
        operands = {key: list(self._operands(key)) for key in self.inner}
        given = dict.fromkeys(what for key in self.inner for _, what in operands[key] if what not in operands)
        self.place = {what: i for i, what in enumerate([*given, *self.inner])}
        self.slots = {key: [edge for edge, _ in operands[key]] for key in self.inner}
        self.boxes = [
            *(self._given(what) for what in given),
            *(self._box(key, [self.place[what] for _, what in operands[key]]) for key in self.inner),
        ]

    def _given(self, what: object) -> Box:
        """The box of a leaf, or of what needs no gradient."""
        if what in self.variables:
            variable = self.variables[what]
            return Box(self.names.of(variable), None, "leaf", "", (), _array(variable))
        thing = self.constants[what]
        if isinstance(thing, _NotKept):
            return Box(None, "not kept", "const", "", (), None)
        value = _array(torch.as_tensor(thing))
        return Box(self.names.of(thing), f"{value.item():g}" if value.size == 1 else "data", "const", "", (), value)

    def _operands(self, key: Key) -> Iterator[tuple[int, object]]:
        """(edge, what) for each operand of a node; edge −1 for one that is no edge. Fills in values on the way."""
        node = key[0]
        tensors: list[Any] = []
        for edge, (parent, output) in enumerate(node.next_functions):
            if parent is not None:
                tensors.append(self.tensors.get((parent, output)))
                yield edge, (parent, output)
                continue
            tensor = values.unlinked_operand(node, edge)
            tensors.append(tensor)
            if tensor is not None or op_name(node) in ("Add", "Sub"):
                yield edge, self._constant(_NotKept(node, edge) if tensor is None else tensor)
        if op_name(node) in EXTRAS and len(tensors) == 1:
            extra = values.saved_attribute(node, "self" if values.base_is_number(node) else EXTRAS[op_name(node)])
            if extra is not None:
                yield -1, self._constant(extra)
        fresh = values.recompute(node, tensors, key[1])
        if fresh is not UNKNOWN and key in self.tensors:
            values.require_same(node, self.tensors[key], fresh)
        elif fresh is not UNKNOWN:
            self.tensors[key] = fresh

    def _constant(self, thing: object) -> object:
        """The key of what needs no gradient."""
        key = id(thing) if isinstance(thing, torch.Tensor) else thing
        self.constants[key] = thing  # kept, so that no id is given twice
        return key

    def _box(self, key: Key, parents: list[int]) -> Box:
        node, number = key
        op, letters = _operation(node)
        used = "".join(letters[e] if 0 <= e < len(letters) else letters[-1:] for e in self.slots[key])
        tensor = self.tensors.get(key)
        value = None if tensor is None else _array(tensor)
        several = len(node._input_metadata) > 1
        return Box(
            self.named_results.get(key), f"{op}[{number}]" if several else None, "op", op, tuple(parents), value, used
        )

    def contributions(self) -> list[Contribution]:
        """The contribution of each edge, latest first: each node is called with the gradient of its result."""
        found: list[Contribution] = []

        def hand_on(key: Key, arrived: list[Any]) -> Iterator[tuple[Key, Any]]:
            """What a node hands to each of its operands that needs a gradient."""
            node, number = key
            results = _call_node(node, number, sum(arrived[1:], arrived[0]))
            for slot, edge in enumerate(self.slots[key]):
                target = node.next_functions[edge] if edge >= 0 else (None, 0)
                if target[0] is None:
                    continue
                meta = target[0]._input_metadata[target[1]]
                g = results[edge] if results[edge] is not None else torch.zeros(meta.shape, dtype=meta.dtype)
                wide = tuple(g.shape)
                g = (g.to_dense() if g.layout != torch.strided else g).sum_to_size(meta.shape).to(meta.dtype)
                found.append(Contribution(self.place[key], slot, _array(g), wide))
                yield target, g

        backpropagate(self.inner, {self.root: [torch.ones_like(self.tensors[self.root])]}, hand_on)
        return found


def _call_node(node: GradFn, number: int, upstream: Any) -> tuple[Any, ...]:
    """The gradients of a node's operands, for the gradient of one of its outputs."""
    gradients: list[Any] = [None] * len(node._input_metadata)
    if values.is_python_function(node):  # PyTorch hands such a Function zeros for outputs that nothing came back to
        gradients = [torch.zeros(meta.shape, dtype=meta.dtype) for meta in node._input_metadata]
    gradients[number] = upstream
    call = node if callable(node) else node.apply  # a Function written in Python
    try:
        with torch.no_grad():
            results = call(*gradients)
    except (RuntimeError, TypeError) as error:
        raise values.explain_refusal(error) from error
    return results if isinstance(results, tuple) else (results,)


def _operation(node: GradFn) -> tuple[str, str]:
    """The operation in rules.py of a node, else PyTorch's own name; starred where rules.py means another one."""
    name = op_name(node)
    usual = all(values.saved_attribute(node, key) == setting for key, setting in USUAL.get(name, {}).items())
    op, letters = OPS.get(name, ("", ""))
    if op and usual:
        return op, letters[::-1] if values.base_is_number(node) else letters
    other = _snake(name.removesuffix("*"))
    return (f"{other}*" if other in rules.RULES else other), letters


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def _order(root: Key) -> list[Key]:
    """Every output of every node behind root, operands first, without recursion."""
    order: list[Key] = []
    seen: set[Key] = set()
    stack: list[tuple[Key, bool]] = [(root, False)]
    while stack:
        key, ready = stack.pop()
        if ready:
            order.append(key)
        elif key not in seen:
            seen.add(key)
            stack.append((key, True))
            stack += [((p, i), False) for p, i in reversed(key[0].next_functions) if p is not None]
    return order


def _array(tensor: torch.Tensor) -> Array:
    """The numbers of a tensor; those that NumPy has no type for as float32."""
    dense = tensor.detach().cpu()
    return np.asarray((dense.float() if dense.dtype == torch.bfloat16 else dense).numpy())
