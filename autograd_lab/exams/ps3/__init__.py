"""Problem set 3, neuron and delta: `exam.py` has its questions, the other files right and wrong answers."""

from autograd_lab.exams.ps3.exam import PS3 as PS3
