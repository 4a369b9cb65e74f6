"""Requests for loans over a worker's pipe: who is answered, who is refused, and what it costs nobody else."""

from dataclasses import replace

import pytest

from autograd_lab.exams.loans import Lender
from autograd_lab.exams.ps3.exam import PS3
from autograd_lab.exams.ps5.exam import PS5
from autograd_lab.grading.intake.cells import GradedCell
from autograd_lab.grading.run.cell_scores import GRADING, judge_cell
from autograd_lab.grading.sandbox.session import Session, WorkerLostError
from tests.grading.sandboxed import here

pytestmark = pytest.mark.slow

SWEEP = PS5.question("article_gradients")

SHAMELESS = """
import sys
def request():
    frame = sys._getframe()
    while "ask" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["ask"]
"""


def verdict_on(question, *cells):
    with Session(sandbox=here()) as session:
        for source in ("import numpy as np", *cells):
            assert session.run_cell("cell", source).error is None
        return question.examine(lambda plan: session.run_plan({**plan, **GRADING}), 1), session.processes_started


STUBS = """
def article_output_delta(a, y): return 0 * a
def article_hidden_delta(W_next, delta_next, a): raise NotImplementedError
def article_weight_gradient(delta, a_prev): return None
def delta_means(): return "dL/dz"
"""
RIGHT_SWEEP = """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_next=W_o, delta_next=delta_o, a=a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    pairs = (delta_h1, x), (delta_h2, a_h1), (delta_o, a_h2)
    return [part for delta, a in pairs for part in (article_weight_gradient(delta, a), delta)]
"""


def test_a_mistake_costs_once_a_right_sweep_over_three_stubs_has_its_points():
    result, _ = verdict_on(SWEEP, STUBS, RIGHT_SWEEP)
    assert result.passed


WRONG_PRIME = """
def sigmoid(z): return 1 / (1 + np.exp(-z))
def sigmoid_prime(z): return sigmoid(z) + z
def output_delta(z, y): return 2 / len(z) * (sigmoid(z) - y) * sigmoid_prime(z)
"""
RIGHT_PRIME = "def sigmoid_prime(z): return sigmoid(z) * (1 - sigmoid(z))"


def requests_while_grading(*changes):
    """The points of three questions of ps3, and the functions for which a loan was asked; a change is a cell before the
    question of its number.
    """
    asked_for = []
    call_of = Lender.__call__
    with Session(sandbox=here()) as session, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lender, "__call__", lambda self, r: asked_for.append(r["function"]) or call_of(self, r))
        session.run_cell("cell", "import numpy as np\n" + WRONG_PRIME)
        points = []
        for number, name in enumerate(["sigmoid", "sigmoid_prime", "output_delta"]):
            for at, source in changes:
                if at == number:
                    session.run_cell("change", source)
            points.append(judge_cell(GradedCell("ps3", name), session, 1).score(1.0))
    return points, asked_for


def test_what_was_found_right_is_asked_for_only_where_an_answer_built_on_it_is_wrong():
    """Each request makes both processes wait, in a class of thousands of which most are right."""
    assert requests_while_grading((0, RIGHT_PRIME)) == ([1.0, 1.0, 1.0], [])
    assert requests_while_grading() == ([1.0, 0.0, 1.0], ["sigmoid"] * 8 + ["sigmoid_prime"] * 9)


def test_a_function_that_was_right_and_is_overwritten_later_is_lent_after_all():
    points, asked_for = requests_while_grading((0, RIGHT_PRIME), (2, "def sigmoid_prime(z): return 0 * z"))
    assert points == [1.0, 1.0, 1.0]
    assert asked_for == ["sigmoid", "sigmoid_prime"] * 9


READS_TABLES = """
import gc
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    rows = [row for row in gc.get_objects() if isinstance(row, dict) and "output" in row]
    read = [np.asarray(row["output"]) for row in rows]
    found = [next(a for a in read if a.shape == s) for s in
             [(len(a_h1), len(x)), a_h1.shape, W_h2.shape, a_h2.shape, W_o.shape, a_o.shape]]
    return found
"""
ASKS_IN_OTHER_WORDS = """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    ask, said = request(), []
    tried = [], [x], [x, a_h1, a_h2, a_o, y, W_h2, W_o], [W_o, a_o, a_h2], [a_o, a_h2], "all", None, {"z": 1}
    for name in ("article_gradients", "article_hidden_delta", "article_weight_gradient"):
        for arguments in tried:
            said.append(ask({"function": name, "arguments": arguments}))
    assert not any("answer" in one for one in said), said
    for nonsense in (None, [], "rows", 3.5, {"function": {}}, [[[[]]]]):
        ask(nonsense)
    return article_output_delta(a_o, y)
"""


@pytest.mark.parametrize("source", [READS_TABLES, ASKS_IN_OTHER_WORDS], ids=["reads", "asks"])
def test_points_for_a_sweep_are_not_to_be_had_without_it(source):
    result, started = verdict_on(SWEEP, STUBS, SHAMELESS, source)
    assert result.points == 0
    assert started == 1
    assert "count" in str(result.findings) or "raised" in str(result.findings)


ENDLESS = """
def sigmoid(z): return 1 / (1 + np.exp(-z))
def sigmoid_prime(z): return sigmoid(z) * (1 - sigmoid(z))
def output_delta(z, y):
    ask = request()
    while True: ask(None)
"""


def test_a_worker_that_asks_for_ever_is_ended_and_the_next_question_has_another():
    with Session(sandbox=here()) as session:
        assert session.run_cell("cell", "import numpy as np\n" + SHAMELESS + ENDLESS).error is None

        def points(name):
            question = PS3.question(name)
            return question.examine(lambda plan: session.run_plan({**plan, **GRADING}), 1).points

        with pytest.raises(WorkerLostError, match="no answer"):
            points("output_delta")
        assert points("sigmoid_prime") == 3
        assert session.processes_started == 2


ASKS_A_LOT = """
def sigmoid(z): return 1 / (1 + np.exp(-z))
def sigmoid_prime(z): return sigmoid(z) * (1 - sigmoid(z))
def output_delta(z, y):
    ask = request()
    for _ in range(190): ask({"function": "sigmoid", "arguments": [np.ones(1000)]})
    while True: pass
"""


def test_a_deadline_that_rings_while_a_loan_is_asked_for_spoils_no_later_answer():
    """A message that was read in part would be taken for the next one."""
    with Session(sandbox=here()) as session:
        session.run_cell("cell", "import numpy as np\n" + SHAMELESS + ASKS_A_LOT)
        for seed in range(40):
            question = replace(PS3.question("output_delta"), seconds=0.002)
            late = question.examine(lambda plan: session.run_plan({**plan, **GRADING}), seed)
            assert "did not return in time" in late.message
        prime = PS3.question("sigmoid_prime").examine(lambda plan: session.run_plan({**plan, **GRADING}), 1)
        assert prime.passed
        assert session.processes_started == 1
