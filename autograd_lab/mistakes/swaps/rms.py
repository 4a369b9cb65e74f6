"""Swaps in RMS normalisation, and in gradients that are gathered from batches whose rows have weights.

Roles: `rms_rows` is x, `row_square` the mean square of each row, `numerator` what is divided, `rms_inverse` makes
1/√(mean square + `eps`), `scaled` puts x_hat and `rms_gamma` together, `rms_kept` says what goes into the cache. On
the way back `row_mean` is the mean of g · x_hat in each row, `back_direction` what it multiplies, `rms_assembled` puts
dx together, `back_factor` is what dgamma sums besides. `row_counts` and `living_counts` are the rows of each batch, and
those of them that weigh anything, `squared_weights` and `largest_weights` sums and maxima over their rows; `weighed`
are shares that are not divided by their sum.
"""

from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap


def _square(made_of: Ingredients, of: Any) -> Any:
    return of(made_of["rms_rows"])


def _inverse(made_of: Ingredients, of: Any) -> Any:
    return lambda square, eps: np.asarray(of(square, eps))


def _output_by(made_of: Ingredients, of: Any) -> Any:
    return lambda x_hat, gamma: np.asarray(of(x_hat, gamma))


def _cache_by(made_of: Ingredients, of: Any) -> Any:
    """A choice of what goes into the cache, `of` (x, x_hat, out, inverse), with gamma in the middle."""
    gamma = made_of["rms_gamma"]

    def keep(x: Array, x_hat: Array, _: Array, out: Array, inverse: Array) -> Any:
        first, last = of(x, x_hat, out, inverse)
        return first, gamma, last

    return keep


def _row_mean(made_of: Ingredients, of: Any) -> Any:
    return lambda g, x_hat: of(g, x_hat)


def _gradient_by(made_of: Ingredients, of: Any) -> Any:
    return lambda inverse, g, path: of(inverse, g, path, made_of)


def _mean(x: Array) -> Array:
    return np.asarray(x.mean(axis=1, keepdims=True))


FORWARD = (
    Swap("rms-over-columns", "row_square", partial(_square, of=lambda x: (x**2).mean(axis=0))),
    Swap("rms-over-everything", "row_square", partial(_square, of=lambda x: np.full((len(x), 1), (x**2).mean()))),
    Swap("rms-over-everything", "row_square", partial(_square, of=lambda x: (x**2).mean())),
    Swap("rms-centred", "row_square", partial(_square, of=lambda x: x.var(axis=1, keepdims=True))),
    Swap("rms-centred", "numerator", lambda i: i["rms_rows"] - _mean(i["rms_rows"])),
    Swap("rms-summed", "row_square", partial(_square, of=lambda x: (x**2).sum(axis=1, keepdims=True))),
    Swap("rms-of-absolutes", "row_square", partial(_square, of=lambda x: _mean(np.abs(x)) ** 2)),
    Swap("rms-of-absolutes", "row_square", partial(_square, of=lambda x: _mean(np.abs(x)))),
    Swap("mean-squared", "row_square", partial(_square, of=lambda x: _mean(x) ** 2)),
    Swap("rms-of-largest", "row_square", partial(_square, of=lambda x: (x**2).max(axis=1, keepdims=True))),
    Swap("rms-unrooted", "rms_inverse", partial(_inverse, of=lambda v, eps: 1 / (v + eps))),
    Swap("rms-unrooted", "rms_kept", partial(_cache_by, of=lambda x, h, out, inv: (h, inv**2))),
    Swap("rms-multiplied", "rms_inverse", partial(_inverse, of=lambda v, eps: np.sqrt(v + eps))),
    Swap("rms-not-divided", "rms_inverse", partial(_inverse, of=lambda v, eps: np.ones_like(v))),
    Swap("eps-outside", "rms_inverse", partial(_inverse, of=lambda v, eps: 1 / (np.sqrt(v) + eps))),
    Swap("eps-outside", "rms_inverse", partial(_inverse, of=lambda v, eps: 1 / np.sqrt(v) + eps)),
    Swap("eps-squared", "rms_inverse", partial(_inverse, of=lambda v, eps: 1 / np.sqrt(v + eps**2))),
    Swap("gamma-missing", "scaled", partial(_output_by, of=lambda h, g: h)),
    Swap("gamma-plus-one", "scaled", partial(_output_by, of=lambda h, g: (1 + g) * h)),
    Swap("gamma-added", "scaled", partial(_output_by, of=lambda h, g: h + g)),
    Swap("gamma-twice", "scaled", partial(_output_by, of=lambda h, g: g * g * h)),
    Swap("cache-mixed", "rms_kept", partial(_cache_by, of=lambda x, h, out, inv: (out, inv))),
    Swap("cache-mixed", "rms_kept", partial(_cache_by, of=lambda x, h, out, inv: (x, inv))),
    Swap("rms-kept", "rms_kept", partial(_cache_by, of=lambda x, h, out, inv: (h, 1 / inv))),
    Swap("rms-kept", "rms_kept", partial(_cache_by, of=lambda x, h, out, inv: (h, 1 / inv**2))),
    Swap("rms-kept", "rms_kept", partial(_cache_by, of=lambda x, h, out, inv: (h, _mean(x**2)))),
    Swap("rms-kept", "rms_kept", partial(_cache_by, of=lambda x, h, out, inv: (h, np.sqrt(_mean(x**2))))),
)


