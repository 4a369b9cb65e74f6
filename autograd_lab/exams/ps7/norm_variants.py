"""Wrong and right ways to write `rmsnorm_forward` and `rmsnorm_backward` of problem set 7."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# --- rmsnorm_forward(x, gamma, eps): g is gamma ---


def _mean_square(x: Array) -> Any:
    return (x**2).mean(axis=1, keepdims=True)


def _forward(
    square: Callable[..., Any] = _mean_square,
    inv: Callable[..., Any] = lambda v, eps: 1 / np.sqrt(v + eps),
    top: Callable[..., Any] = lambda x: x,
    out: Callable[..., Any] = lambda x_hat, g: g * x_hat,
    keep: Callable[..., Any] = lambda x, x_hat, g, inv, out: (x_hat, g, inv),
) -> Callable[..., Any]:
    """The formula with one of its lines changed."""

    def rmsnorm_forward(x: Array, g: Array, eps: float) -> Any:
        inv_rms = inv(square(x), eps)
        x_hat = top(x) * inv_rms
        result = out(x_hat, g)
        return result, keep(x, x_hat, g, inv_rms, result)

    return rmsnorm_forward


def _minus_row_mean(x: Array) -> Any:
    return x - x.mean(axis=1, keepdims=True)


def _in_place(x: Array, g: Array, eps: float) -> Any:
    inv = 1 / np.sqrt(_mean_square(x) + eps)
    x *= inv
    return g * x, (x.copy(), g, inv)


def _by_row(x: Array, g: Array, eps: float) -> Any:
    x_hat, inv = np.empty_like(x), np.empty((len(x), 1))
    for n, row in enumerate(x):
        inv[n] = 1 / np.sqrt(sum(v * v for v in row) / len(row) + eps)
        x_hat[n] = row * inv[n]
    return x_hat * g, (x_hat, g, inv)


def _by_length(x: Array, g: Array, eps: float) -> Any:
    D = x.shape[1]
    length = np.linalg.norm(x, axis=1)  # √D times the root mean square
    inv = np.sqrt(D) / np.sqrt(length**2 + D * eps)
    x_hat = x * inv[:, None]
    return g * x_hat, (x_hat, g, inv[:, None])


def _on_columns(x: Array, g: Array, eps: float) -> Any:
    turned = x.T
    inv = (np.mean(turned * turned, axis=0) + eps) ** -0.5
    x_hat = (turned * inv).T
    return np.multiply(g, x_hat), (x_hat, g, inv.reshape(-1, 1))


FORWARD_WRONG = (
    wrong("rms-over-columns", "axis=0", _forward(lambda x: (x**2).mean(axis=0))),
    wrong("rms-over-columns", "axis=0, keepdims", _forward(lambda x: (x**2).mean(axis=0, keepdims=True))),
    wrong("rms-over-everything", "no axis", _forward(lambda x: np.mean(x**2))),
    wrong("rms-over-everything", "no axis, as a column", _forward(lambda x: np.full((len(x), 1), np.mean(x**2)))),
    wrong("rms-centred", "layer norm", _forward(lambda x: x.var(axis=1, keepdims=True), top=_minus_row_mean)),
    wrong("rms-centred", "the variance", _forward(lambda x: x.var(axis=1, keepdims=True))),
    wrong("rms-centred", "the mean taken off", _forward(top=_minus_row_mean)),
    wrong("rms-summed", "sum of squares", _forward(lambda x: (x**2).sum(axis=1, keepdims=True))),
    wrong("rms-of-absolutes", "mean of |x|, squared", _forward(lambda x: np.abs(x).mean(1, keepdims=True) ** 2)),
    wrong("rms-of-absolutes", "mean of |x|", _forward(lambda x: np.abs(x).mean(1, keepdims=True))),
    wrong("mean-squared", "(mean x)²", _forward(lambda x: x.mean(axis=1, keepdims=True) ** 2)),
    wrong("rms-of-largest", "max |x|", _forward(lambda x: np.max(x**2, axis=1, keepdims=True))),
    wrong("rms-unrooted", "1/(mean + eps)", _forward(inv=lambda v, eps: 1 / (v + eps))),
    wrong("rms-unrooted", "in the cache", _forward(keep=lambda x, h, g, inv, o: (h, g, inv**2))),
    wrong("rms-multiplied", "x · rms", _forward(inv=lambda v, eps: np.sqrt(v + eps))),
    wrong("rms-not-divided", "x_hat = x", _forward(inv=lambda v, eps: np.ones_like(v))),
    wrong("eps-missing", "no eps", _forward(inv=lambda v, eps: 1 / np.sqrt(v))),
    wrong("eps-outside", "rms + eps", _forward(inv=lambda v, eps: 1 / (np.sqrt(v) + eps))),
    wrong("eps-outside", "1/rms + eps", _forward(inv=lambda v, eps: 1 / np.sqrt(v) + eps)),
    wrong("eps-squared", "√(mean + eps²)", _forward(inv=lambda v, eps: 1 / np.sqrt(v + eps**2))),
    wrong("gamma-missing", "no gamma", _forward(out=lambda h, g: h.copy())),
    wrong("gamma-plus-one", "(1 + gamma)", _forward(out=lambda h, g: (1 + g) * h)),
    wrong("gamma-added", "x_hat + gamma", _forward(out=lambda h, g: h + g)),
    wrong("gamma-twice", "gamma²", _forward(out=lambda h, g: g * g * h)),
    wrong("cache-mixed", "out kept", _forward(keep=lambda x, h, g, inv, o: (o, g, inv))),
    wrong("cache-mixed", "x kept", _forward(keep=lambda x, h, g, inv, o: (x, g, inv))),
    wrong("rms-kept", "rms kept", _forward(keep=lambda x, h, g, inv, o: (h, g, 1 / inv))),
    wrong("rms-kept", "mean square kept", _forward(keep=lambda x, h, g, inv, o: (h, g, _mean_square(x)))),
    wrong("inputs-changed", "x *= inv_rms", _in_place),
)
FORWARD_RIGHT = (
    Variant("mean of squares", _forward()),
    Variant("row by row", _by_row),
    Variant("by the length", _by_length),
    Variant("on the transposed array", _on_columns),
    Variant("variance and mean", _forward(lambda x: x.var(1, keepdims=True) + x.mean(1, keepdims=True) ** 2)),
    Variant("einsum", _forward(lambda x: np.einsum("nd,nd->n", x, x)[:, None] / x.shape[1])),
    Variant("power −1/2", _forward(inv=lambda v, eps: (v + eps) ** -0.5)),
    Variant("np.square", _forward(lambda x: np.mean(np.square(x), axis=-1)[..., None])),
    Variant("divided by the root", _forward(inv=lambda v, eps: np.reciprocal(np.sqrt(v + eps)), top=lambda x: 1.0 * x)),
    Variant("inv_rms as a vector", _forward(keep=lambda x, h, g, inv, o: (h, g, inv[:, 0]))),
    Variant("a list as cache", _forward(keep=lambda x, h, g, inv, o: [h, g.copy(), inv])),
)

# --- rmsnorm_backward(dout, cache): d is dout, h is x_hat, s is inv_rms, G is dout · gamma ---


def _row_mean(x: Array) -> Any:
    return x.mean(axis=1, keepdims=True)


def _backward(
    dx: Callable[..., Any] = lambda G, h, s: s * (G - h * _row_mean(G * h)),
    dgamma: Callable[..., Any] = lambda d, h, g, s: (d * h).sum(axis=0),
    G: Callable[..., Any] = lambda d, g: d * g,
) -> Callable[..., Any]:
    """The formula with one of its lines changed."""

    def rmsnorm_backward(d: Array, cache: Any) -> Any:
        h, g, s = cache
        return dx(G(d, g), h, s), dgamma(d, h, g, s)

    return rmsnorm_backward


def _gamma_late(d: Array, cache: Any) -> Any:
    h, g, s = cache
    return g * s * (d - h * _row_mean(d * h)), (d * h).sum(axis=0)


def _with_two_paths(
    direct: Callable[..., Any], path: Callable[..., Any], front: Callable[..., Any] = lambda g: 1.0
) -> Callable[..., Any]:
    """What comes from above given apart for each of the two paths; `front` is multiplied to the second."""

    def rmsnorm_backward(d: Array, cache: Any) -> Any:
        h, g, s = cache
        return s * (direct(d, g) - front(g) * h * _row_mean(path(d, g) * h)), (d * h).sum(axis=0)

    return rmsnorm_backward


def _changed(d: Array, cache: Any) -> Any:
    h, g, s = cache
    dgamma = (d * h).sum(axis=0)
    d *= g
    return s * (d - h * _row_mean(d * h)), dgamma


def _jacobian(d: Array, cache: Any) -> Any:
    h, g, s = cache
    N, D = d.shape
    dx = np.empty_like(d)
    for n in range(N):
        J = s[n, 0] * (np.eye(D) - np.outer(h[n], h[n]) / D)
        dx[n] = J @ (g * d[n])
    return dx, np.einsum("nd,nd->d", d, h)


def _staged(d: Array, cache: Any) -> Any:
    """Back through each step of the way forward."""
    h, g, s = cache
    x, D = h / s, d.shape[1]
    dh = g * d
    ds = (dh * x).sum(axis=1, keepdims=True)
    dsquare = -0.5 * ds * s**3
    return dh * s + 2 * x * dsquare / D, np.sum(d * h, axis=0)


def _loops(d: Array, cache: Any) -> Any:
    h, g, s = cache
    dx, dgamma = np.zeros_like(d), np.zeros(d.shape[1])
    for n in range(len(d)):
        total = 0.0
        for j in range(d.shape[1]):
            total += g[j] * d[n, j] * h[n, j]
            dgamma[j] += d[n, j] * h[n, j]
        for j in range(d.shape[1]):
            dx[n, j] = s[n, 0] * (g[j] * d[n, j] - h[n, j] * total / d.shape[1])
    return dx, dgamma


def _dots(d: Array, cache: Any) -> Any:
    h, g, s = cache
    share = (d * h) @ g / len(g)
    return s * (g * d - h * share[:, None]), np.diag(d.T @ h)


BACKWARD_WRONG = (
    wrong("size-constant", "direct path only", _backward(lambda G, h, s: s * G)),
    wrong("path-summed", "sum for mean", _backward(lambda G, h, s: s * (G - h * (G * h).sum(axis=1, keepdims=True)))),
    wrong("path-added", "+ for −", _backward(lambda G, h, s: s * (G + h * _row_mean(G * h)))),
    wrong("path-over-columns", "axis=0", _backward(lambda G, h, s: s * (G - h * (G * h).mean(axis=0)))),
    wrong("path-over-everything", "no axis", _backward(lambda G, h, s: s * (G - h * (G * h).mean()))),
    wrong("path-centred", "layer norm's", _backward(lambda G, h, s: s * (G - _row_mean(G) - h * _row_mean(G * h)))),
    wrong("path-centred", "the mean alone", _backward(lambda G, h, s: s * (G - _row_mean(G)))),
    wrong("path-by-entry", "g x_hat not averaged", _backward(lambda G, h, s: s * (G - h * (G * h)))),
    wrong("path-doubled", "2/D", _backward(lambda G, h, s: s * (G - 2 * h * _row_mean(G * h)))),
    wrong("path-halved", "1/(2D)", _backward(lambda G, h, s: s * (G - 0.5 * h * _row_mean(G * h)))),
    wrong("path-means-multiplied", "two means", _backward(lambda G, h, s: s * (G - h * _row_mean(G) * _row_mean(h)))),
    wrong("path-averaged-twice", "mean / D", _backward(lambda G, h, s: s * (G - h * _row_mean(G * h) / h.shape[1]))),
    wrong("path-by-rows", "mean / N", _backward(lambda G, h, s: s * (G - h * _row_mean(G * h) / len(h)))),
    wrong("path-mean-of-g", "mean of g", _backward(lambda G, h, s: s * (G - h * _row_mean(G)))),
    wrong("path-mean-of-g", "sum of g", _backward(lambda G, h, s: s * (G - h * G.sum(axis=1, keepdims=True)))),
    wrong("path-alone", "no direct path", _backward(lambda G, h, s: -s * h * _row_mean(G * h))),
    wrong("path-without-gamma", "dout in the mean", _with_two_paths(lambda d, g: d * g, lambda d, g: d)),
    wrong("direct-without-gamma", "dout in front", _with_two_paths(lambda d, g: d, lambda d, g: d * g)),
    wrong("x-hat-missing", "no x_hat in front", _backward(lambda G, h, s: s * (G - _row_mean(G * h)))),
    wrong("x-hat-missing", "dgamma = Σ dout", _backward(dgamma=lambda d, h, g, s: d.sum(axis=0))),
    wrong("x-for-x-hat", "dgamma with x", _backward(dgamma=lambda d, h, g, s: (d * h / s).sum(axis=0))),
    wrong("gamma-missing", "dout for dout gamma", _backward(G=lambda d, g: d)),
    wrong("gamma-after-mean", "gamma in front of all", _gamma_late),
    wrong("gamma-twice", "gamma²", _backward(G=lambda d, g: d * g * g)),
    wrong("gamma-twice", "gamma² in the mean", _with_two_paths(lambda d, g: d * g, lambda d, g: g * d, lambda g: g)),
    wrong("gamma-twice", "gamma in dgamma", _backward(dgamma=lambda d, h, g, s: (d * g * h).sum(axis=0))),
    wrong("inv-rms-missing", "no inv_rms", _backward(lambda G, h, s: G - h * _row_mean(G * h))),
    wrong("inv-rms-twice", "inv_rms²", _backward(lambda G, h, s: s**2 * (G - h * _row_mean(G * h)))),
    wrong("rms-multiplied", "/ inv_rms", _backward(lambda G, h, s: (G - h * _row_mean(G * h)) / s)),
    wrong("unbracketed", "inv_rms g − …", _backward(lambda G, h, s: s * G - h * _row_mean(G * h))),
    wrong("path-cubed", "x_hat inv_rms²", _backward(lambda G, h, s: s * G - h * s**3 * _row_mean(G * h))),
    wrong("averaged-twice", "dgamma a mean", _backward(dgamma=lambda d, h, g, s: (d * h).mean(axis=0))),
    wrong("not-summed", "dgamma by row", _backward(dgamma=lambda d, h, g, s: d * h)),
    wrong("wrong-axis", "dgamma over axis 1", _backward(dgamma=lambda d, h, g, s: (d * h).sum(axis=1))),
    wrong("row-kept", "keepdims", _backward(dgamma=lambda d, h, g, s: (d * h).sum(axis=0, keepdims=True))),
    wrong("summed-too-far", "one number", _backward(dgamma=lambda d, h, g, s: (d * h).sum())),
    wrong("sign", "−dx", _backward(lambda G, h, s: -s * (G - h * _row_mean(G * h)))),
    wrong("exchanged", "dgamma, dx", lambda d, cache: _backward()(d, cache)[::-1]),
    wrong("inputs-changed", "dout *= gamma", _changed),
)
BACKWARD_RIGHT = (
    Variant("one mean", _backward()),
    Variant("Jacobian of a row", _jacobian),
    Variant("stage by stage", _staged),
    Variant("loops", _loops),
    Variant("dot products", _dots),
    Variant("spread out", _backward(lambda G, h, s: G * s - s * h * _row_mean(h * G))),
    Variant("with D below", _backward(lambda G, h, s: s / h.shape[1] * (h.shape[1] * G - h * (G * h).sum(1)[:, None]))),
    Variant("1ᵀ product", _backward(dgamma=lambda d, h, g, s: np.ones(len(d)) @ (d * h))),
    Variant("einsum", _backward(lambda G, h, s: s * (G - h * np.einsum("nd,nd->n", G, h)[:, None] / h.shape[1]))),
    Variant(
        "rows in a list", _backward(dgamma=lambda d, h, g, s: np.array([a @ b for a, b in zip(d.T, h.T, strict=True)]))
    ),
)
