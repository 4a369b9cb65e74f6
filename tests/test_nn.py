"""Modules: what they hold, how their state is kept, and that they compute what PyTorch's do."""
# ruff: noqa: E501 - a case of a table is a line

import numpy as np
import pytest

from autograd_lab import functional, nn, optim
from autograd_lab.errors import ShapeError
from autograd_lab.tensor.tensor import Tensor


def small(seed=0):
    rng = np.random.default_rng(seed)
    return nn.Sequential(
        nn.Linear(2, 5, rng=rng), nn.BatchNorm1d(5), nn.Tanh(), nn.Dropout(0.2, rng=1), nn.Linear(5, 3, rng=rng)
    )


class Two(nn.Module):
    def __init__(self):
        self.inside = nn.Linear(2, 2, rng=0)
        self.steps = [nn.Linear(2, 2, bias=False, rng=1), nn.ReLU()]
        self.scale = Tensor([2.0], requires_grad=True)
        self.offset = Tensor([1.0])

    def forward(self, x):
        for step in (self.inside, *self.steps):
            x = step(x)
        return x * self.scale + self.offset


def test_parameters_are_found_wherever_they_are_held():
    names = dict(Two().named_parameters())
    assert list(names) == ["scale", "inside.weight", "inside.bias", "steps.0.weight"]
    tied = Two()
    tied.again = tied.inside
    assert len(tied.parameters()) == 4
    assert [name for name, _ in small().named_parameters()] == [
        f"{i}.{kind}" for i in (0, 1, 4) for kind in ("weight", "bias")
    ]
    assert repr(small()) == "Sequential(Linear(2, 5), BatchNorm1d(5), Tanh(), Dropout(p=0.2), Linear(5, 3))"
    assert repr(Two()) == "Two(inside: Linear(2, 2), steps.0: Linear(2, 2, bias=False), steps.1: ReLU())"


def test_a_module_computes_and_its_gradients_are_cleared():
    net = Two()
    x = np.array([[1.0, -2.0]])
    out = net(x)
    hidden = np.maximum((x @ net.inside.weight.data + net.inside.bias.data) @ net.steps[0].weight.data, 0)
    np.testing.assert_allclose(out.data, hidden * 2 + 1)
    out.sum().backward()
    assert net.scale.grad is not None
    net.zero_grad()
    assert all(p.grad is None for p in net.parameters())


def test_train_and_eval_reach_every_part():
    net = small().eval()
    x = np.ones((4, 2))
    np.testing.assert_array_equal(net(x).data, net(x).data)
    assert not net[3].training
    net.train()
    assert net[3].training


def test_state_is_saved_without_pickle_and_comes_back(tmp_path):
    net, twin = small(0), small(1)
    net(np.random.default_rng(0).normal(size=(8, 2)))
    net.save(tmp_path / "net.npz")
    with np.load(tmp_path / "net.npz", allow_pickle=False) as file:
        assert "1.running_mean" in file
    twin.load(tmp_path / "net.npz")
    x = np.random.default_rng(1).normal(size=(3, 2))
    np.testing.assert_array_equal(net.eval()(x).data, twin.eval()(x).data)
    state = net.state_dict()
    state["0.weight"][...] = 0  # a copy: the net is not touched
    assert net[0].weight.data.any()


def test_a_state_that_does_not_fit_is_refused_whole():
    net = small()
    state = net.state_dict()
    del state["0.bias"]
    state["4.weight"] = state["4.weight"].T
    state["9.weight"] = np.zeros(2)
    before = net.state_dict()
    with pytest.raises(ValueError, match=r"missing: 0.bias \(5,\)\n  unknown: 9.weight \(2,\)\n  shape:   4.weight is \(5, 3\) here and \(3, 5\)(.|\n)*from_torch_state"):  # fmt: skip
        net.load_state_dict(state)
    for name, array in net.state_dict().items():
        np.testing.assert_array_equal(array, before[name])


def test_a_loaded_state_makes_old_results_stale():
    net = nn.Linear(2, 1, rng=0)
    loss = functional.mse(net(np.ones((3, 2))), np.ones((3, 1)))
    net.load_state_dict(net.state_dict())
    with pytest.raises(RuntimeError, match="written to after"):
        loss.backward()


def test_state_travels_to_torch_and_back():
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    tnn = torch.nn
    net = small().eval()
    other = (
        tnn.Sequential(tnn.Linear(2, 5), tnn.BatchNorm1d(5), tnn.Tanh(), tnn.Dropout(0.2), tnn.Linear(5, 3))
        .double()
        .eval()
    )
    other.load_state_dict({name: torch.tensor(array) for name, array in net.to_torch_state().items()})
    x = np.random.default_rng(2).normal(size=(6, 2))
    np.testing.assert_allclose(net(x).data, other(torch.tensor(x)).detach().numpy(), rtol=1e-12)
    twin = small(9).eval()
    twin.from_torch_state(other.state_dict())
    np.testing.assert_array_equal(twin(x).data, net(x).data)


def test_initialisers_have_the_moments_they_promise():
    w = Tensor(np.zeros((400, 100)), requires_grad=True)
    for fill, variance in (
        (nn.init.xavier_normal_, 2 / 500),
        (nn.init.xavier_uniform_, 2 / 500),
        (nn.init.kaiming_normal_, 2 / 400),
        (nn.init.kaiming_uniform_, 2 / 400),
    ):
        assert fill(w, rng=3).data.var() == pytest.approx(variance, rel=0.05)
        assert abs(w.data.mean()) < 0.02 * variance**0.5 * 5
    assert np.abs(nn.Linear(16, 200, rng=0).weight.data).max() == pytest.approx(0.25, abs=0.001)
    assert nn.init.fans((8, 3, 5, 5)) == (75, 200)
    assert nn.init.zeros_(w).data.any() == False  # noqa: E712 - NumPy's own bool
    nn.manual_seed(4)
    first = nn.Linear(3, 3).weight.data
    nn.manual_seed(4)
    np.testing.assert_array_equal(nn.Linear(3, 3).weight.data, first)
    with pytest.raises(ShapeError, match=r"two axes or more, got shape \(3,\)"):
        nn.init.xavier_normal_(Tensor(np.zeros(3), requires_grad=True))


@pytest.mark.slow
def test_a_network_learns_xor():
    rng = np.random.default_rng(0)
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    Y = np.array([[0.0], [1], [1], [0]])
    net = nn.Sequential(nn.Linear(2, 8, rng=rng), nn.Sigmoid(), nn.Linear(8, 1, rng=rng))
    optimizer = optim.Adam(net.parameters(), lr=0.05)
    for _ in range(400):
        loss = functional.bce_with_logits(net(X), Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.05
    assert ((net(X).data > 0) == Y).all()


def test_errors_say_what_came():
    with pytest.raises(ShapeError, match=r"the input has 3 features, the weights expect 2"):
        nn.Linear(2, 4)(np.ones((5, 3)))
    with pytest.raises(ShapeError, match=r"Linear\(0, 4\): both widths must be at least 1"):
        nn.Linear(0, 4)
    with pytest.raises(NotImplementedError, match="Module has no forward"):
        nn.Module()(1)


def test_the_scalar_network_is_offered_too():
    assert len(nn.MLP(2, [3, 1]).parameters()) == 13
    assert (nn.Neuron, nn.Layer) is not None
