"""Held against the tests of micrograd, minitorch, HIPS autograd, needle and teenygrad; see README.md beside this."""

from __future__ import annotations

import pytest

from autograd_lab import Tensor, Value
from tests.scalar.suites import as_hips, as_minitorch, as_needle, as_teenygrad
from tests.scalar.suites.loading import load, run, source, verdict

pytestmark = pytest.mark.full


def test_micrograd_with_the_import_line_alone_changed():
    pytest.importorskip("torch", reason="needs torch: pip install torch")
    text = source("micrograd", "test/test_engine.py")
    changed = text.replace("from micrograd.engine import Value\n", "from autograd_lab import Value\n")
    assert changed != text
    tests = {name: test for name, test in load(changed, {}, "test_engine").items() if name.startswith("test_")}
    verdict("micrograd", [run(name, test, {}) for name, test in tests.items()], at_least=2)


def test_needle():
    names = load(source("hw1", "tests/hw1/test_autograd_hw.py"), as_needle.modules(), "test_autograd_hw")
    tests = {name: test for name, test in names.items() if name.startswith("test_")}
    verdict("needle hw1", [run(name, test, as_needle.INAPPLICABLE) for name, test in tests.items()], at_least=25)


@pytest.mark.parametrize(
    ("file", "engine", "at_least"),
    [("test_scalar_ops", Value, 20), ("test_scalar_ops", Tensor, 17), ("test_binary_ops", Tensor, 5)],
)
def test_hips(file, engine, at_least):
    names = load(source("autograd", f"tests/{file}.py"), as_hips.modules(engine), file)
    tests = {name: test for name, test in names.items() if name.startswith("test_")}
    outcomes = [run(name, test, as_hips.INAPPLICABLE) for name, test in tests.items()]
    verdict(f"HIPS {file} on {engine.__name__}", outcomes, at_least)


def test_minitorch():
    table = load(source("minitorch", "minitorch/testing.py"), as_minitorch.modules(), "testing")
    verdict("minitorch", [run(name, test, {}) for name, test in as_minitorch.tests(table)], at_least=43)


def test_teenygrad():
    pytest.importorskip("torch", reason="needs torch: pip install torch")
    case = load(source("teenygrad", "test/test_ops.py"), as_teenygrad.modules(), "test_ops")["TestOps"]
    names = [name for name in dir(case) if name.startswith("test_")]
    verdict(
        "teenygrad", [run(name, getattr(case(name), name), as_teenygrad.INAPPLICABLE) for name in names], at_least=131
    )
