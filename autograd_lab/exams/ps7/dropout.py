"""Dropout of whole columns in problem set 7: a random mask is judged by properties that hold of every mask.

One number decides for a column, for all rows alike. The share of zeros is tested by Hoeffding's bound over the columns,
with 1e-9 for each of eight draws. Masks of which an exact number is dropped are told by `MORE` further calls, whose
numbers of zeros agree by chance with a probability below 1e-9 as well (each pair with less than 0.08). So a right
function is refused with a probability of less than 1e-7.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Seen, compare_array, judge_call
from autograd_lab.exams.ps7.further_calls import calls_ignore_rng, same_number_of_zeros, trouble_at_zero
from autograd_lab.exams.question import Inputs, Part, Question, Would
from autograd_lab.mistakes import Array, Raised

ALPHA = 1e-9  # false alarms of one test
SMALL = 200  # columns of the calls that only say where the randomness comes from
MORE = 8  # calls with other seeds

# how `out` relates to x, where it is not one factor times x at the places that the mask keeps
NOT_DROPPED, COMPLEMENT, SECOND, UNKNOWN = 101.0, 102.0, 103.0, 104.0
# patterns of a mask
BY_ENTRY, FOREIGN, UNEVEN, TURNED, MINUS_P, TILED, OF_ROWS, COUNTED = 1, 2, 3, 4, 5, 6, 7, 8


@dataclass(frozen=True)
class Mask:
    """The properties of a mask: the value at kept places and the factor of `out` there, both times 1 − p, and the share
    of zeros.

    `pattern` is 0 for a mask as it is asked for, else one of the numbers above: drawn for each entry, not drawn from
    rng, of more than two values, out in its place and the reverse, 1 − p and −p, one row repeated for all rows, drawn
    for rows, with as many zeros each time. `at_zero` says that p = 0 goes wrong.
    """

    unit: float
    relation: float
    rate: float
    pattern: int = 0
    at_zero: bool = False

    def vector(self) -> Array:
        """The properties as numbers to be compared."""
        return np.array([self.unit, self.relation, self.rate, self.pattern, self.at_zero])

    def holds(self, p: float) -> tuple[bool, bool]:
        """(whether out is right, whether the mask is). One row repeated acts as it should, and is not what is asked."""
        sound = self.rate == p and self.pattern in (0, TILED) and not self.at_zero
        return sound and abs(self.relation - 1) <= 1e-9, sound and not self.pattern and abs(self.unit - 1) <= 1e-9


def observed_mask(x: Array, out: Array, mask: Array, p: float) -> Mask:
    """The properties of the mask of one call, whatever shape it has that meets x."""
    if out.shape == x.shape[1:] and mask.shape == x.shape:
        return Mask(1.0, 1.0, p, TURNED)
    spread = np.broadcast_to(mask[:, None] if mask.shape == x.shape[:1] else mask, x.shape)
    if np.allclose(np.minimum(abs(spread + p), abs(spread - (1 - p))), 0.0) and (spread < 0).any():
        return Mask(1.0, 1.0, float(np.mean(spread < 0)), MINUS_P)
    kept = spread != 0
    values = spread[kept]
    unit = float(values.flat[0]) * (1 - p) if values.size else 0.0
    even = bool(values.size) and bool(np.allclose(values, values.flat[0], rtol=1e-9, atol=0))
    pattern = UNEVEN if not even and values.size else _pattern(mask, kept, x.shape)
    return Mask(unit, relation_of(x, out, kept, p), float(np.mean(~kept)), pattern)


def _pattern(mask: Array, kept: Array, shape: tuple[int, ...]) -> int:
    """For what one number of the mask decides."""
    if mask.shape in (shape[1:], (1, shape[1])):
        return 0
    if mask.shape in (shape[:1], (shape[0], 1)):
        return OF_ROWS
    if (kept == kept[:1]).all():
        return TILED
    return OF_ROWS if (kept == kept[:, :1]).all() else BY_ENTRY


def relation_of(x: Array, out: Array, kept: Array, p: float) -> float:
    """The factor of `out` at kept places, times 1 − p, or a code for another relation to x."""
    if np.array_equal(out, x):
        return NOT_DROPPED
    living = out != 0
    if not living.any():
        return 0.0
    factors = out[living] / x[living]
    if not np.allclose(factors, factors[0], rtol=1e-9, atol=0):
        return UNKNOWN
    if np.array_equal(living, kept):
        return float(factors[0]) * (1 - p)
    return COMPLEMENT if np.array_equal(living, ~kept) else SECOND


def mask_edits(p: float) -> list[tuple[str, Mask]]:
    """The known mistakes, each with the properties that it would show."""
    q, below = 1 - p, NormalDist().cdf(p)
    return [
        ("dropout-not-scaled", Mask(q, q, p)),
        ("scale-outside-mask", Mask(q, 1.0, p)),
        ("scale-outside-mask", Mask(1.0, q, p)),
        ("mask-twice", Mask(1.0, 1 / q, p)),
        ("mask-twice", Mask(1 / q, 1 / q, p)),
        ("dropout-scaled-down", Mask(q * q, q * q, p)),
        ("dropout-scaled-down", Mask(q, q * q, p)),
        ("dropout-scaled-by-root", Mask(sqrt(q), sqrt(q), p)),
        ("dropout-scaled-by-root", Mask(q, sqrt(q), p)),
        ("dropout-scaled-by-root", Mask(q * sqrt(q), q * sqrt(q), p)),
        ("dropout-scaled-by-p", Mask(q / p, q / p, p)),
        ("dropout-scaled-by-p", Mask(q, q / p, p)),
        *(("keep-and-drop-exchanged", Mask(unit, unit, q)) for unit in (1.0, q, q / p, q * p, q * q)),
        ("keep-and-drop-exchanged", Mask(q, 1.0, q)),
        ("keep-and-drop-exchanged", Mask(q, q / p, q)),
        *(("keep-and-drop-exchanged", Mask(unit, COMPLEMENT, q)) for unit in (1.0, q, q / p)),
        *(("p-ignored", Mask(unit, unit, 0.5)) for unit in (1.0, q, 2 * q)),
        *(("rate-squared", Mask(unit, unit, rate)) for unit in (1.0, q) for rate in (p * p, 1 - q * q)),
        ("exchanged", Mask(1.0, 1.0, p, TURNED)),
        ("mask-ignored", Mask(1.0, NOT_DROPPED, p)),
        ("mask-ignored", Mask(q, NOT_DROPPED, p)),
        ("new-mask", Mask(1.0, SECOND, p)),
        ("new-mask", Mask(q, SECOND, p)),
        ("nothing-dropped", Mask(q, NOT_DROPPED, 0.0)),
        ("nothing-dropped", Mask(q * q, q * q, 0.0)),
        ("nothing-dropped", Mask(1.0, 1.0, 0.0)),
        *(("mask-by-entry", Mask(unit, unit, p, BY_ENTRY)) for unit in (1.0, q)),
        *(("mask-of-rows", Mask(unit, unit, p, OF_ROWS)) for unit in (1.0, q)),
        *(("mask-repeated", Mask(unit, unit, p, TILED)) for unit in (1.0, q)),
        ("unbracketed", Mask(1.0, 1.0, p, MINUS_P)),
        *(("rng-ignored", Mask(unit, unit, p, FOREIGN)) for unit in (1.0, q)),
        *(("dropped-by-count", Mask(unit, unit, p, COUNTED)) for unit in (1.0, q)),
        *(("normal-for-uniform", Mask(unit, unit, rate)) for unit in (1.0, q) for rate in (below, 1 - below)),
    ]


@dataclass(frozen=True)
class ColumnDropoutQuestion(Question):
    """A question for (out, mask), the mask being one number for each column."""

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """The call to judge; small ones: the same seed twice, others, and one with p = 0 at the end."""
        x, p, seed = inputs["x"], inputs["p"], inputs["rng"]["seed"]
        small = x[:, :SMALL]
        seeds = [seed, seed, *range(seed + 1, seed + 2 + MORE)]
        asked = [(x, p, seed), *((small, p, one) for one in seeds), (small, 0.0, seed)]
        calls = [{"do": "call", "function": self.name, "args": [a, b, {"seed": s}]} for a, b, s in asked]
        return {"seconds": self.seconds, "steps": calls}

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case; the properties of the mask are kept in its inputs, for `suspects`."""
        x, p = inputs["x"], inputs["p"]
        expected = Mask(1.0, 1.0, p).vector()
        if outcome.get("lost"):
            return judge_call(self, inputs, outcome, (expected, expected))

        def form(part: Part, value: Mapping[str, Any], _: Array) -> Seen:
            return compare_array(part, value, np.full(x.shape if part.name == "out" else x.shape[1:], np.nan))

        first, *others = outcome["steps"]
        case = judge_call(self, inputs, {"steps": [first]}, (expected, expected), form)
        found = [seen.got for seen in case.seen]
        if case.problem or not _can_be_looked_at(found, x.shape):
            return case_without_mask(case, inputs, expected)
        mask, note = _mask_of_all_calls(inputs, [np.asarray(got, dtype=float) for got in found], others)
        return case_of_mask(case, inputs, mask, note)

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """Each edit with its prediction, which takes the share of zeros that was seen where it agrees with it as far as
        a sample can tell.
        """
        mask, near = inputs["mask"], _near(inputs["x"])
        found = mask_edits(inputs["p"])
        if mask is not None:
            found = [(m, replace(e, rate=mask.rate) if abs(e.rate - mask.rate) <= near else e) for m, e in found]
            if mask.at_zero:  # where p happens to be the share of normal numbers below p
                found = [(m, replace(e, at_zero=m == "normal-for-uniform")) for m, e in found]
            if mask.pattern == OF_ROWS:  # a few rows say nothing of shares and sizes
                found = [(m, mask if e.pattern == OF_ROWS else e) for m, e in found]
        return [(mistake, (edit.vector(), edit.vector())) for mistake, edit in found]


