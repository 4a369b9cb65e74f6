"""Right ways to write `truncated_bptt` of problem set 9."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.ps9.bptt_variants import sweep
from autograd_lab.exams.ps9.truncated_variants import paths, stacked
from autograd_lab.exams.question import Variant


def _by_whole_sweeps(xs, hs, h0, Wx, Wh, b, ghs, k):
    """A whole sweep over each window, with one own gradient at its end."""
    totals = [np.zeros_like(part) for part in (Wx, Wh, b, h0)]
    for t in range(len(xs)):
        low = max(0, t - k + 1)
        own = np.zeros((t + 1 - low, *h0.shape))
        own[-1] = ghs[t]
        start = h0 if low == 0 else hs[low - 1]
        found = sweep()(xs[low : t + 1], hs[low : t + 1], start, Wx, Wh, b, own)
        for n in range(3):
            totals[n] = totals[n] + found[n]
        if low == 0:
            totals[3] = totals[3] + found[3]
    return tuple(totals)


def _breaks(xs, hs, h0, Wx, Wh, b, ghs, k):
    """A loop with a break at the first step."""
    prev = np.concatenate([h0[None], hs[:-1]])
    dWx, dWh, db, dh0 = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape), np.zeros(h0.shape)
    for t in range(len(xs)):
        dh = ghs[t].copy()
        for back in range(k):
            r = t - back
            if r < 0:
                break
            dz = dh * (1 - hs[r] * hs[r])
            dWx += xs[r].T.dot(dz)
            dWh += prev[r].T.dot(dz)
            db += dz.sum(0)
            dh = dz.dot(Wh.T)
            if r == 0:
                dh0 += dh
    return dWx, dWh, db, dh0


def _a_queue(xs, hs, h0, Wx, Wh, b, ghs, k):
    """One sweep, which carries the last k gradients apart."""
    prev = np.concatenate([h0[None], hs[:-1]])
    queue: list[Any] = []
    dWx, dWh, db = 0.0, 0.0, 0.0
    for t in reversed(range(len(xs))):
        queue = [ghs[t], *queue][:k]
        dzs = [g * (1 - hs[t] ** 2) for g in queue]
        dz = sum(dzs)
        dWx = dWx + xs[t].T @ dz
        dWh = dWh + prev[t].T @ dz
        db = db + dz.sum(axis=0)
        queue = [one @ Wh.T for one in dzs]
    return dWx, dWh, db, sum(queue)


def _minus_the_tail(xs, hs, h0, Wx, Wh, b, ghs, k):
    """What arrives, less what has travelled too far."""
    T = len(xs)
    slope = 1 - hs**2
    far = []
    for t in range(T):
        g = ghs[t]
        for r in range(t, max(-1, t - k), -1):
            g = (g * slope[r]) @ Wh.T
        far.append(g)
    d, dh = np.zeros_like(hs), np.zeros_like(h0)
    for r in reversed(range(T)):
        arriving = dh - (far[r + k] if r + k < T else 0)
        d[r] = (ghs[r] + arriving) * slope[r]
        dh = d[r] @ Wh.T
    prev = np.concatenate([h0[None], hs[:-1]])
    return np.einsum("tnd,tnh->dh", xs, d), np.einsum("tnk,tnh->kh", prev, d), d.sum(axis=(0, 1)), dh


def _row_by_row(xs, hs, h0, Wx, Wh, b, ghs, k):
    dWx, dWh, db, dh0 = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros_like(h0)
    for n in range(len(h0)):
        for t in range(len(xs)):
            g = ghs[t, n]
            for r in range(t, max(-1, t - k), -1):
                dz = g * (1 - hs[r, n] ** 2)
                dWx += np.outer(xs[r, n], dz)
                dWh += np.outer(hs[r - 1, n] if r else h0[n], dz)
                db += dz
                g = Wh @ dz
            if t <= k - 1:
                dh0[n] += g
    return dWx, dWh, db, dh0


def _by_step(xs, hs, h0, Wx, Wh, b, ghs, k):
    """For each step, what the own gradients of the next k − 1 have left when they come to it."""
    T, slope = len(xs), 1 - hs**2

    def left(t, r):
        g = ghs[t]
        for q in range(t, r, -1):
            g = (g * slope[q]) @ Wh.T
        return g

    d = np.stack([slope[r] * sum(left(t, r) for t in range(r, min(r + k, T))) for r in range(T)])
    prev = np.insert(hs[:-1], 0, h0, axis=0)
    flat = d.reshape(-1, len(b))
    return xs.reshape(-1, xs.shape[2]).T @ flat, prev.reshape(-1, len(b)).T @ flat, flat.sum(axis=0), d[0] @ Wh.T


TRUNCATED_RIGHT = (
    Variant("each by itself", paths()),
    Variant("side by side", stacked()),
    Variant("a sweep over each window", _by_whole_sweeps),
    Variant("a break", _breaks),
    Variant("a queue of k gradients", _a_queue),
    Variant("less what went too far", _minus_the_tail),
    Variant("row by row", _row_by_row),
    Variant("for each step", _by_step),
    Variant("a list of four", lambda *args: list(stacked()(*args))),
)
