"""What several calls show together: a function that keeps something from one call to the next.

The first answer is right, or explained by itself; the later ones hold something of the calls before.
"""

from collections.abc import Callable, Sequence

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Raised
from autograd_lab.mistakes.search.finding import Explanation
from autograd_lab.mistakes.sightings import MATCH, Sighting, agree, ratio

FEW = 2  # calls that must show what is kept

Rule = Callable[[Sequence[Sighting], int], Array]  # the calls, and the number of one → what it would return


def _first_again(calls: Sequence[Sighting], k: int) -> Array:
    return calls[0].expected


def _one_late(calls: Sequence[Sighting], k: int) -> Array:
    return calls[max(k - 1, 0)].expected


def _added_up(calls: Sequence[Sighting], k: int) -> Array:
    return np.asarray(sum(call.expected for call in calls[: k + 1]))


def _mean_so_far(calls: Sequence[Sighting], k: int) -> Array:
    return np.asarray(_added_up(calls, k) / (k + 1))


def _in_a_row(calls: Sequence[Sighting], k: int) -> Array:
    return np.concatenate([np.atleast_1d(call.expected) for call in calls[: k + 1]])


RULES: tuple[tuple[str, Rule], ...] = (
    ("the answer of the first call comes again", _first_again),
    ("each call brings the answer of the one before", _one_late),
    ("each answer holds the sum of all answers so far", _added_up),
    ("each answer is the mean of all answers so far", _mean_so_far),
    ("each answer has those of the calls before in front of it", _in_a_row),
)


def between_calls(calls: Sequence[Sighting]) -> Explanation | None:
    """The explanation by what is kept between calls, in the order in which they were made; None where there is none."""
    if len(calls) < 3 or not agree(calls[0].got, calls[0].expected):
        return None
    numbers = [call for call in calls[1:] if not isinstance(call.got, Raised)]
    enough = sum(not agree(call.got, call.expected) for call in numbers) >= FEW  # an error alone says nothing of a sum
    for words, rule in RULES if enough else ():
        if all(_fits(rule, calls, k) for k in range(len(calls))):
            return Explanation("found-kept", other=words)
    share = _share_left(calls)
    return Explanation("found-kept", other=_left_in_words(share)) if share else None


def _left_in_words(share: float) -> str:
    whole = abs(share - 1) <= MATCH
    return f"the answer of an earlier call is still in{'' if whole else f', {share:.4g} times'}"


def _share_left(calls: Sequence[Sighting]) -> float:
    """The share of the last answer of the same shape that is still in each later one; 0 where there is none."""
    shares: list[float] = []
    numbers = 0
    for k, call in enumerate(calls):
        if isinstance(call.got, Raised) or call.got.dtype.kind not in "biuf" or call.got.shape != call.expected.shape:
            return 0.0
        if agree(call.got, call.expected):
            continue
        before = [(c.got, c.unit) for c in calls[:k] if isinstance(c.got, np.ndarray) and c.got.shape == call.got.shape]
        left = np.asarray((call.got - call.expected) * call.unit)
        fits = [s for s in (ratio(left, np.asarray(got * unit)) for got, unit in before) if s and np.isfinite(s)]
        if not fits:
            return 0.0
        shares.append(min(fits, key=lambda s: abs(s - 1)) if any(abs(s - 1) <= MATCH for s in fits) else fits[-1])
        numbers += call.got.size
    if not shares or numbers <= FEW or np.ptp(shares) > MATCH * abs(shares[0]):
        return 0.0
    return shares[0] if len(shares) >= FEW or abs(shares[0] - 1) <= MATCH else 0.0  # the whole answer is no chance


def _fits(rule: Rule, calls: Sequence[Sighting], k: int) -> bool:
    """Whether the rule gives what came of call `k`; where shapes do not fit, an error may have come."""
    try:
        would = rule(calls, k)
    except ValueError:
        return isinstance(calls[k].got, Raised)
    return agree(calls[k].got, would)
