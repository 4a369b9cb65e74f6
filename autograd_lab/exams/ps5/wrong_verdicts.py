"""The bank of verdicts on the claims of problem set 5: wrong ones for each claim, and right ones in other spellings."""

from collections.abc import Callable
from functools import partial

from autograd_lab.exams.kinds.claims import LETTERS, Claim
from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant

Groups = tuple[tuple[Claim, ...], ...]


def bank(groups: Groups) -> tuple[tuple[Variant, ...], tuple[Variant, ...]]:
    """The variants for a list of claims: each claim misjudged in turn, a lazy verdict on all, one left open."""
    right = {claim.id: claim.answer for group in groups for claim in group}
    misjudged = [
        wrong("claim-misjudged", f"{name} is {verdict}", _said({**right, name: verdict}))
        for name, verdict in ((name, _another(answer)) for name, answer in right.items())
    ]
    believed = [n for n, answer in right.items() if answer != "holds"]
    doubted = [name for name, answer in right.items() if answer == "holds"]
    misjudged += [
        wrong("claim-misjudged", "all of it holds", _said(dict.fromkeys(right, "holds"))),
        wrong("claim-misjudged", "always a", _said(dict.fromkeys(right, "a"))),
        wrong("claim-misjudged", "always b", _said(dict.fromkeys(right, "b"))),
        wrong("claim-misjudged", "the faults believed", _said({**right, **dict.fromkeys(believed, "holds")})),
        wrong("claim-misjudged", "the true ones doubted", _said({**right, **dict.fromkeys(doubted, "c")})),
        wrong("claim-open", "the last one open", _said({**right, list(right)[-1]: None})),
        wrong("claim-open", "nothing judged", _said(dict.fromkeys(right))),
    ]
    accepted = (
        Variant("in order", _said(right)),
        Variant("in another order", _said(dict(reversed(right.items())))),
        Variant("capitals and blanks", _said({name: f" {answer.upper()} " for name, answer in right.items()})),
        Variant("with a note of one's own", _said({**right, "why": "see the cell above"})),
    )
    return tuple(misjudged), accepted


def _another(answer: str) -> str:
    return LETTERS[(LETTERS.index(answer) + 1) % len(LETTERS)]


def _said(verdicts: "dict[str, str] | dict[str, str | None]") -> Callable[[], object]:
    return partial(dict, verdicts)
