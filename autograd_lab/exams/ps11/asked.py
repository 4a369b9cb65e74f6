"""The kind of question of problem set 11: it deals its settings, and its edits predict its variants."""

from dataclasses import dataclass

from autograd_lab.exams.kinds.dealt import DealtQuestion
from autograd_lab.exams.kinds.predicted import PredictedQuestion


@dataclass(frozen=True)
class RewardSetQuestion(PredictedQuestion, DealtQuestion):
    """A question that deals its settings, so that each verdict sees them all, and whose edits predict its variants."""
