"""What the nodes of a torch graph computed: from what PyTorch kept for its backward pass, and by computing again.

PyTorch keeps what its backward formulas need, as attributes `_saved_…` of its nodes, and a kept tensor says which node
made it. What is missing is computed again from what is known, by the operations of REPLAYS only. What cannot be known
stays unknown: nothing here guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import torch

from autograd_lab.errors import GraphError, StaleGraphError

GradFn = Any  # torch.autograd.graph.Node
Key = tuple[GradFn, int]  # a node and which of its outputs
UNKNOWN = object()


def saved_attribute(node: GradFn, name: str) -> Any:
    """What a node kept under a name, None when it keeps no such thing; whole numbers with their sign.

    Raises GraphError when the graph was freed, StaleGraphError when the tensor was written to since.
    """
    try:
        kept = getattr(node, f"_saved_{name}", None)
    except RuntimeError as error:
        raise explain_refusal(error) from None
    return tuple(_signed(item) for item in kept) if isinstance(kept, tuple) else _signed(kept)


def explain_refusal(error: Exception) -> Exception:
    """The error of this project for PyTorch's refusal to give a saved tensor."""
    text = str(error)
    if "second time" in text or "after they have already been freed" in text:
        return GraphError(
            "show(): this graph was freed by backward(), and its values with it.\n"
            "  Call show(loss) before loss.backward(), or keep the graph: loss.backward(retain_graph=True)."
        )
    if "modified by an inplace operation" in text:
        return StaleGraphError(
            "show(): a tensor was written to after the graph was computed from it, e.g. by optimizer.step().\n"
            "  The graph no longer fits its numbers. Compute the loss again, and show it before the step."
        )
    return GraphError(f"show(): PyTorch could not run a node of this graph by itself: {text:.200}")


def _signed(item: Any) -> Any:
    return item - 2**64 if isinstance(item, int) and item >= 2**63 else item


def kept_values(nodes: Iterable[GradFn]) -> dict[Key, torch.Tensor]:
    """Every value that some node saved, by the node and output that computed it."""
    found: dict[Key, torch.Tensor] = {}
    for node in nodes:
        for name in dir(node):
            if not name.startswith("_saved_"):
                continue
            kept = saved_attribute(node, name.removeprefix("_saved_"))
            for tensor in kept if isinstance(kept, tuple) else (kept,):
                if isinstance(tensor, torch.Tensor) and tensor.grad_fn is not None:
                    found.setdefault((tensor.grad_fn, tensor.output_nr), tensor.detach())
    return found


def unlinked_operand(node: GradFn, edge: int) -> torch.Tensor | None:
    """The operand at an edge that leads nowhere because it needs no gradient; None when it was not kept."""
    names = OPERANDS.get(op_name(node), ())
    kept = saved_attribute(node, names[edge]) if edge < len(names) else None
    return kept if isinstance(kept, torch.Tensor) else None


def op_name(node: GradFn) -> str:
    """`AddmmBackward0` is an Addmm; an AccumulateGrad stands for a leaf.

    A Function written in Python has a star: called Exp, it is not PyTorch's, and may compute something else.
    """
    name: str = node.name().rsplit("::", 1)[-1]
    name = name.rstrip("0123456789").removesuffix("Backward") + ("*" if is_python_function(node) else "")
    # along an axis one entry gets the gradient, over the whole array ties share it
    return f"{name}Along" if name in ("Max", "Min") and saved_attribute(node, "indices") is not None else name


def is_python_function(node: GradFn) -> bool:
    """Whether a node is a Function written in Python."""
    return isinstance(node, torch.autograd.function.BackwardCFunction)


def base_is_number(node: GradFn) -> bool:
    """Whether a node is 2 ** x: the one edge of such a power is its exponent."""
    return op_name(node) == "Pow" and isinstance(saved_attribute(node, "self"), (int, float))


