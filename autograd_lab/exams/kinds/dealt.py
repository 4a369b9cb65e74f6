"""Questions whose draws are of several kinds, each of which must come: dealt like cards, in an order of chance.

Where a mistake shows on one kind alone (no padding, say), a draw that chose its kind by lot would miss it now and then.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from autograd_lab.exams.question import Inputs, Question

Kind = Callable[[np.random.Generator], Inputs]


def any_of(kinds: Sequence[Kind]) -> Kind:
    """A draw of one of the kinds, chosen by lot: the `draw` of a question that deals them."""
    return lambda rng: kinds[int(rng.integers(len(kinds)))](rng)


@dataclass(frozen=True)
class DealtQuestion(Question):
    """A question that deals its `kinds` of draws: each comes once before any comes again."""

    kinds: tuple[Kind, ...] = ()

    def draws(self, rng: np.random.Generator) -> list[Inputs]:
        """The inputs of one verdict, each kind among them as often as the others, or once less."""
        found: list[Inputs] = []
        while len(found) < self.cases:
            order = rng.permutation(len(self.kinds))[: self.cases - len(found)]
            found += [self.kinds[number](rng) for number in order]
        return found
