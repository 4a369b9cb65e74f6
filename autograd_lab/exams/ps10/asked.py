"""The kind of question of problem set 10: it deals its sizes, and its edits predict its variants."""

from dataclasses import dataclass

from autograd_lab.exams.kinds.dealt import DealtQuestion
from autograd_lab.exams.kinds.predicted import PredictedQuestion


@dataclass(frozen=True)
class AttentionSetQuestion(PredictedQuestion, DealtQuestion):
    """A question that deals its sizes, so that each verdict sees them all, and whose edits predict its variants."""
