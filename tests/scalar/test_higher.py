"""Derivatives of derivatives."""

import pytest

from autograd_lab import Value, grad
from autograd_lab.errors import ValueTypeError
from autograd_lab.scalar.ops import OPS


def derivatives(f, at, count):
    """f and its first derivatives at a number."""
    x = Value(at)
    found = [f(x)]
    for _ in range(count):
        found.append(grad(found[-1], [x], create_graph=True)[0])
    return [v.data for v in found]


def test_powers_come_down_one_by_one_at_zero_and_below():
    assert derivatives(lambda x: x**4, -2.0, 5) == [16.0, -32.0, 48.0, -48.0, 24.0, 0.0]
    assert derivatives(lambda x: x**2, 0.0, 3) == [0.0, 0.0, 2.0, 0.0]


def test_a_second_backward_pass_may_run_over_a_first_derivative():
    x = Value(-3.0)
    (slope,) = grad(x**2, [x], create_graph=True)
    (slope * slope).backward()
    assert (slope.data, x.grad) == (-6.0, -24.0)


def test_nobodys_grad_is_changed():
    x = Value(2.0)
    y = x * x
    (g,) = grad(y, [x])
    assert (g.data, x.grad, y.grad, g.parents) == (4.0, 0.0, 0.0, ())


def test_an_input_that_does_not_matter_has_derivative_zero():
    x, y = Value(2.0), Value(3.0)
    assert [g.data for g in grad(x * 2.0, [y, x])] == [0.0, 2.0]
    assert grad(x, [x])[0].data == 1.0


def test_an_inner_node_may_be_asked_for():
    x = Value(2.0)
    u = x * x
    assert grad(u.exp(), [u])[0].data == pytest.approx(u.exp().data)


def test_the_slope_of_a_kink_is_constant():
    assert derivatives(lambda x: x.relu() * x + abs(x) + x.max(1.0), 3.0, 3) == [15.0, 8.0, 2.0, 0.0]


def test_every_operation_of_the_table_can_be_differentiated_twice():
    for name, op in OPS.items():
        if op.arity and not op.folded:
            operands = [Value(1.25), Value(2.5)][: op.arity]
            method = {"neg": "__neg__", "add": "__add__", "sub": "__sub__", "mul": "__mul__", "div": "__truediv__"}
            y = getattr(operands[0], {**method, "pow": "__pow__"}.get(name, name))(*operands[1:])
            h = 1e-5
            for i, x in enumerate(operands):
                (first,) = grad(y, [x], create_graph=True)
                numbers = [v.data for v in operands]
                slopes = []
                for sign in (1, -1):
                    moved = [v + sign * h * (i == j) for j, v in enumerate(numbers)]
                    slopes.append(op.slopes(moved, op.forward(*moved))[i])
                second = (slopes[0] - slopes[1]) / (2 * h)
                assert grad(first, [x])[0].data == pytest.approx(second, rel=1e-6, abs=1e-8), name


@pytest.mark.slow
def test_a_long_chain_needs_no_recursion():
    x = y = Value(1.0)
    for _ in range(5_000):
        y = y * 0.5 + x
    (first,) = grad(y * y, [x], create_graph=True)
    assert grad(first, [x])[0].data == pytest.approx(8.0)


def test_numbers_in_place_of_values_are_refused():
    x = Value(1.0)
    with pytest.raises(
        ValueTypeError, match=r"(?s)takes a Value and a list of Values, got 1\.0 \(float\).*grad\(y, \[x\]\)"
    ):
        grad(x * x, [x.data])
    with pytest.raises(ValueTypeError, match=r"a list of inputs, got Value\(1, grad=0\). Write grad\(y, \[x\]\)"):
        grad(x * x, x)
