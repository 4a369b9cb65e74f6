"""Swaps that are made with the mask of attention; its roles stand in `attention.py`."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Swap, always
from autograd_lab.mistakes.swaps.softmax import softmax


def of_attention(of: Callable[[Any], Any]) -> Any:
    """A swap's function that is made of the steps of attention."""
    return lambda made_of: of(made_of["attn"])


def _mask_beside(mask: Array, by: int, also: bool) -> Array:
    """The mask moved along the keys; `also` keeps what was seen before."""
    moved = np.zeros_like(mask)
    if by > 0:
        moved[:, by:] = mask[:, :-by]
    else:
        moved[:, :by] = mask[:, -by:]
    return moved | mask if also else np.roll(mask, by, axis=1)


def _causal(mask: Array, k: int = 0) -> Array:
    return np.tril(np.ones(mask.shape, dtype=bool), k)


def _row_by_example(attn: Any) -> Array:
    """A mask (N, T, S) in which all queries of example n see what query n may see; from row 0 again after the last."""
    rows = np.arange(len(attn.Q)) % len(attn.mask)
    return np.broadcast_to(attn.mask[rows][:, None], attn.P.shape)


def _zero_where_hidden(x: Array, mask: Array) -> Array:
    return np.where(mask, x, 0.0)


def _back(P: Array, dP: Array) -> Array:
    return np.asarray(P * (dP - (P * dP).sum(axis=-1, keepdims=True)))


def _weights_and_late_mask(P: Array, attn: Any) -> tuple[Array, Array]:
    """Weights that do not keep to the mask, and a gradient of the scores that does."""
    return P, _zero_where_hidden(_back(P, attn.dP), attn.mask)


def _weights_and_mask_between(P: Array, attn: Any) -> tuple[Array, Array]:
    """Weights that do not keep to the mask, and a gradient of theirs that does."""
    return P, _back(P, _zero_where_hidden(attn.dP, attn.mask))


def _weights_without_mask(attn: Any) -> Array:
    """P as if everything could be seen."""
    return softmax(attn.scores)


def _weights_with_fill(scores: Array, mask: Array, low: float) -> Array:
    return softmax(np.where(mask, scores, low))


def _weights_of_lowered_scores(scores: Array, mask: Array, low: float) -> Array:
    return softmax(scores + low * ~mask)


def _weights_lowered_late(scores: Array, mask: Array, low: float) -> Array:
    """The right weights, and behind the softmax `low` where nothing may be seen."""
    return np.where(mask, _weights_with_fill(scores, mask, -np.inf), low)


def _scaled_fill(made: Callable[..., Array], low: float) -> Any:
    """Weights by a number for −∞ that meets the scale too."""
    return of_attention(lambda a: partial(made, low=low * a.scale))


