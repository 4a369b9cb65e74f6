"""Wrong ways to write `truncated_bptt` of problem set 9."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import s, wrong


def paths(
    last: Callable[..., Any] = lambda T: range(T),
    window: Callable[..., Any] = lambda t, k: range(t, max(-1, t - k), -1),
    own: Callable[..., Any] = lambda ghs, t: ghs[t],
    slope: Callable[..., Any] = lambda h, z: 1 - h**2,
    counts: Callable[..., Any] = lambda r, t, k: True,
    seen: Callable[..., Any] = lambda xs, r: xs[r],
    state: Callable[..., Any] = lambda hs, h0, r: hs[r - 1] if r > 0 else h0,
    learn_x: Callable[..., Any] = lambda old, x, dz: old + x.T @ dz,
    learn_h: Callable[..., Any] = lambda old, h, dz: old + h.T @ dz,
    learn_b: Callable[..., Any] = lambda old, dz: old + dz.sum(axis=0),
    hand: Callable[..., Any] = lambda dz, g, Wx, Wh: dz @ Wh.T,
    reaches: Callable[..., Any] = lambda t, k: t < k,
    initial: Callable[..., Any] = lambda old, g, ghs, h0: old + g,
    out: Callable[..., Any] = lambda dWx, dWh, db, dh0, T, N: (dWx, dWh, db, dh0),
) -> Callable[..., Any]:
    """Each own gradient travels by itself, with one line changed."""

    def truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k):
        T, N = xs.shape[:2]
        dWx, dWh, db, dh0 = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros_like(h0)
        for t in last(T):
            g = own(ghs, t)
            for r in window(t, k):
                before = hs[r - 1] if r > 0 else h0
                z = xs[r] @ Wx + before @ Wh + b
                dz = g * slope(hs[r], z)
                if counts(r, t, k):
                    dWx = learn_x(dWx, seen(xs, r), dz)
                    dWh = learn_h(dWh, state(hs, h0, r), dz)
                    db = learn_b(db, dz)
                g = hand(dz, g, Wx, Wh)
            if reaches(t, k):
                dh0 = initial(dh0, g, ghs, h0)
        return out(dWx, dWh, db, dh0, T, N)

    return truncated_bptt


def whole(
    order: Callable[..., Any] = lambda T, k: range(T - 1, -1, -1),
    forget: Callable[..., Any] = lambda t, T, k: False,
) -> Callable[..., Any]:
    """One sweep over the sequence, which forgets what arrives at some steps."""

    def truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k):
        T = len(xs)
        dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
        arriving = np.zeros_like(h0)
        for t in order(T, k):
            if forget(t, T, k):
                arriving = np.zeros_like(h0)
            dz = (ghs[t] + arriving) * (1 - hs[t] ** 2)
            dWx += xs[t].T @ dz
            dWh += (hs[t - 1] if t > 0 else h0).T @ dz
            db += dz.sum(axis=0)
            arriving = dz @ Wh.T
        return dWx, dWh, db, arriving

    return truncated_bptt


def stacked(
    before: Callable[..., Any] = lambda hs, h0: np.concatenate([h0[None], hs[:-1]]),
    learn_x: Callable[..., Any] = lambda xs, d: np.einsum("tnd,tnh->dh", xs, d),
    learn_h: Callable[..., Any] = lambda prev, d: np.einsum("tnk,tnh->kh", prev, d),
    bias: Callable[..., Any] = lambda d: d.sum(axis=(0, 1)),
    length: Callable[..., Any] = lambda k, T: min(k, T),
    move: Callable[..., Any] = lambda come: come[1:],
) -> Callable[..., Any]:
    """All own gradients side by side, a step at a time."""

    def truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k):
        T = len(xs)
        slope, d, dh0 = 1 - hs**2, np.zeros_like(hs), np.zeros_like(h0)
        g = ghs
        for j in range(length(k, T)):
            now = g * slope[: T - j]
            d[: T - j] += now
            come = now @ Wh.T
            dh0 = dh0 + come[0]
            g = move(come)
        return learn_x(xs, d), learn_h(before(hs, h0), d), bias(d), dh0

    return truncated_bptt


def _in_place(xs, hs, h0, Wx, Wh, b, ghs, k):
    found = paths()(xs, hs, h0, Wx, Wh, b, ghs, k)
    for t in range(len(xs)):
        ghs[t] *= 1 - hs[t] ** 2
    return found


def _whole_initial(xs, hs, h0, Wx, Wh, b, ghs, k):
    return (*paths()(xs, hs, h0, Wx, Wh, b, ghs, k)[:3], whole()(xs, hs, h0, Wx, Wh, b, ghs, k)[3])


def _ahead(xs, hs, h0, Wx, Wh, b, ghs, k):
    dWx, dWh, db, dh0 = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros_like(h0)
    T, prev = len(xs), np.concatenate([h0[None], hs[:-1]])
    for t in range(T):
        g, r = ghs[t], t
        while r < T and r - t < k:
            dz = (1 - hs[r] ** 2) * g
            dWx, dWh, db = dWx + xs[r].T @ dz, dWh + prev[r].T @ dz, db + dz.sum(axis=0)
            g, r = dz @ Wh.T, r + 1
        if t < k:
            dh0 = dh0 + g
    return dWx, dWh, db, dh0


def _once_around(xs, hs, h0, Wx, Wh, b, ghs, k):
    """From the first step on to the last ones, until the whole sequence is done."""
    dWx, dWh, db, dh0 = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros_like(h0)
    T, prev = len(xs), np.concatenate([h0[None], hs[:-1]])
    for t in range(T):
        g = ghs[t]
        for far in range(k):
            r = t - far
            if r <= -T:
                break
            dz = g * (1 - hs[r] ** 2)
            dWx, dWh, db = dWx + xs[r].T @ dz, dWh + prev[r].T @ dz, db + dz.sum(axis=0)
            g = dz @ Wh.T
            dh0 = dh0 + (g if r == 0 else 0)
    return dWx, dWh, db, dh0


def _at_start(which):
    """One of the weights learns at the start of each window, the others at every step."""

    def truncated_bptt(*args):
        found = list(paths()(*args))
        found[which] = paths(counts=lambda r, t, k: r == t)(*args)[which]
        return tuple(found)

    return truncated_bptt


def _first_row(xs, hs, h0, Wx, Wh, b, ghs, k):
    dh0 = paths()(xs, hs, h0, Wx, Wh, b, ghs, k)[3]
    return (*paths()(xs[:, :1], hs[:, :1], h0[:1], Wx, Wh, b, ghs[:, :1], k)[:3], dh0)


TRUNCATED_WRONG = (
    wrong(
        "window-one-short",
        "k − 1 steps",
        paths(window=lambda t, k: range(t, max(-1, t - k + 1), -1), reaches=lambda t, k: t < k - 1),
    ),
    wrong("window-one-short", "side by side", stacked(length=lambda k, T: min(k - 1, T))),
    wrong(
        "window-one-long",
        "k + 1 steps",
        paths(window=lambda t, k: range(t, max(-1, t - k - 1), -1), reaches=lambda t, k: t <= k),
    ),
    wrong("window-one-long", "side by side", stacked(length=lambda k, T: min(k + 1, T))),
    wrong("not-truncated", "all the way", whole()),
    wrong("not-truncated", "k never used", paths(window=lambda t, k: range(t, -1, -1), reaches=lambda t, k: True)),
    wrong("time-not-travelled", "one step each", whole(forget=lambda t, T, k: True)),
    wrong("window-counted-at-its-start", "at step t", paths(counts=lambda r, t, k: r == t)),
    wrong("window-counted-at-its-start", "dWx alone", _at_start(0)),
    wrong("window-counted-at-its-start", "dWh alone", _at_start(1)),
    wrong("time-forwards", "range(t, t + k)", _ahead),
    wrong(
        "window-counted-at-its-end", "at the last step it reaches", paths(counts=lambda r, t, k: r == max(0, t - k + 1))
    ),
    wrong("initial-from-every-window", "whatever is left over", paths(reaches=lambda t, k: True)),
    wrong("initial-window-miscounted", "dh0 =", paths(reaches=lambda t, k: True, initial=lambda old, g, ghs, h0: g)),
    wrong("initial-window-miscounted", "t = 0", paths(reaches=lambda t, k: t == 0)),
    wrong("initial-window-miscounted", "t <= k", paths(reaches=lambda t, k: t <= k)),
    wrong("initial-window-miscounted", "t < k − 1", paths(reaches=lambda t, k: t < k - 1)),
    wrong("initial-gradient-missing", "zeros", paths(reaches=lambda t, k: False)),
    wrong("initial-not-truncated", "of a whole sweep", _whole_initial),
    wrong("window-at-the-end", "the last k steps", whole(order=lambda T, k: range(T - 1, max(-1, T - 1 - k), -1))),
    wrong("window-in-chunks", "from the front", whole(forget=lambda t, T, k: (t + 1) % k == 0)),
    wrong("window-in-chunks", "from behind", whole(forget=lambda t, T, k: (T - 1 - t) % k == 0)),
    wrong("window-wraps-around", "range(t, t − k, −1)", paths(window=lambda t, k: range(t, t - k, -1))),
    wrong("window-wraps-around", "down to −T", _once_around),
    wrong("own-gradient-left-out", "ghs[−1] alone", paths(last=lambda T: [T - 1])),
    wrong("own-of-other-step", "ghs[t − 1]", paths(own=lambda ghs, t: ghs[t - 1])),
    wrong("own-gradients-missing", "ghs = 1", paths(own=lambda ghs, t: np.ones_like(ghs[t]))),
    wrong("tanh-slope-missing", "no 1 − h²", paths(slope=lambda h, z: 1.0)),
    wrong("tanh-slope-of-z", "1 − z²", paths(slope=lambda h, z: 1 - z**2)),
    wrong("tanh-twice-in-slope", "1 − tanh(h)²", paths(slope=lambda h, z: 1 - np.tanh(h) ** 2)),
    wrong("tanh-slope-of-another", "h(1 − h)", paths(slope=lambda h, z: h * (1 - h))),
    wrong("tanh-slope-of-another", "σ(z)(1 − σ(z))", paths(slope=lambda h, z: s(z) * (1 - s(z)))),
    wrong("tanh-slope-unsquared", "1 − h", paths(slope=lambda h, z: 1 - h)),
    wrong("tanh-slope-signs", "1 + h²", paths(slope=lambda h, z: 1 + h**2)),
    wrong("tanh-slope-signs", "h² − 1", paths(slope=lambda h, z: h**2 - 1)),
    wrong("tanh-slope-signs", "h²", paths(slope=lambda h, z: h**2)),
    wrong("tanh-slope-power", "(1 − h²)²", paths(slope=lambda h, z: (1 - h**2) ** 2)),
    wrong("recurrent-weights-missing", "no Wh", paths(hand=lambda dz, g, Wx, Wh: dz)),
    wrong("recurrent-transposed", "Wh for Wh.T", paths(hand=lambda dz, g, Wx, Wh: dz @ Wh)),
    wrong("wrong-weights-back", "Wx.T", paths(hand=lambda dz, g, Wx, Wh: dz @ Wx.T)),
    wrong("slope-not-handed-on", "g @ Wh.T", paths(hand=lambda dz, g, Wx, Wh: g @ Wh.T)),
    wrong("state-for-previous", "h_t", paths(state=lambda hs, h0, r: hs[r])),
    wrong("state-for-previous", "hs for prev", stacked(before=lambda hs, h0: hs)),
    wrong("initial-state-left-out", "0 for h0", paths(state=lambda hs, h0, r: hs[r - 1] if r > 0 else 0 * h0)),
    wrong("initial-state-left-out", "hs[−1] for h0", paths(state=lambda hs, h0, r: hs[r - 1])),
    wrong("state-of-other-step", "h_{t−2}", paths(state=lambda hs, h0, r: hs[r - 2] if r > 1 else h0)),
    wrong("x-of-other-step", "x_{t−1}", paths(seen=lambda xs, r: xs[r - 1])),
    wrong("steps-not-summed", "(T, H, H)", stacked(learn_h=lambda prev, d: np.einsum("tnk,tnh->tkh", prev, d))),
    wrong("steps-not-summed", "db (T, H)", stacked(bias=lambda d: d.sum(axis=1))),
    wrong("last-step-only", "dWh of the last", stacked(learn_h=lambda prev, d: prev[-1].T @ d[-1])),
    wrong("not-summed", "db (N, H)", paths(learn_b=lambda old, dz: old + dz)),
    wrong("steps-not-summed", "db (T, N, H)", stacked(bias=lambda d: d)),
    wrong("wrong-axis", "db over the units", stacked(bias=lambda d: d.sum(axis=(0, 2)))),
    wrong("steps-multiplied-apart", "Σx times Σδ", stacked(learn_x=lambda xs, d: xs.sum(axis=0).T @ d.sum(axis=0))),
    wrong("averaged-twice", "/N", paths(out=lambda dWx, dWh, db, dh0, T, N: (dWx / N, dWh / N, db / N, dh0))),
    wrong("averaged-over-steps", "/T", paths(out=lambda dWx, dWh, db, dh0, T, N: (dWx / T, dWh / T, db / T, dh0))),
    wrong("averaged-over-both", "db a mean", stacked(bias=lambda d: d.mean(axis=(0, 1)))),
    wrong("averaged-over-window", "/ k", lambda *args: tuple(part / args[-1] for part in paths()(*args))),
    wrong("first-row", "the first row", _first_row),
    wrong("answer-turned", "dz.T @ h", paths(learn_h=lambda old, h, dz: old + dz.T @ h)),
    wrong("rows-summed", "dh0 (H,)", paths(out=lambda dWx, dWh, db, dh0, T, N: (dWx, dWh, db, dh0.sum(axis=0)))),
    wrong("exchanged", "dWh, dWx", paths(out=lambda dWx, dWh, db, dh0, T, N: (dWh, dWx, db, dh0))),
    wrong("sign", "−ghs", lambda xs, hs, h0, Wx, Wh, b, ghs, k: paths()(xs, hs, h0, Wx, Wh, b, -ghs, k)),
    wrong("inputs-changed", "ghs[t] *=", _in_place),
)
