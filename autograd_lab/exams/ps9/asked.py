"""The kind of question that problem set 9 asks: it deals its settings, and its edits predict its variants."""

from dataclasses import dataclass

from autograd_lab.exams.kinds.dealt import DealtQuestion
from autograd_lab.exams.kinds.predicted import PredictedQuestion


@dataclass(frozen=True)
class StepsQuestion(PredictedQuestion, DealtQuestion):
    """A question that deals its settings, and whose edits predict its variants."""
