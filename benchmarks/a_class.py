"""A class of which the truth is known: each student's answers to ps3 are right or wrong in ways whose points are given.

The points are written beside each answer, from the contract of the question alone, without the exam.
"""

import json
import random
from pathlib import Path
from typing import Any

import nbformat

REPO = Path(__file__).parents[1]
NAME = "ps3"

#: a helper in a cell of the student's own, which has to be carried along
HELPER = "def _a(z):\n    return 1 / (1 + np.exp(-z))"
#: question -> (points, answer); dW and db of layer_gradients are worth 3 points each
ANSWERS: dict[str, list[tuple[float, str]]] = {
    "sigmoid": [
        (2, "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))"),
        (2, "def sigmoid(z):\n    return 0.5 * (1 + np.tanh(z / 2))"),
        (2, "def sigmoid(z):\n    e = np.exp(z)\n    return e / (e + 1)"),
        (0, "def sigmoid(z):\n    return 1 / (1 + np.exp(z))"),
        (0, "def sigmoid(z):\n    return 1 / 1 + np.exp(-z)"),
    ],
    "sigmoid_prime": [
        (3, "def sigmoid_prime(z):\n    s = 1 / (1 + np.exp(-z))\n    return s * (1 - s)"),
        (3, "def sigmoid_prime(z):\n    return np.exp(-z) / (1 + np.exp(-z)) ** 2"),
        (0, "def sigmoid_prime(z):\n    return z * (1 - z)"),
        (0, "def sigmoid_prime(z):\n    s = 1 / (1 + np.exp(-z))\n    return s * (1 + s)"),
        (0, "def sigmoid_prime(z)\n    return z"),
    ],
    "output_delta": [
        (4, "def output_delta(z, y):\n    a = 1 / (1 + np.exp(-z))\n    return 2 * (a - y) * a * (1 - a) / len(z)"),
        (
            4,
            "def output_delta(z, y):\n    a = 1 / (1 + np.exp(-z))\n    return (a - y) * (a - a**2) * (2 / len(z))",
        ),
        (0, "def output_delta(z, y):\n    a = 1 / (1 + np.exp(-z))\n    return 2 * (y - a) * a * (1 - a) / len(z)"),
        (0, "def output_delta(z, y):\n    a = 1 / (1 + np.exp(-z))\n    return 2 * (a - y) * a * (1 - a)"),
        (0, "def output_delta(z, y):\n    a = 1 / (1 + np.exp(-z))\n    return 2 * (a - y) / len(z)"),
        (0, "def output_delta(z, y):\n    while True:\n        pass"),
    ],
    "layer_gradients": [
        (6, "def layer_gradients(a_prev, delta):\n    return a_prev.T @ delta, delta.sum(axis=0)"),
        (
            6,
            "def layer_gradients(a_prev, delta):\n    return np.einsum('ni,nj->ij', a_prev, delta), sum(delta)",
        ),
        (3, "def layer_gradients(a_prev, delta):\n    return a_prev.T @ delta, delta.mean(axis=0)"),
        (0, "def layer_gradients(a_prev, delta):\n    return delta.T @ a_prev, delta"),
        (0, "def layer_gradients(a_prev, delta):\n    return None"),
        (0, "def layer_gradients(a_prev, delta):\n    import os\n    os._exit(1)"),
    ],
    "hidden_delta": [
        (
            5,
            "def hidden_delta(z, delta_next, W_next):\n    a = _a(z)\n    return delta_next @ W_next.T * a * (1 - a)",
        ),
        (0, "def hidden_delta(z, delta_next, W_next):\n    return delta_next @ W_next.T"),
        (
            0,
            "def hidden_delta(z, delta_next, W_next):\n    a = _a(z)\n    return delta_next @ W_next.T * a",
        ),
        (0, 'raise NotImplementedError("later")'),
    ],
}
ENDLESS = 5  # place of the endless loop among the answers to output_delta: it costs its whole time limit
WHY = "The residual grows and the slope falls faster."


def answers(draw: random.Random, number: int, endless_every: int) -> list[tuple[str, float, str]]:
    """(question, points, answer) of one student; one student in `endless_every` writes an endless loop."""
    chosen = []
    for question, options in ANSWERS.items():
        usual = options[:ENDLESS] if question == "output_delta" else options
        pick = draw.choices(usual, weights=[6 if points else 1 for points, _ in usual])[0]
        if question == "output_delta" and number % endless_every == endless_every - 1:
            pick = options[ENDLESS]
        chosen.append((question, *pick))
    return chosen


def write(course: Path, students: int, endless_every: int = 200) -> dict[str, float]:
    """Write their submissions into the course folder; the points that the machine has to give, by student.

    Every 25th file is in UTF-16, every 40th has lost nbgrader's metadata, every 50th another name.
    """
    released = json.loads((REPO / "assignments" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))
    draw, truth = random.Random(20261126), {}
    for number in range(students):
        student, notebook = f"student{number:04d}", nbformat.from_dict(json.loads(json.dumps(released)))
        chosen = answers(draw, number, endless_every)
        truth[student] = sum(points for _, points, _ in chosen)
        _fill(notebook, {question: source for question, _, source in chosen}, stripped=number % 40 == 39)
        text = json.dumps(notebook, indent=1)
        folder = course / "submitted" / student / NAME
        folder.mkdir(parents=True)
        name = f"{NAME} (1).ipynb" if number % 50 == 49 else f"{NAME}.ipynb"
        (folder / name).write_bytes(text.encode("utf-16" if number % 25 == 24 else "utf-8"))
    return truth


def write_solved(course: Path, name: str, students: int) -> float:
    """Hand in the solved notebook of a problem set under many names; the points that the machine has to give each."""
    solved = nbformat.read(REPO / "solutions" / name / f"{name}.ipynb", as_version=4)
    for number in range(students):
        folder = course / "submitted" / f"student{number:04d}" / name
        folder.mkdir(parents=True)
        nbformat.write(solved, folder / f"{name}.ipynb")
    asked = [cell.metadata.get("nbgrader", {}) for cell in solved.cells if cell.cell_type == "code"]
    return float(sum(about["points"] for about in asked if about.get("grade")))


def _fill(notebook: Any, sources: dict[str, str], *, stripped: bool) -> None:
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            cell.source = sources.get(about["grade_id"], WHY)
        if stripped:
            cell.metadata = {}
    notebook.cells.insert(2, nbformat.v4.new_code_cell("import numpy as np\n\n" + HELPER))
