"""A bank of broken and hostile answers to ps11, with what each deserves.

Each case says its points and why beside its source; they were written before any of them was graded. Nothing in this
folder imports the code that it judges.
"""

from tests.grading.reward import attacks, failures, patches, values
from tests.grading.reward.case import REWARD

__all__ = ["REWARD", "attacks", "failures", "patches", "values"]
