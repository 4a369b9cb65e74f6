"""A worker that reads all it can reach while it is asked: frames, closures, what Python's collector knows, files,
environment. No answer is there; each leak that is planted is found.
"""

import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograd_lab.exams.loans import Lender
from autograd_lab.exams.ps3.exam import PS3
from autograd_lab.exams.ps5.exam import PS5
from autograd_lab.exams.registry import own_exams
from autograd_lab.grading.intake.cells import GradedCell
from autograd_lab.grading.run.cell_scores import GRADING, judge_cell
from autograd_lab.grading.sandbox.session import Limits, Session, WorkerLostError
from tests.exams import reading
from tests.exams.reach import answers, given, leaks, targets
from tests.grading.sandboxed import here

pytestmark = pytest.mark.slow

READER = Path(reading.__file__).read_text(encoding="utf-8")
CELL = """
FOUND, MARKS = [], set()

def read_everything(*args, **kwargs):
    if not FOUND:
        folders = [Path("."), *(Path(sys.modules[name].__file__).parent for name in ("plans", "inside"))]
        FOUND.extend(all_finds(files=folders, marks=MARKS))
    return 0.0

def told(part):
    \"\"\"One part of all finds as a row of numbers: place, axes and shape before the numbers of each.\"\"\"
    places = ["frame", "environment", "gc", "closure", "file", "module"]
    rows = [[places.index(place), array.ndim, *array.shape, *array.ravel()] for place, array in FOUND]
    row = np.concatenate([np.zeros(0), *map(np.asarray, rows)])
    if part < 0:
        FOUND.clear()
    return row[part * 900_000 : (part + 1) * 900_000] if part >= 0 else len(row)

class Scalar:
    def __init__(self, value):
        read_everything()
        raise ValueError
"""
PLACES = ["frame", "environment", "gc", "closure", "file", "module"]


def call(function, *args):
    return {"do": "call", "function": function, "args": list(args)}


def asked(session, plan):
    """The value of the last step of a plan, with time for a long look round."""
    return session.run_plan({**plan, **GRADING, "seconds": 60.0})["steps"][-1]["value"]


def finds_of(session):
    """What was found in the worker since it was asked last."""
    parts = []
    while not parts or len(parts[-1]) == 900_000:
        parts.append(asked(session, {"steps": [call("told", len(parts))]})["array"])
    asked(session, {"steps": [call("told", -1)]})
    row, finds = np.concatenate(parts), []
    while len(row):
        place, axes = int(row[0]), int(row[1])
        shape = row[2 : 2 + axes].astype(int)
        finds.append((PLACES[place], row[2 + axes : 2 + axes + shape.prod()].reshape(shape)))
        row = row[2 + axes + shape.prod() :]
    return finds


def reading_session(names, *cells):
    """A session whose functions of these names read everything, and have done so once."""
    session = Session(Limits(question=120.0, submission=600.0), here())
    for source in (
        READER,
        CELL,
        *(f"def {name}(*args, **kwargs):\n    return read_everything()\n" for name in names),
        *cells,
    ):
        run = session.run_cell("cell", source)
        assert run.error is None, run.error
    asked(session, {"steps": [call("read_everything")]})
    assert finds_of(session)
    return session


EARLIER = ["sigmoid", "sigmoid_prime", "article_output_delta", "article_hidden_delta", "article_weight_gradient"]


@pytest.mark.parametrize("exam", own_exams(), ids=lambda exam: exam.name)
@pytest.mark.parametrize("draws", [1, pytest.param(10, marks=pytest.mark.full)])
def test_no_answer_of_a_set_is_in_the_reach_of_a_worker(exam, draws):
    names = {*EARLIER, *(q.name for q in exam.questions if q.subject == q.name)}
    with reading_session(names) as session:
        for question in exam.questions:
            rng = np.random.default_rng([2, zlib.crc32(question.name.encode())])  # its own: no find comes twice
            for _ in range(draws):
                inputs = question.draw(rng)
                session.run_plan({**question.plan(inputs), **GRADING, "seconds": 60.0})
                finds = finds_of(session)
                assert leaks(finds, targets(answers(question, inputs), given(question, inputs))) == [], question.name
                handed = targets(given(question, inputs))
                assert not handed or leaks(finds, handed), question.name  # the reading is not blind


SWEEP = PS5.question("article_gradients")
FIRST_CALL = """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    kept = article_output_delta(a_o, y)
    read_everything()
    return kept
"""


