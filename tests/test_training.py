"""The training loop: it is the loop one would write, tells what happens, and stops when told or when it diverges."""

import subprocess
import sys

import numpy as np
import pytest

from autograd_lab import data, functional, nn, optim, training
from autograd_lab.errors import LabError, ShapeError
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.training import DivergedError, Epoch, fit


def network(seed=0):
    rng = np.random.default_rng(seed)
    return nn.Sequential(nn.Linear(2, 16, rng=rng), nn.Tanh(), nn.Linear(16, 1, rng=rng))


def moons():
    X, y = data.moons(200, noise=0.1, seed=1)
    return X, y[:, None].astype(float)


def test_it_is_the_loop_that_one_would_write():
    X, y = moons()
    ours, theirs = network(), network()
    loader = data.DataLoader((X, y), batch_size=32, shuffle=True, seed=5)
    history = fit(ours, functional.bce_with_logits, optim.SGD(ours.parameters(), lr=0.5), loader, 3)

    optimizer = optim.SGD(theirs.parameters(), lr=0.5)
    losses = []
    rng = np.random.default_rng(5)
    for _ in range(3):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), 32):
            rows = order[start : start + 32]
            loss = functional.bce_with_logits(theirs(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        losses.append(total / len(X))
    assert [epoch.loss for epoch in history] == pytest.approx(losses, rel=1e-12)
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(a.data, b.data, rtol=1e-12)


@pytest.mark.slow
def test_it_learns_the_moons():
    X_train, X_test, y_train, y_test = data.train_test_split(*moons(), seed=2)
    model = network()
    loader = data.DataLoader((X_train, y_train), batch_size=25, shuffle=True)

    def accuracy():
        return ((model(X_test).data > 0) == y_test).mean()

    optimizer = optim.Adam(model.parameters(), lr=0.05)
    history = fit(model, functional.bce_with_logits, optimizer, loader, 40, validate=accuracy)
    assert history[-1].score >= 0.95
    assert history[-1].loss < history[0].loss / 5


@pytest.mark.slow
def test_digits_are_told_apart():
    X_train, X_test, y_train, y_test = data.train_test_split(*data.digits(n=800))
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(64, 32, rng=rng), nn.ReLU(), nn.Linear(32, 10, rng=rng))
    loader = data.DataLoader((X_train, y_train), batch_size=50, shuffle=True)
    fit(model, functional.cross_entropy, optim.Adam(model.parameters(), lr=0.01), loader, 20)
    assert (model(X_test).data.argmax(axis=1) == y_test).mean() >= 0.9


def test_progress_hears_of_each_epoch_and_may_stop():
    model, heard = network(), []
    optimizer = optim.SGD(model.parameters(), lr=0.1)

    def progress(epoch):
        heard.append(epoch)
        return epoch.number == 3

    history = fit(model, functional.bce_with_logits, optimizer, [moons()], 10, progress=progress)
    assert history == heard
    assert [(epoch.number, epoch.epochs) for epoch in heard] == [(1, 10), (2, 10), (3, 10)]
    assert isinstance(heard[0], Epoch)
    assert heard[0].score is None
    assert len(fit(model, functional.bce_with_logits, optimizer, [moons()], 2, progress=lambda e: e.loss)) == 2


def test_the_module_is_in_training_for_steps_and_in_evaluation_for_scores_and_afterwards():
    model = nn.Sequential(nn.Linear(2, 8), nn.Dropout(0.5), nn.Linear(8, 1))
    modes = []

    def loss(prediction, y):
        modes.append(model.training)
        return functional.bce_with_logits(prediction, y)

    def validate():
        modes.append(model.training)
        assert not model(moons()[0]).requires_grad
        return 0.5

    fit(model, loss, optim.SGD(model.parameters(), lr=0.1), [moons()], 2, validate=validate)
    assert modes == [True, False, True, False]
    assert not model.training


def test_the_schedule_steps_once_an_epoch_and_gradients_are_clipped():
    model = network()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    before = [p.data.copy() for p in model.parameters()]
    schedule = optim.StepLR(optimizer, step_size=1, gamma=0.5)
    fit(model, functional.bce_with_logits, optimizer, [moons()], 1, schedule=schedule, max_norm=1e-3)
    moved = np.sqrt(sum(((p.data - b) ** 2).sum() for p, b in zip(model.parameters(), before, strict=True)))
    assert moved == pytest.approx(1e-3, rel=1e-2)
    assert optimizer.lr == 0.5


def test_a_bare_function_can_be_trained():
    w = Tensor([0.0], requires_grad=True)
    X, y = data.line(50, slope=3.0, intercept=0.0, noise=0.0)
    fit(lambda x: Tensor(x) @ w, functional.mse, optim.SGD([w], lr=0.5), [(X, y)], 200)
    assert w.item() == pytest.approx(3.0, abs=1e-3)


def test_a_loss_that_is_no_longer_finite_stops_it():
    model = network()
    optimizer = optim.SGD(model.parameters(), lr=1e200)
    with np.errstate(all="ignore"), pytest.raises(DivergedError, match="the learning rate is too large: try a tenth"):
        fit(model, functional.mse, optimizer, [moons()], 10)


def test_what_makes_no_sense_is_refused_with_the_way_out():
    model = network()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(LabError, match="epochs=0 trains nothing"):
        fit(model, functional.mse, optimizer, [moons()], 0)
    with pytest.raises(LabError, match="can be gone through only once"):
        fit(model, functional.mse, optimizer, iter([moons()]), 2)
    with pytest.raises(ShapeError, match="there are no batches"):
        fit(model, functional.mse, optimizer, [], 2)


@pytest.mark.slow
def test_fit_needs_no_widgets():
    """NumPy is all that it takes: `train`, whose runs are shown, imports the rest when it is called."""
    heavy = ("anywidget", "ipywidgets", "torch")
    code = f"import sys, autograd_lab.training; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_long_run_reports_how_far_it_is(monkeypatch, capsys):
    monkeypatch.setattr(training, "PATIENCE", 0.0)
    X, y = np.array([[0.0], [1.0]]), np.array([[0.0], [1.0]])
    training.train(nn.Sequential(nn.Linear(1, 1, rng=0), nn.Sigmoid()), X, y, steps=3)
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(",")[0] for line in lines] == [f"step {i} of 3" for i in range(4)]
    assert lines[-1].endswith("about 0 s left")
    heard = []
    net = nn.Sequential(nn.Linear(1, 1, rng=0), nn.Sigmoid())
    training.train(net, X, y, steps=3, progress=lambda *said: heard.append(said))
    assert heard[-1][:2] == (3, 3)
    assert capsys.readouterr().err == ""


