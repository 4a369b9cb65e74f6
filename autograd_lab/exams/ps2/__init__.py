"""Problem set 2, the engine: `exam.py` has its questions, the other files right and wrong answers."""

from autograd_lab.exams.ps2.exam import PS2 as PS2
