"""Problem set 4, the vectorised network: `exam.py` has its questions, the other files right and wrong answers."""
