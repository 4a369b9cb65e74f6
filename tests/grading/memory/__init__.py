"""A bank of broken and hostile answers to ps9, with what each deserves.

Each case says its points and why beside its source; they were written before any of them was graded. Nothing in this
folder imports the code that it judges.
"""

from tests.grading.memory import attacks, failures, patches, values
from tests.grading.memory.case import MEMORY

__all__ = ["MEMORY", "attacks", "failures", "patches", "values"]
