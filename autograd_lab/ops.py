"""The one table of scalar operations.

Each operation stands here once, as short texts: what it computes and its local derivatives.
Everything else that needs a rule (the engine's forward and backward pass, the player's JavaScript,
the LaTeX, the generated code) is derived from these texts, so a rule cannot be right in one place
and wrong in another.

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

    from autograd_lab.scalar import Value

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


def power(a: float, b: float) -> float:
    """a to the b; overflow gives infinity, a negative base needs a whole exponent."""
    if a < 0 and b != int(b):
        raise ValueError("a negative number to a fractional power is not real")
    try:
        return float(a**b)
    except OverflowError:
        return -inf if a < 0 and b % 2 else inf


def slope_of_power(a: float, b: float) -> float:
    """∂(a^b)/∂a = b · a^(b−1), and 0 for b = 0 even at a = 0."""
    return b * power(a, b - 1.0) if b else 0.0


def relu(x: float) -> float:
    """x where it is positive, else 0."""
    return x if x > 0 else 0.0


def step(x: float) -> float:
    """The slope of relu: 1 for x > 0, else 0 (so relu'(0) = 0)."""
    return 1.0 if x > 0 else 0.0


def sign(x: float) -> float:
    """−1, 0 or 1."""
    return float((x > 0) - (x < 0))


#: the functions that a text may name; each mirror (NumPy, JavaScript, LaTeX) gives its own version of these
FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": exp,
    "log": math.log,
    "tanh": math.tanh,
    "sigmoid": sigmoid,
    "relu": relu,
    "step": step,
    "abs": abs,
    "sign": sign,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "power": power,
    "slope_of_power": slope_of_power,
}
OPERANDS = ("a", "b")


class Op:
    """One operation: its name, its text, the texts of its local derivatives, and its symbol.

    A `folded` operation takes any number of operands and adds up its text over them:
    `total` is Σ a, `dot` is Σ a·b over pairs, plus a last operand when one is left over (the bias).
    """

    __slots__ = ("arity", "folded", "forward", "name", "partials", "push", "slopes", "symbol", "text")

    forward: Callable[..., float]  # the operands -> the result
    slopes: Callable[[Sequence[float], float], tuple[float, ...]]  # operands, result -> ∂result/∂operand of each
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
        if partials:
            self.forward = _folded_forward(self) if folded else _function(f"lambda {', '.join(self.operands)}: {text}")
            self.slopes = _folded_slopes(self) if folded else _slopes(self)
            self.push = _push(self)

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


def _slopes(op: Op) -> Any:
    """slopes(operands, out) -> the local derivative ∂out/∂operand of each operand, as floats."""
    letters = ", ".join(op.operands)
    return _function(f"lambda operands, out: (lambda {letters}: ({', '.join(op.partials)},))(*operands)")


def _push(op: Op) -> Any:
    """push(node): add upstream × local to each operand's grad. Written out as source, then compiled once."""
    source = "def push(node):\n g = node.grad\n"
    if op.folded:
        source += f" operands = node._a; n = len(operands) // {op.arity}\n"
        source += f" for {', '.join(f'{x}_' for x in op.operands)}, in zip({_columns(op)}):\n{_push_lines(op, '  ')}"
        source += f" for bias in operands[{op.arity} * n :]: bias.grad += g\n"
    else:
        source += "".join(f" {x}_ = node._{x}\n" for x in op.operands) + _push_lines(op, " ")
    return _compiled(source, "push")


def _push_lines(op: Op, indent: str) -> str:
    """The lines `a_.grad += g * local` for the operands a_, b_ of one term.

    A constant needs no gradient: its line is skipped, so that x ** 2 never asks for the log of x.
    """
    used: set[str] = set()
    for text in op.partials:
        used.update(compile(text, op.name, "eval").co_names)
    lines = [f"{letter} = {letter}_._data" for letter in op.operands if letter in used]
    lines += ["out = node._data"] if "out" in used else []
    for letter, text in zip(op.operands, op.partials, strict=True):
        term = {"1": "+= g", "-1": "-= g"}.get(text, f"+= g * ({text})")
        lines.append(f"if {letter}_.op is not CONST: {letter}_.grad {term}")
    return "".join(f"{indent}{line}\n" for line in lines)


def _columns(op: Op) -> str:
    """The source of a folded operation's columns: its operands split into as many as its text has letters."""
    return ", ".join(f"operands[{i} * n : {i + 1} * n]" for i in range(op.arity))


def _folded_forward(op: Op) -> Any:
    letters = ", ".join(op.operands) + ","
    source = f"def forward(*operands):\n n = len(operands) // {op.arity}\n"
    source += f" return sum([{op.text} for {letters} in zip({_columns(op)})], *operands[{op.arity} * n :])\n"
    return _compiled(source, "forward")


def _folded_slopes(op: Op) -> Any:
    letters = ", ".join(op.operands) + ","
    source = f"def slopes(operands, out):\n n = len(operands) // {op.arity}\n return (\n"
    source += "".join(f"  *[float({text}) for {letters} in zip({_columns(op)})],\n" for text in op.partials)
    source += f"  *[1.0] * (len(operands) - {op.arity} * n),\n )\n"
    return _compiled(source, "slopes")


def _compiled(source: str, name: str) -> Any:
    """The function `name` that `source` defines; it sees the table's functions and CONST."""
    scope: dict[str, Any] = dict(FUNCTIONS, CONST=CONST)
    exec(source, scope)  # noqa: S102 - the texts are this module's own
    return scope[name]


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
        Op("pow", "power(a, b)", ("slope_of_power(a, b)", "out * log(a)"), "^"),
        Op("exp", "exp(a)", ("out",), "exp"),
        Op("log", "log(a)", ("1 / a",), "ln"),
        Op("sqrt", "sqrt(a)", ("0.5 / out",), "√"),
        Op("tanh", "tanh(a)", ("1 - out * out",), "tanh"),
        Op("sigmoid", "sigmoid(a)", ("out * (1 - out)",), "σ"),
        Op("relu", "relu(a)", ("step(a)",), "relu"),
        Op("abs", "abs(a)", ("sign(a)",), "|·|"),
        Op("sin", "sin(a)", ("cos(a)",), "sin"),
        Op("cos", "cos(a)", ("-sin(a)",), "cos"),
        Op("total", "a", ("1",), "Σ", folded=True),
        Op("dot", "a * b", ("b", "a"), "w·x", folded=True),
    )
}
