"""Attention: each query takes a weighted mean of values, the weights from how well it fits the keys."""

from __future__ import annotations

import math

import numpy as np

from autograd_lab.errors import ShapeError, ValueTypeError
from autograd_lab.functional.normalisation import dropout
from autograd_lab.functional.operands import Operand
from autograd_lab.tensor import init
from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.tensor import Tensor, constant, lift

HIDDEN = -math.inf  # the score of a key that a query may not see


def scaled_dot_product_attention(
    query: Operand,
    key: Operand,
    value: Operand,
    attn_mask: Operand | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
) -> Tensor:
    """softmax(query @ keyᵀ · scale + mask) @ value, row by row.

    query        (..., L, E)
    key, value   (..., S, E) and (..., S, V), where L queries look at S keys
    attn_mask    broadcasts to (..., L, S): bools, True where a query may look; or numbers that are added to the scores
    dropout_p    the probability with which a weight is dropped
    is_causal    True: query i looks at the keys 0 to i alone; then give no attn_mask
    scale        None is 1/√E
    returns      (..., L, V)
    raises       ShapeError for lengths that do not fit, and for a mask that hides every key from a query
    Source: Vaswani et al., "Attention Is All You Need" (2017), eq. 1. Made of the engine's own operations, so that the
    player shows scores, mask, softmax and product one by one.

    >>> from autograd_lab import functional
    >>> tokens = [[1.0, 0.0], [0.0, 1.0]]
    >>> functional.scaled_dot_product_attention(tokens, tokens, [[1.0], [3.0]], is_causal=True)
    Tensor([[1.       ],
            [2.3395231]])
    """
    out, _ = attention(lift(query), lift(key), lift(value), _seen(attn_mask, is_causal, query, key), dropout_p, scale)
    return out


def attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Array | Tensor | None,
    dropout_p: float = 0.0,
    scale: float | None = None,
    rng: init.Rng = None,
    name: str = "scaled_dot_product_attention",
) -> tuple[Tensor, Tensor]:
    """The output and the weights of attention; `mask` as scaled_dot_product_attention has it, `name` for errors."""
    if (
        min(query.ndim, key.ndim, value.ndim) < 2
        or query.shape[-1] != key.shape[-1]
        or key.shape[-2] != value.shape[-2]
    ):
        raise ShapeError(
            f"{name}: queries are (..., L, E), keys (..., S, E), values (..., S, V)\n"
            f"  queries {query.shape}   keys {key.shape}   values {value.shape}\n"
            "  Queries and keys need one width E; there is one value for each key. Sequences of unequal length are\n"
            "  padded to one, and the padding hidden by a mask."
        )
    scores = query @ key.transpose(-1, -2) * (1 / math.sqrt(query.shape[-1]) if scale is None else scale)
    if mask is not None:
        scores = _masked(name, scores, mask)
    weights = scores.softmax(-1)
    kept = dropout(weights, dropout_p, rng=rng) if dropout_p else weights
    return kept @ value, weights


def _seen(mask: Operand | None, is_causal: bool, query: Operand, key: Operand) -> Array | Tensor | None:
    """The mask that is meant; raises ValueTypeError for both a mask and is_causal."""
    if not is_causal:
        return None if mask is None else mask if isinstance(mask, Tensor) else np.asarray(mask)
    if mask is not None:
        raise ValueTypeError(
            "scaled_dot_product_attention: is_causal=True makes a mask itself; give one of the two.\n"
            "  For both: attn_mask = your_mask & np.tri(L, S, dtype=bool)."
        )
    return causal(lift(query).shape[-2], lift(key).shape[-2])


def causal(queries: int, keys: int) -> Array:
    """(queries, keys) of bools: query i may look at the keys 0 to i."""
    return np.tri(queries, keys, dtype=bool)


#: what True means in a mask, by who is given it
_TRUE = {"scaled_dot_product_attention": "may look", "MultiheadAttention": "hidden"}


def _masked(name: str, scores: Tensor, mask: Array | Tensor) -> Tensor:
    """Scores with a mask; raises ShapeError for one that does not fit, or that hides every key from a query."""
    if mask.dtype.kind not in "bf":
        raise ValueTypeError(
            f"{name}: a mask holds bools, or floats that are added to the scores; got {mask.dtype}. Write mask == 1."
        )
    hidden = constant("mask", _hidden, mask, name, scores.shape)
    return scores.masked_fill(hidden, HIDDEN) if mask.dtype.kind == "b" else scores + mask


def _hidden(numbers: Array, name: str, scores: tuple[int, ...]) -> Array:
    """What a mask hides, True there; raises ShapeError as `_masked`."""
    seen = np.atleast_2d(numbers if numbers.dtype.kind == "b" else numbers > HIDDEN)
    if not _broadcasts_to(seen.shape, scores):
        raise ShapeError(
            f"{name}: a mask of shape {numbers.shape} does not broadcast to the scores, (..., queries, keys)\n"
            f"  scores {scores}"
        )
    blind = ~seen.any(axis=-1)
    if blind.any():
        at = np.argwhere(blind)[0].tolist()
        raise ShapeError(
            f"{name}: the mask hides all {scores[-1]} keys from query {at[-1]}"
            f"{f' (of {at[:-1]})' if len(at) > 1 else ''}, so there is nothing to take a mean of.\n"
            f"  In a mask of {name} True means: {_TRUE[name]}. Is yours the other way round (~mask)?\n"
            "  A padded query may look at itself; leave it out of the loss."
        )
    out: Array = ~numbers if numbers.dtype.kind == "b" else ~seen
    return out


def _broadcasts_to(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Whether an array of this shape broadcasts to `wanted`."""
    try:
        return np.broadcast_shapes(shape, wanted) == wanted
    except ValueError:
        return False
