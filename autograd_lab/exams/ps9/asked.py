"""The kind of question that problem set 9 asks: it deals its settings, and its edits predict its variants."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from autograd_lab.equations import EQUATIONS
from autograd_lab.exams.judging import Case
from autograd_lab.exams.kinds.dealt import DealtQuestion
from autograd_lab.exams.kinds.predicted import PredictedQuestion
from autograd_lab.exams.question import Inputs, Runner
from autograd_lab.exams.verdict import QuestionResult
from autograd_lab.mistakes import Formula


@dataclass(frozen=True)
class StepsQuestion(PredictedQuestion, DealtQuestion):
    """A question that deals its settings, and whose edits predict its variants.

    `prepared` makes the formula of one draw, in the place of `written`, where much of it is the same in every edit.
    `read_again` says which equation to read, by its label, when these mistakes were found; empty for none.
    """

    prepared: Callable[[Inputs], Formula] | None = None
    read_again: Callable[[Collection[str]], str] | None = None

    def formulas(self, inputs: Inputs) -> tuple[Sequence[Formula], int]:
        """The formulas as the search takes them, and the number of their last layer."""
        return ([self.prepared(inputs)], 0) if self.prepared else super().formulas(inputs)

    def examine(
        self, runner: Runner, seed: int, watch: Callable[[Case], None] | None = None, sound: Collection[str] = ()
    ) -> QuestionResult:
        """The verdict, with the equation that what was found is about."""
        result = super().examine(runner, seed, watch, sound)
        if not self.read_again or not result.findings:
            return result
        label = self.read_again({finding.mistake for finding in result.findings})
        return replace(result, equation=label, formula=EQUATIONS[label].latex if label else "")
