"""Problem set 7, deep nets: `exam.py` has its questions, the other files right and wrong answers."""

from autograd_lab.exams.ps7.exam import PS7 as PS7
