"""Tensor: what a graph remembers, what a write does, and errors that teach."""
# ruff: noqa: E501 - a case of a table is a line

import copy
import gc
import pickle
import sys

import numpy as np
import pytest

from autograd_lab import detect_anomaly, functional, no_grad
from autograd_lab.errors import AnomalyError, DomainError, GraphError, ShapeError, StaleGraphError, ValueTypeError
from autograd_lab.scalar.value import Value
from autograd_lab.tensor.tensor import Tensor


def leaf(*numbers, name=None):
    return Tensor(np.array(numbers, float), requires_grad=True, name=name)


def test_fan_out_adds_up_and_a_number_meets_an_array():
    a = leaf(3.0)
    b = a + a
    c = b * b
    c.sum().backward()
    assert (c.item(), b.grad, a.grad) == (36.0, 12.0, 24.0)


def test_the_order_puts_a_node_after_all_that_feed_it():
    a = leaf(1.0)
    b = a * 2
    c = b * (b + a)  # paths of unequal length: c = 2a(2a + a) = 6a²
    c.sum().backward()
    assert a.grad == 12.0


def test_a_gradient_has_the_shape_and_dtype_of_its_tensor():
    x = Tensor(np.ones((2, 3), np.float32), requires_grad=True)
    w = Tensor(np.ones(3), requires_grad=True)
    (x * w * 2.0).sum().backward()
    assert (x.grad.dtype, x.grad.shape, w.grad.dtype, w.grad.tolist()) == (
        np.float32,
        (2, 3),
        np.float64,
        [4.0, 4.0, 4.0],
    )


def test_float32_stays_float32():
    x = Tensor(np.ones(3, np.float32), requires_grad=True)
    for out in (x * 2.5, 1.0 / x, x**2, 2.0**x, x.sigmoid(), x.mean(), x.softmax(), x.clip(0, 2), functional.maximum(x, 0.5),
                functional.mse(x, np.zeros(3, np.float32)), functional.dropout(x, 0.5), x.tanh().sqrt(), x.max()):  # fmt: skip
        assert out.dtype == np.float32, out.op
        x.grad = None
        out.sum().backward()
        assert x.grad.dtype == np.float32, out.op


def test_what_needs_no_gradient_gets_none_and_remembers_nothing():
    x, c = leaf(1.0, 2.0), Tensor([3.0, 4.0])
    y = c * 2
    assert (y.parents, y.op, y.requires_grad) == ((), None, False)
    out = x * c
    out.sum().backward()
    assert c.grad is None
    assert out.parents == (x, c)
    with no_grad():
        assert not (x * 2).requires_grad

    @no_grad()
    def guess():
        return x * 2

    assert not guess().requires_grad
    assert (x * 2).requires_grad


def test_inner_gradients_stay_readable_and_start_afresh():
    x = leaf(2.0)
    y = x * x
    z = y * y
    z.retain_grad()
    for _ in range(2):
        z.backward()
        assert y.grad == 8.0
    assert x.grad == 2 * 32.0
    with pytest.raises(GraphError, match=r"retain_grad\(\): a tensor of shape \(1,\) needs no gradient"):
        x.detach().retain_grad()


def test_a_leaf_owns_its_gradient():
    a, b = leaf(1.0, 2.0), leaf(3.0, 4.0)
    out = a + b
    out.backward(np.array([1.0, 1.0]))
    a.grad *= 10
    assert (a.grad.tolist(), b.grad.tolist(), out.grad.tolist()) == ([10.0, 10.0], [1.0, 1.0], [1.0, 1.0])
    x = leaf(1.0, 2.0)
    x.sum().backward()
    x.grad *= 2  # a sum's gradient is one number seen many times; a leaf's can be written to
    assert x.grad.tolist() == [2.0, 2.0]


def test_a_failed_sweep_keeps_the_leaves_gradients():
    x = leaf(2.0)
    (x * 3).sum().backward()
    y = x * x
    x.data = [5.0]
    with pytest.raises(StaleGraphError):
        y.sum().backward()
    assert x.grad == 3.0


def test_a_sweep_that_fails_half_way_keeps_the_leaves_gradients():
    """The leaf was cleared for the pass, and had got a first contribution, when a pull raised."""
    x = leaf(2.0)
    (x * 3).sum().backward()
    inner = x * x
    with no_grad():
        inner *= 2.0  # a result that was written to: its pulls raise
    loss = (x * 5 + inner).sum()
    with pytest.raises(StaleGraphError, match="written to by hand"):
        loss.backward()
    assert x.grad.tolist() == [3.0]


def test_backward_on_a_leaf_is_the_seed_and_adds_up():
    x = leaf(2.0)
    x.backward()
    x.backward([3.0])
    assert x.grad.tolist() == [4.0]


