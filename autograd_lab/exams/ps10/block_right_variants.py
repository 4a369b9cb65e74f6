"""Right ways to write `prenorm_block_backward` of problem set 10."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import numpy as np

from autograd_lab.exams.ps10.block_variants import block
from autograd_lab.exams.question import Variant


def _forward(x, W1, b1, eps):
    mu, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    std = np.sqrt(var + eps)
    h = (x - mu) / std
    z = h @ W1 + b1
    return h, std, z, np.where(z > 0, z, 0)


def _by_sums(x, W1, b1, W2, b2, eps, g):
    """The way back written with D · d − Σ d − x_hat Σ d x_hat, all of it divided by D."""
    h, std, z, a = _forward(x, W1, b1, eps)
    D = x.shape[1]
    dz = np.where(z > 0, g @ W2.T, 0)
    d = dz @ W1.T
    dx = (D * d - d.sum(1, keepdims=True) - h * (d * h).sum(1, keepdims=True)) / (D * std)
    return dx + g, h.T @ dz, dz.sum(0), a.T @ g, g.sum(0)


def _step_by_step(x, W1, b1, W2, b2, eps, g):
    """Each line of the forward pass undone, with the variance's and the mean's gradients by name."""
    D = x.shape[1]
    mu = x.mean(axis=1, keepdims=True)
    centred = x - mu
    var = (centred**2).mean(axis=1, keepdims=True)
    s = (var + eps) ** -0.5
    h = centred * s
    z = h @ W1 + b1
    a = z * (z > 0)
    da = g @ W2.T
    dz = da.copy()
    dz[z <= 0] = 0
    dh = dz @ W1.T
    ds = (dh * centred).sum(axis=1, keepdims=True)
    dvar = ds * -0.5 * (var + eps) ** -1.5
    dcentred = dh * s + dvar * 2 * centred / D
    dmu = -dcentred.sum(axis=1, keepdims=True)
    dx = g.copy()
    dx += dcentred
    dx += dmu / D
    return dx, np.dot(h.T, dz), np.sum(dz, axis=0), np.dot(a.T, g), np.sum(g, axis=0)


def _by_jacobian(x, W1, b1, W2, b2, eps, g):
    """The Jacobian of the norm, row by row."""
    h, std, _, a = _forward(x, W1, b1, eps)
    N, D = x.shape
    dz = (g @ W2.T) * (a > 0)
    d = dz @ W1.T
    dx = np.zeros_like(x)
    for n in range(N):
        J = (np.eye(D) - 1 / D - np.outer(h[n], h[n]) / D) / std[n]
        dx[n] = g[n] + d[n] @ J
    return dx, h.T @ dz, dz.sum(axis=0), a.T @ g, g.sum(axis=0)


def _row_by_row(x, W1, b1, W2, b2, eps, g):
    dx, dW1, db1, dW2, db2 = (np.zeros_like(one) for one in (x, W1, b1, W2, b2))
    for n in range(len(x)):
        h, std, z, a = (one[0] for one in _forward(x[n : n + 1], W1, b1, eps))
        dz = W2 @ g[n]
        dz = np.array([slope if own > 0 else 0.0 for slope, own in zip(dz, z, strict=True)])
        d = W1 @ dz
        dx[n] = g[n] + (d - d.mean() - h * np.mean(d * h)) / std
        dW1 += np.outer(h, dz)
        db1 += dz
        dW2 += np.outer(a, g[n])
        db2 += g[n]
    return dx, dW1, db1, dW2, db2


def _by_einsum(x, W1, b1, W2, b2, eps, g):
    h, std, z, a = _forward(x, W1, b1, eps)
    dz = np.einsum("nd,hd,nh->nh", g, W2, (z > 0).astype(float))
    d = np.einsum("nh,dh->nd", dz, W1)
    along = np.einsum("nd,nd->n", d, h)[:, None] / x.shape[1]
    dx = g + (d - d.mean(axis=1)[:, None] - h * along) / std
    return (
        dx,
        np.einsum("nd,nh->dh", h, dz),
        np.einsum("nh->h", dz),
        np.einsum("nh,nd->hd", a, g),
        np.einsum("nd->d", g),
    )


def _mean_of_d_taken_off_first(x, W1, b1, W2, b2, eps, g):
    """d with its mean taken off first: x_hat has mean 0, so the second mean stays the same."""
    h, std, z, a = _forward(x, W1, b1, eps)
    dz = (g @ W2.T) * np.heaviside(z, 0)
    d = dz @ W1.T
    d = d - d.mean(axis=1, keepdims=True)
    dx = g + (d - h * (d * h).mean(axis=1, keepdims=True)) / std
    return dx, h.T @ dz, np.ones(len(x)) @ dz, a.T @ g, np.ones(len(x)) @ g


def _by_columns(x, W1, b1, W2, b2, eps, g):
    """Everything transposed, as with columns."""
    X, G = x.T, g.T
    C = X - X.mean(axis=0)
    s = 1 / np.sqrt((C * C).mean(axis=0) + eps)
    H = C * s
    Z = W1.T @ H + b1[:, None]
    A = np.maximum(Z, 0)
    dZ = (W2 @ G) * (Z > 0)
    d = W1 @ dZ
    dX = G + s * (d - d.mean(axis=0) - H * (d * H).mean(axis=0))
    return dX.T, (dZ @ H.T).T, dZ.sum(axis=1), (G @ A.T).T, G.sum(axis=1)


def _by_second_moments(x, W1, b1, W2, b2, eps, g):
    """Second moments: v = mean of x² − mean²."""
    mu = x.mean(axis=1, keepdims=True)
    v = (x**2).mean(axis=1, keepdims=True) - mu**2
    s = 1 / np.sqrt(v + eps)
    h = (x - mu) * s
    z = h @ W1 + b1
    a = np.clip(z, 0, None)
    dz = (g @ W2.T) * np.sign(a)
    d = dz @ W1.T
    dv = -0.5 * s**3 * (d * (x - mu)).sum(axis=1, keepdims=True)
    dmu = -s * d.sum(axis=1, keepdims=True) - 2 * mu * dv
    dx = s * d + (dmu + 2 * x * dv) / x.shape[1]
    return g + dx, h.T @ dz, dz.sum(axis=0), a.T @ g, g.sum(axis=0)


BLOCK_RIGHT = (
    Variant("line by line", block()),
    Variant("sums, divided by D at last", _by_sums),
    Variant("step by step through mean and variance", _step_by_step),
    Variant("the norm's Jacobian", _by_jacobian),
    Variant("row by row", _row_by_row),
    Variant("einsum", _by_einsum),
    Variant("the mean taken off first", _mean_of_d_taken_off_first),
    Variant("columns", _by_columns),
    Variant("mean of squares minus squared mean", _by_second_moments),
    Variant("the mask by a > 0", block(awake=lambda z, da, x, W1, b1: np.maximum(z, 0) > 0)),
    Variant("a list of five", lambda x, W1, b1, W2, b2, eps, g: list(block()(x, W1, b1, W2, b2, eps, g))),
)