def test_a_right_call_is_told_its_own_answer_and_no_other():
    """δ of the output is what was asked for, and dW_o is not there yet; nor is the δ of any other layer."""
    with reading_session(EARLIER[2:], FIRST_CALL) as session:
        inputs = SWEEP.draw(np.random.default_rng(0))
        session.run_plan({**SWEEP.plan(inputs), **GRADING, "seconds": 60.0})
        *others, db_o = answers(SWEEP, inputs)
        finds = finds_of(session)
        assert leaks(finds, targets([db_o]))
        telling = targets(others, [*given(SWEEP, inputs), db_o])
        assert {name.rpartition(" ")[2] for name, _ in telling} == set("01234")
        assert leaks(finds, telling) == []


PLANT = """
import os

def plant_nothing(numbers):
    pass

def plant_a_closure(numbers):
    global helper
    helper = (lambda kept: lambda: kept.sum())(numbers.copy())

def plant_a_frame(numbers):
    global layer_gradients
    kept = numbers.copy()
    def layer_gradients(a_prev, delta):
        hidden = HOLD.pop()
        return read_everything()
    HOLD.append(kept)

HOLD = []

def plant_a_file(numbers):
    os.makedirs("cache", exist_ok=True)
    with open("cache/notes.txt", "w") as file:
        file.write(repr(numbers.tolist()))

def plant_a_binary_file(numbers):
    np.save("weights.npy", numbers)

def plant_an_environment_variable(numbers):
    os.environ["HINT"] = repr(numbers.ravel().tolist())

def plant_a_scaled_copy(numbers):
    plant_a_scaled_copy.kept = [{"x": -numbers / 7}]

def plant_a_transposed_copy(numbers):
    sys.modules["json"].kept = numbers.T.copy()

def plant_one_row(numbers):
    sys.kept = (1.5, tuple(numbers[1]))

def plant_in_the_plans(numbers):
    sys.modules["plans"].borrowing.TABLE = {"rows": [{"inputs": [], "output": numbers * 1e-6}]}
"""
LAYER = PS3.question("layer_gradients")


@pytest.mark.parametrize(
    ("plant", "place"),
    [
        ("plant_nothing", ""),
        ("plant_a_closure", "closure"),
        ("plant_a_frame", "frame"),
        ("plant_a_file", "file"),
        ("plant_a_binary_file", "file"),
        ("plant_an_environment_variable", "environment"),
        ("plant_a_scaled_copy", ""),
        ("plant_a_transposed_copy", ""),
        ("plant_one_row", ""),
        ("plant_in_the_plans", ""),
    ],
)
def test_a_leak_that_is_planted_in_a_worker_is_found(plant, place):
    rng = np.random.default_rng(3)
    inputs = LAYER.draw(rng)
    while min(answers(LAYER, inputs)[0].shape) < 3 or len(inputs["delta"]) < 2:
        inputs = LAYER.draw(rng)
    telling = targets(answers(LAYER, inputs), given(LAYER, inputs))
    with reading_session(["layer_gradients"], PLANT) as session:
        record = session.run_plan({"steps": [call(plant, answers(LAYER, inputs)[0])], "seconds": 20.0})["steps"][0]
        assert record["status"] == "ok", record
        session.run_plan({**LAYER.plan(inputs), "seconds": 60.0})
        found = leaks(finds_of(session), telling)
    assert bool(found) is (plant != "plant_nothing")
    assert place in " ".join(found)


def test_a_table_of_answers_in_a_plan_is_found_in_a_worker():
    """As one was there for what a question lends."""
    inputs = SWEEP.draw(np.random.default_rng(0))
    telling = targets(answers(SWEEP, inputs), given(SWEEP, inputs))
    with reading_session([*EARLIER, "article_gradients"]) as session:
        plan = SWEEP.plan(inputs)
        plan["steps"][1]["note"] = {"rows": [{"inputs": [], "output": part} for part in answers(SWEEP, inputs)]}
        session.run_plan({**plan, "seconds": 60.0})
        assert len(leaks(finds_of(session), telling)) == len(telling)


# --- requests for loans, over the pipe ---

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
    assert requests_while_grading() == ([1.0, 0.0, 1.0], ["sigmoid"] * 8 + ["sigmoid_prime"] * 8)


def test_a_function_that_was_right_and_is_overwritten_later_is_lent_after_all():
    points, asked_for = requests_while_grading((0, RIGHT_PRIME), (2, "def sigmoid_prime(z): return 0 * z"))
    assert points == [1.0, 1.0, 1.0]
    assert asked_for == ["sigmoid", "sigmoid_prime"] * 8


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
