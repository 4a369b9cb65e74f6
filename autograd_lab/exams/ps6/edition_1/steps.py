"""Momentum, RMSprop and Adam in the form of problem set 6's first edition: draws, references and anatomies.

Sources: B. T. Polyak (1964) for momentum, in the form of PyTorch's SGD; T. Tieleman and G. Hinton, lecture 6e (2012);
D. P. Kingma and J. Ba, "Adam" (2015), algorithm 1.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd_lab.exams.ps6.steps import adam_step as adam_step, drawn_eps, drawn_rate, drawn_start, known as known
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Anatomy, Array


def momentum_step(w: Array, v: Array, g: Array, lr: float, beta: float) -> tuple[Array, Array]:
    """v ← βv + g, w ← w − lr·v. Returns (w, v)."""
    v = beta * v + g
    return w - lr * v, v


def rmsprop_step(w: Array, s: Array, g: Array, lr: float, rho: float, eps: float) -> tuple[Array, Array]:
    """s ← ρs + (1 − ρ)g², w ← w − lr·g/(√s + ε). Returns (w, s)."""
    s = rho * s + (1 - rho) * g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def draw_momentum(rng: np.random.Generator) -> Inputs:
    """One step or several, from any velocity or from rest."""
    w, gradients, rest = drawn_start(rng)
    v = np.zeros_like(w) if rest else rng.normal(0.0, 2.0, w.shape)
    return {"w": w, "v": v, "g": gradients, "lr": drawn_rate(rng), "beta": float(rng.uniform(0.6, 0.95))}


def draw_rmsprop(rng: np.random.Generator) -> Inputs:
    """One step or several, from any average of squares or from 0."""
    w, gradients, rest = drawn_start(rng)
    s = np.zeros_like(w) if rest else rng.uniform(0.2, 4.0, w.shape)
    return {
        "w": w,
        "s": s,
        "g": gradients,
        "lr": drawn_rate(rng),
        "rho": float(rng.uniform(0.6, 0.95)),
        "eps": drawn_eps(rng),
    }


def draw_adam(rng: np.random.Generator) -> Inputs:
    """One step or several, from the first or from any later one."""
    w, gradients, rest = drawn_start(rng)
    m = np.zeros_like(w) if rest else rng.normal(0.0, 1.5, w.shape)
    v = np.zeros_like(w) if rest else rng.uniform(0.2, 4.0, w.shape)
    t = 1 if rest else int(rng.integers(2, 9))
    betas = {"beta1": float(rng.uniform(0.6, 0.85)), "beta2": float(rng.uniform(0.9, 0.98))}
    return {"w": w, "m": m, "v": v, "g": gradients, "t": t, "lr": drawn_rate(rng), **betas, "eps": drawn_eps(rng)}


def _kept(new: Array, old: Array, corrected: Array) -> Array:
    return new


def _average(s: Array, x: Array, beta: float) -> Array:
    return np.asarray(beta * s + (1 - beta) * x)


def momentum_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients of the steps with momentum."""
    w, v, gradients, lr, beta = inputs.values()
    made_of = {
        "lr": lr,
        "beta": beta,
        "rates": None,
        "velocity": lambda v, g, beta: beta * v + g,
        "drive": lambda new, old, g: new,
        "stand": lambda w: w,
        "moved": lambda new, old: new,
        "kept": _kept,
    }

    def build(i: Mapping[str, Any]) -> tuple[Array, ...]:
        at, state = w, v
        inside, outside = i["rates"] or (1.0, i["lr"])
        for g in gradients:
            new = i["velocity"](state, inside * g, beta)
            at = i["moved"](i["stand"](at) - outside * i["drive"](new, state, g), at)
            state = i["kept"](new, state, new)
        return at, state

    return [Anatomy(made_of, build)]


def rmsprop_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients of the steps of RMSprop."""
    w, s, gradients, lr, rho, eps = inputs.values()
    made_of = {
        "lr": lr,
        "average": _average,
        "power": lambda g: g**2,
        "scale": lambda new, old: new,
        "quotient": lambda x, s, eps: x / (np.sqrt(s) + eps),
        "stand": lambda w: w,
        "moved": lambda new, old: new,
        "kept": _kept,
    }

    def build(i: Mapping[str, Any]) -> tuple[Array, ...]:
        at, state = w, s
        for g in gradients:
            new = i["average"](state, i["power"](g), rho)
            at = i["moved"](i["stand"](at) - i["lr"] * i["quotient"](g, i["scale"](new, state), eps), at)
            state = i["kept"](new, state, new)
        return at, state

    return [Anatomy(made_of, build)]


def adam_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients of the steps of Adam; an edit may concern both averages, or one of them."""
    w, m, v, gradients, t, lr, beta1, beta2, eps = inputs.values()
    made_of: dict[str, Any] = {
        "lr": lr,
        "betas": (beta1, beta2),
        "correction_betas": None,
        "under_root": lambda m, v: v,
        "stale": False,
        "moving": lambda corrected, g: corrected,
        "eps_at": lambda eps, beta, t: eps,
        "average": _average,
        "power": lambda g: g**2,
        "correct": lambda x, beta, t: x / (1 - beta**t),
        "drive": lambda new, old, g: new,
        "scale": lambda new, old: new,
        "quotient": lambda x, s, eps: x / (np.sqrt(s) + eps),
        "stand": lambda w: w,
        "moved": lambda new, old: new,
        "kept": _kept,
    }

    def build(i: Mapping[str, Any], of_m: bool = True, of_v: bool = True) -> tuple[Array, ...]:
        at, first, second = w, m, v
        one, two = i if of_m else made_of, i if of_v else made_of
        beta_m, beta_v = one["betas"][0], two["betas"][1]
        for step, g in enumerate(gradients, start=t):
            new_m, new_v = one["average"](first, g, beta_m), two["average"](second, i["power"](g), beta_v)
            used_m, used_v = i["drive"](new_m, first, g), i["scale"](new_v, second)
            if i["stale"]:
                used_m, used_v = first, second
            by_m, by_v = i["correction_betas"] or (beta_m, beta_v)
            m_hat = one["correct"](used_m, by_m, step)
            v_hat = two["correct"](i["under_root"](used_m, used_v), by_v, step)
            quotient = i["quotient"](i["moving"](m_hat, g), v_hat, i["eps_at"](eps, beta_v, step))
            at = i["moved"](i["stand"](at) - i["lr"] * quotient, at)
            first = one["kept"](new_m, first, new_m / (1 - beta_m**step))
            second = two["kept"](new_v, second, new_v / (1 - beta_v**step))
        return at, first, second

    shared = {role: made_of[role] for role in ("average", "correct", "kept")}
    return [
        Anatomy(made_of, build),
        Anatomy(shared, lambda i: build({**made_of, **i}, of_v=False)),
        Anatomy(shared, lambda i: build({**made_of, **i}, of_m=False)),
    ]
