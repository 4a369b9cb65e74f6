"""The question about clipping each array by its own norm: a list of arrays and the factors come back.

Its edits replace one ingredient of the clipping: the norm, the factor, which arrays it meets, or what is told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Problem, Seen, blank_case, compare_array, judge_call
from autograd_lab.exams.kinds.lists import ListQuestion, lists_of, vector_of
from autograd_lab.exams.question import Function, Inputs, Part, Would, fresh_copies
from autograd_lab.mistakes import Array, result_or_error

Arrays = list[Array]
Clip = Callable[[Arrays, float, float], tuple[Any, Any]]


def length(g: Array) -> float:
    """The norm √(Σ g²) of one array."""
    return float(np.sqrt(np.sum(g**2)))


def clip_each(grads: Arrays, max_norm: float, eps: float) -> tuple[Arrays, Array]:
    """Each array times its factor min(1, max_norm/(‖g‖ + ε)), and the factors (L,)."""
    factors = np.array([min(1.0, max_norm / (length(g) + eps)) for g in grads])
    return [factor * g for factor, g in zip(factors, grads, strict=True)], factors


def draw_clip(rng: np.random.Generator) -> Inputs:
    """Arrays of several shapes, some longer than max_norm, some well below, now and then one of zeros.

    No norm lies near max_norm, so that it does not matter whether ε takes part in the comparison.
    """
    count = int(rng.integers(3, 6))
    shapes = [tuple(int(n) for n in rng.integers(2, 5, axes)) for axes in rng.integers(1, 3, count)]
    max_norm = float(10 ** rng.uniform(-3, 1))
    ratios = [rng.uniform(1.4, 8.0) if rng.random() < 0.65 else rng.uniform(0.1, 0.7) for _ in shapes]
    ratios[0], ratios[-1] = rng.permutation([rng.uniform(1.4, 8.0), rng.uniform(0.1, 0.7)])
    grads = []
    for shape, ratio in zip(shapes, ratios, strict=True):
        g = rng.normal(0.2, 1.0, shape)
        grads.append(g * (max_norm * ratio / length(g)) * (0.0 if rng.random() < 0.05 else 1.0))
    return {"grads": grads, "max_norm": max_norm, "eps": float(max_norm * 10 ** rng.uniform(-2.0, -0.8))}


def known_clip(inputs: Inputs) -> Mapping[str, Any]:
    """The numbers that a mistake may have mixed in."""
    return {"max_norm": np.asarray(inputs["max_norm"]), "eps": np.asarray(inputs["eps"])}


# --- edits ---


def _edit(
    norm: Callable[[Array], Any] = length,
    divisor: Callable[[Any, float], Any] = lambda n, eps: n + eps,
    factor: Callable[[Any, float], Any] = lambda below, m: m / below,
    limited: Callable[[Any], Any] = lambda f: min(1.0, f),
    tells: Callable[[Array, Array], Any] = lambda factors, norms: factors,
) -> Clip:
    """Clipping with one of its ingredients replaced."""

    def clip(grads: Arrays, max_norm: float, eps: float) -> tuple[Any, Any]:
        norms = np.array([norm(g) for g in grads], dtype=float)
        factors = np.array([limited(factor(divisor(n, eps), max_norm)) for n in norms])
        return [f * g for f, g in zip(factors, grads, strict=True)], tells(factors, norms)

    return clip


def _with_factors(of: Callable[[Arrays, Array, float, float], Any]) -> Clip:
    """Clipping by other factors, made `of` (grads, the right factors, max_norm, eps)."""

    def clip(grads: Arrays, max_norm: float, eps: float) -> tuple[Any, Any]:
        factors = np.asarray(of(grads, clip_each(grads, max_norm, eps)[1], max_norm, eps), dtype=float)
        return [f * g for f, g in zip(factors, grads, strict=True)], factors

    return clip


def _with_other_factors(of: Callable[[Arrays, Array, float, float], Any]) -> Clip:
    """The right arrays, and something else in the place of the factors."""

    def clip(grads: Arrays, max_norm: float, eps: float) -> tuple[Any, Any]:
        clipped, factors = clip_each(grads, max_norm, eps)
        return clipped, np.asarray(of(grads, factors, max_norm, eps), dtype=float)

    return clip


def _some(chosen: Callable[[int, int], bool]) -> Clip:
    """Clipping of those arrays that `chosen` (index, count) selects; the right factors are told."""

    def clip(grads: Arrays, max_norm: float, eps: float) -> tuple[Any, Any]:
        factors = clip_each(grads, max_norm, eps)[1]
        return [
            f * g if chosen(i, len(grads)) else g for i, (f, g) in enumerate(zip(factors, grads, strict=True))
        ], factors

    return clip


def _lengths(grads: Arrays) -> Array:
    return np.array([length(g) for g in grads])


def _whole(grads: Arrays) -> float:
    return float(np.sqrt(np.sum(_lengths(grads) ** 2)))


NORMS: tuple[tuple[str, Callable[[Array], Any]], ...] = (
    ("norm-without-root", lambda g: np.sum(g**2)),
    ("norm-of-absolutes", lambda g: np.sum(np.abs(g))),
    ("norm-of-largest", lambda g: np.max(np.abs(g))),
    ("norm-averaged", lambda g: np.sqrt(np.mean(g**2))),
    ("norm-spectral", lambda g: np.linalg.norm(g, 2)),
)
EDITS: tuple[tuple[str, Clip], ...] = (
    *((mistake, _edit(norm)) for mistake, norm in NORMS),
    ("clipped-as-one", _with_factors(lambda gs, f, m, eps: np.full(len(gs), min(1.0, m / (_whole(gs) + eps))))),
    ("clipped-as-one", _with_factors(lambda gs, f, m, eps: np.full(len(gs), min(1.0, m / (_lengths(gs).sum() + eps))))),
    ("smallest-for-all", _with_factors(lambda gs, f, m, eps: np.full(len(gs), f.min()))),
    ("smallest-for-all", _with_factors(lambda gs, f, m, eps: np.full(len(gs), f[-1]))),
    ("smallest-for-all", _with_factors(lambda gs, f, m, eps: np.full(len(gs), f[0]))),
    ("clipped-elementwise", lambda gs, m, eps: ([np.clip(g, -m, m) for g in gs], clip_each(gs, m, eps)[1])),
    ("eps-missing", _edit(divisor=lambda n, eps: n or np.inf)),
    ("eps-missing", _edit(divisor=lambda n, eps: n)),
    ("eps-under-root", _edit(divisor=lambda n, eps: np.sqrt(n**2 + eps))),
    ("eps-under-root", _edit(divisor=lambda n, eps: np.sqrt(n**2 + eps**2))),
    ("eps-beside-factor", _with_factors(lambda gs, f, m, eps: np.minimum(1.0, m / _lengths(gs) + eps))),
    ("upscaled", _edit(limited=lambda f: f)),
    ("clipped-below", _edit(limited=lambda f: max(1.0, f))),
    ("not-clipped", lambda gs, m, eps: (gs, clip_each(gs, m, eps)[1])),
    ("factor-inverted", _edit(factor=lambda below, m: below / m, limited=lambda f: max(1.0, f))),
    ("factor-inverted", _with_other_factors(lambda gs, f, m, eps: 1 / f)),
    ("factor-inverted", _with_other_factors(lambda gs, f, m, eps: (_lengths(gs) + eps) / m)),
    ("factor-without-norm", _with_factors(lambda gs, f, m, eps: np.where(f < 1, m, 1.0))),
    ("factor-without-maximum", _with_factors(lambda gs, f, m, eps: np.where(f < 1, 1 / (_lengths(gs) + eps), 1.0))),
    ("factor-twice", _edit(factor=lambda below, m: (m / below) ** 2)),
    ("factor-root", _edit(factor=lambda below, m: np.sqrt(m / below))),
    ("clipped-some", _some(lambda i, count: i == 0)),
    ("clipped-some", _some(lambda i, count: i == count - 1)),
    ("clipped-some", _some(lambda i, count: i < count - 1)),
    ("clipped-some", _some(lambda i, count: i > 0)),
    ("norms-told", _with_other_factors(lambda gs, f, m, eps: _lengths(gs))),
    ("norms-told", _with_other_factors(lambda gs, f, m, eps: _lengths(gs) + eps)),
    ("norms-told", _with_other_factors(lambda gs, f, m, eps: f * _lengths(gs))),
    ("unlimited-told", _with_other_factors(lambda gs, f, m, eps: m / (_lengths(gs) + eps))),
)


# --- the question ---


@dataclass(frozen=True)
class ClipEachQuestion(ListQuestion):
    """A question whose first part is a list of arrays, its second a number for each of them."""

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case: the list array by array, the factors as an array, also where they came as a list of numbers."""
        right, factors = self.reference(*fresh_copies(inputs))
        expected = (vector_of(right, right), np.asarray(factors))
        if _is_pair_exchanged(outcome):
            text = f"{self.name} returned the numbers first; the arrays come first: return clipped, factors"
            return blank_case(inputs, expected, Problem("exchanged", text))

        def compare(part: Part, value: Mapping[str, Any], answer: Array) -> Seen:
            if part is self.parts[0]:
                return self._compare(part, value, answer, right)
            return compare_array(part, _as_array(value), answer)

        return judge_call(self, inputs, outcome, expected, compare)

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """Each edit and each wrong variant with its prediction: a vector, and the factors."""
        right, _ = self.reference(*fresh_copies(inputs))
        functions = [*EDITS, *((variant.mistake, variant.function) for variant in self.wrong)]
        return [(mistake, predicted_clip(function, inputs, right)) for mistake, function in functions]