#: for each kind of node, under which names it keeps its operands
OPERANDS: Mapping[str, tuple[str, ...]] = {
    "Mul": ("self", "other"),
    "Div": ("self", "other"),
    "Pow": ("self", "exponent"),
    "Maximum": ("self", "other"),
    "Minimum": ("self", "other"),
    "Mm": ("self", "mat2"),
    "Bmm": ("self", "mat2"),
    "Mv": ("self", "vec"),
    "Dot": ("self", "tensor"),
    "Addmm": ("", "mat1", "mat2"),
    "MseLoss": ("self", "target"),
    "BinaryCrossEntropyWithLogits": ("self", "target"),
    "Convolution": ("input", "weight"),
    "NativeBatchNorm": ("input", "weight"),
    "NativeLayerNorm": ("input", "weight", "bias"),
}

Operands = list[Any]  # a tensor for each edge, None where there is none
Replay = Callable[[Operands, GradFn], torch.Tensor]


def _shape(node: GradFn) -> torch.Size:
    """The shape of a node's first output, which is that of the gradient it takes."""
    return torch.Size(node._input_metadata[0].shape)


def _reduced(function: Callable[..., torch.Tensor]) -> Replay:
    def replay(x: Operands, node: GradFn) -> torch.Tensor:
        dim = saved_attribute(node, "dim")
        return function(x[0]) if not isinstance(dim, tuple) else function(x[0], dim, saved_attribute(node, "keepdim"))

    return replay


def _method(function: Callable[..., torch.Tensor]) -> Replay:
    return lambda x, node: function(*x)


def _power(x: Operands, node: GradFn) -> torch.Tensor:
    if len(x) > 1:
        return torch.pow(x[0], x[1])
    return (
        torch.pow(saved_attribute(node, "self"), x[0])
        if base_is_number(node)
        else torch.pow(x[0], saved_attribute(node, "exponent"))
    )


def _replay_of_sum(sign: int) -> Replay:
    return lambda x, node: torch.add(x[0], x[1], alpha=sign * saved_attribute(node, "alpha"))


