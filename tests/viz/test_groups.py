"""Folding a graph: neurons, layers and samples are found by structure, and no boxes wait for each other in a circle."""

import random
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings, strategies as st

from autograd_lab import Value
from autograd_lab.scalar.neurons import MLP
from autograd_lab.viz.blocks import MOST
from autograd_lab.viz.groups import groups_of, to_json
from tests.scalar.programs import programs
from tests.support.traces import trace_of
from tests.viz.quotients import quotient_orders


@dataclass(frozen=True)
class N:
    """A node with just what grouping looks at."""

    name: str
    kind: str
    op: str
    named: bool
    parents: tuple[int, ...]


def plain(parents, ops=None):
    """Nodes from operand lists; computed ones are `tanh` or `add` unless told otherwise."""
    kinds = ["op" if operands else "leaf" for operands in parents]
    made = ops or ["" if not p else "tanh" if len(p) == 1 else "div" for p in parents]
    return [N(f"v{i}", kinds[i], made[i], False, tuple(p)) for i, p in enumerate(parents)]


def random_graph(count, leaves, seed, near=60):
    draw = random.Random(seed)
    parents = [()] * leaves
    while len(parents) < count:
        i = len(parents)
        parents.append((draw.randrange(max(0, i - near), i), draw.randrange(i)))
    return plain(parents, [draw.choice(["add", "mul", "sub", "div"]) if p else "" for p in parents])


def network(sizes, seed=0, name="x"):
    random.seed(seed)
    mlp = MLP(sizes[0], sizes[1:], "tanh")
    return mlp, mlp([Value(random.random(), f"{name}{i}") for i in range(sizes[0])])


class Chained:
    """micrograd's way to write a neuron: products in a chain of +."""

    def __init__(self, width):
        self.w, self.b = [Value(random.random()) for _ in range(width)], Value(0.0)

    def __call__(self, x):
        return sum((w * a for w, a in zip(self.w, x, strict=True)), self.b).tanh()


def assert_sound(nodes):
    """A tree of few boxes each, every node in one place, and no circle whatever is open."""
    groups = groups_of(nodes)
    assert all(g.parent < i for i, g in enumerate(groups))
    placed = Counter(m for g in groups for m in g.members)
    assert set(placed.values()) <= {1}
    within = Counter(g.parent for g in groups)
    assert within[-1] + len(nodes) - len(placed) <= max(MOST, 0 if groups else len(nodes))
    for i, g in enumerate(groups):
        assert 1 < within[i] + len(g.members) <= 1.35 * MOST, g.label
        assert g.label
    draw = random.Random(1)
    for share in (0.0, 0.3, 0.7, 1.0):
        assert quotient_orders(groups, nodes, {i for i in range(len(groups)) if draw.random() < share})
    return groups


@pytest.mark.slow
@given(programs(max_ops=60))
@settings(max_examples=30, deadline=None)
def test_groups_of_any_program_are_sound(program):
    assert_sound(trace_of(program.run(Value)[1]).nodes)


@pytest.mark.slow
@given(st.integers(0, 10_000), st.integers(31, 400), st.integers(1, 30))
@settings(max_examples=30, deadline=None)
def test_groups_of_any_graph_are_sound(seed, count, leaves):
    nodes = random_graph(count, leaves, seed)
    assert assert_sound(nodes)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1000, 3000])
def test_a_thousand_nodes_open_as_thirty_boxes(count):
    assert_sound(random_graph(count, 40, 3))
    assert_sound(plain([()] * (count - 1) + [tuple(range(count - 1))]))  # a star
    assert_sound(plain([()] + [(i,) for i in range(count)]))  # a chain
    assert_sound(plain([()] + [(i, 0) for i in range(count)]))  # a chain that reads its start all along


@pytest.mark.slow
def test_neurons_are_found_in_layers():
    _, out = network([2, 4, 4, 1])
    groups = assert_sound(trace_of((out - 1.0) ** 2).nodes)
    tops = [g.label for g in groups if g.parent < 0]
    assert tops == ["layer 1 · 4 neurons", "layer 2 · 4 neurons", "layer 3 · 1 neuron"]
    assert Counter(g.kind for g in groups) == {"layer": 2, "neuron": 9}
    first = [g for g in groups if g.parent == 0]
    assert [g.label for g in first] == ["neuron 1", "neuron 2", "neuron 3", "neuron 4"]
    assert all(len(g.members) == 5 for g in first)  # two weights, a bias, the sum, the activation


