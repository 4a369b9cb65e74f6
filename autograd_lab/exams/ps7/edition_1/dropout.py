"""Dropout in the first edition of problem set 7: a random mask is judged by properties that hold of every mask.

The share of zeros is tested by Hoeffding's bound, over all entries, and over each row and column with the union bound
(a mask drawn once for a whole row is no mask of entries). With 1e-9 for each test, three tests on each of eight draws.
Masks of which an exact number is dropped are told by `MORE` further calls of 120 entries, whose numbers of zeros agree
by chance with a probability below 1e-9 as well. So a right function is refused with a probability of less than 1e-7.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Seen, compare_array, judge_call
from autograd_lab.exams.kinds.draws import upstream
from autograd_lab.exams.ps7.dropout import (
    COMPLEMENT,
    MORE,
    NOT_DROPPED,
    SECOND,
    Mask as SharedMask,
    case_of_mask,
    case_without_mask,
    relation_of,
    unit_note,
)
from autograd_lab.exams.ps7.edition_1.norm import sizes
from autograd_lab.exams.ps7.further_calls import calls_ignore_rng, same_number_of_zeros, trouble_at_zero
from autograd_lab.exams.question import Inputs, Part, Question, Would
from autograd_lab.mistakes import Anatomy, Array, Raised

ALPHA = 1e-9  # false alarms of one test


@dataclass(frozen=True)
class Mask(SharedMask):
    """The properties of a mask of entries.

    `pattern` is 0 for independent entries that come from rng, 1 for whole rows or columns, 2 for a mask that does not
    come from rng, 3 for a mask of more than two values, 4 for out in the place of the mask and the reverse, 5 for a
    mask of 1 − p and −p, 6 for a mask with as many zeros each time.
    """

    def holds(self, p: float) -> tuple[bool, bool]:
        """(whether out is right, whether the mask is)."""
        sound = self.rate == p and not self.pattern and not self.at_zero
        return sound and abs(self.relation - 1) <= 1e-9, sound and abs(self.unit - 1) <= 1e-9


def observed_mask(x: Array, out: Array, mask: Array, p: float) -> Mask:
    """The properties of the mask of one call."""
    kept = mask != 0
    values = mask[kept]
    if np.allclose(np.minimum(abs(mask + p), abs(mask - (1 - p))), 0.0) and (mask < 0).any():
        return Mask(1.0, 1.0, float(np.mean(mask < 0)), 5)
    unit = float(values.flat[0]) * (1 - p) if values.size else 0.0
    even = bool(values.size) and bool(np.allclose(values, values.flat[0], rtol=1e-9, atol=0))
    rate = float(np.mean(~kept))
    pattern = 3 if not even and values.size else 1 if _in_lines(~kept, rate) else 0
    return Mask(unit, relation_of(x, out, kept, p), rate, pattern)


def _in_lines(dropped: Array, rate: float) -> bool:
    """Whether whole rows or columns go together."""
    for axis in (0, 1):
        shares = dropped.mean(axis=axis)
        bound = sqrt(log(2 * len(shares) / ALPHA) / (2 * dropped.shape[axis]))
        if np.max(np.abs(shares - rate)) > bound:
            return True
    return False


def mask_edits(p: float) -> list[tuple[str, Mask]]:
    """The known mistakes, each with the properties that it would show."""
    q = 1 - p
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
        ("dropout-scaled-by-p", Mask(q / p, q / p, p)),
        ("dropout-scaled-by-p", Mask(q, q / p, p)),
        *(("keep-and-drop-exchanged", Mask(unit, unit, q)) for unit in (1.0, q, q / p, q * p, q * q)),
        ("keep-and-drop-exchanged", Mask(q, 1.0, q)),
        ("keep-and-drop-exchanged", Mask(q, q / p, q)),
        *(("keep-and-drop-exchanged", Mask(unit, COMPLEMENT, q)) for unit in (1.0, q, q / p)),
        *(("p-ignored", Mask(unit, unit, 0.5)) for unit in (1.0, q, 2 * q)),
        *(("rate-squared", Mask(unit, unit, rate)) for unit in (1.0, q) for rate in (p * p, 1 - q * q)),
        ("exchanged", Mask(1.0, 1.0, p, 4)),
        ("mask-ignored", Mask(1.0, NOT_DROPPED, p)),
        ("mask-ignored", Mask(q, NOT_DROPPED, p)),
        ("new-mask", Mask(1.0, SECOND, p)),
        ("new-mask", Mask(q, SECOND, p)),
        ("nothing-dropped", Mask(q, NOT_DROPPED, 0.0)),
        ("nothing-dropped", Mask(q * q, q * q, 0.0)),
        ("nothing-dropped", Mask(1.0, 1.0, 0.0)),
        *(("mask-shared", Mask(unit, unit, p, 1)) for unit in (1.0, q)),
        ("unbracketed", Mask(1.0, 1.0, p, 5)),
        *(("rng-ignored", Mask(unit, unit, p, 2)) for unit in (1.0, q)),
        *(("dropped-by-count", Mask(unit, unit, p, 6)) for unit in (1.0, q)),
    ]


@dataclass(frozen=True)
class DropoutQuestion(Question):
    """A question for (out, mask)."""

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """The call to judge; small ones: the same seed twice, others, and one with p = 0 at the end."""
        x, p, seed = inputs["x"], inputs["p"], inputs["rng"]["seed"]
        small = x[:6, :20]
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
            return compare_array(part, value, np.full(x.shape, np.nan))

        first, *others = outcome["steps"]
        case = judge_call(self, inputs, {"steps": [first]}, (expected, expected), form)
        found = [seen.got for seen in case.seen]
        if isinstance(found[0], np.ndarray) and found[0].shape == x.shape:
            found[1] = _spread(found[1], x.shape)
        sound = all(isinstance(got, np.ndarray) and got.shape == x.shape and np.isfinite(got).all() for got in found)
        if not sound or case.problem:
            return case_without_mask(case, inputs, expected)
        mask, note = _mask_of_all_calls(inputs, [np.asarray(got, dtype=float) for got in found], others)
        return case_of_mask(case, inputs, mask, note)

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """Each edit with its prediction, which takes the share of zeros that was seen where it agrees with it as far as
        a sample can tell.
        """
        mask, near = inputs["mask"], sqrt(log(2 / ALPHA) / (2 * inputs["x"].size))
        found = mask_edits(inputs["p"])
        if mask is not None:
            found = [(m, replace(e, rate=mask.rate) if abs(e.rate - mask.rate) <= near else e) for m, e in found]
            if mask.pattern == 1:  # with whole rows together, the share of zeros says little
                found = [(m, replace(e, rate=mask.rate) if e.pattern == 1 else e) for m, e in found]
        return [(mistake, (edit.vector(), edit.vector())) for mistake, edit in found]


def _spread(got: Array | Raised | None, shape: tuple[int, ...]) -> Array | Raised | None:
    """A mask of one row or one column as it acts on x: the same for all rows, or for all columns."""
    if isinstance(got, np.ndarray) and got.shape in (shape[1:], (1, shape[1]), (shape[0], 1)):
        return np.broadcast_to(got, shape)
    return got


def _mask_of_all_calls(inputs: Inputs, found: list[Array], others: Sequence[Mapping[str, Any]]) -> tuple[Mask, str]:
    """The properties that all calls show together, and a sentence about them."""
    x, p = inputs["x"], inputs["p"]
    mask = observed_mask(x, found[0], found[1], p)
    if mask.pattern == 3 and (turned := observed_mask(x, found[1], found[0], p)).pattern != 3:
        mask = replace(turned, pattern=4)
    if mask.pattern == 0 and 0 < mask.rate < 1:
        foreign, counted = calls_ignore_rng(others[:3]), same_number_of_zeros(others[1:-1])
        mask = replace(mask, pattern=2 if foreign else 6 if counted else 0)
    if abs(mask.rate - p) <= sqrt(log(2 / ALPHA) / (2 * x.size)):
        mask = replace(mask, rate=p)
    trouble = trouble_at_zero(others[-1], x[:6, :20])
    if all(mask.holds(p)) and trouble:
        return replace(mask, at_zero=True), trouble
    return mask, _mask_note(mask, p)


_PATTERNS = {
    1: "Whole rows or columns of the mask are dropped together; each entry should be drawn for itself.",
    2: "Generators of the same seed should give the same mask, and another seed another.",
    3: "The entries of the mask are not 0 and one other number; they should be 0 and 1/(1 − p).",
    4: "What you return first is the mask, and what you return second is out.",
    5: "The entries of the mask are 1 − p and −p; they should be 0 and 1/(1 − p).",
    6: "Every mask has as many zeros as the next; each entry should be dropped for itself, by chance.",
}


def _mask_note(mask: Mask, p: float) -> str:
    if mask.pattern:
        return _PATTERNS[mask.pattern]
    return unit_note(mask, p)


def draw_forward(rng: np.random.Generator) -> Inputs:
    """A wide batch without a 0 in it, and p away from one half, so that dropping and keeping cannot be confused."""
    shape = int(rng.integers(90, 130)), int(rng.integers(100, 150))
    x = rng.choice([-1.0, 1.0], shape) * rng.uniform(0.2, 3.0, shape)
    p = rng.uniform(0.15, 0.4) if rng.random() < 0.6 else rng.uniform(0.6, 0.8)
    return {"x": x, "p": float(p), "rng": {"seed": int(rng.integers(2**31))}}


def dropout_forward(x: Array, p: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """out = x · mask, the mask being 0 with probability p and 1/(1 − p) otherwise."""
    mask = np.asarray((rng.random(x.shape) >= p) / (1 - p))
    return x * mask, mask


# --- the way back ---


def draw_backward(rng: np.random.Generator) -> Inputs:
    """A gradient from above and a mask; both kinds of entries are there, and p is not one half.

    There are 36 entries or more, so that a mask drawn anew is neither all ones nor all zeros.
    """
    N, D = (2 * size for size in sizes(rng))
    p = float(rng.choice([0.2, 0.3, 0.4, 0.6, 0.7]))
    kept = rng.random((N, D)) >= p
    kept.flat[:2] = True, False
    return {"dout": upstream(rng, (N, D)), "mask": kept / (1 - p)}


def dropout_backward(dout: Array, mask: Array) -> Array:
    """∂L/∂x = ∂L/∂out · mask, with the mask of the forward pass."""
    return dout * mask


def backward_anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: the upstream gradient and the mask."""
    made_of = {"masked": inputs["dout"], "keep": inputs["mask"], "masking": np.multiply}
    return [Anatomy(made_of, lambda i: (i["masking"](i["masked"], i["keep"]),), by_row=True)]


