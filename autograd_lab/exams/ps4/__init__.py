"""Problem set 4, the vectorised network: `exam.py` has its questions, the other files right and wrong answers."""

from autograd_lab.exams.ps4.exam import PS4 as PS4
