"""The line of code that made each node: known where the text leaves no doubt, and else not claimed."""

import linecache

import pytest

from autograd_lab import Value, show
from autograd_lab.scalar.graph import topological
from autograd_lab.viz.sources.lines import lines_of


def made(*cells, root="loss", shown=0):
    """Run cells and say for each node, by name or operation, which line made it."""
    variables = {"Value": Value, "show": lambda *given, **options: None}
    for cell in cells:
        exec(cell, variables)
    order = topological(variables[root])
    names = {id(thing): name for name, thing in reversed(variables.items())}
    lines = lines_of(order, variables, cells, shown)
    if lines is None:
        return None
    told = [names.get(id(node)) or (node.op.name if node.op else "leaf") for node in order]
    return {name: lines.texts[at] if at >= 0 else None for name, at in zip(told, lines.of, strict=True)}


def test_each_node_of_an_expression_has_the_line_of_its_statement():
    assert made("w, x = Value(2.0), Value(3.0)\nz = (2 * w - x).tanh()", "loss = -z ** 2") == {
        "w": "w, x = Value(2.0), Value(3.0)",
        "x": "w, x = Value(2.0), Value(3.0)",
        "const": "loss = -z ** 2",
        "mul": "z = (2 * w - x).tanh()",
        "sub": "z = (2 * w - x).tanh()",
        "z": "z = (2 * w - x).tanh()",
        "pow": "loss = -z ** 2",
        "loss": "loss = -z ** 2",
    }


def test_what_a_line_only_uses_it_has_not_made():
    cell = "w = Value(2.0)\nterms = [w * 3, w * 4]\nloss = sum(terms)"
    found = made(cell)
    assert found["w"] == "w = Value(2.0)"
    assert found["loss"] == "loss = sum(terms)"
    assert found["mul"] is None  # terms made them, and the text of the sum does not say so


def test_another_name_and_a_loop_make_nothing():
    assert made("loss = Value(2.0) * 3\nother = loss")["loss"] == "loss = Value(2.0) * 3"
    assert made("w = Value(1.0)\nws = [Value(2.0)]\nfor w in ws:\n    pass\nloss = w * w")["w"] is None


def test_the_latest_statement_counts_and_none_behind_the_line_that_shows():
    assert made("loss = Value(1.0)", "loss = Value(2.0) * 2")["loss"] == "loss = Value(2.0) * 2"
    cell = "loss = Value(1.0) + 1\nshow(loss)\nif False:\n    loss = Value(2.0)"
    assert made(cell, shown=2)["loss"] == "loss = Value(1.0) + 1"


def test_what_is_computed_within_show_has_its_line():
    variables_cell = "w = Value(2.0)\nloss = w * w\nshow(w * w)"
    assert made(variables_cell, shown=3)["loss"] == "loss = w * w"
    order = topological(Value(1.0, "a") * 3)
    lines = lines_of(order, {}, ["player = show(a * 3)"], 1)
    assert [lines.texts[at] if at >= 0 else None for at in lines.of] == [None, *["player = show(a * 3)"] * 2]


@pytest.mark.parametrize(
    "cell", ["%matplotlib inline\nloss = Value(1.0)", "def f():\n    loss = Value(1.0)", "loss = ("]
)
def test_of_a_text_that_is_not_all_python_or_runs_elsewhere_nothing_is_claimed(cell):
    assert lines_of([Value(1.0, "loss")], {"loss": Value(1.0)}, [cell]) is None


@pytest.mark.parametrize(
    "cell",
    [
        "if True:\n    loss = w * 2\nelse:\n    loss = w * 3",
        "loss = w * 2\nif False:\n    loss = loss.exp()",
        "try:\n    loss = w * 2\nexcept ZeroDivisionError:\n    loss = w * 3",
        "match 1:\n    case 1:\n        loss = w * 2\n    case _:\n        loss = w * 3",
    ],
)
def test_of_two_branches_nobody_can_tell_which_ran(cell):
    assert made("w = Value(2.0)\n" + cell)["loss"] is None


def test_the_one_statement_that_assigns_has_run_wherever_it_stands():
    assert made("w = Value(2.0)\nif True:\n    loss = w * 2")["loss"] == "loss = w * 2"
    assert made("w = Value(2.0)\nloss = w\nfor _ in 'ab':\n    loss = loss * w")["loss"] == "loss = loss * w"
    assert made("w = Value(2.0)\nif True:\n    loss = w\nelse:\n    loss = -w\nloss = w * 2")["loss"] == "loss = w * 2"


def test_a_text_with_another_operation_has_not_made_the_node():
    assert made("w = Value(2.0)\nloss = w + 2\nexec('loss = w * 2')")["loss"] is None
    assert made("w = Value(2.0)\nloss = w * (2 * 3)")["const"] == "loss = w * (2 * 3)"


@pytest.mark.slow
def test_a_name_given_to_show_is_none_of_the_cells_variables():
    cell = "a, b = Value(2.0), Value(3.0)\ny = a * b\nz = a + b\nplayer = show(z, names={'y': z, 'b': a, 'a': b})\n"
    linecache.cache["<given>"] = (len(cell), None, cell.splitlines(True), "<given>")
    variables = {"Value": Value, "show": show}
    exec(compile(cell, "<given>", "exec"), variables)
    lines = variables["player"].trace.lines
    assert [lines.texts[at] for at in lines.of] == ["a, b = Value(2.0), Value(3.0)"] * 2 + ["z = a + b"]
