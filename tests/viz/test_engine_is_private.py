"""The player asks the scalar engine by its public functions, and the reverse sweep is written where it has to be."""

import ast
from pathlib import Path

import autograd_lab
from autograd_lab.scalar.value import Value

PACKAGE = Path(autograd_lab.__file__).parent
PRIVATE = {name for name in Value.__slots__ if name.startswith("_")} | {"_clock"}
#: where gradients are added up in a loop from the result back: floats at speed, whatever else a gradient may be
SWEEPS = {"scalar/value.py": ["sweep"], "scalar/graph.py": ["backpropagate"]}


def private_reads(path):
    """The private names of the scalar engine that a file reads, with their lines; `self._name` is the file's own."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in PRIVATE:
            owner = node.value.func if isinstance(node.value, ast.Call) else node.value
            if not (isinstance(owner, ast.Name) and owner.id in ("self", "super")):
                yield f"{path.name}:{node.lineno} {node.attr}"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograd_lab.scalar"):
            yield from (f"{path.name}:{node.lineno} {name.name}" for name in node.names if name.name.startswith("_"))


def test_viz_reads_no_private_attribute_of_a_value():
    read = [found for path in sorted((PACKAGE / "viz").rglob("*.py")) for found in private_reads(path)]
    assert not read, (
        f"{', '.join(read)}: give scalar/value.py a small public function, as forward_of, store_result and rebuild are"
    )


def test_the_search_finds_what_it_looks_for(tmp_path):
    path = tmp_path / "module.py"
    path.write_text("from autograd_lab.scalar.value import _clock\nx = node._data\nself._name = 1\nsuper()._data()\n")
    assert list(private_reads(path)) == ["module.py:1 _clock", "module.py:2 _data"]


def sweeps(path):
    """The functions of a file that go over nodes in reverse and add to what has arrived at their parents."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for loop in ast.walk(function):
                if isinstance(loop, ast.For) and "reversed(" in ast.unparse(loop.iter):
                    text = ast.unparse(loop.body)
                    if ".push(" in text or "hand_on(" in text or "grad" in text:
                        yield function.name


def test_the_reverse_sweep_is_written_in_two_places_of_the_scalar_engine_and_none_of_its_users():
    users = [
        *(PACKAGE / "scalar").glob("*.py"),
        PACKAGE / "viz" / "explain.py",
        PACKAGE / "viz" / "sources" / "scalar.py",
    ]
    found = {str(path.relative_to(PACKAGE)): list(sweeps(path)) for path in users if list(sweeps(path))}
    assert found == SWEEPS, "hand a function to graph.backpropagate in place of a sweep of your own"
