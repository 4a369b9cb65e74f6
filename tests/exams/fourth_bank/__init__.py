"""A fourth bank of wrong answers, for a first look at what the exams say of work they were not written with.

It was written from the released notebooks and the chapters alone, without sight of the catalogue of mistakes, of the
exams, or of any other bank's answers; the ideas come from what students ask and post in public. `psN.py` holds the
answers to problem set N, at least four for every question: the complete code, and what it does wrong in plain English.
"""
