"""Wrong ways to write `bptt` of problem set 9."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import s, wrong


def sweep(
    order: Callable[..., Any] = lambda T: reversed(range(T)),
    begin: Callable[..., Any] = lambda h0, ghs: np.zeros_like(h0),
    own: Callable[..., Any] = lambda ghs, t: ghs[t],
    slope: Callable[..., Any] = lambda h, z: 1 - h**2,
    join: Callable[..., Any] = lambda own, arriving, slope: (own + arriving) * slope,
    seen: Callable[..., Any] = lambda xs, t: xs[t],
    state: Callable[..., Any] = lambda hs, h0, t: hs[t - 1] if t > 0 else h0,
    learn_x: Callable[..., Any] = lambda old, x, dz, dh: old + x.T @ dz,
    learn_h: Callable[..., Any] = lambda old, h, dz, dh: old + h.T @ dz,
    learn_b: Callable[..., Any] = lambda old, dz, dh: old + dz.sum(axis=0),
    hand: Callable[..., Any] = lambda dz, dh, Wx, Wh, arriving: dz @ Wh.T,
    initial: Callable[..., Any] = lambda arriving, dz, dh, Wh, h0, ghs: arriving,
    out: Callable[..., Any] = lambda dWx, dWh, db, dh0, T, N: (dWx, dWh, db, dh0),
) -> Callable[..., Any]:
    """A loop over the steps, with one of its lines changed."""

    def bptt(xs, hs, h0, Wx, Wh, b, ghs):
        T, N = xs.shape[:2]
        dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
        arriving = begin(h0, ghs)
        dz = dh = np.zeros_like(h0)
        for t in order(T):
            before = hs[t - 1] if t > 0 else h0
            z = xs[t] @ Wx + before @ Wh + b
            dh = own(ghs, t) + arriving
            dz = join(own(ghs, t), arriving, slope(hs[t], z))
            dWx = learn_x(dWx, seen(xs, t), dz, dh)
            dWh = learn_h(dWh, state(hs, h0, t), dz, dh)
            db = learn_b(db, dz, dh)
            arriving = hand(dz, dh, Wx, Wh, arriving)
        dh0 = initial(arriving, dz, dh, Wh, h0, ghs)
        return out(dWx, dWh, db, dh0, T, N)

    return bptt


def stacked(
    slopes: Callable[..., Any] = lambda hs, h0: 1 - hs**2,
    before: Callable[..., Any] = lambda hs, h0: np.concatenate([h0[None], hs[:-1]]),
    learn_x: Callable[..., Any] = lambda xs, d: np.einsum("tnd,tnh->dh", xs, d),
    learn_h: Callable[..., Any] = lambda prev, d: np.einsum("tnk,tnh->kh", prev, d),
    bias: Callable[..., Any] = lambda d: d.sum(axis=(0, 1)),
    initial: Callable[..., Any] = lambda d, Wh: d[0] @ Wh.T,
) -> Callable[..., Any]:
    """All δ first, then sums over steps and rows at once."""

    def bptt(xs, hs, h0, Wx, Wh, b, ghs):
        slope = slopes(hs, h0)
        d = np.zeros_like(hs)
        arriving = np.zeros_like(h0)
        for t in range(len(xs) - 1, -1, -1):
            d[t] = (ghs[t] + arriving) * slope[t]
            arriving = d[t] @ Wh.T
        return learn_x(xs, d), learn_h(before(hs, h0), d), bias(d), initial(d, Wh)

    return bptt


def _in_place(xs, hs, h0, Wx, Wh, b, ghs):
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    for t in range(len(xs) - 1, -1, -1):
        dz = ghs[t] * (1 - hs[t] ** 2)
        dWx += xs[t].T @ dz
        db += dz.sum(axis=0)
        dh0 = dz @ Wh.T
        if t > 0:
            dWh += hs[t - 1].T @ dz
            ghs[t - 1] += dh0
    return dWx, dWh + h0.T @ dz, db, dh0


def _both_places(xs, hs, h0, Wx, Wh, b, ghs):
    """What arrives is kept, and added to the own gradient of the step before as well."""
    own, arriving, d = ghs.copy(), np.zeros_like(h0), np.zeros_like(hs)
    for t in reversed(range(len(xs))):
        d[t] = (own[t] + arriving) * (1 - hs[t] ** 2)
        arriving = d[t] @ Wh.T
        if t:
            own[t - 1] += arriving
    prev = np.concatenate([h0[None], hs[:-1]])
    return np.tensordot(xs, d, ((0, 1), (0, 1))), np.tensordot(prev, d, ((0, 1), (0, 1))), d.sum((0, 1)), arriving


def _own_alone(xs, hs, h0, Wx, Wh, b, ghs):
    """Each own gradient goes one step back, and ends there."""
    slope = 1 - hs**2
    handed = (ghs * slope) @ Wh.T
    d = slope * (ghs + np.concatenate([handed[1:], 0 * handed[:1]]))
    prev = np.concatenate([h0[None], hs[:-1]])
    return np.tensordot(xs, d, ((0, 1), (0, 1))), np.tensordot(prev, d, ((0, 1), (0, 1))), d.sum((0, 1)), handed[0]


def _recurrent_of_own(xs, hs, h0, Wx, Wh, b, ghs):
    dWx, _, db, dh0 = sweep()(xs, hs, h0, Wx, Wh, b, ghs)
    own, prev = ghs * (1 - hs**2), np.concatenate([h0[None], hs[:-1]])
    return dWx, np.einsum("tnk,tnh->kh", prev, own), db, dh0


def _initial_of_own(xs, hs, h0, Wx, Wh, b, ghs):
    first = ghs[0] * (1 - hs[0] ** 2)
    return (*sweep()(xs, hs, h0, Wx, Wh, b, ghs)[:3], first @ Wh.T)


def _first_row(xs, hs, h0, Wx, Wh, b, ghs):
    dh0 = sweep()(xs, hs, h0, Wx, Wh, b, ghs)[3]
    return (*sweep()(xs[:, :1], hs[:, :1], h0[:1], Wx, Wh, b, ghs[:, :1])[:3], dh0)


def _last_row(xs, hs, h0, Wx, Wh, b, ghs):
    dh0 = sweep()(xs, hs, h0, Wx, Wh, b, ghs)[3]
    for n in range(len(h0)):
        one = slice(n, n + 1)
        dWx, dWh, db, _ = sweep()(xs[:, one], hs[:, one], h0[one], Wx, Wh, b, ghs[:, one])
    return dWx, dWh, db, dh0


BPTT_WRONG = (
    wrong("tanh-slope-missing", "no 1 − h²", sweep(slope=lambda h, z: 1.0)),
    wrong("tanh-slope-of-z", "1 − z²", sweep(slope=lambda h, z: 1 - z**2)),
    wrong("tanh-twice-in-slope", "1 − tanh(h)²", sweep(slope=lambda h, z: 1 - np.tanh(h) ** 2)),
    wrong("tanh-slope-of-another", "h(1 − h)", sweep(slope=lambda h, z: h * (1 - h))),
    wrong("tanh-slope-of-another", "σ(z)(1 − σ(z))", sweep(slope=lambda h, z: s(z) * (1 - s(z)))),
    wrong("tanh-slope-unsquared", "1 − h", sweep(slope=lambda h, z: 1 - h)),
    wrong("tanh-slope-signs", "1 + h²", sweep(slope=lambda h, z: 1 + h**2)),
    wrong("tanh-slope-signs", "h² − 1", sweep(slope=lambda h, z: h**2 - 1)),
    wrong("tanh-slope-signs", "h²", sweep(slope=lambda h, z: h**2)),
    wrong("tanh-for-slope", "h itself", sweep(slope=lambda h, z: h)),
    wrong("tanh-slope-power", "(1 − h²)²", sweep(slope=lambda h, z: (1 - h**2) ** 2)),
    wrong("tanh-slope-power", "√(1 − h²)", sweep(slope=lambda h, z: np.sqrt(1 - h**2))),
    wrong("tanh-slope-of-another", "z > 0", sweep(slope=lambda h, z: (z > 0) * 1.0)),
    wrong("tanh-slope-divides", "/ (1 − h²)", sweep(slope=lambda h, z: 1 / (1 - h**2))),
    wrong(
        "slope-of-other-step",
        "1 − h_{t−1}²",
        stacked(slopes=lambda hs, h0: 1 - np.concatenate([h0[None], hs[:-1]]) ** 2),
    ),
    wrong(
        "own-gradient-left-out", "ghs[−1] alone", sweep(own=lambda ghs, t: ghs[t] if t == len(ghs) - 1 else 0 * ghs[t])
    ),
    wrong(
        "own-gradient-left-out",
        "begins with ghs[−1], adds no other",
        sweep(begin=lambda h0, ghs: ghs[-1], own=lambda ghs, t: 0.0),
    ),
    wrong("own-of-other-step", "ghs[t − 1]", sweep(own=lambda ghs, t: ghs[t - 1])),
    wrong("own-of-other-step", "ghs from behind", sweep(own=lambda ghs, t: ghs[len(ghs) - 1 - t])),
    wrong("own-gradients-missing", "ghs = 1", sweep(own=lambda ghs, t: np.ones_like(ghs[t]))),
    wrong("recurrent-weights-missing", "no Wh", sweep(hand=lambda dz, dh, Wx, Wh, arriving: dz)),
    wrong("recurrent-transposed", "Wh for Wh.T", sweep(hand=lambda dz, dh, Wx, Wh, arriving: dz @ Wh)),
    wrong("wrong-weights-back", "Wx.T", sweep(hand=lambda dz, dh, Wx, Wh, arriving: dz @ Wx.T)),
    wrong("slope-not-handed-on", "dh @ Wh.T", sweep(hand=lambda dz, dh, Wx, Wh, arriving: dh @ Wh.T)),
    wrong("handed-on-instead", "dh as it is", sweep(hand=lambda dz, dh, Wx, Wh, arriving: dh)),
    wrong(
        "slope-on-own-alone", "own · slope + arriving", sweep(join=lambda own, arriving, slope: own * slope + arriving)
    ),
    wrong(
        "slope-on-arriving-alone",
        "own + arriving · slope",
        sweep(join=lambda own, arriving, slope: own + arriving * slope),
    ),
    wrong("time-forwards", "range(T)", sweep(order=lambda T: range(T))),
    wrong("arrivals-pile-up", "arriving +=", sweep(hand=lambda dz, dh, Wx, Wh, arriving: arriving + dz @ Wh.T)),
    wrong("arriving-subtracted", "own − arriving", sweep(join=lambda own, arriving, slope: (own - arriving) * slope)),
    wrong("arriving-subtracted", "−δ @ Wh.T", sweep(hand=lambda dz, dh, Wx, Wh, arriving: -dz @ Wh.T)),
    wrong("arriving-twice", "in both places", _both_places),
    wrong("arriving-twice", "2 · arriving", sweep(join=lambda own, arriving, slope: (own + 2 * arriving) * slope)),
    wrong("time-not-travelled", "own alone", sweep(join=lambda own, arriving, slope: own * slope)),
    wrong("time-not-travelled", "nothing kept", sweep(hand=lambda dz, dh, Wx, Wh, arriving: np.zeros_like(dz))),
    wrong("time-not-travelled", "in dWh alone", _recurrent_of_own),
    wrong("time-not-travelled", "in dh0 alone", _initial_of_own),
    wrong("own-alone-handed-on", "ghs · slope @ Wh.T", _own_alone),
    wrong("first-step-left-out", "range(T − 1, 0, −1)", sweep(order=lambda T: range(T - 1, 0, -1))),
    wrong("last-step-left-out", "range(T − 2, −1, −1)", sweep(order=lambda T: range(T - 2, -1, -1))),
    wrong("last-own-twice", "begins with ghs[−1]", sweep(begin=lambda h0, ghs: ghs[-1])),
    wrong("state-for-previous", "h_t", sweep(state=lambda hs, h0, t: hs[t])),
    wrong("state-for-previous", "hs for prev", stacked(before=lambda hs, h0: hs)),
    wrong("initial-state-left-out", "0 for h0", sweep(state=lambda hs, h0, t: hs[t - 1] if t > 0 else 0 * h0)),
    wrong("initial-state-left-out", "hs[−1] for h0", sweep(state=lambda hs, h0, t: hs[t - 1])),
    wrong("state-of-other-step", "h_{t−2}", sweep(state=lambda hs, h0, t: hs[t - 2] if t > 1 else h0)),
    wrong("state-of-other-step", "h0", sweep(state=lambda hs, h0, t: h0)),
    wrong("x-of-other-step", "x_{t−1}", sweep(seen=lambda xs, t: xs[t - 1])),
    wrong("x-of-one-step", "xs[0]", sweep(seen=lambda xs, t: xs[0])),
    wrong("entering-missing", "1 for h", sweep(state=lambda hs, h0, t: np.ones_like(h0))),
    wrong("steps-overwritten", "dWx =", sweep(learn_x=lambda old, x, dz, dh: x.T @ dz)),
    wrong("steps-overwritten", "dWh =", sweep(learn_h=lambda old, h, dz, dh: h.T @ dz)),
    wrong("steps-overwritten", "db =", sweep(learn_b=lambda old, dz, dh: dz.sum(axis=0))),
    wrong("last-step-only", "dWh of the last", stacked(learn_h=lambda prev, d: prev[-1].T @ d[-1])),
    wrong("last-step-only", "db of the last", stacked(bias=lambda d: d[-1].sum(axis=0))),
    wrong("steps-not-summed", "(T, H, H)", stacked(learn_h=lambda prev, d: np.einsum("tnk,tnh->tkh", prev, d))),
    wrong("steps-not-summed", "db (T, H)", stacked(bias=lambda d: d.sum(axis=1))),
    wrong("not-summed", "db (N, H)", sweep(learn_b=lambda old, dz, dh: old + dz)),
    wrong("steps-not-summed", "db (T, N, H)", stacked(bias=lambda d: d)),
    wrong("wrong-axis", "db over the units", stacked(bias=lambda d: d.sum(axis=(0, 2)))),
    wrong("steps-multiplied-apart", "Σx times Σδ", stacked(learn_x=lambda xs, d: xs.sum(axis=0).T @ d.sum(axis=0))),
    wrong("sums-without-slope", "dWh by dh", sweep(learn_h=lambda old, h, dz, dh: old + h.T @ dh)),
    wrong(
        "sums-without-slope",
        "all by dh",
        sweep(
            learn_x=lambda old, x, dz, dh: old + x.T @ dh,
            learn_h=lambda old, h, dz, dh: old + h.T @ dh,
            learn_b=lambda old, dz, dh: old + dh.sum(axis=0),
        ),
    ),
    wrong("averaged-twice", "/N", sweep(out=lambda dWx, dWh, db, dh0, T, N: (dWx / N, dWh / N, db / N, dh0))),
    wrong("averaged-over-steps", "/T", sweep(out=lambda dWx, dWh, db, dh0, T, N: (dWx / T, dWh / T, db / T, dh0))),
    wrong("averaged-over-both", "db a mean", stacked(bias=lambda d: d.mean(axis=(0, 1)))),
    wrong(
        "averaged-over-both",
        "/ T / N",
        sweep(out=lambda dWx, dWh, db, dh0, T, N: (dWx / T / N, dWh / T / N, db / T / N, dh0)),
    ),
    wrong("first-row", "the first row", _first_row),
    wrong("overwritten", "the last row", _last_row),
    wrong("answer-turned", "dz.T @ h", sweep(learn_h=lambda old, h, dz, dh: old + dz.T @ h)),
    wrong("answer-turned", "dWx (H, D)", stacked(learn_x=lambda xs, d: np.einsum("tnd,tnh->hd", xs, d))),
    wrong("initial-gradient-early", "dh of the first", sweep(initial=lambda arriving, dz, dh, Wh, h0, ghs: dh)),
    wrong("initial-weight-missing", "dz of the first", sweep(initial=lambda arriving, dz, dh, Wh, h0, ghs: dz)),
    wrong("initial-slope-missing", "dh @ Wh.T", sweep(initial=lambda arriving, dz, dh, Wh, h0, ghs: dh @ Wh.T)),
    wrong(
        "initial-slope-extra",
        "· (1 − h0²)",
        sweep(initial=lambda arriving, dz, dh, Wh, h0, ghs: arriving * (1 - h0**2)),
    ),
    wrong("initial-own-added", "+ ghs[0]", sweep(initial=lambda arriving, dz, dh, Wh, h0, ghs: arriving + ghs[0])),
    wrong("initial-gradient-missing", "zeros", sweep(initial=lambda arriving, dz, dh, Wh, h0, ghs: np.zeros_like(h0))),
    wrong("initial-of-last-step", "δ of the last", stacked(initial=lambda d, Wh: d[-1] @ Wh.T)),
    wrong("rows-summed", "dh0 (H,)", sweep(initial=lambda arriving, dz, dh, Wh, h0, ghs: arriving.sum(axis=0))),
    wrong("exchanged", "dWh, dWx", sweep(out=lambda dWx, dWh, db, dh0, T, N: (dWh, dWx, db, dh0))),
    wrong("exchanged", "dh0 first", sweep(out=lambda dWx, dWh, db, dh0, T, N: (dh0, dWx, dWh, db))),
    wrong(
        "gradients-clipped",
        "clip to ±5",
        sweep(out=lambda dWx, dWh, db, dh0, T, N: tuple(np.clip(part, -5, 5) for part in (dWx, dWh, db, dh0))),
    ),
    wrong(
        "gradients-clipped",
        "dh clipped to ±1",
        sweep(join=lambda own, arriving, slope: np.clip(own + arriving, -1, 1) * slope),
    ),
    wrong("sign", "−ghs", lambda xs, hs, h0, Wx, Wh, b, ghs: sweep()(xs, hs, h0, Wx, Wh, b, -ghs)),
    wrong("inputs-changed", "ghs[t − 1] +=", _in_place),
)
