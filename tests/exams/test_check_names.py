"""What the grader accepts as a function or a class, the student's own check accepts too, by the name it goes by."""

import functools

import numpy as np
import pytest

from autograd_lab import check
from autograd_lab.exams.plans import globals_of, run_plan
from autograd_lab.exams.ps1 import PS1
from autograd_lab.exams.ps3.exam import PS3

HEAD = "import functools\nimport numpy as np\nfrom autograd_lab import check\n"
MEAN = "np.mean((y_hat - y) ** 2)"
FORMS = {
    "def": f"def mse(y_hat, y):\n    return {MEAN}\n",
    "lambda": f"mse = lambda y_hat, y: {MEAN}\n",
    "another function's name": f"def squared_error(y_hat, y):\n    return {MEAN}\nmse = squared_error\n",
    "object": f"class Loss:\n    def __call__(self, y_hat, y):\n        return {MEAN}\nmse = Loss()\n",
    "method": f"class Loss:\n    def of(self, y_hat, y):\n        return {MEAN}\nmse = Loss().of\n",
    "class": f"class mse:\n    def __new__(cls, y_hat, y):\n        return {MEAN}\n",
    "partial": "mse = functools.partial(lambda k, y_hat, y: np.mean((y_hat - y) ** k), 2)\n",
    "decorated": "def told(f):\n    def inner(*given):\n        return f(*given)\n    return inner\n"
    f"@told\ndef mse(y_hat, y):\n    return {MEAN}\n",
    "wrapped": "def told(f):\n    @functools.wraps(f)\n    def inner(*given):\n        return f(*given)\n"
    "    return inner\n"
    f"@told\ndef mse(y_hat, y):\n    return {MEAN}\n",
    "closure": f"def made():\n    def inner(y_hat, y):\n        return {MEAN}\n    return inner\nmse = made()\n",
    "vectorised": "square = np.vectorize(lambda r: r * r)\nmse = lambda y_hat, y: square(y_hat - y).mean()\n",
    "local": f"def cell():\n    mse = lambda y_hat, y: {MEAN}\n    return check.ps1(mse, seed=3)\nreport = cell()\n",
}


def ran(source):
    """The names that a cell leaves behind."""
    space = {"__name__": "__main__"}
    exec(HEAD + source, space)
    return space


@pytest.mark.parametrize("source", FORMS.values(), ids=FORMS)
def test_a_function_of_any_form_is_asked_by_the_name_it_goes_by(source):
    space = ran(source if "report" in source else f"{source}report = check.ps1(mse, seed=3)\n")
    assert space["report"].passed
    assert space["report"].result.name == "mse"
    if "mse" in space:  # the grader's way
        question = PS1.question("mse")
        assert question.examine(lambda plan: run_plan(plan, space), 3).passed


def test_a_function_under_two_names_is_asked_by_the_one_that_it_was_made_with():
    space = ran(f"def mse(y_hat, y):\n    return {MEAN}\npredict = mse\nreport = check.ps1(predict, seed=3)\n")
    assert space["report"].result.name == "mse"


def test_a_function_without_a_name_is_told_how_to_get_one():
    said = check.ps1(lambda y_hat, y: 0.0).message
    assert "no question about '<lambda>'. It knows predict, mse" in said
    assert "define it with `def`, or say `predict = …` first" in said


@pytest.mark.slow
def test_a_class_may_be_made_by_any_object_that_can_be_called():
    space = ran(
        "class Number:\n    def __init__(self, data):\n        self.data = data\nScalar = lambda data: Number(data)\n"
    )
    assert "`x + x` does not work yet" in check.ps2(space["Scalar"], "arithmetic").message


WRONG_SIGMOID = "def sigmoid(z):\n    return 0.5 + 0 * z\n"
SLOPE = "sigmoid(z) * (1 - sigmoid(z))"
CALLERS = {
    "object": f"class Slope:\n    def __call__(self, z):\n        return {SLOPE}\nsigmoid_prime = Slope()\n",
    "partial": f"sigmoid_prime = functools.partial(lambda one, z: one * {SLOPE}, 1)\n",
    "wrapped": f"sigmoid_prime = functools.wraps(lambda: 0)(lambda z: {SLOPE})\n",
}


@pytest.mark.parametrize("source", CALLERS.values(), ids=CALLERS)
def test_a_mistake_in_an_earlier_function_costs_once_whatever_form_the_later_one_has(source):
    space = ran(WRONG_SIGMOID + source)
    question = PS3.question("sigmoid_prime")
    assert globals_of(space["sigmoid_prime"]) is space
    assert question.examine(lambda plan: run_plan(plan, space), 3).passed


class Hostile:
    """An object that fails whatever is asked of it."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __call__(self):
        return 1.0


def test_where_names_are_looked_up_is_found_behind_any_wrapper():
    here = globals()

    @functools.cache
    def identity(x):
        return x

    assert globals_of(identity) is here
    assert globals_of(functools.partial(functools.partial(identity))) is here
    assert globals_of(Hostile()) is here
    assert globals_of(Hostile().__call__) is here
    assert globals_of(np.exp) == {}
    identity.__wrapped__.__wrapped__ = identity  # a circle ends
    assert globals_of(identity) == {}
