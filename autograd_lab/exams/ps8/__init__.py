"""Problem set 8, in general, and images: `exam.py` has its questions, the other files right and wrong answers."""

from autograd_lab.exams.ps8.exam import PS8 as PS8
