"""How many hold a misconception, as counted: by its option, among those who answered, with Wilson's interval."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograd_lab.grading.inventory.forms import RIGHT, Inventory
from autograd_lab.grading.inventory.people import Person
from autograd_lab.grading.inventory.sheets import Sheet

Z = 1.959964  # of a normal distribution, 95 % within


@dataclass(frozen=True)
class Tally:
    """One person's answers to the questions that offer a misconception's option, in one form.

    answered  how many; at a question about another misconception, who chose that one's option is left out
    chosen    how many are its option
    other     how many are another option, neither right nor any misconception's
    right     the share of right answers to the questions about this misconception itself; None of no answer
    """

    answered: int
    chosen: int
    other: int = 0
    right: float | None = None

    @property
    def holds(self) -> bool:
        """Whether its option was chosen in more than half of the questions that were answered."""
        return 2 * self.chosen > self.answered


@dataclass(frozen=True)
class Share:
    """A share of people from 0 to 1, with its interval; `people` are those who answered a question of it."""

    share: float
    people: int
    low: float
    high: float


@dataclass(frozen=True)
class Changes:
    """What became of a misconception between the forms, counted in people who answered a question of it in both."""

    kept: int = 0
    mended: int = 0
    new: int = 0
    neither: int = 0

    @property
    def people(self) -> int:
        """All of them."""
        return self.kept + self.mended + self.new + self.neither


def wilson_interval(share: float, people: int) -> tuple[float, float]:
    """The interval of 95 % for a share of so many people.

    Source: Wilson, Journal of the American Statistical Association 22, 209 (1927).

    >>> [round(edge, 3) for edge in wilson_interval(0.5, 10)]
    [0.237, 0.763]
    >>> wilson_interval(0.0, 0)
    (0.0, 1.0)
    """
    if not people:
        return 0.0, 1.0
    middle = share + Z * Z / (2 * people)
    spread = Z * math.sqrt(share * (1 - share) / people + Z * Z / (4 * people * people))
    whole = 1 + Z * Z / people
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def whole_percent(share: float) -> int:
    """A share from 0 to 1 in whole per cent, halves up.

    >>> [whole_percent(one) for one in (0.125, 0.124, 0.375, 1.0)]
    [13, 12, 38, 100]
    """
    return math.floor(100 * share + 0.5 + 1e-9)


def tally(sheet: Sheet, inventory: Inventory, belief: str) -> Tally:
    """What a sheet says of a misconception; answers that are no single letter are left out."""
    answered = chosen = other = own = right = 0
    for number in inventory.numbers(sheet.form, belief):
        answer = sheet.letters.get(number)
        about = inventory.forms[sheet.form][number].misconception
        if answer is None or (about != belief and answer.stands_for == about):
            continue
        answered += 1
        chosen += answer.stands_for == belief
        other += answer.stands_for != RIGHT and answer.stands_for not in inventory.beliefs
        if about == belief:
            own += 1
            right += answer.stands_for == RIGHT
    return Tally(answered, chosen, other, right / own if own else None)


def tallies(people: Sequence[Person], inventory: Inventory, form: str) -> dict[str, list[Tally]]:
    """For each misconception, the tallies of those who answered a question of it in this form."""
    sheets = [one.counted[form] for one in people if form in one.counted]
    return {
        belief: [found for found in (tally(sheet, inventory, belief) for sheet in sheets) if found.answered]
        for belief in inventory.beliefs
    }


def held_share(found: Sequence[Tally]) -> Share | None:
    """The mean share of its questions in which people chose a misconception's option; None of nobody."""
    return _share([one.chosen / one.answered for one in found])


def right_answers_share(found: Sequence[Tally]) -> Share | None:
    """The mean share of right answers to the questions about a misconception; None of nobody."""
    return _share([one.right for one in found if one.right is not None])


def _share(shares: Sequence[float]) -> Share | None:
    """The mean of what each of some people has, with its interval."""
    if not shares:
        return None
    mean = sum(shares) / len(shares)
    return Share(mean, len(shares), *wilson_interval(mean, len(shares)))


def paired_tallies(people: Sequence[Person], inventory: Inventory, belief: str) -> list[tuple[Tally, Tally]]:
    """The tallies in A and in B of those who answered a question of a misconception in both."""
    both = [one.counted for one in people if {"A", "B"} <= set(one.counted)]
    found = [(tally(one["A"], inventory, belief), tally(one["B"], inventory, belief)) for one in both]
    return [(before, after) for before, after in found if before.answered and after.answered]


def changes_of(pairs: Sequence[tuple[Tally, Tally]]) -> Changes:
    """How many kept a misconception, lost it, got it, and had it neither time."""
    counts = Counter((before.holds, after.holds) for before, after in pairs)
    return Changes(counts[True, True], counts[True, False], counts[False, True], counts[False, False])


def right_share(sheet: Sheet) -> float:
    """The share of right answers among a sheet's letters, from 0 to 1."""
    letters = sheet.letters.values()
    return sum(one.stands_for == RIGHT for one in letters) / len(letters) if letters else 0.0


@dataclass(frozen=True)
class Gain:
    """The normalised gain of a class: mean share of right answers before and after, of those with both forms.

    Source: Hake, American Journal of Physics 66, 64 (1998), doi:10.1119/1.18809: (after − before) / (1 − before).
    """

    before: float
    after: float
    people: int

    @property
    def gain(self) -> float | None:
        """The gain, at most 1; None where everything was right before.

        >>> Gain(0.4, 0.7, 20).gain
        0.5
        """
        return None if self.before >= 1 else round((self.after - self.before) / (1 - self.before), 12)


def normalised_gain(people: Sequence[Person]) -> Gain | None:
    """The gain of those with both forms; None where there is nobody."""
    both: Sequence[Mapping[str, Sheet]] = [one.counted for one in people if {"A", "B"} <= set(one.counted)]
    if not both:
        return None
    before, after = (sum(right_share(one[form]) for one in both) / len(both) for form in ("A", "B"))
    return Gain(before, after, len(both))
