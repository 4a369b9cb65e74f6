"""Swaps in batch normalisation, dropout and gradient accumulation.

Roles: `batch_moments` are mean and variance of the `batch`, `inverse` makes 1/√(variance + `eps`) of them, `affine` is
(gamma, beta), `kept` says what goes into the cache; `through` gives the two means that the way back subtracts,
`direction` what the second multiplies, `assembled` puts dx together, `factor` is what dgamma sums besides, `shift` what
dbeta does, `summed` puts the two in order; `standardised` makes x_hat of the batch, its mean and inv_std;
`keep` is a dropout mask that meets `masked` by `masking`; `batch_shares` weigh gradients of batches of `sizes` rows.
"""

from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap


def _moments(made_of: Ingredients, axis: int | None, keepdims: bool) -> tuple[Any, Any]:
    x = made_of["batch"]
    return x.mean(axis=axis, keepdims=keepdims), x.var(axis=axis, keepdims=keepdims)


def _variance(made_of: Ingredients, of: Any) -> tuple[Array, Array]:
    """The right mean with another variance."""
    x = made_of["batch"]
    return made_of["batch_moments"][0], np.asarray(of(x, x - x.mean(axis=0)))


def _inverse(made_of: Ingredients, of: Any) -> Any:
    return lambda variance, eps: np.asarray(of(variance, eps))


def _kept(made_of: Ingredients, of: Any) -> Any:
    """A choice of what goes into the cache, `of` (x, centred, x_hat, out, inv_std), with gamma in the middle."""
    gamma = made_of["affine"][0]

    def keep(x: Array, centred: Array, x_hat: Array, out: Array, inv_std: Array) -> Any:
        first, last = of(x, centred, x_hat, out, inv_std)
        return first, gamma, last

    return keep


def _through(made_of: Ingredients, mean: Any, variance: Any) -> Any:
    """A function for the two means of the way back, changed by `mean` and `variance` (a right one, N)."""

    def through(g: Array, x_hat: Array) -> tuple[Any, Any]:
        N = len(g)
        return mean(g.mean(axis=0), N), variance((g * x_hat).mean(axis=0), N)

    return through


def _along_rows(made_of: Ingredients, keepdims: bool) -> Any:
    return lambda g, x_hat: (g.mean(axis=1, keepdims=keepdims), (g * x_hat).mean(axis=1, keepdims=keepdims))


def unchanged(value: Any, N: int) -> Any:
    """The value itself: no mistake here."""
    return value


def _none(value: Any, N: int) -> Any:
    return 0.0 * value


def _negative(value: Any, N: int) -> Any:
    return -value


def _sum(value: Any, N: int) -> Any:
    return N * value


