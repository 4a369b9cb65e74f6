"""Slips planted one by one: a graph, a node, and the number that the slip gives there."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from autograd_lab import Value

W, X, B = 1.7, -2.3, 0.6
S = 3.1  # what every graph's last product hands down


@dataclass(frozen=True)
class Planted:
    """`number` is what whoever makes the slip `id` says of `node`."""

    id: str
    build: Callable[..., Value]
    node: str
    number: float
    also: tuple[str, ...] = ()  # what gives the very same number


def graph(build):
    """The graph of a slip, made of w, x and b."""
    w, x, b = Value(W, "w"), Value(X, "x"), Value(B, "b")
    root = build(w, x, b)
    root.name = "L"
    return root


def product(w, x, b):
    return (w * x + b) * S


def unary(name):
    return lambda w, x, b: getattr(w, name)() * S


def twice(w, x, b):
    """w goes two ways: into a product with x and into a tanh."""
    return (w * x + w.tanh() * b) * S


def thrice(w, x, b):
    return (w * x + w.tanh() + w * w.exp()) * S  # four edges come back to w


def waits(w, x, b):
    """v = w x is used twice: its gradient is complete only when both contributions are in."""
    v = w * x
    v.name = "v"
    return v * B + v.tanh() * S


tanh, sigma, out = math.tanh(W), 1 / (1 + math.exp(-W)), W * X
through_product, through_tanh = S * X, S * B * (1 - tanh**2)
of_four = (S * X, S * (1 - tanh**2), S * math.exp(W), S * W * math.exp(W))  # in no order
v_first, v_second = S * (1 - math.tanh(out) ** 2), B

PLANTED = (
    Planted("forgot-upstream", product, "w", X),
    Planted("forgot-local", product, "w", S),
    Planted("sign", product, "w", -S * X),
    Planted("product-itself", product, "w", S * W),
    Planted("value-for-slope", product, "w", S * out),
    Planted("added", product, "w", S + X),
    Planted("divided", product, "w", S / X),
    Planted("divided-by-upstream", product, "w", X / S),
    Planted("local-twice", product, "w", S * X * X),
    Planted("upstream-twice", product, "w", S * S * X),
    Planted("own-value", product, "w", W),
    Planted("zero", product, "w", 0.0),
    Planted("one", product, "w", 1.0),
    Planted("double", product, "w", 2 * S * X),
    Planted("half", product, "w", S * X / 2),
    Planted("nudge", product, "w", 0.01 * S * X),
    Planted("inverse", product, "w", 1 / (S * X)),
    Planted("point", product, "w", 10 * S * X),
    Planted("root-value", product, "w", S * X * ((out + B) * S)),
    Planted("turned", product, "w", 4.321),
    Planted("unknown", product, "w", -4.321),
    Planted("nearly", product, "w", S * X * 1.015),
    Planted("minus-of-sub", lambda w, x, b: (b * b - w) * S, "w", S),
    Planted("minus-of-neg", lambda w, x, b: (-w).tanh() * S, "w", S * (1 - tanh**2)),
    Planted("quotient-minus", lambda w, x, b: (x / w) * S, "w", S * X / W**2),
    Planted("quotient-square", lambda w, x, b: (x / w) * S, "w", -S * X / W),
    Planted("quotient-numerator", lambda w, x, b: (x / w) * S, "w", -S / W**2),
    Planted("quotient-multiplied", lambda w, x, b: (w / x) * S, "w", S * X),
    Planted("wrong-operand", lambda w, x, b: (w / x) * S, "w", -S * W / X**2),
    Planted("power-factor", lambda w, x, b: w**3 * S, "w", S * W**2),
    Planted("power-exponent", lambda w, x, b: w**3 * S, "w", S * 3 * W**3),
    Planted("power-base", lambda w, x, b: w**3 * S, "w", S * 3),
    Planted("exp-as-power", unary("exp"), "w", S * W * math.exp(W - 1)),
    Planted("log-multiplied", unary("log"), "w", S * W),
    Planted("log-of-result", unary("log"), "w", S / math.log(W)),
    Planted("root-half", unary("sqrt"), "w", S / math.sqrt(W)),
    Planted("root-multiplied", unary("sqrt"), "w", S * math.sqrt(W) / 2),
    Planted("tanh-square", unary("tanh"), "w", S * (1 - tanh)),
    Planted("tanh-as-sigmoid", unary("tanh"), "w", S * tanh * (1 - tanh)),
    Planted("operand-for-slope", unary("tanh"), "w", S * W),
    Planted("slope-at-result", unary("tanh"), "w", S * (1 - math.tanh(tanh) ** 2)),
    Planted("slope-at-input", unary("tanh"), "w", S * (1 - W**2)),
    Planted("sigmoid-half", unary("sigmoid"), "w", S * sigma),
    Planted("sigmoid-other-half", unary("sigmoid"), "w", S * (1 - sigma)),
    Planted("sigmoid-as-tanh", unary("sigmoid"), "w", S * (1 - sigma**2)),
    Planted("log-sigmoid-minus", unary("log_sigmoid"), "w", S * sigma),
    Planted("relu-off", lambda w, x, b: x.relu() * w * S, "x", S * W),
    Planted("relu-on", unary("relu"), "w", 0.0),
    Planted("relu-value", lambda w, x, b: w.relu() * S * S, "w", S * S * W),
    Planted("abs-sign", lambda w, x, b: abs(x) * S, "x", S),
    Planted("cosine-minus", unary("cos"), "w", S * math.sin(W)),
    Planted("picked-other", lambda w, x, b: w.max(x) * S, "x", S),
    Planted("picked-this", lambda w, x, b: w.min(x) * S, "x", 0.0),
    Planted("replaced", twice, "w", through_product),
    Planted("first-only", twice, "w", through_tanh),
    Planted("path-twice", twice, "w", 2 * through_product + through_tanh),
    Planted("averaged", twice, "w", (through_product + through_tanh) / 2),
    Planted("multiplied", twice, "w", through_product * through_tanh),
    Planted("subtracted", twice, "w", through_product - through_tanh, ("sign",)),
    Planted("one-of-two", lambda w, x, b: (w + w) * X * S, "w", X * S),
    Planted("path-missing", thrice, "w", sum(of_four) - S * X),
    Planted("one-path", thrice, "w", S * (1 - tanh**2)),
    Planted("too-early", waits, "w", v_first * X),
    Planted("too-often", waits, "w", (v_first + v_first + v_second) * X),
    Planted("blocked", lambda w, x, b: x.relu() * w * S, "w", 1.234),
)
