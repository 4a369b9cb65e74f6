"""Right ways to write `bptt` of problem set 9."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.ps9.bptt_variants import stacked, sweep
from autograd_lab.exams.question import Variant


def _path_by_path(xs, hs, h0, Wx, Wh, b, ghs):
    """Each own gradient travels back by itself."""
    dWx, dWh, db, dh0 = 0 * Wx, 0 * Wh, 0 * b, 0 * h0
    for t in range(len(xs)):
        g = ghs[t]
        for k in range(t, -1, -1):
            d = g * (1 - hs[k] ** 2)
            dWx += xs[k].T @ d
            dWh += (h0 if k == 0 else hs[k - 1]).T @ d
            db += d.sum(0)
            g = d @ Wh.T
        dh0 += g
    return dWx, dWh, db, dh0


def _one_matrix(xs, hs, h0, Wx, Wh, b, ghs):
    """x, h_{t−1} and 1 side by side: one gradient for all three."""
    (_, N, D), H = xs.shape, h0.shape[1]
    prev = np.concatenate([h0[None], hs[:-1]])
    dW, dh = np.zeros((D + H + 1, H)), np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        dz = (dh + ghs[t]) * (1 - hs[t] ** 2)
        dW += np.hstack([xs[t], prev[t], np.ones((N, 1))]).T @ dz
        dh = dz @ Wh.T
    return dW[:D], dW[D:-1], dW[-1], dh


def _row_by_row(xs, hs, h0, Wx, Wh, b, ghs):
    dWx, dWh, db, dh0 = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), []
    for n in range(len(h0)):
        dh = np.zeros(len(b))
        for t in range(len(xs) - 1, -1, -1):
            dz = (1 - hs[t, n] ** 2) * (ghs[t, n] + dh)
            dWx += np.outer(xs[t, n], dz)
            dWh += np.outer(hs[t - 1, n] if t else h0[n], dz)
            db += dz
            dh = Wh @ dz
        dh0.append(dh)
    return dWx, dWh, db, np.array(dh0)


def _recursive(xs, hs, h0, Wx, Wh, b, ghs):
    if len(xs) == 0:
        return np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros_like(h0)
    dWx, dWh, db, dh = _recursive(xs[1:], hs[1:], hs[0], Wx, Wh, b, ghs[1:])
    dz = (ghs[0] + dh) * (1 - hs[0] ** 2)
    return dWx + xs[0].T @ dz, dWh + h0.T @ dz, db + dz.sum(axis=0), dz @ Wh.T


def _gradients_of_one_large_batch(xs, hs, h0, Wx, Wh, b, ghs):
    """Steps and rows as the rows of one large batch."""
    dh = np.zeros_like(h0)
    d: list[Any] = []
    for own, h in zip(ghs[::-1], hs[::-1], strict=True):
        d.insert(0, (own + dh) * (1 - h) * (1 + h))
        dh = d[0] @ Wh.T
    rows = np.concatenate(d)
    prev = np.concatenate([h0, *hs[:-1]])
    return xs.reshape(-1, xs.shape[2]).T @ rows, prev.T @ rows, rows.sum(axis=0), dh


def _columns(xs, hs, h0, Wx, Wh, b, ghs):
    """With columns, as books write it."""
    dWx, dWh, db, dh = np.zeros(Wx.T.shape), np.zeros(Wh.T.shape), np.zeros((len(b), 1)), np.zeros(h0.T.shape)
    for t in reversed(range(len(xs))):
        dz = (ghs[t].T + dh) * (1 - hs[t].T ** 2)
        dWx += dz @ xs[t]
        dWh += dz @ (hs[t - 1] if t else h0)
        db += dz.sum(axis=1, keepdims=True)
        dh = Wh @ dz
    return dWx.T, dWh.T, db.ravel(), dh.T


def _gradients_by_new_activations(xs, hs, h0, Wx, Wh, b, ghs):
    """The pre-activations anew, and tanh' by cosh."""
    prev = np.insert(hs[:-1], 0, h0, axis=0)
    slope = np.cosh(xs @ Wx + prev @ Wh + b) ** -2
    d = np.empty_like(ghs)
    d[-1] = ghs[-1] * slope[-1]
    for t in range(len(xs) - 2, -1, -1):
        d[t] = (ghs[t] + np.einsum("nh,kh->nk", d[t + 1], Wh)) * slope[t]
    products = (np.matmul(e.transpose(0, 2, 1), d).sum(axis=0) for e in (xs, prev))
    return (*products, np.ones(d.shape[:2]).ravel() @ d.reshape(-1, len(b)), d[0] @ Wh.T)


BPTT_RIGHT = (
    Variant("a loop from the last step", sweep()),
    Variant("all δ first, einsum", stacked()),
    Variant("path by path", _path_by_path),
    Variant("one matrix for x, h and 1", _one_matrix),
    Variant("row by row", _row_by_row),
    Variant("a recursion", _recursive),
    Variant("steps and rows in one batch", _gradients_of_one_large_batch),
    Variant("with columns", _columns),
    Variant("tanh' by cosh, of z", _gradients_by_new_activations),
    Variant("a list of four", lambda *args: list(stacked()(*args))),
)
