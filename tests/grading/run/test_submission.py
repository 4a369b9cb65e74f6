"""One submission, graded: each cell's own points and what is noted of the run. No sandbox: the code is our own."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

import nbformat
import pytest

from autograd_lab.grading.intake.repair_notes import Repair
from autograd_lab.grading.run.record import RunRecord
from autograd_lab.grading.run.submission import Graded, Job, grade, own_seed
from tests.grading import students
from tests.grading.course import BY_HAND
from tests.support.repo import REPO

RELEASED = (REPO / "assignments" / "ps1" / "ps1.ipynb").read_text(encoding="utf-8")
HERE = {"sandbox": "none", "trust_students": True}


def job(answers: Mapping[str, str], words: str = "", seed: int = 7) -> Job:
    """A student's answers, handed in."""
    notebook = students.fill(nbformat.reads(RELEASED, as_version=4), answers)
    for cell in notebook.cells:
        if words and cell.metadata.get("nbgrader", {}).get("grade_id") == BY_HAND:
            cell.source = words
    notes = (Repair("name", "The file is called mine.ipynb: taken as ps1.ipynb."),)
    return Job("ada", "ps1", "mine.ipynb", nbformat.writes(notebook).encode(), RELEASED, seed, HERE, notes)


@pytest.fixture(scope="module")
def graded() -> Graded:
    """The work of a student who forgot a sum and a colon, and who wrote the answer in words."""
    return grade(job({**students.NO_SUM, "mse": students.SYNTAX["mse"]}, words="Nothing changes."))


@pytest.fixture(scope="module")
def record(graded: Graded) -> RunRecord:
    return RunRecord.of_notebook(json.loads(graded.notebook))


def test_each_cell_earns_its_own_points_and_words_wait_for_a_person(graded: Graded):
    assert graded.student == "ada"
    assert graded.scores == {
        "check_predict": 2.0,
        "check_mse": 0.0,
        "check_mse_gradients": 4.0,  # dw; db lacks its sum
        "check_gradient_step": 4.0,
        BY_HAND: None,
    }
    assert graded.unanswered == frozenset()


@pytest.mark.slow
def test_what_is_as_it_was_released_is_no_answer_and_earns_nothing():
    blank = grade(replace(job(students.RIGHT), data=RELEASED.encode()))
    assert set(blank.scores.values()) == {0.0}
    assert blank.unanswered == {*students.POINTS, BY_HAND}


def test_the_record_says_which_cell_asked_what_and_what_came_of_it(record: RunRecord):
    found = {one.grade_id: (one.exam, one.function, one.points, one.mistakes) for one in record.questions}
    assert found == {
        "check_predict": ("ps1", "predict", 2, ()),
        "check_mse": ("ps1", "mse", 0, ("missing",)),
        "check_mse_gradients": ("ps1", "mse_gradients", 4, ("not-summed",)),
        "check_gradient_step": ("ps1", "gradient_step", 4, ()),
    }
    stopped = {one.function: one.stopped for one in record.questions if one.stopped}
    assert stopped == {"mse": ("The cell mse stopped at its line 1: SyntaxError: expected ':'",)}


def test_the_record_says_how_the_run_is_repeated(record: RunRecord):
    work = job({**students.NO_SUM, "mse": students.SYNTAX["mse"]}, words="Nothing changes.")
    assert (record.run_seed, record.seed) == (7, own_seed(7, "ps1", "ada"))
    assert [one.result and one.result["seed"] for one in record.questions] == [record.seed] * 4
    assert (record.sandbox, record.workers, record.submission) == ("none", 1, work.key)
    assert record.repairs == ("The file is called mine.ipynb: taken as ps1.ipynb.",)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_notebook_and_another_one_other_inputs(graded: Graded):
    work = job({**students.NO_SUM, "mse": students.SYNTAX["mse"]}, words="Nothing changes.")
    again, other = grade(work), grade(replace(work, seed=8))
    assert again == graded
    assert other.scores == graded.scores
    assert RunRecord.of_notebook(json.loads(other.notebook)).seed != own_seed(7, "ps1", "ada")


def test_each_student_and_each_set_has_inputs_of_its_own():
    seeds = [own_seed(*about) for about in ((7, "ps1", "ada"), (7, "ps1", "ben"), (7, "ps3", "ada"), (8, "ps1", "ada"))]
    assert len(set(seeds)) == 4
    assert all(0 <= seed < 2**48 for seed in seeds)
    assert own_seed(7, "ps1", "ada") == int(hashlib.sha256(b"7/ps1/ada").hexdigest()[:12], 16)


def test_the_key_changes_with_the_file_and_with_the_released_notebook_and_with_nothing_else():
    work = job(students.RIGHT)
    assert replace(work, seed=8, student="ben", filename="x", notes=()).key == work.key
    assert len({work.key, replace(work, data=work.data + b" ").key, replace(work, released=RELEASED + " ").key}) == 3