@pytest.mark.parametrize(
    ("function", "values", "gradient"),
    [
        (Tensor.clone, [3.0, 1.0, 1.0], [1.0, 2.0, 4.0]),
        (lambda t: t.astype(np.float32), [3.0, 1.0, 1.0], [1.0, 2.0, 4.0]),
        (Tensor.min, 1.0, [0.0, 3.5, 3.5]),
        (Tensor.max, 3.0, [7.0, 0.0, 0.0]),
        (lambda t: t[Tensor([2, 0, 2])], [1.0, 3.0, 1.0], [2.0, 0.0, 5.0]),
    ],
    ids=["clone", "astype", "min", "max", "index with a tensor"],
)
def test_values_and_gradients_of_what_moves_entries(function, values, gradient):
    x = leaf(3.0, 1.0, 1.0)
    out = function(x)
    (out * [1.0, 2.0, 4.0]).sum().backward()
    assert out.tolist() == values
    assert x.grad.tolist() == gradient
    assert x.grad.dtype == float


def test_a_clone_has_memory_of_its_own():
    x = Tensor([1.0])
    copied = x.clone()
    copied.data[0] = 2.0
    assert x.tolist() == [1.0]


def test_a_leaf_may_be_made_to_require_a_gradient_and_not():
    x = Tensor([1.0])
    x.requires_grad = True
    (x * 2).sum().backward()
    assert x.grad.tolist() == [2.0]
    x.requires_grad = False
    assert not (x * 2).requires_grad


# --- writing ----------------------------------------------------------------------------------------------


def assign(t):
    t.data = t.data * 2


def in_place(t):
    with no_grad():
        t *= 2.0


def one_entry(t):
    with no_grad():
        t[0] = 9.0


def through_a_view(t):
    with no_grad():
        t.detach()[0] = 9.0


def through_a_slice(t):
    with no_grad():
        t[:1][0] = 9.0


@pytest.mark.parametrize("write", [assign, in_place, one_entry, through_a_view, through_a_slice])
@pytest.mark.parametrize("needs", [True, False])
def test_a_write_between_forward_and_backward_is_noticed_and_named(write, needs):
    w = Tensor([1.0, 2.0], requires_grad=needs, name="w")
    x = leaf(3.0, 4.0)
    loss = (w * x).sum()
    write(w)
    with pytest.raises(StaleGraphError, match=r"the tensor 'w' of shape \(2,\) was written to after the result of mul"):
        loss.backward()


def test_a_write_to_what_a_view_looks_at_is_noticed():
    x, w = Tensor([1.0, 2.0, 3.0], name="x"), leaf(2.0, 2.0)
    loss = (x[:2] * w).sum()
    x.data = [0.0, 0.0, 0.0]
    with pytest.raises(StaleGraphError, match="written to after"):
        loss.backward()


def test_a_result_that_was_written_to_has_no_gradient():
    x = leaf(1.0, 2.0)
    y = x.exp()
    y.data = [0.0, 0.0]
    with pytest.raises(StaleGraphError, match=r"the result of exp of shape \(2,\) is the result of an operation"):
        (y * 2).sum().backward()


def test_updating_after_backward_is_fine_in_every_way():
    w = leaf(1.0, 2.0)
    for _ in range(2):
        w.grad = None
        (w * w).sum().backward()
        w.data -= 0.1 * w.grad
        with no_grad():
            w -= 0.1 * w.grad
            w[0] += 1.0
    assert w.requires_grad
    assert w.is_leaf


def test_a_raw_write_is_noticed_under_detect_anomaly():
    x = leaf(1.0, 2.0, name="x")
    with detect_anomaly():
        y = (x * x).sum()
        x.data[0] = 7.0
        with pytest.raises(StaleGraphError, match=r"the array of the tensor 'x'(.|\n)*writing to the ndarray itself"):
            y.backward()


def test_adding_in_place_while_recording_makes_a_new_tensor():
    x, total = leaf(1.0), Tensor([0.0])
    before = total
    total += x * 3
    assert before.item() == 0.0
    total.backward()
    assert x.grad == 3.0


# --- detect_anomaly ---------------------------------------------------------------------------------------


def test_the_first_operation_that_makes_nan_or_infinity_is_named():
    x = leaf(1.0, 800.0, name="x")
    with detect_anomaly(), pytest.raises(AnomalyError, match=r"exp is the first operation with inf at \[1\](.|\n)*'x'"):
        (x.exp() * 0.0).sum()
    late = (x.exp() - 1.0).sum()
    with detect_anomaly(), pytest.raises(AnomalyError, match=r"the result of exp of shape \(2,\) is the first"):
        late.backward()
    with detect_anomaly(), pytest.raises(AnomalyError, match=r"the tensor 'bad' of shape \(1,\) holds nan at \[0\]"):
        leaf(np.nan, name="bad") * 2.0


