"""The catalogue of known mistakes, and `diagnose`: which of them do these numbers show?

"Wrong" teaches nothing. A learner who hears what their own numbers show, and a contradiction that they can test, finds
the mistake without being handed the answer. A mistake is named only when several fresh draws single it out; otherwise
the diagnosis describes the numbers and stops there.

This catalogue speaks of formulas, whoever wrote them, so it imports no engine: what it says of a derivative must not
depend on code that it may be asked to judge. Two others are kept apart for the same reason: the slips of single
exercises (`answers/`), and the wrong sweeps that the player can show (`viz/slips.py`), which stand in the player's own
terms.
"""

from autograd_lab.mistakes.anatomy import Anatomy, Array, Parts, Raised, Swap, edits, result_or_error
from autograd_lab.mistakes.catalogue import MISTAKES
from autograd_lab.mistakes.evidence import Diagnosis, diagnose, diagnose_sightings
from autograd_lab.mistakes.in_twos import two_at_once
from autograd_lab.mistakes.mistake import Mistake
from autograd_lab.mistakes.search.draws import Draw
from autograd_lab.mistakes.search.find import found_by_search
from autograd_lab.mistakes.search.formula import Formula, Take
from autograd_lab.mistakes.settling import settle
from autograd_lab.mistakes.sightings import Sighting, agree
from autograd_lab.mistakes.swaps.table import SWAPS

__all__ = [
    "MISTAKES",
    "SWAPS",
    "Anatomy",
    "Array",
    "Diagnosis",
    "Draw",
    "Formula",
    "Mistake",
    "Parts",
    "Raised",
    "Sighting",
    "Swap",
    "Take",
    "agree",
    "diagnose",
    "diagnose_sightings",
    "edits",
    "found_by_search",
    "result_or_error",
    "settle",
    "two_at_once",
]
