"""Problem set 1, linear regression: `exam.py` has its questions, the other files right and wrong answers."""
