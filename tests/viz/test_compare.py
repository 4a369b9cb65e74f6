"""show(compare=...): the first gradient that differs, what it shows, and which of the others only follow from it."""

import math
import re
from time import process_time

import numpy as np
import pytest

from autograd_lab import Value, show
from autograd_lab.errors import GraphError, LabError, ValueTypeError
from autograd_lab.viz.comparison import format_number
from tests.viz.planted_bugs import BUGS, fan, line, neuron
from tests.viz.small_engine import engine, order_of


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug[0])
def test_the_first_gradient_that_a_bug_spoils_is_found_and_told(bug):
    _, build, backward, name, words = bug
    player = show(build(), compare=backward)
    first = player.comparison.first
    assert first.name == name
    assert words in first.remark
    assert player.compare_report.startswith(f"Going backward, {name} is the first gradient that differs")


@pytest.mark.slow
def test_there_are_many_bugs_and_the_engine_without_one_agrees():
    assert len(BUGS) > 40
    for build in {bug[1] for bug in BUGS}:
        player = show(build(), compare=engine())
        assert player.comparison.first is None
        assert re.match(r"All \d+ gradients that you gave agree\.$", player.compare_report)


def test_what_only_follows_is_told_apart_from_what_is_wrong_by_itself():
    rows = {r.name: r for r in show(neuron(), compare=engine({"tanh": lambda a, b, out: (out,)})).comparison.rows}
    assert {name: row.status for name, row in rows.items()} == {
        "L": "agrees", "r": "agrees", "a": "agrees", "y": "agrees",
        "z": "first", "p": "follows", "b": "follows", "w": "follows", "x": "follows",
    }  # fmt: skip
    assert rows["p"].remark == "Right, given your grad of z."
    assert rows["w"].remark == "Right, given your grad of p."
    wrong_twice = {"tanh": lambda a, b, out: (out,), "mul": lambda a, b, out: (a, b)}
    rows = {r.name: r for r in show(neuron(), compare=engine(wrong_twice)).comparison.rows}
    assert [rows[name].status for name in ("z", "p", "w", "x")] == ["first", "follows", "own", "own"]
    assert "the other factor" in rows["w"].remark


@pytest.mark.slow
def test_a_missing_contribution_is_named_by_the_node_that_it_comes_through():
    root = fan()
    root.backward()
    grads = {"a": 0.0}
    b = next(p for p in root.parents[1].parents if p.name == "b")
    rest = b.grad - 2 * b.data  # what comes through q alone
    remark = show(root, compare={**grads, "b": rest}).comparison.rows[0].remark
    assert (
        remark.endswith("That is only what comes through q. 3 edges come back to b; they add up.") or "from q" in remark
    )


def test_a_factor_too_many_or_too_few_is_named_by_the_number_that_it_is():
    def with_factor(of):
        def backward(root):
            engine()(root)
            nodes = {n.name: n for n in order_of(root)}
            nodes["z"].grad *= of(nodes)

        return show(neuron(), compare=backward).comparison.first

    first = with_factor(lambda nodes: -nodes["r"].data)
    assert first.name == "z"
    assert first.remark.endswith("It would be right but for one factor: −r is once too often.")
    assert with_factor(lambda nodes: nodes["x"].data).remark.endswith("factor: x is once too often.")
    assert with_factor(lambda nodes: 1 / nodes["w"].data).remark.endswith("factor: w is missing.")


@pytest.mark.slow
@pytest.mark.parametrize("scale", [1.0, 1e-12, 1e12])
def test_numbers_that_are_told_apart_never_look_the_same(scale):
    w, x = Value(0.1, "w"), Value(scale / 3, "x")
    for off in (1e-3, 1e-4, 3e-6, 1.1e-6):
        first = show(w * x, compare={"w": scale / 3 * (1 + off)}).comparison.first
        assert first.yours != first.right
        assert first.yours in show(w * x, compare={"w": scale / 3 * (1 + off)}).compare_report
    for off in (0.0, 1e-16, 1e-9, 9e-7):
        assert show(w * x, compare={"w": scale / 3 * (1 + off)}).comparison.first is None


@pytest.mark.slow
def test_a_typed_number_agrees_to_the_digits_that_it_has():
    w, x = Value(0.1, "w"), Value(2 / 3, "x")
    for typed in (0.667, 0.6667, 0.66667):
        assert show(w * x, compare={"w": typed}).comparison.first is None
    for typed in (0.7, 0.67, 0.666, 0.6668):
        assert show(w * x, compare={"w": typed}).comparison.first.name == "w"

    def rounded(root):
        return {"w": 0.667}

    assert show(w * x, compare=rounded).comparison.first.name == "w"  # a computed number has all its digits


