"""Answers of students to ps1, and the notebooks that hold them."""

import re
from collections.abc import Mapping

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

POINTS = {"predict": 2, "mse": 3, "mse_gradients": 7, "gradient_step": 4}
STUB = 'raise NotImplementedError("write this function, then run the cell again")'

RIGHT = {
    "predict": "def predict(X, w, b):\n    return X @ w + b\n",
    "mse": "def mse(y_hat, y):\n    return np.mean((y_hat - y) ** 2)\n",
    "mse_gradients": """def mse_gradients(X, y, w, b):
    r = predict(X, w, b) - y
    return 2 / len(y) * X.T @ r, 2 / len(y) * r.sum()
""",
    "gradient_step": "def gradient_step(w, b, dw, db, lr):\n    return w - lr * dw, b - lr * db\n",
}


def gradients(line: str) -> dict[str, str]:
    """The right answers, with another last line in mse_gradients; `r` is the residual there."""
    head = "def mse_gradients(X, y, w, b):\n    r = predict(X, w, b) - y\n"
    return {**RIGHT, "mse_gradients": f"{head}    {line}\n"}


BLANK = {name: source.splitlines()[0] + f"\n    {STUB}\n" for name, source in RIGHT.items()}
NO_MEAN = gradients("return 2 * X.T @ r, 2 * r.sum()")
WRONG_SIGN = gradients("return -2 / len(y) * X.T @ r, -2 / len(y) * r.sum()")
NO_SUM = gradients("return 2 / len(y) * X.T @ r, 2 / len(y) * r")
SYNTAX = {**RIGHT, "mse": "def mse(y_hat, y)\n    return np.mean((y_hat - y) ** 2)\n"}


def graded(name: str) -> NotebookNode:
    """The locked cell that asks the exam about `name`."""
    about = {"grade": True, "solution": False, "locked": True, "points": POINTS[name], "task": False}
    about |= {"grade_id": f"check-{name}", "schema_version": 3, "cell_type": "code"}
    return new_code_cell(f"check.ps1({name}).require()", metadata={"nbgrader": about})


def answer(name: str, source: str) -> NotebookNode:
    """The student's cell for `name`."""
    about = {"grade": False, "solution": True, "locked": False, "task": False}
    about |= {"grade_id": name, "schema_version": 3, "cell_type": "code"}
    return new_code_cell(source, metadata={"nbgrader": about})


def notebook(answers: Mapping[str, str]) -> NotebookNode:
    """A small ps1 with these answers."""
    cells = [new_code_cell("import numpy as np\nfrom autograd_lab import check")]
    for name in POINTS:
        cells += [new_markdown_cell(f"## `{name}`"), answer(name, answers[name]), graded(name)]
    return new_notebook(cells=cells)


def fill(released: NotebookNode, answers: Mapping[str, str]) -> NotebookNode:
    """The released notebook with a student's answers in the cells that hold the stubs."""
    filled = nbformat.from_dict(released)
    missing = set(answers)
    for cell in filled.cells:
        found = re.search(r"^def (\w+)", cell.source, re.MULTILINE)
        if found and cell.metadata.get("nbgrader", {}).get("solution") and found[1] in answers:
            cell.source = answers[found[1]]
            missing.discard(found[1])
    assert not missing, f"the released notebook has no answer cell for {missing}"
    return filled
