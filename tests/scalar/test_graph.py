"""The order of a graph, cycles, stale and infinite numbers, copies, replay and generated source."""

import copy
import math
import pickle
import random

import numpy as np
import pytest
from hypothesis import given, settings

from autograd_lab import Tensor, Value, detect_anomaly, grad, record, to_python
from autograd_lab.errors import AnomalyError, DomainError, GraphError, StaleGraphError, ValueTypeError
from autograd_lab.scalar.generated import compiled
from autograd_lab.scalar.graph import topological
from autograd_lab.scalar.neurons import MLP
from tests.scalar.programs import Program, programs


def chain(x, length):
    y = x
    for _ in range(length):
        y = y * 1.0 + 0.0
    return y


# --- cycles and parents made by hand ---------------------------------------------------------------------


def test_a_cycle_made_by_hand_is_named():
    a = Value(1.0, name="a")
    b = a * 2.0
    c = b + 1.0
    c.name = "c"
    b._a = c
    with pytest.raises(GraphError, match=r"(?s)cycle: Value\(.*made by (mul|add), is computed from itself.*operators"):
        c.backward()


def test_a_node_that_is_its_own_parent_is_a_cycle():
    a = Value(1.0) * 2.0
    a._b = a
    with pytest.raises(GraphError, match="cycle"):
        topological(a)


def test_a_cycle_among_the_operands_of_a_dot_is_named():
    y = Value.total([Value(1.0), Value(2.0)])
    z = y.exp()
    y._a = (z, z)
    with pytest.raises(GraphError, match="cycle"):
        z.backward()


def test_parents_cannot_be_set():
    a = Value(1.0)
    with pytest.raises(GraphError, match=r"(?s)parents are the operands.*cycle.*Write the expression"):
        (a + a).parents = (a,)


@pytest.mark.slow
def test_a_deep_and_wide_graph_is_no_cycle():
    x = Value(1.0)
    y = chain(x, 20_000)
    z = Value.total([y, y * x, *[chain(x, 3) for _ in range(3000)]])
    z.backward()
    assert x.grad == pytest.approx(1 + 2 + 3000)


# --- mixing, anomalies, domains of the derivative --------------------------------------------------------


@pytest.mark.parametrize("mix", [lambda v, t: v + t, lambda v, t: v * t, lambda v, t: Value.dot([v], [t])])
def test_a_value_and_a_tensor_do_not_mix(mix):
    with pytest.raises(ValueTypeError, match=r"(?s)a Tensor.*\.item\(\).*one engine"):
        mix(Value(1.0), Tensor(2.0, requires_grad=True))


def test_detect_anomaly_names_the_first_number_that_is_not_finite():
    x = Value(800.0, name="x")
    y = x.exp()
    z = (y * 2.0).tanh()
    z.backward()
    with (
        detect_anomaly(),
        pytest.raises(AnomalyError, match=r"(?s)first node that is not finite is a exp node = inf.*operands are 800"),
    ):
        z.backward()
    y.name = "hot"
    with detect_anomaly(), pytest.raises(AnomalyError, match="'hot'"):
        z.backward()


def test_detect_anomaly_names_the_first_gradient_that_is_not_finite():
    x = Value(1e-200, name="x")
    y = (x * 1e-160 + 1e-320).log() * 1e300
    with detect_anomaly(), pytest.raises(AnomalyError, match=r"(?s)first gradient that is not finite is -?inf.*log"):
        y.backward()
    assert x.grad == 0.0


def test_anomalies_are_looked_for_within_the_block_only():
    with detect_anomaly():
        (Value(1.0) * 2.0).backward()
    y = Value(800.0).exp()
    y.backward()
    assert y.data == math.inf


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Value(0.0).sqrt(), r"derivative of sqrt\(0\): the square root rises straight up"),
        (lambda: Value(0.0) ** 0.5, r"derivative of pow\(0, 0\.5\): a power below 1"),
        (lambda: Value(-2.0) ** Value(3.0), r"derivative of pow\(-2, 3\): .*negative base has no derivative"),
    ],
)
def test_a_derivative_that_does_not_exist_is_an_error_and_leaves_the_leaves_alone(make, says):
    y = make()
    with pytest.raises(DomainError, match=says):
        y.backward()
    assert all(node.grad == 0.0 for node in topological(y) if not node.parents)
    with pytest.raises(DomainError, match=says):
        grad(y, [node for node in topological(y) if not node.parents])


def test_zero_to_a_variable_power_has_slope_zero_in_it():
    b = Value(2.0)
    (Value(0.0) ** b).backward()
    assert b.grad == 0.0


