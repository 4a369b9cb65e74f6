"""Problem set 2, the engine: `exam.py` has its questions, the other files right and wrong answers."""
