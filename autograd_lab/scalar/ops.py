"""The one table of scalar operations.

Each operation stands here once, as short texts: what it computes and its local derivatives.
Everything else that needs a scalar rule (the engine's forward and backward pass, the generated code, the LaTeX of
latex.py, the player's JavaScript) is derived from these texts, so a rule cannot be right in one place and wrong in
another. Only the functions of FUNCTIONS are written once per language. Tensors have rules of their own.

In a text, `a` and `b` are the operands, `out` is the result, and the functions are those of FUNCTIONS.
Local derivatives are the textbook rules: see e.g. Baydin et al., "Automatic Differentiation in Machine
Learning: a Survey", JMLR 18 (2018), section 3.
"""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from autograd_lab.scalar.value import Value

inf = math.inf


def exp(x: float) -> float:
    """e to the x; past the largest float the answer is infinity, as in NumPy and JavaScript."""
    try:
        return math.exp(x)
    except OverflowError:
        return inf


def sigmoid(x: float) -> float:
    """1 / (1 + e^-x), written so that e is never raised to a large positive power."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def log_sigmoid(x: float) -> float:
    """ln σ(x), written so that nothing overflows and no digit is lost: −800 gives −800, not ln 0."""
    return min(x, 0.0) - math.log1p(math.exp(-abs(x)))


def power(a: float, b: float) -> float:
    """a to the b; overflow gives infinity, a negative base needs a whole exponent."""
    if a < 0 and b % 1:
        raise ValueError("a negative number to a fractional power is not real")
    try:
        return float(a**b)
    except OverflowError:
        return -inf if a < 0 and b % 2 else inf


def slope_of_power(a: float, b: float) -> float:
    """∂(a^b)/∂a = b · a^(b−1), and 0 for b = 0 even at a = 0."""
    return b * power(a, b - 1.0) if b else 0.0


def slope_of_exponent(a: float, b: float) -> float:
    """∂(a^b)/∂b = a^b · ln a, and 0 for a = 0, where a^b is 0 for every b > 0; a negative a has no logarithm."""
    return power(a, b) * math.log(a) if a else 0.0


def relu(x: float) -> float:
    """x where it is positive, else 0."""
    return x if x > 0 else 0.0


def step(x: float) -> float:
    """The slope of relu: 1 for x > 0, else 0 (so relu'(0) = 0)."""
    return 1.0 if x > 0 else 0.0


def sign(x: float) -> float:
    """The slope of |x|: −1, 0 (at the kink) or 1."""
    return float((x > 0) - (x < 0))


def above(a: float, b: float) -> float:
    """The slope of max(a, b) in a: 1 where a is the larger, else 0; in a tie each of the two gets one half."""
    return 1.0 if a > b else 0.5 if a == b else 0.0


#: the functions that a text may name; each mirror (JavaScript, LaTeX) gives its own version of these
FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": exp,
    "log": math.log,
    "tanh": math.tanh,
    "sigmoid": sigmoid,
    "log_sigmoid": log_sigmoid,
    "relu": relu,
    "step": step,
    "abs": abs,
    "sign": sign,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "power": power,
    "slope_of_power": slope_of_power,
    "slope_of_exponent": slope_of_exponent,
    "max": max,
    "min": min,
    "above": above,
}
OPERANDS = ("a", "b")


