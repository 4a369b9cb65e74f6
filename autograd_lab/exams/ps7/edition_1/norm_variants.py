"""Wrong and right ways to write `batchnorm_forward` and `batchnorm_backward` of problem set 7."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# --- batchnorm_forward(x, gamma, beta, eps): g is gamma, b is beta ---


def _forward(
    mean: Callable[..., Any] = lambda x: x.mean(axis=0),
    var: Callable[..., Any] = lambda x: x.var(axis=0),
    inv: Callable[..., Any] = lambda v, eps: 1 / np.sqrt(v + eps),
    out: Callable[..., Any] = lambda x_hat, g, b: g * x_hat + b,
    keep: Callable[..., Any] = lambda x, x_hat, g, inv, out: (x_hat, g, inv),
) -> Callable[..., Any]:
    """The formula with one of its lines changed."""

    def batchnorm_forward(x: Array, g: Array, b: Array, eps: float) -> Any:
        inv_std = inv(var(x), eps)
        x_hat = (x - mean(x)) * inv_std
        result = out(x_hat, g, b)
        return result, keep(x, x_hat, g, inv_std, result)

    return batchnorm_forward


def _in_place(x: Array, g: Array, b: Array, eps: float) -> Any:
    x -= x.mean(axis=0)
    inv = 1 / np.sqrt((x**2).mean(axis=0) + eps)
    x *= inv
    return g * x + b, (x.copy(), g, inv)


def _layer(x: Array, g: Array, b: Array, eps: float) -> Any:
    inv = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv
    return g * x_hat + b, (x_hat, g, inv)


def _in_steps(x: Array, g: Array, b: Array, eps: float) -> Any:
    N = len(x)
    mu = 1 / N * np.sum(x, axis=0)
    centred = x - mu
    var = 1 / N * np.sum(centred**2, axis=0)
    std = np.sqrt(var + eps)
    inv_std = 1 / std
    x_hat = centred * inv_std
    return g * x_hat + b, (x_hat, g, inv_std)


def _columns(x: Array, g: Array, b: Array, eps: float) -> Any:
    out, x_hat, inv = np.zeros_like(x), np.zeros_like(x), np.zeros(x.shape[1])
    for j in range(x.shape[1]):
        mean = sum(x[:, j]) / len(x)
        inv[j] = 1 / np.sqrt(sum((x[:, j] - mean) ** 2) / len(x) + eps)
        x_hat[:, j] = (x[:, j] - mean) * inv[j]
        out[:, j] = g[j] * x_hat[:, j] + b[j]
    return out, (x_hat, g, inv)


def _on_columns(x: Array, g: Array, b: Array, eps: float) -> Any:
    rows = x.T
    inv = (rows.var(axis=1) + eps) ** -0.5
    x_hat = ((rows - rows.mean(axis=1)[:, None]) * inv[:, None]).T
    return x_hat * g[None, :] + b[None, :], (x_hat, g, inv)


def _uncentred(x: Array, g: Array, b: Array, eps: float) -> Any:
    inv = 1 / np.sqrt(x.var(axis=0) + eps)
    x_hat = x - x.mean(axis=0) * inv
    return g * x_hat + b, (x_hat, g, inv)


FORWARD_WRONG = (
    wrong("variance-unbiased", "ddof=1", _forward(var=lambda x: x.var(axis=0, ddof=1))),
    wrong("variance-for-std", "no root", _forward(inv=lambda v, eps: 1 / (v + eps))),
    wrong("variance-for-std", "no root in the cache", _forward(keep=lambda x, h, g, inv, o: (h, g, inv**2))),
    wrong("eps-missing", "no eps", _forward(inv=lambda v, eps: 1 / np.sqrt(v))),
    wrong("eps-outside", "std + eps", _forward(inv=lambda v, eps: 1 / (np.sqrt(v) + eps))),
    wrong("eps-outside", "1/std + eps", _forward(inv=lambda v, eps: 1 / np.sqrt(v) + eps)),
    wrong("normalised-over-features", "axis=1, keepdims", _layer),
    wrong("normalised-over-features", "axis=1", _forward(lambda x: x.mean(axis=1), lambda x: x.var(axis=1))),
    wrong("normalised-over-everything", "no axis", _forward(np.mean, np.var)),
    wrong("mean-not-subtracted", "x / std", _forward(mean=lambda x: 0.0)),
    wrong("mean-not-subtracted", "mean of x²", _forward(var=lambda x: (x**2).mean(axis=0))),
    wrong("mean-not-subtracted", "root mean square", _forward(lambda x: 0.0, lambda x: (x**2).mean(axis=0))),
    wrong("not-divided", "centred only", _forward(inv=lambda v, eps: np.ones_like(v))),
    wrong("std-multiplied", "times std", _forward(inv=lambda v, eps: np.sqrt(v + eps))),
    wrong("variance-summed", "sum of squares", _forward(var=lambda x: ((x - x.mean(axis=0)) ** 2).sum(axis=0))),
    wrong("absolute-deviation", "mean |x − μ|", _forward(var=lambda x: np.abs(x - x.mean(axis=0)).mean(axis=0))),
    wrong("range-for-std", "max − min", _forward(var=lambda x: np.ptp(x, axis=0) ** 2)),
    wrong("gamma-missing", "no gamma", _forward(out=lambda h, g, b: h + b)),
    wrong("affine-missing", "x_hat", _forward(out=lambda h, g, b: h.copy())),
    wrong("unbracketed", "x − mean · inv_std", _uncentred),
    wrong("beta-missing", "no beta", _forward(out=lambda h, g, b: g * h)),
    wrong("beta-sign", "− beta", _forward(out=lambda h, g, b: g * h - b)),
    wrong("beta-inside", "gamma (x_hat + beta)", _forward(out=lambda h, g, b: g * (h + b))),
    wrong("affine-exchanged", "beta x_hat + gamma", _forward(out=lambda h, g, b: b * h + g)),
    wrong("cache-mixed", "out kept", _forward(keep=lambda x, h, g, inv, out: (out, g, inv))),
    wrong("cache-mixed", "x kept", _forward(keep=lambda x, h, g, inv, out: (x, g, inv))),
    wrong("cache-mixed", "centred x kept", _forward(keep=lambda x, h, g, inv, out: (x - x.mean(axis=0), g, inv))),
    wrong("std-for-inv-std", "std kept", _forward(keep=lambda x, h, g, inv, out: (h, g, 1 / inv))),
    wrong("std-for-inv-std", "variance kept", _forward(keep=lambda x, h, g, inv, out: (h, g, x.var(axis=0)))),
    wrong("inputs-changed", "x -= mean", _in_place),
)
FORWARD_RIGHT = (
    Variant("mean and var", _forward()),
    Variant("step by step", _in_steps),
    Variant("keepdims", _forward(lambda x: x.mean(0, keepdims=True), lambda x: x.var(0, keepdims=True))),
    Variant("E[x²] − E[x]²", _forward(var=lambda x: (x**2).mean(axis=0) - x.mean(axis=0) ** 2)),
    Variant("power −1/2", _forward(inv=lambda v, eps: (v + eps) ** -0.5)),
    Variant("column by column", _columns),
    Variant("on the transposed batch", _on_columns),
    Variant("einsum", _forward(lambda x: np.einsum("nd->d", x) / len(x))),
    Variant("np.average", _forward(lambda x: np.average(x, axis=0))),
    Variant("ddof=1, put right", _forward(var=lambda x: x.var(axis=0, ddof=1) * (len(x) - 1) / len(x))),
    Variant("a list as cache", _forward(keep=lambda x, h, g, inv, out: [h, g.copy(), inv])),
)

# --- batchnorm_backward(dout, cache): d is dout, h is x_hat, s is inv_std ---


def _backward(
    dx: Callable[..., Any] = lambda G, h, s, N: s * (G - G.mean(axis=0) - h * (G * h).mean(axis=0)),
    dgamma: Callable[..., Any] = lambda d, h, g, s: (d * h).sum(axis=0),
    dbeta: Callable[..., Any] = lambda d, h, g, s: d.sum(axis=0),
    G: Callable[..., Any] = lambda d, g: d * g,
) -> Callable[..., Any]:
    """The formula with one of its lines changed; G is dout · gamma."""

    def batchnorm_backward(d: Array, cache: Any) -> Any:
        h, g, s = cache
        return dx(G(d, g), h, s, len(d)), dgamma(d, h, g, s), dbeta(d, h, g, s)

    return batchnorm_backward


def _reused(d: Array, cache: Any) -> Any:
    h, _, s = cache
    dgamma, dbeta = (d * h).sum(axis=0), d.sum(axis=0)
    return s / len(d) * (len(d) * d - dbeta - h * dgamma), dgamma, dbeta


def _changed(d: Array, cache: Any) -> Any:
    h, g, s = cache
    dgamma, dbeta = (d * h).sum(axis=0), d.sum(axis=0)
    d *= g
    return s * (d - d.mean(axis=0) - h * (d * h).mean(axis=0)), dgamma, dbeta


def _staged(d: Array, cache: Any) -> Any:
    """Back through each step of the way forward."""
    h, g, s = cache
    N, centred = len(d), h / s
    dh = d * g
    dinv = (dh * centred).sum(axis=0)
    dvar = -0.5 * dinv * s**3
    dcentred = dh * s + 2 / N * centred * dvar
    dmean = -dcentred.sum(axis=0)
    return dcentred + np.ones_like(d) * dmean / N, (d * h).sum(axis=0), d.sum(axis=0)


def _kernel(d: Array, cache: Any) -> Any:
    """By the Jacobian of each column."""
    h, g, s = cache
    N, D = d.shape
    dx = np.empty_like(d)
    for j in range(D):
        J = s[j] * (np.eye(N) - 1 / N - np.outer(h[:, j], h[:, j]) / N)
        dx[:, j] = J @ (d[:, j] * g[j])
    return dx, np.einsum("nd,nd->d", d, h), np.einsum("nd->d", d)


def _compact(d: Array, cache: Any) -> Any:
    h, g, s = cache
    N, dgamma, dbeta = len(d), (d * h).sum(0), d.sum(0)
    return g * s / N * (N * d - dbeta - h * dgamma), dgamma, dbeta


def _loops(d: Array, cache: Any) -> Any:
    h, g, s = cache
    dgamma, dbeta, dx = np.zeros(d.shape[1]), np.zeros(d.shape[1]), np.zeros_like(d)
    for row, hat in zip(d, h, strict=True):
        dgamma += row * hat
        dbeta += row
    for n in range(len(d)):
        dx[n] = g * s * (d[n] - (dbeta + h[n] * dgamma) / len(d))
    return dx, dgamma, dbeta


def _projected(d: Array, cache: Any) -> Any:
    h, g, s = cache
    G = d * g
    G = G - G.mean(axis=0)
    return s * (G - h * (G * h).mean(axis=0)), (d * h).sum(axis=0), d.sum(axis=0)


def _sum(x: Any) -> Any:
    return x.sum(axis=0)


def _by_rows(G: Array, h: Array, s: Array, N: int) -> Any:
    return s * (G - G.mean(axis=1, keepdims=True) - h * (G * h).mean(axis=1, keepdims=True))


BACKWARD_WRONG = (
    wrong("moments-constant", "direct path only", _backward(lambda G, h, s, N: G * s)),
    wrong("mean-constant", "mean as a constant", _backward(lambda G, h, s, N: s * (G - h * _sum(G * h) / N))),
    wrong("variance-constant", "variance as a constant", _backward(lambda G, h, s, N: s * (G - _sum(G) / N))),
    wrong("moments-summed", "no 1/N", _backward(lambda G, h, s, N: s * (G - _sum(G) - h * _sum(G * h)))),
    wrong("moments-summed", "no 1/N in one", _backward(lambda G, h, s, N: s * (G - _sum(G) / N - h * _sum(G * h)))),
    wrong("moments-added", "+ for −", _backward(lambda G, h, s, N: s * (G + _sum(G) / N + h * _sum(G * h) / N))),
    wrong("moments-added", "+ for − in one", _backward(lambda G, h, s, N: s * (G - _sum(G) / N + h * _sum(G * h) / N))),
    wrong(
        "variance-unbiased", "N − 1", _backward(lambda G, h, s, N: s * (G - _sum(G) / N - h * _sum(G * h) / (N - 1)))
    ),
    wrong(
        "normalised-over-everything", "no axis", _backward(lambda G, h, s, N: s * (G - G.mean() - h * (G * h).mean()))
    ),
    wrong("normalised-over-features", "axis=1", _backward(_by_rows)),
    wrong("bar-missing", "g x_hat not averaged", _backward(lambda G, h, s, N: s * (G - _sum(G) / N - h * (G * h)))),
    wrong("unbracketed", "inv_std g − …", _backward(lambda G, h, s, N: s * G - _sum(G) / N - h * _sum(G * h) / N)),
    wrong("gamma-twice", "gamma in dbeta", _backward(dbeta=lambda d, h, g, s: (d * g).sum(axis=0))),
    wrong("x-hat-missing", "no x_hat in dx", _backward(lambda G, h, s, N: s * (G - _sum(G) / N - _sum(G * h) / N))),
    wrong("x-hat-missing", "dgamma = Σ dout", _backward(dgamma=lambda d, h, g, s: d.sum(axis=0))),
    wrong("x-for-x-hat", "dgamma with x − mean", _backward(dgamma=lambda d, h, g, s: (d * h / s).sum(axis=0))),
    wrong("gamma-missing", "dx without gamma", _reused),
    wrong("gamma-missing", "dout for dout gamma", _backward(G=lambda d, g: d)),
    wrong("gamma-twice", "gamma²", _backward(G=lambda d, g: d * g * g)),
    wrong("gamma-twice", "gamma in dgamma", _backward(dgamma=lambda d, h, g, s: (d * g * h).sum(axis=0))),
    wrong("inv-std-missing", "no inv_std", _backward(lambda G, h, s, N: G - _sum(G) / N - h * _sum(G * h) / N)),
    wrong("inv-std-twice", "inv_std²", _backward(lambda G, h, s, N: s**2 * (G - _sum(G) / N - h * _sum(G * h) / N))),
    wrong("std-multiplied", "/ inv_std", _backward(lambda G, h, s, N: (G - _sum(G) / N - h * _sum(G * h) / N) / s)),
    wrong(
        "averaged-twice",
        "means of both",
        _backward(dgamma=lambda d, h, g, s: (d * h).mean(0), dbeta=lambda d, h, g, s: d.mean(0)),
    ),
    wrong("averaged-twice", "dbeta a mean", _backward(dbeta=lambda d, h, g, s: d.mean(axis=0))),
    wrong("averaged-twice", "dx / N", _backward(lambda G, h, s, N: s / N * (G - _sum(G) / N - h * _sum(G * h) / N))),
    wrong("mean-missing", "N dx", _backward(lambda G, h, s, N: s * (N * G - _sum(G) - h * _sum(G * h)))),
    wrong(
        "not-summed",
        "dgamma, dbeta by row",
        _backward(dgamma=lambda d, h, g, s: d * h, dbeta=lambda d, h, g, s: d.copy()),
    ),
    wrong(
        "wrong-axis", "axis=1", _backward(dgamma=lambda d, h, g, s: (d * h).sum(1), dbeta=lambda d, h, g, s: d.sum(1))
    ),
    wrong("row-kept", "keepdims", _backward(dgamma=lambda d, h, g, s: (d * h).sum(0, keepdims=True))),
    wrong("summed-too-far", "one number", _backward(dbeta=lambda d, h, g, s: d.sum())),
    wrong(
        "affine-exchanged",
        "dbeta, dgamma",
        _backward(dgamma=lambda d, h, g, s: d.sum(0), dbeta=lambda d, h, g, s: (d * h).sum(0)),
    ),
    wrong("sign", "−dx", _backward(lambda G, h, s, N: -s * (G - _sum(G) / N - h * _sum(G * h) / N))),
    wrong("inputs-changed", "dout *= gamma", _changed),
)
BACKWARD_RIGHT = (
    Variant("two means", _backward()),
    Variant("compact", _compact),
    Variant("stage by stage", _staged),
    Variant("Jacobian of a column", _kernel),
    Variant("loops over the rows", _loops),
    Variant("centred first", _projected),
    Variant("gamma in the end", _backward(lambda G, h, s, N: (G - _sum(G) / N - h * _sum(h * G) / N) * s)),
    Variant("with N in front", _backward(lambda G, h, s, N: s / N * (N * G - _sum(G) - h * _sum(G * h)))),
    Variant("1ᵀ products", _backward(dbeta=lambda d, h, g, s: np.ones(len(d)) @ d)),
    Variant("diagonal of a product", _backward(dgamma=lambda d, h, g, s: np.diag(d.T @ h))),
)