def _layer_norm(made_of: Ingredients) -> Any:
    """dx with the mean of g subtracted as well."""
    return lambda inverse, g, path: inverse * (g - _mean(g) - path)


BACK = (
    Swap("size-constant", "rms_assembled", partial(_gradient_by, of=lambda s, g, path, i: s * g)),
    Swap("path-summed", "row_mean", partial(_row_mean, of=lambda g, h: (g * h).sum(axis=1, keepdims=True))),
    Swap("path-added", "rms_assembled", partial(_gradient_by, of=lambda s, g, path, i: s * (g + path))),
    Swap("path-averaged-twice", "row_mean", partial(_row_mean, of=lambda g, h: _mean(g * h) / g.shape[1])),
    Swap("path-by-rows", "row_mean", partial(_row_mean, of=lambda g, h: _mean(g * h) * g.shape[1] / len(g))),
    Swap("path-by-rows", "row_mean", partial(_row_mean, of=lambda g, h: _mean(g * h) / len(g))),
    Swap("path-over-columns", "row_mean", partial(_row_mean, of=lambda g, h: (g * h).mean(axis=0))),
    Swap("path-over-columns", "row_mean", partial(_row_mean, of=lambda g, h: (g * h).sum(axis=0))),
    Swap("path-over-everything", "row_mean", partial(_row_mean, of=lambda g, h: (g * h).mean())),
    Swap("path-centred", "rms_assembled", _layer_norm),
    Swap("path-centred", "rms_assembled", partial(_gradient_by, of=lambda s, g, path, i: s * (g - _mean(g)))),
    Swap("path-by-entry", "row_mean", partial(_row_mean, of=lambda g, h: g * h)),
    Swap("path-doubled", "row_mean", partial(_row_mean, of=lambda g, h: 2 * _mean(g * h))),
    Swap("path-halved", "row_mean", partial(_row_mean, of=lambda g, h: 0.5 * _mean(g * h))),
    Swap("path-means-multiplied", "row_mean", partial(_row_mean, of=lambda g, h: _mean(g) * _mean(h))),
    Swap("path-mean-of-g", "row_mean", partial(_row_mean, of=lambda g, h: _mean(g))),
    Swap("path-mean-of-g", "row_mean", partial(_row_mean, of=lambda g, h: g.sum(axis=1, keepdims=True))),
    Swap("path-alone", "rms_assembled", partial(_gradient_by, of=lambda s, g, path, i: -s * path)),
    Swap("path-alone", "rms_assembled", partial(_gradient_by, of=lambda s, g, path, i: s * path)),
    Swap(
        "path-without-gamma",
        "row_mean",
        lambda i: lambda g, h: _mean(i["from_above"] * h),
    ),
    Swap(
        "direct-without-gamma",
        "rms_assembled",
        partial(_gradient_by, of=lambda s, g, path, i: s * (i["from_above"] - path)),
    ),
    Swap(
        "gamma-twice",
        "rms_assembled",
        partial(_gradient_by, of=lambda s, g, path, i: s * (g - i["back_gamma"] * path)),
    ),
    Swap("x-hat-missing", "back_direction", lambda i: 1.0),
    Swap("x-hat-missing", "back_factor", lambda i: 1.0),
    Swap("x-for-x-hat", "back_factor", lambda i: i["x_hat"] / i["inv_rms"]),
    Swap("gamma-missing", "back_gamma", lambda i: 1.0),
    Swap("gamma-twice", "back_gamma", lambda i: i["back_gamma"] ** 2),
    Swap("gamma-twice", "back_factor", lambda i: i["x_hat"] * i["back_gamma"]),
    Swap(
        "gamma-after-mean",
        "rms_assembled",
        partial(
            _gradient_by,
            of=lambda s, g, path, i: (
                s * i["back_gamma"] * (i["from_above"] - i["x_hat"] * _mean(i["from_above"] * i["x_hat"]))
            ),
        ),
    ),
    Swap("inv-rms-missing", "inv_rms", lambda i: 1.0),
    Swap("inv-rms-twice", "inv_rms", lambda i: i["inv_rms"] ** 2),
    Swap("rms-multiplied", "inv_rms", lambda i: 1 / i["inv_rms"]),
    Swap("unbracketed", "rms_assembled", partial(_gradient_by, of=lambda s, g, path, i: s * g - path)),
    Swap("path-cubed", "rms_assembled", partial(_gradient_by, of=lambda s, g, path, i: s * g - s**3 * path)),
    Swap("path-cubed", "rms_assembled", partial(_gradient_by, of=lambda s, g, path, i: s * g - s**2 * path)),
)


