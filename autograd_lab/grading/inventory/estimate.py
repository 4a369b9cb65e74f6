"""How many hold a misconception, beyond what slips and guesses make of the letters.

Two questions of a form ask for most misconceptions. Who holds it chooses its option. Of the others, some know better
and some guess; and whoever they are, some answers of theirs are given without a look, as by lot. How often people
disagree with themselves shows how many answers and how many people these are, two rates for the whole form; expectation
and maximisation finds them, and the share of each misconception with them. It is latent class analysis.

Source: Lazarsfeld and Henry, "Latent Structure Analysis" (1968).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from autograd_lab.grading.inventory.counts import Tally

FEWEST = 20  # people, below which the rates are not to be had
ROUNDS = 400
LARGEST = 0.5  # of answers by lot: beyond it, nobody could be told from who guesses
Answers = tuple[int, int, int]
"""How many of a person's answers are the misconception's option, right or another misconception's, and neither."""


@dataclass(frozen=True)
class Rates:
    """The share of all answers given by lot, and the share of those who guess among those who do not hold it."""

    by_lot: float
    guessing: float

    def prior(self, share: float) -> tuple[float, float, float]:
        """The shares of the three kinds of people where this share holds a misconception."""
        return share, (1 - share) * (1 - self.guessing), (1 - share) * self.guessing


@dataclass(frozen=True)
class Estimate:
    """The rates of a form, and for each misconception the share that holds it, from 0 to 1."""

    rates: Rates
    shares: Mapping[str, float]


def estimate_shares(found: Mapping[str, Sequence[Tally]], chances: Mapping[str, float]) -> Estimate | None:
    """The estimate of a form by its tallies, and the chance of each misconception's option to be hit by a guess.

    None for a class that is too small for it.

    >>> twice, never = Tally(2, 2), Tally(2, 0)
    >>> estimate = estimate_shares({"cancel": [twice] * 12 + [never] * 28}, {"cancel": 0.25})
    >>> round(estimate.shares["cancel"], 2)
    0.3
    """
    if max(map(len, found.values()), default=0) < FEWEST or not any(
        one.answered > 1 for tallies in found.values() for one in tallies
    ):
        return None
    counts = {belief: Counter(map(_answers, tallies)) for belief, tallies in found.items() if tallies}
    shares, rates = dict.fromkeys(counts, 0.3), Rates(0.1, 0.1)
    for _ in range(ROUNDS):
        misses = looks = guessing = others = 0.0
        for belief, patterns in counts.items():
            held, chance, prior = 0.0, chances[belief], rates.prior(shares[belief])
            for answers, count in patterns.items():
                holds, knows, guesses = _weights(prior, _likelihoods(answers, chance, rates.by_lot))
                held += count * holds
                guessing += count * guesses
                others += count * (knows + guesses)
                all_answers = sum(answers)
                misses += count * (holds * (all_answers - answers[0]) + knows * (all_answers - answers[1]))
                looks += count * (holds + knows) * all_answers * (1 - chance)
            shares[belief] = _inside(held / patterns.total())
        last = rates
        by_lot = min(LARGEST, max(1e-4, misses / looks if looks else 0.0))
        rates = Rates(by_lot, _inside(guessing / others))
        if abs(last.by_lot - rates.by_lot) + abs(last.guessing - rates.guessing) < 1e-6:
            break
    return Estimate(rates, shares)


def _answers(found: Tally) -> Answers:
    return found.chosen, found.answered - found.chosen - found.other, found.other


@cache
def _likelihoods(answers: Answers, chance: float, by_lot: float) -> tuple[float, ...]:
    """The probability of some answers from each of the three kinds of people."""
    lot = (chance, chance, 1 - 2 * chance)
    rates = [[by_lot * one + (1 - by_lot) * (at == kind) for at, one in enumerate(lot)] for kind in range(2)]
    return tuple(math.prod(map(pow, kind, answers)) for kind in (*rates, lot))


def _weights(prior: Sequence[float], likelihoods: Sequence[float]) -> list[float]:
    """The probability of each kind of people, for somebody with answers of these likelihoods."""
    likely = [share * one for share, one in zip(prior, likelihoods, strict=True)]
    whole = sum(likely)
    return [one / whole for one in likely]


def estimate_changes(
    pairs: Sequence[tuple[Tally, Tally]], chance: float, before: Rates, after: Rates
) -> dict[tuple[bool, bool], float]:
    """The estimated shares of those who kept, lost, got and never had a misconception, by (held before, held after)."""
    counts = Counter((_answers(first), _answers(second)) for first, second in pairs)
    states = [(True, True), (True, False), (False, True), (False, False)]
    likely = {answers: _pair_likelihoods(answers, chance, (before, after)) for answers in counts}
    shares = [0.25] * len(states)
    for _ in range(ROUNDS if pairs else 0):
        new = [0.0] * len(states)
        for answers, count in counts.items():
            for at, weight in enumerate(_weights(shares, likely[answers])):
                new[at] += count * weight
        moved = max(abs(one / len(pairs) - share) for one, share in zip(new, shares, strict=True))
        shares = [_inside(one / len(pairs)) for one in new]
        if moved < 1e-6:
            break
    return dict(zip(states, shares, strict=True))


def _pair_likelihoods(answers: tuple[Answers, Answers], chance: float, rates: tuple[Rates, Rates]) -> list[float]:
    """The probability of answers in both forms, for who holds it in both, the first, the second, and neither."""
    held, other = [], []
    for own, one in zip(answers, rates, strict=True):
        holds, knows, guesses = _likelihoods(own, chance, one.by_lot)
        held.append(holds)
        other.append((1 - one.guessing) * knows + one.guessing * guesses)
    return [held[0] * held[1], held[0] * other[1], other[0] * held[1], other[0] * other[1]]


def _inside(share: float) -> float:
    """A share, kept a little away from 0 and 1, from where it could not move any more."""
    return min(1 - 1e-6, max(1e-6, share))
