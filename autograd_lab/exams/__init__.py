"""Exams: for each problem set its questions, with their references and the ways to answer them wrongly.

The student's instant check (`check.py`), the instructor's grader and the tests of the exams use the same `Question`
objects (`question.py`). A folder `psN/` holds one problem set, `kinds/` the kinds of questions that several may ask,
`plans/` what travels to where the student's code runs; everything else stays with the judge. `registry.py` finds an
exam by its name, `table.py` measures them all, `zoo/` shows every known mistake at work.

>>> from autograd_lab.exams.ps1 import PS1
>>> PS1.total, [question.name for question in PS1.questions]
(16, ['predict', 'mse', 'mse_gradients', 'gradient_step'])
"""
