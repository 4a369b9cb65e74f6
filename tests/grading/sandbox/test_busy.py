"""A machine that is busy with others makes nobody late: the clock stands still while a worker waits for a processor."""

import time

import nbformat
import pytest

from autograd_lab.exams.table import EXAMS
from autograd_lab.grading.preprocessor import ExamPreprocessor
from autograd_lab.grading.sandbox.deadlines import MOST_TIMES, Deadline
from autograd_lab.grading.sandbox.session import Limits, Session, WorkerLostError
from tests.grading.course import REPO
from tests.grading.crowd import a_crowd, needs_the_count
from tests.grading.sandboxed import here, settings

# What lasts so long on the clock however a system shares its processors out, and in a crowd computes little meanwhile.
COMPUTES = """
import time
def compute(seconds):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends: pass
def doze(seconds):
    time.sleep(seconds)
"""


def asking(function: str, *args: float) -> dict[str, object]:
    """A plan with one call, as a grader sends it."""
    step = {"do": "call", "function": function, "args": list(args)}
    return {"seconds": 10.0, "clock": "processor", "steps": [step]}


@pytest.mark.slow
@needs_the_count
@pytest.mark.usefixtures("one_processor")
def test_who_computes_little_is_not_late_in_a_crowd_and_who_sleeps_is_stopped_as_ever():
    with Session(Limits(cell=1.0, question=1.0), here()) as session:
        session.run_cell("c", COMPUTES)
        with a_crowd():
            assert session.run_cell("slow", "compute(1.4)").error is None
            limit = session.question_deadline()
            for _ in range(2):
                assert session.run_plan(asking("compute", 0.7), limit)["steps"][0]["status"] == "ok"
            began = time.monotonic()
            with pytest.raises(WorkerLostError, match=r"was stopped after 2 s"):
                session.run_plan(asking("doze", 60.0), Deadline(2.0))
            assert time.monotonic() - began < 4.0  # it would have MOST_TIMES 2 s if it were taken for one who waits


@pytest.mark.full
@needs_the_count
@pytest.mark.usefixtures("one_processor")
def test_a_right_training_keeps_its_points_in_a_crowd():
    """With limits that it would miss by far if they ran on the clock alone."""
    exam = next(exam for exam in EXAMS if exam.name == "ps6")
    notebook = nbformat.read(REPO / "solutions" / "ps6" / "ps6.ipynb", as_version=4)
    (answer,) = (cell for cell in notebook.cells if cell.source.startswith("def train("))
    answer.source += COMPUTES + "\n_own = train\ndef train(X, Y, rng):\n    compute(4.0)\n    return _own(X, Y, rng)\n"
    with a_crowd():
        graded, _ = ExamPreprocessor(seed=1, question_seconds=6.0, **settings()).preprocess(notebook, {})
    points = {question["function"]: question["points"] for question in graded.metadata.autograd_lab["questions"]}
    assert points == {question.name: question.points for question in exam.questions}


def test_a_limit_is_put_off_by_what_is_given_back_and_never_further_than_it_may():
    limit = Deadline(100.0)
    limit.extend(50.0)
    assert 149.0 < limit.left <= 150.0
    limit.extend(1e6)
    assert 100.0 * MOST_TIMES - 1.0 < limit.left <= 100.0 * MOST_TIMES
    limit.leave_out(7.0)
    limit.extend(7.0)
    assert 100.0 * MOST_TIMES + 6.0 < limit.left <= 100.0 * MOST_TIMES + 7.0