NORMALISE = (
    Swap("normalised-over-features", "batch_moments", partial(_moments, axis=1, keepdims=True)),
    Swap("normalised-over-features", "batch_moments", partial(_moments, axis=1, keepdims=False)),
    Swap("normalised-over-everything", "batch_moments", partial(_moments, axis=None, keepdims=False)),
    Swap("mean-not-subtracted", "batch_moments", lambda i: (0.0, i["batch_moments"][1])),
    Swap("mean-not-subtracted", "batch_moments", partial(_variance, of=lambda x, c: (x**2).mean(axis=0))),
    Swap("mean-not-subtracted", "batch_moments", lambda i: (0.0, (i["batch"] ** 2).mean(axis=0))),
    Swap("variance-unbiased", "batch_moments", partial(_variance, of=lambda x, c: x.var(axis=0, ddof=1))),
    Swap("variance-summed", "batch_moments", partial(_variance, of=lambda x, c: (c**2).sum(axis=0))),
    Swap("absolute-deviation", "batch_moments", partial(_variance, of=lambda x, c: np.abs(c).mean(axis=0) ** 2)),
    Swap("absolute-deviation", "batch_moments", partial(_variance, of=lambda x, c: np.abs(c).mean(axis=0))),
    Swap("range-for-std", "batch_moments", partial(_variance, of=lambda x, c: np.ptp(x, axis=0) ** 2)),
    Swap("eps-missing", "eps", lambda i: 0.0),
    Swap("eps-outside", "inverse", partial(_inverse, of=lambda v, eps: 1 / (np.sqrt(v) + eps))),
    Swap("eps-outside", "inverse", partial(_inverse, of=lambda v, eps: 1 / np.sqrt(v) + eps)),
    Swap("variance-for-std", "inverse", partial(_inverse, of=lambda v, eps: 1 / (v + eps))),
    Swap("not-divided", "inverse", partial(_inverse, of=lambda v, eps: np.ones_like(v))),
    Swap("std-multiplied", "inverse", partial(_inverse, of=lambda v, eps: np.sqrt(v + eps))),
    Swap("gamma-missing", "affine", lambda i: (1.0, i["affine"][1])),
    Swap("affine-missing", "affine", lambda i: (1.0, 0.0)),
    Swap("unbracketed", "standardised", lambda i: lambda x, mean, inv_std: x - mean * inv_std),
    Swap("beta-missing", "affine", lambda i: (i["affine"][0], 0.0)),
    Swap("beta-sign", "affine", lambda i: (i["affine"][0], -i["affine"][1])),
    Swap("beta-inside", "affine", lambda i: (i["affine"][0], i["affine"][0] * i["affine"][1])),
    Swap("affine-exchanged", "affine", lambda i: i["affine"][::-1]),
    Swap("cache-mixed", "kept", partial(_kept, of=lambda x, c, x_hat, out, inv: (out, inv))),
    Swap("cache-mixed", "kept", partial(_kept, of=lambda x, c, x_hat, out, inv: (x, inv))),
    Swap("cache-mixed", "kept", partial(_kept, of=lambda x, c, x_hat, out, inv: (c, inv))),
    Swap("std-for-inv-std", "kept", partial(_kept, of=lambda x, c, x_hat, out, inv: (x_hat, 1 / inv))),
    Swap("std-for-inv-std", "kept", partial(_kept, of=lambda x, c, x_hat, out, inv: (x_hat, 1 / inv**2))),
    Swap("std-for-inv-std", "kept", partial(_kept, of=lambda x, c, x_hat, out, inv: (x_hat, x.std(axis=0)))),
    Swap("std-for-inv-std", "kept", partial(_kept, of=lambda x, c, x_hat, out, inv: (x_hat, x.var(axis=0)))),
    Swap("variance-for-std", "kept", partial(_kept, of=lambda x, c, x_hat, out, inv: (x_hat, inv**2))),
)
BACK = (
    Swap("moments-constant", "through", partial(_through, mean=_none, variance=_none)),
    Swap("mean-constant", "through", partial(_through, mean=_none, variance=unchanged)),
    Swap("variance-constant", "through", partial(_through, mean=unchanged, variance=_none)),
    Swap("moments-summed", "through", partial(_through, mean=_sum, variance=_sum)),
    Swap("moments-summed", "through", partial(_through, mean=_sum, variance=unchanged)),
    Swap("moments-summed", "through", partial(_through, mean=unchanged, variance=_sum)),
    Swap("moments-added", "through", partial(_through, mean=_negative, variance=_negative)),
    Swap("moments-added", "through", partial(_through, mean=_negative, variance=unchanged)),
    Swap("moments-added", "through", partial(_through, mean=unchanged, variance=_negative)),
    Swap("variance-unbiased", "through", partial(_through, mean=unchanged, variance=lambda v, N: v * N / (N - 1))),
    Swap("normalised-over-everything", "through", lambda i: lambda g, x_hat: (g.mean(), (g * x_hat).mean())),
    Swap("normalised-over-features", "through", partial(_along_rows, keepdims=True)),
    Swap("normalised-over-features", "through", partial(_along_rows, keepdims=False)),
    Swap("bar-missing", "through", lambda i: lambda g, x_hat: (g.mean(axis=0), g * x_hat)),
    Swap("unbracketed", "assembled", lambda i: lambda s, g, a, b: s * g - a - b),
    Swap("unbracketed", "assembled", lambda i: lambda s, g, a, b: s * (g - a) - b),
    Swap("x-hat-missing", "direction", lambda i: 1.0),
    Swap("x-hat-missing", "factor", lambda i: 1.0),
    Swap("x-for-x-hat", "factor", lambda i: i["x_hat"] / i["inv_std"]),
    Swap("x-for-x-hat", "direction", lambda i: i["x_hat"] / i["inv_std"]),
    Swap("affine-exchanged", "summed", lambda i: lambda dgamma, dbeta: (dbeta, dgamma)),
    Swap("gamma-missing", "gamma", lambda i: 1.0),
    Swap("gamma-twice", "gamma", lambda i: i["gamma"] ** 2),
    Swap("gamma-twice", "factor", lambda i: i["x_hat"] * i["gamma"]),
    Swap("gamma-twice", "shift", lambda i: i["gamma"]),
    Swap("upstream-missing", "from_above", lambda i: np.ones_like(i["from_above"])),
    Swap("inv-std-missing", "inv_std", lambda i: 1.0),
    Swap("inv-std-twice", "inv_std", lambda i: i["inv_std"] ** 2),
    Swap("std-multiplied", "inv_std", lambda i: 1 / i["inv_std"]),
)


def _only(made_of: Ingredients, which: int) -> Array:
    shares = np.zeros_like(made_of["sizes"])
    shares[which] = 1.0
    return np.asarray(shares)


