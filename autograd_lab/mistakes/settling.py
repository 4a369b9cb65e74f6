"""Settles what one returned value alone leaves open, by what the other values of the same calls show.

A residual of shape (N, N), summed, makes db N times too large, and so does a missing 1/N. dw tells which of the two it
is.
"""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import TypeVar

from autograd_lab.mistakes.evidence import Diagnosis

#: mistakes that show in every part: of the residual or the state, which all are computed from, and of the sweep
SHARED = frozenset({"broadcast", "assigned", "local-missing", "state-forgotten"})

Part = TypeVar("Part", bound=Hashable)


def settle(diagnoses: Mapping[Part, Diagnosis]) -> dict[Part, Diagnosis]:
    """The diagnoses of the failing parts; an open one is named where the other parts leave one candidate.

    An open part takes the one candidate that all other parts have too, or that another part has. A mistake of the
    residual is dropped when the other parts are right or explained by something else. Otherwise the part stays open.
    """
    return {part: _settled(part, diagnosis, diagnoses) for part, diagnosis in diagnoses.items()}


def _settled(part: Part, diagnosis: Diagnosis, diagnoses: Mapping[Part, Diagnosis]) -> Diagnosis:
    others = [other.candidates for name, other in diagnoses.items() if name != part]
    if len(diagnosis.candidates) < 2:
        return diagnosis
    left = diagnosis.candidates.intersection(*others)
    if len(left) != 1:
        left = diagnosis.candidates & frozenset().union(*others)
    if not left and all(others):
        left = diagnosis.candidates - SHARED
    return replace(diagnosis, mistake=next(iter(left))) if len(left) == 1 else diagnosis
