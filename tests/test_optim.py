"""Optimisers against PyTorch's, step for step; schedules; clipping; errors."""

import numpy as np
import pytest

from autograd_lab import optim
from autograd_lab.errors import LabError, ValueTypeError
from autograd_lab.scalar.value import Value
from autograd_lab.tensor.tensor import Tensor

CASES = [
    ("SGD", {"lr": 0.02}),
    ("SGD", {"lr": 0.02, "momentum": 0.9}),
    ("SGD", {"lr": 0.02, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.02, "weight_decay": 0.05}),
    ("SGD", {"lr": 0.02, "momentum": 0.8, "weight_decay": 0.05, "nesterov": True}),
    ("RMSprop", {"lr": 0.05}),
    ("RMSprop", {"lr": 0.05, "alpha": 0.8, "momentum": 0.5, "weight_decay": 0.1, "eps": 1e-4}),
    ("Adam", {"lr": 0.05}),
    ("Adam", {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.1}),
    ("AdamW", {"lr": 0.05}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.2}),
]


def descend(package, parameters, optimizer, steps, to_float, before_step=None, after_step=None):
    for i in range(steps):
        optimizer.zero_grad()
        w, b = parameters
        loss = ((w * w * 0.5 + w * b) ** 2).sum() + (w - 1.0).abs().sum() * 0.1
        if i == 3:  # a step in which b takes no part
            loss = (w * w).sum()
        loss.backward()
        if before_step:
            before_step(parameters)
        optimizer.step()
        if after_step:
            after_step()
    return [to_float(p) for p in parameters]


def starts():
    rng = np.random.default_rng(0)
    return [rng.normal(size=(4, 3)), rng.normal(size=3)]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "options"), CASES)
def test_steps_are_torchs(name, options):
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    ours = [Tensor(p, requires_grad=True) for p in starts()]
    theirs = [torch.tensor(p, requires_grad=True) for p in starts()]
    mine = descend(optim, ours, getattr(optim, name)(ours, **options), 12, lambda p: p.data)
    other = descend(torch, theirs, getattr(torch.optim, name)(theirs, **options), 12, lambda p: p.detach().numpy())
    for a, b in zip(mine, other, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-10)


def test_defaults_are_torchs():
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    for name in ("SGD", "RMSprop", "Adam", "AdamW"):
        theirs = getattr(torch.optim, name)([torch.zeros(1, requires_grad=True)]).param_groups[0]
        mine = getattr(optim, name)([Tensor([0.0], requires_grad=True)])
        for key in ("lr", "momentum", "weight_decay", "nesterov", "alpha", "eps", "betas"):
            if hasattr(mine, key):
                assert getattr(mine, key) == theirs[key], (name, key)


@pytest.mark.parametrize(
    ("name", "options"),
    [("StepLR", {"step_size": 3, "gamma": 0.5}), ("CosineAnnealingLR", {"T_max": 8, "eta_min": 0.01})],
)
def test_schedules_are_torchs(name, options):
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    ours = optim.SGD([Tensor([0.0], requires_grad=True)], lr=0.3)
    theirs = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    mine, other = getattr(optim, name)(ours, **options), getattr(torch.optim.lr_scheduler, name)(theirs, **options)
    for _ in range(8):
        theirs.step()
        mine.step()
        other.step()
        assert mine.get_last_lr() == pytest.approx(other.get_last_lr(), rel=1e-12)
    assert ours.lr == mine.get_last_lr()[0]


@pytest.mark.parametrize("max_norm", [0.5, 100.0])
def test_clipping_is_torchs(max_norm):
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    ours = [Tensor(p, requires_grad=True) for p in starts()]
    theirs = [torch.tensor(p, requires_grad=True) for p in starts()]
    for p, q in zip(ours, theirs, strict=True):
        p.grad, q.grad = np.full(p.shape, 0.7), torch.full(q.shape, 0.7, dtype=torch.float64)
    norm = optim.clip_grad_norm_(ours, max_norm)
    assert norm == pytest.approx(torch.nn.utils.clip_grad_norm_(theirs, max_norm).item(), rel=1e-12)
    for p, q in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(p.grad, q.grad.numpy(), rtol=1e-12)


