"""Right ways to write problem set 5 when δ means ∂L/∂a throughout.

They need a module of their own: the plan asks for `delta_means` beside a function, in the function's own module.
"""
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.mistakes import Array


def delta_means() -> str:
    """The meaning of δ in this module."""
    return "dL/da"


def article_output_delta(a: Array, y: Array) -> Array:
    """δ without the slope, which comes later."""
    return np.asarray(2 / len(a) * (a - y))


def output_loop(a: Array, y: Array) -> Array:
    """The same, entry by entry."""
    return np.array([[2 * (u - v) / len(a)] for u, v in zip(a.ravel(), y.ravel(), strict=True)])


def article_hidden_delta(W_next: Array, delta_next: Array, a_next: Array) -> Array:
    """δ through the slope of the layer above, then its weights."""
    return np.asarray(W_next.T @ (delta_next * a_next * (1 - a_next)))


def hidden_rows(W_next: Array, delta_next: Array, a_next: Array) -> Array:
    """The same, with the slopes on the rows of W."""
    return np.asarray((W_next * (a_next - a_next**2)).T @ delta_next)


def article_weight_gradient(delta: Array, a_prev: Array, a: Array) -> Array:
    """The gradient with the slope that is not in δ."""
    return np.asarray((delta * a * (1 - a)) @ a_prev.T)


def weights_outer(delta: Array, a_prev: Array, a: Array) -> Array:
    """The same with np.outer."""
    return np.outer(delta * (a - a**2), a_prev)


def article_gradients(x: Array, a_h1: Array, a_h2: Array, a_o: Array, y: Array, W_h2: Array, W_o: Array) -> Any:
    """The whole sweep, with the same gradients."""
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_o)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h2)
    return (
        article_weight_gradient(delta_h1, x, a_h1),
        delta_h1 * a_h1 * (1 - a_h1),
        article_weight_gradient(delta_h2, a_h1, a_h2),
        delta_h2 * a_h2 * (1 - a_h2),
        article_weight_gradient(delta_o, a_h2, a_o),
        delta_o * a_o * (1 - a_o),
    )
