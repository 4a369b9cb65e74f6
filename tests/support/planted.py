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


def backward(down=lambda delta, W: delta @ W.T, for_bias=lambda delta: delta.sum(axis=0)):
    """A backward sweep with these pieces."""

    def network_function(Y, Ws, zs, activations):
        dWs, dbs = [], []
        upstream = 2 / len(Y) * (activations[-1] - Y)
        for layer in reversed(range(len(Ws))):
            a = activations[layer + 1]
            delta = upstream * a * (1 - a)
            dWs.append(activations[layer].T @ delta)
            dbs.append(for_bias(delta))
            upstream = down(delta, Ws[layer])
        return dWs[::-1], dbs[::-1]

    return network_function
