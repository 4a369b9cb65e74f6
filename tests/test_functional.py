"""functional against PyTorch: values and every gradient; and errors that teach."""
# ruff: noqa: E501 - a case of a table is a line

import numpy as np
import pytest

from autograd_lab import (
    functional as F,  # noqa: N812 - as PyTorch's users call it
    nn,
)
from autograd_lab.errors import ShapeError, ValueTypeError
from autograd_lab.tensor.tensor import Tensor

RNG = np.random.default_rng(5)


def draw(*shape):
    return RNG.normal(size=shape)


def compare(ours, theirs, *arrays):
    """Both functions on the same arrays: the results and all gradients of a weighted sum agree."""
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    mine = [Tensor(a, requires_grad=a.dtype.kind == "f") for a in arrays]
    other = [torch.tensor(a, requires_grad=a.dtype.kind == "f") for a in arrays]
    out, expected = ours(*mine), theirs(torch.nn.functional, *other)
    np.testing.assert_allclose(out.data, expected.detach().numpy(), rtol=1e-12, atol=1e-13)
    weights = np.cos(np.arange(out.size)).reshape(out.shape)
    (out * weights).sum().backward()
    (expected * torch.tensor(weights)).sum().backward()
    for a, b in zip(mine, other, strict=True):
        if b.requires_grad:
            np.testing.assert_allclose(a.grad, b.grad.numpy(), rtol=1e-10, atol=1e-12)


LABELS = np.array([0, 3, 1, 1, 2])
WORDS = np.array([[0, 2, 2], [5, 1, 0]])
SHARE = np.abs(RNG.normal(size=(5, 4)))
SHARE /= SHARE.sum(axis=1, keepdims=True)
CASES = {
    "linear": (F.linear, lambda f, x, w, b: f.linear(x, w.T, b), draw(5, 3), draw(3, 4), draw(4)),
    "linear without bias": (F.linear, lambda f, x, w: f.linear(x, w.T), draw(5, 3), draw(3, 4)),
    "linear of one row": (F.linear, lambda f, x, w, b: f.linear(x, w.T, b), draw(3), draw(3, 4), draw(4)),
    "linear of a stack": (F.linear, lambda f, x, w, b: f.linear(x, w.T, b), draw(2, 5, 3), draw(3, 4), draw(4)),
    "mse": (F.mse, lambda f, a, y: f.mse_loss(a, y), draw(5, 4), draw(5, 4)),
    "bce": (F.bce_with_logits, lambda f, a, y: f.binary_cross_entropy_with_logits(a, y), 9 * draw(5, 4), SHARE),
    "cross entropy": (F.cross_entropy, lambda f, a, y: f.cross_entropy(a, y), 5 * draw(5, 4), LABELS),
    "cross entropy of shares": (F.cross_entropy, lambda f, a, y: f.cross_entropy(a, y), 5 * draw(5, 4), SHARE),
    "batch norm": (
        lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True),
        lambda f, x, w, b: f.batch_norm(x, None, None, w, b, training=True),
        draw(6, 3),
        draw(3),
        draw(3),
    ),
    "batch norm of images": (
        lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True, eps=1e-3),
        lambda f, x, w, b: f.batch_norm(x, None, None, w, b, training=True, eps=1e-3),
        draw(4, 3, 2, 5),
        draw(3),
        draw(3),
    ),
    "batch norm, bare": (
        lambda x: F.batch_norm(x, None, None, training=True),
        lambda f, x: f.batch_norm(x, None, None, training=True),
        draw(6, 3),
    ),
    "conv2d": (F.conv2d, lambda f, x, w, b: f.conv2d(x, w, b), draw(2, 3, 6, 5), draw(4, 3, 3, 2), draw(4)),
    "conv2d, stride and padding": (
        lambda x, w: F.conv2d(x, w, stride=(2, 3), padding=(1, 2)),
        lambda f, x, w: f.conv2d(x, w, stride=(2, 3), padding=(1, 2)),
        draw(2, 3, 7, 8),
        draw(4, 3, 3, 2),
    ),
    "max pool": (lambda x: F.max_pool2d(x, 2), lambda f, x: f.max_pool2d(x, 2), draw(2, 3, 6, 5)),
    "max pool, overlapping": (
        lambda x: F.max_pool2d(x, 3, 2, 1),
        lambda f, x: f.max_pool2d(x, 3, 2, 1),
        draw(2, 3, 7, 6),
    ),
    "embedding": (lambda w, i: F.embedding(i, w), lambda f, w, i: f.embedding(i, w), draw(6, 3), WORDS),
}