def test_a_gradient_by_nudging_agrees():
    def squared(w=1.7, x=-2.3, b=0.6, y=1.1):
        return (w * x + b - y) ** 2

    def nudge(root):
        at = {"w": 1.7, "x": -2.3, "b": 0.6, "y": 1.1}
        return {k: (squared(**{k: v + 1e-5}) - squared(**{k: v - 1e-5})) / 2e-5 for k, v in at.items()}

    assert show(line(), compare=nudge).comparison.first is None


@pytest.mark.slow
def test_the_learners_gradients_come_in_many_forms():
    w, x = Value(2.0, "w"), Value(3.0, "x")
    loss = w * x

    class Scalar:
        def __init__(self, grad):
            self.grad = grad

    for given in (
        {"w": 3, "x": 2.0},
        {w: 3.0, x: np.float64(2.0)},
        {"w": np.array(3.0), "x": np.float32(2.0)},
        {"w": Scalar(3.0), "x": Scalar(2)},
        lambda root: {"w": 3.0, root.parents[1]: 2.0},
    ):
        assert show(loss, compare=given).compare_report.startswith("All 2 gradients that you gave agree."), given
    loss.backward()
    assert show(loss, compare={"w": w, "x": x}).comparison.first is None  # Values are objects with a .grad, too


@pytest.mark.slow
def test_torch_tensors_and_their_gradients_are_numbers_too():
    torch = pytest.importorskip("torch")
    w, x = Value(2.0, "w"), Value(3.0, "x")
    tw, tx = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    assert "nothing has arrived" in show(w * x, compare={"w": tw}).comparison.first.remark
    (tw * tx).backward()
    assert show(w * x, compare={"w": tw, "x": tx.grad}).comparison.first is None


@pytest.mark.slow
def test_a_function_finds_the_gradients_at_zero_and_leaves_them_as_they_were():
    w, x = Value(2.0, "w"), Value(3.0, "x")
    loss = w * x
    w.grad, x.grad = 40.0, 50.0
    seen = []

    def backward(root):
        seen.extend(p.grad for p in root.parents)
        root.grad = 1.0
        for p, other in zip(root.parents, reversed(root.parents), strict=True):
            p.grad += other.data

    assert show(loss, compare=backward).comparison.first is None
    assert seen == [0.0, 0.0]
    assert (w.grad, x.grad, loss.grad) == (40.0, 50.0, 0.0)


def test_a_function_that_fills_in_the_leaves_only_is_judged_by_the_leaves():
    def leaves_only(root):
        w, x = root.parents[0].parents
        w.grad, x.grad = 3.0, 2.0

    player = show((Value(2.0, "w") * Value(3.0, "x")) + 1.0, compare=leaves_only)
    assert player.comparison.first is None
    assert "Not compared, since you gave none: v1, v2." in player.compare_report


def test_one_gradient_that_was_not_given_may_explain_all_that_differ():
    root = line()
    root.backward()
    grads = {n.name: n.grad for n in (root.parents[0].parents[1], *root.parents[0].parents[0].parents)}
    report = show(root, compare={name: -grad for name, grad in grads.items()}).compare_report
    assert (
        "It has the opposite sign, as if your grad of r, which you did not give, were −1 times the right one" in report
    )
    assert "Wrong by themselves" not in report