#: what is written for −∞ and is not low enough; 0 (or 1e-9) is a mistake of its own. What lies below −20 shows only
#: where the visible scores lie lower still, or far below the hidden ones, and there all such numbers do the same
LOW = (*range(-10, 0), -12, -15, -20, -25, -30, -40, -50, -100)
ATTENTION_MASK_SWAPS: tuple[Swap, ...] = (
    Swap("attn-mask-ignored", "attn_mask", of_attention(lambda a: np.ones_like(a.mask))),
    Swap(
        "attn-mask-ignored", "attn_weights", of_attention(lambda a: _weights_and_late_mask(_weights_without_mask(a), a))
    ),
    Swap(
        "attn-mask-ignored",
        "attn_weights",
        of_attention(lambda a: _weights_and_mask_between(_weights_without_mask(a), a)),
    ),
    Swap(
        "attn-mask-ignored",
        "attn_dv",
        of_attention(lambda a: lambda P, g, dS: np.swapaxes(_weights_without_mask(a), 1, 2) @ g),
    ),
    Swap("attn-mask-inverted", "attn_mask", of_attention(lambda a: ~a.mask)),
    Swap("attn-mask-inverted", "attn_soft", always(lambda s, m: softmax(np.where(~m, s, -1e9)))),
    Swap("attn-mask-zero", "attn_soft", always(lambda s, m: softmax(s * m))),
    Swap(
        "attn-mask-zero", "attn_weights", of_attention(lambda a: _weights_and_late_mask(softmax(a.scores * a.mask), a))
    ),
    Swap(
        "attn-mask-zero",
        "attn_weights",
        of_attention(lambda a: _weights_and_mask_between(softmax(a.scores * a.mask), a)),
    ),
    Swap("attn-mask-after", "attn_soft", always(lambda s, m: softmax(s) * m)),
    *(Swap("attn-mask-weak", "attn_soft", always(partial(_weights_with_fill, low=low))) for low in LOW),
    *(
        Swap("attn-mask-weak", "attn_soft", always(partial(_weights_of_lowered_scores, low=low)))
        for low in LOW
        if low != -1  # which is the mask, added
    ),
    *(Swap("attn-mask-weak", "attn_soft", _scaled_fill(_weights_with_fill, low)) for low in LOW),
    *(Swap("attn-mask-weak", "attn_soft", _scaled_fill(_weights_of_lowered_scores, low)) for low in LOW),
    Swap("attn-mask-added", "attn_soft", always(lambda s, m: softmax(s + m))),
    Swap("attn-mask-turned", "attn_mask", of_attention(lambda a: a.mask.T)),
    Swap("attn-mask-turned", "attn_soft", always(lambda s, m: softmax(np.where(m.T, s, -1e9)))),
    Swap("attn-mask-causal", "attn_mask", of_attention(lambda a: _causal(a.mask))),
    Swap("attn-mask-causal", "attn_mask", of_attention(lambda a: _causal(a.mask) & a.mask)),
    Swap("attn-mask-causal", "attn_mask", of_attention(lambda a: _causal(a.mask) | a.mask)),
    Swap("attn-mask-leaks", "attn_mask", of_attention(lambda a: _mask_beside(a.mask, 1, also=True))),
    Swap("attn-mask-leaks", "attn_mask", of_attention(lambda a: _mask_beside(a.mask, -1, also=True))),
    Swap("attn-mask-leaks", "attn_mask", of_attention(lambda a: _mask_beside(a.mask, 1, also=False))),
    Swap("attn-mask-leaks", "attn_mask", of_attention(lambda a: _mask_beside(a.mask, -1, also=False))),
    Swap("attn-mask-one-row", "attn_mask", of_attention(lambda a: np.broadcast_to(a.mask[:1], a.mask.shape))),
    Swap("attn-mask-one-row", "attn_mask", of_attention(lambda a: np.broadcast_to(a.mask[-1:], a.mask.shape))),
    Swap("attn-mask-one-row", "attn_mask", of_attention(_row_by_example)),
    Swap("attn-gradient-filled", "attn_soft", always(lambda s, m: np.full_like(s, np.nan))),
    *(
        Swap("attn-gradient-filled", "attn_soft", always(partial(_weights_lowered_late, low=low)))
        for low in (-np.inf, -1e9)
    ),
    Swap("attn-gradient-filled", "attn_soft", always(lambda s, m: np.where(m, softmax(s), -np.inf))),
    Swap("attn-gradient-filled", "attn_soft", always(lambda s, m: np.where(m, softmax(s), -1e9))),
    Swap("attn-gradient-filled", "attn_dp", of_attention(lambda a: lambda g, V: np.where(a.mask, a.dP, -np.inf))),
    Swap("attn-gradient-filled", "attn_masked", always(lambda dS, m: np.where(m, dS, -1e9))),
    Swap("attn-gradient-filled", "attn_masked", always(lambda dS, m: np.where(m, dS, -np.inf))),
    Swap("attn-gradient-filled", "attn_masked", always(lambda dS, m: dS + np.where(m, 0.0, -1e9))),
)
