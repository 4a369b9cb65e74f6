"""The one rule that links a graded cell to its question, and the cells that are Python only to IPython."""

import ast

import pytest
from nbformat.v4 import new_code_cell

from autograd_lab.grading.intake.cells import (
    GradedCell,
    NoQuestionError,
    is_autograded,
    parsed,
    plain_python,
    read_graded_cell,
)
from tests.grading import students


@pytest.mark.parametrize(
    "source",
    [
        "check.ps1(mse).require()",
        "# graded: 3 points\ncheck.ps1(mse).require()  # do not edit",
        "# This cell (id:check-mse) was missing. It was added back by nbgrader.\n\ncheck.ps1(mse).require()",
    ],
)
def test_a_call_of_require_names_exam_and_function(source: str):
    assert read_graded_cell(new_code_cell(source)) == GradedCell("ps1", "mse")


def test_a_class_is_asked_about_one_thing_by_name():
    cell = read_graded_cell(new_code_cell('check.ps2(Scalar, "order").require()'))
    assert cell == GradedCell("ps2", "Scalar", "order")
    assert cell.question == "order"


@pytest.mark.parametrize(
    "source",
    [
        "",
        'check.ps2(Scalar, "order", "depth").require()',
        "check.ps2(Scalar, 3).require()",
        "assert mse(1, 1) == 0",
        "check.ps1(mse)",
        "check.ps1(mse).require(0)",
        "check.ps1(lambda: 0).require()",
        "check.ps1(mse, mse).require()",
        "check.ps1(mse).require()\ncheck.ps1(mse).require()",
        "x = check.ps1(mse).require()",
        "other.ps1(mse).require()",
        "check.ps1(mse.require()",
    ],
)
def test_anything_else_asks_no_question(source: str):
    with pytest.raises(NoQuestionError, match="one line should be"):
        read_graded_cell(new_code_cell(source))


def test_only_graded_code_that_is_no_answer_gets_a_verdict():
    assert is_autograded(students.graded("mse"))
    assert not is_autograded(students.answer("mse", ""))
    assert not is_autograded(new_code_cell("check.ps1(mse).require()"))


@pytest.mark.parametrize(
    "source", ["%matplotlib inline\nx = 1", "!pip install torch\nx = 1", "%%time\nx = 1", "x = 1\nmse?"]
)
def test_magics_leave_python_with_the_students_line_numbers(source: str):
    tree = ast.parse(plain_python(source))
    lines = [node.lineno for node in tree.body if isinstance(node, ast.Assign)]
    assert lines == [source.split("\n").index("x = 1") + 1]


@pytest.mark.slow
def test_a_long_cell_may_have_a_few_magics():
    source = "%matplotlib inline\n%load_ext autoreload\n%autoreload 2\n" + "x = 1\n" * 1000 + "%time y = 2\n!ls\n"
    assert len(ast.parse(plain_python(source)).body) == 1005


@pytest.mark.parametrize("end", ["\x1c", "\x85", "\u2028"])
def test_a_character_that_ends_a_line_for_ipython_alone_is_no_reason_to_warn(end: str):
    assert plain_python(f"it stays exac{end}ly as it was\n%matplotlib inline").startswith(f"it stays exac{end}ly as")


def test_a_cell_of_a_megabyte_is_left_to_the_worker():
    """The tree would take hundreds of times its memory, in the process that grades."""
    source = "a = 1\n" * 10**5
    assert parsed(source) is None
    assert plain_python(source) == source


def test_a_cell_in_another_language_becomes_a_call_that_does_nothing():
    assert "run_cell_magic" in plain_python("%%bash\nrm -rf /")


def test_a_syntax_error_is_left_for_the_worker_to_report():
    assert "def f(x)" in plain_python("def f(x)\n    return x")
