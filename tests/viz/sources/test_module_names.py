"""What modules compute has their names, where one name is enough to say which result is meant."""

import numpy as np
import pytest

from autograd_lab import Tensor, functional, nn, show
from autograd_lab.viz.sources.module_names import named_by_module
from autograd_lab.viz.sources.recorded import Box


class Net(nn.Module):
    """A convolution, a pooling, a linear layer that is used once, and one that is used twice."""

    def __init__(self):
        super().__init__()
        rng = np.random.default_rng(0)
        self.conv1 = nn.Conv2d(1, 2, 3, rng=rng)
        self.hidden = nn.Linear(8, 8, rng=rng)
        self.out = nn.Linear(8, 3, rng=rng)

    def forward(self, x):
        h = functional.max_pool2d(self.conv1(x), 2).flatten(1)
        return self.out(self.hidden(self.hidden(h).tanh()).tanh())


def names(player):
    return [node.name for node in player.trace.nodes if node.kind == "op"]


@pytest.mark.slow
def test_results_have_the_names_of_their_modules_and_the_end_is_the_loss():
    net = Net()
    given = names(show(net, np.ones((2, 1, 6, 6)), loss=lambda out: functional.cross_entropy(out, [0, 1])))
    assert [name for name in given if not name.startswith("v")] == [
        "conv1",
        "out",
        "loss",
    ]  # which `hidden` would be meant?
    assert len(given) > 6


def test_names_of_the_learner_stay():
    net = Net()
    x = net.conv1(np.ones((1, 1, 6, 6)))
    x.name = "seen"
    out = Tensor(np.ones(1), True, "hidden")
    given = names(show((x.mean() * out).sum(), names={"net": net}))
    assert "seen" in given
    assert "conv1" not in given
    assert "loss" not in given


def test_members_of_a_sequential_are_not_called_by_their_numbers():
    net = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))
    given = names(show(net, np.ones((3, 2)), loss=lambda out: (out**2).mean()))
    assert not any(name[0].isdigit() or name.startswith("net") for name in given)


def test_a_module_with_modules_inside_is_not_its_first_result():
    boxes = [
        Box("net.attn.in_proj", None, "leaf", "", (), np.ones(1)),
        Box("net.attn.out.weight", None, "leaf", "", (), np.ones(1)),
        Box(None, None, "op", "matmul", (0,), np.ones(1)),
        Box(None, None, "op", "matmul", (2, 1), np.ones(1)),
        Box(None, None, "op", "sum", (3,), np.ones(1)),
    ]
    assert named_by_module(boxes, [box.name for box in boxes]) == {3: "attn.out"}


@pytest.mark.slow
def test_layers_of_pytorch_have_their_names_too():
    torch = pytest.importorskip("torch")
    net = torch.nn.Module()
    net.conv1, net.out = torch.nn.Conv2d(1, 2, 3), torch.nn.Linear(8, 3)
    x = torch.nn.functional.max_pool2d(net.conv1(torch.ones(2, 1, 6, 6)), 2).flatten(1)
    given = names(show(net.out(x).square().mean(), names={"net": net}))
    assert {"conv1", "out"} <= set(given)
