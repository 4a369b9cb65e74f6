"""A third bank of wrong answers, to measure what the exams catch and name: written apart from the other two.

It was written from the released notebooks and the chapters alone, without sight of the catalogue of mistakes, of the
banks in `autograd_lab/exams/` or of the answers of the second bank. Each `psN.py` offers `SUBMISSIONS`: what somebody
hands in, and one sentence that says what is wrong with it. `PRELUDE`, where there is one, holds the functions that the
same person has written rightly, or that the notebook gives. A sentence ends with "The same for …" where the answer is
right for some sizes.
"""