class Op:
    """One operation: its name, its text, the texts of its local derivatives, and its symbol.

    A `folded` operation takes any number of operands and adds up its text over them:
    `total` is Σ a, `dot` is Σ a·b over pairs, plus a last operand when one is left over (the bias).
    """

    __slots__ = ("arity", "folded", "forward", "name", "partials", "push", "renew", "slopes", "symbol", "text")

    forward: Callable[..., float]  # the operands -> the result
    slopes: Callable[[Sequence[float], float], tuple[float, ...]]  # operands, result -> ∂result/∂operand of each
    renew: Callable[[Value], None]  # computes a node's number from its parents' numbers
    push: Callable[[Value], None]  # adds upstream × local to the grad of each parent of a node

    def __init__(
        self, name: str, text: str, partials: tuple[str, ...] = (), symbol: str = "", folded: bool = False
    ) -> None:
        self.name = name
        self.text = text
        self.partials = partials
        self.symbol = symbol
        self.folded = folded
        self.arity = len(partials)

    def __getattr__(self, name: str) -> Any:
        """Write a function when it is first asked for: to compile them all takes longer than to import the rest."""
        if name not in _WRITERS or not self.partials:
            raise AttributeError(f"the operation {self.name!r} has no {name!r}")
        function = _WRITERS[name](self)
        setattr(self, name, function)
        return function

    @property
    def operands(self) -> tuple[str, ...]:
        """The letters that stand for the operands in the texts."""
        return OPERANDS[: self.arity]

    def __repr__(self) -> str:
        return f"Op({self.name}: {self.text})"

    def __reduce__(self) -> tuple[Callable[[str], Op], tuple[str]]:
        return _by_name, (self.name,)


def _by_name(name: str) -> Op:
    return OPS[name]


def _function(source: str) -> Any:
    """The Python function that a text stands for."""
    return eval(source, dict(FUNCTIONS))  # noqa: S307 - the texts are this module's own


def _forward(op: Op) -> Any:
    """forward(*operands) -> the result, on floats."""
    return _folded_forward(op) if op.folded else _function(f"lambda {', '.join(op.operands)}: {op.text}")


def _slopes(op: Op) -> Any:
    """slopes(operands, out) -> the local derivative ∂out/∂operand of each operand, as floats."""
    if op.folded:
        return _folded_slopes(op)
    letters = ", ".join(op.operands)
    return _function(f"lambda operands, out: (lambda {letters}: ({', '.join(op.partials)},))(*operands)")


def _renew(op: Op) -> Any:
    """renew(node): compute the node's number from its parents'. Written out as source, then compiled once."""
    if op.folded:
        text = re_lettered(op.text, {x: f"{x}_._data" for x in op.operands})
        source = f" operands = node._a; n = len(operands) // {op.arity}\n"
        source += f" out = {_bias(op, '._data', '0.0')}\n"
        source += f" for {_letters(op, '_')} in zip({_columns(op)}): out += {text}\n node._data = out\n"
    else:
        source = f" node._data = {re_lettered(op.text, {x: f'node._{x}._data' for x in op.operands})}\n"
    return _compiled(f"def renew(node):\n{source}", "renew")


def _push(op: Op) -> Any:
    """push(node): add upstream × local to each operand's grad. Written out as source, then compiled once.

    A constant's grad is thrown away after the sweep, so nothing is asked about it, unless the local derivative
    is a function that may not exist there: x ** 2 must never ask for the log of x.
    """
    source = "def push(node):\n g = node.grad\n"
    if op.folded:
        source += f" operands = node._a; n = len(operands) // {op.arity}\n"
        source += f" for {_letters(op, '_')} in zip({_columns(op)}):\n{_push_lines(op, '  ')}"
        source += f" if len(operands) % {op.arity}: operands[-1].grad += g\n" if op.arity > 1 else ""
    else:
        source += "".join(f" {x}_ = node._{x}\n" for x in op.operands) + _push_lines(op, " ")
    return _compiled(source, "push")


def _push_lines(op: Op, indent: str) -> str:
    """The lines `a_.grad += g * local` for the operands a_, b_ of one term."""
    lines = []
    for letter, text in zip(op.operands, op.partials, strict=True):
        local = re_lettered(text, {"a": "a_._data", "b": "b_._data", "out": "node._data"})
        term = {"1": "+= g", "-1": "-= g"}.get(text, f"+= g * ({local})")
        guard = f"if {letter}_.op is not CONST: " if op.arity > 1 and "(" in text else ""
        lines.append(f"{indent}{guard}{letter}_.grad {term}\n")
    return "".join(lines)


