"""Wrong and right ways to write `momentum_step` and `rmsprop_step` of problem set 6."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# --- momentum_step(w, v, g, lr, beta) ---


def _moved(
    new_v: Callable[..., Any] = lambda v, g, lr, b: b * v + g,
    step: Callable[..., Any] = lambda new, old, g, lr, b: lr * new,
) -> Callable[..., Any]:
    """A step whose two lines may be changed."""

    def momentum_step(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
        new = new_v(v, g, lr, beta)
        return w - step(new, v, g, lr, beta), new

    return momentum_step


def _momentum_in_place(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    v *= beta
    v += g
    return w - lr * v, v


def _momentum_moves_w_in_place(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    v = beta * v + g
    w -= lr * v
    return w, v


def _velocity_forgotten_at_the_end(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    new = beta * v + g
    return w - lr * new, v


def _w_forgotten_at_the_end(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    return w.copy(), beta * v + g


MOMENTUM_WRONG = (
    wrong(
        "velocity-sign", "βv − g, then w + lr v", _moved(lambda v, g, lr, b: b * v - g, lambda n, o, g, lr, b: -lr * n)
    ),
    wrong("velocity-sign", "βv − g, then w − lr v", _moved(lambda v, g, lr, b: b * v - g)),
    wrong("ascent", "w + lr v", _moved(step=lambda n, o, g, lr, b: -lr * n)),
    wrong("rate-in-velocity", "βv + lr g", _moved(lambda v, g, lr, b: b * v + lr * g, lambda n, o, g, lr, b: n)),
    wrong("rate-in-velocity", "βv − lr g", _moved(lambda v, g, lr, b: b * v - lr * g, lambda n, o, g, lr, b: -n)),
    wrong("rate-twice", "lr inside and outside", _moved(lambda v, g, lr, b: b * v + lr * g)),
    wrong("rate-missing", "w − v", _moved(step=lambda n, o, g, lr, b: n)),
    wrong("rate-divides", "w − v / lr", _moved(step=lambda n, o, g, lr, b: n / lr)),
    wrong("weight-extra", "(1 − β) g", _moved(lambda v, g, lr, b: b * v + (1 - b) * g)),
    wrong("decay-exchanged", "(1 − β) v + β g", _moved(lambda v, g, lr, b: (1 - b) * v + b * g)),
    wrong("decay-exchanged", "(1 − β) v + g", _moved(lambda v, g, lr, b: (1 - b) * v + g)),
    wrong("decay-exchanged", "v + β g", _moved(lambda v, g, lr, b: v + b * g)),
    wrong("decay-missing", "v + g", _moved(lambda v, g, lr, b: v + g)),
    wrong("decay-outside", "β (v + g)", _moved(lambda v, g, lr, b: b * (v + g))),
    wrong("state-forgotten", "v = g", _moved(lambda v, g, lr, b: g.copy())),
    wrong("state-forgotten", "v = β g", _moved(lambda v, g, lr, b: b * g)),
    wrong("state-stale", "moves with the old v", _moved(step=lambda n, o, g, lr, b: lr * o)),
    wrong("state-unused", "moves with g", _moved(step=lambda n, o, g, lr, b: lr * g)),
    wrong("looks-ahead", "Nesterov", _moved(step=lambda n, o, g, lr, b: lr * (g + b * n))),
    wrong("not-updated", "returns the old v", _velocity_forgotten_at_the_end),
    wrong("not-updated", "returns the old w", _w_forgotten_at_the_end),
    wrong("step-only", "−lr v", lambda w, v, g, lr, beta: (-lr * (beta * v + g), beta * v + g)),
    wrong("step-only", "lr v", lambda w, v, g, lr, beta: (lr * (beta * v + g), beta * v + g)),
    wrong("exchanged", "v, w", lambda w, v, g, lr, beta: _moved()(w, v, g, lr, beta)[::-1]),
    wrong("inputs-changed", "v *= β", _momentum_in_place),
    wrong("inputs-changed", "w -= lr v", _momentum_moves_w_in_place),
    wrong(
        "integers", "astype(int)", lambda w, v, g, lr, beta: tuple(a.astype(int) for a in _moved()(w, v, g, lr, beta))
    ),
)


def _momentum_loop(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    new_w, new_v = np.zeros(w.shape), np.zeros(v.shape)
    for place in np.ndindex(w.shape):
        new_v[place] = beta * v[place] + g[place]
        new_w[place] = w[place] - lr * new_v[place]
    return new_w, new_v


def _momentum_copies(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    w, v = w.copy(), v.copy()
    v *= beta
    v += g
    w -= lr * v
    return w, v


def _momentum_outs(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    new = np.multiply(v, beta)
    np.add(new, g, out=new)
    return np.subtract(w, np.multiply(new, lr)), new


def _momentum_from_the_difference(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    new = v - (1 - beta) * v + g
    return w + (-lr) * new, new


MOMENTUM_RIGHT = (
    Variant("two lines", _moved()),
    Variant("one line", lambda w, v, g, lr, beta: (w - lr * (beta * v + g), beta * v + g)),
    Variant("multiplied out", lambda w, v, g, lr, beta: (w - lr * g - lr * beta * v, g + v * beta)),
    Variant("a loop over the entries", _momentum_loop),
    Variant("copies, then in place", _momentum_copies),
    Variant("ufuncs", _momentum_outs),
    Variant("what is lost, taken off", _momentum_from_the_difference),
    Variant("a list of two", lambda w, v, g, lr, beta: list(_moved()(w, v, g, lr, beta))),
    Variant(
        "stacked and summed", lambda w, v, g, lr, beta: (w - lr * sum([beta * v, g]), np.sum([beta * v, g], axis=0))
    ),
    Variant("einsum", lambda w, v, g, lr, beta: (w - np.einsum("i...,i->...", [v, g], [lr * beta, lr]), g + beta * v)),
)

# --- rmsprop_step(w, s, g, lr, rho, eps) ---


def _scaled(
    new_s: Callable[..., Any] = lambda s, g, r: r * s + (1 - r) * g**2,
    step: Callable[..., Any] = lambda new, old, g, lr, eps: lr * g / (np.sqrt(new) + eps),
) -> Callable[..., Any]:
    """A step whose two lines may be changed."""

    def rmsprop_step(w: Array, s: Array, g: Array, lr: float, rho: float, eps: float) -> Any:
        new = new_s(s, g, rho)
        return w - step(new, s, g, lr, eps), new

    return rmsprop_step


def _rmsprop_in_place(w: Array, s: Array, g: Array, lr: float, rho: float, eps: float) -> Any:
    s *= rho
    s += (1 - rho) * g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def _rmsprop_moves_w_in_place(w: Array, s: Array, g: Array, lr: float, rho: float, eps: float) -> Any:
    new_w, s = _scaled()(w, s, g, lr, rho, eps)
    w[...] = new_w
    return w, s


def _rmsprop_squares_g_in_place(w: Array, s: Array, g: Array, lr: float, rho: float, eps: float) -> Any:
    step = lr * g
    g **= 2
    s = rho * s + (1 - rho) * g
    return w - step / (np.sqrt(s) + eps), s


def _old_s(w: Array, s: Array, g: Array, lr: float, rho: float, eps: float) -> Any:
    return _scaled()(w, s, g, lr, rho, eps)[0], s


def _root_kept(w: Array, s: Array, g: Array, lr: float, rho: float, eps: float) -> Any:
    s = rho * s + (1 - rho) * g**2
    s = np.sqrt(s)
    return w - lr * g / (s + eps), s


_step_with = _scaled  # a step with another second line

RMSPROP_WRONG = (
    wrong("unsquared", "g in place of g²", _scaled(lambda s, g, r: r * s + (1 - r) * g)),
    wrong("unsquared", "|g| in place of g²", _scaled(lambda s, g, r: r * s + (1 - r) * np.abs(g))),
    wrong("decay-exchanged", "ρ exchanged", _scaled(lambda s, g, r: (1 - r) * s + r * g**2)),
    wrong("weight-missing", "ρs + g²", _scaled(lambda s, g, r: r * s + g**2)),
    wrong("weight-squared", "((1 − ρ) g)²", _scaled(lambda s, g, r: r * s + ((1 - r) * g) ** 2)),
    wrong("weight-sign", "ρs − (1 − ρ) g²", _scaled(lambda s, g, r: r * s - (1 - r) * g**2)),
    wrong("decay-missing", "s + g², as AdaGrad", _scaled(lambda s, g, r: s + g**2)),
    wrong("decay-missing", "s + (1 − ρ) g²", _scaled(lambda s, g, r: s + (1 - r) * g**2)),
    wrong("decay-outside", "ρ (s + g²)", _scaled(lambda s, g, r: r * (s + g**2))),
    wrong("state-forgotten", "s = g²", _scaled(lambda s, g, r: g**2)),
    wrong("state-forgotten", "s = (1 − ρ) g²", _scaled(lambda s, g, r: (1 - r) * g**2)),
    wrong("one-size-for-all", "mean of g²", _scaled(lambda s, g, r: r * s + (1 - r) * np.mean(g**2))),
    wrong("one-size-for-all", "sum of g²", _scaled(lambda s, g, r: r * s + (1 - r) * np.sum(g**2))),
    wrong("state-stale", "divides by the old s", _step_with(step=lambda n, o, g, lr, e: lr * g / (np.sqrt(o) + e))),
    wrong("eps-inside", "√(s + ε)", _step_with(step=lambda n, o, g, lr, e: lr * g / np.sqrt(n + e))),
    wrong("eps-inside", "√(s + ε²)", _step_with(step=lambda n, o, g, lr, e: lr * g / np.sqrt(n + e**2))),
    wrong("eps-absent", "no ε", _step_with(step=lambda n, o, g, lr, e: lr * g / np.sqrt(n))),
    wrong("eps-after", "g / √s + ε", _step_with(step=lambda n, o, g, lr, e: lr * (g / np.sqrt(n) + e))),
    wrong("eps-after", "lr g / √s + ε", _step_with(step=lambda n, o, g, lr, e: lr * g / np.sqrt(n) + e)),
    wrong("eps-after", "w − lr g / √s + ε", _step_with(step=lambda n, o, g, lr, e: lr * g / np.sqrt(n) - e)),
    wrong("root-missing", "g / (s + ε)", _step_with(step=lambda n, o, g, lr, e: lr * g / (n + e))),
    wrong("root-multiplies", "g √s", _step_with(step=lambda n, o, g, lr, e: lr * g * np.sqrt(n))),
    wrong("root-multiplies", "g (√s + ε)", _step_with(step=lambda n, o, g, lr, e: lr * g * (np.sqrt(n) + e))),
    wrong("scale-unused", "moves with g", _step_with(step=lambda n, o, g, lr, e: lr * g)),
    wrong("ascent", "+", _step_with(step=lambda n, o, g, lr, e: -lr * g / (np.sqrt(n) + e))),
    wrong("rate-missing", "no lr", _step_with(step=lambda n, o, g, lr, e: g / (np.sqrt(n) + e))),
    wrong("rate-twice", "lr²", _step_with(step=lambda n, o, g, lr, e: lr * lr * g / (np.sqrt(n) + e))),
    wrong("rate-divides", "/ lr", _step_with(step=lambda n, o, g, lr, e: g / (np.sqrt(n) + e) / lr)),
    wrong("step-only", "−lr g / (√s + ε)", lambda w, s, g, lr, rho, eps: _scaled()(0 * w, s, g, lr, rho, eps)),
    wrong("not-updated", "returns the old s", _old_s),
    wrong("root-kept", "s = √s", _root_kept),
    wrong("exchanged", "s, w", lambda w, s, g, lr, rho, eps: _scaled()(w, s, g, lr, rho, eps)[::-1]),
    wrong("inputs-changed", "s *= ρ", _rmsprop_in_place),
    wrong("inputs-changed", "w[...] =", _rmsprop_moves_w_in_place),
    wrong("inputs-changed", "g **= 2", _rmsprop_squares_g_in_place),
    wrong(
        "integers",
        "astype(int)",
        lambda w, s, g, lr, rho, eps: tuple(a.astype(int) for a in _scaled()(w, s, g, lr, rho, eps)),
    ),
)


def _rmsprop_loop(w: Array, s: Array, g: Array, lr: float, rho: float, eps: float) -> Any:
    new_w, new_s = np.empty_like(w), np.empty_like(s)
    for place in np.ndindex(w.shape):
        new_s[place] = rho * s[place] + (1 - rho) * g[place] * g[place]
        new_w[place] = w[place] - lr * g[place] / (math.sqrt(new_s[place]) + eps)
    return new_w, new_s


def _rmsprop_copies(w: Array, s: Array, g: Array, lr: float, rho: float, eps: float) -> Any:
    w, s = w.copy(), s.copy()
    s += (1 - rho) * (np.square(g) - s)
    w -= lr * g / (s**0.5 + eps)
    return w, s


def _rmsprop_rates(w: Array, s: Array, g: Array, lr: float, rho: float, eps: float) -> Any:
    s = np.add(rho * s, (1 - rho) * np.multiply(g, g))
    rates = lr / np.add(np.sqrt(s), eps)  # one learning rate for each parameter
    return w - rates * g, s


RMSPROP_RIGHT = (
    Variant("two lines", _scaled()),
    Variant(
        "g * g and power(s, 0.5)",
        _scaled(lambda s, g, r: s * r + g * g * (1 - r), lambda n, o, g, lr, e: g / (e + np.power(n, 0.5)) * lr),
    ),
    Variant("towards g²", _scaled(lambda s, g, r: s + (1 - r) * (g**2 - s))),
    Variant("away from g²", _scaled(lambda s, g, r: g**2 + r * (s - g**2))),
    Variant("a loop over the entries", _rmsprop_loop),
    Variant("copies, then in place", _rmsprop_copies),
    Variant("one rate for each parameter", _rmsprop_rates),
    Variant("a list of two", lambda w, s, g, lr, rho, eps: list(_scaled()(w, s, g, lr, rho, eps))),
    Variant("np.average", _scaled(lambda s, g, r: np.average([s, g**2], axis=0, weights=[r, 1 - r]))),
    Variant(
        "abs squared",
        _scaled(
            lambda s, g, r: r * s + (1 - r) * np.abs(g) ** 2, lambda n, o, g, lr, e: np.divide(lr * g, np.sqrt(n) + e)
        ),
    ),
)
