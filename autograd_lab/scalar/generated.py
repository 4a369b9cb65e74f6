"""A graph as Python source: the forward pass and the backward pass, line by line, as one would write them by hand.

What the engine does node by node stands there in the open; and since plain arithmetic means the same for numbers and
for arrays, the same source runs on a whole batch. Every rule comes from the table of operations.
"""

from __future__ import annotations

from autograd_lab.errors import GraphError, ValueTypeError
from autograd_lab.scalar.graph import backpropagate, leaves_and_inner
from autograd_lab.scalar.op_code import re_lettered
from autograd_lab.scalar.ops import CONST, OPS, Op
from autograd_lab.scalar.source_text import (
    RESERVED,
    array_text,
    assignment,
    factor_text,
    header,
    literal,
    names_of,
    sum_text,
)
from autograd_lab.scalar.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

SMALLEST_LAYER = 4  # inputs; below, writing out each product is as quick


def to_python(root: Value, batch: Sequence[Value] = (), name: str = "forward_backward") -> str:
    """The source of a function that computes `root` and ∂root/∂leaf of every leaf.

    batch   the leaves that will be arrays of N numbers, one a row: they are given, so no gradient is computed for
            them, and the gradients of all others are summed over the rows. Left out, every leaf has a gradient, and
            whether to sum it is found out at run time, which is slower.
    name    what the function is called

    The function takes the leaves by name, each with its present number for a default, and returns
    (root, {name: gradient}). Raises GraphError when two leaves bear one name, ValueTypeError unless `root` is a Value.

    >>> from autograd_lab import Value, to_python
    >>> import numpy as np
    >>> w, x = Value(-3.0, name="w"), Value(2.0, name="x")
    >>> source = to_python((w * x).tanh(), batch=[x])
    >>> print(source.splitlines()[8])
        v0 = w * x
    >>> exec(source)
    >>> result, gradients = forward_backward(x=np.array([0.1, 0.2, 0.3]))
    >>> result.shape, round(float(gradients["w"]), 4)
    ((3,), 0.3799)
    """
    if not isinstance(root, Value):
        raise ValueTypeError(f"to_python(root) takes the Value at the end of a graph, got {root!r:.60}.")
    return _Writer(root, batch, name).source()


def compiled(root: Value, batch: Sequence[Value] = (), name: str = "forward_backward") -> Callable[..., Any]:
    """The function that `to_python` writes, ready to be called.

    >>> from autograd_lab import Value
    >>> w = Value(3.0, name="w")
    >>> float(compiled(w * w)(w=4.0)[1]["w"])
    8.0
    """
    scope: dict[str, Any] = {}
    exec(to_python(root, batch, name), scope)  # noqa: S102 - the texts are the table's own
    function: Callable[..., Any] = scope[name]
    return function


class _Layer:
    """Dots over the same inputs, which have rows, with weights that have none: neurons side by side.

    All of them are written on one array of the inputs, so that a layer takes a few products, not hundreds.
    """

    def __init__(self, name: str, inputs: tuple[Value, ...]) -> None:
        self.name, self.inputs = name, inputs
        self.nodes: list[Value] = []

    @staticmethod
    def all_of(inner: list[Value], rows: set[Value]) -> dict[Value, _Layer]:
        """Every node that belongs to a layer, with that layer."""
        layers: dict[tuple[Value, ...], _Layer] = {}
        found: dict[Value, _Layer] = {}
        for node in inner:
            weights, inputs = _columns(node)
            plain = all(weight.op is None and weight not in rows for weight in weights)
            if plain and len(inputs) >= SMALLEST_LAYER and rows.issuperset(inputs):
                layer = layers.setdefault(inputs, _Layer(f"layer_{len(layers) + 1}", inputs))
                layer.nodes.append(node)
                found[node] = layer
        return found


