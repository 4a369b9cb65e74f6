"""Wrong ways to write `bptt` of problem set 9 in which a step hands back, or leaves to h0, something else."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong


def handing(
    back: Callable[..., Any] = lambda delta, Wh, hs, ghs, t, before: delta @ Wh.T,
    initial: Callable[..., Any] = lambda arriving, ghs: arriving,
) -> Callable[..., Any]:
    """A loop over the steps, with another last line in it or behind it."""

    def bptt(xs, hs, h0, Wx, Wh, b, ghs):
        dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
        arriving = np.zeros_like(h0)
        for t in range(len(xs) - 1, -1, -1):
            before = hs[t - 1] if t > 0 else h0
            delta = (ghs[t] + arriving) * (1 - hs[t] ** 2)
            dWx += xs[t].T @ delta
            dWh += before.T @ delta
            db += delta.sum(axis=0)
            arriving = back(delta, Wh, hs, ghs, t, before)
        return dWx, dWh, db, initial(arriving, ghs)

    return bptt


def _to_the_letter(xs, hs, h0, Wx, Wh, b, ghs):
    """What is at a state in all, own gradient and what arrives, is handed from step to step, to h0 as well."""
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    dh = ghs[-1]
    for t in range(len(xs) - 1, -1, -1):
        delta = dh * (1 - hs[t] ** 2)
        dWx += xs[t].T @ delta
        dWh += (hs[t - 1] if t > 0 else h0).T @ delta
        db += delta.sum(axis=0)
        dh = ghs[t - 1] + delta @ Wh.T
    return dWx, dWh, db, dh


BPTT_BACK_WRONG = (
    wrong("initial-last-own-added", "ghs[t − 1] at t = 0", _to_the_letter),
    wrong("initial-last-own-added", "+ ghs[−1]", handing(initial=lambda arriving, ghs: arriving + ghs[-1])),
    wrong(
        "own-gradient-twice",
        "+ ghs[t − 1]",
        handing(back=lambda delta, Wh, hs, ghs, t, before: delta @ Wh.T + ghs[t - 1]),
    ),
    wrong(
        "own-gradient-twice",
        "+ ghs[t − 1] where t > 0",
        handing(back=lambda delta, Wh, hs, ghs, t, before: delta @ Wh.T + (ghs[t - 1] if t > 0 else 0)),
    ),
    wrong(
        "slope-handed-twice",
        "(δ (1 − h²)) @ Wh.T",
        handing(back=lambda delta, Wh, hs, ghs, t, before: (delta * (1 - hs[t] ** 2)) @ Wh.T),
    ),
    wrong(
        "slope-handed-twice",
        "(δ @ Wh.T) (1 − h_(t−1)²)",
        handing(back=lambda delta, Wh, hs, ghs, t, before: delta @ Wh.T * (1 - before**2)),
    ),
)