def _as_array(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A list of numbers as the array that it stands for; anything else as it came."""
    items = value.get("items", [])
    if value["kind"] not in ("list", "tuple") or value["length"] != len(items) or not items:
        return value
    if any(item["kind"] != "number" and not (item["kind"] == "array" and not item["shape"]) for item in items):
        return value
    numbers = np.array([np.asarray(item["array"], dtype=float) for item in items])
    return {"kind": "array", "type": "ndarray", "dtype": "float64", "shape": [len(items)], "array": numbers}


def _is_pair_exchanged(outcome: Mapping[str, Any]) -> bool:
    """Whether numbers came where the list of arrays should be, and that list where they should be."""
    value = outcome["steps"][-1]["value"] if outcome["steps"] else None
    items = (value or {}).get("items", [])
    if len(items) != 2 or items[1]["kind"] not in ("list", "tuple"):
        return False
    return bool(_as_array(items[0])["kind"] == "array" and _as_array(items[1])["kind"] != "array")


def predicted_clip(function: Function, inputs: Inputs, right: Arrays) -> Would:
    """What a mistake would return, the arrays as one vector, or the error that it would raise."""

    def clipped() -> tuple[Array, Array]:
        grads, told = function(*fresh_copies(inputs))
        return vector_of(lists_of((grads,), 1)[0], right), np.asarray(told, dtype=float)

    return result_or_error(clipped)
