"""The interpreter can do all that the contracts of the seven problem sets ask for; what went wrong comes as data."""

import shutil
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import numpy as np
import pytest

import autograd_lab.exams.plans as plans
from autograd_lab.exams.plans import decode, encode, lost, run_plan
from autograd_lab.exams.plans.describe import stamp
from tests.exams.plans.engine import Scalar


def call(function, *args, **more):
    """A step that calls `function`."""
    return {"do": "call", "function": function, "args": list(args), **more}


def run(steps, **namespace):
    """The records of a plan, sent through the wire both ways as they are in the worker."""
    plan = decode(encode({"seconds": 30.0, "steps": steps}))
    return decode(encode(run_plan(plan, namespace)))["steps"]


def test_arrays_and_numbers_go_in_and_come_out_with_type_and_shape():
    (record,) = run([call("f", np.arange(6.0).reshape(2, 3), 2)], f=lambda x, k: (x * k, float(x.sum()), np.float32(1)))
    array, number, small = record["value"]["items"]
    assert record["status"] == "ok"
    assert (array["kind"], array["dtype"], array["shape"]) == ("array", "float64", [2, 3])
    np.testing.assert_array_equal(array["array"], [[0, 2, 4], [6, 8, 10]])
    assert (number["kind"], float(number["array"])) == ("number", 15.0)
    assert (small["type"], small["dtype"], small["shape"]) == ("float32", "float32", [])


def test_lists_of_arrays_for_a_deep_network():
    def backward(Ws, zs):
        return [W + 1 for W in Ws], [z.sum(axis=0) for z in zs]

    Ws, zs = [np.ones((2, 3)), np.ones((3, 1))], [np.ones((4, 3)), np.ones((4, 1))]
    (record,) = run([call("backward", {"list": Ws}, {"list": zs})], backward=backward)
    dWs, dbs = record["value"]["items"]
    assert dWs["kind"] == "list"
    assert [item["shape"] for item in dWs["items"]] == [[2, 3], [3, 1]]
    assert [item["shape"] for item in dbs["items"]] == [[3], [1]]


def test_a_handle_passes_a_result_or_one_item_of_it_on():
    steps = [
        call("f", 3.0, keep="r"),
        call("g", {"handle": "r", "item": 1}, {"handle": "r"}),
    ]
    second = run(steps, f=lambda x: (x, np.array([x, 2 * x])), g=lambda a, r: a.sum() + r[0])[1]
    assert float(second["value"]["array"]) == 12.0


def test_an_opaque_cache_reaches_the_next_call_and_is_never_looked_at():
    class Cache:
        def __init__(self, x):
            self.x = x

        def __array__(self, *args, **kwargs):
            raise AssertionError("looked at")

    steps = [
        call("forward", np.array([1.0, 4.0]), keep="r", opaque=[1]),
        call("backward", np.array([1.0, 1.0]), {"handle": "r", "item": 1}),
    ]
    first, second = run(steps, forward=lambda x: (x**2, Cache(x)), backward=lambda dout, cache: 2 * cache.x * dout)
    assert first["value"]["items"][1] == {"kind": "opaque", "type": "Cache"}
    np.testing.assert_array_equal(second["value"]["array"], [2.0, 8.0])


def test_a_step_whose_handle_failed_is_skipped():
    steps = [call("f", 1.0, keep="r"), call("g", {"handle": "r"}), call("g", 1.0)]
    assert [r["status"] for r in run(steps, f=lambda x: 1 / 0, g=lambda x: x)] == ["raised", "skipped", "ok"]
    steps = [call("f", 1.0, keep="r"), call("g", {"handle": "r", "item": 3})]
    assert [r["status"] for r in run(steps, f=lambda x: (x, x), g=lambda x: x)] == ["ok", "skipped"]


def test_a_seed_stands_for_a_generator_and_gives_the_same_draws():
    def xavier_init(n_in, n_out, rng):
        return rng.normal(size=(n_in, n_out))

    a, b, c = run([call("xavier_init", 4, 3, {"seed": s}) for s in (7, 7, 8)], xavier_init=xavier_init)
    np.testing.assert_array_equal(a["value"]["array"], b["value"]["array"])
    assert not np.array_equal(a["value"]["array"], c["value"]["array"])
    assert a["changed"] == []


