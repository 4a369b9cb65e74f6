"""The trace holds the learner's graph as it is; show() changes nothing and refuses what it cannot draw."""

import base64
import json
import math
import struct

import pytest
from hypothesis import given, settings

from autograd_lab import Value, show
from autograd_lab.errors import GraphError, LabError, ValueTypeError
from autograd_lab.scalar.graph import topological
from tests.scalar.programs import programs
from tests.support.traces import trace_of


@pytest.mark.slow
@given(programs())
@settings(max_examples=30, deadline=None)
def test_a_trace_holds_every_node_edge_and_value(program):
    _, root = program.run(Value)
    order, trace = topological(root), trace_of(root)
    assert [node.parents for node in trace.nodes] == [tuple(map(order.index, node.parents)) for node in order]
    assert trace.values == tuple(node.data for node in order)
    sent = json.loads(json.dumps(trace.to_json()))
    assert struct.unpack(f"<{len(order)}d", base64.b64decode(sent["values"])) == trace.values


def test_names_come_from_the_value_then_from_the_variable():
    w, x = Value(2.0), Value(3.0, name="x₁")
    loss = (w * x - 1.0) ** 2
    trace = show(loss).trace
    assert [n.name for n in trace.nodes] == ["w", "x₁", "1", "2", "v1", "v2", "loss"]
    assert [n.kind for n in trace.nodes] == ["leaf", "leaf", "const", "const", "op", "op", "op"]


def test_a_name_used_twice_is_told_apart_and_said():
    player = show(Value(1.0, "w") + Value(2.0, "w"))
    assert [n.name for n in player.trace.nodes[:2]] == ["w (1)", "w (2)"]
    assert "2 nodes are called w" in player.trace.notices[0]
    with pytest.raises(GraphError, match=r"'w' is the name of several nodes; say which: w \(1\), w \(2\)"):
        player.set("w", 3.0)
    player.set("w (2)", 3.0)
    assert player.trace.values[-1] == 4.0


@pytest.mark.slow
def test_no_automatic_name_repeats_one_that_the_learner_gave():
    v1 = Value(2.0)
    assert [n.name for n in show(v1 * 3.0 + v1).trace.nodes] == ["v1", "3", "v2", "v3"]
    twice = Value.total([Value(1.0, "w"), Value(2.0, "w"), Value(3.0, "w (1)")])
    assert [n.name for n in trace_of(twice).nodes] == ["w (2)", "w (3)", "w (1)", "v1"]


def test_the_first_variable_names_a_value_and_a_loop_does_not_rename_it():
    w = Value(1.0)
    for v in [w]:
        doubled = v * 2.0
    assert [n.name for n in show(doubled).trace.nodes] == ["w", "2", "doubled"]


@pytest.mark.slow
@pytest.mark.parametrize("root", [Value(0.0, "x").sqrt(), Value(-2.0, "x") ** Value(2.0, "w")])
def test_a_slope_that_does_not_exist_leaves_the_table_without_gradients(root):
    assert "<td>·</td></tr></tbody>" in show(root).static().html


@pytest.mark.slow
@given(programs())
@settings(max_examples=20, deadline=None)
def test_showing_changes_no_number_and_no_gradient(program):
    _, root = program.run(Value)
    root.backward()
    before = [(node.data, node.grad) for node in topological(root)]
    show(root)._repr_mimebundle_()
    show(root, start="end").static()
    assert [(node.data, node.grad) for node in topological(root)] == before
    root.zero_grad()
    root.backward()  # and the graph still counts as fresh
    assert [node.grad for node in topological(root)] == [grad for _, grad in before]


def test_moving_a_leaf_moves_the_learners_values_and_leaves_gradients_alone():
    w, x = Value(2.0), Value(3.0)
    y = w * x
    y.backward()
    player = show(y)
    player._answer(player, {"moves": [[0, 5.0]], "turn": 1, "view": "a"}, [])
    assert (w.data, y.data, w.grad) == (5.0, 15.0, 3.0)
    assert player.trace.values == (5.0, 3.0, 15.0)
    y.zero_grad()
    y.backward()  # no StaleGraphError: the results were computed anew
    assert x.grad == 5.0


