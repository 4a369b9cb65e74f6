"""The whole cycle with the real nbgrader: release, autograde, feedback, export; with our configuration and without."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograd_lab.grading.cli_collect import main
from tests.grading import students
from tests.grading.course import BY_HAND, NAME, REPO, TOTAL, Course

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.xdist_group("class")]

CLASS = {
    "right": (students.RIGHT, 16.0, "right on"),
    "blank": ({}, 0.0, "mse_gradients is not written yet"),
    "forgot-mean": (students.NO_MEAN, 9.0, "the 1/N of the mean is missing"),
    "sign": (students.WRONG_SIGN, 9.0, "has the wrong sign"),
    "forgot-sum": (students.NO_SUM, 13.0, "the sum over the rows is missing"),
    "syntax": (students.SYNTAX, 13.0, "stopped at its line 1: SyntaxError"),
}


def edited(released: NotebookNode, answers: dict[str, str], change: Callable[[NotebookNode], None]) -> NotebookNode:
    """A student's notebook with something done to it that nobody asked for."""
    notebook = students.fill(released, answers)
    change(notebook)
    return notebook


def delete_question(name: str) -> Callable[[NotebookNode], None]:
    """Delete the graded cell of one function."""

    def change(notebook: NotebookNode) -> None:
        kept = [cell for cell in notebook.cells if f"({name}).require()" not in cell.source]
        assert len(kept) == len(notebook.cells) - 1
        notebook.cells = kept

    return change


def replace_questions(notebook: NotebookNode) -> None:
    """Write full points into every graded cell."""
    for cell in notebook.cells:
        if ".require()" in cell.source:
            cell.source = "7.0"


def explain(notebook: NotebookNode) -> None:
    """Answer the question that a person grades."""
    cell = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == BY_HAND)
    cell.source = "Every sum doubles and 1/N halves."


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The six students and some who edited more than their answers: released, submitted, autograded, with feedback."""
    course = Course.fresh(tmp_path_factory.mktemp("class"))
    assert main(["release", NAME, "--course", str(course.root)]) == 0
    for student, (answers, _, _) in CLASS.items():
        course.submit_answers(student, answers)
    for name in students.POINTS:
        course.submit(f"deleted-{name}", edited(course.released(), students.RIGHT, delete_question(name)))
    course.submit("editor", edited(course.released(), students.NO_MEAN, replace_questions))
    course.submit("writer", edited(course.released(), students.RIGHT, explain))
    course.run("nbgrader", "autograde", NAME)
    course.run("nbgrader", "generate_feedback", NAME)
    return course


@pytest.fixture(scope="module")
def scores(graded: Course) -> dict[str, float]:
    """Each student's score as exported, after checking that nobody's maximum is off."""
    exported = graded.exported(by_command=True)
    assert {maximum for _, maximum in exported.values()} == {TOTAL}
    return {student: score for student, (score, _) in exported.items()}


def test_the_exported_scores_are_the_deserved_ones(scores: dict[str, float]):
    assert {student: scores[student] for student in CLASS} == {s: score for s, (_, score, _) in CLASS.items()}


def test_a_graded_cell_that_a_student_deleted_is_judged_all_the_same(scores: dict[str, float]):
    assert [scores[f"deleted-{name}"] for name in students.POINTS] == [16.0] * 4


def test_an_edited_graded_cell_is_put_back(scores: dict[str, float]):
    assert scores["editor"] == CLASS["forgot-mean"][1]


@pytest.mark.parametrize("student", CLASS)
def test_the_feedback_page_says_what_is_wrong(graded: Course, student: str):
    assert CLASS[student][2] in graded.feedback(student)


def test_neither_the_autograded_notebook_nor_the_feedback_page_holds_a_line_of_a_solution(graded: Course):
    written = nbformat.writes(graded.autograded("blank"))
    text = re.sub(r"<[^>]+>", "", graded.feedback("blank"))
    for line in (
        "residual = X @ w + b - y",
        "return np.mean((y_hat - y) ** 2)",
        "return w - lr * dw",
        "BEGIN SOLUTION",
    ):
        assert line in (REPO / "solutions" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
        assert line not in written
        assert line not in text


def test_the_seed_of_each_run_is_kept_and_repeats_it(graded: Course):
    first = graded.autograded("sign").metadata.autograd_lab
    assert first.seed != graded.autograded("syntax").metadata.autograd_lab.seed
    graded.run("nbgrader", "autograde", NAME, "--student=sign", "--force", f"--ExamPreprocessor.seed={first.seed}")
    assert graded.autograded("sign").metadata.autograd_lab == first


def test_what_is_graded_by_hand_waits_for_the_grader_and_outlives_a_second_run(graded: Course):
    with graded.gradebook() as gradebook:
        grade = gradebook.find_grade(BY_HAND, NAME, NAME, "writer")
        assert (grade.auto_score, grade.needs_manual_grade) == (None, True)
        grade.manual_score = 3.0
        gradebook.db.commit()
    graded.run("nbgrader", "autograde", NAME, "--student=writer", "--force")
    assert graded.exported()["writer"] == (19.0, TOTAL)


def failed_in_validate(said: str) -> list[str]:
    """The functions whose graded cells `nbgrader validate` lists."""
    return [name for name in students.POINTS if f"({name}).require()" in said]


@pytest.mark.parametrize(
    ("answers", "failed"),
    [
        pytest.param({}, list(students.POINTS), id="blank"),
        pytest.param(students.NO_MEAN, ["mse_gradients"], id="wrong"),
        pytest.param(students.RIGHT, [], id="right"),
    ],
)
@pytest.mark.sampled(1)
def test_validate_lists_blank_and_wrong_functions(graded: Course, tmp_path: Path, answers, failed):
    nbformat.write(students.fill(graded.released(), answers), tmp_path / "ps1.ipynb")
    said = graded.run("nbgrader", "validate", str(tmp_path / "ps1.ipynb"))
    assert failed_in_validate(said) == failed


@pytest.mark.full
def test_an_autograde_without_our_configuration_gives_wrong_and_blank_functions_nothing(tmp_path: Path):
    course = Course.stock(tmp_path)
    course.run("nbgrader", "generate_assignment", NAME)
    for student in ("right", "blank", "forgot-mean", "syntax"):
        course.submit_answers(student, CLASS[student][0])
    course.run("nbgrader", "autograde", NAME)
    scores = {student: score for student, (score, _) in course.exported().items()}
    assert scores == {"right": 16.0, "blank": 0.0, "forgot-mean": 9.0, "syntax": 13.0}


def test_a_clone_is_clean_after_a_whole_cycle(tmp_path: Path):
    clone = tmp_path / "clone"
    # the sandbox has to read it, which is nobody's where root grades
    subprocess.run(["git", "clone", "-q", str(REPO), str(clone)], check=True, umask=0o022)
    if not (clone / "assignments" / NAME).is_dir():
        pytest.skip(f"needs assignments/{NAME} in the last commit: run `make sync` and commit")
    course = Course(clone)
    assert main(["release", NAME, "--course", str(clone)]) == 0
    course.submit_answers("ada", students.RIGHT)
    course.run("nbgrader", "autograde", NAME)
    course.run("nbgrader", "generate_feedback", NAME)
    assert course.exported() == {"ada": (16.0, TOTAL)}
    status = subprocess.run(["git", "status", "--short"], cwd=clone, capture_output=True, text=True, check=True)
    assert status.stdout == ""
