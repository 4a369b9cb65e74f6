"""Cells that only show something: left out while grading, and run where anything of the student's may need them."""

import json
import re

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograd_lab.exams.illustrations import Names, is_marked, names, users
from autograd_lab.exams.table import EXAMS
from autograd_lab.grading.intake.cells import is_autograded, is_code
from autograd_lab.grading.intake.pipeline import take_in
from autograd_lab.grading.preprocessor import ExamPreprocessor
from autograd_lab.grading.run.outputs import NOT_RUN
from tests.grading import students
from tests.grading.course import REPO
from tests.grading.marks import FULL, scores
from tests.grading.sandboxed import settings as of_sandbox

SHOWN = "double = 2\nfor share in (0.1, 0.2):\n    print(share)"


def released(*below: str) -> NotebookNode:
    """A small ps1 with an illustration above everything, and these cells below it."""
    nb = students.notebook(students.BLANK)
    picture = new_code_cell(SHOWN, id="picture", metadata={"tags": ["predict", "illustration"]})
    nb.cells[1:1] = [picture, *(new_code_cell(source, id=f"own-{n}") for n, source in enumerate(below))]
    return nb


def handed_in(answers: dict[str, str], *below: str, picture: str = SHOWN) -> NotebookNode:
    """What the intake makes of these answers and own cells; `picture` is what now stands in the illustration."""
    nb = students.fill(released(*below), answers)
    next(cell for cell in nb.cells if cell.id == "picture").source = picture
    return take_in(released(), json.dumps(nb).encode()).notebook


def graded(nb: NotebookNode, **settings: object) -> NotebookNode:
    """The notebook after the preprocessor."""
    return ExamPreprocessor(**{**of_sandbox(), **settings}).preprocess(nb, {})[0]


def picture_of(nb: NotebookNode) -> NotebookNode:
    return next(cell for cell in nb.cells if cell.id == "picture")


def text_of(nb: NotebookNode) -> str:
    """What stands below the illustration."""
    return "".join(
        output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in picture_of(nb).outputs
    )


def solution(name: str) -> list[NotebookNode]:
    """The cells of a problem set that is solved."""
    return list(nbformat.read(REPO / "solutions" / name / f"{name}.ipynb", as_version=4).cells)


@pytest.mark.slow
def test_an_illustration_that_nothing_uses_is_not_run_and_says_so():
    nb = graded(handed_in(students.RIGHT, "share = 3\nprint(share)"))
    assert scores(nb) == FULL
    assert text_of(nb) == NOT_RUN
    assert picture_of(nb).execution_count is None
    assert [cell.execution_count for cell in nb.cells if is_code(cell)][:3] == [1, None, 3]
    nbformat.validate(nb)


@pytest.mark.slow
def test_who_wants_to_see_everything_sees_it():
    nb = graded(handed_in(students.RIGHT), run_all=True)
    assert text_of(nb) == "0.1\n0.2\n"


HELPERS = {
    "by a function": ("def half(x):\n    return x / double", "half(2 * (X @ w + b))"),
    "at once": ("half = 1 / double", "2 * half * (X @ w + b)"),
    "in place": ("double *= 3", "(X @ w + b) * double / 6"),
    "in a comprehension": ("halves = [1 / double for _ in range(2)]", "(X @ w + b) * sum(halves)"),
    "by its text": ("def half(x):\n    return x / globals()['double']", "half(2 * (X @ w + b))"),
    "where it cannot be told": (f"half = 1 / double  #{4000 * '-'}", "2 * half * (X @ w + b)"),
}


@pytest.mark.slow
@pytest.mark.parametrize("used", HELPERS)
def test_a_helper_of_the_students_finds_what_an_illustration_made(used: str):
    helper, value = HELPERS[used]
    answers = {**students.RIGHT, "predict": f"def predict(X, w, b):\n    return {value}\n"}
    nb = graded(handed_in(answers, helper))
    assert scores(nb) == FULL
    assert text_of(nb) == "0.1\n0.2\n"


@pytest.mark.slow
def test_a_notebook_too_long_to_look_through_is_run_whole():
    long = [f"# {number}{3900 * '-'}" for number in range(60)]
    assert text_of(graded(handed_in(students.RIGHT, *long))) == "0.1\n0.2\n"


@pytest.mark.slow
def test_a_function_above_it_finds_it_when_it_is_called():
    nb = handed_in({**students.RIGHT, "predict": "def predict(X, w, b):\n    return half(2 * (X @ w + b))\n"})
    nb.cells.insert(0, new_code_cell("def half(x):\n    return x / double"))
    assert scores(graded(nb)) == FULL


