"""The bank through the intake and the grader: nobody gains a point that is not deserved, nobody loses one that is."""

import contextlib
import sqlite3
import time
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.utils import determine_grade

from autograd_lab.grading.intake.cells import grade_id
from autograd_lab.grading.intake.picking import pick, pick_submission
from autograd_lab.grading.intake.pipeline import Intake, take_in
from autograd_lab.grading.preprocessor import ExamPreprocessor
from tests.grading.bank import CASES, Case, write
from tests.grading.bank.case import BY_HAND, QUESTIONS, REPO, WRITTEN, cell_of, dump, filled, place

RELEASED_BLANK = "*Your answer here.*"
LIMITS = {"computing_seconds": 1.0, "cell_seconds": 3.0, "question_seconds": 2.0}


@pytest.fixture(scope="module")
def released() -> NotebookNode:
    """What students got."""
    return nbformat.read(REPO / "assignments" / "ps1" / "ps1.ipynb", as_version=4)


def taken_in(case: Case, released: NotebookNode, course: Path) -> Intake:
    """The case as the intake leaves it for the grader."""
    folder = course / "received" / case.name / "ps1"
    write(case, folder, course)
    picked = pick(folder, "ps1", released)
    return take_in(released, picked.data, picked.repairs)


def scores(notebook: NotebookNode) -> dict[str, float]:
    """What nbgrader reads from the outputs."""
    checks = {grade_id(cell): cell for cell in notebook.cells if grade_id(cell).startswith("check_")}
    return {name: determine_grade(checks[f"check_{name}"])[0] for name in QUESTIONS}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """What there is to steal and to break: a gradebook, and a neighbour's work."""
    for top in ("received", "submitted"):
        write(Case("right", "names", CASES["subfolder"].build), tmp_path / top / "right", tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "gradebook.db")) as gradebook:
        gradebook.execute("CREATE TABLE grade (auto_score, manual_score)")
        gradebook.execute("INSERT INTO grade VALUES (3.0, NULL)")
        gradebook.commit()
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder; a named pipe has nothing in it."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


EVERY = 3  # of the bank, in a normal run; the others run under `full`, and the whole bank as one class does
SELDOM = 9  # of those that take their whole time


def is_sampled(number: int, case: Case) -> bool:
    """Whether a case is in a normal run."""
    return number % (SELDOM if case.kind == "time" else EVERY) == 0


BANK = [
    pytest.param(case, id=f"{case.kind}-{case.name}", marks=[] if is_sampled(number, case) else [pytest.mark.full])
    for number, case in enumerate(CASES.values())
]


@pytest.mark.slow
@pytest.mark.parametrize("case", BANK)
@pytest.mark.sampled(8)
def test_every_submission_of_the_bank_gets_what_it_deserves(case: Case, released: NotebookNode, course: Path):
    intake = taken_in(case, released, course)
    before = contents(course)
    nbformat.validate(intake.notebook)
    written = next(cell for cell in intake.notebook.cells if grade_id(cell) == BY_HAND)
    assert (WRITTEN in written.source) == case.written
    graded, _ = ExamPreprocessor(**LIMITS).preprocess(intake.notebook, {})
    assert scores(graded) == case.points
    if case.name == "orphan-that-writes-later":
        time.sleep(1.5)
    assert contents(course) == before


@pytest.mark.slow
@pytest.mark.parametrize("name", ["blank-beside-answer", "answer-beside-blank"])
def test_a_blank_that_nobody_collected_is_not_taken_before_the_answers(name: str, released: NotebookNode, course: Path):
    write(CASES[name], course / "submitted" / name / "ps1", course)
    picked = pick_submission(course / "submitted" / name / "ps1", "ps1", released)
    answers = take_in(released, picked.data).notebook
    assert not any("raise NotImplementedError" in cell.source for cell in answers.cells if grade_id(cell) in QUESTIONS)


