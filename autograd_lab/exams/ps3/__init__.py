"""Problem set 3, neuron and delta: `exam.py` has its questions, the other files right and wrong answers."""
