"""Problem set 11, reward and no slopes: `exam.py` has its questions, the other files right and wrong answers."""

from autograd_lab.exams.ps11.exam import PS11 as PS11
