"""Ingredients of earlier calls that are still in: a velocity, a sum, that outlives the call."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Raised
from autograd_lab.mistakes.search.calls import FEW
from autograd_lab.mistakes.search.draws import Draw
from autograd_lab.mistakes.search.finding import Explanation
from autograd_lab.mistakes.search.formula import Constant, Edit, Take
from autograd_lab.mistakes.sightings import agree

SHARES = (1.0, 0.9, 0.99, 0.5, 0.8, 0.95, 0.999)  # of what was there before; all of what comes is added


def kept_ingredients(calls: Sequence[Draw], number: int, part: int, parts: Sequence[int]) -> Explanation | None:
    """The explanation of a part by one or two ingredients to which those of the calls before are added.

    Where several would do, it is those that explain all the `parts`.
    """
    first, *later = [call.sightings[part] for call in calls]
    wrong = [s for s in later if not isinstance(s.got, Raised) and not agree(s.got, s.expected)]
    if not agree(first.got, first.expected) or not wrong:
        return None
    if len(wrong) < FEW and not any(isinstance(s.got, Raised) for s in later):
        return None
    right = calls[0].takes[number].right
    values = {name: value for (name, _), value in right.items() if not callable(value)}
    choices = list(_choices([name for name, value in values.items() if not isinstance(value, Constant)]))
    fits = [(c, share) for share in SHARES for c in choices if _explain(calls, number, part, c, share)]
    if len(fits) > 1:
        fits = [(c, b) for c, b in fits if all(_explain(calls, number, other, c, b) for other in parts)]
    if len(fits) != 1:
        return None
    chosen, before = fits[0]
    verb = "are" if len(chosen) > 1 else "is"
    share = "" if before == 1 else f"{before:g} times "
    return Explanation("found-kept", other=f"{share}{' and '.join(chosen)} of the call before {verb} still in")


def _choices(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield from ((name,) for name in names)
    yield from combinations([name for name in names if name.isidentifier()], 2)


def _explain(calls: Sequence[Draw], number: int, part: int, names: Sequence[str], before: float) -> bool:
    """Whether every call brings what comes of the ingredients with their past; shapes that do not fit raise."""
    state: dict[tuple[str, int], Any] = {}
    for call in calls:
        would = call.would(number, [Edit("found-kept", name, _with_past(name, state, before)) for name in names])
        if would is None:
            return False
        if not agree(call.sightings[part].got, would if isinstance(would, Raised) else would[part]):
            return False
    return True


def _with_past(name: str, state: dict[tuple[str, int], Any], before: float) -> Callable[[Any, Take, int], Any]:
    def with_past(value: Any, take: Take, layer: int) -> Any:
        state[name, layer] = before * state.get((name, layer), 0.0) + np.asarray(value, dtype=float)
        return state[name, layer]

    return with_past
