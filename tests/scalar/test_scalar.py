"""The scalar engine: right gradients, repeatable sweeps, errors that teach."""

import gc
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st

from autograd_lab.errors import DomainError, ShapeError, StaleGraphError, ValueTypeError
from autograd_lab.scalar.graph import topological
from autograd_lab.scalar.ops import OPS
from autograd_lab.scalar.value import Value
from tests.scalar.programs import Program, programs


def gradients(program, make=Value):
    leaves, root = program.run(make)
    root.backward()
    return [leaf.grad for leaf in leaves]


def nudged(program, i, h):
    leaves = [x + h * (i == j) for j, x in enumerate(program.leaves)]
    return Program(tuple(leaves), program.steps).run(Value)[1].data


def away_from_kinks(program):
    """True when no relu, abs, max or min of the program is within reach of a nudge from its kink."""
    for node in topological(program.run(Value)[1]):
        if node.op and node.op.name in ("relu", "abs") and abs(node.parents[0].data) < 1e-2:
            return False
        if node.op and node.op.name in ("max", "min") and abs(node.parents[0].data - node.parents[1].data) < 1e-2:
            return False
    return True


@pytest.mark.slow
@given(programs())
@settings(max_examples=300, deadline=None)
def test_gradients_equal_central_differences(program):
    assume(away_from_kinks(program))
    h = 1e-5
    for i, grad in enumerate(gradients(program)):
        slope = (nudged(program, i, h) - nudged(program, i, -h)) / (2 * h)
        curvature = abs(nudged(program, i, h) - 2 * nudged(program, i, 0) + nudged(program, i, -h)) / h**2
        assert grad == pytest.approx(slope, rel=2e-4, abs=1e-4 * (1 + curvature))


@pytest.mark.slow
@given(programs())
@settings(max_examples=100, deadline=None)
def test_a_second_sweep_doubles_the_leaves_and_leaves_inner_nodes_alone(program):
    leaves, root = program.run(Value)
    root.backward()
    first = [leaf.grad for leaf in leaves]
    inner = [node.grad for node in topological(root) if node.parents]
    root.backward()
    assert [leaf.grad for leaf in leaves] == [2 * g for g in first]
    assert [node.grad for node in topological(root) if node.parents] == inner
    root.zero_grad()
    root.backward()
    assert [leaf.grad for leaf in leaves] == first


@pytest.mark.slow
@given(programs())
@settings(max_examples=100, deadline=None)
def test_the_order_puts_every_parent_first_and_each_node_once(program):
    order = topological(program.run(Value)[1])
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order)
    assert all(place[parent] < place[node] for node in order for parent in node.parents)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, op in OPS.items() if op.arity and not op.folded])