def test_a_slope_that_is_infinite_is_named():
    x = leaf(0.0, 1.0, name="x")
    with detect_anomaly():
        y = x.sqrt().sum()
        with pytest.raises(
            AnomalyError, match=r"gradient that the result of sqrt(.|\n)*'x'(.|\n)*inf at \[0\](.|\n)*no finite slope"
        ):
            y.backward()


# --- NumPy and Python -------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [np.array([1.0, 2.0]), np.float64(3.0), 2, [5.0, 6.0]])
def test_arrays_and_numbers_on_either_side(other):
    x = leaf(1.5, 2.5)
    for out in (other + x, other * x, other - x, x - other, x / other):
        assert isinstance(out, Tensor)
        out.sum().backward()
    expected = np.asarray(other) / x.data
    out = other / x
    assert isinstance(out, Tensor)
    np.testing.assert_allclose(out.data, expected)


def test_comparisons_and_python_numbers():
    x = Tensor([1.0, 3.0])
    assert (x > 2).data.tolist() == [False, True]
    assert (x < 2).data.tolist() == [True, False]
    assert (x == [1.0, 2.0]).data.tolist() == [True, False]
    assert (x != None) is True  # noqa: E711 - the comparison itself is what is tested
    assert (x > 2).mean().item() == 0.5
    assert (np.array([2.0, 2.0]) < x).data.tolist() == [False, True]
    assert x in {x}
    assert [float(row) for row in x] == x.tolist() == [1.0, 3.0]
    assert (int(x[1]), len(x), bool(x[0] > 5), x.argmax().item()) == (3, 2, False, 1)
    assert np.asarray(x) is x.data
    assert repr(leaf(1.0, name="w")) == "Tensor([1.], name='w', requires_grad=True)"


