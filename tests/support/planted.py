"""Functions with a slip in them, put to their question: what is said?"""

import numpy as np

from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.table import EXAMS

QUESTIONS = {question.name: question for exam in EXAMS for question in exam.questions}


def ask(name, function, seed=1):
    """The verdict on a function, and on others of its notebook where a dict is handed in."""
    question = QUESTIONS[name]
    functions = function if isinstance(function, dict) else {name: function}
    return question.examine(lambda plan: run_plan({**plan, "clock": "processor"}, functions), seed)


def sigma(z):
    """σ(z)."""
    return 1 / (1 + np.exp(-z))