def batches():
    """Two batches of unequal sizes and a table of their gradients, as `accumulate` gets them."""
    X, Y = np.arange(10.0).reshape(5, 2), np.arange(5.0)
    parts = [(X[:2], Y[:2]), (X[2:], Y[2:])]
    rows = [{"inputs": [x, y], "output": x.mean(axis=0)} for x, y in parts]
    return {"list": [{"list": [x, y]} for x, y in parts]}, {"table": "gradient_fn", "rows": rows}, X


def test_a_tabulated_callback_answers_its_rows_and_records_the_calls():
    def accumulate(batches, gradient_fn):
        total = sum(len(y) for _, y in batches)
        return sum(len(y) * gradient_fn(x, y) for x, y in batches) / total

    data, table, X = batches()
    (record,) = run([call("accumulate", data, table)], accumulate=accumulate)
    np.testing.assert_allclose(record["value"]["array"], X.mean(axis=0))
    assert record["calls"] == {"gradient_fn": [0, 1]}
    assert record["changed"] == []


def test_a_tabulated_callback_says_what_it_does_not_know():
    data, table, _ = batches()
    (record,) = run([call("f", data, table)], f=lambda batches, fn: fn(batches[0][0][:1], batches[0][1][:1]))
    assert record["error"]["type"] == "LookupError"
    assert "(1, 2), (1,)" in record["error"]["message"]
    assert record["calls"] == {"gradient_fn": [-1]}


def test_a_callback_cannot_be_spoiled_by_changing_what_it_returned():
    def f(batches, fn):
        first = fn(*batches[0])
        first *= 0
        return fn(*batches[0])

    data, table, X = batches()
    (record,) = run([call("f", data, table)], f=f)
    np.testing.assert_allclose(record["value"]["array"], X[:2].mean(axis=0))


def program(*instructions):
    return [{"do": "program", "class": "Scalar", "instructions": list(instructions)}]


def test_a_program_builds_differentiates_and_reads_with_the_students_class():
    steps = program(
        ["leaf", "a", 3.0],
        ["add", "b", "a", "a"],
        ["mul", "c", "b", "b"],
        ["backward", "c"],
        ["read", ["a", "c"]],
        ["backward", "c"],
        ["read", ["a"]],
        ["clear", "a"],
        ["backward", "c"],
        ["read", ["a"]],
    )
    (record,) = run(steps, Scalar=Scalar)
    reads = record["value"]["reads"]
    np.testing.assert_array_equal(reads[0]["data"], [3.0, 36.0])
    assert [float(read["grad"][0]) for read in reads] == [24.0, 48.0, 24.0]


def test_a_program_has_numbers_on_either_side_powers_functions_and_repeats():
    steps = program(
        ["leaf", "x", 0.5],
        ["mul", "y", 2.0, "x"],
        ["pow", "y", "y", 3.0],
        ["neg", "y", "y"],
        ["tanh", "y", "y"],
        ["repeat", 5, [["add", "y", "y", "y"]]],
        ["backward", "y"],
        ["read", ["x", "y"]],
    )
    (record,) = run(steps, Scalar=Scalar)
    read = record["value"]["reads"][0]
    assert read["data"][1] == pytest.approx(32 * np.tanh(-1.0))
    assert read["grad"][0] == pytest.approx(-32 * (1 - np.tanh(1.0) ** 2) * 6)


def test_a_program_reports_what_a_handle_holds_when_it_is_no_number():
    class Odd(Scalar):
        def backward(self):
            self.grad = None

    (record,) = run(program(["leaf", "x", 1.0], ["backward", "x"], ["read", ["x"]]), Scalar=Odd)
    assert record["value"]["reads"][0]["odd"] == {"x.grad": "NoneType"}


def test_a_class_that_lacks_a_method_raises_its_own_error():
    (record,) = run(program(["leaf", "x", 1.0], ["sigmoid", "y", "x"]), Scalar=Scalar)
    assert record["error"]["type"] == "AttributeError"
    assert "sigmoid" in record["error"]["message"]


@pytest.mark.slow
def test_recursion_that_is_too_deep_is_an_error_not_a_crash():
    steps = program(["leaf", "x", 1.0], ["repeat", 10_000, [["add", "x", "x", 1.0]]], ["backward", "x"])
    assert run(steps, Scalar=Scalar)[0]["error"]["type"] == "RecursionError"


