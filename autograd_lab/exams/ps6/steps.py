"""Nesterov's step and an RMSprop with its start corrected, in problem set 6: draws, references and anatomies.

Sources: Y. Nesterov (1983), in the form of PyTorch's SGD with nesterov=True, whose velocity is a sum; T. Tieleman and
G. Hinton, lecture 6e (2012), with the correction of D. P. Kingma and J. Ba, "Adam" (2015), section 3.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Anatomy, Array


def nesterov_step(w: Array, v: Array, g: Array, lr: float, beta: float) -> tuple[Array, Array]:
    """v ← βv + g, w ← w − lr·(g + βv) with the new v. Returns (w, v)."""
    v = beta * v + g
    return w - lr * (g + beta * v), v


def corrected_rmsprop_step(
    w: Array, s: Array, g: Array, t: int, lr: float, rho: float, eps: float
) -> tuple[Array, Array]:
    """s ← ρs + (1 − ρ)g², w ← w − lr·g/(√(s/(1 − ρᵗ)) + ε); t is counted from 1. Returns (w, s)."""
    s = rho * s + (1 - rho) * g**2
    return w - lr * g / (np.sqrt(s / (1 - rho**t)) + eps), s


def adam_step(
    w: Array, m: Array, v: Array, g: Array, t: int, lr: float, beta1: float, beta2: float, eps: float
) -> tuple[Array, Array, Array]:
    """Averages of g and g², each corrected for its start at 0; t is counted from 1. Returns (w, m, v).

    `train` uses it, and the first edition asks for it.
    """
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def drawn_start(rng: np.random.Generator) -> tuple[Array, list[Array], bool]:
    """Parameters, a gradient for each step, and whether the state begins at 0. One entry's gradient may always be 0."""
    shape = (int(rng.integers(3, 7)),) if rng.random() < 0.6 else tuple(int(n) for n in rng.integers(2, 5, 2))
    count = int(rng.integers(2, 5)) if rng.random() < 0.5 else 1
    gradients = [rng.normal(0.3, 2.0, shape) for _ in range(count)]
    if rng.random() < 0.3:
        for g in gradients:
            g.flat[0] = 0.0
    return rng.normal(0.0, 2.0, shape), gradients, rng.random() < 0.4


def drawn_rate(rng: np.random.Generator) -> float:
    """A learning rate."""
    return float(rng.uniform(0.03, 0.4))


def drawn_eps(rng: np.random.Generator) -> float:
    """An ε large enough for its place in the formula to show."""
    return float(10 ** rng.uniform(-2.0, -0.5))


def draw_nesterov(rng: np.random.Generator) -> Inputs:
    """One step or several, from any velocity or from rest."""
    w, gradients, rest = drawn_start(rng)
    v = np.zeros_like(w) if rest else rng.normal(0.0, 2.0, w.shape)
    return {"w": w, "v": v, "g": gradients, "lr": drawn_rate(rng), "beta": float(rng.uniform(0.6, 0.92))}


def draw_corrected(rng: np.random.Generator) -> Inputs:
    """One step or several, the first from an average of 0, or any later one."""
    w, gradients, rest = drawn_start(rng)
    s = np.zeros_like(w) if rest else rng.uniform(0.2, 4.0, w.shape)
    t = 1 if rest else int(rng.integers(2, 9))
    eps, lr = drawn_eps(rng), drawn_rate(rng)
    return {"w": w, "s": s, "g": gradients, "t": t, "lr": lr, "rho": float(rng.uniform(0.6, 0.92)), "eps": eps}


def known(inputs: Inputs) -> Mapping[str, Any]:
    """The arrays of a draw of one step, by the student's names; nothing for a draw of several steps."""
    if len(inputs["g"]) > 1:
        return {}
    arrays = {name: value for name, value in inputs.items() if isinstance(value, np.ndarray)}
    return {"the old " + name: array for name, array in arrays.items()} | {"g": inputs["g"][0]}


def _kept(new: Array, old: Array, corrected: Array) -> Array:
    return new


def nesterov_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients of Nesterov's steps."""
    w, v, gradients, lr, beta = inputs.values()
    made_of = {
        "lr": lr,
        "beta": beta,
        "rates": None,
        "velocity": lambda v, g, beta: beta * v + g,
        "ahead": lambda new, old, g, beta: g + beta * new,
        "ahead_kept": False,
        "stand": lambda w: w,
        "moved": lambda new, old: new,
        "kept": _kept,
    }

    def build(i: Mapping[str, Any]) -> tuple[Array, ...]:
        at, state = w, v
        inside, outside = i["rates"] or (1.0, i["lr"])
        for g in gradients:
            new = i["velocity"](state, inside * g, beta)
            ahead = i["ahead"](new, state, inside * g, beta)
            at = i["moved"](i["stand"](at) - outside * ahead, at)
            state = ahead if i["ahead_kept"] else i["kept"](new, state, np.full_like(new, np.nan))
        return at, state

    return [Anatomy(made_of, build)]


def corrected_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients of the steps of a corrected RMSprop."""
    w, s, gradients, t, lr, rho, eps = inputs.values()
    made_of = {
        "lr": lr,
        "average": lambda s, x, rho: rho * s + (1 - rho) * x,
        "power": lambda g: g**2,
        "correct": lambda x, rho, t: x / (1 - rho**t),
        "correct_root": lambda root, rho, t: root,
        "correct_gradient": lambda g, rho, t: g,
        "eps_at": lambda eps, rho, t: eps,
        "scale": lambda new, old: new,
        "quotient": lambda x, s, eps: x / (np.sqrt(s) + eps),
        "stand": lambda w: w,
        "moved": lambda new, old: new,
        "kept": _kept,
    }

    def build(i: Mapping[str, Any]) -> tuple[Array, ...]:
        at, state = w, s
        for step, g in enumerate(gradients, start=t):
            new = i["average"](state, i["power"](g), rho)
            used = i["correct_root"](i["correct"](i["scale"](new, state), rho, step), rho, step)
            quotient = i["quotient"](i["correct_gradient"](g, rho, step), used, i["eps_at"](eps, rho, step))
            at = i["moved"](i["stand"](at) - i["lr"] * quotient, at)
            state = i["kept"](new, state, new / (1 - rho**step))
        return at, state

    return [Anatomy(made_of, build)]
