"""Every public name shows an example where a student looks for one (Shift+Tab in Jupyter), and every example runs.

`pytest --doctest-modules autograd_lab/nn.py` runs the examples of one file in the same way.
"""

import doctest
import importlib
import inspect
import re
import sys

import pytest

from tests.support.repo import REPO

#: the modules that offer what a student types
OFFERED = (
    "autograd_lab",
    "autograd_lab.nn",
    "autograd_lab.tensor.init",  # as nn.init
    "autograd_lab.optim",
    "autograd_lab.functional",
    "autograd_lab.data",
    "autograd_lab.gradcheck",
    "autograd_lab.training",
    "autograd_lab.viz.figures",
    "autograd_lab.viz.side_by_side",
    "autograd_lab.viz.concepts",
    "autograd_lab.answers",
    "autograd_lab.zoo",
)
#: classes of which each public method and property is to have an example of its own
METHODS_TOO = ("autograd_lab.Value", "autograd_lab.Tensor", "autograd_lab.nn.Module", "autograd_lab.optim.Optimizer")
#: not typed by a student, or shown by the example of the class
EXEMPT = {
    "autograd_lab.Tensor.described": "for error messages",
    "autograd_lab.Tensor.dtype": "NumPy's attribute",
    "autograd_lab.Tensor.ndim": "NumPy's attribute",
    "autograd_lab.Tensor.size": "NumPy's attribute",
    "autograd_lab.nn.Module.described": "for repr",
    "autograd_lab.tensor.init.generator": "used by nn and functional",
    "autograd_lab.answers.EXERCISES": "a dictionary",
    "autograd_lab.answers.Code": "what a chapter's author writes",
    "autograd_lab.answers.Exercise": "what a chapter's author writes",
    "autograd_lab.answers.Numbers": "what a chapter's author writes",
    "autograd_lab.answers.Reply": "what tell() returns; its example shows one",
}
LEAST = 80  # docstrings of public names with an example
#: library files with an example anywhere, in a private docstring too
FILES = sorted(
    path.relative_to(REPO).as_posix()
    for path in (REPO / "autograd_lab").rglob("*.py")
    if re.search(r'^\s*(""")?>>> ', path.read_text(encoding="utf-8"), re.MULTILINE)
)


def offered(path):
    """The names that a module offers: those of `__all__`, else the functions and classes that are its own."""
    module = importlib.import_module(path)
    own = [name for name, thing in vars(module).items() if getattr(thing, "__module__", "").startswith(path)]
    names = getattr(module, "__all__", own)
    found = {name: getattr(module, name) for name in names if not name.startswith("_")}
    return {f"{path}.{name}": thing for name, thing in found.items() if not inspect.ismodule(thing)}


def members(path):
    """The public methods and properties of a class, inherited ones included."""
    home, _, name = path.rpartition(".")
    cls = getattr(importlib.import_module(home), name)
    found = {each: getattr(cls, each) for each in dir(cls) if not each.startswith("_")}
    return {f"{path}.{each}": m for each, m in found.items() if inspect.isfunction(m) or isinstance(m, property)}


def public_names():
    """Dotted name -> object, for all public names but the exempt."""
    found = {}
    for path in OFFERED:
        found |= offered(path)
    for path in METHODS_TOO:
        found |= members(path)
    return {name: thing for name, thing in found.items() if name not in EXEMPT}


def has_example(thing):
    return ">>> " in (inspect.getdoc(thing) or "")


@pytest.fixture
def failures(pytestconfig):
    """A function of a doctest: what it printed about failing examples, "" when all give what they promise."""
    flags = 0
    for name in pytestconfig.getini("doctest_optionflags"):
        flags |= doctest.OPTIONFLAGS_BY_NAME[name]

    def run(test):
        printed = []
        doctest.DocTestRunner(verbose=False, optionflags=flags).run(test, out=printed.append)
        return "".join(printed)

    return run


@pytest.fixture
def without_torch():
    """The examples are quick: they load no PyTorch."""
    before = "torch" in sys.modules
    yield
    assert before or "torch" not in sys.modules


def test_every_public_name_has_an_example():
    bare = [name for name, thing in public_names().items() if not has_example(thing)]
    assert not bare, "no example (>>>) in the docstring of: " + ", ".join(sorted(bare))


def test_there_are_many_examples():
    texts = {inspect.getdoc(thing) for thing in public_names().values()}  # a name that is offered twice counts once
    count = sum(">>> " in (text or "") for text in texts)
    print(f"{count} of {len(texts)} docstrings of public names have an example")
    assert count >= LEAST


def test_what_is_exempt_exists():
    names = set()
    for path in OFFERED:
        names |= set(offered(path))
    for path in METHODS_TOO:
        names |= set(members(path))
    assert set(EXEMPT) <= names


@pytest.mark.slow
def test_examples_of_public_names_run_when_pasted(failures, without_torch):
    parse = doctest.DocTestParser().get_doctest
    wrong = ""
    for name, thing in public_names().items():
        if has_example(thing):
            pasted = {"__name__": "__main__"}  # nothing is imported but what the example imports
            wrong += failures(parse(inspect.getdoc(thing), pasted, name, name, 0))
    if wrong:
        pytest.fail(wrong, pytrace=False)


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_every_example_of_the_library_runs(file, failures, without_torch):
    module = importlib.import_module(file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    tests = [test for test in doctest.DocTestFinder().find(module) if test.examples]
    assert tests, f"{file} has >>> in its text, and no docstring with an example that doctest finds"
    wrong = "".join(failures(test) for test in tests)
    if wrong:
        pytest.fail(wrong, pytrace=False)


def test_an_example_that_promises_something_else_fails(failures):
    test = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "sum", "sum", 0)
    assert "Expected:\n    3\nGot:\n    2" in failures(test)