#: operations that can be computed again from their operands and what the node keeps about itself
REPLAYS: Mapping[str, Replay] = {
    "Add": _replay_of_sum(1),
    "Sub": _replay_of_sum(-1),
    "Mul": _method(torch.mul),
    "Div": _method(torch.div),
    "Neg": _method(torch.neg),
    "Exp": _method(torch.exp),
    "Log": _method(torch.log),
    "Sqrt": _method(torch.sqrt),
    "Tanh": _method(torch.tanh),
    "Sigmoid": _method(torch.sigmoid),
    "Relu": _method(torch.relu),
    "Abs": _method(torch.abs),
    "Maximum": _method(torch.maximum),
    "Minimum": _method(torch.minimum),
    "Mm": _method(torch.mm),
    "Bmm": _method(torch.bmm),
    "Mv": _method(torch.mv),
    "Dot": _method(torch.dot),
    "Addmm": lambda x, node: torch.addmm(*x, beta=saved_attribute(node, "beta"), alpha=saved_attribute(node, "alpha")),
    "Clone": _method(torch.clone),
    "T": _method(torch.t),
    "Transpose": lambda x, node: x[0].transpose(saved_attribute(node, "dim0"), saved_attribute(node, "dim1")),
    "Permute": lambda x, node: x[0].permute(saved_attribute(node, "dims")),
    "View": lambda x, node: x[0].reshape(_shape(node)),
    "UnsafeView": lambda x, node: x[0].reshape(_shape(node)),
    "ReshapeAlias": lambda x, node: x[0].reshape(_shape(node)),
    "Squeeze": lambda x, node: x[0].reshape(_shape(node)),
    "Unsqueeze": lambda x, node: x[0].reshape(_shape(node)),
    "Expand": lambda x, node: x[0].expand(_shape(node)),
    "Select": lambda x, node: x[0].select(saved_attribute(node, "dim"), saved_attribute(node, "index")),
    "Cat": lambda x, node: torch.cat(x, saved_attribute(node, "dim")),
    "Stack": lambda x, node: torch.stack(x, saved_attribute(node, "dim")),
    "Sum": _reduced(torch.sum),
    "Mean": _reduced(torch.mean),
    "Pow": _power,
    "Softmax": lambda x, node: torch.softmax(x[0], saved_attribute(node, "dim")),
    "ToCopy": lambda x, node: x[0].to(node._input_metadata[0].dtype),
    "Clamp": lambda x, node: torch.clamp(x[0], saved_attribute(node, "min"), saved_attribute(node, "max")),
    "Embedding": lambda x, node: x[0][saved_attribute(node, "indices")],
    "MaxPool2DWithIndices": lambda x, node: torch.nn.functional.max_pool2d(
        x[0],
        saved_attribute(node, "kernel_size"),
        saved_attribute(node, "stride") or None,
        saved_attribute(node, "padding"),
    ),
    "AvgPool2D": lambda x, node: torch.nn.functional.avg_pool2d(
        x[0],
        *(saved_attribute(node, key) for key in ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad")),
    ),
    "Convolution": lambda x, node: torch.convolution(
        x[0],
        x[1],
        x[2] if len(x) > 2 else None,
        *(
            saved_attribute(node, key)
            for key in ("stride", "padding", "dilation", "transposed", "output_padding", "groups")
        ),
    ),
    "LogSoftmax": lambda x, node: torch.log_softmax(x[0], saved_attribute(node, "dim")),
    "SafeSoftmax": lambda x, node: torch.ops.aten._safe_softmax(x[0], saved_attribute(node, "dim")),
    "Logsumexp": lambda x, node: torch.logsumexp(x[0], saved_attribute(node, "dim"), saved_attribute(node, "keepdim")),
    "Gather": lambda x, node: torch.gather(x[0], saved_attribute(node, "dim"), saved_attribute(node, "index")),
    "Slice": lambda x, node: torch.ops.aten.slice(
        x[0], *(saved_attribute(node, key) for key in ("dim", "start", "end", "step"))
    ),
}
#: operations with several results, and the list of these
PARTS: Mapping[str, Callable[[torch.Tensor, GradFn], Sequence[torch.Tensor]]] = {
    "Split": lambda x, node: torch.ops.aten.split(x, saved_attribute(node, "split_size"), saved_attribute(node, "dim")),
    "UnsafeSplit": lambda x, node: torch.ops.aten.split(
        x, saved_attribute(node, "split_size"), saved_attribute(node, "dim")
    ),
    "Unbind": lambda x, node: x.unbind(saved_attribute(node, "dim")),
}


def recompute(node: GradFn, operands: Operands, number: int = 0) -> Any:
    """A node's result computed anew, of several the one with a number; UNKNOWN when that cannot be done."""
    if len(node._input_metadata) > 1:
        parts = PARTS.get(op_name(node))
        return parts(operands[0], node)[number] if parts and operands[0] is not None else UNKNOWN
    replay = REPLAYS.get(op_name(node))
    if op_name(node) == "Convolution" and saved_attribute(node, "bias_sym_sizes_opt") in (None, (), (0,)):
        operands = operands[:2]  # it has no bias
    if replay is None or any(x is None for x in operands):
        return UNKNOWN
    try:
        with torch.no_grad():
            out = replay(operands, node)
    except (RuntimeError, TypeError, IndexError):
        return UNKNOWN
    return out if out.shape == _shape(node) else UNKNOWN


def require_same(node: GradFn, kept: torch.Tensor, fresh: torch.Tensor) -> None:
    """Raise StaleGraphError when a saved value differs from what its operands give now: one was written to since."""
    odd = {torch.float64: 1e-9, torch.float32: 1e-3}.get(kept.dtype)  # in less precision nothing can be told apart
    if odd is None or not kept.numel():
        return
    least = odd * max(1.0, float(kept.abs().nan_to_num().max()))
    if not torch.allclose(kept, fresh.to(kept.dtype), rtol=odd, atol=least, equal_nan=True):
        raise StaleGraphError(
            f"show(): what {op_name(node)} computed is not what its operands give now: a tensor was written to since,\n"
            "  e.g. by optimizer.step(). Compute the loss again, and show it before the step."
        )