def case_without_mask(case: Case, inputs: Inputs, expected: Array) -> Case:
    """The case of a first call whose form is wrong: both parts fail, a part without a fault by that of the other."""
    fault = next((s.problem for s in case.seen if s.problem), None)
    seen = tuple(Seen(False, None, expected, s.problem or fault) for s in case.seen)
    return replace(case, seen=seen, inputs={**inputs, "mask": None})


def case_of_mask(case: Case, inputs: Inputs, mask: Mask, note: str) -> Case:
    """The case of a mask whose properties were seen; `suspects` finds them in its inputs."""
    p = inputs["p"]
    expected = Mask(1.0, 1.0, p).vector()
    failed = Seen(False, mask.vector(), expected, None, note, mask_facts(mask, p))
    seen = tuple(Seen(True, expected, expected) if holds else failed for holds in mask.holds(p))
    return replace(case, seen=seen, inputs={**inputs, "mask": mask})


def _can_be_looked_at(found: Sequence[Array | Raised | None], shape: tuple[int, ...]) -> bool:
    """Whether out and mask are finite arrays that meet x, or the two in each other's place."""
    if not all(isinstance(got, np.ndarray) and np.isfinite(got).all() for got in found):
        return False
    out, mask = (got.shape for got in found if isinstance(got, np.ndarray))
    column = shape[1:], (1, shape[1])
    return (out == shape and mask in (*column, shape, shape[:1], (shape[0], 1))) or (out in column and mask == shape)


