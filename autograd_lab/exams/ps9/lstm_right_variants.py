"""Right ways to write `lstm_cell_backward` of problem set 9."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import numpy as np

from autograd_lab.exams.kinds.variants import s
from autograd_lab.exams.ps9.lstm_variants import cell
from autograd_lab.exams.question import Variant


def _four_by_four(x, h_prev, c_prev, W, U, b, dh, dc):
    """The gates on an axis of their own."""
    N, H = h_prev.shape
    z = (x @ W + h_prev @ U + b).reshape(N, 4, H)
    a = s(z)
    a[:, 2] = np.tanh(z[:, 2])
    i, f, g, o = a.transpose(1, 0, 2)
    t = np.tanh(f * c_prev + i * g)
    d = dc + dh * o * (1 - t * t)
    came = np.stack([d * g, d * c_prev, d * i, dh * t], axis=1)
    slope = a * (1 - a)
    slope[:, 2] = 1 - g**2
    dz = (came * slope).reshape(N, 4 * H)
    return dz @ W.T, dz @ U.T, d * f, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)


def _gate_by_gate(x, h_prev, c_prev, W, U, b, dh, dc):
    """Four small layers, whose gradients are put side by side."""
    H = len(U)
    parts = [slice(n * H, (n + 1) * H) for n in range(4)]
    i, f, g, o = ((np.tanh if n == 2 else s)(x @ W[:, p] + h_prev @ U[:, p] + b[p]) for n, p in enumerate(parts))
    c = i * g + f * c_prev
    d = dc + dh * o / np.cosh(c) ** 2
    deltas = [d * g * i * (1 - i), d * c_prev * f * (1 - f), d * i * (1 - g) * (1 + g), dh * np.tanh(c) * o * (1 - o)]
    dx, dh_prev = np.zeros_like(x), np.zeros_like(h_prev)
    dW, dU, db = np.zeros_like(W), np.zeros_like(U), np.zeros_like(b)
    for p, delta in zip(parts, deltas, strict=True):
        dx += delta @ W[:, p].T
        dh_prev += delta @ U[:, p].T
        dW[:, p] = x.T @ delta
        dU[:, p] = h_prev.T @ delta
        db[p] = delta.sum(axis=0)
    return dx, dh_prev, d * f, dW, dU, db


def _one_matrix(x, h_prev, c_prev, W, U, b, dh, dc):
    """x, h_prev and 1 side by side."""
    D, H = x.shape[1], len(U)
    entered = np.concatenate([x, h_prev, np.ones((len(x), 1))], axis=1)
    V = np.vstack([W, U, b])
    z = entered @ V
    i, f, g, o = s(z[:, :H]), s(z[:, H : 2 * H]), np.tanh(z[:, 2 * H : 3 * H]), s(z[:, 3 * H :])
    t = np.tanh(c_prev * f + g * i)
    d = dh * o * (1 - t**2) + dc
    dz = np.zeros_like(z)
    dz[:, :H] = d * g * (i - i**2)
    dz[:, H : 2 * H] = d * c_prev * (f - f**2)
    dz[:, 2 * H : 3 * H] = d * i * (1 - g**2)
    dz[:, 3 * H :] = dh * t * (o - o**2)
    down, dV = dz @ V.T, entered.T @ dz
    return down[:, :D], down[:, D : D + H], d * f, dV[:D], dV[D:-1], dV[-1]


def _einsum(x, h_prev, c_prev, W, U, b, dh, dc):
    z = np.einsum("nd,dk->nk", x, W) + np.einsum("nh,hk->nk", h_prev, U) + b
    zi, zf, zg, zo = np.hsplit(z, 4)
    i, f, o = (1 / (1 + np.exp(-part)) for part in (zi, zf, zo))
    g = np.tanh(zg)
    t = np.tanh(f * c_prev + i * g)
    through_h = dh * o * (1 - t**2)
    whole = through_h + dc
    dz = np.hstack(
        [whole * g * s(zi) * s(-zi), whole * c_prev * f * s(-zf), whole * i * (1 - g * g), dh * t * o * s(-zo)]
    )
    return (
        np.einsum("nk,dk->nd", dz, W),
        np.einsum("nk,hk->nh", dz, U),
        whole * f,
        np.einsum("nd,nk->dk", x, dz),
        np.einsum("nh,nk->hk", h_prev, dz),
        np.einsum("nk->k", dz),
    )


def _row_by_row(x, h_prev, c_prev, W, U, b, dh, dc):
    found = [
        cell()(*(a[n : n + 1] for a in (x, h_prev, c_prev)), W, U, b, dh[n : n + 1], dc[n : n + 1])
        for n in range(len(x))
    ]
    by_row = [np.concatenate([one[k] for one in found]) for k in range(3)]
    return (*by_row, *(sum(one[k] for one in found) for k in range(3, 6)))


def _two_sweeps(x, h_prev, c_prev, W, U, b, dh, dc):
    """The way back is linear: once from dh, once from dc."""
    nothing = np.zeros_like(dc)
    one, other = cell()(x, h_prev, c_prev, W, U, b, dh, nothing), cell()(x, h_prev, c_prev, W, U, b, nothing, dc)
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _by_tape(x, h_prev, c_prev, W, U, b, dh, dc):
    """Each operation's gradient under its own name."""
    z = x @ W + h_prev @ U + b
    H = z.shape[1] // 4
    grads = {}
    i, f, g, o = s(z[:, 0:H]), s(z[:, H : 2 * H]), np.tanh(z[:, 2 * H : 3 * H]), s(z[:, 3 * H : 4 * H])
    kept, new = f * c_prev, i * g
    t = np.tanh(kept + new)
    grads["o"], grads["t"] = dh * t, dh * o
    grads["c"] = grads["t"] * (1 - t**2)
    grads["c"] = grads["c"] + dc
    grads["f"], grads["c_prev"] = grads["c"] * c_prev, grads["c"] * f
    grads["i"], grads["g"] = grads["c"] * g, grads["c"] * i
    dz = np.zeros_like(z)
    for n, (name, gate) in enumerate([("i", i), ("f", f), ("g", g), ("o", o)]):
        slope = 1 - gate**2 if name == "g" else gate * (1 - gate)
        dz[:, n * H : (n + 1) * H] += grads[name] * slope
    return dz.dot(W.T), dz.dot(U.T), grads["c_prev"], x.T.dot(dz), h_prev.T.dot(dz), np.sum(dz, axis=0)


LSTM_RIGHT = (
    Variant("line by line", cell()),
    Variant("gates on an axis of their own", _four_by_four),
    Variant("a gate at a time", _gate_by_gate),
    Variant("one matrix for x, h and 1", _one_matrix),
    Variant("einsum, σ(−z)", _einsum),
    Variant("row by row", _row_by_row),
    Variant("from dh and from dc apart", _two_sweeps),
    Variant("a tape", _by_tape),
    Variant("a list of six", lambda *args: list(cell()(*args))),
)
