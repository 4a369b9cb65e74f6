"""Steps of recurrent nets, found from the structure of their graphs."""

import numpy as np
import pytest
from hypothesis import example, given, settings

from autograd_lab import Tensor, Value, functional
from autograd_lab.viz.sources.steps import Steps, steps_of
from tests.scalar.programs import Program, programs
from tests.support.traces import trace_of
from tests.viz.recurrent import gru, lstm, rnn


def labels(trace):
    """The labels of the outermost groups."""
    return [group.label for group in trace.groups if group.parent < 0]


def names_in(trace, step):
    """The names of the computed nodes in a step that have a part."""
    steps = steps_of(trace.nodes)
    return {trace.nodes[i].name for i in steps.names if steps.of[i] == step}


def test_each_step_of_a_recurrent_net_is_a_group_and_what_they_share_stands_outside():
    trace = trace_of(rnn(T=9)["loss"])
    assert labels(trace) == [f"step {t}" for t in range(1, 10)]
    inside = {i for group in trace.groups for i in group.members}
    outside = [n.name for n in trace.nodes if n.id not in inside]
    assert outside[:3] == ["W", "U", "b"]
    assert [n.op for n in trace.nodes if n.id not in inside][3:] == ["mul", "mean"]  # the loss is no part of a step


@pytest.mark.slow
def test_states_inputs_and_gates_have_their_names_in_every_step():
    for t in (1, 2, 6):
        digit = "₀₁₂₃₄₅₆"[t]
        first = {"h₀"} if t == 1 else set()  # h and c begin as one array of zeros
        assert names_in(trace_of(lstm()), t) == {f"{name}{digit}" for name in "xifgoch"} | first
    assert names_in(trace_of(gru()), 3) == {"x₃", "r₃", "z₃", "n₃", "h₃"}
    assert names_in(trace_of(rnn()["loss"]), 5) == {"x₅", "h₅"}


@pytest.mark.slow
def test_the_gates_of_an_lstm_are_told_apart_by_what_they_multiply():
    trace = trace_of(lstm())
    by_name = {n.name: n for n in trace.nodes}
    slices = {gate: trace.nodes[by_name[f"{gate}₄"].parents[0]].id for gate in "ifgo"}
    assert sorted(slices, key=slices.get) == list("ifgo")  # the order in which the program cut them
    assert trace.nodes[by_name["f₄"].id].op == "sigmoid"
    (product,) = [n for n in trace.nodes if by_name["f₄"].id in n.parents]
    assert by_name["c₃"].id in product.parents


def test_a_name_that_the_learner_gave_stays():
    net = rnn()
    net["hs"][2].name = "middle"
    assert "middle" in [n.name for n in trace_of(net["loss"]).nodes]


@pytest.mark.slow
def test_an_output_at_each_step_goes_with_its_step():
    net = rnn(T=6)
    V = Tensor(np.ones((3, 1)), True, "V")
    loss = sum((functional.sigmoid(h @ V).mean() for h in net["hs"][1:]), functional.sigmoid(net["hs"][0] @ V).mean())
    trace = trace_of(loss)
    steps = steps_of(trace.nodes)
    sigmoids = [n.id for n in trace.nodes if n.op == "sigmoid"]
    assert [steps.of[i] for i in sigmoids] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "graph",
    [
        lambda x: x * x * x * x,  # a power: each step is a single operation
        lambda x: (
            (x * 2.0).tanh() + (x * 3.0).tanh() + (x * 4.0).tanh() + (x * 5.0).tanh()
        ),  # nothing waits for another
        lambda x: (x * 2.0).tanh() * x,  # twice
    ],
)
def test_what_only_looks_like_steps_is_left_alone(graph):
    trace = trace_of(graph(Tensor([1.0, 2.0], True, "x")).sum())
    assert steps_of(trace.nodes) is None
    assert trace.steps is None


