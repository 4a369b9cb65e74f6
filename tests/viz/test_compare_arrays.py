"""show(compare=...) for Tensors and torch: arrays by name, the first entry that differs, what it shows."""

import numpy as np
import pytest

from autograd_lab import Tensor, functional, show
from autograd_lab.errors import GraphError, ValueTypeError


@pytest.fixture
def net():
    """Z = X W + b, A = tanh Z, L = mean of (A − Y)²; and the right gradients."""
    rng = np.random.default_rng(3)
    X, Y = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    W = Tensor(rng.normal(size=(3, 3)), requires_grad=True, name="W")
    b = Tensor(rng.normal(size=3), requires_grad=True, name="b")
    Z = Tensor(X, name="X") @ W + b
    Z.name = "Z"
    A = Z.tanh()
    A.name = "A"
    loss = functional.mse(A, Tensor(Y, name="Y"))
    loss.name = "L"
    a = np.tanh(X @ W.data + b.data)
    dA = 2 * (a - Y) / a.size
    dZ = dA * (1 - a * a)
    return loss, {"A": dA, "Z": dZ, "W": X.T @ dZ, "b": dZ.sum(axis=0)}, W, b


@pytest.mark.slow
def test_the_right_arrays_agree(net):
    loss, right, W, b = net
    player = show(loss, compare=right)
    assert player.comparison.first is None
    assert player.compare_report.startswith("All 4 gradients that you gave agree.")
    loss.backward()
    assert show(loss, compare={"W": W, "b": b}).comparison.first is None  # tensors that have a .grad
    assert show(loss, compare={"W": W.grad, "b": b.grad.tolist()}).comparison.first is None
    assert show(loss, compare={"W": right["W"].astype(np.float32)}).comparison.first is None


def test_the_first_in_backward_order_is_found_and_what_lies_behind_is_told_apart(net):
    loss, right, *_ = net
    wrong_dz = right["A"]  # tanh' forgotten
    given = {"A": right["A"], "Z": wrong_dz, "W": 2 * right["W"], "b": right["b"]}
    found = show(loss, compare=given).comparison
    assert {row.name: row.status for row in found.rows} == {"A": "agrees", "Z": "first", "W": "behind", "b": "agrees"}
    rows = {row.name: row for row in found.rows}
    assert rows["Z"].yours.endswith("at [0, 0]")
    assert rows["Z"].yours != rows["Z"].right
    assert rows["W"].remark.startswith("Every entry is 2 times what it should be; entry [0, 0] is")
    assert rows["W"].remark.endswith("It may follow from your grad of Z.")
    assert "Differ too, and may follow from what came in:" in found.report()


def test_behind_one_that_agrees_a_difference_is_its_own(net):
    loss, right, *_ = net
    given = {"A": 3 * right["A"], "Z": right["Z"], "W": right["W"] + np.eye(3)}
    statuses = {row.name: row.status for row in show(loss, compare=given).comparison.rows}
    assert statuses == {"A": "first", "Z": "agrees", "W": "own"}


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("W", lambda g: -g, "Every entry is −1 times"),
        ("W", lambda g: g / 5, "Every entry is 0.2 times"),
        ("W", lambda g: g.T, "the right one, transposed; a square shape does not warn you"),
        ("W", lambda g: g.sum(axis=0), "It has shape (3,); it should have shape (3, 3)."),
        ("b", lambda g: np.stack([g / 4] * 4), "Summed over axis 0 it would be right"),
        ("W", lambda g: np.where(np.eye(3) > 0, 0, g), "3 of 9 entries differ; the first: entry [0, 0] is 0"),
        ("W", lambda g: np.where(np.eye(3) > 0, np.nan, g), "3 of its 9 entries are nan or infinite"),
        ("b", lambda g: None, "nothing has arrived there"),
    ],
)
def test_what_a_wrong_array_shows(net, name, change, words):
    loss, right, *_ = net
    first = show(loss, compare={name: change(right[name])}).comparison.first
    assert first.name == name
    assert words in first.remark
    assert first.yours != first.right


def test_a_transposed_array_of_another_shape():
    X = np.arange(8.0).reshape(2, 4)
    W = Tensor(np.ones((4, 3)), requires_grad=True, name="W")
    loss = (Tensor(X) @ W).sum()
    first = show(loss, compare={"W": (X.T @ np.ones((2, 3))).T}).comparison.first
    assert first.remark == "It is the right one, transposed."
    assert (first.yours, first.right) == ("shape (3, 4)", "shape (4, 3)")


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"Q": 1.0}, GraphError, "no node called 'Q'"),
        ({"X": np.ones((5, 3))}, GraphError, "no node called 'X'"),
        ({"W": "three"}, ValueTypeError, "no array of numbers"),
        ({"W": [[1, 2], [3]]}, ValueTypeError, "no array of numbers"),
        ({}, Exception, "the mapping is empty"),
        (lambda root: None, ValueTypeError, "for arrays, hand over a mapping"),
    ],
)
def test_what_cannot_be_compared_is_said(net, given, error, words):
    with pytest.raises(error, match=words):
        show(net[0], compare=given)


@pytest.mark.slow
def test_torch():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
    x, y = torch.randn(6, 2), torch.randn(6, 1)
    loss = ((model(x) - y) ** 2).mean()
    loss.backward(retain_graph=True)
    assert show(loss, compare={"model.0.weight": model[0].weight}).comparison.first is None
    given = {"model.0.weight": model[0].weight.grad * 6, "model.2.bias": model[2].bias}
    wrong = show(loss, compare=given).comparison
    assert wrong.first.name == "model.0.weight"
    assert "Every entry is 6 times" in wrong.first.remark


@pytest.mark.slow
def test_a_scalar_network_with_inputs_is_compared_by_number():
    from autograd_lab.scalar.neurons import MLP

    model = MLP(2, [2, 1])

    def backward(root):
        root.backward()

    player = show(model, [0.5, -1.0], compare=backward, loss=lambda out: (out - 1.0) ** 2)
    assert player.comparison.first is None
