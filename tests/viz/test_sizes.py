"""What players weigh in a notebook that was really run, and saved with the state of its widgets.

The size of the code is in test_javascript.py and test_quiz.py, that of a trace in test_trace_size.py.
"""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograd_lab.lab.kernels import run_notebook

pytestmark = pytest.mark.slow

LARGEST = 1_000_000  # bytes of a saved notebook with ten players

SETUP = """
import numpy as np
from autograd_lab import Tensor, Value, functional, nn, show
def graph(seed):
    w, x, b = Value(0.5 + seed, "w"), Value(-1.0, "x"), Value(0.25, "b")
    return ((w * x + b).tanh() - w * b) ** 2
def tensors():
    X, W = Tensor(np.ones((8, 3)), name="X"), Tensor(np.eye(3, 2), requires_grad=True, name="W")
    return ((X @ W).tanh() ** 2).mean()
"""
TEN = [
    *[f"show(graph({n}))" for n in range(6)],
    "show(graph(6), quiz=True)",
    "show(graph(7), compare={'w': 1.0, 'x': 2.0, 'b': 0.5})",
    "show(nn.MLP(2, [4, 4, 1])([1.0, -2.0]))",
    "show(tensors())",
]


def test_a_notebook_with_ten_players_stays_under_a_megabyte(tmp_path):
    notebook = new_notebook(cells=[new_code_cell(text) for text in (SETUP, *TEN)])
    run_notebook(notebook, tmp_path, seconds=120, store_widget_state=True)
    assert len(notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]) >= 10
    nbformat.write(notebook, tmp_path / "ten.ipynb")
    size = (tmp_path / "ten.ipynb").stat().st_size
    print(f"{size / 1e6:.2f} MB")
    assert size <= LARGEST
