"""Swaps on the way back through attention with a scale and a mask.

Roles: `attn` has the arguments (Q, K, V, g, mask, scale), and the right P, dP and dS. `attn_scores` (Q, K) makes the
scores before they are scaled, `attn_scales` are the three factors of the forward pass, of dQ and of dK, `attn_mask`
is True where a key may be seen, `attn_soft` (scores, mask) makes P. `attn_dp` (g, V) makes ∂L/∂P, `softmax_back`
∂L/∂scores of it, `attn_masked` (dS, mask) what is left of that; `attn_weights` gives P and dS at once, or None.
`attn_dq` (dS, K, P), `attn_dk` (dS, Q, P) and `attn_dv` (P, g, dS) are the last products, `attn_order` puts the three
in order.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap, always
from autograd_lab.mistakes.swaps.attention_masks import ATTENTION_MASK_SWAPS, of_attention
from autograd_lab.mistakes.swaps.softmax import softmax


def _t(x: Array) -> Array:
    """The last two axes exchanged."""
    return np.swapaxes(x, -1, -2)


def _scales(of: Callable[[float, float], tuple[float, float, float]]) -> Any:
    """The three factors by the scale and by 1/√d."""

    def by(made_of: Ingredients) -> tuple[float, float, float]:
        attn = made_of["attn"]
        return of(attn.scale, 1 / np.sqrt(attn.Q.shape[-1]))

    return by


def _scores_with_fill(mask: Array, scores: Array, low: float) -> Array:
    return np.where(mask, scores, low)


def _softmax_over(scores: Array, axis: int | tuple[int, ...]) -> Array:
    """A softmax over other axes."""
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


def _powers(scores: Array) -> Array:
    return np.asarray(np.exp(scores - scores.max(axis=-1, keepdims=True)))


def _powers_over_query_sums(scores: Array, mask: Array) -> Array:
    """e^score, the largest of each query taken off, over its sum along the queries."""
    powers = _powers(_scores_with_fill(mask, scores, -np.inf))
    return np.asarray(powers / powers.sum(axis=-2, keepdims=True))


def _back_over_queries(P: Array, attn: Any) -> tuple[Array, Array]:
    """Weights, and a gradient of the scores that runs over the queries."""
    return P, np.asarray(P * (attn.dP - (P * attn.dP).sum(axis=-2, keepdims=True)))


def _both_over_queries(attn: Any) -> tuple[Array, Array]:
    """Weights and a gradient of the scores that both run over the queries."""
    return _back_over_queries(_softmax_over(_scores_with_fill(attn.mask, attn.scores, -np.inf), -2), attn)


def _both_over_query_sums(attn: Any) -> tuple[Array, Array]:
    """The same, where the largest of each query was taken off."""
    return _back_over_queries(_powers_over_query_sums(attn.scores, attn.mask), attn)


def _one_place_alone(x: Array, axis: int, place: int) -> Array:
    """x with zeros in all but one place along an axis."""
    kept, where = np.zeros_like(x), [slice(None)] * x.ndim
    where[axis] = slice(place, place + 1 or None)
    kept[tuple(where)] = x[tuple(where)]
    return kept


def _of_one_query(x: Array, mask: Array, last: bool) -> Array:
    """x (N, T, S) with zeros but for one query of each key: the first that sees it, or the last."""
    number = np.arange(1, len(mask) + 1)[:, None] * mask
    if not last:
        number = mask * (len(mask) + 1) - number
    return np.where(mask & (number == number.max(axis=0)), x, 0.0)


def _without_one(a: Any, axis: int, place: int) -> tuple[Array, Array]:
    """P and dS with zeros at one query, the first or the last (axis 1), or at one key (axis 2)."""
    P, dS = a.P.copy(), a.dS.copy()
    for x in (P, dS):
        x[(slice(None),) * axis + (place,)] = 0.0
    return P, dS


def _of_first_example(*parts: Array) -> tuple[Array, ...]:
    """The answers of example 0 for every example."""
    return tuple(np.broadcast_to(part[:1], part.shape) for part in parts)


def _by_reshape(x: Array) -> Array:
    """x (N, T, S) as (N, S, T) by a reshape."""
    return x.reshape(len(x), x.shape[2], x.shape[1])


def _batch_sum(product: Array) -> Array:
    """The sum over the batch."""
    return np.asarray(product.sum(axis=0))


def _product(of: Callable[..., Array]) -> Any:
    return lambda made_of: of


def _shares_of_scores(scores: Array, mask: Array) -> Array:
    """The scores over their sum, without the powers of e."""
    seen = np.where(mask, scores, 0.0)
    return np.asarray(seen / seen.sum(axis=-1, keepdims=True))


def _softmax_of_softmax(scores: Array, mask: Array) -> Array:
    """A softmax of the softmax, masked both times."""
    return softmax(_scores_with_fill(mask, softmax(_scores_with_fill(mask, scores, -np.inf)), -np.inf))


SCORES = (
    Swap("attn-wrong-operand", "attn_scores", always(lambda Q, K: Q @ _t(Q))),
    Swap("attn-wrong-operand", "attn_scores", always(lambda Q, K: K @ _t(K))),
    Swap("attn-not-turned", "attn_scores", always(lambda Q, K: Q @ K)),
    Swap("attn-not-turned", "attn_scores", always(lambda Q, K: K @ _t(Q))),
    Swap("attn-scale-forward-missing", "attn_scales", _scales(lambda s, r: (1.0, s, s))),
    Swap("attn-scale-ignored", "attn_scales", _scales(lambda s, r: (1.0, 1.0, 1.0))),
    Swap("attn-scale-own", "attn_scales", _scales(lambda s, r: (r, r, r))),
    Swap("attn-scale-own", "attn_scales", _scales(lambda s, r: (r, s, s))),
    Swap("attn-scale-own", "attn_scales", _scales(lambda s, r: (s, r, r))),
    Swap("attn-scale-own", "attn_scales", _scales(lambda s, r: (s * r, s * r, s * r))),
    Swap("attn-scale-own", "attn_scales", _scales(lambda s, r: (s * r, s, s))),
    Swap("attn-scale-own", "attn_scales", _scales(lambda s, r: (s, s * r, s * r))),
    Swap("attn-scale-own", "attn_scales", _scales(lambda s, r: (r**2, r**2, r**2))),
    Swap("attn-scale-divides", "attn_scales", _scales(lambda s, r: (1 / s, 1 / s, 1 / s))),
    Swap("attn-scale-divides", "attn_scales", _scales(lambda s, r: (1 / s, s, s))),
    Swap("attn-scale-divides", "attn_scales", _scales(lambda s, r: (s, 1 / s, 1 / s))),
    Swap("attn-scale-missing", "attn_scales", _scales(lambda s, r: (s, 1.0, 1.0))),
    Swap("attn-scale-twice", "attn_scales", _scales(lambda s, r: (s, s**2, s**2))),
    Swap("attn-scale-twice", "attn_scales", _scales(lambda s, r: (s**2, s, s))),
    Swap("attn-scale-twice", "attn_scales", _scales(lambda s, r: (s**2, s**2, s**2))),
    Swap("attn-scale-root", "attn_scales", _scales(lambda s, r: (s**0.5, s**0.5, s**0.5))),
    Swap("attn-scale-root", "attn_scales", _scales(lambda s, r: (s, s**0.5, s**0.5))),
    Swap("attn-scale-root", "attn_scales", _scales(lambda s, r: (s**0.5, s, s))),
)
SOFT = (
    Swap("attn-softmax-axis", "attn_soft", always(lambda s, m: _softmax_over(_scores_with_fill(m, s, -np.inf), -2))),
    Swap("attn-softmax-axis", "attn_soft", always(lambda s, m: _softmax_over(_scores_with_fill(m, s, -1e9), -2))),
    Swap("attn-softmax-axis", "attn_soft", always(lambda s, m: _softmax_over(_scores_with_fill(m, s, -1e9), 0))),
    Swap("attn-softmax-axis", "attn_soft", always(_powers_over_query_sums)),
    Swap("attn-softmax-axis", "attn_weights", of_attention(_both_over_queries)),
    Swap("attn-softmax-axis", "attn_weights", of_attention(_both_over_query_sums)),
    Swap(
        "attn-softmax-everything",
        "attn_soft",
        always(lambda s, m: _softmax_over(_scores_with_fill(m, s, -np.inf), (-2, -1))),
    ),
    Swap(
        "attn-softmax-everything",
        "attn_soft",
        always(lambda s, m: _softmax_over(_scores_with_fill(m, s, -np.inf), (0, 1, 2))),
    ),
    Swap("attn-softmax-missing", "attn_soft", always(lambda s, m: np.where(m, s, 0.0))),
    Swap("attn-softmax-missing", "attn_soft", always(_shares_of_scores)),
    Swap("attn-not-normalised", "attn_soft", always(lambda s, m: np.where(m, np.exp(s), 0.0))),
    Swap("attn-not-normalised", "attn_soft", always(lambda s, m: _powers(_scores_with_fill(m, s, -np.inf)))),
    Swap("attn-softmax-twice", "attn_soft", always(lambda s, m: softmax(softmax(_scores_with_fill(m, s, -np.inf))))),
    Swap("attn-softmax-twice", "attn_soft", always(lambda s, m: _softmax_of_softmax(s, m))),
)
PRODUCTS = (
    Swap("attn-v-missing", "attn_dp", always(lambda g, V: g)),
    Swap("attn-g-missing", "attn_dp", always(lambda g, V: np.ones_like(g) @ _t(V))),
    Swap("attn-g-missing", "attn_dv", always(lambda P, g, dS: _t(P) @ np.ones_like(g))),
    Swap("attn-not-turned", "attn_dp", always(lambda g, V: g @ V)),
    Swap("attn-wrong-operand", "attn_dp", of_attention(lambda a: lambda g, V: g @ _t(a.K))),
    Swap("attn-wrong-operand", "attn_dp", of_attention(lambda a: lambda g, V: g @ _t(a.Q))),
    Swap("attn-wrong-operand", "attn_dp", of_attention(lambda a: lambda g, V: a.P @ V @ _t(V))),
    Swap("attn-p-for-ds", "attn_dq", _product(lambda dS, K, P: P @ K)),
    Swap("attn-p-for-ds", "attn_dk", _product(lambda dS, Q, P: _t(P) @ Q)),
    Swap("attn-wrong-operand", "attn_dq", of_attention(lambda a: lambda dS, K, P: dS @ a.Q)),
    Swap("attn-wrong-operand", "attn_dq", of_attention(lambda a: lambda dS, K, P: dS @ a.V)),
    Swap("attn-wrong-operand", "attn_dq", of_attention(lambda a: lambda dS, K, P: dS @ a.g)),
    Swap("attn-wrong-operand", "attn_dq", of_attention(lambda a: lambda dS, K, P: dS @ a.right[1])),
    Swap("attn-wrong-operand", "attn_dk", of_attention(lambda a: lambda dS, Q, P: _t(dS) @ a.right[0])),
    Swap("attn-wrong-operand", "attn_dk", of_attention(lambda a: lambda dS, Q, P: _t(dS) @ a.K)),
    Swap("attn-wrong-operand", "attn_dk", of_attention(lambda a: lambda dS, Q, P: _t(dS) @ a.V)),
    Swap("attn-wrong-operand", "attn_dk", of_attention(lambda a: lambda dS, Q, P: _t(dS) @ a.g)),
    Swap("attn-wrong-operand", "attn_dv", of_attention(lambda a: lambda P, g, dS: _t(P) @ P @ a.V)),
    Swap("attn-wrong-operand", "attn_dv", of_attention(lambda a: lambda P, g, dS: _t(P) @ a.V)),
    Swap("attn-wrong-operand", "attn_dv", of_attention(lambda a: lambda P, g, dS: _t(P) @ a.Q)),
    Swap("attn-not-turned", "attn_dq", _product(lambda dS, K, P: _t(dS) @ K)),
    Swap("attn-not-turned", "attn_dk", _product(lambda dS, Q, P: dS @ Q)),
    Swap("attn-not-turned", "attn_dv", _product(lambda P, g, dS: P @ g)),
    Swap("attn-reshaped", "attn_dk", _product(lambda dS, Q, P: _by_reshape(dS) @ Q)),
    Swap("attn-reshaped", "attn_dv", _product(lambda P, g, dS: _by_reshape(P) @ g)),
    Swap("attn-reshaped", "attn_scores", _product(lambda Q, K: Q @ K.reshape(len(K), K.shape[2], K.shape[1]))),
    Swap("attn-reshaped", "attn_dp", _product(lambda g, V: g @ V.reshape(len(V), V.shape[2], V.shape[1]))),
    Swap("attn-all-axes-turned", "attn_dk", _product(lambda dS, Q, P: dS.T @ Q)),
    Swap("attn-all-axes-turned", "attn_dv", _product(lambda P, g, dS: P.T @ g)),
    Swap("attn-all-axes-turned", "attn_scores", _product(lambda Q, K: Q @ K.T)),
    Swap("attn-all-axes-turned", "attn_dp", _product(lambda g, V: g @ V.T)),
    Swap("answer-turned", "attn_dq", _product(lambda dS, K, P: _t(dS @ K))),
    Swap("answer-turned", "attn_dk", _product(lambda dS, Q, P: _t(Q) @ dS)),
    Swap("answer-turned", "attn_dv", _product(lambda P, g, dS: _t(g) @ P)),
    Swap("attn-ds-for-p", "attn_dv", _product(lambda P, g, dS: _t(dS) @ g)),
    Swap("attn-ds-for-p", "attn_dv", of_attention(lambda a: lambda P, g, dS: _t(a.dP) @ g)),
    Swap("attn-scores-for-p", "attn_dv", of_attention(lambda a: lambda P, g, dS: _t(a.scores) @ g)),
    Swap("attn-scores-for-p", "attn_dv", of_attention(lambda a: lambda P, g, dS: _t(a.scores * a.mask) @ g)),
    Swap("attn-mask-for-p", "attn_dv", of_attention(lambda a: lambda P, g, dS: a.mask.T @ g)),
    Swap("attn-p-missing", "attn_dv", of_attention(lambda a: lambda P, g, dS: np.ones_like(_t(P)) @ g)),
    Swap("attn-scale-in-dv", "attn_dv", of_attention(lambda a: lambda P, g, dS: a.scale * _t(P) @ g)),
    Swap("attn-assigned", "attn_dq", _product(lambda dS, K, P: _one_place_alone(dS, 2, -1) @ K)),
    Swap("attn-assigned", "attn_dk", _product(lambda dS, Q, P: _t(_one_place_alone(dS, 1, -1)) @ Q)),
    Swap("attn-assigned", "attn_dv", _product(lambda P, g, dS: _t(_one_place_alone(P, 1, -1)) @ g)),
    Swap("attn-assigned", "attn_dk", of_attention(lambda a: lambda dS, Q, P: _t(_of_one_query(dS, a.mask, True)) @ Q)),
    Swap("attn-assigned", "attn_dv", of_attention(lambda a: lambda P, g, dS: _t(_of_one_query(P, a.mask, True)) @ g)),
    Swap(
        "attn-first-only", "attn_dk", of_attention(lambda a: lambda dS, Q, P: _t(_of_one_query(dS, a.mask, False)) @ Q)
    ),
    Swap(
        "attn-first-only", "attn_dv", of_attention(lambda a: lambda P, g, dS: _t(_of_one_query(P, a.mask, False)) @ g)
    ),
    Swap("attn-first-only", "attn_dq", _product(lambda dS, K, P: _one_place_alone(dS, 2, 0) @ K)),
    Swap("attn-first-only", "attn_dk", _product(lambda dS, Q, P: _t(_one_place_alone(dS, 1, 0)) @ Q)),
    Swap("attn-first-only", "attn_dv", _product(lambda P, g, dS: _t(_one_place_alone(P, 1, 0)) @ g)),
    *(
        Swap("attn-one-left-out", "attn_weights", of_attention(partial(_without_one, axis=axis, place=place)))
        for axis in (1, 2)
        for place in (0, -1)
    ),
    Swap("first-row", "attn_order", always(_of_first_example)),
    Swap("attn-averaged", "attn_dq", _product(lambda dS, K, P: dS @ K / dS.shape[2])),
    Swap("attn-averaged", "attn_dk", _product(lambda dS, Q, P: _t(dS) @ Q / dS.shape[1])),
    Swap("attn-averaged", "attn_dv", _product(lambda P, g, dS: _t(P) @ g / P.shape[1])),
    Swap("attn-averaged", "attn_dq", _product(lambda dS, K, P: dS @ K / dS.shape[1])),
    Swap("attn-averaged", "attn_dk", _product(lambda dS, Q, P: _t(dS) @ Q / dS.shape[2])),
    Swap("attn-averaged", "attn_dv", _product(lambda P, g, dS: _t(P) @ g / P.shape[2])),
    Swap("attn-batch-added", "attn_dq", _product(lambda dS, K, P: np.broadcast_to(_batch_sum(dS @ K), (dS @ K).shape))),
    Swap("attn-batch-added", "attn_dk", _product(lambda dS, Q, P: _batch_sum(_t(dS) @ Q) + 0 * (_t(dS) @ Q))),
    Swap("attn-batch-added", "attn_dv", _product(lambda P, g, dS: _batch_sum(_t(P) @ g) + 0 * (_t(P) @ g))),
    Swap("exchanged", "attn_order", always(lambda dQ, dK, dV: (dK, dQ, dV))),
    Swap("exchanged", "attn_order", always(lambda dQ, dK, dV: (dV, dQ, dK))),
    Swap("exchanged", "attn_order", always(lambda dQ, dK, dV: (dQ, dV, dK))),
    Swap("exchanged", "attn_order", always(lambda dQ, dK, dV: (dK, dV, dQ))),
)

ATTENTION_SWAPS: tuple[Swap, ...] = (*SCORES, *ATTENTION_MASK_SWAPS, *SOFT, *PRODUCTS)
