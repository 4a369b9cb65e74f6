"""What counts when submissions are compared: what was added to the given code, and the words."""

import nbformat
import pytest
from nbformat import NotebookNode

from autograd_lab.grading.intake.cells import grade_id
from autograd_lab.grading.pages.report import Standing, report_page
from autograd_lab.grading.pages.similarity import (
    LONG,
    SHORT,
    SHORT_WORDS,
    Alike,
    Likeness,
    given_answers,
    identical_code,
    identical_words,
    likeness,
    normalised,
    short_words,
)
from autograd_lab.grading.run.record import RunRecord
from autograd_lab.grading.run.sheet import Sheet
from tests.grading import students
from tests.grading.course import BY_HAND
from tests.support.repo import REPO

RELEASED = nbformat.read(REPO / "assignments" / "ps1" / "ps1.ipynb", as_version=4)
GIVEN = given_answers(RELEASED)
WORDS = "Every sum doubles and one over N halves, so that nothing changes at all, neither loss nor gradient."


def cells_with(**answers: str) -> list[NotebookNode]:
    """The released cells of ps1, with these answers."""
    cells = nbformat.from_dict(RELEASED).cells
    for cell in cells:
        cell.source = answers.get(grade_id(cell), cell.source)
    return cells


def of(**answers: str) -> Likeness:
    return likeness(cells_with(**answers), GIVEN)


def long_answer(name: str) -> str:
    """A function that is long enough to be compared."""
    return f"def {name}():\n" + "".join(f"    step_{i} = {i}\n" for i in range(LONG // 5))


def test_what_was_left_as_released_is_no_part_of_the_answers():
    assert (
        of(mse=long_answer("mse")).code
        == likeness(
            [cell for cell in cells_with(mse=long_answer("mse")) if "mse" in cell.source.split("(")[0]], GIVEN
        ).code
    )


def test_comments_blanks_and_docstrings_tell_nobody_apart():
    plain = long_answer("mse")
    dressed = plain.replace("():\n", '():\n    """My own words."""\n\n').replace(" = 1\n", "   =  1  # one\n")
    assert of(mse=plain).code == of(mse=dressed).code != ""
    assert of(mse=plain).code != of(mse=plain.replace("= 1\n", "= 2\n")).code


def test_the_given_code_counts_for_nothing():
    """The heads of the functions are given; their docstrings are no code."""
    head = RELEASED.cells[next(i for i, cell in enumerate(RELEASED.cells) if grade_id(cell) == "mse")].source
    assert of(mse=head.partition("raise ")[0] + "return 1\n").length == len("return1")


def test_short_right_answers_to_ps1_are_compared():
    """A model answer of ps1 has fewer characters than what two would write alike only if they copied."""
    found = {name: of(**students.RIGHT) for name in ("ada", "ben")} | {"cyd": of(**students.NO_MEAN)}
    assert SHORT <= found["ada"].length < LONG
    assert identical_code(found) == [Alike(["ada", "ben"], found["ada"].length)]
    assert identical_code(found)[0].is_short


def test_what_is_too_short_is_not_compared():
    found = {name: of(predict=students.RIGHT["predict"]) for name in ("ada", "ben")}
    assert identical_code(found) == []
    assert found["ada"].length < SHORT


def test_long_copies_come_before_short_ones():
    found = {"ada": Likeness("a", 100), "ben": Likeness("a", 100), "cyd": Likeness("c", 900), "dan": Likeness("c", 900)}
    assert [one.students for one in identical_code(found)] == [["cyd", "dan"], ["ada", "ben"]]


def test_the_same_words_are_found_whatever_their_blanks_and_capitals():
    found = {
        "ada": of(**{BY_HAND: WORDS}),
        "ben": of(**{BY_HAND: WORDS.upper().replace(" ", "\n")}),
        "cyd": of(**{BY_HAND: WORDS + " Or so."}),
        "dan": of(**{BY_HAND: "Nothing."}),
        "eve": of(**{BY_HAND: "Nothing."}),
    }
    assert identical_words(found) == [Alike(["ada", "ben"], cell=BY_HAND)]
    assert short_words(found) == [Alike(["dan", "eve"], cell=BY_HAND)]


def test_an_import_that_nobody_uses_hides_no_copy():
    plain = long_answer("mse")
    others = (
        "import random\n" + plain,
        "from math import *\nimport os, sys\n" + plain,
        plain.replace("():\n", "():\n    from math import pi\n"),
    )
    assert {of(mse=one).code for one in others} == {of(mse=plain).code}
    assert normalised("if x:\n    import os\nelse:\n    import sys\n") == "if x:\n    pass"
    assert normalised("import os\ndef f(:\n  from a import b\n  pass") == "deff(:pass"


@pytest.mark.parametrize("number", range(1, 8))
def test_who_hands_in_what_was_released_has_copied_from_nobody(number: int):
    """The blanks of ps5 alone are three times as long as what may be equal by chance."""
    released = nbformat.read(REPO / "assignments" / f"ps{number}" / f"ps{number}.ipynb", as_version=4)
    assert likeness(released.cells, given_answers(released)) == Likeness()


def test_the_report_says_what_was_compared_and_what_was_too_short():
    def standing_of(student: str, **answers: str) -> Standing:
        return Standing(student, Sheet({"check_mse": 0.0}, {"check_mse": 3.0}), RunRecord(), of(**answers))

    people = [standing_of(name, **students.RIGHT, **{BY_HAND: WORDS}) for name in ("ada", "ben")]
    shown = report_page("ps1", [*people, standing_of("cyd")], [], {"check_mse": 3.0}).partition("look the same")[2]
    assert f"the same words in <code>{BY_HAND}</code>: ada, ben" in shown
    assert "beyond what was given, so little that two may write it alike by themselves: ada, ben" in shown
    assert f"Too short to compare, less than {SHORT} characters of code beyond what was given: cyd." in shown
    assert "letters in" not in shown
    brief = [
        standing_of(name, **students.RIGHT, **{BY_HAND: "The mean does not change by copies of rows."}) for name in "ab"
    ]
    shown = report_page("ps1", [*brief, standing_of("cyd")], [], {"check_mse": 3.0}).partition("look the same")[2]
    assert f"Too short to compare, less than {SHORT_WORDS} letters in <code>{BY_HAND}</code>: a, b.</p>" in shown
    assert "the same words" not in shown
