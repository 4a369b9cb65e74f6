"""Problem set 5, the audit of the article: `exam.py` has its questions, the other files right and wrong answers."""

from autograd_lab.exams.ps5.exam import PS5 as PS5
