"""The question about clipping by the global norm: a list of arrays and a number come back.

Its edits replace one ingredient of the clipping: the norm, the factor, or the condition.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Problem, Seen, blank_case, compare_array, judge_call
from autograd_lab.exams.kinds.lists import ListQuestion, vector_of
from autograd_lab.exams.ps6.clipping import predicted_clip
from autograd_lab.exams.question import Inputs, Part, Would, fresh_copies
from autograd_lab.mistakes import Array

Arrays = list[Array]
Clip = Callable[[Arrays, float], tuple[Any, Any]]


def length(grads: Arrays) -> float:
    """The norm √(Σ g²) over all arrays."""
    return float(np.sqrt(sum(np.sum(g**2) for g in grads)))


def clip_by_global_norm(grads: Arrays, max_norm: float) -> tuple[Arrays, float]:
    """All gradients as one long vector, shortened to max_norm if it is longer; and its norm before."""
    norm = length(grads)
    if norm <= max_norm:
        return [g.copy() for g in grads], norm
    return [max_norm / norm * g for g in grads], norm


def draw_clip(rng: np.random.Generator) -> Inputs:
    """Arrays of several shapes, large or tiny; longer than max_norm, or often shorter, sometimes all 0.

    Most of those to be clipped are tiny, since only these tell norm + 1e-8 from norm.
    """
    shapes = [tuple(int(n) for n in rng.integers(2, 5, axes)) for axes in rng.integers(1, 3, int(rng.integers(2, 5)))]
    grads = [rng.normal(0.2, 1.0, shape) * rng.uniform(0.3, 3.0) for shape in shapes]
    grads = [g * (0.0 if rng.random() < 0.04 else 1.0) for g in grads]
    norm = length(grads)
    long = rng.random() < 0.6
    ratio = rng.uniform(0.1, 0.8) if long else rng.uniform(1.2, 3.0)
    scale = 1e-4 if rng.random() < (0.75 if long else 0.25) else 1.0
    return {"grads": [scale * g for g in grads], "max_norm": float(scale * (norm or 1.0) * ratio)}


def known_clip(inputs: Inputs) -> Mapping[str, Any]:
    """The numbers that a mistake may have mixed in."""
    return {"max_norm": np.asarray(inputs["max_norm"])}


# --- edits ---


def _all(grads: Arrays) -> Array:
    return np.concatenate([g.ravel() for g in grads])


def _edit(
    norm: Callable[[Arrays], Any] = length,
    factor: Callable[[Any, float], Any] = lambda n, m: m / n,
    clips: Callable[[Any, float], Any] = lambda n, m: n > m,
    tells: Callable[[Any, float], Any] = lambda n, m: n,
) -> Clip:
    """Clipping with one of its ingredients replaced."""

    def clip(grads: Arrays, max_norm: float) -> tuple[Any, Any]:
        size = np.float64(norm(grads))
        return [factor(size, max_norm) * g if clips(size, max_norm) else g for g in grads], tells(size, max_norm)

    return clip


def _each(returned: Callable[[Arrays, Arrays], Any]) -> Clip:
    """Clipping of each array by its own norm; `returned` chooses the number from the arrays before and after."""

    def clip(grads: Arrays, max_norm: float) -> tuple[Any, Any]:
        after = [g * (max_norm / length([g])) if length([g]) > max_norm else g for g in grads]
        return after, returned(grads, after)

    return clip


def _some(chosen: Callable[[int, int], bool]) -> Clip:
    """Clipping of those arrays that `chosen` (index, count) selects."""

    def clip(grads: Arrays, max_norm: float) -> tuple[Any, Any]:
        norm = length(grads)
        factor = max_norm / norm if norm > max_norm else 1.0
        return [factor * g if chosen(i, len(grads)) else g for i, g in enumerate(grads)], norm

    return clip


def _large_only(grads: Arrays, max_norm: float) -> tuple[Any, Any]:
    norm = length(grads)
    return [max_norm / norm * g if length([g]) > max_norm else g for g in grads], norm


def _softened(eps: float) -> Clip:
    """Clipping with a constant added to the norm in the factor."""
    return _edit(factor=lambda n, m: m / (n + eps))


NORMS: tuple[tuple[str, Callable[[Arrays], Any]], ...] = (
    ("norm-without-root", lambda grads: np.sum(_all(grads) ** 2)),
    ("norm-of-absolutes", lambda grads: np.sum(np.abs(_all(grads)))),
    ("norm-of-largest", lambda grads: np.max(np.abs(_all(grads)))),
    ("norms-added", lambda grads: sum(length([g]) for g in grads)),
    ("norm-averaged", lambda grads: np.sqrt(np.mean(_all(grads) ** 2))),
    ("norm-averaged", lambda grads: sum(length([g]) for g in grads) / len(grads)),
    ("norm-averaged", lambda grads: np.sqrt(sum(np.mean(g**2) for g in grads))),
    ("norm-spectral", lambda grads: np.sqrt(sum(np.linalg.norm(g, 2) ** 2 for g in grads))),
    ("norm-spectral", lambda grads: sum(np.linalg.norm(g, 2) for g in grads)),
    ("norm-spectral", lambda grads: max(np.linalg.norm(g, 2) for g in grads)),
    ("norm-of-last", lambda grads: length(grads[-1:])),
    ("norm-of-last", lambda grads: length(grads[:1])),
    ("norm-of-last", lambda grads: max(length([g]) for g in grads)),
)
EDITS: tuple[tuple[str, Clip], ...] = (
    *((mistake, _edit(norm)) for mistake, norm in NORMS),
    *((mistake, lambda grads, m, norm=norm: (_edit()(grads, m)[0], norm(grads))) for mistake, norm in NORMS),
    ("clipped-each", _each(lambda before, after: length(before))),
    ("clipped-each", _each(lambda before, after: length(after))),
    ("clipped-each", _each(lambda before, after: length(before[-1:]))),
    ("clipped-each", _each(lambda before, after: max(length([g]) for g in before))),
    ("clipped-elementwise", lambda grads, max_norm: ([np.clip(g, -max_norm, max_norm) for g in grads], length(grads))),
    ("upscaled", _edit(clips=lambda n, m: True)),
    ("clipped-below", _edit(clips=lambda n, m: n < m)),
    ("not-clipped", _edit(factor=lambda n, m: 1.0)),
    ("norm-after", _edit(tells=min)),
    ("factor-inverted", _edit(factor=lambda n, m: n / m)),
    ("factor-without-norm", _edit(factor=lambda n, m: m)),
    ("factor-without-maximum", _edit(factor=lambda n, m: 1 / n)),
    ("factor-twice", _edit(factor=lambda n, m: (m / n) ** 2)),
    ("clipped-some", _some(lambda i, count: i == 0)),
    ("clipped-some", _some(lambda i, count: i == count - 1)),
    ("clipped-some", _some(lambda i, count: i < count - 1)),
    ("clipped-some", _some(lambda i, count: i > 0)),
    ("clipped-some", _large_only),
    *(("eps-in-factor", _softened(eps)) for eps in (1e-6, 1e-7, 1e-8)),
)


# --- the question ---


@dataclass(frozen=True)
class ClipQuestion(ListQuestion):
    """A question whose first part is a list of arrays, its second a number."""

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case: the list array by array, the number as a number."""
        right, norm = self.reference(*fresh_copies(inputs))
        expected = (vector_of(right, right), np.asarray(norm))
        if _is_pair_exchanged(outcome):
            text = f"{self.name} returned the number first; the list comes first: return grads, norm"
            return blank_case(inputs, expected, Problem("exchanged", text))

        def compare(part: Part, value: Mapping[str, Any], answer: Array) -> Seen:
            listed = part is self.parts[0]
            return self._compare(part, value, answer, right) if listed else compare_array(part, value, answer)

        return judge_call(self, inputs, outcome, expected, compare)

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """Each edit and each wrong variant with its prediction: a vector and a number."""
        right, _ = self.reference(*fresh_copies(inputs))
        functions = [*EDITS, *((variant.mistake, variant.function) for variant in self.wrong)]
        return [(mistake, predicted_clip(function, inputs, right)) for mistake, function in functions]


def _is_pair_exchanged(outcome: Mapping[str, Any]) -> bool:
    """Whether a number came where the list should be, and the list where the number should be."""
    value = outcome["steps"][-1]["value"] if outcome["steps"] else None
    kinds = [item["kind"] for item in (value or {}).get("items", [])]
    return len(kinds) == 2 and kinds[0] in ("number", "array") and kinds[1] in ("list", "tuple")
