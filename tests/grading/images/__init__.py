"""A bank of broken and hostile answers to ps8, with what each deserves.

Each case says its points and why beside its source; they were written before any of them was graded. Nothing in this
folder imports the code that it judges.
"""

from tests.grading.images import attacks, failures, patches, values
from tests.grading.images.case import IMAGES

__all__ = ["IMAGES", "attacks", "failures", "patches", "values"]
