"""Bugs planted one by one in the small engine's backward pass, each with the node where it first shows."""
# ruff: noqa: E501  one bug a line

import math

from autograd_lab import Value
from tests.viz.small_engine import PARTIALS, engine, order_of


def line():
    """L = (w x + b − y)²"""
    w, x, b, y = Value(1.7, "w"), Value(-2.3, "x"), Value(0.6, "b"), Value(1.1, "y")
    p = named(w * x, "p")
    z = named(p + b, "z")
    return named(named(z - y, "r") ** 2, "L")


def neuron():
    """a = tanh(w x + b), L = (a − y)²"""
    w, x, b, y = Value(0.7, "w"), Value(-1.3, "x"), Value(0.6, "b"), Value(0.9, "y")
    z = named(named(w * x, "p") + b, "z")
    a = named(z.tanh(), "a")
    return named(named(a - y, "r") ** 2, "L")


def fan():
    """a goes two ways, and so does b: b = a tanh(a), L = b² + b exp(c)"""
    a, c = Value(1.2, "a"), Value(-0.4, "c")
    t = named(a.tanh(), "t")
    b = named(a * t, "b")
    s = named(b * b, "s")
    e = named(c.exp(), "e")
    return named(s + named(b * e, "q"), "L")


def pair():
    """L = 2.5 a tanh(a): two contributions of unequal size come back to a"""
    a = Value(1.2, "a")
    return named(named(a * named(a.tanh(), "t"), "p") * 2.5, "L")


def tower():
    """d is doubled three times, L = ln(d₃² + 1.5)"""
    d = Value(0.8, "d")
    d1 = named(d + d, "d1")
    d2 = named(d1 + d1, "d2")
    d3 = named(d2 + d2, "d3")
    return named(named(named(d3 * d3, "s") + 1.5, "m").log(), "L")


def unary(name, number, left=1.0):
    """u is one operation of x, L = (u − y)² · 2.5"""

    def build():
        x, y = Value(number, "x"), Value(0.4, "y")
        u = named(getattr(x * left, name)(), "u")
        return named(named(u - y, "r") * 2.5, "L")

    return build


def quotient():
    """q = n / m, L = q² + n"""
    n, m = Value(1.9, "n"), Value(-1.4, "m")
    q = named(n / m, "q")
    return named(named(q * q, "s") + n, "L")


def deep():
    """a network of three neurons one after another"""
    a = Value(0.5, "x")
    for k in range(1, 4):
        w, b = Value(1.1 - 0.3 * k, f"w{k}"), Value(0.1 * k, f"b{k}")
        a = named(named(a * w, f"p{k}") + b, f"z{k}")
        a = named(a.sigmoid(), f"a{k}")
    return named((a - 0.25) ** 2, "L")


def picked():
    """g = max(u, v), L = g · u"""
    u, v = Value(2.0, "u"), Value(1.5, "v")
    return named(named(u.max(v), "g") * u, "L")


def named(value, name):
    value.name = name
    return value


def once_for_each_way(root):
    """An order in which a node stands as often as there are ways to it."""
    found = []

    def visit(node):
        for parent in node.parents:
            visit(parent)
        found.append(node)

    visit(root)
    return found


def hasty(root):
    """Hands on at once whatever arrives, without an order."""

    def push(node):
        a, b = (*(p.data for p in node.parents), None, None)[:2]
        slopes = PARTIALS[node.op.name](a, b, node.data) if node.parents else ()
        for parent, slope in zip(node.parents, slopes, strict=True):
            parent.grad += node.grad * slope
            push(parent)

    root.grad = 1.0
    push(root)


def in_order_of(names):
    """An order of the learner's own: the inner nodes as named, the rest before them."""

    def order(root):
        known = {node.name: node for node in order_of(root)}
        inner = [known[name] for name in names]
        return [node for node in known.values() if node not in inner] + inner

    return order


def twice(backward):
    """Called two times, without clearing between."""

    def function(root):
        backward(root)
        backward(root)

    return function


