"""The way back through dropout in problem set 7: what comes from above, under the mask of the way forward."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case
from autograd_lab.exams.ps7.norm import sizes
from autograd_lab.exams.question import Inputs, Question, Would
from autograd_lab.mistakes import Anatomy, Array, Raised


def draw_backward(rng: np.random.Generator) -> Inputs:
    """A gradient from above and a mask; both kinds of entries are there, and p is not one half.

    There are 36 entries or more, so that a mask drawn anew is neither all ones nor all zeros.
    """
    N, D = (2 * size for size in sizes(rng))
    p = float(rng.choice([0.2, 0.3, 0.4, 0.6, 0.7]))
    kept = rng.random((N, D)) >= p
    kept.flat[:2] = True, False
    scale = 10.0 ** rng.choice([0, 0, 0, -6, 3])
    return {"dout": scale * rng.normal(0.2, 1.0, (N, D)), "mask": kept / (1 - p)}


def dropout_backward(dout: Array, mask: Array) -> Array:
    """∂L/∂x = ∂L/∂out · mask, with the mask of the forward pass."""
    return dout * mask


def backward_anatomy(inputs: Inputs) -> list[Anatomy]:
    """What comes from above, and the mask."""
    made_of = {"masked": inputs["dout"], "keep": inputs["mask"], "masking": np.multiply}
    return [Anatomy(made_of, lambda i: (i["masking"](i["masked"], i["keep"]),), by_row=True)]


def backward_known(inputs: Inputs) -> Mapping[str, Any]:
    """N, and both arrays."""
    return {"N": len(inputs["mask"]), **{name: inputs[name] for name in ("dout", "mask")}}


@dataclass(frozen=True)
class MaskedQuestion(Question):
    """Knows by its traces a mask that was drawn anew: entries are 0 or scaled, but not where the mask says."""

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """As every question, with what came kept for `suspects`."""
        case = super().judge(inputs, outcome)
        return replace(case, inputs={**inputs, "came": case.seen[0].got})

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """Edits and variants, and the new mask."""
        plain = {name: inputs[name] for name in ("dout", "mask")}
        return [*super().suspects(plain, failing), ("new-mask", (_new_mask(plain, inputs["came"]),))]


def _new_mask(inputs: Inputs, came: Array | Raised | None) -> Array:
    """What came, if it is dout under some other mask of the same or of no scale; else what is equal to no answer."""
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