class _Writer:
    """The source of one graph's program, with what is found out about the graph while it is written."""

    def __init__(self, root: Value, batch: Sequence[Value], name: str) -> None:
        if not name.isidentifier() or name in RESERVED:
            raise GraphError(f"to_python: the function cannot be called {name!r}. Choose another name.")
        self.root, self.name = root, name
        leaves, self.inner = leaves_and_inner(root)
        if own := [_op(node).name for node in self.inner if _op(node).own]:
            raise GraphError(
                f"to_python writes operations of the table, and {own[0]} is a rule of your own: its source is with you."
            )
        self.leaves = [leaf for leaf in leaves if leaf.op is not CONST]
        self.names = names_of(leaves, self.inner, name)
        self.split = bool(batch)  # whether it is known what has rows
        self.rows = set(batch)
        self.needed = {leaf for leaf in self.leaves if leaf not in self.rows}  # where a gradient has to go
        for node in self.inner:
            if not self.rows.isdisjoint(node.parents):
                self.rows.add(node)
            if not self.needed.isdisjoint(node.parents):
                self.needed.add(node)
        self.layers = _Layer.all_of(self.inner, self.rows) if batch else {}

    def source(self) -> str:
        """The whole text: the functions it needs, the forward pass, the backward pass, the results."""
        forward = list(self._forward())
        backward = self._backward()
        results = [f'"{self.names[leaf]}": {self._result(leaf)},' for leaf in self.leaves if leaf in self.needed]
        root = self.names[self.root]
        body = [
            "# forward",
            *forward,
            f"# backward: grad_v is ∂{root}/∂v",
            *backward,
            f"return {root}, {{",
            *[f"    {line}" for line in results],
            "}",
        ]
        arguments = "".join(f"    {self.names[leaf]}={literal(leaf.data)},\n" for leaf in self.leaves)
        text = f"def {self.name}(\n{arguments}):\n" if arguments else f"def {self.name}():\n"
        text += "".join(f"    {line}\n" for block in body for line in block.split("\n"))
        return header(text, own=self.name) + text

    def _forward(self) -> Iterator[str]:
        """A line for each node: its operation."""
        for node in self.inner:
            name = self.names[node]
            layer = self.layers.get(node)
            if layer is None:
                yield assignment(name, _forward(node, self.names))
                continue
            if layer.nodes[0] is node:
                yield assignment(layer.name, array_text([self.names[x] for x in layer.inputs]))
            yield assignment(f"weights_{name}", array_text([self.names[w] for w in _columns(node)[0]]))
            biases = [self.names[bias] for bias in _op(node).left_over(node.parents)]
            yield f"{name} = {sum_text([f'dot(weights_{name}, {layer.name})', *biases])}"

    def _backward(self) -> list[str]:
        """A line for each node: its gradient is the sum of what its consumers hand on."""
        lines = [f"ones = {self.names[self.root]} ** 0  # 1, for every row of a batch"]

        def hand_on(node: Value, arrived: list[str]) -> Iterator[tuple[Value, str]]:
            lines.append(assignment(f"grad_{self.names[node]}", sum_text(arrived)))
            if node in self.layers:
                yield from self._contributions_of_layer(node, self.layers[node], lines)
            else:
                yield from self._contributions(node)
            yield from self._contribution_to_bias(node)

        needed = [node for node in self.inner if node in self.needed]
        arrived = backpropagate(needed, {self.root: ["ones"]}, hand_on)
        leaves = [leaf for leaf in self.leaves if leaf in self.needed]
        return lines + [assignment(f"grad_{self.names[leaf]}", sum_text(arrived[leaf])) for leaf in leaves]

    def _contributions(self, node: Value) -> Iterator[tuple[Value, str]]:
        """(parent, upstream × local) for each operand that needs a gradient, but for the one left over."""
        op = _op(node)
        for operands in op.terms(node.parents):
            names = self._lettered(op, operands, node)
            for parent, text in zip(operands, op.partials, strict=True):
                if parent in self.needed:
                    rows = self._has_rows(text, op, operands, node)
                    yield parent, self._term(node, parent, re_lettered(text, names), rows)

    def _contribution_to_bias(self, node: Value) -> Iterator[tuple[Value, str]]:
        for bias in _op(node).left_over(node.parents):
            if bias in self.needed:
                yield bias, self._term(node, bias, "1", False)

    def _contributions_of_layer(self, node: Value, layer: _Layer, lines: list[str]) -> Iterator[tuple[Value, str]]:
        """What goes to the weights of one neuron; after the last of them, the layer's first, to the layer's inputs.

        lines  the program so far: products over the whole layer are written there
        """
        name = self.names[node]
        lines.append(f"grad_weights_{name} = dot({layer.name}, grad_{name})")
        for i, weight in enumerate(_columns(node)[0]):
            yield weight, f"grad_weights_{name}[{i}]"
        if node is layer.nodes[0] and not self.needed.isdisjoint(layer.inputs):
            names = [self.names[n] for n in layer.nodes]
            weights, upstream = (array_text([f"{kind}_{n}" for n in names]) for kind in ("weights", "grad"))
            lines.append(assignment(f"grad_{layer.name}", f"dot({weights}.T, {upstream})"))
            for i, x in enumerate(layer.inputs):
                if x in self.needed:
                    yield x, f"grad_{layer.name}[{i}]"

    def _term(self, node: Value, parent: Value, local: str, local_has_rows: bool) -> str:
        """upstream × local as source; summed over the rows where the parent has none."""
        upstream = f"grad_{self.names[node]}"
        if self.split and node in self.rows and parent not in self.rows:
            summed = f"dot({upstream}, {local if local_has_rows else 'ones'})"
            return summed if local_has_rows or local == "1" else f"{summed} * {factor_text(local)}"
        if local in ("1", "-1"):
            return upstream if local == "1" else f"-{upstream}"
        return f"{upstream} * {factor_text(local)}"

    def _has_rows(self, text: str, op: Op, operands: Sequence[Value], node: Value) -> bool:
        used = compile(text, op.name, "eval").co_names
        return any(
            letter in used and value in self.rows
            for letter, value in zip((*op.operands, "out"), (*operands, node), strict=True)
        )

    def _lettered(self, op: Op, operands: Sequence[Value], node: Value) -> dict[str, str]:
        return dict(zip(op.operands, [self.names[x] for x in operands], strict=True), out=self.names[node])

    def _result(self, leaf: Value) -> str:
        gradient = f"grad_{self.names[leaf]}"
        return gradient if self.split else f"summed({gradient}, {self.names[leaf]})"


def _op(node: Value) -> Op:
    assert node.op is not None  # noqa: S101 - an inner node has an operation
    return node.op


def _columns(node: Value) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    """The weights and the inputs of a dot; two empty tuples for any other node."""
    if node.op is not OPS["dot"]:
        return (), ()
    weights, inputs = zip(*node.op.terms(node.parents), strict=True)
    return weights, inputs


def _forward(node: Value, names: dict[Value, str]) -> str:
    """The expression that computes a node: one text for each term, and what is left over."""
    op = _op(node)
    texts = [
        re_lettered(op.text, dict(zip(op.operands, [names[x] for x in operands], strict=True)))
        for operands in op.terms(node.parents)
    ]
    return sum_text([*texts, *[names[bias] for bias in op.left_over(node.parents)]])
