"""The kind of question that problem set 9 asks: it deals its settings, and its edits predict its variants."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograd_lab.exams.kinds.dealt import DealtQuestion
from autograd_lab.exams.kinds.predicted import PredictedQuestion
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Formula


@dataclass(frozen=True)
class StepsQuestion(PredictedQuestion, DealtQuestion):
    """A question that deals its settings, and whose edits predict its variants.

    `prepared` makes the formula of one draw, in the place of `written`, where much of it is the same in every edit.
    """

    prepared: Callable[[Inputs], Formula] | None = None

    def formulas(self, inputs: Inputs) -> tuple[Sequence[Formula], int]:
        """The formulas as the search takes them, and the number of their last layer."""
        return ([self.prepared(inputs)], 0) if self.prepared else super().formulas(inputs)
