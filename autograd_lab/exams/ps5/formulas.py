"""The three formulas of problem set 5, right under both meanings of δ. Columns: one sample, (n, 1)."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.mistakes import Array


def article_output_delta(a: Array, y: Array) -> Array:
    """δ = ∂L/∂z = (2/n)(a − y) a(1 − a) of the output layer, (n, 1)."""
    return np.asarray(2 / len(a) * (a - y) * a * (1 - a))


def article_hidden_delta(W_next: Array, delta_next: Array, a: Array) -> Array:
    """δ = (W_nextᵀ δ_next) ⊙ a(1 − a), (n, 1), from W_next (m, n), δ_next (m, 1) and the layer's own a (n, 1)."""
    return np.asarray(W_next.T @ delta_next * a * (1 - a))


def article_weight_gradient(delta: Array, a_prev: Array) -> Array:
    """∂L/∂W = δ a_prevᵀ, (n_out, n_in), from δ (n_out, 1) and a_prev (n_in, 1)."""
    return np.asarray(delta @ a_prev.T)


def gradients_with(
    output: Callable[..., Any] = article_output_delta,
    hidden: Callable[..., Any] = article_hidden_delta,
    weights: Callable[..., Any] = article_weight_gradient,
    bias: Callable[..., Any] = lambda delta, a: delta.copy(),
    layers: Callable[..., Any] = lambda W_h2, W_o: (W_h2, W_o),
    entered: Callable[..., Any] = lambda x, a_h1, a_h2, a_o: (x, a_h1, a_h2),
    answered: Callable[..., Any] = lambda a_h1, a_h2, a_o: (a_h1, a_h2),
    order: Callable[..., Any] = tuple,
) -> Callable[..., Any]:
    """The gradients of the worked example with these formulas, as a function of its activations and weights."""

    def article_gradients(x: Array, a_h1: Array, a_h2: Array, a_o: Array, y: Array, W_h2: Array, W_o: Array) -> Any:
        W_h2, W_o = layers(W_h2, W_o)
        delta_o = output(a_o, y)
        for_h1, for_h2 = answered(a_h1, a_h2, a_o)
        delta_h2 = hidden(W_o, delta_o, for_h2)
        delta_h1 = hidden(W_h2, delta_h2, for_h1)
        pairs = zip((delta_h1, delta_h2, delta_o), entered(x, a_h1, a_h2, a_o), strict=True)
        return order([part for delta, a in pairs for part in (weights(delta, a), bias(delta, a))])

    return article_gradients


#: dW and db of the layers h1, h2 and o, in this order
article_gradients = gradients_with()


# --- the same when δ means ∂L/∂a throughout ---


def output_kept(a: Array, y: Array) -> Array:
    """δ = ∂L/∂a = (2/n)(a − y)."""
    return np.asarray(2 / len(a) * (a - y))


def hidden_kept(W_next: Array, delta_next: Array, a_next: Array) -> Array:
    """δ = W_nextᵀ (δ_next ⊙ a_next(1 − a_next)): the slope of the layer above comes before its weights."""
    return np.asarray(W_next.T @ (delta_next * a_next * (1 - a_next)))


def weight_gradient_kept(delta: Array, a_prev: Array, a: Array) -> Array:
    """∂L/∂W = (δ ⊙ a(1 − a)) a_prevᵀ: the slope that is not in δ stands here."""
    return np.asarray((delta * a * (1 - a)) @ a_prev.T)