def test_log_sigmoid_keeps_every_digit():
    x = Value(-800.0)
    y = x.log_sigmoid()
    y.backward()
    assert (y.data, x.grad) == (-800.0, 1.0)
    assert Value(40.0).log_sigmoid().data == pytest.approx(-math.exp(-40.0), rel=1e-12)


# --- copies -----------------------------------------------------------------------------------------------

COPIES = {
    "deepcopy": copy.deepcopy,
    "pickle": lambda x: pickle.loads(pickle.dumps(x)),
    "pickle, in Python": lambda x: pickle.loads(pickle._dumps(x)),
    "pickle, protocol 0": lambda x: pickle.loads(pickle.dumps(x, 0)),
}


@pytest.mark.parametrize("way", COPIES)
def test_a_copy_is_a_working_graph_that_shares_nothing(way):
    a, b = Value(2.0, name="a"), Value(-3.0)
    y = Value.dot([a, b], [b, a], 1.0) + a**2
    z = y.max(a)
    y2, a2, z2 = COPIES[way]((y, a, z))
    y2.backward()
    assert (y2.data, a2.name, a2.grad) == (y.data, "a", -6.0 + 4.0)
    assert (a.grad, z2.parents[1] is a2) == (0.0, True)
    assert [n.op for n in topological(z2)] == [n.op for n in topological(z)]


@pytest.mark.slow
@pytest.mark.parametrize("way", ["deepcopy", "pickle"])
def test_a_deep_graph_can_be_copied(way):
    x = Value(1.5)
    y, x2 = COPIES[way]([chain(x, 5_000), x])
    y.backward()
    assert (x2.grad, x.grad) == (1.0, 0.0)


def test_a_copied_network_learns_alone():
    random.seed(1)
    net = MLP(2, [3, 1])
    twin = copy.deepcopy(net)
    twin([1.0, 2.0]).backward()
    assert any(p.grad for p in twin.parameters())
    assert not any(p.grad for p in net.parameters())


def test_a_copy_notices_a_stale_number_too():
    x = Value(2.0)
    y, x2 = copy.deepcopy((x * x, x))
    x2.data = 3.0
    with pytest.raises(StaleGraphError):
        y.backward()


# --- replay -----------------------------------------------------------------------------------------------


@pytest.mark.slow
@given(programs())
@settings(max_examples=150, deadline=None)
def test_a_replay_equals_a_fresh_graph_to_the_last_digit(program):
    other = tuple(x * 0.75 + 0.01 for x in program.leaves)
    leaves, root = program.run(Value)
    run = record(root)
    nodes = topological(root)
    for leaf, x in zip(leaves, other, strict=True):
        leaf.data = x
    assert run() == root.data
    fresh_leaves, fresh = Program(other, program.steps).run(Value)
    fresh.backward()
    assert (root.data, [v.grad for v in leaves]) == (fresh.data, [v.grad for v in fresh_leaves])
    assert all(a is b for a, b in zip(nodes, topological(root), strict=True))
    root.zero_grad()
    root.backward()  # a replayed graph is fresh
    assert [v.grad for v in leaves] == [v.grad for v in fresh_leaves]


def test_a_replays_backward_notices_a_changed_leaf():
    x = Value(2.0, name="x")
    run = record(x * x)
    x.data = 3.0
    with pytest.raises(StaleGraphError, match="'x' is now 3"):
        run.backward()
    assert (run(), x.grad, repr(run)[:32]) == (9.0, 6.0, "Replay(1 operations on 1 leaves,")


def test_a_replay_outside_the_domain_is_told():
    x = Value(2.0, name="x")
    run = record(x.log())
    x.data = -1.0
    with pytest.raises(DomainError, match=r"log\(x = -1\)"):
        run()
    with pytest.raises(ValueTypeError, match="record"):
        record(3.0)


# --- generated source -------------------------------------------------------------------------------------


@pytest.mark.slow
@given(programs())
@settings(max_examples=150, deadline=None)
def test_generated_code_gives_the_engines_numbers(program):
    leaves, root = program.run(Value)
    for i, leaf in enumerate(leaves):
        leaf.name = f"x{i}"
    result, gradients = compiled(root)()
    root.backward()
    assert result == pytest.approx(root.data, rel=1e-12)
    reached = set(topological(root))
    theirs = [gradients[leaf.name] for leaf in leaves if leaf in reached]
    assert theirs == pytest.approx([leaf.grad for leaf in leaves if leaf in reached], rel=1e-10, abs=1e-12)


