"""Wrong and right ways to write `wire_dropout` of problem set 7."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# u(x, r) are uniform numbers, one for each column


def u(x: Array, r: Any) -> Array:
    """Uniform numbers, one for each column."""
    return np.asarray(r.random(x.shape[1]))


def _both(x: Array, mask: Any) -> Any:
    return x * mask, mask


def _out_scaled(x: Array, mask: Any, p: float) -> Any:
    return x * mask / (1 - p), mask


def _out_by_root(x: Array, p: float, r: Any) -> Any:
    kept = u(x, r) >= p
    return x * kept / np.sqrt(1 - p), kept


def _out_by_p(x: Array, p: float, r: Any) -> Any:
    kept = u(x, r) >= p
    return x * kept / p, kept


def _second_mask(x: Array, p: float, r: Any) -> Any:
    return x * (u(x, r) >= p) / (1 - p), (u(x, r) >= p) / (1 - p)


def _drop_mask(x: Array, p: float, r: Any) -> Any:
    dropped = u(x, r) < p
    return x * ~dropped / (1 - p), dropped


def _applied_twice(x: Array, p: float, r: Any) -> Any:
    mask = (u(x, r) >= p) / (1 - p)
    return x * mask * mask, mask


def _in_place(x: Array, p: float, r: Any) -> Any:
    mask = (u(x, r) >= p) / (1 - p)
    x[:, mask == 0] = 0
    x /= 1 - p
    return x, mask


def _loop(x: Array, p: float, r: Any) -> Any:
    out, mask = np.zeros_like(x), np.zeros(x.shape[1])
    for j in range(x.shape[1]):
        if r.random() >= p:
            mask[j] = 1 / (1 - p)
            out[:, j] = x[:, j] * mask[j]
    return out, mask


def _indexed(x: Array, p: float, r: Any) -> Any:
    mask = np.full(x.shape[1], 1 / (1 - p))
    mask[u(x, r) < p] = 0
    out = x / (1 - p)
    out[:, mask == 0] = 0
    return out, mask


def _by_rows(x: Array, p: float, r: Any) -> Any:
    mask = (u(x, r) >= p) / (1 - p)
    return np.array([row * mask for row in x]), mask


def _own(seed: Any) -> Any:
    return lambda x, p, r: _both(x, (np.random.default_rng(seed).random(x.shape[1]) >= p) / (1 - p))


def _mask_of_fixed_count(x: Array, p: float, r: Any) -> Any:
    mask = np.full(x.shape[1], 1 / (1 - p))
    mask[r.choice(x.shape[1], round(p * x.shape[1]), replace=False)] = 0
    return _both(x, mask)


def _shuffled(x: Array, p: float, r: Any) -> Any:
    mask = (np.arange(x.shape[1]) >= p * x.shape[1]) / (1 - p)
    r.shuffle(mask)
    return _both(x, mask)


WIRE_WRONG = (
    wrong("dropped-by-count", "choice without replacement", _mask_of_fixed_count),
    wrong("dropped-by-count", "shuffled", _shuffled),
    wrong("normal-for-uniform", "normal(…) >= p", lambda x, p, r: _both(x, (r.normal(size=x.shape[1]) >= p) / (1 - p))),
    wrong("dropout-not-scaled", "no 1/(1 − p)", lambda x, p, r: _both(x, (u(x, r) >= p).astype(float))),
    wrong("dropout-not-scaled", "Booleans", lambda x, p, r: _both(x, u(x, r) >= p)),
    wrong("scale-outside-mask", "out / (1 − p)", lambda x, p, r: _out_scaled(x, u(x, r) >= p, p)),
    wrong("mask-twice", "scaled again", lambda x, p, r: _out_scaled(x, (u(x, r) >= p) / (1 - p), p)),
    wrong("mask-twice", "applied again", _applied_twice),
    wrong("mask-twice", "1/(1 − p)²", lambda x, p, r: _both(x, (u(x, r) >= p) / (1 - p) ** 2)),
    wrong("dropout-scaled-down", "times 1 − p", lambda x, p, r: _both(x, (u(x, r) >= p) * (1 - p))),
    wrong("dropout-scaled-by-root", "1/√(1 − p)", lambda x, p, r: _both(x, (u(x, r) >= p) / np.sqrt(1 - p))),
    wrong("dropout-scaled-by-root", "out / √(1 − p)", _out_by_root),
    wrong("dropout-scaled-by-p", "out / p", _out_by_p),
    wrong("dropout-scaled-by-p", "1/p", lambda x, p, r: _both(x, (u(x, r) >= p) / p)),
    wrong("keep-and-drop-exchanged", "< p, / (1 − p)", lambda x, p, r: _both(x, (u(x, r) < p) / (1 - p))),
    wrong("keep-and-drop-exchanged", "< p, / p", lambda x, p, r: _both(x, (u(x, r) < p) / p)),
    wrong("keep-and-drop-exchanged", "mask of what is dropped", _drop_mask),
    wrong("p-ignored", "one half", lambda x, p, r: _both(x, (u(x, r) > 0.5) / (1 - p))),
    wrong("p-ignored", "one half, doubled", lambda x, p, r: _both(x, (u(x, r) > 0.5) * 2.0)),
    wrong("rate-squared", "two draws", lambda x, p, r: _both(x, ((u(x, r) >= p) & (u(x, r) >= p)) / (1 - p))),
    wrong("mask-ignored", "out = x", lambda x, p, r: (x.copy(), (u(x, r) >= p) / (1 - p))),
    wrong("new-mask", "a second draw", _second_mask),
    wrong("mask-by-entry", "rng.random(x.shape)", lambda x, p, r: _both(x, (r.random(x.shape) >= p) / (1 - p))),
    wrong("mask-by-entry", "unscaled", lambda x, p, r: _both(x, (r.random(x.shape) >= p).astype(float))),
    wrong("mask-of-rows", "one draw a row", lambda x, p, r: _both(x, (r.random((len(x), 1)) >= p) / (1 - p))),
    wrong("mask-repeated", "a row for each row", lambda x, p, r: _both(x, np.ones_like(x) * (u(x, r) >= p) / (1 - p))),
    wrong("mask-repeated", "tiled", lambda x, p, r: _both(x, np.tile((u(x, r) >= p) / (1 - p), (len(x), 1)))),
    wrong("rng-ignored", "a seed of its own", _own(42)),
    wrong("rng-ignored", "a generator of its own", _own(None)),
    wrong("nothing-dropped", "the average", lambda x, p, r: _both(x, np.full(x.shape[1], 1 - p))),
    wrong("nothing-dropped", "ones", lambda x, p, r: _both(x, np.ones(x.shape[1]))),
    wrong("unbracketed", "kept / 1 − p", lambda x, p, r: _both(x, (u(x, r) >= p) / 1 - p)),
    wrong("inputs-changed", "x[:, …] = 0", _in_place),
    wrong("exchanged", "mask, out", lambda x, p, r: _both(x, (u(x, r) >= p) / (1 - p))[::-1]),
)
WIRE_RIGHT = (
    Variant(">= p", lambda x, p, r: _both(x, (u(x, r) >= p) / (1 - p))),
    Variant("< 1 − p", lambda x, p, r: _both(x, (u(x, r) < 1 - p) / (1 - p))),
    Variant("a row", lambda x, p, r: _both(x, (r.random((1, x.shape[1])) >= p) / (1 - p))),
    Variant("binomial", lambda x, p, r: _both(x, r.binomial(1, 1 - p, x.shape[-1]) / (1 - p))),
    Variant("np.where", lambda x, p, r: _both(x, np.where(u(x, r) < p, 0.0, 1 / (1 - p)))),
    Variant("choice", lambda x, p, r: _both(x, r.choice([0.0, 1 / (1 - p)], size=x.shape[1], p=[p, 1 - p]))),
    Variant("a loop over the columns", _loop),
    Variant("indexed", _indexed),
    Variant("row by row", _by_rows),
    Variant("on the transposed array", lambda x, p, r: _product_by_transposes(x, (u(x, r) >= p) / (1 - p))),
    Variant("a list of two", lambda x, p, r: list(_both(x, np.logical_not(u(x[0:1], r) < p) / (1 - p)))),
)


def _product_by_transposes(x: Array, mask: Array) -> Any:
    return (x.T * mask[:, None]).T, mask
