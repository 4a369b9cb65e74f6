"""Batch normalisation in the first edition of problem set 7: draws, references and anatomies.

x is (N, D), one row per example; each column gets its own mean and its own biased variance, taken over the rows. The
cache is (x_hat, gamma, inv_std), of shapes (N, D), (D,) and (D,).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.draws import upstream
from autograd_lab.exams.ps7.norm import four_values, one_axis
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Anatomy, Array

Cache = tuple[Array, Array, Array]


def sizes(rng: np.random.Generator) -> tuple[int, int]:
    """N rows and D columns: often square, never one row, whose variance is 0, and never two."""
    D = int(rng.integers(3, 6))
    return (D, D) if rng.random() < 0.35 else (D + int(rng.integers(1, 6)), D)


def batch(rng: np.random.Generator) -> Inputs:
    """Columns of unlike means and spreads; an eps that is large enough for its place to show."""
    N, D = sizes(rng)
    x = rng.normal(0.0, 2.0, D) + rng.uniform(0.3, 3.0, D) * rng.normal(size=(N, D))
    return {
        "x": x,
        "gamma": rng.choice([-1.0, 1.0], D, p=[0.3, 0.7]) * rng.uniform(0.4, 2.5, D),
        "beta": rng.normal(0.0, 1.5, D),
        "eps": float(10.0 ** rng.uniform(-3, 0)),
    }


def draw_backward(rng: np.random.Generator) -> Inputs:
    """A gradient from above, and the cache that a right `batchnorm_forward` hands on."""
    inputs = batch(rng)
    _, cache = batchnorm_forward(*inputs.values())
    return {"dout": upstream(rng, inputs["x"].shape, 0.3), "cache": list(cache)}


def batchnorm_forward(x: Array, gamma: Array, beta: Array, eps: float) -> tuple[Array, Cache]:
    """gamma · x_hat + beta with x_hat = (x − mean)·inv_std, and the cache (x_hat, gamma, inv_std)."""
    inv_std = 1 / np.sqrt(x.var(axis=0) + eps)  # (D,)
    x_hat = (x - x.mean(axis=0)) * inv_std
    return gamma * x_hat + beta, (x_hat, gamma, inv_std)


def batchnorm_backward(dout: Array, cache: Sequence[Array]) -> tuple[Array, Array, Array]:
    """∂L/∂x (N, D), ∂L/∂gamma (D,) and ∂L/∂beta (D,) from ∂L/∂out: x also moves the mean and the variance."""
    x_hat, gamma, inv_std = cache
    g = dout * gamma  # ∂L/∂x_hat
    dx = inv_std * (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def reference_values(*args: Any) -> tuple[Any, ...]:
    """The reference of the forward pass as four values."""
    return four_values(batchnorm_forward(*args))


def forward_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: the moments of the batch, their use, and what is kept."""
    x, gamma, beta, eps = inputs.values()
    made_of = {
        "batch": x,
        "batch_moments": (x.mean(axis=0), x.var(axis=0)),
        "eps": eps,
        "inverse": lambda variance, eps: 1 / np.sqrt(variance + eps),
        "standardised": lambda batch, mean, inv_std: (batch - mean) * inv_std,
        "affine": (gamma, beta),
        "kept": lambda x, centred, x_hat, out, inv_std: (x_hat, gamma, inv_std),
    }
    return [Anatomy(made_of, _build_forward)]


def _build_forward(i: Mapping[str, Any]) -> tuple[Array, ...]:
    mean, variance = i["batch_moments"]
    centred = i["batch"] - mean
    inv_std = i["inverse"](variance, i["eps"])
    x_hat = i["standardised"](i["batch"], mean, inv_std)
    gamma, beta = i["affine"]
    out = gamma * x_hat + beta
    x_kept, gamma_kept, inv_kept = i["kept"](i["batch"], centred, x_hat, out, inv_std)
    return out, x_kept, gamma_kept, one_axis(inv_kept)


def backward_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: the direct path of x, and the two through the mean and the variance."""
    dout, (x_hat, gamma, inv_std) = inputs["dout"], inputs["cache"]
    made_of = {
        "from_above": dout,
        "gamma": gamma,
        "inv_std": inv_std,
        "through": lambda g, x_hat: (g.mean(axis=0), (g * x_hat).mean(axis=0)),
        "direction": x_hat,
        "factor": x_hat,
        "shift": 1.0,
        "assembled": lambda inv_std, g, by_mean, by_variance: inv_std * (g - by_mean - by_variance),
        "x_hat": x_hat,
        "summed": lambda dgamma, dbeta: (dgamma, dbeta),
    }
    return [Anatomy(made_of, _build_backward, (None, dout * x_hat, dout))]


def _build_backward(i: Mapping[str, Any]) -> tuple[Array, ...]:
    dout, g = i["from_above"], i["from_above"] * i["gamma"]
    by_mean, by_variance = i["through"](g, i["x_hat"])
    dx = i["assembled"](i["inv_std"], g, by_mean, i["direction"] * by_variance)
    dgamma, dbeta = i["summed"]((dout * i["factor"]).sum(axis=0), (dout * i["shift"]).sum(axis=0))
    return dx, dgamma, dbeta


def forward_known(inputs: Inputs) -> Mapping[str, Any]:
    """N and the arrays of the batch, by the student's names."""
    x = inputs["x"]
    return {"N": len(x), "x": x, "gamma": inputs["gamma"], "beta": inputs["beta"], "x − mean": x - x.mean(axis=0)}


def backward_known(inputs: Inputs) -> Mapping[str, Any]:
    """N, the upstream gradient and the arrays of the cache."""
    x_hat, gamma, inv_std = inputs["cache"]
    return {"N": len(x_hat), "dout": inputs["dout"], "x_hat": x_hat, "gamma": gamma, "inv_std": inv_std}