def _near(x: Array) -> float:
    """How far from p the share of zeros among the columns may be."""
    return sqrt(log(2 / ALPHA) / (2 * x.shape[1]))


def _mask_of_all_calls(inputs: Inputs, found: list[Array], others: Sequence[Mapping[str, Any]]) -> tuple[Mask, str]:
    """The properties that all calls show together, and a sentence about them."""
    x, p = inputs["x"], inputs["p"]
    mask = observed_mask(x, found[0], found[1], p)
    if mask.pattern == 0 and 0 < mask.rate < 1:
        foreign, counted = calls_ignore_rng(others[:3]), same_number_of_zeros(others[1:-1])
        mask = replace(mask, pattern=FOREIGN if foreign else COUNTED if counted else 0)
    if abs(mask.rate - p) <= _near(x) and mask.pattern != OF_ROWS:
        mask = replace(mask, rate=p)
    trouble = trouble_at_zero(others[-1], x[:, :SMALL])
    if all(mask.holds(p)) and trouble:
        return replace(mask, at_zero=True), trouble
    return mask, _mask_note(mask, p)


_PATTERNS = {
    BY_ENTRY: "Each row has zeros of its own; a column should be dropped in all rows or in none.",
    FOREIGN: "Generators of the same seed should give the same mask, and another seed another.",
    UNEVEN: "The entries of the mask are not 0 and one other number; they should be 0 and 1/(1 − p).",
    TURNED: "What you return first is the mask, and what you return second is out.",
    MINUS_P: "The entries of the mask are 1 − p and −p; they should be 0 and 1/(1 − p).",
    TILED: "The mask repeats one row for all rows; one number for each column is asked for, (D,).",
    OF_ROWS: "Whole rows are dropped; whole columns should be.",
    COUNTED: "Every mask has as many zeros as the next; each column should be dropped for itself, by chance.",
}


def _mask_note(mask: Mask, p: float) -> str:
    return _PATTERNS[mask.pattern] if mask.pattern else unit_note(mask, p)


def unit_note(mask: Mask, p: float) -> str:
    """A sentence about the share of zeros and the size of what is kept."""
    should = "as they should be" if abs(mask.unit - 1) <= 1e-9 else f"and should be {1 / (1 - p):.4g}"
    kept = f"kept entries of the mask are {mask.unit / (1 - p):.4g}, {should}"
    share = "about that share" if mask.rate == p else f"a share of {mask.rate:.4g}"  # p itself where it is near enough
    return f"p is {p:.4g}: {share} of the mask is 0, and {kept}."


def mask_facts(mask: Mask, p: float) -> dict[str, str]:
    """The numbers for the catalogue's texts."""
    return {
        "p": f"{p:.4g}",
        "rate": f"{mask.rate:.4g}",
        "got": f"{mask.unit / (1 - p):.4g}",
        "expected": f"{1 / (1 - p):.4g}",
    }


def draw_columns(rng: np.random.Generator) -> Inputs:
    """A few rows, many columns, no 0 in them, and p away from one half, so that dropping and keeping differ."""
    shape = int(rng.integers(3, 6)), int(rng.integers(4500, 5500))
    x = rng.choice([-1.0, 1.0], shape) * rng.uniform(0.2, 3.0, shape)
    p = rng.uniform(0.15, 0.38) if rng.random() < 0.6 else rng.uniform(0.62, 0.8)
    return {"x": x, "p": float(p), "rng": {"seed": int(rng.integers(2**31))}}


def wire_dropout(x: Array, p: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """out = x · mask, the mask (D,) being 0 with probability p and 1/(1 − p) otherwise, the same for all rows."""
    mask = np.asarray((rng.random(x.shape[1]) >= p) / (1 - p))
    return x * mask, mask