def test_copies_of_leaves_work_alone_and_graphs_are_not_copied():
    x = leaf(1.0, 2.0, name="x")
    for twin in (copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
        (twin * twin).sum().backward()
        assert (twin.grad.tolist(), twin.name, x.grad) == ([2.0, 4.0], "x", None)
    with pytest.raises(GraphError, match=r"copy or pickle: the result of mul of shape \(2,\) has a graph"):
        copy.deepcopy(x * 2)


@pytest.mark.slow
def test_a_graph_is_freed_at_once_and_a_deep_one_too():
    x = leaf(1.0)
    gc.collect()
    gc.disable()
    try:
        y = x
        for _ in range(50_000):
            y = y * 1.0
        y.backward()
        assert x.grad == 1.0
        del y
        assert gc.collect() == 0
    finally:
        gc.enable()
    assert sys.getrefcount(x) < 10


# --- bad input ------------------------------------------------------------------------------------------------

X = leaf(1.0, 2.0)
M = Tensor(np.ones((4, 3)), requires_grad=True)


def cycle():
    a = leaf(1.0)
    b = a * 2
    c = b * 3
    b._parents = (c,)
    c.backward()


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: Tensor([1, 2], requires_grad=True), ValueTypeError, r"requires_grad=True needs floating numbers, got int64"),
        (lambda: setattr(Tensor([1, 2]), "requires_grad", True), ValueTypeError, r"an integer cannot be nudged"),
        (lambda: Tensor("text"), ValueTypeError, r"got 'text' \(str\) of dtype <U4. Convert text"),
        (lambda: Tensor([[1.0], [1.0, 2.0]]), ValueTypeError, r"takes an array of numbers"),
        (lambda: Tensor([1j]), ValueTypeError, r"real numbers(.|\n)*Tensor\(array.real\)"),
        (lambda: Tensor(X), ValueTypeError, r"would cut the graph(.|\n)*t.detach\(\)(.|\n)*functional.stack"),
        (lambda: Tensor([1.0], name=3), ValueTypeError, r"a Tensor's name is text, got 3"),
        (lambda: Tensor(Value(1.0)), ValueTypeError, r"got a Value(.|\n)*Tensor\(v.data\)"),
        (lambda: X + Value(1.0), ValueTypeError, r"add: got a Tensor and a Value(.|\n)*two engines do not mix"),
        (lambda: X * [Value(1.0), Value(2.0)], ValueTypeError, r"mul: (.|\n)*two engines do not mix"),
        (lambda: X + "1", ValueTypeError, r"add: Tensor takes an array of real numbers, got '1'"),
        (lambda: M + np.ones((4, 2)), ShapeError, r"add: the shapes do not broadcast\n    4  3    \(4, 3\)\n    4  2    \(4, 2\)\n       \^\n"),
        (lambda: M * np.ones((10, 1, 5)), ShapeError, r"\n        4  3    \(4, 3\)\n    10  1  5    \(10, 1, 5\)\n           \^\n"),
        (lambda: M @ np.ones((4, 3)), ShapeError, r"rows of the left have 3 entries, the columns of the right 4\n  left \(4, 3\) @ right \(4, 3\)"),
        (lambda: M @ 2.0, ShapeError, r"\(4, 3\) @ \(\) has a single number in it; multiply with \*"),
        (lambda: M.backward(), ShapeError, r"Tensor.backward\(\) needs a scalar, got shape \(4, 3\): reduce it first, e.g. loss.mean\(\).backward\(\)"),
        (lambda: M.backward(np.ones(3)), ShapeError, r"its shape \(3,\) must be that of a tensor of shape \(4, 3\)"),
        (lambda: Tensor(1.0).backward(), GraphError, r"depends on nothing that needs a gradient"),
        (lambda: leaf(-1.0, 2.0).log(), DomainError, r"log: (.|\n)*above 0 only, see entry \[0\] = -1"),
        (lambda: Tensor(0.0).log(), DomainError, r"its one entry = 0"),
        (lambda: leaf(1.0, -4.0).sqrt(), DomainError, r"sqrt: (.|\n)*entry \[1\] = -4"),
        (lambda: leaf(-8.0) ** 0.5, DomainError, r"pow: a negative base needs a whole exponent"),
        (lambda: X / [1.0, 0.0], DomainError, r"div: division by zero at entry \[1\]"),
        (lambda: Tensor([]).mean(), ShapeError, r"mean: there is nothing to take the mean of: the shape is \(0,\)"),
        (lambda: Tensor(np.ones((3, 0))).max(axis=1), ShapeError, r"max: there is nothing"),
        (lambda: M.mean(axis=2), ShapeError, r"mean: axis 2 does not exist in shape \(4, 3\)"),
        (lambda: M.sum(axis=2), ShapeError, r"sum: axis 2 does not exist in shape \(4, 3\)"),
        (lambda: M.reshape(5, -1), ShapeError, r"reshape: 12 entries of shape \(4, 3\) do not fill \(5, -1\)"),
        (lambda: M.transpose(0, 5), ShapeError, r"transpose: axes \(0, 5\) do not fit shape \(4, 3\)"),
        (lambda: M[7], IndexError, r"t\[7\]: index 7 is out of bounds(.|\n)*shape \(4, 3\)"),
        (lambda: M.item(), ShapeError, r"item\(\): needs one entry, got shape \(4, 3\)"),
        (lambda: bool(M > 0), ShapeError, r"neither true nor false"),
        (lambda: len(Tensor(1.0)), ShapeError, r"is one number and has no length"),
        (lambda: X.numpy(), GraphError, r"Write t.detach\(\).numpy\(\)"),
        (lambda: np.asarray(X), GraphError, r"Write t.detach\(\).numpy\(\)"),
        (lambda: setattr(X, "data", [1.0]), ShapeError, r"was given an array of shape \(1,\); keep the shape"),
        (lambda: setattr(X * 2, "requires_grad", False), GraphError, r"Use t.detach\(\)"),
        (lambda: X.__isub__(1.0), GraphError, r"-=: a tensor of shape \(2,\) is a leaf that needs a gradient(.|\n)*no_grad"),
        (lambda: X.__setitem__(0, 1.0), GraphError, r"t\[...\] =: a tensor of shape \(2,\) is a leaf"),
        (lambda: (X * 2).__setitem__(0, 1.0), GraphError, r"a write in place cannot be recorded(.|\n)*functional.where"),
        (lambda: Tensor([0.0]).__setitem__(0, X[0]), GraphError, r"a write in place cannot be recorded"),
        (lambda: np.ones(2).__iadd__(X), ValueTypeError, r"Write array = array \+ tensor"),
        (lambda: np.exp(X), ValueTypeError, r"np.exp does not know how to record a gradient(.|\n)*Write t.exp\(\)"),
        (lambda: np.sum(X), ValueTypeError, r"Write t.sum\(\)"),
        (lambda: np.concatenate([X, X]), ValueTypeError, r"functional.concatenate\(\[t, u\]\)"),
        (lambda: np.where(True, X, X), ValueTypeError, r"functional.where\(condition, t, u\)"),
        (lambda: np.linalg.norm(X), ValueTypeError, r"np.norm (.|\n)*autograd_lab.functional"),
        (lambda: np.add.reduce(X), ValueTypeError, r"np.add does not know"),
        (cycle, GraphError, r"the result of mul of shape \(1,\) has an operand that was made after it(.|\n)*a cycle"),
    ],
)  # fmt: skip
def test_errors_say_what_came_and_what_to_do(call, error, says):
    with pytest.raises(error, match=says):
        call()
