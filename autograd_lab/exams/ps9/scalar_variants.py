"""Wrong ways to write `bptt_scalar` of problem set 9."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import s, wrong


def sweep(
    order: Callable[..., Any] = lambda T: reversed(range(T)),
    begin: Callable[..., Any] = lambda gh: 0.0,
    own: Callable[..., Any] = lambda gh, t: gh[t],
    slope: Callable[..., Any] = lambda h, t, z: 1 - h[t] ** 2,
    join: Callable[..., Any] = lambda own, arriving, slope: (own + arriving) * slope,
    seen: Callable[..., Any] = lambda x, t: x[t],
    state: Callable[..., Any] = lambda h, h0, t: h[t - 1] if t > 0 else h0,
    learn: Callable[..., Any] = lambda old, now: old + now,
    learn_u: Callable[..., Any] = lambda old, now: old + now,
    learn_b: Callable[..., Any] = lambda old, dz, dh: old + dz,
    hand: Callable[..., Any] = lambda u, w, dz, dh, arriving: u * dz,
    initial: Callable[..., Any] = lambda arriving, dz, h0, slope, u, gh: arriving,
    out: Callable[..., Any] = lambda dw, du, db, dh0, T: (dw, du, db, dh0),
) -> Callable[..., Any]:
    """A loop over the steps, with one of its lines changed."""

    def bptt_scalar(x, h, h0, w, u, b, gh):
        T = len(x)
        z = w * x + u * np.append(h0, h[:-1]) + b
        dw, du, db, dz, step = 0.0, 0.0, 0.0, 0.0, 1.0
        arriving = begin(gh)
        for t in order(T):
            step = slope(h, t, z)
            dh = own(gh, t) + arriving
            dz = join(own(gh, t), arriving, step)
            dw = learn(dw, dz * seen(x, t))
            du = learn_u(du, dz * state(h, h0, t))
            db = learn_b(db, dz, dh)
            arriving = hand(u, w, dz, dh, arriving)
        dh0 = initial(arriving, dz, h0, step, u, gh)
        return out(dw, du, db, dh0, T)

    return bptt_scalar


def arrays(
    delta: Callable[..., Any] = lambda own, arriving, slope: (own + arriving) * slope,
    slopes: Callable[..., Any] = lambda h: 1 - h**2,
    before: Callable[..., Any] = lambda h, h0: np.concatenate([[h0], h[:-1]]),
    dw: Callable[..., Any] = lambda d, x: np.sum(d * x),
    du: Callable[..., Any] = lambda d, prev: np.sum(d * prev),
    db: Callable[..., Any] = lambda d: np.sum(d),
    dh0: Callable[..., Any] = lambda u, d: u * d[0],
) -> Callable[..., Any]:
    """All δ first, then sums over arrays."""

    def bptt_scalar(x, h, h0, w, u, b, gh):
        slope = slopes(h)
        d = np.zeros(len(x))
        arriving = 0.0
        for t in range(len(x) - 1, -1, -1):
            d[t] = delta(gh[t], arriving, slope[t])
            arriving = u * d[t]
        prev = before(h, h0)
        return dw(d, x), du(d, prev), db(d), dh0(u, d)

    return bptt_scalar


def _in_place(x, h, h0, w, u, b, gh):
    d = np.zeros(len(x))
    for t in range(len(x) - 1, -1, -1):
        d[t] = gh[t] * (1 - h[t] ** 2)
        if t > 0:
            gh[t - 1] += u * d[t]
    return np.sum(d * x), np.sum(d * np.append(h0, h[:-1])), np.sum(d), u * d[0]


def _last_first(x, h, h0, w, u, b, gh):
    """The last step's gradient before the loop, and again in it."""
    dw = du = db = 0.0
    arriving = gh[-1]
    for t in range(len(x) - 1, -1, -1):
        dz = (gh[t] + arriving) * (1 - h[t] ** 2)
        dw, du, db = dw + dz * x[t], du + dz * (h[t - 1] if t else h0), db + dz
        arriving = u * dz
    return dw, du, db, arriving


def _own_alone(x, h, h0, w, u, b, gh):
    dw = du = db = arriving = 0.0
    for t in range(len(x) - 1, -1, -1):
        slope = 1 - h[t] ** 2
        dz = slope * (arriving + gh[t])
        dw, du, db = dw + dz * x[t], du + dz * (h[t - 1] if t else h0), db + dz
        arriving = u * slope * gh[t]
    return dw, du, db, arriving


def _times_weights(x, h, h0, w, u, b, gh):
    _, _, db, dh0 = sweep()(x, h, h0, w, u, b, gh)
    return db * w, db * u, db, dh0