@pytest.mark.slow
def test_one_that_the_student_has_written_in_is_the_students_own():
    helper = "\nimport builtins\nbuiltins.half = 1 / double"  # no name of the notebook's
    answers = {**students.RIGHT, "predict": "def predict(X, w, b):\n    return 2 * half * (X @ w + b)\n"}
    nb = graded(handed_in(answers, picture=SHOWN + helper))
    assert scores(nb) == FULL
    assert text_of(nb) == "0.1\n0.2\n"
    assert picture_of(nb).metadata.tags == ["predict"]


@pytest.mark.slow
def test_the_mark_of_a_student_counts_for_nothing():
    nb = students.fill(released(), students.RIGHT)
    marked = new_code_cell("def half(x):\n    return x / 2", metadata={"tags": ["illustration"]})
    nb.cells.insert(2, marked)
    nb = take_in(released(), json.dumps(nb).encode()).notebook
    assert [cell.id for cell in nb.cells if is_marked(cell.metadata)] == ["picture"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [exam.name for exam in EXAMS if any(is_marked(c.metadata) for c in solution(exam.name))]
)
@pytest.mark.sampled(2)
def test_all_else_in_a_problem_set_is_the_same_without_its_illustrations(name: str):
    solved = new_notebook(cells=solution(name))
    last = max(place for place, cell in enumerate(solved.cells) if is_autograded(cell))
    solved.cells = solved.cells[: last + 1]  # what stands below it is not run in any case
    marked = [cell.id for cell in solved.cells if is_marked(cell.metadata)]
    for cell in solved.cells:
        cell.source = cell.source.replace("default_rng()", "default_rng(0)")  # else no two runs could be compared
    without, whole = (graded(nbformat.from_dict(solved), seed=7, run_all=run_all) for run_all in (False, True))
    assert [outputs(cell) for cell in without.cells if cell.id not in marked and is_code(cell)] == [
        outputs(cell) for cell in whole.cells if cell.id not in marked and is_code(cell)
    ]
    assert [outputs(cell) for cell in without.cells if cell.id in marked] == len(marked) * [[NOT_RUN]]
    assert all(outputs(cell) != [NOT_RUN] for cell in whole.cells if cell.id in marked)


def outputs(cell: NotebookNode) -> list[str]:
    """What stands below a cell, in plain text; an address in memory is no difference."""
    texts = [output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return [re.sub(r"0x[0-9a-f]+", "0x", text) for text in texts]


@pytest.mark.parametrize(
    ("source", "bound", "now", "later"),
    [
        ("a = b", "a", "b", ""),
        ("a = a + 1", "a", "a", ""),
        ("a += 1", "a", "a", ""),
        ("a = 1\nprint(a)", "a", "print", ""),
        ("for a in b:\n    c = a", "a c", "b", ""),
        ("with a as b:\n    b", "b", "a", ""),
        ("import a.b\nfrom c import d as e", "a e", "", ""),
        ("(a := b)", "a", "b", ""),
        ("del a", "", "a", ""),
        ("def f(a):\n    c = a + b\n    return c", "f", "", "b"),
        ("def f():\n    def g(a):\n        return a\n    return g(a)", "f", "", "a"),
        ("def f():\n    global a\n    a = b", "a f", "", "b"),
        ("f = lambda a: a + b", "f", "", "b"),
        ("def f(a=b):\n    pass", "f", "b", ""),
        ("@a\ndef f():\n    pass", "f", "a", ""),
        ("print(f'{a:.{b}f}')", "", "a b print", ""),
        ("def f(:", "", "", ""),
    ],
)
def test_names_are_those_that_python_looks_up_in_the_notebook(source: str, bound: str, now: str, later: str):
    assert names(source) == Names(*(frozenset(words.split()) for words in (bound, now, later)))


@pytest.mark.parametrize("source", ["exec('a = b')", "vars()['a']", f"a = b  #{4000 * '-'}", "lambda: " * 600 + "a"])
def test_where_names_cannot_be_told_every_word_is_one(source: str):
    found = names(source)
    assert found.bound == found.now == found.later
    assert "a" in found.bound


def test_a_cell_above_uses_a_name_in_its_functions_only():
    cells = ["print(a)", "def f():\n    return a", "a = 1", "print(a)", "def g(a):\n    return a", "b = a"]
    assert users(cells, 2) == {place: {"a"} for place in (1, 3, 5)}