def re_lettered(text: str, names: dict[str, str]) -> str:
    """A text with other names for its operands and its result: {"a": "x"} turns "a * b" into "x * b"."""
    words, word = [], ""
    for character in text + " ":
        if character.isalnum() or character == "_":
            word += character
        else:
            words.append(names.get(word, word) + character)
            word = ""
    return "".join(words)[:-1]


def _letters(op: Op, suffix: str = "") -> str:
    """The source of a tuple of operands: "a_, b_," for a folded operation of two columns."""
    return "".join(f"{x}{suffix}, " for x in op.operands)


def _columns(op: Op) -> str:
    """The source of a folded operation's columns: its operands split into as many as its text has letters."""
    return ", ".join(["operands", *[f"operands[{i} * n : {i + 1} * n]" for i in range(1, op.arity)]])


def _bias(op: Op, suffix: str, without: str) -> str:
    """The source of the operand that is left over when the columns have taken theirs."""
    return f"operands[-1]{suffix} if len(operands) % {op.arity} else {without}" if op.arity > 1 else without


def _folded_forward(op: Op) -> Any:
    source = f"def forward(*operands):\n n = len(operands) // {op.arity}; out = {_bias(op, '', '0.0')}\n"
    source += f" for {_letters(op)} in zip({_columns(op)}): out += {op.text}\n return out\n"
    return _compiled(source, "forward")


def _folded_slopes(op: Op) -> Any:
    source = f"def slopes(operands, out):\n n = len(operands) // {op.arity}\n return (\n"
    source += "".join(f"  *[float({text}) for {_letters(op)} in zip({_columns(op)})],\n" for text in op.partials)
    source += f"  *[1.0] * (len(operands) - {op.arity} * n),\n )\n"
    return _compiled(source, "slopes")


def _compiled(source: str, name: str) -> Any:
    """The function `name` that `source` defines; it sees the table's functions and CONST."""
    scope: dict[str, Any] = dict(FUNCTIONS, CONST=CONST)
    exec(source, scope)  # noqa: S102 - the texts are this module's own
    return scope[name]


_WRITERS: dict[str, Callable[[Op], Any]] = {"forward": _forward, "slopes": _slopes, "renew": _renew, "push": _push}

#: a plain number that was written into an expression: it has no gradient
CONST = Op("const", "")

OPS = {
    op.name: op
    for op in (
        CONST,
        Op("add", "a + b", ("1", "1"), "+"),
        Op("sub", "a - b", ("1", "-1"), "−"),
        Op("mul", "a * b", ("b", "a"), "×"),
        Op("div", "a / b", ("1 / b", "-out / b"), "÷"),
        Op("neg", "-a", ("-1",), "−"),
        Op("pow", "power(a, b)", ("slope_of_power(a, b)", "slope_of_exponent(a, b)"), "^"),
        Op("exp", "exp(a)", ("out",), "exp"),
        Op("log", "log(a)", ("1 / a",), "ln"),
        Op("sqrt", "sqrt(a)", ("0.5 / out",), "√"),
        Op("tanh", "tanh(a)", ("1 - out * out",), "tanh"),
        Op("sigmoid", "sigmoid(a)", ("out * (1 - out)",), "σ"),
        Op("log_sigmoid", "log_sigmoid(a)", ("sigmoid(-a)",), "ln σ"),
        Op("relu", "relu(a)", ("step(a)",), "relu"),
        Op("abs", "abs(a)", ("sign(a)",), "|·|"),
        Op("sin", "sin(a)", ("cos(a)",), "sin"),
        Op("cos", "cos(a)", ("-sin(a)",), "cos"),
        Op("max", "max(a, b)", ("above(a, b)", "above(b, a)"), "max"),
        Op("min", "min(a, b)", ("above(b, a)", "above(a, b)"), "min"),
        Op("total", "a", ("1",), "Σ", folded=True),
        Op("dot", "a * b", ("b", "a"), "w·x", folded=True),
    )
}