@pytest.mark.slow
def test_numbers_that_are_none_are_said_to_be_so():
    w, x = Value(2.0, "w"), Value(3.0, "x")
    assert "nan, not a number" in show(w * x, compare={"w": math.nan}).comparison.first.remark
    assert "infinite" in show(w * x, compare={"w": math.inf}).comparison.first.remark
    remark = show(w * x, compare={"w": None}).comparison.first.remark
    assert remark == "It has no gradient: nothing has arrived there."
    rows = {
        r.name: r.status
        for r in show(line(), compare=engine({"sub": lambda a, b, out: (math.nan, -1.0)})).comparison.rows
    }
    assert (rows["z"], rows["p"], rows["w"], rows["y"]) == ("first", "follows", "follows", "agrees")


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"q": 1.0}, GraphError, r"no node called 'q'. Its nodes are: w, x, v1"),
        ({}, LabError, "the mapping is empty"),
        ({"w": "3"}, ValueTypeError, r"the gradient of w is '3' \(str\)"),
        ({"w": True}, ValueTypeError, "the gradient of w is True"),
        ({"w": [3.0]}, ValueTypeError, r"the gradient of w is \[3.0\] \(list\)"),
        ({"w": np.ones(3)}, ValueTypeError, r"the gradient of w has shape \(3,\); w is one number"),
        ({"w": 3j}, ValueTypeError, "3j"),
        ({3: 1.0}, GraphError, "no node called 3"),
        ([3.0, 2.0], ValueTypeError, r"got \[3.0, 2.0\] \(list\)"),
        (7, ValueTypeError, r"got 7 \(int\)"),
        (lambda root: 3.0, ValueTypeError, "your function returned 3.0"),
        (lambda root: {"nobody": 1.0}, GraphError, "nobody"),
        (lambda: None, LabError, "is called with the root"),
        ({Value(1.0, "w"): 1.0}, GraphError, "not in this graph"),
    ],
)
def test_what_cannot_be_compared_is_said(given, error, words):
    w, x = Value(2.0, "w"), Value(3.0, "x")
    with pytest.raises(error, match=words):
        show(w * x * 1.0, compare=given)
    assert (w.grad, x.grad) == (0.0, 0.0)


@pytest.mark.slow
def test_a_name_of_several_nodes_and_a_plain_number_are_refused():
    a, b = Value(2.0, "a"), Value(3.0, "a")
    with pytest.raises(GraphError, match=r"several nodes; say which: a \(1\), a \(2\)"):
        show(a * b, compare={"a": 1.0})
    assert show(a * b, compare={"a (1)": 3.0}).comparison.first is None
    root = a * 2.0
    with pytest.raises(GraphError, match="plain number"):
        show(root, compare={root.parents[1]: 1.0})


def test_a_function_that_raises_is_shown_with_its_error():
    def backward(root):
        root.grad = 1.0
        raise ZeroDivisionError("by zero")

    root = Value(2.0, "w") * 3.0
    with pytest.raises(LabError, match=r"backward\(root\) raised ZeroDivisionError: by zero") as caught:
        show(root, compare=backward)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert root.grad == 0.0


def test_a_quiz_beside_a_comparison_is_refused_since_it_would_be_given_away():
    with pytest.raises(LabError, match="what a quiz hides"):
        show(Value(2.0, "w") * 3.0, quiz=True, compare={"w": 3.0})


def test_without_a_comparison_the_report_says_how_to_get_one():
    assert show(Value(2.0, "w") * 3.0).compare_report == "Nothing to compare: call show(..., compare=...)."


def test_a_function_that_changes_the_numbers_is_refused():
    def step(root):
        root.backward()
        root.parents[0].data -= 0.5

    with pytest.raises(LabError, match=r"changed w from 2 to 1.5.\n  A backward pass changes .grad only"):
        show(Value(2.0, "w") * 3.0, compare=step)


@pytest.mark.slow
def test_a_large_graph_is_compared_quickly_and_listed_in_part():
    b = Value(0.5, "b")
    xs = [Value(0.01 * k, f"x{k}") for k in range(1500)]
    root = Value.total([x * x + b for x in xs])
    started = process_time()
    player = show(root, compare={"b": 1499.0, **{f"x{k}": 0.01 * k for k in range(1, 1500)}}, sliders=[])
    assert process_time() - started < 20
    assert player.compare_report.count("\n") < 40
    assert "more" in player.compare_report
    sent = player.comparison.to_json()
    assert len([row for row in sent["rows"] if row[1] != "agrees"]) == 200
    assert sent["rows"][0][1] == "first"
    assert "1300 more differ" in sent["notes"][-1]
    assert "is missing" in next(r for r in player.comparison.rows if r.name == "b").remark


def test_a_comparison_says_that_leaves_have_moved_since():
    x = Value(2.0, "x")
    player = show(x * x, compare={"x": 5.0})
    assert "moved" not in player.compare_report
    player.set("x", 10.0)
    assert player.compare_report.endswith(
        "Leaves have moved since: this holds for the numbers that they had at show()."
    )
    player.set("x", 2.0)
    assert "moved" not in player.compare_report


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (13768.4, "13768"), (9999.96, "10000"), (-0.00012346, "−0.0001235"), (1.2345e-5, "1.23e−5"), (2e6, "2e6"),
        (999999.7, "1000000"), (-0.0, "0"), (-math.inf, "−∞"), (math.nan, "nan"), (0.1 + 0.2, "0.3"),
        (-1e-300, "−1e−300"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_on_the_page(x, text):
    assert format_number(x) == text
