"""Wrong and right ways to write `dropout_forward` and `dropout_backward` of problem set 7."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# --- dropout_forward(x, p, rng); u(x, r) are uniform numbers of the shape of x ---


def u(x: Array, r: Any) -> Array:
    """Uniform numbers, one for each entry."""
    return np.asarray(r.random(x.shape))


def _both(x: Array, mask: Any) -> Any:
    return x * mask, mask


def _out_scaled(x: Array, mask: Any, p: float) -> Any:
    return x * mask / (1 - p), mask


def _second_mask(x: Array, p: float, r: Any) -> Any:
    out = x * (u(x, r) >= p) / (1 - p)
    return out, (u(x, r) >= p) / (1 - p)


def _in_place(x: Array, p: float, r: Any) -> Any:
    mask = (u(x, r) >= p) / (1 - p)
    x *= mask
    return x, mask


def _drop_mask(x: Array, p: float, r: Any) -> Any:
    dropped = u(x, r) < p
    return x * ~dropped / (1 - p), dropped


def _own_seed(x: Array, p: float, r: Any) -> Any:
    return _both(x, (np.random.default_rng(42).random(x.shape) >= p) / (1 - p))


def _own_generator(x: Array, p: float, r: Any) -> Any:
    return _both(x, (np.random.default_rng().random(x.shape) >= p) / (1 - p))


def _applied_twice(x: Array, p: float, r: Any) -> Any:
    mask = (u(x, r) >= p) / (1 - p)
    x = x * mask
    return x * mask, mask


def _loop(x: Array, p: float, r: Any) -> Any:
    mask = np.zeros_like(x)
    for index in np.ndindex(*x.shape):
        if r.random() >= p:
            mask[index] = 1 / (1 - p)
    return x * mask, mask


def _indexed(x: Array, p: float, r: Any) -> Any:
    mask = np.full(x.shape, 1 / (1 - p))
    mask[u(x, r) < p] = 0
    out = x.copy()
    out[mask == 0] = 0
    out *= 1 / (1 - p)
    return out, mask


def _shuffled(x: Array, p: float, r: Any) -> Any:
    mask = np.full(x.size, 1 / (1 - p))
    mask[: r.binomial(x.size, p)] = 0
    r.shuffle(mask)
    return _both(x, mask.reshape(x.shape))


def _sorted_then_shuffled(x: Array, p: float, r: Any) -> Array:
    mask = (np.arange(x.size) >= p * x.size) / (1 - p)
    r.shuffle(mask)
    return mask.reshape(x.shape)


def _exact(x: Array, p: float, r: Any) -> Any:
    mask = np.full(x.size, 1 / (1 - p))
    mask[r.permutation(x.size)[: round(p * x.size)]] = 0
    return _both(x, mask.reshape(x.shape))


DROPOUT_WRONG = (
    wrong("dropped-by-count", "the first of a permutation", _exact),
    wrong("dropped-by-count", "in order, then shuffled", lambda x, p, r: _both(x, _sorted_then_shuffled(x, p, r))),
    wrong("dropout-not-scaled", "no 1/(1 − p)", lambda x, p, r: _both(x, (u(x, r) >= p).astype(float))),
    wrong("dropout-not-scaled", "Booleans", lambda x, p, r: _both(x, u(x, r) >= p)),
    wrong("dropout-not-scaled", "binomial", lambda x, p, r: _both(x, r.binomial(1, 1 - p, x.shape))),
    wrong("scale-outside-mask", "out / (1 − p)", lambda x, p, r: _out_scaled(x, u(x, r) >= p, p)),
    wrong("mask-twice", "scaled again", lambda x, p, r: _out_scaled(x, (u(x, r) >= p) / (1 - p), p)),
    wrong("mask-twice", "applied again", _applied_twice),
    wrong("mask-twice", "1/(1 − p)²", lambda x, p, r: _both(x, (u(x, r) >= p) / (1 - p) ** 2)),
    wrong("dropout-scaled-down", "times 1 − p", lambda x, p, r: _both(x, (u(x, r) >= p) * (1 - p))),
    wrong("dropout-scaled-by-p", "1/p", lambda x, p, r: _both(x, (u(x, r) >= p) / p)),
    wrong("keep-and-drop-exchanged", "< p, / (1 − p)", lambda x, p, r: _both(x, (u(x, r) < p) / (1 - p))),
    wrong("keep-and-drop-exchanged", "< p, / p", lambda x, p, r: _both(x, (u(x, r) < p) / p)),
    wrong("keep-and-drop-exchanged", "< p alone", lambda x, p, r: _both(x, (u(x, r) < p).astype(float))),
    wrong("keep-and-drop-exchanged", "mask of what is dropped", _drop_mask),
    wrong("p-ignored", "one half", lambda x, p, r: _both(x, (u(x, r) > 0.5) / (1 - p))),
    wrong("p-ignored", "one half, doubled", lambda x, p, r: _both(x, (u(x, r) > 0.5) * 2.0)),
    wrong("rate-squared", "two draws", lambda x, p, r: _both(x, ((u(x, r) >= p) & (u(x, r) >= p)) / (1 - p))),
    wrong("mask-ignored", "out = x", lambda x, p, r: (x.copy(), (u(x, r) >= p) / (1 - p))),
    wrong("new-mask", "a second draw", _second_mask),
    wrong(
        "mask-shared",
        "one draw a row",
        lambda x, p, r: _both(x, np.ones_like(x) * (r.random((len(x), 1)) >= p) / (1 - p)),
    ),
    wrong(
        "mask-shared",
        "one draw a column",
        lambda x, p, r: _both(x, np.ones_like(x) * (r.random(x.shape[1]) >= p) / (1 - p)),
    ),
    wrong("rng-ignored", "a seed of its own", _own_seed),
    wrong("rng-ignored", "a generator of its own", _own_generator),
    wrong("nothing-dropped", "the average", lambda x, p, r: _both(x, np.full(x.shape, 1 - p))),
    wrong("nothing-dropped", "ones", lambda x, p, r: _both(x, np.ones(x.shape))),
    wrong("mask-shared", "a mask of one row", lambda x, p, r: _both(x, (r.random(x.shape[1]) >= p) / (1 - p))),
    wrong("unbracketed", "kept / 1 − p", lambda x, p, r: _both(x, (u(x, r) >= p) / 1 - p)),
    wrong("inputs-changed", "x *= mask", _in_place),
    wrong("exchanged", "mask, out", lambda x, p, r: _both(x, (u(x, r) >= p) / (1 - p))[::-1]),
)
DROPOUT_RIGHT = (
    Variant(">= p", lambda x, p, r: _both(x, (u(x, r) >= p) / (1 - p))),
    Variant("< 1 − p", lambda x, p, r: _both(x, (u(x, r) < 1 - p) / (1 - p))),
    Variant("> p, as floats", lambda x, p, r: _both(x, (u(x, r) > p).astype(float) * (1 / (1 - p)))),
    Variant("binomial", lambda x, p, r: _both(x, r.binomial(1, 1 - p, x.shape) / (1 - p))),
    Variant("np.where", lambda x, p, r: _both(x, np.where(u(x, r) < p, 0.0, 1 / (1 - p)))),
    Variant("choice", lambda x, p, r: _both(x, r.choice([0.0, 1 / (1 - p)], size=x.shape, p=[p, 1 - p]))),
    Variant("a loop", _loop),
    Variant("indexed", _indexed),
    Variant("shuffled", _shuffled),
    Variant("uniform, stretched", lambda x, p, r: _both(x, np.floor(r.uniform(1 - p, 2 - p, x.shape)) / (1 - p))),
    Variant("a list of two", lambda x, p, r: list(_both(x, np.logical_not(u(x, r) < p) / (1 - p)))),
)

# --- dropout_backward(dout, mask) ---


def _changed(d: Array, mask: Array) -> Array:
    d *= mask
    return d


def _drawn_anew(d: Array, mask: Array) -> Array:
    p = 1 - 1 / mask.max()
    return np.asarray(d * (np.random.default_rng().random(d.shape) >= p) / (1 - p))


def _copied(d: Array, mask: Array) -> Array:
    dx = d.copy()
    dx[mask == 0] = 0
    dx[mask != 0] *= mask.max()
    return dx


def _entrywise(d: Array, mask: Array) -> Array:
    dx = np.zeros_like(d)
    for i in range(d.shape[0]):
        for j in range(d.shape[1]):
            dx[i, j] = d[i, j] * mask[i, j]
    return dx


BACKWARD_WRONG = (
    wrong("mask-ignored", "dout", lambda d, mask: d.copy()),
    wrong("dropout-not-scaled", "mask > 0", lambda d, mask: d * (mask > 0)),
    wrong("dropout-not-scaled", "dropped set to 0", lambda d, mask: np.where(mask > 0, d, 0.0)),
    wrong("mask-twice", "mask²", lambda d, mask: d * mask * mask),
    wrong("mask-twice", "/ (1 − p) again", lambda d, mask: d * mask * mask.max()),
    wrong("dropout-scaled-down", "times 1 − p", lambda d, mask: d * (mask > 0) / mask.max()),
    wrong("new-mask", "drawn anew", _drawn_anew),
    wrong("new-mask", "drawn anew, unscaled", lambda d, mask: d * (_drawn_anew(d, mask) != 0)),
    wrong("keep-and-drop-exchanged", "mask == 0", lambda d, mask: d * (mask == 0)),
    wrong("keep-and-drop-exchanged", "mask == 0, scaled", lambda d, mask: d * (mask == 0) * mask.max()),
    wrong("mask-divides", "dout / mask", lambda d, mask: d / mask),
    wrong("mask-averaged", "mean of the mask", lambda d, mask: d * mask.mean()),
    wrong("upstream-missing", "the mask", lambda d, mask: mask.copy()),
    wrong("rows-summed", "summed over the rows", lambda d, mask: (d * mask).sum(axis=0)),
    wrong("averaged-twice", "/ N", lambda d, mask: d * mask / len(d)),
    wrong("added", "dout + mask", lambda d, mask: d + mask),
    wrong("sign", "−", lambda d, mask: -d * mask),
    wrong("matrix-for-entrywise", "@", lambda d, mask: d @ mask.T),
    wrong("inputs-changed", "dout *= mask", _changed),
)
BACKWARD_RIGHT = (
    Variant("dout * mask", lambda d, mask: d * mask),
    Variant("np.multiply", lambda d, mask: np.multiply(mask, d)),
    Variant("einsum", lambda d, mask: np.einsum("nd,nd->nd", d, mask)),
    Variant("np.where", lambda d, mask: np.where(mask > 0, d * mask.max(), 0.0)),
    Variant("a copy, indexed", _copied),
    Variant("two loops", _entrywise),
    Variant("rows in a list", lambda d, mask: np.array([a * b for a, b in zip(d, mask, strict=True)])),
    Variant("divided by 1 − p", lambda d, mask: d * (mask != 0) / (1 / np.max(mask))),
)
