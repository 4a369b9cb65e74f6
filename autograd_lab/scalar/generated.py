"""A graph as Python source: the forward pass and the backward pass, line by line, as one would write them by hand.

What the engine does node by node stands there in the open; and since plain arithmetic means the same for numbers and
for arrays, the same source runs on a whole batch. Every rule comes from the table of operations.
"""

from __future__ import annotations

from autograd_lab.errors import GraphError, ValueTypeError
from autograd_lab.scalar.graph import leaves_and_inner
from autograd_lab.scalar.ops import CONST, Op, re_lettered
from autograd_lab.scalar.source_text import RESERVED, added, assigned, bracketed, header, literal, names_of, stacked
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
    (root, {name: gradient}). Raises GraphError when two leaves bear one name.

        source = to_python(loss)
        exec(source)
        loss, gradients = forward_backward(x=np.array([1.0, 2.0, 3.0]))
    """
    if not isinstance(root, Value):
        raise ValueTypeError(f"to_python(root) takes the Value at the end of a graph, got {root!r:.60}.")
    return _Writer(root, batch, name).source()


def compiled(root: Value, batch: Sequence[Value] = (), name: str = "forward_backward") -> Callable[..., Any]:
    """The function that `to_python` writes, ready to be called."""
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
            if len(inputs) >= SMALLEST_LAYER and rows.issuperset(inputs) and all(_is_plain(w, rows) for w in weights):
                layer = layers.setdefault(inputs, _Layer(f"layer_{len(layers) + 1}", inputs))
                layer.nodes.append(node)
                found[node] = layer
        return found


class _Writer:
    """What is known of one graph while its source is written."""

    def __init__(self, root: Value, batch: Sequence[Value], name: str) -> None:
        if not name.isidentifier() or name in RESERVED:
            raise GraphError(f"to_python: the function cannot be called {name!r}. Choose another name.")
        self.root, self.name = root, name
        leaves, self.inner = leaves_and_inner(root)
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
        self.terms: dict[Value, list[str]] = {}  # what arrives at each node in the backward pass

    def source(self) -> str:
        """The whole text: the functions it needs, the forward pass, the backward pass, the results."""
        forward = list(self._forward())
        backward = list(self._backward())
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
        arguments = "".join(f"    {self.names[leaf]}={literal(leaf._data)},\n" for leaf in self.leaves)
        text = f"def {self.name}(\n{arguments}):\n" if arguments else f"def {self.name}():\n"
        text += "".join(f"    {line}\n" for block in body for line in block.split("\n"))
        return header(text) + text

    def _forward(self) -> Iterator[str]:
        """A line for each node: its operation."""
        for node in self.inner:
            name = self.names[node]
            layer = self.layers.get(node)
            if layer is None:
                yield assigned(name, _forward(node, self.names))
                continue
            if layer.nodes[0] is node:
                yield assigned(layer.name, stacked([self.names[x] for x in layer.inputs]))
            yield assigned(f"weights_{name}", stacked([self.names[w] for w in _columns(node)[0]]))
            biases = [self.names[bias] for bias in _left_over(node)]
            yield f"{name} = {added([f'dot(weights_{name}, {layer.name})', *biases])}"

    def _backward(self) -> Iterator[str]:
        """A line for each node: its gradient is the sum of what its consumers hand on."""
        yield f"ones = {self.names[self.root]} ** 0  # 1, for every row of a batch"
        self.terms[self.root] = ["ones"]
        for node in reversed(self.inner):
            if node in self.needed:
                yield assigned(f"grad_{self.names[node]}", added(self.terms.pop(node)))
                if node in self.layers:
                    yield from self._hand_on_layer(node, self.layers[node])
                else:
                    self._hand_on(node)
        for leaf in self.leaves:
            if leaf in self.needed:
                yield assigned(f"grad_{self.names[leaf]}", added(self.terms.pop(leaf)))

    def _hand_on(self, node: Value) -> None:
        upstream = f"grad_{self.names[node]}"
        for operands, op in _terms(node):
            names = self._lettered(op, operands, node)
            for letter, parent in zip(op.operands, operands, strict=True):
                if parent in self.needed:
                    text = op.partials[op.operands.index(letter)]
                    rows = self._has_rows(text, op, operands, node)
                    term = self._term(node, parent, upstream, re_lettered(text, names), rows)
                    self.terms.setdefault(parent, []).append(term)
        self._hand_on_bias(node)

    def _hand_on_bias(self, node: Value) -> None:
        for bias in _left_over(node):
            if bias in self.needed:
                term = self._term(node, bias, f"grad_{self.names[node]}", "1", False)
                self.terms.setdefault(bias, []).append(term)

    def _hand_on_layer(self, node: Value, layer: _Layer) -> Iterator[str]:
        """The weights of one neuron; after the last of them, which is the first of the layer, the layer's inputs."""
        name = self.names[node]
        yield f"grad_weights_{name} = dot({layer.name}, grad_{name})"
        for i, weight in enumerate(_columns(node)[0]):
            self.terms.setdefault(weight, []).append(f"grad_weights_{name}[{i}]")
        self._hand_on_bias(node)
        if node is layer.nodes[0] and not self.needed.isdisjoint(layer.inputs):
            names = [self.names[n] for n in layer.nodes]
            weights, upstream = (stacked([f"{kind}_{n}" for n in names]) for kind in ("weights", "grad"))
            yield assigned(f"grad_{layer.name}", f"dot({weights}.T, {upstream})")
            for i, x in enumerate(layer.inputs):
                if x in self.needed:
                    self.terms.setdefault(x, []).append(f"grad_{layer.name}[{i}]")

    def _term(self, node: Value, parent: Value, upstream: str, local: str, local_has_rows: bool) -> str:
        """upstream × local as source; summed over the rows where the parent has none."""
        if self.split and node in self.rows and parent not in self.rows:
            summed = f"dot({upstream}, {local if local_has_rows else 'ones'})"
            return summed if local_has_rows or local == "1" else f"{summed} * {bracketed(local)}"
        if local in ("1", "-1"):
            return upstream if local == "1" else f"-{upstream}"
        return f"{upstream} * {bracketed(local)}"

    def _has_rows(self, text: str, op: Op, operands: Sequence[Value], node: Value) -> bool:
        used = compile(text, op.name, "eval").co_names
        letters = zip((*op.operands, "out"), (*operands, node), strict=True)
        return any(letter in used and value in self.rows for letter, value in letters)

    def _lettered(self, op: Op, operands: Sequence[Value], node: Value) -> dict[str, str]:
        return dict(zip(op.operands, [self.names[x] for x in operands], strict=True), out=self.names[node])

    def _result(self, leaf: Value) -> str:
        gradient = f"grad_{self.names[leaf]}"
        return gradient if self.split else f"summed({gradient}, {self.names[leaf]})"


