"""A graph as Python source: the forward pass and the backward pass, line by line, as one would write them by hand.

What the engine does node by node stands there in the open; and since plain arithmetic means the same for numbers and
for arrays, the same source runs on a whole batch. Every rule comes from the table of operations.
"""

from __future__ import annotations

import keyword

from autograd_lab.errors import GraphError, ValueTypeError
from autograd_lab.graph import leaves_and_inner
from autograd_lab.ops import CONST, FUNCTIONS, Op, re_lettered
from autograd_lab.scalar import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

WIDTH = 100  # characters in a line
LONGEST_SUM = 100  # terms that are written with plus signs; a compiler gives up on thousands

#: the table's functions for numbers and arrays: taken from NumPy, or written out
_FROM_NUMPY = {name: name for name in ("exp", "log", "tanh", "sqrt", "sin", "cos", "sign")}
_FROM_NUMPY |= {"max": "maximum as max", "min": "minimum as min"}
_WRITTEN = {
    "power": ("", "power(a, b):\n    return a**b"),
    "sigmoid": ("exp where", "sigmoid(x):\n    e = exp(-abs(x))\n    return where(x >= 0, 1.0, e) / (1.0 + e)"),
    "log_sigmoid": (
        "exp log1p minimum",
        "log_sigmoid(x):\n    return minimum(x, 0.0) - log1p(exp(-abs(x)))",
    ),
    "relu": ("maximum", "relu(x):\n    return maximum(x, 0.0)"),
    "step": ("", "step(x):\n    return x > 0.0"),
    "above": ("", "above(a, b):\n    return (a > b) * 1.0 + (a == b) * 0.5"),
    "slope_of_power": (
        "where",
        "slope_of_power(a, b):\n    return b * a ** where(b == 0, 1.0, b - 1.0)",
    ),
    "slope_of_exponent": (
        "log where",
        "slope_of_exponent(a, b):\n    return where(a == 0, 0.0, a**b * log(where(a == 0, 1.0, a)))",
    ),
    "summed": (
        "sum",
        "summed(gradient, like):\n"
        '    """The gradient of a number that all rows of a batch share: the sum over the rows."""\n'
        '    return sum(gradient) if getattr(gradient, "ndim", 0) > getattr(like, "ndim", 0) else gradient',
    ),
}


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


class _Writer:
    """What is known of one graph while its source is written."""

    def __init__(self, root: Value, batch: Sequence[Value], name: str) -> None:
        if not name.isidentifier() or name in (*FUNCTIONS, *_WRITTEN, *_IMPORTS):
            raise GraphError(f"to_python: the function cannot be called {name!r}. Choose another name.")
        self.root, self.name = root, name
        leaves, self.inner = leaves_and_inner(root)
        self.leaves = [leaf for leaf in leaves if leaf.op is not CONST]
        self.names = _names(leaves, self.inner, name)
        self.split = bool(batch)  # whether it is known what has rows
        self.rows = set(batch)
        self.needed = {leaf for leaf in self.leaves if leaf not in self.rows}  # where a gradient has to go
        for node in self.inner:
            if not self.rows.isdisjoint(node.parents):
                self.rows.add(node)
            if not self.needed.isdisjoint(node.parents):
                self.needed.add(node)
        self.terms: dict[Value, list[str]] = {}  # what arrives at each node in the backward pass

    def source(self) -> str:
        """The whole text: the functions it needs, the forward pass, the backward pass, the results."""
        forward = [_assigned(self.names[node], _forward(node, self.names)) for node in self.inner]
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
        arguments = "".join(f"    {self.names[leaf]}={_literal(leaf._data)},\n" for leaf in self.leaves)
        text = f"def {self.name}(\n{arguments}):\n" if arguments else f"def {self.name}():\n"
        text += "".join(f"    {line}\n" for block in body for line in block.split("\n"))
        return _header(text) + text

    def _backward(self) -> Iterator[str]:
        """A line for each node: its gradient is the sum of what its consumers hand on."""
        yield f"ones = {self.names[self.root]} ** 0  # 1, for every row of a batch"
        self.terms[self.root] = ["ones"]
        for node in reversed(self.inner):
            if node in self.needed:
                yield _assigned(f"grad_{self.names[node]}", _sum(self.terms.pop(node)))
                self._hand_on(node)
        for leaf in self.leaves:
            if leaf in self.needed:
                yield _assigned(f"grad_{self.names[leaf]}", _sum(self.terms.pop(leaf)))

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
        for bias in _left_over(node):
            if bias in self.needed:
                self.terms.setdefault(bias, []).append(self._term(node, bias, upstream, "1", False))

    def _term(self, node: Value, parent: Value, upstream: str, local: str, local_has_rows: bool) -> str:
        """upstream × local as source; summed over the rows where the parent has none."""
        if self.split and node in self.rows and parent not in self.rows:
            summed = f"dot({upstream}, {local if local_has_rows else 'ones'})"
            return summed if local_has_rows or local == "1" else f"{summed} * {_bracketed(local)}"
        if local in ("1", "-1"):
            return upstream if local == "1" else f"-{upstream}"
        return f"{upstream} * {_bracketed(local)}"

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


