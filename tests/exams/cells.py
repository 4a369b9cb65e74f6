"""What a notebook's cells leave behind, made from their text."""

from autograd_lab import check


def space(*sources):
    """The names of a notebook with these cells; NumPy is there."""
    names = {}
    exec("\n".join(("import numpy as np", *sources)), names)
    return names


def report_on_body(question, body):
    """The report on a function whose body is one line, on the draws of seed 5."""
    function = space(f"def {question.signature}:\n    {body}\n")[question.name]
    return getattr(check, question.exam)(function, seed=5)