def _terms(node: Value) -> Iterator[tuple[Sequence[Value], Op]]:
    """The operands of each term of a node: one term, or one for each column of a folded operation."""
    op, operands = node.op, node.parents
    assert op is not None  # noqa: S101 - an inner node has an operation
    n = len(operands) // op.arity if op.folded else 1
    for i in range(n):
        yield operands[i::n][: op.arity] if op.folded else operands, op


def _columns(node: Value) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    """The weights and the inputs of a dot; two empty tuples for any other node."""
    n = len(node.parents) // 2 if node.op and node.op.name == "dot" else 0
    return node.parents[:n], node.parents[n : 2 * n]


def _is_plain(weight: Value, rows: set[Value]) -> bool:
    return weight.op is None and weight not in rows


def _left_over(node: Value) -> tuple[Value, ...]:
    """The bias of a dot, which stands behind its columns."""
    op, operands = node.op, node.parents
    return operands[len(operands) // op.arity * op.arity :] if op and op.folded else ()


def _forward(node: Value, names: dict[Value, str]) -> str:
    texts = [
        re_lettered(op.text, dict(zip(op.operands, [names[x] for x in operands], strict=True)))
        for operands, op in _terms(node)
    ]
    return added([*texts, *[names[bias] for bias in _left_over(node)]])
