"""Right ways to write `conv2d_backward` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import numpy as np

from autograd_lab.exams.ps8.conv2d_variants import full, places, weights
from autograd_lab.exams.question import Variant


def columns(x, w, s, p, g):
    """im2col and col2im, as CS231n has them."""
    (N, C, H, W), (F, _, k, _), (n, m) = x.shape, w.shape, g.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    r = s * np.repeat(np.arange(n), m)[:, None] + np.repeat(np.arange(k), k)
    c = s * np.tile(np.arange(m), n)[:, None] + np.tile(np.arange(k), k)
    cols = xp[:, :, r, c].transpose(0, 2, 1, 3).reshape(N * n * m, -1)
    rows = g.transpose(1, 0, 2, 3).reshape(F, -1)
    dw = (rows @ cols).reshape(w.shape)
    back = (rows.T @ w.reshape(F, -1)).reshape(N, n * m, C, k * k).transpose(0, 2, 1, 3)
    dxp = np.zeros_like(xp)
    np.add.at(dxp, (slice(None), slice(None), r, c), back)  # type: ignore[arg-type]
    return dxp[:, :, p : p + H, p : p + W], dw, rows.sum(axis=1)


def _by_einsum(x, w, s, p, g):
    k, (H, W), (n, m) = w.shape[2], x.shape[2:], g.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    seen = np.lib.stride_tricks.sliding_window_view(xp, (k, k), axis=(2, 3))[:, :, ::s, ::s]
    dw = np.einsum("noij,ncijab->ocab", g, seen, optimize=True)
    dxp = np.zeros_like(xp)
    back = np.einsum("noij,ocab->ncijab", g, w, optimize=True)
    for i in range(n):
        for j in range(m):
            dxp[:, :, i * s : i * s + k, j * s : j * s + k] += back[:, :, i, j]
    return dxp[:, :, p : H + p, p : W + p], dw, np.einsum("noij->o", g)


def _by_strides(x, w, s, p, g):
    (N, C, _H, _W), k, (n, m) = x.shape, w.shape[2], g.shape[2:]
    xp = np.ascontiguousarray(np.pad(x, ((0, 0), (0, 0), (p, p), (p, p))))
    a, b, c, d = xp.strides
    seen = np.lib.stride_tricks.as_strided(xp, (N, C, n, m, k, k), (a, b, c * s, d * s, c, d))
    dx, _, db = weights()(x, w, s, p, g)
    return dx, np.tensordot(g, seen, ((0, 2, 3), (0, 2, 3))), db


def _by_index(x, w, s, p, g):
    """Without padding: what lies outside is skipped."""
    (H, W), k = x.shape[2:], w.shape[2]
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for i in range(g.shape[2]):
        for a in range(k):
            r = i * s + a - p
            for j in range(g.shape[3]) if 0 <= r < H else ():
                for b in range(k):
                    c = j * s + b - p
                    if 0 <= c < W:
                        dx[:, :, r, c] += g[:, :, i, j] @ w[:, :, a, b]
                        dw[:, :, a, b] += g[:, :, i, j].T @ x[:, :, r, c]
    return dx, dw, g.sum(3).sum(2).sum(0)


def _by_image(x, w, s, p, g):
    one = [weights()(x[n : n + 1], w, s, p, g[n : n + 1]) for n in range(len(x))]
    return np.concatenate([a for a, _, _ in one]), sum(b for _, b, _ in one), sum(c for _, _, c in one)


def _by_matrices(x, w, s, p, g):
    """A matrix of hits for the rows, another for the columns."""

    def hits(size, count, k):
        hit = np.zeros((k, size + 2 * p, count))
        for a in range(k):
            hit[a, a + s * np.arange(count), np.arange(count)] = 1
        return hit[:, p : p + size]

    k = w.shape[2]
    down, along = hits(x.shape[2], g.shape[2], k), hits(x.shape[3], g.shape[3], k)
    dx = np.einsum("noij,ocab,ahi,bvj->nchv", g, w, down, along, optimize=True)
    dw = np.einsum("noij,nchv,ahi,bvj->ocab", g, x, down, along, optimize=True)
    return dx, dw, g.sum(axis=(2, 3)).sum(axis=0)


def entries(x, w, s, p, g):
    """One number of g after the other."""
    (_, _, H, W), (F, _, k, _) = x.shape, w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dxp, dw, db = np.zeros_like(xp), np.zeros_like(w), np.zeros(F)
    for n, o, i, j in np.ndindex(g.shape):
        here = np.s_[n, :, i * s : i * s + k, j * s : j * s + k]
        db[o] += g[n, o, i, j]
        dw[o] += g[n, o, i, j] * xp[here]
        dxp[here] += g[n, o, i, j] * w[o]
    return dxp[:, :, p : p + H, p : p + W], dw, db


CONV2D_RIGHT = (
    Variant("a loop over the weights", weights()),
    Variant("a loop over the places", places()),
    Variant("full correlation, flipped", full()),
    Variant("im2col and col2im", columns),
    Variant("einsum", _by_einsum),
    Variant("as_strided", _by_strides),
    Variant("loops over everything", entries),
    Variant("image by image", _by_image),
    Variant("without padding", _by_index),
    Variant("two matrices of hits", _by_matrices),
    Variant("a list of three", lambda x, w, s, p, g: list(places()(x, w, s, p, g))),
)
