"""Batch normalisation in problem set 7: draws, references and anatomies of `batchnorm_forward` and `_backward`.

x is (N, D), one row per example; each column gets its own mean and its own biased variance, taken over the rows. The
cache is (x_hat, gamma, inv_std), of shapes (N, D), (D,) and (D,).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Problem, blank_case, parts_of, value_in_words
from autograd_lab.exams.kinds.draws import upstream
from autograd_lab.exams.question import Inputs, Question, Would, attempt
from autograd_lab.mistakes import SWAPS, Anatomy, Array, edits

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


def four_values(value: Any) -> tuple[Any, ...]:
    """(out, (x_hat, gamma, inv_std)) as four values. TypeError or ValueError when it is anything else."""
    out, (x_hat, gamma, inv_std) = value
    return out, x_hat, gamma, _one_axis(inv_std)


def reference_values(*args: Any) -> tuple[Any, ...]:
    """The reference of the forward pass as four values."""
    return four_values(batchnorm_forward(*args))


def _one_axis(inv_std: Any) -> Any:
    """inv_std as (D,), also where `keepdims` has left a row (1, D)."""
    array = np.asarray(inv_std)
    return array[0] if array.ndim == 2 and len(array) == 1 else inv_std


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
    return out, x_kept, gamma_kept, _one_axis(inv_kept)


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


@dataclass(frozen=True)
class CachedQuestion(Question):
    """A question for (out, cache), the cache being three arrays; each of the four is a part.

    The reference returns the four as one tuple, the variants return what a student returns.
    """

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case, with the cache laid beside the output."""
        steps = outcome.get("steps", [])
        if outcome.get("lost") or steps[-1]["status"] != "ok" or steps[-1]["value"]["kind"] == "none":
            return super().judge(inputs, outcome)
        value = self._side_by_side(steps[-1]["value"])
        if isinstance(value, Problem):
            expected = parts_of(self.reference(*inputs.values()), len(self.parts))
            return blank_case(inputs, expected, value, printed=int(steps[-1].get("printed", 0)))
        return super().judge(inputs, {"steps": [*steps[:-1], {**steps[-1], "value": value}]})

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """Each edit and each wrong variant with its prediction of the output and of the cache."""
        would = edits(self.anatomy(inputs), SWAPS) if self.anatomy else []
        return [*would, *((v.mistake, attempt(_with_four_values(v.function), inputs, 4)) for v in self.wrong)]

    def _side_by_side(self, value: Mapping[str, Any]) -> "dict[str, Any] | Problem":
        """(out, cache) as four values, or the problem of its form."""
        asked = "return out, (x_hat, gamma, inv_std)"
        if value["kind"] not in ("tuple", "list") or value["length"] != 2:
            came = (
                f"{value['length']} values"
                if value["kind"] in ("tuple", "list")
                else f"one value ({value_in_words(value)})"
            )
            return Problem("count", f"{self.name} returned {came}; 2 are asked for: {asked}.")
        out, cache = value["items"]
        if cache["kind"] not in ("tuple", "list") or cache["length"] != 3:
            came = f"{cache['length']} values" if cache["kind"] in ("tuple", "list") else value_in_words(cache)
            return Problem("count", f"the cache of {self.name} is {came}; it should be three arrays: {asked}.")
        x_hat, gamma, inv_std = cache["items"]
        if inv_std["kind"] == "array":
            inv_std = {**inv_std, "array": _one_axis(inv_std["array"])}
        return {"kind": "tuple", "type": "tuple", "length": 4, "items": [out, x_hat, gamma, inv_std]}


def _with_four_values(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: four_values(function(*args))
