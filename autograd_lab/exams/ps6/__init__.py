"""Problem set 6, training: `exam.py` has its questions, the other files right and wrong answers."""
