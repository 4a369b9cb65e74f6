"""What counts when submissions are compared."""

import nbformat
import pytest
from nbformat import NotebookNode

from autograd_lab.grading.pages.similarity import SHORT, fingerprint
from tests.support.repo import REPO

RELEASED = nbformat.read(REPO / "assignments" / "ps1" / "ps1.ipynb", as_version=4)


def cells_with(**answers: str) -> list[NotebookNode]:
    """The released cells of ps1, with these answers."""
    cells = nbformat.from_dict(RELEASED).cells
    for cell in cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""), cell.source)
    return cells


def long_answer(name: str) -> str:
    """A function that is long enough to be compared."""
    return f"def {name}():\n" + "".join(f"    step_{i} = {i}\n" for i in range(SHORT // 10))


def test_what_was_left_as_released_is_no_part_of_the_answers():
    assert fingerprint(cells_with(mse=long_answer("mse"))) == fingerprint(
        [cell for cell in cells_with(mse=long_answer("mse")) if "mse" in cell.source.split("(")[0]]
    )


def test_comments_blanks_and_docstrings_tell_nobody_apart():
    plain = long_answer("mse")
    dressed = plain.replace("():\n", '():\n    """My own words."""\n\n').replace(" = 1\n", "   =  1  # one\n")
    assert fingerprint(cells_with(mse=plain)) == fingerprint(cells_with(mse=dressed)) != ""
    assert fingerprint(cells_with(mse=plain)) != fingerprint(cells_with(mse=plain.replace("= 1\n", "= 2\n")))


@pytest.mark.parametrize("number", range(1, 8))
def test_who_hands_in_what_was_released_has_copied_from_nobody(number: int):
    """The blanks of ps5 alone are three times as long as what may be equal by chance."""
    released = nbformat.read(REPO / "assignments" / f"ps{number}" / f"ps{number}.ipynb", as_version=4)
    assert fingerprint(released.cells) == ""
