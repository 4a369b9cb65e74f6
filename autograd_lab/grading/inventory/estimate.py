"""How many hold a misconception, beyond what slips and guesses make of the letters.

Two questions of a form ask for most misconceptions. Who holds one misses its option now and then (a slip), and who does
not hold it hits it now and then (a guess). How often people disagree with themselves shows both rates, which are taken
to be one for all misconceptions of a form; expectation and maximisation finds them, and the shares with them. It is
latent class analysis with two classes: Lazarsfeld and Henry, Latent Structure Analysis, 1968.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograd_lab.grading.inventory.counts import Tally

FEWEST = 20  # people, below which the rates are not to be had
ROUNDS = 400
LARGEST = 0.45  # of either rate: beyond it, the two classes would change places
STATES = ((True, True), (True, False), (False, True), (False, False))
Answers = tuple[int, int]
"""How many of a person's answers are the misconception's option, and how many are another one."""


@dataclass(frozen=True)
class Rates:
    """How often who holds a misconception misses its option, and how often who does not hold it hits it."""

    slip: float
    guess: float

    def likelihood(self, holds: bool, answers: Answers) -> float:
        """The probability of some answers, for somebody who holds the misconception or does not."""
        hit = 1 - self.slip if holds else self.guess
        return float(hit ** answers[0] * (1 - hit) ** answers[1])


@dataclass(frozen=True)
class Estimate:
    """The rates of a form, and the estimated share of each misconception, from 0 to 1."""

    rates: Rates
    shares: Mapping[str, float]


def _answers(found: Tally) -> Answers:
    return found.chosen, found.answered - found.chosen


def estimate_shares(found: Mapping[str, Sequence[Tally]]) -> Estimate | None:
    """The rates and the shares of a form by its tallies; None for a class that is too small for it.

    >>> twice, never = Tally(2, 2), Tally(2, 0)
    >>> round(estimate_shares({"cancel": [twice] * 12 + [never] * 28}).shares["cancel"], 3)
    0.3
    """
    if max(map(len, found.values()), default=0) < FEWEST or not any(
        one.answered > 1 for tallies in found.values() for one in tallies
    ):
        return None
    counts = {belief: Counter(map(_answers, tallies)) for belief, tallies in found.items() if tallies}
    shares, rates = dict.fromkeys(counts, 0.3), Rates(0.1, 0.1)
    for _ in range(ROUNDS):
        slips = held_answers = guesses = other_answers = 0.0
        for belief, patterns in counts.items():
            held = 0.0
            for (hits, misses), count in patterns.items():
                yes = shares[belief] * rates.likelihood(True, (hits, misses))
                no = (1 - shares[belief]) * rates.likelihood(False, (hits, misses))
                holding = count * yes / (yes + no)
                held += holding
                slips += holding * misses
                held_answers += holding * (hits + misses)
                guesses += (count - holding) * hits
                other_answers += (count - holding) * (hits + misses)
            shares[belief] = _inside(held / patterns.total())
        last, rates = rates, Rates(_rate(slips, held_answers), _rate(guesses, other_answers))
        if abs(last.slip - rates.slip) + abs(last.guess - rates.guess) < 1e-7:
            break
    return Estimate(rates, shares)


def _rate(hits: float, answers: float) -> float:
    """A rate, kept away from 0, and from where the two classes would change places."""
    return min(LARGEST, max(1e-4, hits / answers if answers else 0.0))


def estimate_changes(
    pairs: Sequence[tuple[Tally, Tally]], before: Rates, after: Rates
) -> dict[tuple[bool, bool], float]:
    """The estimated shares of those who kept, lost, got and never had a misconception, by (held before, held after)."""
    counts = Counter((_answers(first), _answers(second)) for first, second in pairs)
    shares = dict.fromkeys(STATES, 0.25)
    for _ in range(ROUNDS if pairs else 0):
        new = dict.fromkeys(STATES, 0.0)
        for (first, second), count in counts.items():
            likely = {
                state: shares[state] * before.likelihood(state[0], first) * after.likelihood(state[1], second)
                for state in STATES
            }
            whole = sum(likely.values())
            for state in STATES:
                new[state] += count * likely[state] / whole
        moved = max(abs(new[state] / len(pairs) - shares[state]) for state in STATES)
        shares = {state: _inside(new[state] / len(pairs)) for state in STATES}
        if moved < 1e-7:
            break
    return shares


def _inside(share: float) -> float:
    """A share, kept a little away from 0 and 1, from where it could not move any more."""
    return min(1 - 1e-6, max(1e-6, share))