@given(a=st.floats(0.2, 1.5), b=st.floats(1.6, 3))
@settings(deadline=None, max_examples=40)
def test_every_local_derivative_of_the_table_equals_its_slope(name, a, b):
    op, h = OPS[name], 1e-6
    assume(name not in ("round", "floor") or abs(2 * a - round(2 * a)) > 1e-3)  # there it jumps
    at = [a, b][: op.arity]
    for i, local in enumerate(op.slopes(at, op.forward(*at))):
        up, down = at.copy(), at.copy()
        up[i], down[i] = at[i] + h, at[i] - h
        slope = (op.forward(*up) - op.forward(*down)) / (2 * h)
        assert local == pytest.approx(slope, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", [name for name, op in OPS.items() if op.arity and not op.folded])
def test_the_push_of_an_operation_is_upstream_times_its_local_derivatives(name):
    op = OPS[name]
    parents = [Value(1.5), Value(0.75)][: op.arity]
    node = Value(op.forward(*[p.data for p in parents]))
    node.op, node.grad = op, -3.0
    node._a, node._b = (*parents, None)[:2]
    op.push(node)
    assert [p.grad for p in parents] == pytest.approx(
        [-3.0 * s for s in op.slopes([p.data for p in parents], node.data)]
    )


def test_fan_out_adds_up():
    a = Value(3.0)
    b = a + a
    c = b * b
    c.backward()
    assert (c.data, b.grad, a.grad) == (36.0, 12.0, 24.0)


def test_order_matters_for_paths_of_unequal_length():
    a = Value(1.0)
    b = a + a
    (b + b).backward()
    assert a.grad == 4.0


def test_inner_gradients_are_not_stale_when_only_the_leaf_is_cleared():
    x = Value(3.0)
    y = x * x * x
    y.backward()
    x.grad = 0.0
    y.backward()
    assert x.grad == 27.0


def test_dot_and_total_agree_with_one_node_an_operation():
    ws, xs, b = [Value(0.5), Value(-2.0)], [Value(3.0), Value(0.25)], Value(0.125)
    y = Value.dot(ws, xs, b)
    y.backward()
    assert y.data == 0.5 * 3.0 - 2.0 * 0.25 + 0.125
    assert [v.grad for v in (*ws, *xs, b)] == [3.0, 0.25, 0.5, -2.0, 1.0]
    x = Value(2.0)
    Value.total([x, x, 1.0]).backward()
    assert x.grad == 2.0


@pytest.mark.slow
def test_forty_doublings_and_a_hundred_thousand_operations():
    x = y = Value(1.0)
    for _ in range(40):
        y = y + y
    y.backward()
    assert x.grad == 2.0**40
    x = y = Value(0.0)
    for _ in range(100_000):
        y = y + 1e-5
    y.backward()
    assert x.grad == 1.0


@pytest.mark.slow
def test_a_dropped_graph_leaves_nothing_for_the_cyclic_collector():
    gc.collect()
    gc.disable()
    try:
        y = Value(2.0)
        for _ in range(100):
            y = (y * 0.5 + 1.0).tanh()
        y.backward()
        del y
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_constant_gets_no_gradient_and_never_leaves_the_domain():
    x = Value(-2.0)
    y = x**3
    y.backward()
    assert x.grad == 12.0
    assert y.parents[1].grad == 0.0


def test_parents_keep_their_order_and_number():
    a, b = Value(1.0), Value(2.0)
    assert (a - b).parents == (a, b)
    assert (a + a).parents == (a, a)
    assert (3 - a).parents[1] is a


def test_numbers_of_numpy_are_numbers():
    assert (np.float64(2.0) * Value(3.0)).data == 6.0
    assert (Value(3.0) + np.int64(2)).data == 5.0
    assert Value(np.array(1.5)).data == 1.5


def test_overflow_becomes_infinity_as_in_numpy():
    assert Value(1000.0).exp().data == math.inf
    assert (Value(1e200) ** 2).data == math.inf
    assert Value(-1000.0).sigmoid().data == 0.0


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: Value("a"), ValueTypeError, r"one real number, got 'a' \(str\).*float\(\.\.\.\)"),
        (lambda: Value([1.0]), ValueTypeError, r"got \[1.0\] \(list\).*one Value per number"),
        (lambda: Value(1j), ValueTypeError, r"got 1j \(complex\)"),
        (lambda: Value(Value(1.0)), ValueTypeError, r"got a Value .*Use it as it is"),
        (lambda: Value(1.0, name=3), ValueTypeError, r'name is text, got 3. Write Value\(2.0, name="w"\)'),
        (lambda: Value(1.0) + "b", ValueTypeError, r"got 'b' \(str\)"),
        (lambda: np.ones(3) * Value(1.0), ValueTypeError, r"got array\(\[1\., 1\., 1\.\]\) \(ndarray\)"),
        (lambda: Value(math.nan), DomainError, r"got nan.*\n.*0/0"),
        (lambda: Value(-1.0, name="p").log(), DomainError, r"log\(p = -1\): the logarithm exists for numbers above 0"),
        (lambda: Value(1.0) / 0, DomainError, r"div\(1, 0\): division by zero"),
        (lambda: Value(-2.0) ** 0.5, DomainError, r"pow\(-2, 0.5\): a negative base needs a whole exponent"),
        (lambda: Value.dot([1.0], [1.0, 2.0]), ShapeError, r"got 1 weights and 2 inputs"),
        (lambda: Value.total([]), ShapeError, r"empty list. Give it at least one"),
    ],
)
def test_errors_say_what_came_and_what_to_do(make, error, says):
    with pytest.raises(error, match=f"(?s){says}"):
        make()


def test_a_leaf_changed_after_the_forward_pass_is_noticed():
    w = Value(2.0, name="w")
    y = w * w
    w.data = 5.0
    with pytest.raises(StaleGraphError, match=r"(?s)the Value 'w' is now 5, changed after.*Run the forward pass again"):
        y.backward()
    y = w * w
    y.backward()
    assert w.grad == 10.0


@pytest.mark.slow
def test_the_scalar_engine_needs_only_a_little_of_the_standard_library():
    heavy = ("numpy", "dataclasses", "typing", "re", "inspect")
    code = f"import autograd_lab.scalar.value; print([m for m in {heavy} if m in sys.modules])"
    bare = [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"]
    out = subprocess.run(bare, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
