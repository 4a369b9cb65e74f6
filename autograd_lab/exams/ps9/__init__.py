"""Problem set 9, memory: `exam.py` has its questions, the other files right and wrong answers."""

from autograd_lab.exams.ps9.exam import PS9 as PS9