def _left_over(node: Value) -> tuple[Value, ...]:
    """The bias of a dot, which stands behind its columns."""
    op, operands = node.op, node.parents
    return operands[len(operands) // op.arity * op.arity :] if op and op.folded else ()


def _forward(node: Value, names: dict[Value, str]) -> str:
    texts = [
        re_lettered(op.text, dict(zip(op.operands, [names[x] for x in operands], strict=True)))
        for operands, op in _terms(node)
    ]
    return _sum([*texts, *[names[bias] for bias in _left_over(node)]])


def _sum(terms: list[str]) -> str:
    """Terms added up."""
    if len(terms) > LONGEST_SUM:
        middle = len(terms) // 2
        return f"({_sum(terms[:middle])})\n+ ({_sum(terms[middle:])})"
    text = " + ".join(terms).replace("+ -", "- ")
    return text if len(text) < WIDTH else "\n+ ".join(terms)


def _bracketed(text: str) -> str:
    """A factor: in brackets unless it is one name or one call."""
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth == 0 and character in " -":
            return f"({text})"
    return text


def _assigned(name: str, text: str) -> str:
    """`name = text`, in brackets when the text has several lines."""
    if "\n" not in text:
        return f"{name} = {text}"
    return f"{name} = (\n    " + text.replace("\n", "\n    ") + "\n)"


def _literal(number: float) -> str:
    """A number as source, also an infinite one."""
    return repr(number) if number - number == 0.0 else f'float("{number}")'


def _names(leaves: Iterable[Value], inner: Iterable[Value], function: str) -> dict[Value, str]:
    """A name for every node: its own where Python allows it, else p0, p1 … for leaves and v0, v1 … for results."""
    taken = {*FUNCTIONS, *_WRITTEN, *_IMPORTS, *keyword.kwlist, function, "float", "getattr", "ones"}
    names: dict[Value, str] = {}
    for letter, nodes in (("p", leaves), ("v", inner)):
        for number, node in enumerate(nodes):
            if node.op is CONST:
                names[node] = _literal(node._data) if node._data >= 0 else f"({_literal(node._data)})"
                continue
            name = node._name or ""
            if letter == "p" and name in taken and name in names.values():
                raise GraphError(f"to_python: two leaves are called {name!r}. Give each a name of its own.")
            if not name.isidentifier() or name in taken or name.startswith("grad_"):
                name = f"{letter}{number}"
                while name in taken:
                    name += "_"
            taken.add(name)
            names[node] = name
    return names


_IMPORTS = ("dot", "log1p", "maximum", "minimum", "sum", "where")


def _header(text: str) -> str:
    """The imports and functions that a text calls."""
    called = _words(text)
    written = [name for name in _WRITTEN if name in called]
    for name in written:
        called.update(_WRITTEN[name][0].split())
    imports = sorted([_FROM_NUMPY[n] for n in _FROM_NUMPY if n in called] + [n for n in _IMPORTS if n in called])
    header = f"from numpy import {', '.join(imports)}\n\n\n" if imports else ""
    return header + "".join(f"def {_WRITTEN[name][1]}\n\n\n" for name in written)


def _words(text: str) -> set[str]:
    """Every name that stands in a source before a bracket."""
    pieces = "".join(c if c.isalnum() or c in "_(" else " " for c in text).replace("(", "( ").split()
    return {piece[:-1] for piece in pieces if piece.endswith("(")}
