"""The one table of scalar operations.

Each operation stands here once, as short texts: what it computes and its local derivatives. Everything else that
needs a scalar rule is derived from these texts (the engine's forward and backward pass in op_code.py, derivatives of
derivatives in calculus.py, the LaTeX of latex.py, generated programs, the player's JavaScript), so a rule cannot be
right in one place and wrong in another. A function that the texts name stands in MATHS with its formula for readers
and its NumPy code; only its JavaScript is elsewhere, in the player's
functions.js. Tensors have rules of their own.

In a text, `a` and `b` are the operands, `out` is the result, and the functions are those of MATHS.
Local derivatives are the textbook rules: see e.g. Baydin et al., "Automatic Differentiation in Machine
Learning: a Survey", JMLR 18 (2018), section 3.

To add an operation, see "Add an operation" in CONTRIBUTING.md.
"""

from __future__ import annotations

import math

from autograd_lab.errors import LabError
from autograd_lab.scalar import op_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, TypeVar

    from autograd_lab.scalar.graph import Node

    T = TypeVar("T")

inf = math.inf


def exp(x: float) -> float:
    """e to the x; past the largest float the answer is infinity, as in NumPy and JavaScript."""
    try:
        return math.exp(x)
    except OverflowError:
        return inf


def sigmoid(x: float) -> float:
    """σ(x) = 1 / (1 + e^-x), written so that e is never raised to a large positive power."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def log_sigmoid(x: float) -> float:
    """ln σ(x), written so that nothing overflows and no digit is lost: −800 gives −800, not ln 0."""
    return min(x, 0.0) - math.log1p(math.exp(-abs(x)))


def softplus(x: float) -> float:
    """ln(1 + e^x), a relu without its kink, written so that nothing overflows: 800 gives 800."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


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


def rounded(x: float) -> float:
    """The nearest whole number; a half goes to the even one, as in Python, NumPy and PyTorch."""
    return float(round(x)) if abs(x) < 2.0**52 else x


def floor(x: float) -> float:
    """The largest whole number that is not above x."""
    return float(math.floor(x)) if abs(x) < 2.0**52 else x


def step(x: float) -> float:
    """The slope of relu: 1 for x > 0, else 0 (so relu'(0) = 0)."""
    return 1.0 if x > 0 else 0.0


def sign(x: float) -> float:
    """The slope of |x|: −1, 0 (at the kink) or 1."""
    return float((x > 0) - (x < 0))


def above(a: float, b: float) -> float:
    """The slope of max(a, b) in a: 1 where a is the larger, else 0; in a tie each of the two gets one half."""
    return 1.0 if a > b else 0.5 if a == b else 0.0


class Function:
    """A function that the texts of operations may name, in each language in which they are written.

    on_numbers  computes it on floats; raises ValueError or ZeroDivisionError where it has no real value
    latex       its formula for a page; %(a)s and %(b)s stand for the operands
    symbols     the same in plain characters, for the player's sentences
    arrays      its NumPy code for generated programs: the name of NumPy's own function, or a whole definition
    means       in place of `latex` and `symbols`: a text in simpler functions of the table, which is written instead
    binds       how tightly the formula holds together, which decides about brackets: "call", "bars" (as |x|),
                "power" (an operand that is more than one symbol gets brackets) or "sum"
    """

    __slots__ = ("arrays", "binds", "latex", "means", "on_numbers", "symbols")

    def __init__(
        self,
        on_numbers: Callable[..., float],
        latex: str = "",
        symbols: str = "",
        arrays: str = "",
        means: str = "",
        binds: str = "call",
    ) -> None:
        self.on_numbers = on_numbers
        self.latex, self.symbols, self.means, self.binds = latex, symbols, means, binds
        self.arrays = arrays

    @property
    def arity(self) -> int:
        """The number of operands: two when the formula names b."""
        return 2 if self.means or "%(b)s" in self.latex else 1


