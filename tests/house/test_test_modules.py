"""The tests' own house: helpers stand apart from tests, and a test that ends early has asserted something before."""

import ast
from functools import cache

import pytest

from tests.support.repo import REPO

pytestmark = pytest.mark.slow  # every test module is parsed


@cache
def modules():
    """The syntax tree of each test module."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((REPO / "tests").rglob("test_*.py"))}


def imported_tests(tree):
    """The test modules that a module imports from, also inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tests."):
            found = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            yield from (name for name in found if name.rpartition(".")[2].startswith("test_"))


def silent_returns(tree):
    """Lines of a bare `return` in the body of a test before anything was asserted: such a case counts as passed.

    `hypothesis.assume` or `pytest.skip` says what was not tested.
    """
    for test in ast.walk(tree):
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            inner = {n for f in ast.walk(test) if isinstance(f, ast.FunctionDef) and f is not test for n in ast.walk(f)}
            own = [node for node in ast.walk(test) if node not in inner]
            asserted = [node.lineno for node in own if isinstance(node, ast.Assert)]
            for node in own:
                bare = isinstance(node, ast.Return) and node.value is None
                if bare and not any(line < node.lineno for line in asserted):
                    yield node.lineno


def test_no_test_module_imports_from_another():
    found = {path.relative_to(REPO).as_posix(): list(imported_tests(tree)) for path, tree in modules().items()}
    found = {path: names for path, names in found.items() if names}
    assert not found, "put what both need into tests/support or the folder's conftest.py"


def test_no_test_passes_over_a_case_silently():
    found = [
        f"{path.relative_to(REPO).as_posix()}:{line}"
        for path, tree in modules().items()
        for line in silent_returns(tree)
    ]
    assert not found, "use hypothesis.assume or pytest.skip"


@pytest.mark.parametrize("code", ["from tests.viz.test_a import b", "def f():\n    from tests.viz import test_a"])
def test_an_import_from_a_test_module_is_found(code):
    assert list(imported_tests(ast.parse(code)))


def test_a_silent_return_is_found():
    silent = "def test_a(x):\n    if x:\n        return\n    assert x == 0"
    assert list(silent_returns(ast.parse(silent))) == [3]
    assert not list(silent_returns(ast.parse("def test_a(x):\n    assert x\n    def g():\n        return\n    return")))
