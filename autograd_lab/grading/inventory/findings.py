"""What the two forms say of a class, misconception by misconception: the rows of the pages and of the tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograd_lab.grading.inventory.counts import (
    Changes,
    Gain,
    Share,
    changes_of,
    held_share,
    normalised_gain,
    paired_tallies,
    right_answers_share,
    tallies,
)
from autograd_lab.grading.inventory.estimate import Rates, estimate_changes, estimate_shares
from autograd_lab.grading.inventory.forms import NAMES, Inventory
from autograd_lab.grading.inventory.people import Person

LEAST = 0.1  # share from which a misconception is worth a chapter's second reading
MOST_CHAPTERS = 5


@dataclass(frozen=True)
class FormFinding:
    """One misconception in one form: the share that holds it and that of right answers, as counted.

    estimate  the share that holds it, without slips and guesses; None where the class is too small
    """

    held: Share
    right: Share | None
    estimate: float | None = None


@dataclass(frozen=True)
class Finding:
    """One misconception: what it says, where it is dealt with, and how it stands in each form that was answered.

    estimated_changes  the shares of kept, mended, new and neither; None where the class is too small
    """

    key: str
    says: str
    chapters: tuple[int, ...]
    questions: tuple[int, ...]
    chance: float
    forms: Mapping[str, FormFinding]
    changes: Changes
    estimated_changes: Mapping[str, float] | None = None

    @property
    def name(self) -> str:
        """The key as words."""
        return self.key.replace("-", " ")

    @property
    def before(self) -> FormFinding | None:
        """How it stands in form A."""
        return self.forms.get("A")

    @property
    def after(self) -> FormFinding | None:
        """How it stands in form B."""
        return self.forms.get("B")

    @property
    def latest(self) -> float:
        """The share that holds it in B, or in A where nobody answered B; -1 where nobody answered at all."""
        last = self.after or self.before
        return last.held.share if last else -1.0


@dataclass(frozen=True)
class ClassFindings:
    """All of the class: its findings, those held by most first, the rates of each form, and the gain."""

    findings: Sequence[Finding]
    rates: Mapping[str, Rates]
    gain: Gain | None

    @property
    def to_read_again(self) -> list[Finding]:
        """The misconceptions that most people hold now, five at most: their chapters are worth going back to."""
        return [one for one in self.findings if one.latest >= LEAST][:MOST_CHAPTERS]


def class_findings(people: Sequence[Person], inventory: Inventory) -> ClassFindings:
    """What the sheets that count say of the class."""
    found = {form: tallies(people, inventory, form) for form in NAMES}
    chances = {belief: inventory.chance("A", belief) for belief in inventory.beliefs}
    estimates = {form: estimate_shares(found[form], chances) for form in NAMES}
    rates = {form: one.rates for form, one in estimates.items() if one}
    findings = []
    for belief, known in inventory.beliefs.items():
        forms = {}
        for form in NAMES:
            held, right = held_share(found[form][belief]), right_answers_share(found[form][belief])
            estimate = estimates[form]
            if held:
                forms[form] = FormFinding(held, right, estimate.shares[belief] if estimate else None)
        pairs = paired_tallies(people, inventory, belief)
        likely = None
        if len(rates) == len(NAMES) and pairs:
            shares = estimate_changes(pairs, chances[belief], rates["A"], rates["B"])
            names = {"kept": (True, True), "mended": (True, False), "new": (False, True), "neither": (False, False)}
            likely = {name: shares[state] for name, state in names.items()}
        numbers = tuple(inventory.numbers("A", belief))
        chance, changes = chances[belief], changes_of(pairs)
        findings.append(Finding(belief, known.says, known.chapters, numbers, chance, forms, changes, likely))
    return ClassFindings(sorted(findings, key=lambda one: -one.latest), rates, normalised_gain(people))
