"""A fifth bank of wrong answers, again for a first look: written from the released notebooks alone.

Its writers had seen neither the chapters, the catalogue of mistakes and the exams, nor any other bank. `psN.py` holds
the answers to problem set N, four to eight for every question: the complete code, and what it does wrong in plain
English.
"""