def _initial_by_powers(x, h, h0, w, u, b, gh):
    powers = u ** np.arange(1.0, len(x) + 1)
    return (*sweep()(x, h, h0, w, u, b, gh)[:3], np.dot(gh, powers))


def _du_of_own(x, h, h0, w, u, b, gh):
    dw, _, db, dh0 = sweep()(x, h, h0, w, u, b, gh)
    return dw, np.sum(gh * (1 - h**2) * np.append(h0, h[:-1])), db, dh0


def _times_state(x, h, h0, w, u, b, gh):
    dw = du = db = arriving = 0.0
    for t in reversed(range(len(x))):
        dz = (gh[t] + arriving) * (1 - h[t] ** 2)
        before = h[t - 1] if t > 0 else h0
        dw, du, db = dw + dz * x[t], du + dz * before, db + dz
        arriving = dz * u * before
    return dw, du, db, arriving


SCALAR_WRONG = (
    wrong("tanh-slope-missing", "no 1 − h²", sweep(slope=lambda h, t, z: 1.0)),
    wrong("tanh-slope-of-z", "1 − z²", sweep(slope=lambda h, t, z: 1 - z[t] ** 2)),
    wrong("tanh-twice-in-slope", "1 − tanh(h)²", sweep(slope=lambda h, t, z: 1 - np.tanh(h[t]) ** 2)),
    wrong("tanh-slope-of-another", "h(1 − h)", sweep(slope=lambda h, t, z: h[t] * (1 - h[t]))),
    wrong("tanh-slope-of-another", "σ(z)(1 − σ(z))", sweep(slope=lambda h, t, z: s(z[t]) * (1 - s(z[t])))),
    wrong("tanh-slope-unsquared", "1 − h", sweep(slope=lambda h, t, z: 1 - h[t])),
    wrong("tanh-slope-signs", "1 + h²", sweep(slope=lambda h, t, z: 1 + h[t] ** 2)),
    wrong("tanh-slope-signs", "h² − 1", sweep(slope=lambda h, t, z: h[t] ** 2 - 1)),
    wrong("tanh-slope-signs", "h²", sweep(slope=lambda h, t, z: h[t] ** 2)),
    wrong("tanh-for-slope", "h itself", sweep(slope=lambda h, t, z: h[t])),
    wrong("tanh-slope-power", "(1 − h²)²", sweep(slope=lambda h, t, z: (1 - h[t] ** 2) ** 2)),
    wrong("tanh-slope-divides", "/ (1 − h²)", sweep(slope=lambda h, t, z: 1 / (1 - h[t] ** 2))),
    wrong("slope-of-other-step", "1 − h[t−1]²", arrays(slopes=lambda h: 1 - np.roll(h, -1) ** 2)),
    wrong("own-gradient-left-out", "the last gh alone", sweep(own=lambda gh, t: gh[t] if t == len(gh) - 1 else 0.0)),
    wrong("own-of-other-step", "gh[t − 1]", sweep(own=lambda gh, t: gh[t - 1])),
    wrong("own-gradients-missing", "gh = 1", sweep(own=lambda gh, t: 1.0)),
    wrong("recurrent-weights-missing", "no u", sweep(hand=lambda u, w, dz, dh, arriving: dz)),
    wrong("wrong-weights-back", "w for u", sweep(hand=lambda u, w, dz, dh, arriving: w * dz)),
    wrong("slope-not-handed-on", "u · dh", sweep(hand=lambda u, w, dz, dh, arriving: u * dh)),
    wrong("handed-on-instead", "dh as it is", sweep(hand=lambda u, w, dz, dh, arriving: dh)),
    wrong(
        "slope-on-own-alone", "own · slope + arriving", sweep(join=lambda own, arriving, slope: own * slope + arriving)
    ),
    wrong(
        "slope-on-arriving-alone",
        "own + arriving · slope",
        sweep(join=lambda own, arriving, slope: own + arriving * slope),
    ),
    wrong("time-forwards", "range(T)", sweep(order=lambda T: range(T))),
    wrong("arrivals-pile-up", "arriving +=", sweep(hand=lambda u, w, dz, dh, arriving: arriving + u * dz)),
    wrong("arriving-subtracted", "own − arriving", sweep(join=lambda own, arriving, slope: (own - arriving) * slope)),
    wrong("arriving-times-state", "u · δ · h_(t−1)", _times_state),
    wrong("arriving-twice", "2 · arriving", sweep(join=lambda own, arriving, slope: (own + 2 * arriving) * slope)),
    wrong("time-not-travelled", "own alone", sweep(join=lambda own, arriving, slope: own * slope)),
    wrong("time-not-travelled", "nothing kept", sweep(hand=lambda u, w, dz, dh, arriving: 0.0)),
    wrong("first-step-left-out", "range(T − 1, 0, −1)", sweep(order=lambda T: range(T - 1, 0, -1))),
    wrong("last-step-left-out", "range(T − 2, −1, −1)", sweep(order=lambda T: range(T - 2, -1, -1))),
    wrong("last-own-twice", "begins with gh[−1]", sweep(begin=lambda gh: gh[-1])),
    wrong("last-own-twice", "written out", _last_first),
    wrong("state-for-previous", "h[t]", sweep(state=lambda h, h0, t: h[t])),
    wrong("state-for-previous", "h for prev", arrays(before=lambda h, h0: h)),
    wrong("initial-state-left-out", "0 for h0", sweep(state=lambda h, h0, t: h[t - 1] if t > 0 else 0.0)),
    wrong("initial-state-left-out", "h[−1] for h0", sweep(state=lambda h, h0, t: h[t - 1])),
    wrong("state-of-other-step", "h[t − 2]", sweep(state=lambda h, h0, t: h[t - 2] if t > 1 else h0)),
    wrong("state-of-other-step", "h[t + 1]", arrays(before=lambda h, h0: np.append(h[1:], h0))),
    wrong("weight-for-entering", "w for x", _times_weights),
    wrong("own-alone-handed-on", "u · slope · gh[t]", _own_alone),
    wrong("time-not-travelled", "in du alone", _du_of_own),
    wrong("tanh-slope-missing", "powers of u in dh0", _initial_by_powers),
    wrong("entering-missing", "1 for x", sweep(seen=lambda x, t: 1.0)),
    wrong("entering-exchanged", "x for h", sweep(out=lambda dw, du, db, dh0, T: (dw, dw, db, dh0))),
    wrong("x-of-other-step", "x[t − 1]", sweep(seen=lambda x, t: x[t - 1])),
    wrong("steps-overwritten", "dw =", sweep(learn=lambda old, now: now)),
    wrong("steps-overwritten", "du =", sweep(learn_u=lambda old, now: now)),
    wrong("steps-overwritten", "db =", sweep(learn_b=lambda old, dz, dh: dz)),
    wrong("last-step-only", "du of the last", arrays(du=lambda d, prev: d[-1] * prev[-1])),
    wrong("steps-not-summed", "du of each step", arrays(du=lambda d, prev: d * prev)),
    wrong("steps-not-summed", "db of each step", arrays(db=lambda d: d)),
    wrong("steps-multiplied-apart", "Σδ · Σx", arrays(dw=lambda d, x: np.sum(d) * np.sum(x))),
    wrong("sums-without-slope", "db by dh", sweep(learn_b=lambda old, dz, dh: old + dh)),
    wrong("averaged-over-steps", "/ T", sweep(out=lambda dw, du, db, dh0, T: (dw / T, du / T, db / T, dh0))),
    wrong("averaged-over-steps", "mean", arrays(dw=lambda d, x: np.mean(d * x))),
    wrong(
        "initial-gradient-early",
        "dh of the first step",
        sweep(initial=lambda arriving, dz, h0, slope, u, gh: dz / slope),
    ),
    wrong("initial-weight-missing", "dz of the first step", sweep(initial=lambda arriving, dz, h0, slope, u, gh: dz)),
    wrong(
        "initial-slope-extra",
        "· (1 − h0²)",
        sweep(initial=lambda arriving, dz, h0, slope, u, gh: arriving * (1 - h0**2)),
    ),
    wrong("initial-own-added", "+ gh[0]", sweep(initial=lambda arriving, dz, h0, slope, u, gh: arriving + gh[0])),
    wrong("initial-gradient-missing", "0", sweep(initial=lambda arriving, dz, h0, slope, u, gh: 0.0)),
    wrong("initial-of-last-step", "u · δ_T", arrays(dh0=lambda u, d: u * d[-1])),
    wrong("exchanged", "du, dw", sweep(out=lambda dw, du, db, dh0, T: (du, dw, db, dh0))),
    wrong("exchanged", "dh0 first", sweep(out=lambda dw, du, db, dh0, T: (dh0, dw, du, db))),
    wrong(
        "gradients-clipped",
        "clip to ±5",
        sweep(out=lambda dw, du, db, dh0, T: tuple(np.clip([dw, du, db, dh0], -5, 5))),
    ),
    wrong(
        "gradients-clipped",
        "dh clipped to ±1",
        sweep(join=lambda own, arriving, slope: np.clip(own + arriving, -1, 1) * slope),
    ),
    wrong("sign", "−gh", lambda x, h, h0, w, u, b, gh: sweep()(x, h, h0, w, u, b, -gh)),
    wrong("inputs-changed", "gh[t − 1] +=", _in_place),
    wrong("bias-times-input", "db = Σ δ x", sweep(out=lambda dw, du, db, dh0, T: (dw, du, dw, dh0))),
)
