"""Problem set 5, the audit of the article: `exam.py` has its questions, the other files right and wrong answers."""
