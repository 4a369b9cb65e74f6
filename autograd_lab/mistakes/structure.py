"""Structural evidence: the predictions of a mistake that follow from the right answer, its shape and its sizes alone.

A rule maps a sighting to the answer that the mistake would give, or None where it does not apply.
"""

from collections.abc import Callable, Container, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array
from autograd_lab.mistakes.catalogue import MISTAKES
from autograd_lab.mistakes.sightings import Sighting, agree

Sizes = Mapping[str, Any]

#: mistakes that multiply every entry by one number, which depends on the sizes alone
FACTORS: tuple[tuple[str, Callable[[Sizes], float]], ...] = (
    ("sign", lambda known: -1.0),
    ("factor-two-missing", lambda known: 0.5),
    ("factor-two-doubled", lambda known: 2.0),
    ("two-and-mean-missing", lambda known: known["N"] / 2),
    ("mean-missing", lambda known: known["N"]),
    ("averaged-twice", lambda known: 1 / known["N"]),
    ("counted-columns", lambda known: known["N"] / known["D"]),
    ("counted-outputs", lambda known: known["N"] / known["n_out"]),
    ("averaged-over-outputs", lambda known: 1 / known["n_out"]),
)

#: those that count the wrong thing, and all whose factor depends on a count
COUNTS = frozenset({"counted-columns", "counted-outputs"})
TWOS = frozenset({"factor-two-missing", "factor-two-doubled"})
SIZED = COUNTS | {"two-and-mean-missing", "mean-missing", "averaged-twice", "averaged-over-outputs"}


def factor_of(rule: Callable[[Sizes], float], sighting: Sighting) -> float | None:
    """The factor for the sizes of this draw, or None when the draw has no such size."""
    try:
        return rule(sighting.known)
    except KeyError:
        return None


def _scaled(rule: Callable[[Sizes], float]) -> Callable[[Sighting], Array | None]:
    def predict(sighting: Sighting) -> Array | None:
        factor = factor_of(rule, sighting)
        return None if factor is None else np.asarray(sighting.expected * factor)

    return predict


def _truncated(sighting: Sighting) -> Array | None:
    whole = isinstance(sighting.got, np.ndarray) and sighting.got.dtype.kind in "iu"
    if not whole or not np.isfinite(sighting.expected).all():
        return None
    cut, near = np.trunc(sighting.expected), np.rint(sighting.expected)
    return cut if agree(sighting.got, cut) or not cut.any() else near


_ENGINES = """
from-the-leaves shared-list by-value lost-link operand-forgotten nothing-handed-on all-ones seeded-twice
upstream-missing local-missing upstream-added seeded-with-data not-added
ends-early order-misses handed-on-otherwise
"""
#: mistakes of one engine, which predicts all numbers; a kind of sweep says less, since it is tried on small graphs
_ONE_ENGINE = frozenset(_ENGINES.split())
_OTHERS = ("other-function", "other-slope")  # in words alone, where no entry has a name for it
#: mistakes that say nothing without the words of their label
IN_WORDS = frozenset({*_OTHERS, "not-added", "calls-not-added", "wrong-cleared", "handed-on-otherwise"})


@dataclass(frozen=True)
class _AllBut:
    """All mistakes but some; those of a private exam come later and belong to them."""

    left_out: frozenset[str]

    def __contains__(self, mistake: object) -> bool:
        return mistake in MISTAKES and mistake not in self.left_out


#: a mistake gives way to those that say more of the same numbers, where they explain them too
GIVES_WAY: Mapping[str, Container[str]] = {
    "transpose": {"row-for-column"},
    "answer-turned": {"row-for-column", "transpose"},  # a column transposed is a row; of a product the factors say more
    "step-for-sigmoid": {"integers"},  # numbers of a whole-number type look so once they have been rounded
    "thresholded": {"integers"},
    "all-zero": MISTAKES,  # any other says why it is zero
    **dict.fromkeys(("too-early", "assigned", "counted-once", "passed-on-twice"), _ONE_ENGINE),
    "all-ones": {"local-missing"},  # which is the same on a chain, and is told by another line there
    "factor-two-doubled": {"seeded-twice"},
    "entering-exchanged": {"exchanged"},
    "lstm-wrong-state-entered": {"exchanged"},
    "lstm-wrong-weights-down": {"exchanged"},
    "operand-forgotten": {"lost-link"},
    "lost-link": {"nothing-handed-on", "unseeded"},
    "first-kept": {"nothing-handed-on", "unseeded"},
    "slope-constant": _AllBut(frozenset({"all-zero"})),
    **dict.fromkeys(_OTHERS, _AllBut(frozenset({"all-zero", "slope-constant", *_OTHERS}))),
}


def prevailing(explain: Set[str]) -> frozenset[str]:
    """The mistakes that remain of those that explain the same numbers, when some give way to others."""
    return frozenset(m for m in explain if not any(other in GIVES_WAY.get(m, ()) for other in explain - {m}))


def fits_type(mistake: str, sightings: Sequence[Sighting]) -> bool:
    """Whether numbers of this type can show the mistake: only whole numbers can have been rounded to whole numbers."""
    whole = (isinstance(s.got, np.ndarray) and s.got.dtype.kind in "iu" for s in sightings)
    return mistake != "integers" or any(whole)


def _unsummed(sighting: Sighting) -> Array | None:
    """The answer that came, where it is one contribution per row whose sum is right."""
    got, expected = sighting.got, sighting.expected
    rows = isinstance(got, np.ndarray) and got.ndim == expected.ndim + 1 and len(got) == sighting.known.get("N")
    return got if isinstance(got, np.ndarray) and rows and agree(got.sum(axis=0), expected) else None


_ROUNDING = 1e-13  # of the largest entry that is right: what a sum of cancelling terms leaves


def _zero(sighting: Sighting) -> Array | None:
    """Zeros where the answer is not zero; with N = 1 the right answer, since 1 // 1 is 1."""
    if not sighting.known:  # an engine: neither a // before a sum nor an empty loop makes zeros there
        return None
    one_row = sighting.known.get("N") == 1 and agree(sighting.got, sighting.expected)
    if isinstance(sighting.got, np.ndarray) and _is_rounding(sighting.got, sighting.expected):
        return sighting.got  # terms that cancel leave some 1e-17
    return sighting.expected if one_row else np.zeros_like(sighting.expected)


def _is_rounding(got: Array, expected: Array) -> bool:
    """Whether numbers of the right shape are what rounding leaves of 0, beside what they should be."""
    if got.shape != expected.shape or got.dtype.kind != "f":
        return False
    return bool(np.max(np.abs(got), initial=0.0) <= _ROUNDING * np.max(np.abs(expected), initial=0.0))


STRUCTURAL: tuple[tuple[str, Callable[[Sighting], Array | None]], ...] = (
    *((mistake, _scaled(rule)) for mistake, rule in FACTORS),
    ("answer-turned", lambda s: s.expected.T if s.expected.ndim == 2 else None),
    ("row-for-column", lambda s: s.expected.T if s.expected.ndim == 2 and s.expected.shape[1] == 1 else None),
    ("integers", _truncated),
    ("not-summed", _unsummed),
    ("column", lambda s: s.expected[:, None] if s.expected.ndim == 1 else None),
    ("row-kept", lambda s: s.expected[None, :] if s.expected.ndim == 1 else None),
    ("all-zero", _zero),
)
