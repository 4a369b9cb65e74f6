"""Attention of several heads, and the block of a Transformer that is made with it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_lab import functional
from autograd_lab.errors import ShapeError, ValueTypeError
from autograd_lab.functional.attention import HIDDEN, attention, causal
from autograd_lab.nn.layers import Linear, uniform
from autograd_lab.nn.module import Module
from autograd_lab.nn.normalisation import Dropout, LayerNorm
from autograd_lab.tensor import init
from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.init import Rng
from autograd_lab.tensor.tensor import Tensor, constant, lift


class MultiheadAttention(Module):
    """Attention in num_heads parts of the width embed_dim, side by side, and a linear map of what they find.

    dropout       the probability with which a weight is dropped, in training
    bias          False leaves all biases out
    batch_first   True: sequences are (N, length, embed_dim), as rows are samples everywhere in this library. PyTorch's
                  own default is False, (length, N, embed_dim): give it there
    in_proj_weight (embed_dim, 3 · embed_dim) holds the maps to queries, keys and values side by side, and starts
    uniform by Glorot's rule; biases start at 0, as in PyTorch.

    >>> import numpy as np
    >>> from autograd_lab import nn
    >>> mha, x = nn.MultiheadAttention(8, 2, rng=0), np.ones((3, 5, 8))
    >>> out, weights = mha(x, x, x, is_causal=True)
    >>> out.shape, weights.shape
    ((3, 5, 8), (3, 5, 5))
    """

    transposed_in_torch = ("in_proj_weight",)

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        batch_first: bool = True,
        rng: Rng = None,
        dtype: Any = float,
    ) -> None:
        if embed_dim < 1 or num_heads < 1 or embed_dim % num_heads:
            raise ShapeError(
                f"MultiheadAttention({embed_dim}, {num_heads}): the width is shared out to the heads, so embed_dim "
                "must be a multiple of num_heads"
            )
        random = init.generator(rng)
        self.embed_dim, self.num_heads, self.dropout, self.batch_first = embed_dim, num_heads, dropout, batch_first
        self.rng = random
        self.in_proj_weight = uniform(random, math.sqrt(6 / (4 * embed_dim)), (embed_dim, 3 * embed_dim), dtype)
        self.in_proj_bias = Tensor(np.zeros(3 * embed_dim), requires_grad=True, dtype=dtype) if bias else None
        self.out_proj = Linear(embed_dim, embed_dim, bias=bias, rng=random, dtype=dtype)
        if self.out_proj.bias is not None:
            init.zeros_(self.out_proj.bias)

    def forward(
        self,
        query: Any,
        key: Any,
        value: Any,
        key_padding_mask: Any = None,
        need_weights: bool = True,
        attn_mask: Any = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """Queries (N, L, embed_dim), keys and values (N, S, embed_dim) -> (N, L, embed_dim), and the weights.

        key_padding_mask       (N, S) of bools, True where a key is padding, which nobody looks at
        need_weights           False returns None in place of the weights
        attn_mask              (L, S) or (N · num_heads, L, S): bools, True where a query may NOT look, or numbers to be
                               added. functional.scaled_dot_product_attention has True the other way round, as PyTorch
        average_attn_weights   True: the weights' mean over the heads, (N, L, S); False: (N, num_heads, L, S)
        is_causal              True: query i looks at the keys 0 to i alone, and at those that the masks leave
        """
        alone = query is key is value
        query, key, value = (lift(t, "MultiheadAttention", self.in_proj_weight._data) for t in (query, key, value))
        self._require_fitting(query, key, value)
        turned = not self.batch_first and query.ndim == 3
        if turned:
            query, key, value = (t.transpose(0, 1) for t in (query, key, value))
        queries, keys, values = self._projected(query, key, value, alone)
        mask = self._mask(queries.shape, keys.shape[-2], key_padding_mask, attn_mask, is_causal)
        rate = self.dropout if self.training else 0.0
        found, weights = attention(queries, keys, values, mask, rate, rng=self.rng, name="MultiheadAttention")
        joined = found.transpose(-3, -2).reshape(*query.shape[:-1], self.embed_dim)
        out = self.out_proj.forward(joined)
        if turned:
            out = out.transpose(0, 1)
        if not need_weights:
            return out, None
        return out, weights.mean(axis=-3) if average_attn_weights else weights

    def _projected(self, query: Tensor, key: Tensor, value: Tensor, alone: bool) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values by head, (N, heads, length, width of a head)."""
        if alone:  # one product for all three
            parts = functional.linear(query, self.in_proj_weight, self.in_proj_bias).chunk(3, -1)
        else:
            weights = self.in_proj_weight.chunk(3, 1)
            biases = (None,) * 3 if self.in_proj_bias is None else self.in_proj_bias.chunk(3)
            parts = tuple(map(functional.linear, (query, key, value), weights, biases))
        heads = (self.num_heads, self.embed_dim // self.num_heads)
        q, k, v = (part.reshape(*part.shape[:-1], *heads).transpose(-3, -2) for part in parts)
        return q, k, v

    def _mask(
        self, queries: tuple[int, ...], keys: int, padding: Any, attn_mask: Any, is_causal: bool
    ) -> Array | Tensor | None:
        """What may be looked at, or numbers to be added; broadcasts to (N, heads, L, S). None for no mask."""
        seen = causal(queries[-2], keys) if is_causal else None
        if padding is None and attn_mask is None:
            return seen
        padding, attn_mask = (_masks(name, m) for name, m in (("key_padding_mask", padding), ("attn_mask", attn_mask)))
        if padding is None and seen is None and attn_mask.dtype.kind == "f" and attn_mask.ndim == 2:
            given: Tensor | Array = attn_mask  # a Tensor that needs a gradient, perhaps
            return given
        return constant("mask", self._seen, queries, keys, padding, attn_mask, seen)

    @staticmethod
    def _seen(
        queries: tuple[int, ...], keys: int, hidden: Array | None, numbers: Array | None, seen: Array | None
    ) -> Array:
        """All masks in one: hidden keys (N, S), a mask (bools or numbers), and what a decoder may see (L, S)."""
        if hidden is not None:
            wanted = (*queries[:-3], keys)
            if hidden.dtype.kind != "b" or hidden.shape != wanted:
                raise ShapeError(
                    f"MultiheadAttention: key_padding_mask is of bools, shape {wanted}, True where a key is padding; "
                    f"got {hidden.dtype} of shape {hidden.shape}"
                )
            free = ~hidden[..., None, None, :]
            seen = free if seen is None else seen & free
        if numbers is None:
            return np.asarray(seen)
        if numbers.ndim == 3 and len(queries) == 4:
            numbers = _by_head(numbers, queries)
        if numbers.dtype.kind == "b":
            return ~numbers if seen is None else seen & ~numbers
        return numbers if seen is None else np.where(seen, numbers, HIDDEN)

    def _require_fitting(self, query: Tensor, key: Tensor, value: Tensor) -> None:
        """Raise ShapeError for inputs that are not (N, length, embed_dim) or (length, embed_dim)."""
        shapes = [t.shape for t in (query, key, value)]
        batch = 0 if self.batch_first else 1
        fits = {len(shape) for shape in shapes} in ({2}, {3}) and all(shape[-1] == self.embed_dim for shape in shapes)
        fits = fits and key.shape[:-1] == value.shape[:-1]
        if not fits or (query.ndim == 3 and query.shape[batch] != key.shape[batch]):
            form = "(N, length, {0})" if self.batch_first else "(length, N, {0})"
            raise ShapeError(
                f"MultiheadAttention: queries, keys and values are {form.format(self.embed_dim)}, the last two of one "
                "length\n"
                f"  query {shapes[0]}   key {shapes[1]}   value {shapes[2]}\n"
                "  Sequences of unequal length are padded to one; key_padding_mask then hides the padding."
            )

    def described(self) -> str:
        """The width and the number of heads."""
        return f"{self.embed_dim}, {self.num_heads}"


class TransformerBlock(Module):
    """Attention, then a network of two layers for each word, each added to what came in and normed.

    It is PyTorch's TransformerEncoderLayer; with a causal mask it is the block of a decoder without a second input.

    dim_feedforward   the width between the two layers
    dropout           of the weights of attention, of the inner layer, and of what is added
    activation        "relu" or "gelu"
    batch_first       as in MultiheadAttention
    norm_first        True norms before each part and not after it, which trains more easily when blocks are many
    Source: Vaswani et al., "Attention Is All You Need" (2017), section 3.

    >>> import numpy as np
    >>> from autograd_lab import nn
    >>> block = nn.TransformerBlock(8, 2, dim_feedforward=16, dropout=0.0, rng=0)
    >>> block(np.ones((3, 5, 8)), is_causal=True).shape
    (3, 5, 8)
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str = "relu",
        layer_norm_eps: float = 1e-5,
        batch_first: bool = True,
        norm_first: bool = False,
        bias: bool = True,
        rng: Rng = None,
        dtype: Any = float,
    ) -> None:
        if activation not in ("relu", "gelu"):
            raise ValueTypeError(f'TransformerBlock: activation is "relu" or "gelu", got {activation!r}')
        random = init.generator(rng)
        self.norm_first, self.activation = norm_first, activation
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, bias, batch_first, random, dtype)
        self.linear1 = Linear(d_model, dim_feedforward, bias=bias, rng=random, dtype=dtype)
        self.linear2 = Linear(dim_feedforward, d_model, bias=bias, rng=random, dtype=dtype)
        self.norm1 = LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype)
        self.norm2 = LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype)
        self.drop = Dropout(dropout, random)

    def forward(
        self, src: Any, src_mask: Any = None, src_key_padding_mask: Any = None, is_causal: bool = False
    ) -> Tensor:
        """(N, length, d_model) -> the same shape; masks as MultiheadAttention has them (True hides)."""
        x = lift(src, "TransformerBlock", self.linear1.weight._data)

        def look(y: Tensor) -> Tensor:
            out, _ = self.self_attn.forward(y, y, y, src_key_padding_mask, False, src_mask, is_causal=is_causal)
            return self.drop.forward(out)

        if self.norm_first:
            x = x + look(self.norm1.forward(x))
            return x + self._feed(self.norm2.forward(x))
        x = self.norm1.forward(x + look(x))
        return self.norm2.forward(x + self._feed(x))

    def _feed(self, x: Tensor) -> Tensor:
        """The two layers, for each word by itself."""
        inner = self.linear1.forward(x)
        inner = functional.relu(inner) if self.activation == "relu" else functional.gelu(inner)
        return self.drop.forward(self.linear2.forward(self.drop.forward(inner)))


def _masks(name: str, mask: Any) -> Any:
    """A mask as a Tensor or an array, None as it is; raises ValueTypeError for neither bools nor floats."""
    if mask is None:
        return None
    array: Any = mask if isinstance(mask, Tensor) else np.asarray(mask)
    if array.dtype.kind not in "bf":
        raise ValueTypeError(
            f"MultiheadAttention: {name} holds bools, True where nobody may look, or floats to be added; "
            f"got {array.dtype}. Write mask == 1."
        )
    return array


def _by_head(mask: Array, queries: tuple[int, ...]) -> Array:
    """A mask (N · heads, L, S) as (N, heads, L, S); raises ShapeError for another number of heads."""
    n, heads = queries[:2]
    if len(mask) != n * heads:
        raise ShapeError(
            f"MultiheadAttention: attn_mask of three axes is (N · num_heads, L, S) = ({n * heads}, ...), "
            f"got {mask.shape}.\n  For one mask for all give (L, S)."
        )
    return mask.reshape(n, heads, *mask.shape[1:])
