"""Problem set 6, training: `exam.py` has its questions, the other files right and wrong answers."""

from autograd_lab.exams.ps6.exam import PS6 as PS6
