"""Derivatives found by nudging are noticed and said, which costs nothing; honest answers are left alone."""

import numpy as np
import pytest

from autograd_lab.exams import registry
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.question import Question
from autograd_lab.grading.intake import cells
from autograd_lab.grading.run.cell_scores import Verdict, judge_cell
from autograd_lab.grading.run.nudging import Watch
from autograd_lab.grading.run.outputs import verdict_outputs
from autograd_lab.grading.sandbox.session import Session
from tests.grading import students
from tests.grading.sandboxed import here

DERIVATIVES = [
    (name, question)
    for name in registry.own_names()
    for question in registry.exam_of(name).questions
    if Watch(question).is_asked_to_count
]

NUDGES = {
    "central": (
        "(mse(predict(X, w + h * e, b), y) - mse(predict(X, w - h * e, b), y)) / (2 * h)",
        "(mse(predict(X, w, b + h), y) - mse(predict(X, w, b - h), y)) / (2 * h)",
        1e-5,
    ),
    "forward": (
        "(mse(predict(X, w + h * e, b), y) - mse(predict(X, w, b), y)) / h",
        "(mse(predict(X, w, b + h), y) - mse(predict(X, w, b), y)) / h",
        1e-6,
    ),
}


def nudging(kind: str) -> str:
    """`mse_gradients` without its formula."""
    dw, db, h = NUDGES[kind]
    return (
        f"def mse_gradients(X, y, w, b):\n    h = {h}\n"
        f"    dw = np.array([{dw} for e in np.eye(len(w))])\n    return dw, {db}\n"
    )


def verdict_on(source: str, seed: int = 1) -> Verdict:
    """The verdict on ps1's gradients by this code, in a worker."""
    with Session(sandbox=here()) as session:
        session.run_cell("imports", "import numpy as np")
        for name in ("predict", "mse"):
            session.run_cell(name, students.RIGHT[name])
        session.run_cell("mse_gradients", source)
        return judge_cell(cells.GradedCell("ps1", "mse_gradients"), session, seed)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "share"), [("central", 1.0), ("forward", 0.0)])
def test_nudging_is_said_whether_it_earns_the_points_or_not(kind: str, share: float):
    verdict = verdict_on(nudging(kind))
    assert verdict.score(1.0) == share
    assert "digits only" in verdict.notice
    assert "calls" in verdict.notice
    assert "entries" in verdict.notice
    message, _ = verdict_outputs(verdict, 7.0, 1)
    assert verdict.notice in message.data["text/plain"]
    assert "chapter 02" in message.data["text/html"]


@pytest.mark.slow
def test_nudging_without_a_function_to_call_is_seen_by_its_noise():
    source = (
        "def mse_gradients(X, y, w, b):\n    h = 1e-5\n    dw = []\n    for e in np.eye(len(w)):\n"
        "        up, down = X @ (w + h * e) + b - y, X @ (w - h * e) + b - y\n"
        "        dw.append((np.mean(up ** 2) - np.mean(down ** 2)) / (2 * h))\n"
        "    up, down = X @ w + b + h - y, X @ w + b - h - y\n"
        "    return np.array(dw), (np.mean(up ** 2) - np.mean(down ** 2)) / (2 * h)\n"
    )
    assert "digits only. That is what nudging" in verdict_on(source).notice


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        students.RIGHT["mse_gradients"],
        students.NO_MEAN["mse_gradients"],
        students.BLANK["mse_gradients"],
        "def mse_gradients(X, y, w, b):\n    r = [predict(row, w, b) - t for row, t in zip(X, y)]\n"
        "    return 2 * np.mean(np.array(r)[:, None] * X, 0), 2 * np.mean(r)\n",
        "def mse_gradients(X, y, w, b):\n    r = predict(X, w, b) - y\n"
        "    return 2 * X.T @ r / (len(y) + 1e-9), 2 * r.mean() / (1 + 1e-9)\n",
    ],
    ids=["formula", "wrong formula", "blank", "many calls", "a small constant"],
)
def test_formulas_are_left_alone(source: str):
    assert verdict_on(source).notice == ""


def asked(question: Question, function: object, seed: int) -> str:
    """The notice on a function of this process."""
    watch = Watch(question)
    result = question.examine(lambda plan: run_plan(plan, {question.name: function}), seed, watch.cases.append)
    return watch.notice(result)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "question"), DERIVATIVES, ids=[f"{n}-{q.name}" for n, q in DERIVATIVES])
@pytest.mark.sampled(6)
def test_no_right_way_to_write_a_derivative_is_taken_for_nudging(name: str, question: Question):
    with np.errstate(all="ignore"):
        noticed = [(v.name, seed) for v in question.right for seed in range(3) if asked(question, v.function, seed)]
    assert noticed == []


def test_the_course_has_derivatives_to_watch():
    assert {name for name, _ in DERIVATIVES} >= {"ps1", "ps3", "ps4", "ps5", "ps7"}


def test_what_a_worker_says_of_its_calls_is_read_as_data():
    watch = Watch(registry.exam_of("ps1").question("mse_gradients"))
    for called in (None, 3, {"mse": "many", 4: 5}, {"mse": [1]}):
        watch.count_calls({"steps": [{"status": "ok", "called": called}]})
    assert [dict(calls) for calls in watch.calls] == [{}, {}, {"4": 5}, {}]
