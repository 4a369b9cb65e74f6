"""The number that a graded cell earns: the share that the exam gives, of what the cell is worth."""

import math

import pytest
from nbgrader.utils import determine_grade

from autograd_lab.exams.verdict import Finding, PartResult, QuestionResult
from autograd_lab.grading.intake.cells import GradedCell
from autograd_lab.grading.run.cell_scores import Verdict
from autograd_lab.grading.run.outputs import verdict_outputs
from tests.grading import students


def verdict(*parts: tuple[float, float], judged: bool = True) -> Verdict:
    """A verdict on `mse` with these points, of so many, for its parts."""
    asked = GradedCell("ps1", "mse")
    if not judged:
        return Verdict(asked, None, "", (), "the answer could not be judged")
    found = [PartResult(f"part {number}", *part) for number, part in enumerate(parts)]
    wrong = Finding(tuple(part.name for part in found), "", "", "mse is off", "")
    findings = (wrong,) if any(got < most or math.isnan(got) for got, most in parts) else ()
    result = QuestionResult("mse", "mse(y_hat, y)", tuple(found), findings, 7, 8, "mse", "", 0, "ps1", "mse")
    return Verdict(asked, result, "", ())


@pytest.mark.parametrize(
    ("parts", "worth", "score"),
    [
        ([(3, 3)], 3.0, 3.0),
        ([(0, 3)], 3.0, 0.0),
        ([(2, 2), (0, 1)], 3.0, 2.0),  # a part of the points
        ([(3, 3)], 10.0, 10.0),  # a cell is worth what its author says, whatever the exam counts
        ([(1, 1), (0, 3)], 10.0, 2.5),
        ([(1, 3)], 1.0, 1 / 3),  # not rounded: nbgrader rounds what it shows, and sums what it has
        ([(3, 3)], 0.0, 0.0),
        ([(4, 3)], 3.0, 3.0),  # never more than there is
        ([(-1, 3)], 3.0, 0.0),  # nor less than nothing, which nbgrader takes for all
        ([(math.nan, 3)], 3.0, 0.0),
        ([(math.inf, 3)], 3.0, 3.0),
    ],
)
def test_a_score_is_the_exams_share_of_the_cells_points(parts, worth, score):
    assert verdict(*parts).score(worth) == score


def test_what_could_not_be_judged_earns_nothing():
    assert verdict(judged=False).score(3.0) == 0.0


@pytest.mark.parametrize("parts", [[(3, 3)], [(1, 3)], [(0, 3)], [(math.nan, 3)]])
def test_nbgrader_reads_the_same_number_from_the_cell(parts):
    cell = students.graded("mse")
    cell.metadata["nbgrader"]["points"] = 10.0
    cell.outputs = verdict_outputs(verdict(*parts), 10.0, 4)
    assert determine_grade(cell) == (verdict(*parts).score(10.0), 10.0)
    [message, score] = cell.outputs
    assert (message.output_type, score.output_type, score.execution_count) == ("display_data", "execute_result", 4)
    assert float(score.data["text/plain"]) == verdict(*parts).score(10.0)