def test_the_kernel_answers_with_its_values_and_its_gradients(monkeypatch):
    w = Value(2.0, "w")
    player = show((w * 3.0) ** 2)
    sent = []
    monkeypatch.setattr(player, "send", lambda content, buffers: sent.append((content, buffers[0])))
    player._answer(player, {"moves": [], "turn": 1, "view": "a"}, [])
    player._answer(player, {"moves": [[0, 1.0], [1, 9.0]], "turn": 2, "view": "a"}, [])  # 1 is the constant: it stays
    (first, numbers), (second, later) = sent
    assert (first, second) == ({"turn": 1, "view": "a"}, {"turn": 2, "view": "a"})
    assert struct.unpack("<10d", numbers)[:5] == (2.0, 3.0, 2.0, 6.0, 36.0)
    assert struct.unpack("<10d", numbers)[5::3] == (36.0, 12.0)
    assert struct.unpack("<10d", later)[:5] == (1.0, 3.0, 2.0, 3.0, 9.0)
    assert math.isnan(struct.unpack("<10d", later)[6])
    assert struct.unpack("<5d", player._numbers) == player.trace.values
    assert w.grad == 0.0


@pytest.mark.slow
def test_a_kernel_that_is_only_asked_whether_it_is_there_computes_nothing(monkeypatch):
    player = show(Value(2.0, "w") * 3.0)
    sent = []
    monkeypatch.setattr(player, "send", lambda *content: sent.append(content))
    player._answer(player, {"moves": [], "turn": 4, "view": "a", "ping": True}, [])
    assert sent == [({"turn": 4, "view": "a"},)]


@pytest.mark.slow
def test_what_is_shown_is_the_graph_at_the_moment_of_show():
    w = Value(2.0)
    player = show(w * w)
    w.data = 7.0  # later code, before the page has asked the kernel
    player._answer(player, {"moves": [], "turn": 1, "view": "a"}, [])
    assert player.trace.values == (2.0, 4.0)
    player.set("w", 3.0)
    assert (w.data, player.trace.values) == (3.0, (3.0, 9.0))


def test_a_slider_that_leaves_the_domain_gives_nan_and_no_crash():
    x = Value(2.0)
    player = show(x.log() + 1.0)
    player.set("x", -1.0)
    assert math.isnan(player.trace.values[-1])
    assert "nan" in player.static().html


def test_one_leaf_alone_is_a_graph():
    assert len(show(Value(1.0)).trace.nodes) == 1


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: show(3.0), ValueTypeError, r"draws the graph of a Value, .*, got 3.0 \(float\). Build the expression"),
        (lambda: show(None), ValueTypeError, r"got None"),
        (lambda: show([Value(1.0)]), ValueTypeError, r"show\(Value.total\(items\)\)"),
        (lambda: show(Value(1.0, "w") + 1, sliders=["v"]), GraphError, r"no node called 'v'; the named ones are: w"),
        (lambda: show(Value(1.0, "w") + 1, sliders={"w": (2, 1)}), GraphError, r"'w' = 1 cannot slide over \(2, 1\)"),
        (lambda: show(Value(1.0, "w") + 1, sliders={"w": (0, math.inf)}), GraphError, r"\(0, inf\)\.\n.*both finite"),
        (
            lambda: show(Value(1.0, "w") + 1, sliders={"w": 3}),
            GraphError,
            r"cannot slide over 3\.\n  Write \(lowest, highest\)",
        ),
        (lambda: show(Value(1.0), names=[1]), ValueTypeError, r"maps names to Values, got \[1\] \(list\)"),
        (lambda: show(Value(1.0), start="middle"), LabError, r'"start" or "end", got \'middle\''),
        (lambda: show(Value(1.0, "w") * 2).set("x", 1.0), GraphError, r"no node called 'x'"),
    ],
)
def test_bad_input_is_told_what_to_do(make, error, says):
    with pytest.raises(error, match=says):
        make()


@pytest.mark.slow
def test_a_computed_node_cannot_be_set_or_get_a_slider():
    a = Value(1.0)
    b = a * 2
    c = b + a
    with pytest.raises(GraphError, match=r"'b' is computed \(mul\), so it cannot be set"):
        show(c).set("b", 1.0)
    with pytest.raises(GraphError, match=r"'b' is computed \(mul\); sliders move leaves only"):
        show(c, sliders=["b"])


@pytest.mark.slow
def test_a_slider_range_is_widened_to_hold_its_value():
    w = Value(7.0)
    assert show(w * 1, sliders={"w": (0, 5)})._options["sliders"] == [[0, [0.0, 7.0]]]


@pytest.mark.slow
def test_a_leaf_at_infinity_is_shown_and_gets_no_slider():
    w, x = Value(math.inf), Value(2.0)
    player = show(w + x)
    assert [player.trace.nodes[i].name for i, _ in player._options["sliders"]] == ["x"]
    assert "Infinity" not in player.static().html.split('<script type="module">')[0]


@pytest.mark.parametrize("sliders", [5, True, False])
def test_sliders_in_no_known_form_are_refused_in_words(sliders):
    with pytest.raises(ValueTypeError, match=r"takes the names of leaves.*\n.*\[\] for no sliders"):
        show(Value(2.0, "x") * 3.0, sliders=sliders)
