"""An answer in words that a student emptied is no answer: nobody has to read it, and it is worth nothing."""

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from autograd_lab.grading.intake.cells import grade_id
from autograd_lab.grading.intake.pipeline import take_in
from autograd_lab.grading.run.submission import is_as_released
from tests.grading.bank.case import BY_HAND, REPO


def handed_in(words: str) -> tuple[NotebookNode, list[str]]:
    """The answer in words as the grader finds it, where a student left these, and what was put right."""
    released = nbformat.read(REPO / "assignments" / "ps1" / "ps1.ipynb", as_version=4)
    theirs = nbformat.from_dict(released)
    next(cell for cell in theirs.cells if grade_id(cell) == BY_HAND).source = words
    intake = take_in(released, nbformat.writes(theirs).encode())
    return next(cell for cell in intake.notebook.cells if grade_id(cell) == BY_HAND), [*map(str, intake.repairs)]


@pytest.mark.parametrize("words", ["", "  \n\n\t"])
def test_an_emptied_answer_is_worth_nothing_and_waits_for_nobody(words: str):
    answer, repairs = handed_in(words)
    assert determine_grade(answer) == (0, 4.0)
    assert is_as_released(answer)  # for which the student's page has "No answer was written."
    assert repairs == []


def test_one_letter_is_an_answer_that_a_person_reads():
    answer, _ = handed_in("0")
    assert (answer.source, determine_grade(answer)) == ("0", (None, 4.0))