def test_what_progress_changes_of_the_model_is_seen_by_a_replay():
    X, y = moons()
    weights = []
    for replay in (False, None):
        net = nn.Sequential(nn.Linear(2, 8, rng=0), nn.Dropout(0.5, rng=1), nn.Linear(8, 1, rng=2))

        def change(epoch, net=net):
            net[1].p = 0.1 * epoch.number
            net[0].weight.requires_grad = epoch.number != 2

        adam = optim.Adam(net.parameters(), lr=0.01)
        fit(net, functional.bce_with_logits, adam, [(X, y)], 5, progress=change, replay=replay)
        weights.append({name: array.tobytes() for name, array in net.state_dict().items()})
    assert weights[0] == weights[1]


def test_a_model_or_loss_of_ones_own_is_built_anew_unless_it_is_asked_for():
    X, y = moons()

    class Counted(nn.Module):
        calls = 0

        def __init__(self):
            self.inner = network()

        def forward(self, x):
            Counted.calls += 1
            return self.inner(x)

    def half(prediction, target):
        Counted.calls += 1
        return functional.mse(prediction, target) * 0.5

    for model, loss, replay, calls in (
        (Counted(), functional.mse, None, 6),
        (Counted(), functional.mse, True, 1),
        (network(), half, None, 6),
        (network(), half, True, 1),
    ):
        Counted.calls = 0
        fit(model, loss, optim.SGD(model.parameters(), lr=0.1), [(X, y)], 6, replay=replay)
        assert Counted.calls == calls


@pytest.mark.slow
def test_batches_of_ever_new_shapes_are_built_anew_once_many_are_recorded():
    X, y = moons()
    batches = [(X[:n], y[:n]) for n in range(1, 31)]
    weights = []
    for replay in (False, None):
        net = network()
        fit(net, functional.mse, optim.SGD(net.parameters(), lr=0.1), batches, 2, replay=replay)
        weights.append(np.asarray(net[0].weight.data).tobytes())
    assert weights[0] == weights[1]  # and nothing is warned about


@pytest.mark.slow
@pytest.mark.parametrize("max_norm", [None, 0.5])
def test_a_replayed_training_has_the_same_numbers_to_the_last_bit(max_norm):
    X, y = moons()
    histories, weights = [], []
    for replay in (False, True):
        rng = np.random.default_rng(1)
        net = nn.Sequential(
            nn.Linear(2, 16, rng=rng), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2, rng), nn.Linear(16, 1, rng=rng)
        )
        adam = optim.Adam(net.parameters(), lr=0.01)
        schedule = optim.StepLR(adam, step_size=2, gamma=0.5)
        loader = data.DataLoader((X, y), batch_size=32, shuffle=True, seed=5)  # 200 rows: the last batch has 8

        def score(net=net):
            return ((net(X) > 0).data == y).mean()

        options = {"schedule": schedule, "validate": score, "max_norm": max_norm, "replay": replay}
        histories.append(fit(net, functional.bce_with_logits, adam, loader, 4, **options))
        weights.append({name: np.asarray(array).tobytes() for name, array in net.state_dict().items()})
    assert histories[0] == histories[1]
    assert weights[0] == weights[1]


def test_a_replayed_training_that_diverges_says_so():
    X, y = moons()
    net = network()
    batches = [(X, y), (np.full_like(X, np.nan), y)]
    with pytest.raises(DivergedError, match="fit: the loss is nan in epoch 1, after 200 rows"):
        fit(net, functional.mse, optim.SGD(net.parameters(), lr=0.1), batches, epochs=2, replay=True)
    assert all(p.grad is None for p in net.parameters())  # no backward pass for a loss that is no number