@pytest.mark.parametrize("name", CASES)
def test_values_and_gradients_are_torchs(name):
    compare(*CASES[name])


def test_losses_stay_finite_where_a_naive_form_overflows():
    z = Tensor([[-1000.0], [1000.0]], requires_grad=True)
    loss = F.bce_with_logits(z, [[1.0], [0.0]])
    loss.backward()
    assert loss.item() == 1000.0
    np.testing.assert_allclose(z.grad, [[-0.5], [0.5]])
    assert F.cross_entropy(Tensor([[1000.0, -1000.0]]), [1]).item() == 2000.0
    np.testing.assert_allclose(Tensor([-1e4, 0.0, 1e4]).sigmoid().data, [0, 0.5, 1], atol=1e-300)


def test_dropout_keeps_the_mean_and_repeats_with_a_seed():
    x = Tensor(np.ones((200, 100)), requires_grad=True)
    out = F.dropout(x, 0.3, rng=1)
    assert set(np.unique(out.data)) == {0.0, 1 / 0.7}
    assert (out.data == 0).mean() == pytest.approx(0.3, abs=0.02)
    out.sum().backward()
    np.testing.assert_array_equal(x.grad, out.data)
    np.testing.assert_array_equal(F.dropout(x, 0.3, rng=1).data, out.data)
    assert F.dropout(x, 0.3, training=False) is x


def test_batch_norm_keeps_torchs_running_statistics():
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    ours, other = nn.BatchNorm1d(3), torch.nn.BatchNorm1d(3, dtype=torch.float64)
    for _ in range(3):
        x = draw(7, 3)
        ours(x)
        other(torch.tensor(x))
    ours.eval()
    other.eval()
    x = Tensor(draw(4, 3), requires_grad=True)
    y = torch.tensor(x.data, requires_grad=True)
    out, expected = ours(x), other(y)
    np.testing.assert_allclose(out.data, expected.detach().numpy(), rtol=1e-12)
    (out * out).sum().backward()
    (expected * expected).sum().backward()
    np.testing.assert_allclose(x.grad, y.grad.numpy(), rtol=1e-12)
    theirs = {name: tensor.numpy() for name, tensor in other.state_dict().items()}
    for name, array in ours.state_dict().items():
        np.testing.assert_allclose(array, theirs[name], rtol=1e-12)


