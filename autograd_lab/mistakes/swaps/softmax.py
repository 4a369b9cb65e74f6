"""Swaps on the way back through a softmax, of rows or of the scores of attention.

Role: `softmax_back` makes of p and g = ∂L/∂p, both along the last axis, the gradient of what the softmax was taken of.
`attn`, where it is there, has the mask of the keys that may be seen.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap, always

Back = Callable[[Array, Array], Any]


def _sum(terms: Array) -> Array:
    return np.asarray(terms.sum(axis=-1, keepdims=True))


def _mean(terms: Array) -> Array:
    return np.asarray(terms.mean(axis=-1, keepdims=True))


def _s(p: Array, g: Array) -> Array:
    """Σ p g of each row."""
    return _sum(p * g)


def _last(p: Array) -> Array:
    """1 in the last place, 0 elsewhere."""
    return np.asarray(np.eye(p.shape[-1])[-1])


def _at_largest(x: Array) -> Array:
    """1 at the largest entry of each row, 0 elsewhere."""
    return np.asarray(np.eye(x.shape[-1])[x.argmax(axis=-1)])


def softmax(z: Array) -> Array:
    """Probabilities along the last axis, in the shape of z."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(powers / _sum(powers))


def _jacobians(p: Array) -> Array:
    """diag(p) − p pᵀ of each row."""
    return np.asarray(p[..., None] * np.eye(p.shape[-1]) - p[..., :, None] * p[..., None, :])


#: the answer has p as a factor in each of its terms, so that it is 0 where p is
_FACTORED: tuple[tuple[str, Back], ...] = (
    ("softmax-diagonal", lambda p, g: p * (1 - p) * g),
    ("softmax-sum-missing", lambda p, g: p * g),
    ("softmax-outer-alone", lambda p, g: -p * _s(p, g)),
    ("softmax-outer-alone", lambda p, g: p * (p * g - _s(p, g))),
    ("softmax-outer-added", lambda p, g: p * (g + _s(p, g))),
    ("softmax-outer-added", lambda p, g: p * (1 - p) * g + p * (_s(p, g) - p * g)),
    ("softmax-sum-unweighted", lambda p, g: p * (g - _sum(g))),
    ("softmax-sum-unweighted", lambda p, g: p * (g - _mean(g))),
    ("softmax-sum-unweighted", lambda p, g: p * (g - p * _sum(g))),
    ("softmax-sum-averaged", lambda p, g: p * (g - _mean(p * g))),
    ("softmax-p-twice", lambda p, g: p * p * (g - _s(p, g))),
    ("softmax-p-twice", lambda p, g: p * g - p * p * _s(p, g)),
    ("softmax-p-twice", lambda p, g: p * (g - _s(p * p, g))),
    ("softmax-diagonal-again", lambda p, g: p * (1 - p) * g - p * _s(p, g)),
    ("softmax-axis", lambda p, g: p * (g - (p * g).sum(axis=-2, keepdims=True))),
    ("softmax-axis", lambda p, g: p * (g - (p * g).sum(axis=0))),
    ("softmax-over-everything", lambda p, g: p * (g - (p * g).sum())),
    ("softmax-over-everything", lambda p, g: p * (g - (p * g).sum(axis=(-2, -1), keepdims=True))),
    ("softmax-keepdims", lambda p, g: p * (g - (p * g).sum(axis=-1))),
    ("softmax-g-missing", lambda p, g: p * (g - _sum(p * p))),
    ("softmax-g-missing", lambda p, g: p * (g - p)),
    ("softmax-g-missing", lambda p, g: p * (g - 1)),
    ("softmax-g-missing", lambda p, g: p * (1 - p)),
    ("softmax-g-missing", lambda p, g: p * ((one := _at_largest(p)) - _s(p, one))),
    ("softmax-g-missing", lambda p, g: p * ((one := _at_largest(g)) - _s(p, one))),
    ("softmax-largest", lambda p, g: p * (g - g.max(axis=-1, keepdims=True))),
    ("softmax-largest", lambda p, g: p * (g - (p * g).max(axis=-1, keepdims=True))),
    ("softmax-last-term", lambda p, g: p * (_last(p) - p[..., -1:]) * g[..., -1:]),
    ("softmax-divided", lambda p, g: p * (g - _s(p, g)) * p / p),
    ("softmax-one-jacobian", lambda p, g: p[..., :1, :] * (g - _s(p[..., :1, :], g))),
)
#: it has not, so that a mask of the keys changes it
_UNFACTORED: tuple[tuple[str, Back], ...] = (
    ("softmax-passed-through", lambda p, g: g),
    ("softmax-p-missing", lambda p, g: p * g - _s(p, g)),
    ("softmax-p-missing", lambda p, g: p * g - _mean(p * g)),
    ("softmax-p-missing", lambda p, g: g - _s(p, g)),
    ("softmax-p-missing", lambda p, g: g - _mean(g)),
    ("softmax-identity", lambda p, g: g - p * _s(p, g)),
    ("softmax-of-logarithm", lambda p, g: g - p * _sum(g)),
    ("softmax-divided", lambda p, g: (g - _s(p, g)) / p),
    ("softmax-divided", lambda p, g: g / p),
)
#: these are thinkable where rows of probabilities are handed in
_OF_ROWS: tuple[tuple[str, Back], ...] = (
    ("softmax-g-missing", lambda p, g: p + 0 * g),
    ("softmax-cross-entropy", lambda p, g: p - g),
    ("softmax-cross-entropy", lambda p, g: (p - g) / len(p)),
    ("softmax-cross-entropy", lambda p, g: g - p),
    ("softmax-taken-again", lambda p, g: (q := softmax(p)) * (g - _s(q, g))),
    ("softmax-sum-averaged", lambda p, g: p * (g - _s(p, g) / len(p))),
    ("softmax-averaged-over-classes", lambda p, g: p * (g - _s(p, g)) / p.shape[-1]),
    ("softmax-jacobian-handed-out", lambda p, g: _jacobians(p)),
    ("softmax-jacobian-handed-out", lambda p, g: _jacobians(p) * g[..., None, :]),
    ("softmax-jacobian-handed-out", lambda p, g: _jacobians(p) * g[..., :, None]),
    ("softmax-jacobians-added", lambda p, g: (_jacobians(p).sum(axis=0) @ g.T).T),
    ("softmax-jacobians-added", lambda p, g: (_jacobians(p).mean(axis=0) @ g.T).T),
    ("softmax-only-largest", lambda p, g: p * (1 - p) * g * (p == p.max(axis=-1, keepdims=True))),
    ("softmax-only-largest", lambda p, g: p * (g - _s(p, g)) * (p == p.max(axis=-1, keepdims=True))),
)


def _for_rows(back: Back) -> Any:
    def by(made_of: Ingredients) -> Back:
        if "attn" in made_of:
            raise KeyError("rows alone")
        return back

    return by


def _with_mask(back: Back) -> Any:
    """The gradient with 0 at the keys that may not be seen. KeyError where there is no mask."""

    def by(made_of: Ingredients) -> Back:
        mask = made_of["attn"].mask
        return lambda p, g: np.where(mask, back(p, g), 0.0)

    return by


SOFTMAX_SWAPS: tuple[Swap, ...] = (
    *(Swap(mistake, "softmax_back", always(back)) for mistake, back in (*_FACTORED, *_UNFACTORED)),
    *(Swap(mistake, "softmax_back", _with_mask(back)) for mistake, back in _UNFACTORED),
    *(Swap(mistake, "softmax_back", _for_rows(back)) for mistake, back in _OF_ROWS),
)
