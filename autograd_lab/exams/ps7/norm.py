"""RMS normalisation in problem set 7: draws, references and anatomies of `rmsnorm_forward` and `rmsnorm_backward`.

x is (N, D), one row per example; each row is divided by the root of its mean square, on its own. The cache is (x_hat,
gamma, inv_rms), of shapes (N, D), (D,) and (N, 1).

Source: Zhang and Sennrich, Root mean square layer normalization (2019), eq. 4, with eps inside of the root.
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
    """N rows and D columns: often square, at times more of the one or of the other; three at least."""
    D = int(rng.integers(3, 7))
    return (D, D) if rng.random() < 0.35 else (int(rng.choice([n for n in range(3, 10) if n != D])), D)


def rows(rng: np.random.Generator) -> Inputs:
    """Rows of unlike means and sizes; an eps that is large enough for its place to show."""
    N, D = sizes(rng)
    x = rng.uniform(0.3, 3.0, (N, 1)) * (rng.normal(0.0, 1.0, (N, 1)) + rng.normal(size=(N, D)))
    gamma = rng.choice([-1.0, 1.0], D, p=[0.3, 0.7]) * rng.uniform(0.4, 2.5, D)
    return {"x": x, "gamma": gamma, "eps": float(10.0 ** rng.uniform(-2.5, 0))}


def draw_backward(rng: np.random.Generator) -> Inputs:
    """A gradient from above, and the cache that a right `rmsnorm_forward` hands on."""
    inputs = rows(rng)
    _, cache = rmsnorm_forward(*inputs.values())
    return {"dout": upstream(rng, inputs["x"].shape, 0.3), "cache": list(cache)}


def rmsnorm_forward(x: Array, gamma: Array, eps: float) -> tuple[Array, Cache]:
    """gamma · x_hat with x_hat = x · inv_rms, and the cache (x_hat, gamma, inv_rms)."""
    inv_rms = 1 / np.sqrt((x**2).mean(axis=1, keepdims=True) + eps)  # (N, 1)
    x_hat = x * inv_rms
    return gamma * x_hat, (x_hat, gamma, inv_rms)


def rmsnorm_backward(dout: Array, cache: Sequence[Array]) -> tuple[Array, Array]:
    """∂L/∂x (N, D) and ∂L/∂gamma (D,) from ∂L/∂out: each x also moves the size of its row.

    With g = gamma · dout, ∂L/∂x = inv_rms · (g − x_hat · mean of g · x_hat over the row).
    """
    x_hat, gamma, inv_rms = cache
    g = dout * gamma  # ∂L/∂x_hat
    dx = inv_rms * (g - x_hat * (g * x_hat).mean(axis=1, keepdims=True))
    return dx, (dout * x_hat).sum(axis=0)


def four_values(value: Any) -> tuple[Any, ...]:
    """(out, (x_hat, gamma, inv)) as four values. TypeError or ValueError when it is anything else."""
    out, (x_hat, gamma, inverse) = value
    return out, x_hat, gamma, one_axis(inverse)


def reference_values(*args: Any) -> tuple[Any, ...]:
    """The reference of the forward pass as four values."""
    return four_values(rmsnorm_forward(*args))


def one_axis(inverse: Any) -> Any:
    """One over the sizes as a vector, also where a row (1, D) or a column (N, 1) holds them."""
    array = np.asarray(inverse)
    return array.ravel() if array.ndim == 2 and 1 in array.shape else inverse


def forward_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: the mean square of a row, its use, and what is kept."""
    x, gamma, eps = inputs.values()
    made_of = {
        "rms_rows": x,
        "row_square": (x**2).mean(axis=1, keepdims=True),
        "numerator": x,
        "eps": eps,
        "rms_inverse": lambda square, eps: 1 / np.sqrt(square + eps),
        "rms_gamma": gamma,
        "scaled": lambda x_hat, gamma: gamma * x_hat,
        "rms_kept": lambda x, x_hat, gamma, out, inverse: (x_hat, gamma, inverse),
    }
    return [Anatomy(made_of, _build_forward)]


def _build_forward(i: Mapping[str, Any]) -> tuple[Array, ...]:
    inverse = i["rms_inverse"](i["row_square"], i["eps"])
    x_hat = i["numerator"] * inverse
    out = i["scaled"](x_hat, i["rms_gamma"])
    x_kept, gamma_kept, inverse_kept = i["rms_kept"](i["rms_rows"], x_hat, i["rms_gamma"], out, inverse)
    return out, x_kept, gamma_kept, one_axis(inverse_kept)


def backward_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: the direct path of x, and the one through the size of its row."""
    dout, (x_hat, gamma, inv_rms) = inputs["dout"], inputs["cache"]
    made_of = {
        "from_above": dout,
        "back_gamma": gamma,
        "inv_rms": inv_rms,
        "row_mean": lambda g, x_hat: (g * x_hat).mean(axis=1, keepdims=True),
        "back_direction": x_hat,
        "back_factor": x_hat,
        "rms_assembled": lambda inverse, g, path: inverse * (g - path),
        "x_hat": x_hat,
    }
    return [Anatomy(made_of, _build_backward, (None, dout * x_hat))]


def _build_backward(i: Mapping[str, Any]) -> tuple[Array, ...]:
    dout, g = i["from_above"], i["from_above"] * i["back_gamma"]
    path = i["back_direction"] * i["row_mean"](g, i["x_hat"])
    return i["rms_assembled"](i["inv_rms"], g, path), (dout * i["back_factor"]).sum(axis=0)


def forward_known(inputs: Inputs) -> Mapping[str, Any]:
    """N, D and the arrays, by the student's names."""
    x = inputs["x"]
    return {"N": len(x), "x": x, "gamma": inputs["gamma"]}


def backward_known(inputs: Inputs) -> Mapping[str, Any]:
    """N, the upstream gradient and the arrays of the cache."""
    x_hat, gamma, inv_rms = inputs["cache"]
    return {"N": len(x_hat), "dout": inputs["dout"], "x_hat": x_hat, "gamma": gamma, "inv_rms": inv_rms}


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
        asked = f"return {self.returned}"
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
        x_hat, gamma, inverse = cache["items"]
        if inverse["kind"] == "array":
            inverse = {**inverse, "array": one_axis(inverse["array"])}
        return {"kind": "tuple", "type": "tuple", "length": 4, "items": [out, x_hat, gamma, inverse]}


def _with_four_values(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: four_values(function(*args))
