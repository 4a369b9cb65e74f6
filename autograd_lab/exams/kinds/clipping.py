"""The question about clipping by the global norm: a list of arrays and a number come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Problem, Seen, compare_array, judge_call
from autograd_lab.exams.kinds.lists import ListQuestion, lists_of, vector_of
from autograd_lab.exams.ps6.clip_edits import EDITS
from autograd_lab.exams.question import Function, Inputs, Part, Would, fresh
from autograd_lab.mistakes import Array, Raised

Arrays = list[Array]


def clip_by_global_norm(grads: Arrays, max_norm: float) -> tuple[Arrays, float]:
    """All gradients as one long vector, shortened to max_norm if it is longer; and its length before."""
    norm = float(np.sqrt(sum(np.sum(g**2) for g in grads)))
    if norm <= max_norm:
        return [g.copy() for g in grads], norm
    return [max_norm / norm * g for g in grads], norm


def draw_clip(rng: np.random.Generator) -> Inputs:
    """Arrays of several shapes, large or tiny; longer than max_norm, or often shorter, now and then all 0.

    Most that are to be clipped are tiny, since only these tell norm + 1e-8 from norm.
    """
    shapes = [tuple(int(n) for n in rng.integers(2, 5, axes)) for axes in rng.integers(1, 3, int(rng.integers(2, 5)))]
    grads = [rng.normal(0.2, 1.0, shape) * rng.uniform(0.3, 3.0) for shape in shapes]
    grads = [g * (0.0 if rng.random() < 0.04 else 1.0) for g in grads]
    norm = float(np.sqrt(sum(np.sum(g**2) for g in grads)))
    long = rng.random() < 0.6
    ratio = rng.uniform(0.1, 0.8) if long else rng.uniform(1.2, 3.0)
    scale = 1e-4 if rng.random() < (0.75 if long else 0.25) else 1.0
    return {"grads": [scale * g for g in grads], "max_norm": float(scale * (norm or 1.0) * ratio)}


def known_clip(inputs: Inputs) -> Mapping[str, Any]:
    """The numbers that a mistake may have mixed in."""
    return {"max_norm": np.asarray(inputs["max_norm"])}


@dataclass(frozen=True)
class ClipQuestion(ListQuestion):
    """Its first part is a list of arrays, its second a number."""

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The list array by array, the number as a number."""
        right, norm = self.reference(*fresh(inputs))
        expected = (vector_of(right, right), np.asarray(norm))
        if _exchanged(outcome):
            text = f"{self.name} returned the number first; the list comes first: return grads, norm"
            blank = tuple(Seen(False, None, part) for part in expected)
            return Case(inputs, blank, Problem("exchanged", text))

        def compare(part: Part, value: Mapping[str, Any], answer: Array) -> Seen:
            listed = part is self.parts[0]
            return self._compare(part, value, answer, right) if listed else compare_array(part, value, answer)

        return judge_call(self, inputs, outcome, expected, compare)

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """What each edit and each wrong variant makes of these inputs: a vector and a number."""
        right, _ = self.reference(*fresh(inputs))
        functions = [*EDITS, *((variant.mistake, variant.function) for variant in self.wrong)]
        return [(mistake, _would(function, inputs, right)) for mistake, function in functions]


def _exchanged(outcome: Mapping[str, Any]) -> bool:
    """Whether a number came where the list should be, and the list where the number should be."""
    value = outcome["steps"][-1]["value"] if outcome["steps"] else None
    kinds = [item["kind"] for item in (value or {}).get("items", [])]
    return len(kinds) == 2 and kinds[0] in ("number", "array") and kinds[1] in ("list", "tuple")


def _would(function: Function, inputs: Inputs, right: Arrays) -> Would:
    """What a mistake would return, or what it would raise."""
    try:
        with np.errstate(all="ignore"):
            grads, norm = function(*fresh(inputs))
            return vector_of(lists_of((grads,), 1)[0], right), np.asarray(norm, dtype=float)
    except Exception as error:
        return Raised(type(error).__name__)
