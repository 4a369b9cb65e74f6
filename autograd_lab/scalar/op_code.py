"""Python source for the operations: written from the texts of the table in ops.py, then compiled once.

A function that is written out for its operation runs as fast as one written by hand: nothing is looked up and no
text is read when it runs. Each writer here returns source that one can print and read, e.g. `push_source(OPS["mul"])`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Protocol

    class Rule(Protocol):
        """What is asked of an operation here: its texts and their shape."""

        name: str
        text: str
        partials: tuple[str, ...]
        folded: bool
        arity: int

        @property
        def operands(self) -> tuple[str, ...]:
            """The letters that stand for the operands in the texts."""


def compile_function(source: str, name: str, scope: dict[str, Any]) -> Any:
    """The function `name` that `source` defines; `scope` is its module: what it finds there changes when that does."""
    defined: dict[str, Any] = {}
    exec(source, scope, defined)  # noqa: S102 - written here, from the table's own texts
    return defined[name]


def re_lettered(text: str, names: Mapping[str, str]) -> str:
    """A text with other names for its operands and its result.

    >>> re_lettered("a * b", {"a": "x"})
    'x * b'
    """
    import re  # it takes longer to import than this whole engine, and is needed at the first sweep only

    return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), text)


def forward_source(op: Rule) -> str:
    """forward(*operands) -> the result, on floats.

    >>> from autograd_lab.scalar.ops import OPS
    >>> print(forward_source(OPS["div"]))
    def forward(a, b):
      return a / b
    >>> print(forward_source(OPS["dot"]))
    def forward(*operands):
      n = len(operands) // 2
      out = operands[-1] if len(operands) % 2 else 0.0
      for a, b in zip(operands, operands[n : 2 * n]): out += a * b
      return out
    """
    if not op.folded:
        return f"def forward({', '.join(op.operands)}):\n  return {op.text}"
    return f"def forward(*operands):\n{_folded_sum(op, op.text, '')}\n  return out"


def slopes_source(op: Rule) -> str:
    """slopes(operands, out) -> the local derivative ∂out/∂operand of each operand, as floats.

    >>> from autograd_lab.scalar.ops import OPS
    >>> print(slopes_source(OPS["div"]))
    def slopes(operands, out):
      a, b = operands
      return (1 / b, -out / b)
    """
    if not op.folded:
        return f"def slopes(operands, out):\n  {_tuple(op.operands)} = operands\n  return ({_tuple(op.partials)})"
    columns = [f"*[float({text}) for {_tuple(op.operands)} in {_terms(op)}]" for text in op.partials]
    bias = ["*([1.0] if " + _is_left_over(op) + " else [])"] if op.arity > 1 else []
    return f"def slopes(operands, out):\n  {_count(op)}\n  return ({_tuple([*columns, *bias])})"


def renew_source(op: Rule) -> str:
    """renew(node): compute the node's number from its parents' numbers.

    >>> from autograd_lab.scalar.ops import OPS
    >>> print(renew_source(OPS["tanh"]))
    def renew(node):
      node._data = tanh(node._a._data)
    """
    if not op.folded:
        return f"def renew(node):\n  node._data = {re_lettered(op.text, {x: f'node._{x}._data' for x in op.operands})}"
    text = re_lettered(op.text, {x: f"{x}._data" for x in op.operands})
    return f"def renew(node):\n  operands = node._a\n{_folded_sum(op, text, '._data')}\n  node._data = out"


def push_source(op: Rule) -> str:
    """push(node): one step of the backward pass, upstream × local added to the gradient of each operand.

    For a product it is the following, and this text is what runs:

    >>> from autograd_lab.scalar.ops import OPS
    >>> print(push_source(OPS["mul"]))
    def push(node):
      g = node.grad
      a, b = node._a, node._b
      a.grad += g * b._data
      b.grad += g * a._data

    and for Σ w·x + bias:

    >>> print(push_source(OPS["dot"]))
    def push(node):
      g = node.grad
      operands = node._a
      n = len(operands) // 2
      for a, b in zip(operands, operands[n : 2 * n]):
        a.grad += g * b._data
        b.grad += g * a._data
      if len(operands) % 2: operands[-1].grad += g

    A constant's gradient is thrown away after the sweep, so it is computed only when that cannot fail. Where the
    local derivative calls a function, which may not exist there, the constant is asked for first:

    >>> print(push_source(OPS["pow"]))
    def push(node):
      g = node.grad
      a, b = node._a, node._b
      if a.op is not CONST: a.grad += g * (slope_of_power(a._data, b._data))
      if b.op is not CONST: b.grad += g * (slope_of_exponent(a._data, b._data))

    So x ** 2 never asks for the logarithm of x.
    """
    head = "def push(node):\n  g = node.grad\n"
    if not op.folded:
        operands = _tuple([f"node._{x}" for x in op.operands])
        return f"{head}  {_tuple(op.operands)} = {operands}\n" + _push_lines(op, "  ")
    source = f"{head}  operands = node._a\n  {_count(op)}\n  for {_tuple(op.operands)} in {_terms(op)}:\n"
    source += _push_lines(op, "    ")
    return source + (f"\n  if {_is_left_over(op)}: operands[-1].grad += g" if op.arity > 1 else "")


def _push_lines(op: Rule, indent: str) -> str:
    """The lines `a.grad += g * local` for the operands of one term."""
    lines = []
    for letter, text in zip(op.operands, op.partials, strict=True):
        local = re_lettered(text, {"a": "a._data", "b": "b._data", "out": "node._data"})
        factor = local if text.isidentifier() else f"({local})"
        term = {"1": "+= g", "-1": "-= g"}.get(text, f"+= g * {factor}")
        guard = f"if {letter}.op is not CONST: " if op.arity > 1 and "(" in text else ""
        lines.append(f"{indent}{guard}{letter}.grad {term}")
    return "\n".join(lines)


def _folded_sum(op: Rule, text: str, number: str) -> str:
    """The lines that add up `text` over the terms of `operands`, beginning with the operand that is left over."""
    lines = [
        _count(op),
        f"out = operands[-1]{number} if {_is_left_over(op)} else 0.0" if op.arity > 1 else "out = 0.0",
        f"for {_tuple(op.operands)} in {_terms(op)}: out += {text}",
    ]
    return "\n".join(f"  {line}" for line in lines)


# --- the layout of a folded operation's operands ----------------------------------------------------------
# First all a, then all b, then the one that is left over, if any. These texts say so, and `Op.place` for one slot.


def terms_source(op: Rule) -> str:
    """terms(operands) -> the operands of each term, one after another.

    >>> from autograd_lab.scalar.ops import OPS
    >>> print(terms_source(OPS["dot"]))
    def terms(operands):
      n = len(operands) // 2
      return zip(operands, operands[n : 2 * n])
    """
    return f"def terms(operands):\n  {_count(op)}\n  return {_terms(op)}"


def left_over_source(op: Rule) -> str:
    """left_over(operands) -> the operands that belong to no term: one, or none.

    >>> from autograd_lab.scalar.ops import OPS
    >>> print(left_over_source(OPS["dot"]))
    def left_over(operands):
      return operands[-1:] if len(operands) % 2 else operands[:0]
    """
    return f"def left_over(operands):\n  return operands[-1:] if {_is_left_over(op)} else operands[:0]"


def _count(op: Rule) -> str:
    return f"n = len(operands) // {op.arity}"


def _terms(op: Rule) -> str:
    columns = ["operands", *[f"operands[{'' if k == 1 else f'{k} * '}n : {k + 1} * n]" for k in range(1, op.arity)]]
    return f"zip({', '.join(columns)})"


def _is_left_over(op: Rule) -> str:
    return f"len(operands) % {op.arity}"


def _tuple(texts: Sequence[str]) -> str:
    """The source of a tuple's inside: "a, b", or "a," for one."""
    return ", ".join(texts) + ("," if len(texts) == 1 else "")


