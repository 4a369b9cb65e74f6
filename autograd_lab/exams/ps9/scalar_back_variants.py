"""Wrong ways to write `bptt_scalar` of problem set 9 in which a step hands back, or leaves to h0, something else."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

from autograd_lab.exams.kinds.variants import wrong


def handing(
    back: Callable[..., Any] = lambda delta, u, x, h, gh, t, before: u * delta,
    initial: Callable[..., Any] = lambda arriving, delta, h0, gh: arriving,
) -> Callable[..., Any]:
    """A loop over the steps, with another last line in it or behind it."""

    def bptt_scalar(x, h, h0, w, u, b, gh):
        dw = du = db = delta = arriving = 0.0
        for t in range(len(x) - 1, -1, -1):
            before = h[t - 1] if t > 0 else h0
            delta = (gh[t] + arriving) * (1 - h[t] ** 2)
            dw += delta * x[t]
            du += delta * before
            db += delta
            arriving = back(delta, u, x, h, gh, t, before)
        return dw, du, db, initial(arriving, delta, h0, gh)

    return bptt_scalar


def _to_the_letter(x, h, h0, w, u, b, gh):
    """What is at a state in all, own gradient and what arrives, is handed from step to step, to h0 as well."""
    dw = du = db = 0.0
    dh = gh[-1]
    for t in range(len(x) - 1, -1, -1):
        delta = dh * (1 - h[t] ** 2)
        dw += delta * x[t]
        du += delta * (h[t - 1] if t > 0 else h0)
        db += delta
        dh = gh[t - 1] + u * delta
    return dw, du, db, dh


SCALAR_BACK_WRONG = (
    wrong("initial-last-own-added", "gh[t − 1] at t = 0", _to_the_letter),
    wrong("initial-last-own-added", "+ gh[−1]", handing(initial=lambda arriving, delta, h0, gh: arriving + gh[-1])),
    wrong(
        "own-gradient-twice",
        "+ gh[t − 1]",
        handing(back=lambda delta, u, x, h, gh, t, before: u * delta + gh[t - 1]),
    ),
    wrong(
        "own-gradient-twice",
        "+ gh[t − 1] where t > 0",
        handing(back=lambda delta, u, x, h, gh, t, before: u * delta + (gh[t - 1] if t > 0 else 0)),
    ),
    wrong(
        "slope-handed-twice",
        "u · δ · (1 − h²)",
        handing(back=lambda delta, u, x, h, gh, t, before: u * delta * (1 - h[t] ** 2)),
    ),
    wrong(
        "slope-handed-twice",
        "u · δ · (1 − h_(t−1)²)",
        handing(back=lambda delta, u, x, h, gh, t, before: u * delta * (1 - before**2)),
    ),
    wrong("arriving-times-input", "u · δ · x", handing(back=lambda delta, u, x, h, gh, t, before: u * delta * x[t])),
    wrong("arriving-times-input", "δ · x", handing(back=lambda delta, u, x, h, gh, t, before: delta * x[t])),
    wrong("initial-times-state", "δ · h0", handing(initial=lambda arriving, delta, h0, gh: delta * h0)),
)
