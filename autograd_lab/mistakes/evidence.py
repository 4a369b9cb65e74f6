"""Diagnoses numbers: which known mistake predicts exactly what came back, draw after draw?

A hypothesis predicts the answer from the right one (a factor, a transpose), by an edit of its ingredients, or as the
output of a wrong variant. A mistake is named when its predictions match on every draw, at least two of which tell it
from the right answer, and no other mistake's predictions do.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose, isnan
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Raised
from autograd_lab.mistakes.catalogue import MISTAKES
from autograd_lab.mistakes.description import clarity, describe, facts, in_the_last_digits
from autograd_lab.mistakes.overrides.letters import in_letters_of
from autograd_lab.mistakes.overrides.table import texts_of
from autograd_lab.mistakes.sightings import MATCH, Sighting, agree, ratio
from autograd_lab.mistakes.structure import (
    COUNTS,
    FACTORS,
    IN_WORDS,
    SIZED,
    STRUCTURAL,
    TWOS,
    factor_of,
    fits_type,
    prevailing,
)

NEAR = 1e-4  # relative distance that the rounding of float32 explains
FRESH_DRAWS = 2  # draws that must tell a mistake from the right answer before it is named

Hypothesis = tuple[str, list[Array | Raised]]  # a mistake, and what it would return in each draw


@dataclass(frozen=True)
class Diagnosis:
    """A diagnosis. `mistake` is an id of the catalogue, or empty when nothing singles one out; `seen` describes the
    numbers.

    `besides` is a second mistake, of those that multiply every entry by one number, found on top of the first.
    `candidates` are all mistakes that explain the numbers; `settle` may choose among them.
    """

    mistake: str
    seen: str
    facts: Mapping[str, str] = field(default_factory=dict)
    candidates: frozenset[str] = frozenset()
    besides: str = ""

    def text(self, part: str, question: str = "", exam: str = "") -> dict[str, str]:
        """The catalogue's texts for the named mistake, in the letters of the exam, filled in; {} when none is named."""
        if not self.mistake:
            return {}
        found = {"where": "", **self.facts, "part": part}
        texts = {
            name: text.format_map(found)
            for name, text in texts_of(MISTAKES[self.mistake], part, question, exam).items()
        }
        if self.besides:
            texts["line"] += f"; besides: {in_letters_of(exam, _second(self.besides))}"
            other = "a constant factor" if self.besides in dict(FACTORS) else "the other"
            texts["evidence"] = f"Two things at once. Leaving {other} out of account: {texts['evidence']}"
        return texts


def _second(besides: str) -> str:
    """A second mistake in words: its name, or what a search has found, with the ingredient."""
    mistake, *found = besides.split("|")
    if not found:
        return MISTAKES[mistake].name
    line = MISTAKES[mistake].line.removeprefix("{part}: ")
    return line.format(it=found[0], other=found[1])


def diagnose(got: object, expected: object, context: Mapping[str, Any] | None = None) -> Diagnosis:
    """A description of how one answer differs from the right one.

    `got` and `expected` are numbers or arrays, `context` names further numbers and arrays (say `{"N": 8}`). One pair
    never names a mistake, since many mistakes can agree on it: `seen` says what there is to see. To have one named,
    hand several pairs to `diagnose_sightings`, as the exams do.

    >>> from autograd_lab import diagnose
    >>> diagnose([2.0, -4.0], [1.0, -2.0]).seen
    'Every entry is 2 times what it should be; entry [0] is 2, and should be 1.'
    >>> diagnose([[1.0, 2.0]], [1.0, 2.0]).seen
    'It has shape (1, 2); it should have shape (2,).'
    """
    return diagnose_sightings([Sighting(np.asarray(got), np.asarray(expected), context or {})])


