"""Wrong and right ways to write `nesterov_step` and `corrected_rmsprop_step` of problem set 6."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# --- nesterov_step(w, v, g, lr, beta): n is the new velocity, o the old one ---


def _moved(
    new_v: Callable[..., Any] = lambda v, g, lr, b: b * v + g,
    step: Callable[..., Any] = lambda n, o, g, lr, b: lr * (g + b * n),
    back: Callable[..., Any] = lambda w, n, o, ahead: (w, n),
) -> Callable[..., Any]:
    """A step whose lines may be changed."""

    def nesterov_step(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
        new = new_v(v, g, lr, beta)
        return back(w - step(new, v, g, lr, beta), new, v, g + beta * new)

    return nesterov_step


def _in_place(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    v *= beta
    v += g
    return w - lr * (g + beta * v), v


def _moves_w_in_place(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    v = beta * v + g
    w -= lr * (g + beta * v)
    return w, v


NESTEROV_WRONG = (
    wrong("does-not-look-ahead", "Polyak's step", _moved(step=lambda n, o, g, lr, b: lr * n)),
    wrong("state-unused", "moves with g", _moved(step=lambda n, o, g, lr, b: lr * g)),
    wrong("does-not-look-ahead", "g + β times the old v", _moved(step=lambda n, o, g, lr, b: lr * (g + b * o))),
    wrong("state-stale", "the old v", _moved(step=lambda n, o, g, lr, b: lr * o)),
    wrong("ahead-undamped", "g + v", _moved(step=lambda n, o, g, lr, b: lr * (g + n))),
    wrong("ahead-exchanged", "βg + v", _moved(step=lambda n, o, g, lr, b: lr * (b * g + n))),
    wrong("ahead-twice", "two steps ahead", _moved(step=lambda n, o, g, lr, b: lr * (g + b * (g + b * n)))),
    wrong("ahead-without-gradient", "βv", _moved(step=lambda n, o, g, lr, b: lr * b * n)),
    wrong("ahead-behind", "g − βv", _moved(step=lambda n, o, g, lr, b: lr * (g - b * n))),
    wrong("ahead-averaged", "(1 − β)g + βv", _moved(step=lambda n, o, g, lr, b: lr * ((1 - b) * g + b * n))),
    wrong("unbracketed", "lr g + βv", _moved(step=lambda n, o, g, lr, b: lr * g + b * n)),
    wrong("ahead-kept", "returns g + βv", _moved(back=lambda w, n, o, ahead: (w, ahead))),
    wrong(
        "velocity-sign",
        "βv − g, then +",
        _moved(lambda v, g, lr, b: b * v - g, lambda n, o, g, lr, b: lr * (g - b * n)),
    ),
    wrong(
        "rate-in-velocity",
        "βv + lr g",
        _moved(lambda v, g, lr, b: b * v + lr * g, lambda n, o, g, lr, b: lr * g + b * n),
    ),
    wrong("rate-missing", "no lr", _moved(step=lambda n, o, g, lr, b: g + b * n)),
    wrong("rate-divides", "/ lr", _moved(step=lambda n, o, g, lr, b: (g + b * n) / lr)),
    wrong("rate-twice", "lr²", _moved(step=lambda n, o, g, lr, b: lr * lr * (g + b * n))),
    wrong("ascent", "+", _moved(step=lambda n, o, g, lr, b: -lr * (g + b * n))),
    wrong("weight-extra", "(1 − β) g in v", _moved(lambda v, g, lr, b: b * v + (1 - b) * g)),
    wrong("decay-exchanged", "(1 − β) v + β g", _moved(lambda v, g, lr, b: (1 - b) * v + b * g)),
    wrong("decay-missing", "v + g", _moved(lambda v, g, lr, b: v + g)),
    wrong("decay-outside", "β (v + g)", _moved(lambda v, g, lr, b: b * (v + g))),
    wrong("state-forgotten", "v = g", _moved(lambda v, g, lr, b: g.copy())),
    wrong("not-updated", "returns the old v", _moved(back=lambda w, n, o, ahead: (w, o))),
    wrong("step-only", "no w", lambda w, v, g, lr, beta: _moved()(0 * w, v, g, lr, beta)),
    wrong("exchanged", "v, w", lambda w, v, g, lr, beta: _moved()(w, v, g, lr, beta)[::-1]),
    wrong("inputs-changed", "v *= β", _in_place),
    wrong("inputs-changed", "w -= …", _moves_w_in_place),
    wrong("integers", "astype(int)", lambda *values: tuple(a.astype(int) for a in _moved()(*values))),
)


def _loop(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    new_w, new_v = np.zeros(w.shape), np.zeros(v.shape)
    for place in np.ndindex(w.shape):
        new_v[place] = beta * v[place] + g[place]
        new_w[place] = w[place] - lr * (g[place] + beta * new_v[place])
    return new_w, new_v


def _copies(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    w, v = w.copy(), v.copy()
    v *= beta
    v += g
    w -= lr * g
    w -= lr * beta * v
    return w, v


def _twice(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    def sum_with_memory(state: Array) -> Array:
        return beta * state + g

    v = sum_with_memory(v)
    return w - lr * sum_with_memory(v), v  # the second call looks ahead and is thrown away


def _ufuncs(w: Array, v: Array, g: Array, lr: float, beta: float) -> Any:
    new = np.add(np.multiply(v, beta), g)
    return np.subtract(w, np.multiply(lr, np.add(g, np.multiply(beta, new)))), new


NESTEROV_RIGHT = (
    Variant("two lines", _moved()),
    Variant("faded twice", _twice),
    Variant("multiplied out", lambda w, v, g, lr, b: (w - lr * ((1 + b) * g + b * b * v), g + v * b)),
    Variant("a loop over the entries", _loop),
    Variant("copies, then in place", _copies),
    Variant("ufuncs", _ufuncs),
    Variant("from Polyak's step", _moved(step=lambda n, o, g, lr, b: lr * n + lr * b * (n - o))),
    Variant("a list of two", lambda *values: list(_moved()(*values))),
    Variant(
        "stacked", lambda w, v, g, lr, b: (w - lr * np.sum([(1 + b) * g, b**2 * v], axis=0), np.sum([b * v, g], axis=0))
    ),
)

# --- corrected_rmsprop_step(w, s, g, t, lr, rho, eps): n is the new average, o the old one ---


def _bias_corrected_average(s: Any, r: float, t: int) -> Any:
    return s / (1 - r**t)


def _scaled(
    new_s: Callable[..., Any] = lambda s, g, r: r * s + (1 - r) * g**2,
    hat: Callable[..., Any] = _bias_corrected_average,
    step: Callable[..., Any] = lambda hat, g, lr, eps: lr * g / (np.sqrt(hat) + eps),
    back: Callable[..., Any] = lambda w, n, o, hat: (w, n),
) -> Callable[..., Any]:
    """A step whose lines may be changed."""

    def corrected_rmsprop_step(w: Array, s: Array, g: Array, t: int, lr: float, rho: float, eps: float) -> Any:
        new = new_s(s, g, rho)
        corrected = hat(new, rho, t)
        return back(w - step(corrected, g, lr, eps), new, s, corrected)

    return corrected_rmsprop_step


def _old_s(w: Array, s: Array, g: Array, t: int, lr: float, rho: float, eps: float) -> Any:
    return w - lr * g / (np.sqrt(_bias_corrected_average(s, rho, t)) + eps), rho * s + (1 - rho) * g**2


def _root_outside(w: Array, s: Array, g: Array, t: int, lr: float, rho: float, eps: float) -> Any:
    s = rho * s + (1 - rho) * g**2
    return w - lr * g / (np.sqrt(s) / (1 - rho**t) + eps), s


def _gradient_too(w: Array, s: Array, g: Array, t: int, lr: float, rho: float, eps: float) -> Any:
    return _scaled(step=lambda hat, g, lr, eps: lr * g / (1 - rho**t) / (np.sqrt(hat) + eps))(w, s, g, t, lr, rho, eps)


def _in_the_rate(w: Array, s: Array, g: Array, t: int, lr: float, rho: float, eps: float) -> Any:
    s = rho * s + (1 - rho) * g**2
    return w - lr * np.sqrt(1 - rho**t) * g / (np.sqrt(s) + eps), s


def _state_in_place(w: Array, s: Array, g: Array, t: int, lr: float, rho: float, eps: float) -> Any:
    s *= rho
    s += (1 - rho) * g * g
    return w - lr * g / (np.sqrt(s / (1 - rho**t)) + eps), s


CORRECTED_WRONG = (
    wrong("correction-missing", "plain RMSprop", _scaled(hat=lambda s, r, t: s)),
    wrong("time-shifted", "t − 1", _scaled(hat=lambda s, r, t: s / (1 - r ** (t - 1)))),
    wrong("time-shifted", "t + 1", _scaled(hat=lambda s, r, t: s / (1 - r ** (t + 1)))),
    wrong("correction-multiplied", "times 1 − ρᵗ", _scaled(hat=lambda s, r, t: s * (1 - r**t))),
    wrong("power-missing", "1 − ρ", _scaled(hat=lambda s, r, t: s / (1 - r))),
    wrong("correction-incomplete", "over ρᵗ", _scaled(hat=lambda s, r, t: s / r**t)),
    wrong("correction-unbracketed", "s / 1 − ρᵗ", _scaled(hat=lambda s, r, t: s / 1 - r**t)),
    wrong("correction-beside-root", "√s / (1 − ρᵗ)", _root_outside),
    wrong("gradient-corrected", "g / (1 − ρᵗ)", _gradient_too),
    wrong("eps-before-correction", "the correction inside the rate", _in_the_rate),
    wrong("corrected-kept", "returns ŝ", _scaled(back=lambda w, n, o, hat: (w, hat))),
    wrong("root-kept", "returns √s", _scaled(back=lambda w, n, o, hat: (w, np.sqrt(n)))),
    wrong("state-stale", "the old s", _old_s),
    wrong("unsquared", "|g| in s", _scaled(lambda s, g, r: r * s + (1 - r) * np.abs(g))),
    wrong("decay-exchanged", "ρ exchanged", _scaled(lambda s, g, r: (1 - r) * s + r * g**2)),
    wrong("weight-missing", "ρs + g²", _scaled(lambda s, g, r: r * s + g**2)),
    wrong("weight-squared", "((1 − ρ) g)²", _scaled(lambda s, g, r: r * s + ((1 - r) * g) ** 2)),
    wrong("decay-missing", "s + (1 − ρ) g²", _scaled(lambda s, g, r: s + (1 - r) * g**2)),
    wrong("state-forgotten", "s = g²", _scaled(lambda s, g, r: g**2)),
    wrong("one-size-for-all", "mean of g²", _scaled(lambda s, g, r: r * s + (1 - r) * np.mean(g**2))),
    wrong("eps-inside", "√(ŝ + ε)", _scaled(step=lambda h, g, lr, e: lr * g / np.sqrt(h + e))),
    wrong("eps-absent", "no ε", _scaled(step=lambda h, g, lr, e: lr * g / np.sqrt(h))),
    wrong("eps-after", "g / √ŝ + ε", _scaled(step=lambda h, g, lr, e: lr * (g / np.sqrt(h) + e))),
    wrong("root-missing", "g / (ŝ + ε)", _scaled(step=lambda h, g, lr, e: lr * g / (h + e))),
    wrong("root-multiplies", "g √ŝ", _scaled(step=lambda h, g, lr, e: lr * g * np.sqrt(h))),
    wrong("scale-unused", "lr g", _scaled(step=lambda h, g, lr, e: lr * g)),
    wrong("ascent", "+", _scaled(step=lambda h, g, lr, e: -lr * g / (np.sqrt(h) + e))),
    wrong("rate-missing", "no lr", _scaled(step=lambda h, g, lr, e: g / (np.sqrt(h) + e))),
    wrong("rate-twice", "lr²", _scaled(step=lambda h, g, lr, e: lr * lr * g / (np.sqrt(h) + e))),
    wrong("step-only", "no w", lambda w, *rest: _scaled()(0 * w, *rest)),
    wrong("not-updated", "returns the old s", _scaled(back=lambda w, n, o, hat: (w, o))),
    wrong("exchanged", "s, w", lambda *values: _scaled()(*values)[::-1]),
    wrong("inputs-changed", "s *= ρ", _state_in_place),
    wrong("integers", "astype(int)", lambda *values: tuple(a.astype(int) for a in _scaled()(*values))),
)


def _corrected_loop(w: Array, s: Array, g: Array, t: int, lr: float, rho: float, eps: float) -> Any:
    new_w, new_s = np.empty_like(w), np.empty_like(s)
    for place in np.ndindex(w.shape):
        new_s[place] = rho * s[place] + (1 - rho) * g[place] * g[place]
        new_w[place] = w[place] - lr * g[place] / (math.sqrt(new_s[place] / (1 - math.pow(rho, t))) + eps)
    return new_w, new_s


def _share(w: Array, s: Array, g: Array, t: int, lr: float, rho: float, eps: float) -> Any:
    seen = 1 - np.prod([rho] * t)
    s = s + (1 - rho) * (np.square(g) - s)
    return w - (lr / (np.sqrt(s / seen) + eps)) * g, s


def _roots(w: Array, s: Array, g: Array, t: int, lr: float, rho: float, eps: float) -> Any:
    s = np.average([s, g**2], axis=0, weights=[rho, 1 - rho])
    root = s**0.5 / (1 - rho**t) ** 0.5
    return w - np.divide(lr * g, eps + root), s


def _sum_of_weights(w: Array, s: Array, g: Array, t: int, lr: float, rho: float, eps: float) -> Any:
    weights = sum((1 - rho) * rho**k for k in range(t))  # of all gradients so far
    s = s * rho + g * g * (1 - rho)
    return w + -lr * g / (np.sqrt(s / weights) + eps), s


CORRECTED_RIGHT = (
    Variant("three lines", _scaled()),
    Variant("a loop over the entries", _corrected_loop),
    Variant("the share seen", _share),
    Variant("two roots", _roots),
    Variant("the weights added up", _sum_of_weights),
    Variant("np.power", _scaled(hat=lambda s, r, t: np.divide(s, 1 - np.power(r, t)))),
    Variant("away from g²", _scaled(lambda s, g, r: g**2 + r * (s - g**2))),
    Variant("a list of two", lambda *values: list(_scaled()(*values))),
    Variant("np.abs", _scaled(lambda s, g, r: r * s + (1 - r) * np.abs(g) ** 2)),
)
