"""Problem set 7, deep nets: `exam.py` has its questions, the other files right and wrong answers."""
