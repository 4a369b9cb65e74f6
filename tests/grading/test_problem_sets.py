"""Every problem set through nbgrader: its solution earns all points; what students get earns none and tells nothing."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograd_lab.equations import EQUATIONS
from autograd_lab.exams.table import EXAMS
from autograd_lab.grading.cli_collect import main
from autograd_lab.grading.intake.cells import GradedCell, NoQuestionError, is_autograded, read_graded_cell
from tests.grading.course import REPO, Course

exams = pytest.mark.parametrize("exam", EXAMS, ids=lambda exam: exam.name)


def notebook(folder: str, name: str) -> NotebookNode:
    """A derived problem set: `solutions` or `assignments`."""
    return nbformat.read(REPO / folder / name / f"{name}.ipynb", as_version=4)


def about(cell: NotebookNode) -> dict[str, object]:
    """What nbgrader keeps of a cell."""
    return dict(cell.metadata.get("nbgrader", {}))


@pytest.mark.lab
@pytest.mark.slow
@exams
@pytest.mark.sampled(1)
def test_the_solution_earns_all_points_and_the_released_stub_none(tmp_path: Path, exam):
    course = Course.fresh(tmp_path, exam.name)
    assert main(["release", exam.name, "--course", str(tmp_path)]) == 0
    course.submit("solution", notebook("solutions", exam.name))
    course.submit("stub", course.released())
    course.run("nbgrader", "autograde", exam.name)
    points = sum(float(cell.metadata.nbgrader.points) for cell in course.released().cells if about(cell).get("grade"))
    assert course.exported() == {"solution": (exam.total, points), "stub": (0.0, points)}
    record = course.autograded("solution").metadata.autograd_lab
    assert [question["function"] for question in record["questions"]] == questions_asked(exam.name)
    cells = course.autograded("solution").cells
    assert [
        cell.source for cell in cells if any(output.output_type == "error" for output in cell.get("outputs", []))
    ] == []


def graded_cells(name: str) -> list[tuple[GradedCell, float]]:
    """What the graded cells of a problem set ask, in their order, and their points."""
    cells = [cell for cell in notebook("assignments", name).cells if is_autograded(cell)]
    try:
        return [(read_graded_cell(cell), cell.metadata.nbgrader.points) for cell in cells]
    except NoQuestionError as error:
        pytest.fail(f"course/problem_sets/{name}_….py: {error}")


def questions_asked(name: str) -> list[str]:
    """The questions that a problem set asks, in its order."""
    return [cell.question for cell, _ in graded_cells(name)]


@exams
def test_each_question_of_the_exam_is_asked_once_for_its_own_points(exam):
    found = sorted((cell.exam, cell.question, points) for cell, points in graded_cells(exam.name))
    assert found == sorted((exam.name, question.name, question.points) for question in exam.questions), (
        f"course/problem_sets/{exam.name}_….py: give each question of the exam one graded cell, "
        f"check.{exam.name}(…).require(), with the question's points"
    )


@exams
def test_a_set_shows_the_equation_that_a_report_tells_to_read_again(exam):
    text = "\n".join(cell.source for cell in notebook("assignments", exam.name).cells if cell.cell_type == "markdown")
    missing = [q.equation for q in exam.questions if f"\\tag{{{EQUATIONS[q.equation].number}}}" not in text]
    assert missing == [], f"course/problem_sets/{exam.name}_….py: display it, {{{{eq:label}}}}"


@exams
def test_three_hints_stand_before_each_question_and_one_answer_is_graded_by_hand(exam):
    hints = 0
    for cell in notebook("assignments", exam.name).cells:
        hints += "hint" in cell.metadata.get("tags", [])
        if is_autograded(cell):
            assert hints == 3, f"course/problem_sets/{exam.name}_….py: three hints before {about(cell)['grade_id']}"
            hints = 0
    by_hand = [
        cell
        for cell in notebook("assignments", exam.name).cells
        if about(cell).get("grade") and about(cell)["solution"]
    ]
    assert [cell.cell_type for cell in by_hand] == ["markdown"]


@exams
def test_no_line_of_a_solution_is_in_what_students_get_but_the_first_ones_in_their_hints(exam):
    answers = [cell for cell in notebook("solutions", exam.name).cells if about(cell).get("solution")]
    lines = [line.strip() for cell in answers if cell.cell_type == "code" for line in solution_lines(cell.source)]
    assert len(lines) >= len(exam.questions)
    released = notebook("assignments", exam.name)
    released.cells = [cell for cell in released.cells if "hint" not in cell.metadata.get("tags", [])]
    released = json.dumps(released, ensure_ascii=False)
    assert [line for line in lines if json.dumps(line, ensure_ascii=False)[1:-1] in released] == []


@pytest.mark.slow
@exams
def test_what_students_get_is_one_notebook_in_which_no_answer_stands(exam):
    folder = REPO / "assignments" / exam.name
    assert [path.name for path in folder.iterdir()] == [f"{exam.name}.ipynb"]
    text = (folder / f"{exam.name}.ipynb").read_text(encoding="utf-8")
    assert [mark for mark in ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS") if mark in text] == []
    released = notebook("assignments", exam.name)
    assert all(cell.outputs == [] for cell in released.cells if cell.cell_type == "code")
    blanks = [cell.source for cell in released.cells if about(cell).get("solution") and cell.cell_type == "code"]
    assert len(blanks) >= 1
    assert all("raise NotImplementedError" in source for source in blanks)
    answers = [cell for cell in notebook("solutions", exam.name).cells if about(cell).get("solution")]
    written = [line for cell in answers if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    assert [line for line in written if len(line) > 16 and json.dumps(line, ensure_ascii=False)[1:-1] in text] == []


def solution_lines(source: str) -> list[str]:
    """The lines between the marks, without short ones that say nothing by themselves."""
    between = re.findall(r"### BEGIN SOLUTION\n(.*?)\s*### END SOLUTION", source, re.DOTALL)
    return [line for line in "\n".join(between).splitlines() if len(line.strip()) > 16]