def test_a_step_changes_only_its_own_arrays_and_keeps_the_dtype():
    start = np.ones((3, 2), np.float32)
    w = Tensor(start, requires_grad=True)
    w.data = start
    for make in (optim.SGD, optim.RMSprop, optim.Adam, optim.AdamW):
        optimizer = make([w])
        w.grad = np.full((3, 2), 2.0, np.float32)
        optimizer.step()
        assert w.data.dtype == np.float32
        np.testing.assert_array_equal(w.grad, np.full((3, 2), 2.0))
    np.testing.assert_array_equal(start, np.ones((3, 2)))


def test_a_step_before_backward_is_noticed():
    w = Tensor([1.0, 2.0], requires_grad=True)
    optimizer = optim.SGD([w], lr=0.1)
    (w * w).sum().backward()
    loss = (w * w).sum()
    optimizer.step()
    with pytest.raises(RuntimeError, match="update parameters after backward"):
        loss.backward()


W = Tensor([1.0], requires_grad=True)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: optim.SGD([]), LabError, r"SGD got no parameters"),
        (lambda: optim.SGD([Value(1.0)]), ValueTypeError, r"For Values write: p.data -= lr \* p.grad"),
        (lambda: optim.Adam([Tensor([1.0])]), ValueTypeError, r"Adam moves leaf Tensors that require a gradient"),
        (lambda: optim.Adam([W * 2]), ValueTypeError, r"leaf Tensors"),
        (lambda: optim.SGD([W], lr=-1), LabError, r"lr must be 0 or more, got -1"),
        (lambda: optim.SGD([W], nesterov=True), LabError, r"needs momentum > 0"),
        (lambda: optim.Adam([W], betas=(0.9, 1.0)), LabError, r"betas\[1\] must be from 0 to below 1, got 1.0"),
        (lambda: optim.StepLR(optim.SGD([W]), 0), LabError, r"step_size counts epochs"),
        (lambda: optim.CosineAnnealingLR(optim.SGD([W]), 0), LabError, r"T_max counts epochs"),
    ],
)
def test_errors_say_what_came(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_clipping_refuses_what_is_not_finite():
    p = Tensor([1.0], requires_grad=True)
    p.grad = np.array([np.inf])
    with pytest.raises(LabError, match=r"norm is inf. Look for the cause with detect_anomaly"):
        optim.clip_grad_norm_([p], 1.0)


@pytest.mark.parametrize("shape", [(784, 128), (1000, 129), (50_001,), (3, 100_000), (1, 60_000), (7, 3, 2000)])
def test_a_plain_step_on_a_large_array_moves_every_entry(shape):
    """Large weights are stepped some rows at a time; no row may be left out or taken twice."""
    rng = np.random.default_rng(0)
    start, gradient = rng.normal(size=shape), rng.normal(size=shape)
    w = Tensor(start, requires_grad=True)
    w.grad = gradient.copy()
    optim.SGD([w], lr=0.1).step()
    np.testing.assert_allclose(w.data, start - 0.1 * gradient, rtol=0, atol=1e-15)
    np.testing.assert_array_equal(w.grad, gradient)  # the gradient itself is left as it was


def test_settings_of_sgd_are_given_by_name():
    """PyTorch has dampening third, so a third number without a name could mean two things."""
    W = Tensor([1.0], requires_grad=True)
    assert optim.SGD([W], 0.5).lr == 0.5
    with pytest.raises(TypeError, match="positional argument"):
        optim.SGD([W], 0.5, 0.9)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: optim.Optimizer([W], 0.1), "must say how a parameter moves"),
        (lambda: optim.Schedule(optim.SGD([W])), "must say how the learning rate changes"),
    ],
)
def test_the_bases_name_what_is_to_be_written(make, says):
    W.grad = np.ones(1)
    with pytest.raises(NotImplementedError, match=says):
        make().step()
