"""Reads the numbers: which known mistake predicts exactly what came back, draw after draw?

Each hypothesis predicts the answer from the right one (a factor, a transpose) or is the output of
a wrong variant. A mistake is named when its predictions match on every draw, at least two of which
tell it from the right answer, and no other mistake's predictions do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_lab.mistakes.catalogue import MISTAKES
from autograd_lab.mistakes.wording import WORDING

Array = np.ndarray[Any, Any]

MATCH = 1e-6  # relative distance below which two answers count as the same
FRESH_DRAWS = 2  # draws that must tell a mistake from the right answer before it is named


@dataclass(frozen=True)
class Raised:
    """In place of numbers: the type of the error that a function raised."""

    type: str


@dataclass(frozen=True)
class Sighting:
    """One returned value in one draw: what came, what should have come, and what a mistake may have mixed in.

    `known` maps names to numbers and arrays ("N", "w"); `suspects` lists mistakes with what they would return.
    """

    got: Array | Raised
    expected: Array
    known: Mapping[str, Any] = field(default_factory=dict)
    suspects: Sequence[tuple[str, Array | Raised]] = ()


@dataclass(frozen=True)
class Diagnosis:
    """What the numbers show. `mistake` is an id of the catalogue, or empty when nothing singles one out.

    `candidates` are all mistakes that explain the numbers; `settle` may choose among them.
    """

    mistake: str
    seen: str
    facts: Mapping[str, str] = field(default_factory=dict)
    candidates: frozenset[str] = frozenset()

    def text(self, part: str) -> dict[str, str]:
        """The catalogue's texts for the named mistake, filled in; {} when none is named."""
        if not self.mistake:
            return {}
        entry, facts = MISTAKES[self.mistake], {**self.facts, "part": part}
        names = ("line", "evidence", "contradiction", "question", "cure")
        own = WORDING.get((self.mistake, part), {})
        return {name: own.get(name, getattr(entry, name)).format_map(facts) for name in names}


def diagnose(got: object, expected: object, context: Mapping[str, Any] | None = None) -> Diagnosis:
    """Compare one answer with the right one: what they differ by.

    `got` and `expected` are numbers or arrays, `context` names further numbers and arrays (say `{"N": 8}`).
    One pair never names a mistake, since many mistakes can agree on it: `seen` says what there is to see.
    To have one named, hand several pairs to `diagnose_sightings`, as the exams do.
    """
    return diagnose_sightings([Sighting(np.asarray(got), np.asarray(expected), context or {})])


def diagnose_sightings(sightings: Sequence[Sighting]) -> Diagnosis:
    """The one mistake that explains all sightings, if there is exactly one; else what was seen."""
    telling = [s for s in sightings if not _same(s.got, s.expected)]
    if not telling:
        return Diagnosis("", "No difference was found.")
    first = max(telling, key=_clarity)
    named = frozenset(_explanations(sightings))
    mistake = next(iter(named)) if len(named) == 1 else ""
    with np.errstate(all="ignore"):  # what came may be infinite
        return Diagnosis(mistake, describe(first), _facts(first), named)


def _clarity(sighting: Sighting) -> tuple[bool, bool, int]:
    """How much a sighting shows: numbers of the right shape before others, finite ones first, many rows before few."""
    got, expected = sighting.got, sighting.expected
    fits = isinstance(got, np.ndarray) and got.shape == expected.shape
    finite = isinstance(got, np.ndarray) and got.dtype.kind in "biuf" and bool(np.isfinite(got).all())
    return fits, finite, sighting.known.get("N", 0)


def _explanations(sightings: Sequence[Sighting]) -> set[str]:
    """Ids of the mistakes whose predictions match every sighting and are distinguished by enough of them."""
    telling = [s for s in sightings if not _same(s.got, s.expected)]
    if len(telling) < FRESH_DRAWS or all(isinstance(s.got, Raised) for s in telling):
        return set()
    return {
        mistake
        for mistake, predictions in _hypotheses(sightings)
        if all(_same(s.got, p) for s, p in zip(sightings, predictions, strict=True))
    }


def _hypotheses(sightings: Sequence[Sighting]) -> list[tuple[str, list[Array | Raised]]]:
    """Every hypothesis with its prediction for each sighting: structural ones first, then the wrong variants."""
    built: list[tuple[str, list[Array | Raised]]] = []
    for mistake, rule in STRUCTURAL:
        predictions = [rule(s) for s in sightings]
        if all(p is not None for p in predictions):
            built.append((mistake, [p for p in predictions if p is not None]))
    columns = zip(*(s.suspects for s in sightings), strict=True)
    return built + [(column[0][0], [prediction for _, prediction in column]) for column in columns]


def _scaled(factor: Callable[[Mapping[str, Any]], float]) -> Callable[[Sighting], Array | None]:
    def predict(sighting: Sighting) -> Array | None:
        try:
            return np.asarray(sighting.expected * factor(sighting.known))
        except KeyError:  # the context does not know this number
            return None

    return predict


