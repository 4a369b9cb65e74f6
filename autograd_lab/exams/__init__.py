"""Exams: one module per problem set, with its questions, their references, and the mistakes they can name.

The student's instant check (`check.py`), the instructor's grader and the tests of the exams all use
the same `Question` objects. `plans.py` and `wire.py` stand alone and travel to where the student's
code runs; everything else stays with the judge.
"""
