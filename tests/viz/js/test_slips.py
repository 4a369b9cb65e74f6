"""A wrong number is told what it shows: each kind of slip has a hint of its own, and nobody is accused of another's."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from autograd_lab import Value
from autograd_lab.scalar.graph import topological
from autograd_lab.scalar.ops import OPS
from autograd_lab.viz.explain import Scene, explain, join_hints
from autograd_lab.viz.slips import HINTS, TERMS, hints_for
from tests.scalar.programs import programs
from tests.support.javascript import JS, node
from tests.support.traces import trace_of
from tests.viz.js.planted_slips import PLANTED, graph

pytestmark = pytest.mark.slow

FIND = f"""
import {{ createPass, decodeTrace }} from "{JS.as_uri()}/model/sweep.js";
import {{ explain, saidOf }} from "{JS.as_uri()}/model/explain.js";
console.log(JSON.stringify(data.map(({{ trace: raw, id, got, hints, tolerance }}) => {{
  const trace = decodeTrace(raw), pass = createPass(trace, trace.values);
  const found = explain(pass, id, got, tolerance);
  return [found.map((f) => f.id), saidOf(pass, hints, id, found)];
}})));
"""


def scene_of(planted):
    trace = trace_of(graph(planted.build), {})
    return trace, Scene(trace.nodes, trace.values), trace.find(planted.node).id


def test_a_hint_is_written_for_each_slip_and_no_two_are_the_same():
    assert {slip.id for slip in TERMS} <= set(HINTS)
    assert len(set(HINTS.values())) == len(HINTS)


def test_every_slip_of_the_table_is_planted():
    never = {"several", "seed", "seed-missing", "seed-value"}  # the root is asked of a comparison only
    asked = {key for key in HINTS if not key.startswith(("sign-", "size-"))}
    assert {p.id for p in PLANTED} == asked - never
    assert len(PLANTED) == len({p.id for p in PLANTED}) > 60


@pytest.mark.parametrize("planted", PLANTED, ids=lambda p: p.id)
def test_each_planted_slip_is_found_and_no_other(planted):
    _, scene, at = scene_of(planted)
    assert [hint.id for hint in explain(scene, at, planted.number, 1e-9)] == [planted.id, *planted.also]


def test_the_page_says_of_each_planted_slip_what_python_says():
    asked, expected = [], []
    for planted in PLANTED:
        trace, scene, at = scene_of(planted)
        hints = hints_for(n.op for n in trace.nodes)
        asked.append({"trace": trace.to_json(), "id": at, "got": planted.number, "hints": hints, "tolerance": 2e-3})
        found = explain(scene, at, planted.number, 2e-3)
        expected.append([[hint.id for hint in found], join_hints(found)])
    assert node(FIND, asked) == expected
    assert all("{" not in text and "undefined" not in text for _, text in expected)


@pytest.mark.slow
@given(program=programs(max_ops=12), data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_page_and_python_agree_on_any_number_in_any_graph(program, data):
    _, root = program.run(Value)
    trace = trace_of(root, {})
    scene = Scene(trace.nodes, trace.values)
    asked, expected = [], []
    hints = hints_for(n.op for n in trace.nodes)
    for n in trace.nodes[:-1]:
        if n.kind == "const" or not scene.arrivals[n.id]:
            continue
        arrival = scene.arrivals[n.id][0]
        tries = [arrival.upstream, arrival.local, scene.values[n.id], 2 * scene.grads[n.id], 0.0, arrival.amount]
        got = data.draw(st.sampled_from(tries) | st.floats(-5, 5))
        asked.append({"trace": trace.to_json(), "id": n.id, "got": got, "hints": hints, "tolerance": 1e-6})
        found = explain(scene, n.id, got, 1e-6)
        expected.append([[hint.id for hint in found], join_hints(found)])
    assert node(FIND, asked) == expected


@given(program=programs())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_right_gradients_of_the_judge_are_the_engines(program):
    _, root = program.run(Value)
    root.backward()
    trace = trace_of(root, {})
    scene = Scene(trace.nodes, trace.values, foreign=trace.foreign)
    for n, grad, value in zip(trace.nodes, scene.grads, topological(root), strict=True):
        assert n.kind == "const" or grad == pytest.approx(value.grad, rel=1e-9, abs=1e-9)


def test_two_slips_with_one_number_are_both_said():
    a = Value(3.0, "a")
    b = a + a
    b.name = "b"
    trace = trace_of(b * b, {})
    found = explain(Scene(trace.nodes, trace.values), trace.find("b").id, 6.0, 1e-6)
    assert [hint.id for hint in found] == ["one-of-two", "own-value"]
    assert join_hints(found).startswith("Two slips give this number. (1) That is one contribution. b is used twice")


def test_where_many_slips_give_one_number_none_is_named():
    trace = trace_of(Value(1.0, "w") * Value(-1.0, "x"), {})
    found = explain(Scene(trace.nodes, trace.values), 0, 1.0, 1e-6)
    assert [hint.id for hint in found] == ["several"]


def test_names_are_put_in_as_text_whatever_they_hold():
    w = Value(1.7, "{m}")
    trace = trace_of(w * Value(-2.3, "x") * 3.1, {})
    (hint,) = explain(Scene(trace.nodes, trace.values), 0, 3.1 * 1.7, 1e-6)
    assert hint.text.endswith("That is upstream × {m} itself.")


def test_a_quiz_carries_the_hints_of_its_own_operations_only():
    hints = hints_for(["mul", "tanh"])
    assert {"product-itself", "tanh-square", "forgot-upstream", "replaced"} <= set(hints)
    assert not {"minus-of-sub", "power-factor", "sigmoid-half"} & set(hints)
    assert hints_for(OPS) == HINTS
