"""Swaps in a step of an optimiser.

Roles: `velocity` (v, g) ↦ the new velocity and `average` (s, x) ↦ the new running average, by their `beta`; `power`
g ↦ what is averaged; `drive` and `scale` say which of (new, old) moves and divides, `stale` that both are old;
`ahead` (new, old, g, beta) ↦ what Nesterov's step moves along, `ahead_kept` that it is handed back as the velocity;
`quotient` (x, s, eps) ↦ what is taken from w; `correct` (x, beta, t) ↦ the corrected average, `moving` the one that
moves, `eps_at` the ε at that time; `correct_root` and `correct_gradient` what else could be corrected;
`correction_betas` those of the two corrections, `under_root` (m, v) ↦ what is corrected as v; `stand` w ↦ from where
the step is taken, `moved` (new, old) ↦ the w handed back; `kept` (new, old, corrected) ↦ the state handed back;
`rates` the factors of the gradient in the velocity and of the velocity in the step.
"""

from collections.abc import Callable

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap

Made = Callable[[Ingredients], object]


def _constant(change: Callable[[Array, Array, float], Array]) -> Made:
    """The ingredient `change` itself, whatever the other ingredients are."""
    return lambda i: change


RATES = (
    Swap("rate-in-velocity", "rates", lambda i: (i["lr"], 1.0)),
    Swap("rate-in-velocity", "rates", lambda i: (-i["lr"], -1.0)),
    Swap("velocity-sign", "rates", lambda i: (-1.0, -i["lr"])),
    Swap("velocity-sign", "rates", lambda i: (-1.0, i["lr"])),
    Swap("rate-twice", "rates", lambda i: (i["lr"], i["lr"])),
)
VELOCITY = (
    Swap("weight-extra", "velocity", _constant(lambda v, g, beta: beta * v + (1 - beta) * g)),
    Swap("decay-exchanged", "velocity", _constant(lambda v, g, beta: (1 - beta) * v + beta * g)),
    Swap("decay-exchanged", "velocity", _constant(lambda v, g, beta: (1 - beta) * v + g)),
    Swap("decay-exchanged", "velocity", _constant(lambda v, g, beta: v + beta * g)),
    Swap("decay-missing", "velocity", _constant(lambda v, g, beta: v + g)),
    Swap("decay-outside", "velocity", _constant(lambda v, g, beta: beta * (v + g))),
    Swap("state-forgotten", "velocity", _constant(lambda v, g, beta: g)),
    Swap("state-forgotten", "velocity", _constant(lambda v, g, beta: beta * g)),
    Swap("looks-ahead", "drive", lambda i: lambda new, old, g: g + i["beta"] * new),
)
AHEAD = (
    Swap("does-not-look-ahead", "ahead", lambda i: lambda new, old, g, beta: new),
    Swap("state-unused", "ahead", lambda i: lambda new, old, g, beta: g),
    Swap("state-stale", "ahead", lambda i: lambda new, old, g, beta: old),
    Swap("ahead-undamped", "ahead", lambda i: lambda new, old, g, beta: g + new),
    Swap("ahead-exchanged", "ahead", lambda i: lambda new, old, g, beta: beta * g + new),
    Swap("ahead-twice", "ahead", lambda i: lambda new, old, g, beta: g + beta * (g + beta * new)),
    Swap("ahead-twice", "ahead", lambda i: lambda new, old, g, beta: g + beta**2 * new),
    Swap("ahead-without-gradient", "ahead", lambda i: lambda new, old, g, beta: beta * new),
    Swap("ahead-behind", "ahead", lambda i: lambda new, old, g, beta: g - beta * new),
    Swap("ahead-averaged", "ahead", lambda i: lambda new, old, g, beta: (1 - beta) * g + beta * new),
    Swap("unbracketed", "ahead", lambda i: lambda new, old, g, beta: g + beta * new / i["lr"]),
    Swap("ahead-kept", "ahead_kept", lambda i: True),
)
AVERAGE = (
    Swap("decay-exchanged", "average", _constant(lambda s, x, beta: (1 - beta) * s + beta * x)),
    Swap("weight-missing", "average", _constant(lambda s, x, beta: beta * s + x)),
    Swap("decay-missing", "average", _constant(lambda s, x, beta: s + x)),
    Swap("decay-missing", "average", _constant(lambda s, x, beta: s + (1 - beta) * x)),
    Swap("decay-outside", "average", _constant(lambda s, x, beta: beta * (s + x))),
    Swap("state-forgotten", "average", _constant(lambda s, x, beta: x)),
    Swap("state-forgotten", "average", _constant(lambda s, x, beta: (1 - beta) * x)),
    Swap("weight-squared", "average", _constant(lambda s, x, beta: beta * s + (1 - beta) ** 2 * x)),
    Swap("weight-sign", "average", _constant(lambda s, x, beta: beta * s - (1 - beta) * x)),
    Swap("unsquared", "power", lambda i: lambda g: g),
    Swap("unsquared", "power", lambda i: np.abs),
    Swap("one-size-for-all", "power", lambda i: lambda g: np.mean(g**2)),
    Swap("one-size-for-all", "power", lambda i: lambda g: np.sum(g**2)),
)
QUOTIENT = (
    Swap("eps-inside", "quotient", _constant(lambda x, s, eps: x / np.sqrt(s + eps))),
    Swap("eps-inside", "quotient", _constant(lambda x, s, eps: x / np.sqrt(s + eps**2))),
    Swap("eps-absent", "quotient", _constant(lambda x, s, eps: x / np.sqrt(s))),
    Swap("eps-after", "quotient", _constant(lambda x, s, eps: x / np.sqrt(s) + eps)),
    Swap("eps-after", "quotient", lambda i: lambda x, s, eps: x / np.sqrt(s) + eps / i["lr"]),
    Swap("eps-after", "quotient", lambda i: lambda x, s, eps: x / np.sqrt(s) - eps / i["lr"]),  # w - … + eps
    Swap("root-missing", "quotient", _constant(lambda x, s, eps: x / (s + eps))),
    Swap("root-multiplies", "quotient", _constant(lambda x, s, eps: x * (np.sqrt(s) + eps))),
    Swap("root-multiplies", "quotient", _constant(lambda x, s, eps: x * np.sqrt(s))),
    Swap("scale-unused", "quotient", _constant(lambda x, s, eps: x)),
    Swap("eps-before-correction", "eps_at", lambda i: lambda eps, beta, t: eps / np.sqrt(1 - beta**t)),
)
CORRECTION = (
    Swap("correction-missing", "correct", _constant(lambda x, beta, t: x)),
    Swap("time-shifted", "correct", _constant(lambda x, beta, t: x / (1 - beta ** (t - 1)))),
    Swap("time-shifted", "correct", _constant(lambda x, beta, t: x / (1 - beta ** (t + 1)))),
    Swap("time-shifted", "correct", _constant(lambda x, beta, t: x / (1 - beta ** max(t - 1, 1)))),
    Swap("correction-multiplied", "correct", _constant(lambda x, beta, t: x * (1 - beta**t))),
    Swap("power-missing", "correct", _constant(lambda x, beta, t: x / (1 - beta))),
    Swap("power-missing", "correct", _constant(lambda x, beta, t: x / (1 - beta * t))),
    Swap("correction-incomplete", "correct", _constant(lambda x, beta, t: x / beta**t)),
    Swap("correction-unbracketed", "correct", _constant(lambda x, beta, t: x - beta**t)),
    Swap("correction-other-beta", "correction_betas", lambda i: (i["betas"][0],) * 2),
    Swap("correction-other-beta", "correction_betas", lambda i: (i["betas"][1],) * 2),
    Swap("correction-other-beta", "correction_betas", lambda i: i["betas"][::-1]),
    Swap("m-under-root", "under_root", lambda i: lambda m, v: m),
    Swap("betas-exchanged", "betas", lambda i: i["betas"][::-1]),
    Swap("one-beta-for-both", "betas", lambda i: (i["betas"][0],) * 2),
    Swap("one-beta-for-both", "betas", lambda i: (i["betas"][1],) * 2),
    Swap("corrected-kept", "kept", lambda i: lambda new, old, corrected: corrected),
)
ROOT = (
    Swap("correction-beside-root", "correct_root", _constant(lambda s, rho, t: s / (1 - rho**t))),
    Swap("gradient-corrected", "correct_gradient", _constant(lambda g, rho, t: g / (1 - rho**t))),
)
STATE = (
    Swap("state-stale", "drive", lambda i: lambda new, old, g: old),
    Swap("state-stale", "scale", lambda i: lambda new, old: old),
    Swap("state-stale", "stale", lambda i: True),
    Swap("state-unused", "drive", lambda i: lambda new, old, g: g),
    Swap("state-unused", "moving", lambda i: lambda corrected, g: g),
    Swap("not-updated", "moved", lambda i: lambda new, old: old),
    Swap("not-updated", "kept", lambda i: lambda new, old, corrected: old),
    Swap("root-kept", "kept", lambda i: lambda new, old, corrected: np.sqrt(new)),
    Swap("step-only", "stand", lambda i: lambda w: 0.0 * w),
)

OPTIMISER_SWAPS: tuple[Swap, ...] = (*RATES, *VELOCITY, *AHEAD, *AVERAGE, *QUOTIENT, *CORRECTION, *ROOT, *STATE)
