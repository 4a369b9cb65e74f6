"""Questions whose edits predict what their wrong variants return, so that these need not run beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograd_lab.exams.question import Inputs, Question, Would, attempt
from autograd_lab.mistakes import SWAPS, edits
from autograd_lab.mistakes.structure import STRUCTURAL

#: mistakes that the right answer and its sizes tell, or the arguments after the call
_SEEN_OTHERWISE = {mistake for mistake, _ in STRUCTURAL} | {"inputs-changed"}


@dataclass(frozen=True)
class PredictedQuestion(Question):
    """A question that asks only those of its variants whose mistake no edit makes.

    To run them all on each draw of a wrong answer takes longer than everything else where arrays are large. A test
    holds the edits to the variants (`tests/exams/test_ps8.py`); those of other mistakes, as a private exam may bring
    them, run as in any question.
    """

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """The edits of the formula, and the variants of mistakes that none of them makes."""
        would: list[tuple[str, Would]] = list(edits(self.anatomy(inputs), SWAPS) if self.anatomy else ())
        told = _SEEN_OTHERWISE | {mistake for mistake, _ in would}
        others = (variant for variant in self.wrong if variant.mistake not in told)
        return [*would, *((v.mistake, attempt(v.function, inputs, len(self.parts))) for v in others)]
