"""Random programs: a list of instructions that any engine with Python's operators can run."""

import importlib
from dataclasses import dataclass

from hypothesis import strategies as st

from autograd_lab import Value
from autograd_lab.scalar.ops import FUNCTIONS

BINARY = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / (b * b + 1.5),
    "radd": lambda a, b: 2.5 + a * b,
    "rsub": lambda a, b: 1.25 - a + b,
    "rdiv": lambda a, b: 3.0 / (a * a + b * b + 1.0),
    "pow": lambda a, b: (a * a + 0.5) ** b.tanh(),
    "rpow": lambda a, b: 1.5 ** (a.tanh() - b.tanh()),
    "max": lambda a, b: a.max(b),
    "min": lambda a, b: a.min(b),
    "dot": lambda a, b: dot([a, b, 0.5], [b, b, a], a),
    "total": lambda a, b: total([a, b, a, 1.5]),
}
UNARY = {
    "neg": lambda a: -a,
    "square": lambda a: a**2,
    "tanh": lambda a: a.tanh(),
    "sigmoid": lambda a: a.sigmoid(),
    "relu": lambda a: a.relu(),
    "abs": lambda a: abs(a),
    "exp": lambda a: (a.tanh() * 2.0).exp(),
    "log": lambda a: (a * a + 0.5).log(),
    "sqrt": lambda a: (a * a + 0.25).sqrt(),
    "sign": lambda a: a.sign() * 0.3 + a,
    "round": lambda a: a.round() * 0.2 + a,
    "floor": lambda a: a.floor() * 0.2 + a,
    "step": lambda a: by_method(a, "step", lambda torch: (a.sign() * 0.5 + 0.5).floor()) * 0.4 + a,
    "sin": lambda a: a.sin(),
    "cos": lambda a: a.cos(),
    "cube": lambda a: a**3,
    "inverse": lambda a: (a * a + 0.5) ** -1.5,
    "log_sigmoid": lambda a: by_method(a, "log_sigmoid", lambda torch: torch.nn.functional.logsigmoid(a)),
    "softplus": lambda a: by_method(a, "softplus", lambda torch: torch.logaddexp(a, torch.zeros_like(a))),
}


JUMPS = ("round", "floor")  # what nudging across a jump would see is no slope


def dot(ws, xs, bias):
    """Σ w·x + bias: one node in our engine, many in another."""
    if isinstance(bias, Value):
        return Value.dot(ws, xs, bias)
    return sum((w * x for w, x in zip(ws, xs, strict=True)), bias)


def total(values):
    """The sum: one node in our engine, many in another."""
    return Value.total(values) if isinstance(values[0], Value) else sum(values)


def by_method(a, name, in_torch):
    """By the method where there is one, else by `in_torch`: PyTorch's tensors have not all of ours."""
    ours = isinstance(a, (Value, Probe)) or hasattr(a, name)
    return getattr(a, name)() if ours else in_torch(importlib.import_module("torch"))


@dataclass(frozen=True)
class Program:
    """Leaves, then instructions (name, operand indices); the result is the last value."""

    leaves: tuple[float, ...]
    steps: tuple[tuple[str, tuple[int, ...]], ...]

    def run(self, make):
        """The leaves and the result, computed with the numbers that `make` builds."""
        leaves = [make(x) for x in self.leaves]
        values = list(leaves)
        for name, at in self.steps:
            rule = BINARY.get(name) or UNARY[name]
            values.append(rule(*(values[i] for i in at)))
        return leaves, values[-1]


@st.composite
def programs(draw, max_leaves=4, max_ops=20):
    """Programs with fan-out and dead ends, whose numbers stay of moderate size and off the kinks."""
    count = draw(st.integers(1, max_leaves))
    numbers = st.floats(-2, 2).filter(lambda x: abs(x) > 1e-2)
    leaves = tuple(draw(numbers) for _ in range(count))
    steps, values = [], [Probe(x) for x in leaves]
    for _ in range(draw(st.integers(1, max_ops))):
        name = draw(st.sampled_from([*BINARY, *UNARY]))
        width = 2 if name in BINARY else 1
        at = tuple(draw(st.integers(0, len(values) - 1)) for _ in range(width))
        if name in JUMPS and abs(2 * values[at[0]] - round(2 * values[at[0]])) < 2e-3:
            continue
        if name in ("max", "min") and at[0] != at[1] and abs(values[at[0]] - values[at[1]]) < 1e-3:
            continue
        result = (BINARY.get(name) or UNARY[name])(*(values[i] for i in at))
        if 1e-3 < abs(result) < 1e3:
            steps.append((name, at))
            values.append(Probe(result))
    if not steps:
        steps.append(("square", (0,)))
    return Program(leaves, tuple(steps))


class Probe(float):
    """A float that has the engine's methods, to look ahead while drawing."""


def _keeping_probe(method):
    return lambda self, *other: Probe(method(self, *other))


for _name in ["add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow", "rpow", "neg", "abs"]:
    setattr(Probe, f"__{_name}__", _keeping_probe(getattr(float, f"__{_name}__")))
for _name, _function in FUNCTIONS.items():
    setattr(Probe, _name, _keeping_probe(_function))