def _shares(made_of: Ingredients, of: Any) -> Array:
    """Shares that add up to 1, in the ratio of what `of` gives."""
    found = np.asarray(of(made_of), dtype=float)
    return np.asarray(found / found.sum())


WEIGHTED = (
    Swap("rows-for-weights", "batch_shares", partial(_shares, of=lambda i: i["row_counts"])),
    Swap("rows-for-weights", "batch_shares", lambda i: i["row_counts"] / i["sizes"].sum()),
    Swap("rows-for-weights", "batch_shares", lambda i: i["sizes"] / i["row_counts"].sum()),
    Swap("rows-for-weights", "batch_shares", lambda i: i["row_counts"]),
    Swap("mean-missing", "weighed", lambda i: i["sizes"]),
    Swap("living-for-weights", "batch_shares", partial(_shares, of=lambda i: i["living_counts"])),
    Swap("weights-averaged", "batch_shares", partial(_shares, of=lambda i: i["sizes"] / i["row_counts"])),
    Swap("weights-averaged", "batch_shares", partial(_shares, of=lambda i: i["sizes"] / i["living_counts"])),
    Swap("weights-squared", "batch_shares", partial(_shares, of=lambda i: i["squared_weights"])),
    Swap("weights-squared", "batch_shares", partial(_shares, of=lambda i: i["sizes"] ** 2)),
    Swap("largest-weight", "batch_shares", partial(_shares, of=lambda i: i["largest_weights"])),
)

RMS_SWAPS: tuple[Swap, ...] = (*FORWARD, *BACK, *WEIGHTED)