TOLD = {
    "utf16-le-bom": "read as UTF-16",
    "gb2312": "read as GB 2312 (Chinese)",
    "cut-inside-answer": "27 cells could be read",
    "merge-conflict": "the student's own side was taken",
    "zip-under-that-name": "The file was an archive: took ps1/ps1.ipynb from it.",
    "script-under-that-name": "was a script, not a notebook",
    "empty": "The file is empty",
    "another-problem-set": "is it another notebook?",
    "check-deleted": "Missing, and put back as released: check_mse.",
    "checks-edited-to-points": "The locked cell check_mse_gradients was changed: put back.",
    "answer-as-markdown": "The answer mse was a markdown cell: made code again.",
    "answer-typed-into-check": "by the name it defines: mse.",
    "answer-typed-into-later-trial": "by the name it defines: mse.",
    "answer-copied": "The cell mse is there 2 times",
    "checks-first": "further down: check_predict, check_mse, check_mse_gradients, check_gradient_step.",
    "imports-last": "moved to the top",
    "stripped-with-ids": "The answer explain_copies was found by its place.",
    "points-raised": "put back in 1 cell.",
    "browser-copy": "called ps1 (1).ipynb: taken as ps1.ipynb",
    "blank-beside-answer": "2 notebooks were handed in; not graded: ps1.ipynb.",
    "link-to-the-solution": "ps1.ipynb is a link or no file: it was not opened.",
    "only-a-pdf": "No notebook was handed in, but ps1.pdf.",
}


@pytest.mark.parametrize("name", TOLD)
def test_what_was_put_right_is_said(name: str, released: NotebookNode, tmp_path: Path):
    said = "\n".join(map(str, taken_in(CASES[name], released, tmp_path).repairs))
    assert TOLD[name] in said


def with_words(at: int, *sources: str) -> bytes:
    """The notebook with its written answer left blank, and text cells of the student's own so far behind it."""
    notebook = filled()
    cell_of(notebook, BY_HAND)["source"] = RELEASED_BLANK
    behind = place(notebook, BY_HAND) + at
    notebook["cells"][behind:behind] = [new_markdown_cell(source) for source in sources]
    return dump(notebook)


@pytest.mark.parametrize("at", [-1, 0, 1])
def test_words_beside_a_blank_answer_are_the_answer(released: NotebookNode, at: int):
    intake = take_in(released, with_words(at, WRITTEN))
    assert [cell.source for cell in intake.notebook.cells if grade_id(cell) == BY_HAND] == [WRITTEN]
    assert [repair.text for repair in intake.repairs] == [f"The answer {BY_HAND} was found by its place."]
    assert RELEASED_BLANK not in [cell.source for cell in intake.notebook.cells]


def test_of_several_words_the_nearest_are_the_answer_and_blanks_are_none(released: NotebookNode):
    intake = take_in(released, with_words(1, " ", WRITTEN, "a note"))
    assert [cell.source for cell in intake.notebook.cells if grade_id(cell) == BY_HAND] == [WRITTEN]
    assert "a note" in [cell.source for cell in intake.notebook.cells]


@pytest.mark.slow
def test_the_text_of_another_problem_set_is_no_answer(released: NotebookNode, tmp_path: Path):
    notebook = taken_in(CASES["another-problem-set"], released, tmp_path).notebook
    assert [cell.source for cell in notebook.cells if grade_id(cell) == BY_HAND] == [RELEASED_BLANK]


def test_a_note_above_another_question_answers_nothing(released: NotebookNode):
    notebook = filled()
    cell_of(notebook, BY_HAND)["source"] = RELEASED_BLANK
    notebook["cells"].insert(place(notebook, "check_predict"), new_markdown_cell(WRITTEN))
    intake = take_in(released, dump(notebook))
    assert [cell.source for cell in intake.notebook.cells if grade_id(cell) == BY_HAND] == [RELEASED_BLANK]
    assert not intake.repairs


@pytest.mark.slow
def test_a_question_about_two_answers_is_asked_below_the_second():
    released = nbformat.read(REPO / "assignments" / "ps2" / "ps2.ipynb", as_version=4)
    solved = nbformat.read(REPO / "solutions" / "ps2" / "ps2.ipynb", as_version=4)
    names = [grade_id(cell) for cell in solved.cells]
    early = solved.cells.pop(names.index("check_rules"))
    solved.cells.insert(names.index("Scalar") + 1, early)  # below the class, above the method
    intake = take_in(released, nbformat.writes(solved).encode())
    names = [grade_id(cell) for cell in intake.notebook.cells]
    assert names.index("check_rules") > names.index("backward") > names.index("Scalar")
    assert "Moved below the answer, which stood further down: check_rules." in [
        repair.text for repair in intake.repairs
    ]
