"""Exams: a folder for each problem set, with its questions, their references, and how they are answered wrongly.

The student's instant check (`check.py`), the instructor's grader and the tests of the exams all use the same
`Question` objects. `plans/` stands alone and travels to where the student's code runs; everything else stays with the
judge. `kinds/` has the questions that more than one set may ask, `zoo/` shows every known mistake at work.
"""