def method_source(op: Rule, swapped: bool = False) -> str:
    """The method of Value that makes a new node by one operation; `swapped` for the operator's twin, 2 * value.

    `make` binds what the method needs to local names, which Python finds faster than global ones.

    >>> from autograd_lab.scalar.ops import OPS
    >>> print(method_source(OPS["tanh"]))
    def make(OP, new, tanh):
      def method(self):
        a = self._data
        node = new(Value)
        try: node._data = tanh(a)
        except (ValueError, ZeroDivisionError) as e: raise domain_error('tanh', (self,)) from e
        node.grad = 0.0; node.op = OP; node._name = None; node._version = _clock
        node._a = self; node._b = None
        return node
      return method
    """
    two = op.arity == 2
    nodes = ("other", "self") if swapped else ("self", "other")[: op.arity]
    lines = [
        f"def make({', '.join(['OP', 'new', *called_functions(op)])}):",
        f"  def method({'self, other' if two else 'self'}):",
        *(["    if other.__class__ is not Value: other = lift(other)"] if two else []),
        *[f"    {letter} = {node}._data" for letter, node in zip(op.operands, nodes, strict=True)],
        "    node = new(Value)",
        f"    try: node._data = {op.text}",
        f"    except (ValueError, ZeroDivisionError) as e: raise domain_error({op.name!r}, ({_tuple(nodes)})) from e",
        "    node.grad = 0.0; node.op = OP; node._name = None; node._version = _clock",
        f"    node._a = {nodes[0]}; node._b = {nodes[1] if two else None}",
        "    return node",
        "  return method",
    ]
    return "\n".join(lines)


def method_help(op: Rule, functions: Mapping[str, Callable[..., float]]) -> str:
    """The docstring of such a method: its text, its local derivatives, and, unless it is an operator, an example."""
    slopes = ", ".join(f"∂/∂{x} is {text}" for x, text in zip(op.operands, op.partials, strict=True))
    text = f"A new node: {op.text} (the table of operations is in ops.py); {slopes}."
    if op.name not in functions:
        return text
    numbers = (0.5, 2.0)[: op.arity]
    return f"""{text}

    >>> from autograd_lab import Value
    >>> Value({numbers[0]}).{op.name}({", ".join(map(str, numbers[1:]))})
    Value({functions[op.name](*numbers):.6g}, grad=0)
    """


_called: dict[str, list[str]] = {}  # text -> what it calls


def called_functions(op: Rule) -> list[str]:
    """The functions that an operation's text calls.

    >>> from autograd_lab.scalar.ops import OPS
    >>> called_functions(OPS["pow"])
    ['power']
    """
    if op.text not in _called:
        _called[op.text] = [name for name in compile(op.text, op.name, "eval").co_names if name not in op.operands]
    return _called[op.text]


#: what an Op can be asked for -> the writer of its source
WRITERS: dict[str, Callable[[Rule], str]] = {
    "forward": forward_source,
    "slopes": slopes_source,
    "renew": renew_source,
    "push": push_source,
    "terms": terms_source,
    "left_over": left_over_source,
}
