"""A worker that reads all it can reach while it is asked: frames, closures, what Python's collector knows, files,
environment. No answer is there; each leak that is planted is found.
"""

import zlib
from pathlib import Path

import numpy as np
import pytest

from autograd_lab.exams.ps3.exam import PS3
from autograd_lab.exams.ps5.exam import PS5
from autograd_lab.exams.registry import own_exams
from autograd_lab.grading.run.cell_scores import GRADING
from autograd_lab.grading.sandbox.session import Limits, Session
from tests.exams import reading
from tests.exams.reach import answers, handed_arrays, leaks, targets
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


def last_value(session, plan):
    """The value of the last step of a plan, with time for a long look round."""
    return session.run_plan({**plan, **GRADING, "seconds": 60.0})["steps"][-1]["value"]


def finds_of(session):
    """What was found in the worker since it was asked last."""
    parts = []
    while not parts or len(parts[-1]) == 900_000:
        parts.append(last_value(session, {"steps": [call("told", len(parts))]})["array"])
    last_value(session, {"steps": [call("told", -1)]})
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
    last_value(session, {"steps": [call("read_everything")]})
    assert finds_of(session)
    return session


EARLIER = ["sigmoid", "sigmoid_prime", "article_output_delta", "article_hidden_delta", "article_weight_gradient"]


@pytest.mark.parametrize("exam", own_exams(), ids=lambda exam: exam.name)
@pytest.mark.parametrize("draws", [1, pytest.param(10, marks=pytest.mark.full)])
@pytest.mark.sampled(2)
def test_no_answer_of_a_set_is_in_the_reach_of_a_worker(exam, draws):
    names = {*EARLIER, *(q.name for q in exam.questions if q.subject == q.name)}
    with reading_session(names) as session:
        for question in exam.questions:
            rng = np.random.default_rng([2, zlib.crc32(question.name.encode())])  # its own: no find comes twice
            for _ in range(draws):
                inputs = question.draw(rng)
                session.run_plan({**question.plan(inputs), **GRADING, "seconds": 60.0})
                finds = finds_of(session)
                assert leaks(finds, targets(answers(question, inputs), handed_arrays(question, inputs))) == [], (
                    question.name
                )
                handed = targets(handed_arrays(question, inputs))
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
        telling = targets(others, [*handed_arrays(SWEEP, inputs), db_o])
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
@pytest.mark.sampled(5)
def test_a_leak_that_is_planted_in_a_worker_is_found(plant, place):
    rng = np.random.default_rng(3)
    inputs = LAYER.draw(rng)
    while min(answers(LAYER, inputs)[0].shape) < 3 or len(inputs["delta"]) < 2:
        inputs = LAYER.draw(rng)
    telling = targets(answers(LAYER, inputs), handed_arrays(LAYER, inputs))
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
    telling = targets(answers(SWEEP, inputs), handed_arrays(SWEEP, inputs))
    with reading_session([*EARLIER, "article_gradients"]) as session:
        plan = SWEEP.plan(inputs)
        plan["steps"][1]["note"] = {"rows": [{"inputs": [], "output": part} for part in answers(SWEEP, inputs)]}
        session.run_plan({**plan, "seconds": 60.0})
        assert len(leaks(finds_of(session), telling)) == len(telling)
