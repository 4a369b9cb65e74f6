"""A bank of broken and hostile answers to ps10, with what each deserves.

Each case says its points and why beside its source; they were written before any of them was graded. Nothing in this
folder imports the code that it judges.
"""

from tests.grading.attention import attacks, failures, patches, values
from tests.grading.attention.case import ATTENTION

__all__ = ["ATTENTION", "attacks", "failures", "patches", "values"]