def diagnose_sightings(sightings: Sequence[Sighting]) -> Diagnosis:
    """The diagnosis of several answers: the one mistake that explains them all, if there is exactly one.

    >>> draws = [np.array([1.0, -2.0]), np.array([0.5, 3.0])]
    >>> diagnose_sightings([Sighting(-right, right) for right in draws]).mistake
    'sign'
    """
    telling = [s for s in sightings if not agree(s.got, s.expected)]
    if telling and _near(sightings) and _of_float32(sightings):
        telling = []
    if not telling:
        seen = in_the_last_digits(sightings)
        first = max(sightings, key=clarity)
        return Diagnosis("found-float32" if _of_float32(sightings) else "", seen, facts(first))
    first = max(telling, key=clarity)
    named, besides, it = frozenset[str](), "", ""
    if len(telling) >= FRESH_DRAWS and not all(isinstance(s.got, Raised) for s in telling):
        hypotheses = _hypotheses(sightings)
        labels = {label for label, would in hypotheses if _explains(sightings, would)}
        named = prevailing(frozenset(map(plain, labels)))
        it = _ingredient(labels, named)
        pairs = frozenset[tuple[str, str]]() if named else _pairs(sightings, hypotheses)
        if len({frozenset(pair) for pair in pairs}) == 1:
            main, besides = min(pairs)
            named = frozenset((main,))
    mistake = next(iter(named)) if len(named) == 1 else ""
    if mistake in IN_WORDS and not it:
        mistake = ""  # so many fit that none can be said
    with np.errstate(all="ignore"):  # what came may be infinite
        words = {"it": it, "where": f" {it.strip()}"} if it else {}
        return Diagnosis(mistake, describe(first), {**facts(first), **words}, named, besides)


def plain(label: str) -> str:
    """The mistake of a label; what stands after a colon says where it is made, as in "lost-link:tanh"."""
    return label.partition(":")[0]


def _ingredient(labels: Collection[str], named: Collection[str]) -> str:
    """Where the one mistake is made, as its labels say; empty where they do not. A label with a place says the more."""
    places = [label.partition(":")[2] for label in sorted(labels) if plain(label) in named and ":" in label]
    return " or ".join(places) if len(named) == 1 and len(places) <= 3 else ""


def _near(sightings: Sequence[Sighting]) -> bool:
    """Whether all answers are right in the first four digits."""
    for s in sightings:
        if isinstance(s.got, Raised) or s.got.shape != s.expected.shape or s.got.dtype.kind != "f":
            return False
        scale = np.max(np.abs(s.expected), initial=0.0)
        if not np.max(np.abs(s.got - s.expected), initial=0.0) <= NEAR * scale:
            return False
    return True


def _of_float32(sightings: Sequence[Sighting]) -> bool:
    """Whether numbers carry no more digits than float32 does, in two draws or more, and are not right."""
    off = [s for s in sightings if not np.array_equal(np.asarray(s.got), s.expected)]
    numbers = [np.asarray(s.got, dtype=float) for s in off]
    return len(off) >= FRESH_DRAWS and all(np.array_equal(x, x.astype(np.float32)) for x in numbers)


def _explains(sightings: Sequence[Sighting], would: Sequence[Array | Raised]) -> bool:
    """Whether the predictions agree with every sighting."""
    return all(agree(s.got, p) for s, p in zip(sightings, would, strict=True))


def _pairs(sightings: Sequence[Sighting], hypotheses: Sequence[Hypothesis]) -> frozenset[tuple[str, str]]:
    """Mistakes that explain all sightings together with a constant factor, each with the factor's own mistake."""
    found = set()
    for mistake, would in hypotheses:
        ratios: list[float] = []
        for s, p in zip(sightings, would, strict=True):
            one = ratio(s.got, p)
            if one is None:
                break
            ratios.append(one)
        if len(ratios) < len(sightings):
            continue
        for besides, rule in FACTORS:
            if {plain(mistake), besides} & COUNTS and {plain(mistake), besides} <= SIZED:
                continue  # two wrong counts in one factor: neither is what happened
            if plain(mistake) == besides or {plain(mistake), besides} <= TWOS:
                continue  # 4 or 1/N²: the search says so
            factors = [factor_of(rule, s) for s in sightings]
            pairs = zip(ratios, factors, strict=True)
            if all(f is not None and (isnan(r) or isclose(r, f, rel_tol=MATCH)) for r, f in pairs):
                found.add((plain(mistake), besides))
    return frozenset(pair for pair in found if pair[0] in prevailing({m for m, besides in found if besides == pair[1]}))


def _hypotheses(sightings: Sequence[Sighting]) -> list[Hypothesis]:
    """Every hypothesis with its prediction for each sighting: structural ones first, then the suspects handed in."""
    built: list[Hypothesis] = []
    for mistake, rule in STRUCTURAL:
        predictions = [rule(s) for s in sightings]
        if all(p is not None for p in predictions):
            built.append((mistake, [p for p in predictions if p is not None]))
    columns = zip(*(s.suspects for s in sightings), strict=True)
    built += [(column[0][0], [prediction for _, prediction in column]) for column in columns]
    return [(label, would) for label, would in built if fits_type(plain(label), sightings)]