def test_micrograds_chains_are_neurons_too():
    random.seed(0)
    layer, head = [Chained(3) for _ in range(4)], Chained(4)
    x = [Value(1.0), Value(2.0), Value(3.0)]
    groups = assert_sound(trace_of((head([n(x) for n in layer]) - 1.0) ** 2).nodes)
    assert [g.label for g in groups if g.parent < 0] == ["layer 1 · 4 neurons", "layer 2 · 1 neuron"]


@pytest.mark.slow
def test_a_named_neuron_keeps_its_name_and_a_small_graph_without_neurons_has_no_groups():
    w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(0.1, "b")
    a = (w * x + b).sigmoid()
    a.name = "a"
    groups = groups_of(trace_of((a - 1.0) ** 2).nodes)
    assert [(g.label, g.kind) for g in groups] == [("neuron: a", "neuron")]
    assert groups_of(trace_of(w * x + w * w).nodes) == ()
    assert groups_of(trace_of(Value(1.0)).nodes) == ()


def test_squares_are_no_neurons():
    w = [Value(float(i)) for i in range(4)]
    assert groups_of(trace_of(sum(p * p for p in w)).nodes) == ()


@pytest.mark.slow
@pytest.mark.parametrize("add_up", [sum, Value.total])
def test_a_batch_is_grouped_by_sample(add_up):
    random.seed(0)
    mlp = MLP(2, [8, 8, 1])
    outs = [mlp([Value(random.random()), Value(random.random())]) for _ in range(40)]
    data = add_up([(1.0 - 0.5 * out).relu() for out in outs]) * (1 / 40)
    loss = data + 1e-4 * sum(p * p for p in mlp.parameters())
    groups = assert_sound(trace_of(loss).nodes)
    tops = [g.label for g in groups if g.parent < 0]
    assert [label for label in tops if label.startswith("samples")] == [f"samples {k}–{k + 3}" for k in range(1, 41, 4)]
    assert "parameters" in tops
    sample = next(i for i, g in enumerate(groups) if g.label == "sample 7")
    inner = [g.label for g in groups if g.parent == sample]
    assert inner == ["layer 1 · 8 neurons", "layer 2 · 8 neurons"]  # the last neuron owns nothing but its sum
    shared = {groups[i].label for i, g in enumerate(groups) if groups[g.parent].label == "parameters"}
    assert shared >= {"layer 1: parameters", "layer 2: parameters", "layer 3: parameters"}


def test_a_few_samples_stand_side_by_side():
    w, b = Value(2.0, "w"), Value(1.0, "b")
    points = [(Value(float(i)), float(2 * i)) for i in range(6)]
    groups = groups_of(trace_of(Value.total([(w * x + b - y) ** 2 for x, y in points])).nodes)
    assert [g.label for g in groups if g.parent < 0] == [f"sample {k}" for k in range(1, 7)]


def test_layers_of_arrays_are_groups():
    parents = [(), (), (), (0, 1), (3, 2), (4,), (), (), (5, 6), (8, 7), (9,)]
    ops = ["", "", "", "matmul", "add", "relu", "", "", "matmul", "add", "mean"]
    groups = assert_sound(plain(parents, ops))
    assert [(g.label, g.kind) for g in groups] == [("layer 1", "layer"), ("layer 2", "layer")]


def test_groups_travel_in_columns():
    _, out = network([2, 3, 1])
    nodes = trace_of(out).nodes
    groups = groups_of(nodes)
    sent = to_json(groups, len(nodes))
    assert len(sent["labels"]) == len(sent["kinds"]) == len(sent["parents"]) == len(groups)
    assert [[n for n, at in enumerate(sent["inside"]) if at == i] for i in range(len(groups))] == [
        sorted(g.members) for g in groups
    ]


@pytest.mark.slow
@pytest.mark.full
def test_a_hundred_thousand_nodes_are_grouped_in_seconds():
    import time

    nodes = random_graph(100_000, 2000, 0)
    start = time.process_time()  # the machine may have other things to do
    groups = groups_of(nodes)
    assert time.process_time() - start < 10  # about 1.5 s; a step that is quadratic would take minutes
    assert sum(g.parent < 0 for g in groups) <= MOST


@pytest.mark.slow
def test_the_collector_runs_on_after_show_even_after_an_error(monkeypatch):
    import gc

    from autograd_lab.viz.sources import scalar

    w = Value(1.0)
    trace_of(w * w)
    assert gc.isenabled()

    def fail(nodes):
        assert not gc.isenabled()
        raise RuntimeError

    monkeypatch.setattr(scalar, "groups_of", fail)
    with pytest.raises(RuntimeError):
        trace_of(w * w)
    assert gc.isenabled()
