"""The player asks the engines by their public functions, and the reverse sweep is written where it has to be."""

import ast
import re
from pathlib import Path

import pytest

import autograd_lab
from autograd_lab.scalar.value import Value
from autograd_lab.tensor.tensor import Tensor

PACKAGE = Path(autograd_lab.__file__).parent
SLOTS = [name for engine in (Value, Tensor) for base in engine.__mro__ for name in getattr(base, "__slots__", ())]
PRIVATE = {name for name in SLOTS if name.startswith("_") and not name.startswith("__")} | {"_clock"}
#: where gradients are added up in a loop from the result back: floats at speed, whatever else a gradient may be, arrays
SWEEPS = {
    "scalar/graph.py": ["backpropagate"],
    "scalar/value.py": ["sweep"],
    "tensor/sweep.py": ["_hand_on"],
}
QUESTIONS = ("answers", "exams")  # they hold engines to be judged, right and wrong ones
ENGINES = ("autograd_lab.scalar", "autograd_lab.tensor")
OPERANDS = re.compile(r"\b_?(parents|operands|slots)\b")


def private_reads(path):
    """The private names of the two engines that a file reads, with their lines; `self._name` is the file's own."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in PRIVATE:
            owner = node.value.func if isinstance(node.value, ast.Call) else node.value
            if not (isinstance(owner, ast.Name) and owner.id in ("self", "super")):
                yield f"{path.name}:{node.lineno} {node.attr}"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(ENGINES):
            yield from (f"{path.name}:{node.lineno} {name.name}" for name in node.names if name.name.startswith("_"))


@pytest.mark.slow
def test_viz_reads_no_private_attribute_of_a_value_or_a_tensor():
    read = [found for path in sorted((PACKAGE / "viz").rglob("*.py")) for found in private_reads(path)]
    assert not read, (
        f"{', '.join(read)}: give the engine a small public function, as forward_of, store_result and rebuild of "
        "scalar/value.py are"
    )


def test_the_search_finds_what_it_looks_for(tmp_path):
    path = tmp_path / "module.py"
    path.write_text("from autograd_lab.scalar.value import _clock\nx = node._data\nself._name = 1\nsuper()._data()\n")
    assert list(private_reads(path)) == ["module.py:1 _clock", "module.py:2 _data"]


def adds_gradients(loop):
    """Whether something is added to a gradient in a loop over a node's operands."""
    return OPERANDS.search(ast.unparse(loop.iter)) and any(
        isinstance(sum_, ast.AugAssign | ast.BinOp)
        and isinstance(sum_.op, ast.Add)
        and re.search(r"\bgrads?\b", ast.unparse(sum_))
        for sum_ in ast.walk(loop)
    )


def hands_on(loop):
    """Whether a loop over nodes hands gradients on: by `push` or `hand_on`, or by a loop over a node's operands."""
    return any(
        (isinstance(inner, ast.Call) and re.search(r"\b(push|hand_on)$", ast.unparse(inner.func)))
        or (isinstance(inner, ast.For) and inner is not loop and adds_gradients(inner))
        for inner in ast.walk(loop)
    )


def sweeps(path):
    """The functions of a file that go over nodes and hand on to each node's operands what has arrived at it."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and any(
            isinstance(loop, ast.For) and hands_on(loop) for loop in ast.walk(function)
        ):
            yield function.name


@pytest.mark.slow
def test_the_reverse_sweep_is_written_in_two_places_of_the_scalar_engine_in_one_of_the_tensors_and_nowhere_else():
    files = [path for path in sorted(PACKAGE.rglob("*.py")) if path.relative_to(PACKAGE).parts[0] not in QUESTIONS]
    found = {path.relative_to(PACKAGE).as_posix(): list(sweeps(path)) for path in files}
    assert {path: names for path, names in found.items() if names} == SWEEPS, (
        "hand a function to graph.backpropagate in place of a sweep of your own"
    )


def test_the_search_finds_each_kind_of_sweep(tmp_path):
    path = tmp_path / "module.py"
    path.write_text(
        "def pushed(order):\n for node in reversed(order):\n  node.op.push(node)\n"
        "def added(order):\n for node in order[::-1]:\n  for p in node.parents:\n   p.grad += node.grad\n"
        "def stepped(parameters):\n for p in parameters:\n  p.data -= p.grad\n"
    )
    assert list(sweeps(path)) == ["pushed", "added"]
