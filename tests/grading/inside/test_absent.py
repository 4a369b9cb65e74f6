"""Imports that no answer needs cost nothing; what is used of a module that is not there says so, and no more."""

import pytest

from autograd_lab.grading.inside.absent import LIBRARIES, Absent, NotThereError, sentence
from autograd_lab.grading.sandbox.session import CellRun, Session
from tests.grading.sandboxed import here

DOUBLE = "def double(x):\n    return 2 * x\n"
IMPORTS = {
    "plain": "import pandas, scipy, torch\n",
    "renamed": "import tensorflow as tf, jax.numpy as jnp\nimport torch.nn.functional as F\n",
    "names": "from sklearn.metrics import mean_squared_error, accuracy_score\nfrom scipy.optimize import minimize\n",
    "deep": "import scipy.stats.mstats\nfrom torch.utils.data import DataLoader as Loader\n",
    "shown": "from mpl_toolkits.mplot3d import Axes3D\nimport plotly.express as px\npx.line([1, 2]).show()\n",
    "colab": "from google.colab import drive\ndrive.mount('/content/drive')\n",
    "course": "from autograd_lab import Value, Tensor, check\nfrom autograd_lab.nn import MLP\n",
    "version": "import torch, sys\nprint(torch.__version__, sys.version, file=open('/dev/null', 'w'))\n",
    "own module": "import helpers\nfrom utils.plots import curve\n",
}


@pytest.fixture(scope="module")
def run():
    """A cell in the worker of the whole module, which is not to be left changed."""
    with Session(sandbox=here()) as session:
        yield lambda source: session.run_cell("c", source)


@pytest.mark.slow
@pytest.mark.parametrize("imports", IMPORTS.values(), ids=IMPORTS)
def test_an_import_above_a_function_costs_nothing(run, imports: str):
    assert run(f"{imports}{DOUBLE}print(double(3))") == CellRun("c", "6\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("use", "named"),
    [
        ("torch.tensor([1.0])", "torch.tensor"),
        ("class Net(torch.nn.Module): pass", "torch.nn.Module"),
        ("np.asarray(pd.Series)", "pandas.Series"),
        ("[x for x in pd.DataFrame]", "pandas.DataFrame"),
        ("torch.pi + 1", "torch.pi"),
        ("float(pd.NA) < 3", "pandas.NA"),
        ("@torch.no_grad()\ndef g(): pass", "torch.no_grad"),
    ],
)
def test_the_first_use_says_what_is_not_there_and_what_to_do(run, use: str, named: str):
    error = run(f"import numpy as np, pandas as pd, torch\n{use}\n").error
    top = named.partition(".")[0]
    assert error["type"] == "NotThereError"
    assert error["message"] == f"{named} was used, and {top} is not there while grading: write this part with NumPy"
    assert error["line"] == 2


@pytest.mark.slow
def test_below_a_statement_that_cannot_be_run_the_others_have_their_turn(run):
    source = "import torch\ntorch.manual_seed(0)\nx = 4\n\ndef f():\n    return torch.rand(2)\n\ny = f()\nprint(x)\n"
    source += "z = 1 / 0\n"
    assert run(source).stdout == "4\n"
    assert run(source).error["type"] == "ZeroDivisionError"  # an error of the student's own ends the cell, as ever
    told = run(source.replace("z = 1 / 0", f"{DOUBLE}print(double(x))"))
    assert (told.stdout, told.error["line"]) == ("4\n8\n", 2)


@pytest.mark.slow
def test_statements_on_one_line_have_their_turn_once_each(run):
    source = (
        "import torch\nprint(1); print(2); torch.rand(1); print(3)\n@torch.jit.script\ndef f():\n    pass\nprint(4)"
    )
    told = run(source)
    assert (told.stdout, told.error["line"]) == ("1\n2\n3\n4\n", 2)


@pytest.mark.slow
def test_in_annotations_and_in_isinstance_it_is_harmless(run):
    source = """
from typing import Optional
import numpy as np, torch
from jaxtyping import Float
def f(x: torch.Tensor | None, y: "torch.Tensor", z: np.ndarray | torch.Tensor, w: Float[torch.Tensor, "n"],
      v: Optional[torch.Tensor] = None) -> list[torch.Tensor]:
    return isinstance(x, torch.Tensor) or isinstance(x, (np.ndarray, torch.Tensor))
print(f(1, 2, 3, 4), f(np.ones(2), 1, 1, 1))
"""
    assert run(source) == CellRun("c", "False True\n")


TRIALS = {
    "ImportError": "try:\n    import cupy as xp\nexcept ImportError:\n    import numpy as xp\n",
    "bare": "try:\n    import cupy as xp\nexcept:\n    import numpy as xp\n",
    "Exception": "try:\n    if True:\n        import cupy as xp\nexcept Exception:\n    import numpy as xp\n",
    "several": "try:\n    import cupy as xp\nexcept (KeyError, ModuleNotFoundError):\n    import numpy as xp\n",
    "suppress": "import contextlib\nimport numpy as xp\n"
    "with contextlib.suppress(ImportError):\n    import cupy as xp\n",
    "find_spec": "import importlib.util\nimport numpy as xp\n"
    "if importlib.util.find_spec('cupy'):\n    import cupy as xp\n",
    "import_module": "import importlib\ntry:\n    xp = importlib.import_module('cupy')\nexcept ImportError:\n"
    "    import numpy as xp\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("source", TRIALS.values(), ids=TRIALS)
def test_an_import_made_for_trying_fails_so_that_the_other_way_is_taken(run, source: str):
    assert run(f"{source}print(xp.ones(2).sum())") == CellRun("c", "2.0\n")


@pytest.mark.slow
def test_a_try_for_something_else_is_no_trial(run):
    assert run(f"try:\n    import torch\nexcept KeyError:\n    pass\n{DOUBLE}print(double(1))") == CellRun("c", "2\n")


@pytest.mark.slow
def test_what_numpy_and_the_standard_library_try_to_import_stays_away(run):
    assert run(
        "import numpy.polynomial, numpy.ma, doctest, unittest.mock\nimport sys\nprint('pytest' in sys.modules)"
    ) == (CellRun("c", "False\n"))


def test_a_module_of_ones_own_is_told_how_it_comes_along():
    assert "torch" in LIBRARIES
    assert "%%writefile helpers.py" in sentence("helpers.f")
    assert "%%writefile" not in sentence("torch.nn.Module")


def test_an_absent_thing_hands_on_names_and_no_others():
    tensor = Absent("torch").nn.functional
    with pytest.raises(NotThereError, match=r"torch\.nn\.functional was used"):
        tensor(3)
    assert not hasattr(tensor, "__len_hint__")
    assert isinstance(NotThereError(""), ImportError)