def _truncated(sighting: Sighting) -> Array | None:
    whole = isinstance(sighting.got, np.ndarray) and sighting.got.dtype.kind in "iu"
    if not whole or not np.isfinite(sighting.expected).all():
        return None
    cut, near = np.trunc(sighting.expected), np.rint(sighting.expected)
    return cut if _same(sighting.got, cut) else near


def _unsummed(sighting: Sighting) -> Array | None:
    """One contribution per row, which summed give the right answer: then it predicts just what came."""
    got, expected = sighting.got, sighting.expected
    rows = isinstance(got, np.ndarray) and got.ndim == expected.ndim + 1 and len(got) == sighting.known.get("N")
    return got if isinstance(got, np.ndarray) and rows and _same(got.sum(axis=0), expected) else None


def _column(sighting: Sighting) -> Array | None:
    return sighting.expected[:, None] if sighting.expected.ndim == 1 else None


STRUCTURAL: tuple[tuple[str, Callable[[Sighting], Array | None]], ...] = (
    ("sign", _scaled(lambda known: -1.0)),
    ("factor-two-missing", _scaled(lambda known: 0.5)),
    ("factor-two-doubled", _scaled(lambda known: 2.0)),
    ("two-and-mean-missing", _scaled(lambda known: known["N"] / 2)),
    ("mean-missing", _scaled(lambda known: known["N"])),
    ("averaged-twice", _scaled(lambda known: 1 / known["N"])),
    ("counted-columns", _scaled(lambda known: known["N"] / known["D"])),
    ("transpose", lambda s: s.expected.T if s.expected.ndim == 2 else None),
    ("integers", _truncated),
    ("not-summed", _unsummed),
    ("column", _column),
)


def _same(a: Array | Raised, b: Array | Raised) -> bool:
    """Whether two answers agree: both raise the same type, or shapes and numbers agree."""
    if isinstance(a, Raised) or isinstance(b, Raised):
        return isinstance(a, Raised) and isinstance(b, Raised) and a.type == b.type
    if a.shape != b.shape or a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
        return False
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return bool(np.array_equal(a, b, equal_nan=True))
    scale = max(np.max(np.abs(a), initial=0.0), np.max(np.abs(b), initial=0.0))
    return bool(np.max(np.abs(np.subtract(a, b, dtype=float)), initial=0.0) <= MATCH * scale)


def _facts(sighting: Sighting) -> dict[str, str]:
    """The numbers that the catalogue's templates may use."""
    facts = {"got": "an error", "expected": "a number", "ratio": "another factor", "dtype": "", "got_shape": ""}
    facts |= {"expected_shape": str(sighting.expected.shape), "expected_size": str(sighting.expected.size)}
    facts["N"] = str(sighting.known.get("N", "the number of rows"))
    got = sighting.got
    if isinstance(got, Raised):
        return facts
    facts |= {"dtype": str(got.dtype), "got_shape": str(got.shape)}
    if got.shape == sighting.expected.shape and got.size:
        where = _first_difference(got, sighting.expected)
        facts |= {"got": _number(got[where]), "expected": _number(sighting.expected[where])}
        if sighting.expected[where]:
            facts["ratio"] = _number(got[where] / sighting.expected[where])
    elif got.size:
        facts["got"] = _number(got.flat[0])
    return facts


def describe(sighting: Sighting) -> str:
    """What there is to see in one answer: a known array, one factor for all entries, or the first difference."""
    got, expected = sighting.got, sighting.expected
    if isinstance(got, Raised):
        return f"It raised {got.type}."
    if got.shape != expected.shape:
        return f"It has shape {got.shape}; it should have shape {expected.shape}."
    for name, value in sighting.known.items():
        if np.shape(value) == got.shape and got.size and _same(got, np.asarray(value)):
            return f"It is exactly {name}."
    where = _first_difference(got, expected)
    wrong = int(_away(got, expected).sum())
    place = f"entry {[int(i) for i in where]}" if where else "it"
    first = f"{place} is {_number(got[where])}, and should be {_number(expected[where])}"
    if got.size > 1 and np.all(expected != 0):
        ratios = got / expected
        if np.ptp(ratios) <= MATCH * np.max(np.abs(ratios)):
            return f"Every entry is {_number(ratios.flat[0])} times what it should be; {first}."
        for name, value in sighting.known.items():
            if np.shape(value) == got.shape and _same(ratios, np.asarray(value)):
                return f"Every entry is {name} times what it should be; {first}."
    share = f"{wrong} of {got.size} entries differ; the first: " if got.size > 1 else ""
    return f"{share}{first}." if share else f"{first[0].upper()}{first[1:]}."


def _first_difference(got: Array, expected: Array) -> tuple[int, ...]:
    away = _away(got, expected)
    return tuple(np.argwhere(away)[0]) if away.any() else (0,) * got.ndim


def _away(got: Array, expected: Array) -> Array:
    """Where two answers differ, measured against the largest entry as the exams do."""
    return np.asarray(np.abs(np.subtract(got, expected, dtype=float)) > MATCH * np.max(np.abs(expected), initial=0.0))


def _number(value: object) -> str:
    return f"{float(value):.4g}"  # type: ignore[arg-type]