@pytest.mark.slow
def test_groups_of_steps_never_wait_for_one_another_in_a_circle():
    for loss in (rnn(T=40)["loss"], lstm(T=20), gru(T=12)):
        trace = trace_of(loss)
        around = {i: g for g, group in enumerate(trace.groups) for i in group.members}
        tops = {}
        for i in range(len(trace.nodes)):
            g = around.get(i, -1)
            while g >= 0 and trace.groups[g].parent >= 0:
                g = trace.groups[g].parent
            tops[i] = ("group", g) if g >= 0 else ("node", i)
        after = {}
        for n in trace.nodes:
            for p in n.parents:
                if tops[p] != tops[n.id]:
                    after.setdefault(tops[n.id], set()).add(tops[p])
        done = set()
        while after:
            free = [box for box, needs in after.items() if not (needs & after.keys())]
            assert free
            for box in free:
                del after[box]
            done |= set(free)
        assert len(set(tops.values())) <= 30


def scalar_rnn(steps):
    """Two units, one input, in Values."""
    w, b = [Value(0.5, "w1"), Value(-0.3, "w2")], Value(0.1, "b")
    u = [[Value(0.4, "u11"), Value(0.2, "u12")], [Value(-0.1, "u21"), Value(0.3, "u22")]]
    h = [Value(0.0), Value(0.0)]
    for t in range(steps):
        x = Value(float(t % 3))
        h = [(w[k] * x + u[k][0] * h[0] + u[k][1] * h[1] + b).tanh() for k in range(2)]
    return h[0] * h[1]


@pytest.mark.slow
def test_a_recurrent_net_of_values_folds_into_its_steps_where_it_is_too_large_to_be_seen_whole():
    trace = trace_of(scalar_rnn(8))
    assert {f"step {t}" for t in range(1, 9)} <= set(labels(trace))
    assert not any(label.startswith("step") for label in labels(trace_of(scalar_rnn(2))))
    read = [n for n in trace.nodes if n.name in ("w1", "u12", "b")]
    inside = {i for group in trace.groups if group.label.startswith("step") for i in group.members}
    assert len(read) == 3
    assert trace.root.id not in {i for group in trace.groups for i in group.members}  # what comes after the last step
    assert inside.isdisjoint(n.id for n in read)


@pytest.mark.slow
def test_many_steps_are_runs_of_steps():
    assert labels(trace_of(rnn(T=40)["loss"])) == [f"steps {a}–{a + 3}" for a in range(1, 41, 4)]


@pytest.mark.slow
def test_a_loop_in_pytorch_has_steps_too():
    torch = pytest.importorskip("torch")
    cell = torch.nn.RNNCell(2, 3, dtype=torch.float64)
    h = torch.zeros(1, 3, dtype=torch.float64)
    for x in torch.ones(5, 1, 2, dtype=torch.float64):
        h = torch.tanh(x @ cell.weight_ih.T + h @ cell.weight_hh.T + cell.bias_ih)
    trace = trace_of((h * h).mean(), {"cell": cell})
    steps = steps_of(trace.nodes)
    assert steps is not None
    assert steps.count == 5


#: a leaf that is read by other operations each time
MIXED = Program(
    (1.0, 1.0, 1.0, 1.0),
    (("exp", (0,)), ("add", (0, 0)), ("dot", (0, 4)), ("neg", (0,)), *[("add", (0, 0))] * 2, ("add", (6, 0))),
)


@pytest.mark.slow
@given(programs(max_ops=60))
@example(MIXED)
@settings(max_examples=30, deadline=None)
def test_steps_of_any_program_hold_each_node_once(program):
    nodes = trace_of(program.run(Value)[1]).nodes
    none = Steps(of=(0,) * len(nodes), count=0)
    steps = steps_of(nodes, numbers=True) or none
    assert len(steps.of) == len(nodes)
    assert set(steps.of) <= set(range(steps.count + 1))
    for row in steps.states.values():
        for t, units in enumerate(row, start=1):
            assert {steps.of[i] for i in units} == {t}
    assert len(set(steps.names.values())) == len(steps.names)
