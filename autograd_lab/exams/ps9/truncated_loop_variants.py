"""Wrong ways to write the two loops of `truncated_bptt` of problem set 9: their ends, and what stands inside."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong


def loops(
    starts: Callable[..., Any] = lambda T, k: range(T),
    steps: Callable[..., Any] = lambda t, k: range(t, max(t - k, -1), -1),
    slope: Callable[..., Any] = lambda hs, s, t: 1 - hs[s] ** 2,
    read: Callable[..., Any] = lambda xs, s, t: xs[s],
    state: Callable[..., Any] = lambda hs, h0, s, t, k: hs[s - 1] if s > 0 else h0,
    add_x: Callable[..., Any] = lambda old, share: old + share,
    add_h: Callable[..., Any] = lambda old, share: old + share,
    add_b: Callable[..., Any] = lambda old, share: old + share,
    hand: Callable[..., Any] = lambda delta, Wh, hs, ghs, s: delta @ Wh.T,
    ends: Callable[..., Any] = lambda s, t, k: s == 0,
    initial: Callable[..., Any] = lambda old, g: old + g,
) -> Callable[..., Any]:
    """Two loops, in the inner of which all is added up, with one line changed."""

    def truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k):
        T = len(xs)
        dWx, dWh, db, dh0 = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros_like(h0)
        for t in starts(T, k):
            g = ghs[t]
            for s in steps(t, k):
                delta = g * slope(hs, s, t)
                dWx = add_x(dWx, read(xs, s, t).T @ delta)
                dWh = add_h(dWh, state(hs, h0, s, t, k).T @ delta)
                db = add_b(db, delta.sum(axis=0))
                g = hand(delta, Wh, hs, ghs, s)
                if ends(s, t, k):
                    dh0 = initial(dh0, g)
        return dWx, dWh, db, dh0

    return truncated_bptt


def _ends_at_step_1(xs, hs, h0, Wx, Wh, b, ghs, k):
    """The inner loop ends before step 0; dh0 gets what is left behind it."""
    dWx, dWh, db, dh0 = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros_like(h0)
    for t in range(len(xs)):
        g = ghs[t]
        for s in range(t, max(t - k, 0), -1):
            delta = g * (1 - hs[s] ** 2)
            dWx += xs[s].T @ delta
            dWh += hs[s - 1].T @ delta
            db += delta.sum(axis=0)
            g = delta @ Wh.T
        if t < k:
            dh0 += g
    return dWx, dWh, db, dh0


def _slices(xs, hs, h0, Wx, Wh, b, ghs, k):
    """A whole sweep over each window, with all own gradients in it."""
    dWx, dWh, db, dh0 = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros_like(h0)
    for t in range(len(xs)):
        low, arriving = max(0, t - k + 1), np.zeros_like(h0)
        for s in range(t, low - 1, -1):
            delta = (ghs[s] + arriving) * (1 - hs[s] ** 2)
            dWx += xs[s].T @ delta
            dWh += (hs[s - 1] if s > 0 else h0).T @ delta
            db += delta.sum(axis=0)
            arriving = delta @ Wh.T
        if low == 0:
            dh0 += arriving
    return dWx, dWh, db, dh0


def _bias_behind(xs, hs, h0, Wx, Wh, b, ghs, k):
    """db is added up when the inner loop is over."""
    dWx, dWh, db, dh0 = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros_like(h0)
    for t in range(len(xs)):
        g = ghs[t]
        for s in range(t, max(t - k, -1), -1):
            delta = g * (1 - hs[s] ** 2)
            dWx += xs[s].T @ delta
            dWh += (hs[s - 1] if s > 0 else h0).T @ delta
            g = delta @ Wh.T
        db += delta.sum(axis=0)
        if t < k:
            dh0 += g
    return dWx, dWh, db, dh0


LOOPS_WRONG = (
    wrong("first-step-left-out", "max(t − k, 0)", loops(steps=lambda t, k: range(t, max(t - k, 0), -1))),
    wrong(
        "first-step-left-out",
        "max(t − k, 0), and dh0 at step 1",
        loops(steps=lambda t, k: range(t, max(t - k, 0), -1), ends=lambda s, t, k: s == 1),
    ),
    wrong("first-step-left-out", "max(t − k, 0), and dh0 behind it", _ends_at_step_1),
    wrong("steps-overwritten", "dWx =", loops(add_x=lambda old, share: share)),
    wrong("steps-overwritten", "dWh =", loops(add_h=lambda old, share: share)),
    wrong("steps-overwritten", "db =", loops(add_b=lambda old, share: share)),
    wrong(
        "steps-overwritten",
        "dWx = from the last t on",
        loops(starts=lambda T, k: reversed(range(T)), add_x=lambda old, share: share),
    ),
    wrong("steps-overwritten", "dh0 = at step 0", loops(initial=lambda old, g: g)),
    wrong("initial-window-miscounted", "t = k − 1", loops(ends=lambda s, t, k: s == 0 and t == k - 1)),
    wrong("entered-at-own-step", "xs[t]", loops(read=lambda xs, s, t: xs[t])),
    wrong("entered-at-own-step", "hs[t − 1]", loops(state=lambda hs, h0, s, t, k: hs[t - 1] if t > 0 else h0)),
    wrong("slope-of-own-step", "1 − hs[t]²", loops(slope=lambda hs, s, t: 1 - hs[t] ** 2)),
    wrong("slope-on-own-alone", "at s = t alone", loops(slope=lambda hs, s, t: 1 - hs[s] ** 2 if s == t else 1)),
    wrong(
        "slope-handed-twice",
        "(δ (1 − h²)) @ Wh.T",
        loops(hand=lambda delta, Wh, hs, ghs, s: (delta * (1 - hs[s] ** 2)) @ Wh.T),
    ),
    wrong(
        "own-gradients-on-the-way",
        "+ ghs[s − 1]",
        loops(hand=lambda delta, Wh, hs, ghs, s: delta @ Wh.T + ghs[s - 1]),
    ),
    wrong("own-gradients-on-the-way", "all in each slice", _slices),
    wrong(
        "window-from-zeros",
        "0 before each window",
        loops(state=lambda hs, h0, s, t, k: hs[s - 1] if s > max(t - k + 1, 0) else 0 * h0),
    ),
    wrong(
        "window-from-zeros",
        "0 before it, h0 at step 0",
        loops(state=lambda hs, h0, s, t, k: h0 if s == 0 else hs[s - 1] if s > t - k + 1 else 0 * h0),
    ),
    wrong(
        "window-from-h0",
        "h0 before each window",
        loops(state=lambda hs, h0, s, t, k: hs[s - 1] if s > max(t - k + 1, 0) else h0),
    ),
    wrong("short-windows-left-out", "range(k − 1, T)", loops(starts=lambda T, k: range(k - 1, T))),
    wrong(
        "window-repeats-step-0",
        "max(s, 0)",
        loops(steps=lambda t, k: [max(s, 0) for s in range(t, t - k, -1)]),
    ),
    wrong("window-counted-at-its-end", "db behind the inner loop", _bias_behind),
)