#: the functions that a text may name, in the order in which they are listed in derived files
MATHS: dict[str, Function] = {
    "exp": Function(exp, r"e^{%(a)s}", "exp(%(a)s)", "exp"),
    "log": Function(math.log, r"\ln(%(a)s)", "ln(%(a)s)", "log"),
    "tanh": Function(math.tanh, r"\tanh(%(a)s)", "tanh(%(a)s)", "tanh"),
    "sigmoid": Function(
        sigmoid, r"\sigma(%(a)s)", "σ(%(a)s)",
        "def sigmoid(x):\n    e = exp(-abs(x))\n    return where(x >= 0, 1.0, e) / (1.0 + e)",
    ),
    "log_sigmoid": Function(
        log_sigmoid, r"\ln(\sigma(%(a)s))", "ln σ(%(a)s)",
        "def log_sigmoid(x):\n    return minimum(x, 0.0) - log1p(exp(-abs(x)))",
    ),
    "softplus": Function(
        softplus, r"\ln(1 + e^{%(a)s})", "ln(1 + exp(%(a)s))",
        "def softplus(x):\n    return maximum(x, 0.0) + log1p(exp(-abs(x)))",
    ),
    "relu": Function(
        relu, r"\mathrm{relu}(%(a)s)", "relu(%(a)s)", "def relu(x):\n    return maximum(x, 0.0)",
    ),
    "step": Function(
        step, r"\mathbf{1}[%(a)s > 0]", "[1 if %(a)s > 0, else 0]", "def step(x):\n    return x > 0.0",
    ),
    "abs": Function(abs, r"\left|%(a)s\right|", "|%(a)s|", "abs", binds="bars"),
    "sign": Function(sign, r"\mathrm{sgn}(%(a)s)", "sign(%(a)s)", "sign"),
    "round": Function(rounded, r"\mathrm{round}(%(a)s)", "round(%(a)s)", "round"),
    "floor": Function(floor, r"\left\lfloor %(a)s \right\rfloor", "⌊%(a)s⌋", "floor", binds="bars"),
    "sqrt": Function(math.sqrt, r"\sqrt{%(a)s}", "√(%(a)s)", "sqrt"),
    "sin": Function(math.sin, r"\sin(%(a)s)", "sin(%(a)s)", "sin"),
    "cos": Function(math.cos, r"\cos(%(a)s)", "cos(%(a)s)", "cos"),
    "power": Function(
        power, "%(a)s^{%(b)s}", "%(a)s ^ %(b)s", "def power(a, b):\n    return a**b", binds="power",
    ),
    "slope_of_power": Function(
        slope_of_power, means="b * power(a, b - 1)",
        arrays="def slope_of_power(a, b):\n    return b * a ** where(b == 0, 1.0, b - 1.0)",
    ),
    "slope_of_exponent": Function(
        slope_of_exponent, means="power(a, b) * log(a)",
        arrays="def slope_of_exponent(a, b):\n"
        "    return where(a == 0, 0.0, a**b * log(where(a == 0, 1.0, a)))",
    ),
    "max": Function(max, r"\max(%(a)s, %(b)s)", "max(%(a)s, %(b)s)", "maximum"),
    "min": Function(min, r"\min(%(a)s, %(b)s)", "min(%(a)s, %(b)s)", "minimum"),
    "above": Function(
        above,
        r"\mathbf{1}[%(a)s > %(b)s] + \frac{1}{2} \cdot \mathbf{1}[%(a)s = %(b)s]",
        "[1 if %(a)s > %(b)s, ½ if equal, else 0]",
        "def above(a, b):\n    return (a > b) * 1.0 + (a == b) * 0.5",
        binds="sum",
    ),
}  # fmt: skip
#: the same on floats alone: what an operation's text is evaluated with
FUNCTIONS: dict[str, Callable[..., float]] = {name: maths.on_numbers for name, maths in MATHS.items()}
OPERANDS = ("a", "b")


def functions_of(op: Op) -> dict[str, Callable[..., float]]:
    """The functions that an operation's text calls; raises LabError for one that the table does not have."""
    called = op_code.called_functions(op)
    if missing := [name for name in called if name not in FUNCTIONS]:
        raise LabError(
            f"the operation {op.name!r} calls {', '.join(missing)}, which stands not in MATHS of scalar/ops.py.\n"
            "  Write the function on floats there, and a row of MATHS with its formula and its NumPy code."
        )
    return {name: FUNCTIONS[name] for name in called}


