"""Problem set 1, linear regression: `exam.py` has its questions, the other files right and wrong answers."""

from autograd_lab.exams.ps1.exam import PS1 as PS1