def test_a_raised_limit_lets_nothing_recurse_deeper_and_is_as_before_when_the_plan_is_done():
    def depth(n):
        return 0 if n == 0 else 1 + depth(n - 1)

    def depth_with_raised_limit(n):
        sys.setrecursionlimit(100_000)
        return depth(n)

    before = sys.getrecursionlimit()
    assert run([call("depth", 200)], depth=depth)[0]["status"] == "ok"
    assert run([call("raised", 8000)], raised=depth_with_raised_limit)[0]["error"]["type"] == "RecursionError"
    assert sys.getrecursionlimit() == before
    sys.setrecursionlimit(before)  # changes it again, for whoever calls it outside of a plan


def test_changed_inputs_are_noticed_in_arrays_lists_and_earlier_results():
    def in_place(w, ws, r):
        w -= 1
        ws[1] *= 2
        r[0][0] = 7
        return w.sum()

    steps = [
        call("make", np.ones(2), keep="r"),
        call("in_place", np.ones(3), {"list": [np.ones(2), np.ones(2)]}, {"handle": "r"}),
        call("make", np.ones(2)),
    ]
    records = run(steps, make=lambda x: (x * 2, x * 3), in_place=in_place)
    assert [record["changed"] for record in records] == [[], [0, 1, 2], []]
    assert [record["stamps"] for record in records] == [
        [stamp(np.ones(2))],
        [stamp(np.zeros(3)), None, None],
        [stamp(np.ones(2))],
    ]
    assert len({stamp(a) for a in (np.ones(2), np.ones((2, 1)), np.ones(2, "f4"), np.zeros(2), "no array")}) == 5


def test_each_call_gets_its_own_copies():
    w = np.ones(3)

    def f(w):
        w += 1
        return w

    plan = {"seconds": 1.0, "steps": [call("f", w), call("f", w)]}
    records = run_plan(plan, {"f": f})["steps"]
    np.testing.assert_array_equal(w, 1)
    np.testing.assert_array_equal(records[1]["value"]["array"], 2)


def test_a_result_that_is_a_view_of_an_input_is_noticed():
    first, second = run([call("f", np.ones(3)), call("g", np.ones(3))], f=lambda x: x[:2], g=lambda x: x[:2].copy())
    assert (first["shares"], second["shares"]) == ([0], [])


def test_errors_tell_type_message_and_the_students_own_line():
    def helper(x):
        return np.linalg.inv(x)

    def f(x):
        return helper(x)

    (record,) = run([call("f", np.zeros((2, 2)))], f=f)
    error = record["error"]
    assert (record["status"], error["type"]) == ("raised", "LinAlgError")
    assert error["source"] == "return np.linalg.inv(x)"
    assert Path(__file__).read_text(encoding="utf-8").splitlines()[error["line"] - 1].strip() == error["source"]


class UnprintableError(Exception):
    """Its message is a fault of its own."""

    def __str__(self):
        raise SystemExit


class Odd(str):
    """A text that defies those who cut it."""

    def __getitem__(self, index):
        raise UnprintableError


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (UnprintableError(), "(this exception cannot be printed)"),
        (ValueError("half a pair: \udc80"), "half a pair: ?"),
        (ValueError(Odd("plain")), "plain"),
        (SyntaxError(3), "3"),
        (SyntaxError("bad", ("<somewhere>", 1, 1, "x")), "bad"),
    ],
)
def test_an_error_is_told_whatever_its_message_is(error, message):
    def f():
        raise error

    record = run_plan({"steps": [call("f")]}, {"f": f})["steps"][0]  # as in the notebook, without the wire
    assert (record["status"], record["error"]["type"]) == ("raised", type(error).__name__)
    assert record["error"]["message"] == message
    assert type(record["error"]["message"]) is str


def test_warnings_and_prints_are_kept_whatever_they_say():
    class Broken(UserWarning):
        def __str__(self):  # Python itself asks once while it warns
            if self.args:
                raise ValueError
            self.args = ("told",)
            return "w"

    def f():
        warnings.warn(Broken(), stacklevel=1)
        print("\udc80")

    record = run_plan({"steps": [call("f")]}, {"f": f})["steps"][0]
    assert record["status"] == "ok"
    assert record["warnings"] == ["(this exception cannot be printed)"]
    assert record["output"] == "?\n"


def test_sys_exit_does_not_end_the_run():
    first, second = run([call("f", 1.0), call("g", 1.0)], f=sys.exit, g=lambda x: x)
    assert first["error"]["type"] == "SystemExit"
    assert second["status"] == "ok"


