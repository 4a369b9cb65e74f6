"""Asks the search about the parts of an answer that no entry of the catalogue explains."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from autograd_lab.exams.judging import Case, Inputs
from autograd_lab.mistakes import (
    SWAPS,
    Anatomy,
    Array,
    Diagnosis,
    Draw,
    Formula,
    Raised,
    Sighting,
    found_by_search,
    two_at_once,
)
from autograd_lab.mistakes.search.finding import Explanation

_NOTHING = np.asarray(np.nan)  # stands where a part brought no numbers


class Searchable(Protocol):
    """What the search reads of a question."""

    @property
    def known(self) -> Callable[[Inputs], Mapping[str, Any]]:
        """Numbers and arrays that a mistake may have mixed in, by name."""

    @property
    def anatomy(self) -> Callable[[Inputs], Sequence[Anatomy]] | None:
        """Inputs → what the answer is made of; None where it is not known."""

    @property
    def in_twos(self) -> bool:
        """Whether two swaps at once are tried."""

    @property
    def searchable(self) -> bool:
        """Whether the numbers are the answer itself."""

    def units(self, inputs: Inputs) -> Sequence[Any]:
        """What the entries of each part are measured in."""

    def formulas(self, inputs: Inputs) -> tuple[Sequence[Formula], int]:
        """The formulas of the answer, and the number of their last layer; none where there is none."""


def diagnoses_by_search(
    question: Searchable, cases: Sequence[Case], diagnoses: Mapping[int, Diagnosis], sound: Sequence[int]
) -> dict[int, Diagnosis]:
    """The diagnoses of the parts that no entry of the catalogue explains and the search does."""
    if not question.searchable:
        return {}
    there = [i for i in diagnoses if all(case.raised or case.seen[i].got is not None for case in cases)]
    unnamed = [i for i in there if not diagnoses[i].mistake and not diagnoses[i].candidates]
    unnamed = [i for i in unnamed if not _only_stopped(cases, i)]
    two_at_once = [i for i in there if diagnoses[i].besides]
    if not unnamed and not two_at_once:
        return {}
    draws = [_draw_of(question, case) for case in cases]
    found = found_by_search(draws, there, sound)
    if len({*found.values()}) > 1 or found.keys() < {*there}:  # no one thing explains them all: the names stay
        found = {i: one for i, one in found.items() if i in unnamed or (i in two_at_once and _is_one_slip(one))}
    elif not unnamed and not all(map(_is_one_slip, found.values())):
        found = {}
    return {
        i: replace(
            diagnoses[i],
            mistake=one.kind,
            besides=one.besides,
            facts={**diagnoses[i].facts, "it": one.it, "other": one.other},
        )
        for i, one in found.items()
    }


def diagnoses_in_twos(
    question: Searchable, cases: Sequence[Case], diagnoses: Mapping[int, Diagnosis]
) -> dict[int, Diagnosis]:
    """The diagnoses of the parts that two mistakes of the catalogue explain together, and nothing else does."""
    if not (question.in_twos and question.anatomy):
        return {}
    open_ = [i for i, one in diagnoses.items() if not one.mistake and not one.candidates]
    there = [i for i in open_ if all(case.raised or case.seen[i].got is not None for case in cases)]
    anatomies = [question.anatomy(case.inputs) for case in cases] if there else []
    found, made = {}, {}  # type: ignore[var-annotated]
    for i in there:
        sightings = [Sighting(_came(case, i), case.seen[i].expected) for case in cases]
        if pair := two_at_once(anatomies, SWAPS, i, sightings, made):
            found[i] = replace(diagnoses[i], mistake=pair[0], besides=pair[1])
    return found


def _came(case: Case, part: int) -> Array | Raised:
    """What came of one part; NaN where no number did."""
    got = case.raised or case.seen[part].got
    return _NOTHING if got is None else got


def _only_stopped(cases: Sequence[Case], part: int) -> bool:
    """Whether a part is right wherever there are numbers, and lost because an error came before it in other draws."""
    numbers = [case.seen[part].holds for case in cases if not case.raised]
    return bool(numbers) and all(numbers)


def _is_one_slip(one: Explanation) -> bool:
    """Whether one operation in the place of another says all, so that no factor on top need be spoken of."""
    return one.kind == "found-operation" and not one.besides


def _draw_of(question: Searchable, case: Case) -> Draw:
    """One case as the search takes it."""
    (formulas, last), known = question.formulas(case.inputs), question.known(case.inputs)
    came = [_came(case, part) for part in range(len(case.seen))]
    triples = zip(came, case.seen, question.units(case.inputs), strict=True)
    return Draw(
        formulas,
        last,
        [Sighting(got, seen.expected, known, unit=unit) for got, seen, unit in triples],
    )