def _halved(made_of: Ingredients) -> Array:
    """The shares of (g + next)/2, repeated from the first gradient."""
    shares = _only(made_of, 0)
    for batch in range(1, len(shares)):
        shares[:batch] /= 2
        shares[batch] = 0.5
    return shares


def _without_short(made_of: Ingredients) -> Array:
    """The shares without the batches that are shorter than the longest."""
    sizes = made_of["sizes"]
    kept = np.where(sizes == sizes.max(), sizes, 0.0)
    return np.asarray(kept / kept.sum())


def _without_last(made_of: Ingredients) -> Array:
    sizes = made_of["sizes"].copy()
    if len(sizes) > 1:
        sizes[-1] = 0.0
    return np.asarray(sizes / sizes.sum())


ACCUMULATE = (
    Swap("unweighted", "batch_shares", lambda i: np.ones_like(i["sizes"]) / len(i["sizes"])),
    Swap("batches-summed", "batch_shares", lambda i: np.ones_like(i["sizes"])),
    Swap("batches-summed", "batch_shares", lambda i: np.ones_like(i["sizes"]) / i["sizes"].sum()),
    Swap("divided-by-batches", "batch_shares", lambda i: i["sizes"] / len(i["sizes"])),
    Swap("divided-by-batches", "batch_shares", lambda i: i["sizes"] / i["sizes"].sum() / len(i["sizes"])),
    Swap("one-batch-size", "batch_shares", lambda i: i["sizes"] / i["sizes"][0] / len(i["sizes"])),
    Swap("one-batch-size", "batch_shares", lambda i: i["sizes"] / i["sizes"][-1]),
    Swap("one-batch-size", "batch_shares", lambda i: i["sizes"] / i["sizes"][0]),
    Swap("one-batch-size", "batch_shares", lambda i: i["sizes"] / i["sizes"].max()),
    Swap("one-batch-size", "batch_shares", lambda i: i["sizes"] / i["sizes"].max() / len(i["sizes"])),
    Swap("last-batch-only", "batch_shares", lambda i: _only(i, -1)),
    Swap("first-batch-only", "batch_shares", lambda i: _only(i, 0)),
    Swap("running-half", "batch_shares", _halved),
    Swap("one-batch-size", "batch_shares", lambda i: np.full_like(i["sizes"], i["sizes"][0] / i["sizes"].sum())),
    Swap("one-batch-size", "batch_shares", lambda i: np.full_like(i["sizes"], i["sizes"][-1] / i["sizes"].sum())),
    Swap("last-batch-only", "batch_shares", lambda i: _only(i, -1) * i["sizes"][-1] / i["sizes"].sum()),
    Swap("short-batch-dropped", "batch_shares", _without_short),
    Swap("short-batch-dropped", "batch_shares", _without_last),
    Swap("weights-inverted", "batch_shares", lambda i: 1 / i["sizes"] / (1 / i["sizes"]).sum()),
    Swap("weights-inverted", "batch_shares", lambda i: 1 / i["sizes"]),
    Swap("weights-inverted", "batch_shares", lambda i: 1 / i["sizes"] / len(i["sizes"])),
    Swap("weights-inverted", "batch_shares", lambda i: 1 / i["sizes"] / i["sizes"].sum()),
)

MASKED = (
    Swap("mask-ignored", "keep", lambda i: np.ones_like(i["keep"])),
    Swap("dropout-not-scaled", "keep", lambda i: (i["keep"] > 0).astype(float)),
    Swap("mask-twice", "keep", lambda i: i["keep"] ** 2),
    Swap("keep-and-drop-exchanged", "keep", lambda i: (i["keep"] == 0).astype(float)),
    Swap("keep-and-drop-exchanged", "keep", lambda i: (i["keep"] == 0) * i["keep"].max()),
    Swap("mask-divides", "masking", lambda i: np.divide),
    Swap("added", "masking", lambda i: np.add),
    Swap("matrix-for-entrywise", "masking", lambda i: lambda a, b: a @ b.T),
    Swap("matrix-for-entrywise", "masking", lambda i: lambda a, b: a.T @ b),
    Swap("matrix-for-entrywise", "masking", lambda i: np.matmul),
    Swap("dropout-scaled-down", "keep", lambda i: np.where(i["keep"] > 0, 1 / i["keep"].max(), 0.0)),
    Swap("mask-averaged", "keep", lambda i: i["keep"].mean()),
    Swap("mask-averaged", "keep", lambda i: i["keep"].mean(axis=0)),
    Swap("upstream-missing", "masked", lambda i: np.ones_like(i["masked"])),
)

DEEP_SWAPS: tuple[Swap, ...] = (*NORMALISE, *BACK, *ACCUMULATE, *MASKED)