X, W = Tensor(draw(5, 3)), Tensor(draw(3, 4))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: F.linear(X, Tensor(draw(4, 3))), ShapeError, r"linear: the input has 3 features, the weights expect 4\n  x \(5, 3\)   W \(4, 3\)\n  W is \(n_in, n_out\)"),
        (lambda: F.linear(X, W, Tensor(draw(3))), ShapeError, r"linear: a bias of shape \(3,\) does not fit W \(3, 4\): it must be \(4,\)"),
        (lambda: F.mse(Tensor(draw(2, 1)), Tensor(draw(2))), ShapeError, r"mse: the prediction has shape \(2, 1\), the target \(2,\)(.|\n)*target.reshape\(2, 1\)"),
        (lambda: F.mse(Tensor(np.zeros((0, 2))), np.zeros((0, 2))), ShapeError, r"mse: the batch is empty \(shape \(0, 2\)\)"),
        (lambda: F.cross_entropy(Tensor(np.zeros((0, 2))), np.zeros(0, int)), ShapeError, r"cross_entropy: the batch is empty"),
        (lambda: F.cross_entropy(X, [0, 1, 3, 0, 0]), ShapeError, r"label 3 in row 2 is outside the 3 classes, 0 to 2"),
        (lambda: F.cross_entropy(X, [0, 1, -1, 0, 0]), ShapeError, r"label -1 in row 2 is outside"),
        (lambda: F.cross_entropy(X, [0, 1]), ShapeError, r"5 rows of logits need labels of shape \(5,\), got \(2,\)"),
        (lambda: F.cross_entropy(X, np.zeros(5)), ValueTypeError, r"labels are whole numbers, one a row, got float64"),
        (lambda: F.cross_entropy(Tensor(draw(3)), [0]), ShapeError, r"logits are \(N, classes\), got shape \(3,\)"),
        (lambda: F.bce_with_logits(X, -np.ones((5, 3))), ShapeError, r"targets are probabilities between 0 and 1, got -1 to -1"),
        (lambda: F.bce_with_logits(X, np.ones(5)), ShapeError, r"bce_with_logits: the logits have shape \(5, 3\), the targets \(5,\)"),
        (lambda: F.embedding([0, 9], W), ShapeError, r"embedding: word 9 is outside the 3 rows, 0 to 2"),
        (lambda: F.embedding([0.5], W), ValueTypeError, r"embedding: words are whole numbers, got float64"),
        (lambda: F.conv2d(draw(1, 2, 5, 5), Tensor(draw(1, 3, 2, 2))), ShapeError, r"images \(1, 2, 5, 5\)   filters \(1, 3, 2, 2\)"),
        (lambda: F.conv2d(draw(1, 3, 1, 5), Tensor(draw(1, 3, 2, 2))), ShapeError, r"a window of \(2, 2\) is larger"),
        (lambda: F.max_pool2d(X, 2), ShapeError, r"max_pool2d: images are \(N, channels, H, W\), got shape \(5, 3\)"),
        (lambda: F.max_pool2d(draw(1, 1, 4, 4), 0), ShapeError, r"kernel_size is one whole number or two(.|\n)*at least 1; got 0"),
        (lambda: F.dropout(X, 1.0), ValueTypeError, r"p is the probability of dropping, from 0 to below 1; got 1.0"),
        (lambda: F.batch_norm(draw(1, 3), None, None, training=True), ShapeError, r"each feature needs more than 1 value"),
        (lambda: F.batch_norm(X, np.zeros(2), np.ones(2)), ShapeError, r"3 features need a running mean of shape \(3,\), got \(2,\)"),
        (lambda: F.batch_norm(X, None, None), ValueTypeError, r"outside training the running mean and variance are needed"),
        (lambda: F.concatenate([]), ShapeError, r"concatenate: got an empty list"),
        (lambda: F.concatenate([X, W]), ShapeError, r"concatenate: shapes \(5, 3\), \(3, 4\) do not join along axis 0"),
        (lambda: F.stack([X, W]), ShapeError, r"stack: all shapes must be equal, got \(5, 3\), \(3, 4\)"),
        (lambda: F.maximum(X, W), ShapeError, r"maximum: the shapes do not broadcast"),
        (lambda: F.where(True, X, W), ShapeError, r"where: the shapes do not broadcast"),
    ],
)  # fmt: skip
def test_errors_say_what_came_and_what_to_do(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_a_number_may_be_the_first_operand_and_takes_the_dtype_of_the_other():
    t = Tensor(np.array([1.0, 5.0], np.float32))
    out = F.maximum(3.0, t)
    assert out.tolist() == [3.0, 5.0]
    assert out.dtype == np.float32


def test_log_softmax_is_the_logarithm_of_softmax():
    z = np.array([[0.0, 1.0, -2.0], [3.0, 3.0, 3.0]])
    np.testing.assert_allclose(F.log_softmax(z).data, np.log(F.softmax(z).data), rtol=1e-14)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            lambda: F.batch_norm([1.0, 2.0], None, None, training=True),
            r"\(N, features, ...\), got shape \(2,\)",
        ),
        (lambda: F.conv2d(np.ones((1, 2, 4, 4)), Tensor(np.ones((1, 3, 2, 2)))), r"with the same channels"),
        (lambda: Tensor(np.ones((2, 3, 4))) @ np.ones((5, 4, 3)), r"stacks must broadcast"),
    ],
    ids=["batch_norm", "conv2d", "stacks"],
)
def test_shapes_that_do_not_fit_are_named(call, says):
    with pytest.raises(ShapeError, match=says):
        call()