def backward_known(inputs: Inputs) -> Mapping[str, Any]:
    """N, and both arrays."""
    return {"N": len(inputs["mask"]), **{name: inputs[name] for name in ("dout", "mask")}}


@dataclass(frozen=True)
class MaskedQuestion(Question):
    """A question that recognises a mask drawn anew: entries are 0 or scaled, at other places than the mask says."""

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case of every question, with the answer kept in its inputs for `suspects`."""
        case = super().judge(inputs, outcome)
        return replace(case, inputs={**inputs, "came": case.seen[0].got})

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """The suspects of every question, and the new mask."""
        plain = {name: inputs[name] for name in ("dout", "mask")}
        return [*super().suspects(plain, failing), ("new-mask", (_new_mask(plain, inputs["came"]),))]


def _new_mask(inputs: Inputs, came: Array | Raised | None) -> Array:
    """The answer itself, if it is dout under another mask of the same or of no scale; else NaN (equal to no answer)."""
    dout, mask = inputs.values()
    if not isinstance(came, np.ndarray) or came.shape != dout.shape or not np.isfinite(came).all():
        return np.array(np.nan)
    factors = came / dout
    kept = factors != 0
    if np.array_equal(kept, mask != 0):  # by chance
        return np.asarray(dout * mask)
    if np.array_equal(kept, mask == 0):
        return np.array(np.nan)
    scaled = [kept.any() and np.allclose(factors[kept], scale, rtol=1e-9) for scale in (mask.max(), 1.0)]
    return came if any(scaled) and not kept.all() else np.array(np.nan)
