"""Right ways to write `conv1d_backward` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import numpy as np

from autograd_lab.exams.ps8.conv1d_variants import columns, entries, full, places, weights
from autograd_lab.exams.question import Variant


def _by_basis(x, w, s, p, g):
    """The forward pass on unit vectors: exact, since it is linear."""
    (_, C, L), k = x.shape, w.shape[2]

    def forward(x, w):
        xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
        seen = np.lib.stride_tricks.sliding_window_view(xp, k, axis=2)[:, :, ::s]
        return np.einsum("ncma,oca->nom", seen, w)

    units = np.eye(C * L).reshape(C * L, C, L)
    dx = np.einsum("uom,nom->nu", forward(units, w), g).reshape(x.shape)
    seen = np.lib.stride_tricks.sliding_window_view(np.pad(x, ((0, 0), (0, 0), (p, p))), k, axis=2)[:, :, ::s]
    return dx, np.einsum("nom,ncma->oca", g, seen), np.einsum("nom->o", g)


def _by_np_correlate(x, w, s, p, g):
    (N, C, L), (F, _, k) = x.shape, w.shape
    full = L + 2 * p
    dxp, dw = np.zeros((N, C, full)), np.zeros_like(w)
    for n in range(N):
        for o in range(F):
            wide = np.zeros(full - k + 1)
            wide[: (g.shape[2] - 1) * s + 1 : s] = g[n, o]
            for c in range(C):
                dxp[n, c] += np.convolve(wide, w[o, c], mode="full")
                dw[o, c] += np.correlate(np.pad(x[n, c], p), wide, mode="valid")
    return dxp[..., p : full - p], dw, g.sum(-1).sum(0)


def _by_image(x, w, s, p, g):
    one = [places()(x[n : n + 1], w, s, p, g[n : n + 1]) for n in range(len(x))]
    return np.concatenate([a for a, _, _ in one]), sum(b for _, b, _ in one), sum(c for _, _, c in one)


def _by_index(x, w, s, p, g):
    """Without padding: what lies outside is skipped."""
    (_, _, L), (_, _, k), M = x.shape, w.shape, g.shape[2]
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for m in range(M):
        for a in range(k):
            i = m * s + a - p
            if 0 <= i < L:
                dx[:, :, i] += g[:, :, m] @ w[:, :, a]
                dw[:, :, a] += g[:, :, m].T @ x[:, :, i]
    return dx, dw, g.sum(axis=2).sum(axis=0)


def _by_matrix(x, w, s, p, g):
    """One matrix (L + 2p, M) for each pair of channels."""
    L, k, M = x.shape[2], w.shape[2], g.shape[2]
    hit = np.zeros((k, L + 2 * p, M))
    for a in range(k):
        hit[a, a + s * np.arange(M), np.arange(M)] = 1
    hit = hit[:, p : p + L]
    dx = np.einsum("nom,oca,alm->ncl", g, w, hit, optimize=True)
    dw = np.einsum("nom,ncl,alm->oca", g, x, hit, optimize=True)
    return dx, dw, np.ones(g.shape[0]) @ g.sum(axis=2)


CONV1D_RIGHT = (
    Variant("a loop over the places", places()),
    Variant("a loop over the weights", weights()),
    Variant("full correlation, flipped", full()),
    Variant("im2col", columns()),
    Variant("loops over everything", entries()),
    Variant("units of the forward pass", _by_basis),
    Variant("np.convolve and np.correlate", _by_np_correlate),
    Variant("image by image", _by_image),
    Variant("without padding", _by_index),
    Variant("a matrix of hits", _by_matrix),
    Variant("a list of three", lambda x, w, s, p, g: list(weights()(x, w, s, p, g))),
)