class Op:
    """One operation: its name, its text, the texts of its local derivatives, and the symbol on its box in the player.

    A `folded` operation takes any number of operands and adds up its text over them: `total` is Σ a, `dot` is
    Σ a·b over pairs. Its operands are laid out in columns, first all a, then all b; one that is left over after
    the columns is added as it is (the bias of a dot). `terms`, `left_over` and `place` read that layout, and nothing
    else needs to know it. For an operation that is not folded they see one term.

    >>> dot = OPS["dot"]
    >>> operands = ["w1", "w2", "x1", "x2", "bias"]
    >>> list(dot.terms(operands)), list(dot.left_over(operands))
    ([('w1', 'x1'), ('w2', 'x2')], ['bias'])
    >>> dot.place(3, len(operands))  # operand 3 is the b of term 1
    (1, 1)
    >>> print(dot.place(4, len(operands)))  # the bias belongs to no term
    None
    """

    __slots__ = (
        "_left_over",
        "_terms",
        "arity",
        "folded",
        "forward",
        "name",
        "partials",
        "push",
        "renew",
        "slopes",
        "symbol",
        "text",
    )

    own = False  # True for the operation of a user's own rule (own_rule.py), which is no text

    # Functions that op_code.py writes from the texts:
    forward: Callable[..., float]  # the operands -> the result
    slopes: Callable[[Sequence[float], float], tuple[float, ...]]  # operands, result -> ∂result/∂operand of each
    renew: Callable[[Node], None]  # computes a node's number from its parents' numbers
    push: Callable[[Node], None]  # adds upstream × local to the grad of each parent of a node

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
        wanted = name.removeprefix("_")
        if wanted not in op_code.WRITERS or not self.partials:
            raise AttributeError(f"the operation {self.name!r} has no {name!r}")
        function = op_code.compile_function(op_code.WRITERS[wanted](self), wanted, dict(FUNCTIONS, CONST=CONST))
        setattr(self, name, function)
        return function

    @property
    def operands(self) -> tuple[str, ...]:
        """The letters that stand for the operands in the texts."""
        return OPERANDS[: self.arity]

    # --- the layout of a folded operation's operands -----------------------------------------------------

    def terms(self, operands: Sequence[T]) -> Iterator[tuple[T, ...]]:
        """The operands of each term: one pair after another for a dot."""
        terms: Iterator[tuple[T, ...]] = self._terms(operands)
        return terms

    def left_over(self, operands: Sequence[T]) -> Sequence[T]:
        """The operand that belongs to no term, as a sequence of one; empty when there is none."""
        left_over: Sequence[T] = self._left_over(operands)
        return left_over

    def place(self, slot: int, count: int) -> tuple[int, int] | None:
        """(letter, term) of operand number `slot` among `count`, both counted from 0; None for the one left over."""
        n = count // self.arity
        return divmod(slot, n) if slot < self.arity * n else None

    def __repr__(self) -> str:
        return f"Op({self.name}: {self.text})"

    def __reduce__(self) -> tuple[Callable[[str], Op], tuple[str]]:
        return op_named, (self.name,)


def op_named(name: str) -> Op:
    """The operation of the table that has this name; raises LabError when there is none.

    >>> op_named("mul")
    Op(mul: a * b)
    """
    if name not in OPS:
        raise LabError(
            f"no operation is called {name!r}: add its row to OPS in scalar/ops.py. There are {', '.join(OPS)}."
        )
    return OPS[name]


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
        Op("softplus", "softplus(a)", ("sigmoid(a)",), "softplus"),
        Op("relu", "relu(a)", ("step(a)",), "relu"),
        Op("abs", "abs(a)", ("sign(a)",), "|·|"),
        Op("sign", "sign(a)", ("0",), "sign"),
        Op("round", "round(a)", ("0",), "round"),
        Op("floor", "floor(a)", ("0",), "⌊·⌋"),
        Op("step", "step(a)", ("0",), "step"),
        Op("sin", "sin(a)", ("cos(a)",), "sin"),
        Op("cos", "cos(a)", ("-sin(a)",), "cos"),
        Op("max", "max(a, b)", ("above(a, b)", "above(b, a)"), "max"),
        Op("min", "min(a, b)", ("above(b, a)", "above(a, b)"), "min"),
        Op("total", "a", ("1",), "Σ", folded=True),
        Op("dot", "a * b", ("b", "a"), "w·x", folded=True),
    )
}