@pytest.mark.slow
@given(programs(max_leaves=4, max_ops=12))
@settings(max_examples=100, deadline=None)
def test_on_a_batch_the_gradients_of_shared_numbers_are_summed(program):
    leaves, root = program.run(Value)
    for i, leaf in enumerate(leaves):
        leaf.name = f"x{i}"
    rows = np.array([program.leaves[0] * t for t in (1.0, 0.9, 0.5)])
    expected = []
    for x in rows:
        one, r = Program((float(x), *program.leaves[1:]), program.steps).run(Value)
        r.backward()
        expected.append((r.data, [leaf.grad for leaf in one]))
    sums = np.sum([grads for _, grads in expected], axis=0)
    reached = set(topological(root))
    for batch in ((), leaves[:1]):
        result, gradients = compiled(root, batch=batch)(**({"x0": rows} if leaves[0] in reached else {}))
        if leaves[0] in reached:
            assert result == pytest.approx([r for r, _ in expected], rel=1e-10, abs=1e-12)
            for i, leaf in enumerate(leaves):
                if i and leaf in reached:
                    assert gradients[leaf.name] == pytest.approx(sums[i], rel=1e-9, abs=1e-11)
            assert ("x0" in gradients) == (not batch)


@pytest.mark.slow
def test_layers_are_written_as_products_and_give_the_engines_numbers():
    random.seed(4)
    net = MLP(5, [6, 4, 2], activation="tanh")
    x, y = [Value(0.0, name=f"x{i}") for i in range(5)], Value(0.0, name="y")
    loss = Value.total([(out - y) ** 2 for out in net(x)])
    parameters = net.parameters()
    for i, p in enumerate(parameters):
        p.name = f"w{i}"
    assert "grad_layer_2 = dot(array((weights_" in to_python(loss, batch=[*x, y])
    rows = np.random.default_rng(0).normal(size=(7, 6))
    columns = dict(zip(("x0", "x1", "x2", "x3", "x4", "y"), rows.T, strict=True))
    losses, gradients = compiled(loss, batch=[*x, y])(**columns)
    plain, plain_gradients = compiled(loss)(**columns)
    run = record(loss)
    expected = []
    for row in rows:
        for leaf, number in zip((*x, y), row, strict=True):
            leaf.data = number
        expected.append(run())  # the leaves' gradients add up over the rows
    assert losses == pytest.approx(expected, rel=1e-12)
    assert plain == pytest.approx(expected, rel=1e-12)
    assert gradients == pytest.approx({p.name: p.grad for p in parameters}, rel=1e-10, abs=1e-13)
    assert {p.name: plain_gradients[p.name] for p in parameters} == pytest.approx(gradients, rel=1e-10, abs=1e-13)
    result, _ = compiled(loss, batch=[*x, y])()  # and on floats, as it stands
    assert result == pytest.approx(loss.data)


def test_the_source_reads_as_one_would_write_it():
    w, x, b = Value(-3.0, name="w"), Value(2.0, name="x"), Value(6.5, name="b")
    loss = (w * x + b).tanh()
    loss.name = "loss"
    assert to_python(loss, batch=[x]) == (
        "from numpy import dot, tanh\n\n\n"
        "def forward_backward(\n    w=-3.0,\n    x=2.0,\n    b=6.5,\n):\n"
        "    # forward\n"
        "    v0 = w * x\n"
        "    v1 = v0 + b\n"
        "    loss = tanh(v1)\n"
        "    # backward: grad_v is ∂loss/∂v\n"
        "    ones = loss ** 0  # 1, for every row of a batch\n"
        "    grad_loss = ones\n"
        "    grad_v1 = grad_loss * (1 - loss * loss)\n"
        "    grad_v0 = grad_v1\n"
        "    grad_w = dot(grad_v0, x)\n"
        "    grad_b = dot(grad_v1, ones)\n"
        "    return loss, {\n"
        '        "w": grad_w,\n'
        '        "b": grad_b,\n'
        "    }\n"
    )


def test_names_that_python_does_not_allow_are_replaced():
    a, b, c = Value(1.0, name="w 1"), Value(2.0, name="exp"), Value(3.0, name="lambda")
    result, gradients = compiled((a * b).exp() + c - Value(math.inf).sigmoid())()
    assert result == pytest.approx(math.exp(2.0) + 2.0)
    assert sorted(gradients) == ["p0", "p1", "p2", "p3"]


@pytest.mark.slow
def test_a_sum_of_thousands_can_be_compiled():
    xs = [Value(float(i)) for i in range(5_000)]
    result, gradients = compiled(Value.total(xs) * xs[1])()
    assert (result, gradients["p1"]) == (sum(range(5_000)), sum(range(5_000)) + 1.0)


def test_a_plain_name_twice_and_a_bad_function_name_are_errors():
    with pytest.raises(GraphError, match=r"two leaves are called 'x'"):
        to_python(Value(1.0, name="x") * Value(2.0, name="x"))
    with pytest.raises(GraphError, match=r"cannot be called 'exp'"):
        to_python(Value(1.0), name="exp")
    with pytest.raises(ValueTypeError, match="to_python"):
        to_python(1.0)