def test_what_is_missing_or_no_function_has_its_own_status():
    first, second = run([call("f", 1.0), call("g", 1.0)], g=3)
    assert (first["status"], second["status"]) == ("missing", "not callable")


def test_printing_and_warnings_are_counted_and_kept_off_the_screen(capsys):
    def f(x):
        print("x" * 1000)
        print("!", file=sys.stderr)
        return np.log(x)

    (record,) = run([call("f", np.zeros(1))], f=f)
    assert record["printed"] == 1003
    assert len(record["output"]) == 300
    assert "divide by zero" in record["warnings"][0]
    assert capsys.readouterr() == ("", "")


def test_results_that_are_no_real_numbers_are_named_not_sent():
    values = (None, "text", {"a": 1}, np.array([1j]), np.array([object()]), 10**400, [1.0] * 1000, [[[[[[1.0]]]]]])
    (record,) = run([call("f")], f=lambda: values)
    kinds = [item["kind"] for item in record["value"]["items"]]
    assert kinds == ["none", "text", "other", "other", "other", "number", "list", "list"]
    assert np.isinf(record["value"]["items"][5]["array"])
    assert record["value"]["items"][6]["length"] == 1000
    assert len(record["value"]["items"][6]["items"]) == 64


def test_a_result_beyond_the_cap_is_reported_by_its_shape_alone():
    (record,) = run([call("f")], f=lambda: np.zeros((2000, 2000)))
    assert record["value"]["kind"] == "too large"
    assert record["value"]["shape"] == [2000, 2000]


def test_nan_is_a_number_and_stays_nan():
    (record,) = run([call("f")], f=lambda: (float("nan"), np.array([np.nan, np.inf])))
    assert np.isnan(record["value"]["items"][0]["array"])
    np.testing.assert_array_equal(record["value"]["items"][1]["array"], [np.nan, np.inf])


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(__import__("signal"), "setitimer"), reason="needs POSIX timers: run on Linux or macOS")
def test_an_endless_loop_is_stopped_even_if_it_swallows_exceptions():
    def f():
        ends = time.monotonic() + 30  # long enough for a busy machine; without a deadline f is "ok" in the end
        while time.monotonic() < ends:
            try:
                time.sleep(0.01)
            except Exception:
                continue

    plan = {"seconds": 0.2, "steps": [call("f"), call("g")]}
    records = run_plan(plan, {"f": f, "g": lambda: 1.0})["steps"]
    assert [record["status"] for record in records] == ["timeout", "timeout"]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(__import__("signal"), "setitimer"), reason="needs POSIX timers: run on Linux or macOS")
def test_by_the_processors_clock_waiting_costs_nothing_and_an_endless_loop_is_stopped():
    """So a machine that is busy with other submissions makes nobody late."""

    def endless():
        while True:
            pass

    plan = {"seconds": 0.1, "clock": "processor", "steps": [call("waits"), call("endless")]}
    records = run_plan(plan, {"waits": lambda: time.sleep(0.3), "endless": endless})["steps"]
    assert [record["status"] for record in records] == ["ok", "timeout"]


@pytest.mark.slow
def test_without_a_main_thread_an_endless_loop_is_stopped_too():
    def endless():
        while True:
            pass

    records = []
    plan = {"seconds": 0.2, "steps": [call("f"), call("endless")]}
    functions = {"f": lambda: 2.0, "endless": endless}
    thread = threading.Thread(target=lambda: records.append(run_plan(plan, functions)), daemon=True)
    thread.start()
    thread.join(timeout=60)
    assert [step["status"] for step in records[0]["steps"]] == ["ok", "timeout"]


def test_lost_is_an_outcome_without_steps():
    assert lost("crash") == {"steps": [], "lost": "crash"}


@pytest.mark.slow
def test_the_folder_stands_alone(tmp_path):
    """A process that has NumPy and this folder, and nothing else of the project, can run plans."""
    folder = Path(plans.__file__).parent
    site = Path(np.__file__).parents[1]
    shutil.copytree(folder, tmp_path / "plans", ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}]; sys.path.append({str(site)!r})\n"
        "sys.modules['autograd_lab'] = None\n"
        "import plans\n"
        "step = {'do': 'call', 'function': 'f', 'args': [2.0]}\n"
        "print(float(plans.run_plan({'steps': [step]}, {'f': lambda x: 3 * x})['steps'][0]['value']['array']))"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("6.0", "")