#: what is wrong, the graph, the engine, the node where it first shows, and words that the remark must hold
BUGS = (
    ("the sign of the second operand of −", line, engine({"sub": lambda a, b, out: (1.0, 1.0)}), "y", "taken away"),
    ("the upstream forgotten everywhere", line, engine(combine=lambda old, up, slope: old + slope), "z", "local derivative by itself"),
    ("the local derivative forgotten everywhere", line, engine(combine=lambda old, up, slope: old + up), "r", "local derivative is missing"),
    ("upstream and local added", neuron, engine(combine=lambda old, up, slope: old + up + slope), "r", "multiply the two"),
    ("upstream divided by local", neuron, engine(combine=lambda old, up, slope: old + up / slope), "r", "÷"),
    ("= for +=", fan, engine(combine=lambda old, up, slope: up * slope), "b", "+=, not ="),
    ("the first contribution only", fan, engine(combine=lambda old, up, slope: old or up * slope), "b", "they add up"),
    ("contributions multiplied", fan, engine(combine=lambda old, up, slope: (old or 1.0) * up * slope), "b", "product of the contributions"),
    ("contributions subtracted", pair, engine(combine=lambda old, up, slope: up * slope - old), "a", "difference"),
    ("the larger contribution only", fan, engine(combine=lambda old, up, slope: max(old, up * slope)), "b", "add up"),
    ("handed on before all had arrived", fan, engine(order=in_order_of(["t", "e", "s", "b", "q", "L"])), "t", "before it was complete"),
    ("handed on again at each arrival", tower, hasty, "d2", "each time that something arrives"),
    ("once for each way", tower, engine(order=once_for_each_way), "d2", "twice"),
    ("no seed", line, engine(seed=lambda root: 0.0), "L", "From 0, nothing can flow"),
    ("seeded with the value", line, engine(seed=lambda root: root.data), "L", "whatever the value"),
    ("called twice without clearing", line, twice(engine()), "r", "twice"),
    ("a product with its own factor", line, engine({"mul": lambda a, b, out: (a, b)}), "w", "the other factor"),
    ("a product with its result", line, engine({"mul": lambda a, b, out: (out, out)}), "w", "× the value of p"),
    ("a power without its factor", line, engine({"pow": lambda a, b, out: (a ** (b - 1), 0.0)}), "r", "comes down"),
    ("a power with the old exponent", line, engine({"pow": lambda a, b, out: (b * a**b, 0.0)}), "r", "goes down by one"),
    ("a power without its base", line, engine({"pow": lambda a, b, out: (b, 0.0)}), "r", "What is left of r"),
    ("tanh without the square", neuron, engine({"tanh": lambda a, b, out: (1 - out,)}), "z", "square is missing"),
    ("tanh's derivative at its result", neuron, engine({"tanh": lambda a, b, out: (1 - math.tanh(out) ** 2,)}), "z", "at the result"),
    ("tanh's derivative with its input", neuron, engine({"tanh": lambda a, b, out: (1 - a**2,)}), "z", "holds the result"),
    ("tanh itself for its derivative", neuron, engine({"tanh": lambda a, b, out: (out,)}), "z", "× the value of a"),
    ("tanh with the sigmoid's rule", neuron, engine({"tanh": lambda a, b, out: (out * (1 - out),)}), "z", "derivative of the sigmoid"),
    ("σ for σ'", deep, engine({"sigmoid": lambda a, b, out: (out,)}), "z3", "two factors"),
    ("1 − σ for σ'", deep, engine({"sigmoid": lambda a, b, out: (1 - out,)}), "z3", "two factors"),
    ("σ' at σ", deep, engine({"sigmoid": lambda a, b, out: (1 / (2 + math.exp(out) + math.exp(-out)),)}), "z3", "at the result"),
    ("a quotient without its minus", quotient, engine({"div": lambda a, b, out: (1 / b, a / b**2)}), "m", "minus"),
    ("a quotient without the square", quotient, engine({"div": lambda a, b, out: (1 / b, -a / b)}), "m", "squared"),
    ("a quotient that multiplies", quotient, engine({"div": lambda a, b, out: (b, -a / b**2)}), "n", "multiplies"),
    ("a quotient without its numerator", quotient, engine({"div": lambda a, b, out: (1 / b, -1 / b**2)}), "m", "Above the line"),
    ("ln that multiplies", tower, engine({"log": lambda a, b, out: (a,)}), "m", "multiplies by m"),
    ("exp with the rule of a power", unary("exp", 1.4), engine({"exp": lambda a, b, out: (a * math.exp(a - 1),)}), "v1", "rule for a power"),
    ("a root without its half", unary("sqrt", 2.2), engine({"sqrt": lambda a, b, out: (1 / out,)}), "v1", "½"),
    ("relu that lets all through", unary("relu", -1.4), engine({"relu": lambda a, b, out: (1.0,)}), "v1", "off"),
    ("relu that lets nothing through", unary("relu", 1.4), engine({"relu": lambda a, b, out: (0.0,)}), "v1", "on"),
    ("|x| with slope 1", unary("abs", -1.4), engine({"abs": lambda a, b, out: (1.0,)}), "v1", "negative"),
    ("sin for cos", unary("sin", 1.4), engine({"sin": lambda a, b, out: (out,)}), "v1", "× the value of u"),
    ("minus forgotten", unary("__neg__", 1.4), engine({"neg": lambda a, b, out: (1.0,)}), "v1", "minus"),
    ("max to both", picked, engine({"max": lambda a, b, out: (1.0, 1.0)}), "v", "the one"),
    ("a factor of 2 too many", neuron, engine(combine=lambda old, up, slope: old + 2 * up * slope), "r", "twice"),
    ("the local derivative twice", neuron, engine(combine=lambda old, up, slope: old + up * slope**2), "r", "in that twice"),
    ("stops at products", deep, engine({"mul": lambda a, b, out: (0.0, 0.0)}), "a2", "0"),
)  # fmt: skip
