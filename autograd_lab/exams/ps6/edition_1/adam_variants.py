"""Wrong and right ways to write `adam_step` of problem set 6."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array


def _average(s: Array, x: Array, b: float) -> Array:
    return np.asarray(b * s + (1 - b) * x)


def _correct(x: Array, b: float, t: int) -> Array:
    return np.asarray(x / (1 - b**t))


def _adam(
    new_m: Callable[..., Any] = lambda m, g, b: _average(m, g, b),
    new_v: Callable[..., Any] = lambda v, g, b, m: _average(v, g**2, b),
    correct_m: Callable[..., Any] = _correct,
    correct_v: Callable[..., Any] = _correct,
    step: Callable[..., Any] = lambda m, v, lr, e: lr * m / (np.sqrt(v) + e),
    betas: Callable[..., Any] = lambda b1, b2: (b1, b2),
    back: Callable[..., Any] = lambda w, m, v, m_hat, v_hat: (w, m, v),
) -> Callable[..., Any]:
    """A step of Adam with some of its lines changed."""

    def adam_step(
        w: Array, m: Array, v: Array, g: Array, t: int, lr: float, beta1: float, beta2: float, eps: float
    ) -> Any:
        b1, b2 = betas(beta1, beta2)
        m = new_m(m, g, b1)
        v = new_v(v, g, b2, m)
        m_hat, v_hat = correct_m(m, b1, t), correct_v(v, b2, t)
        return back(w - step(m_hat, v_hat, lr, eps), m, v, m_hat, v_hat)

    return adam_step


right = _adam()


def _as_it_is(x: Array, b: float, t: int) -> Array:
    return x


def _shifted(by: int) -> Callable[..., Any]:
    def correct(x: Array, b: float, t: int) -> Any:
        return x / (1 - b ** (t + by))

    return _adam(correct_m=correct, correct_v=correct)


def _both(correct: Callable[..., Any]) -> Callable[..., Any]:
    return _adam(correct_m=correct, correct_v=correct)


def _folded_into_the_rate(w, m, v, g, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + eps), m, v


def _stale(w, m, v, g, t, lr, beta1, beta2, eps):
    new_m = beta1 * m + (1 - beta1) * g
    new_v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), new_m, new_v


def _in_place(w, m, v, g, t, lr, beta1, beta2, eps):
    m *= beta1
    m += (1 - beta1) * g
    v *= beta2
    v += (1 - beta2) * g * g
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def _w_in_place(w, m, v, g, t, lr, beta1, beta2, eps):
    moved, m, v = right(w, m, v, g, t, lr, beta1, beta2, eps)
    w -= w - moved
    return w, m, v


def _old_state(w, m, v, g, t, lr, beta1, beta2, eps):
    return right(w, m, v, g, t, lr, beta1, beta2, eps)[0], m, v


def _gradient_in_place_of_m(w, m, v, g, t, lr, beta1, beta2, eps):
    _, m, v = right(w, m, v, g, t, lr, beta1, beta2, eps)
    return w - lr * g / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def _v_corrected_with_beta1(w, m, v, g, t, lr, beta1, beta2, eps):
    _, m, v = right(w, m, v, g, t, lr, beta1, beta2, eps)
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta1**t)) + eps), m, v


def _v_hat_from_m(w, m, v, g, t, lr, beta1, beta2, eps):
    _, m, v = right(w, m, v, g, t, lr, beta1, beta2, eps)
    m_hat, v_hat = m / (1 - beta1**t), m / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


ADAM_WRONG = (
    wrong("correction-missing", "m and v as they are", _both(_as_it_is)),
    wrong("correction-missing", "m as it is", _adam(correct_m=_as_it_is)),
    wrong("correction-missing", "v as it is", _adam(correct_v=_as_it_is)),
    wrong("time-shifted", "t − 1", _shifted(-1)),
    wrong("time-shifted", "t + 1", _shifted(1)),
    wrong("power-missing", "1 − β", _both(lambda x, b, t: x / (1 - b))),
    wrong("power-missing", "1 − β t", _both(lambda x, b, t: x / (1 - b * t))),
    wrong("correction-unbracketed", "m / 1 − βᵗ", _both(lambda x, b, t: x / 1 - b**t)),
    wrong("correction-other-beta", "v with β₁", _v_corrected_with_beta1),
    wrong("m-under-root", "v̂ from m", _v_hat_from_m),
    wrong("correction-multiplied", "times 1 − βᵗ", _both(lambda x, b, t: x * (1 - b**t))),
    wrong("correction-incomplete", "over βᵗ", _both(lambda x, b, t: x / b**t)),
    wrong("corrected-kept", "returns m̂, v̂", _adam(back=lambda w, m, v, mh, vh: (w, mh, vh))),
    wrong("corrected-kept", "returns v̂", _adam(back=lambda w, m, v, mh, vh: (w, m, vh))),
    wrong("betas-exchanged", "β₁ and β₂ exchanged", _adam(betas=lambda b1, b2: (b2, b1))),
    wrong("one-beta-for-both", "β₁ for both", _adam(betas=lambda b1, b2: (b1, b1))),
    wrong("one-beta-for-both", "β₂ for both", _adam(betas=lambda b1, b2: (b2, b2))),
    wrong("weight-missing", "β₁ m + g", _adam(lambda m, g, b: b * m + g)),
    wrong("weight-missing", "β₂ v + g²", _adam(new_v=lambda v, g, b, m: b * v + g**2)),
    wrong("weight-missing", "both sums", _adam(lambda m, g, b: b * m + g, lambda v, g, b, m: b * v + g**2)),
    wrong("weight-squared", "((1 − β₂) g)²", _adam(new_v=lambda v, g, b, m: b * v + ((1 - b) * g) ** 2)),
    wrong(
        "decay-exchanged",
        "both exchanged",
        _adam(lambda m, g, b: _average(g, m, b), lambda v, g, b, m: _average(g**2, v, b)),
    ),
    wrong("decay-exchanged", "in m", _adam(lambda m, g, b: (1 - b) * m + b * g)),
    wrong(
        "decay-missing",
        "m + (1 − β₁) g, v + (1 − β₂) g²",
        _adam(lambda m, g, b: m + (1 - b) * g, lambda v, g, b, m: v + (1 - b) * g**2),
    ),
    wrong("state-forgotten", "(1 − β₁) g", _adam(lambda m, g, b: (1 - b) * g, lambda v, g, b, m: (1 - b) * g**2)),
    wrong("unsquared", "g in v", _adam(new_v=lambda v, g, b, m: _average(v, g, b))),
    wrong("unsquared", "|g| in v", _adam(new_v=lambda v, g, b, m: _average(v, np.abs(g), b))),
    wrong("squared-average", "m² in v", _adam(new_v=lambda v, g, b, m: _average(v, m**2, b))),
    wrong("one-size-for-all", "mean of g²", _adam(new_v=lambda v, g, b, m: _average(v, np.mean(g**2), b))),
    wrong("state-stale", "the old m and v", _stale),
    wrong("state-unused", "g in place of m̂", _gradient_in_place_of_m),
    wrong("eps-inside", "√(v̂ + ε)", _adam(step=lambda m, v, lr, e: lr * m / np.sqrt(v + e))),
    wrong("eps-inside", "√(v̂ + ε²)", _adam(step=lambda m, v, lr, e: lr * m / np.sqrt(v + e * e))),
    wrong("eps-absent", "no ε", _adam(step=lambda m, v, lr, e: lr * m / np.sqrt(v))),
    wrong("eps-after", "m̂ / √v̂ + ε", _adam(step=lambda m, v, lr, e: lr * (m / np.sqrt(v) + e))),
    wrong("eps-before-correction", "the correction inside the rate", _folded_into_the_rate),
    wrong("root-missing", "m̂ / (v̂ + ε)", _adam(step=lambda m, v, lr, e: lr * m / (v + e))),
    wrong("root-multiplies", "m̂ √v̂", _adam(step=lambda m, v, lr, e: lr * m * np.sqrt(v))),
    wrong("scale-unused", "lr m̂", _adam(step=lambda m, v, lr, e: lr * m)),
    wrong("ascent", "+", _adam(step=lambda m, v, lr, e: -lr * m / (np.sqrt(v) + e))),
    wrong("rate-missing", "no lr", _adam(step=lambda m, v, lr, e: m / (np.sqrt(v) + e))),
    wrong("rate-twice", "lr²", _adam(step=lambda m, v, lr, e: lr**2 * m / (np.sqrt(v) + e))),
    wrong("step-only", "no w", lambda w, *rest: right(0 * w, *rest)),
    wrong("not-updated", "returns the old m, v", _old_state),
    wrong("exchanged", "v, m, w", _adam(back=lambda w, m, v, mh, vh: (v, m, w))),
    wrong("exchanged", "w, v, m", _adam(back=lambda w, m, v, mh, vh: (w, v, m))),
    wrong("inputs-changed", "m *= β₁", _in_place),
    wrong("inputs-changed", "w -= …", _w_in_place),
    wrong("integers", "astype(int)", lambda *values: tuple(part.astype(int) for part in right(*values))),
)


def _loop(w, m, v, g, t, lr, beta1, beta2, eps):
    out = [np.empty(w.shape) for _ in range(3)]
    for place in np.ndindex(w.shape):
        first = beta1 * m[place] + (1 - beta1) * g[place]
        second = beta2 * v[place] + (1 - beta2) * g[place] ** 2
        step = first / (1 - beta1**t) / (math.sqrt(second / (1 - beta2**t)) + eps)
        for array, value in zip(out, (w[place] - lr * step, first, second), strict=True):
            array[place] = value
    return tuple(out)


def _rescaled_eps(w, m, v, g, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    root = math.sqrt(1 - beta2**t)
    return w - lr * root / (1 - beta1**t) * m / (np.sqrt(v) + root * eps), m, v


def _copies(w, m, v, g, t, lr, beta1, beta2, eps):
    w, m, v = w.copy(), m.copy(), v.copy()
    m += (1 - beta1) * (g - m)
    v += (1 - beta2) * (g * g - v)
    w -= lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w, m, v


def _product_of_betas(w, m, v, g, t, lr, beta1, beta2, eps):
    kept1 = kept2 = 1.0
    for _ in range(t):
        kept1, kept2 = kept1 * beta1, kept2 * beta2
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    return w - lr * m / (1 - kept1) / (np.sqrt(v / (1 - kept2)) + eps), m, v


def _stacked(w, m, v, g, t, lr, beta1, beta2, eps):
    betas = np.array([beta1, beta2]).reshape(2, *(1,) * w.ndim)
    state = betas * np.stack([m, v]) + (1 - betas) * np.stack([g, g**2])
    m_hat, v_hat = state / (1 - betas**t)
    return w - lr * m_hat / (v_hat**0.5 + eps), state[0], state[1]


def _logarithms(w, m, v, g, t, lr, beta1, beta2, eps):
    m, v = beta1 * m + g - beta1 * g, beta2 * v + g**2 - beta2 * g**2
    m_hat, v_hat = -m / np.expm1(t * np.log(beta1)), -v / np.expm1(t * np.log(beta2))
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


ADAM_RIGHT = (
    Variant("as in the paper", right),
    Variant("a loop over the entries", _loop),
    Variant("the correction inside the rate, and ε with it", _rescaled_eps),
    Variant("copies, then in place", _copies),
    Variant("β to the t by a loop", _product_of_betas),
    Variant("both averages in one array", _stacked),
    Variant("expm1", _logarithms),
    Variant("a list of three", lambda *values: list(right(*values))),
    Variant(
        "np.power, np.square",
        _adam(
            lambda m, g, b: m * b + g * (1 - b),
            lambda v, g, b, m: v * b + np.square(g) * (1 - b),
            lambda x, b, t: np.divide(x, 1 - np.power(b, t)),
        ),
    ),
    Variant(
        "roots apart",
        _adam(correct_v=lambda x, b, t: np.sqrt(x) / np.sqrt(1 - b**t), step=lambda m, r, lr, e: lr * (m / (r + e))),
    ),
)
